//! Statistics at scale: how long a million answers take to import, how long questions take after that, and what folding costs.

use crate::measure::{memory_mb, option};
use crate::read::{ask, form, reports, responses};
use crate::submit::throughput;
use integration_tests::{Database, Program};
use serde_json::json;
use std::time::{Duration, Instant};

/// Reports and answers of one import.
const REPORTS_PER_FILE: u64 = 100_000;
const ANSWERS_PER_FILE: u64 = 1_000_000;

/// An area of about 20,000 cells of resolution 9.
const AREAS: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature",
"properties":{"code":"R","name":"Region","level":"banner","parent":null},
"geometry":{"type":"Polygon","coordinates":[[[107.20,38.20],[107.74,38.20],[107.74,38.61],[107.20,38.61],[107.20,38.20]]]}}]}"#;

const AWARENESS: &str = "/api/v1/statistics/awareness?questionnaire=bench&channel=household";

/// The questions, each with its name, and whether they are about reports.
fn questions() -> Vec<(&'static str, String, bool)> {
    let awareness = |by: &str| format!("{AWARENESS}{by}");
    let map = |query: &str| format!("/api/v1/statistics/{query}");
    let viewport = "heatmap?resolution=9&bbox=107.40,38.40,107.55,38.50";
    vec![
        ("awareness", awareness(""), false),
        ("awareness_by_area", awareness("&by=area"), false),
        ("awareness_by_item", awareness("&by=item"), false),
        ("awareness_by_week", awareness("&by=week"), false),
        ("awareness_by_sex", awareness("&by=sex"), false),
        ("awareness_of_a_period", awareness("&from=2026-07-06&to=2026-09-27"), false),
        ("heatmap_viewport", map(viewport), true),
        ("heatmap_viewport_of_a_month", map(&format!("{viewport}&from=2026-08-01&to=2026-08-31")), true),
        ("heatmap_of_everything", map("heatmap?resolution=7"), true),
        ("hot_spots_of_20000_cells", map("hotspots?area=R&resolution=9"), true),
    ]
}

/// Runs at 10 thousand and a million answers, or at `--answers N`; with `--reports N` reports, a million unless said; on every
/// engine there is, or on `--engine sqlite` or `postgres` alone. `--answers 10000000` takes a while. Answers beyond a million are
/// imported in files of a million.
pub async fn run(arguments: &[String]) -> anyhow::Result<()> {
    let sizes = match option(arguments, "--answers", 0) {
        0 => vec![10_000, 1_000_000],
        rows => vec![rows],
    };
    let most_reports = option(arguments, "--reports", 1_000_000);
    let rounds = option(arguments, "--rounds", 60);
    let named = arguments.iter().position(|argument| argument == "--engine");
    let named = named.and_then(|at| arguments.get(at + 1));
    for database in Database::available() {
        let engine = if database == Database::Sqlite { "sqlite" } else { "postgres" };
        if named.is_some_and(|name| name != engine) {
            continue;
        }
        let mut program = Program::install(database).await?;
        program.serve()?;
        let form = program.file("form.json", form())?;
        program.succeed(&["import", "questionnaire", &form], "")?;
        let areas = program.file("areas.geojson", AREAS)?;
        program.succeed(&["import", "areas", &areas], "")?;
        let (mut answers, mut problems) = (0, 0);
        for size in &sizes {
            let (before, mut took) = (answers, Duration::ZERO);
            while answers < *size {
                let more = ANSWERS_PER_FILE.min(size - answers);
                let file = program.file("answers.csv", responses(answers, more)?)?;
                let began = Instant::now();
                program.succeed(&["import", "responses", &file], "")?;
                took += began.elapsed();
                answers += more;
            }
            let line = json!({
                "bench": "statistics_import_of_answers", "engine": engine, "rows": answers - before,
                "seconds": took.as_secs_f64(),
            });
            println!("{line}");
            let wanted = most_reports.min(*size);
            let began = Instant::now();
            let before = problems;
            while problems < wanted {
                let more = REPORTS_PER_FILE.min(wanted - problems);
                let file = program.file("reports.csv", reports(problems, more)?)?;
                program.succeed(&["import", "reports", &file], "")?;
                problems += more;
            }
            let line = json!({
                "bench": "statistics_import_of_reports", "engine": engine, "rows": problems - before,
                "seconds": began.elapsed().as_secs_f64(),
            });
            println!("{line}");
            let client = program.machine("read")?;
            for (name, path, about_reports) in questions() {
                let mut times = ask(&client, &path, rounds).await?;
                let line = json!({
                    "bench": "statistics", "question": name, "engine": engine,
                    "rows": if about_reports { problems } else { answers },
                    "p50_ms": times.quantile(0.5), "p95_ms": times.quantile(0.95), "p99_ms": times.quantile(0.99),
                    "rss_mb": memory_mb(program.process_id(), "VmRSS"),
                });
                println!("{line}");
            }
        }
        folding(database, engine, arguments).await?;
    }
    Ok(())
}

/// Submissions with folding and without, in turn, so that the machine's moods hit both alike.
async fn folding(database: Database, engine: &str, arguments: &[String]) -> anyhow::Result<()> {
    let seconds = Duration::from_secs(option(arguments, "--seconds", 8));
    let clients = option(arguments, "--clients", 64);
    let mut sums = [0.0, 0.0];
    for round in 0..4 {
        let switch = if round % 2 == 0 { "on" } else { "off" };
        let mut program = Program::install(database).await?.with("CHUANGCHENG_TEST_FOLDING", switch);
        program.serve()?;
        sums[round % 2] += throughput(&program, clients, seconds).await? / 2.0;
    }
    let [with, without] = sums.map(f64::round);
    let line = json!({
        "bench": "statistics_folding", "engine": engine, "clients": clients, "per_second": with,
        "per_second_without": without, "cost_percent": ((1.0 - with / without) * 1_000.0).round() / 10.0,
    });
    println!("{line}");
    Ok(())
}
