//! The awareness rate (群众知晓率) and what was answered, from the counters.
//!
//! | file | what |
//! |---|---|
//! | this one | from a question to its answer |
//! | [`query`] | how a question is read, and whole weeks |
//! | [`groups`] | from totals to estimates, and what the public may see |
//! | [`options`] | how options were chosen, satisfaction |

pub mod groups;
pub mod options;
pub mod query;

use crate::error::{from_store, internal};
use crate::services::{Services, areas};
use domain::access::{Actor, Permission};
use domain::awareness::{AwarenessAnswer, AwarenessMethod, AwarenessQuery, GroupBy, ItemOptions, Weights};
use domain::error::{ApiError, FieldCode};
use domain::questionnaire::{ItemKind, Questionnaire, QuestionnaireSummary};
use groups::{Labels, Totals};
use store::{Items, TotalsBy, TotalsQuery, TotalsRow};

/// Answers a question about awareness. Everybody may ask; those who may not read statistics get the public's view.
///
/// # Errors
/// [`domain::error::ErrorCode::Invalid`] at `questionnaire` or `weights`.
pub async fn answer(
    services: &Services,
    actor: &Actor,
    query: &AwarenessQuery,
) -> Result<AwarenessAnswer, ApiError> {
    let versions = check(services, query).await?;
    let (weeks, mut notes) = query::whole_weeks(query.period);
    let by = match query.by {
        GroupBy::Week => TotalsBy::Week,
        GroupBy::Sex => TotalsBy::Sex,
        GroupBy::AgeBand => TotalsBy::AgeBand,
        GroupBy::None | GroupBy::Area | GroupBy::Stratum | GroupBy::Item => TotalsBy::None,
    };
    let score = || Items::Exactly(String::new());
    let of = |items, by| totals(services, query, weeks, items, by);
    let sample = of(score(), TotalsBy::None).await?;
    let rows = match query.by {
        GroupBy::None | GroupBy::Area | GroupBy::Stratum => sample.clone(),
        GroupBy::Item => of(Items::EveryAwareness, by).await?,
        GroupBy::Week | GroupBy::Sex | GroupBy::AgeBand => of(score(), by).await?,
    };
    // By item, everybody who has it right has passed it: the shares would repeat the rate.
    let (passed, all_right) = if query.by == GroupBy::Item {
        (Vec::new(), Vec::new())
    } else {
        let share = |item: &str| of(Items::Exactly(item.to_owned()), by);
        (share("#passed").await?, share("#all").await?)
    };
    let labels = labels(services, query.by, &versions).await?;
    let clusters = groups::clusters_of(&sample);
    let whole = groups::whole(&sample).map_err(|error| broken(&error))?;
    let totals = Totals { rows, passed, all_right, sample: clusters };
    let (mut groups, noted) =
        groups::estimate_groups(query.by, &totals, &labels).map_err(|error| broken(&error))?;
    let public = !actor.may(Permission::ReadStatistics);
    if public {
        groups.iter_mut().for_each(groups::hide_suppressed);
    }
    notes.extend(groups::note_texts(query.by, &groups, &noted, public));
    let (strata, clusters) = whole.map_or((0, 0), |whole| (whole.strata, whole.clusters));
    let method = AwarenessMethod {
        estimand: "mean_item_score".to_owned(),
        interval: "korn_graubard".to_owned(),
        confidence: 0.95,
        questionnaire: query.questionnaire.clone(),
        purpose: versions.first().map(|version| version.purpose.to_string()).unwrap_or_default(),
        channel: query.channel,
        weights: query.weights,
        from: weeks.0,
        to: weeks.1,
        strata,
        clusters,
    };
    Ok(AwarenessAnswer { method, groups, notes })
}

/// How the options of every item were chosen, for those who may read statistics.
///
/// # Errors
/// As [`Actor::require`] and [`answer`].
pub async fn item_options(
    services: &Services,
    actor: &Actor,
    query: &AwarenessQuery,
) -> Result<Vec<ItemOptions>, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    let versions = check(services, query).await?;
    let (weeks, _) = query::whole_weeks(query.period);
    let rows = totals(services, query, weeks, Items::Options, TotalsBy::None).await?;
    Ok(options::options_of(&forms(services, &versions).await?, &rows))
}

/// All versions of the questionnaire that is asked about, the published one first.
async fn check(services: &Services, query: &AwarenessQuery) -> Result<Vec<QuestionnaireSummary>, ApiError> {
    if query.weights == Weights::Raked {
        let message = "raking is not available yet; ask with weights=design";
        return Err(ApiError::field("weights", FieldCode::NotAllowed, message));
    }
    let mut versions = services.store.questionnaires().await.map_err(from_store)?;
    versions.retain(|version| version.slug == query.questionnaire);
    versions.sort_by_key(|version| std::cmp::Reverse((version.published, version.version)));
    if versions.is_empty() {
        let message = format!("there is no questionnaire {:?}", query.questionnaire);
        return Err(ApiError::field("questionnaire", FieldCode::Unknown, message));
    }
    Ok(versions)
}

async fn totals(
    services: &Services,
    query: &AwarenessQuery,
    weeks: query::Weeks,
    items: Items,
    by: TotalsBy,
) -> Result<Vec<TotalsRow>, ApiError> {
    let questionnaire = query.questionnaire.clone();
    let query = TotalsQuery { questionnaire, channel: query.channel, weeks, items, by };
    services.store.totals(&query).await.map_err(from_store)
}

async fn forms(
    services: &Services,
    versions: &[QuestionnaireSummary],
) -> Result<Vec<Questionnaire>, ApiError> {
    let mut forms = Vec::with_capacity(versions.len());
    for version in versions {
        let form = services.store.questionnaire(&version.slug, version.version).await.map_err(from_store)?;
        forms.extend(form);
    }
    Ok(forms)
}

/// What people call the groups, in the order in which they are shown.
async fn labels(
    services: &Services,
    by: GroupBy,
    versions: &[QuestionnaireSummary],
) -> Result<Labels, ApiError> {
    let options = |name: &str, forms: &[Questionnaire]| {
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
            let forms = forms(services, versions).await?;
            let items = forms.iter().flat_map(|form| &form.items);
            let tested = items.filter(|item| item.kind == ItemKind::Awareness);
            tested.map(|item| (item.name.clone(), item.label.zh.clone())).collect()
        }
        GroupBy::Sex => options("sex", &forms(services, versions).await?),
        GroupBy::AgeBand => options("age_band", &forms(services, versions).await?),
    })
}

/// The totals contradict themselves: the counters are damaged, and `chuangcheng doctor` will say where.
fn broken(error: &statistics::design::DesignError) -> ApiError {
    tracing::error!(%error, "the counters of answers cannot be estimated from");
    internal()
}
