//! The pages as a browser without scripts uses them.

use integration_tests::{Database, Program, photo};

#[tokio::test]
async fn a_resident_reports_with_a_plain_form() {
    let program = Program::start().await.unwrap();
    let client = program.client().unwrap();
    let inputs = client.inputs("/report").await.unwrap();
    let id = inputs["id"].clone();
    let photo = photo::jpeg_with_exif(80, 60, 1);
    let fields =
        [("id", id.as_str()), ("category", "exposed_rubbish"), ("description", "</textarea><b>垃圾</b>")];
    let files = [("photo", "a.jpg", "image/jpeg", photo)];
    let mut places = vec![];
    for _ in 0..2 {
        let sent = client.multipart("/report", &fields, &files).await.unwrap();
        assert_eq!(sent.status, 303, "{}", sent.text());
        places.push(sent.header("location").to_owned());
    }
    assert_eq!(places[0].split('?').next(), places[1].split('?').next(), "sent twice, stored once");
    let receipt = client.get(places[0].split('?').next().unwrap()).await.unwrap();
    assert_eq!(receipt.status, 200);
    assert!(
        receipt.text().contains("&lt;b&gt;垃圾"),
        "what was typed is shown, never run: {}",
        receipt.text()
    );
    assert!(!receipt.text().contains("<b>垃圾"));
    let stored = program.machine("read").unwrap().get(&format!("/api/v1/reports/{id}")).await.unwrap().json();
    assert_eq!(
        (stored["location"]["source"].as_str(), stored["location"]["lat"].as_f64()),
        (Some("exif"), Some(38.25))
    );
    assert_eq!(stored["photos"][0]["stored"], true);
}

#[tokio::test]
async fn a_photo_from_elsewhere_does_not_move_a_report_out_of_the_chosen_area() {
    let mut program = Program::install(Database::Sqlite).await.unwrap();
    let square = |code: &str, west: f64| {
        let (east, south, north) = (west + 0.2, 38.2, 38.4);
        serde_json::json!({"type": "Feature",
            "properties": {"code": code, "name": code, "level": "town", "parent": null},
            "geometry": {"type": "Polygon", "coordinates":
                [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}})
    };
    // The photo was taken in the first.
    let areas = serde_json::json!({"type": "FeatureCollection", "features": [square("A", 107.4), square("B", 109.4)]});
    let file = program.file("areas.geojson", areas.to_string()).unwrap();
    program.succeed(&["import", "areas", &file], "").unwrap();
    program.serve().unwrap();
    let client = program.client().unwrap();
    let office = program.machine("read").unwrap();
    for (area, place) in [("A", Some(107.5)), ("B", None)] {
        let id = client.inputs("/report").await.unwrap()["id"].clone();
        let fields = [("id", id.as_str()), ("category", "exposed_rubbish"), ("area", area)];
        let files = [("photo", "a.jpg", "image/jpeg", photo::jpeg_with_exif(80, 60, 1))];
        let sent = client.multipart("/report", &fields, &files).await.unwrap();
        assert_eq!(sent.status, 303, "{area}");
        let stored = office.get(&format!("/api/v1/reports/{id}")).await.unwrap().json();
        assert_eq!((stored["area"].as_str(), stored["location"]["lng"].as_f64()), (Some(area), place));
    }
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed() {
    let program = Program::start().await.unwrap();
    let client = program.client().unwrap();
    let id = client.inputs("/report").await.unwrap()["id"].clone();
    let typed = "</textarea><script>alert(1)</script> 路灯不亮";
    let fields = [("id", id.as_str()), ("category", ""), ("description", typed), ("phone", "12345")];
    let refused = client.multipart("/report", &fields, &[]).await.unwrap();
    assert_eq!(refused.status, 422);
    let html = refused.text();
    assert!(html.contains("路灯不亮") && html.contains("12345") && html.contains(&id));
    assert!(html.contains("error-summary") && !html.contains("<script>alert(1)"));
    let bad_photo = [("photo", "a.jpg", "image/jpeg", b"not a picture".to_vec())];
    let fields = [
        ("id", id.as_str()),
        ("category", "exposed_rubbish"),
        ("description", "路灯不亮"),
        ("lat", "38.2"),
        ("lng", "107.5"),
        ("source", "pin"),
    ];
    let refused = client.multipart("/report", &fields, &bad_photo).await.unwrap();
    assert!([413, 415, 422].contains(&refused.status), "{}", refused.status);
    assert!(refused.text().contains("路灯不亮"));
    let total =
        program.machine("read").unwrap().get("/api/v1/reports").await.unwrap().json()["total"].clone();
    assert_eq!(total, 0, "nothing half-finished is stored");
}

#[tokio::test]
async fn a_resident_answers_both_questionnaires_with_plain_forms() {
    let program = Program::start().await.unwrap();
    for slug in ["awareness-household", "civic-quiz"] {
        let client = program.client().unwrap();
        let path = format!("/q/{slug}");
        let page = client.get(&path).await.unwrap().text();
        let inputs = client.inputs(&path).await.unwrap();
        assert!(inputs.contains_key("id") && inputs.contains_key("version"), "{inputs:?}");
        let hidden: Vec<(&str, &str)> = inputs
            .iter()
            .filter(|(name, _)| page.contains(&format!("type=\"hidden\" name=\"{name}\"")))
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let chosen: Vec<(&str, &str)> = inputs
            .iter()
            .filter(|(name, value)| !hidden.contains(&(name.as_str(), value.as_str())) && !value.is_empty())
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let fields: Vec<(&str, &str)> = hidden.iter().chain(&chosen).copied().collect();
        let sent = client.form(&path, &fields).await.unwrap();
        assert_eq!(sent.status, 303, "{slug}: {}", sent.text());
        let result = client.get(sent.header("location")).await.unwrap();
        assert_eq!(result.status, 200, "{slug}");
        assert_eq!(result.text().contains("class=\"explain"), slug == "civic-quiz", "{slug}");
    }
}

#[tokio::test]
async fn both_languages_and_the_settings_are_remembered() {
    let program = Program::start().await.unwrap();
    let client = program.client().unwrap();
    assert!(client.get("/").await.unwrap().text().contains("lang=\"zh-CN\""));
    let set = client.form("/preferences", &[("lang", "en"), ("back", "/report")]).await.unwrap();
    assert_eq!((set.status, set.header("location")), (303, "/report"));
    let page = client.get("/report").await.unwrap().text();
    assert!(page.contains("lang=\"en\""));
    client
        .form("/preferences", &[("elder", "1"), ("theme", "dark"), ("back", "https://evil.example/")])
        .await
        .unwrap();
    let page = client.get("/").await.unwrap().text();
    assert!(page.contains("data-elder") && page.contains("data-theme=\"dark\""));
    let away = client.form("/preferences", &[("lang", "zh-CN"), ("back", "//evil.example")]).await.unwrap();
    assert!(away.header("location").starts_with('/') && !away.header("location").starts_with("//"));
}

#[tokio::test]
async fn the_first_administrator_is_made_by_a_link_that_works_once() {
    let program = Program::start().await.unwrap();
    let client = program.client().unwrap();
    assert_eq!(client.get("/setup/wrong").await.unwrap().status, 404);
    let line = program.said("/setup/").unwrap();
    let path = format!("/setup/{}", line.split("/setup/").nth(1).unwrap().trim());
    assert_eq!(client.get(&path).await.unwrap().status, 200);
    let fields = [("login", "first"), ("name", "王敏"), ("password", "correct horse battery")];
    let weak = [("login", "first"), ("name", "王敏"), ("password", "short")];
    assert_eq!(client.form(&path, &weak).await.unwrap().status, 422);
    assert_eq!(client.form(&path, &fields).await.unwrap().status, 303);
    let other = program.client().unwrap();
    assert_eq!(other.get(&path).await.unwrap().status, 404);
    other.sign_in("first", "correct horse battery").await.unwrap();
    assert_eq!(other.get("/office/people").await.unwrap().status, 200);
}

#[tokio::test]
async fn assets_are_compressed_and_kept_for_ever_but_pages_are_not() {
    let program = Program::start().await.unwrap();
    let client = program.client().unwrap();
    let page = client.get("/report").await.unwrap().text();
    let style =
        page.split('"').find(|part| part.starts_with("/assets/app.") && part.ends_with(".css")).unwrap();
    let request = client.request("GET".parse().unwrap(), style).header("accept-encoding", "br");
    let answer = client.send(request).await.unwrap();
    assert_eq!((answer.status, answer.header("content-encoding")), (200, "br"));
    assert!(answer.header("cache-control").contains("immutable"));
    assert_eq!(answer.header("content-type").split(';').next(), Some("text/css"));
    assert_eq!(client.get("/assets/../manifest.json").await.unwrap().status, 404);
    assert_eq!(client.get("/healthz").await.unwrap().status, 200);
    assert_eq!(client.get("/readyz").await.unwrap().status, 200);
    let metrics = client.get("/metrics").await.unwrap();
    assert_eq!(metrics.status, 200);
    assert!(metrics.text().contains("# TYPE"));
}
