//! Filters of the desk, and forms that send a file.

use crate::components::errors;
use crate::components::icons::icon;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t::office_common as t;
use domain::error::ApiError;
use leptos::prelude::*;

/// One thing to choose: the value sent and the word shown.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// Choices under a heading; without a heading they stand at the top.
#[derive(Clone, Debug)]
pub struct ChoiceGroup {
    /// The heading.
    pub heading: Option<String>,
    /// What is below it.
    pub choices: Vec<Choice>,
}

/// The options of a `<select>`, with one of them chosen.
pub fn options(groups: Vec<ChoiceGroup>, chosen: &str) -> AnyView {
    let option = |choice: Choice| {
        let selected = choice.value == chosen;
        view! { <option value=choice.value selected=selected>{choice.label}</option> }
    };
    groups
        .into_iter()
        .map(|group| {
            let options = group.choices.into_iter().map(option).collect_view();
            match group.heading {
                Some(heading) => view! { <optgroup label=heading>{options}</optgroup> }.into_any(),
                None => options.into_any(),
            }
        })
        .collect_view()
        .into_any()
}

/// Choices without headings.
pub fn flat(choices: Vec<Choice>) -> Vec<ChoiceGroup> {
    vec![ChoiceGroup { heading: None, choices }]
}

/// A field of a filter: a list to choose from, where the empty value means everything.
pub fn filter_select(
    name: &'static str,
    label: &'static str,
    groups: Vec<ChoiceGroup>,
    chosen: Option<&str>,
) -> AnyView {
    let id = format!("f-{name}");
    view! {
        <div class="filter">
            <label class="filter-label" for=id.clone()>{label}</label>
            <select class="input" id=id name=name>{options(groups, chosen.unwrap_or_default())}</select>
        </div>
    }
    .into_any()
}

/// The two days of a filter, both included.
pub fn filter_period(l: Locale, from: Option<&str>, to: Option<&str>) -> AnyView {
    view! {
        <fieldset class="filter filter-range">
            <legend class="filter-label">{t::dates(l)}</legend>
            <input class="input" type="date" id="f-from" name="from" aria-label=t::from(l) value=from.unwrap_or_default().to_owned() />
            <span>{t::until(l)}</span>
            <input class="input" type="date" id="f-to" name="to" aria-label=t::to(l) value=to.unwrap_or_default().to_owned() />
        </fieldset>
    }
    .into_any()
}

/// A file to send, with the id and help of its own form; several such forms stand on one page.
pub fn file_field(
    l: Locale,
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    accept: &'static str,
) -> AnyView {
    view! {
        <div class="field">
            <label class="label" for=id>{label}</label>
            <p class="hint" id=format!("{id}-hint")>{hint}</p>
            <input class="input input-file" type="file" id=id name="file" accept=accept required=true
                aria-describedby=format!("{id}-hint") title=t::choose_file(l) />
        </div>
    }
    .into_any()
}

/// What is wrong with an imported file: every place with the line that programmers read, because it names the row.
pub fn file_problems(cx: &PageContext, error: &ApiError) -> AnyView {
    let l = cx.locale;
    let title = match error.fields.len() {
        0 => errors::message(l, error),
        count => t::fix_fields(l, count),
    };
    let lines = error
        .fields
        .iter()
        .map(|field| {
            let text = errors::field_message(l, field);
            view! {
                <li>
                    <code class="code">{field.path.clone()}</code>" "{text}" "
                    <span class="muted" lang="en">{field.message.clone()}</span>
                </li>
            }
        })
        .collect_view();
    let lines = if error.fields.is_empty() && !error.message.is_empty() {
        view! { <li><span class="muted" lang="en">{error.message.clone()}</span></li> }.into_any()
    } else {
        lines.into_any()
    };
    view! {
        <div class="error-summary" role="alert" tabindex="-1" id="errors">
            <h2 class="error-summary-title">{icon(cx, "alert")}{title}</h2>
            <p>{t::nothing_imported(l)}</p>
            <ul>{lines}</ul>
        </div>
    }
    .into_any()
}
