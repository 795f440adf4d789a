//! Answers and the awareness rate over HTTP, against numbers computed by independent programs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use integration_tests::client::new_id;
use integration_tests::{Client, Database, Program};
use serde_json::{Value, json};

/// A questionnaire of one item, whose right answer is b.
const ONE_ITEM: &str = r#"{"slug":"one-item","version":1,"purpose":"measurement","title":{"zh-CN":"一题","en":"One item"},
"items":[{"name":"q1","kind":"awareness","type":"select_one","label":{"zh-CN":"题目","en":"Question"},
"options":[{"code":"a","label":{"zh-CN":"甲","en":"A"}},{"code":"b","label":{"zh-CN":"乙","en":"B"}},
{"code":"x","label":{"zh-CN":"不清楚","en":"Not sure"},"dont_know":true}],"key":["b"]}]}"#;

/// Stratum, cluster, design weight, right answers of five: the sample whose estimate R's survey package gives.
const SAMPLE: [(&str, &str, u32, u32); 12] = [
    ("A", "A1", 200, 5),
    ("A", "A2", 200, 4),
    ("A", "A3", 200, 3),
    ("A", "A4", 200, 2),
    ("B", "B1", 125, 3),
    ("B", "B2", 125, 4),
    ("B", "B3", 125, 4),
    ("B", "B4", 125, 0),
    ("C", "C1", 75, 3),
    ("C", "C2", 75, 4),
    ("C", "C3", 75, 4),
    ("C", "C4", 75, 3),
];

fn sample_csv() -> String {
    let mut text = "external_id,questionnaire,version,channel,area,stratum,cluster,design_weight,sex,age_band,submitted_at,q1\n".to_owned();
    for (stratum, cluster, weight, right) in SAMPLE {
        for person in 0..5 {
            let answer = if person < right { "b" } else { "a" };
            let sex = if person % 2 == 0 { "female" } else { "male" };
            text += &format!(
                "{cluster}-{person},one-item,1,household,{cluster},{stratum},{cluster},{weight},{sex},30-44,2026-11-1{person}T09:00:00+08:00,{answer}\n"
            );
        }
    }
    text
}

async fn with_sample(database: Database) -> Program {
    let mut program = Program::install(database).await.unwrap();
    let form = program.file("form.json", ONE_ITEM).unwrap();
    program.succeed(&["import", "questionnaire", &form], "").unwrap();
    let sample = program.file("responses.csv", sample_csv()).unwrap();
    program.succeed(&["import", "responses", &sample], "").unwrap();
    program.succeed(&["import", "responses", &sample], "").unwrap();
    program.serve().unwrap();
    program
}

async fn ask(client: &Client, query: &str) -> Value {
    let answer = client
        .get(&format!("/api/v1/statistics/awareness?questionnaire=one-item&channel=household{query}"))
        .await
        .unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn near(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expected).abs() < 1e-6, "{value} instead of {expected}");
}

#[tokio::test]
async fn the_sample_gives_what_the_survey_package_gives() {
    for database in Database::available() {
        let program = with_sample(database).await;
        let read = program.machine("read").unwrap();
        let answer = ask(&read, "").await;
        let group = &answer["groups"][0];
        assert_eq!(group["n"], 60);
        near(&group["estimate"], 0.653_125);
        near(&group["se"], 0.088_222_5);
        near(&group["df"], 9.0);
        near(&group["ci_low"], 0.427_090);
        near(&group["ci_high"], 0.837_736);
        let n_effective = group["n_effective"].as_f64().unwrap();
        assert!((n_effective - 29.1).abs() < 0.05, "{n_effective}");
        assert_eq!(group["suppressed"], "few_effective");
        assert_eq!(answer["method"]["interval"], "korn_graubard");
        for (by, groups) in
            [("area", 12), ("stratum", 3), ("item", 1), ("week", 1), ("sex", 2), ("age_band", 1)]
        {
            let answer = ask(&read, &format!("&by={by}")).await;
            let n: u64 =
                answer["groups"].as_array().unwrap().iter().map(|group| group["n"].as_u64().unwrap()).sum();
            assert_eq!((answer["groups"].as_array().unwrap().len(), n), (groups, 60), "{by}");
        }
        near(&ask(&read, "&by=item").await["groups"][0]["estimate"], 0.653_125);
        // Nobody is suppressed for the office; the public sees no number of a suppressed group.
        let public = ask(&program.client().unwrap(), "").await;
        assert!(public["groups"][0]["estimate"].is_null() && public["groups"][0]["ci_low"].is_null());
        for bad in ["&by=colour", "&weights=none", "&from=x", "&colour=red"] {
            let path = format!("/api/v1/statistics/awareness?questionnaire=one-item&channel=household{bad}");
            let status = read.get(&path).await.unwrap().status;
            assert!([400, 422].contains(&status), "{bad}: {status}");
        }
        let unknown =
            read.get("/api/v1/statistics/awareness?questionnaire=none&channel=household").await.unwrap();
        assert_eq!((unknown.status, unknown.invalid()), (422, vec!["questionnaire".to_owned()]));
        let doctor = program.succeed(&["doctor"], "");
        assert!(doctor.is_ok(), "{doctor:?}");
    }
}

#[tokio::test]
async fn everybody_or_nobody_aware_falls_back_and_says_so() {
    let mut program = Program::install(Database::Sqlite).await.unwrap();
    let form = program.file("form.json", ONE_ITEM).unwrap();
    program.succeed(&["import", "questionnaire", &form], "").unwrap();
    let mut text = "external_id,questionnaire,version,channel,area,stratum,cluster,design_weight,sex,age_band,submitted_at,q1\n".to_owned();
    for person in 0..20 {
        text += &format!("p{person},one-item,1,household,,S,C{person},,,,2026-11-10T09:00:00+08:00,b\n");
    }
    let sample = program.file("responses.csv", text).unwrap();
    program.succeed(&["import", "responses", &sample], "").unwrap();
    program.serve().unwrap();
    let answer = ask(&program.machine("read").unwrap(), "").await;
    let group = &answer["groups"][0];
    near(&group["estimate"], 1.0);
    assert!((group["ci_low"].as_f64().unwrap() - 0.831_57).abs() < 1e-5, "{group}");
    near(&group["ci_high"], 1.0);
    assert!(!answer["notes"].as_array().unwrap().is_empty());
}

fn answers(id: &str, right: bool) -> Value {
    json!({
        "questionnaire": "one-item", "version": 1, "channel": "self",
        "answers": { "q1": [if right { "b" } else { "a" }] },
        "started_at": "2026-11-20T08:00:00+08:00", "submitted_at": format!("2026-11-20T08:{id}:00+08:00")
    })
}

#[tokio::test]
async fn answers_are_stored_once_and_channels_are_never_pooled() {
    for database in Database::available() {
        let program = with_sample(database).await;
        let client = program.client().unwrap();
        let path = format!("/api/v1/responses/{}", new_id());
        let first = client.put(&path, &answers("10", true)).await.unwrap();
        assert_eq!(first.status, 201, "{}", first.text());
        assert_eq!(
            (first.json()["right"].as_u64(), first.json()["of"].as_u64(), first.json()["review"].clone()),
            (Some(1), Some(1), json!([]))
        );
        let again = client.put(&path, &answers("10", true)).await.unwrap();
        assert_eq!((again.status, again.json()), (200, first.json()));
        assert_eq!(client.put(&path, &answers("10", false)).await.unwrap().status, 409);
        let own = client
            .get("/api/v1/statistics/awareness?questionnaire=one-item&channel=self")
            .await
            .unwrap()
            .json();
        assert_eq!(own["groups"][0]["estimate"], Value::Null);
        let read = program.machine("read").unwrap();
        assert_eq!(
            ask(&read, "").await["groups"][0]["n"],
            60,
            "opt-in answers never enter the household sample"
        );
        let mut household = answers("11", true);
        household["channel"] = json!("household");
        let id = new_id();
        assert_eq!(client.put(&format!("/api/v1/responses/{id}"), &household).await.unwrap().status, 401);
        let volunteer = program.person("volunteer").await.unwrap();
        let stored = volunteer.put(&format!("/api/v1/responses/{id}"), &household).await.unwrap();
        assert_eq!(stored.status, 201, "{}", stored.text());
        assert_eq!(ask(&read, "").await["groups"][0]["n"], 61);
        let mut wrong = answers("12", true);
        wrong["answers"] = json!({ "q1": ["a", "b"], "q9": ["a"] });
        let refused = client.put(&format!("/api/v1/responses/{}", new_id()), &wrong).await.unwrap();
        assert_eq!(
            (refused.status, refused.invalid()),
            (422, vec!["answers.q1".to_owned(), "answers.q9".to_owned()])
        );
        let mut version = answers("13", true);
        version["version"] = json!(7);
        assert!([404, 422].contains(
            &client.put(&format!("/api/v1/responses/{}", new_id()), &version).await.unwrap().status
        ));
    }
}

#[tokio::test]
async fn a_quiz_teaches_and_its_answers_stay_apart() {
    let program = Program::start().await.unwrap();
    let client = program.client().unwrap();
    let form = client.get("/api/v1/questionnaires/civic-quiz").await.unwrap();
    assert_eq!(form.status, 200);
    let items = form.json()["items"].as_array().unwrap().clone();
    assert!(items.len() >= 40);
    assert!(
        items.iter().all(|item| item["key"].as_array().is_none_or(Vec::is_empty)),
        "the key is not told before"
    );
    let drawn: serde_json::Map<String, Value> = items
        .iter()
        .take(5)
        .map(|item| (item["name"].as_str().unwrap().to_owned(), json!([item["options"][0]["code"]])))
        .collect();
    let body = json!({
        "questionnaire": "civic-quiz", "version": form.json()["version"], "channel": "self",
        "answers": drawn, "submitted_at": "2026-11-20T08:00:00+08:00"
    });
    let receipt = client.put(&format!("/api/v1/responses/{}", new_id()), &body).await.unwrap();
    assert_eq!(receipt.status, 201, "{}", receipt.text());
    let review = receipt.json()["review"].as_array().unwrap().clone();
    assert_eq!((review.len(), receipt.json()["of"].as_u64()), (5, Some(5)));
    assert!(review.iter().all(|item| !item["explanation"]["zh-CN"].as_str().unwrap().is_empty()));
    let household = client.get("/api/v1/questionnaires/awareness-household").await.unwrap().json();
    assert_eq!(household["purpose"], "measurement");
    assert!(household["items"].as_array().unwrap().iter().any(|item| item["kind"] == "satisfaction"));
}

#[tokio::test]
async fn answers_to_a_version_that_was_replaced_meanwhile_are_taken_and_flagged() {
    let program = with_sample(Database::Sqlite).await;
    let client = program.client().unwrap();
    let next = ONE_ITEM.replace("\"version\":1", "\"version\":2");
    let file = program.file("next.json", next).unwrap();
    program.succeed(&["import", "questionnaire", &file], "").unwrap();
    let office = program.person("office").await.unwrap();
    for version in [1, 2] {
        let publish = format!("/office/questionnaires/one-item/{version}/publish");
        assert_eq!(office.form(&publish, &[]).await.unwrap().status, 303);
    }
    let shown = client.get("/api/v1/questionnaires/one-item").await.unwrap();
    assert_eq!(shown.json()["version"], 2);
    let late = json!({
        "questionnaire": "one-item", "version": 1, "channel": "self", "answers": { "q1": ["b"] },
        "started_at": "2026-11-20T08:00:00+08:00", "submitted_at": "2026-11-20T08:10:00+08:00"
    });
    let path = format!("/api/v1/responses/{}", new_id());
    let page = office.get("/office/questionnaires").await.unwrap().text();
    assert!(!page.contains("待核看的答卷"), "nothing to look at");
    for status in [201, 200] {
        let stored = client.put(&path, &late).await.unwrap();
        assert_eq!((stored.status, stored.json()["flags"].clone()), (status, json!(["replaced_version"])));
    }
    let mut current = late.clone();
    current["version"] = json!(2);
    let stored = client.put(&format!("/api/v1/responses/{}", new_id()), &current).await.unwrap();
    assert_eq!((stored.status, stored.json().get("flags").cloned()), (201, None));
    let mut never = late;
    never["version"] = json!(3);
    let refused = client.put(&format!("/api/v1/responses/{}", new_id()), &never).await.unwrap();
    assert_eq!((refused.status, refused.invalid()), (422, vec!["version".to_owned()]));
    // The office sees which they are, on the page and in the export.
    let page = office.get("/office/questionnaires").await.unwrap().text();
    assert!(page.contains("待核看的答卷（1 份）") && page.contains("问卷已换新版"), "{page}");
    let file = office.get("/office/export/responses.csv").await.unwrap().text();
    let flagged: Vec<&str> = file.lines().filter(|line| line.ends_with(",replaced_version")).collect();
    assert!(flagged.len() == 1 && flagged[0].starts_with(",one-item,1,self,"), "{file}");
    let again = program.file("again.csv", &file).unwrap();
    program.succeed(&["import", "responses", &again], "").unwrap();
}
