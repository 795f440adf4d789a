//! Who gets in, who does not, and what every answer carries.

use integration_tests::client::{new_id, report};
use integration_tests::program::PASSWORD;
use integration_tests::{Client, Database, Program};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn each_role_sees_what_it_should_and_gets_403_for_the_rest() {
    let program = Program::start().await.unwrap();
    let id = new_id();
    program.client().unwrap().put(&format!("/api/v1/reports/{id}"), &report()).await.unwrap();
    let detail = format!("/office/reports/{id}");
    let api_detail = format!("/api/v1/reports/{id}");
    // Who may see each: admin, office, inspector, unit, volunteer, supervisor.
    let table: [(&str, [bool; 6]); 13] = [
        ("/office", [true, true, true, false, false, true]),
        ("/office/reports", [true, true, true, false, false, true]),
        (&detail, [true, true, true, false, false, true]),
        ("/office/awareness", [true, true, false, false, false, true]),
        ("/office/heatmap", [true, true, false, false, false, true]),
        ("/office/questionnaires", [true, true, false, false, false, false]),
        ("/office/areas", [true, true, false, false, false, false]),
        ("/office/people", [true, false, false, false, false, false]),
        ("/office/tokens", [true, false, false, false, false, false]),
        ("/office/security", [true, false, false, false, false, true]),
        ("/office/export/reports.csv", [true, true, false, false, false, false]),
        ("/api/v1/reports", [true, true, true, false, false, true]),
        (&api_detail, [true, true, true, false, false, true]),
    ];
    for (column, role) in
        ["admin", "office", "inspector", "unit", "volunteer", "supervisor"].into_iter().enumerate()
    {
        let client = program.person(role).await.unwrap();
        for (path, allowed) in table {
            let answer = client.get(path).await.unwrap();
            let expected = if allowed[column] { 200 } else { 403 };
            assert_eq!(answer.status, expected, "{role} at {path}");
        }
        let change = json!({ "to": "accepted", "note": "" });
        let changed = client.post(&format!("{api_detail}/status"), &change).await.unwrap().status;
        let expected = if column < 2 { [200, 409].contains(&changed) } else { changed == 403 };
        assert!(expected, "{role} changes a status: {changed}");
        let posted =
            client.form(&format!("{detail}/status"), &[("to", "closed"), ("note", "")]).await.unwrap().status;
        assert_eq!(posted == 403, column >= 2, "{role} posts the form: {posted}");
        let added = client.form(
            "/office/people",
            &[("login", "x"), ("name", "x"), ("role", "admin"), ("password", PASSWORD)],
        );
        assert_eq!(added.await.unwrap().status == 403, column >= 1, "{role} adds an administrator");
        let inspector = json!({ "channel": "inspector" });
        let mut body = report();
        body["channel"] = inspector["channel"].clone();
        let sent = client.put(&format!("/api/v1/reports/{}", new_id()), &body).await.unwrap().status;
        assert_eq!(
            sent,
            if [0, 1, 2].contains(&column) { 201 } else { 403 },
            "{role} reports as an inspector"
        );
    }
    let nobody = program.client().unwrap();
    for (path, _) in table {
        let answer = nobody.get(path).await.unwrap();
        let asked_to_sign_in = answer.status == 401
            || (answer.status == 303 && answer.header("location").starts_with("/signin"));
        assert!(asked_to_sign_in || answer.status == 404, "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn tokens_allow_what_their_scope_says_until_they_are_revoked() {
    let program = Program::start().await.unwrap();
    let status = async |client: &Client, method: Method, path: &str| {
        client.send(client.request(method, path)).await.unwrap().status
    };
    let (office, import, read) = (
        program.machine("office").unwrap(),
        program.machine("import").unwrap(),
        program.machine("read").unwrap(),
    );
    assert_eq!(status(&office, Method::GET, "/api/v1/reports").await, 200);
    assert_eq!(status(&import, Method::GET, "/api/v1/reports").await, 403);
    assert_eq!(status(&read, Method::GET, "/api/v1/reports").await, 200);
    let mut body = report();
    body["channel"] = json!("inspector");
    assert_eq!(import.put(&format!("/api/v1/reports/{}", new_id()), &body).await.unwrap().status, 201);
    assert_eq!(read.put(&format!("/api/v1/reports/{}", new_id()), &body).await.unwrap().status, 403);
    let wrong = program.client().unwrap().with_token("cct_wrong");
    assert_eq!(status(&wrong, Method::GET, "/api/v1/reports").await, 401);
    let admin = program.person("admin").await.unwrap();
    let page = admin.get("/office/tokens").await.unwrap().text();
    let revoke = page
        .split("/office/tokens/")
        .skip(1)
        .find_map(|rest| rest.split_once("/revoke"))
        .unwrap()
        .0
        .to_owned();
    assert_eq!(admin.form(&format!("/office/tokens/{revoke}/revoke"), &[]).await.unwrap().status, 303);
    let left = [&office, &import, &read];
    let mut refused = 0;
    for client in left {
        refused += u32::from(status(client, Method::GET, "/api/v1/reports").await == 401);
    }
    assert_eq!(refused, 1);
    let log = admin.get("/office/security").await.unwrap().text();
    assert!(!log.contains("cct_"), "no secret is in the log");
    assert!(!program.log().contains("cct_") && !program.log().contains(PASSWORD));
}

#[tokio::test]
async fn every_answer_carries_the_headers_and_forms_from_elsewhere_are_refused() {
    let program = Program::start().await.unwrap();
    let client = program.client().unwrap();
    for path in ["/", "/report", "/quiz", "/signin", "/no-such-page"] {
        let answer = client.get(path).await.unwrap();
        let csp = answer.header("content-security-policy").to_owned();
        assert!(
            csp.contains("default-src 'self'") && csp.contains("nonce-") && !csp.contains("unsafe-inline"),
            "{path}: {csp}"
        );
        assert!(csp.contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(
            !answer.header("referrer-policy").is_empty() && !answer.header("permissions-policy").is_empty()
        );
        assert!(
            ["no-store", "no-cache"].iter().any(|word| answer.header("cache-control").contains(word)),
            "{path}"
        );
        let html = answer.text();
        assert!(!html.contains(" style=\"") && !html.contains(" onclick="), "{path}");
    }
    let again = |path| client.get(path);
    let nonce = |csp: &str| csp.split("nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
    let (first, second) = (again("/").await.unwrap(), again("/").await.unwrap());
    assert_ne!(
        nonce(first.header("content-security-policy")),
        nonce(second.header("content-security-policy"))
    );
    let fields = "login=a&password=b";
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let request = client
            .request(Method::POST, "/signin")
            .header("content-type", "application/x-www-form-urlencoded")
            .header(name, value)
            .body(fields);
        assert_eq!(client.send(request).await.unwrap().status, 403, "{name}");
    }
    let machine = client.put(&format!("/api/v1/reports/{}", new_id()), &report()).await.unwrap();
    assert_eq!(machine.status, 201, "programs send neither header");
}

#[tokio::test]
async fn sessions_end_and_guessing_is_slowed_down() {
    let program = Program::start().await.unwrap();
    let client = program.person("office").await.unwrap();
    assert_eq!(client.get("/office").await.unwrap().status, 200);
    assert_eq!(client.form("/signout", &[]).await.unwrap().status, 303);
    assert_ne!(client.get("/office").await.unwrap().status, 200);
    let fresh = program.client().unwrap();
    let answer = fresh.form("/signin", &[("login", "office"), ("password", PASSWORD)]).await.unwrap();
    let cookie = answer.header("set-cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
        "{cookie}"
    );
    let stranger = program.client().unwrap();
    let mut statuses = vec![];
    for _ in 0..30 {
        let refused = stranger
            .form("/signin", &[("login", "office"), ("password", "wrong wrong wrong")])
            .await
            .unwrap();
        statuses.push(refused.status);
    }
    assert!(statuses[0] == 401 || statuses[0] == 422, "{statuses:?}");
    assert!(statuses.contains(&429), "{statuses:?}");
    let supervisor = program.person("supervisor").await.unwrap();
    let log = supervisor.get("/office/security").await.unwrap().text();
    assert!(log.contains("office"));
}

#[tokio::test]
async fn writes_are_limited_per_device_and_address() {
    let mut program = Program::install(Database::Sqlite).await.unwrap().with("CHUANGCHENG_RATE_LIMITS", "on");
    program.serve().unwrap();
    let client = program.client().unwrap();
    let mut limited = None;
    for _ in 0..2_000 {
        let answer = client.put(&format!("/api/v1/reports/{}", new_id()), &report()).await.unwrap();
        if answer.status == 429 {
            limited = Some(answer);
            break;
        }
    }
    let limited = limited.expect("nobody may write without end");
    assert_eq!(limited.error(), "too_many_requests");
    assert!(limited.header("retry-after").parse::<u32>().unwrap() > 0);
    assert_eq!(client.get("/report").await.unwrap().status, 200, "reading goes on");
}
