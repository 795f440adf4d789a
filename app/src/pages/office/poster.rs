//! The poster of an area or a site: an A4 sheet with a QR code, the same on screen and on paper.

use super::slots;
use crate::page::{Page, PageContext};
use crate::t::{common, poster as t};
use leptos::prelude::*;

/// What stands on a poster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PosterView {
    /// Who puts it up: the county and its office.
    pub org: String,
    /// The call; the usual one when empty.
    pub title: String,
    /// The area or site.
    pub place: String,
    /// The address behind the code, to be typed by those who cannot scan.
    pub address: String,
    /// The QR code as an `<svg>` that the server drew.
    pub qr_svg: String,
}

/// The poster, with a line about printing that is not printed.
pub fn page(cx: &PageContext, poster: PosterView) -> Page {
    let l = cx.locale;
    let PosterView { org, title, place, address, qr_svg } = poster;
    let title = if title.is_empty() { t::title(l).to_owned() } else { title };
    let org = if org.is_empty() { t::office_name(l).to_owned() } else { org };
    let page_title = t::page_title(l, &place);
    let view = view! {
        <nav class="card hide-print" aria-label=common::main_menu(l)>
            <div class="row row-between">
                <a class="btn" href="/office/areas">{t::back(l)}</a>
                <p class="muted">{t::print_hint(l)}</p>
                <span>{slots::print_button(cx, "btn btn-primary")}</span>
            </div>
        </nav>
        <main id="main">
            <article class="poster">
                <p class="poster-org">{org}</p>
                <h1 class="poster-title">{title}</h1>
                <p class="poster-lead">{t::lead(l)}</p>
                <div class="poster-code" role="img" aria-label=t::qr_alt(l, &address) inner_html=qr_svg></div>
                <p class="poster-place">{place}</p>
                <ol class="poster-steps">
                    <li>{t::step_scan(l)}</li>
                    <li>{t::step_snap(l)}</li>
                    <li>{t::step_follow(l)}</li>
                </ol>
                <p class="poster-foot">{t::foot(l, address)}</p>
            </article>
        </main>
    };
    Page::bare(cx, page_title, view)
}
