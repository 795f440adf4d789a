//! What pages of statistics ask for beyond the awareness rate and the map. All of it needs the right to read statistics.
//!
//! | file | what |
//! |---|---|
//! | `change` | awareness against the period before |
//! | `villages` | small areas, shrunken |
//! | `plan` | how many households to ask, and where |
//! | `places` | which areas are meant, and what is counted in them |
//! | `rates` | problems by people or visits |
//! | `coverage` | where nobody looked |
//! | `response` | what became of the visits |
//! | `speed` | how fast problems are handled |
//! | `weekly` | the weekly report |
//! | `read` | how questions are read |
//! | `methods` | the constants |
//!
//! Hot clusters and trends stand beside the map, in `heatmap`.

mod change;
mod coverage;
pub mod methods;
mod places;
mod plan;
mod rates;
pub mod read;
mod response;
mod speed;
mod villages;
mod weekly;

pub use change::awareness_change;
pub use coverage::coverage;
pub use methods::{TREND_FEWEST, TREND_WEEKS, methods};
pub use plan::sample_plan;
pub use rates::problem_rates;
pub use response::response_rate;
pub use speed::handling_speed;
pub use villages::small_areas;
pub use weekly::weekly_report;
