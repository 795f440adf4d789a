//! The command line, one file per command. A command that fails says why in one line.

mod backup;
mod demo;
mod doctor;
mod error;
mod export;
mod import;
mod migrate;
mod restore;
mod serve;
mod token;
mod user;

pub use error::CommandError;
pub use export::ExportKind;
pub use import::ImportKind;

use crate::config::Config;
use clap::{Args, Parser, Subcommand};
use domain::access::{Role, TokenScope};
use std::io::IsTerminal;
use std::path::PathBuf;
use tracing_subscriber::EnvFilter;

/// What is logged by the server when no setting says otherwise.
const SERVE_LOG: &str = "info,sqlx=warn";

/// 创城通 (Chuangcheng): residents report problems, volunteers interview, the office sees both.
#[derive(Debug, Parser)]
#[command(name = "chuangcheng", version, max_term_width = 100)]
pub struct CommandLine {
    #[command(flatten)]
    settings: SettingOptions,
    #[command(subcommand)]
    command: Command,
}

/// Settings on the command line; each also has a variable (`CHUANGCHENG_LISTEN`) and a name in `chuangcheng.toml`
/// (`listen`).
#[derive(Debug, Args)]
#[command(next_help_heading = "Settings")]
struct SettingOptions {
    /// A file of settings instead of chuangcheng.toml
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to listen [default: 127.0.0.1:3000]; port 0 picks one
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Where photos and the database are kept [default: data]
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<String>,
    /// The database [default: SQLite in the data directory], or postgres://…
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// Where people reach the program, as https://example.cn
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
    /// Proxies whose X-Forwarded-For is believed, as 127.0.0.1,10.0.0.0/8
    #[arg(long, global = true, value_name = "RANGES")]
    trusted_proxies: Option<String>,
    /// A built site instead of the embedded one
    #[arg(long, global = true, value_name = "FOLDER")]
    site_dir: Option<String>,
    /// Whether writes are limited per device and address [default: on]
    #[arg(long, global = true, value_name = "on|off")]
    rate_limits: Option<String>,
    /// What is logged [default: info,sqlx=warn when serving]
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
    /// The mail server for daily digests, as smtps://user:password@host [default: no e-mail]
    #[arg(long, global = true, value_name = "URL")]
    smtp_url: Option<String>,
    /// Who digests come from
    #[arg(long, global = true, value_name = "ADDRESS")]
    smtp_from: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer requests until asked to stop
    Serve,
    /// Bring the database up to date
    Migrate,
    /// Recount everything, check the photos, and say what is wrong
    Doctor,
    /// Fill an empty database with a fictional banner
    Demo,
    /// People who sign in
    #[command(subcommand)]
    User(UserCommand),
    /// Tokens of programs
    #[command(subcommand)]
    Token(TokenCommand),
    /// Import a file, all of it or nothing; a second time changes nothing
    Import {
        /// What the file holds
        kind: ImportKind,
        /// The file
        file: PathBuf,
    },
    /// Export to a file; its ending (csv, xlsx, geojson) says how
    Export {
        /// What to export
        kind: ExportKind,
        /// The file
        file: PathBuf,
    },
    /// Write everything into one file
    Backup {
        /// The file
        file: PathBuf,
    },
    /// Read a backup into an empty database
    Restore {
        /// The file
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add a person; the password is read from standard input
    Add(user::NewUser),
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Make a token and print it, alone, on one line
    Create(token::NewToken),
}

/// Runs the command.
///
/// # Errors
/// What to tell the person in front of the terminal.
pub fn run(line: CommandLine) -> Result<(), CommandError> {
    let CommandLine { settings, command } = line;
    let file = settings.config.clone();
    let config = Config::load(settings.texts(), std::env::vars(), file.as_deref())?;
    start_log(config.log.as_deref().unwrap_or(if matches!(command, Command::Serve) {
        SERVE_LOG
    } else {
        "off"
    }));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match command {
            Command::Serve => serve::run(config).await,
            Command::Migrate => migrate::run(config).await,
            Command::Doctor => doctor::run(config).await,
            Command::Demo => demo::run(config).await,
            Command::User(UserCommand::Add(user)) => user::run(config, user).await,
            Command::Token(TokenCommand::Create(token)) => token::run(config, token).await,
            Command::Import { kind, file } => import::run(config, kind, &file).await,
            Command::Export { kind, file } => export::run(config, kind, &file).await,
            Command::Backup { file } => backup::run(config, &file).await,
            Command::Restore { file } => restore::run(config, &file).await,
        }
    })
}

impl SettingOptions {
    fn texts(self) -> impl Iterator<Item = (&'static str, String)> {
        let texts = [
            ("listen", self.listen),
            ("data_dir", self.data_dir),
            ("database_url", self.database_url),
            ("public_url", self.public_url),
            ("trusted_proxies", self.trusted_proxies),
            ("site_dir", self.site_dir),
            ("rate_limits", self.rate_limits),
            ("log", self.log),
            ("smtp_url", self.smtp_url),
            ("smtp_from", self.smtp_from),
        ];
        texts.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }
}

/// The log goes to standard error: standard output is what a command prints.
fn start_log(filter: &str) {
    let log = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // A test may have started one already.
    let _ = log.try_init();
}

fn parse_role(text: &str) -> Result<Role, String> {
    Role::from_text(text).ok_or_else(|| choices(Role::ALL.iter().map(|role| role.as_str())))
}

fn parse_scope(text: &str) -> Result<TokenScope, String> {
    TokenScope::from_text(text).ok_or_else(|| choices(TokenScope::ALL.iter().map(|scope| scope.as_str())))
}

fn choices<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    format!("one of {}", texts.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn every_command_of_the_contract_is_understood() {
        for line in [
            "serve --listen 127.0.0.1:0",
            "--data-dir x migrate",
            "doctor",
            "demo",
            "user add --login zhao --role unit --unit U1 --area 150623",
            "token create --name bi --scope read",
            "import areas a.geojson",
            "import population a.csv",
            "import units a.csv",
            "import questionnaire a.json",
            "import reports a.csv",
            "import responses a.csv",
            "export reports a.geojson",
            "export responses a.xlsx",
            "export cases a.csv",
            "backup a",
            "restore a",
        ] {
            let words = std::iter::once("chuangcheng").chain(line.split(' '));
            CommandLine::try_parse_from(words).unwrap_or_else(|error| panic!("{line}: {error}"));
        }
        let words = ["chuangcheng", "user", "add", "--login", "zhao", "--role", "king"];
        let error = CommandLine::try_parse_from(words).unwrap_err();
        assert!(error.to_string().contains("one of admin, office"), "{error}");
    }
}
