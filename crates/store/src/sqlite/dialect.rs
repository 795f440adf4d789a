//! Where SQLite differs.

/// Fills in the words of a migration that differ.
pub(crate) fn migration(text: &str) -> String {
    text.replace("{uuid}", "BLOB")
        .replace("{bytes}", "BLOB")
        .replace("{serial}", "INTEGER PRIMARY KEY AUTOINCREMENT")
        .replace("{clustered}", "WITHOUT ROWID")
        .replace("{append_only case_events}", APPEND_ONLY)
}

/// Refuses to change or delete what happened.
const APPEND_ONLY: &str = "
CREATE TRIGGER case_events_stay BEFORE UPDATE ON case_events
BEGIN SELECT RAISE(ABORT, 'the history of cases is never changed'); END;
CREATE TRIGGER case_events_remain BEFORE DELETE ON case_events
BEGIN SELECT RAISE(ABORT, 'the history of cases is never deleted'); END;";

/// Case-insensitive LIKE (for ASCII letters, which is all that codes and Chinese texts need).
pub(crate) const LIKE: &str = "LIKE";

/// Keeps other transactions from folding at the same time: SQLite has one writer anyway.
pub(crate) const FOLD_LOCK: Option<&str> = None;

/// Checks foreign keys of rows that were loaded in any order only at the end.
pub(crate) const DEFER_KEYS: &str = "PRAGMA defer_foreign_keys = ON";

/// Puts the next number of a table's `id` behind the largest one; SQLite does so by itself.
pub(crate) const fn renumber(_table: &str) -> Option<String> {
    None
}

/// Makes room for a large import, and takes it back: the ids of imported rows are in no order.
pub(crate) const IMPORT_ROOM: Option<&str> = Some("PRAGMA cache_size = -40960");
pub(crate) const USUAL_ROOM: Option<&str> = Some("PRAGMA cache_size = -8192");

/// Reads the counters of each range of cells on each day: one search of the key for each. Conditions and the end follow.
pub(crate) const EACH_RANGE: &str = "days CROSS JOIN ranges CROSS JOIN report_counts c
     WHERE c.day = days.day AND c.cell >= ranges.low AND c.cell <= ranges.high AND";
pub(crate) const EACH_RANGE_END: &str = "";
