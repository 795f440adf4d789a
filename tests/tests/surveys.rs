//! A door-to-door survey from its plan to its estimate: drawn and assigned at the desk, walked by two volunteers, and answered by the
//! statistics with the weights that the plan implies.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod survey_world;

use integration_tests::client::{Answer, new_id, report};
use integration_tests::{Client, Database, Program};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use survey_world::{TITLE, World, visit};

/// What a simulated volunteer finds behind a door, the same whenever the test runs.
fn door(area: usize, place: usize) -> (&'static [&'static str], &'static str) {
    let outcomes: &[&str] = match (area * 7 + place * 3) % 10 {
        0 => &["refused"],
        1 => &["not_at_home", "not_at_home", "not_at_home"],
        2 => &["no_such_address"],
        3 => &["moved"],
        4 => &["not_at_home", "interviewed"],
        _ => &["interviewed"],
    };
    // Large areas know more, so that an estimate without weights is another one.
    (outcomes, if (area + place * 5) % 25 < area { "b" } else { "a" })
}

/// Answers of one area: its town, what each stands for, right ones, all.
#[derive(Default)]
struct Counted {
    town: String,
    weight: f64,
    right: f64,
    n: f64,
}

/// Walks all areas of a volunteer's day, and sends everything twice, as an outbox does that saw no answer.
async fn walk(client: &Client, world: &World) -> (BTreeMap<String, Counted>, [u64; 5]) {
    let today = client.get("/api/v1/today").await.unwrap();
    assert_eq!((today.status, today.header("cache-control")), (200, "no-store"), "{}", today.text());
    let today = today.json();
    assert_eq!(today["questionnaires"][0]["slug"], "one-item");
    assert_eq!(today["questionnaires"][0]["items"][0]["key"], json!([]), "the key stays at home");
    let plan = &today["plans"][0];
    assert_eq!(plan["id"].as_str().unwrap(), world.plan);
    let mut counted = BTreeMap::new();
    let mut ends = [0; 5];
    for area in plan["areas"].as_array().unwrap() {
        let code = area["area"].as_str().unwrap();
        let index = world.index(code);
        let (households, drawn) = (area["households"].as_f64().unwrap(), area["draw"].as_f64().unwrap());
        assert_eq!(area["visits"].as_array().unwrap().len(), 20);
        assert_eq!(area["walk"].is_null(), world.has_list(index), "{code}");
        let sum: &mut Counted = counted.entry(code.to_owned()).or_default();
        (sum.town, sum.weight) = (code[..8].to_owned(), households / drawn);
        for (place, household) in area["visits"].as_array().unwrap().iter().enumerate() {
            let (outcomes, answer) = door(index, place);
            for (attempt, outcome) in outcomes.iter().enumerate() {
                let mut body =
                    visit(world, code, household["household"].as_str().unwrap(), attempt + 1, outcome);
                if *outcome == "interviewed" {
                    body["response"]["answers"]["q1"] = json!([answer]);
                    sum.n += 1.0;
                    sum.right += f64::from(u8::from(answer == "b"));
                }
                let path = format!("/api/v1/visits/{}", new_id());
                let first = client.put(&path, &body).await.unwrap();
                assert_eq!(
                    (first.status, first.json()["flags"].clone()),
                    (201, if attempt == 0 { json!([]) } else { json!(["too_soon"]) }),
                    "{}",
                    first.text()
                );
                let again = client.put(&path, &body).await.unwrap();
                assert_eq!((again.status, again.json()), (200, first.json()));
                assert_eq!(again.json()["photos_missing"], json!([]));
            }
            let last = *outcomes.last().unwrap();
            let all = ["interviewed", "refused", "not_at_home", "no_such_address", "moved"];
            ends[all.iter().position(|outcome| *outcome == last).unwrap()] += 1;
        }
    }
    (counted, ends)
}

/// The ratio estimate and its standard error by hand: strata are towns, clusters are areas, linearised, from the answers themselves.
fn by_hand(areas: &BTreeMap<String, Counted>) -> (f64, f64) {
    let total: f64 = areas.values().map(|area| area.weight * area.n).sum();
    let estimate = areas.values().map(|area| area.weight * area.right).sum::<f64>() / total;
    let mut strata: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for area in areas.values() {
        let z = area.weight * (area.right - estimate * area.n) / total;
        strata.entry(&area.town).or_default().push(z);
    }
    let variance: f64 = strata
        .values()
        .map(|z| {
            let (n, mean) = (z.len() as f64, z.iter().sum::<f64>() / z.len() as f64);
            n / (n - 1.0) * z.iter().map(|z| (z - mean).powi(2)).sum::<f64>()
        })
        .sum();
    (estimate, variance.sqrt())
}

fn near(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expected).abs() < 1e-9, "{value} instead of {expected}");
}

async fn awareness(program: &Program) -> Value {
    let path = "/api/v1/statistics/awareness?questionnaire=one-item&channel=household";
    let answer = program.machine("read").unwrap().get(path).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["groups"][0].clone()
}

#[tokio::test]
async fn a_plan_is_drawn_assigned_and_walked_and_its_estimate_has_its_weights() {
    for database in Database::available() {
        let world = World::with_plan(database).await;
        let ((mut counted, first), (more, second)) =
            tokio::join!(walk(&world.volunteers[0], &world), walk(&world.volunteers[1], &world));
        counted.extend(more);
        assert_eq!(counted.len(), 20, "each area has one volunteer");

        let (estimate, se) = by_hand(&counted);
        let group = awareness(&world.program).await;
        let n: f64 = counted.values().map(|area| area.n).sum();
        near(&group["n"], n);
        near(&group["estimate"], estimate);
        near(&group["se"], se);
        near(&group["df"], 16.0);
        let plain = counted.values().map(|area| area.right).sum::<f64>() / n;
        assert!((plain - estimate).abs() > 0.01, "without weights it would be another one: {plain}");

        // The desk counts the same: interviewed, refused, not at home, not eligible; RR1 leaves the last ones out.
        let ends: Vec<u64> = first.iter().zip(second).map(|(one, other)| one + other).collect();
        let page = world.office.get(&format!("/office/surveys/{}", world.plan)).await.unwrap();
        assert_eq!(page.status, 200);
        let eligible = ends[0] + ends[1] + ends[2];
        let rr1 = format!("{:.1}%", ends[0] as f64 / eligible as f64 * 100.0);
        assert_eq!(eligible + ends[3] + ends[4], 400);
        assert!(page.text().contains(&rr1), "{rr1} is not on the page");
        assert!(page.text().contains("20261123"), "the seed is");
        assert!(page.text().contains("两次走访间隔太短"));
        // So do the page and the report that the rate stands on, and the places that were visited count as looked at.
        let page = world.office.get("/office/awareness?questionnaire=one-item").await.unwrap().text();
        let parts = format!("访问成功{}户，拒访{}户，家中无人{}户", ends[0], ends[1], ends[2]);
        assert!(page.contains(&rr1) && page.contains(&parts), "{parts}");
        let street = "/office/awareness?questionnaire=one-item&channel=intercept";
        assert!(!world.office.get(street).await.unwrap().text().contains(&parts));
        let later = "/office/awareness?questionnaire=one-item&from=2027-03-01";
        assert!(!world.office.get(later).await.unwrap().text().contains(&parts), "no plan in these weeks");
        let list = world.office.get("/office/surveys").await.unwrap().text();
        assert!(list.contains(TITLE) && list.contains("400 / 400"));
        world.program.succeed(&["doctor"], "").unwrap();
    }
}

async fn refuse(client: &Client, body: &Value) -> (u16, Vec<String>) {
    let answer = client.put(&format!("/api/v1/visits/{}", new_id()), body).await.unwrap();
    (answer.status, answer.invalid())
}

/// Sends a visit that must be stored; its flags.
async fn flags(client: &Client, body: &Value) -> Vec<String> {
    let answer = client.put(&format!("/api/v1/visits/{}", new_id()), body).await.unwrap();
    assert_eq!(answer.status, 201, "{}", answer.text());
    let flags = answer.json()["flags"].as_array().unwrap().clone();
    flags.iter().map(|flag| flag.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_does_not_fit_the_plan_is_stored_flagged_and_counted_only_if_it_may() {
    let world = World::with_plan(Database::Sqlite).await;
    let [mine, other] = &world.volunteers;
    let today = mine.get("/api/v1/today").await.unwrap().json();
    let area = today["plans"][0]["areas"][0]["area"].as_str().unwrap().to_owned();
    let household = |index: usize| {
        today["plans"][0]["areas"][0]["visits"][index]["household"].as_str().unwrap().to_owned()
    };
    let good = |index: usize| visit(&world, &area, &household(index), 1, "interviewed");

    let first = good(0);
    let mut second = first.clone();
    second["response"]["id"] = json!(new_id());
    assert_eq!(flags(mine, &first).await, Vec::<String>::new());
    assert_eq!(flags(other, &second).await, ["not_assigned", "second_interview"]);
    let mut publicity = good(1);
    publicity["purpose"] = json!("publicity");
    assert_eq!(flags(mine, &publicity).await, Vec::<String>::new());
    let stranger = visit(&world, &area, "H999", 1, "interviewed");
    assert_eq!(flags(mine, &stranger).await, ["not_drawn"]);
    let mut far = good(2);
    far["location"] = json!({ "lat": 30.0, "lng": 120.0, "accuracy_m": 10.0, "source": "device" });
    assert_eq!(flags(mine, &far).await, ["too_far"]);
    let mut fast = good(3);
    fast["response"]["started_at"] = fast["response"]["submitted_at"].clone();
    assert_eq!(flags(mine, &fast).await, ["too_fast"]);
    let mut early = good(4);
    for field in ["started_at", "ended_at"] {
        early[field] = json!("2026-01-05T09:00:00+08:00");
    }
    assert_eq!(flags(mine, &early).await, ["outside_period"]);
    world.publish_version(2).await;
    assert_eq!(flags(mine, &good(5)).await, ["replaced_version"]);
    let state = format!("/office/surveys/{}/state", world.plan);
    assert_eq!(world.office.form(&state, &[("action", "close")]).await.unwrap().status, 303);
    assert_eq!(flags(mine, &good(6)).await, ["replaced_version", "plan_closed"]);
    assert_eq!(mine.get("/api/v1/today").await.unwrap().json()["plans"], json!([]));

    // Households 0, 2, 3, 4, 5 and 6 count; the second interview, the publicity and the one not drawn do not.
    near(&awareness(&world.program).await["n"], 6.0);
    let page = world.office.get(&format!("/office/surveys/{}", world.plan)).await.unwrap().text();
    for word in ["不在样本中", "已访问过", "离责任区较远", "答得很快", "问卷已换新版"]
    {
        assert!(page.contains(word), "{word}");
    }
    world.program.succeed(&["doctor"], "").unwrap();
}

#[tokio::test]
async fn publicity_never_counts_keeps_the_key_and_leaves_the_counters_right() {
    let world = World::with_plan(Database::Sqlite).await;
    let mine = &world.volunteers[0];
    let today = mine.get("/api/v1/today").await.unwrap().json();
    let area = today["plans"][0]["areas"][0]["area"].as_str().unwrap().to_owned();
    let household = today["plans"][0]["areas"][0]["visits"][0]["household"].as_str().unwrap().to_owned();
    world.publish_version(2).await;
    // Half of a measurement, at a door where material was handed out.
    let mut half = visit(&world, &area, &household, 1, "interviewed");
    half["purpose"] = json!("publicity");
    half["response"]["version"] = json!(2);
    assert_eq!(flags(mine, &half).await, ["replaced_version"]);
    let id = half["response"]["id"].as_str().unwrap();
    let result = mine.get(&format!("/q/one-item/result/{id}")).await.unwrap();
    assert!(!result.text().contains("正确答案"), "the key stays at home: {}", result.text());
    // Training questions in a plan for publicity.
    let mut quiz = visit(&world, "15062301001", "1", 1, "interviewed");
    (quiz["plan"], quiz["purpose"]) = (json!(world.publicity().await), json!("publicity"));
    quiz["response"]["questionnaire"] = json!("civic-quiz");
    quiz["response"]["answers"] = json!({ "title_of_county": ["c"] });
    let stored = mine.put(&format!("/api/v1/visits/{}", new_id()), &quiz).await.unwrap();
    assert_eq!(stored.status, 201, "{}", stored.text());
    assert_eq!(stored.json()["response"]["review"].as_array().unwrap().len(), 1, "training teaches");
    near(&awareness(&world.program).await["n"], 0.0);
    world.program.succeed(&["doctor"], "").unwrap();
}

#[tokio::test]
async fn an_entry_is_taken_whole_or_not_at_all() {
    let world = World::with_plan(Database::Sqlite).await;
    let mine = &world.volunteers[0];
    let today = mine.get("/api/v1/today").await.unwrap().json();
    let area = &today["plans"][0]["areas"][0];
    let (code, first) = (area["area"].as_str().unwrap(), area["visits"][0]["household"].as_str().unwrap());
    let good = visit(&world, code, first, 1, "interviewed");

    let changed = |path: &str, value: Value| {
        let mut body = good.clone();
        *body.pointer_mut(path).unwrap() = value;
        body
    };
    let cases = [
        (changed("/consent", json!(false)), "consent"),
        (changed("/response", json!(null)), "response"),
        (changed("/outcome", json!("refused")), "response"),
        (changed("/plan", json!(new_id())), "plan"),
        (changed("/area", json!("9999")), "area"),
        (changed("/attempt", json!(0)), "attempt"),
        (changed("/response/answers/q1", json!(["zz"])), "response.answers.q1"),
        (changed("/response/version", json!(9)), "response.version"),
        (changed("/response/questionnaire", json!("civic-quiz")), "response.questionnaire"),
    ];
    for (body, path) in cases {
        assert_eq!(refuse(mine, &body).await, (422, vec![path.to_owned()]));
    }
    near(&awareness(&world.program).await["n"], 0.0);

    // The same id twice at the same moment, then with other content; answers under an id that is taken.
    let path = format!("/api/v1/visits/{}", new_id());
    let (one, two) = tokio::join!(mine.put(&path, &good), mine.put(&path, &good));
    let mut statuses = [one.unwrap().status, two.unwrap().status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 201]);
    assert_eq!(mine.put(&path, &changed("/adults", json!(4))).await.unwrap().status, 409);
    assert_eq!(refuse(mine, &good).await.0, 409, "the answers belong to another visit");
    near(&awareness(&world.program).await["n"], 1.0);
}

#[tokio::test]
async fn volunteers_see_their_own_areas_and_nobody_else_sees_any() {
    let world = World::with_plan(Database::Sqlite).await;
    let codes = |today: Value| -> Vec<String> {
        let areas = today["plans"][0]["areas"].as_array().unwrap().clone();
        areas.iter().map(|area| area["area"].as_str().unwrap().to_owned()).collect()
    };
    let mine = codes(world.volunteers[0].get("/api/v1/today").await.unwrap().json());
    let others = codes(world.volunteers[1].get("/api/v1/today").await.unwrap().json());
    assert!(mine.len() == 10 && mine.iter().all(|code| !others.contains(code)));

    let resident = world.program.client().unwrap();
    let body = visit(&world, &mine[0], "H001", 1, "refused");
    assert_eq!(resident.get("/api/v1/today").await.unwrap().status, 401);
    assert_eq!(resident.put(&format!("/api/v1/visits/{}", new_id()), &body).await.unwrap().status, 401);
    let unit = world.program.person("unit").await.unwrap();
    assert_eq!(unit.get("/api/v1/today").await.unwrap().status, 403);
    assert_eq!(unit.put(&format!("/api/v1/visits/{}", new_id()), &body).await.unwrap().status, 403);
    let import = world.program.machine("import").unwrap();
    assert_eq!(import.get("/api/v1/today").await.unwrap().status, 403);

    let pages = [
        "/office/surveys".to_owned(),
        format!("/office/surveys/{}", world.plan),
        format!("/office/surveys/{}/areas/{}", world.plan, mine[0]),
        "/office/surveys/new".to_owned(),
        "/office/surveys/volunteers".to_owned(),
    ];
    let supervisor = world.program.person("supervisor").await.unwrap();
    for (index, page) in pages.iter().enumerate() {
        assert_eq!(world.office.get(page).await.unwrap().status, 200, "{page}");
        assert_eq!(world.volunteers[0].get(page).await.unwrap().status, 403, "{page}");
        assert_eq!(supervisor.get(page).await.unwrap().status, if index < 3 { 200 } else { 403 }, "{page}");
        assert_eq!(resident.get(page).await.unwrap().status, 303, "{page}");
    }
    let assign = format!("/office/surveys/{}/assign", world.plan);
    for client in [&world.volunteers[0], &supervisor] {
        assert_eq!(client.form(&assign, &[("action", "all")]).await.unwrap().status, 403);
    }
}

#[tokio::test]
async fn a_problem_seen_on_a_visit_stays_tied_to_it() {
    let world = World::with_plan(Database::Sqlite).await;
    let visit_id = new_id();
    let mut body = report();
    body["visit"] = json!(visit_id);
    let resident = world.program.client().unwrap();
    let refused = resident.put(&format!("/api/v1/reports/{}", new_id()), &body).await.unwrap();
    assert_eq!((refused.status, refused.invalid()), (422, vec!["visit".to_owned()]));
    body["channel"] = json!("volunteer");
    let path = format!("/api/v1/reports/{}", new_id());
    assert_eq!(world.volunteers[0].put(&path, &body).await.unwrap().status, 201);
    let stored = world.office.get(&path).await.unwrap();
    assert_eq!(stored.json()["visit"], json!(visit_id));
}

fn location(answer: &Answer) -> String {
    answer.header("location").to_owned()
}

#[tokio::test]
async fn an_invitation_works_once_and_the_phone_asks_for_its_pin() {
    let world = World::new(Database::Sqlite).await;
    let link = world.invite().await;
    let phone = world.program.client().unwrap();
    assert_eq!(phone.get(&link).await.unwrap().status, 200);
    let join = |pin: &'static str, again: &'static str| {
        let (phone, link) = (phone.clone(), link.clone());
        async move { phone.form(&link, &[("name", "赵敏"), ("pin", pin), ("pin_again", again)]).await.unwrap() }
    };
    for (pin, again) in [("123456", "123456"), ("27182", "27182"), ("271828", "271829")] {
        assert_eq!(join(pin, again).await.status, 422, "{pin}");
    }
    let joined = join("271828", "271828").await;
    assert_eq!((joined.status, location(&joined)), (303, "/today".to_owned()));
    assert_eq!(phone.get("/api/v1/today").await.unwrap().status, 200);
    assert_eq!(world.program.client().unwrap().get(&link).await.unwrap().status, 404, "it works once");

    // After signing out the phone asks for the PIN; wrong ones make it wait.
    assert_eq!(phone.form("/signout", &[]).await.unwrap().status, 303);
    assert_eq!(location(&phone.get("/signin?next=/today").await.unwrap()), "/pin?next=/today");
    let asked = phone.get("/pin?next=/today").await.unwrap();
    assert!(asked.status == 200 && asked.text().contains("赵敏"));
    let pin = |pin: &'static str| {
        let phone = phone.clone();
        async move { phone.form("/pin", &[("pin", pin), ("next", "/today")]).await.unwrap() }
    };
    assert_eq!(pin("000001").await.status, 401);
    assert_eq!(location(&pin("271828").await), "/today");
    assert_eq!(phone.form("/signout", &[]).await.unwrap().status, 303);
    for _ in 0..3 {
        assert_eq!(pin("000001").await.status, 401);
    }
    let waits = pin("271828").await;
    assert!(waits.status == 429 && !waits.header("retry-after").is_empty());

    // Another phone of the same person; disabling the person ends both.
    let ids = world.volunteer_ids().await;
    let again = world.invite_for(&ids[0]).await;
    let second = world.program.client().unwrap();
    assert!(second.get(&again).await.unwrap().text().contains("赵敏"));
    let fields = [("pin", "314159"), ("pin_again", "314159")];
    assert_eq!(second.form(&again, &fields).await.unwrap().status, 303);
    assert_eq!(second.get("/api/v1/today").await.unwrap().status, 200);
    let disable = format!("/office/people/{}", ids[0]);
    assert_eq!(world.admin.form(&disable, &[("action", "disable")]).await.unwrap().status, 303);
    assert_eq!(second.get("/api/v1/today").await.unwrap().status, 401);
    assert_eq!(second.form("/pin", &[("pin", "314159")]).await.unwrap().status, 404);
}
