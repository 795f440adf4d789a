//! Door-to-door surveys (入户调查): which households are asked, who in them, and what their answers stand for.
//!
//! | file | what it holds |
//! |---|---|
//! | `plan` | a survey plan and its check |
//! | `random` | the survey's own random numbers, the same on every platform |
//! | `selection` | drawing households from a list; the random walk where no list exists |
//! | `weight` | design weights |
//! | `visit` | visits, their outcomes and purpose; when the next attempt is |
//! | `rate` | the response rate (AAPOR RR1) |
//! | `respondent` | whom to ask in a household: the next birthday |
//! | `hints` | what the office should look at in a visit; never a verdict |
//! | `visit_body` | a visit as it is sent, with its answers |
//! | `today` | what a volunteer has to do |
//! | `desk` | what the office sees of its surveys |

pub mod desk;
pub mod hints;
pub mod plan;
pub mod random;
pub mod rate;
pub mod respondent;
pub mod selection;
pub mod today;
pub mod visit;
pub mod visit_body;
pub mod weight;

pub use hints::Hint;
pub use plan::{NewPlan, PlanBody, PlannedArea, SelectionMethod};
pub use rate::ResponseRate;
pub use respondent::{Birthday, next_birthday};
pub use selection::{Turn, Walk, draw, walk};
pub use today::{Today, TodayArea, TodayHousehold, TodayPlan};
pub use visit::{Attempt, NextAttempt, VisitOutcome, VisitPurpose, final_outcome, next_attempt};
pub use visit_body::{NewVisit, SamplePlace, VisitBody, VisitFlag, VisitReceipt, VisitResponse};
pub use weight::{household_weight, person_weight};
