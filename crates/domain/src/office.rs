//! What the office's pages show: overview, people, tokens, the security log.

use crate::access::{Role, TokenScope};
use crate::awareness::AwarenessGroup;
use crate::listing::ReportRow;
use crate::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How many reports and answers came on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayCount {
    /// The local day.
    pub day: Day,
    /// Reports that arrived.
    pub reports: u64,
    /// Answers that arrived, of both purposes.
    pub responses: u64,
}

/// How many reports have one status or category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeCount {
    /// The status or category.
    pub code: String,
    /// How many.
    pub count: u64,
}

/// The office's first page: what came, where it stands, how many are aware.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The last 30 local days, oldest first, none left out.
    pub days: Vec<DayCount>,
    /// Reports by status.
    pub by_status: Vec<CodeCount>,
    /// Reports of the last 30 days by category, most first.
    pub by_category: Vec<CodeCount>,
    /// The household awareness rate of the newest measurement questionnaire, if one is published.
    pub awareness: Option<AwarenessGroup>,
    /// Slug of that questionnaire.
    pub awareness_questionnaire: Option<String>,
    /// The newest reports.
    pub newest: Vec<ReportRow>,
    /// Problems that the running program knows of, as stable codes: `no_areas`, `no_population`, `jobs_failing` …
    pub warnings: Vec<String>,
}

/// A person who can sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Their id.
    pub id: Uuid,
    /// The name they sign in with.
    pub login: String,
    /// The name shown.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// Code of their unit.
    pub unit: Option<String>,
    /// Code of their area.
    pub area: Option<String>,
    /// Since when they may not sign in.
    pub disabled_at: Option<Timestamp>,
    /// When they last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// When they were added.
    pub created_at: Timestamp,
}

/// A machine's token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRow {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it allows.
    pub scope: TokenScope,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A line of the security log: sign-ins, denials, administration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecurityEvent {
    /// When.
    pub at: Timestamp,
    /// What: `sign_in`, `sign_in_failed`, `sign_in_throttled`, `sign_out`, `denied`, `user_added`, `token_created` …
    pub event: String,
    /// Who, as `Actor::label`.
    pub actor: String,
    /// From which address.
    pub address: Option<String>,
    /// About what; never a secret.
    pub subject: Option<String>,
}
