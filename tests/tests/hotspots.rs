//! Hot spots over HTTP, against the definition computed anew from the answer's own outlines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use integration_tests::{Client, Program};
use serde_json::Value;

const AREAS: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"T","name":"镇","level":"town","parent":null},
"geometry":{"type":"Polygon","coordinates":[[[107.40,38.20],[107.43,38.20],[107.43,38.225],[107.40,38.225],[107.40,38.20]]]}}]}"#;

/// Latitude, longitude and reports: many around one place, some elsewhere.
const PLACES: [(f64, f64, u32); 6] = [
    (38.2120, 107.4150, 14),
    (38.2135, 107.4160, 9),
    (38.2105, 107.4140, 11),
    (38.2030, 107.4040, 2),
    (38.2220, 107.4270, 1),
    (38.2200, 107.4050, 3),
];

fn reports() -> String {
    let mut text = "external_id,category,description,lat,lng,observed_at,closed_at,channel\n".to_owned();
    for (place, (lat, lng, count)) in PLACES.iter().enumerate() {
        for number in 0..*count {
            text += &format!(
                "{place}-{number},exposed_rubbish,垃圾,{lat},{lng},2026-11-10T09:00:00+08:00,,resident\n"
            );
        }
    }
    text
}

async fn with_reports() -> Program {
    let mut program = Program::install(integration_tests::Database::Sqlite).await.unwrap();
    for (kind, name, content) in
        [("areas", "areas.geojson", AREAS.to_owned()), ("reports", "r.csv", reports())]
    {
        let file = program.file(name, content).unwrap();
        program.succeed(&["import", kind, &file], "").unwrap();
    }
    program.serve().unwrap();
    program
}

async fn ask(client: &Client, query: &str) -> Value {
    let answer = client.get(&format!("/api/v1/statistics/hotspots?area=T{query}")).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn ring(cell: &Value) -> Vec<(f64, f64)> {
    let ring = cell["geometry"]["coordinates"][0].as_array().unwrap();
    ring.iter().skip(1).map(|at| (at[0].as_f64().unwrap(), at[1].as_f64().unwrap())).collect()
}

/// Cells of one edge, and the cell itself, have two corners in common or more.
fn weight(a: &[(f64, f64)], b: &[(f64, f64)]) -> f64 {
    let near = |a: &(f64, f64), b: &(f64, f64)| (a.0 - b.0).abs() < 1e-8 && (a.1 - b.1).abs() < 1e-8;
    let common = a.iter().filter(|a| b.iter().any(|b| near(a, b))).count();
    if common >= 2 { 1.0 } else { 0.0 }
}

#[tokio::test]
async fn z_is_what_the_definition_says() {
    let program = with_reports().await;
    let answer = ask(&program.machine("read").unwrap(), "").await;
    let cells = answer["features"].as_array().unwrap();
    assert!((50..100).contains(&cells.len()), "{}", cells.len());
    let rings: Vec<_> = cells.iter().map(ring).collect();
    let x: Vec<f64> = cells.iter().map(|cell| cell["properties"]["incidents"].as_f64().unwrap()).collect();
    let n = x.len() as f64;
    let most: u32 = PLACES.iter().map(|(_, _, count)| count).sum();
    assert!((x.iter().sum::<f64>() - f64::from(most)).abs() < 1e-9);
    let mean = x.iter().sum::<f64>() / n;
    let s = (x.iter().map(|x| x * x).sum::<f64>() / n - mean * mean).sqrt();
    let mut p = Vec::new();
    for (cell, own) in cells.iter().zip(&rings) {
        let w: Vec<f64> = rings.iter().map(|other| weight(own, other)).collect();
        let (sum_w, sum_wx): (f64, f64) =
            w.iter().zip(&x).fold((0.0, 0.0), |(sum, product), (w, x)| (sum + w, product + w * x));
        let z = (sum_wx - mean * sum_w) / (s * ((n * sum_w - sum_w * sum_w) / (n - 1.0)).sqrt());
        let told = cell["properties"]["z"].as_f64().unwrap();
        assert!((told - z).abs() < 1e-6, "{told} instead of {z}");
        p.push(cell["properties"]["p"].as_f64().unwrap());
    }
    for (cell, own) in cells.iter().zip(&p) {
        let rank = |limit: f64| p.iter().filter(|p| **p <= limit).count() as f64;
        let q = p.iter().filter(|p| *p >= own).map(|p| p * n / rank(*p)).fold(1.0, f64::min);
        let told = cell["properties"]["q"].as_f64().unwrap();
        assert!((told - q).abs() < 1e-9, "{told} instead of {q}");
        let hot = q < 0.05 && cell["properties"]["z"].as_f64().unwrap() > 0.0;
        assert_eq!(cell["properties"]["hot"], hot);
    }
    let hot = cells.iter().filter(|cell| cell["properties"]["hot"] == true).count() as u64;
    assert!(hot >= 3 && answer["hot"] == hot, "{hot}");
}

#[tokio::test]
async fn the_public_sees_no_number_below_five() {
    let program = with_reports().await;
    let public = ask(&program.client().unwrap(), "").await;
    assert_eq!(public["public"], true);
    for cell in public["features"].as_array().unwrap() {
        let told = &cell["properties"];
        assert!(told["z"].is_null() && told["p"].is_null() && told["q"].is_null());
        match told["incidents"].as_u64() {
            Some(incidents) => assert!(incidents >= 5 && incidents % 5 == 0),
            None => assert_eq!(told["hot"], false),
        }
    }
    assert!(public["features"].as_array().unwrap().iter().any(|cell| cell["properties"]["hot"] == true));
}

#[tokio::test]
async fn what_cannot_be_answered_is_said() {
    let program = with_reports().await;
    let read = program.machine("read").unwrap();
    let constant = ask(&read, "&from=2020-01-01&to=2020-01-02").await;
    assert_eq!(constant["notes"], serde_json::json!(["constant"]));
    assert!(constant["features"].as_array().unwrap().iter().all(|cell| cell["properties"]["z"].is_null()));
    for (query, path) in [
        ("area=nowhere", "area"),
        ("", "area"),
        ("area=T&resolution=6", "resolution"),
        ("area=T&status=closed", "status"),
    ] {
        let answer = read.get(&format!("/api/v1/statistics/hotspots?{query}")).await.unwrap();
        assert_eq!((answer.status, answer.invalid()), (422, vec![path.to_owned()]), "{}", answer.text());
    }
}
