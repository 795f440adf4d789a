//! What the office edits: calendar, time limits, routing, ranking. Kept as JSON; a change is noted in the security log.

use super::require_ledger;
use super::rules::Rules;
use crate::error::{from_store, internal};
use crate::jobs;
use crate::services::{Services, security};
use domain::access::{Actor, Permission};
use domain::calendar::{Calendar, CalendarBody};
use domain::case::TimeLimits;
use domain::case::ranking::RankingRules;
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::ledger::Routing;
use domain::listing::{ReportFilter, ReportRow};
use domain::report::ReportStatus;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Key of the working-time calendar.
pub(super) const CALENDAR: &str = "ledger_calendar";
/// Key of the time limits that differ from the catalogue.
pub(super) const TIME_LIMITS: &str = "ledger_time_limits";
/// Key of the routing rules.
pub(super) const ROUTING: &str = "ledger_routing";
/// Key of the rules of the ranking.
pub(super) const RANKING: &str = "ledger_ranking";
/// The public holidays and make-up days that are shipped; the office edits them.
const SHIPPED_CALENDAR: &str = include_str!("../../../assets/calendar.json");
/// Most rules and limits.
const RULES: usize = 2_000;

/// Reads a setting, or what there is without it.
pub(super) async fn read<T: DeserializeOwned + Default>(
    services: &Services,
    key: &str,
) -> Result<T, ApiError> {
    let Some(text) = services.store.setting(key).await.map_err(from_store)? else { return Ok(T::default()) };
    serde_json::from_str(&text).map_err(|error| unreadable(key, &error))
}

/// The calendar, or the one that is shipped.
pub(super) async fn read_calendar(services: &Services) -> Result<Calendar, ApiError> {
    let text = services.store.setting(CALENDAR).await.map_err(from_store)?;
    let text = text.as_deref().unwrap_or(SHIPPED_CALENDAR);
    serde_json::from_str(text).map_err(|error| unreadable(CALENDAR, &error))
}

fn unreadable(key: &str, error: &serde_json::Error) -> ApiError {
    tracing::error!(%error, key, "a setting cannot be read");
    internal()
}

async fn write<T: Serialize>(
    services: &Services,
    actor: &Actor,
    key: &str,
    value: &T,
) -> Result<(), ApiError> {
    let text = serde_json::to_string(value).map_err(|_| internal())?;
    services.store.set_setting(key, &text).await.map_err(from_store)?;
    security::note(services, &format!("{key}_changed"), &actor.label(), None, None).await;
    Ok(())
}

/// The calendar as the office edits it.
///
/// # Errors
/// For those who may not see the ledger.
pub async fn calendar(services: &Services, actor: &Actor) -> Result<CalendarBody, ApiError> {
    require_ledger(actor)?;
    Ok(read_calendar(services).await?.into())
}

/// Replaces the calendar. Deadlines of open cases follow; a verdict that is reached stays, and so does its deadline.
///
/// # Errors
/// As [`Actor::require`], and those of [`CalendarBody::parse`].
pub async fn set_calendar(services: &Services, actor: &Actor, body: CalendarBody) -> Result<(), ApiError> {
    actor.require(Permission::HandleReports)?;
    let calendar = body.parse()?;
    write(services, actor, CALENDAR, &calendar).await?;
    jobs::reckon_soon(services).await
}

/// Time limits that differ from the catalogue.
///
/// # Errors
/// For those who may not see the ledger.
pub async fn time_limits(services: &Services, actor: &Actor) -> Result<TimeLimits, ApiError> {
    require_ledger(actor)?;
    read(services, TIME_LIMITS).await
}

/// Replaces the time limits. They hold for what is assigned from now on.
///
/// # Errors
/// As [`Actor::require`]; [`domain::error::ErrorCode::Invalid`] naming `N.category`, `N.area`, `N.working_hours`.
pub async fn set_time_limits(services: &Services, actor: &Actor, limits: TimeLimits) -> Result<(), ApiError> {
    actor.require(Permission::HandleReports)?;
    let rules = Rules::load(services).await?;
    let mut errors = FieldErrors::new();
    check_count(limits.0.len(), &mut errors);
    for (index, limit) in limits.0.iter().enumerate() {
        let at = |name: &str| format!("{index}.{name}");
        if rules.catalogue.get(&limit.category).is_none() {
            errors.add(at("category"), FieldCode::Unknown, "there is no such category");
        }
        check_area(&rules, at("area"), limit.area.as_deref(), &mut errors);
        if !(1..=1_000).contains(&limit.working_hours) {
            errors.add(at("working_hours"), FieldCode::OutOfRange, "between 1 and 1000");
        }
    }
    errors.finish(Some(()))?;
    write(services, actor, TIME_LIMITS, &limits).await
}

/// The routing rules.
///
/// # Errors
/// For those who may not see the ledger.
pub async fn routing(services: &Services, actor: &Actor) -> Result<Routing, ApiError> {
    require_ledger(actor)?;
    read(services, ROUTING).await
}

/// Replaces the routing rules.
///
/// # Errors
/// As [`Actor::require`]; [`domain::error::ErrorCode::Invalid`] naming `N.category`, `N.area`, `N.unit`.
pub async fn set_routing(services: &Services, actor: &Actor, routing: Routing) -> Result<(), ApiError> {
    actor.require(Permission::HandleReports)?;
    let rules = Rules::load(services).await?;
    let mut errors = FieldErrors::new();
    check_count(routing.0.len(), &mut errors);
    for (index, rule) in routing.0.iter().enumerate() {
        let at = |name: &str| format!("{index}.{name}");
        let known = |code: &str| {
            rules.catalogue.get(code).is_some()
                || rules.catalogue.groups.iter().any(|group| group.code == code)
        };
        if rule.category.as_deref().is_some_and(|code| !known(code)) {
            errors.add(at("category"), FieldCode::Unknown, "there is no such category or group");
        }
        check_area(&rules, at("area"), rule.area.as_deref(), &mut errors);
        if !rules.units.iter().any(|unit| unit.code == rule.unit) {
            errors.add(at("unit"), FieldCode::Unknown, "there is no such unit");
        }
    }
    errors.finish(Some(()))?;
    write(services, actor, ROUTING, &routing).await
}

fn check_count(count: usize, errors: &mut FieldErrors) {
    if count > RULES {
        errors.add("rules", FieldCode::TooMany, format!("at most {RULES}"));
    }
}

fn check_area(rules: &Rules, path: String, area: Option<&str>, errors: &mut FieldErrors) {
    if area.is_some_and(|code| rules.tree.get(code).is_none()) {
        errors.add(path, FieldCode::Unknown, "there is no such area");
    }
}

/// What decides on the ranking and the red and black list.
///
/// # Errors
/// For those who may not see the ledger.
pub async fn ranking_rules(services: &Services, actor: &Actor) -> Result<RankingRules, ApiError> {
    require_ledger(actor)?;
    read(services, RANKING).await
}

/// Replaces them.
///
/// # Errors
/// As [`Actor::require`]; [`domain::error::ErrorCode::Invalid`].
pub async fn set_ranking_rules(
    services: &Services,
    actor: &Actor,
    rules: RankingRules,
) -> Result<(), ApiError> {
    actor.require(Permission::HandleReports)?;
    let mut errors = FieldErrors::new();
    for (name, percent) in
        [("red_from_percent", rules.red_from_percent), ("black_below_percent", rules.black_below_percent)]
    {
        if percent > 100 {
            errors.add(name, FieldCode::OutOfRange, "between 0 and 100");
        }
    }
    if errors.is_empty() && rules.red_from_percent < rules.black_below_percent {
        errors.add("red_from_percent", FieldCode::Inconsistent, "lies below the black list's");
    }
    errors.finish(Some(()))?;
    write(services, actor, RANKING, &rules).await
}

/// Reports that wait for acceptance and that no routing rule covers, newest first.
///
/// # Errors
/// As [`Actor::require`].
pub async fn unrouted(services: &Services, actor: &Actor, rows: u32) -> Result<Vec<ReportRow>, ApiError> {
    actor.require(Permission::HandleReports)?;
    let rules = Rules::load(services).await?;
    let filter = ReportFilter { status: Some(ReportStatus::Received), ..ReportFilter::default() };
    let reports = services.store.list_reports(&filter, None, None, 1_000).await.map_err(from_store)?;
    let uncovered = |row: &ReportRow| rules.propose(&row.category, row.area.as_deref()).is_none();
    let rows = usize::try_from(rows).unwrap_or(usize::MAX);
    Ok(reports.into_iter().filter(uncovered).take(rows).collect())
}
