//! Questions to the statistics beyond one estimate or one map, and their answers.
//!
//! | file | what it holds |
//! |---|---|
//! | `shares` | change between two periods, shares of villages with few respondents |
//! | `plan` | how many households to ask, and where |
//! | `places` | clusters of hot cells, rates, coverage, speed, trends |
//! | `bundle` | the weekly report, and the constants that the methods page shows |

mod bundle;
mod places;
mod plan;
mod shares;

pub use bundle::{Methods, WeeklyReport};
pub use places::{
    AreaRate, AreaSpeed, AreaTrend, CellTrend, CoveredPlace, Exposure, HandlingSpeed, HotCluster,
    HotClusters, Layer, Looked, Near, NearKind, PlaceTrends, PlacesQuery, ProblemCoverage, ProblemRates,
    ProblemTrend, RatesQuery, TrendsQuery,
};
pub use plan::{PlanRow, SamplePlan, SamplePlanQuery};
pub use shares::{AwarenessChange, ChangeDirection, SmallArea, SmallAreaSpread, SmallAreas, WeekSpan};
