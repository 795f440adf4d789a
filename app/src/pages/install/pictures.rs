//! Pictures of where to tap, drawn with the page's own colours. Their texts repeat the steps beside them.

use leptos::prelude::*;

/// The menu of a chat program: three dots at the top, and the line that opens the browser.
pub(super) fn chat(name: &'static str, item: &'static str) -> AnyView {
    view! {
        <svg class="guide-picture" viewBox="0 0 220 170" role="img" aria-label=name>
            {phone()}
            <rect class="guide-bar" x="11" y="11" width="198" height="28" />
            <g class="guide-mark">
                <circle cx="178" cy="25" r="2.6" />
                <circle cx="187" cy="25" r="2.6" />
                <circle cx="196" cy="25" r="2.6" />
            </g>
            <circle class="guide-ring" cx="187" cy="25" r="15" />
            {menu(58, item, 1)}
            <path class="guide-arrow" d="M187 44v28m-6-7 6 7 6-7" />
        </svg>
    }
    .into_any()
}

/// The menu of a browser on Android.
pub(super) fn android(name: &'static str, item: &'static str) -> AnyView {
    view! {
        <svg class="guide-picture" viewBox="0 0 220 170" role="img" aria-label=name>
            {phone()}
            <rect class="guide-bar" x="11" y="11" width="198" height="28" />
            <rect class="guide-field" x="22" y="18" width="140" height="14" rx="7" />
            <g class="guide-mark">
                <circle cx="190" cy="17" r="2.6" />
                <circle cx="190" cy="25" r="2.6" />
                <circle cx="190" cy="33" r="2.6" />
            </g>
            <circle class="guide-ring" cx="190" cy="25" r="15" />
            {menu(58, item, 2)}
            <path class="guide-arrow" d="M190 44v28m-6-7 6 7 6-7" />
        </svg>
    }
    .into_any()
}

/// The share button of Safari, and its list.
pub(super) fn ios(name: &'static str, item: &'static str) -> AnyView {
    view! {
        <svg class="guide-picture" viewBox="0 0 220 170" role="img" aria-label=name>
            {phone()}
            {menu(20, item, 2)}
            <rect class="guide-bar" x="11" y="131" width="198" height="28" />
            <path class="guide-share" d="M105 141h-5v13h20v-13h-5M110 148v-14m-4.5 4 4.5-4.5 4.5 4.5" />
            <circle class="guide-ring" cx="110" cy="145" r="15" />
        </svg>
    }
    .into_any()
}

fn phone() -> AnyView {
    view! { <rect class="guide-phone" x="10" y="10" width="200" height="150" rx="10" /> }.into_any()
}

/// A list of three lines, of which the one at `marked` bears the text.
fn menu(top: i32, item: &'static str, marked: i32) -> AnyView {
    let lines = (0..3).map(|line| {
        let y = top + 8 + line * 28;
        if line == marked {
            view! {
                <rect class="guide-chosen" x="36" y=(y - 2).to_string() width="148" height="26" rx="5" />
                <text class="guide-text" x="110" y=(y + 16).to_string()>{item}</text>
            }
            .into_any()
        } else {
            view! { <rect class="guide-line" x="46" y=(y + 7).to_string() width="90" height="8" rx="4" /> }
                .into_any()
        }
    });
    view! {
        <rect class="guide-menu" x="30" y=top.to_string() width="160" height="96" rx="8" />
        {lines.collect_view()}
    }
    .into_any()
}
