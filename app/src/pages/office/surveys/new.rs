//! A new plan: what is asked where, how many households, and what that is worth.

use super::table;
use crate::components::errors::{self, Anchor};
use crate::components::fields::{self, Field, Mark};
use crate::components::icons::icon;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::pages::office::area_tree::{TreeRow, tree};
use crate::pages::office::page_head;
use crate::t::office_surveys as t;
use domain::access::Permission;
use domain::area::AreaLevel;
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::limits;
use domain::survey::desk::ListedArea;
use domain::survey::{PlanBody, PlannedArea, SelectionMethod, VisitPurpose};
use domain::time::Day;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Households of an area unless somebody says otherwise.
const USUAL_DRAW: &str = "20";
/// How alike neighbours are (intra-cluster correlation), for the table of precision.
const ALIKE: f64 = 0.05;

/// What was typed, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanForm {
    /// The title.
    pub title: String,
    /// `slug/version`.
    pub questionnaire: String,
    /// `measurement` or `publicity`; empty counts as `measurement`.
    pub purpose: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Households of each area.
    pub draw: String,
    /// The seed; empty for a drawn one.
    pub seed: String,
    /// Codes of the chosen areas, in the order of the form.
    pub areas: Vec<String>,
    /// Households of areas without a list, by code.
    pub households: BTreeMap<String, String>,
}

impl PlanForm {
    /// Reads the fields of a form; `households.CODE` holds the number of an area.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "title" => form.title = value,
                "questionnaire" => form.questionnaire = value,
                "purpose" => form.purpose = value,
                "from" => form.from = value,
                "to" => form.to = value,
                "draw" => form.draw = value,
                "seed" => form.seed = value,
                "area" => form.areas.push(value),
                name => {
                    if let Some(code) = name.strip_prefix("households.") {
                        form.households.insert(code.to_owned(), value);
                    }
                }
            }
        }
        form
    }

    /// The plan that the form describes; `seed` is taken when none was typed.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] naming what cannot be read; everything else is checked by [`PlanBody::parse`].
    pub fn body(&self, seed: u64) -> Result<PlanBody, ApiError> {
        let mut errors = FieldErrors::new();
        let (slug, version) = self.questionnaire.rsplit_once('/').unwrap_or_default();
        let version = version.parse().ok();
        if version.is_none() {
            errors.add("questionnaire", FieldCode::Required, "choose a questionnaire");
        }
        let from = errors.keep(Day::parse("from", self.from.trim()));
        let to = errors.keep(Day::parse("to", self.to.trim()));
        let draw = self.draw.trim().parse().ok();
        if draw.is_none() {
            errors.add("draw", FieldCode::Malformed, "expected a number of households");
        }
        let seed = if self.seed.trim().is_empty() { Some(seed) } else { self.seed.trim().parse().ok() };
        if seed.is_none() {
            errors.add("seed", FieldCode::Malformed, "expected a whole number");
        }
        let purpose = match self.purpose.as_str() {
            "" => VisitPurpose::Measurement,
            text => VisitPurpose::from_text(text).unwrap_or(VisitPurpose::Measurement),
        };
        let areas = self.areas.iter().map(|code| {
            let typed = self.households.get(code).map(String::as_str).unwrap_or_default();
            PlannedArea {
                area: code.clone(),
                // With a list its length is taken instead; without one, 0 is refused at this area.
                households: typed.trim().parse().unwrap_or(0),
                draw: draw.unwrap_or(0),
                method: SelectionMethod::List,
                start_points: 0,
            }
        });
        let value = version.zip(from.zip(to)).zip(seed).map(|((version, (from, to)), seed)| PlanBody {
            title: self.title.clone(),
            questionnaire: slug.to_owned(),
            version,
            purpose,
            from,
            to,
            seed,
            areas: areas.collect(),
        });
        errors.finish(value)
    }
}

/// The form; after a failed one with what was typed and what was wrong.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext, typed: &PlanForm, error: Option<&ApiError>) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ManageSurveys)?;
    let forms = cx.backend.questionnaires().await?;
    let areas = cx.backend.areas().await?;
    let lists = cx.backend.household_lists().await?;
    let today = cx.backend.now().day();
    let mut typed = typed.clone();
    if error.is_none() {
        typed.from = today.to_string();
        typed.to = today.plus(13).to_string();
        typed.draw = USUAL_DRAW.to_owned();
    }
    let questionnaires: Vec<(String, String)> = forms
        .iter()
        .filter(|form| form.published)
        .map(|form| {
            let name = t::version(l, l.pick(&form.title), form.version);
            (format!("{}/{}", form.slug, form.version), name)
        })
        .collect();
    let anchors = anchors(l, error);
    let rows = tree(&areas);
    let view = view! {
        {page_head(t::new_title(l).to_owned(), t::new_lead(l), ())}
        {errors::summary(cx, error, &anchors.iter().map(|(path, label, id)| Anchor { path, label, id }).collect::<Vec<_>>())}
        <form class="stack" method="post" action="/office/surveys/new">
            <div class="split">
                <div class="split-main">{areas_panel(cx, &typed, &rows, &lists, error)}</div>
                <aside class="split-side">
                    <section class="panel">
                        <div class="panel-body stack">
                            {head_fields(cx, &typed, questionnaires, error)}
                            <button class="btn btn-primary">{icon(cx, "check")}{t::make(l)}</button>
                        </div>
                    </section>
                    {precision(l)}
                </aside>
            </div>
        </form>
    };
    let status = error.map_or(200, |error| error.code.status());
    let frame = OfficeShell { title: t::new_title(l).to_owned(), section: Section::Surveys, status };
    Ok(Page::office(cx, frame, view))
}

/// Path, label and element of what may be wrong; an area by its place in what was sent.
fn anchors(l: Locale, error: Option<&ApiError>) -> Vec<(String, String, String)> {
    let fixed = [
        ("title", t::plan_title(l), "f-title"),
        ("questionnaire", t::questionnaire(l), "f-questionnaire"),
        ("version", t::questionnaire(l), "f-questionnaire"),
        ("from", t::from(l), "f-from"),
        ("to", t::to(l), "f-to"),
        ("draw", t::draw(l), "f-draw"),
        ("seed", t::seed(l), "f-seed"),
    ];
    let mut anchors: Vec<_> =
        fixed.map(|(path, label, id)| (path.to_owned(), label.to_owned(), id.to_owned())).to_vec();
    for field in error.into_iter().flat_map(|error| &error.fields) {
        if field.path.starts_with("areas") {
            anchors.push((field.path.clone(), t::areas(l).to_owned(), "areas".to_owned()));
        }
    }
    anchors
}

fn head_fields(
    cx: &PageContext,
    typed: &PlanForm,
    questionnaires: Vec<(String, String)>,
    error: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let field = |name, label, hint, value| Field { name, label, hint, value, ..Field::default() };
    let none = questionnaires.is_empty().then(|| view! { <p class="hint">{t::no_form(l)}</p> });
    let title = Field {
        mark: Mark::Required,
        longest: Some(limits::NAME_CHARS),
        ..field("title", t::plan_title(l), t::plan_title_hint(l), &typed.title)
    };
    let questionnaire = Field {
        mark: Mark::Required,
        ..field("questionnaire", t::questionnaire(l), "", &typed.questionnaire)
    };
    let day =
        |name, label, value| Field { kind: "date", mark: Mark::Required, ..field(name, label, "", value) };
    let draw = Field {
        inputmode: "numeric",
        mark: Mark::Required,
        ..field("draw", t::draw(l), t::draw_hint(l), &typed.draw)
    };
    let seed = Field {
        inputmode: "numeric",
        mark: Mark::Optional,
        ..field("seed", t::seed(l), t::seed_hint(l), &typed.seed)
    };
    let chosen = VisitPurpose::from_text(&typed.purpose).unwrap_or(VisitPurpose::Measurement);
    let purposes = [
        (VisitPurpose::Measurement, t::measurement(l), t::measurement_hint(l)),
        (VisitPurpose::Publicity, t::publicity(l), t::publicity_hint(l)),
    ];
    let purposes = purposes
        .map(|(purpose, word, hint)| {
            view! {
                <label class="choice">
                    <input type="radio" name="purpose" value=purpose.as_str() checked=purpose == chosen />
                    <span class="choice-face">
                        <span class="choice-text">{word}</span><span class="choice-hint">{hint}</span>
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        {fields::input(cx, error, title)}
        {fields::select(cx, error, questionnaire, None, questionnaires)}
        {none}
        <fieldset class="fieldset">
            <legend class="label">{t::purpose(l)}</legend>
            <div class="choices">{purposes}</div>
        </fieldset>
        {fields::input(cx, error, day("from", t::from(l), &typed.from))}
        {fields::input(cx, error, day("to", t::to(l), &typed.to))}
        {fields::input(cx, error, draw)}
        {fields::input(cx, error, seed)}
    }
    .into_any()
}

fn areas_panel(
    cx: &PageContext,
    typed: &PlanForm,
    rows: &[TreeRow<'_>],
    lists: &[ListedArea],
    error: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let lengths: BTreeMap<&str, u32> =
        lists.iter().map(|list| (list.area.as_str(), list.households)).collect();
    let chosen: BTreeSet<&str> = typed.areas.iter().map(String::as_str).collect();
    let heads = view! {
        <th scope="col">{t::choose(l)}</th>
        <th scope="col">{t::area(l)}</th>
        <th scope="col" class="num">{t::total(l)}</th>
    };
    let rows = rows
        .iter()
        .map(|row| {
            let place = typed.areas.iter().position(|code| *code == row.area.code);
            let wrong = place.and_then(|place| {
                errors::field_error(cx, error, &format!("areas.{place}"), &format!("area-{}", row.area.code))
            });
            area_row(l, row, &lengths, typed, chosen.contains(row.area.code.as_str()), wrong)
        })
        .collect_view();
    view! {
        <section class="panel panel-flush" id="areas">
            <div class="panel-head">
                <div><h2 class="panel-title">{t::areas(l)}</h2><p class="small muted">{t::areas_hint(l)}</p></div>
            </div>
            <div class="panel-body">{table(t::areas(l), false, heads.into_any(), rows.into_any())}</div>
        </section>
    }
    .into_any()
}

fn area_row(
    l: Locale,
    row: &TreeRow<'_>,
    lengths: &BTreeMap<&str, u32>,
    typed: &PlanForm,
    chosen: bool,
    wrong: Option<AnyView>,
) -> AnyView {
    let area = row.area;
    let indent = "\u{3000}".repeat(row.depth);
    // Above communities and villages nobody walks from door to door.
    if matches!(area.level, AreaLevel::Banner | AreaLevel::Town) {
        return view! {
            <tr><td></td><td class="cell-main" data-label=t::area(l)><span aria-hidden="true">{indent}</span><span class="strong">{area.name.clone()}</span></td><td></td></tr>
        }
        .into_any();
    }
    let total = match lengths.get(area.code.as_str()) {
        Some(length) => view! { <span class="num">{t::from_list(l, length)}</span> }.into_any(),
        None => view! {
            <input class="input" type="text" inputmode="numeric" size="6" autocomplete="off" name=format!("households.{}", area.code)
                value=typed.households.get(&area.code).cloned().unwrap_or_default() aria-label=t::total_of(l, &area.name) />
        }
        .into_any(),
    };
    view! {
        <tr>
            <td data-label=t::choose(l)>
                <label class="check">
                    <input type="checkbox" name="area" value=area.code.clone() checked=chosen aria-label=t::choose_area(l, &area.name) />
                </label>
            </td>
            <td class="cell-main" data-label=t::area(l)><span aria-hidden="true">{indent}</span>{area.name.clone()}{wrong}</td>
            <td class="num" data-label=t::total(l)>{total}</td>
        </tr>
    }
    .into_any()
}

/// Half the width of the interval at 50 %, in percentage points, of a sample in clusters: 1.96 √(0.25 deff / n), with deff = 1 + (m − 1) ρ.
fn half_width(areas: u32, households: u32) -> f64 {
    let (areas, households) = (f64::from(areas), f64::from(households));
    let effect = 1.0 + (households - 1.0) * ALIKE;
    196.0 * (0.25 * effect / (areas * households)).sqrt()
}

fn precision(l: Locale) -> AnyView {
    let each = [10, 20, 30];
    let heads = each.map(
        |households| view! { <th scope="col" class="num">{t::precision_households(l, households)}</th> },
    );
    let rows = [10, 20, 30, 40].map(|areas| {
        let cells = each.map(
            |households| view! { <td class="num">{format!("±{:.1}", half_width(areas, households))}</td> },
        );
        view! { <tr><th scope="row" class="num">{areas}</th>{cells.collect_view()}</tr> }
    });
    view! {
        <details class="disclosure" open>
            <summary>{t::precision(l)}</summary>
            <div class="disclosure-body stack-s">
                <p class="small muted">{t::precision_note(l)}</p>
                <div class="table-wrap" tabindex="0" role="region" aria-label=t::precision(l)>
                    <table class="table table-compact">
                        <caption class="sr-only">{t::precision(l)}</caption>
                        <thead><tr><th scope="col" class="num">{t::precision_areas(l)}</th>{heads.collect_view()}</tr></thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
            </div>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_becomes_a_plan() {
        let pairs = [
            ("title", "十一月"),
            ("questionnaire", "awareness-household/2"),
            ("from", "2026-11-20"),
            ("to", "2026-11-30"),
            ("draw", "20"),
            ("area", "v1"),
            ("area", "v2"),
            ("households.v2", " 430 "),
        ];
        let form = PlanForm::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let body = form.body(7).unwrap();
        assert_eq!((body.questionnaire.as_str(), body.version, body.seed), ("awareness-household", 2, 7));
        assert_eq!(body.areas.iter().map(|area| area.households).collect::<Vec<_>>(), [0, 430]);
        let fields = PlanForm { seed: "x".into(), ..PlanForm::default() }.body(7).unwrap_err().fields;
        let paths: Vec<_> = fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(paths, ["questionnaire", "from", "to", "draw", "seed"]);
    }

    #[test]
    fn precision_is_that_of_a_sample_in_clusters() {
        // 400 households in 20 areas: deff 1.95, n effective 205.
        assert!((half_width(20, 20) - 6.84).abs() < 0.01, "{}", half_width(20, 20));
    }
}
