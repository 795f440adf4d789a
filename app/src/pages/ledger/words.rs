//! What states, lights, verdicts and commands of the ledger are called, and working time in words.

use crate::locale::Locale;
use crate::t;
use domain::case::{CaseState, CommandKind, Light, Verdict};
use domain::ledger::LedgerTab;

/// What a state is called.
pub const fn state(l: Locale, state: CaseState) -> &'static str {
    match state {
        CaseState::Received => t::case::state_received(l),
        CaseState::Accepted => t::case::state_accepted(l),
        CaseState::Rejected => t::case::state_rejected(l),
        CaseState::Duplicate => t::case::state_duplicate(l),
        CaseState::Assigned => t::case::state_assigned(l),
        CaseState::TakenOn => t::case::state_taken_on(l),
        CaseState::Rectified => t::case::state_rectified(l),
        CaseState::SentBack => t::case::state_sent_back(l),
        CaseState::Deferred => t::case::state_deferred(l),
        CaseState::Closed => t::case::state_closed(l),
    }
}

/// The class that colours a state; words first, so two states may share one.
pub const fn state_class(state: CaseState) -> &'static str {
    match state {
        CaseState::Received => "status status-received",
        CaseState::Accepted => "status status-accepted",
        CaseState::Rejected => "status status-rejected",
        CaseState::Duplicate => "status status-duplicate",
        CaseState::Assigned => "status status-assigned",
        CaseState::TakenOn => "status status-in_progress",
        CaseState::Rectified => "status status-rectified",
        CaseState::SentBack => "status status-sent_back",
        CaseState::Deferred => "status status-deferred",
        CaseState::Closed => "status status-closed",
    }
}

/// What a light is called.
pub const fn light(l: Locale, light: Light) -> &'static str {
    match light {
        Light::Green => t::case::light_green(l),
        Light::Yellow => t::case::light_yellow(l),
        Light::Red => t::case::light_red(l),
    }
}

/// What a verdict is called.
pub const fn verdict(l: Locale, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::OnTime => t::case::verdict_on_time(l),
        Verdict::Late => t::case::verdict_late(l),
    }
}

/// What a ready view of the ledger is called.
pub const fn tab(l: Locale, tab: LedgerTab) -> &'static str {
    match tab {
        LedgerTab::Unassigned => t::case::state_accepted(l),
        LedgerTab::New => t::case::state_assigned(l),
        LedgerTab::DueToday => t::unit::tab_today(l),
        LedgerTab::Late => t::unit::tab_late(l),
        LedgerTab::SentBack => t::case::state_sent_back(l),
        LedgerTab::ToCheck => t::case::state_rectified(l),
        LedgerTab::Requests => t::ledger::tab_requests(l),
        LedgerTab::Deferred => t::case::state_deferred(l),
        LedgerTab::Flagged => t::case::flagged(l),
        LedgerTab::Alerted => t::ledger::tab_alerted(l),
        LedgerTab::Open => t::ledger::tab_open(l),
        LedgerTab::Closed => t::case::state_closed(l),
    }
}

/// What a command is called on its button.
pub const fn command(l: Locale, kind: CommandKind) -> &'static str {
    match kind {
        CommandKind::Receive => t::case::do_receive(l),
        CommandKind::Order => t::case::do_order(l),
        CommandKind::Accept => t::case::do_accept(l),
        CommandKind::Reject => t::case::do_reject(l),
        CommandKind::Link => t::case::do_link(l),
        CommandKind::Unlink => t::case::do_unlink(l),
        CommandKind::Assign => t::case::do_assign(l),
        CommandKind::Unassign => t::case::do_unassign(l),
        CommandKind::TakeOn => t::case::do_take_on(l),
        CommandKind::Rectify => t::case::do_rectify(l),
        CommandKind::Verify => t::case::do_verify(l),
        CommandKind::SendBack => t::case::do_send_back(l),
        CommandKind::Transfer => t::case::do_transfer(l),
        CommandKind::RequestExtension => t::case::do_request_extension(l),
        CommandKind::RequestDeferral => t::case::do_request_deferral(l),
        CommandKind::Decide => t::case::do_decide(l),
        CommandKind::Resume => t::case::do_resume(l),
        CommandKind::Reopen => t::case::do_reopen(l),
        CommandKind::Confirm => t::case::do_confirm(l),
        CommandKind::Flag => t::case::do_flag(l),
        CommandKind::Unflag => t::case::do_unflag(l),
        CommandKind::Remark => t::case::do_remark(l),
        CommandKind::Correct => t::case::do_correct(l),
        CommandKind::Reckon => t::case::do_reckon(l),
    }
}

/// A sentence that tells what a command does; empty where its name says it all.
pub const fn hint(l: Locale, kind: CommandKind) -> &'static str {
    match kind {
        CommandKind::Accept => t::case::hint_accept(l),
        CommandKind::Reject => t::case::hint_reject(l),
        CommandKind::Assign => t::case::hint_assign(l),
        CommandKind::Unassign => t::case::hint_unassign(l),
        CommandKind::TakeOn => t::case::hint_take_on(l),
        CommandKind::Rectify => t::case::hint_rectify(l),
        CommandKind::Verify => t::case::hint_verify(l),
        CommandKind::SendBack => t::case::hint_send_back(l),
        CommandKind::Transfer => t::case::hint_transfer(l),
        CommandKind::RequestExtension => t::case::hint_extension(l),
        CommandKind::RequestDeferral => t::case::hint_deferral(l),
        CommandKind::Flag => t::case::hint_flag(l),
        CommandKind::Remark => t::case::hint_remark(l),
        CommandKind::Correct => t::case::hint_correct(l),
        CommandKind::Reopen => t::case::hint_reopen(l),
        _ => "",
    }
}

/// Working minutes as `3 小时 20 分`; the sign does not count.
pub fn duration(l: Locale, minutes: i64) -> String {
    let minutes = minutes.unsigned_abs();
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, _) => t::case::minutes(l, rest),
        (_, 0) => t::case::hours(l, l.number(hours)),
        _ => t::case::hours_minutes(l, l.number(hours), rest),
    }
}

/// The time left, or how late it is.
pub fn left(l: Locale, minutes: i64) -> String {
    let time = duration(l, minutes);
    if minutes < 0 { t::case::over(l, time) } else { t::case::left(l, time) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_time_is_told_in_hours_and_minutes() {
        assert_eq!(left(Locale::Zh, 200), "还剩 3 小时 20 分");
        assert_eq!(left(Locale::Zh, -120), "已超期 2 小时");
        assert_eq!(left(Locale::En, 0), "0 min left");
    }
}
