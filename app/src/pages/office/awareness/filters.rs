//! The filter of the awareness page as a form.

use super::ADDRESS;
use super::query::AwarenessForm;
use crate::components::errors::{self, Anchor};
use crate::components::icons::icon;
use crate::components::names;
use crate::page::PageContext;
use crate::pages::office::address::filled;
use crate::pages::office::fields::{Choice, filter_period, filter_select, flat};
use crate::t::{office_awareness as t, office_common as common};
use domain::error::ApiError;
use domain::questionnaire::QuestionnaireSummary;
use domain::response::SurveyChannel;
use leptos::prelude::*;

/// The form, with what is wrong above it.
pub fn filters(
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
    let anchors = [
        Anchor { path: "questionnaire", label: t::questionnaire(l), id: "f-questionnaire" },
        Anchor { path: "channel", label: t::channel(l), id: "f-channel" },
        Anchor { path: "from", label: common::from(l), id: "f-from" },
        Anchor { path: "to", label: common::to(l), id: "f-to" },
        Anchor { path: "weights", label: t::weights(l), id: "f-weights" },
    ];
    let weights =
        [Choice::new("design", t::weights_design(l)), Choice::new("raked", t::weights_raked(l))].into();
    view! {
        {errors::summary(cx, wrong, &anchors)}
        <form class="filters hide-print" method="get" action=ADDRESS>
            {filter_select("questionnaire", t::questionnaire(l), flat(forms), Some(filled(&form.questionnaire).unwrap_or(usual)))}
            {filter_select("channel", t::channel(l), flat(channels), Some(filled(&form.channel).unwrap_or("household")))}
            {filter_period(l, form.from.as_deref(), form.to.as_deref())}
            {filter_select("weights", t::weights(l), flat(weights), Some(filled(&form.weights).unwrap_or("design")))}
            <div class="filters-actions">
                <button class="btn btn-primary">{icon(cx, "filter")}{common::apply_filter(l)}</button>
                <a class="btn btn-quiet" href=ADDRESS>{common::clear_filter(l)}</a>
            </div>
        </form>
        <p class="muted small hide-print">{t::weeks_note(l)}</p>
    }
    .into_any()
}
