//! Counts requests and their time by route, for `/metrics`. Routes are patterns, so ids do not multiply the series.

use crate::services::Services;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Upper ends of the histogram's buckets, in seconds.
const BUCKETS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// What was counted since the start.
#[derive(Debug, Default)]
pub struct Metrics(Mutex<BTreeMap<Route, Counts>>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Route {
    method: &'static str,
    path: String,
}

#[derive(Debug, Default)]
struct Counts {
    by_status: BTreeMap<u16, u64>,
    /// One more than [`BUCKETS`]: the last holds everything slower.
    by_time: [u64; BUCKETS.len() + 1],
    seconds: f64,
}

impl Metrics {
    /// Counts one request.
    pub fn count(&self, method: &Method, path: &str, status: u16, took: Duration) {
        let mut routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = routes.entry(Route { method: known(method), path: path.to_owned() }).or_default();
        let seconds = took.as_secs_f64();
        *counts.by_status.entry(status).or_default() += 1;
        counts.by_time[BUCKETS.iter().position(|end| seconds <= *end).unwrap_or(BUCKETS.len())] += 1;
        counts.seconds += seconds;
    }

    /// Everything counted so far, in the text format of Prometheus.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        // Writing to a text cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) -> std::fmt::Result {
        let routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(text, "# HELP chuangcheng_requests_total Requests answered.")?;
        writeln!(text, "# TYPE chuangcheng_requests_total counter")?;
        for (Route { method, path }, counts) in &*routes {
            for (status, count) in &counts.by_status {
                writeln!(
                    text,
                    r#"chuangcheng_requests_total{{method="{method}",route="{path}",status="{status}"}} {count}"#
                )?;
            }
        }
        let name = "chuangcheng_request_seconds";
        writeln!(text, "# HELP {name} Time until the answer began.\n# TYPE {name} histogram")?;
        for (Route { method, path }, counts) in &*routes {
            let labels = format!(r#"method="{method}",route="{path}""#);
            let mut sum = 0;
            for (count, end) in counts.by_time.iter().zip(BUCKETS.map(|end| end.to_string()).iter()) {
                sum += count;
                writeln!(text, r#"{name}_bucket{{{labels},le="{end}"}} {sum}"#)?;
            }
            let all: u64 = counts.by_time.iter().sum();
            writeln!(text, r#"{name}_bucket{{{labels},le="+Inf"}} {all}"#)?;
            writeln!(text, "{name}_sum{{{labels}}} {}\n{name}_count{{{labels}}} {all}", counts.seconds)?;
        }
        Ok(())
    }
}

/// Counts every request.
pub async fn layer(State(services): State<Services>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let began = Instant::now();
    let response = next.run(request).await;
    services.metrics.count(&method, &route, response.status().as_u16(), began.elapsed());
    response
}

/// A method's name; everything unusual counts as one.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "OTHER",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_add_up_to_the_count() {
        let metrics = Metrics::default();
        for ms in [1, 7, 7, 9_000] {
            metrics.count(&Method::PUT, "/api/v1/reports/{id}", 201, Duration::from_millis(ms));
        }
        let text = metrics.to_text();
        let labels = r#"method="PUT",route="/api/v1/reports/{id}""#;
        for line in [
            format!(r#"chuangcheng_requests_total{{{labels},status="201"}} 4"#),
            format!(r#"chuangcheng_request_seconds_bucket{{{labels},le="0.005"}} 1"#),
            format!(r#"chuangcheng_request_seconds_bucket{{{labels},le="0.01"}} 3"#),
            format!(r#"chuangcheng_request_seconds_bucket{{{labels},le="5"}} 3"#),
            format!(r#"chuangcheng_request_seconds_bucket{{{labels},le="+Inf"}} 4"#),
            format!("chuangcheng_request_seconds_count{{{labels}}} 4"),
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
