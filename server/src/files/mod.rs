//! Files that come in and go out: CSV, GeoJSON and JSON in, CSV, xlsx, docx and GeoJSON out.
//!
//! | file | what it holds |
//! |---|---|
//! | `archive` | backups: one zip file for either engine |
//! | `cell` | makes texts safe for spreadsheet programs |
//! | `identity` | who a row is, so that importing a file again changes nothing |
//! | `table` | reads CSV in UTF-8 or GB18030, with errors that name line and column |
//! | `read_areas` | areas.geojson |
//! | `read_lists` | population.csv, units.csv, sites.json |
//! | `read_reports` | reports.csv |
//! | `read_responses` | responses.csv |
//! | `write_bulletin` | writes a bulletin as CSV, xlsx or docx |
//! | `write_table` | writes a list as CSV, xlsx or GeoJSON |

pub mod archive;
pub mod cell;
pub mod identity;
pub mod read_areas;
pub mod read_lists;
pub mod read_reports;
pub mod read_responses;
pub mod table;
pub mod write_bulletin;
pub mod write_table;
