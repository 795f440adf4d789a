//! Many cases at once: the bar that assigns what is ticked, and what it tells afterwards, with its undo.

use super::list::{ADDRESS, handles};
use super::query::LedgerQuery;
use crate::components::errors;
use crate::components::fields::hidden;
use crate::components::icons::icon;
use crate::page::PageContext;
use crate::t::{case, ledger as t};
use domain::area::Unit;
use domain::case::CaseState;
use domain::error::ApiError;
use domain::ledger::LedgerRow;
use leptos::prelude::*;
use uuid::Uuid;

/// What happened to many cases, told once by the next page. It travels as a text in the flash cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkFlash {
    /// Whether the assignment was undone.
    pub undone: bool,
    /// Which cases it was done to.
    pub done: Vec<Uuid>,
    /// How many it was not done to.
    pub skipped: usize,
}

impl BulkFlash {
    /// The text of the cookie.
    pub fn to_text(&self) -> String {
        let ids: Vec<String> = self.done.iter().map(|id| id.simple().to_string()).collect();
        format!("bulk.{}.{}.{}", u8::from(self.undone), self.skipped, ids.join("-"))
    }

    /// Reads the text; none when it is something else.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("bulk.")?.splitn(3, '.');
        let undone = parts.next()? == "1";
        let skipped = parts.next()?.parse().ok()?;
        let ids = parts.next()?.split('-').filter(|id| !id.is_empty());
        let done = ids.map(|id| Uuid::parse_str(id).ok()).collect::<Option<_>>()?;
        Some(Self { undone, done, skipped })
    }
}

/// What just happened to many cases, with a button that undoes it.
pub(super) fn told(cx: &PageContext, query: &LedgerQuery) -> Option<AnyView> {
    let l = cx.locale;
    let flash = BulkFlash::read(cx.flash.as_deref()?)?;
    let n = flash.done.len();
    let text = if flash.undone { t::bulk_undone(l, n) } else { t::bulk_done(l, n) };
    let skipped = (flash.skipped > 0).then(|| view! { <p>{t::bulk_skipped(l, flash.skipped)}</p> });
    let undo = (!flash.undone && n > 0 && handles(cx)).then(|| {
        let ids = flash.done.iter().map(|id| hidden("case", id.to_string())).collect_view();
        view! {
            <form method="post" action=format!("{ADDRESS}/unassign")>
                {ids}
                {hidden("back", query.to_query())}
                <button class="btn btn-small">{icon(cx, "refresh")}{t::bulk_undo(l)}</button>
            </form>
        }
    });
    Some(
        view! {
            <div class="notice notice-success" role="status">
                {icon(cx, "check-circle")}
                <div class="notice-body row row-between"><div><p class="notice-title">{text}</p>{skipped}</div>{undo}</div>
            </div>
        }
        .into_any(),
    )
}

/// The bar below the table; none when nothing on the page can be assigned.
pub(super) fn bar(
    cx: &PageContext,
    query: &LedgerQuery,
    rows: &[LedgerRow],
    units: &[Unit],
    wrong: Option<&ApiError>,
) -> Option<AnyView> {
    if !handles(cx) || !rows.iter().any(|row| row.state == CaseState::Accepted) {
        return None;
    }
    let l = cx.locale;
    let options = units.iter().map(|unit| {
        view! { <option value=unit.code.clone()>{unit.name.clone()}</option> }
    });
    let at_unit = errors::find(wrong, "unit").is_some();
    Some(
        view! {
            <form class="bulk-bar hide-print" id="bulk" method="post" action=format!("{ADDRESS}/assign")>
                {hidden("back", query.to_query())}
                <p class="bulk-words"><b>{t::bulk(l)}</b><span class="small muted">{t::bulk_hint(l)}</span>
                    <span class="tag tag-accent" role="status" hidden data-chosen=t::chosen(l, "#")></span></p>
                <div class="bulk-do">
                    <label class="sr-only" for="bulk-unit">{t::bulk_unit(l)}</label>
                    <select class="input" id="bulk-unit" name="unit" required=true aria-invalid=at_unit.then_some("true")>
                        <option value="">{case::choose_unit(l)}</option>
                        {options.collect_view()}
                    </select>
                    <button class="btn btn-primary">{icon(cx, "send")}{t::bulk_do(l)}</button>
                </div>
            </form>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_to_many_reads_back_and_other_words_are_not_taken_for_it() {
        let flash =
            BulkFlash { undone: false, done: vec![Uuid::from_u128(1), Uuid::from_u128(2)], skipped: 3 };
        assert_eq!(BulkFlash::read(&flash.to_text()), Some(flash));
        assert_eq!(BulkFlash::read("saved"), None);
        assert_eq!(BulkFlash::read("bulk.0.0.x"), None);
    }
}
