//! The working-time calendar (工作日历): hours of the weekdays, public holidays, make-up working days.

use super::rows::{self, At, BLANK};
use super::{Pairs, Part, Tab, require, save};
use crate::components::errors::{self, Anchor};
use crate::components::fields::{self, Field};
use crate::page::{Page, PageContext, PageError};
use crate::t::rules as t;
use domain::calendar::{CalendarBody, ExceptionBody, WeekBody};
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::time::Day;
use leptos::prelude::*;

/// Most days that are added at once.
const MOST_ADDED: i32 = 31;
/// The weekdays as fields, Monday first.
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The calendar as typed: hours of a day stand in one field, with blanks between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarForm {
    week: [String; 7],
    /// Day, hours, note.
    exceptions: Vec<[String; 3]>,
    /// First day, last day, hours and note of days to be added.
    added: [String; 4],
}

impl CalendarForm {
    /// What came with a form.
    pub fn read(pairs: &Pairs) -> Self {
        Self {
            week: WEEKDAYS.map(|name| rows::one(pairs, name)),
            exceptions: rows::read(pairs, ["day", "hours", "note"])
                .into_iter()
                .filter(|[day, ..]| !day.is_empty())
                .collect(),
            added: ["add_from", "add_to", "add_hours", "add_note"].map(|name| rows::one(pairs, name)),
        }
    }

    /// The calendar that is in force.
    pub fn of(body: &CalendarBody) -> Self {
        let week = &body.week;
        let days = [
            &week.monday,
            &week.tuesday,
            &week.wednesday,
            &week.thursday,
            &week.friday,
            &week.saturday,
            &week.sunday,
        ];
        let exceptions = body
            .exceptions
            .iter()
            .map(|one| [one.day.clone(), one.hours.join(" "), one.note.clone()])
            .collect();
        Self { week: days.map(|hours| hours.join(" ")), exceptions, added: Default::default() }
    }

    /// The calendar that it says, with the days to be added.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] at `add_from` and `add_to`.
    pub fn body(&self) -> Result<CalendarBody, ApiError> {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] =
            self.week.each_ref().map(|text| hours(text));
        let week = WeekBody { monday, tuesday, wednesday, thursday, friday, saturday, sunday };
        let mut exceptions: Vec<ExceptionBody> =
            self.exceptions.iter().map(|[day, text, note]| exception(day.clone(), text, note)).collect();
        let [from, to, text, note] = &self.added;
        if !from.is_empty() || !to.is_empty() {
            let first = day("add_from", if from.is_empty() { to } else { from })?;
            let last = day("add_to", if to.is_empty() { from } else { to })?;
            if last < first {
                return Err(ApiError::field("add_to", FieldCode::Inconsistent, "it ends before it starts"));
            }
            if last.0 - first.0 >= MOST_ADDED {
                return Err(ApiError::field("add_to", FieldCode::OutOfRange, "at most 31 days at once"));
            }
            for date in (first.0..=last.0).map(|day| Day(day).to_string()) {
                exceptions.retain(|one| one.day != date);
                exceptions.push(exception(date, text, note));
            }
        }
        exceptions.sort_by(|a, b| a.day.cmp(&b.day));
        Ok(CalendarBody { week, exceptions })
    }
}

fn day(path: &str, text: &str) -> Result<Day, ApiError> {
    let mut errors = FieldErrors::new();
    let day = errors.keep(Day::parse(path, text));
    errors.finish(day)
}

fn exception(day: String, text: &str, note: &str) -> ExceptionBody {
    ExceptionBody { day, hours: hours(text), note: note.to_owned() }
}

/// Hours as people write them: blanks, commas and 、 stand between them.
fn hours(text: &str) -> Vec<String> {
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；');
    text.split(between).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The calendar, or what was typed with what is wrong with it.
///
/// # Errors
/// What the backend refuses.
pub async fn page(
    cx: &PageContext,
    typed: Option<&CalendarForm>,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    require(cx)?;
    let kept = CalendarForm::of(&cx.backend.calendar().await?);
    let form = typed.unwrap_or(&kept);
    let names = [
        t::monday(l),
        t::tuesday(l),
        t::wednesday(l),
        t::thursday(l),
        t::friday(l),
        t::saturday(l),
        t::sunday(l),
    ];
    let paths = WEEKDAYS.map(|name| format!("week.{name}"));
    let ids = WEEKDAYS.map(|name| format!("f-{name}"));
    let mut anchors: Vec<Anchor<'_>> = Vec::new();
    for day in 0..7 {
        anchors.push(Anchor { path: &paths[day], label: names[day], id: &ids[day] });
    }
    anchors.push(Anchor { path: "week", label: t::week(l), id: "f-monday" });
    anchors.push(Anchor { path: "exceptions", label: t::exceptions(l), id: "exceptions" });
    anchors.push(Anchor { path: "add_from", label: t::first_day(l), id: "f-add_from" });
    anchors.push(Anchor { path: "add_to", label: t::last_day(l), id: "f-add_to" });
    let week = (0..7)
        .map(|day| {
            let field = Field {
                name: WEEKDAYS[day],
                label: names[day],
                value: &form.week[day],
                path: &paths[day],
                ..Field::default()
            };
            fields::input(cx, error, field)
        })
        .collect_view();
    let content = view! {
        <form class="stack stack-l" method="post" action="/office/rules/calendar">
            <section class="panel">
                <div class="panel-head"><h2 class="panel-title">{t::week(l)}</h2><p class="small muted">{t::hours_hint(l)}</p></div>
                <div class="panel-body"><div class="rules-week">{week}</div></div>
            </section>
            {added(cx, form, error)}
            <section class="panel panel-flush" id="exceptions">
                <div class="panel-head"><h2 class="panel-title">{t::exceptions(l)}</h2><p class="small muted">{t::exceptions_hint(l)}</p></div>
                <div class="panel-body">{exceptions(cx, form, error)}</div>
            </section>
            <p class="muted">{t::calendar_note(l)}</p>
            {save(l)}
        </form>
    }
    .into_any();
    Ok(super::page(
        cx,
        Part { tab: Tab::Calendar, lead: t::calendar_lead(l), error, anchors: &anchors, content },
    ))
}

/// A stretch of days at once, as a public holiday has.
fn added(cx: &PageContext, form: &CalendarForm, error: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let [from, to, hours, note] = &form.added;
    let field = |name: &'static str, label: &'static str, value, kind: &'static str, hint: &'static str| {
        fields::input(cx, error, Field { name, label, value, kind, hint, ..Field::default() })
    };
    view! {
        <section class="panel">
            <div class="panel-head"><h2 class="panel-title">{t::add_days(l)}</h2><p class="small muted">{t::add_days_hint(l)}</p></div>
            <div class="panel-body rules-added">
                {field("add_from", t::first_day(l), from.as_str(), "date", "")}
                {field("add_to", t::last_day(l), to.as_str(), "date", "")}
                {field("add_hours", t::hours(l), hours.as_str(), "text", "")}
                {field("add_note", t::note(l), note.as_str(), "text", "")}
            </div>
        </section>
    }
    .into_any()
}

fn exceptions(cx: &PageContext, form: &CalendarForm, error: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let blank = std::iter::repeat_n(<[String; 3]>::default(), BLANK);
    let lines = form
        .exceptions
        .iter()
        .cloned()
        .chain(blank)
        .enumerate()
        .map(|(row, [day, hours, note])| {
            let path = |name: &str| format!("exceptions.{row}.{name}");
            let (at_day, at_hours, at_note) = (path("day"), path("hours"), path("note"));
            view! {
                <tr>
                    {rows::input(cx, error, &At { name: "day", row, label: t::day(l), path: &at_day }, "date", &day)}
                    {rows::input(cx, error, &At { name: "hours", row, label: t::hours(l), path: &at_hours }, "text", &hours)}
                    {rows::input(cx, error, &At { name: "note", row, label: t::note(l), path: &at_note }, "text", &note)}
                </tr>
            }
            .into_any()
        })
        .collect();
    let whole = errors::find(error, "exceptions")
        .filter(|field| field.path == "exceptions")
        .and_then(|_| errors::field_error(cx, error, "exceptions", "exceptions"));
    view! { {whole}{rows::table(t::exceptions(l), [t::day(l), t::hours(l), t::note(l)], lines)} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(added: [&str; 4]) -> CalendarForm {
        CalendarForm {
            week: WEEKDAYS
                .map(|day| if day == "monday" { "08:30-12:00、14:30-17:30".into() } else { String::new() }),
            exceptions: vec![["2026-10-02".into(), "08:30-12:00".into(), "x".into()]],
            added: added.map(str::to_owned),
        }
    }

    #[test]
    fn a_holiday_is_added_day_by_day_and_takes_the_place_of_what_stood_there() {
        let body = form(["2026-10-01", "2026-10-03", "", "国庆节"]).body().unwrap();
        assert_eq!(body.week.monday, ["08:30-12:00", "14:30-17:30"]);
        let days: Vec<_> = body.exceptions.iter().map(|one| (one.day.as_str(), one.hours.len())).collect();
        assert_eq!(days, [("2026-10-01", 0), ("2026-10-02", 0), ("2026-10-03", 0)]);
        assert!(body.parse().is_ok());
    }

    #[test]
    fn a_single_day_is_enough_and_a_wrong_stretch_is_refused() {
        let body = form(["", "2026-10-10", "08:30-12:00", "调休"]).body().unwrap();
        assert_eq!(body.exceptions[1].day, "2026-10-10");
        let path = |added| form(added).body().unwrap_err().fields[0].path.clone();
        assert_eq!(path(["2026-10-03", "2026-10-01", "", ""]), "add_to");
        assert_eq!(path(["2026-10-01", "2027-10-01", "", ""]), "add_to");
        assert_eq!(path(["tomorrow", "", "", ""]), "add_from");
    }

    #[test]
    fn what_is_in_force_reads_back_as_it_is() {
        let body = form(["", "", "", ""]).body().unwrap();
        assert_eq!(CalendarForm::of(&body).body().unwrap(), body);
    }
}
