//! Hashes of contents: names of assets, and the answer to "did any input change?".

use crate::site::read;
use anyhow::Context;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// SHA-256 in hexadecimal.
pub fn of_bytes(contents: &[u8]) -> String {
    hex::encode(Sha256::digest(contents))
}

/// One hash of all files of these files and folders (relative to `root`) with their names, and of some words.
pub fn of_inputs(root: &Path, paths: &[&str], words: &[&str]) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    for path in paths {
        for file in files_below(&root.join(path))? {
            hash.update(file.strip_prefix(root)?.as_os_str().as_encoded_bytes());
            hash.update(of_bytes(&read(&file)?));
        }
    }
    for word in words {
        hash.update(of_bytes(word.as_bytes()));
    }
    Ok(hex::encode(hash.finalize()))
}

/// Every file in a folder and its folders, in a fixed order; a file is its own only member.
pub fn files_below(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))? {
        files.extend(files_below(&entry?.path())?);
    }
    files.sort();
    Ok(files)
}
