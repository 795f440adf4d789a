//! The fields of each command's form.

use super::actions::Subject;
use super::form::ActionForm;
use crate::components::fields::{self, Field, Mark};
use crate::components::{errors, names};
use crate::page::PageContext;
use crate::pages::office::area_tree::{indented, tree};
use crate::t;
use domain::area::{Area, Unit};
use domain::case::CommandKind;
use domain::error::ApiError;
use domain::limits;
use leptos::prelude::*;

/// What the forms choose from.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// All units.
    pub units: Vec<Unit>,
    /// All areas.
    pub areas: Vec<Area>,
}

/// One form being built: its command, what was typed, and what was wrong with it.
pub(super) struct Form<'a> {
    pub(super) cx: &'a PageContext,
    pub(super) kind: CommandKind,
    pub(super) typed: &'a ActionForm,
    pub(super) error: Option<&'a ApiError>,
}

impl Form<'_> {
    fn id(&self, name: &str) -> String {
        format!("{}-{name}", self.kind.as_str())
    }

    fn value(&self, name: &str) -> &str {
        self.typed.typed(self.kind, name)
    }

    fn text(&self, name: &str, label: &str, mark: Mark, rows: u32) -> AnyView {
        let id = self.id(name);
        let longest = (mark == Mark::Required || rows > 2).then_some(limits::DESCRIPTION_CHARS);
        let field =
            Field { name, id: &id, label, value: self.value(name), mark, longest, ..Field::default() };
        fields::textarea(self.cx, self.error, field, rows)
    }

    fn line(&self, name: &str, label: &str, kind: &str, mark: Mark, hint: &str) -> AnyView {
        let id = self.id(name);
        let inputmode = if kind == "number" { "numeric" } else { "" };
        let value = self.value(name);
        let field = Field { name, id: &id, label, value, kind, mark, hint, inputmode, ..Field::default() };
        fields::input(self.cx, self.error, field)
    }

    fn choice(
        &self,
        name: &str,
        label: &str,
        mark: Mark,
        usual: &str,
        blank: &str,
        options: Vec<(String, String)>,
    ) -> AnyView {
        let id = self.id(name);
        let value = if self.typed.is(self.kind) { self.value(name) } else { usual };
        let field = Field { name, id: &id, label, value, mark, ..Field::default() };
        fields::select(self.cx, self.error, field, Some(blank), options)
    }

    fn reason(&self) -> AnyView {
        self.text("reason", t::case::reason(self.cx.locale), Mark::Required, 2)
    }

    fn note(&self) -> AnyView {
        self.text("note", t::case::note(self.cx.locale), Mark::Optional, 2)
    }

    /// Files with photos; `guide` is the photo from before, for a camera that lets it shine through.
    fn photos(&self, label: &'static str, mark: Mark, guide: Option<String>) -> AnyView {
        let l = self.cx.locale;
        let id = self.id("photos");
        let wrong = errors::find(self.error, "photos").is_some();
        let marked = match mark {
            Mark::Required => view! { <span class="required">{t::common::required(l)}</span> }.into_any(),
            _ => view! { <span class="optional">{t::common::optional(l)}</span> }.into_any(),
        };
        let described = if wrong { format!("{id}-hint {id}-error") } else { format!("{id}-hint") };
        let kept: Vec<_> = match self.typed.is(self.kind) {
            true => self.typed.fields.iter().filter(|(name, _)| name == "photos").collect(),
            false => Vec::new(),
        };
        let told = (!kept.is_empty()).then(|| {
            let hashes = kept.iter().map(|(_, sha256)| fields::hidden("photos", sha256.clone())).collect_view();
            view! { {hashes}<p class="small"><span class="tag tag-accent">{t::case::photos_kept(l, kept.len())}</span></p> }
        });
        let guide = guide.map(|src| super::guide::camera(self.cx, &id, src));
        view! {
            <div class="field">
                <label class="label" for=id.clone()>{label}" "{marked}</label>
                <p class="hint" id=format!("{id}-hint")>{t::case::after_photo_hint(l)}</p>
                {guide}
                {told}
                <input class="input input-file" type="file" id=id.clone() name="photos" accept="image/*" multiple
                    aria-describedby=described aria-invalid=wrong.then_some("true") />
                {errors::field_error(self.cx, self.error, "photos", &id)}
            </div>
        }
        .into_any()
    }

    fn units(
        &self,
        choices: &Choices,
        except: Option<&str>,
        proposed: Option<&str>,
    ) -> Vec<(String, String)> {
        let l = self.cx.locale;
        let mut units: Vec<&Unit> =
            choices.units.iter().filter(|unit| Some(unit.code.as_str()) != except).collect();
        units.sort_by_key(|unit| Some(unit.code.as_str()) != proposed);
        units
            .into_iter()
            .map(|unit| {
                let is_proposed = Some(unit.code.as_str()) == proposed;
                let name = if is_proposed { t::case::proposed(l, &unit.name) } else { unit.name.clone() };
                (unit.code.clone(), name)
            })
            .collect()
    }
}

/// The fields of a command.
pub(super) fn fields_of(form: &Form<'_>, subject: &Subject<'_>, choices: &Choices) -> AnyView {
    let l = form.cx.locale;
    let row = subject.case.map(|case| &case.row);
    match form.kind {
        CommandKind::Accept => accept(form, subject, choices),
        CommandKind::Assign => assign(form, subject, choices),
        CommandKind::TakeOn => take_on(form, subject),
        CommandKind::Rectify => {
            let before = subject.report.photos.iter().find(|photo| photo.stored);
            let guide = before.map(|photo| photo.medium.clone());
            view! {
                {form.photos(t::case::after_photo(l), Mark::Required, guide)}
                {form.text("note", t::case::note_rectify(l), Mark::Required, 2)}
            }
            .into_any()
        }
        CommandKind::Verify => view! {
            {form.photos(t::case::check_photo(l), Mark::Optional, None)}
            {form.note()}
        }
        .into_any(),
        CommandKind::SendBack => view! {
            {form.reason()}
            {form.photos(t::case::check_photo(l), Mark::Optional, None)}
        }
        .into_any(),
        CommandKind::Transfer => {
            let own = row.and_then(|row| row.unit.as_deref());
            let units = form.units(choices, own, None);
            view! {
                {form.choice("to", t::case::to_unit(l), Mark::Required, "", t::case::choose_unit(l), units)}
                {form.reason()}
            }
            .into_any()
        }
        CommandKind::RequestExtension => view! {
            {form.line("working_hours", t::case::more_hours(l), "number", Mark::Required, "")}
            {form.reason()}
        }
        .into_any(),
        CommandKind::RequestDeferral => view! {
            {form.line("until", t::case::until(l), "date", Mark::Required, "")}
            {form.reason()}
        }
        .into_any(),
        CommandKind::Link => view! {
            {form.line("of", t::case::main_case(l), "text", Mark::Required, t::case::main_case_hint(l))}
            {form.note()}
        }
        .into_any(),
        CommandKind::Correct => view! {
            {form.line("number", t::case::line_number(l), "number", Mark::Required, "")}
            {form.text("text", t::case::correction(l), Mark::Required, 2)}
        }
        .into_any(),
        CommandKind::Remark => form.text("text", t::case::remark(l), Mark::Required, 2),
        CommandKind::Unlink | CommandKind::Resume | CommandKind::Decide => form.note(),
        _ => form.reason(),
    }
}

fn accept(form: &Form<'_>, subject: &Subject<'_>, choices: &Choices) -> AnyView {
    let l = form.cx.locale;
    let catalogue = form.cx.backend.catalogue();
    let categories =
        catalogue.categories.iter().map(|c| (c.code.clone(), names::category(l, c).to_owned())).collect();
    let areas = tree(&choices.areas).into_iter().map(|row| (row.area.code.clone(), indented(&row))).collect();
    let (category, area) = (&subject.report.category, subject.report.area.as_deref().unwrap_or_default());
    view! {
        {form.choice("category", t::case::category(l), Mark::None, category, t::case::unchanged(l), categories)}
        {form.choice("area", t::case::area(l), Mark::None, area, t::case::unchanged(l), areas)}
        {form.note()}
    }
    .into_any()
}

fn assign(form: &Form<'_>, subject: &Subject<'_>, choices: &Choices) -> AnyView {
    let l = form.cx.locale;
    let proposed = subject.case.and_then(|case| case.proposed_unit.as_ref());
    let code = proposed.map(|(code, _)| code.as_str());
    let units = form.units(choices, None, code);
    let limit = subject.case.and_then(|case| case.limit_hours);
    let (mark, hint) = match limit {
        Some(hours) => (Mark::Optional, t::case::working_hours_hint(l, hours)),
        None => (Mark::Required, t::case::working_hours_needed(l).to_owned()),
    };
    let told = match proposed {
        Some((_, name)) => t::case::proposed_note(l, name),
        None => t::case::no_proposal(l).to_owned(),
    };
    let usual = code.unwrap_or_default();
    view! {
        <p class="small muted">{told}</p>
        {form.choice("unit", t::case::unit(l), Mark::Required, usual, t::case::choose_unit(l), units)}
        {form.line("working_hours", t::case::working_hours(l), "number", mark, &hint)}
        {form.note()}
    }
    .into_any()
}

fn take_on(form: &Form<'_>, subject: &Subject<'_>) -> AnyView {
    let l = form.cx.locale;
    let due = subject.case.and_then(|case| case.row.due);
    let hint = due.map(|due| t::case::date_hint(l, due.to_minute())).unwrap_or_default();
    view! {
        {form.text("measure", t::case::measure(l), Mark::Required, 2)}
        <div class="grid-2">
            {form.line("person", t::case::person(l), "text", Mark::Required, "")}
            {form.line("phone", t::case::phone(l), "tel", Mark::Optional, "")}
        </div>
        {form.line("date", t::case::date(l), "date", Mark::Required, &hint)}
    }
    .into_any()
}
