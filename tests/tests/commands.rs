//! The command line: imports that are all or nothing and repeatable, exports that come back, backups that restore.

use integration_tests::client::{new_id, report};
use integration_tests::{Database, Program, photo};
use serde_json::json;

const REPORTS: &str = "external_id,category,description,lat,lng,observed_at,closed_at,channel
n1,exposed_rubbish,垃圾,38.18,107.48,2026-11-02T08:00:00+08:00,,resident
n2,manhole_cover,=HYPERLINK(\"http://x\"),38.181,107.481,2026-11-03T08:00:00+08:00,2026-11-05T10:00:00+08:00,inspector
n3,other,没有位置,,,2026-11-04T08:00:00+08:00,,resident
";

const AREAS: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"150623","name":"青岚旗","level":"banner","parent":null},"geometry":{"type":"Polygon","coordinates":[[[107,38],[108,38],[108,39],[107,39],[107,38]]]}},
{"type":"Feature","properties":{"code":"150623001","name":"城关镇","level":"town","parent":"150623"},"geometry":{"type":"Polygon","coordinates":[[[107,38],[107.6,38],[107.6,38.5],[107,38.5],[107,38]]]}},
{"type":"Feature","properties":{"code":"150623001001","name":"幸福社区","level":"community","parent":"150623001"},"geometry":{"type":"Polygon","coordinates":[[[107.4,38.1],[107.5,38.1],[107.5,38.2],[107.4,38.2],[107.4,38.1]]]}}]}"#;

#[tokio::test]
async fn an_import_counts_once_and_comes_out_again() {
    for database in Database::available() {
        let mut program = Program::install(database).await.unwrap();
        let areas = program.file("areas.geojson", AREAS).unwrap();
        program.succeed(&["import", "areas", &areas], "").unwrap();
        let people = program
            .file("population.csv", "area,sex,age_band,population\n150623001001,female,30-44,500\n")
            .unwrap();
        program.succeed(&["import", "population", &people], "").unwrap();
        let (units, _, _) =
            encoding_rs::GB18030.encode("code,name,kind,area\nu1,综合执法局,department,150623\n");
        let units = program.file("units.csv", units).unwrap();
        program.succeed(&["import", "units", &units], "").unwrap();
        let reports = program.file("reports.csv", REPORTS).unwrap();
        for _ in 0..2 {
            program.succeed(&["import", "reports", &reports], "").unwrap();
        }
        program.serve().unwrap();
        let read = program.machine("read").unwrap();
        let list = read.get("/api/v1/reports").await.unwrap().json();
        assert_eq!(list["total"], 3);
        assert_eq!(read.get("/api/v1/reports?status=closed").await.unwrap().json()["total"], 1);
        assert_eq!(read.get("/api/v1/reports?area=150623001").await.unwrap().json()["total"], 2);
        let map = read.get("/api/v1/statistics/heatmap").await.unwrap().json();
        assert_eq!((map["total_incidents"].as_u64(), map["outside"].as_u64()), (Some(2), Some(1)));
        let tree = read.get("/api/v1/areas").await.unwrap().json();
        assert_eq!(tree["features"].as_array().unwrap().len(), 3);
        assert!(tree.to_string().contains("幸福社区"));

        let out = program.file("out.csv", "").unwrap();
        std::fs::remove_file(&out).unwrap();
        program.succeed(&["export", "reports", &out], "").unwrap();
        let text = String::from_utf8(std::fs::read(&out).unwrap()).unwrap();
        assert!(
            text.starts_with(
                "\u{feff}external_id,category,description,lat,lng,observed_at,closed_at,channel"
            )
        );
        assert_eq!(text.lines().count(), 4);
        assert!(text.contains("'=HYPERLINK"), "no cell starts a formula");
        for name in ["out.xlsx", "out.geojson"] {
            let out = out.replace("out.csv", name);
            program.succeed(&["export", "reports", &out], "").unwrap();
            assert!(std::fs::metadata(&out).unwrap().len() > 200, "{name}");
        }
        assert!(
            program
                .fail(&["export", "reports", &out.replace("out.csv", "out.pdf")], "")
                .unwrap()
                .contains("pdf")
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_with_file_line_and_column_and_nothing_is_stored() {
    let mut program = Program::install(Database::Sqlite).await.unwrap();
    let cases = [
        ("x1,exposed_rubbish,a,north,107,2026-11-02T08:00:00+08:00,,resident", "line 5", "lat"),
        ("x1,no_such_thing,a,38,107,2026-11-02T08:00:00+08:00,,resident", "line 5", "category"),
        ("x1,exposed_rubbish,a,38,107,yesterday,,resident", "line 5", "observed_at"),
        ("x1,exposed_rubbish,a,38,,2026-11-02T08:00:00+08:00,,resident", "line 5", "lng"),
        ("x1,exposed_rubbish,a,38,107,2026-11-02T08:00:00+08:00,,pigeon", "line 5", "channel"),
        ("x1,exposed_rubbish", "line 5", ""),
        ("n1,exposed_rubbish,a,38,107,2026-11-02T08:00:00+08:00,,resident", "line 5", "external_id"),
    ];
    for (row, line, column) in cases {
        let file = program.file("wrong.csv", format!("{REPORTS}{row}\n")).unwrap();
        let said = program.fail(&["import", "reports", &file], "").unwrap();
        assert!(said.contains("wrong.csv") && said.contains(line) && said.contains(column), "{row}: {said}");
    }
    assert!(program.fail(&["import", "reports", "/nowhere.csv"], "").unwrap().contains("nowhere.csv"));
    let headless = program.file("headless.csv", "external_id,category\n1,other\n").unwrap();
    assert!(program.fail(&["import", "reports", &headless], "").unwrap().contains("description"));
    let broken = program.file("broken.json", "{").unwrap();
    program.fail(&["import", "questionnaire", &broken], "").unwrap();
    program.fail(&["import", "areas", &broken], "").unwrap();
    let said = program.fail(&["user", "add", "--login", "a", "--role", "king"], "secret secret").unwrap();
    assert!(said.contains("king"));
    program.fail(&["fly"], "").unwrap();
    program.fail(&["user", "add", "--login", "li", "--role", "office"], "short").unwrap();
    let unknown = program.with("CHUANGCHENG_COLOUR", "red");
    assert!(unknown.fail(&["migrate"], "").unwrap().contains("COLOUR"));
    program = Program::install(Database::Sqlite).await.unwrap();
    program.serve().unwrap();
    assert_eq!(program.machine("read").unwrap().get("/api/v1/reports").await.unwrap().json()["total"], 0);
}

#[tokio::test]
async fn a_backup_restores_into_an_empty_installation_of_either_engine() {
    for (from, to) in Database::available()
        .into_iter()
        .flat_map(|from| Database::available().into_iter().map(move |to| (from, to)))
    {
        let program = Program::start_on(from).await.unwrap();
        let client = program.client().unwrap();
        let bytes = photo::jpeg(64, 48);
        let (id, hash) = (new_id(), photo::sha256(&bytes));
        let mut body = report();
        body["photos"] = json!([{ "sha256": hash, "media_type": "image/jpeg", "bytes": bytes.len() }]);
        let receipt = client.put(&format!("/api/v1/reports/{id}"), &body).await.unwrap().json();
        assert_eq!(client.put_photo(id, &hash, &bytes, "image/jpeg").await.unwrap().status, 201);
        program.person("office").await.unwrap();
        let backup = program.data_dir().with_file_name("backup.zip").to_string_lossy().into_owned();
        program.succeed(&["backup", &backup], "").unwrap();

        let mut restored = Program::install(to).await.unwrap();
        restored.succeed(&["restore", &backup], "").unwrap();
        restored.fail(&["restore", &backup], "").unwrap();
        restored.succeed(&["doctor"], "").unwrap();
        restored.serve().unwrap();
        let client = restored.client().unwrap();
        client.sign_in("office", integration_tests::program::PASSWORD).await.unwrap();
        let again = client.put(&format!("/api/v1/reports/{id}"), &body).await.unwrap();
        assert_eq!(again.status, 200);
        assert_eq!(again.json()["receipt_code"], receipt["receipt_code"]);
        assert_eq!(again.json()["photos_missing"], json!([]));
        assert_eq!(client.get(&format!("/photos/{id}/{hash}/320")).await.unwrap().status, 200);

        let whole = std::fs::read(&backup).unwrap();
        let damaged = restored
            .file(
                "damaged.zip",
                [&whole[..whole.len() / 2], &[0; 16], &whole[whole.len() / 2 + 16..]].concat(),
            )
            .unwrap();
        let empty = Program::install(Database::Sqlite).await.unwrap();
        empty.fail(&["restore", &damaged], "").unwrap();
    }
}

#[tokio::test]
async fn demo_data_passes_the_doctor_and_is_made_only_once() {
    let mut program = Program::install(Database::Sqlite).await.unwrap();
    let said = program.succeed(&["demo"], "").unwrap();
    for role in ["admin", "office", "inspector", "unit", "volunteer", "supervisor"] {
        assert!(said.contains(role), "{said}");
    }
    program.succeed(&["demo"], "").unwrap();
    program.succeed(&["doctor"], "").unwrap();
    program.serve().unwrap();
    let read = program.machine("read").unwrap();
    assert_eq!(read.get("/api/v1/reports").await.unwrap().json()["total"], 3_000);
    let n = async |channel: &str| {
        let path =
            format!("/api/v1/statistics/awareness?questionnaire=awareness-household&channel={channel}");
        read.get(&path).await.unwrap().json()["groups"][0].clone()
    };
    let (household, own) = (n("household").await, n("self").await);
    assert_eq!(
        (household["n"].as_u64(), own["n"].as_u64()),
        (Some(1_525), Some(900)),
        "1,500 imported, 25 by visits"
    );
    assert!(
        own["estimate"].as_f64().unwrap() > household["estimate"].as_f64().unwrap() + 0.05,
        "the opt-in answers are biased"
    );
    assert_eq!(read.get("/api/v1/areas").await.unwrap().json()["features"].as_array().unwrap().len(), 13);
}
