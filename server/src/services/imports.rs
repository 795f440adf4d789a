//! Imports of whole files: areas, population, units, sites, questionnaires, reports, answers. Each is all or nothing, and
//! importing a file again changes nothing.

mod answers;

pub(super) use answers::forms;
pub use answers::import_responses;

use crate::error::from_store;
use crate::files::read_reports::ImportedReport;
use crate::files::table::{Encoding, FileError, decode, encoding_of};
use crate::files::{read_areas, read_lists, read_reports};
use crate::services::areas::AreaTree;
use crate::services::reports::{cells_of, content_hash};
use crate::services::{Services, areas, questionnaires};
use domain::access::{Actor, Permission};
use domain::error::{ApiError, ErrorCode, FieldCode};
use domain::questionnaire::Questionnaire;
use domain::receipt::ReceiptCode;
use domain::report::NewReport;
use domain::time::Timestamp;
use std::collections::HashSet;
use store::{ImportCount, NewReportRecord};
use thiserror::Error;

/// How many rows go by between two signs of life.
const STEP_ROWS: usize = 2_000;
/// Answers that are given to the store at a time, and how many such batches may wait for it.
const BATCH_ROWS: usize = 500;

/// What an import did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Rows that are new.
    pub added: u64,
    /// Rows that were known already.
    pub unchanged: u64,
    /// Reports in the file that have no place and are counted outside of the map.
    pub outside: u64,
    /// The encoding the file turned out to have.
    pub encoding: Encoding,
}

/// Why nothing was imported.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file is wrong, at a place that is named.
    #[error(transparent)]
    File(#[from] FileError),
    /// The actor may not import this, or the store failed.
    #[error(transparent)]
    Refused(#[from] ApiError),
}

impl From<ImportError> for ApiError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::File(error) => Self::field("file", FieldCode::Malformed, error.to_string()),
            ImportError::Refused(error) => error,
        }
    }
}

impl Imported {
    fn of(count: ImportCount, bytes: &[u8]) -> Self {
        let ImportCount { added, unchanged } = count;
        Self { added, unchanged, outside: 0, encoding: encoding_of(bytes) }
    }
}

/// Told how many rows of how many are ready to be stored.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Send + Sync);

/// Imports areas.geojson. Areas of known codes are changed, and none is removed: reports name them.
///
/// # Errors
/// The first thing that is wrong with the file, or [`ApiError`] without [`Permission::ManageAreas`].
pub async fn import_areas(
    services: &Services,
    actor: &Actor,
    file: &str,
    bytes: &[u8],
) -> Result<Imported, ImportError> {
    actor.require(Permission::ManageAreas)?;
    let known = area_codes(services).await?;
    let shapes = read_areas::read_areas(file, bytes, &known)?.into_iter().map(|area| area.shape).collect();
    let count = services.store.replace_areas(shapes).await.map_err(from_store)?;
    services.areas.forget();
    Ok(Imported::of(count, bytes))
}

/// Imports population.csv, in place of the population before.
///
/// # Errors
/// As [`import_areas`].
pub async fn import_population(
    services: &Services,
    actor: &Actor,
    file: &str,
    bytes: &[u8],
) -> Result<Imported, ImportError> {
    actor.require(Permission::ManageAreas)?;
    let tree = areas::tree(services).await?;
    let above = |code: &str| tree.upwards(code).skip(1).map(|area| area.code.clone()).collect();
    let rows = read_lists::read_population(file, bytes, &area_codes(services).await?, &above)?;
    let count = services.store.replace_population(rows).await.map_err(from_store)?;
    services.areas.forget();
    Ok(Imported::of(count, bytes))
}

/// Imports units.csv.
///
/// # Errors
/// As [`import_areas`].
pub async fn import_units(
    services: &Services,
    actor: &Actor,
    file: &str,
    bytes: &[u8],
) -> Result<Imported, ImportError> {
    actor.require(Permission::ManageAreas)?;
    let units = read_lists::read_units(file, bytes, &area_codes(services).await?)?;
    let count = services.store.replace_units(units).await.map_err(from_store)?;
    Ok(Imported::of(count, bytes))
}

/// Imports sites.json.
///
/// # Errors
/// As [`import_areas`].
pub async fn import_sites(
    services: &Services,
    actor: &Actor,
    file: &str,
    bytes: &[u8],
) -> Result<Imported, ImportError> {
    actor.require(Permission::ManageAreas)?;
    let sites = read_lists::read_sites(file, bytes, &area_codes(services).await?)?;
    let count = services.store.replace_sites(sites).await.map_err(from_store)?;
    Ok(Imported::of(count, bytes))
}

/// Imports questionnaire.json. It is not asked before it is published.
///
/// # Errors
/// As [`questionnaires::import`]; a field that is wrong is named as the column.
pub async fn import_questionnaire(
    services: &Services,
    actor: &Actor,
    file: &str,
    bytes: &[u8],
) -> Result<Imported, ImportError> {
    let (text, encoding) = decode(file, bytes)?;
    let form: Questionnaire = serde_json::from_str(&text).map_err(|error| FileError {
        line: Some(error.line() as u64),
        ..FileError::whole(file, error.to_string())
    })?;
    let new = questionnaires::import(services, actor, &form).await.map_err(|error| in_file(file, error))?;
    Ok(Imported { added: u64::from(new), unchanged: u64::from(!new), outside: 0, encoding })
}

/// What is wrong with the content is told with the file; what is wrong with the asker or the store is not.
fn in_file(file: &str, error: ApiError) -> ImportError {
    match (error.code, error.fields.first()) {
        (ErrorCode::Invalid, Some(field)) => ImportError::File(FileError {
            column: Some(field.path.clone()),
            ..FileError::whole(file, field.message.clone())
        }),
        (ErrorCode::Conflict, _) => ImportError::File(FileError::whole(file, error.message)),
        _ => ImportError::Refused(error),
    }
}

/// Imports reports.csv. Reports that were imported before stay as they are now.
///
/// # Errors
/// The first thing that is wrong with the file, or [`ApiError`] for those who may not report in every channel.
pub async fn import_reports(
    services: &Services,
    actor: &Actor,
    file: &str,
    bytes: &[u8],
    progress: Progress<'_>,
) -> Result<Imported, ImportError> {
    actor.require(Permission::ReportAsVolunteer)?;
    actor.require(Permission::ReportAsInspector)?;
    let now = services.clock.now();
    let rows = read_reports::read(file, bytes, &services.catalogue, now)?;
    let tree = areas::tree(services).await?;
    let outside = rows.iter().filter(|row| row.location.is_none()).count() as u64;
    let mut codes = HashSet::with_capacity(rows.len());
    let mut records = Vec::with_capacity(rows.len());
    let total = rows.len();
    for row in rows {
        records.push(report_record(services, actor, file, row, &tree, now)?);
        if records.len() % STEP_ROWS == 0 || records.len() == total {
            progress(records.len(), total);
        }
    }
    for record in &mut records {
        while !codes.insert(record.receipt_code.clone()) {
            record.receipt_code = services.chance.receipt_code();
        }
    }
    redraw_taken(services, &mut records, &mut codes).await?;
    let count = services.store.import_reports(records).await.map_err(from_store)?;
    Ok(Imported { outside, ..Imported::of(count, bytes) })
}

/// Draws other receipt codes where another report has the same. The store would take such a row for known.
async fn redraw_taken(
    services: &Services,
    records: &mut [NewReportRecord],
    codes: &mut HashSet<ReceiptCode>,
) -> Result<(), ApiError> {
    for some in records.chunks_mut(BATCH_ROWS) {
        loop {
            let asked: Vec<ReceiptCode> = some.iter().map(|record| record.receipt_code.clone()).collect();
            let owners = services.store.receipt_owners(&asked).await.map_err(from_store)?;
            let taken = |record: &&mut NewReportRecord| {
                owners.iter().any(|(code, id)| *code == record.receipt_code && *id != record.id)
            };
            let mut drawn = false;
            for record in some.iter_mut().filter(taken) {
                drawn = true;
                record.receipt_code = services.chance.receipt_code();
                while !codes.insert(record.receipt_code.clone()) {
                    record.receipt_code = services.chance.receipt_code();
                }
            }
            if !drawn {
                break;
            }
        }
    }
    Ok(())
}

fn report_record(
    services: &Services,
    actor: &Actor,
    file: &str,
    row: ImportedReport,
    tree: &AreaTree,
    now: Timestamp,
) -> Result<NewReportRecord, ImportError> {
    let found =
        row.location.and_then(|place| tree.locate(place.lat, place.lng)).map(|area| area.code.clone());
    if let (None, Some(code)) = (&found, row.area.as_deref().filter(|code| tree.get(code).is_none())) {
        return Err(ImportError::File(FileError {
            line: Some(row.line),
            column: Some("area".to_owned()),
            ..FileError::whole(file, format!("there is no area {code:?}; import the areas first"))
        }));
    }
    let report = NewReport {
        category: row.category,
        description: row.description,
        observed_at: row.observed_at,
        channel: row.channel,
        location: row.location,
        area: if row.location.is_none() { row.area.clone() } else { None },
        photos: Vec::new(),
        contact: None,
        visit: None,
    };
    Ok(NewReportRecord {
        id: row.identity.id,
        receipt_code: row.receipt_code.unwrap_or_else(|| services.chance.receipt_code()),
        external_id: row.identity.external_id,
        content_hash: content_hash(&report)?,
        area: found.or(row.area),
        cells: cells_of(report.location.as_ref()),
        report,
        status: row.status,
        received_at: now,
        closed_at: row.closed_at,
        actor: actor.label(),
        event_id: services.chance.uuid(now),
    })
}

async fn area_codes(services: &Services) -> Result<HashSet<String>, ApiError> {
    let shapes = services.store.areas().await.map_err(from_store)?;
    Ok(shapes.into_iter().map(|shape| shape.area.code).collect())
}
