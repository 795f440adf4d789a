//! Whether the chain of the ledger holds, whether lists show what the histories say, and whether sealed texts are those
//! that were sealed.

use super::sha256;
use crate::error::from_store;
use crate::services::Services;
use domain::case::chain::{Verifier, hex, opens};
use domain::case::{CaseEvent, Sealed};
use domain::error::ApiError;
use domain::ledger::CaseHead;
use domain::report::ReportStatus;
use std::collections::HashMap;
use store::CaseColumns;
use uuid::Uuid;

/// Rows read at a time.
const ROWS: u32 = 2_000;
/// Most differences of one kind that are named.
const NAMED: usize = 20;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct LedgerFindings {
    /// Events that were verified.
    pub events: u64,
    /// What is wrong, one line each.
    pub problems: Vec<String>,
    /// The status that each case gives its report.
    pub statuses: HashMap<Uuid, ReportStatus>,
}

/// Verifies everything about the ledger.
///
/// # Errors
/// When the store cannot be read.
pub async fn examine(services: &Services) -> Result<LedgerFindings, ApiError> {
    let mut findings = LedgerFindings::default();
    let mut verifier = Verifier::new(sha256);
    let mut heads: HashMap<Uuid, (CaseHead, String)> = HashMap::new();
    let mut named: HashMap<String, (Uuid, u32)> = HashMap::new();
    loop {
        let page = services.store.ledger_entries(verifier.head().position, ROWS).await.map_err(from_store)?;
        if page.is_empty() {
            break;
        }
        for (entry, links) in &page {
            // Behind a broken link nothing can be relied on.
            if let Err(broken) = verifier.next(entry, links) {
                findings.problems.push(format!("the ledger: {broken}"));
                return Ok(findings);
            }
            let Ok(event) = serde_json::from_str::<CaseEvent>(&entry.body) else {
                findings.problems.push(format!(
                    "the ledger: event {} of case {} cannot be read",
                    entry.number, entry.case
                ));
                return Ok(findings);
            };
            for sealed in event.change.sealed() {
                named.insert(sealed.0.clone(), (entry.case, entry.number));
            }
            let hash = hex(&links.case_hash);
            match heads.get_mut(&entry.case) {
                Some((head, last)) => {
                    head.apply(&event);
                    *last = hash;
                }
                None => {
                    let Some(head) = CaseHead::begin(&event) else {
                        findings
                            .problems
                            .push(format!("case {}: its history does not begin with its report", entry.case));
                        continue;
                    };
                    heads.insert(entry.case, (head, hash));
                }
            }
            findings.events += 1;
        }
    }
    let kept = services.store.ledger_head().await.map_err(from_store)?;
    if let Err(broken) = verifier.finish(&kept) {
        findings.problems.push(format!("the ledger: {broken}"));
    }
    lists(services, &heads, &mut findings).await?;
    texts(services, named, &mut findings).await?;
    findings.statuses =
        heads.into_iter().map(|(id, (head, _))| (id, head.case.state.report_status())).collect();
    Ok(findings)
}

/// Holds what lists show against the histories.
async fn lists(
    services: &Services,
    heads: &HashMap<Uuid, (CaseHead, String)>,
    findings: &mut LedgerFindings,
) -> Result<(), ApiError> {
    let mut wrong = Vec::new();
    let mut listed = 0;
    let mut after = None;
    loop {
        let page = services.store.case_columns(after, ROWS).await.map_err(from_store)?;
        let Some((last, ..)) = page.last() else { break };
        after = Some(*last);
        listed += page.len();
        for (id, columns, case_hash) in &page {
            match heads.get(id) {
                None => wrong.push(format!("case {id}: is listed and has no history")),
                Some((_, last)) if last != case_hash => {
                    wrong
                        .push(format!("case {id}: its list entry knows another last event than its history"));
                }
                Some((head, _)) if CaseColumns::of(head) != *columns => {
                    wrong.push(format!("case {id}: its list entry differs from its history"));
                }
                Some(_) => {}
            }
        }
    }
    if listed < heads.len() {
        wrong.push(format!("{} cases have a history and are not listed", heads.len() - listed));
    }
    wrong.truncate(NAMED);
    findings.problems.extend(wrong);
    Ok(())
}

/// Holds the texts against the hashes that the events name them by. An erased text leaves its row behind; one that is
/// missing altogether was made to disappear.
async fn texts(
    services: &Services,
    mut named: HashMap<String, (Uuid, u32)>,
    findings: &mut LedgerFindings,
) -> Result<(), ApiError> {
    let mut after = String::new();
    let mut wrong = Vec::new();
    loop {
        let page = services.store.sealed_texts(&after, ROWS).await.map_err(from_store)?;
        let Some((_, last, _)) = page.last() else { break };
        after.clone_from(last);
        for (case, sealed, text) in &page {
            named.remove(sealed);
            let Some(text) = text else { continue };
            if !opens(sha256, &Sealed(text.sealed.clone()), &text.salt, &text.text) {
                wrong.push(format!("case {case}: a text of its history was changed ({})", &text.sealed[..8]));
            }
        }
    }
    let mut missing: Vec<(Uuid, u32)> = named.into_values().collect();
    missing.sort_unstable();
    missing.dedup();
    wrong.extend(
        missing.iter().map(|(case, number)| format!("case {case}: a text of event {number} is missing")),
    );
    wrong.truncate(NAMED);
    findings.problems.extend(wrong);
    Ok(())
}
