//! The awareness rate: the headline with its interval, the channels beside each other, groups, weeks and items.

use super::address::filled;
use super::awareness_query::AwarenessForm;
use super::fields::{Choice, filter_period, filter_select, flat};
use super::{awareness_answers, awareness_charts, awareness_headline, awareness_table, page_head};
use crate::components::errors::{self, Anchor};
use crate::components::icons::{icon, icon_with};
use crate::components::names;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::{office_awareness as t, office_common as common};
use domain::access::Permission;
use domain::awareness::{AwarenessAnswer, AwarenessQuery, GroupBy, ItemOptions, Weights};
use domain::error::ApiError;
use domain::questionnaire::{Purpose, QuestionnaireSummary};
use domain::response::SurveyChannel;
use leptos::prelude::*;

const ADDRESS: &str = "/office/awareness";

/// Everything that the page shows.
pub(super) struct Figures {
    /// What was asked.
    pub query: AwarenessQuery,
    /// Everybody, once for each channel.
    pub channels: Vec<(SurveyChannel, AwarenessAnswer)>,
    /// By the chosen grouping.
    pub groups: AwarenessAnswer,
    /// By week.
    pub weeks: AwarenessAnswer,
    /// By item.
    pub items: AwarenessAnswer,
    /// How the options were chosen.
    pub options: Vec<ItemOptions>,
}

/// The awareness page. A filter that cannot be read shows what is wrong and no figures.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext, form: &AwarenessForm) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ReadStatistics)?;
    let questionnaires = questionnaires(cx).await?;
    let Some(usual) = questionnaires.first().map(|questionnaire| questionnaire.slug.clone()) else {
        return Ok(render(cx, 200, page_head(t::title(l).to_owned(), (), ()), no_questionnaire(cx)));
    };
    let figures = match form.parse(&usual) {
        Ok(query) => load(cx, query).await,
        Err(error) => Err(error),
    };
    let (figures, wrong) = match figures {
        Ok(figures) => (Some(figures), None),
        Err(error) if !error.fields.is_empty() => (None, Some(error)),
        Err(error) => return Err(error.into()),
    };
    let lead = figures.as_ref().map(|figures| lead(l, &questionnaires, figures)).unwrap_or_default();
    let body = view! {
        {filters(cx, form, &usual, &questionnaires, wrong.as_ref())}
        {figures.as_ref().map(|figures| content(cx, figures))}
    };
    let status = if wrong.is_some() { 422 } else { 200 };
    Ok(render(cx, status, page_head(t::title(l).to_owned(), lead, exports(cx)), body.into_any()))
}

fn render(cx: &PageContext, status: u16, head: AnyView, body: AnyView) -> Page {
    let frame = OfficeShell { title: t::title(cx.locale).to_owned(), section: Section::Awareness, status };
    Page::office(cx, frame, view! { {head}{body} })
}

/// One line for each questionnaire, measurements first; somebody who may not manage them sees the published ones.
async fn questionnaires(cx: &PageContext) -> Result<Vec<QuestionnaireSummary>, ApiError> {
    let mut all = if cx.backend.actor().may(Permission::ManageQuestionnaires) {
        cx.backend.questionnaires().await?
    } else {
        cx.backend.published_questionnaires().await?
    };
    all.sort_by_key(|one| (one.purpose != Purpose::Measurement, !one.published));
    let mut known = std::collections::BTreeSet::new();
    all.retain(|one| known.insert(one.slug.clone()));
    Ok(all)
}

async fn load(cx: &PageContext, query: AwarenessQuery) -> Result<Figures, ApiError> {
    let by = |by: GroupBy| AwarenessQuery { by, ..query.clone() };
    let mut channels = Vec::new();
    for channel in SurveyChannel::ALL {
        // Raking repairs no self-selection, and what stands beside the chosen channel must not fail with it.
        let weights = if *channel == query.channel { query.weights } else { Weights::Design };
        let asked = AwarenessQuery { channel: *channel, weights, ..by(GroupBy::None) };
        channels.push((*channel, cx.backend.awareness(&asked).await?));
    }
    Ok(Figures {
        channels,
        groups: cx.backend.awareness(&query).await?,
        weeks: cx.backend.awareness(&by(GroupBy::Week)).await?,
        items: cx.backend.awareness(&by(GroupBy::Item)).await?,
        options: cx.backend.item_options(&query).await?,
        query,
    })
}

fn lead(l: Locale, questionnaires: &[QuestionnaireSummary], figures: &Figures) -> String {
    let slug = &figures.query.questionnaire;
    let title =
        questionnaires.iter().find(|one| one.slug == *slug).map_or(slug.as_str(), |one| l.pick(&one.title));
    let method = &figures.groups.method;
    let period = match (method.from, method.to.map(|to| to.plus(-1))) {
        (Some(from), Some(to)) => t::period(l, from, to),
        (Some(from), None) => t::period_from(l, from),
        (None, Some(to)) => t::period_to(l, to),
        (None, None) => t::all_time(l).to_owned(),
    };
    t::lead(l, title, names::survey_channel(l, figures.query.channel), period)
}

fn exports(cx: &PageContext) -> Option<AnyView> {
    cx.backend.actor().may(Permission::Export).then(|| {
        [("csv", t::export_csv(cx.locale)), ("xlsx", t::export_xlsx(cx.locale))]
            .map(|(kind, name)| {
                let href = format!("/office/export/responses.{kind}");
                view! { <a class="btn btn-small" href=href download="">{icon(cx, "download")}{name}</a> }
            })
            .collect_view()
            .into_any()
    })
}

fn filters(
    cx: &PageContext,
    form: &AwarenessForm,
    usual: &str,
    questionnaires: &[QuestionnaireSummary],
    wrong: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let forms = questionnaires
        .iter()
        .map(|one| {
            let name = format!("{} ({})", l.pick(&one.title), names::purpose(l, one.purpose));
            Choice::new(one.slug.clone(), name)
        })
        .collect();
    let channels =
        SurveyChannel::ALL.iter().map(|c| Choice::new(c.as_str(), names::survey_channel(l, *c))).collect();
    let groupings = GroupBy::ALL.iter().map(|by| Choice::new(by.as_str(), grouping(l, *by))).collect();
    let anchors = [
        Anchor { path: "questionnaire", label: t::questionnaire(l), id: "f-questionnaire" },
        Anchor { path: "channel", label: t::channel(l), id: "f-channel" },
        Anchor { path: "from", label: common::from(l), id: "f-from" },
        Anchor { path: "to", label: common::to(l), id: "f-to" },
        Anchor { path: "by", label: t::by(l), id: "f-by" },
        Anchor { path: "weights", label: t::weights(l), id: "f-weights" },
    ];
    let weights =
        [Choice::new("design", t::weights_design(l)), Choice::new("raked", t::weights_raked(l))].into();
    let by = filled(&form.by).unwrap_or(GroupBy::Stratum.as_str());
    view! {
        {errors::summary(cx, wrong, &anchors)}
        <form class="filters" method="get" action=ADDRESS>
            {filter_select("questionnaire", t::questionnaire(l), flat(forms), Some(filled(&form.questionnaire).unwrap_or(usual)))}
            {filter_select("channel", t::channel(l), flat(channels), filled(&form.channel))}
            {filter_period(l, form.from.as_deref(), form.to.as_deref())}
            {filter_select("by", t::by(l), flat(groupings), Some(by))}
            {filter_select("weights", t::weights(l), flat(weights), filled(&form.weights))}
            <div class="filters-actions">
                <button class="btn btn-primary">{icon(cx, "filter")}{common::apply_filter(l)}</button>
                <a class="btn btn-quiet" href=ADDRESS>{common::clear_filter(l)}</a>
            </div>
        </form>
        <p class="muted small">{t::weeks_note(l)}</p>
    }
    .into_any()
}

pub(super) const fn grouping(l: Locale, by: GroupBy) -> &'static str {
    match by {
        GroupBy::None => t::by_none(l),
        GroupBy::Area => t::by_area(l),
        GroupBy::Stratum => t::by_stratum(l),
        GroupBy::Item => t::by_item(l),
        GroupBy::Week => t::by_week(l),
        GroupBy::Sex => t::by_sex(l),
        GroupBy::AgeBand => t::by_age_band(l),
    }
}

fn content(cx: &PageContext, figures: &Figures) -> AnyView {
    let l = cx.locale;
    let chosen = figures.channels.iter().find(|(channel, _)| *channel == figures.query.channel);
    let everybody = chosen.and_then(|(_, answer)| answer.groups.first()).filter(|group| group.n > 0);
    let training = (figures.groups.method.purpose == Purpose::Training.as_str()).then(|| {
        view! {
            <div class="notice notice-info">{icon(cx, "info")}
                <div class="notice-body"><p>{t::training_notice(l)}</p></div></div>
        }
    });
    let body = match everybody {
        Some(group) => view! {
            {awareness_headline::headline(cx, figures, group)}
            {awareness_headline::channels(l, figures)}
            <div class="panels">
                <div class="stack">{awareness_charts::by_group(l, figures)}{awareness_charts::by_item(l, figures)}</div>
                {awareness_charts::by_week(l, figures)}
            </div>
            {awareness_table::groups(l, figures)}
            {awareness_table::notes(cx, figures)}
            {awareness_answers::panel(l, &figures.options)}
        }
        .into_any(),
        None => view! {
            {awareness_headline::channels(l, figures)}
            <div class="empty">
                {icon_with(cx, "chart", "empty-icon")}
                <p class="empty-title">{t::no_answers(l)}</p>
                <p class="empty-text">{t::no_answers_text(l)}</p>
            </div>
        }
        .into_any(),
    };
    view! { {training}{body} }.into_any()
}

fn no_questionnaire(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    let action = cx.backend.actor().may(Permission::ManageQuestionnaires).then(|| {
        view! { <a class="btn btn-primary" href="/office/questionnaires">{t::empty_action(l)}</a> }
    });
    view! {
        <div class="empty">
            {icon_with(cx, "chart", "empty-icon")}
            <p class="empty-title">{t::empty(l)}</p>
            <p class="empty-text">{t::empty_text(l)}</p>
            {action}
        </div>
    }
    .into_any()
}
