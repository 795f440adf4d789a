//! Door-to-door surveys: what the office plans, what volunteers do, and how far they are.
//!
//! | file | what |
//! |---|---|
//! | [`lists`] | lists of households, imported |
//! | [`plans`] | a plan is made, its sample drawn; areas are assigned; it is closed |
//! | [`progress`] | how far a plan is, for the office |
//! | [`today`] | what a volunteer has to do |
//! | [`visits`] | visits are taken in |
//! | [`looks`] | what to look at in a visit |
//! | [`phones`] | invitations, and signing in by PIN |

pub mod lists;
pub mod looks;
pub mod phones;
pub mod plans;
pub mod progress;
pub mod today;
pub mod visits;
