//! Whether the program lives, and whether it can work.

use crate::error::Failure;
use crate::services::Services;
use axum::extract::State;

/// `GET /healthz`: the program answers.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: the database answers too; else 503.
pub async fn ready(State(services): State<Services>) -> Result<&'static str, Failure> {
    services.store.ping().await?;
    Ok("ready\n")
}
