//! Turns `locales/*/*.json` into functions, so that a missing or misspelt text is an error of the build.
//!
//! A text without placeholders becomes `t::home::title(locale) -> &'static str`; one with `{name}` placeholders takes
//! them as parameters, in the order of the Chinese text, and returns a `String`.

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

/// Words that cannot name a function or a module.
const RESERVED: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

fn main() -> ExitCode {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=build.rs");
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            for problem in problems.lines() {
                println!("cargo:error={problem}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Key to text, of one namespace in one language.
type Texts = BTreeMap<String, String>;

fn generate() -> Result<(), String> {
    let root =
        PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(|error| error.to_string())?).join("locales");
    let chinese = read_language(&root.join("zh-CN"))?;
    let english = read_language(&root.join("en"))?;
    let mut problems = String::new();
    let mut code = String::new();
    for namespace in english.keys().filter(|namespace| !chinese.contains_key(*namespace)) {
        let _ = writeln!(problems, "locales/zh-CN/{namespace}.json is missing");
    }
    for (namespace, zh) in &chinese {
        let Some(en) = english.get(namespace) else {
            let _ = writeln!(problems, "locales/en/{namespace}.json is missing");
            continue;
        };
        for key in en.keys().filter(|key| !zh.contains_key(*key)) {
            let _ = writeln!(problems, "locales/zh-CN/{namespace}.json: {key:?} is missing");
        }
        let _ = writeln!(code, "/// The texts of `{namespace}`.\npub mod {} {{", name_of(namespace));
        for (key, zh) in zh {
            match en.get(key) {
                None => drop(writeln!(problems, "locales/en/{namespace}.json: {key:?} is missing")),
                Some(en) => match function(key, zh, en) {
                    Ok(function) => code.push_str(&function),
                    Err(why) => drop(writeln!(problems, "locales/*/{namespace}.json: {key:?} {why}")),
                },
            }
        }
        code.push_str("}\n");
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let target = PathBuf::from(env::var("OUT_DIR").map_err(|error| error.to_string())?).join("texts.rs");
    fs::write(target, code).map_err(|error| error.to_string())
}

fn read_language(folder: &Path) -> Result<BTreeMap<String, Texts>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut namespaces = BTreeMap::new();
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let at = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let content = fs::read_to_string(&path).map_err(|error| at(&error))?;
        let object: Map<String, Value> = serde_json::from_str(&content).map_err(|error| at(&error))?;
        let mut texts = Texts::new();
        for (key, value) in object {
            let Value::String(text) = value else { return Err(at(&format!("{key:?} is not a text"))) };
            texts.insert(key, text);
        }
        let namespace = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        namespaces.insert(namespace, texts);
    }
    Ok(namespaces)
}

fn name_of(word: &str) -> String {
    if RESERVED.contains(&word) { format!("{word}_") } else { word.to_owned() }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Names between braces, each once, in order of first appearance.
fn placeholders(text: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or("has an open brace")?;
        if !is_name(name) {
            return Err(format!("has a placeholder {{{name}}} that is no name"));
        }
        if !names.contains(&name) {
            names.push(name);
        }
        rest = after;
    }
    Ok(names)
}

fn function(key: &str, zh: &str, en: &str) -> Result<String, String> {
    if !is_name(key) {
        return Err("is no name: small letters, digits and underscores".to_owned());
    }
    if zh.trim().is_empty() || en.trim().is_empty() {
        return Err("is empty".to_owned());
    }
    let names = placeholders(zh)?;
    let mut sorted = [names.clone(), placeholders(en)?];
    sorted.iter_mut().for_each(|names| names.sort_unstable());
    if sorted[0] != sorted[1] {
        return Err(format!("has placeholders {:?} in Chinese and {:?} in English", sorted[0], sorted[1]));
    }
    let mut code = String::new();
    let _ = writeln!(code, "    #[doc = {:?}]\n    #[must_use]", format!("`{}`", zh.replace('`', "'")));
    let choice = format!(
        "match locale {{ crate::locale::Locale::Zh => {zh:?}, crate::locale::Locale::En => {en:?} }}"
    );
    if names.is_empty() {
        let _ = writeln!(
            code,
            "    pub const fn {}(locale: crate::locale::Locale) -> &'static str {{ {choice} }}",
            name_of(key)
        );
    } else {
        let parameters: String =
            names.iter().map(|name| format!(", {}: impl std::fmt::Display", name_of(name))).collect();
        let values: String = names.iter().map(|name| format!("({name:?}, &{}), ", name_of(name))).collect();
        let _ = writeln!(
            code,
            "    pub fn {}(locale: crate::locale::Locale{parameters}) -> String {{ crate::locale::fill({choice}, &[{values}]) }}",
            name_of(key)
        );
    }
    Ok(code)
}
