//! The import of responses.csv: read while the store writes, so that a million answers are never in memory.

use super::{BATCH_ROWS, ImportError, Imported, Progress, STEP_ROWS};
use crate::error::from_store;
use crate::files::read_responses::{self, Forms};
use crate::files::table::{FileError, decode};
use crate::services::areas::AreaTree;
use crate::services::{Services, areas, responses};
use domain::access::{Actor, Permission};
use domain::error::ApiError;
use domain::response::NewResponse;
use std::collections::HashMap;
use store::{ImportBatch, ImportCount, NewResponseRecord};
use tokio::sync::mpsc;

/// Batches that may wait for the store.
const BATCHES_WAITING: usize = 4;

/// Imports responses.csv. The questionnaires must be known.
///
/// # Errors
/// The first thing that is wrong with the file, or [`ApiError`] without [`Permission::Interview`].
pub async fn import_responses(
    services: &Services,
    actor: &Actor,
    file: &str,
    bytes: &[u8],
    progress: Progress<'_>,
) -> Result<Imported, ImportError> {
    actor.require(Permission::Interview)?;
    let now = services.clock.now();
    let summaries = services.store.questionnaires().await.map_err(from_store)?;
    let answered = summaries.iter().any(|summary| summary.responses > 0);
    let forms = forms(services).await?;
    let tree = areas::tree(services).await?;
    let (text, encoding) = decode(file, bytes)?;
    let mut rows = read_responses::Responses::open(file, &text, &forms, now)?;
    let (label, total) = (actor.label(), read_responses::rows_of(bytes));
    let (sender, batches) = mpsc::channel(BATCHES_WAITING);
    let (forms, tree) = (&forms, &tree);
    let read = async move {
        let mut done = 0;
        loop {
            let (mut batch, mut lines) = (Vec::with_capacity(BATCH_ROWS), Vec::new());
            while let Some(row) = rows.read_next()? {
                let form = forms.get(&(row.response.questionnaire.clone(), row.response.version));
                let form = form.ok_or_else(|| ApiError::not_found("questionnaire"))?;
                if let Some(code) = unknown_place(&row.response, tree) {
                    let message = format!("there is no area {code:?} to tell stratum and cluster");
                    return Err(wrong(file, row.line, "area", message));
                }
                // An export tells less than was stored, so that its rows may differ.
                lines.extend((!row.identity.exported).then_some((batch.len(), row.line)));
                let (id, external_id) = (row.identity.id, row.identity.external_id);
                batch.push(responses::record(id, external_id, row.response, form, tree, now, label.clone())?);
                if batch.len() == BATCH_ROWS {
                    break;
                }
            }
            if answered {
                check_known(services, file, &batch, &lines).await?;
            }
            let last = batch.len() < BATCH_ROWS;
            done += batch.len();
            if last || done % STEP_ROWS == 0 {
                progress(done, if last { done } else { total.max(done) });
            }
            // A store that has stopped says itself why.
            let sent = sender.send(ImportBatch::Rows(batch)).await;
            if last || sent.is_err() {
                drop(sender.send(ImportBatch::End).await);
                return Ok::<(), ImportError>(());
            }
        }
    };
    // What is read while the store writes; a mistake in the file drops the sender, and the store keeps nothing.
    let (read, count) = tokio::join!(read, services.store.import_response_batches(batches));
    read?;
    let ImportCount { added, unchanged } = count.map_err(from_store)?;
    Ok(Imported { added, unchanged, outside: 0, encoding })
}

/// Refuses answers that are known with another content: a corrected file, or another survey that numbers its sheets alike, would
/// be left out without a word.
async fn check_known(
    services: &Services,
    file: &str,
    batch: &[NewResponseRecord],
    lines: &[(usize, u64)],
) -> Result<(), ImportError> {
    let ids = lines.iter().map(|(place, _)| batch[*place].id).collect();
    let known: HashMap<_, _> =
        services.store.response_hashes(ids).await.map_err(from_store)?.into_iter().collect();
    for (place, line) in lines {
        let new = &batch[*place];
        if known.get(&new.id).is_some_and(|hash| *hash != new.content_hash) {
            let name = new.external_id.as_deref().unwrap_or_default();
            let message = format!("answers were imported before as {name:?}, with other content");
            return Err(wrong(file, *line, "external_id", message));
        }
    }
    Ok(())
}

fn wrong(file: &str, line: u64, column: &str, message: String) -> ImportError {
    ImportError::File(FileError {
        line: Some(line),
        column: Some(column.to_owned()),
        ..FileError::whole(file, message)
    })
}

/// The area of answers whose stratum or cluster would follow from it, where it is none of the known ones: they would all count
/// in one cluster without a name. Where no areas are known, files name what they please.
fn unknown_place<'a>(response: &'a NewResponse, tree: &AreaTree) -> Option<&'a str> {
    let code = response.area.as_deref()?;
    let told = response.stratum.is_some() && response.cluster.is_some();
    (!told && !tree.shapes().is_empty() && tree.get(code).is_none()).then_some(code)
}

/// Every version of every questionnaire.
pub(in crate::services) async fn forms(services: &Services) -> Result<Forms, ApiError> {
    let mut forms = Forms::new();
    for summary in services.store.questionnaires().await.map_err(from_store)? {
        let form = services.store.questionnaire(&summary.slug, summary.version).await.map_err(from_store)?;
        forms.extend(form.map(|form| ((summary.slug, summary.version), form)));
    }
    Ok(forms)
}
