//! The awareness rate (群众知晓率) and what was answered, from the counters.
//!
//! | file | what |
//! |---|---|
//! | this one | from a question to its answer |
//! | [`query`] | how a question is read, and whole weeks |
//! | [`groups`] | from totals to estimates, and what the public may see |
//! | [`raked`] | weights raked to the population |
//! | `public` | what is hidden from the public, and rounded |
//! | [`options`] | how options were chosen, satisfaction |

pub mod groups;
pub mod options;
mod public;
pub mod query;
pub mod raked;

use crate::error::{from_store, internal};
use crate::services::{Services, areas};
use domain::access::{Actor, Permission};
use domain::awareness::{
    AwarenessAnswer, AwarenessMethod, AwarenessQuery, GroupBy, ItemOptions, OptionsAnswer, Weights,
};
use domain::error::{ApiError, FieldCode};
use domain::questionnaire::{ItemKind, Questionnaire};
use groups::{Labels, Sample};
use statistics::design::Estimate;
use std::collections::BTreeSet;
use store::{TotalsBy, TotalsQuery, TotalsRow};

/// How many versions before the published one may still lend their labels.
const EARLIER_VERSIONS: usize = 20;

/// Answers a question about awareness. Everybody may ask; those who may not read statistics get the public's view.
///
/// # Errors
/// [`domain::error::ErrorCode::Invalid`] at `questionnaire` or `weights`.
pub async fn answer(
    services: &Services,
    actor: &Actor,
    query: &AwarenessQuery,
) -> Result<AwarenessAnswer, ApiError> {
    Ok(answer_with_whole(services, actor, query).await?.0)
}

/// The same, with the estimate of everybody as it was computed.
///
/// # Errors
/// As [`answer`].
pub async fn answer_with_whole(
    services: &Services,
    actor: &Actor,
    query: &AwarenessQuery,
) -> Result<(AwarenessAnswer, Option<Estimate>), ApiError> {
    let public = !actor.may(Permission::ReadStatistics);
    let forms = check(services, query).await?;
    let (weeks, mut notes) =
        if public { query::whole_blocks(query.period) } else { query::whole_weeks(query.period) };
    let raked = query.weights == Weights::Raked;
    // Raked weights depend on sex and age band, whatever the grouping.
    let whole_sample = if raked { TotalsBy::SexAge } else { TotalsBy::None };
    let by = match query.by {
        GroupBy::Week if raked => TotalsBy::WeekSexAge,
        GroupBy::Week => TotalsBy::Week,
        GroupBy::Sex if !raked => TotalsBy::Sex,
        GroupBy::AgeBand if !raked => TotalsBy::AgeBand,
        _ => whole_sample,
    };
    let score = || vec![String::new()];
    let of = |items, by| totals(services, query, weeks, items, by);
    let rows = async {
        match query.by {
            GroupBy::None | GroupBy::Area | GroupBy::Stratum => Ok(None),
            GroupBy::Item => of(awareness_items(&forms), by).await.map(Some),
            GroupBy::Sex | GroupBy::AgeBand if raked => Ok(None),
            GroupBy::Week | GroupBy::Sex | GroupBy::AgeBand => of(score(), by).await.map(Some),
        }
    };
    let (everybody, rows) = tokio::try_join!(of(score(), whole_sample), rows)?;
    let rows = rows.as_deref().unwrap_or(&everybody);
    let labels = labels(services, query.by, &forms).await?;
    let factors = if raked {
        let population = services.store.population().await.map_err(from_store)?;
        let mut tree = areas::tree(services).await?;
        // Another process may have imported areas together with their people.
        if let Some(row) = population.iter().find(|row| tree.get(&row.area).is_none()) {
            tree = areas::tree_with(services, &row.area).await?;
        }
        let factors = raked::factors(&everybody, &population, &tree)?;
        // From exact weights the public could compute how many answered.
        let told = |note: &&String| !public || note.starts_with("margin_left_out");
        notes.extend(factors.notes.iter().filter(told).cloned());
        Some(factors)
    } else {
        None
    };
    let broken = |error| broken(&error);
    let sample = match &factors {
        Some(factors) => Sample::raked(&everybody, factors).map_err(broken)?,
        None => Sample::of_clusters(&everybody),
    };
    let whole = sample.estimate(&everybody.iter().collect::<Vec<_>>()).map_err(broken)?;
    let (mut groups, noted) = groups::estimate_groups(query.by, rows, &sample, &labels).map_err(broken)?;
    if public {
        public::protect(query.by, &mut groups);
    }
    notes.extend(groups::note_texts(query.by, &groups, &noted, public));
    let (strata, clusters) = whole.as_ref().map_or((0, 0), |whole| (whole.strata, whole.clusters));
    let method = AwarenessMethod {
        estimand: "mean_item_score".to_owned(),
        interval: "korn_graubard".to_owned(),
        confidence: 0.95,
        questionnaire: query.questionnaire.clone(),
        purpose: forms.first().map(|form| form.purpose.to_string()).unwrap_or_default(),
        channel: query.channel,
        weights: query.weights,
        from: weeks.0,
        to: weeks.1,
        strata,
        clusters,
    };
    Ok((AwarenessAnswer { method, groups, notes }, whole))
}

/// How the options of every item were chosen, for those who may read statistics; always with design weights, for options are
/// not counted by sex and age band.
///
/// # Errors
/// As [`Actor::require`] and [`answer`].
pub async fn item_options(
    services: &Services,
    actor: &Actor,
    query: &AwarenessQuery,
) -> Result<Vec<ItemOptions>, ApiError> {
    Ok(item_options_noted(services, actor, query).await?.items)
}

/// The same with what a reader must know.
///
/// # Errors
/// As [`item_options`].
pub async fn item_options_noted(
    services: &Services,
    actor: &Actor,
    query: &AwarenessQuery,
) -> Result<OptionsAnswer, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    let forms = check(services, query).await?;
    let (weeks, notes) = query::whole_weeks(query.period);
    let rows = totals(services, query, weeks, option_items(&forms), TotalsBy::None).await?;
    Ok(OptionsAnswer { items: options::options_of(&forms, &rows), notes })
}

/// Versions of the questionnaire that is asked about, the published one first, then the others from new to old.
async fn check(services: &Services, query: &AwarenessQuery) -> Result<Vec<Questionnaire>, ApiError> {
    let forms = forms(services, &query.questionnaire).await?;
    if forms.is_empty() {
        let message = format!("there is no questionnaire {:?}", query.questionnaire);
        return Err(ApiError::field("questionnaire", FieldCode::Unknown, message));
    }
    Ok(forms)
}

/// Versions before the published one are looked up by their number: a list of all would count the answers to each. Only where
/// none is published is the list read.
async fn forms(services: &Services, slug: &str) -> Result<Vec<Questionnaire>, ApiError> {
    let store = &services.store;
    let published = store.published_questionnaire(slug).await.map_err(from_store)?;
    let others: Vec<u32> = match &published {
        Some(form) => (1..form.version).rev().take(EARLIER_VERSIONS).collect(),
        None => store.questionnaire_versions(slug).await.map_err(from_store)?,
    };
    let mut forms: Vec<Questionnaire> = published.into_iter().collect();
    for version in others {
        forms.extend(store.questionnaire(slug, version).await.map_err(from_store)?);
    }
    Ok(forms)
}

/// The names of the awareness items of all versions.
fn awareness_items(forms: &[Questionnaire]) -> Vec<String> {
    let items = forms.iter().flat_map(|form| &form.items).filter(|item| item.kind == ItemKind::Awareness);
    let names: BTreeSet<&str> = items.map(|item| item.name.as_str()).collect();
    names.into_iter().map(str::to_owned).collect()
}

/// What options are counted under, with everybody who was shown the item, for all versions.
fn option_items(forms: &[Questionnaire]) -> Vec<String> {
    let items = forms.iter().flat_map(|form| &form.items);
    let names: BTreeSet<String> = items
        .flat_map(|item| {
            let options = item.options.iter().map(|option| format!("{}={}", item.name, option.code));
            options.chain([format!("{}=", item.name)])
        })
        .collect();
    names.into_iter().collect()
}

async fn totals(
    services: &Services,
    query: &AwarenessQuery,
    weeks: query::Weeks,
    items: Vec<String>,
    by: TotalsBy,
) -> Result<Vec<TotalsRow>, ApiError> {
    let questionnaire = query.questionnaire.clone();
    let query = TotalsQuery { questionnaire, channel: query.channel, weeks, items, by };
    services.store.totals(&query).await.map_err(from_store)
}

/// What people call the groups, in the order in which they are shown.
async fn labels(services: &Services, by: GroupBy, forms: &[Questionnaire]) -> Result<Labels, ApiError> {
    let options = |name: &str| {
        let items = forms.iter().filter_map(|form| form.item(name));
        items.flat_map(|item| &item.options).map(|o| (o.code.clone(), o.label.zh.clone())).collect()
    };
    Ok(match by {
        GroupBy::None | GroupBy::Week => Labels::default(),
        GroupBy::Area | GroupBy::Stratum => {
            let tree = areas::tree(services).await?;
            tree.shapes().iter().map(|shape| (shape.area.code.clone(), shape.area.name.clone())).collect()
        }
        GroupBy::Item => {
            let items = forms.iter().flat_map(|form| &form.items);
            let tested = items.filter(|item| item.kind == ItemKind::Awareness);
            tested.map(|item| (item.name.clone(), item.label.zh.clone())).collect()
        }
        GroupBy::Sex => options("sex"),
        GroupBy::AgeBand => options("age_band"),
    })
}

/// The totals contradict themselves: the counters are damaged, and `chuangcheng doctor` will say where.
fn broken(error: &statistics::design::DesignError) -> ApiError {
    tracing::error!(%error, "the counters of answers cannot be estimated from");
    internal()
}
