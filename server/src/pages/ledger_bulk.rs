//! `/office/ledger/…`: many cases at once with an undo, and the filters that somebody keeps.

use super::context::{answer, answer_error, see_other_with};
use crate::middleware::client::Client;
use crate::services::Services;
use crate::services::ledger as service;
use crate::services::reports::filter::Pairs;
use app::page::PageContext;
use app::pages::ledger::bulk::BulkFlash;
use app::pages::ledger::list;
use app::pages::ledger::query::LedgerQuery;
use app::t;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::Response;
use domain::case::Command;
use domain::error::{ApiError, ErrorCode, FieldCode, FieldErrors};
use domain::ledger::{Bulk, BulkTarget};
use uuid::Uuid;

/// Gives every ticked case to one unit.
pub(super) async fn assign(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Form(pairs): Form<Pairs>,
) -> Response {
    let unit = field(&pairs, "unit").to_owned();
    let mut errors = FieldErrors::new();
    if unit.trim().is_empty() {
        errors.add("unit", FieldCode::Required, "choose a unit");
    }
    let command = Command::Assign { unit, working_hours: None, note: String::new() };
    let done = match errors.finish(Some(())) {
        Ok(()) => run(&services, &client, &pairs, command, false).await,
        Err(error) => Err(error),
    };
    tell(&cx, &pairs, done).await
}

/// Takes an assignment of many cases back.
pub(super) async fn unassign(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Form(pairs): Form<Pairs>,
) -> Response {
    let command = Command::Unassign { reason: t::ledger::undo_reason(cx.locale).to_owned() };
    let done = run(&services, &client, &pairs, command, true).await;
    tell(&cx, &pairs, done).await
}

async fn run(
    services: &Services,
    client: &Client,
    pairs: &Pairs,
    command: Command,
    undone: bool,
) -> Result<BulkFlash, ApiError> {
    let cases = pairs.iter().filter(|(name, _)| name == "case").map(|(_, text)| target(text));
    let cases = cases.collect::<Result<Vec<_>, _>>()?;
    let outcomes = service::bulk(services, &client.actor, Bulk { cases, command }).await?;
    let (done, failed): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(|outcome| outcome.error.is_none());
    if let (true, Some(error)) = (done.is_empty(), failed.iter().find_map(|outcome| outcome.error.clone())) {
        return Err(error);
    }
    let done = done.into_iter().map(|outcome| outcome.id).collect();
    Ok(BulkFlash { undone, done, skipped: failed.len() })
}

/// A case of a tick: its id, and the lines of its history that the sender saw.
fn target(text: &str) -> Result<BulkTarget, ApiError> {
    let (id, events) = text.split_once(':').unwrap_or((text, ""));
    let wrong = || ApiError::field("cases", FieldCode::Malformed, "expected ID:EVENTS");
    let expected_events = match events {
        "" => None,
        events => Some(events.parse().map_err(|_| wrong())?),
    };
    Ok(BulkTarget { id: Uuid::parse_str(id).map_err(|_| wrong())?, expected_events })
}

/// Leads back to the same list and tells what happened there, or shows it with what was wrong.
async fn tell(cx: &PageContext, pairs: &Pairs, done: Result<BulkFlash, ApiError>) -> Response {
    let back = field(pairs, "back");
    match done {
        Ok(flash) => see_other_with(cx, &format!("{}{}", list::ADDRESS, query_of(back)), &flash.to_text()),
        Err(error) if matches!(error.code, ErrorCode::Forbidden | ErrorCode::Unauthenticated) => {
            answer_error(cx, &error)
        }
        Err(error) => {
            let query = LedgerQuery::new(read_query(back));
            answer(cx, list::page(cx, &query, Some(&error)).await)
        }
    }
}

/// Keeps the current filter under a name.
pub(super) async fn keep_filter(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Form(pairs): Form<Pairs>,
) -> Response {
    let (name, query) = (field(&pairs, "name"), field(&pairs, "query"));
    match service::save_filter(&services, &client.actor, name, query).await {
        Ok(_) => see_other_with(&cx, &format!("{}?{query}", list::ADDRESS), "saved"),
        Err(error) => {
            let query = LedgerQuery::new(read_query(query));
            answer(&cx, list::page(&cx, &query, Some(&error)).await)
        }
    }
}

/// Forgets a kept filter.
pub(super) async fn forget_filter(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Form(pairs): Form<Pairs>,
) -> Response {
    match service::delete_filter(&services, &client.actor, id).await {
        Ok(()) => {
            let to = format!("{}{}", list::ADDRESS, query_of(field(&pairs, "back")));
            see_other_with(&cx, &to, "saved")
        }
        Err(error) => answer_error(&cx, &error),
    }
}

fn field<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value.as_str())
}

/// The query of a list as a form carries it, with its question mark; nothing else leads anywhere.
fn query_of(back: &str) -> String {
    LedgerQuery::new(read_query(back)).to_query()
}

fn read_query(text: &str) -> Pairs {
    let uri: Option<Uri> = format!("/?{}", text.trim_start_matches('?')).parse().ok();
    let read = uri.and_then(|uri| Query::<Pairs>::try_from_uri(&uri).ok());
    read.map(|Query(pairs)| pairs).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_names_a_case_and_what_was_seen_of_it() {
        let id = Uuid::from_u128(7);
        let read = target(&format!("{id}:4")).unwrap();
        assert_eq!((read.id, read.expected_events), (id, Some(4)));
        assert_eq!(target(&id.to_string()).unwrap().expected_events, None);
        assert!(target("x:1").is_err() && target(&format!("{id}:x")).is_err());
    }

    #[test]
    fn only_a_filter_of_the_ledger_is_led_back_to() {
        assert_eq!(query_of("?state=accepted&q=%E6%A1%A5"), "?state=accepted&q=%E6%A1%A5");
        assert_eq!(query_of("https://evil.example"), "");
    }
}
