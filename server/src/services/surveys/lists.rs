//! Lists of households, from which plans draw.

use crate::error::from_store;
use crate::files::table::{FileError, Table, encoding_of};
use crate::services::imports::{ImportError, Imported};
use crate::services::{Services, areas};
use domain::access::{Actor, Permission};
use domain::code;
use domain::error::ApiError;
use domain::limits::{DESCRIPTION_CHARS, NAME_CHARS};
use domain::survey::desk::ListedArea;
use std::collections::HashSet;
use store::ListedHousehold;

/// Imports households.csv (`area,household,address` and, if wished, `name`). It replaces the lists of the areas it names and leaves the
/// others; plans that were drawn before keep their samples.
///
/// # Errors
/// The first thing that is wrong with the file, or [`ApiError`] without [`Permission::ManageSurveys`].
pub async fn import(
    services: &Services,
    actor: &Actor,
    file: &str,
    bytes: &[u8],
) -> Result<Imported, ImportError> {
    actor.require(Permission::ManageSurveys)?;
    let tree = areas::tree(services).await?;
    let rows = read(file, bytes, |area| tree.get(area).is_some())?;
    let count = services.store.replace_household_lists(rows).await.map_err(from_store)?;
    Ok(Imported { added: count.added, unchanged: count.unchanged, outside: 0, encoding: encoding_of(bytes) })
}

/// How long the lists are.
///
/// # Errors
/// Without [`Permission::ManageSurveys`], or when the store fails.
pub async fn lengths(services: &Services, actor: &Actor) -> Result<Vec<ListedArea>, ApiError> {
    actor.require(Permission::ManageSurveys)?;
    services.store.household_lists().await.map_err(from_store)
}

fn read(file: &str, bytes: &[u8], is_area: impl Fn(&str) -> bool) -> Result<Vec<ListedHousehold>, FileError> {
    let table = Table::read(file, bytes, &["area", "household", "address"])?;
    let mut seen = HashSet::new();
    let mut rows = Vec::with_capacity(table.len());
    for row in table.rows() {
        let code_in =
            |column: &str| code::parse(column, row.text(column)).map_err(|e| row.field_error(column, &e));
        let (area, household) = (code_in("area")?, code_in("household")?);
        if !is_area(&area) {
            return Err(row.error("area", format!("there is no area {area:?}; import the areas first")));
        }
        if !seen.insert((area.clone(), household.clone())) {
            return Err(row.error("household", format!("{household:?} stands in the area twice")));
        }
        let address = row.required("address")?.to_owned();
        let name = Some(row.text("name").trim().to_owned()).filter(|name| !name.is_empty());
        for (column, text, longest) in
            [("address", Some(&address), DESCRIPTION_CHARS), ("name", name.as_ref(), NAME_CHARS)]
        {
            if text.is_some_and(|text| text.chars().count() > longest || text.contains(char::is_control)) {
                return Err(row.error(column, format!("is longer than {longest} characters")));
            }
        }
        rows.push(ListedHousehold { area, household, address, name });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Vec<ListedHousehold>, FileError> {
        read("households.csv", text.as_bytes(), |area| area == "v1")
    }

    #[test]
    fn a_list_is_read_with_and_without_names() {
        let rows = read_text("area,household,address,name\nv1,H1,东街 1 号,\nv1,H2,东街 2 号,赵\n").unwrap();
        assert_eq!((rows[0].name.as_deref(), rows[1].name.as_deref()), (None, Some("赵")));
        assert_eq!(read_text("area,household,address\nv1,H1,东街 1 号\n").unwrap().len(), 1);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let wrong = |text: &str| read_text(text).unwrap_err().to_string();
        assert!(wrong("area,household,address\nv2,H1,x\n").contains("v2"));
        assert!(wrong("area,household,address\nv1,H1,x\nv1,H1,y\n").contains("line 3"));
        assert!(wrong("area,household\nv1,H1\n").contains("address"));
    }
}
