//! How many reports a second are durably stored, with the load made on the same machine.
//!
//! Requests are written by hand on keep-alive connections, so that making the load costs as little as possible.

use crate::measure::{Times, memory_mb, option};
use anyhow::{Context, ensure};
use integration_tests::client::{new_id, report};
use integration_tests::{Database, Program};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Runs on every engine there is.
pub async fn run(arguments: &[String]) -> anyhow::Result<()> {
    let clients = option(arguments, "--clients", 64);
    let seconds = option(arguments, "--seconds", 15);
    for database in Database::available() {
        let program = Program::start_on(database).await?;
        load(&program, clients, Duration::from_secs(3)).await?;
        let began = Instant::now();
        let mut times = load(&program, clients, Duration::from_secs(seconds)).await?;
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let per_second = (times.len() as f64 / began.elapsed().as_secs_f64()).round();
        let line = json!({
            "bench": "submit",
            "engine": if database == Database::Sqlite { "sqlite" } else { "postgres" },
            "clients": clients,
            "requests": times.len(),
            "per_second": per_second,
            "p50_ms": times.quantile(0.5),
            "p95_ms": times.quantile(0.95),
            "p99_ms": times.quantile(0.99),
            "rss_mb": memory_mb(program.process_id(), "VmRSS"),
        });
        println!("{line}");
    }
    Ok(())
}

/// Reports a second, after a second to warm up.
pub async fn throughput(program: &Program, clients: u64, duration: Duration) -> anyhow::Result<f64> {
    load(program, clients, Duration::from_secs(1)).await?;
    let began = Instant::now();
    let times = load(program, clients, duration).await?;
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let sent = times.len() as f64;
    Ok(sent / began.elapsed().as_secs_f64())
}

async fn load(program: &Program, clients: u64, duration: Duration) -> anyhow::Result<Times> {
    let host = program.address().trim_start_matches("http://").to_owned();
    let until = Instant::now() + duration;
    let workers: Vec<_> =
        (0..clients).map(|number| tokio::spawn(client(host.clone(), number, until))).collect();
    let mut times = Times::default();
    for worker in workers {
        times.merge(worker.await??);
    }
    Ok(times)
}

async fn client(host: String, number: u64, until: Instant) -> anyhow::Result<Times> {
    let mut stream = TcpStream::connect(&host).await?;
    stream.set_nodelay(true)?;
    let mut body = report();
    let mut times = Times::default();
    let mut buffer = Vec::with_capacity(4096);
    let mut sent = 0_u32;
    while Instant::now() < until {
        sent += 1;
        body["location"]["lat"] = json!(38.0 + f64::from(sent % 997) / 1_000.0);
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let lng = 107.0 + number as f64 / 100.0;
        body["location"]["lng"] = json!(lng);
        let text = body.to_string();
        let request = format!(
            "PUT /api/v1/reports/{} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{text}",
            new_id(),
            text.len(),
        );
        let began = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        let status = answer(&mut stream, &mut buffer).await?;
        times.add(began.elapsed());
        ensure!(status == 201, "a report was answered with {status}: {}", String::from_utf8_lossy(&buffer));
    }
    Ok(times)
}

/// Reads one answer with a content length; its status.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> anyhow::Result<u16> {
    buffer.clear();
    loop {
        ensure!(stream.read_buf(buffer).await? > 0, "the connection was closed");
        let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&buffer[..end]).to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.context("an answer without a length")?.trim().parse()?;
        if buffer.len() >= end + 4 + length {
            return Ok(head.split(' ').nth(1).context("no status")?.parse()?);
        }
    }
}
