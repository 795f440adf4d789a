//! Serves the pages of `app`, and takes their plain form posts. A handler reads its form, calls one service, and answers
//! with a page or a redirect; `context` has what all of them need.

mod area;
mod bulletin;
mod charts;
pub mod context;
mod exports;
mod home;
mod ledger;
mod ledger_bulk;
mod ledger_field;
mod manifest;
mod notices;
mod office_areas;
mod office_awareness;
mod office_heatmap;
mod office_overview;
mod office_questionnaires;
mod office_reports;
mod people;
mod phone_sign_in;
mod photos;
mod preferences;
mod quiz;
mod receipt;
mod report;
mod rules;
mod security;
mod setup;
mod signin;
mod statistics;
mod surveys;
mod today;
mod tokens;
mod upload;
mod worker;

use crate::services::Services;
use axum::Router;
use axum::routing::{get, post};

/// Every address of a page.
pub fn router() -> Router<Services> {
    Router::new()
        .route("/", get(home::home))
        .route("/me", get(home::me))
        .route("/outbox", get(home::outbox))
        .route("/map", get(home::map))
        .route("/privacy", get(home::privacy))
        .route("/install", get(home::install))
        .route("/offline", get(home::offline))
        .route("/sw.js", get(worker::script))
        .route("/manifest.webmanifest", get(manifest::show))
        .route("/statistics", get(statistics::public))
        .route("/statistics/files/{file}", get(charts::public))
        .route("/methods", get(statistics::methods))
        .route("/a/{code}", get(area::area))
        .route("/s/{code}", get(area::site))
        .route("/report", get(report::show).post(report::submit))
        .route("/share", get(report::show).post(report::share))
        .route("/r", get(receipt::find))
        .route("/r/{code}", get(receipt::show))
        .route("/photos/{report}/{sha256}/{size}", get(photos::show))
        .route("/quiz", get(quiz::list))
        .route("/q/{slug}", get(quiz::show).post(quiz::submit))
        .route("/q/{slug}/result/{id}", get(quiz::result))
        .route("/today", get(today::show))
        .route("/today/{plan}/{area}/{household}", get(today::visit).post(today::record))
        .merge(office())
        .merge(ledger::router())
        .merge(bulletin::router())
        .merge(rules::router())
        .merge(notices::router())
        .route("/preferences", post(preferences::set))
        .route("/signin", get(signin::show).post(signin::sign_in))
        .route("/signout", post(signin::sign_out))
        .route("/join/{token}", get(phone_sign_in::join_form).post(phone_sign_in::join))
        .route("/pin", get(phone_sign_in::pin_form).post(phone_sign_in::sign_in))
        .route("/setup/{token}", get(setup::show).post(setup::make_admin))
        .route("/office/people", get(people::show).post(people::add))
        .route("/office/people/{id}", post(people::change))
        .route("/office/tokens", get(tokens::show).post(tokens::create))
        .route("/office/tokens/{id}/revoke", post(tokens::revoke))
        .route("/office/security", get(security::show))
}

/// The addresses of the desk, except for those of administrators.
fn office() -> Router<Services> {
    Router::new()
        .route("/office", get(office_overview::show))
        .route("/office/reports", get(office_reports::list))
        .route("/office/reports/{id}", get(office_reports::show))
        .route("/office/reports/{id}/status", post(office_reports::change_status))
        .route("/office/reports/{id}/duplicate", post(office_reports::link))
        .route("/office/awareness", get(office_awareness::show))
        .route("/office/heatmap", get(office_heatmap::show))
        .route("/office/planner", get(statistics::plan))
        .route("/office/weekly", get(statistics::week))
        .route("/office/questionnaires", get(office_questionnaires::list).post(office_questionnaires::import))
        .route("/office/questionnaires/{slug}/{version}", get(office_questionnaires::show))
        .route("/office/questionnaires/{slug}/{version}/publish", post(office_questionnaires::publish))
        .route("/office/areas", get(office_areas::show).post(office_areas::import))
        .route("/office/areas/{code}/poster", get(office_areas::area_poster))
        .route("/office/sites/{code}/poster", get(office_areas::site_poster))
        .route("/office/export/{file}", get(exports::export))
        .route("/office/export/{page}/{file}", get(charts::office))
        .merge(office_surveys())
}

/// The addresses of the desk for door-to-door surveys.
fn office_surveys() -> Router<Services> {
    Router::new()
        .route("/office/surveys", get(surveys::show))
        .route("/office/surveys/lists", post(surveys::import))
        .route("/office/surveys/new", get(surveys::form).post(surveys::make))
        .route("/office/surveys/volunteers", get(phone_sign_in::show).post(phone_sign_in::invite))
        .route("/office/surveys/invites/{id}/revoke", post(phone_sign_in::revoke_invite))
        .route("/office/surveys/phones/{id}/forget", post(phone_sign_in::forget_phone))
        .route("/office/surveys/{id}", get(surveys::detail))
        .route("/office/surveys/{id}/assign", post(surveys::assign))
        .route("/office/surveys/{id}/state", post(surveys::set_state))
        .route("/office/surveys/{id}/areas/{code}", get(surveys::area_sheet))
        .route("/office/visits/{id}", get(surveys::visit))
}
