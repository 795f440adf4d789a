//! How much the phone can keep, and whether the browser has promised to keep it.

use crate::browser::value::fixed;
use crate::browser::{dom, outbox};
use crate::locale::Locale;
use crate::t::island_outbox as t;
use web_sys::HtmlElement;

/// From which part on it says that there is little left.
const SHORT: f64 = 0.9;

/// Bytes as people read them.
fn size(bytes: f64) -> String {
    if bytes >= 1e9 {
        [&fixed(bytes / 1e9, 1), " GB"].concat()
    } else {
        [&fixed(bytes / 1e6, 1), " MB"].concat()
    }
}

/// Shows it, unless the browser does not say.
pub(super) async fn show(l: Locale, place: &HtmlElement) {
    let Some(room) = outbox::measure().await else { return };
    let text = t::room(l, size(room.used), size(room.quota));
    let (bar, line) =
        match (dom::find::<HtmlElement>(place, "progress"), dom::find::<HtmlElement>(place, "p")) {
            (Some(bar), Some(line)) => (bar, line),
            _ => {
                let title = dom::make_text("h2", "section-title", t::room_label(l));
                let (bar, line) = (dom::make("progress", "bar"), dom::make("p", "small muted num"));
                dom::attribute(&bar, "max", "100");
                dom::attribute(&bar, "aria-label", t::room_label(l));
                dom::append(place, &[&title, &bar, &line]);
                place.set_hidden(false);
                (bar, line)
            }
        };
    let part = (room.used / room.quota).min(1.0);
    dom::attribute(&bar, "value", &fixed(part * 100.0, 1));
    let warning = if part > SHORT {
        t::room_short(l)
    } else if outbox::is_persistent().await == Some(false) {
        t::not_persistent(l)
    } else {
        ""
    };
    let text = if warning.is_empty() { text } else { [&*text, warning].join(t::stop(l)) };
    line.set_text_content(Some(&text));
}
