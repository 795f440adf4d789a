//! Statistics beyond the awareness rate and the map, for those who may read them.

use crate::api::extract::Query;
use crate::error::Failure;
use crate::middleware::client::Client;
use crate::services::reports::filter::{Fields, Pairs};
use crate::services::{Services, awareness, figures, heatmap};
use axum::Json;
use axum::extract::State;
use domain::area::AreaLevel;
use domain::awareness::{OptionsAnswer, Weights};
use domain::error::ErrorBody;
use domain::response::SurveyChannel;
use domain::statistics::{
    AwarenessChange, Exposure, HandlingSpeed, HotClusters, Layer, Methods, PlaceTrends, ProblemCoverage,
    ProblemRates, SamplePlan, SmallAreas, WeeklyReport,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The paths of these statistics.
pub fn router() -> OpenApiRouter<Services> {
    OpenApiRouter::new()
        .routes(routes!(awareness_change))
        .routes(routes!(item_options))
        .routes(routes!(small_areas))
        .routes(routes!(sample_plan))
        .routes(routes!(hot_clusters))
        .routes(routes!(problem_rates))
        .routes(routes!(place_trends))
        .routes(routes!(coverage))
        .routes(routes!(handling_speed))
        .routes(routes!(weekly_report))
        .routes(routes!(methods))
}

/// Compare the awareness rate with the period before
///
/// Newcombe's interval on effective sizes. `by` is ignored; without a period, the last four weeks with answers.
#[utoipa::path(
    get,
    path = "/statistics/change",
    tag = "statistics",
    operation_id = "awareness_change",
    params(
        ("questionnaire" = String, Query, description = "Its stable name"),
        ("channel" = Option<SurveyChannel>, Query, description = "household by default"),
        ("from" = Option<String>, Query, description = "First day"),
        ("to" = Option<String>, Query, description = "Last day, included"),
        ("weights" = Option<Weights>, Query, description = "design by default"),
    ),
    responses(
        (status = 200, description = "The answer", body = AwarenessChange),
        (status = "4XX", description = "Not answered", body = ErrorBody),
    )
)]
async fn awareness_change(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<Json<AwarenessChange>, Failure> {
    let query = awareness::query::read(&Fields::new(fields))?;
    Ok(Json(figures::awareness_change(&services, &client.actor, &query).await?))
}

/// How options were chosen, and satisfaction
///
/// Weighted shares of the options of every item, with design weights. Satisfaction: the top answer and the top two, each among
/// all and among those who did not answer 不清楚.
#[utoipa::path(
    get,
    path = "/statistics/options",
    tag = "statistics",
    operation_id = "item_options",
    params(
        ("questionnaire" = String, Query, description = "Its stable name; all versions count"),
        ("channel" = Option<SurveyChannel>, Query, description = "household by default"),
        ("from" = Option<String>, Query, description = "First day"),
        ("to" = Option<String>, Query, description = "Last day, included"),
    ),
    responses(
        (status = 200, description = "The answer", body = OptionsAnswer),
        (status = "4XX", description = "Not answered", body = ErrorBody),
    )
)]
async fn item_options(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<Json<OptionsAnswer>, Failure> {
    let query = awareness::query::read(&Fields::new(fields))?;
    Ok(Json(awareness::item_options_noted(&services, &client.actor, &query).await?))
}

/// Estimate villages with few respondents
///
/// Beta-binomial shrinkage on effective sizes, with design weights.
#[utoipa::path(
    get,
    path = "/statistics/small-areas",
    tag = "statistics",
    operation_id = "small_areas",
    params(
        ("questionnaire" = String, Query, description = "Its stable name"),
        ("channel" = Option<SurveyChannel>, Query, description = "household by default"),
        ("from" = Option<String>, Query, description = "First day"),
        ("to" = Option<String>, Query, description = "Last day, included"),
    ),
    responses(
        (status = 200, description = "The answer", body = SmallAreas),
        (status = "4XX", description = "Not answered", body = ErrorBody),
    )
)]
async fn small_areas(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<Json<SmallAreas>, Failure> {
    let query = awareness::query::read(&Fields::new(fields))?;
    Ok(Json(figures::small_areas(&services, &client.actor, &query).await?))
}

/// Plan a sample
///
/// How many households to ask for a wanted margin, with design effect and finite population.
#[utoipa::path(
    get,
    path = "/statistics/plan",
    tag = "statistics",
    operation_id = "sample_plan",
    params(
        ("margin" = Option<f64>, Query, description = "Half the width of the interval, .05 by default"),
        ("expected" = Option<f64>, Query, description = "The expected share, .5 by default"),
        ("design_effect" = Option<f64>, Query, description = "By default that of the questionnaire, else 1"),
        ("questionnaire" = Option<String>, Query, description = "Whose design effect is taken over"),
        ("response_rate" = Option<f64>, Query, description = "1 by default"),
        ("level" = Option<AreaLevel>, Query, description = "town by default; village means communities too"),
        ("each" = Option<bool>, Query, description = "Whether every area is to reach the margin by itself"),
    ),
    responses(
        (status = 200, description = "The answer", body = SamplePlan),
        (status = "4XX", description = "Not answered", body = ErrorBody),
    )
)]
async fn sample_plan(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<Json<SamplePlan>, Failure> {
    let query = figures::read::plan(&Fields::new(fields))?;
    Ok(Json(figures::sample_plan(&services, &client.actor, &query).await?))
}

/// List clusters of hot cells
///
/// Hot cells that touch each other, with the nearest place that has a name.
#[utoipa::path(
    get,
    path = "/statistics/hot-clusters",
    tag = "statistics",
    operation_id = "hot_clusters",
    params(
        ("area" = String, Query, description = "Code of an area"),
        ("resolution" = Option<u8>, Query, description = "H3 resolution, 7 to 10; 9 by default"),
        ("from" = Option<String>, Query, description = "First day or moment of observation"),
        ("to" = Option<String>, Query, description = "Last day, included"),
        ("category" = Option<String>, Query, description = "Code of a category"),
        ("layer" = Option<Layer>, Query, description = "Whose reports"),
    ),
    responses(
        (status = 200, description = "The answer", body = HotClusters),
        (status = "4XX", description = "Not answered", body = ErrorBody),
    )
)]
async fn hot_clusters(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<Json<HotClusters>, Failure> {
    let query = heatmap::spots::read(&Fields::new(fields))?;
    Ok(Json(heatmap::clusters::answer(&services, &client.actor, &query).await?))
}

/// Compare problems by people or visits
///
/// Gamma-Poisson shrunken rates next to raw counts.
#[utoipa::path(
    get,
    path = "/statistics/rates",
    tag = "statistics",
    operation_id = "problem_rates",
    params(
        ("level" = Option<AreaLevel>, Query, description = "town by default; village means communities too"),
        ("from" = Option<String>, Query, description = "First day; whole weeks count"),
        ("to" = Option<String>, Query, description = "Last day, included"),
        ("category" = Option<String>, Query, description = "Code of a category"),
        ("layer" = Option<Layer>, Query, description = "Whose reports"),
        ("exposure" = Option<Exposure>, Query, description = "population by default"),
    ),
    responses(
        (status = 200, description = "The answer", body = ProblemRates),
        (status = "4XX", description = "Not answered", body = ErrorBody),
    )
)]
async fn problem_rates(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<Json<ProblemRates>, Failure> {
    let query = figures::read::rates(&Fields::new(fields))?;
    Ok(Json(figures::problem_rates(&services, &client.actor, &query).await?))
}

/// Find places that are getting worse
///
/// Mann-Kendall and Sen over the last twelve whole weeks.
#[utoipa::path(
    get,
    path = "/statistics/trends",
    tag = "statistics",
    operation_id = "place_trends",
    params(
        ("area" = String, Query, description = "Code of an area"),
        ("resolution" = Option<u8>, Query, description = "H3 resolution, 7 to 10; 8 by default"),
        ("until" = Option<String>, Query, description = "The day in whose week the last whole week has ended"),
        ("category" = Option<String>, Query, description = "Code of a category"),
        ("layer" = Option<Layer>, Query, description = "Whose reports"),
    ),
    responses(
        (status = 200, description = "The answer", body = PlaceTrends),
        (status = "4XX", description = "Not answered", body = ErrorBody),
    )
)]
async fn place_trends(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<Json<PlaceTrends>, Failure> {
    let query = figures::read::trends(&Fields::new(fields))?;
    Ok(Json(heatmap::trends::answer(&services, &client.actor, &query).await?))
}

/// Find populated areas where nobody looked
///
/// Neither a visit nor a patrol in the period.
#[utoipa::path(
    get,
    path = "/statistics/coverage",
    tag = "statistics",
    operation_id = "coverage",
    params(
        ("level" = Option<AreaLevel>, Query, description = "town by default; village means communities too"),
        ("from" = Option<String>, Query, description = "First day; whole weeks count"),
        ("to" = Option<String>, Query, description = "Last day, included"),
        ("category" = Option<String>, Query, description = "Code of a category"),
        ("layer" = Option<Layer>, Query, description = "Whose reports"),
    ),
    responses(
        (status = 200, description = "The answer", body = ProblemCoverage),
        (status = "4XX", description = "Not answered", body = ErrorBody),
    )
)]
async fn coverage(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<Json<ProblemCoverage>, Failure> {
    let query = figures::read::places(&Fields::new(fields))?;
    Ok(Json(figures::coverage(&services, &client.actor, &query).await?))
}

/// Measure how fast problems are handled
///
/// Median hours to the first handling and to closing, by area.
#[utoipa::path(
    get,
    path = "/statistics/speed",
    tag = "statistics",
    operation_id = "handling_speed",
    params(
        ("level" = Option<AreaLevel>, Query, description = "town by default; village means communities too"),
        ("from" = Option<String>, Query, description = "First day; whole weeks count"),
        ("to" = Option<String>, Query, description = "Last day, included"),
        ("category" = Option<String>, Query, description = "Code of a category"),
        ("layer" = Option<Layer>, Query, description = "Whose reports"),
    ),
    responses(
        (status = 200, description = "The answer", body = HandlingSpeed),
        (status = "4XX", description = "Not answered", body = ErrorBody),
    )
)]
async fn handling_speed(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<Json<HandlingSpeed>, Failure> {
    let query = figures::read::places(&Fields::new(fields))?;
    Ok(Json(figures::handling_speed(&services, &client.actor, &query).await?))
}

/// Get the weekly report
///
/// Everything that the printed report of a week shows.
#[utoipa::path(
    get,
    path = "/statistics/weekly",
    tag = "statistics",
    operation_id = "weekly_report",
    params(("day" = Option<String>, Query, description = "A day of the week; the last whole week by default")),
    responses(
        (status = 200, description = "The answer", body = WeeklyReport),
        (status = "4XX", description = "Not answered", body = ErrorBody),
    )
)]
async fn weekly_report(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<Json<WeeklyReport>, Failure> {
    let day = figures::read::weekly(&Fields::new(fields))?;
    let day = day.unwrap_or_else(|| services.clock.now().day().week().plus(-1));
    Ok(Json(figures::weekly_report(&services, &client.actor, day).await?))
}

/// Get the constants of the methods
///
/// The same that the statistics use.
#[utoipa::path(
    get,
    path = "/statistics/methods",
    tag = "statistics",
    operation_id = "methods",
    responses((status = 200, description = "The constants", body = Methods))
)]
async fn methods() -> Json<Methods> {
    Json(figures::methods())
}
