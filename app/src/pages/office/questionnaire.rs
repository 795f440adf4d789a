//! One version of a questionnaire with its keys and explanations, and the button that publishes it.

use super::awareness::kind;
use super::questionnaires::address;
use crate::components::errors;
use crate::components::icons::icon;
use crate::components::names;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::office_questionnaires as t;
use domain::access::Permission;
use domain::error::ApiError;
use domain::questionnaire::{Bilingual, Item, ItemType, Questionnaire};
use leptos::prelude::*;

/// The preview, with what went wrong after a failed attempt to publish.
///
/// # Errors
/// What the backend refuses.
pub async fn page(
    cx: &PageContext,
    slug: &str,
    version: u32,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ManageQuestionnaires)?;
    let form = cx.backend.questionnaire_version(slug, version).await?;
    let all = cx.backend.questionnaires().await?;
    let published = all.iter().any(|one| one.slug == slug && one.version == version && one.published);
    let versions: Vec<u32> = all.iter().filter(|one| one.slug == slug).map(|one| one.version).collect();

    let title = l.pick(&form.title).to_owned();
    let items = form.items.iter().enumerate().map(|(index, one)| item(l, index + 1, one)).collect_view();
    let view = view! {
        <div class="page-head">
            <div>
                <nav class="breadcrumb" aria-label=t::title(l)>
                    <a href="/office/questionnaires">{t::title(l)}</a>
                    <span aria-current="page">{t::version_n(l, version)}</span>
                </nav>
                <h1 class="page-title">{title.clone()}</h1>
            </div>
        </div>
        {tabs(l, slug, version, &versions)}
        {errors::summary(cx, error, &[])}
        <div class="notice notice-info">{icon(cx, "info")}
            <div class="notice-body"><p>{t::preview_notice(l)}</p></div></div>
        <div class="split">
            <div class="split-main">{items}</div>
            <aside class="split-side">
                {facts(cx, &form)}
                {publish(cx, &form, published)}
            </aside>
        </div>
    };
    let status = error.map_or(200, |error| error.code.status());
    Ok(Page::office(cx, OfficeShell { title, section: Section::Questionnaires, status }, view))
}

fn tabs(l: Locale, slug: &str, version: u32, versions: &[u32]) -> Option<AnyView> {
    (versions.len() > 1).then(|| {
        let tabs = versions
            .iter()
            .map(|one| {
                let current = (*one == version).then_some("page");
                view! { <a class="tab" href=address(slug, *one) aria-current=current>{t::version_n(l, one)}</a> }
            })
            .collect_view();
        view! { <nav class="tabs" aria-label=t::version(l)>{tabs}</nav> }.into_any()
    })
}

fn facts(cx: &PageContext, form: &Questionnaire) -> AnyView {
    let l = cx.locale;
    let asked = u32::try_from(form.awareness_items().count()).unwrap_or(u32::MAX);
    let pass = match asked {
        0 => t::pass_none(l).to_owned(),
        asked => t::pass_at_n(l, asked, form.pass_mark(asked)),
    };
    let address = format!("{}/q/{}", cx.backend.public_url(), form.slug);
    let fact = |name: &'static str, value: String| view! { <div><dt>{name}</dt><dd class="break">{value}</dd></div> };
    view! {
        <section class="panel">
            <div class="panel-head"><h2 class="panel-title">{t::facts(l)}</h2></div>
            <div class="panel-body">
                <dl class="kv">
                    {fact(t::purpose(l), names::purpose(l, form.purpose).to_owned())}
                    {fact(t::version(l), form.version.to_string())}
                    {fact(t::slug(l), form.slug.clone())}
                    {fact(t::items(l), form.items.len().to_string())}
                    {fact(t::pass_at(l), pass)}
                    {fact(t::address(l), address)}
                </dl>
            </div>
        </section>
    }
    .into_any()
}

fn publish(cx: &PageContext, form: &Questionnaire, published: bool) -> AnyView {
    let l = cx.locale;
    let body = if published {
        view! {
            <div class="notice notice-success">{icon(cx, "check-circle")}
                <div class="notice-body"><p>{t::is_published(l)}</p></div></div>
        }
        .into_any()
    } else {
        view! {
            <p>{t::publish_text(l, form.version)}</p>
            <label class="check"><input type="checkbox" name="checked" value="1" required=true />" "{t::publish_confirm(l)}</label>
            <button class="btn btn-primary">{t::publish_button(l, form.version)}</button>
        }
        .into_any()
    };
    view! {
        <section class="panel">
            <div class="panel-head"><h2 class="panel-title">{t::publish_title(l)}</h2></div>
            <form class="panel-body" method="post" action=format!("{}/publish", address(&form.slug, form.version))>{body}</form>
        </section>
    }
    .into_any()
}

fn item(l: Locale, number: usize, item: &Item) -> AnyView {
    let options = item
        .options
        .iter()
        .enumerate()
        .map(|(index, option)| {
            let right = item.key.contains(&option.code);
            let class = if right { "option is-right" } else { "option" };
            let result = right.then(|| view! { <span class="option-result">{t::key(l)}</span> });
            view! {
                <div class=class>
                    <span class="option-face">
                        <span class="option-key">{letter(index)}</span>
                        <span class="option-text">{both(&option.label)}</span>
                        {result}
                    </span>
                </div>
            }
        })
        .collect_view();
    let explanation = item.explanation.as_ref().map(|text| {
        view! { <div class="explain"><p class="explain-title">{t::explanation(l)}</p>{both(text)}</div> }
    });
    // The heading is in the language of the page; the other one has to be checked too.
    let other = match l {
        Locale::Zh => (!item.label.en.is_empty()).then(|| (item.label.en.clone(), "en")),
        Locale::En => Some((item.label.zh.clone(), "zh-CN")),
    }
    .map(|(text, tag)| view! { <p class="muted" lang=tag>{text}</p> });
    let answers = match item.item_type {
        ItemType::SelectOne => t::single(l),
        ItemType::SelectMultiple => t::multiple(l),
    };
    view! {
        <section class="panel">
            <div class="panel-head">
                <h2 class="panel-title"><span class="question-number">{number.to_string()}</span>" "{l.pick(&item.label).to_owned()}</h2>
                <div class="panel-actions">
                    <span class="tag">{kind(l, item.kind)}</span>" "<span class="tag">{answers}</span>" "
                    <code class="code">{item.name.clone()}</code>
                </div>
            </div>
            <div class="panel-body">{other}<div class="options">{options}</div>{explanation}</div>
        </section>
    }
    .into_any()
}

/// Both languages, because both have to be checked before publishing.
fn both(text: &Bilingual) -> AnyView {
    let en =
        (!text.en.is_empty()).then(|| view! { <br /><span class="muted" lang="en">{text.en.clone()}</span> });
    view! { <span><span lang="zh-CN">{text.zh.clone()}</span>{en}</span> }.into_any()
}

/// A, B, C …; a number after Z.
fn letter(index: usize) -> String {
    u8::try_from(index)
        .ok()
        .filter(|index| *index < 26)
        .map_or_else(|| (index + 1).to_string(), |index| char::from(b'A' + index).to_string())
}
