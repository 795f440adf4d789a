//! What goes into the store and what comes out of it.

use domain::access::{Role, TokenScope};
use domain::listing::ReportRow;
use domain::location::Location;
use domain::office::Person;
use domain::questionnaire::Purpose;
use domain::receipt::ReceiptCode;
use domain::report::{Contact, HistoryEntry, NewReport, ReportStatus};
use domain::response::{NewResponse, ResponseFlag, SurveyChannel};
use domain::time::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

/// H3 cells of a place at the resolutions 7, 8, 9 and 10; none for a report without a place.
pub type PlaceCells = Option<[u64; 4]>;

/// A checked report with everything that the server adds to it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewReportRecord {
    /// Its id, made by the sender.
    pub id: Uuid,
    /// Its receipt code.
    pub receipt_code: ReceiptCode,
    /// Its id in the file it was imported from.
    pub external_id: Option<String>,
    /// SHA-256 of the canonical JSON of `report`; decides whether a repeated submission is the same.
    pub content_hash: [u8; 32],
    /// What was sent.
    pub report: NewReport,
    /// The area it lies in.
    pub area: Option<String>,
    /// Cells of its place.
    pub cells: PlaceCells,
    /// Its first status.
    pub status: ReportStatus,
    /// When it arrived.
    pub received_at: Timestamp,
    /// When it was closed, for imported reports.
    pub closed_at: Option<Timestamp>,
    /// Who sent it (`Actor::label`).
    pub actor: String,
    /// Id of the first line of its history.
    pub event_id: Uuid,
}

/// What became of a submission under an id of the sender's choice.
#[derive(Clone, Debug, PartialEq)]
pub enum Submission<T> {
    /// It was stored now.
    New(T),
    /// The same was stored before.
    Same(T),
    /// Something else was stored before under this id.
    Different,
}

/// A photo that a report announces.
#[derive(Clone, Debug, PartialEq)]
pub struct PhotoState {
    /// SHA-256 of the file as it is sent, in hexadecimal.
    pub sha256: String,
    /// Announced media type.
    pub media_type: String,
    /// Announced length in bytes.
    pub bytes: u64,
    /// Whether its bytes have arrived.
    pub stored: bool,
    /// Width of the stored picture in pixels.
    pub width: Option<u32>,
    /// Height of the stored picture in pixels.
    pub height: Option<u32>,
    /// Latitude and longitude that the photo carried, WGS-84.
    pub exif: Option<(f64, f64)>,
}

/// What a receipt is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportState {
    /// The report's id.
    pub id: Uuid,
    /// Its receipt code.
    pub receipt_code: ReceiptCode,
    /// Its status.
    pub status: ReportStatus,
    /// Its photos, in the order in which they were announced.
    pub photos: Vec<PhotoState>,
}

/// A report with everything around it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportRecord {
    /// The report as lists show it.
    pub row: ReportRow,
    /// Its place.
    pub location: Option<Location>,
    /// How to reach its sender.
    pub contact: Option<Contact>,
    /// Its photos.
    pub photos: Vec<PhotoState>,
    /// Its history, oldest first.
    pub history: Vec<HistoryEntry>,
    /// Reports linked to it as duplicates.
    pub duplicates: Vec<Uuid>,
    /// The visit on which it was seen.
    pub visit: Option<Uuid>,
}

/// What a change to a report needs besides the new status.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// Who (`Actor::label`).
    pub actor: String,
    /// What was said about it.
    pub note: Option<String>,
    /// Id of the new line of the history.
    pub event_id: Uuid,
    /// Cells of the report's place, for the counters.
    pub cells: PlaceCells,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCount {
    /// Rows that are new.
    pub added: u64,
    /// Rows that were known already.
    pub unchanged: u64,
}

/// Checked answers with everything that the server adds to them.
#[derive(Clone, Debug, PartialEq)]
pub struct NewResponseRecord {
    /// Their id, made by the sender.
    pub id: Uuid,
    /// Their id in the file they were imported from.
    pub external_id: Option<String>,
    /// SHA-256 of the canonical JSON of `response`.
    pub content_hash: [u8; 32],
    /// What was sent.
    pub response: NewResponse,
    /// The stratum they count in; empty when unknown.
    pub stratum: String,
    /// The cluster they count in; empty when unknown.
    pub cluster: String,
    /// Awareness items answered right.
    pub right: u32,
    /// Awareness items shown.
    pub of: u32,
    /// What is counted.
    pub facts: Vec<Fact>,
    /// What the office should look at.
    pub flags: Vec<ResponseFlag>,
    /// When they arrived.
    pub received_at: Timestamp,
    /// Who sent them (`Actor::label`).
    pub actor: String,
}

/// One thing to count about one answer sheet.
///
/// The item is empty for the score, `#passed` and `#all` for reaching the pass mark and all, `q1` for an awareness
/// item being right, `q1=b` for a chosen option, and `q1=` for an item that was shown (the options' denominator).
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// What is counted.
    pub item: String,
    /// Its value, between 0 and 1.
    pub y: f64,
}

/// Stored answers.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseRecord {
    /// Their id.
    pub id: Uuid,
    /// Their id in the file they were imported from.
    pub external_id: Option<String>,
    /// Slug of the questionnaire.
    pub questionnaire: String,
    /// Version that was asked.
    pub version: u32,
    /// What the answers are for.
    pub purpose: Purpose,
    /// How the respondent was reached.
    pub channel: SurveyChannel,
    /// Code of the area.
    pub area: Option<String>,
    /// The stratum they count in.
    pub stratum: String,
    /// The cluster they count in.
    pub cluster: String,
    /// Design weight.
    pub design_weight: f64,
    /// Code of the sex.
    pub sex: Option<String>,
    /// Code of the age band.
    pub age_band: Option<String>,
    /// Chosen option codes by item name.
    pub answers: BTreeMap<String, Vec<String>>,
    /// The visit they belong to.
    pub visit: Option<Uuid>,
    /// When the first question was shown.
    pub started_at: Option<Timestamp>,
    /// When it was finished.
    pub submitted_at: Timestamp,
    /// When it arrived.
    pub received_at: Timestamp,
    /// Awareness items answered right.
    pub right: u32,
    /// Awareness items shown.
    pub of: u32,
    /// What the office should look at.
    pub flags: Vec<ResponseFlag>,
}

/// Somebody who may sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct NewUser {
    /// The id.
    pub id: Uuid,
    /// The login name.
    pub login: String,
    /// The name shown.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// Code of their unit.
    pub unit: Option<String>,
    /// Code of their area.
    pub area: Option<String>,
    /// Argon2id hash of the password.
    pub password_hash: String,
    /// When the account was made.
    pub created_at: Timestamp,
}

/// Somebody who may sign in, with the hash to check the password against.
#[derive(Clone, PartialEq, Eq)]
pub struct UserRecord {
    /// The person.
    pub person: Person,
    /// Argon2id hash of the password.
    pub password_hash: String,
}

/// A machine's token.
#[derive(Clone, PartialEq, Eq)]
pub struct NewToken {
    /// The id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it allows.
    pub scope: TokenScope,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
}

/// A claimed job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: Uuid,
    /// What to do.
    pub kind: String,
    /// To what.
    pub key: String,
    /// Whatever else it needs.
    pub payload: String,
    /// How often it was tried before.
    pub attempts: u32,
}
