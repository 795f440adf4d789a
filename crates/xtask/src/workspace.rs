//! Where things are: the workspace root, the folder of built things, and the programs that others start.

use std::env;
use std::path::{Path, PathBuf};

/// The folders that every subcommand works in, independent of the current folder.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
}

impl Workspace {
    /// The workspace that `cargo xtask` was called in. A binary compiled in another checkout that shares the target folder
    /// must not work over there, so what cargo says at run time counts before what it said at compile time.
    pub fn find() -> anyhow::Result<Self> {
        let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&package).join("../..").canonicalize()?;
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        Ok(Self { root, target })
    }

    /// The built site: `assets/`, `root/` and `manifest.json`. The server embeds this folder, so it does not move with
    /// cargo's target folder.
    pub fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// The built program of a cargo profile's folder (`debug`, `release`).
    pub fn program(&self, folder: &str) -> PathBuf {
        self.target.join(folder).join("chuangcheng")
    }

    /// A program that npm installed.
    pub fn npm_program(&self, name: &str) -> PathBuf {
        self.root.join("node_modules/.bin").join(name)
    }
}
