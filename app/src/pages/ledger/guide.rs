//! The camera with the photo from before shining through, so that the photo afterwards is taken from the same place.
//!
//! It is hidden until `public/js/ledger.js` finds a camera; the file input beside it always works.

use crate::components::icons::icon;
use crate::page::PageContext;
use crate::t::unit as t;
use leptos::prelude::*;

/// The camera that puts its photos into the file input of that id.
pub fn camera(cx: &PageContext, input: &str, before: String) -> AnyView {
    let l = cx.locale;
    view! {
        <div class="guide" data-guide=input.to_owned() data-failed=t::guide_failed(l) data-taken=t::guide_taken(l) hidden>
            <button class="btn btn-large btn-block" type="button" data-guide-open="">{icon(cx, "camera")}{t::guide_start(l)}</button>
            <div class="guide-camera" data-guide-camera="" hidden>
                <div class="guide-view">
                    <video class="guide-video" data-guide-video="" playsinline muted></video>
                    <img class="guide-before" data-guide-before="" src=before alt=t::guide(l) />
                </div>
                <p class="hint">{t::guide_hint(l)}</p>
                <label class="guide-strength"><span>{t::guide_strength(l)}</span>
                    <input type="range" min="0" max="90" value="45" data-guide-strength="" /></label>
                <div class="row row-fill">
                    <button class="btn btn-primary btn-large" type="button" data-guide-shoot="">{icon(cx, "camera")}{t::guide_shoot(l)}</button>
                    <button class="btn btn-large" type="button" data-guide-close="">{t::guide_close(l)}</button>
                </div>
            </div>
            <ul class="guide-taken" data-guide-photos=""></ul>
            <p class="small muted" role="status" data-guide-status=""></p>
        </div>
        {script(cx)}
    }
    .into_any()
}

/// The script that improves pages of the ledger; a page may hold it several times, it runs once.
pub fn script(cx: &PageContext) -> AnyView {
    let src = cx.assets.url("ledger.js").to_owned();
    (!cx.plain && !src.is_empty())
        .then(|| view! { <script src=src defer nonce=cx.nonce.clone()></script> })
        .into_any()
}
