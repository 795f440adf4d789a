//! Categories: found by a word, by having been used before, or in their groups; the chosen one folds to a line.

use super::form::Shared;
use crate::browser::dom;
use crate::browser::value::known;
use crate::t::island_report as t;
use std::cell::Cell;
use std::rc::Rc;
use web_sys::{Element, HtmlElement, HtmlInputElement, Node};

/// Under which name the codes of the last used categories are kept.
const RECENT: &str = "cc_recent_categories";
/// How many.
const MOST_RECENT: usize = 4;

/// Starts the search, the recent ones and the folding.
pub(super) fn start(form: &Shared) {
    if form.hook("[data-categories]").is_none() {
        return;
    }
    show_recent(form);
    search(form);
    fold_on_choice(form);
    if !form.category().is_empty() {
        fold(form, true);
    }
}

/// Notes a category as the last one used.
pub(super) fn remember(code: &str) {
    let before = dom::remembered(RECENT);
    let mut codes = vec![code];
    codes.extend(before.split(' ').filter(|other| !other.is_empty() && *other != code));
    codes.truncate(MOST_RECENT);
    dom::remember(RECENT, &codes.join(" "));
}

/// Chooses a category by its code and folds; false when there is no such category.
pub(super) fn choose(form: &Shared, code: &str) -> bool {
    let tiles: Vec<HtmlInputElement> = dom::find_all(&form.element, "input[name='category']");
    let Some(tile) = tiles.into_iter().find(|tile| tile.value() == code) else { return false };
    tile.set_checked(true);
    fold(form, true);
    true
}

fn show_recent(form: &Shared) {
    let Some(groups) = form.hook("[data-groups]") else { return };
    let recent = dom::make("div", "stack-s");
    dom::attribute(&recent, "data-recent", "");
    dom::attribute(&recent, "role", "group");
    dom::attribute(&recent, "aria-label", t::recent(form.l));
    let chips = dom::make("div", "chips chips-wrap");
    dom::append(&recent, &[&dom::make_text("p", "small muted", t::recent(form.l)), &chips]);
    let tiles: Vec<HtmlInputElement> = dom::find_all(&groups, "input[name='category']");
    let mut any = false;
    for code in dom::remembered(RECENT).split(' ') {
        let Some(tile) = tiles.iter().find(|tile| tile.value() == code) else { continue };
        let chip = dom::make_button("chip", &name_of(tile));
        let (form, code) = (form.clone(), code.to_owned());
        dom::on(&chip, "click", move |_| {
            choose(&form, &code);
            form.changed();
        });
        dom::append(&chips, &[&chip]);
        any = true;
    }
    if any {
        let _ = groups.before_with_node_1(&recent);
    }
}

/// The tile around a radio button.
fn tile_of(input: &Element) -> Option<Element> {
    input.closest(".tile").ok().flatten()
}

fn name_of(input: &Element) -> String {
    let name = tile_of(input).and_then(|tile| dom::find::<Node>(&tile, ".tile-name"));
    name.and_then(|name| name.text_content()).unwrap_or_default()
}

fn search(form: &Shared) {
    let Some(field) = form.hook("[data-search]") else { return };
    let field: HtmlInputElement = known(field.into());
    let (shared, own) = (form.clone(), field.clone());
    dom::on(&field, "input", move |_| filter(&shared, own.value().trim()));
    // The key that starts a search on a phone would send the whole form.
    dom::on(&field, "keydown", |event| {
        if dom::event_text(&event, "key") == "Enter" {
            event.prevent_default();
        }
    });
}

/// Shows the tiles whose name or words hold the text, in groups that open for it; everything for an empty text.
fn filter(form: &Shared, text: &str) {
    let text = text.to_ascii_lowercase();
    let mut found = 0;
    for group in dom::find_all::<HtmlElement>(&form.element, "[data-group]") {
        let mut inside = 0;
        for tile in dom::find_all::<HtmlElement>(&group, ".tile") {
            let words = [tile.text_content().unwrap_or_default(), dom::data(&tile, "data-words")].join(" ");
            let fits = words.to_ascii_lowercase().contains(&text);
            tile.set_hidden(!fits);
            inside += u32::from(fits);
        }
        group.set_hidden(inside == 0);
        // Groups stay open when the text is gone, so that what was found is still in sight.
        if !text.is_empty() && inside > 0 {
            dom::attribute(&group, "open", "");
        }
        found += inside;
    }
    if let Some(none) = form.hook("[data-none]") {
        none.set_hidden(found > 0);
    }
    if !text.is_empty() {
        dom::announce(&t::found(form.l, found));
    }
}

/// Folds when a tile is tapped or confirmed with the enter key, but not while arrow keys wander over the tiles.
fn fold_on_choice(form: &Shared) {
    let Some(groups) = form.hook("[data-groups]") else { return };
    let tapped = Rc::new(Cell::new(false));
    for (kind, is_tap) in [("pointerdown", true), ("keydown", false)] {
        let tapped = tapped.clone();
        dom::on(&groups, kind, move |_| tapped.set(is_tap));
    }
    let shared = form.clone();
    dom::on(&groups, "click", move |event| {
        // A tap on a tile clicks its radio button, too; that one counts.
        if tapped.get() && dom::target(&event, "input").is_some() {
            fold(&shared, true);
            shared.changed();
        }
    });
    let shared = form.clone();
    dom::on(&groups, "keydown", move |event| {
        if dom::event_text(&event, "key") == "Enter" && dom::target(&event, "input").is_some() {
            event.prevent_default();
            if !shared.category().is_empty() {
                fold(&shared, true);
            }
        }
    });
    if let Some(change) = form.hook("[data-change]") {
        let shared = form.clone();
        dom::on(&change, "click", move |_| {
            fold(&shared, false);
            if let Some(chosen) = shared.hook("input[name='category']:checked") {
                let _ = chosen.focus();
            }
        });
    }
}

/// Shows the chosen category alone, or all of them.
fn fold(form: &Shared, folded: bool) {
    let chosen = form.hook("input[name='category']:checked");
    let folded = folded && chosen.is_some();
    let had_focus = form.hook("[data-groups] :focus, [data-recent] :focus").is_some();
    for selector in ["[data-groups]", "[data-recent]", "[data-categories] .input-icon"] {
        if let Some(part) = form.hook(selector) {
            part.set_hidden(folded);
        }
    }
    if let Some(picked) = form.hook("[data-picked]") {
        picked.set_hidden(!folded);
    }
    let Some(chosen) = chosen.filter(|_| folded) else { return };
    // Everything can be found again when the choice is changed.
    if let Some(field) = form.hook("[data-search]") {
        known::<HtmlInputElement>(field.into()).set_value("");
    }
    filter(form, "");
    let name = name_of(&chosen);
    let icon = tile_of(&chosen).and_then(|tile| dom::find::<Element>(&tile, "use"));
    if let (Some(from), Some(to)) = (icon, form.hook("[data-picked-icon]")) {
        dom::attribute(&to, "href", &dom::data(&from, "href"));
    }
    if let Some(picked) = form.hook("[data-picked-name]") {
        picked.set_text_content(Some(&name));
    }
    super::wrong::clear(form, "category");
    dom::announce(&t::picked(form.l, &name));
    if had_focus && let Some(change) = form.hook("[data-change]") {
        let _ = change.focus();
    }
}
