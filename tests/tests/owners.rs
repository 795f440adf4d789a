//! Whose entry it is: what one person recorded never arrives in the name of another who uses the phone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use integration_tests::client::{new_id, report};
use integration_tests::{Client, Program};
use reqwest::Method;
use serde_json::json;

/// The id of whoever is signed in, as every page says it.
async fn user(client: &Client) -> String {
    let page = client.get("/me").await.unwrap().text();
    page.split("data-user=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_entry_never_arrives_in_the_name_of_another() {
    let program = Program::start().await.unwrap();
    let mine = program.person("volunteer").await.unwrap();
    let other = program.person("inspector").await.unwrap();
    let (resident, token) = (program.client().unwrap(), program.machine("office").unwrap());
    let ids = [user(&mine).await, user(&other).await];
    let mut seen = report();
    seen["channel"] = json!("volunteer");
    let refused = json!({
        "plan": new_id(), "area": "1", "household": "1", "attempt": 1, "purpose": "measurement", "outcome": "refused",
        "started_at": "2026-11-20T08:00:00+08:00", "ended_at": "2026-11-20T08:01:00+08:00"
    });
    let answers = json!({
        "questionnaire": "civic-quiz", "version": 1, "channel": "self", "answers": { "title_of_county": ["c"] },
        "submitted_at": "2026-11-20T08:00:00+08:00"
    });
    // There is no such plan, which only its owner is told.
    let entries = [
        ("reports", seen, 201),
        ("reports", report(), 201),
        ("responses", answers, 201),
        ("visits", refused, 422),
    ];
    for (room, body, status) in entries {
        let path = format!("/api/v1/{room}/{}", new_id());
        let send = async |client: &Client, owner: &str| {
            let request = client.request(Method::PUT, &path).header("Chuangcheng-Owner", owner).json(&body);
            client.send(request).await.unwrap()
        };
        // Signed in meanwhile is somebody else, or nobody, or a program; or the owner is none.
        let strangers =
            [(&other, &*ids[0]), (&resident, &*ids[0]), (&token, &*ids[0]), (&mine, &*ids[1]), (&mine, "x")];
        for (client, owner) in strangers {
            let answer = send(client, owner).await;
            assert_eq!((answer.status, answer.error().as_str()), (401, "unauthenticated"), "{path}");
        }
        assert_eq!(send(&mine, &ids[0]).await.status, status, "{path}: nothing was stored before");
    }
}
