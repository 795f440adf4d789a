//! What stands around the ledger: the bulletin, what the office edits, notices, the reporter's answer.

use crate::api::extract::{Json, Path, Query};
use crate::error::Failure;
use crate::middleware::client::Client;
use crate::services::reports::filter::{Fields, Pairs};
use crate::services::{Services, ledger};
use axum::extract::State;
use axum::http::StatusCode;
use domain::calendar::CalendarBody;
use domain::case::TimeLimits;
use domain::case::ranking::RankingRules;
use domain::code;
use domain::error::{ApiError, ErrorBody, FieldErrors};
use domain::ledger::{BulletinQuery, BulletinView, Notice, Routing};
use domain::limits;
use domain::receipt::ReceiptCode;
use domain::time::Day;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The paths around the ledger.
pub fn router() -> OpenApiRouter<Services> {
    OpenApiRouter::new()
        .routes(routes!(bulletin))
        .routes(routes!(calendar, set_calendar))
        .routes(routes!(time_limits, set_time_limits))
        .routes(routes!(routing, set_routing))
        .routes(routes!(ranking, set_ranking))
        .routes(routes!(notices))
        .routes(routes!(mark_read))
        .routes(routes!(answer))
}

/// Read a bulletin's query; also for pages. Without days it is yesterday's.
///
/// # Errors
/// [`domain::error::ErrorCode::Invalid`] naming every bad field.
pub fn read_bulletin(fields: &Fields, today: Day) -> Result<BulletinQuery, ApiError> {
    let mut errors = FieldErrors::new();
    fields.check_names(&["from", "to", "unit", "area"], &mut errors);
    let mut day = |name: &str, default: Day| match fields.get(name) {
        Some(text) => errors.keep(Day::parse(name, text)).unwrap_or(default),
        None => default,
    };
    let from = day("from", today.plus(-1));
    let to = day("to", from.max(today.plus(-1)));
    let unit = errors.keep(code::parse_optional("unit", fields.get("unit"))).flatten();
    let area = errors.keep(code::parse_optional("area", fields.get("area"))).flatten();
    errors.finish(Some(BulletinQuery { from, to, unit, area }))
}

/// Count a bulletin
///
/// Regenerated from the history; a bulletin of a past period always says the same. Whole local days.
#[utoipa::path(
    get,
    path = "/bulletin",
    tag = "ledger",
    operation_id = "bulletin",
    params(
        ("from" = Option<String>, Query, description = "First day; yesterday by default"),
        ("to" = Option<String>, Query, description = "Last day, included"),
        ("unit" = Option<String>, Query, description = "Only this unit"),
        ("area" = Option<String>, Query, description = "Only cases of this area and what lies below it"),
    ),
    responses(
        (status = 200, description = "The bulletin", body = BulletinView),
        (status = "4XX", description = "Not shown", body = ErrorBody),
    )
)]
async fn bulletin(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<axum::Json<BulletinView>, Failure> {
    let query = read_bulletin(&Fields::new(fields), services.clock.now().day())?;
    Ok(axum::Json(ledger::bulletin(&services, &client.actor, &query).await?))
}

/// Defines how a setting of the ledger is read and replaced.
macro_rules! setting {
    ($path:literal, $read:ident, $read_id:literal, $write:ident, $write_id:literal, $body:ty, $get:path, $set:path,
     $what_read:literal, $what_write:literal) => {
        #[doc = $what_read]
        #[utoipa::path(
                                    get,
                                    path = $path,
                                    tag = "ledger",
                                    operation_id = $read_id,
                                    responses(
                                        (status = 200, description = "As it is now", body = $body),
                                        (status = "4XX", description = "Not shown", body = ErrorBody),
                                    )
                                )]
        async fn $read(
            State(services): State<Services>,
            client: Client,
        ) -> Result<axum::Json<$body>, Failure> {
            Ok(axum::Json($get(&services, &client.actor).await?))
        }

        #[doc = $what_write]
        #[utoipa::path(
                                    put,
                                    path = $path,
                                    tag = "ledger",
                                    operation_id = $write_id,
                                    request_body = $body,
                                    responses(
                                        (status = 204, description = "Replaced"),
                                        (status = "4XX", description = "Not replaced", body = ErrorBody),
                                    )
                                )]
        async fn $write(
            State(services): State<Services>,
            client: Client,
            Json(body): Json<$body>,
        ) -> Result<StatusCode, Failure> {
            $set(&services, &client.actor, body).await?;
            Ok(StatusCode::NO_CONTENT)
        }
    };
}

setting!(
    "/ledger/calendar",
    calendar,
    "calendar",
    set_calendar,
    "set_calendar",
    CalendarBody,
    ledger::calendar,
    ledger::set_calendar,
    "Read the working-time calendar",
    "Replace the working-time calendar\n\nOpen deadlines follow; a verdict that is reached stays."
);
setting!(
    "/ledger/time-limits",
    time_limits,
    "time_limits",
    set_time_limits,
    "set_time_limits",
    TimeLimits,
    ledger::time_limits,
    ledger::set_time_limits,
    "Read the time limits that differ from the catalogue",
    "Replace the time limits that differ from the catalogue"
);
setting!(
    "/ledger/routing",
    routing,
    "routing",
    set_routing,
    "set_routing",
    Routing,
    ledger::routing,
    ledger::set_routing,
    "Read the routing rules",
    "Replace the routing rules"
);
setting!(
    "/ledger/ranking",
    ranking,
    "ranking",
    set_ranking,
    "set_ranking",
    RankingRules,
    ledger::ranking_rules,
    ledger::set_ranking_rules,
    "Read what decides on the ranking",
    "Replace what decides on the ranking"
);

/// Read one's inbox
#[utoipa::path(
    get,
    path = "/notices",
    tag = "ledger",
    operation_id = "notices",
    responses(
        (status = 200, description = "Newest first", body = Vec<Notice>),
        (status = "4XX", description = "Not shown", body = ErrorBody),
    )
)]
async fn notices(
    State(services): State<Services>,
    client: Client,
) -> Result<axum::Json<Vec<Notice>>, Failure> {
    Ok(axum::Json(ledger::notices(&services, &client.actor, limits::PAGE_ROWS).await?))
}

/// Which notices were read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReadBody {
    /// The notice; absent: all of them.
    #[serde(default)]
    id: Option<Uuid>,
}

/// Mark notices as read
#[utoipa::path(
    post,
    path = "/notices/read",
    tag = "ledger",
    operation_id = "mark_read",
    request_body = ReadBody,
    responses(
        (status = 204, description = "Marked"),
        (status = "4XX", description = "Not marked", body = ErrorBody),
    )
)]
async fn mark_read(
    State(services): State<Services>,
    client: Client,
    Json(body): Json<ReadBody>,
) -> Result<StatusCode, Failure> {
    ledger::mark_read(&services, &client.actor, body.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The answer to "is it fixed?".
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnswerBody {
    /// Whether it is put right.
    fixed: bool,
    /// What is not; needed when it is not put right.
    #[serde(default)]
    reason: String,
}

/// Say whether a closed problem is put right
///
/// For whoever holds a receipt of it. When it is not, the case is opened again.
#[utoipa::path(
    post,
    path = "/receipts/{code}/answer",
    tag = "ledger",
    operation_id = "answer",
    params(("code" = String, Path, description = "Receipt code, as 7K3M-92QX")),
    request_body = AnswerBody,
    responses(
        (status = 204, description = "Taken"),
        (status = "4XX", description = "Not taken", body = ErrorBody),
    )
)]
async fn answer(
    State(services): State<Services>,
    _client: Client,
    Path(code): Path<String>,
    Json(body): Json<AnswerBody>,
) -> Result<StatusCode, Failure> {
    let code = ReceiptCode::parse("code", &code).map_err(|_| ApiError::not_found("report"))?;
    ledger::answer(&services, &code, body.fixed, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
