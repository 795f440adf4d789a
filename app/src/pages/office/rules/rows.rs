//! Tables of inputs: what is kept, and blank rows at the end for what is new. A row whose first field is emptied is
//! removed when the form is saved.

use super::Pairs;
use crate::components::errors;
use crate::page::PageContext;
use crate::pages::office::fields::{ChoiceGroup, options};
use domain::error::ApiError;
use leptos::prelude::*;

/// Blank rows at the end of a table.
pub(super) const BLANK: usize = 3;

/// The values of several fields of one name each, row by row; blank rows are left out.
pub(super) fn read<const N: usize>(pairs: &Pairs, names: [&str; N]) -> Vec<[String; N]> {
    let columns = names.map(|name| {
        pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| value.trim()).collect::<Vec<_>>()
    });
    let length = columns.iter().map(Vec::len).max().unwrap_or_default();
    (0..length)
        .map(|row| columns.each_ref().map(|column| column.get(row).copied().unwrap_or_default().to_owned()))
        .filter(|row| row.iter().any(|value| !value.is_empty()))
        .collect()
}

/// The value of a field that stands there once.
pub(super) fn one(pairs: &Pairs, name: &str) -> String {
    let found = pairs.iter().find(|(other, _)| other == name);
    found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

/// A table with a head and rows of cells.
pub(super) fn table<const N: usize>(
    label: &'static str,
    heads: [&'static str; N],
    rows: Vec<AnyView>,
) -> AnyView {
    let heads = heads.map(|head| view! { <th scope="col">{head}</th> });
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=label>
            <table class="table table-compact table-cards">
                <caption class="sr-only">{label}</caption>
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Where an input stands: its name, its row, its label, and the path of its errors.
pub(super) struct At<'a> {
    pub name: &'static str,
    pub row: usize,
    pub label: &'static str,
    pub path: &'a str,
}

impl At<'_> {
    fn id(&self) -> String {
        format!("f-{}-{}", self.name, self.row)
    }
}

/// A cell with an input of one line.
pub(super) fn input(
    cx: &PageContext,
    error: Option<&ApiError>,
    at: &At<'_>,
    kind: &'static str,
    value: &str,
) -> AnyView {
    let wrong = errors::find(error, at.path).is_some();
    let id = at.id();
    view! {
        <td data-label=at.label>
            <input
                class="input"
                id=id.clone()
                type=kind
                name=at.name
                value=value.to_owned()
                aria-label=format!("{} {}", at.label, at.row + 1)
                aria-invalid=wrong.then_some("true")
                aria-describedby=wrong.then(|| format!("{id}-error"))
            />
            {errors::field_error(cx, error, at.path, &id)}
        </td>
    }
    .into_any()
}

/// A cell with a list to choose from.
pub(super) fn select(
    cx: &PageContext,
    error: Option<&ApiError>,
    at: &At<'_>,
    groups: Vec<ChoiceGroup>,
    chosen: &str,
) -> AnyView {
    let wrong = errors::find(error, at.path).is_some();
    let id = at.id();
    view! {
        <td data-label=at.label>
            <select
                class="input"
                id=id.clone()
                name=at.name
                aria-label=format!("{} {}", at.label, at.row + 1)
                aria-invalid=wrong.then_some("true")
                aria-describedby=wrong.then(|| format!("{id}-error"))
            >
                {options(groups, chosen)}
            </select>
            {errors::field_error(cx, error, at.path, &id)}
        </td>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Pairs {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn rows_are_read_in_order_and_blank_ones_are_left_out() {
        let pairs = pairs(&[
            ("day", "2026-10-01"),
            ("note", "国庆节"),
            ("day", " "),
            ("note", ""),
            ("day", "2026-10-10"),
            ("note", " 调休 "),
            ("monday", "08:30-12:00"),
        ]);
        assert_eq!(read(&pairs, ["day", "note"]), [["2026-10-01", "国庆节"], ["2026-10-10", "调休"]]);
        assert_eq!(one(&pairs, "monday"), "08:30-12:00");
        assert_eq!(one(&pairs, "tuesday"), "");
    }
}
