//! Symbols of the sprites. All are decoration: the word beside them, or the label around them, says what they mean.

use crate::page::PageContext;
use domain::category::Category;
use leptos::prelude::*;

/// A symbol of `ui.svg`.
pub fn icon(cx: &PageContext, name: &str) -> AnyView {
    symbol(cx, "ui.svg", name, "icon")
}

/// A symbol of `ui.svg` with classes of its own, as `icon icon-l` or `empty-icon`.
pub fn icon_with(cx: &PageContext, name: &str, class: &'static str) -> AnyView {
    symbol(cx, "ui.svg", name, class)
}

/// The picture of a category.
pub fn category_icon(cx: &PageContext, category: &Category, class: &'static str) -> AnyView {
    symbol(cx, "categories.svg", &category.icon, class)
}

fn symbol(cx: &PageContext, sprite: &str, name: &str, class: &'static str) -> AnyView {
    let href = format!("{}#{name}", cx.assets.url(sprite));
    view! { <svg class=class aria-hidden="true"><use href=href /></svg> }.into_any()
}
