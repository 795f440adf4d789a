//! The bulletin (通报), regenerated from the history each time it is asked for.

use super::rules::Rules;
use super::{require_ledger, settings};
use crate::error::from_store;
use crate::services::Services;
use crate::services::reports::list::codes_below;
use domain::access::{Actor, Role};
use domain::case::bulletin::{Bulletin, BulletinCounts};
use domain::case::chain::hex;
use domain::case::ranking::{RankingRules, Standing, rank};
use domain::case::{Case, Change, Who};
use domain::error::{ApiError, FieldCode};
use domain::ledger::{BulletinLine, BulletinQuery, BulletinView, MissingReport};
use domain::office::Person;
use domain::time::{Day, Period, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use store::CaseHistory;
use uuid::Uuid;

/// Longest period, in days: ten years.
const DAYS: i32 = 3_660;
/// Missing reports are listed for periods up to so many days; in longer ones nobody reads them.
const MISSING_DAYS: i32 = 31;

/// Counts a bulletin.
///
/// # Errors
/// For those who may not see the ledger; [`domain::error::ErrorCode::Invalid`] at `from`, `to`, `unit`, `area`.
pub async fn bulletin(
    services: &Services,
    actor: &Actor,
    query: &BulletinQuery,
) -> Result<BulletinView, ApiError> {
    require_ledger(actor)?;
    let rules = Rules::load(services).await?;
    let ranking: RankingRules = settings::read(services, settings::RANKING).await?;
    let (from, to) = (query.from, query.to);
    if from > to || to > from.plus(DAYS) {
        return Err(ApiError::field("to", FieldCode::OutOfRange, "lies before `from`, or too far behind it"));
    }
    if query.unit.as_ref().is_some_and(|code| !rules.units.iter().any(|unit| unit.code == *code)) {
        return Err(ApiError::field("unit", FieldCode::Unknown, "there is no such unit"));
    }
    let below = query.area.as_deref().map(|code| codes_below(&rules.tree, code)).transpose()?;
    let period = Period { from: Some(from.start()), to: Some(to.plus(1).start()) };
    let now = services.clock.now();
    let (mut histories, head) =
        services.store.case_histories(from.start(), to.plus(1).start()).await.map_err(from_store)?;
    if let Some(below) = &below {
        histories.retain(|history| {
            let area = Case::fold(&history.events).and_then(|case| case.area);
            area.is_some_and(|area| below.contains(&area))
        });
    }
    let town =
        |code: &str| rules.tree.stratum_of(code).map_or_else(|| code.to_owned(), |area| area.code.clone());
    let counted =
        Bulletin::count(histories.iter().map(|history| history.events.as_slice()), period, now, &town);
    let mut units: Vec<BulletinLine> = rank(&counted.units, &ranking)
        .into_iter()
        .map(|ranked| BulletinLine {
            place: ranked.place,
            name: rules.unit_name(Some(&ranked.code)),
            standing: ranked.standing,
            ..line(Some(ranked.code), ranked.counts)
        })
        .collect();
    let nobody = counted.units.iter().filter(|row| row.code.is_none());
    units.extend(nobody.map(|row| line(None, row.counts)));
    let mut areas: Vec<BulletinLine> = counted
        .areas
        .into_iter()
        .map(|row| BulletinLine { name: rules.area_name(row.code.as_deref()), ..line(row.code, row.counts) })
        .collect();
    let mut total = line(None, counted.total);
    if let Some(unit) = &query.unit {
        units.retain(|line| line.code.as_ref() == Some(unit));
        total = units.first().cloned().unwrap_or_else(|| line(Some(unit.clone()), BulletinCounts::default()));
        total.name = rules.unit_name(Some(unit));
        areas.clear();
    }
    let missing = if to.0 - from.0 < MISSING_DAYS {
        let users = services.store.users().await.map_err(from_store)?;
        missing(&rules, &users, &histories, (from, to), now, query.unit.as_deref())
    } else {
        Vec::new()
    };
    Ok(BulletinView {
        from,
        to,
        counted_at: now,
        total,
        units,
        areas,
        rules: ranking,
        missing,
        ledger_position: head.position,
        ledger_hash: hex(&head.ledger_hash),
    })
}

fn line(code: Option<String>, counts: BulletinCounts) -> BulletinLine {
    BulletinLine {
        place: None,
        code,
        name: None,
        standing: Standing::Plain,
        closed_rate: counts.closed_rate(),
        on_time_rate: counts.on_time_rate(),
        satisfied_rate: counts.satisfied_rate(),
        counts,
    }
}

/// Working days on which a unit with open cases, or an inspector, entered nothing. A day counts when its work is over.
fn missing(
    rules: &Rules,
    users: &[Person],
    histories: &[CaseHistory],
    (from, to): (Day, Day),
    now: Timestamp,
    unit: Option<&str>,
) -> Vec<MissingReport> {
    let mut by_person: BTreeSet<(Day, Uuid)> = BTreeSet::new();
    let mut by_unit: BTreeSet<(Day, String)> = BTreeSet::new();
    let mut held: BTreeMap<String, Vec<(Timestamp, Timestamp)>> = BTreeMap::new();
    for history in histories {
        for event in &history.events {
            if let Who::Person { id, unit, .. } = &event.by {
                by_person.insert((event.at.day(), *id));
                by_unit.extend(unit.clone().map(|unit| (event.at.day(), unit)));
            }
        }
        hold(history, &mut held);
    }
    let over = |day: Day| rules.calendar.hours(day).last().is_some_and(|last| last.end(day) <= now);
    let mut missing = Vec::new();
    for day in (0..=to.0 - from.0).map(|days| from.plus(days)).filter(|day| over(*day)) {
        for known in rules.units.iter().filter(|known| unit.is_none_or(|unit| unit == known.code)) {
            let had = held.get(&known.code).is_some_and(|times| {
                times.iter().any(|(since, until)| *since < day.start() && *until > day.plus(1).start())
            });
            if had && !by_unit.contains(&(day, known.code.clone())) {
                let (unit, name) = (Some(known.code.clone()), known.name.clone());
                missing.push(MissingReport { day, unit, name });
            }
        }
        let inspectors = users.iter().filter(|user| user.role == Role::Inspector && unit.is_none());
        for user in inspectors {
            let there = user.created_at < day.start() && user.disabled_at.is_none_or(|at| at > day.start());
            if there && !by_person.contains(&(day, user.id)) {
                missing.push(MissingReport { day, unit: None, name: user.name.clone() });
            }
        }
    }
    missing
}

/// When which unit had a case.
fn hold(history: &CaseHistory, held: &mut BTreeMap<String, Vec<(Timestamp, Timestamp)>>) {
    let mut holder: Option<(String, Timestamp)> = None;
    for event in &history.events {
        let next = match &event.change {
            Change::Assigned { unit, .. } | Change::Transferred { to: unit, .. } => {
                Some((unit.clone(), event.at))
            }
            Change::Reopened { .. } | Change::SentBack { .. } | Change::Resumed { .. } => holder
                .clone()
                .map(|(unit, _)| (unit, event.at))
                .or_else(|| last_unit(history).map(|unit| (unit, event.at))),
            // What waits to be checked, is deferred or closed asks nothing of the unit.
            Change::Rectified { .. }
            | Change::Verified { .. }
            | Change::DeferralGranted { .. }
            | Change::Unassigned { .. } => None,
            _ => continue,
        };
        if let Some((unit, since)) = holder.take() {
            held.entry(unit).or_default().push((since, event.at));
        }
        holder = next;
    }
    if let Some((unit, since)) = holder {
        held.entry(unit).or_default().push((since, Timestamp(i64::MAX)));
    }
}

fn last_unit(history: &CaseHistory) -> Option<String> {
    Case::fold(&history.events).and_then(|case| case.unit)
}
