//! What the asker may do to a case now, as forms: the next step open, everything else folded below it.

use super::action_fields::{Choices, Form, fields_of};
use super::form::ActionForm;
use super::{parts, words};
use crate::components::errors::{self, Anchor};
use crate::components::fields::hidden;
use crate::components::icons::icon;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t::case as t;
use domain::access::{Actor, Role};
use domain::case::{CommandKind, RequestKind};
use domain::error::ApiError;
use domain::ledger::CaseView;
use domain::report::ReportView;
use leptos::prelude::*;
use uuid::Uuid;

/// What the forms are about: a case, or a report that has only been received.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// Its id.
    pub id: Uuid,
    /// What may be done to it, in any order.
    pub kinds: Vec<CommandKind>,
    /// The case, once there is one.
    pub case: Option<&'a CaseView>,
    /// Its first report.
    pub report: &'a ReportView,
}

/// The steps that lead a case on, in the order in which one is chosen to be open.
const STEPS: [CommandKind; 8] = [
    CommandKind::Decide,
    CommandKind::Verify,
    CommandKind::SendBack,
    CommandKind::Accept,
    CommandKind::Assign,
    CommandKind::Rectify,
    CommandKind::TakeOn,
    CommandKind::Resume,
];

impl<'a> Subject<'a> {
    /// A case, with what the asker may do and would not be refused at once.
    pub fn of_case(cx: &PageContext, case: &'a CaseView) -> Self {
        let kinds = case
            .possible
            .iter()
            .copied()
            .filter(|kind| is_offered(cx.backend.actor(), case, *kind))
            .collect();
        Self { id: case.row.id, kinds, case: Some(case), report: &case.report }
    }

    /// A report that waits for acceptance.
    pub fn of_report(report: &'a ReportView) -> Self {
        let kinds = vec![CommandKind::Accept, CommandKind::Reject, CommandKind::Link];
        Self { id: report.id, kinds, case: None, report }
    }
}

/// Whether a button makes sense: the table allows more than the case's counts and requests do.
fn is_offered(actor: &Actor, view: &CaseView, kind: CommandKind) -> bool {
    let (case, row) = (&view.case, &view.row);
    match kind {
        CommandKind::Receive | CommandKind::Order | CommandKind::Confirm | CommandKind::Reckon => false,
        CommandKind::Unassign => case.counts.transfers == 0 && case.verdict.is_none(),
        CommandKind::Rectify => case.task.is_some(),
        CommandKind::RequestExtension => row.request.is_none() && case.verdict.is_none(),
        CommandKind::RequestDeferral => row.request.is_none(),
        CommandKind::Decide => row.request.is_some(),
        CommandKind::Flag => {
            let supervisor = matches!(actor, Actor::User { role: Role::Supervisor, .. });
            row.flag.is_none_or(|flag| supervisor && !flag.by_supervisor)
        }
        _ => true,
    }
}

/// The panel of forms. Without anything to do there is none.
pub fn panel(
    cx: &PageContext,
    subject: &Subject<'_>,
    choices: &Choices,
    typed: &ActionForm,
    error: Option<&ApiError>,
) -> Option<AnyView> {
    if subject.kinds.is_empty() {
        return None;
    }
    let l = cx.locale;
    let steps: Vec<CommandKind> = STEPS.into_iter().filter(|kind| subject.kinds.contains(kind)).collect();
    let open = CommandKind::from_text(&typed.command).or_else(|| steps.first().copied());
    let one = |kind: CommandKind| action(cx, subject, choices, typed, error, (kind, open == Some(kind)));
    let others = subject.kinds.iter().copied().filter(|kind| !steps.contains(kind));
    let others: Vec<AnyView> = others.map(one).collect();
    let more = (!others.is_empty() && !steps.is_empty())
        .then(|| view! { <h3 class="actions-more small muted">{t::more_actions(l)}</h3> });
    Some(
        view! {
            <section class="panel case-actions hide-print" id="actions">
                <div class="panel-head"><h2 class="panel-title">{t::actions(l)}</h2></div>
                <div class="panel-body">
                    {steps.iter().copied().map(one).collect_view()}
                    {more}
                    {others}
                </div>
            </section>
        }
        .into_any(),
    )
}

fn action(
    cx: &PageContext,
    subject: &Subject<'_>,
    choices: &Choices,
    typed: &ActionForm,
    error: Option<&ApiError>,
    (kind, open): (CommandKind, bool),
) -> AnyView {
    let l = cx.locale;
    let form = Form { cx, kind, typed, error: typed.error(kind, error) };
    let fields = fields_of(&form, subject, choices);
    let hint = words::hint(l, kind);
    let hint = (!hint.is_empty()).then(|| view! { <p class="small muted">{hint}</p> });
    let request = (kind == CommandKind::Decide).then(|| subject.case.map(|case| asked(l, case))).flatten();
    view! {
        <details class="action-form" id=format!("do-{}", kind.as_str()) open=open>
            <summary>{icon(cx, symbol(kind))}<span>{words::command(l, kind)}</span></summary>
            <form class="stack-s" method="post" enctype="multipart/form-data" action=parts::address(subject.id)>
                {hidden("command", kind.as_str())}
                {subject.case.map(|case| hidden("expected_events", case.row.events.to_string()))}
                {request}
                {hint}
                {fields}
                {buttons(l, kind)}
            </form>
        </details>
    }
    .into_any()
}

fn buttons(l: Locale, kind: CommandKind) -> AnyView {
    if kind == CommandKind::Decide {
        return view! {
            <div class="row row-fill">
                <button class="btn btn-primary" name="granted" value="1">{t::do_grant(l)}</button>
                <button class="btn" name="granted" value="0">{t::do_refuse(l)}</button>
            </div>
        }
        .into_any();
    }
    let class = if STEPS.contains(&kind) && kind != CommandKind::SendBack {
        "btn btn-primary btn-block"
    } else {
        "btn btn-block"
    };
    view! { <button class=class>{words::command(l, kind)}</button> }.into_any()
}

/// What the open request asks for.
pub(super) fn asked(l: Locale, view: &CaseView) -> AnyView {
    let Some(request) = view.row.request else { return ().into_any() };
    let what = match request {
        RequestKind::Extension { working_hours } => t::request_extension(l, working_hours),
        RequestKind::Deferral { until } => t::request_deferral(l, l.day(until)),
    };
    let why = view.request_reason.clone().map(|reason| view! { <p>{t::request_reason(l, reason)}</p> });
    let when = view.case.request.as_ref().map(|request| {
        view! { <p class="small muted">{t::request_at(l, request.at.to_minute())}</p> }
    });
    view! { <div class="request-asked"><p class="strong">{what}</p>{why}{when}</div> }.into_any()
}

const fn symbol(kind: CommandKind) -> &'static str {
    match kind {
        CommandKind::Accept | CommandKind::Verify | CommandKind::Decide => "check-circle",
        CommandKind::Reject => "close",
        CommandKind::Link | CommandKind::Unlink => "link",
        CommandKind::Assign | CommandKind::Transfer => "send",
        CommandKind::TakeOn => "user",
        CommandKind::Rectify => "camera",
        CommandKind::SendBack | CommandKind::Reopen | CommandKind::Resume | CommandKind::Unassign => {
            "refresh"
        }
        CommandKind::RequestExtension => "clock",
        CommandKind::RequestDeferral => "calendar",
        CommandKind::Flag | CommandKind::Unflag => "flag",
        _ => "edit",
    }
}

/// The summary of what was wrong, leading to the fields of the form that was sent.
pub fn summary(cx: &PageContext, typed: &ActionForm, error: Option<&ApiError>) -> Option<AnyView> {
    let l = cx.locale;
    let labels = [
        ("reason", t::reason(l)),
        ("note", t::note(l)),
        ("unit", t::unit(l)),
        ("to", t::to_unit(l)),
        ("measure", t::measure(l)),
        ("person", t::person(l)),
        ("phone", t::phone(l)),
        ("date", t::date(l)),
        ("working_hours", t::working_hours(l)),
        ("until", t::until(l)),
        ("photos", t::after_photo(l)),
        ("number", t::line_number(l)),
        ("text", t::remark(l)),
        ("of", t::main_case(l)),
        ("category", t::category(l)),
        ("area", t::area(l)),
    ];
    let ids: Vec<String> = labels.iter().map(|(name, _)| format!("{}-{name}", typed.command)).collect();
    let anchors: Vec<Anchor<'_>> =
        labels.iter().zip(&ids).map(|((path, label), id)| Anchor { path, label, id }).collect();
    errors::summary(cx, error, &anchors)
}
