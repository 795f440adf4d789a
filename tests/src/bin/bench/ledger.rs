//! How long the ledger takes to list 100,000 cases by all kinds of filters, and to make one change of a case durable.

use crate::measure::{Times, memory_mb, option};
use anyhow::{Context, ensure};
use integration_tests::client::{new_id, report};
use integration_tests::{Client, Database, Program};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::fmt::Write;
use std::time::Instant;

/// The questions, each with its name.
const QUESTIONS: [(&str, &str); 13] = [
    ("newest", "/api/v1/cases"),
    ("open", "/api/v1/cases?tab=open&sort=deadline"),
    ("late", "/api/v1/cases?tab=late&sort=deadline"),
    ("late_of_a_unit", "/api/v1/cases?tab=late&unit=U07&sort=deadline"),
    ("yellow", "/api/v1/cases?light=yellow"),
    ("to_check_of_a_unit", "/api/v1/cases?tab=to_check&unit=U03"),
    ("closed_late_of_a_category", "/api/v1/cases?state=closed&verdict=late&category=street_light"),
    ("closed_in_an_area", "/api/v1/cases?state=closed&area=A"),
    ("reworked_of_a_unit_last_changed", "/api/v1/cases?unit=U05&reworked=1&sort=changed"),
    ("a_period", "/api/v1/cases?from=2026-08-01&to=2026-08-31&unit=U11"),
    ("flagged", "/api/v1/cases?tab=flagged"),
    ("a_word", "/api/v1/cases?q=4711"),
    ("counts", "/api/v1/cases/counts"),
];

/// Runs with `--rows N` cases, else 100,000.
pub async fn run(arguments: &[String]) -> anyhow::Result<()> {
    let rows = option(arguments, "--rows", 100_000);
    let rounds = option(arguments, "--rounds", 60);
    let mut program = Program::install(Database::Sqlite).await?;
    let mut units = "code,name,kind,area\n".to_owned();
    for unit in 0..20 {
        writeln!(units, "U{unit:02},单位{unit},department,")?;
    }
    let area = json!({ "type": "FeatureCollection", "features": [{
        "type": "Feature",
        "properties": { "code": "A", "name": "甲镇", "level": "town", "parent": null },
        "geometry": { "type": "Polygon",
            "coordinates": [[[107.0, 38.0], [107.5, 38.0], [107.5, 39.0], [107.0, 39.0], [107.0, 38.0]]] },
    }] });
    for (kind, name, text) in [
        ("areas", "areas.geojson", area.to_string()),
        ("units", "units.csv", units),
        ("reports", "reports.csv", reports(rows)?),
    ] {
        let file = program.file(name, text)?;
        program.succeed(&["import", kind, &file], "")?;
    }
    fill(&program).await?;
    program.serve()?;
    let client = program.machine("office")?;
    for (name, path) in QUESTIONS {
        let mut times = Times::default();
        let mut total = json!(null);
        for round in 0..rounds + 3 {
            let began = Instant::now();
            let answer = client.get(path).await?;
            ensure!(answer.status == 200, "{path}: {} {}", answer.status, answer.text());
            // The first ones fill caches.
            if round >= 3 {
                times.add(began.elapsed());
            }
            total = answer.json()["total"].clone();
        }
        let line = json!({
            "bench": "ledger", "question": name, "engine": "sqlite", "rows": rows, "found": total,
            "p50_ms": times.quantile(0.5), "p95_ms": times.quantile(0.95), "p99_ms": times.quantile(0.99),
            "rss_mb": memory_mb(program.process_id(), "VmRSS"),
        });
        println!("{line}");
    }
    deep_page(&client, rows).await?;
    transitions(&client, rows, option(arguments, "--cases", 200)).await
}

/// The last page that a reader who pages through everything sees.
async fn deep_page(client: &Client, rows: u64) -> anyhow::Result<()> {
    let mut times = Times::default();
    let mut cursor: Option<String> = None;
    for _ in 0..60 {
        let after = cursor.as_ref().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let began = Instant::now();
        let page = client.get(&format!("/api/v1/cases?limit=500{after}")).await?.json();
        times.add(began.elapsed());
        cursor = page["next_cursor"].as_str().map(str::to_owned);
        if cursor.is_none() {
            break;
        }
    }
    let line = json!({
        "bench": "ledger", "question": "paging_500_rows", "engine": "sqlite", "rows": rows,
        "p50_ms": times.quantile(0.5), "p95_ms": times.quantile(0.95), "p99_ms": times.quantile(0.99),
    });
    println!("{line}");
    Ok(())
}

/// Accepts and assigns cases, one after the other; each answer means that it is on the disk.
async fn transitions(client: &Client, rows: u64, cases: u64) -> anyhow::Result<()> {
    let mut times = Times::default();
    for _ in 0..cases {
        let id = new_id();
        let sent = client.put(&format!("/api/v1/reports/{id}"), &report()).await?;
        ensure!(sent.status == 201, "{}", sent.text());
        for command in [json!({ "command": "accept" }), json!({ "command": "assign", "unit": "U01" })] {
            let began = Instant::now();
            let answer =
                client.post(&format!("/api/v1/cases/{id}/commands"), &json!({ "command": command })).await?;
            times.add(began.elapsed());
            ensure!(answer.status == 200, "{}", answer.text());
        }
    }
    let line = json!({
        "bench": "ledger", "question": "transition", "engine": "sqlite", "rows": rows, "clients": 1,
        "p50_ms": times.quantile(0.5), "p95_ms": times.quantile(0.95), "p99_ms": times.quantile(0.99),
    });
    println!("{line}");
    Ok(())
}

fn reports(rows: u64) -> anyhow::Result<String> {
    let categories = ["exposed_rubbish", "manhole_cover", "street_light", "illegal_car_parking", "other"];
    let mut text = "external_id,category,description,lat,lng,observed_at,closed_at,channel\n".to_owned();
    for number in 0..rows {
        let (category, day) = (categories[usize::try_from(number % 5)?], number * 180 / rows);
        let at =
            domain::time::Timestamp(i64::try_from((1_779_638_400 + day * 86_400 + number % 80_000) * 1_000)?);
        let lng = 107.0 + f64::from(u32::try_from(number % 1_000)?) / 1_000.0;
        writeln!(
            text,
            "b{number},{category},第 {number} 件：路边堆放杂物,38.5,{lng:.3},{},,resident",
            at.to_rfc3339()
        )?;
    }
    Ok(text)
}

/// Makes a case of every report, straight in the database: only lists are measured, so they need no histories.
async fn fill(program: &Program) -> anyhow::Result<()> {
    let file = program.data_dir().join("chuangcheng.db");
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await?;
    // Four in five are closed; the others stand everywhere, some of them late.
    let text = "INSERT INTO cases (id, case_hash, events, state, category, area, unit, channel, received_at,
           accepted_at, filed_at, changed_at, rectified_at, closed_at, due_at, yellow_after, due_sort, counted_due, verdict,
           request_kind, request_value, flagged_at, flagged_by_supervisor, alerted, confirmed, on_the_spot, reworks,
           transfers, deferrals, extensions, reopenings)
         SELECT id, '', 5, state, category, area, printf('U%02d', n % 20), channel, received_at, received_at, received_at,
           received_at + 1000 * (n % 997), CASE WHEN state IN ('rectified', 'closed') THEN received_at + 7200000 END,
           CASE WHEN state = 'closed' THEN received_at + 9000000 END, due, due - 3600000,
           CASE WHEN state IN ('assigned', 'taken_on', 'sent_back') THEN due ELSE 9223372036854775807 END, due,
           CASE WHEN n % 7 = 0 THEN 'late' WHEN state = 'closed' THEN 'on_time' END,
           CASE WHEN n % 211 = 0 THEN 'extension' END, CASE WHEN n % 211 = 0 THEN 8 END,
           CASE WHEN n % 301 = 0 THEN received_at END, FALSE, n % 401 = 0, FALSE, n % 3 = 0, n % 13 = 0, 0, 0, 0, 0
         FROM (SELECT rowid AS n, *,
             CASE rowid % 25 WHEN 0 THEN 'accepted' WHEN 1 THEN 'assigned' WHEN 2 THEN 'taken_on' WHEN 3 THEN 'rectified'
               WHEN 4 THEN 'sent_back' ELSE 'closed' END AS state,
             CASE WHEN rowid % 3 = 0 THEN 1795000000000 ELSE 4000000000000 END + rowid * 1000 AS due
           FROM (SELECT rowid, id, category, area, channel, observed_at AS received_at FROM reports))";
    let made =
        sqlx::query(AssertSqlSafe(text)).execute(&mut connection).await.context("cannot make cases")?;
    ensure!(made.rows_affected() > 0, "no cases were made");
    sqlx::query(
        "INSERT INTO case_words (id, words) SELECT id, description || ' ' || receipt_code FROM reports",
    )
    .execute(&mut connection)
    .await?;
    connection.close().await?;
    Ok(())
}
