//! Hot spots, trends, rates, small areas and sample sizes through import and the HTTP API, held to spdep, pymannkendall and
//! scipy: numbers of independent programs, on areas in two parts with a hole, towns nobody lives in, villages nobody asked.
//!
//! The numbers stand in `data/statistics/{spots,trends}-expected.csv`; `spots.R` and `trends.py` beside them made them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use integration_tests::{Client, Database, Program};
use serde_json::{Value, json};
use std::path::Path;

fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/statistics").join(name);
    std::fs::read_to_string(path).unwrap()
}

async fn with(database: Database, files: &[(&str, &str, String)]) -> Program {
    let mut program = Program::install(database).await.unwrap();
    for (kind, name, content) in files {
        let file = program.file(name, content).unwrap();
        program.succeed(&["import", kind, &file], "").unwrap();
    }
    program.serve().unwrap();
    program
}

async fn ask(client: &Client, path: &str) -> Value {
    let answer = client.get(&format!("/api/v1/statistics/{path}")).await.unwrap();
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

/// The same to 1e-6.
fn same(value: &Value, expected: &str, what: &str) {
    let (found, expected) = (value.as_f64().unwrap_or(f64::NAN), expected.parse::<f64>().unwrap());
    assert!((found - expected).abs() < 1e-6, "{what}: {value} instead of {expected}");
}

fn near(value: &Value, expected: f64, error: f64) {
    let found = value.as_f64().unwrap_or(f64::NAN);
    assert!((found - expected).abs() < error, "{value} instead of {expected}");
}

fn two_parts() -> [(&'static str, &'static str, String); 2] {
    [
        ("areas", "areas.geojson", data("spots-areas.geojson")),
        ("reports", "reports.csv", data("spots-reports.csv")),
    ]
}

#[tokio::test]
async fn hot_spots_of_four_views_agree_with_spdep() {
    for database in Database::available() {
        let program = with(database, &two_parts()).await;
        let read = program.machine("read").unwrap();
        let expected = data("spots-expected.csv");
        for (view, query) in [
            ("all", ""),
            ("category", "&category=accumulated_waste"),
            ("period", "&from=2026-10-01&to=2026-11-08"),
            ("residents", "&layer=residents"),
        ] {
            let answer = ask(&read, &format!("hotspots?area=P&resolution=9{query}")).await;
            let cells = answer["features"].as_array().unwrap();
            let (mut compared, mut hot) = (0, 0);
            for line in expected.lines().filter(|line| line.starts_with(&format!("{view},"))) {
                let [_, name, incidents, z, p, q] = line.split(',').collect::<Vec<_>>()[..] else {
                    panic!("{line}")
                };
                let cell = cells.iter().map(|cell| &cell["properties"]).find(|cell| cell["cell"] == name);
                let cell = cell.unwrap_or_else(|| panic!("no {name}"));
                assert_eq!(cell["incidents"].to_string(), incidents, "{line}");
                for (value, expected) in [(&cell["z"], z), (&cell["p"], p), (&cell["q"], q)] {
                    same(value, expected, line);
                }
                let is_hot = q.parse::<f64>().unwrap() < 0.05 && z.parse::<f64>().unwrap() > 0.0;
                assert_eq!(cell["hot"], is_hot, "{line}");
                hot += u64::from(is_hot);
                compared += 1;
            }
            assert_eq!((compared, &answer["hot"]), (cells.len(), &json!(hot)), "{view}");
            assert!(hot > 5, "{view}");
        }
    }
}

#[tokio::test]
async fn trends_of_cells_agree_with_pymannkendall() {
    for database in Database::available() {
        let program = with(database, &two_parts()).await;
        let read = program.machine("read").unwrap();
        let answer = ask(&read, "trends?area=P&resolution=8&until=2026-11-23").await;
        let cells = answer["cells"].as_array().unwrap();
        let expected = data("trends-expected.csv");
        assert_eq!(cells.len(), expected.lines().count() - 1);
        for line in expected.lines().skip(1) {
            let [name, weeks, s, variance, z, p, q, slope] = line.split(',').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let trend = &cells.iter().find(|cell| cell["cell"] == name).unwrap()["trend"];
            let counted: Vec<String> =
                trend["incidents"].as_array().unwrap().iter().map(Value::to_string).collect();
            assert_eq!((counted.join(" ").as_str(), trend["s"].to_string().as_str()), (weeks, s));
            for (value, expected) in [("variance", variance), ("z", z), ("p", p), ("q", q), ("slope", slope)]
            {
                same(&trend[value], expected, line);
            }
        }
    }
}

/// A square area of a hundredth of a degree, the `place`-th from the west.
fn square(code: &str, level: &str, parent: Option<&str>, place: usize, wide: f64) -> Value {
    let (west, south) = (107.0 + 0.01 * place as f64, 38.0);
    let (east, north) = (west + 0.01 * wide, south + 0.01);
    let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    json!({"type": "Feature", "properties": {"code": code, "name": code, "level": level, "parent": parent},
        "geometry": {"type": "Polygon", "coordinates": [ring]}})
}

/// Ten squares in a row.
fn row_of(level: &str) -> String {
    let squares = (0..10).map(|place| square(&format!("a{place}"), level, None, place, 1.0));
    json!({"type": "FeatureCollection", "features": squares.collect::<Vec<_>>()}).to_string()
}

/// The numbers of shared/statistics.md: exposures proportional to 6, 5, 9 … scaled to 66 there, to 51,000 people here.
#[tokio::test]
async fn rates_are_shrunken_as_by_maximum_likelihood() {
    const PROBLEMS: [u32; 8] = [14, 3, 9, 0, 22, 5, 1, 12];
    const PEOPLE: [u32; 8] = [6_000, 5_000, 9_000, 2_500, 9_000, 7_000, 4_500, 8_000];
    let mut reports = "external_id,category,description,lat,lng,observed_at,closed_at,channel\n".to_owned();
    let mut people = "area,sex,age_band,population\n".to_owned();
    // Nobody lives in the ninth town; problems there have no rate.
    for (place, problems) in PROBLEMS.into_iter().chain([4]).enumerate() {
        for number in 0..problems {
            let (lng, at) = (107.005 + 0.01 * place as f64, "2026-11-10T09:00:00+08:00");
            reports += &format!("{place}-{number},exposed_rubbish,x,38.005,{lng},{at},,resident\n");
        }
    }
    for (place, number) in PEOPLE.into_iter().enumerate() {
        people += &format!("a{place},all,all,{number}\n");
    }
    for database in Database::available() {
        let files = [
            ("areas", "areas.geojson", row_of("town")),
            ("reports", "reports.csv", reports.clone()),
            ("population", "population.csv", people.clone()),
        ];
        let program = with(database, &files).await;
        let rates = ask(&program.machine("read").unwrap(), "rates").await;
        let unit = 51_000.0 / 66.0;
        near(&rates["gamma"][0], 2.399_12, 1e-3);
        near(&json!(rates["gamma"][1].as_f64().unwrap() / unit), 2.661_59, 1e-3);
        for (place, own, shrunken) in [(0, 1.803, 1.573), (3, 0.0, 0.407), (4, 1.889, 1.705)] {
            near(&rates["areas"][place]["raw"], own / unit * 1_000.0, 1e-3);
            near(&rates["areas"][place]["shrunken"], shrunken / unit * 1_000.0, 1e-3);
        }
        let nobody = &rates["areas"][8];
        assert_eq!((&nobody["incidents"], nobody["shrunken"].is_null()), (&json!(4), true));
    }
}

/// The numbers of shared/statistics.md.
#[tokio::test]
async fn villages_are_shrunken_and_samples_planned_as_by_the_formula() {
    const RIGHT: [usize; 8] = [18, 9, 24, 3, 30, 12, 7, 20];
    const ASKED: [usize; 8] = [20, 15, 40, 4, 36, 12, 14, 25];
    let form = json!({"slug": "one", "version": 1, "purpose": "measurement", "title": {"zh-CN": "一题", "en": "One"},
        "items": [{"name": "q", "kind": "awareness", "type": "select_one", "label": {"zh-CN": "题", "en": "Q"}, "key": ["b"],
        "options": [{"code": "a", "label": {"zh-CN": "甲", "en": "A"}}, {"code": "b", "label": {"zh-CN": "乙", "en": "B"}}]}]});
    let mut answers = "external_id,questionnaire,version,channel,area,stratum,cluster,design_weight,sex,age_band,submitted_at,q\n".to_owned();
    for (place, (right, asked)) in RIGHT.into_iter().zip(ASKED).enumerate() {
        for number in 0..asked {
            let (chosen, at) = (if number < right { "b" } else { "a" }, "2026-11-10T09:00:00+08:00");
            answers += &format!("{place}-{number},one,1,household,a{place},,,,,,{at},{chosen}\n");
        }
    }
    let mut features: Vec<Value> =
        (0..9).map(|place| square(&format!("a{place}"), "village", Some("T"), place, 1.0)).collect();
    features.push(square("T", "town", None, 0, 10.0));
    let areas = json!({"type": "FeatureCollection", "features": features}).to_string();
    let people = "area,sex,age_band,population\nT,all,all,7900\na8,all,all,100\n".to_owned();
    for database in Database::available() {
        let files = [
            ("areas", "areas.geojson", areas.clone()),
            ("questionnaire", "form.json", form.to_string()),
            ("responses", "responses.csv", answers.clone()),
            ("population", "population.csv", people.clone()),
        ];
        let program = with(database, &files).await;
        let read = program.machine("read").unwrap();
        let found = ask(&read, "small-areas?questionnaire=one").await;
        near(&found["spread"]["alpha"], 8.508_58, 1e-3);
        near(&found["spread"]["beta"], 2.880_11, 1e-3);
        let share = |code: &str| {
            let areas = found["areas"].as_array().unwrap();
            areas.iter().find(|area| area["code"] == code).unwrap()["shrunken"].clone()
        };
        // The ninth village, where nobody was asked, has what all have in common.
        for (code, expected) in
            [("a3", 0.747_9), ("a5", 0.876_9), ("a6", 0.610_8), ("a8", 8.508_58 / 11.388_69)]
        {
            near(&share(code), expected, 1e-4);
        }
        let plan = ask(&read, "plan?margin=.05&design_effect=1.6").await;
        assert_eq!((&plan["population"], &plan["interviews"]), (&json!(8_000), &json!(571)));
    }
}

/// Weights 3, 1, 2, 1, 1 and 5; the last was not shown the item. By hand: 3, 1 and 2 of 8 are very, rather and not satisfied, 2 do
/// not know.
#[tokio::test]
async fn satisfaction_is_told_with_and_without_those_who_do_not_know() {
    let option = |code: &str| json!({"code": code, "label": {"zh-CN": code, "en": code}, "dont_know": code == "unsure"});
    let item = |name: &str, kind: &str, codes: &[&str], key: &[&str]| {
        json!({"name": name, "kind": kind, "type": "select_one", "label": {"zh-CN": name, "en": name}, "key": key,
            "options": codes.iter().map(|code| option(code)).collect::<Vec<_>>()})
    };
    let items = [
        item("q", "awareness", &["a", "b"], &["b"]),
        item("order", "satisfaction", &["very", "rather", "not", "unsure"], &[]),
    ];
    let form = json!({"slug": "two", "version": 1, "purpose": "measurement", "title": {"zh-CN": "两题", "en": "Two"}, "items": items});
    let mut answers = "external_id,questionnaire,version,channel,area,stratum,cluster,design_weight,sex,age_band,submitted_at,q,order\n".to_owned();
    let chosen = ["very", "rather", "not", "unsure", "unsure", ""];
    for (id, (weight, chosen)) in [3, 1, 2, 1, 1, 5].into_iter().zip(chosen).enumerate() {
        answers +=
            &format!("{id},two,1,household,,T,c{},{weight},,,2026-11-10T09:00:00+08:00,b,{chosen}\n", id % 3);
    }
    for database in Database::available() {
        let files = [
            ("questionnaire", "form.json", form.to_string()),
            ("responses", "responses.csv", answers.clone()),
        ];
        let program = with(database, &files).await;
        let found = ask(&program.machine("read").unwrap(), "options?questionnaire=two").await;
        let order = &found["items"][1];
        assert_eq!((&order["item"], &order["n"]), (&json!("order"), &json!(5)));
        for (measure, expected) in [
            ("top", 3.0 / 8.0),
            ("top_two", 4.0 / 8.0),
            ("top_of_known", 3.0 / 6.0),
            ("top_two_of_known", 4.0 / 6.0),
        ] {
            near(&order[measure], expected, 1e-12);
        }
        let public =
            program.client().unwrap().get("/api/v1/statistics/options?questionnaire=two").await.unwrap();
        assert_eq!(public.status, 401);
    }
}
