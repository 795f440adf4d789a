//! The layers around all handlers, without a network.

use super::*;
use crate::config::Config;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use tempfile::TempDir;
use tower::ServiceExt;

struct Bench {
    router: Router,
    _directory: TempDir,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Bench {
    async fn new(public_url: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path().join("data").display().to_string();
        let config = Config::load([("data_dir", data)], [], None).unwrap();
        let services = Services::open(config, public_url).await.unwrap();
        Self { router: router(&services).unwrap(), _directory: directory }
    }

    async fn ask(&self, request: Request) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 10_000_000).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }
}

fn post(path: &str, form: &'static str, headers: &[(&str, &str)]) -> Request {
    let mut request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(form)).unwrap()
}

#[tokio::test]
async fn every_answer_tells_browsers_what_they_must_not_do() {
    let bench = Bench::new("http://localhost:3000").await;
    for path in ["/", "/nowhere", "/api/v1/nowhere", "/healthz", "/signin"] {
        let headers = bench.get(path).await.headers;
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert!(
            headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("frame-ancestors 'none'")
        );
        assert!(
            headers.contains_key("x-request-id") && !headers.contains_key(header::STRICT_TRANSPORT_SECURITY)
        );
    }
    let https = Bench::new("https://example.cn").await;
    assert!(https.get("/").await.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
}

#[tokio::test]
async fn people_get_pages_and_programs_get_json_when_something_fails() {
    let bench = Bench::new("http://localhost:3000").await;
    let page = bench.get("/nowhere").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text.starts_with("<!DOCTYPE html>"));
    let json = bench.get("/api/v1/nowhere").await;
    assert_eq!(json.status, StatusCode::NOT_FOUND);
    assert!(json.text.starts_with(r#"{"error":{"code":"not_found""#), "{}", json.text);
    let desk = bench.get("/office/people?x=1").await;
    assert_eq!(desk.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.headers[header::LOCATION], "/signin?next=/office/people%3Fx%3D1");
    let wrong_method = bench.ask(Request::delete("/api/v1/areas").body(Body::empty()).unwrap()).await;
    assert_eq!(wrong_method.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(wrong_method.text.starts_with(r#"{"error""#) && wrong_method.headers.contains_key(header::ALLOW));
}

#[tokio::test]
async fn other_sites_cannot_post_and_programs_and_old_browsers_can() {
    let bench = Bench::new("https://example.cn").await;
    let status = async |headers: &[(&str, &str)]| {
        bench.ask(post("/preferences", "lang=en&back=/map", headers)).await.status
    };
    assert_eq!(status(&[("sec-fetch-site", "cross-site")]).await, StatusCode::FORBIDDEN);
    assert_eq!(
        status(&[("origin", "https://evil.example"), ("host", "127.0.0.1")]).await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(status(&[("origin", "null"), ("host", "127.0.0.1")]).await, StatusCode::FORBIDDEN);
    assert_eq!(status(&[]).await, StatusCode::SEE_OTHER);
    assert_eq!(status(&[("sec-fetch-site", "same-origin")]).await, StatusCode::SEE_OTHER);
    assert_eq!(
        status(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")]).await,
        StatusCode::SEE_OTHER
    );
    // A proxy changed the host; the public address is known.
    assert_eq!(
        status(&[("origin", "https://example.cn"), ("host", "10.0.0.7")]).await,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn preferences_are_kept_in_cookies_and_lead_back_to_this_site_only() {
    let bench = Bench::new("http://localhost:3000").await;
    let answer = bench.ask(post("/preferences", "lang=en&elder=1&back=/map", &[])).await;
    let cookies: Vec<_> =
        answer.headers.get_all(header::SET_COOKIE).iter().map(|c| c.to_str().unwrap()).collect();
    assert!(cookies.iter().any(|cookie| cookie.starts_with("cc_lang=en;")), "{cookies:?}");
    assert!(cookies.iter().any(|cookie| cookie.starts_with("cc_elder=1;")), "{cookies:?}");
    assert_eq!(answer.headers[header::LOCATION], "/map");
    let answer = bench.ask(post("/preferences", "lang=en&back=//evil.example", &[])).await;
    assert_eq!(answer.headers[header::LOCATION], "/");
}

#[tokio::test]
async fn pages_are_compressed_when_the_browser_can() {
    let bench = Bench::new("http://localhost:3000").await;
    for encoding in ["br", "gzip"] {
        let request =
            Request::get("/").header(header::ACCEPT_ENCODING, encoding).body(Body::empty()).unwrap();
        assert_eq!(bench.ask(request).await.headers[header::CONTENT_ENCODING], encoding);
    }
    assert!(!bench.get("/").await.headers.contains_key(header::CONTENT_ENCODING));
    let short = Request::get("/healthz").header(header::ACCEPT_ENCODING, "br").body(Body::empty()).unwrap();
    assert!(!bench.ask(short).await.headers.contains_key(header::CONTENT_ENCODING));
}

#[tokio::test]
async fn a_wrong_token_is_refused_even_where_none_is_needed() {
    let bench = Bench::new("http://localhost:3000").await;
    let request = Request::get("/api/v1/areas").header(header::AUTHORIZATION, "Bearer cct_wrong");
    let answer = bench.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_before_and_while_it_is_read() {
    let bench = Bench::new("http://localhost:3000").await;
    let path = "/api/v1/reports/0193a1b2-0000-7000-8000-000000000001";
    let large = vec![b' '; 65 * 1024];
    let request =
        |body: Body| Request::put(path).header(header::CONTENT_TYPE, "application/json").body(body).unwrap();
    let announced = Request::put(path).header(header::CONTENT_LENGTH, "99999").body(Body::empty()).unwrap();
    for request in [announced, request(Body::from(large))] {
        let answer = bench.ask(request).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(answer.text.contains(r#""code":"too_large""#));
    }
}

#[tokio::test]
async fn requests_are_counted_by_route_and_not_by_id() {
    let bench = Bench::new("http://localhost:3000").await;
    bench.get("/r/7K3M-92QX").await;
    let text = bench.get("/metrics").await.text;
    assert!(text.contains(r#"route="/r/{code}""#) && !text.contains("7K3M"), "{text}");
    assert!(text.contains("\nchuangcheng_pending_reports 0\n"));
}
