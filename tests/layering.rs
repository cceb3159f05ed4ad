//! Which layer may know which, and which word may stand where. The first table is the truth.
//!
//! It reads the sources as text: comments and strings are told apart from code, and what is compiled for
//! tests only (`#[cfg(test)]`, `tests.rs`, `*_tests.rs`) is left out. Each rule is first shown a source that breaks it.

#![expect(clippy::expect_used, reason = "a test may fail by panic")]

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

/// Who may import whom. A layer may always import itself; a layer that is missing here may import nothing.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("main", EVERYTHING),
    ("lib", EVERYTHING),
    ("app", EVERYTHING),
    ("cli", EVERYTHING),
    ("demo", EVERYTHING),
    ("demo/telegram", &["utils", "models"]),
    ("handlers", BOUNDARY),
    ("http", BOUNDARY),
    ("scheduler", BOUNDARY),
    ("tasks", BOUNDARY),
    (
        "node",
        &[
            "telegram",
            "screens",
            "services",
            "context",
            "integrations",
            "utils",
            "models",
            "config",
        ],
    ),
    (
        "telegram",
        &["screens", "services", "context", "utils", "models"],
    ),
    ("screens", &["utils", "models"]),
    (
        "services",
        &["context", "crud", "db", "integrations", "utils", "models"],
    ),
    (
        "context",
        &["config", "db", "integrations", "utils", "models"],
    ),
    ("integrations", &["config", "utils", "models"]),
    ("crud", &["models"]),
    ("db", &["config", "utils", "models"]),
    ("config", &["utils", "models"]),
    ("utils", &["models"]),
    ("models", &[]),
];
const EVERYTHING: &[&str] = &["*"];
const BOUNDARY: &[&str] = &[
    "telegram", "screens", "services", "context", "utils", "models", "config",
];

// ---------------------------------------------------------------- the sources

/// One file without what is compiled for tests only: its code, and its string literals, by line.
struct Source {
    /// Path under `src/`.
    path: String,
    /// The code alone: comments and the insides of strings are blank, lines are where they were.
    code: String,
    /// Line and content of each string literal.
    strings: Vec<(usize, String)>,
    /// Files that this one declares as modules for tests only.
    test_files: Vec<String>,
}

impl Source {
    fn read(path: &str, text: &str) -> Self {
        let (mut code, mut strings) = split(text);
        let mut test_files = Vec::new();
        for (start, end) in test_items(&code) {
            let first = line_of(&code, start);
            let last = line_of(&code, end);
            if let Some(file) = declared_file(path, &code[start..end], &strings, first, last) {
                test_files.push(file);
            }
            strings.retain(|(line, _)| *line < first || *line > last);
            let blank: String = code[start..end]
                .chars()
                .map(|c| if c == '\n' { '\n' } else { ' ' })
                .collect();
            code.replace_range(start..end, &blank);
        }
        Self {
            path: path.to_owned(),
            code,
            strings,
            test_files,
        }
    }

    /// The layer the file belongs to: the first folder or file under `src/`.
    fn layer(&self) -> String {
        layer_of(&self.path.trim_end_matches(".rs").replace('/', "::")).to_owned()
    }

    /// How many modules deep the file is: `db.rs` one, `db/lock.rs` two, `db/mod.rs` one.
    fn depth(&self) -> usize {
        let path = self.path.trim_end_matches(".rs").trim_end_matches("/mod");
        match path {
            "main" | "lib" => 0,
            path => path.split('/').count(),
        }
    }

    fn breach(&self, at: usize, what: impl Into<String>) -> Breach {
        Breach {
            path: self.path.clone(),
            line: line_of(&self.code, at),
            what: what.into(),
        }
    }

    /// Each place where one of the words stands in the code.
    fn words(&self, words: &[&str]) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for word in words {
            for at in places(&self.code, word) {
                breaches.push(self.breach(at, *word));
            }
        }
        breaches
    }
}

/// A place that breaks a rule.
#[derive(PartialEq, Eq)]
struct Breach {
    path: String,
    line: usize,
    what: String,
}

impl fmt::Debug for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "src/{}:{}: {}", self.path, self.line, self.what)
    }
}

/// `telegram` is the emulator inside `demo` when `demo` comes before it.
fn layer_of(module: &str) -> &str {
    if module == "demo::telegram" || module.starts_with("demo::telegram::") {
        return "demo/telegram";
    }
    module.split("::").next().unwrap_or_default()
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where the word stands by itself, not as a part of a longer one.
fn places(code: &str, word: &str) -> Vec<usize> {
    let starts_a_word = word.starts_with(is_word);
    let ends_a_word = word.ends_with(is_word);
    code.match_indices(word)
        .filter(|(at, _)| {
            let before = code[..*at].chars().next_back();
            let after = code[at + word.len()..].chars().next();
            let is_longer = starts_a_word && before.is_some_and(is_word)
                || ends_a_word && after.is_some_and(is_word);
            !is_longer
        })
        .map(|(at, _)| at)
        .collect()
}

/// Tells code from strings and comments. What is not code becomes blanks of the same length.
fn split(text: &str) -> (String, Vec<(usize, String)>) {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut strings = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let word_before =
            at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
        let end = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => {
                let end = text[at..].find('\n').map_or(bytes.len(), |to| at + to);
                blank(&mut code, at, end);
                end
            }
            b'/' if bytes[at..].starts_with(b"/*") => {
                let end = comment_end(bytes, at);
                blank(&mut code, at, end);
                end
            }
            b'r' | b'b' | b'c' if !word_before && raw_hashes(&bytes[at..]).is_some() => {
                let (prefix, hashes) = raw_hashes(&bytes[at..]).unwrap_or_default();
                let start = at + prefix;
                let close = format!("\"{}", "#".repeat(hashes));
                let inside = text[start..]
                    .find(&close)
                    .map_or(bytes.len(), |to| start + to);
                strings.push((line_of(text, start), text[start..inside].to_owned()));
                blank(&mut code, start, inside);
                (inside + close.len()).min(bytes.len())
            }
            b'"' => {
                let inside = closing_quote(bytes, at + 1);
                strings.push((line_of(text, at), text[at + 1..inside].to_owned()));
                blank(&mut code, at + 1, inside);
                (inside + 1).min(bytes.len())
            }
            b'\'' => {
                let end = character_end(text, at);
                blank(&mut code, at + 1, end.max(at + 2) - 1);
                end
            }
            _ => at + 1,
        };
        at = end;
    }
    let code = String::from_utf8(code).expect("only whole characters are blanked");
    (code, strings)
}

fn blank(code: &mut [u8], from: usize, to: usize) {
    for byte in &mut code[from..to] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

fn comment_end(bytes: &[u8], from: usize) -> usize {
    let mut depth = 0;
    let mut at = from;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    bytes.len()
}

/// Length of `r##"` (also `br`, `cr`) and the number of its hashes, if a raw string begins here.
fn raw_hashes(bytes: &[u8]) -> Option<(usize, usize)> {
    let letters = usize::from(matches!(bytes.first(), Some(b'b' | b'c')));
    if bytes.get(letters) != Some(&b'r') {
        return None;
    }
    let rest = &bytes[letters + 1..];
    let hashes = rest.iter().take_while(|byte| **byte == b'#').count();
    (rest.get(hashes) == Some(&b'"')).then_some((letters + hashes + 2, hashes))
}

fn closing_quote(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}

/// After a character literal; one step for a lifetime.
fn character_end(text: &str, from: usize) -> usize {
    let rest = &text[from + 1..];
    if rest.starts_with('\\') {
        return rest[2..]
            .find('\'')
            .map_or(text.len(), |to| from + 1 + 2 + to + 1);
    }
    let Some(first) = rest.chars().next() else {
        return text.len();
    };
    if rest[first.len_utf8()..].starts_with('\'') {
        from + 1 + first.len_utf8() + 1
    } else {
        from + 1
    }
}

/// From the attribute to the end of each item that only tests compile.
fn test_items(code: &str) -> Vec<(usize, usize)> {
    let mut items: Vec<(usize, usize)> = Vec::new();
    for (at, _) in code.match_indices("#[cfg(") {
        let attribute_end = at + balanced(&code[at + 1..], '[', ']') + 1;
        let condition = &code[at..attribute_end];
        let is_for_tests =
            !places(condition, "test").is_empty() && places(condition, "not").is_empty();
        if is_for_tests && items.last().is_none_or(|(_, end)| at >= *end) {
            items.push((at, attribute_end + item_end(&code[attribute_end..])));
        }
    }
    items
}

/// Length up to and with the bracket that closes the first one.
fn balanced(code: &str, open: char, close: char) -> usize {
    let mut depth = 0;
    for (at, c) in code.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return at + c.len_utf8();
            }
        }
    }
    code.len()
}

/// Length of the item that begins here: to its `;`, or to the end of its braces.
fn item_end(code: &str) -> usize {
    let mut depth = 0;
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            '{' if depth == 0 => return at + balanced(&code[at..], '{', '}'),
            _ => {}
        }
    }
    code.len()
}

/// The file of `mod name;`, where rustc would look for it.
fn declared_file(
    path: &str,
    item: &str,
    strings: &[(usize, String)],
    first: usize,
    last: usize,
) -> Option<String> {
    let at = *places(item, "mod").first()?;
    let name: String = item[at + 3..]
        .trim_start()
        .chars()
        .take_while(|c| is_word(*c))
        .collect();
    if !item.trim_end().ends_with(';') || name.is_empty() {
        return None;
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if item.contains("#[path") {
        let (_, file) = strings
            .iter()
            .find(|(line, text)| (first..=last).contains(line) && text.ends_with(".rs"))?;
        return Some(joined(folder, file));
    }
    let stem = path.trim_end_matches(".rs");
    let own = if stem.ends_with("mod") || stem == "lib" || stem == "main" {
        folder
    } else {
        stem
    };
    Some(joined(own, &name))
}

fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// Whether the file is one of those, or lies in a folder of those.
fn is_test_file(path: &str, declared: &BTreeSet<String>) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = path.trim_end_matches(".rs");
    name == "tests.rs"
        || name.ends_with("_tests.rs")
        || path.split('/').any(|folder| folder == "tests")
        || declared.iter().any(|file| {
            file == path
                || file == stem
                || path.starts_with(&format!("{}/", file.trim_end_matches(".rs")))
        })
}

/// Every source of the product, without the tests in it.
fn product() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).expect("it lies under src");
                let text = std::fs::read_to_string(&path).expect("a source in UTF-8");
                sources.push(Source::read(&name.to_string_lossy(), &text));
            }
        }
    }
    let declared: BTreeSet<String> = sources
        .iter()
        .flat_map(|source| source.test_files.clone())
        .collect();
    sources.retain(|source| !is_test_file(&source.path, &declared));
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(sources.len() > 50, "the sources were not found");
    sources
}

/// The rule holds in the whole product.
fn assert_kept(rule: fn(&Source) -> Vec<Breach>) {
    let breaches: Vec<Breach> = product().iter().flat_map(rule).collect();
    assert!(breaches.is_empty(), "{breaches:#?}");
}

/// What the rule says about one source.
fn found(rule: fn(&Source) -> Vec<Breach>, path: &str, text: &str) -> Vec<String> {
    rule(&Source::read(path, text))
        .into_iter()
        .map(|breach| format!("{}: {}", breach.line, breach.what))
        .collect()
}

fn stands_in(path: &str, layers: &[&str]) -> bool {
    let module = path.trim_end_matches(".rs").replace('/', "::");
    let first = module.split("::").next().unwrap_or_default();
    layers.contains(&first)
}

// ---------------------------------------------------------------- the rules

/// Imports against the table, wherever `crate::…` stands in the code.
fn imports(source: &Source) -> Vec<Breach> {
    let own = source.layer();
    let Some((_, allowed)) = MAY_IMPORT.iter().find(|(layer, _)| *layer == own) else {
        return vec![source.breach(0, format!("the layer {own} is not in the table"))];
    };
    let mut breaches = Vec::new();
    for at in places(&source.code, "crate::") {
        let module: String = source.code[at + "crate::".len()..]
            .chars()
            .take_while(|c| is_word(*c) || *c == ':')
            .collect();
        let target = layer_of(&module);
        let is_known = MAY_IMPORT.iter().any(|(layer, _)| *layer == target);
        if is_known && target != own && !allowed.contains(&"*") && !allowed.contains(&target) {
            breaches.push(source.breach(at, format!("{own} may not import {target}")));
        }
    }
    breaches
}

/// `use crate::{…}`, `use crate::*` and ladders of `super` hide which layer is meant.
fn hidden_imports(source: &Source) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for at in places(&source.code, "crate::") {
        let next = source.code[at + "crate::".len()..]
            .trim_start()
            .chars()
            .next();
        if next.is_some_and(|c| c == '{' || c == '*') {
            breaches.push(source.breach(at, "one `use crate::layer::…` per line"));
        }
    }
    for at in places(&source.code, "super::") {
        let is_first = !source.code[..at].ends_with("super::");
        let ladder = source.code[at..]
            .split("::")
            .take_while(|part| *part == "super");
        if is_first && ladder.count() >= source.depth().max(1) {
            breaches.push(source.breach(at, "say `crate::layer` when another layer is meant"));
        }
    }
    breaches
}

/// SQL in strings outside `crud` and `db`.
fn sql(source: &Source) -> Vec<Breach> {
    if stands_in(&source.path, &["crud", "db"]) {
        return Vec::new();
    }
    source
        .strings
        .iter()
        .filter(|(_, text)| is_sql(text))
        .map(|(line, text)| Breach {
            path: source.path.clone(),
            line: *line,
            what: text.lines().next().unwrap_or_default().to_owned(),
        })
        .collect()
}

/// A verb of SQL at its beginning, and the word that makes it a statement.
fn is_sql(text: &str) -> bool {
    let words: Vec<String> = text
        .trim_start_matches(['\\', '\n', ' '])
        .split_whitespace()
        .map(str::to_uppercase)
        .collect();
    let has = |word: &str| words.iter().any(|other| other == word);
    let second = words.get(1).map_or("", String::as_str);
    let third = words.get(2).map_or("", String::as_str);
    match words.first().map_or("", String::as_str) {
        "SELECT" => has("FROM") || text.trim_start().starts_with("SELECT"),
        "INSERT" | "REPLACE" => matches!(second, "INTO" | "OR"),
        // In capitals anywhere; in small letters only "update x set", for "update 7 was set aside" is English.
        "UPDATE" => text.contains(" SET ") || text.contains("\nSET ") || third == "SET",
        "DELETE" => second == "FROM",
        "WITH" => has("AS") && has("SELECT"),
        "CREATE" | "DROP" | "ALTER" => matches!(
            second,
            "TABLE" | "INDEX" | "UNIQUE" | "TRIGGER" | "VIEW" | "TEMP" | "VIRTUAL"
        ),
        "BEGIN" => matches!(
            second,
            "IMMEDIATE" | "DEFERRED" | "EXCLUSIVE" | "TRANSACTION"
        ),
        "PRAGMA" | "VACUUM" | "SAVEPOINT" | "ATTACH" | "REINDEX" => {
            text.trim_start().starts_with(char::is_uppercase)
        }
        _ => false,
    }
}

fn teloxide(source: &Source) -> Vec<Breach> {
    if stands_in(&source.path, &["telegram", "handlers"]) {
        return Vec::new();
    }
    source.words(&["teloxide"])
}

fn connections(source: &Source) -> Vec<Breach> {
    if stands_in(&source.path, &["integrations", "telegram", "node", "demo"]) {
        return Vec::new();
    }
    source.words(&["reqwest", "ureq", "TcpStream", "UdpSocket"])
}

fn clock(source: &Source) -> Vec<Breach> {
    if source.path == "utils/clock.rs" {
        return Vec::new();
    }
    source.words(&["SystemTime::now", "Utc::now", "Local::now"])
}

fn unwraps(source: &Source) -> Vec<Breach> {
    source.words(&[".unwrap()"])
}

// ---------------------------------------------------------------- the tests

#[test]
fn a_layer_imports_only_the_layers_below_it() {
    let bad = "use crate::models::UserId;\nuse crate::crud::users;\n";
    assert_eq!(
        found(imports, "handlers/user/start.rs", bad),
        ["2: handlers may not import crud"]
    );
    assert_eq!(
        found(
            imports,
            "utils/html.rs",
            "fn f() { crate::config::SETTINGS; }"
        ),
        ["1: utils may not import config"]
    );
    assert_kept(imports);
}

#[test]
fn a_layer_that_the_table_does_not_know_is_refused() {
    assert_eq!(
        found(imports, "helpers/mod.rs", "fn f() {}"),
        ["1: the layer helpers is not in the table"]
    );
}

#[test]
fn the_boundaries_never_import_each_other() {
    let boundaries = ["handlers", "http", "scheduler", "tasks", "node"];
    for own in boundaries {
        for other in boundaries.iter().filter(|other| **other != own) {
            let bad = format!("use crate::{other}::x;");
            let path = format!("{own}/mod.rs");
            assert_eq!(found(imports, &path, &bad).len(), 1, "{own} -> {other}");
        }
    }
}

#[test]
fn the_emulator_knows_only_utils_and_models_and_nobody_knows_it() {
    for bad in ["telegram::raw", "demo::page", "config", "services"] {
        let text = format!("use crate::{bad}::X;");
        let breaches = found(imports, "demo/telegram/state.rs", &text);
        assert_eq!(breaches.len(), 1, "{bad}");
    }
    let own = "use crate::demo::telegram::state::State;\nuse crate::utils::clock::Clock;";
    assert!(found(imports, "demo/telegram/html.rs", own).is_empty());
    for path in [
        "handlers/mod.rs",
        "services/tokens.rs",
        "telegram/raw.rs",
        "tasks/mod.rs",
    ] {
        let bad = "use crate::demo::telegram::Emulator;";
        assert_eq!(found(imports, path, bad).len(), 1, "{path}");
    }
    for path in ["app.rs", "cli/setup.rs", "demo/walk.rs"] {
        let good = "use crate::demo::telegram::Emulator;";
        assert!(found(imports, path, good).is_empty(), "{path}");
    }
}

#[test]
fn each_import_names_its_layer_on_its_own_line() {
    for (path, bad) in [
        ("services/tokens.rs", "use crate::{crud, db};"),
        ("services/tokens.rs", "use crate::*;"),
        ("services/tokens.rs", "use super::super::handlers::x;"),
        ("context.rs", "use super::handlers::x;"),
    ] {
        assert_eq!(found(hidden_imports, path, bad).len(), 1, "{bad}");
    }
    let good = "use super::access;\nuse crate::models::{UserId, Token};";
    assert!(found(hidden_imports, "services/tokens.rs", good).is_empty());
    assert_kept(hidden_imports);
}

#[test]
fn sql_stands_only_in_crud_and_db() {
    for bad in [
        r#"f("SELECT 1");"#,
        r##"f(r#"insert into users VALUES (1)"#);"##,
        "f(\"\n  UPDATE users\n SET name = ?\");",
        r#"f("DELETE FROM users");"#,
        r#"f("PRAGMA optimize");"#,
        r#"f("CREATE TABLE x (y)");"#,
    ] {
        assert_eq!(found(sql, "services/tokens.rs", bad).len(), 1, "{bad}");
        assert!(found(sql, "crud/tokens.rs", bad).is_empty(), "{bad}");
        assert!(found(sql, "db.rs", bad).is_empty(), "{bad}");
    }
    let words = r#"f("select one of these", "update 3 was set aside", "delete the message"); // SELECT 1 FROM x"#;
    assert!(found(sql, "screens/home.rs", words).is_empty());
    assert_kept(sql);
}

#[test]
fn teloxide_stands_only_in_telegram_and_handlers() {
    let bad = "use teloxide::types::Message;";
    assert_eq!(found(teloxide, "services/free.rs", bad), ["1: teloxide"]);
    assert_eq!(found(teloxide, "demo/telegram/html.rs", bad).len(), 1);
    assert!(found(teloxide, "handlers/commands.rs", bad).is_empty());
    assert_kept(teloxide);
}

#[test]
fn connections_to_the_outside_are_made_only_where_they_belong() {
    for bad in [
        "use reqwest::Client;",
        "use std::net::TcpStream;",
        "tokio::net::TcpStream::connect(x)",
    ] {
        assert_eq!(
            found(connections, "services/free.rs", bad).len(),
            1,
            "{bad}"
        );
        assert!(
            found(connections, "telegram/raw.rs", bad).is_empty(),
            "{bad}"
        );
    }
    let name = r#"hide("reqwest"); // reqwest is loud"#;
    assert!(found(connections, "utils/logging.rs", name).is_empty());
    assert_kept(connections);
}

#[test]
fn the_time_is_asked_only_of_the_clock() {
    for bad in ["SystemTime::now()", "chrono::Utc::now()", "Local::now()"] {
        assert_eq!(found(clock, "services/expiry.rs", bad).len(), 1, "{bad}");
        assert!(found(clock, "utils/clock.rs", bad).is_empty());
    }
    assert_kept(clock);
}

#[test]
fn nothing_is_unwrapped_outside_tests() {
    let bad = "fn f() { x.unwrap() }\n#[cfg(test)]\nmod tests { fn g() { x.unwrap() } }\n";
    assert_eq!(found(unwraps, "services/free.rs", bad), ["1: .unwrap()"]);
    assert_kept(unwraps);
}

#[test]
fn comments_strings_and_characters_are_told_from_code() {
    let text = r###"
        // a.unwrap()
        /* b.unwrap() /* c.unwrap() */ d.unwrap() */
        let s = "e.unwrap() \" f.unwrap()"; let q = '"'; let e = '\''; let u = '\u{1F6AA}';
        fn f<'a>(x: &'a str) -> &'a str { r#"g.unwrap() " h"# }
        let b = br"i.unwrap()"; let accents = 'ñ'; real.unwrap();
    "###;
    assert_eq!(found(unwraps, "services/free.rs", text), ["6: .unwrap()"]);
}

#[test]
fn what_only_tests_compile_is_left_out() {
    let text = "#[cfg(test)]\npub fn f(x: [u8; 4]) -> u8 { x.unwrap() }\nfn g() { y.unwrap() }\n\
                #[cfg(all(test, unix))]\nmod explain;\n#[cfg(not(test))]\nfn h() { z.unwrap() }\n\
                #[cfg(test)]\n#[path = \"odd_name.rs\"]\nmod tests;\n";
    let source = Source::read("crud/mod.rs", text);
    let lines: Vec<usize> = unwraps(&source).iter().map(|breach| breach.line).collect();
    assert_eq!(lines, [3, 7]);
    assert_eq!(source.test_files, ["crud/explain", "crud/odd_name.rs"]);
    let declared: BTreeSet<String> = source.test_files.into_iter().collect();
    for path in [
        "crud/explain.rs",
        "crud/explain/rows.rs",
        "crud/odd_name.rs",
        "db/tests.rs",
        "screens/tests/admin.rs",
        "services/tokens_tests.rs",
    ] {
        assert!(is_test_file(path, &declared), "{path}");
    }
    for path in [
        "crud/explanations.rs",
        "crud/tokens.rs",
        "services/contests.rs",
    ] {
        assert!(!is_test_file(path, &declared), "{path}");
    }
}
