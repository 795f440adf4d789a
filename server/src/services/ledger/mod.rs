//! The ledger (台账): what happens to cases. Every change of a case is a command that `domain::case::decide` turns into
//! events; they are added to its history together with everything that follows from them.
//!
//! | file | what it does |
//! |---|---|
//! | `run` | runs one command: load, decide, append |
//! | `commands` | commands as people send them, one or many |
//! | `start` | how a report becomes a case |
//! | `order` | orders on the spot |
//! | `rules`, `settings` | calendar, time limits, routing, ranking: what the office edits |
//! | `list`, `view` | the ledger, one case with its timeline |
//! | `duplicates` | which open reports may be the same incident |
//! | `resident` | "is it fixed?" |
//! | `photos` | photos of cases |
//! | `people`, `notices`, `digest` | who is told of what, here and by e-mail |
//! | `tick` | what the clock does: verdicts, escalation, ends of deferrals |
//! | `bulletin` | the bulletin, regenerated from the history |
//! | `erase` | forgets personal texts without breaking the chain |
//! | `export`, `check` | cases as a file; whether the chain holds |
//! | `form` | commands from plain forms |
//! | `filters` | filters that somebody keeps |
//! | `checklist` | what inspectors look at |

pub mod bulletin;
pub mod check;
pub mod checklist;
pub mod commands;
pub mod digest;
pub mod duplicates;
pub mod erase;
pub mod export;
pub mod filters;
pub mod form;
pub mod list;
pub mod notices;
pub mod order;
mod people;
pub mod photos;
pub mod resident;
pub mod rules;
mod run;
pub mod settings;
mod start;
pub mod tick;
pub mod view;

pub use bulletin::bulletin;
pub use commands::{bulk, command, report_command};
pub use duplicates::duplicate_candidates;
pub use erase::erase;
pub use filters::{delete_filter, save_filter, saved_filters};
pub use list::{counts, list};
pub use notices::{duties, mark_read, notices, own_duty, set_duty, set_own_email, unread};
pub use order::{order, order_proposal, order_proposals, order_whole};
pub use photos::{keep_photo, keep_photos};
pub use resident::{answer, resolution};
pub use settings::{
    calendar, ranking_rules, routing, set_calendar, set_ranking_rules, set_routing, set_time_limits,
    time_limits, unrouted,
};
pub use view::view;

use domain::access::Actor;
use domain::case::chain::Hash;
use domain::case::may_see_ledger;
use domain::error::{ApiError, ErrorCode};
use sha2::{Digest, Sha256};

/// The hash function of the chain.
pub(crate) fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// Passes for those who may open the ledger.
fn require_ledger(actor: &Actor) -> Result<(), ApiError> {
    if may_see_ledger(actor) {
        return Ok(());
    }
    Err(match actor {
        Actor::Anonymous => ApiError::new(ErrorCode::Unauthenticated, "sign in first"),
        _ => ApiError::new(ErrorCode::Forbidden, "you may not see the ledger"),
    })
}

/// The unit to whose cases somebody is confined.
fn own_unit(actor: &Actor) -> Option<&str> {
    match actor {
        Actor::User { role: domain::access::Role::Unit, unit, .. } => {
            Some(unit.as_deref().unwrap_or_default())
        }
        _ => None,
    }
}
