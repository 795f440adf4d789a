//! All versions of all questionnaires, and the form that imports one.

use super::fields::{file_field, file_problems};
use super::page_head;
use crate::components::icons::{icon, icon_with};
use crate::components::names;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::pages::encoded;
use crate::t::{office_common as common, office_questionnaires as t};
use domain::access::Permission;
use domain::error::ApiError;
use domain::questionnaire::QuestionnaireSummary;
use domain::response::ResponseFlag;
use domain::survey::desk::FlaggedResponse;
use leptos::prelude::*;

/// How many answers to look at are shown; the export has all of them.
const FLAGGED_ROWS: u32 = 20;

/// The versions, with what was wrong with a file after a failed import.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext, error: Option<&ApiError>) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ManageQuestionnaires)?;
    let all = cx.backend.questionnaires().await?;
    let flagged = cx.backend.flagged_responses(FLAGGED_ROWS).await?;
    let published = all.iter().filter(|one| one.published).count();
    let table = if all.is_empty() { empty(cx) } else { table(cx, &all) };
    let view = view! {
        {page_head(t::title(l).to_owned(), t::lead(l, all.len(), published), ())}
        {error.map(|error| file_problems(cx, error))}
        <div class="split">
            <div class="split-main stack">{table}{to_look_at(cx, &all, &flagged.0, flagged.1)}</div>
            <aside class="split-side">{import_form(cx)}</aside>
        </div>
    };
    let status = error.map_or(200, |error| error.code.status());
    let frame = OfficeShell { title: t::title(l).to_owned(), section: Section::Questionnaires, status };
    Ok(Page::office(cx, frame, view))
}

/// The address of a version's preview.
pub(super) fn address(slug: &str, version: u32) -> String {
    format!("/office/questionnaires/{}/{version}", encoded(slug))
}

fn table(cx: &PageContext, all: &[QuestionnaireSummary]) -> AnyView {
    let l = cx.locale;
    let rows = all
        .iter()
        .map(|one| {
            let state = if one.published {
                view! { <span class="tag tag-accent">{t::published(l)}</span> }
            } else {
                view! { <span class="tag">{t::draft(l)}</span> }
            };
            view! {
                <tr>
                    <td class="cell-main" data-label=t::name(l)>
                        <a href=address(&one.slug, one.version)>{l.pick(&one.title).to_owned()}</a>
                        <span class="cell-note">{one.slug.clone()}</span>
                    </td>
                    <td class="num" data-label=t::version(l)>{one.version.to_string()}</td>
                    <td data-label=t::purpose(l)>{names::purpose(l, one.purpose)}</td>
                    <td class="num" data-label=t::items(l)>{one.items.to_string()}</td>
                    <td class="num" data-label=t::responses(l)>{l.number(one.responses)}</td>
                    <td data-label=t::state(l)>{state}</td>
                    <td class="nowrap" data-label=t::imported(l)>{one.imported_at.to_minute()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=t::title(l)>
            <table class="table table-cards">
                <caption class="sr-only">{t::title(l)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t::name(l)}</th>
                        <th scope="col" class="num">{t::version(l)}</th>
                        <th scope="col">{t::purpose(l)}</th>
                        <th scope="col" class="num">{t::items(l)}</th>
                        <th scope="col" class="num">{t::responses(l)}</th>
                        <th scope="col">{t::state(l)}</th>
                        <th scope="col">{t::imported(l)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Answers that were asked by another version than the published one: taken, and shown here for a look.
fn to_look_at(
    cx: &PageContext,
    all: &[QuestionnaireSummary],
    flagged: &[FlaggedResponse],
    count: u64,
) -> Option<AnyView> {
    let l = cx.locale;
    if flagged.is_empty() {
        return None;
    }
    let title = |slug: &str| {
        let known = all.iter().find(|one| one.slug == slug);
        known.map_or_else(|| slug.to_owned(), |one| l.pick(&one.title).to_owned())
    };
    let rows = flagged
        .iter()
        .map(|one| {
            let why = one.flags.iter().map(|flag| match flag {
                ResponseFlag::ReplacedVersion => {
                    view! { <span class="tag">{t::flag_replaced_version(l)}</span> }
                }
            });
            view! {
                <tr>
                    <td class="cell-main" data-label=t::name(l)>
                        {title(&one.questionnaire)}
                        <span class="cell-note">{one.id.to_string()}</span>
                    </td>
                    <td class="num" data-label=t::version(l)>{one.version.to_string()}</td>
                    <td class="nowrap" data-label=t::channel(l)>{names::survey_channel(l, one.channel)}</td>
                    <td data-label=t::area(l)>{one.area.clone().unwrap_or_else(|| "–".to_owned())}</td>
                    <td data-label=t::why(l)>{why.collect_view()}</td>
                    <td class="nowrap" data-label=t::submitted(l)>{one.submitted_at.to_minute()}</td>
                    <td class="nowrap" data-label=t::received(l)>{one.received_at.to_minute()}</td>
                </tr>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="panel panel-flush">
                <div class="panel-head">
                    <div>
                        <h2 class="panel-title">{t::to_look_at(l, l.number(count))}</h2>
                        <p class="small muted">{t::to_look_at_note(l)}</p>
                    </div>
                </div>
                <div class="panel-body">
                    <div class="table-wrap" tabindex="0" role="region" aria-label=t::to_look_at(l, l.number(count))>
                        <table class="table table-cards">
                            <caption class="sr-only">{t::to_look_at(l, l.number(count))}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{t::name(l)}</th>
                                    <th scope="col" class="num">{t::version(l)}</th>
                                    <th scope="col">{t::channel(l)}</th>
                                    <th scope="col">{t::area(l)}</th>
                                    <th scope="col">{t::why(l)}</th>
                                    <th scope="col">{t::submitted(l)}</th>
                                    <th scope="col">{t::received(l)}</th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                </div>
            </section>
        }
        .into_any(),
    )
}

fn import_form(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    view! {
        <section class="panel">
            <div class="panel-head"><h2 class="panel-title">{t::import_title(l)}</h2></div>
            <form class="panel-body" method="post" action="/office/questionnaires" enctype="multipart/form-data">
                <p class="muted">{t::import_note(l)}</p>
                {file_field(l, "questionnaire-file", t::file(l), t::file_hint(l), ".json,application/json")}
                <button class="btn btn-primary">{icon(cx, "upload")}{common::import(l)}</button>
            </form>
        </section>
    }
    .into_any()
}

fn empty(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    view! {
        <div class="empty">
            {icon_with(cx, "quiz", "empty-icon")}
            <p class="empty-title">{t::empty(l)}</p>
            <p class="empty-text">{t::empty_text(l)}</p>
        </div>
    }
    .into_any()
}
