//! `/office/rules…`: routing, time limits, calendar and ranking, as the office edits them.

use super::context::{answer, see_other_with};
use crate::middleware::client::Client;
use crate::services::Services;
use crate::services::ledger::settings;
use app::page::PageContext;
use app::pages::office::rules::{Pairs, calendar, limits, ranking, routing};
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use domain::error::ApiError;

/// The addresses of the rules.
pub(super) fn router() -> Router<Services> {
    Router::new()
        .route("/office/rules", get(show_routing).post(save_routing))
        .route("/office/rules/limits", get(show_limits).post(save_limits))
        .route("/office/rules/calendar", get(show_calendar).post(save_calendar))
        .route("/office/rules/ranking", get(show_ranking).post(save_ranking))
}

async fn show_routing(cx: PageContext) -> Response {
    answer(&cx, routing::page(&cx, None, None).await)
}

async fn save_routing(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Form(pairs): Form<Pairs>,
) -> Response {
    let form = routing::RoutingForm::read(&pairs);
    match settings::set_routing(&services, &client.actor, form.body()).await {
        Ok(()) => saved(&cx, "/office/rules"),
        Err(error) => answer(&cx, routing::page(&cx, Some(&form), Some(&error)).await),
    }
}

async fn show_limits(cx: PageContext) -> Response {
    answer(&cx, limits::page(&cx, None, None).await)
}

async fn save_limits(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Form(pairs): Form<Pairs>,
) -> Response {
    let form = limits::LimitsForm::read(&pairs);
    let done: Result<(), ApiError> =
        async { settings::set_time_limits(&services, &client.actor, form.body()?).await }.await;
    match done {
        Ok(()) => saved(&cx, "/office/rules/limits"),
        Err(error) => answer(&cx, limits::page(&cx, Some(&form), Some(&error)).await),
    }
}

async fn show_calendar(cx: PageContext) -> Response {
    answer(&cx, calendar::page(&cx, None, None).await)
}

async fn save_calendar(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Form(pairs): Form<Pairs>,
) -> Response {
    let form = calendar::CalendarForm::read(&pairs);
    let done: Result<(), ApiError> =
        async { settings::set_calendar(&services, &client.actor, form.body()?).await }.await;
    match done {
        Ok(()) => saved(&cx, "/office/rules/calendar"),
        Err(error) => answer(&cx, calendar::page(&cx, Some(&form), Some(&error)).await),
    }
}

async fn show_ranking(cx: PageContext) -> Response {
    answer(&cx, ranking::page(&cx, None, None).await)
}

async fn save_ranking(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Form(pairs): Form<Pairs>,
) -> Response {
    let form = ranking::RankingForm::read(&pairs);
    let done: Result<(), ApiError> =
        async { settings::set_ranking_rules(&services, &client.actor, form.body()?).await }.await;
    match done {
        Ok(()) => saved(&cx, "/office/rules/ranking"),
        Err(error) => answer(&cx, ranking::page(&cx, Some(&form), Some(&error)).await),
    }
}

fn saved(cx: &PageContext, to: &str) -> Response {
    see_other_with(cx, to, "saved")
}
