//! Labelled inputs that keep what was typed and say what is wrong with it.

use super::errors;
use crate::page::PageContext;
use crate::t;
use domain::error::ApiError;
use leptos::prelude::*;

/// What the label says about whether a field has to be filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    #[default]
    None,
    /// 选填.
    Optional,
    /// 必填.
    Required,
}

/// A field of a form. Its element has the id `f-NAME`, unless another one is given.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// Name under which it is sent.
    pub name: &'a str,
    /// The id of its element, where several forms of a page have fields of one name; empty for `f-NAME`.
    pub id: &'a str,
    /// What it is called.
    pub label: &'a str,
    /// A sentence of help; empty for none.
    pub hint: &'a str,
    /// What was typed.
    pub value: &'a str,
    /// Whether it has to be filled.
    pub mark: Mark,
    /// Path of its errors; empty when it is the name.
    pub path: &'a str,
    /// Type of the input.
    pub kind: &'a str,
    /// For the browser's memory, as `username`; empty for `off`.
    pub autocomplete: &'a str,
    /// Which keyboard a phone shows, as `tel`; empty for the usual one.
    pub inputmode: &'a str,
    /// Most characters; none for no limit.
    pub longest: Option<usize>,
}

impl Default for Field<'_> {
    fn default() -> Self {
        Self {
            name: "",
            id: "",
            label: "",
            hint: "",
            value: "",
            mark: Mark::None,
            path: "",
            kind: "text",
            autocomplete: "",
            inputmode: "",
            longest: None,
        }
    }
}

impl Field<'_> {
    fn id(&self) -> String {
        if self.id.is_empty() { format!("f-{}", self.name) } else { self.id.to_owned() }
    }

    fn path(&self) -> &str {
        if self.path.is_empty() { self.name } else { self.path }
    }

    /// Ids of what describes the element: hint and error.
    fn described_by(&self, wrong: bool) -> Option<String> {
        let id = self.id();
        let hint = (!self.hint.is_empty()).then(|| format!("{id}-hint"));
        let error = wrong.then(|| format!("{id}-error"));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn frame(
        &self,
        cx: &PageContext,
        error: Option<&ApiError>,
        element: AnyView,
        counter: Option<AnyView>,
    ) -> AnyView {
        let l = cx.locale;
        let id = self.id();
        let mark = match self.mark {
            Mark::None => None,
            Mark::Optional => {
                Some(view! { <span class="optional">{t::common::optional(l)}</span> }.into_any())
            }
            Mark::Required => {
                Some(view! { <span class="required">{t::common::required(l)}</span> }.into_any())
            }
        };
        let hint = (!self.hint.is_empty())
            .then(|| view! { <p class="hint" id=format!("{id}-hint")>{self.hint.to_owned()}</p> });
        let wrong = errors::field_error(cx, error, self.path(), &id);
        let foot = (wrong.is_some() || counter.is_some())
            .then(|| view! { <div class="field-foot">{wrong}{counter}</div> });
        view! {
            <div class="field">
                <label class="label" for=id>{self.label.to_owned()}" "{mark}</label>
                {hint}
                {element}
                {foot}
            </div>
        }
        .into_any()
    }
}

/// An input of one line.
pub fn input(cx: &PageContext, error: Option<&ApiError>, field: Field<'_>) -> AnyView {
    input_with(cx, error, field, "input")
}

/// An input of one line with classes of its own, as `input input-code`.
pub fn input_with(
    cx: &PageContext,
    error: Option<&ApiError>,
    field: Field<'_>,
    class: &'static str,
) -> AnyView {
    let wrong = errors::find(error, field.path()).is_some();
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let element = view! {
        <input
            class=class
            id=field.id()
            name=field.name.to_owned()
            type=field.kind.to_owned()
            value=field.value.to_owned()
            autocomplete=text(field.autocomplete).unwrap_or_else(|| "off".to_owned())
            inputmode=text(field.inputmode)
            maxlength=field.longest.map(|longest| longest.to_string())
            required=field.mark == Mark::Required
            aria-describedby=field.described_by(wrong)
            aria-invalid=wrong.then_some("true")
        />
    };
    field.frame(cx, error, element.into_any(), None)
}

/// An input of several lines with a counter when its length is limited.
///
/// The limit is not given to the browser: a text that is too long is counted and refused with a message, not cut off.
pub fn textarea(cx: &PageContext, error: Option<&ApiError>, field: Field<'_>, rows: u32) -> AnyView {
    let wrong = errors::find(error, field.path()).is_some();
    let element = view! {
        <textarea
            class="input"
            id=field.id()
            name=field.name.to_owned()
            rows=rows.to_string()
            aria-describedby=field.described_by(wrong)
            aria-invalid=wrong.then_some("true")
            data-longest=field.longest.map(|longest| longest.to_string())
            inner_html=textarea_content(field.value)
        ></textarea>
    };
    let counter = field.longest.map(|longest| {
        let used = field.value.chars().count();
        let class = if used > longest { "counter is-over" } else { "counter" };
        view! { <p class=class><span data-counter>{used.to_string()}</span>{format!("/{longest}")}</p> }
            .into_any()
    });
    field.frame(cx, error, element.into_any(), counter)
}

/// The content of a `<textarea>` as HTML. Leptos does not escape text in this element, so it is done here. Browsers drop
/// a line break right after the tag, so one is put there to be dropped.
pub fn textarea_content(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 1);
    html.push('\n');
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c => html.push(c),
        }
    }
    html
}

/// A choice from a list of values with their names; `blank` names the choice of nothing, if that is possible.
pub fn select(
    cx: &PageContext,
    error: Option<&ApiError>,
    field: Field<'_>,
    blank: Option<&str>,
    options: impl IntoIterator<Item = (String, String)>,
) -> AnyView {
    let wrong = errors::find(error, field.path()).is_some();
    let blank = blank.map(|name| (String::new(), name.to_owned()));
    let options = blank.into_iter().chain(options).map(|(value, name)| {
        let chosen = value == field.value;
        view! { <option value=value selected=chosen>{name}</option> }
    });
    let element = view! {
        <select
            class="input"
            id=field.id()
            name=field.name.to_owned()
            required=field.mark == Mark::Required
            aria-describedby=field.described_by(wrong)
            aria-invalid=wrong.then_some("true")
        >
            {options.collect_view()}
        </select>
    };
    field.frame(cx, error, element.into_any(), None)
}

/// A hidden value that is sent along.
pub fn hidden(name: &'static str, value: impl Into<String>) -> AnyView {
    view! { <input type="hidden" name=name value=value.into() /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::render;

    #[test]
    fn what_was_typed_into_a_textarea_cannot_end_it() {
        let typed = "\n</textarea><script>alert(1)</script> & more";
        let html = render(view! { <textarea name="d" inner_html=textarea_content(typed)></textarea> });
        assert_eq!(
            html,
            "<textarea name=\"d\">\n\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</textarea>"
        );
    }
}
