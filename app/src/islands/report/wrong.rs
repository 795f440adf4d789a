//! What is missing or wrong: told at the field and in a summary, like the pages of the server do it.

use super::form::{Form, Shared};
use crate::browser::dom;
use crate::islands::words;
use crate::t::error as t;
use web_sys::{Element, HtmlElement};

/// Where the error of a path is shown, and what that field is called: id of the field, whether its frame is `.field`.
fn field_of(form: &Form, path: &str) -> (&'static str, &'static str) {
    let l = form.l;
    use crate::t::report as names;
    match path.split('.').next().unwrap_or_default() {
        "photos" => ("f-photo", names::photos(l)),
        "location" => ("f-area", names::place(l)),
        "area" => ("f-area", names::area(l)),
        "category" => ("categories", names::category(l)),
        "description" => ("f-description", names::description(l)),
        "contact" => ("f-phone", names::phone(l)),
        // What the person cannot see they cannot put right; the summary says it.
        _ => ("", ""),
    }
}

/// Shows errors, given as path and code, and leads to the first.
pub(super) fn show(form: &Shared, errors: &[(String, String)]) {
    clear(form, "");
    let l = form.l;
    let summary = dom::make("div", "error-summary");
    summary.set_id("errors");
    dom::attribute(&summary, "role", "alert");
    dom::attribute(&summary, "tabindex", "-1");
    let title =
        if errors.len() == 1 { t::one_to_correct(l).to_owned() } else { t::to_correct(l, errors.len()) };
    let title = dom::make_text("h2", "error-summary-title", &title);
    dom::put_icon(&title, "alert");
    let list = dom::make("ul", "");
    let mut told: Vec<String> = Vec::new();
    for (path, code) in errors {
        let text = words::field_error(l, path, code);
        let (id, label) = field_of(form, path);
        let line = if label.is_empty() { text.to_owned() } else { t::at_field(l, label, text) };
        if told.contains(&line) {
            continue;
        }
        let entry = dom::make("li", "");
        if id.is_empty() {
            entry.set_text_content(Some(&line));
        } else {
            let link = dom::make_text("a", "", &line);
            dom::attribute(&link, "href", &["#", id].concat());
            dom::append(&entry, &[&link]);
            mark(form, id, text);
        }
        dom::append(&list, &[&entry]);
        told.push(line);
    }
    dom::append(&summary, &[&title, &list]);
    let _ = form.element.prepend_with_node_1(&summary);
    dom::go_to(&summary);
}

/// Shows a failure that belongs to no field.
pub(super) fn show_failure(form: &Shared, text: &str) {
    clear(form, "");
    let summary = dom::make("div", "error-summary");
    summary.set_id("errors");
    dom::attribute(&summary, "role", "alert");
    dom::attribute(&summary, "tabindex", "-1");
    let title = dom::make_text("h2", "error-summary-title", text);
    dom::put_icon(&title, "alert");
    dom::append(&summary, &[&title]);
    let _ = form.element.prepend_with_node_1(&summary);
    dom::go_to(&summary);
}

/// Puts a message at a field.
fn mark(form: &Form, id: &str, text: &str) {
    let Some(field) = form.hook(&["#", id].concat()) else { return };
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
    // Whatever is folded away must be seen now.
    for fold in dom::find_all::<HtmlElement>(&form.element, "details.disclosure") {
        if fold.contains(Some(&field)) {
            dom::attribute(&fold, "open", "");
        }
    }
    let place = |selector: &str| -> Option<Element> { field.closest(selector).ok().flatten() };
    if let Some(frame) = place(".field") {
        match dom::find::<HtmlElement>(&frame, ".field-foot") {
            Some(foot) => drop(foot.prepend_with_node_1(&message)),
            None => dom::append(&frame, &[&message]),
        }
    } else if let Some(legend) = dom::find::<HtmlElement>(&field, "legend") {
        let _ = legend.after_with_node_1(&message);
    } else if let Some(list) = place("ol") {
        let _ = list.after_with_node_1(&message);
    }
}

/// Takes away the messages of a field; of all of them, and the summary, for an empty path.
pub(super) fn clear(form: &Form, path: &str) {
    let ids: &[&str] = match path {
        "" => &["f-photo", "f-area", "categories", "f-description", "f-phone"],
        path => &[field_of(form, path).0],
    };
    for id in ids {
        if let Some(message) = form.hook(&["#", id, "-error"].concat()) {
            message.remove();
        }
        if let Some(field) = form.hook(&["#", id].concat()) {
            dom::toggle(&field, "aria-invalid", false);
            let described = dom::data(&field, "aria-describedby").replace(&[id, "-error"].concat(), "");
            match described.trim() {
                "" => drop(field.remove_attribute("aria-describedby")),
                rest => dom::attribute(&field, "aria-describedby", rest),
            }
        }
    }
    if path.is_empty()
        && let Some(summary) = form.hook("#errors")
    {
        summary.remove();
    }
}
