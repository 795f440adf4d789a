//! The description of the API is part of the contract: a change must be seen and meant.

use integration_tests::Program;

#[tokio::test]
async fn the_description_is_as_agreed() {
    let program = Program::start().await.unwrap();
    let answer = program.client().unwrap().get("/api/v1/openapi.json").await.unwrap();
    assert_eq!(answer.status, 200);
    let description = answer.json();
    assert_eq!(description["openapi"].as_str().map(|version| version.starts_with("3.")), Some(true));
    for path in [
        "/reports/{id}",
        "/reports/{id}/photos/{sha256}",
        "/responses/{id}",
        "/statistics/awareness",
        "/today",
        "/visits/{id}",
        "/statistics/heatmap",
        "/statistics/hotspots",
        "/areas",
    ] {
        let described = description["paths"].as_object().unwrap().keys().any(|known| known.ends_with(path));
        assert!(described, "{path}");
    }
    insta::assert_json_snapshot!("openapi", description);
}
