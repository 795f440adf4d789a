//! 我的上报: receipts of what was sent from this phone, which only this phone keeps.

use leptos::prelude::*;

/// Lists the receipts in the element `[data-my-reports]`, whose `data-categories` is the sprite of categories.
#[island]
pub fn MyReports() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    list::start();
}

/// Keeps the receipt that `[data-keep-receipt]` tells of: `data-code`, `data-id`, `data-name`, `data-icon`.
#[island]
pub fn KeepReceipt() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    list::keep_shown();
}

#[cfg(feature = "hydrate")]
mod list {
    use crate::browser::keep::{self, Drawer};
    use crate::browser::value::{field, text};
    use crate::browser::{dom, outbox, receipts, request, window};
    use crate::islands::report::DRAFT_KEY;
    use crate::islands::words;
    use crate::locale::Locale;
    use crate::t::{common, island_me as t};
    use wasm_bindgen::JsValue;
    use wasm_bindgen_futures::spawn_local;
    use web_sys::HtmlElement;

    /// How many reports are asked for what has become of them; older ones tell it when they are opened.
    const FRESH: usize = 10;
    pub(super) fn keep_shown() {
        let Some(shown) = dom::find::<HtmlElement>(&dom::page(), "[data-keep-receipt]") else { return };
        spawn_local(async move {
            let part = |name| dom::data(&shown, name);
            let (code, id, name, icon) =
                (part("data-code"), part("data-id"), part("data-name"), part("data-icon"));
            receipts::keep(&outbox::owner().await, &code, &id, &name, &icon).await;
        });
    }

    pub(super) fn start() {
        let Some(place) = dom::find::<HtmlElement>(&dom::page(), "[data-my-reports]") else { return };
        spawn_local(async move {
            let mut kept = receipts::of(&outbox::owner().await).await;
            kept.sort_by(|a, b| sent_at(b).total_cmp(&sent_at(a)));
            let draft = keep::get(Drawer::Drafts, DRAFT_KEY).await.is_ok_and(|draft| draft.is_object());
            show(&place, &kept, draft).await;
        });
    }

    fn sent_at(receipt: &JsValue) -> f64 {
        field(receipt, "sent_at").as_f64().unwrap_or(0.0)
    }

    async fn show(place: &HtmlElement, receipts: &[JsValue], draft: bool) {
        let l = dom::locale();
        if receipts.is_empty() && !draft {
            show_empty(place, l);
            return;
        }
        let list = dom::make("ul", "list");
        if draft {
            let entry = dom::make("li", "");
            let link = row("/report", "", "edit", t::draft(l), &[t::draft_note(l)]).0;
            dom::append(&entry, &[&link]);
            dom::append(&list, &[&entry]);
        }
        let sprite = dom::data(place, "data-categories");
        let ends: Vec<_> = receipts.iter().map(|receipt| add(l, place, &list, &sprite, receipt)).collect();
        place.set_text_content(None);
        dom::append(place, &[&list]);
        for (receipt, end) in receipts.iter().zip(ends).take(FRESH) {
            let (id, code) = (text(receipt, "id"), text(receipt, "code"));
            if id.is_empty() {
                continue;
            }
            let path = ["/api/v1/reports/", &id, "?receipt=", &code].concat();
            if let Some(report) = request::get(&path).await {
                show_status(l, &end, &text(&report, "status"));
            }
        }
    }

    fn show_empty(place: &HtmlElement, l: Locale) {
        let empty = dom::make("div", "empty");
        let link = dom::make_text("a", "btn btn-primary", t::begin(l));
        dom::attribute(&link, "href", "/report");
        dom::append(
            &empty,
            &[
                &dom::make_text("p", "empty-title", t::none(l)),
                &dom::make_text("p", "empty-text", t::none_text(l)),
                &link,
            ],
        );
        place.set_text_content(None);
        dom::append(place, &[&empty]);
    }

    /// A row of the list that is a link; its second part is the place for a status.
    fn row(href: &str, sprite: &str, icon: &str, title: &str, lines: &[&str]) -> (HtmlElement, HtmlElement) {
        let link = dom::make("a", "list-item");
        dom::attribute(&link, "href", href);
        let thumb = dom::make("span", "list-thumb");
        if sprite.is_empty() || icon.is_empty() {
            dom::put_icon(&thumb, if icon.is_empty() { "document" } else { icon });
        } else {
            dom::put_symbol(&thumb, &[sprite, "#", icon].concat(), "icon icon-l");
        }
        let body = dom::make("span", "list-body");
        dom::append(&body, &[&dom::make_text("span", "list-title", title)]);
        for line in lines {
            dom::append(&body, &[&dom::make_text("span", "list-meta num nowrap", line)]);
        }
        let end = dom::make("span", "");
        dom::append(&body, &[&end]);
        dom::append(&link, &[&thumb, &body]);
        (link, end)
    }

    /// Adds a receipt with a button that takes it off the list; gives the place for its status.
    fn add(
        l: Locale,
        place: &HtmlElement,
        list: &HtmlElement,
        sprite: &str,
        receipt: &JsValue,
    ) -> HtmlElement {
        let (code, name) = (text(receipt, "code"), text(receipt, "name"));
        let sent = words::moment(l, sent_at(receipt));
        let (link, end) =
            row(&["/r/", &code].concat(), sprite, &text(receipt, "icon"), &name, &[&sent, &code]);
        let entry = dom::make("li", "list-removable");
        let button = dom::make_button("btn btn-quiet btn-icon", "");
        dom::attribute(&button, "aria-label", &t::remove(l, &name, &code));
        dom::put_icon(&button, "trash");
        let (own, rows, place) = (entry.clone(), list.clone(), place.clone());
        dom::on(&button, "click", move |_| {
            if !window().confirm_with_message(&t::remove_sure(l, &code)).unwrap_or(true) {
                return;
            }
            let (code, own, rows, place) = (code.clone(), own.clone(), rows.clone(), place.clone());
            spawn_local(async move {
                if keep::remove(Drawer::Receipts, &code).await.is_err() {
                    dom::toast("alert", t::not_removed(l));
                    return;
                }
                own.remove();
                dom::announce(t::removed(l));
                match dom::find::<HtmlElement>(&rows, "a") {
                    Some(next) => drop(next.focus()),
                    None => show_empty(&place, l),
                }
            });
        });
        dom::append(&entry, &[&link, &button]);
        dom::append(list, &[&entry]);
        end
    }

    fn show_status(l: Locale, end: &HtmlElement, status: &str) {
        let name = match status {
            "received" => common::status_received(l),
            "accepted" => common::status_accepted(l),
            "rejected" => common::status_rejected(l),
            "duplicate" => common::status_duplicate(l),
            "closed" => common::status_closed(l),
            _ => return,
        };
        dom::append(end, &[&dom::make_text("span", &["status status-", status].concat(), name)]);
    }
}
