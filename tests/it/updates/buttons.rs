//! Every button that was ever shipped: the lists beside the codec say so, and a test there keeps their meaning.

use portero::screens::Action;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What is not pressed here: it would read a public list on the internet.
const OUTSIDE: [&str; 1] = ["source:add_public"];

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a source");
        (path, text)
    };
    paths.into_iter().map(read).collect()
}

/// The data of each button that was ever shipped.
pub fn shipped() -> Vec<String> {
    let mut found = BTreeSet::new();
    for (_, text) in sources("src/screens/tests/actions") {
        for literal in text.split('"') {
            let is_one = literal.contains(':') && literal.parse::<Action>().is_ok();
            if is_one && !OUTSIDE.contains(&literal) {
                found.insert(literal.to_owned());
            }
        }
    }
    found.into_iter().collect()
}

/// The name of an action, and of the part of it that has an enum of its own.
pub fn name_of(action: &Action) -> (String, Option<String>) {
    let text = format!("{action:?}");
    let word = |text: &str| {
        let letters = text.chars().take_while(char::is_ascii_alphanumeric);
        letters.collect::<String>()
    };
    let name = word(&text);
    let inner = text.get(name.len() + 1..).map(word);
    (name, inner)
}

/// The variants of each enum of the codec, as its source names them.
fn variants() -> BTreeMap<String, Vec<String>> {
    let mut texts = sources("src/screens/callback");
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/screens/callback.rs");
    let text = std::fs::read_to_string(&whole).expect("the codec");
    texts.push((whole, text));
    let mut all = BTreeMap::new();
    for (_, text) in texts {
        for part in text.split("pub enum ").skip(1) {
            let (name, body) = part.split_once(" {\n").expect("an enum");
            let body = body.split("\n}\n").next().unwrap_or_default();
            let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
            let named = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
            let word = |line: &str| {
                line.split(['(', ',', ' '])
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            };
            all.insert(name.to_owned(), named.map(word).collect());
        }
    }
    all
}

#[test]
fn every_button_of_the_codec_is_among_those_that_are_tried() {
    let pressed: BTreeSet<(String, Option<String>)> = shipped()
        .iter()
        .chain(&OUTSIDE.map(str::to_owned))
        .map(|data| name_of(&data.parse().expect("an action")))
        .collect();
    let variants = variants();
    assert!(variants["Action"].len() > 80, "{variants:?}");
    let mut missing = Vec::new();
    for name in &variants["Action"] {
        let inner = variants.get(&format!("{name}Action"));
        let Some(inner) = inner else {
            if !pressed.iter().any(|(outer, _)| outer == name) {
                missing.push(name.clone());
            }
            continue;
        };
        for inner in inner {
            if !pressed.contains(&(name.clone(), Some(inner.clone()))) {
                missing.push(format!("{name}::{inner}"));
            }
        }
    }
    assert!(missing.is_empty(), "never pressed: {missing:?}");
}
