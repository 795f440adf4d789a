//! The daily digest: what stands unread in somebody's inbox, by e-mail, to those who have an address. Each notice is mailed
//! at most once; a digest that could not be sent is tried again with the next.

use crate::error::from_store;
use crate::mail::{MailError, Mailer};
use crate::services::Services;
use app::components::names;
use app::locale::Locale;
use app::t::notices as t;
use domain::error::ApiError;
use domain::ledger::Notice;
use thiserror::Error;

/// Most notices in one digest; the rest is told by number in the inbox.
const ROWS: u32 = 100;
/// Letters are in Chinese: nothing is known of the reader's language outside the browser.
const LETTER: Locale = Locale::Zh;

/// Why not every digest was sent.
#[derive(Debug, Error)]
pub enum DigestError {
    /// The store failed.
    #[error("{}", .0.message)]
    Store(ApiError),
    /// So many could not be sent; the first reason.
    #[error("{failed} of the digests were not sent: {first}")]
    Mail {
        /// How many.
        failed: usize,
        /// Why the first one was not.
        first: MailError,
    },
}

/// Sends all digests that are due; how many were sent. Without settings for e-mail none is.
///
/// # Errors
/// See [`DigestError`]; those that could be sent were sent.
pub async fn send_digests(services: &Services) -> Result<usize, DigestError> {
    let Some((server, sender)) =
        services.settings.smtp_url.as_ref().zip(services.settings.smtp_from.as_ref())
    else {
        return Ok(0);
    };
    let failed = |error| DigestError::Store(from_store(error));
    let mailer =
        Mailer::new(server, sender.clone()).map_err(|first| DigestError::Mail { failed: 1, first })?;
    let mut sent = 0;
    let mut wrong = Vec::new();
    for duty in services.store.duties().await.map_err(failed)? {
        let Some(address) = duty.email else { continue };
        let disabled = |record: store::UserRecord| record.person.disabled_at.is_some();
        if services.store.user(duty.user).await.map_err(failed)?.is_none_or(disabled) {
            continue;
        }
        let notices = services.store.unmailed_notices(duty.user, ROWS).await.map_err(failed)?;
        let Some(last) = notices.last().map(|notice| notice.at) else { continue };
        let subject = t::digest_subject(LETTER, notices.len());
        match mailer.send(&address, &subject, letter(services, &notices)).await {
            Ok(()) => {
                let now = services.clock.now();
                services.store.mark_mailed(duty.user, last, now).await.map_err(failed)?;
                sent += 1;
            }
            Err(error) => wrong.push(error),
        }
    }
    let count = wrong.len();
    match wrong.into_iter().next() {
        None => Ok(sent),
        Some(first) => Err(DigestError::Mail { failed: count, first }),
    }
}

/// The text of a digest. It holds no description of a resident and no place: e-mail is read by others.
fn letter(services: &Services, notices: &[Notice]) -> String {
    let mut lines = vec![t::digest_greeting(LETTER, notices.len()), String::new()];
    for notice in notices {
        let category = names::category_code(LETTER, &services.catalogue, &notice.category);
        let what = app::pages::notices::kind(LETTER, notice);
        lines.push(t::digest_line(LETTER, notice.at.to_minute(), what, category));
        lines.push(format!("  {}/office/cases/{}", services.public_url, notice.case));
    }
    lines.push(String::new());
    lines.push(t::digest_end(LETTER, format!("{}/notices", services.public_url)));
    lines.join("\n")
}

#[cfg(test)]
#[path = "digest_tests.rs"]
mod tests;
