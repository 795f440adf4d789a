//! Reports over HTTP: sent once, sent again, sent wrong, listed, counted.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use integration_tests::client::{new_id, report};
use integration_tests::{Client, Database, Program};
use serde_json::{Value, json};

async fn on_each_engine(test: impl AsyncFn(&Program)) {
    for database in Database::available() {
        test(&Program::start_on(database).await.unwrap()).await;
    }
}

#[tokio::test]
async fn a_report_sent_again_gets_the_same_receipt_and_another_body_is_refused() {
    on_each_engine(async |program| {
        let client = program.client().unwrap();
        let path = format!("/api/v1/reports/{}", new_id());
        let first = client.put(&path, &report()).await.unwrap();
        assert_eq!(first.status, 201, "{}", first.text());
        let receipt = first.json();
        let code = receipt["receipt_code"].as_str().unwrap();
        assert_eq!(receipt["links"]["status"], format!("/r/{code}"));
        assert_eq!(
            (receipt["status"].as_str(), receipt["photos_missing"].as_array().unwrap().len()),
            (Some("received"), 0)
        );
        let again = client.put(&path, &report()).await.unwrap();
        assert_eq!((again.status, again.json()), (200, receipt));
        let mut other = report();
        other["description"] = json!("别的内容");
        let refused = client.put(&path, &other).await.unwrap();
        assert_eq!((refused.status, refused.error().as_str()), (409, "conflict"));
    })
    .await;
}

#[tokio::test]
async fn five_at_once_store_one() {
    on_each_engine(async |program| {
        let client = program.client().unwrap();
        let path = format!("/api/v1/reports/{}", new_id());
        let sent: Vec<_> = (0..5)
            .map(|_| {
                let (client, path) = (client.clone(), path.clone());
                tokio::spawn(async move { client.put(&path, &report()).await.unwrap() })
            })
            .collect();
        let mut answers = vec![];
        for one in sent {
            answers.push(one.await.unwrap());
        }
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 4);
        assert!(answers.iter().all(|answer| answer.json() == answers[0].json()));
        assert_eq!(total(&program.machine("read").unwrap(), "").await, 1);
    })
    .await;
}

async fn total(client: &Client, query: &str) -> u64 {
    let answer = client.get(&format!("/api/v1/reports?{query}")).await.unwrap();
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()["total"].as_u64().unwrap()
}

/// Makes a good report a bad one.
type Change<'a> = &'a dyn Fn(&mut Value);

#[tokio::test]
async fn invalid_reports_are_refused_by_field() {
    let program = Program::start().await.unwrap();
    let client = program.client().unwrap();
    let put = async |change: Change<'_>| {
        let mut body = report();
        change(&mut body);
        client.put(&format!("/api/v1/reports/{}", new_id()), &body).await.unwrap()
    };
    let cases: [(&str, Change<'_>); 12] = [
        ("category", &|body| body["category"] = json!("no_such_category")),
        ("category", &|body| drop(body.as_object_mut().unwrap().remove("category"))),
        ("description", &|body| body["description"] = json!("字".repeat(1_001))),
        ("description", &|body| body["description"] = json!("")),
        ("location.lat", &|body| body["location"]["lat"] = json!(91)),
        ("location.lng", &|body| body["location"]["lng"] = json!("east")),
        ("location.source", &|body| body["location"]["source"] = json!("guess")),
        ("location.altitude", &|body| body["location"]["altitude"] = json!(3)),
        ("observed_at", &|body| body["observed_at"] = json!("2026-11-20T08:00:00")),
        ("observed_at", &|body| body["observed_at"] = json!("2126-11-20T08:00:00+08:00")),
        ("photos.0.sha256", &|body| {
            body["photos"] = json!([{ "sha256": "abc", "media_type": "image/jpeg", "bytes": 5 }]);
        }),
        ("contact.phone", &|body| body["contact"] = json!({ "phone": "call me" })),
    ];
    for (path, change) in cases {
        let answer = put(change).await;
        assert_eq!((answer.status, answer.error().as_str()), (422, "invalid"), "{path}: {}", answer.text());
        assert!(answer.invalid().iter().any(|named| named == path), "{path}: {}", answer.text());
    }
    let unknown = put(&|body| body["colour"] = json!("red")).await;
    assert_eq!(unknown.status, 422, "{}", unknown.text());
    assert!(unknown.text().contains("colour"));
    let path = format!("/api/v1/reports/{}", new_id());
    let send = async |media_type: &str, body: &str| {
        let request = client
            .request("PUT".parse().unwrap(), &path)
            .header("content-type", media_type)
            .body(body.to_owned());
        client.send(request).await.unwrap()
    };
    assert_eq!(send("application/json", "{nonsense").await.status, 400);
    assert_eq!(send("text/plain", &report().to_string()).await.status, 415);
    assert_eq!(
        send("application/json", &format!("{{\"description\":\"{}\"}}", "x".repeat(100_000))).await.status,
        413
    );
    assert_eq!(client.put("/api/v1/reports/not-an-id", &report()).await.unwrap().status, 400);
    let inspector = put(&|body| body["channel"] = json!("inspector")).await;
    assert_eq!((inspector.status, inspector.error().as_str()), (401, "unauthenticated"));
    assert_eq!(total(&program.machine("read").unwrap(), "").await, 0);
}

#[tokio::test]
async fn places_in_the_chinese_datum_are_converted() {
    let program = Program::start().await.unwrap();
    let client = program.client().unwrap();
    let id = new_id();
    let mut body = report();
    body["location"] = json!({ "lat": 31.028_282, "lng": 112.205_028, "source": "pin", "datum": "gcj02" });
    assert_eq!(client.put(&format!("/api/v1/reports/{id}"), &body).await.unwrap().status, 201);
    let stored = program.machine("read").unwrap().get(&format!("/api/v1/reports/{id}")).await.unwrap().json();
    let (lat, lng) =
        (stored["location"]["lat"].as_f64().unwrap(), stored["location"]["lng"].as_f64().unwrap());
    assert!((lat - 31.0305).abs() < 2e-6 && (lng - 112.1992).abs() < 2e-6, "{lat} {lng}");
    assert_eq!(stored["location"]["datum"], "gcj02");
    let heatmap = client.get("/api/v1/statistics/heatmap?resolution=9").await.unwrap();
    assert_eq!(heatmap.json()["features"], json!([]), "one report is nothing for the public");
    let cells =
        program.machine("read").unwrap().get("/api/v1/statistics/heatmap?resolution=9").await.unwrap().json();
    assert_eq!(cells["features"][0]["properties"]["cell"], "8940a15abdbffff");
}

#[tokio::test]
async fn a_report_is_seen_with_its_receipt_or_a_login_only() {
    let program = Program::start().await.unwrap();
    let client = program.client().unwrap();
    let id = new_id();
    let mut body = report();
    body["contact"] = json!({ "phone": "13800000000" });
    let code =
        client.put(&format!("/api/v1/reports/{id}"), &body).await.unwrap().json()["receipt_code"].clone();
    let path = format!("/api/v1/reports/{id}");
    assert!([401, 404].contains(&client.get(&path).await.unwrap().status));
    assert!([401, 404].contains(&client.get(&format!("{path}?receipt=2222-2222")).await.unwrap().status));
    let own = client.get(&format!("{path}?receipt={}", code.as_str().unwrap())).await.unwrap();
    assert_eq!((own.status, own.json()["description"].as_str()), (200, Some("垃圾桶旁有散落垃圾")));
    assert_eq!(own.json()["history"][0]["event"], "received");
    let office = program.machine("read").unwrap().get(&path).await.unwrap();
    assert_eq!(office.json()["contact"]["phone"], "13800000000");
    // A stranger does not learn which ids exist.
    assert_eq!(client.get(&format!("/api/v1/reports/{}", new_id())).await.unwrap().status, 401);
    let read = program.machine("read").unwrap();
    assert_eq!(read.get(&format!("/api/v1/reports/{}", new_id())).await.unwrap().status, 404);
}

#[tokio::test]
async fn the_list_pages_filters_and_agrees_with_the_heatmap() {
    on_each_engine(async |program| {
        let client = program.client().unwrap();
        for number in 0..60_u32 {
            let mut body = report();
            let step = f64::from(number);
            body["observed_at"] =
                json!(format!("2026-10-{:02}T{:02}:30:00+08:00", 1 + number / 3, number % 24));
            body["location"] =
                json!({ "lat": 38.1 + step / 500.0, "lng": 107.4 + step / 700.0, "source": "device" });
            if number % 4 == 0 {
                body["category"] = json!("manhole_cover");
            }
            let answer = client.put(&format!("/api/v1/reports/{}", new_id()), &body).await.unwrap();
            assert_eq!(answer.status, 201);
        }
        let read = program.machine("read").unwrap();
        let mut seen = std::collections::HashSet::new();
        let mut cursor = String::new();
        let mut last = None;
        loop {
            let page = read.get(&format!("/api/v1/reports?limit=25&cursor={cursor}")).await.unwrap().json();
            for row in page["reports"].as_array().unwrap() {
                let observed = row["observed_at"].as_str().unwrap().to_owned();
                assert!(last.as_ref().is_none_or(|before| *before >= observed), "newest first");
                last = Some(observed);
                seen.insert(row["id"].as_str().unwrap().to_owned());
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(seen.len(), 60);
        let filters = [
            "",
            "category=manhole_cover",
            "from=2026-10-05&to=2026-10-09",
            "from=2026-10-05T12:00:00%2B08:00&to=2026-10-09T06:00:00%2B08:00&category=manhole_cover",
            "status=received",
            "status=closed",
            "bbox=107.41,38.11,107.45,38.17",
            "bbox=107.41,38.11,107.45,38.17&category=exposed_rubbish&from=2026-10-03",
            "bbox=0,0,1,1",
        ];
        for filter in filters {
            let listed = total(&read, filter).await;
            for resolution in 7..=10 {
                let path = format!("/api/v1/statistics/heatmap?resolution={resolution}&{filter}");
                let map = read.get(&path).await.unwrap().json();
                let cells = map["features"].as_array().unwrap();
                let sum = |name: &str| {
                    cells.iter().map(|cell| cell["properties"][name].as_u64().unwrap()).sum::<u64>()
                };
                assert_eq!(sum("reports") + map["outside"].as_u64().unwrap(), listed, "{path}");
                assert_eq!(sum("incidents"), map["total_incidents"].as_u64().unwrap(), "{path}");
            }
        }
        assert!(total(&read, "category=manhole_cover").await == 15);
        for bad in ["bbox=1,2,3", "from=yesterday", "status=lost", "cursor=nonsense", "colour=red", "limit=0"]
        {
            let refused = read.get(&format!("/api/v1/reports?{bad}")).await.unwrap();
            assert!([400, 422].contains(&refused.status), "{bad}: {}", refused.status);
        }
    })
    .await;
}

#[tokio::test]
async fn the_office_decides_and_links_and_the_sender_sees_it() {
    on_each_engine(async |program| {
        let client = program.client().unwrap();
        let (first, second) = (new_id(), new_id());
        let receipt = client.put(&format!("/api/v1/reports/{first}"), &report()).await.unwrap().json();
        client.put(&format!("/api/v1/reports/{second}"), &report()).await.unwrap();
        let office = program.machine("office").unwrap();
        let status = format!("/api/v1/reports/{first}/status");
        let accept = json!({ "to": "accepted", "note": "" });
        assert_eq!(client.post(&status, &accept).await.unwrap().status, 401);
        assert_eq!(program.machine("read").unwrap().post(&status, &accept).await.unwrap().status, 403);
        let changed = office.post(&status, &accept).await.unwrap();
        assert_eq!(changed.status, 200, "{}", changed.text());
        let again = office.post(&status, &accept).await.unwrap();
        assert_eq!((again.status, again.error().as_str()), (409, "wrong_state"));
        let reject = office.post(&status, &json!({ "to": "rejected", "note": " " })).await.unwrap();
        assert_eq!((reject.status, reject.invalid()), (422, vec!["note".to_owned()]));
        let link = format!("/api/v1/reports/{second}/duplicate");
        let linked = office.post(&link, &json!({ "of": first, "note": "同一处" })).await.unwrap();
        assert_eq!(linked.status, 200, "{}", linked.text());
        let map = office.get("/api/v1/statistics/heatmap?resolution=9").await.unwrap().json();
        assert_eq!((map["total_incidents"].as_u64(), map["total_reports"].as_u64()), (Some(1), Some(2)));
        let code = receipt["receipt_code"].as_str().unwrap();
        let seen = client.get(&format!("/api/v1/reports/{first}?receipt={code}")).await.unwrap().json();
        assert_eq!(seen["status"], "accepted");
        assert!(
            seen["history"]
                .as_array()
                .unwrap()
                .iter()
                .all(|entry| !entry["actor"].as_str().unwrap().contains(':'))
        );
        assert_eq!(office.delete(&link).await.unwrap().status, 200);
        assert_eq!(office.get("/api/v1/statistics/heatmap").await.unwrap().json()["total_incidents"], 2);
    })
    .await;
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_power_cut() {
    let mut program = Program::start().await.unwrap();
    let client = program.client().unwrap();
    let mut receipts = vec![];
    for _ in 0..20 {
        let id = new_id();
        let answer = client.put(&format!("/api/v1/reports/{id}"), &report()).await.unwrap();
        receipts.push((id, answer.json()));
    }
    program.kill();
    program.serve().unwrap();
    let client = program.client().unwrap();
    for (id, receipt) in receipts {
        let again = client.put(&format!("/api/v1/reports/{id}"), &report()).await.unwrap();
        assert_eq!((again.status, again.json()), (200, receipt));
    }
    assert_eq!(total(&program.machine("read").unwrap(), "").await, 20);
}
