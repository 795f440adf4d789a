//! What just happened, told once on the page that a form leads to.

use super::icons::icon;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t;
use leptos::prelude::*;

/// What a code says; nothing for a code that is not known, so that nobody can put words into our mouth by a cookie.
pub fn message(locale: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "saved" => t::common::flash_saved(locale),
        "signed_in" => t::common::flash_signed_in(locale),
        "signed_out" => t::common::flash_signed_out(locale),
        "imported" => t::common::flash_imported(locale),
        "unchanged" => t::common::flash_unchanged(locale),
        "published" => t::common::flash_published(locale),
        "linked" => t::common::flash_linked(locale),
        "unlinked" => t::common::flash_unlinked(locale),
        "status_changed" => t::common::flash_status_changed(locale),
        "person_added" => t::common::flash_person_added(locale),
        "person_disabled" => t::common::flash_person_disabled(locale),
        "person_enabled" => t::common::flash_person_enabled(locale),
        "password_changed" => t::common::flash_password_changed(locale),
        "token_revoked" => t::common::flash_token_revoked(locale),
        _ => return crate::pages::ledger::flash(locale, code),
    })
}

/// The notice of the page's flash, if it has one.
pub(crate) fn notice(cx: &PageContext) -> Option<AnyView> {
    let text = message(cx.locale, cx.flash.as_deref()?)?;
    Some(
        view! {
            <div class="notice notice-success" role="status">
                {icon(cx, "check-circle")}
                <div class="notice-body"><p>{text}</p></div>
            </div>
        }
        .into_any(),
    )
}
