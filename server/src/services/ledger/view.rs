//! One case with its timeline.

use super::list::ledger_row;
use super::rules::Rules;
use super::{commands::folded, require_ledger};
use crate::error::from_store;
use crate::services::Services;
use crate::services::reports;
use domain::access::Actor;
use domain::case::{CaseEvent, CaseState, Change, Deadline, Sealed, Who, may_read, possible};
use domain::error::{ApiError, ErrorCode};
use domain::ledger::{CaseView, LineText, TimelineLine};
use domain::report::PhotoView;
use std::collections::HashMap;
use store::CasePhoto;
use uuid::Uuid;

/// One case with everything around it, for those who may read it.
///
/// # Errors
/// For those who may not see the ledger, or whose unit the case is not; [`ErrorCode::NotFound`].
pub async fn view(services: &Services, actor: &Actor, id: Uuid) -> Result<CaseView, ApiError> {
    require_ledger(actor)?;
    let case = folded(&services.store.case_history(id).await.map_err(from_store)?)?;
    if !may_read(&case, actor) {
        return Err(ApiError::new(ErrorCode::Forbidden, "another unit answers for this case"));
    }
    after(services, actor, id).await
}

/// The case as somebody sees it who has just changed it: a unit that passed it on sees that it did.
///
/// # Errors
/// [`ErrorCode::NotFound`].
pub(super) async fn after(services: &Services, actor: &Actor, id: Uuid) -> Result<CaseView, ApiError> {
    let rules = Rules::load(services).await?;
    let history = services.store.case_history(id).await.map_err(from_store)?;
    let case = folded(&history)?;
    let row = services.store.case_row(id).await.map_err(from_store)?;
    let row = row.ok_or_else(|| ApiError::not_found("case"))?;
    let now = services.clock.now();
    let names = Names::load(services, id, &rules).await?;
    let timeline = names.timeline(&history);
    let texts = |sealed: Option<&Sealed>| sealed.and_then(|sealed| names.text(sealed));
    let flag_reason = history.iter().rev().find_map(|event| match &event.change {
        Change::Flagged { reason, .. } if case.flag.is_some() => Some(reason),
        _ => None,
    });
    let after = case.rectified.as_ref().map_or_else(Vec::new, |rectified| names.photos(&rectified.photos));
    // Who may read the case may see its report, a unit included.
    let report = reports::get(services, &Actor::System, id, None).await?;
    let mut linked = Vec::new();
    for id in &report.duplicates {
        if let Some(record) = services.store.report(*id).await.map_err(from_store)? {
            linked.push(record.row);
        }
    }
    let area = case.area.as_deref();
    let proposed = rules.propose(&case.category, area);
    let limit_hours = rules.limit_hours(&case.category, area);
    let proposed_deadline = limit_hours
        .filter(|_| case.state == CaseState::Accepted)
        .and_then(|hours| Deadline::reckon(&rules.calendar, now, hours.saturating_mul(60), Vec::new()).ok());
    Ok(CaseView {
        row: ledger_row(row, &rules, now)?,
        report: without_contact(report, actor),
        linked,
        after,
        timeline,
        possible: possible(&case, actor, false),
        request_reason: texts(case.request.as_ref().map(|request| &request.reason)),
        flag_reason: texts(flag_reason),
        proposed_unit: proposed
            .map(|code| (code.to_owned(), rules.unit_name(Some(code)).unwrap_or_else(|| code.to_owned()))),
        limit_hours,
        proposed_deadline,
        case,
    })
}

/// A unit puts things right; who reported them is no business of its.
fn without_contact(mut report: domain::report::ReportView, actor: &Actor) -> domain::report::ReportView {
    if !actor.may(domain::access::Permission::ReadReports) {
        report.contact = None;
    }
    report
}

/// What stands for the hashes, ids and codes of a history.
pub(super) struct Names {
    case: Uuid,
    people: HashMap<Uuid, String>,
    units: HashMap<String, String>,
    texts: HashMap<String, Option<String>>,
    photos: Vec<CasePhoto>,
}

impl Names {
    pub(super) async fn load(services: &Services, case: Uuid, rules: &Rules) -> Result<Self, ApiError> {
        let store = &services.store;
        let users = store.users().await.map_err(from_store)?;
        let tokens = store.tokens().await.map_err(from_store)?;
        let people = users.into_iter().map(|person| (person.id, person.name));
        Ok(Self {
            case,
            people: people.chain(tokens.into_iter().map(|token| (token.id, token.name))).collect(),
            units: rules.units.iter().map(|unit| (unit.code.clone(), unit.name.clone())).collect(),
            texts: store.case_texts(case).await.map_err(from_store)?.into_iter().collect(),
            photos: store.case_photos(case).await.map_err(from_store)?,
        })
    }

    /// What a sealed text says; none when it was erased.
    pub(super) fn text(&self, sealed: &Sealed) -> Option<String> {
        self.texts.get(&sealed.0).cloned().flatten()
    }

    /// Photos of the case, as they are shown.
    pub(super) fn photos(&self, hashes: &[String]) -> Vec<PhotoView> {
        hashes.iter().map(|hash| self.photo(hash)).collect()
    }

    fn photo(&self, hash: &str) -> PhotoView {
        let known = self.photos.iter().find(|photo| photo.sha256 == hash);
        let address = |size: &str| format!("/photos/{}/{hash}/{size}", self.case);
        PhotoView {
            sha256: hash.to_owned(),
            stored: known.is_some(),
            width: known.map(|photo| photo.width),
            height: known.map(|photo| photo.height),
            full: address("full"),
            medium: address("1024"),
            small: address("320"),
            exif_location: None,
        }
    }

    fn timeline(&self, history: &[CaseEvent]) -> Vec<TimelineLine> {
        let corrects = |line: u32| {
            (1..).zip(history).filter_map(move |(number, event)| match &event.change {
                Change::Corrected { number: other, .. } if *other == line => Some(number),
                _ => None,
            })
        };
        (1..)
            .zip(history)
            .map(|(number, event)| self.line(number, event, corrects(number).collect()))
            .collect()
    }

    fn line(&self, number: u32, event: &CaseEvent, corrected_by: Vec<u32>) -> TimelineLine {
        let (role, unit) = match &event.by {
            Who::Person { role, unit, .. } => (Some(*role), unit.as_deref()),
            _ => (None, None),
        };
        let photos = match &event.change {
            Change::Rectified { photos, .. }
            | Change::Verified { photos, .. }
            | Change::SentBack { photos, .. } => self.photos(photos),
            _ => Vec::new(),
        };
        TimelineLine {
            number,
            at: event.at,
            name: event.by.id().and_then(|id| self.people.get(&id).cloned()),
            role,
            resident: event.by == Who::Resident,
            unit_name: unit.map(|code| self.units.get(code).cloned().unwrap_or_else(|| code.to_owned())),
            event: name_of(&event.change),
            texts: self.texts_of(&event.change),
            photos,
            corrected_by,
            change: event.change.clone(),
        }
    }

    fn texts_of(&self, change: &Change) -> Vec<LineText> {
        let fields = domain::ledger::text_fields(change);
        fields
            .into_iter()
            .map(|(field, sealed)| LineText { field: field.to_owned(), text: self.text(sealed) })
            .collect()
    }
}

/// The stable name of an event, as in its JSON.
fn name_of(change: &Change) -> String {
    let value = serde_json::to_value(change).ok();
    let name = value.as_ref().and_then(|value| value.get("event")).and_then(|name| name.as_str());
    name.unwrap_or_default().to_owned()
}
