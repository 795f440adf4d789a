//! 今日入户: the plans, areas and households of a volunteer, and the form of a visit.
//!
//! The page `/today` holds everything that a day without signal needs: all households, and the form of each plan with its
//! questionnaire in a `<template>`. The island `Today` opens the form in the page itself. Without scripts each household leads to
//! a page of its own with the same form.
//!
//! What the island finds in `[data-today]`:
//!
//! | hook | what it is |
//! |---|---|
//! | `data-list` | everything but the form; in it `data-sum`, `data-sum-bar`, `data-counts`, `data-waiting` with `data-waiting-text` |
//! | `data-find` | the search field; `data-only` on the buttons that filter; `data-none` when nothing is found |
//! | `data-area` | an area: `<details>`; in it `data-area-done` and `data-area-bar` |
//! | `data-turns` | the turns of a walk, as `left right …`; in it `data-turn` and `data-passed`; `data-next-door` leads to the next household |
//! | `data-door` | a household: `plan/area/household`, with `data-plan`, `data-attempts`, `data-todo`; in it `data-title`, `data-about`, `data-status`, `data-line`, `data-mark` |
//! | `data-form` | the `<template>` of a plan's form, by the plan's id |
//! | `data-visit` | one household; in it `data-close` and `data-visit-body`, where records and the form are shown |
//!
//! What it finds in the form `[data-visit-form]` is listed in [`visit`].

mod doors;
mod form;
mod parts;
mod visit;
mod walk;

pub use form::{Door, VisitForm};
pub use visit::page as visit;

use crate::components::icons::{icon, icon_with};
use crate::islands::today::standing::Todo;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::pages::slots;
use crate::t;
use domain::access::{Actor, Permission};
use domain::survey::Today;
use leptos::prelude::*;

/// `/today`.
///
/// # Errors
/// What the port says.
pub async fn page(cx: &PageContext) -> Result<Page, PageError> {
    let l = cx.locale;
    let frame = PhoneShell { title: t::today::title(l).to_owned(), tab: Tab::Today, ..PhoneShell::default() };
    let actor = cx.backend.actor();
    if !matches!(actor, Actor::User { .. }) {
        return Ok(Page::phone(cx, frame, sign_in(cx)));
    }
    if !actor.may(Permission::Interview) {
        let text = (t::today::no_volunteer(l), t::today::no_volunteer_text(l));
        return Ok(Page::phone(cx, frame, empty(cx, "people", text)));
    }
    let today = cx.backend.today().await?;
    if today.plans.iter().all(|plan| plan.areas.is_empty()) {
        let text = (t::today::nothing(l), t::today::nothing_text(l));
        return Ok(Page::phone(cx, frame, empty(cx, "calendar", text)));
    }
    let plans = today.plans.iter().filter(|plan| !plan.areas.is_empty());
    let forms = plans.clone().filter_map(|plan| visit::template(cx, &today, plan)).collect_view();
    let view = view! {
        <div class="stack stack-l" data-today data-now=today.now.0.to_string()>
            <div class="stack stack-l" data-list>
                {summary(cx, &today)}
                {find(cx)}
                {plans.map(|plan| doors::plan(cx, &today, plan)).collect_view()}
                <p class="tiles-none" data-none hidden>{t::today::none_found(l)}</p>
            </div>
            <section class="stack" data-visit hidden aria-label=t::visit::title(l)>
                <div class="row">
                    <button class="btn btn-quiet btn-small" type="button" data-close>{icon(cx, "chevron-left")}{t::visit::back_to_list(l)}</button>
                </div>
                <div class="stack" data-visit-body></div>
            </section>
            {forms}
        </div>
        {slots::today()}
    };
    Ok(Page::phone(cx, frame, view))
}

/// Leads somebody whom nobody knows to the two ways of signing in. A redirect would be no use to a phone without network.
fn sign_in(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    view! {
        <div class="empty">
            {icon_with(cx, "lock", "empty-icon")}
            <p class="empty-title">{t::today::sign_in(l)}</p>
            <p class="empty-text">{t::today::sign_in_text(l)}</p>
            <div class="stack-s">
                <a class="btn btn-primary btn-large" href="/pin?next=/today">{t::today::by_pin(l)}</a>
                <a class="btn btn-large" href="/signin?next=/today&password=1">{t::today::by_password(l)}</a>
            </div>
        </div>
    }
    .into_any()
}

fn empty(cx: &PageContext, symbol: &str, (title, text): (&'static str, &'static str)) -> AnyView {
    view! {
        <div class="empty">
            {icon_with(cx, symbol, "empty-icon")}
            <p class="empty-title">{title}</p>
            <p class="empty-text">{text}</p>
            <a class="btn btn-primary" href="/">{t::common::to_home(cx.locale)}</a>
        </div>
    }
    .into_any()
}

/// How far the day is. The island counts again with what was recorded since.
fn summary(cx: &PageContext, today: &Today) -> AnyView {
    let l = cx.locale;
    let all = doors::todos(l, today);
    let count = |todo| all.iter().filter(|one| **one == todo).count();
    let done = count(Todo::Done);
    view! {
        <section class="card today-sum">
            <p class="today-sum-title" data-sum>{t::today::done_of(l, done, all.len())}</p>
            <progress class="bar" data-sum-bar max=all.len().to_string() value=done.to_string() aria-label=t::today::progress(l)></progress>
            <p class="small muted" data-counts>
                {t::today::now_count(l, count(Todo::Now))}" · "{t::today::later_count(l, count(Todo::Later))}
            </p>
            <p class="today-unsent" data-waiting hidden>
                {icon(cx, "upload")}<span data-waiting-text></span>
                <a class="btn btn-small" href="/outbox">{t::today::unsent_open(l)}</a>
            </p>
        </section>
    }
    .into_any()
}

/// Search and filter, which need scripts.
fn find(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    let only = |todo: &'static str, name: &'static str, pressed: bool| {
        view! { <button class="chip" type="button" data-only=todo aria-pressed=pressed.to_string()>{name}</button> }
    };
    view! {
        <div class="stack-s js-only" role="search">
            <div class="input-icon">
                {icon(cx, "search")}
                <input class="input" type="search" data-find aria-label=t::today::search(l) placeholder=t::today::search(l) autocomplete="off" />
            </div>
            <div class="chips" role="group" aria-label=t::today::filter(l)>
                {only("", t::today::all(l), true)}
                {only(Todo::Now.as_str(), t::today::to_visit(l), false)}
                {only(Todo::Later.as_str(), t::today::later(l), false)}
                {only(Todo::Done.as_str(), t::today::done(l), false)}
            </div>
        </div>
    }
    .into_any()
}
