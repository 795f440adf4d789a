//! The security log: sign-ins, refusals, administration. Never a secret.

use crate::error::from_store;
use crate::services::Services;
use domain::access::{Actor, Permission};
use domain::error::ApiError;
use domain::office::SecurityEvent;
use std::net::IpAddr;

/// Most lines that are read at once.
const ROWS_MAX: u32 = 1_000;
/// Longest subject that is kept; what people type as a login may be a whole page.
const SUBJECT_CHARS: usize = 120;

/// Writes a line. A log that cannot be written stops nobody, but the program's own log says so.
pub async fn note(
    services: &Services,
    event: &str,
    actor: &str,
    address: Option<IpAddr>,
    subject: Option<&str>,
) {
    let now = services.clock.now();
    let line = SecurityEvent {
        at: now,
        event: event.to_owned(),
        actor: actor.to_owned(),
        address: address.map(|address| address.to_canonical().to_string()),
        subject: subject.map(|subject| subject.chars().take(SUBJECT_CHARS).collect()),
    };
    tracing::info!(event, actor, subject = line.subject, "security");
    if let Err(error) = services.store.log_security(line, services.chance.uuid(now)).await {
        tracing::error!(%error, event, "the security log cannot be written");
    }
}

/// The newest lines.
///
/// # Errors
/// Without [`Permission::ReadSecurityLog`], or when the store fails.
pub async fn log(services: &Services, actor: &Actor, rows: u32) -> Result<Vec<SecurityEvent>, ApiError> {
    actor.require(Permission::ReadSecurityLog)?;
    services.store.security_log(rows.min(ROWS_MAX)).await.map_err(from_store)
}
