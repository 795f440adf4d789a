//! Who a row is: its external id, and the id that follows from it, so that importing a file again changes nothing.

use super::cell;
use super::table::{FileError, Row};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use uuid::{Builder, Uuid};

/// Longest external id, in characters.
const EXTERNAL_ID_CHARS: usize = 200;

/// The identity of one row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Its id in the file; rows of our own exports that were never imported have none.
    pub external_id: Option<String>,
    /// Its id in the store.
    pub id: Uuid,
    /// Whether `id` stood in the file, in an export of ours.
    pub exported: bool,
}

/// The ids that stood in a file so far. Half of each is kept: among ten million rows two that differ share it with a chance of
/// one in 10^5.
#[derive(Debug, Default)]
pub struct Seen(HashSet<u64>);

impl Seen {
    fn insert(&mut self, id: Uuid) -> bool {
        let (high, low) = id.as_u64_pair();
        self.0.insert(high ^ low.rotate_left(32))
    }
}

/// Reads `external_id`, and `id` where the file is an export of ours. One of them must be given; none may stand in the
/// file twice. `kind` keeps the ids of reports and of answers apart.
///
/// # Errors
/// Naming line and column.
pub fn read(row: &Row<'_>, kind: &str, seen: &mut Seen) -> Result<Identity, FileError> {
    let external_id = Some(cell::plain(row.text("external_id"))).filter(|text| !text.is_empty());
    if let Some(text) = external_id {
        if text.chars().count() > EXTERNAL_ID_CHARS {
            return Err(row.error("external_id", format!("at most {EXTERNAL_ID_CHARS} characters")));
        }
        if text.contains(char::is_control) {
            return Err(row.error("external_id", "holds a control character"));
        }
    }
    let exported = row.optional::<Uuid>("id", "an id as exports write it")?;
    let id = match (exported, external_id) {
        (Some(id), _) => id,
        (None, Some(text)) => id_of(kind, text),
        (None, None) => return Err(row.error("external_id", "must be given")),
    };
    // The id that follows from the external id guards both columns.
    let fresh = seen.insert(id);
    let fresh =
        external_id.is_none_or(|text| id == id_of(kind, text) || seen.insert(id_of(kind, text))) && fresh;
    if !fresh {
        let (column, text) =
            external_id.map_or(("id", id.to_string()), |text| ("external_id", text.to_owned()));
        return Err(row.error(column, format!("{text:?} stands in the file twice")));
    }
    Ok(Identity { external_id: external_id.map(str::to_owned), id, exported: exported.is_some() })
}

/// The id of an imported row: 122 bits of the SHA-256 of its external id, marked as a UUID of our own making (version 8).
fn id_of(kind: &str, external_id: &str) -> Uuid {
    let hash: [u8; 32] = Sha256::digest(format!("chuangcheng:{kind}:{external_id}")).into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::super::table::Table;
    use super::*;

    fn identities(text: &str) -> Result<Vec<Identity>, String> {
        let table = Table::read("a.csv", text.as_bytes(), &["external_id"]).unwrap();
        let mut seen = Seen::default();
        table.rows().map(|row| read(&row, "report", &mut seen).map_err(|error| error.to_string())).collect()
    }

    #[test]
    fn the_same_external_id_has_the_same_id_and_kinds_differ() {
        let first = identities("external_id\nnyc311-1\n").unwrap();
        assert_eq!(first, identities("external_id\nnyc311-1\n").unwrap());
        assert_ne!(id_of("report", "1"), id_of("response", "1"));
        assert_eq!(first[0].id.get_version_num(), 8);
    }

    #[test]
    fn an_export_brings_its_own_ids() {
        let id = Uuid::from_u128(7);
        let rows = identities(&format!("external_id,id\n,{id}\n")).unwrap();
        assert_eq!((rows[0].id, rows[0].exported, &rows[0].external_id), (id, true, &None));
        assert!(
            identities("external_id,id\n,\n").unwrap_err().ends_with("column external_id: must be given")
        );
        assert!(identities("external_id,id\n,7\n").unwrap_err().starts_with("a.csv, line 2, column id:"));
    }

    #[test]
    fn nothing_may_stand_in_the_file_twice() {
        let id = Uuid::from_u128(7);
        assert!(
            identities("external_id\na\na\n").unwrap_err().starts_with("a.csv, line 3, column external_id:")
        );
        assert!(
            identities(&format!("external_id,id\n,{id}\n,{id}\n"))
                .unwrap_err()
                .contains("line 3, column id:")
        );
        assert!(identities(&format!("external_id,id\na,{id}\na,\n")).unwrap_err().contains("line 3"));
    }
}
