//! The rules of the house that a compiler does not know: who may depend on whom, where SQL lives, how long a file gets.

use crate::site::files_below;
use crate::workspace::Workspace;
use anyhow::{Context, bail};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A crate of ours, and those of ours that it needs outside its tests.
type Graph = BTreeMap<String, Vec<String>>;

/// Longest source file, in lines; a longer one holds more than one thing.
const MOST_LINES: usize = 400;

/// Who may know whom. A crate that is missing here breaks the rules until somebody decides.
const MAY_KNOW: [(&str, &[&str]); 8] = [
    ("domain", &[]),
    ("statistics", &[]),
    ("store", &["domain"]),
    ("app", &["domain"]),
    ("frontend", &["app"]),
    ("server", &["app", "domain", "statistics", "store"]),
    ("xtask", &[]),
    ("integration-tests", &["app", "domain", "server", "statistics", "store"]),
];

/// Checks every rule and names every offender.
///
/// # Errors
/// With one line for each broken rule.
pub fn check(workspace: &Workspace) -> anyhow::Result<()> {
    let metadata = MetadataCommand::new()
        .manifest_path(workspace.root.join("Cargo.toml"))
        .no_deps()
        .exec()
        .context("cargo metadata")?;
    let mut broken = forbidden_dependencies(&graph_of(&metadata));
    broken.extend(sql_outside_the_store(&metadata)?);
    broken.extend(long_files(&workspace.root)?);
    if !broken.is_empty() {
        bail!("the house rules are broken:\n  {}", broken.join("\n  "));
    }
    eprintln!("{} crates keep the house rules.", metadata.packages.len());
    Ok(())
}

/// One line for each dependency that is not in [`MAY_KNOW`].
fn forbidden_dependencies(graph: &Graph) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, known) in graph {
        let Some((_, allowed)) = MAY_KNOW.iter().find(|(member, _)| member == name) else {
            broken.push(format!("{name}: no rule says whom it may depend on"));
            continue;
        };
        let surplus = known.iter().filter(|other| !allowed.contains(&other.as_str()));
        broken.extend(surplus.map(|other| format!("{name} must not depend on {other}")));
    }
    broken
}

fn graph_of(metadata: &Metadata) -> Graph {
    let ours: Vec<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    let known = |package: &cargo_metadata::Package| {
        let normal = package.dependencies.iter().filter(|other| other.kind != DependencyKind::Development);
        let names = normal.map(|other| other.name.clone()).filter(|name| ours.contains(&name.as_str()));
        names.collect()
    };
    metadata.packages.iter().map(|package| (package.name.to_string(), known(package))).collect()
}

fn sql_outside_the_store(metadata: &Metadata) -> anyhow::Result<Vec<String>> {
    let mut broken = Vec::new();
    // The integration tests make a database of their own for each program; they know none of its tables.
    let others = |name: &str| !matches!(name, "store" | "integration-tests");
    for package in metadata.packages.iter().filter(|package| others(package.name.as_str())) {
        let manifest = fs::read_to_string(&package.manifest_path)?;
        if manifest.contains("sqlx") {
            broken.push(format!("{}: only store may use sqlx", package.name));
        }
    }
    Ok(broken)
}

/// Source files over [`MOST_LINES`] lines; tests may list as many cases as they like.
fn long_files(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut broken = Vec::new();
    for folder in ["app", "server", "crates", "style", "public"] {
        for file in files_below(&root.join(folder))? {
            let path = file.strip_prefix(root)?.to_string_lossy();
            let source = file
                .extension()
                .is_some_and(|end| ["rs", "css", "js", "mjs"].iter().any(|known| end == *known));
            if !source || path.contains("/tests/") || path.ends_with("tests.rs") {
                continue;
            }
            let lines = fs::read_to_string(&file).with_context(|| path.to_string())?.lines().count();
            if lines > MOST_LINES {
                broken.push(format!("{path} has {lines} lines, more than {MOST_LINES}"));
            }
        }
    }
    Ok(broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &[&str])]) -> Graph {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        edges.iter().map(|(name, known)| ((*name).to_owned(), owned(known))).collect()
    }

    #[test]
    fn allowed_dependencies_pass() {
        let graph = graph(&[("domain", &[]), ("app", &["domain"]), ("server", &["app", "store"])]);
        assert!(forbidden_dependencies(&graph).is_empty());
    }

    #[test]
    fn a_forbidden_dependency_is_named() {
        let graph = graph(&[("app", &["domain", "store"]), ("domain", &["statistics"])]);
        assert_eq!(
            forbidden_dependencies(&graph),
            ["app must not depend on store", "domain must not depend on statistics"]
        );
    }

    #[test]
    fn a_crate_without_a_rule_is_named() {
        assert_eq!(forbidden_dependencies(&graph(&[("utilities", &[])])).len(), 1);
    }

    #[test]
    fn this_workspace_keeps_the_rules() {
        check(&Workspace::find().unwrap()).unwrap();
    }
}
