//! Charts: SVG drawn on the server, each with a sentence for those who cannot see it and a table of its numbers.
//!
//! | file | what it draws |
//! |---|---|
//! | `frame` | title, note, legend and data table around every drawing |
//! | `format` | numbers as people read them |
//! | `scale` | from values to positions, and ticks at round numbers |
//! | `columns` | one column a day |
//! | `bars` | one bar a name, longest first |
//! | `intervals` | an estimate with its interval per group |
//! | `trend` | an estimate with its interval per week |
//! | `hexagons` | cells of the heatmap over the outlines of the areas |

pub mod bars;
pub mod columns;
pub mod format;
pub mod frame;
pub mod hexagons;
pub mod intervals;
pub mod scale;
pub mod trend;
