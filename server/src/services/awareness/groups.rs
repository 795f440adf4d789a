//! From totals by cluster to estimates by group, and what of them the public may see.

use domain::awareness::{AwarenessGroup, GroupBy, Suppression};
use statistics::design::{ClusterTotals, DesignError, Estimate, Note, estimate};
use statistics::suppression::Suppression as Reason;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::TotalsRow;

/// Keys of groups with what people call them, in the order in which they are shown.
pub type Labels = Vec<(String, String)>;

/// A stratum and one of its clusters.
pub type SampleCluster = (String, String);

/// Totals by cluster, split as the question asks.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// Scores; by item: whether it is right.
    pub rows: Vec<TotalsRow>,
    /// Whether the pass mark is reached; none by item.
    pub passed: Vec<TotalsRow>,
    /// Whether everything is right; none by item.
    pub all_right: Vec<TotalsRow>,
    /// Every cluster of the sample.
    pub sample: Vec<SampleCluster>,
}

impl Totals {
    /// The same with other rows, such as reweighted ones.
    #[must_use]
    pub fn with(self, change: impl Fn(Vec<TotalsRow>) -> Vec<TotalsRow>) -> Self {
        Self {
            rows: change(self.rows),
            passed: change(self.passed),
            all_right: change(self.all_right),
            sample: self.sample,
        }
    }
}

/// The key of the group of everybody.
const EVERYBODY: &str = "all";
/// The key of those of whom it is not known; no code is empty.
const UNKNOWN: &str = "";
/// What they are called.
const UNKNOWN_LABEL: &str = "未填写";

/// Every cluster that somebody answered in.
pub fn clusters_of(sample: &[TotalsRow]) -> Vec<SampleCluster> {
    let clusters: BTreeSet<SampleCluster> =
        sample.iter().map(|row| (row.stratum.clone(), row.cluster.clone())).collect();
    clusters.into_iter().collect()
}

/// The estimate for everybody; none when nobody answered.
///
/// # Errors
/// When the totals contradict themselves.
pub fn whole(sample: &[TotalsRow]) -> Result<Option<Estimate>, DesignError> {
    estimated(&sample.iter().collect::<Vec<_>>(), &[])
}

/// The estimate of each group, and what a reader must know of it.
///
/// # Errors
/// When the totals contradict themselves.
pub fn estimate_groups(
    by: GroupBy,
    totals: &Totals,
    labels: &Labels,
) -> Result<(Vec<AwarenessGroup>, Vec<Vec<Note>>), DesignError> {
    let key = keys(by, &totals.rows);
    let rows = grouped(&totals.rows, &key);
    let (passed, all_right) = (grouped(&totals.passed, &key), grouped(&totals.all_right, &key));
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
        let estimate = estimated(rows_of(&rows, &key), &totals.sample)?;
        let label = called.get(key.as_str()).copied();
        let label = label.unwrap_or(if key == UNKNOWN { UNKNOWN_LABEL } else { &key }).to_owned();
        let shares = (share(rows_of(&passed, &key)), share(rows_of(&all_right, &key)));
        groups.push(group(key, label, estimate.as_ref(), shares));
        notes.push(estimate.map(|estimate| estimate.notes).unwrap_or_default());
    }
    Ok((groups, notes))
}

/// Takes from a suppressed group everything that the public may not see.
pub fn hide_suppressed(group: &mut AwarenessGroup) {
    if group.suppressed.is_some() {
        let (key, label) = (std::mem::take(&mut group.key), std::mem::take(&mut group.label));
        *group = AwarenessGroup { suppressed: group.suppressed, ..nobody(key, label, group.n) };
    }
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
    for row in rows {
        strata_of.entry(row.cluster.clone()).or_default().insert(row.stratum.clone());
    }
    let known = |code: Option<&str>| code.unwrap_or(UNKNOWN).to_owned();
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
        GroupBy::Week => row.week.map(|week| week.to_string()).unwrap_or_default(),
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

fn estimated(rows: &[&TotalsRow], sample: &[SampleCluster]) -> Result<Option<Estimate>, DesignError> {
    let totals: Vec<ClusterTotals<String, String>> = rows
        .iter()
        .map(|row| ClusterTotals {
            stratum: row.stratum.clone(),
            cluster: row.cluster.clone(),
            n: row.n,
            sum_w: row.sum_w,
            sum_w2: row.sum_w2,
            sum_wy: row.sum_wy,
        })
        .collect();
    match estimate(&totals, sample) {
        Ok(estimate) => Ok(Some(estimate)),
        Err(DesignError::Empty) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Σwy/Σw; none when nobody counts.
fn share(rows: &[&TotalsRow]) -> Option<f64> {
    let (w, wy) = rows.iter().fold((0.0, 0.0), |(w, wy), row| (w + row.sum_w, wy + row.sum_wy));
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
