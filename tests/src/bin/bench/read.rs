//! How long awareness and heatmap answers take as answers and reports become more.

use crate::measure::{Times, memory_mb, option};
use anyhow::ensure;
use integration_tests::{Client, Database, Program};
use serde_json::json;
use std::fmt::Write;
use std::time::Instant;

/// Rows of one import: more would only need more memory here.
const ROWS_PER_FILE: u64 = 50_000;
const CLUSTERS: u64 = 400;
const WEEKS: u64 = 26;
/// Monday 2026-05-25, 00:00 +08:00, in seconds.
const FIRST_WEEK: u64 = 1_779_638_400;

/// The questions, each with its name.
const QUESTIONS: [(&str, &str); 9] = [
    ("awareness", "/api/v1/statistics/awareness?questionnaire=bench&channel=household"),
    ("awareness_by_area", "/api/v1/statistics/awareness?questionnaire=bench&channel=household&by=area"),
    ("awareness_by_item", "/api/v1/statistics/awareness?questionnaire=bench&channel=household&by=item"),
    ("awareness_by_week", "/api/v1/statistics/awareness?questionnaire=bench&channel=household&by=week"),
    (
        "awareness_of_a_period",
        "/api/v1/statistics/awareness?questionnaire=bench&channel=household&from=2026-07-06&to=2026-09-27",
    ),
    ("heatmap_of_everything", "/api/v1/statistics/heatmap?resolution=7"),
    ("heatmap_viewport", "/api/v1/statistics/heatmap?resolution=9&bbox=107.40,38.40,107.55,38.50"),
    (
        "heatmap_viewport_of_a_month",
        "/api/v1/statistics/heatmap?resolution=9&bbox=107.40,38.40,107.55,38.50&from=2026-08-01&to=2026-08-31",
    ),
    (
        "heatmap_of_a_category",
        "/api/v1/statistics/heatmap?resolution=8&category=exposed_rubbish&from=2026-08-03&to=2026-09-13",
    ),
];

/// Runs at growing numbers of rows: `--rows N` for one of them, else 10 thousand, 100 thousand and a million.
pub async fn run(arguments: &[String]) -> anyhow::Result<()> {
    let sizes = match option(arguments, "--rows", 0) {
        0 => vec![10_000, 100_000, 1_000_000],
        rows => vec![rows],
    };
    let rounds = option(arguments, "--rounds", 60);
    for database in Database::available() {
        let engine = if database == Database::Sqlite { "sqlite" } else { "postgres" };
        let mut program = Program::install(database).await?;
        program.serve()?;
        let form = program.file("form.json", form())?;
        program.succeed(&["import", "questionnaire", &form], "")?;
        let mut rows = 0;
        for size in &sizes {
            let began = Instant::now();
            while rows < *size {
                let more = ROWS_PER_FILE.min(size - rows);
                for (kind, text) in [("reports", reports(rows, more)?), ("responses", responses(rows, more)?)]
                {
                    let file = program.file("rows.csv", text)?;
                    program.succeed(&["import", kind, &file], "")?;
                }
                rows += more;
            }
            let filled = began.elapsed().as_secs();
            let client = program.machine("read")?;
            for (name, path) in QUESTIONS {
                let mut times = ask(&client, path, rounds).await?;
                let line = json!({
                    "bench": "read", "question": name, "engine": engine, "rows": rows,
                    "p50_ms": times.quantile(0.5), "p95_ms": times.quantile(0.95), "p99_ms": times.quantile(0.99),
                    "rss_mb": memory_mb(program.process_id(), "VmRSS"), "import_seconds": filled,
                });
                println!("{line}");
            }
        }
    }
    Ok(())
}

pub async fn ask(client: &Client, path: &str, rounds: u64) -> anyhow::Result<Times> {
    let mut times = Times::default();
    for round in 0..rounds + 3 {
        let began = Instant::now();
        let answer = client.get(path).await?;
        ensure!(answer.status == 200, "{path}: {} {}", answer.status, answer.text());
        // The first ones fill caches.
        if round >= 3 {
            times.add(began.elapsed());
        }
    }
    Ok(times)
}

/// Scrambles a number, so that neighbouring rows differ (splitmix64).
fn scramble(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn moment(number: u64) -> String {
    let day = scramble(number ^ 0xdada) % (WEEKS * 7);
    let date =
        domain::time::Timestamp(i64::try_from((FIRST_WEEK + day * 86_400 + 3_600) * 1_000).unwrap_or(0));
    date.to_rfc3339()
}

pub fn reports(first: u64, rows: u64) -> anyhow::Result<String> {
    let categories = ["exposed_rubbish", "manhole_cover", "street_light", "illegal_car_parking", "other"];
    let mut text = "external_id,category,description,lat,lng,observed_at,closed_at,channel\n".to_owned();
    for number in first..first + rows {
        let dice = scramble(number);
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        let part = |bits: u64| (bits % 100_000) as f64 / 100_000.0;
        // A county of about 85 by 110 km; half of the reports lie in its town.
        let (lat, lng) = if dice.is_multiple_of(2) {
            (38.0 + part(dice >> 8), 107.0 + part(dice >> 28))
        } else {
            (38.42 + part(dice >> 8) / 12.0, 107.43 + part(dice >> 28) / 10.0)
        };
        let category = categories[usize::try_from((dice >> 50) % 5)?];
        writeln!(text, "r{number},{category},x,{lat:.6},{lng:.6},{},,resident", moment(number))?;
    }
    Ok(text)
}

pub fn responses(first: u64, rows: u64) -> anyhow::Result<String> {
    let mut text =
        "external_id,questionnaire,version,channel,area,stratum,cluster,design_weight,sex,age_band,submitted_at,q1,q2,q3,q4,q5,q6\n"
            .to_owned();
    for number in first..first + rows {
        let dice = scramble(number ^ 0xabcd);
        let cluster = dice % CLUSTERS;
        let sex = if dice & 0x1_0000 == 0 { "female" } else { "male" };
        let age = ["18-29", "30-44", "45-59", "60+"][usize::try_from((dice >> 20) % 4)?];
        write!(
            text,
            "a{number},bench,1,household,,s{},c{cluster},1,{sex},{age},{}",
            cluster / 20,
            moment(number)
        )?;
        for item in 0..6 {
            text += if (dice >> (30 + item)) & 1 == 0 { ",a" } else { ",b" };
        }
        text.push('\n');
    }
    Ok(text)
}

pub fn form() -> String {
    let option =
        |code: &str| json!({ "code": code, "label": { "zh-CN": code, "en": code }, "dont_know": false });
    let item = |number: u32| {
        json!({
            "name": format!("q{number}"), "kind": "awareness", "type": "select_one",
            "label": { "zh-CN": "题目", "en": "Question" }, "options": [option("a"), option("b")], "key": ["b"],
        })
    };
    json!({
        "slug": "bench", "version": 1, "purpose": "measurement", "title": { "zh-CN": "基准", "en": "Bench" },
        "items": (1..=6).map(item).collect::<Vec<_>>(),
    })
    .to_string()
}
