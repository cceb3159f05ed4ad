//! Rules about the files themselves: settings are documented where people look, both READMEs say the same,
//! sources stay short and say what they are for. Each rule is first shown something that breaks it.

#![expect(clippy::expect_used, reason = "a test may fail by panic")]

use portero::config::SETTINGS;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

/// A longer source is a fault.
const MOST_LINES: usize = 700;
/// A longer source is mentioned.
const MANY_LINES: usize = 500;
/// Lines by which the two READMEs may differ in length.
const MOST_APART: usize = 15;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn settings() -> BTreeMap<String, String> {
    SETTINGS
        .iter()
        .map(|setting| (setting.name.to_owned(), setting.default.to_owned()))
        .collect()
}

/// Rows ``| `NAME` | `default` | … |``: an empty second cell, or a dash, is an empty default.
fn settings_of_readme(text: &str) -> BTreeMap<String, String> {
    let bare = |cell: &str| cell.trim().trim_matches('`').to_owned();
    text.lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| {
            let mut cells = line.split('|');
            let (name, default) = (bare(cells.next()?), bare(cells.next()?));
            let is_name = |name: &str| {
                !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
            };
            let default = if default == "–" {
                String::new()
            } else {
                default
            };
            is_name(&name).then_some((name, default))
        })
        .collect()
}

/// Lines `# NAME=default`.
fn settings_of_env(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter_map(|line| line.split_once('='))
        .filter(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        .map(|(name, default)| (name.to_owned(), default.to_owned()))
        .collect()
}

/// Headings outside code blocks, by their level.
fn headings(text: &str) -> Vec<usize> {
    let mut is_code = false;
    let mut levels = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if !is_code && line.starts_with('#') {
            levels.push(line.chars().take_while(|c| *c == '#').count());
        }
    }
    levels
}

/// Blocks of code: what is typed is the same in every language. Comments are not.
fn commands(text: &str) -> Vec<String> {
    let mut is_code = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            is_code = line.starts_with("```sh");
        } else if is_code {
            let typed = line.split(" #").next().unwrap_or_default().trim();
            if !typed.is_empty() && !typed.starts_with('#') {
                lines.push(typed.to_owned());
            }
        }
    }
    lines
}

fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source in UTF-8");
                found.push((name_of(&path), text));
            }
        }
    }
    assert!(found.len() > 50, "the sources were not found");
    found.sort();
    found
}

fn name_of(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}

/// Whether a source must say at its head what lives in it.
fn lacks_head(name: &str, text: &str) -> bool {
    let is_excepted = name == "src/main.rs"
        || name.ends_with("tests.rs")
        || name.contains("/tests/")
        || text
            .lines()
            .next()
            .is_some_and(|line| line.contains("@generated"));
    !is_excepted && !text.starts_with("//!")
}

#[test]
fn every_setting_is_in_the_readme_with_its_default() {
    let bad = "| `BOT_TOKEN` | – | x |\n| `LANGUAGE` | `en` | x |\n| `/start` | x | y |\n";
    let read_bad = settings_of_readme(bad);
    assert_eq!(read_bad.len(), 2);
    assert!(
        read_bad != settings() && read_bad["LANGUAGE"] == "en" && read_bad["BOT_TOKEN"].is_empty()
    );
    assert_eq!(settings_of_readme(&read("README.md")), settings());
}

#[test]
fn every_setting_is_in_the_spanish_readme_with_its_default() {
    assert_eq!(settings_of_readme(&read("README.es.md")), settings());
}

#[test]
fn every_setting_is_in_the_example_file_with_its_default() {
    let bad = "# LANGUAGE=en\n# a sentence = no setting\nBOT_TOKEN=1\n";
    assert_eq!(
        settings_of_env(bad),
        BTreeMap::from([("LANGUAGE".to_owned(), "en".to_owned())])
    );
    assert_eq!(settings_of_env(&read(".env.example")), settings());
}

#[test]
fn the_example_file_sets_nothing_by_itself() {
    let is_set = |text: &str| {
        text.lines()
            .any(|line| !line.trim().is_empty() && !line.starts_with('#'))
    };
    assert!(is_set("# a\nBOT_TOKEN=1\n"));
    assert!(!is_set(&read(".env.example")));
}

#[test]
fn both_readmes_have_the_same_headings_and_length() {
    assert_eq!(headings("# a\n```sh\n# no\n```\n### b\n"), [1, 3]);
    let (english, spanish) = (read("README.md"), read("README.es.md"));
    assert_eq!(headings(&english), headings(&spanish));
    let apart = english.lines().count().abs_diff(spanish.lines().count());
    assert!(apart < MOST_APART, "{apart} lines apart");
}

#[test]
fn both_readmes_give_the_same_commands() {
    let bad = "```sh\ncargo test # yes\n# no\n```\ntext\n```text\ntree\n```\n";
    assert_eq!(commands(bad), ["cargo test"]);
    let (english, spanish) = (
        commands(&read("README.md")),
        commands(&read("README.es.md")),
    );
    assert!(
        english
            .iter()
            .any(|line| line.starts_with("cargo test --locked"))
    );
    assert_eq!(english, spanish);
}

#[test]
fn no_source_is_longer_than_700_lines() {
    let mut long: Vec<(usize, String)> = sources()
        .into_iter()
        .map(|(name, text)| (text.lines().count(), name))
        .filter(|(lines, _)| *lines > MANY_LINES)
        .collect();
    long.sort();
    for (lines, name) in &long {
        println!("{name} has {lines} lines");
    }
    long.retain(|(lines, _)| *lines > MOST_LINES);
    assert!(long.is_empty(), "over {MOST_LINES} lines: {long:?}");
}

#[test]
fn every_source_says_at_its_head_what_it_is_for() {
    assert!(lacks_head("src/crud/mod.rs", "use std::fmt;\n//! late"));
    assert!(!lacks_head("src/main.rs", "fn main() {}"));
    assert!(!lacks_head("src/db/tests.rs", "use super::*;"));
    let without: BTreeSet<String> = sources()
        .into_iter()
        .filter(|(name, text)| lacks_head(name, text))
        .map(|(name, _)| name)
        .collect();
    assert!(without.is_empty(), "{without:?}");
}
