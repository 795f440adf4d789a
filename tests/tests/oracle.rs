//! Whole made-up surveys through import and the HTTP API, held to R's survey package: unequal weights within clusters, a lone
//! cluster, groups that some clusters have no member of, a town where everybody knows everything.
//!
//! The numbers stand in `data/statistics/*-expected.csv`; `oracle.R` beside them is the call that made them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use integration_tests::{Client, Database, Program};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;

fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/statistics").join(name);
    std::fs::read_to_string(path).unwrap()
}

/// Four awareness items whose right answer is b.
fn form() -> String {
    let item = |name: &str| {
        json!({
            "name": name, "kind": "awareness", "type": "select_one", "label": {"zh-CN": name, "en": name},
            "options": [{"code": "a", "label": {"zh-CN": "甲", "en": "A"}}, {"code": "b", "label": {"zh-CN": "乙", "en": "B"}}],
            "key": ["b"]
        })
    };
    let items = ["q1", "q2", "q3", "q4"].map(item);
    json!({
        "slug": "four-items", "version": 1, "purpose": "measurement", "title": {"zh-CN": "四题", "en": "Four items"},
        "items": items
    })
    .to_string()
}

fn import(program: &Program, kind: &str, name: &str, content: &str) {
    let file = program.file(name, content).unwrap();
    program.succeed(&["import", kind, &file], "").unwrap();
}

async fn with(database: Database, responses: &str, people: Option<&str>) -> Program {
    let mut program = Program::install(database).await.unwrap();
    import(&program, "questionnaire", "form.json", &form());
    import(&program, "responses", "responses.csv", responses);
    if let Some(people) = people {
        import(&program, "population", "population.csv", people);
    }
    program.serve().unwrap();
    program
}

async fn ask(client: &Client, query: &str) -> Value {
    let path = format!("/api/v1/statistics/awareness?questionnaire=four-items&{query}");
    let answer = client.get(&path).await.unwrap();
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()
}

/// Both none, or the same to 1e-6.
fn same(value: &Value, expected: &str, what: &str) {
    let expected: f64 = expected.parse().unwrap();
    let found = value.as_f64().unwrap_or(f64::NAN);
    assert!((found - expected).abs() < 1e-6, "{what}: {value} instead of {expected}");
}

#[tokio::test]
async fn every_grouping_of_three_surveys_agrees_with_r() {
    for database in Database::available() {
        for name in ["unequal", "constant", "lonely"] {
            let people = data(&format!("{name}-population.csv"));
            let program = with(database, &data(&format!("{name}-responses.csv")), Some(&people)).await;
            let read = program.machine("read").unwrap();
            let mut answers: HashMap<String, Value> = HashMap::new();
            let mut compared = 0;
            let expected = data(&format!("{name}-expected.csv"));
            for line in expected.lines().skip(1) {
                let cells: Vec<&str> = line.split(',').collect();
                let [weights, by, key, n, estimate, se, df, low, high] = cells[..] else { panic!("{line}") };
                let query = format!("weights={weights}&by={by}");
                if !answers.contains_key(&query) {
                    answers.insert(query.clone(), ask(&read, &query).await);
                }
                let groups = answers[&query]["groups"].as_array().unwrap();
                let group = groups.iter().find(|group| group["key"] == key).unwrap();
                let what = format!("{name} {line}: {group}");
                assert_eq!(group["n"].to_string(), n, "{what}");
                same(&group["estimate"], estimate, &what);
                same(&group["df"], df, &what);
                // Where R has no interval, ours rests on the weights and says so; a single cluster with nothing around it has
                // no standard error, which R calls zero.
                match group["se"].as_f64() {
                    Some(_) => same(&group["se"], se, &what),
                    None => assert!(df == "0" && se.parse::<f64>().unwrap() < 1e-9, "{what}"),
                }
                // At 0 and 1 R's interval has no width; ours rests on the weights.
                if low != "NaN" && se.parse::<f64>().unwrap() > 1e-9 {
                    same(&group["ci_low"], low, &what);
                    same(&group["ci_high"], high, &what);
                }
                compared += 1;
            }
            assert!(compared > 40, "{name}: {compared}");
        }
    }
}

const COLUMNS: &str = "external_id,questionnaire,version,channel,area,stratum,cluster,design_weight,sex,age_band,submitted_at,q1,q2,q3,q4\n";

fn row(id: u32, cluster: &str, weight: &str, answers: &str) -> String {
    format!(
        "{id},four-items,1,household,,T1,{cluster},{weight},female,18-29,2026-11-09T08:00:00+08:00,{answers}\n"
    )
}

#[tokio::test]
async fn one_respondent_one_cluster_all_and_none_give_stated_results() {
    let people = "area,sex,age_band,population\nT1,female,18-29,500\n";
    let cases: [(&str, String, f64, &str); 4] = [
        ("one respondent", row(1, "c1", "3", "b,b,a,a"), 0.5, "few_clusters"),
        (
            "one cluster",
            (0..40).map(|i| row(i, "c1", "2", if i % 2 == 0 { "b,b,b,b" } else { "a,a,a,a" })).collect(),
            0.5,
            "few_clusters",
        ),
        (
            "all",
            (0..40).map(|i| row(i, if i % 2 == 0 { "c1" } else { "c2" }, "1", "b,b,b,b")).collect(),
            1.0,
            "boundary",
        ),
        (
            "none",
            (0..40).map(|i| row(i, if i % 2 == 0 { "c1" } else { "c2" }, "1", "a,a,a,a")).collect(),
            0.0,
            "boundary",
        ),
    ];
    for (what, rows, estimate, note) in cases {
        let program = with(Database::Sqlite, &format!("{COLUMNS}{rows}"), Some(people)).await;
        let read = program.machine("read").unwrap();
        for weights in ["design", "raked"] {
            for by in ["none", "area", "stratum", "item", "week", "sex", "age_band"] {
                let answer = ask(&read, &format!("weights={weights}&by={by}")).await;
                let group = &answer["groups"][0];
                if by != "item" {
                    same(&group["estimate"], &estimate.to_string(), what);
                }
                let (low, high) = (group["ci_low"].as_f64().unwrap(), group["ci_high"].as_f64().unwrap());
                assert!((0.0..=1.0).contains(&low) && (low..=1.0).contains(&high), "{what}: {group}");
                let notes: Vec<&str> =
                    answer["notes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
                assert!(
                    notes.iter().any(|told| told.starts_with(note) || told.starts_with("boundary")),
                    "{what} {by}: {notes:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_missing_weight_and_an_empty_margin_are_named() {
    let mut program = Program::install(Database::Sqlite).await.unwrap();
    import(&program, "questionnaire", "form.json", &form());
    let text = format!("{COLUMNS}{}{}", row(1, "c1", "3", "b,b,a,a"), row(2, "c2", "", "b,b,a,a"));
    let file = program.file("responses.csv", text).unwrap();
    let said = program.fail(&["import", "responses", &file], "").unwrap();
    assert!(said.contains("responses.csv, line 3, column design_weight"), "{said}");
    let text = format!("{COLUMNS}{}{}", row(1, "c1", "", "b,b,a,a"), row(2, "c2", "4", "b,b,a,a"));
    let file = program.file("responses.csv", text).unwrap();
    let said = program.fail(&["import", "responses", &file], "").unwrap();
    assert!(said.contains("responses.csv, line 2, column design_weight"), "{said}");
    for bad in ["NaN", "inf", "-1", "0", "1e400", "1e-200", "2 kg", "１２"] {
        let text = format!("{COLUMNS}{}", row(1, "c1", bad, "b,b,a,a"));
        let file = program.file("responses.csv", text).unwrap();
        let said = program.fail(&["import", "responses", &file], "").unwrap();
        assert!(said.contains("column design_weight"), "{bad}: {said}");
    }
    import(&program, "responses", "good.csv", &format!("{COLUMNS}{}", row(1, "c1", "3", "b,b,a,a")));
    import(
        &program,
        "population",
        "population.csv",
        "area,sex,age_band,population\nT1,female,18-29,5\nT1,male,18-29,5\n",
    );
    program.serve().unwrap();
    let read = program.machine("read").unwrap();
    let path = "/api/v1/statistics/awareness?questionnaire=four-items&weights=raked";
    let answer = read.get(path).await.unwrap();
    assert_eq!(answer.status, 422);
    let message = answer.json()["error"]["fields"][0]["message"].clone();
    assert_eq!(message, "margin sex: male has people but no respondent");
    assert_eq!(ask(&read, "weights=design").await["groups"][0]["n"], 1, "what was refused left nothing");
}

const TREE: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"T1","name":"镇","level":"town","parent":null},"geometry":{"type":"Polygon","coordinates":[[[107,38],[107.1,38],[107.1,38.1],[107,38.1],[107,38]]]}},
{"type":"Feature","properties":{"code":"V1","name":"东村","level":"village","parent":"T1"},"geometry":{"type":"Polygon","coordinates":[[[107,38],[107.05,38],[107.05,38.1],[107,38.1],[107,38]]]}},
{"type":"Feature","properties":{"code":"V2","name":"西村","level":"village","parent":"T1"},"geometry":{"type":"Polygon","coordinates":[[[107.05,38],[107.1,38],[107.1,38.1],[107.05,38.1],[107.05,38]]]}}]}"#;

#[tokio::test]
async fn people_and_places_that_would_make_wrong_margins_or_clusters_are_named() {
    let mut program = Program::install(Database::Sqlite).await.unwrap();
    import(&program, "questionnaire", "form.json", &form());
    import(&program, "areas", "areas.geojson", TREE);
    let people = "area,sex,age_band,population\nV1,female,18-29,300\nV2,female,18-29,200\n";
    let told = |rows: &str| {
        let file = program.file("population.csv", rows).unwrap();
        program.fail(&["import", "population", &file], "").unwrap()
    };
    assert!(
        told("area,sex,age_band,population\n").starts_with("population.csv, line 1, column population: ")
    );
    let twice = told(&format!("{people}T1,female,18-29,500\n"));
    assert!(twice.starts_with("population.csv, line 4, column population: \"T1\""), "{twice}");
    import(&program, "population", "population.csv", people);

    let in_area = |id: u32, area: &str, chosen: &str| {
        format!("{id},four-items,1,household,{area},,,2,female,18-29,2026-11-09T08:00:00+08:00,{chosen}\n")
    };
    let file = program
        .file("r.csv", format!("{COLUMNS}{}{}", in_area(1, "V1", "b,b,b,b"), in_area(2, "V9", "a,a,a,a")));
    let said = program.fail(&["import", "responses", &file.unwrap()], "").unwrap();
    assert!(said.starts_with("r.csv, line 3, column area: there is no area \"V9\""), "{said}");
    // Stratum and cluster follow from the area, and the people of villages are those of their town.
    let answers = format!("{COLUMNS}{}{}", in_area(1, "V1", "b,b,b,b"), in_area(2, "V2", "a,a,a,a"));
    import(&program, "responses", "r.csv", &answers);
    program.serve().unwrap();
    let read = program.machine("read").unwrap();
    let group = ask(&read, "weights=raked").await["groups"][0].clone();
    assert_eq!((&group["n"], &group["estimate"], &group["df"]), (&json!(2), &json!(0.5), &json!(1.0)));
    let huge = program.file("huge.csv", answers.replace("V1", &"9".repeat(1_000_000))).unwrap();
    let said = program.fail(&["import", "responses", &huge], "").unwrap();
    assert!(said.starts_with("huge.csv, line 2, column area: ") && said.chars().count() < 400);
}

#[tokio::test]
async fn an_item_that_is_another_column_of_the_file_is_refused() {
    let program = Program::install(Database::Sqlite).await.unwrap();
    for name in ["external_id", "design_weight", "stratum", "sex"] {
        let file = program
            .file("form.json", form().replace("\"name\":\"q1\"", &format!("\"name\":\"{name}\"")))
            .unwrap();
        let said = program.fail(&["import", "questionnaire", &file], "").unwrap();
        assert!(said.starts_with("form.json, column items.0.name: "), "{said}");
    }
}

#[tokio::test]
async fn answers_that_are_known_with_another_content_are_named() {
    for database in Database::available() {
        let program = Program::install(database).await.unwrap();
        import(&program, "questionnaire", "form.json", &form());
        import(&program, "questionnaire", "other.json", &form().replace("four-items", "other"));
        let rows = |weight: &str| {
            format!("{COLUMNS}{}{}", row(1, "c1", "3", "b,b,a,a"), row(2, "c2", weight, "b,b,a,a"))
        };
        import(&program, "responses", "responses.csv", &rows("4"));
        import(&program, "responses", "responses.csv", &rows("4"));
        // A weight that was corrected, and another survey whose sheets have the same numbers.
        let other = rows("4").replace("four-items", "other");
        for (text, line) in [(rows("5"), 3), (other, 2)] {
            let file = program.file("responses.csv", text).unwrap();
            let said = program.fail(&["import", "responses", &file], "").unwrap();
            assert!(said.starts_with(&format!("responses.csv, line {line}, column external_id: ")), "{said}");
        }
        // An export of ours is known by its ids, whatever it leaves out.
        let export = program.file("export.csv", "").unwrap();
        program.succeed(&["export", "responses", &export], "").unwrap();
        let told = program.succeed(&["import", "responses", &export], "").unwrap();
        assert_eq!(told.trim(), "0 added, 2 unchanged");
    }
}
