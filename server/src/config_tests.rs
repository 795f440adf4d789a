//! Where settings come from, which one wins, and what is refused.

use super::*;
use std::io::Write;

type Pairs<'a> = &'a [(&'a str, &'a str)];

fn load(
    line: &[(&'static str, &str)],
    environment: Pairs<'_>,
    file: Option<&str>,
) -> Result<Config, ConfigError> {
    let written = file.map(|text| {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file
    });
    let line = line.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::load(line, environment, written.as_ref().map(tempfile::NamedTempFile::path))
}

#[test]
fn the_command_line_wins_over_the_environment_and_that_over_the_file() {
    let file = "listen = '127.0.0.1:1'\ndata_dir = 'file'\nlog = 'warn'";
    let environment = [("CHUANGCHENG_LISTEN", "127.0.0.1:2"), ("CHUANGCHENG_DATA_DIR", "environment")];
    let config = load(&[("listen", "127.0.0.1:3")], &environment, Some(file)).unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.data_dir, Path::new("environment"));
    assert_eq!(config.log.as_deref(), Some("warn"));
    assert!(config.database_url.reveal().ends_with("/environment/chuangcheng.db"));
}

#[test]
fn an_unknown_setting_is_named() {
    let error = load(&[], &[("CHUANGCHENG_LISTENS", "x")], None).unwrap_err();
    assert_eq!(error.to_string(), "unknown setting CHUANGCHENG_LISTENS in the environment");
    let error = load(&[], &[], Some("listens = 'x'")).unwrap_err();
    assert!(error.to_string().starts_with("unknown setting listens in /"), "{error}");
    load(&[], &[("CHUANGCHENG_TEST_BIN", "x"), ("PATH", "/bin")], None).unwrap();
}

#[test]
fn a_wrong_value_is_named_where_it_was_set() {
    let error = load(&[], &[("CHUANGCHENG_LISTEN", "3000")], None).unwrap_err();
    assert!(error.to_string().starts_with("CHUANGCHENG_LISTEN: "), "{error}");
    let error = load(&[("rate_limits", "maybe")], &[], None).unwrap_err();
    assert_eq!(error.to_string(), "--rate-limits: expected on or off");
    let error = load(&[], &[], Some("log = 3")).unwrap_err();
    assert!(error.to_string().ends_with(": log: expected text"), "{error}");
}

#[test]
fn the_password_of_the_database_is_never_shown() {
    let url = "postgres://office:s3cr@t@db.example:5432/chuangcheng?password=s3cret";
    let config = load(&[("database_url", url)], &[], None).unwrap();
    let shown = format!("{config:?}");
    assert!(
        !shown.contains("s3cr") && shown.contains("postgres://office:***@db.example:5432/chuangcheng"),
        "{shown}"
    );
    assert_eq!(config.database_url.reveal(), url);
    let error = load(&[("database_url", "mysql://office:s3cret@db/x")], &[], None).unwrap_err();
    assert!(!error.to_string().contains("s3cret"));
    let error = load(&[], &[], Some("database_url = 'postgres://u:s3cret@db/x\nlog = 1")).unwrap_err();
    assert!(!error.to_string().contains("s3cret") && error.to_string().contains("line 1"), "{error}");
}

#[test]
fn proxies_and_switches_may_be_written_as_toml_does() {
    let config =
        load(&[], &[], Some("trusted_proxies = ['127.0.0.1', '10.0.0.0/8']\nrate_limits = false")).unwrap();
    assert_eq!(config.trusted_proxies.len(), 2);
    assert!(!config.rate_limits);
}

#[test]
fn the_public_address_is_an_origin() {
    let public = |text| load(&[("public_url", text)], &[], None).map(|config| config.public_url);
    assert_eq!(public("https://Example.cn/").unwrap().as_deref(), Some("https://example.cn"));
    assert_eq!(public("http://127.0.0.1:3000").unwrap().as_deref(), Some("http://127.0.0.1:3000"));
    for wrong in ["example.cn", "ftp://example.cn", "https://example.cn/app", "https://u:p@example.cn"] {
        assert!(public(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_named_file_must_exist() {
    let error = Config::load([], [], Some(Path::new("/nowhere/x.toml"))).unwrap_err();
    assert!(matches!(error, ConfigError::File { .. }));
}
