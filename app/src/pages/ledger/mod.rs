//! The ledger (台账): pages of the office, of units, of inspectors, and what the reporter is asked at the end.
//!
//! | file | address |
//! |---|---|
//! | `case`, `case_facts`, `timeline` | `/office/cases/{id}`: one case with everything that happened |
//! | `actions`, `action_fields`, `form`, `guide` | what may be done to it, as forms |
//! | `candidates` | cases that may be the same problem |
//! | `list`, `list_filters`, `list_table`, `query`, `bulk` | `/office/ledger`: all cases |
//! | `unit` | `/unit`: a unit's cases on a phone |
//! | `walk` | `/walk`, `/walk/sites/{code}`: re-inspections, sites and checklists |
//! | `order`, `order_form` | `/walk/order`: an order on the spot |
//! | `fixed` | the end of `/r/{code}` |
//! | `parts`, `words` | what these share |

mod action_fields;
mod actions;
pub mod bulk;
mod candidates;
pub mod case;
mod case_facts;
pub mod fixed;
pub mod form;
mod guide;
pub mod list;
mod list_filters;
mod list_table;
pub mod order;
pub mod order_form;
mod parts;
pub mod query;
mod timeline;
pub mod unit;
pub mod walk;
mod words;

use crate::locale::Locale;
use crate::t::case as t;
use domain::case::CommandKind;

/// What is told after a command, by its code `case_…`.
pub(crate) fn flash(l: Locale, code: &str) -> Option<&'static str> {
    let kind = match code {
        "order_given" => return Some(t::flash_order(l)),
        "thanks" => return Some(t::flash_thanks(l)),
        other => CommandKind::from_text(other.strip_prefix("case_")?)?,
    };
    Some(match kind {
        CommandKind::Accept => t::flash_accept(l),
        CommandKind::Reject => t::flash_reject(l),
        CommandKind::Link => t::flash_link(l),
        CommandKind::Unlink => t::flash_unlink(l),
        CommandKind::Assign => t::flash_assign(l),
        CommandKind::Unassign => t::flash_unassign(l),
        CommandKind::TakeOn => t::flash_take_on(l),
        CommandKind::Rectify => t::flash_rectify(l),
        CommandKind::Verify => t::flash_verify(l),
        CommandKind::SendBack => t::flash_send_back(l),
        CommandKind::Transfer => t::flash_transfer(l),
        CommandKind::RequestExtension | CommandKind::RequestDeferral => t::flash_request(l),
        CommandKind::Decide => t::flash_decide(l),
        CommandKind::Resume => t::flash_resume(l),
        CommandKind::Reopen => t::flash_reopen(l),
        CommandKind::Flag => t::flash_flag(l),
        CommandKind::Unflag => t::flash_unflag(l),
        _ => t::flash_remark(l),
    })
}
