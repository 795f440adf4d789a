//! `chuangcheng doctor`: whether everything adds up. Exit status 1 when something does not.

use super::CommandError;
use crate::config::Config;
use crate::services::{Services, doctor};

/// Examines everything and prints what was found, one line each.
///
/// # Errors
/// When something is wrong, or the database cannot be read.
pub async fn run(config: Config) -> Result<(), CommandError> {
    let services = Services::open(config, "").await?;
    let examined = doctor::examine(&services).await;
    services.store.close().await;
    let findings = examined?;
    for remark in &findings.remarks {
        println!("note: {remark}");
    }
    for problem in &findings.problems {
        println!("problem: {problem}");
    }
    let doctor::Findings { reports, responses, visits, photos, events, problems, .. } = &findings;
    println!(
        "{reports} reports, {responses} answers, {visits} visits, {photos} photos and {events} events of cases examined"
    );
    match problems.len() {
        0 => Ok(()),
        1 => Err(CommandError::new("the doctor found 1 problem")),
        count => Err(CommandError::new(format!("the doctor found {count} problems"))),
    }
}

#[cfg(test)]
mod tests;
