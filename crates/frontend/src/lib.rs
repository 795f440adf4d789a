//! The wasm entry: makes the islands of `app` interactive, once the page is shown.
//!
//! A crate of its own makes the bundle a fifth smaller than an entry inside `app` does.

#[expect(unused_imports, reason = "the linker keeps an island only when its crate is named")]
use app::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Finds the islands in the page and starts each, and begins to send what waits in the outbox. The page's script calls it
/// after loading the module.
#[wasm_bindgen]
pub fn hydrate() {
    app::browser::outbox::start();
    leptos::mount::hydrate_islands();
}
