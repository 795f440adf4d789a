//! The program under test: commands, and a server on a port of its own with a data directory of its own.

use crate::client::Client;
use anyhow::{Context, bail, ensure};
use sqlx::{AssertSqlSafe, Connection};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The password of every person that tests add.
pub const PASSWORD: &str = "correct horse battery";

/// Where the program keeps what it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file in the data directory.
    Sqlite,
    /// A database of its own on the server that `CHUANGCHENG_TEST_POSTGRES_URL` names.
    Postgres,
}

impl Database {
    /// The engines that can be tested here: SQLite always, PostgreSQL when a server is named.
    pub fn available() -> Vec<Self> {
        let server = std::env::var_os("CHUANGCHENG_TEST_POSTGRES_URL");
        if server.is_some() { vec![Self::Sqlite, Self::Postgres] } else { vec![Self::Sqlite] }
    }
}

/// An installation: a data directory, a database, and while it serves a process.
#[derive(Debug)]
pub struct Program {
    folder: TempDir,
    database_url: Option<String>,
    settings: Vec<(String, String)>,
    process: Option<Child>,
    address: String,
    said: Arc<Mutex<Vec<String>>>,
}

/// The program's file: what `CHUANGCHENG_TEST_BIN` names, else the development build.
pub fn file() -> PathBuf {
    std::env::var_os("CHUANGCHENG_TEST_BIN")
        .map_or_else(|| workspace().join("target/debug/chuangcheng"), PathBuf::from)
}

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

impl Program {
    /// A fresh installation that does not serve yet.
    ///
    /// # Errors
    /// When the database cannot be made.
    pub async fn install(database: Database) -> anyhow::Result<Self> {
        let database_url = match database {
            Database::Sqlite => None,
            Database::Postgres => Some(new_postgres_database().await?),
        };
        let folder = tempfile::tempdir()?;
        let settings = vec![("CHUANGCHENG_RATE_LIMITS".to_owned(), "off".to_owned())];
        Ok(Self {
            folder,
            database_url,
            settings,
            process: None,
            address: String::new(),
            said: Arc::default(),
        })
    }

    /// A fresh installation on SQLite that serves.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_on(Database::Sqlite).await
    }

    /// A fresh installation that serves.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_on(database: Database) -> anyhow::Result<Self> {
        let mut program = Self::install(database).await?;
        program.serve()?;
        Ok(program)
    }

    /// Sets an environment variable for all that follows.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.retain(|(known, _)| known != name);
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    fn command(&self) -> Command {
        let mut command = Command::new(file());
        command.env("CHUANGCHENG_DATA_DIR", self.data_dir()).env("CHUANGCHENG_LISTEN", "127.0.0.1:0");
        if std::env::var_os("CHUANGCHENG_SITE_DIR").is_none() {
            command.env("CHUANGCHENG_SITE_DIR", workspace().join("target/site"));
        }
        if let Some(url) = &self.database_url {
            command.env("CHUANGCHENG_DATABASE_URL", url);
        }
        command.envs(self.settings.iter().map(|(name, value)| (name, value))).current_dir(self.folder.path());
        command
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run(&self, arguments: &[&str], input: &str) -> anyhow::Result<Output> {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("{} cannot be started", file().display()))?;
        // A command that does not read its input closes it early; that is no failure.
        drop(child.stdin.take().map(|mut stdin| stdin.write_all(input.as_bytes())));
        Ok(child.wait_with_output()?)
    }

    /// Runs a command that must succeed; what it printed.
    ///
    /// # Errors
    /// When it fails, with what it said.
    pub fn succeed(&self, arguments: &[&str], input: &str) -> anyhow::Result<String> {
        let output = self.run(arguments, input)?;
        ensure!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Runs a command that must fail with status 1; the one line it said.
    ///
    /// # Errors
    /// When it succeeds, or says more or less than one line.
    pub fn fail(&self, arguments: &[&str], input: &str) -> anyhow::Result<String> {
        let output = self.run(arguments, input)?;
        let said = String::from_utf8(output.stderr)?;
        ensure!(
            output.status.code() == Some(1),
            "{arguments:?} ended with {:?}: {said}",
            output.status.code()
        );
        let lines: Vec<&str> = said.trim().lines().collect();
        ensure!(lines.len() == 1, "{arguments:?} said {said:?}");
        Ok(lines[0].to_owned())
    }

    /// Starts the server and waits until it listens.
    ///
    /// # Errors
    /// When it ends instead, or takes longer than a minute.
    pub fn serve(&mut self) -> anyhow::Result<()> {
        let log =
            std::fs::File::options().create(true).append(true).open(self.folder.path().join("server.log"))?;
        let mut child = self.command().arg("serve").stdout(Stdio::piped()).stderr(log).spawn()?;
        let stdout = child.stdout.take().context("no standard output")?;
        self.process = Some(child);
        let began = Instant::now();
        let mut lines = BufReader::new(stdout).lines();
        while let Some(line) = lines.next() {
            if let Some(address) = line?.strip_prefix("listening on ") {
                self.address = address.trim().trim_end_matches('/').to_owned();
                // The rest is read as well, so that the pipe stays open.
                let rest = Arc::clone(&self.said);
                std::thread::spawn(move || {
                    for line in lines.map_while(Result::ok) {
                        rest.lock().unwrap_or_else(PoisonError::into_inner).push(line);
                    }
                });
                return Ok(());
            }
            ensure!(began.elapsed() < Duration::from_secs(60), "the server does not listen");
        }
        bail!("the server ended: {}", self.log())
    }

    /// Ends the server at once, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.process.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }

    /// What the server printed after the address that it listens on, waiting a little for it.
    ///
    /// # Errors
    /// When no line holds the text within ten seconds.
    pub fn said(&self, text: &str) -> anyhow::Result<String> {
        for _ in 0..200 {
            let lines = self.said.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(line) = lines.into_iter().find(|line| line.contains(text)) {
                return Ok(line);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("the server did not say {text:?}")
    }

    /// What the server wrote to its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }

    /// The server's process id, while it serves.
    pub fn process_id(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }

    /// Where it serves: `http://127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The data directory.
    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Writes a file next to the data directory; its path.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> anyhow::Result<String> {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content)?;
        Ok(path.to_string_lossy().into_owned())
    }

    /// A client that nobody has signed in with.
    ///
    /// # Errors
    /// When it cannot be built.
    pub fn client(&self) -> anyhow::Result<Client> {
        Client::new(&self.address)
    }

    /// A client with a token of this scope.
    ///
    /// # Errors
    /// When the token cannot be made.
    pub fn machine(&self, scope: &str) -> anyhow::Result<Client> {
        let token = self.succeed(&["token", "create", "--name", scope, "--scope", scope], "")?;
        Ok(self.client()?.with_token(token.trim()))
    }

    /// Adds somebody of this role, whose login is the role's name, and signs in.
    ///
    /// # Errors
    /// When signing in fails.
    pub async fn person(&self, role: &str) -> anyhow::Result<Client> {
        self.succeed(&["user", "add", "--login", role, "--role", role], PASSWORD)?;
        let client = self.client()?;
        client.sign_in(role, PASSWORD).await?;
        Ok(client)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn new_postgres_database() -> anyhow::Result<String> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("CHUANGCHENG_TEST_POSTGRES_URL")?;
    let name = format!("program_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut connection = sqlx::PgConnection::connect(&server).await?;
    sqlx::query(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).execute(&mut connection).await?;
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await?;
    connection.close().await?;
    let (base, _) = server.rsplit_once('/').context("the server's address has no database")?;
    Ok(format!("{base}/{name}"))
}
