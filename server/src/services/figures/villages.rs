//! Small areas: communities and villages with few respondents, drawn towards what they have in common.

use super::places::town_of;
use crate::error::{from_store, internal};
use crate::services::awareness::query;
use crate::services::{Services, areas};
use domain::access::{Actor, Permission};
use domain::area::AreaLevel;
use domain::awareness::AwarenessQuery;
use domain::error::ApiError;
use domain::statistics::{SmallArea, SmallAreaSpread, SmallAreas};
use statistics::small_area::{AreaCount, AreaSpread, SmallAreaError, area_spread};
use std::collections::BTreeMap;
use store::{TotalsBy, TotalsQuery};

/// What the respondents of one cluster add up to.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    n: u64,
    w: f64,
    w2: f64,
    wy: f64,
}

impl Sums {
    fn share(&self) -> Option<f64> {
        (self.w > 0.0).then(|| (self.wy / self.w).clamp(0.0, 1.0))
    }

    /// Right and asked, on the effective number of respondents (Σw)²/Σw².
    fn count(&self) -> AreaCount {
        let Some(share) = self.share().filter(|_| self.w2 > 0.0) else { return AreaCount { x: 0.0, n: 0.0 } };
        let n = (self.w * self.w / self.w2).min(self.n as f64);
        AreaCount { x: (share * n).min(n), n }
    }
}

/// The shrunken shares of communities and villages, with design weights.
///
/// # Errors
/// As [`Actor::require`].
pub async fn small_areas(
    services: &Services,
    actor: &Actor,
    question: &AwarenessQuery,
) -> Result<SmallAreas, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    let (weeks, mut notes) = query::whole_weeks(question.period);
    notes.insert(0, "model_based".to_owned());
    let wanted = TotalsQuery {
        questionnaire: question.questionnaire.clone(),
        channel: question.channel,
        weeks,
        items: vec![String::new()],
        by: TotalsBy::None,
    };
    let rows = services.store.totals(&wanted).await.map_err(from_store)?;
    let tree = areas::tree(services).await?;
    let mut asked: BTreeMap<String, Sums> = BTreeMap::new();
    for row in rows {
        let sums = asked.entry(row.cluster).or_default();
        sums.n = sums.n.saturating_add(row.n);
        (sums.w, sums.w2, sums.wy) = (sums.w + row.sum_w, sums.w2 + row.sum_w2, sums.wy + row.sum_wy);
    }
    let mut listed: Vec<(String, String, Option<String>, Sums)> = Vec::new();
    for shape in tree.shapes() {
        let area = &shape.area;
        let village = matches!(area.level, AreaLevel::Community | AreaLevel::Village);
        let sums = asked.remove(&area.code);
        if sums.is_some() || (village && area.population > 0) {
            let town = town_of(&tree, &area.code);
            listed.push((area.code.clone(), area.name.clone(), town, sums.unwrap_or_default()));
        }
    }
    // Clusters of a survey need not be areas.
    listed.extend(asked.into_iter().map(|(code, sums)| (code.clone(), code, None, sums)));
    let counts: Vec<AreaCount> = listed.iter().map(|(_, _, _, sums)| sums.count()).collect();
    let spread = match area_spread(&counts) {
        Ok(spread) => spread,
        Err(SmallAreaError::Empty) => return Ok(SmallAreas { areas: Vec::new(), spread: None, notes }),
        Err(error) => {
            tracing::error!(%error, "small areas cannot be estimated");
            return Err(internal());
        }
    };
    let area = |((code, name, town, sums), count): ((String, String, Option<String>, Sums), &AreaCount)| {
        let interval = spread.interval(*count);
        SmallArea {
            code,
            name,
            town,
            n: sums.n,
            own: sums.share(),
            shrunken: spread.share(*count),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
        }
    };
    Ok(SmallAreas {
        areas: listed.into_iter().zip(&counts).map(area).collect(),
        spread: Some(match spread {
            AreaSpread::Beta { alpha, beta } => SmallAreaSpread::Beta { alpha, beta },
            AreaSpread::Pooled { share } => SmallAreaSpread::Pooled { share },
            AreaSpread::Apart { share } => SmallAreaSpread::Apart { share },
        }),
        notes,
    })
}
