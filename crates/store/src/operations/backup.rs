//! All tables out as rows, and in again, from any engine into any engine.

use crate::error::StoreError;
use crate::store::{Store, read, write};
use serde_json::Value;
use std::io;

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Text,
    Integer,
    Real,
    Boolean,
    Uuid,
    Bytes,
}

/// A table and its columns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    pub name: &'static str,
    pub columns: &'static [(&'static str, Kind)],
    /// An order in which rows come after those they refer to.
    pub order: &'static str,
    /// Whether the engine numbers its rows.
    pub numbered: bool,
}

macro_rules! tables {
    ($($name:literal [$order:literal $numbered:literal] { $($column:literal $kind:ident),+ $(,)? })+) => {
        &[$(Table {
            name: $name,
            columns: &[$(($column, Kind::$kind)),+],
            order: $order,
            numbered: $numbered,
        }),+]
    };
}

/// Every table, those referred to first. Sessions, failed sign-ins, invitations and phones are not kept:
/// people sign in again, and volunteers are invited again.
const TABLES: &[Table] = tables! {
    "settings" ["key" false] { "key" Text, "value" Text }
    "areas" ["code" false] {
        "code" Text, "name" Text, "level" Text, "parent" Text, "lat" Real, "lng" Real, "geometry" Text,
    }
    "population" ["area, sex, age_band" false] { "area" Text, "sex" Text, "age_band" Text, "population" Integer }
    "units" ["code" false] { "code" Text, "name" Text, "kind" Text, "area" Text }
    "sites" ["code" false] { "code" Text, "name" Text, "site_type" Text, "area" Text, "lat" Real, "lng" Real }
    "questionnaires" ["slug, version" false] {
        "slug" Text, "version" Integer, "purpose" Text, "body" Text, "published" Boolean, "imported_at" Integer,
    }
    "users" ["id" false] {
        "id" Uuid, "login" Text, "name" Text, "role" Text, "unit" Text, "area" Text, "password_hash" Text,
        "created_at" Integer, "disabled_at" Integer, "last_sign_in_at" Integer,
    }
    "tokens" ["id" false] {
        "id" Uuid, "name" Text, "scope" Text, "token_hash" Bytes, "created_at" Integer, "last_used_at" Integer,
        "revoked_at" Integer,
    }
    "security_events" ["at, id" false] {
        "id" Uuid, "at" Integer, "event" Text, "actor" Text, "address" Text, "subject" Text,
    }
    "reports" ["CASE WHEN duplicate_of IS NULL THEN 0 ELSE 1 END, id" false] {
        "id" Uuid, "receipt_code" Text, "external_id" Text, "content_hash" Bytes, "category" Text,
        "description" Text, "lat" Real, "lng" Real, "accuracy_m" Real, "source" Text, "datum" Text, "area" Text,
        "observed_at" Integer, "received_at" Integer, "closed_at" Integer, "channel" Text, "status" Text,
        "contact_phone" Text, "contact_name" Text, "duplicate_of" Uuid, "photos" Integer, "first_photo" Text,
        "visit" Uuid,
    }
    "report_photos" ["report, position" false] {
        "report" Uuid, "sha256" Text, "position" Integer, "media_type" Text, "bytes" Integer, "stored_at" Integer,
        "width" Integer, "height" Integer, "exif_lat" Real, "exif_lng" Real,
    }
    "report_events" ["at, id" false] {
        "id" Uuid, "report" Uuid, "at" Integer, "event" Text, "actor" Text, "note" Text,
    }
    "report_facts" ["id" true] {
        "id" Integer, "cell7" Integer, "cell8" Integer, "cell9" Integer, "cell10" Integer, "area" Text,
        "day" Integer, "category" Text, "status" Text, "patrol" Boolean, "reports" Integer, "incidents" Integer,
    }
    "report_counts" ["resolution, category, span, day, cell, status" false] {
        "resolution" Integer, "category" Text, "span" Integer, "day" Integer, "cell" Integer, "status" Text,
        "reports" Integer, "incidents" Integer,
    }
    "responses" ["id" false] {
        "id" Uuid, "external_id" Text, "content_hash" Bytes, "questionnaire" Text, "version" Integer,
        "purpose" Text, "channel" Text, "area" Text, "stratum" Text, "cluster" Text, "design_weight" Real,
        "sex" Text, "age_band" Text, "answers" Text, "visit" Uuid, "started_at" Integer, "submitted_at" Integer,
        "received_at" Integer, "right_items" Integer, "items" Integer, "actor" Text, "flags" Text,
    }
    "response_facts" ["id" true] {
        "id" Integer, "questionnaire" Text, "channel" Text, "week" Integer, "stratum" Text, "cluster" Text,
        "sex" Text, "age_band" Text, "weight" Real, "sign" Integer, "facts" Text,
    }
    "response_counts" ["questionnaire, channel, item, split, week, sex, age_band, stratum, cluster" false] {
        "questionnaire" Text, "channel" Text, "item" Text, "split" Integer, "week" Integer, "sex" Text,
        "age_band" Text, "stratum" Text, "cluster" Text, "n" Integer, "sum_w" Real, "sum_w2" Real, "sum_wy" Real,
        "sum_y" Real, "sum_wp" Real, "sum_wa" Real,
    }
    "households" ["area, household" false] {
        "area" Text, "household" Text, "address" Text, "name" Text,
    }
    "survey_plans" ["id" false] {
        "id" Uuid, "title" Text, "questionnaire" Text, "version" Integer, "purpose" Text, "from_day" Integer,
        "to_day" Integer, "seed" Integer, "created_at" Integer, "created_by" Text, "closed_at" Integer,
    }
    "survey_areas" ["plan, area" false] {
        "plan" Uuid, "area" Text, "households" Integer, "draw" Integer, "method" Text, "start_points" Text,
        "list_sha256" Text,
    }
    "survey_households" ["plan, area, household" false] {
        "plan" Uuid, "area" Text, "household" Text, "place" Integer, "address" Text, "name" Text,
        "attempts" Integer, "outcome" Text,
    }
    "survey_assignments" ["plan, area, user_id" false] {
        "plan" Uuid, "area" Text, "user_id" Uuid, "assigned_at" Integer,
    }
    "visits" ["id" false] {
        "id" Uuid, "content_hash" Bytes, "plan" Uuid, "area" Text, "household" Text, "attempt" Integer,
        "purpose" Text, "outcome" Text, "consent" Boolean, "adults" Integer, "respondent_note" Text,
        "started_at" Integer, "ended_at" Integer, "lat" Real, "lng" Real, "accuracy_m" Real, "source" Text,
        "datum" Text, "note" Text, "response" Uuid, "counted" Boolean, "flags" Text, "user_id" Uuid, "actor" Text,
        "received_at" Integer,
    }
    "visit_counts" ["resolution, day, cell" false] {
        "resolution" Integer, "day" Integer, "cell" Integer, "visits" Integer,
    }
    "ledger_head" ["id" false] { "id" Integer, "position" Integer, "ledger_hash" Text }
    "case_events" ["position" false] {
        "position" Integer, "case_id" Uuid, "number" Integer, "at" Integer, "body" Text, "case_hash" Text,
        "ledger_hash" Text,
    }
    "cases" ["id" false] {
        "id" Uuid, "case_hash" Text, "events" Integer, "state" Text, "category" Text, "area" Text, "unit" Text,
        "channel" Text, "received_at" Integer, "accepted_at" Integer, "filed_at" Integer, "changed_at" Integer,
        "rectified_at" Integer, "closed_at" Integer, "due_at" Integer, "yellow_after" Integer, "due_sort" Integer,
        "counted_due" Integer, "verdict" Text, "measure" Text, "person" Text, "phone" Text, "task_date" Integer,
        "request_kind" Text, "request_value" Integer, "paused_until" Integer, "flagged_at" Integer,
        "flagged_by_supervisor" Boolean, "alerted" Boolean, "confirmed" Boolean, "on_the_spot" Boolean,
        "inspector" Uuid, "reworks" Integer, "transfers" Integer, "deferrals" Integer, "extensions" Integer,
        "reopenings" Integer, "duplicate_of" Uuid, "after_photo" Text,
    }
    "case_words" ["id" false] { "id" Uuid, "words" Text }
    "case_texts" ["sealed" false] {
        "sealed" Text, "case_id" Uuid, "salt" Bytes, "text" Text, "erased_at" Integer,
    }
    "case_photos" ["case_id, sha256" false] {
        "case_id" Uuid, "sha256" Text, "bytes" Integer, "width" Integer, "height" Integer, "stored_at" Integer,
        "by_user" Uuid,
    }
    "photo_prints" ["sha256" false] { "sha256" Text, "print" Integer }
    "saved_filters" ["id" false] { "id" Uuid, "user_id" Uuid, "name" Text, "query" Text }
    "duties" ["user_id" false] { "user_id" Uuid, "head" Boolean, "email" Text }
    "escalations" ["case_id, recipient, at" false] { "case_id" Uuid, "recipient" Text, "at" Integer }
    "notices" ["id" false] {
        "id" Uuid, "user_id" Uuid, "case_id" Uuid, "day" Integer, "at" Integer, "kind" Text, "light" Text,
        "repeated" Boolean, "read_at" Integer, "mailed_at" Integer,
    }
    "jobs" ["id" false] {
        "id" Uuid, "kind" Text, "key" Text, "payload" Text, "run_at" Integer, "attempts" Integer,
        "leased_until" Integer, "last_error" Text,
    }
};

/// Takes the name of a table and one of its rows.
pub type RowSink = Box<dyn FnMut(&str, Value) -> io::Result<()> + Send>;

impl Store {
    /// Gives every row of every table to `sink`, table by table, all from one snapshot.
    ///
    /// # Errors
    /// When the database cannot be read, or what `sink` says.
    pub async fn backup(&self, mut sink: RowSink) -> Result<(), StoreError> {
        read!(self, |connection, engine| async move {
            for table in TABLES {
                engine::backup::dump(connection, table, &mut *sink).await?;
            }
            Ok(())
        })
    }

    /// Loads rows in the order in which [`Store::backup`] gave them, in one transaction, into a database without
    /// reports, answers, people and areas.
    ///
    /// # Errors
    /// When the database is not empty, a row cannot be read, or `rows` fails; then nothing is changed.
    pub async fn restore(
        &self,
        rows: impl Iterator<Item = io::Result<(String, Value)>> + Send + 'static,
    ) -> Result<u64, StoreError> {
        write!(self, |connection, engine| async move {
            if !engine::backup::is_empty(connection).await? {
                return Err(StoreError::Backup("the database is not empty".into()));
            }
            for table in TABLES.iter().rev() {
                engine::backup::clear(connection, table).await?;
            }
            engine::backup::begin(connection).await?;
            let mut loaded = 0;
            for row in rows {
                let (name, row) = row.map_err(|error| StoreError::Backup(error.to_string()))?;
                let table = TABLES.iter().find(|table| table.name == name);
                let table = table.ok_or_else(|| StoreError::Backup(format!("there is no table {name}")))?;
                engine::backup::load(connection, table, &row).await?;
                loaded += 1;
            }
            engine::backup::finish(connection, TABLES).await?;
            Ok(loaded)
        })
    }
}
