//! Photos over HTTP: announced, sent, refused, shown.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use integration_tests::client::{new_id, report};
use integration_tests::{Client, Program, photo};
use serde_json::json;
use uuid::Uuid;

/// Sends a report that announces this file, and then the file.
async fn announce(client: &Client, bytes: &[u8], media_type: &str) -> (Uuid, String, String) {
    let (id, hash) = (new_id(), photo::sha256(bytes));
    let mut body = report();
    body["photos"] = json!([{ "sha256": hash, "media_type": media_type, "bytes": bytes.len().max(1) }]);
    let answer = client.put(&format!("/api/v1/reports/{id}"), &body).await.unwrap();
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.json()["photos_missing"], json!([hash]));
    (id, hash, answer.json()["receipt_code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_photo_is_stored_once_upright_and_without_metadata() {
    let program = Program::start().await.unwrap();
    let client = program.client().unwrap();
    // Stored as the camera held it: turned right by 90 degrees to stand upright.
    let bytes = photo::jpeg_with_exif(80, 60, 6);
    let (id, hash, code) = announce(&client, &bytes, "image/jpeg").await;
    for status in [201, 200, 200] {
        assert_eq!(client.put_photo(id, &hash, &bytes, "image/jpeg").await.unwrap().status, status);
    }
    let path = format!("/api/v1/reports/{id}?receipt={code}");
    let view = client.get(&path).await.unwrap().json();
    assert_eq!(view["photos"][0]["stored"], true);
    assert_eq!(
        (view["photos"][0]["width"].as_u64(), view["photos"][0]["height"].as_u64()),
        (Some(60), Some(80))
    );
    let office = program.machine("read").unwrap().get(&format!("/api/v1/reports/{id}")).await.unwrap().json();
    let exif = &office["photos"][0]["exif_location"];
    assert_eq!(
        (exif["lat"].as_f64(), exif["lng"].as_f64(), exif["source"].as_str()),
        (Some(38.25), Some(107.5), Some("exif"))
    );
    for size in ["full", "medium", "small"] {
        let address = view["photos"][0][size].as_str().unwrap();
        let separator = if address.contains('?') { '&' } else { '?' };
        let with_receipt = if address.contains("receipt=") {
            address.to_owned()
        } else {
            format!("{address}{separator}receipt={code}")
        };
        let picture = client.get(&with_receipt).await.unwrap();
        assert_eq!((picture.status, picture.header("content-type")), (200, "image/jpeg"));
        assert!(
            picture.header("cache-control").contains("private")
                && picture.header("cache-control").contains("max-age")
        );
        assert!(!picture.body.windows(4).any(|four| four == b"Exif"));
        let decoded = image::load_from_memory(&picture.body).unwrap().into_rgb8();
        assert_eq!(decoded.dimensions(), (60, 80));
        // Turned to the right, the blue lower left corner is now the upper left one.
        let corner = decoded.get_pixel(5, 5).0;
        assert!(corner[2] > 150 && corner[0] < 100, "{corner:?}");
        let stranger = address.split('?').next().unwrap();
        assert!([401, 403, 404].contains(&program.client().unwrap().get(stranger).await.unwrap().status));
    }
}

#[tokio::test]
async fn bad_photos_are_refused_with_a_reason() {
    let program = Program::start().await.unwrap();
    let client = program.client().unwrap();
    let good = photo::jpeg(64, 48);
    let html = b"<html><script>alert(1)</script></html>".to_vec();
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\x02\0\0\0".to_vec();
    bomb.extend([0; 64]);
    let cases: [(&str, Vec<u8>, &str, &[u16]); 6] = [
        ("empty", vec![], "image/jpeg", &[415, 422]),
        ("cut off", good[..good.len() / 2].to_vec(), "image/jpeg", &[422]),
        ("no picture", html, "image/jpeg", &[415]),
        ("another type", good.clone(), "image/png", &[415]),
        ("a bomb", bomb, "image/png", &[413, 415, 422]),
        ("a film", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec(), "image/jpeg", &[415]),
    ];
    for (name, bytes, media_type, expected) in cases {
        let (id, hash, code) = announce(&client, &bytes, media_type).await;
        let answer = client.put_photo(id, &hash, &bytes, media_type).await.unwrap();
        assert!(expected.contains(&answer.status), "{name}: {} {}", answer.status, answer.text());
        assert!(!answer.error().is_empty(), "{name}");
        let view = client.get(&format!("/api/v1/reports/{id}?receipt={code}")).await.unwrap().json();
        assert_eq!(view["photos"][0]["stored"], false, "{name}");
    }
    let (id, hash, _) = announce(&client, &good, "image/jpeg").await;
    let other = client.put_photo(id, &hash, &photo::jpeg(10, 10), "image/jpeg").await.unwrap();
    assert_eq!(other.status, 422, "{}", other.text());
    assert!(other.text().contains("hash_mismatch"));
    let unannounced = photo::jpeg(11, 11);
    let refused =
        client.put_photo(id, &photo::sha256(&unannounced), &unannounced, "image/jpeg").await.unwrap();
    assert!([404, 422].contains(&refused.status));
    let huge = client.put_photo(id, &hash, &vec![0; 9 * 1024 * 1024], "image/jpeg").await.unwrap();
    assert_eq!(huge.status, 413);
    assert_eq!(client.put_photo(id, &hash, &good, "image/jpeg").await.unwrap().status, 201);
}

#[tokio::test]
async fn a_picture_with_a_second_face_is_shown_without_it() {
    let program = Program::start().await.unwrap();
    let client = program.client().unwrap();
    let bytes = [photo::jpeg(64, 48), b"PK\x03\x04<script>alert(1)</script>".to_vec()].concat();
    let (id, hash, code) = announce(&client, &bytes, "image/jpeg").await;
    assert_eq!(client.put_photo(id, &hash, &bytes, "image/jpeg").await.unwrap().status, 201);
    let picture = client.get(&format!("/photos/{id}/{hash}/full?receipt={code}")).await.unwrap();
    assert_eq!((picture.status, picture.header("x-content-type-options")), (200, "nosniff"));
    assert!(!picture.text().contains("script"));
}
