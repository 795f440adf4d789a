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
//! | `measures` | two measures of the same names beside each other |
//! | `rates` | a share per question as a bar with its interval |
//! | `strips` | a row a town, a dot a village |
//! | `sparkline` | weeks in a cell of a table |
//! | `chart` | a chart as one thing: shown on a page, written as a file |
//! | `ground` | outlines of areas, and where a place stands on a drawn map |
//! | `hexagons` | cells of the heatmap over the outlines of the areas |
//! | `regions` | areas coloured by an estimate, the uncertain ones hatched |

pub mod bars;
pub mod chart;
pub mod columns;
pub mod format;
pub mod frame;
pub mod ground;
pub mod hexagons;
pub mod intervals;
pub mod measures;
pub mod rates;
pub mod regions;
pub mod scale;
pub mod sparkline;
pub mod strips;
pub mod trend;
