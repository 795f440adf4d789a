//! What is filled in about a visit: to keep it, to bring it back, and as `domain::survey::VisitBody` reads it.

use crate::browser::value::{self, elements, field, object, or_null, set, text};
use crate::browser::{chance, dom};
use domain::survey::VisitOutcome;
use domain::time::Timestamp;
use js_sys::{Array, Date, Object};
use wasm_bindgen::JsValue;
use web_sys::{HtmlElement, HtmlInputElement};

/// Fields with a text.
const FIELDS: [&str; 8] = ["id", "response", "attempt", "started_at", "lat", "lng", "accuracy_m", "note"];
/// When the first question was shown, on the form.
const ASKED: &str = "data-asked";

/// The value of the chosen one of several.
pub(super) fn chosen(form: &HtmlElement, name: &str) -> String {
    let selector = ["input[name='", name, "']:checked"].concat();
    dom::find::<HtmlInputElement>(form, &selector).map(|field| field.value()).unwrap_or_default()
}

/// Chooses one of several.
pub(super) fn choose(form: &HtmlElement, name: &str, value: &str) {
    let selector = ["input[name='", name, "'][value='", value, "']"].concat();
    if let Some(field) = dom::find::<HtmlInputElement>(form, &selector) {
        field.set_checked(true);
    }
}

/// How the visit ended, if that was chosen.
pub(super) fn outcome(form: &HtmlElement) -> Option<VisitOutcome> {
    VisitOutcome::from_text(&chosen(form, "outcome"))
}

/// Notes that the first question is shown now, once.
pub(super) fn asked(form: &HtmlElement) {
    if !form.has_attribute(ASKED) {
        dom::attribute(form, ASKED, &chance::now_text());
    }
}

/// Whether any question is answered.
pub(super) fn has_answers(form: &HtmlElement) -> bool {
    dom::find::<HtmlElement>(form, ".option input:checked").is_some()
}

/// Everything that is filled in, and the screen that is shown.
pub(super) fn read(form: &HtmlElement, screen: usize) -> JsValue {
    let filled = Object::new().into();
    for name in FIELDS {
        set(&filled, name, &dom::value(form, name).into());
    }
    let checked: Array = dom::find_all::<HtmlInputElement>(form, "input:checked")
        .into_iter()
        .map(|field| JsValue::from_str(&[field.name(), field.value()].join("=")))
        .collect();
    set(&filled, "checked", &checked);
    set(&filled, "asked", &dom::data(form, ASKED).into());
    #[expect(clippy::cast_precision_loss, reason = "a form has few screens")]
    set(&filled, "screen", &(screen as f64).into());
    filled
}

/// Fills the form in again; gives the screen that was shown.
pub(super) fn write(form: &HtmlElement, filled: &JsValue) -> usize {
    for name in FIELDS {
        dom::set_value(form, name, &text(filled, name));
    }
    let checked: Vec<String> =
        elements(&field(filled, "checked")).iter().filter_map(JsValue::as_string).collect();
    for field in dom::find_all::<HtmlInputElement>(form, "input[type='radio'], input[type='checkbox']") {
        field.set_checked(checked.contains(&[field.name(), field.value()].join("=")));
    }
    let asked = text(filled, "asked");
    if !asked.is_empty() {
        dom::attribute(form, ASKED, &asked);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "written by `read`")]
    let screen = field(filled, "screen").as_f64().unwrap_or(0.0) as usize;
    screen
}

/// When the visit began.
pub(super) fn began(form: &HtmlElement) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "a clock's milliseconds fit")]
    let at = Date::parse(&dom::value(form, "started_at")) as i64;
    Timestamp(at)
}

/// The visit. Only an interview has adults, consent and answers.
pub(super) fn body(form: &HtmlElement, door: &str, outcome: VisitOutcome) -> JsValue {
    let mut parts = door.splitn(3, '/');
    let mut part = || JsValue::from_str(parts.next().unwrap_or_default());
    let (plan, area, household) = (part(), part(), part());
    let interviewed = outcome == VisitOutcome::Interviewed;
    let number = |name: &str| JsValue::from(value::number(&dom::value(form, name)));
    let ended_at = chance::now_text();
    let adults = if interviewed { value::number(&chosen(form, "adults")).into() } else { JsValue::NULL };
    let at = value::number(&dom::value(form, "lat")).zip(value::number(&dom::value(form, "lng")));
    let location = at.map_or(JsValue::NULL, |(lat, lng)| {
        object(&[
            ("lat", lat.into()),
            ("lng", lng.into()),
            ("accuracy_m", number("accuracy_m")),
            ("source", "device".into()),
            ("datum", "wgs84".into()),
        ])
    });
    let response = if interviewed { response(form, &ended_at) } else { JsValue::NULL };
    object(&[
        ("plan", plan),
        ("area", area),
        ("household", household),
        ("attempt", number("attempt")),
        ("purpose", chosen(form, "purpose").into()),
        ("outcome", outcome.as_str().into()),
        ("consent", (interviewed && chosen(form, "consent") == "1").into()),
        ("adults", adults),
        ("started_at", before(&dom::value(form, "started_at"), &ended_at)),
        ("ended_at", ended_at.into()),
        ("location", location),
        ("note", or_null(dom::value(form, "note").trim())),
        ("response", response),
    ])
}

/// A moment, or the end if the clock was set back meanwhile.
fn before(moment: &str, end: &str) -> JsValue {
    if Date::parse(moment) <= Date::parse(end) { moment.into() } else { end.into() }
}

/// The answers. Items that were left blank have no option.
fn response(form: &HtmlElement, ended_at: &str) -> JsValue {
    let answers = Object::new();
    for question in dom::find_all::<HtmlElement>(form, "fieldset.question") {
        let chosen: Array = dom::find_all::<HtmlInputElement>(&question, ".option input:checked")
            .into_iter()
            .map(|option| JsValue::from_str(&option.value()))
            .collect();
        set(&answers, &dom::data(&question, "data-item"), &chosen);
    }
    object(&[
        ("id", dom::value(form, "response").into()),
        ("questionnaire", dom::data(form, "data-questionnaire").into()),
        ("version", value::number(&dom::data(form, "data-version")).into()),
        ("answers", answers.into()),
        ("started_at", before(&dom::data(form, ASKED), ended_at)),
        ("submitted_at", ended_at.into()),
    ])
}
