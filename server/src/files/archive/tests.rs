//! Tests of archives.

use super::*;
use serde_json::json;
use std::path::{Path, PathBuf};

const HASH: &str = "abcd0123abcd0123abcd0123abcd0123abcd0123abcd0123abcd0123abcd0123";

fn archive(directory: &Path) -> PathBuf {
    let path = directory.join("backup.zip");
    let mut writer = ArchiveWriter::create(&path, "sqlite", Timestamp(1_795_392_000_000)).unwrap();
    writer.row("areas", &json!({ "code": "1" })).unwrap();
    writer.row("areas", &json!({ "code": "2" })).unwrap();
    writer.row("reports", &json!({ "description": "垃圾\n=1" })).unwrap();
    writer.photo(&format!("photos/ab/{HASH}-320.jpg"), &b"picture"[..]).unwrap();
    writer.finish().unwrap();
    path
}

#[test]
fn what_was_written_is_read_in_the_same_order() {
    let directory = tempfile::tempdir().unwrap();
    let path = archive(directory.path());
    let manifest = verify(&path).unwrap();
    assert_eq!((manifest.rows["areas"], manifest.rows["reports"], manifest.files.len()), (2, 1, 3));
    let rows: Vec<_> = rows(&path, &manifest).map(Result::unwrap).collect();
    assert_eq!(rows[1], ("areas".to_owned(), json!({ "code": "2" })));
    assert_eq!(rows[2], ("reports".to_owned(), json!({ "description": "垃圾\n=1" })));
    let data = directory.path().join("data");
    assert_eq!(extract_photos(&path, &manifest, &data).unwrap(), 1);
    assert_eq!(extract_photos(&path, &manifest, &data).unwrap(), 0);
    assert_eq!(std::fs::read(data.join(format!("photos/ab/{HASH}-320.jpg"))).unwrap(), b"picture");
    assert_eq!(std::fs::read_dir(data.join("photos/ab")).unwrap().count(), 1);
}

#[test]
fn a_changed_byte_is_found() {
    let directory = tempfile::tempdir().unwrap();
    let path = archive(directory.path());
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(7).position(|part| part == b"picture").unwrap();
    bytes[at] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let error = verify(&path).unwrap_err().to_string();
    assert!(error.contains("-320.jpg"), "{error}");
}

#[test]
fn a_cut_off_or_foreign_file_is_no_backup() {
    let directory = tempfile::tempdir().unwrap();
    let path = archive(directory.path());
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 40]).unwrap();
    assert!(verify(&path).is_err());
    let other = directory.path().join("other.zip");
    std::fs::write(&other, b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0").unwrap();
    assert!(verify(&other).unwrap_err().to_string().contains("is no backup"));
}

#[test]
fn nothing_is_overwritten_and_nothing_half_done_has_the_name() {
    let directory = tempfile::tempdir().unwrap();
    let path = archive(directory.path());
    assert!(ArchiveWriter::create(&path, "sqlite", Timestamp(0)).is_err());
    let second = directory.path().join("second.zip");
    let writer = ArchiveWriter::create(&second, "sqlite", Timestamp(0)).unwrap();
    assert!(!second.exists());
    writer.abandon();
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn only_photos_and_tables_have_names() {
    assert!(is_photo(&format!("photos/ab/{HASH}.jpg")) && is_photo(&format!("photos/ab/{HASH}-1024.jpg")));
    for bad in ["photos/../x.jpg", "photos/ab/x.jpg", "/etc/passwd", "photos/ab/../../x.jpg"] {
        assert!(!is_photo(bad) && table_of(bad).is_none(), "{bad}");
    }
    assert!(!is_photo(&format!("photos/cd/{HASH}.jpg")) && !is_photo(&format!("photos/ab/{HASH}-640.jpg")));
    assert_eq!(
        (table_of("tables/report_events.jsonl"), table_of("tables/../a.jsonl")),
        (Some("report_events"), None)
    );
}
