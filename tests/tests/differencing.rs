//! Somebody without an account asks for view after view and subtracts them from each other: other weeks, other rectangles, other
//! resolutions, categories against all, hot spots against the map, groups against the whole. No cell and no group below five
//! may come out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use integration_tests::{Client, Database, Program};
use serde_json::Value;
use std::collections::BTreeMap;

const AREAS: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"T","name":"镇","level":"town","parent":null},
"geometry":{"type":"Polygon","coordinates":[[[107.30,38.10],[107.50,38.10],[107.50,38.30],[107.30,38.30],[107.30,38.10]]]}}]}"#;
const CATEGORIES: [&str; 3] = ["exposed_rubbish", "street_light", "manhole_cover"];
/// Weeks from 2026-07-06; blocks of four weeks begin with the fourth and the eighth.
const WEEKS: i32 = 12;

/// Scrambles a number (splitmix64).
fn scramble(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn monday(week: i32) -> domain::time::Day {
    domain::time::Day::parse("", "2026-07-06").unwrap().plus(7 * week)
}

fn reports() -> String {
    let mut text = "external_id,category,description,lat,lng,observed_at,closed_at,channel\n".to_owned();
    for number in 0..2_500_u64 {
        let dice = scramble(number);
        let part = |bits: u64| f64::from(u32::try_from(bits % 10_000).unwrap()) / 10_000.0;
        // Most lie thinly, so that many cells hold one to nine.
        let (lat, lng) = if dice.is_multiple_of(3) {
            (38.19 + part(dice >> 8) * 0.02, 107.39 + part(dice >> 24) * 0.02)
        } else {
            (38.14 + part(dice >> 8) * 0.12, 107.34 + part(dice >> 24) * 0.12)
        };
        let category = CATEGORIES[usize::try_from((dice >> 40) % 3).unwrap()];
        let day = monday(0).plus(i32::try_from((dice >> 44) % 84).unwrap());
        text += &format!("r{number},{category},x,{lat:.6},{lng:.6},{day}T09:00:00+08:00,,resident\n");
    }
    text
}

async fn with_reports() -> Program {
    let mut program = Program::install(Database::Sqlite).await.unwrap();
    for (kind, name, content) in
        [("areas", "areas.geojson", AREAS.to_owned()), ("reports", "r.csv", reports())]
    {
        let file = program.file(name, content).unwrap();
        program.succeed(&["import", kind, &file], "").unwrap();
    }
    program.serve().unwrap();
    program
}

async fn get(client: &Client, path: &str) -> Value {
    let answer = client.get(&format!("/api/v1/statistics/{path}")).await.unwrap();
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

type Cells = BTreeMap<String, u64>;

/// Incidents by cell; cells that are not shown are left out.
async fn cells(client: &Client, path: &str) -> Cells {
    let answer = get(client, path).await;
    let features = answer["features"].as_array().unwrap();
    let cell = |feature: &Value| {
        let properties = &feature["properties"];
        Some((properties["cell"].as_str()?.to_owned(), properties["incidents"].as_u64()?))
    };
    features.iter().filter_map(cell).filter(|(_, incidents)| *incidents > 0).collect()
}

fn weeks(from: i32, to: i32) -> String {
    format!("&from={}&to={}", monday(from), monday(to).plus(-1))
}

/// What somebody knows of a number: from, to.
type Bounds = (i64, i64);

/// A shown number was rounded down to fives; one that is not shown is below five.
fn bounds(shown: Option<&u64>) -> Bounds {
    shown.map_or((0, 4), |shown| {
        let shown = i64::try_from(*shown).unwrap();
        (shown, shown + 4)
    })
}

/// What a whole and the other parts tell of each part.
fn squeeze(whole: Bounds, parts: &[Bounds]) -> Vec<Bounds> {
    let (low, high) = parts.iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    let squeezed =
        |part: &Bounds| (part.0.max(whole.0 - (high - part.1)), part.1.min(whole.1 - (low - part.0)));
    parts.iter().map(squeezed).collect()
}

/// The cell of the next coarser resolution.
fn parent(cell: &str) -> String {
    let number = u64::from_str_radix(cell, 16).unwrap();
    let resolution = (number >> 52) & 0xf;
    let coarser = (number & !(0xf << 52)) | ((resolution - 1) << 52) | (0b111 << ((15 - resolution) * 3));
    format!("{coarser:x}")
}

#[tokio::test]
async fn weeks_rectangles_and_hot_spots_subtract_to_nothing_small() {
    let program = with_reports().await;
    let (public, read) = (program.client().unwrap(), program.machine("read").unwrap());
    let mut seen: BTreeMap<(i32, i32), Cells> = BTreeMap::new();
    let mut truth: BTreeMap<(i32, i32), Cells> = BTreeMap::new();
    for from in 0..WEEKS {
        for to in from + 1..=WEEKS {
            let path = format!("heatmap?resolution=9{}", weeks(from, to));
            seen.insert((from, to), cells(&public, &path).await);
            truth.insert((from, to), cells(&read, &path).await);
        }
    }
    let (mut pairs, mut shown) = (0, 0);
    for ((from, to), wide) in &seen {
        shown += wide.len();
        assert!(wide.values().all(|incidents| *incidents >= 5 && incidents % 5 == 0));
        for (narrower, narrow) in seen.iter().filter(|((f, t), _)| f >= from && t <= to) {
            for cell in wide.keys().chain(narrow.keys()) {
                let of =
                    |all: &BTreeMap<(i32, i32), Cells>, key| all[key].get(cell).copied().unwrap_or_default();
                let between = of(&truth, &(*from, *to)) - of(&truth, narrower);
                let (a, b) = (bounds(wide.get(cell)), bounds(narrow.get(cell)));
                let (low, high) = (a.0 - b.1, a.1 - b.0);
                // Whoever takes the asked weeks at their word learns something wrong, never that there are one to four.
                let told = low > 0 && high < 5;
                assert!(
                    !(told && (1..5).contains(&between)),
                    "{cell}: {between} weeks {from}..{to} {narrower:?}"
                );
                pairs += 1;
            }
        }
    }
    assert!(shown > 500 && pairs > 10_000, "{shown} {pairs}");
    // All windows that touch the same blocks are the same view.
    let views: std::collections::BTreeSet<_> = seen.values().map(|cells| format!("{cells:?}")).collect();
    assert!(views.len() <= 10, "four blocks have ten windows, not {}", views.len());

    let all = cells(&public, "heatmap?resolution=9").await;
    for bbox in ["107.391,38.191,107.405,38.203", "107.34,38.14,107.46,38.26", "107.4,38.2,107.4,38.2"] {
        for (cell, incidents) in cells(&public, &format!("heatmap?resolution=9&bbox={bbox}")).await {
            assert_eq!(all.get(&cell), Some(&incidents), "a rectangle cuts no cell");
        }
    }
    for (cell, incidents) in cells(&public, "hotspots?area=T&resolution=9").await {
        assert_eq!(all.get(&cell), Some(&incidents), "hot spots and the map say the same");
    }
    for refused in ["heatmap?status=received", "heatmap?layer=patrols", "hotspots?area=T&layer=residents"] {
        let answer = public.get(&format!("/api/v1/statistics/{refused}")).await.unwrap();
        assert_eq!(answer.status, 422, "{refused}");
    }
    for refused in ["rates", "coverage", "speed", "small-areas?questionnaire=x", "trends?area=T", "weekly"] {
        let answer = public.get(&format!("/api/v1/statistics/{refused}")).await.unwrap();
        assert_eq!(answer.status, 401, "{refused}");
    }
}

#[tokio::test]
async fn resolutions_and_categories_subtract_to_nothing_small() {
    let program = with_reports().await;
    let (public, read) = (program.client().unwrap(), program.machine("read").unwrap());
    let mut squeezed_cells = 0;
    for block in 0..2 {
        // Weeks 3 to 6, and so on: one block each.
        let window = weeks(3 + 4 * block, 7 + 4 * block);
        for resolution in 8..=10 {
            let coarse = cells(&public, &format!("heatmap?resolution={}{window}", resolution - 1)).await;
            let fine = cells(&public, &format!("heatmap?resolution={resolution}{window}")).await;
            let real = cells(&read, &format!("heatmap?resolution={resolution}{window}")).await;
            let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for cell in real.keys() {
                children.entry(parent(cell)).or_default().push(cell.clone());
            }
            for (whole, parts) in children {
                // Kinder to whoever attacks than life is: told which cells hold anything at all.
                let known: Vec<Bounds> = parts.iter().map(|part| bounds(fine.get(part))).collect();
                for (part, (low, high)) in parts.iter().zip(squeeze(bounds(coarse.get(&whole)), &known)) {
                    let below = (1..5).contains(&real[part]);
                    assert!(!(below && low == high), "{part} in {whole}: {low}");
                    squeezed_cells += 1;
                }
            }
        }
        let all = cells(&public, &format!("heatmap?resolution=9{window}")).await;
        let mut of_category = Vec::new();
        for category in CATEGORIES {
            of_category
                .push(cells(&public, &format!("heatmap?resolution=9&category={category}{window}")).await);
        }
        let real = cells(&read, &format!("heatmap?resolution=9&category={}{window}", CATEGORIES[0])).await;
        for (cell, incidents) in real.iter().filter(|(_, incidents)| **incidents < 5) {
            let known: Vec<Bounds> = of_category.iter().map(|cells| bounds(cells.get(cell))).collect();
            let (low, high) = squeeze(bounds(all.get(cell)), &known)[0];
            assert!(low < high, "{cell} holds {incidents}");
        }
    }
    assert!(squeezed_cells > 500, "{squeezed_cells}");
}

#[tokio::test]
async fn a_hidden_group_cannot_be_computed_from_the_others() {
    let form = r#"{"slug":"one-item","version":1,"purpose":"measurement","title":{"zh-CN":"一题","en":"One item"},
"items":[{"name":"q1","kind":"awareness","type":"select_one","label":{"zh-CN":"题目","en":"Question"},
"options":[{"code":"a","label":{"zh-CN":"甲","en":"A"}},{"code":"b","label":{"zh-CN":"乙","en":"B"}}],"key":["b"]}]}"#;
    let mut text = "external_id,questionnaire,version,channel,area,stratum,cluster,design_weight,sex,age_band,submitted_at,q1\n".to_owned();
    // One town of three people beside four large ones.
    for person in 0..1_203_u32 {
        let town = if person < 1_200 { person % 4 } else { 9 };
        let (cluster, dice) = (person / 4 % 20, scramble(u64::from(person)));
        let answer = if dice.is_multiple_of(3) { "a" } else { "b" };
        let sex = if dice & 64 == 0 { "female" } else { "male" };
        text += &format!(
            "{person},one-item,1,household,,T{town},T{town}-{cluster},1,{sex},,2026-10-07T09:00:00+08:00,{answer}\n"
        );
    }
    let mut program = Program::install(Database::Sqlite).await.unwrap();
    for (kind, name, content) in [("questionnaire", "form.json", form), ("responses", "r.csv", &text)] {
        let file = program.file(name, content).unwrap();
        program.succeed(&["import", kind, &file], "").unwrap();
    }
    program.serve().unwrap();
    let public = program.client().unwrap();
    let towns = get(&public, "awareness?questionnaire=one-item&by=stratum").await;
    let groups = towns["groups"].as_array().unwrap();
    let hidden: Vec<&Value> = groups.iter().filter(|group| group["estimate"].is_null()).collect();
    assert_eq!((groups.len(), hidden.len()), (5, 2), "another town is hidden with the small one: {towns}");
    assert!(hidden.iter().all(|group| group["n"] == 0 && group["suppressed"] == "few_respondents"));
    for group in groups.iter().filter(|group| !group["estimate"].is_null()) {
        let per_cent = group["estimate"].as_f64().unwrap() * 100.0;
        assert!(
            (per_cent - per_cent.round()).abs() < 1e-9 && group["n"].as_u64().unwrap() % 5 == 0,
            "{group}"
        );
        assert!(group["se"].is_null() && group["n_effective"].is_null());
    }
    // One week more or less is the same view.
    let view = |query: &str| format!("awareness?questionnaire=one-item{query}");
    let whole = get(&public, &view("&from=2026-09-28&to=2026-10-25")).await;
    let less = get(&public, &view("&from=2026-10-05&to=2026-10-11")).await;
    assert_eq!(whole["groups"], less["groups"]);
}
