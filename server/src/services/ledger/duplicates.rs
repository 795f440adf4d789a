//! Which open reports may tell of the same incident: near by, said in similar words, with similar photos.

use crate::error::from_store;
use crate::services::Services;
use crate::services::reports;
use domain::access::Actor;
use domain::category::Category;
use domain::error::ApiError;
use domain::ledger::{DuplicateCandidate, difference, likeness};
use domain::listing::ReportRow;
use uuid::Uuid;

/// How far one problem of a category reaches, in metres: a pothole is a point, fumes and noise are not.
const POINT_M: f64 = 60.0;
const STREET_M: f64 = 150.0;
/// Candidates that are shown.
const SHOWN: usize = 8;
/// Below this score nothing speaks for it but the distance to something else.
const LEAST_SCORE: f64 = 0.25;

/// Candidates for linking, the most likely first.
///
/// # Errors
/// As [`Actor::require`]; [`domain::error::ErrorCode::NotFound`].
pub async fn duplicate_candidates(
    services: &Services,
    actor: &Actor,
    id: Uuid,
) -> Result<Vec<DuplicateCandidate>, ApiError> {
    let record = services.store.report(id).await.map_err(from_store)?;
    let record = record.ok_or_else(|| ApiError::not_found("report"))?.row;
    let radius = radius_m(services.catalogue.get(&record.category));
    let near = reports::near(services, actor, id, radius).await?;
    let own = services.store.photo_prints(id).await.map_err(from_store)?;
    let mut candidates = Vec::new();
    for (row, distance_m) in near {
        let prints = services.store.photo_prints(row.id).await.map_err(from_store)?;
        let photo_likeness =
            own.iter().flat_map(|a| prints.iter().map(|b| difference(*a, *b))).max_by(f64::total_cmp);
        let text_likeness = likeness(&record.description, &row.description);
        let score = score(&record, &row, distance_m / radius, text_likeness, photo_likeness);
        if score < LEAST_SCORE {
            continue;
        }
        let photo = row.first_photo.as_ref().map(|sha| format!("/photos/{}/{sha}/320", row.id));
        candidates.push(DuplicateCandidate {
            report: row,
            distance_m,
            text_likeness,
            photo_likeness,
            score,
            photo,
        });
    }
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    candidates.truncate(SHOWN);
    Ok(candidates)
}

/// Emergencies and what belongs to a whole street are seen from farther away than a thing at one spot.
fn radius_m(category: Option<&Category>) -> f64 {
    match category.map(|category| (category.kind.as_str(), category.group.as_str())) {
        Some(("asset", _)) => POINT_M,
        Some((_, "emergency" | "construction" | "street_order")) => STREET_M,
        _ => POINT_M * 1.5,
    }
}

/// The category weighs as much as words and photos together, nearness half as much.
fn score(a: &ReportRow, b: &ReportRow, far: f64, text: Option<f64>, photo: Option<f64>) -> f64 {
    let category = if a.category == b.category { 0.4 } else { 0.0 };
    let near = 0.2 * (1.0 - far).max(0.0);
    let looks = match (text, photo) {
        (Some(text), Some(photo)) => 0.4 * text.max(photo),
        (Some(one), None) | (None, Some(one)) => 0.4 * one,
        (None, None) => 0.1,
    };
    category + near + looks
}
