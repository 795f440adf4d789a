//! 样本量测算: which margin is wanted, and how many households of each area that takes; beside it what the last survey gave.

use super::address::{QueryText, filled};
use super::fields::{Choice, filter_select, flat};
use super::{awareness, page_head, slots};
use crate::components::charts::chart::{Cell, Chart, Files, Table};
use crate::components::errors::{self, Anchor};
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::{office_common as common, planner as t};
use domain::access::Permission;
use domain::area::AreaLevel;
use domain::awareness::{AwarenessAnswer, AwarenessQuery, GroupBy, Weights};
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::response::SurveyChannel;
use domain::statistics::{SamplePlan, SamplePlanQuery};
use domain::time::Period;
use leptos::prelude::*;
use serde::Deserialize;

const ADDRESS: &str = "/office/planner";
/// The margin when none is typed, in points.
const USUAL_MARGIN: f64 = 5.0;

/// What was typed; percentages as people write them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PlannerForm {
    /// Wanted margin in points.
    pub margin: Option<String>,
    /// Expected rate in percent.
    pub expected: Option<String>,
    /// Expected design effect; that of the survey when blank.
    pub design_effect: Option<String>,
    /// Expected response rate in percent; that of the last visits when blank.
    pub response_rate: Option<String>,
    /// `town` or `village`.
    pub level: Option<String>,
    /// `each`: every area reaches the margin by itself.
    pub aim: Option<String>,
}

impl PlannerForm {
    fn parse(&self, questionnaire: Option<String>) -> Result<SamplePlanQuery, ApiError> {
        let mut errors = FieldErrors::new();
        let mut number = |path: &str, text: &Option<String>, low: f64, high: f64| {
            let text = filled(text)?;
            match text.trim_end_matches(['%', '％']).trim().parse::<f64>() {
                Ok(number) if number >= low && number <= high => Some(number),
                Ok(_) => {
                    errors.add(path, FieldCode::OutOfRange, format!("between {low} and {high}"));
                    None
                }
                Err(_) => {
                    errors.add(path, FieldCode::Malformed, "expected a number");
                    None
                }
            }
        };
        let margin = number("margin", &self.margin, 0.5, 50.0).unwrap_or(USUAL_MARGIN);
        let expected = number("expected", &self.expected, 0.0, 100.0).unwrap_or(50.0);
        let design_effect = number("design_effect", &self.design_effect, 0.1, 100.0);
        let response_rate = number("response_rate", &self.response_rate, 1.0, 100.0).map(|rate| rate / 100.0);
        let level = filled(&self.level).and_then(AreaLevel::from_text);
        errors.finish(Some(SamplePlanQuery {
            margin: margin / 100.0,
            expected: expected / 100.0,
            design_effect,
            questionnaire,
            response_rate,
            level: level.unwrap_or(AreaLevel::Town),
            each: filled(&self.aim) != Some("all"),
        }))
    }

    fn query(&self) -> String {
        QueryText::new()
            .with("margin", self.margin.as_deref())
            .with("expected", self.expected.as_deref())
            .with("design_effect", self.design_effect.as_deref())
            .with("response_rate", self.response_rate.as_deref())
            .with("level", self.level.as_deref())
            .with("aim", self.aim.as_deref())
            .finish()
    }
}

/// A plan, and what the survey so far gives.
struct Planned {
    query: SamplePlanQuery,
    plan: SamplePlan,
    now: Option<AwarenessAnswer>,
    all: Option<AwarenessAnswer>,
}

async fn load(cx: &PageContext, form: &PlannerForm) -> Result<Planned, ApiError> {
    let questionnaires = awareness::questionnaires(cx).await?;
    let slug = questionnaires.first().map(|one| one.slug.clone());
    let query = form.parse(slug.clone())?;
    let plan = cx.backend.sample_plan(&query).await?;
    let by = if query.level == AreaLevel::Town { GroupBy::Stratum } else { GroupBy::Area };
    let asked = |questionnaire: String, by: GroupBy| AwarenessQuery {
        questionnaire,
        channel: SurveyChannel::Household,
        period: Period::default(),
        by,
        weights: Weights::Design,
    };
    let (now, all) = match slug {
        Some(slug) => (
            Some(cx.backend.awareness(&asked(slug.clone(), by)).await?),
            Some(cx.backend.awareness(&asked(slug, GroupBy::None)).await?),
        ),
        None => (None, None),
    };
    Ok(Planned { query, plan, now, all })
}

/// The planner.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext, form: &PlannerForm) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ReadStatistics)?;
    let (planned, wrong) = match load(cx, form).await {
        Ok(planned) => (Some(planned), None),
        Err(error) if !error.fields.is_empty() => (None, Some(error)),
        Err(error) => return Err(error.into()),
    };
    let files = Files { address: "/office/export/planner/", query: form.query() };
    let body = planned.as_ref().map(|planned| {
        view! { {answer(l, planned)} {chart_of(l, planned).view(cx, &files)} }
    });
    let view = view! {
        {page_head(t::title(l).to_owned(), t::lead(l), slots::print_button(cx, "btn btn-small"))}
        {fields(cx, form, wrong.as_ref())}
        {body}
    };
    let status = if wrong.is_some() { 422 } else { 200 };
    let frame = OfficeShell { title: t::title(l).to_owned(), section: Section::Awareness, status };
    Ok(Page::office(cx, frame, view))
}

/// The table as a file.
///
/// # Errors
/// What the backend refuses; not found when there is no such chart.
pub async fn chart(cx: &PageContext, form: &PlannerForm, id: &str) -> Result<Chart, PageError> {
    cx.backend.actor().require(Permission::Export)?;
    let chart = chart_of(cx.locale, &load(cx, form).await?);
    if chart.id == id { Ok(chart) } else { Err(ApiError::not_found("chart").into()) }
}

fn fields(cx: &PageContext, form: &PlannerForm, wrong: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let anchors = [
        Anchor { path: "margin", label: t::margin(l), id: "f-margin" },
        Anchor { path: "expected", label: t::expected(l), id: "f-expected" },
        Anchor { path: "design_effect", label: t::design_effect(l), id: "f-design_effect" },
        Anchor { path: "response_rate", label: t::response_rate(l), id: "f-response_rate" },
    ];
    let number = |name: &'static str, label: &'static str, value: &Option<String>, usual: &'static str| {
        let id = format!("f-{name}");
        view! {
            <div class="filter">
                <label class="filter-label" for=id.clone()>{label}</label>
                <input class="input" id=id name=name inputmode="decimal" value=value.clone().unwrap_or_default() placeholder=usual />
            </div>
        }
    };
    let aims = vec![Choice::new("each", t::aim_each(l)), Choice::new("all", t::aim_all(l))];
    let levels = vec![Choice::new("town", t::level_town(l)), Choice::new("village", t::level_village(l))];
    view! {
        {errors::summary(cx, wrong, &anchors)}
        <form class="filters hide-print" method="get" action=ADDRESS>
            {number("margin", t::margin(l), &form.margin, "5")}
            {filter_select("aim", t::aim(l), flat(aims), filled(&form.aim))}
            {filter_select("level", t::level(l), flat(levels), filled(&form.level))}
            {number("expected", t::expected(l), &form.expected, "50")}
            {number("design_effect", t::design_effect(l), &form.design_effect, t::of_survey(l))}
            {number("response_rate", t::response_rate(l), &form.response_rate, t::of_survey(l))}
            <div class="filters-actions">
                <button class="btn btn-primary">{t::compute(l)}</button>
                <a class="btn btn-quiet" href=ADDRESS>{common::clear_filter(l)}</a>
            </div>
        </form>
    }
    .into_any()
}

/// Half of an interval, in points.
fn half(low: Option<f64>, high: Option<f64>) -> Option<f64> {
    Some((high? - low?) / 2.0 * 100.0)
}

fn answer(l: Locale, planned: &Planned) -> AnyView {
    let Planned { query, plan, all, .. } = planned;
    let margin = format!("{:.1}", query.margin * 100.0);
    let interviews = l.number(plan.interviews);
    let text = match query.each {
        true => t::answer_each(l, margin, interviews, l.number(plan.visits)),
        false => t::answer_all(l, margin, interviews, l.number(plan.visits)),
    };
    let group = all.as_ref().and_then(|answer| answer.groups.first()).filter(|group| group.n > 0);
    let now = group.map(|group| match half(group.ci_low, group.ci_high) {
        Some(points) => t::now(l, l.number(group.n), format!("{points:.1}")),
        None => t::now_none(l, l.number(group.n)),
    });
    let measured = |code: &str| plan.notes.iter().any(|note| note == code);
    let effect = format!("{:.2}", plan.design_effect);
    let effect = match measured("design_effect_of_survey") {
        true => t::used_effect_survey(l, effect),
        false => t::used_effect(l, effect),
    };
    let rate = format!("{:.0}%", plan.response_rate * 100.0);
    let rate = match (measured("response_rate_of_survey"), measured("response_rate_assumed")) {
        (true, _) => t::used_rate_survey(l, rate),
        (_, true) => t::used_rate_none(l).to_owned(),
        _ => t::used_rate(l, rate),
    };
    let no_population =
        measured("no_population").then(|| view! { <p class="answer-note">{t::no_population(l)}</p> });
    view! {
        <section class="answer stack-s" id="plan-answer">
            <p class="answer-text">{text}</p>
            <p class="answer-note">{now}</p>
            <p class="answer-note">{effect}" "{rate}</p>
            {no_population}
        </section>
    }
    .into_any()
}

fn chart_of(l: Locale, planned: &Planned) -> Chart {
    let level = match planned.query.level {
        AreaLevel::Town => t::level_town(l),
        _ => t::level_village(l),
    };
    let mut table = Table::new([
        level,
        t::population(l),
        t::interviews(l),
        t::visits(l),
        t::sample_now(l),
        t::margin_now(l),
    ]);
    let mut push = |name: String,
                    population: u64,
                    interviews: u64,
                    visits: u64,
                    key: &str,
                    of: &Option<AwarenessAnswer>| {
        let group = of.as_ref().and_then(|answer| answer.groups.iter().find(|group| group.key == key));
        let points = group.and_then(|group| half(group.ci_low, group.ci_high));
        table.push(
            vec![
                name.into(),
                Cell::count(population),
                Cell::count(interviews),
                Cell::count(visits),
                group.map_or(Cell::count(0), |group| Cell::count(group.n)),
                Cell::number(points, |points| t::points(l, format!("{points:.1}"))),
            ],
            false,
        );
    };
    for row in &planned.plan.rows {
        push(row.name.clone(), row.population, row.interviews, row.visits, &row.code, &planned.now);
    }
    let plan = &planned.plan;
    push(t::sum(l).to_owned(), plan.population, plan.interviews, plan.visits, "all", &planned.all);
    Chart {
        id: "plan",
        title: t::table(l).to_owned(),
        definition: t::table_definition(l).to_owned(),
        method: "planner",
        alt: String::new(),
        legend: Vec::new(),
        drawing: None,
        table,
        open: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_read_as_people_write_them() {
        let text = |text: &str| Some(text.to_owned());
        let form = PlannerForm { margin: text("4％"), response_rate: text("80"), ..Default::default() };
        let query = form.parse(None).unwrap();
        assert_eq!((query.margin, query.response_rate, query.each), (0.04, Some(0.8), true));
        let wrong = PlannerForm { margin: text("0"), expected: text("x"), ..Default::default() };
        let paths: Vec<_> = wrong.parse(None).unwrap_err().fields.into_iter().map(|one| one.path).collect();
        assert_eq!(paths, ["margin", "expected"]);
    }
}
