//! Numbers for Prometheus: requests, counters that wait to be folded, jobs. No person, no report, no address.

use crate::error::Failure;
use crate::services::Services;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

/// `GET /metrics`.
pub async fn show(State(services): State<Services>) -> Result<impl IntoResponse, Failure> {
    let (reports, responses) = services.store.pending_facts().await?;
    let (waiting, failing) = services.store.job_counts().await?;
    let gauges = [
        ("chuangcheng_pending_reports", "Changes of reports that wait to be folded into counters.", reports),
        ("chuangcheng_pending_responses", "Answers that wait to be folded into counters.", responses),
        ("chuangcheng_jobs_waiting", "Jobs that wait for their time.", waiting),
        ("chuangcheng_jobs_failing", "Jobs that failed and will be tried again.", failing),
    ];
    let mut text = services.metrics.to_text();
    for (name, help, value) in gauges {
        text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n"));
    }
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text))
}
