//! Counts at the server what has arrived, and compares it with what was made.

use super::entries::Made;
use crate::client::Client;
use crate::program::Program;
use anyhow::{Context, ensure};
use domain::outbox::EntryKind;
use reqwest::Method;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::task::JoinSet;

/// Questions at a time.
const AT_ONCE: usize = 8;

/// What is lost, and what is there twice.
pub(super) async fn compare(program: &Program, made: &[Made]) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    let office = program.machine("office")?;
    let (mut lost, mut double) = (Vec::new(), Vec::new());

    let mut listed: BTreeMap<String, usize> = BTreeMap::new();
    let (mut cursor, mut total) = (String::new(), 0);
    loop {
        let page = office.get(&format!("/api/v1/reports?limit=500{cursor}")).await?.json();
        total = page["total"].as_u64().unwrap_or(total);
        for report in page["reports"].as_array().context("no list")? {
            *listed.entry(report["id"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
        }
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let reports: Vec<&Made> = made.iter().filter(|entry| entry.is_report()).collect();
    let ids: BTreeSet<String> = reports.iter().map(|entry| entry.id.to_string()).collect();
    lost.extend(ids.iter().filter(|id| !listed.contains_key(*id)).map(|id| format!("report {id}")));
    let strange = listed.iter().filter(|(id, count)| **count != 1 || !ids.contains(*id));
    double.extend(strange.map(|(id, count)| format!("report {id}: {count}")));
    ensure!(total == listed.values().sum::<usize>() as u64, "the total is {total}");

    // Each report with each photo, and each taken in once.
    lost.extend(
        each(&office, reports, |office, entry| async move { wrong_report(&office, &entry).await }).await?,
    );

    // Sent once more, answers are known already; and there are not more of them.
    let answers: Vec<&Made> = made.iter().filter(|entry| !entry.is_report()).collect();
    let file = program.file("responses.csv", "")?;
    program.succeed(&["export", "responses", &file], "")?;
    let rows = std::fs::read_to_string(&file)?.lines().filter(|line| !line.trim().is_empty()).count();
    if rows != answers.len() + 1 {
        double.push(format!("{} answers in the export, {} made", rows.saturating_sub(1), answers.len()));
    }
    let volunteer = program.client()?;
    volunteer.sign_in(super::VOLUNTEERS[0], crate::program::PASSWORD).await?;
    lost.extend(
        each(&volunteer, answers, |client, entry| async move {
            let status =
                client.send(client.request(Method::PUT, &entry.path()).json(&entry.record)).await?.status;
            Ok((status != 200).then(|| format!("answers {}: {status}", entry.id)))
        })
        .await?,
    );
    Ok((lost, double))
}

async fn wrong_report(office: &Client, entry: &Made) -> anyhow::Result<Option<String>> {
    let report = office.get(&entry.report_path()).await?.json();
    let photos = report["photos"].as_array().context("no photos")?;
    let mut stored: Vec<&str> = photos
        .iter()
        .filter(|photo| photo["stored"] == true)
        .filter_map(|photo| photo["sha256"].as_str())
        .collect();
    let mut sent: Vec<&str> = entry.photos.iter().map(|(sha256, _)| sha256.as_str()).collect();
    stored.sort_unstable();
    sent.sort_unstable();
    let history = report["history"].as_array().context("no history")?;
    let received = history.iter().filter(|event| event["event"] == "received").count();
    let same_text = report["description"] == entry.record["description"];
    if entry.kind == EntryKind::Order {
        let case = office.get(&format!("/api/v1/cases/{}", entry.id)).await?.json();
        let events: Vec<_> =
            case["timeline"].as_array().into_iter().flatten().map(|line| line["event"].clone()).collect();
        if events != ["received", "accepted", "assigned", "taken_on"] {
            return Ok(Some(format!("order {}: {events:?}", entry.id)));
        }
    }
    let is_right = stored == sent && photos.len() == sent.len() && received == 1 && same_text;
    Ok((!is_right).then(|| format!("report {}: {report}", entry.id)))
}

/// Asks about each, several at a time; what is wrong.
async fn each<F>(
    client: &Client,
    entries: Vec<&Made>,
    ask: impl Fn(Client, Made) -> F + Send + Sync + 'static,
) -> anyhow::Result<Vec<String>>
where
    F: Future<Output = anyhow::Result<Option<String>>> + Send + 'static,
{
    let ask = Arc::new(ask);
    let (mut asking, mut wrong) = (JoinSet::new(), Vec::new());
    for entry in entries {
        if asking.len() >= AT_ONCE
            && let Some(answer) = asking.join_next().await
        {
            wrong.extend(answer??);
        }
        asking.spawn(ask(client.clone(), entry.clone()));
    }
    while let Some(answer) = asking.join_next().await {
        wrong.extend(answer??);
    }
    Ok(wrong)
}
