//! Cases (案件): an incident that a unit must put right, with its history. The ledger (台账) is all of them.
//!
//! A case is what its history says: [`Case::fold`] makes it from its events, [`decide`] turns a command into new
//! events or refuses it, and nothing else changes a case.
//!
//! | file | what it holds |
//! |---|---|
//! | `state` | the states of a case, and the parties to it |
//! | `event` | what can have happened to a case |
//! | `command` | what can be asked for, with the fields it needs |
//! | `rule` | the table: which command from which state by which party |
//! | `check` | reads the fields of commands |
//! | `decide` | command → events |
//! | `decide_steps` | the same, command by command |
//! | `fold` | events → case |
//! | `parts` | what a case consists of |
//! | `deadline` | time limits, deadlines, the traffic light, the on-time verdict |
//! | `escalation` | who is to be told of a case that is running late |
//! | `chain` | the hash chain over all histories, and sealed personal texts |
//! | `bulletin` | counts of a period, from histories |
//! | `ranking` | the order of units in a bulletin; red and black list |

pub mod bulletin;
pub mod chain;
mod check;
mod command;
mod deadline;
mod decide;
mod decide_steps;
pub mod escalation;
mod event;
mod fold;
mod parts;
pub mod ranking;
mod rule;
mod state;
#[cfg(test)]
mod tests;

pub use command::{Command, CommandKind};
pub use deadline::{Deadline, Light, TimeLimit, TimeLimits, Verdict};
pub use decide::{Circumstances, decide};
pub use event::{Alert, CaseEvent, Change, Sealed, Who};
pub use fold::Case;
pub use parts::{Counts, Flag, FrozenVerdict, Pause, Rectification, Request, RequestKind, Task};
pub use rule::{Rule, may_read, may_see_ledger, possible};
pub use state::{CaseState, Party};
