//! Settings: command line, then environment, then `chuangcheng.toml`. A setting that nobody knows is an error.

use crate::mail::{SmtpUrl, parse_sender};
use crate::network::Network;
use lettre::message::Mailbox;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Every setting: its name in the file. In the environment it is `CHUANGCHENG_` and the name in capitals, on the
/// command line `--` and the name with hyphens.
const NAMES: [&str; 10] = [
    "listen",
    "data_dir",
    "database_url",
    "public_url",
    "trusted_proxies",
    "site_dir",
    "rate_limits",
    "log",
    "smtp_url",
    "smtp_from",
];
const PREFIX: &str = "CHUANGCHENG_";
/// Variables of the tests, which are no settings.
const TEST_PREFIX: &str = "CHUANGCHENG_TEST_";
/// The file that is read when none is named.
const DEFAULT_FILE: &str = "chuangcheng.toml";

/// All settings, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 picks one.
    pub listen: SocketAddr,
    /// Where photos and, unless another is named, the database are kept.
    pub data_dir: PathBuf,
    /// The database.
    pub database_url: DatabaseUrl,
    /// Where the program is reached from outside, without a slash at the end; else the address it listens on.
    pub public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// A built site, instead of the embedded one.
    pub site_dir: Option<PathBuf>,
    /// Whether writes are limited per device and address.
    pub rate_limits: bool,
    /// What is logged, as `info,sqlx=warn`; each command has its own idea when nothing is set.
    pub log: Option<String>,
    /// The mail server for digests; none sends no e-mail.
    pub smtp_url: Option<SmtpUrl>,
    /// Who digests come from; given together with the mail server.
    pub smtp_from: Option<Mailbox>,
}

/// The address of a database. Its password is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

/// Why the settings cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ConfigError {
    /// Nobody knows this setting.
    #[error("unknown setting {name} in {place}")]
    Unknown {
        /// As it is written there.
        name: String,
        /// The file or the environment.
        place: String,
    },
    /// The value cannot be read.
    #[error("{name}: {message}")]
    Invalid {
        /// As it is written where it was set.
        name: String,
        /// What is wrong.
        message: String,
    },
    /// The file cannot be read.
    #[error("{path}: {message}")]
    File {
        /// The file.
        path: String,
        /// What is wrong.
        message: String,
    },
}

/// Settings as text, each with the name that people will look for when it is wrong.
type Texts = BTreeMap<&'static str, (String, String)>;

impl Config {
    /// Reads all settings. `command_line` holds the values of options by the name of the setting; `file` was named
    /// there, else `chuangcheng.toml` in the working directory is read if it is there.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn load(
        command_line: impl IntoIterator<Item = (&'static str, String)>,
        environment: impl IntoIterator<Item = (String, String)>,
        file: Option<&Path>,
    ) -> Result<Self, ConfigError> {
        let mut texts = from_file(file)?;
        texts.extend(from_environment(environment)?);
        texts.extend(command_line.into_iter().map(|(name, value)| (name, (option_name(name), value))));
        Self::from_texts(&texts)
    }

    fn from_texts(texts: &Texts) -> Result<Self, ConfigError> {
        let data_dir =
            PathBuf::from(read(texts, "data_dir", "data", |text| present(text).map(str::to_owned))?);
        let database_url = match texts.get("database_url") {
            None => DatabaseUrl::sqlite_in(&data_dir)?,
            Some((name, url)) => DatabaseUrl::parse(url).map_err(|message| invalid(name, message))?,
        };
        Ok(Self {
            listen: read(texts, "listen", "127.0.0.1:3000", |text| {
                text.parse().map_err(|_| format!("{text:?} is no address with a port, as 127.0.0.1:3000"))
            })?,
            database_url,
            public_url: read(texts, "public_url", "", |text| match text {
                "" => Ok(None),
                text => origin(text).map(Some),
            })?,
            trusted_proxies: read(texts, "trusted_proxies", "", |text| {
                text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::parse).collect()
            })?,
            site_dir: read(
                texts,
                "site_dir",
                "",
                |text| Ok((!text.is_empty()).then(|| PathBuf::from(text))),
            )?,
            rate_limits: read(texts, "rate_limits", "on", |text| match text {
                "on" => Ok(true),
                "off" => Ok(false),
                _ => Err("expected on or off".to_owned()),
            })?,
            log: read(texts, "log", "", |text| match tracing_subscriber::EnvFilter::try_new(text) {
                Ok(_) => Ok((!text.is_empty()).then(|| text.to_owned())),
                Err(error) => Err(error.to_string()),
            })?,
            smtp_url: read(texts, "smtp_url", "", |text| match text {
                "" => Ok(None),
                text => SmtpUrl::parse(text).map(Some),
            })?,
            smtp_from: read(texts, "smtp_from", "", |text| match text {
                "" if texts.contains_key("smtp_url") => Err("smtp_url needs a sender".to_owned()),
                "" => Ok(None),
                text => parse_sender(text).map(Some),
            })?,
            data_dir,
        })
    }
}

impl DatabaseUrl {
    /// The SQLite database in a data directory.
    ///
    /// # Errors
    /// When the working directory is gone.
    pub fn sqlite_in(data_dir: &Path) -> Result<Self, ConfigError> {
        let path = std::path::absolute(data_dir.join("chuangcheng.db"))
            .map_err(|error| invalid("data_dir", error.to_string()))?;
        Ok(Self(format!("sqlite://{}", path.display())))
    }

    /// Reads `sqlite://…` or `postgres://…`.
    ///
    /// # Errors
    /// What is wrong, without the value, which may hold a password.
    pub fn parse(text: &str) -> Result<Self, String> {
        let known = ["sqlite:", "postgres://", "postgresql://"];
        if known.iter().any(|scheme| text.starts_with(scheme)) {
            Ok(Self(text.to_owned()))
        } else {
            Err("expected sqlite://PATH or postgres://…".to_owned())
        }
    }

    /// The address with its password, for opening the database.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((scheme, rest)) = self.0.split_once("://") else { return f.write_str(&self.0) };
        // The password may hold an `@`, and parameters may hold one too: keep neither.
        let rest = rest.split('?').next().unwrap_or_default();
        match rest.rsplit_once('@') {
            Some((account, host)) => {
                let user = account.split(':').next().unwrap_or_default();
                write!(f, "{scheme}://{user}:***@{host}")
            }
            None => write!(f, "{scheme}://{rest}"),
        }
    }
}

fn from_file(named: Option<&Path>) -> Result<Texts, ConfigError> {
    let path = named.unwrap_or(Path::new(DEFAULT_FILE));
    let shown = path.display().to_string();
    let wrong = |message: String| ConfigError::File { path: shown.clone(), message };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => {
            return Ok(Texts::new());
        }
        Err(error) => return Err(wrong(error.to_string())),
    };
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(one_line(&text, &error)))?;
    let mut texts = Texts::new();
    for (name, value) in table {
        let Some(known) = NAMES.into_iter().find(|known| *known == name) else {
            return Err(ConfigError::Unknown { name, place: shown });
        };
        let place = format!("{shown}: {name}");
        let value = plain(&value).ok_or_else(|| invalid(&place, "expected text".to_owned()))?;
        texts.insert(known, (place, value));
    }
    Ok(texts)
}

/// TOML's own message spans several lines and repeats the line, which may hold a password.
fn one_line(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
    format!("line {line}: {}", error.message().replace('\n', " "))
}

/// A value of the file as the text that the environment would hold.
fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Boolean(true) => Some("on".to_owned()),
        toml::Value::Boolean(false) => Some("off".to_owned()),
        toml::Value::Array(parts) => {
            let parts: Option<Vec<&str>> = parts.iter().map(toml::Value::as_str).collect();
            Some(parts?.join(","))
        }
        _ => None,
    }
}

fn from_environment(environment: impl IntoIterator<Item = (String, String)>) -> Result<Texts, ConfigError> {
    let mut texts = Texts::new();
    for (variable, value) in environment {
        let Some(name) = variable.strip_prefix(PREFIX).filter(|_| !variable.starts_with(TEST_PREFIX)) else {
            continue;
        };
        match NAMES.into_iter().find(|known| known.to_ascii_uppercase() == name) {
            Some(known) => texts.insert(known, (variable, value)),
            None => return Err(ConfigError::Unknown { name: variable, place: "the environment".to_owned() }),
        };
    }
    Ok(texts)
}

fn read<T>(
    texts: &Texts,
    name: &'static str,
    default: &str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, ConfigError> {
    let (place, text) = match texts.get(name) {
        Some((place, text)) => (place.as_str(), text.trim()),
        None => (name, default),
    };
    parse(text).map_err(|message| invalid(place, message))
}

fn invalid(name: &str, message: String) -> ConfigError {
    ConfigError::Invalid { name: name.to_owned(), message }
}

fn option_name(name: &str) -> String {
    format!("--{}", name.replace('_', "-"))
}

fn present(text: &str) -> Result<&str, String> {
    if text.is_empty() { Err("it is empty".to_owned()) } else { Ok(text) }
}

/// Reads `https://example.cn`; a path would break the addresses of the site.
fn origin(text: &str) -> Result<String, String> {
    let text = text.strip_suffix('/').unwrap_or(text);
    let wrong = || format!("{text:?} is no address without a path, as https://example.cn");
    let uri: axum::http::Uri = text.parse().map_err(|_| wrong())?;
    let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https")).ok_or_else(wrong)?;
    let authority =
        uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or_else(wrong)?;
    let origin = format!("{scheme}://{authority}");
    if origin.eq_ignore_ascii_case(text) { Ok(origin.to_ascii_lowercase()) } else { Err(wrong()) }
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
