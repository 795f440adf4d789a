//! The ledger over HTTP: who may do what, and that nothing can be made to disappear.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on fails")]

use integration_tests::client::{Answer, new_id, report};
use integration_tests::photo::{jpeg, sha256};
use integration_tests::program::PASSWORD;
use integration_tests::{Client, Program};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::Connection;
use std::collections::HashMap;
use uuid::Uuid;

/// A program with two units and somebody of each role; `unit` belongs to U1, `other` to U2.
struct Town {
    program: Program,
    people: HashMap<&'static str, Client>,
}

impl Town {
    async fn build() -> Self {
        let program = Program::start().await.unwrap();
        let units = program
            .file("units.csv", "code,name,kind,area\nU1,城管局,department,\nU2,住建局,department,\n")
            .unwrap();
        program.succeed(&["import", "units", &units], "").unwrap();
        let mut people = HashMap::new();
        for role in ["admin", "office", "inspector", "volunteer", "supervisor"] {
            people.insert(role, program.person(role).await.unwrap());
        }
        for (login, unit) in [("unit", "U1"), ("other", "U2")] {
            let add = ["user", "add", "--login", login, "--role", "unit", "--unit", unit];
            program.succeed(&add, PASSWORD).unwrap();
            let client = program.client().unwrap();
            client.sign_in(login, PASSWORD).await.unwrap();
            people.insert(login, client);
        }
        Self { program, people }
    }

    fn as_(&self, who: &str) -> &Client {
        &self.people[who]
    }

    /// A resident's report; its id and its receipt code.
    async fn report(&self) -> (Uuid, String) {
        let id = new_id();
        let sent =
            self.program.client().unwrap().put(&format!("/api/v1/reports/{id}"), &report()).await.unwrap();
        assert_eq!(sent.status, 201, "{}", sent.text());
        (id, sent.json()["receipt_code"].as_str().unwrap().to_owned())
    }

    async fn send(&self, who: &str, case: Uuid, command: Value) -> Answer {
        let body = json!({ "command": command });
        self.as_(who).post(&format!("/api/v1/cases/{case}/commands"), &body).await.unwrap()
    }

    /// Sends a command that must succeed.
    async fn must(&self, who: &str, case: Uuid, command: Value) -> Value {
        let answer = self.send(who, case, command.clone()).await;
        assert_eq!(answer.status, 200, "{who} {command}: {}", answer.text());
        answer.json()
    }

    async fn photo(&self, who: &str, case: Uuid) -> String {
        let bytes = jpeg(64, 48);
        let hash = sha256(&bytes);
        let client = self.as_(who);
        let request = client
            .request(Method::PUT, &format!("/api/v1/cases/{case}/photos/{hash}"))
            .header("content-type", "image/jpeg")
            .body(bytes);
        let answer = client.send(request).await.unwrap();
        assert!([200, 201].contains(&answer.status), "{}", answer.text());
        hash
    }

    /// A case of U1 in the state "taken on".
    async fn taken_on(&self) -> (Uuid, String) {
        let (id, code) = self.report().await;
        self.must("office", id, json!({ "command": "accept" })).await;
        self.must("office", id, json!({ "command": "assign", "unit": "U1", "working_hours": 40 })).await;
        let date = self.today().await;
        let take_on =
            json!({ "command": "take_on", "measure": "清运并安排专人值守", "person": "王强", "date": date });
        self.must("unit", id, take_on).await;
        (id, code)
    }

    /// A case of U1 that waits to be checked.
    async fn rectified(&self) -> (Uuid, String) {
        let (id, code) = self.taken_on().await;
        let photo = self.photo("unit", id).await;
        self.must("unit", id, json!({ "command": "rectify", "photos": [photo], "note": "已清理" })).await;
        (id, code)
    }

    /// Today, as the server has it.
    async fn today(&self) -> String {
        let (id, _) = self.report().await;
        let report = self.as_("office").get(&format!("/api/v1/reports/{id}")).await.unwrap().json();
        report["received_at"].as_str().unwrap()[..10].to_owned()
    }
}

fn doctor_says(program: &Program) -> (bool, String) {
    let output = program.run(&["doctor"], "").unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[tokio::test]
async fn a_case_goes_its_whole_way_and_its_reporter_has_the_last_word() {
    let town = Town::build().await;
    let (id, code) = town.rectified().await;
    town.must("inspector", id, json!({ "command": "send_back", "reason": "角落仍有垃圾" })).await;
    let photo = town.photo("unit", id).await;
    town.must("unit", id, json!({ "command": "rectify", "photos": [photo], "note": "已全部清理" })).await;
    let closed = town.must("inspector", id, json!({ "command": "verify", "note": "复核通过" })).await;
    assert_eq!((&closed["row"]["state"], &closed["row"]["verdict"]), (&json!("closed"), &json!("on_time")));
    assert_eq!(closed["row"]["counts"]["reworks"], 1);
    let events: Vec<&str> =
        closed["timeline"].as_array().unwrap().iter().map(|line| line["event"].as_str().unwrap()).collect();
    let expected =
        ["received", "accepted", "assigned", "taken_on", "rectified", "sent_back", "rectified", "verified"];
    assert_eq!(events, expected);
    assert_eq!(closed["timeline"][3]["texts"][1]["text"], "王强");
    let report = town.program.client().unwrap();
    let seen = report.get(&format!("/api/v1/reports/{id}?receipt={code}")).await.unwrap().json();
    assert_eq!(seen["status"], "closed");
    // The after-photo is shown to who reported it, and to nobody else without a login.
    let picture = closed["after"][0]["small"].as_str().unwrap().to_owned();
    assert_eq!(report.get(&format!("{picture}?receipt={code}")).await.unwrap().status, 200);
    assert_eq!(report.get(&picture).await.unwrap().status, 401);
    assert_eq!(town.as_("unit").get(&picture).await.unwrap().status, 200);
    assert_eq!(town.as_("other").get(&picture).await.unwrap().status, 404);
    // "Is it fixed?" No: the case is open again.
    let answer =
        async |body: Value| report.post(&format!("/api/v1/receipts/{code}/answer"), &body).await.unwrap();
    assert_eq!(answer(json!({ "fixed": false })).await.invalid(), ["reason"]);
    assert_eq!(answer(json!({ "fixed": false, "reason": "又堆满了" })).await.status, 204);
    assert_eq!(answer(json!({ "fixed": true })).await.status, 409);
    let again = town.as_("unit").get(&format!("/api/v1/cases/{id}")).await.unwrap().json();
    assert_eq!(
        (&again["row"]["state"], &again["row"]["counts"]["reopenings"]),
        (&json!("sent_back"), &json!(1))
    );
    assert!(doctor_says(&town.program).0, "{}", doctor_says(&town.program).1);
}

#[tokio::test]
async fn nobody_checks_their_own_work_and_only_the_ledgers_people_see_it() {
    let town = Town::build().await;
    let (id, _) = town.rectified().await;
    let verify = json!({ "command": "verify" });
    for who in ["unit", "other", "volunteer", "supervisor"] {
        assert_eq!(town.send(who, id, verify.clone()).await.status, 403, "{who} verifies");
    }
    // Even an inspector, when the unit is their own.
    let add = ["user", "add", "--login", "insider", "--role", "inspector", "--unit", "U1"];
    town.program.succeed(&add, PASSWORD).unwrap();
    let insider = town.program.client().unwrap();
    insider.sign_in("insider", PASSWORD).await.unwrap();
    let tried =
        insider.post(&format!("/api/v1/cases/{id}/commands"), &json!({ "command": verify })).await.unwrap();
    assert_eq!(tried.status, 403, "{}", tried.text());

    // A volunteer and the anonymous see nothing; another unit does not see this case.
    let anonymous = town.program.client().unwrap();
    let paths = ["/api/v1/cases", "/api/v1/cases/counts", "/api/v1/bulletin", "/api/v1/ledger/calendar"];
    for path in paths.into_iter().map(str::to_owned).chain([format!("/api/v1/cases/{id}")]) {
        assert_eq!(town.as_("volunteer").get(&path).await.unwrap().status, 403, "{path}");
        assert_eq!(anonymous.get(&path).await.unwrap().status, 401, "{path}");
    }
    assert_eq!(town.as_("other").get(&format!("/api/v1/cases/{id}")).await.unwrap().status, 403);
    for (who, total) in [("unit", 1), ("other", 0), ("office", 1), ("supervisor", 1), ("inspector", 1)] {
        let page = town.as_(who).get("/api/v1/cases?unit=U1").await.unwrap().json();
        assert_eq!(page["total"], total, "{who}");
    }
    let counts = town.as_("other").get("/api/v1/cases/counts").await.unwrap().json();
    assert_eq!(counts["open"], 0);

    // A supervisor changes nothing, but may flag; the office cannot take that flag off.
    let commands = [
        json!({ "command": "accept" }),
        json!({ "command": "assign", "unit": "U2" }),
        json!({ "command": "send_back", "reason": "x" }),
        json!({ "command": "transfer", "to": "U2", "reason": "x" }),
        json!({ "command": "remark", "text": "x" }),
        json!({ "command": "correct", "number": 1, "text": "x" }),
        json!({ "command": "reckon" }),
    ];
    for command in commands {
        assert_eq!(town.send("supervisor", id, command.clone()).await.status, 403, "{command}");
    }
    let flagged = town.must("supervisor", id, json!({ "command": "flag", "reason": "多次投诉" })).await;
    assert_eq!(flagged["flag_reason"], "多次投诉");
    assert_eq!(town.send("office", id, json!({ "command": "unflag", "reason": "x" })).await.status, 403);
    assert_eq!(town.send("unit", id, json!({ "command": "flag", "reason": "x" })).await.status, 403);
    assert_eq!(flagged["possible"], json!(["unflag"]));
    let put = town.as_("supervisor").put("/api/v1/ledger/ranking", &json!({})).await.unwrap();
    assert!([403, 422].contains(&put.status));
    assert!(town.as_("supervisor").put("/api/v1/ledger/routing", &json!([])).await.unwrap().status == 403);
}

#[tokio::test]
async fn who_comes_second_is_told_so() {
    let town = Town::build().await;
    let (id, _) = town.report().await;
    let accepted = town.must("office", id, json!({ "command": "accept" })).await;
    let seen = accepted["row"]["events"].as_u64().unwrap();
    let assign =
        |unit: &str| json!({ "expected_events": seen, "command": { "command": "assign", "unit": unit } });
    let path = format!("/api/v1/cases/{id}/commands");
    let (one, other) = (assign("U1"), assign("U2"));
    let (first, second) =
        tokio::join!(town.as_("office").post(&path, &one), town.as_("admin").post(&path, &other));
    let mut statuses = [first.unwrap().status, second.unwrap().status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let unknown = town.send("office", id, json!({ "command": "transfer", "to": "U9", "reason": "x" })).await;
    assert_eq!(unknown.invalid(), ["to"]);
    let photo = json!({ "command": "rectify", "photos": ["a".repeat(64)], "note": "x" });
    assert_eq!(town.send("office", id, photo).await.invalid(), ["photos.0"]);
}

#[tokio::test]
async fn an_order_on_the_spot_may_be_sent_twice() {
    let town = Town::build().await;
    let id = new_id();
    let today = town.today().await;
    let mut order = report();
    let observed = format!("{today}T00:00:01+08:00");
    let fields = order.as_object_mut().unwrap();
    fields.remove("channel");
    fields.remove("observed_at");
    for (name, value) in [
        ("ordered_at", json!(observed)),
        ("unit", json!("U1")),
        ("measure", json!("立即清理")),
        ("person", json!("李敏")),
        ("phone", json!("0477-1234567")),
        ("date", json!(today)),
        ("working_hours", json!(80)),
    ] {
        fields.insert(name.into(), value);
    }
    let path = format!("/api/v1/orders/{id}");
    for who in ["unit", "volunteer", "supervisor"] {
        assert_eq!(town.as_(who).put(&path, &order).await.unwrap().status, 403, "{who}");
    }
    let mut bad = order.clone();
    bad["unit"] = json!("U9");
    bad["measure"] = json!("");
    bad["category"] = json!("no_such");
    let mut wrong = town.as_("inspector").put(&path, &bad).await.unwrap().invalid();
    wrong.sort();
    assert_eq!(wrong, ["category", "measure", "unit"]);
    let sent = futures_of(&town, &path, &order).await;
    let created = sent.iter().filter(|status| **status == 201).count();
    assert_eq!((created, sent.len()), (1, 4), "{sent:?}");
    order["measure"] = json!("另一措施");
    assert_eq!(town.as_("inspector").put(&path, &order).await.unwrap().status, 409);
    let case = town.as_("unit").get(&format!("/api/v1/cases/{id}")).await.unwrap().json();
    assert_eq!((&case["row"]["state"], &case["row"]["on_the_spot"]), (&json!("taken_on"), &json!(true)));
    assert_eq!(case["row"]["person"], "李敏");
    let inbox = town.as_("unit").get("/api/v1/notices").await.unwrap().json();
    assert_eq!((inbox.as_array().unwrap().len(), &inbox[0]["kind"]), (1, &json!("assigned")));
    assert!(doctor_says(&town.program).0, "{}", doctor_says(&town.program).1);
}

#[tokio::test]
async fn an_order_without_a_unit_goes_to_that_of_the_rules_and_takes_its_photos_as_a_report() {
    let town = Town::build().await;
    let (id, today) = (new_id(), town.today().await);
    let photo = jpeg(48, 36);
    let hash = sha256(&photo);
    let order = json!({
        "category": "exposed_rubbish",
        "ordered_at": format!("{today}T00:00:01+08:00"),
        "location": { "lat": 38.4385, "lng": 107.5235, "source": "device", "datum": "wgs84" },
        "photos": [{ "sha256": hash, "media_type": "image/jpeg", "bytes": photo.len() }],
        "measure": "立即清理",
        "person": "李敏",
        "date": today,
        "working_hours": 80,
    });
    let path = format!("/api/v1/orders/{id}");
    let inspector = town.as_("inspector");
    assert_eq!(inspector.put(&path, &order).await.unwrap().invalid(), ["unit"], "no rule covers it");
    let rules = json!([{ "category": "exposed_rubbish", "area": null, "unit": "U2" }]);
    assert_eq!(town.as_("office").put("/api/v1/ledger/routing", &rules).await.unwrap().status, 204);
    let receipt = inspector.put(&path, &order).await.unwrap();
    assert_eq!((receipt.status, &receipt.json()["report"]["photos_missing"]), (201, &json!([hash])));
    let sent = inspector.request(Method::PUT, &format!("/api/v1/reports/{id}/photos/{hash}"));
    let sent = inspector.send(sent.header("content-type", "image/jpeg").body(photo)).await.unwrap();
    assert_eq!(sent.status, 201, "{}", sent.text());
    // The rules may change before the phone hears of it; it is the same order all the same.
    assert_eq!(town.as_("office").put("/api/v1/ledger/routing", &json!([])).await.unwrap().status, 204);
    let receipt = inspector.put(&path, &order).await.unwrap();
    assert_eq!((receipt.status, &receipt.json()["report"]["photos_missing"]), (200, &json!([])));
    let case = town.as_("other").get(&format!("/api/v1/cases/{id}")).await.unwrap().json();
    assert_eq!((&case["row"]["unit"], &case["row"]["state"]), (&json!("U2"), &json!("taken_on")));
}

async fn futures_of(town: &Town, path: &str, order: &Value) -> Vec<u16> {
    let client = town.as_("inspector");
    let (a, b, c, d) = tokio::join!(
        client.put(path, order),
        client.put(path, order),
        client.put(path, order),
        client.put(path, order)
    );
    [a, b, c, d].into_iter().map(|answer| answer.unwrap().status).collect()
}

#[tokio::test]
async fn many_are_assigned_at_once_and_that_is_undone_by_new_events() {
    let town = Town::build().await;
    let mut cases = Vec::new();
    for _ in 0..3 {
        let (id, _) = town.report().await;
        let accepted = town.must("office", id, json!({ "command": "accept" })).await;
        cases.push(json!({ "id": id, "expected_events": accepted["row"]["events"] }));
    }
    cases.push(json!({ "id": new_id() }));
    let bulk = async |who: &str, cases: &[Value], command: Value| {
        let body = json!({ "cases": cases, "command": command });
        town.as_(who).post("/api/v1/cases/bulk", &body).await.unwrap()
    };
    let assign = json!({ "command": "assign", "unit": "U1" });
    assert_eq!(bulk("volunteer", &cases, assign.clone()).await.status, 403);
    let done = bulk("office", &cases, assign).await.json();
    let errors: Vec<bool> = done.as_array().unwrap().iter().map(|one| !one["error"].is_null()).collect();
    assert_eq!(errors, [false, false, false, true]);
    let targets: Vec<Value> = done.as_array().unwrap()[..3]
        .iter()
        .map(|one| json!({ "id": one["id"], "expected_events": one["events"] }))
        .collect();
    let undone = bulk("office", &targets, json!({ "command": "unassign", "reason": "误派" })).await.json();
    assert!(undone.as_array().unwrap().iter().all(|one| one["error"].is_null()), "{undone}");
    let counts = town.as_("office").get("/api/v1/cases/counts").await.unwrap().json();
    assert_eq!((&counts["unassigned"], &counts["new"]), (&json!(3), &json!(0)));
}

#[tokio::test]
async fn one_changed_byte_of_one_event_is_named_by_the_doctor() {
    let town = Town::build().await;
    let (id, _) = town.rectified().await;
    town.rectified().await;
    assert!(doctor_says(&town.program).0, "{}", doctor_says(&town.program).1);
    let file = town.program.data_dir().join("chuangcheng.db");
    let mut connection =
        sqlx::SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    // The database itself refuses to change or delete what happened.
    for forbidden in ["UPDATE case_events SET at = at + 1", "DELETE FROM case_events"] {
        assert!(sqlx::query(forbidden).execute(&mut connection).await.is_err(), "{forbidden}");
    }
    // Who gets around that is found out.
    sqlx::query("DROP TRIGGER case_events_stay").execute(&mut connection).await.unwrap();
    let changed = sqlx::query(
        "UPDATE case_events SET body = replace(body, 'U1', 'U2') WHERE case_id = $1 AND number = 3",
    )
    .bind(id)
    .execute(&mut connection)
    .await
    .unwrap();
    assert_eq!(changed.rows_affected(), 1);
    let (well, said) = doctor_says(&town.program);
    assert!(!well && said.contains(&format!("event 3 of case {id}")), "{said}");
    sqlx::query("UPDATE case_events SET body = replace(body, 'U2', 'U1') WHERE case_id = $1 AND number = 3")
        .bind(id)
        .execute(&mut connection)
        .await
        .unwrap();
    assert!(doctor_says(&town.program).0, "{}", doctor_says(&town.program).1);
    // A hash has one form: a capital in it is another byte.
    for column in ["case_hash", "ledger_hash"] {
        let change = |form: &str| {
            format!("UPDATE case_events SET {column} = {form}({column}) WHERE case_id = $1 AND number = 3")
        };
        sqlx::query(sqlx::AssertSqlSafe(change("upper"))).bind(id).execute(&mut connection).await.unwrap();
        let (well, said) = doctor_says(&town.program);
        assert!(!well && said.contains(&format!("event 3 of case {id}")), "{column}: {said}");
        sqlx::query(sqlx::AssertSqlSafe(change("lower"))).bind(id).execute(&mut connection).await.unwrap();
    }
    // So is a list that says something else than the history, a changed text, and a ledger that was cut off.
    let damages = [
        ("UPDATE cases SET reworks = reworks + 1 WHERE id = $1", "differs from its history"),
        ("UPDATE case_texts SET text = text || '!' WHERE case_id = $1", "a text of its history was changed"),
        ("DELETE FROM case_texts WHERE case_id = $1", "is missing"),
    ];
    for (damage, named) in damages {
        sqlx::query(damage).bind(id).execute(&mut connection).await.unwrap();
        let (well, said) = doctor_says(&town.program);
        assert!(!well && said.contains(named) && said.contains(&id.to_string()), "{said}");
    }
}

#[tokio::test]
async fn personal_texts_are_erased_and_the_chain_still_holds() {
    let town = Town::build().await;
    let (id, _) = town.taken_on().await;
    let path = format!("/api/v1/cases/{id}/erase");
    assert_eq!(town.as_("office").post(&path, &json!({ "number": 4 })).await.unwrap().status, 403);
    let erased = town.as_("admin").post(&path, &json!({ "number": 4 })).await.unwrap();
    assert_eq!((erased.status, &erased.json()["erased"]), (200, &json!(2)), "{}", erased.text());
    let case = town.as_("office").get(&format!("/api/v1/cases/{id}")).await.unwrap();
    assert!(!case.text().contains("王强"));
    assert_eq!(case.json()["timeline"][3]["texts"][1]["text"], Value::Null);
    assert!(doctor_says(&town.program).0, "{}", doctor_says(&town.program).1);
}

#[tokio::test]
async fn cases_and_their_history_come_out_as_files_and_a_backup_holds_them() {
    let town = Town::build().await;
    let (id, _) = town.rectified().await;
    for name in ["cases.csv", "cases.xlsx", "cases.geojson", "history.ndjson"] {
        let path = town.program.file(name, "").unwrap();
        let kind = if name.starts_with("history") { "history" } else { "cases" };
        town.program.succeed(&["export", kind, &path], "").unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() > 100, "{name}");
    }
    let text = |name: &str| std::fs::read_to_string(town.program.data_dir().with_file_name(name)).unwrap();
    let csv = text("cases.csv");
    assert!(
        csv.starts_with("\u{feff}case,receipt_code,state")
            && csv.contains(&id.to_string())
            && csv.contains("王强")
    );
    let history = text("history.ndjson");
    assert_eq!(history.lines().count(), 5);
    let over_http = town.as_("office").get("/api/v1/cases/history.ndjson").await.unwrap();
    assert_eq!((over_http.status, over_http.text()), (200, history));
    for (who, status) in [("supervisor", 403), ("inspector", 403), ("unit", 403), ("volunteer", 403)] {
        let asked = town.as_(who).get("/api/v1/cases/history.ndjson").await.unwrap();
        assert_eq!(asked.status, status, "{who}");
    }
    let backup = town.program.file("backup", "").unwrap();
    std::fs::remove_file(&backup).unwrap();
    town.program.succeed(&["backup", &backup], "").unwrap();
    let restored = Program::install(integration_tests::Database::Sqlite).await.unwrap();
    restored.succeed(&["restore", &backup], "").unwrap();
    let (well, said) = doctor_says(&restored);
    assert!(well && said.contains("5 events"), "{said}");
}
