//! What is asked of the counters and what they answer.

use domain::report::{Channel, ReportStatus};
use domain::response::SurveyChannel;
use domain::statistics::Layer;
use domain::time::{Day, Timestamp};
use uuid::Uuid;

/// Which reports are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountFilter {
    /// Local days: the first one counted, and the first one no longer counted.
    pub days: (Option<Day>, Option<Day>),
    /// Only this category.
    pub category: Option<String>,
    /// Only this status.
    pub status: Option<ReportStatus>,
    /// Whose reports.
    pub layer: Layer,
}

/// When one report was observed, handled first, and closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandlingTime {
    /// The area it lies in.
    pub area: Option<String>,
    /// When it was seen.
    pub observed_at: Timestamp,
    /// When it was put right.
    pub closed_at: Option<Timestamp>,
    /// When somebody did anything about it.
    pub handled_at: Option<Timestamp>,
}

/// Reports of one area in one week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaCount {
    /// Code of the area; none for reports that lie in none, or in one that is gone.
    pub area: Option<String>,
    /// The Monday.
    pub week: Day,
    /// Reports.
    pub reports: u64,
    /// Incidents: duplicates linked, counted once.
    pub incidents: u64,
}

/// Counts of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellCount {
    /// H3 index.
    pub cell: u64,
    /// Reports.
    pub reports: u64,
    /// Incidents: duplicates linked, counted once.
    pub incidents: u64,
}

/// What the counters know of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportPoint {
    /// Its id.
    pub id: Uuid,
    /// Latitude, WGS-84 degrees.
    pub lat: Option<f64>,
    /// Longitude, WGS-84 degrees.
    pub lng: Option<f64>,
    /// The area it lies in.
    pub area: Option<String>,
    /// Its category.
    pub category: String,
    /// Its status.
    pub status: ReportStatus,
    /// Who sent it.
    pub channel: Channel,
    /// Local day of the observation.
    pub day: Day,
    /// Whether it counts as an incident of its own.
    pub incident: bool,
}

/// By what totals are split besides item, stratum and cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotalsBy {
    /// Nothing.
    None,
    /// The week.
    Week,
    /// The sex.
    Sex,
    /// The age band.
    AgeBand,
    /// Sex and age band.
    SexAge,
    /// Week, sex and age band.
    WeekSexAge,
}

/// A question for totals by cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotalsQuery {
    /// Slug of the questionnaire.
    pub questionnaire: String,
    /// How the respondents were reached.
    pub channel: SurveyChannel,
    /// Mondays: the first week counted, and the first no longer counted.
    pub weeks: (Option<Day>, Option<Day>),
    /// Which items, as in [`Fact::item`](crate::Fact::item); the empty one is the score.
    pub items: Vec<String>,
    /// Split.
    pub by: TotalsBy,
}

/// Totals of one item in one cluster and group.
#[derive(Clone, Debug, PartialEq)]
pub struct TotalsRow {
    /// The item.
    pub item: String,
    /// The week, when asked by week.
    pub week: Option<Day>,
    /// The sex, when asked by sex; empty when not told.
    pub sex: Option<String>,
    /// The age band, when asked by age band; empty when not told.
    pub age_band: Option<String>,
    /// The stratum.
    pub stratum: String,
    /// The cluster.
    pub cluster: String,
    /// Answer sheets.
    pub n: u64,
    /// Σw.
    pub sum_w: f64,
    /// Σw².
    pub sum_w2: f64,
    /// Σwy.
    pub sum_wy: f64,
    /// Σy, without weights.
    pub sum_y: f64,
    /// Σw of those who passed; only of the score.
    pub sum_wp: f64,
    /// Σw of those who had everything right; only of the score.
    pub sum_wa: f64,
}

/// Where and when a visit was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VisitPoint {
    /// Its id.
    pub id: Uuid,
    /// When it began.
    pub started_at: Timestamp,
    /// Latitude and longitude, when they are known.
    pub place: Option<(f64, f64)>,
}
