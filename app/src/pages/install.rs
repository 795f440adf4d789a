//! How to put the program on a phone's home screen, with pictures; and the hint that leads there.

mod pictures;

use crate::components::icons::icon;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::t;
use leptos::prelude::*;

/// `/install`: for chat programs, which must be left first, and for the two kinds of phones. `public/js/start.js` shows the
/// button where the browser offers to install, and hides what is for other phones.
///
/// # Errors
/// None at present; it asks for nothing.
pub async fn page(cx: &PageContext) -> Result<Page, PageError> {
    let l = cx.locale;
    let frame = PhoneShell {
        title: t::install::title(l).to_owned(),
        back: Some("/me".to_owned()),
        tab: Tab::Me,
        ..PhoneShell::default()
    };
    let view = view! {
        <div class="stack stack-xl">
            <div class="stack">
                <p>{t::install::lead(l)}</p>
                <button class="btn btn-primary btn-large btn-block" type="button" data-install hidden>
                    {icon(cx, "download")}
                    {t::install::button(l)}
                </button>
            </div>
            {way(
                "chat",
                t::install::chat_title(l),
                Some(t::install::chat_text(l)),
                &[t::install::chat_step_menu(l), t::install::chat_step_open(l), t::install::chat_step_done(l)],
                pictures::chat(t::install::chat_picture(l), t::install::chat_menu_item(l)),
            )}
            {way(
                "android",
                t::install::android_title(l),
                None,
                &[t::install::android_step_menu(l), t::install::android_step_add(l)],
                pictures::android(t::install::android_picture(l), t::install::add_item(l)),
            )}
            {way(
                "ios",
                t::install::ios_title(l),
                None,
                &[t::install::ios_step_share(l), t::install::ios_step_add(l)],
                pictures::ios(t::install::ios_picture(l), t::install::add_item(l)),
            )}
            <section class="section">
                <h2 class="section-title">{t::install::share_title(l)}</h2>
                <p class="muted">{t::install::share_text(l)}</p>
            </section>
        </div>
    };
    Ok(Page::phone(cx, frame, view))
}

fn way(
    name: &'static str,
    title: &'static str,
    text: Option<&'static str>,
    steps: &[&'static str],
    picture: AnyView,
) -> AnyView {
    let steps = steps.iter().map(|step| view! { <li>{*step}</li> }).collect_view();
    view! {
        <section class="section" data-way=name>
            <h2 class="section-title">{title}</h2>
            {text.map(|text| view! { <p class="muted">{text}</p> })}
            <div class="guide">
                {picture}
                <ol class="guide-steps">{steps}</ol>
            </div>
        </section>
    }
    .into_any()
}

/// A hint for the first page, shown by `public/js/start.js` where installing is possible and nobody has dismissed it.
pub(super) fn hint(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    view! {
        <section class="card card-accent stack" data-install-hint hidden aria-labelledby="install-hint">
            <div>
                <h2 class="section-title" id="install-hint">{t::install::hint_title(l)}</h2>
                <p class="small">{t::install::hint_text(l)}</p>
            </div>
            <div class="row">
                <button class="btn btn-primary" type="button" data-install hidden>{t::install::button(l)}</button>
                <a class="btn btn-primary" href="/install" data-install-how>{t::install::hint_how(l)}</a>
                <button class="btn" type="button" data-install-dismiss>{t::install::hint_dismiss(l)}</button>
            </div>
        </section>
    }
    .into_any()
}
