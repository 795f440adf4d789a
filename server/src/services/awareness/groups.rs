//! From totals by cluster to estimates by group, and what of them the public may see.

use super::raked::Factors;
use domain::awareness::{AwarenessGroup, GroupBy, Suppression};
use domain::time::Day;
use statistics::design::{ClusterTotals, DesignError, Estimate, Frame, Note, estimate_in};
use statistics::raked::{RakedRow, RakedSample};
use statistics::suppression::Suppression as Reason;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::TotalsRow;

/// Keys of groups with what people call them, in the order in which they are shown.
pub type Labels = Vec<(String, String)>;

/// Whom the respondents of a group are part of, prepared once for all groups.
pub enum Sample<'a> {
    /// Everybody with design weights: the clusters of the survey.
    Design(Frame<&'a str, &'a str>),
    /// Everybody with raked weights.
    Raked(RakedSample<&'a str, &'a str>, &'a Factors),
}

impl<'a> Sample<'a> {
    /// The sample of these rows of everybody, with design weights.
    pub fn of_clusters(everybody: &'a [TotalsRow]) -> Self {
        Self::Design(Frame::new(everybody.iter().map(|row| (row.stratum.as_str(), row.cluster.as_str()))))
    }

    /// The same with raked weights; `everybody` is given by sex and age band.
    ///
    /// # Errors
    /// When the totals contradict themselves.
    pub fn raked(everybody: &'a [TotalsRow], factors: &'a Factors) -> Result<Self, DesignError> {
        let rows: Vec<_> = everybody.iter().filter_map(|row| raked_row(row, factors)).collect();
        Ok(Self::Raked(RakedSample::new(&rows, &factors.cells)?, factors))
    }

    /// The estimate for a group; none when nobody of it answered.
    ///
    /// # Errors
    /// When the totals contradict themselves.
    pub fn estimate<'b: 'a>(&self, rows: &[&'b TotalsRow]) -> Result<Option<Estimate>, DesignError> {
        let estimate = match self {
            Self::Design(frame) => {
                estimate_in(&rows.iter().map(|row| totals_of(row)).collect::<Vec<_>>(), frame)
            }
            Self::Raked(sample, factors) => {
                sample.estimate(&rows.iter().filter_map(|row| raked_row(row, factors)).collect::<Vec<_>>())
            }
        };
        match estimate {
            Ok(estimate) => Ok(Some(estimate)),
            Err(DesignError::Empty) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What the design weights of a row are multiplied by; none when it does not count.
    fn factor(&self, row: &TotalsRow) -> Option<f64> {
        match self {
            Self::Design(_) => Some(1.0),
            Self::Raked(_, factors) => factors.cell_of(row).map(|cell| factors.cells[cell].factor),
        }
    }
}

fn totals_of(row: &TotalsRow) -> ClusterTotals<&str, &str> {
    // What was taken back may leave the last digit of a sum behind.
    let sum_w = row.sum_w.max(0.0);
    ClusterTotals {
        stratum: &row.stratum,
        cluster: &row.cluster,
        n: row.n,
        sum_w,
        sum_w2: row.sum_w2.max(0.0),
        sum_wy: row.sum_wy.clamp(0.0, sum_w),
    }
}

fn raked_row<'a>(row: &'a TotalsRow, factors: &Factors) -> Option<RakedRow<&'a str, &'a str>> {
    let cell = factors.cell_of(row)?;
    Some(RakedRow { totals: totals_of(row), sum_y: row.sum_y, cell })
}

/// The key of the group of everybody.
const EVERYBODY: &str = "all";
/// The key of those of whom it is not known; no code is empty.
const UNKNOWN: &str = "";
/// What they are called.
const UNKNOWN_LABEL: &str = "未填写";

/// The estimate of each group, and what a reader must know of it.
///
/// # Errors
/// When the totals contradict themselves.
pub fn estimate_groups<'a>(
    by: GroupBy,
    rows: &'a [TotalsRow],
    sample: &Sample<'a>,
    labels: &Labels,
) -> Result<(Vec<AwarenessGroup>, Vec<Vec<Note>>), DesignError> {
    let key = keys(by, rows);
    let rows = grouped(rows, &key);
    let place: HashMap<&str, usize> = labels.iter().map(|(key, _)| key.as_str()).zip(0..).collect();
    let called: HashMap<&str, &str> =
        labels.iter().rev().map(|(key, label)| (key.as_str(), label.as_str())).collect();
    let mut keys: Vec<String> = rows.keys().cloned().collect();
    if by == GroupBy::None && keys.is_empty() {
        keys.push(EVERYBODY.to_owned());
    }
    // Groups that nobody has named come last, by their code.
    keys.sort_by_cached_key(|key| (place.get(key.as_str()).copied().unwrap_or(usize::MAX), key.clone()));
    let mut groups = Vec::with_capacity(keys.len());
    let mut notes = Vec::with_capacity(keys.len());
    for key in keys {
        let rows = rows_of(&rows, &key);
        let estimate = sample.estimate(rows)?;
        // Those who are left out of raking are no group of it; everybody is one even then.
        if estimate.is_none() && by != GroupBy::None {
            continue;
        }
        let label = called.get(key.as_str()).copied();
        let label = label.unwrap_or(if key == UNKNOWN { UNKNOWN_LABEL } else { &key }).to_owned();
        // By item, everybody who has it right has passed it: the shares would repeat the rate.
        let shares = match by {
            GroupBy::Item => (None, None),
            _ => (share(rows, sample, |row| row.sum_wp), share(rows, sample, |row| row.sum_wa)),
        };
        groups.push(group(key, label, estimate.as_ref(), shares));
        notes.push(estimate.map(|estimate| estimate.notes).unwrap_or_default());
    }
    Ok((groups, notes))
}

/// Takes from a group everything that the public may not see of suppressed ones.
pub fn hide(group: &mut AwarenessGroup, why: Suppression) {
    let (key, label) = (std::mem::take(&mut group.key), std::mem::take(&mut group.label));
    *group = AwarenessGroup { suppressed: Some(why), ..nobody(key, label, 0) };
}

/// The notes as stable codes; with the key of the group after a colon where there are several. Notes on what the public may
/// not see are left out for the public.
pub fn note_texts(by: GroupBy, groups: &[AwarenessGroup], notes: &[Vec<Note>], public: bool) -> Vec<String> {
    let seen = groups.iter().zip(notes).filter(|(group, _)| !(public && group.suppressed.is_some()));
    let text = |group: &AwarenessGroup, note: Note| match by {
        GroupBy::None => note.code().to_owned(),
        _ => format!("{}:{}", note.code(), group.key),
    };
    seen.flat_map(|(group, notes)| notes.iter().map(move |note| text(group, *note))).collect()
}

/// Which group a row belongs to.
fn keys(by: GroupBy, rows: &[TotalsRow]) -> impl Fn(&TotalsRow) -> String + use<> {
    // The name of a cluster needs to be unique within its stratum only.
    let mut strata_of: HashMap<String, BTreeSet<String>> = HashMap::new();
    for row in rows.iter().filter(|_| by == GroupBy::Area) {
        strata_of.entry(row.cluster.clone()).or_default().insert(row.stratum.clone());
    }
    let known = |code: Option<&str>| code.unwrap_or(UNKNOWN).to_owned();
    let weeks: BTreeSet<Day> = rows.iter().filter_map(|row| row.week).collect();
    let weeks: HashMap<Day, String> = weeks.into_iter().map(|week| (week, week.to_string())).collect();
    move |row| match by {
        GroupBy::None => EVERYBODY.to_owned(),
        GroupBy::Area
            if !row.cluster.is_empty()
                && strata_of.get(&row.cluster).is_some_and(|strata| strata.len() > 1) =>
        {
            format!("{}/{}", row.stratum, row.cluster)
        }
        GroupBy::Area => row.cluster.clone(),
        GroupBy::Stratum => known(Some(&row.stratum)),
        GroupBy::Item => row.item.clone(),
        GroupBy::Week => row.week.and_then(|week| weeks.get(&week).cloned()).unwrap_or_default(),
        GroupBy::Sex => known(row.sex.as_deref()),
        GroupBy::AgeBand => known(row.age_band.as_deref()),
    }
}

/// The rows of each group.
type Grouped<'a> = BTreeMap<String, Vec<&'a TotalsRow>>;

fn rows_of<'a, 'b>(groups: &'b Grouped<'a>, key: &str) -> &'b [&'a TotalsRow] {
    groups.get(key).map(Vec::as_slice).unwrap_or_default()
}

fn grouped<'a>(rows: &'a [TotalsRow], key: &impl Fn(&TotalsRow) -> String) -> Grouped<'a> {
    let mut groups = Grouped::new();
    for row in rows {
        groups.entry(key(row)).or_default().push(row);
    }
    groups
}

/// Σwy/Σw; none when nobody counts.
fn share(rows: &[&TotalsRow], sample: &Sample<'_>, sum: impl Fn(&TotalsRow) -> f64) -> Option<f64> {
    let weighted = rows.iter().filter_map(|row| Some((sample.factor(row)?, row)));
    let (w, wy) =
        weighted.fold((0.0, 0.0), |(w, wy), (factor, row)| (w + factor * row.sum_w, wy + factor * sum(row)));
    (w > 0.0).then(|| (wy / w).clamp(0.0, 1.0))
}

fn group(
    key: String,
    label: String,
    estimate: Option<&Estimate>,
    (share_passed, share_all_right): (Option<f64>, Option<f64>),
) -> AwarenessGroup {
    let Some(found) = estimate else {
        return AwarenessGroup { suppressed: Some(Suppression::Empty), ..nobody(key, label, 0) };
    };
    AwarenessGroup {
        n_effective: found.n_effective,
        estimate: Some(found.estimate),
        se: found.se,
        df: Some(found.df),
        ci_low: Some(found.ci_low),
        ci_high: Some(found.ci_high),
        design_effect: found.design_effect,
        share_passed,
        share_all_right,
        suppressed: found.suppression().map(|reason| match reason {
            Reason::Empty => Suppression::Empty,
            Reason::FewRespondents => Suppression::FewRespondents,
            Reason::FewEffective => Suppression::FewEffective,
            Reason::WideInterval => Suppression::WideInterval,
        }),
        ..nobody(key, label, found.n)
    }
}

/// A group without values.
fn nobody(key: String, label: String, n: u64) -> AwarenessGroup {
    AwarenessGroup {
        key,
        label,
        n,
        n_effective: None,
        estimate: None,
        se: None,
        df: None,
        ci_low: None,
        ci_high: None,
        design_effect: None,
        share_passed: None,
        share_all_right: None,
        suppressed: None,
    }
}

#[cfg(test)]
mod tests;
