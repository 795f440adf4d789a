//! The design-based estimate of a mean of scores, from cluster totals.
//!
//! With W = Σw, p = Σwy/W and u = w(y − p)/W summed to the clusters c of strata h,
//! V = Σ_h n_h/(n_h − 1) Σ_c (u_hc − ū_h)² (Taylor linearisation, clusters drawn with replacement; the survey
//! package of R calls it `svymean`). Because u_hc needs only Σw and Σwy of the cluster, totals are as exact as
//! answers. The interval is Korn and Graubard's (1998), `svyciprop(method = "beta")` in R.

use crate::distributions::t_quantile;
use crate::proportion::{Interval, clopper_pearson};
use std::collections::{BTreeMap, BTreeSet};

/// What the respondents of one cluster, or of one part of it, add up to. Rows of the same cluster are added together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClusterTotals<S, C> {
    /// The stratum, by default a town.
    pub stratum: S,
    /// The cluster, by default a community or village; its name needs to be unique within the stratum only.
    pub cluster: C,
    /// Respondents.
    pub n: u64,
    /// Sum of their weights, Σw.
    pub sum_w: f64,
    /// Sum of their squared weights, Σw².
    pub sum_w2: f64,
    /// Weighted sum of their scores, Σwy, with each y in 0..=1.
    pub sum_wy: f64,
}

impl<S, C> ClusterTotals<S, C> {
    /// A cluster without respondents.
    pub fn empty(stratum: S, cluster: C) -> Self {
        Self { stratum, cluster, n: 0, sum_w: 0.0, sum_w2: 0.0, sum_wy: 0.0 }
    }

    /// Adds one respondent of weight `w` and score `y`.
    pub fn add(&mut self, w: f64, y: f64) {
        self.n = self.n.saturating_add(1);
        self.sum_w += w;
        self.sum_w2 += w * w;
        self.sum_wy += w * y;
    }

    /// Refuses what cannot be totals of weights and scores.
    pub(crate) fn check(&self) -> Result<(), DesignError> {
        let sums = [self.sum_w, self.sum_w2, self.sum_wy];
        if sums.iter().any(|sum| !sum.is_finite() || *sum < 0.0) {
            return Err(DesignError::Total);
        }
        if self.sum_wy > self.sum_w * (1.0 + 1e-9) {
            return Err(DesignError::Score);
        }
        if self.n == 0 && self.sum_w > 0.0 {
            return Err(DesignError::Weights);
        }
        Ok(())
    }
}

/// What a reader of an estimate must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Note {
    /// The estimate is 0 or 1: the interval rests on (Σw)²/Σw².
    Boundary,
    /// Fewer than one degree of freedom: the interval rests on (Σw)²/Σw² and ignores the clusters.
    FewClusters,
    /// All clusters agree, so that V is 0: the interval rests on (Σw)²/Σw².
    NoVariance,
    /// A stratum with one cluster was centred on the mean of all clusters.
    SingleClusterStratum,
}

impl Note {
    /// A stable code for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Boundary => "boundary",
            Self::FewClusters => "few_clusters",
            Self::NoVariance => "no_variance",
            Self::SingleClusterStratum => "single_cluster_stratum",
        }
    }
}

/// An estimated mean of scores with its 95 % interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Respondents.
    pub n: u64,
    /// Sum of their weights.
    pub sum_w: f64,
    /// The weighted mean of the scores, p, in 0..=1.
    pub estimate: f64,
    /// Its standard error √V; `None` when there are too few clusters to tell.
    pub se: Option<f64>,
    /// Degrees of freedom: clusters with respondents minus strata with respondents.
    pub df: f64,
    /// Effective respondents p(1 − p)/V; `None` when V is 0.
    pub n_effective: Option<f64>,
    /// The effective size n* behind the interval: adjusted by degrees of freedom, or (Σw)²/Σw² as `notes` say.
    pub n_interval: f64,
    /// Lower end of the interval.
    pub ci_low: f64,
    /// Upper end of the interval.
    pub ci_high: f64,
    /// n / n_effective; `None` where that is.
    pub design_effect: Option<f64>,
    /// Strata with respondents.
    pub strata: u32,
    /// Clusters with respondents.
    pub clusters: u32,
    /// What a reader must know; each note at most once, in the order of [`Note`].
    pub notes: Vec<Note>,
}

impl Estimate {
    /// The interval.
    pub fn interval(&self) -> Interval {
        Interval { low: self.ci_low, high: self.ci_high }
    }
}

/// Why there is no estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DesignError {
    /// Nobody with a positive weight answered.
    #[error("nobody answered")]
    Empty,
    /// A total is negative, infinite or not a number.
    #[error("a total must be a finite number and not negative")]
    Total,
    /// A weighted sum of scores exceeds the sum of weights, so that some score exceeds 1.
    #[error("scores must lie between 0 and 1")]
    Score,
    /// The squared weights cannot belong to that many respondents with that sum of weights.
    #[error("the sums of weights and of squared weights contradict each other")]
    Weights,
    /// A factor on the weights is not a positive, finite number.
    #[error("a weighting factor must be a positive, finite number")]
    Factor,
    /// A cell of the raking is not there, or has another number of margins than the others.
    #[error("a respondent belongs to no cell of the raking")]
    Cell,
    /// A group names a cluster that the sample does not have.
    #[error("a group names a cluster that the sample does not have")]
    Cluster,
}

/// The clusters of a survey by stratum: what n_h is counted in.
#[derive(Clone, Debug)]
pub struct Frame<S, C>(BTreeMap<S, BTreeSet<C>>);

impl<S: Ord, C: Ord> Frame<S, C> {
    /// The frame that holds these clusters, each given as (stratum, cluster), as often as you like.
    pub fn new(sample: impl IntoIterator<Item = (S, C)>) -> Self {
        let mut named: BTreeMap<S, BTreeSet<C>> = BTreeMap::new();
        for (stratum, cluster) in sample {
            named.entry(stratum).or_default().insert(cluster);
        }
        Self(named)
    }
}

/// Estimates the mean score of a group of respondents.
///
/// `domain` holds the totals of the group; `sample` names every cluster of the survey as (stratum, cluster), so that
/// clusters without a member of the group count in n_h with a total of zero, as `subset` does in R. Clusters of the
/// domain belong to the sample even if it does not name them: an empty `sample` means that the group is everybody.
///
/// # Errors
/// [`DesignError`] when nobody answered or the totals cannot be totals of weights and scores.
pub fn estimate<S, C>(domain: &[ClusterTotals<S, C>], sample: &[(S, C)]) -> Result<Estimate, DesignError>
where
    S: Ord + Clone,
    C: Ord + Clone,
{
    estimate_in(domain, &Frame::new(sample.iter().cloned()))
}

/// The same in a frame that is made once for many groups.
///
/// # Errors
/// As [`estimate`].
pub fn estimate_in<S, C>(domain: &[ClusterTotals<S, C>], frame: &Frame<S, C>) -> Result<Estimate, DesignError>
where
    S: Ord + Clone,
    C: Ord + Clone,
{
    let strata = by_stratum(domain)?;
    let whole = whole_of(strata.values().flat_map(BTreeMap::values))?;
    let p = whole.rate();
    let (variance, lonely) = variance(&strata, frame, &whole, p);
    let size = Size {
        clusters: count(strata.values().map(BTreeMap::len).sum()),
        strata: count(strata.len()),
        answered: whole.n,
    };
    conclude(&whole, variance, lonely, size)
}

/// What degrees of freedom are counted from.
pub(crate) struct Size {
    /// Clusters with respondents.
    pub clusters: u32,
    /// Strata with respondents.
    pub strata: u32,
    /// Respondents behind n − 1 in Korn and Graubard's adjustment.
    pub answered: u64,
}

/// From sums and V to the estimate and its interval.
pub(crate) fn conclude(
    whole: &Sums,
    variance: f64,
    lonely: bool,
    size: Size,
) -> Result<Estimate, DesignError> {
    // What is left of V when all clusters agree is rounding; one answer among ten thousand million would show.
    const ROUNDING: f64 = 1e-24;
    let p = whole.rate();
    let boundary = p <= 0.0 || p >= 1.0;
    let variance = if boundary || variance < ROUNDING { 0.0 } else { variance };
    let df = f64::from(size.clusters) - f64::from(size.strata);
    let n_effective = (variance > 0.0).then(|| p * (1.0 - p) / variance);
    let adjusted = n_effective.filter(|_| df >= 1.0).and_then(|n_effective| {
        let ratio = t_quantile(0.975, size.answered as f64 - 1.0)? / t_quantile(0.975, df)?;
        Some(n_effective * ratio * ratio)
    });
    let n_interval = adjusted.unwrap_or(whole.sum_w * whole.sum_w / whole.sum_w2);
    let interval = clopper_pearson(n_interval * p, n_interval).map_err(|_| DesignError::Weights)?;
    let notes = [
        (Note::Boundary, boundary),
        (Note::FewClusters, df < 1.0),
        (Note::NoVariance, !boundary && df >= 1.0 && variance == 0.0),
        (Note::SingleClusterStratum, lonely),
    ];
    Ok(Estimate {
        n: whole.n,
        sum_w: whole.sum_w,
        estimate: p,
        se: (df >= 1.0 || variance > 0.0).then(|| variance.sqrt()),
        df,
        n_effective,
        n_interval,
        ci_low: interval.low,
        ci_high: interval.high,
        design_effect: n_effective.map(|n_effective| whole.n as f64 / n_effective),
        strata: size.strata,
        clusters: size.clusters,
        notes: notes.into_iter().filter_map(|(note, applies)| applies.then_some(note)).collect(),
    })
}

/// Sums of weights and scores over any set of respondents.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sums {
    pub n: u64,
    pub sum_w: f64,
    pub sum_w2: f64,
    pub sum_wy: f64,
}

impl Sums {
    pub(crate) fn add(&mut self, other: Self) {
        self.n = self.n.saturating_add(other.n);
        self.sum_w += other.sum_w;
        self.sum_w2 += other.sum_w2;
        self.sum_wy += other.sum_wy;
    }

    /// p, exactly 0 or 1 where only rounding keeps it from that.
    pub(crate) fn rate(&self) -> f64 {
        let p = self.sum_wy / self.sum_w;
        if p < 1e-12 {
            0.0
        } else if p > 1.0 - 1e-12 {
            1.0
        } else {
            p
        }
    }
}

/// The totals of each cluster that has respondents, by stratum. Sorted, so that sums do not depend on the order.
fn by_stratum<S: Ord + Clone, C: Ord + Clone>(
    domain: &[ClusterTotals<S, C>],
) -> Result<BTreeMap<S, BTreeMap<C, Sums>>, DesignError> {
    let mut strata: BTreeMap<S, BTreeMap<C, Sums>> = BTreeMap::new();
    for row in domain {
        row.check()?;
        if row.sum_w > 0.0 {
            let clusters = strata.entry(row.stratum.clone()).or_default();
            let cluster = clusters.entry(row.cluster.clone()).or_default();
            cluster.add(Sums { n: row.n, sum_w: row.sum_w, sum_w2: row.sum_w2, sum_wy: row.sum_wy });
        }
    }
    Ok(strata)
}

/// Adds up all clusters and refuses sums that no set of weights has: Σw²·n ≥ (Σw)² ≥ Σw².
pub(crate) fn whole_of<'a>(clusters: impl Iterator<Item = &'a Sums>) -> Result<Sums, DesignError> {
    let mut whole = Sums::default();
    clusters.for_each(|cluster| whole.add(*cluster));
    if whole.n == 0 {
        return Err(DesignError::Empty);
    }
    let squared = whole.sum_w * whole.sum_w;
    if !squared.is_finite() || !whole.sum_w2.is_finite() {
        return Err(DesignError::Total);
    }
    let possible = whole.sum_w2 > 0.0
        && whole.sum_w2 <= squared * (1.0 + 1e-6)
        && squared <= whole.sum_w2 * whole.n as f64 * (1.0 + 1e-6);
    if possible { Ok(whole) } else { Err(DesignError::Weights) }
}

/// V, and whether a stratum with respondents has a single cluster in the sample.
fn variance<S: Ord + Clone, C: Ord + Clone>(
    strata: &BTreeMap<S, BTreeMap<C, Sums>>,
    Frame(named): &Frame<S, C>,
    whole: &Sums,
    p: f64,
) -> (f64, bool) {
    let mut total = 0.0;
    let mut lonely = false;
    for (stratum, clusters) in strata {
        let unnamed = clusters.keys().filter(|c| !named.get(stratum).is_some_and(|n| n.contains(c))).count();
        let n_h = named.get(stratum).map_or(0, BTreeSet::len) + unnamed;
        let u: Vec<f64> = clusters.values().map(|c| (c.sum_wy - p * c.sum_w) / whole.sum_w).collect();
        lonely |= n_h == 1;
        total += variance_of_stratum(&u, n_h);
    }
    (total, lonely)
}

/// n_h/(n_h − 1) Σ (u − ū)² over `n_h` clusters, of which those that are not given have a total of zero. A single cluster is
/// centred on the mean of all cluster totals, which is zero because u sums to zero over the group.
pub(crate) fn variance_of_stratum(u: &[f64], n_h: usize) -> f64 {
    if n_h == 1 {
        return u.iter().map(|u| u * u).sum();
    }
    let size = n_h as f64;
    let mean = u.iter().sum::<f64>() / size;
    let of_members: f64 = u.iter().map(|u| (u - mean) * (u - mean)).sum();
    let of_others = (size - u.len() as f64) * mean * mean;
    size / (size - 1.0) * (of_members + of_others)
}

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
