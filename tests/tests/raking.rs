//! Weights raked to the population, over HTTP, against numbers computed by an independent program.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use integration_tests::client::Answer;
use integration_tests::{Client, Database, Program};
use serde_json::Value;

/// A questionnaire of one item, whose right answer is b.
const ONE_ITEM: &str = r#"{"slug":"one-item","version":1,"purpose":"measurement","title":{"zh-CN":"一题","en":"One item"},
"items":[{"name":"q1","kind":"awareness","type":"select_one","label":{"zh-CN":"题目","en":"Question"},
"options":[{"code":"a","label":{"zh-CN":"甲","en":"A"}},{"code":"b","label":{"zh-CN":"乙","en":"B"}}],"key":["b"]}]}"#;

/// Sex, age band, respondents, aware.
type Cell = (&'static str, &'static str, u32, u32);

/// The sample whose raked rate R's survey package gives.
const SAMPLE: [Cell; 4] = [("F", "Y", 30, 27), ("F", "O", 50, 35), ("M", "Y", 10, 8), ("M", "O", 10, 5)];

/// People with the margins F 495, M 505, Y 550, O 450.
const PEOPLE: &str = "area,sex,age_band,population\nA,F,Y,300\nA,F,O,195\nA,M,Y,250\nA,M,O,255\n";

fn responses(cells: &[Cell]) -> String {
    let mut text = "external_id,questionnaire,version,channel,area,stratum,cluster,design_weight,sex,age_band,submitted_at,q1\n".to_owned();
    for (sex, age_band, n, aware) in cells {
        for person in 0..*n {
            let answer = if person < *aware { "b" } else { "a" };
            let (cluster, day) = (person % 5, 9 + person % 2 * 7);
            text += &format!(
                "{sex}{age_band}{person},one-item,1,household,,A,A{cluster},10,{sex},{age_band},2026-11-{day:02}T09:00:00+08:00,{answer}\n"
            );
        }
    }
    text
}

fn import(program: &Program, kind: &str, name: &str, content: &str) {
    let file = program.file(name, content).unwrap();
    program.succeed(&["import", kind, &file], "").unwrap();
}

async fn with(database: Database, cells: &[Cell], people: Option<&str>) -> Program {
    let mut program = Program::install(database).await.unwrap();
    import(&program, "questionnaire", "form.json", ONE_ITEM);
    import(&program, "responses", "responses.csv", &responses(cells));
    if let Some(people) = people {
        import(&program, "population", "population.csv", people);
    }
    program.serve().unwrap();
    program
}

async fn asked(client: &Client, query: &str) -> Answer {
    let path =
        format!("/api/v1/statistics/awareness?questionnaire=one-item&channel=household&weights=raked{query}");
    client.get(&path).await.unwrap()
}

async fn ask(client: &Client, query: &str) -> Value {
    let answer = asked(client, query).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// What is said at `weights`.
async fn refused(client: &Client) -> String {
    let answer = asked(client, "").await;
    assert_eq!((answer.status, answer.invalid()), (422, vec!["weights".to_owned()]), "{}", answer.text());
    answer.json()["error"]["fields"][0]["message"].as_str().unwrap().to_owned()
}

fn near(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expected).abs() < 1e-6, "{value} instead of {expected}");
}

#[tokio::test]
async fn the_sample_gives_what_the_survey_package_gives() {
    for database in Database::available() {
        let program = with(database, &SAMPLE, Some(PEOPLE)).await;
        let read = program.machine("read").unwrap();
        let answer = ask(&read, "").await;
        assert_eq!(answer["method"]["weights"], "raked");
        let group = &answer["groups"][0];
        assert_eq!(group["n"], 100);
        for share in ["estimate", "share_passed", "share_all_right"] {
            near(&group[share], 0.739_919);
        }
        let notes: Vec<&str> = answer["notes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let weights = notes.iter().find_map(|note| note.strip_prefix("raked:smallest=")).unwrap();
        let (smallest, largest) = weights.split_once(":largest=").unwrap();
        let (smallest, largest): (f64, f64) = (smallest.parse().unwrap(), largest.parse().unwrap());
        assert!((smallest - 5.0837).abs() < 1e-4 && (largest - 30.9186).abs() < 1e-4, "{weights}");
        assert!(notes.iter().any(|note| note.starts_with("raked_rounds:")));
        // One weight for a person, whatever the grouping: within a cell the rate stays, the whole is the same by item.
        near(&ask(&read, "&by=item").await["groups"][0]["estimate"], 0.739_919);
        near(&ask(&read, "&by=stratum").await["groups"][0]["estimate"], 0.739_919);
        let women = ask(&read, "&by=sex").await["groups"][0].clone();
        let (young, old) = (30.0 * 8.027_1, 50.0 * 5.083_7);
        let expected = (0.9 * young + 0.7 * old) / (young + old);
        assert!((women["estimate"].as_f64().unwrap() - expected).abs() < 1e-4, "{women}");
        for (by, groups) in [("area", 5), ("week", 2), ("age_band", 2)] {
            let answer = ask(&read, &format!("&by={by}")).await;
            let groups_of = answer["groups"].as_array().unwrap();
            let n: u64 = groups_of.iter().map(|group| group["n"].as_u64().unwrap()).sum();
            assert_eq!((groups_of.len(), n), (groups, 100), "{by}");
        }
    }
}

#[tokio::test]
async fn margins_that_do_not_fit_are_named() {
    let program = with(Database::Sqlite, &SAMPLE, None).await;
    let read = program.machine("read").unwrap();
    assert!(refused(&read).await.contains("no population is imported"));
    import(&program, "population", "more.csv", &format!("{PEOPLE}A,X,Y,9\n"));
    assert_eq!(refused(&read).await, "margin sex: X has people but no respondent");
    import(&program, "population", "town.csv", &format!("{PEOPLE}B,M,Y,9\n"));
    assert_eq!(refused(&read).await, "margin stratum: B has people but no respondent");
    import(&program, "population", "young.csv", "area,sex,age_band,population\nA,F,Y,300\nA,M,Y,250\n");
    assert_eq!(refused(&read).await, "margin age_band: O has respondents but no people");
    import(&program, "population", "good.csv", PEOPLE);
    near(&ask(&read, "").await["groups"][0]["estimate"], 0.739_919);
    let nobody = ask(&read, "&from=2020-01-06&to=2020-01-12").await;
    assert_eq!((&nobody["groups"][0]["n"], &nobody["groups"][0]["suppressed"]), (&0.into(), &"empty".into()));
}

#[tokio::test]
async fn one_respondent_everybody_and_nobody_give_a_stated_result() {
    let one = "area,sex,age_band,population\nA,F,Y,300\n";
    let cases: [(&[Cell], &str, u32, f64); 3] = [
        (&[("F", "Y", 1, 1)], one, 1, 1.0),
        (&SAMPLE.map(|(sex, age, n, _)| (sex, age, n, n)), PEOPLE, 100, 1.0),
        (&SAMPLE.map(|(sex, age, n, _)| (sex, age, n, 0)), PEOPLE, 100, 0.0),
    ];
    for (cells, people, n, estimate) in cases {
        let program = with(Database::Sqlite, cells, Some(people)).await;
        let answer = ask(&program.machine("read").unwrap(), "").await;
        let group = &answer["groups"][0];
        assert_eq!(group["n"], n);
        near(&group["estimate"], estimate);
        assert!(group["ci_low"].as_f64().unwrap() >= 0.0 && group["ci_high"].as_f64().unwrap() <= 1.0);
        assert!(answer["notes"].as_array().unwrap().contains(&"boundary".into()), "{answer}");
    }
}

#[tokio::test]
async fn whoever_did_not_tell_is_left_out_and_counted() {
    let mut cells = SAMPLE.to_vec();
    cells.push(("", "Y", 7, 0));
    let program = with(Database::Sqlite, &cells, Some(PEOPLE)).await;
    let read = program.machine("read").unwrap();
    let answer = ask(&read, "").await;
    assert_eq!(answer["groups"][0]["n"], 100);
    near(&answer["groups"][0]["estimate"], 0.739_919);
    assert!(answer["notes"].as_array().unwrap().contains(&"raked_without:7".into()), "{answer}");
    // They are no group either, though they are one under design weights.
    let sexes = |answer: &Value| -> Vec<String> {
        let groups = answer["groups"].as_array().unwrap();
        groups.iter().map(|group| group["key"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(sexes(&ask(&read, "&by=sex").await), ["F", "M"]);
    let path = "/api/v1/statistics/awareness?questionnaire=one-item&by=sex";
    assert_eq!(sexes(&read.get(path).await.unwrap().json()), ["", "F", "M"]);
    // From exact weights and counts the public could compute who answered.
    let public = ask(&program.client().unwrap(), "").await;
    assert_eq!(public["notes"], serde_json::json!([]));
}

#[tokio::test]
async fn weights_that_differ_within_a_cluster_are_not_told_as_those_of_respondents() {
    let mut program = Program::install(Database::Sqlite).await.unwrap();
    import(&program, "questionnaire", "form.json", ONE_ITEM);
    let mut uneven = String::new();
    for (line, text) in responses(&SAMPLE).lines().enumerate() {
        uneven += &if line % 2 == 1 { text.replace(",10,", ",30,") } else { text.to_owned() };
        uneven.push('\n');
    }
    import(&program, "responses", "responses.csv", &uneven);
    import(&program, "population", "population.csv", PEOPLE);
    program.serve().unwrap();
    let answer = ask(&program.machine("read").unwrap(), "").await;
    let notes: Vec<&str> = answer["notes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(notes.iter().any(|note| note.starts_with("raked_means:smallest=")), "{notes:?}");
    assert!(!notes.iter().any(|note| note.starts_with("raked:")), "{notes:?}");
}
