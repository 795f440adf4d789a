//! The estimators: pure functions on slices, without I/O, clock or randomness.
//!
//! | file | answers |
//! |---|---|
//! | [`design`] | the awareness rate with its design-based interval, from cluster totals |
//! | [`raking`] | factors that make the sample agree with the population's margins |
//! | [`raked`] | the rate under raked weights, and what raking does to its error |
//! | [`proportion`] | intervals of a simple proportion |
//! | [`change`] | did a share change between two periods |
//! | [`small_area`] | shares of villages with few respondents |
//! | [`suppression`] | may the value be shown |
//! | [`satisfaction`] | top answer and top two, with and without 不清楚 |
//! | [`sample_size`] | how many households to visit, and how many in each area |
//! | [`cells`] | which H3 cell a point lies in, and which cells make up a region |
//! | [`hotspots`] | which cells hold more problems than chance explains |
//! | [`rates`] | problems by population or by visits |
//! | [`trend`] | which cells are getting worse |
//! | [`coverage`] | where nobody looked |
//! | [`distributions`] | the quantiles and tail probabilities all of these need |
//!
//! Every function takes any input without panicking: what cannot be computed is a named error or `None`.

pub mod cells;
pub mod change;
pub mod coverage;
pub mod design;
mod dispersion;
pub mod distributions;
mod gamma_steps;
pub mod hotspots;
pub mod proportion;
pub mod raked;
pub mod raking;
pub mod rates;
pub mod sample_size;
pub mod satisfaction;
pub mod small_area;
pub mod suppression;
pub mod trend;
