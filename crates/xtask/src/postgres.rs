//! A PostgreSQL server for one run: made empty, reached on a free port, stopped and removed at the end.

use crate::command::{find_program, run_quietly};
use anyhow::{Context, bail};
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The address of a PostgreSQL server that the tests may fill as they like.
pub const ADDRESS_VARIABLE: &str = "CHUANGCHENG_TEST_POSTGRES_URL";

/// A running server; dropping it stops it and removes its files.
pub struct Postgres {
    server: Child,
    folder: PathBuf,
    port: u16,
}

/// User and group by number.
type Owner = (u32, u32);

impl Postgres {
    /// Makes a cluster and starts its server. It does not wait for the disk: a crash of the machine ends the run anyway.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, or as root when there is no user `postgres` to run it as.
    pub fn start() -> anyhow::Result<Self> {
        let programs = find_programs().context("PostgreSQL is not installed")?;
        let owner = owner()?;
        let folder = std::env::temp_dir().join(format!("chuangcheng-postgres-{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        if let Some((user, group)) = owner {
            chown(&folder, Some(user), Some(group))?;
        }
        let mut initdb = as_owner(&programs.join("initdb"), owner, &folder);
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        let port = free_port()?;
        let started = run_quietly(initdb.arg("cluster")).and_then(|_| {
            let mut server = dying_with_us(&programs.join("postgres"), owner, &folder);
            server.args(["-D", "cluster", "-h", "127.0.0.1", "-p", &port.to_string(), "-k", ""]);
            server.args(["-c", "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=256MB"]);
            let log = fs::File::create(folder.join("log"))?;
            Ok(server.stdout(log.try_clone()?).stderr(log).spawn()?)
        });
        let server = started.inspect_err(|_| drop(fs::remove_dir_all(&folder)))?;
        let mut postgres = Self { server, folder, port };
        postgres.wait_until_ready(&programs)?;
        Ok(postgres)
    }

    /// Where a program reaches it.
    pub fn address(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self, programs: &Path) -> anyhow::Result<()> {
        let begin = Instant::now();
        let mut ask = Command::new(programs.join("pg_isready"));
        ask.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        while !ask.status().is_ok_and(|answer| answer.success()) {
            if self.server.try_wait()?.is_some() || begin.elapsed() > Duration::from_secs(60) {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL did not start:\n{log}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's "fast shutdown": open connections are cut, files are left whole.
        let id = self.server.id().to_string();
        let asked = Command::new("kill").args(["-INT", &id]).status().is_ok_and(|answer| answer.success());
        if !asked {
            drop(self.server.kill());
        }
        drop(self.server.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// The folder with PostgreSQL's programs: the newest of Debian's, which are not on the search path, or where that leads.
pub fn find_programs() -> Option<PathBuf> {
    let complete = |folder: &PathBuf| {
        ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).is_file())
    };
    let version = |folder: &PathBuf| {
        let name = folder.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        name.and_then(|name| name.parse::<u32>().ok())
    };
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    debian.map(|entry| entry.path().join("bin")).filter(complete).max_by_key(version).or_else(|| {
        Some(find_program(&["initdb"])?.canonicalize().ok()?.parent()?.to_owned()).filter(complete)
    })
}

/// PostgreSQL refuses to run as root: then it is the user `postgres`, else whoever we are.
fn owner() -> anyhow::Result<Option<Owner>> {
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let line = users.lines().find(|line| line.starts_with("postgres:"));
    let fields: Vec<&str> = line.context("there is no user postgres")?.split(':').collect();
    let number = |field: usize| fields.get(field).and_then(|text| text.parse().ok()).context("/etc/passwd");
    Ok(Some((number(2)?, number(3)?)))
}

fn as_owner(program: &Path, owner: Option<Owner>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null());
    if let Some((user, group)) = owner {
        command.uid(user).gid(group);
    }
    command
}

/// The same, but the kernel stops it when this program is killed before it can.
fn dying_with_us(program: &Path, owner: Option<Owner>, folder: &Path) -> Command {
    let (Some(setpriv), Some((user, group))) = (find_program(&["setpriv"]), owner) else {
        return as_owner(program, owner, folder);
    };
    let mut command = Command::new(setpriv);
    command.current_dir(folder).stdin(Stdio::null()).args(["--clear-groups", "--pdeathsig=INT"]);
    command.arg(format!("--reuid={user}")).arg(format!("--regid={group}")).arg("--").arg(program);
    command
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
