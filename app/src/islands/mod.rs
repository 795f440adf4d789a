//! The interactive parts. Each improves HTML that the server has rendered and that works without it.
//!
//! Islands take no props: what they need stands in the page, as `data-…` attributes and as `<html lang>`. So the bundle
//! needs no reader of JSON, and a list is not sent twice.
//!
//! There are two bundles: `app` is small, for pages that everybody opens; `whole` has all islands, for the pages of those in
//! [`ONLY_IN_WHOLE`].
//!
//! | file | island | what it improves |
//! |---|---|---|
//! | `maps` | `Maps` | heatmaps and small maps, whose elements it also offers to pages |
//! | `order` | `OrderOnTheSpot` | `#order-form` |
//! | `outbox` | `Outbox` | the list of what this phone has to send |
//! | `quiz` | `Quiz` | `#quiz-form`: one question a screen |
//! | `receipts` | `MyReports`, `KeepReceipt` | the list of what was sent from this phone |
//! | `report` | `ReportForm` | `#report-form` |
//! | `saved` | | what takes the place of a form whose content waits in the outbox |
//! | `today` | `TodayVisits` | the day's households, and the form of a visit |
//! | `tools` | `Tools` | buttons that copy, share and print |
//! | `words` | | what the server's error codes mean |

/// The islands that only the bundle `whole` holds.
pub const ONLY_IN_WHOLE: [&str; 3] = ["OrderOnTheSpot", "Outbox", "TodayVisits"];

pub mod maps;
#[cfg(any(not(feature = "hydrate"), feature = "whole"))]
pub mod order;
#[cfg(any(not(feature = "hydrate"), feature = "whole"))]
pub mod outbox;
pub mod quiz;
pub mod receipts;
pub mod report;
#[cfg(feature = "hydrate")]
mod saved;
#[cfg(feature = "hydrate")]
mod to_send;
#[cfg(any(not(feature = "hydrate"), feature = "whole"))]
pub mod today;
pub mod tools;
#[cfg(feature = "hydrate")]
mod words;

pub use maps::Maps;
#[cfg(any(not(feature = "hydrate"), feature = "whole"))]
pub use order::OrderOnTheSpot;
#[cfg(any(not(feature = "hydrate"), feature = "whole"))]
pub use outbox::Outbox;
pub use quiz::Quiz;
pub use receipts::{KeepReceipt, MyReports};
pub use report::ReportForm;
#[cfg(any(not(feature = "hydrate"), feature = "whole"))]
pub use today::TodayVisits;
pub use tools::Tools;
