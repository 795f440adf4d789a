//! Serves the pages of `app`, and takes their plain form posts. A handler reads its form, calls one service, and answers
//! with a page or a redirect; `context` has what all of them need.

pub mod context;
mod people;
mod preferences;
mod security;
mod setup;
mod signin;
mod tokens;

use crate::services::Services;
use axum::Router;
use axum::routing::{get, post};

/// Every address of a page.
pub fn router() -> Router<Services> {
    Router::new()
        .route("/preferences", post(preferences::set))
        .route("/signin", get(signin::show).post(signin::sign_in))
        .route("/signout", post(signin::sign_out))
        .route("/setup/{token}", get(setup::show).post(setup::make_admin))
        .route("/office/people", get(people::show).post(people::add))
        .route("/office/people/{id}", post(people::change))
        .route("/office/tokens", get(tokens::show).post(tokens::create))
        .route("/office/tokens/{id}/revoke", post(tokens::revoke))
        .route("/office/security", get(security::show))
}
