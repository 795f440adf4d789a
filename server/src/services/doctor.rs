//! Whether everything adds up: counters against reports, answers and visits, photos against their files, names against what they
//! name. Changes nothing.

use crate::error::from_store;
use crate::media::{PhotoHash, PhotoStorage};
use crate::services::reports::cells_of;
use crate::services::{Services, areas, imports, ledger, responses};
use domain::error::ApiError;
use domain::listing::{Cursor, ReportFilter, ReportRow};
use domain::location::{Datum, Location, LocationSource};
use domain::report::ReportStatus;
use domain::response::NewResponse;
use std::collections::{BTreeSet, HashMap, HashSet};
use store::{ReportPoint, ReportTally, ResponseTally, VisitTally};
use uuid::Uuid;

/// Rows read at a time.
const ROWS: u32 = 2_000;
/// How often a difference is looked at again: others may write while the doctor counts.
const LOOKS: u32 = 3;

/// What the doctor found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Reports that were looked at.
    pub reports: u64,
    /// Answers that were looked at.
    pub responses: u64,
    /// Visits that were looked at.
    pub visits: u64,
    /// Photos that were looked at.
    pub photos: u64,
    /// Events of cases that were verified.
    pub events: u64,
    /// What is wrong, one line each.
    pub problems: Vec<String>,
    /// What is remarkable and harmless, one line each.
    pub remarks: Vec<String>,
}

/// Examines everything.
///
/// # Errors
/// When the store or the photo directory cannot be read.
pub async fn examine(services: &Services) -> Result<Findings, ApiError> {
    let mut findings = Findings::default();
    for look in 1.. {
        let problems = report_counters(services, &mut findings).await?;
        if problems.is_empty() || look == LOOKS {
            findings.problems.extend(problems);
            break;
        }
    }
    for look in 1.. {
        let problems = response_counters(services, &mut findings).await?;
        if problems.is_empty() || look == LOOKS {
            findings.problems.extend(problems);
            break;
        }
    }
    for look in 1.. {
        let problems = visit_counters(services, &mut findings).await?;
        if problems.is_empty() || look == LOOKS {
            findings.problems.extend(problems);
            break;
        }
    }
    let mut ledger = ledger::check::LedgerFindings::default();
    for look in 1.. {
        ledger = ledger::check::examine(services).await?;
        if ledger.problems.is_empty() || look == LOOKS {
            break;
        }
    }
    findings.events = ledger.events;
    findings.problems.append(&mut ledger.problems);
    let mut photos = reports(services, &ledger.statuses, &mut findings).await?;
    case_photos(services, &mut photos).await?;
    photo_files(services, photos, &mut findings).await?;
    Ok(findings)
}

/// Counts every report again, its cells computed from its place.
async fn report_counters(services: &Services, findings: &mut Findings) -> Result<Vec<String>, ApiError> {
    let (tally, reports) = report_tally(services).await?;
    findings.reports = reports;
    services.store.report_counter_differences(&tally).await.map_err(from_store)
}

/// What the reports add up to, and how many they are.
async fn report_tally(services: &Services) -> Result<(ReportTally, u64), ApiError> {
    let (mut tally, mut reports, mut after) = (ReportTally::default(), 0, None);
    loop {
        let page = services.store.report_points(after, ROWS).await.map_err(from_store)?;
        let Some(last) = page.last() else { return Ok((tally, reports)) };
        after = Some(last.id);
        for point in &page {
            tally.add(point, cells_of(place_of(point).as_ref()));
        }
        reports += page.len() as u64;
    }
}

/// Computes all counters again where there are none although there is something to count: a new version of the program
/// counts more than the one before.
///
/// # Errors
/// When the store fails.
pub async fn recount_if_missing(services: &Services) -> Result<(), ApiError> {
    if !services.store.counters_missing().await.map_err(from_store)? {
        return Ok(());
    }
    tracing::info!("computing the counters again, because this version counts more");
    let (reports, _) = report_tally(services).await?;
    let (responses, _, _) = response_tally(services).await?;
    services.store.replace_counters(reports, responses).await.map_err(from_store)
}

fn place_of(point: &ReportPoint) -> Option<Location> {
    Some(at(point.lat?, point.lng?))
}

/// A place as far as cells need it.
const fn at(lat: f64, lng: f64) -> Location {
    Location { lat, lng, accuracy_m: None, source: LocationSource::Pin, datum: Datum::Wgs84 }
}

/// Scores every answer sheet again with the form that was asked.
async fn response_counters(services: &Services, findings: &mut Findings) -> Result<Vec<String>, ApiError> {
    let (tally, responses, mut problems) = response_tally(services).await?;
    findings.responses = responses;
    problems.extend(services.store.response_counter_differences(&tally).await.map_err(from_store)?);
    Ok(problems)
}

/// What the answers add up to, how many they are, and what is wrong with them.
async fn response_tally(services: &Services) -> Result<(ResponseTally, u64, Vec<String>), ApiError> {
    let forms = imports::forms(services).await?;
    // Read first: answers that arrive meanwhile are looked at again.
    let uncounted = services.store.uncounted_responses().await.map_err(from_store)?;
    let (mut tally, mut counted, mut problems) = (ResponseTally::default(), 0, Vec::new());
    let mut after = None;
    loop {
        let page = services.store.list_responses(after, ROWS).await.map_err(from_store)?;
        let Some(last) = page.last() else { return Ok((tally, counted, problems)) };
        after = Some(last.id);
        counted += page.len() as u64;
        for stored in &page {
            let Some(form) = forms.get(&(stored.questionnaire.clone(), stored.version)) else {
                let (slug, version) = (&stored.questionnaire, stored.version);
                problems.push(format!("answers {}: there is no {slug} of version {version}", stored.id));
                continue;
            };
            let sent = responses::as_sent(stored);
            // What does not count was scored all the same, as the form asks.
            let score = NewResponse { purpose: form.purpose, ..sent.clone() }.score(form);
            if (score.right, score.of) != (stored.right, stored.of) {
                let (right, of) = (stored.right, stored.of);
                problems.push(format!(
                    "answers {}: {right} of {of} are stored as right instead of {} of {}",
                    stored.id, score.right, score.of
                ));
            }
            let counts = !uncounted.contains(&stored.id);
            let facts = if counts { responses::facts(&sent, form, &score) } else { Vec::new() };
            tally.add(stored, &facts);
        }
    }
}

/// Counts every visit again, its cells computed from its place, and the attempts at every household that was drawn.
async fn visit_counters(services: &Services, findings: &mut Findings) -> Result<Vec<String>, ApiError> {
    let (mut tally, mut visits, mut after) = (VisitTally::default(), 0, None);
    loop {
        let page = services.store.visit_points(after, ROWS).await.map_err(from_store)?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for visit in &page {
            tally.add(visit, cells_of(visit.place.map(|(lat, lng)| at(lat, lng)).as_ref()));
        }
        visits += page.len() as u64;
    }
    findings.visits = visits;
    let mut problems = services.store.visit_counter_differences(&tally).await.map_err(from_store)?;
    problems.extend(services.store.progress_differences().await.map_err(from_store)?);
    Ok(problems)
}

/// Looks at every report, and returns the hashes of the photos that are noted as stored.
async fn reports(
    services: &Services,
    cases: &HashMap<Uuid, ReportStatus>,
    findings: &mut Findings,
) -> Result<BTreeSet<String>, ApiError> {
    let tree = areas::tree(services).await?;
    let mut photos = BTreeSet::new();
    let mut unknown_areas = BTreeSet::new();
    let mut after = None;
    loop {
        let filter = ReportFilter::default();
        let page = services.store.list_reports(&filter, None, after, ROWS).await.map_err(from_store)?;
        let Some(last) = page.last() else { break };
        after = Some(Cursor { observed_at: last.observed_at, id: last.id });
        for row in &page {
            findings.problems.extend(wrong_with(row, services));
            if let Some(status) = cases.get(&row.id).filter(|status| **status != row.status) {
                let (code, said) = (&row.receipt_code, row.status);
                findings.problems.push(format!("report {code}: is {said}, but its case says {status}"));
            }
            unknown_areas.extend(row.area.clone().filter(|code| tree.get(code).is_none()));
            if row.photos > 0 {
                let state = services.store.report_state(row.id).await.map_err(from_store)?;
                let stored = state.into_iter().flat_map(|state| state.photos).filter(|photo| photo.stored);
                photos.extend(stored.map(|photo| photo.sha256));
            }
        }
    }
    let unknown =
        unknown_areas.iter().map(|code| format!("reports name the area {code}, which does not exist"));
    findings.problems.extend(unknown);
    Ok(photos)
}

/// Adds the photos of cases to those that should be there.
async fn case_photos(services: &Services, photos: &mut BTreeSet<String>) -> Result<(), ApiError> {
    let mut after = String::new();
    loop {
        let page = services.store.case_photo_hashes(&after, ROWS).await.map_err(from_store)?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(last);
        photos.extend(page);
    }
}

fn wrong_with(row: &ReportRow, services: &Services) -> Option<String> {
    let linked = row.duplicate_of.is_some();
    if linked != (row.status == ReportStatus::Duplicate) {
        let said = if linked { "is linked to another one" } else { "is linked to none" };
        return Some(format!("report {}: is {} and {said}", row.receipt_code, row.status));
    }
    if services.catalogue.get(&row.category).is_none() {
        return Some(format!("report {}: the category {} is unknown", row.receipt_code, row.category));
    }
    None
}

/// Reads every photo that should be there, and looks for files that nobody named.
async fn photo_files(
    services: &Services,
    noted: BTreeSet<String>,
    findings: &mut Findings,
) -> Result<(), ApiError> {
    findings.photos = noted.len() as u64;
    let storage = services.photos.storage().clone();
    let examined = tokio::task::spawn_blocking(move || examine_files(&storage, &noted)).await;
    let failed = |cause: String| {
        tracing::error!(cause, "the photos cannot be read");
        crate::error::internal()
    };
    let (problems, remarks) =
        examined.map_err(|error| failed(error.to_string()))?.map_err(|error| failed(error.to_string()))?;
    findings.problems.extend(problems);
    findings.remarks.extend(remarks);
    Ok(())
}

fn examine_files(
    storage: &PhotoStorage,
    noted: &BTreeSet<String>,
) -> std::io::Result<(Vec<String>, Vec<String>)> {
    let mut problems = Vec::new();
    for text in noted {
        match PhotoHash::parse(text) {
            Some(hash) => {
                let faults = storage.verify(hash)?;
                problems.extend(faults.iter().map(|fault| format!("photo {hash}: {fault:?}")));
            }
            None => problems.push(format!("photo {text}: is no hash")),
        }
    }
    let known: HashSet<&str> = noted.iter().map(String::as_str).collect();
    let strangers =
        storage.hashes()?.iter().filter(|hash| !known.contains(hash.to_string().as_str())).count();
    // A sender was cut off between the photo and the note of it, and will send again.
    let remarks = (strangers > 0).then(|| format!("{strangers} photo files belong to no report yet"));
    Ok((problems, remarks.into_iter().collect()))
}
