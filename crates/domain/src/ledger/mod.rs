//! The ledger (台账) as people see it: rows, filters, one case with its timeline, what stands beside it.
//!
//! The rules of a case are in [`crate::case`]; nothing here decides anything.
//!
//! | file | what it holds |
//! |---|---|
//! | `filter` | which cases a list shows, read from and written to a query |
//! | `head` | a case with what lists need besides it |
//! | `row` | a case in a list, and the page of a list |
//! | `view` | one case with everything around it |
//! | `send` | what is sent: commands, orders on the spot, many cases at once |
//! | `routing` | which unit a report is proposed for |
//! | `similar` | how alike two reports are |
//! | `notice` | what people are told |
//! | `checklist` | what an inspector looks at |
//! | `report` | the bulletin as it is shown |

mod checklist;
mod filter;
mod head;
mod notice;
mod report;
mod routing;
mod row;
mod send;
mod similar;
mod view;

pub use checklist::{CheckItem, Checklist};
pub use filter::{LedgerCursor, LedgerFilter, LedgerSort, LedgerTab};
pub use head::CaseHead;
pub use notice::{Duty, Notice, NoticeKind};
pub use report::{BulletinLine, BulletinQuery, BulletinView, MissingReport};
pub use routing::{Routing, RoutingRule};
pub use row::{LedgerCounts, LedgerPage, LedgerRow, SavedFilter};
pub use send::{Bulk, BulkOutcome, BulkTarget, CommandBody, OrderBody, OrderReceipt};
pub use similar::{difference, likeness};
pub use view::{
    CaseView, DuplicateCandidate, LineText, OrderProposal, Resolution, TimelineLine, text_fields,
};
