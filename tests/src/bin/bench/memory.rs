//! Memory: idle, and at most while photos of 40 megapixels arrive.

use crate::measure::memory_mb;
use anyhow::ensure;
use integration_tests::client::{new_id, report};
use integration_tests::{Client, Program, photo};
use serde_json::json;
use std::time::Duration;

/// Measures a freshly started program, then sends it one and four large photos at once.
pub async fn run() -> anyhow::Result<()> {
    let program = Program::start().await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let idle = memory_mb(program.process_id(), "VmRSS");
    println!("{}", json!({ "bench": "memory", "engine": "sqlite", "clients": 0, "rss_mb": idle }));
    // 8,000 by 5,000 pixels: exactly what is allowed.
    let picture = photo::jpeg(8_000, 5_000);
    for clients in [1, 4] {
        let client = program.client()?;
        let sent: Vec<_> =
            (0..clients).map(|number| tokio::spawn(send(client.clone(), picture.clone(), number))).collect();
        for one in sent {
            one.await??;
        }
        let line = json!({
            "bench": "memory_of_40_megapixels", "engine": "sqlite", "clients": clients, "bytes": picture.len(),
            "rss_mb": memory_mb(program.process_id(), "VmHWM"),
        });
        println!("{line}");
    }
    Ok(())
}

async fn send(client: Client, mut bytes: Vec<u8>, number: u8) -> anyhow::Result<()> {
    // A tail makes each file another one.
    bytes.push(number);
    let (id, hash) = (new_id(), photo::sha256(&bytes));
    let mut body = report();
    body["photos"] = json!([{ "sha256": hash, "media_type": "image/jpeg", "bytes": bytes.len() }]);
    let announced = client.put(&format!("/api/v1/reports/{id}"), &body).await?;
    ensure!(announced.status == 201, "{}", announced.text());
    let stored = client.put_photo(id, &hash, &bytes, "image/jpeg").await?;
    ensure!(stored.status == 201, "{} {}", stored.status, stored.text());
    Ok(())
}
