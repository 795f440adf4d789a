//! What is missing or wrong: told at the field and in a summary, like the pages of the server do it.

use super::form::{Form, Shared};
use crate::browser::dom;
use crate::islands::words;
use crate::locale::Locale;
use crate::t::{case, error as t, walk};
use web_sys::HtmlElement;

/// The fields that can be wrong: path, id, name.
fn fields(l: Locale) -> [(&'static str, &'static str, &'static str); 11] {
    [
        ("photos", "f-photo", walk::photo(l)),
        ("category", "f-category", walk::category(l)),
        ("description", "f-description", walk::description(l)),
        ("location", "f-area", walk::place(l)),
        ("area", "f-area", walk::place_area(l)),
        ("unit", "f-unit", walk::unit(l)),
        ("measure", "f-measure", walk::measure(l)),
        ("person", "f-person", walk::person(l)),
        ("phone", "f-phone", walk::phone(l)),
        ("date", "f-date", walk::date(l)),
        ("working_hours", "f-working_hours", walk::working_hours(l)),
    ]
}

/// What is wrong with a field of an order, by its path and code.
pub(in crate::islands) fn field_error(l: Locale, path: &str, code: &str) -> &'static str {
    let top = path.split('.').next().unwrap_or_default();
    match (top, code) {
        ("photos", "required") => case::photo_required(l),
        ("date", "inconsistent") => walk::date_late(l),
        ("unit", "required") => walk::unit_none(l),
        ("ordered_at", "out_of_range") => walk::ordered_at_old(l),
        ("category" | "location" | "photos", _) => words::field_error(l, path, code),
        (_, "required") => t::required(l),
        _ => words::field_error(l, top, code),
    }
}

/// Shows errors, given as path and code, and leads to them.
pub(super) fn show(form: &Shared, errors: &[(String, String)]) {
    let l = form.l;
    let mut told: Vec<(&str, String)> = Vec::new();
    show_nothing(form);
    for (path, code) in errors {
        let text = field_error(l, path, code);
        let top = path.split('.').next().unwrap_or_default();
        let field = fields(l).into_iter().find(|(known, _, _)| *known == top);
        // What the person cannot see they cannot put right; the summary says it.
        let (id, line) =
            field.map_or(("", text.to_owned()), |(_, id, label)| (id, t::at_field(l, label, text)));
        if told.iter().all(|(_, other)| *other != line) {
            mark(form, id, text);
            told.push((id, line));
        }
    }
    let title = if told.len() == 1 { t::one_to_correct(l).to_owned() } else { t::to_correct(l, told.len()) };
    summary(form, &title, &told);
}

/// Shows a failure that belongs to no field.
pub(super) fn show_failure(form: &Shared, text: &str) {
    show_nothing(form);
    summary(form, text, &[]);
}

fn summary(form: &Form, title: &str, lines: &[(&str, String)]) {
    let summary = dom::make("div", "error-summary");
    summary.set_id("errors");
    dom::attribute(&summary, "role", "alert");
    dom::attribute(&summary, "tabindex", "-1");
    let title = dom::make_text("h2", "error-summary-title", title);
    dom::put_icon(&title, "alert");
    dom::append(&summary, &[&title]);
    let list = dom::make("ul", "");
    for (id, line) in lines {
        let entry = dom::make("li", "");
        if id.is_empty() {
            entry.set_text_content(Some(line));
        } else {
            let link = dom::make_text("a", "", line);
            dom::attribute(&link, "href", &["#", id].concat());
            dom::append(&entry, &[&link]);
        }
        dom::append(&list, &[&entry]);
    }
    if !lines.is_empty() {
        dom::append(&summary, &[&list]);
    }
    let _ = form.element.prepend_with_node_1(&summary);
    dom::go_to(&summary);
}

/// Puts a message at a field.
fn mark(form: &Form, id: &str, text: &str) {
    let Some(field) = form.hook(&["#", id].concat()).filter(|_| !id.is_empty()) else { return };
    let error_id = [id, "-error"].concat();
    if form.hook(&["#", &error_id].concat()).is_some() {
        return;
    }
    let message = dom::make_text("p", "field-error", text);
    message.set_id(&error_id);
    dom::put_icon(&message, "alert");
    dom::toggle(&field, "aria-invalid", true);
    let described = [dom::data(&field, "aria-describedby"), error_id].join(" ");
    dom::attribute(&field, "aria-describedby", described.trim());
    if let Some(frame) = field.closest(".field").ok().flatten() {
        match dom::find::<HtmlElement>(&frame, ".field-foot") {
            Some(foot) => drop(foot.prepend_with_node_1(&message)),
            None => dom::append(&frame, &[&message]),
        }
    }
}

/// Takes all messages away.
pub(super) fn show_nothing(form: &Form) {
    for (_, id, _) in fields(form.l) {
        clear(form, id);
    }
    if let Some(summary) = form.hook("#errors") {
        summary.remove();
    }
}

/// Takes away the message of a field.
pub(super) fn clear(form: &Form, id: &str) {
    let error_id = [id, "-error"].concat();
    if let Some(message) = form.hook(&["#", &error_id].concat()) {
        message.remove();
    }
    if let Some(field) = form.hook(&["#", id].concat()) {
        dom::toggle(&field, "aria-invalid", false);
        let described = dom::data(&field, "aria-describedby").replace(&error_id, "");
        match described.trim() {
            "" => drop(field.remove_attribute("aria-describedby")),
            rest => dom::attribute(&field, "aria-describedby", rest),
        }
    }
}
