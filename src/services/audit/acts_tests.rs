//! The sources of the services, read as text: every act of the staff leaves a line, every line says on whom and what
//! changed, and every name of an act is in the list.

use crate::models::ACTS;
use crate::models::AuditAct;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

/// Functions that ask for a permission and write, but leave no line, with the reason.
const SILENT: &[(&str, &str)] = &[
    (
        "persons/mod.rs::met",
        "somebody a forward names is known from now on, as whoever writes is",
    ),
    ("roles/order.rs::find", "the same"),
    (
        "support/asking.rs::add_part",
        "another part of an album whose first part has its line",
    ),
    (
        "broadcasts/draft.rs::begin",
        "a draft: nothing is decided yet",
    ),
    ("broadcasts/draft.rs::receive", "a draft"),
    ("broadcasts/written.rs::write", "a draft"),
    ("broadcasts/draft.rs::add_part", "a draft"),
    ("broadcasts/draft.rs::turn", "a draft"),
    ("broadcasts/draft.rs::look", "asks for another preview"),
    (
        "members/acts.rs::add_part",
        "a part of the album whose first part left the line",
    ),
    (
        "members/acts.rs::met",
        "somebody becomes known by a forward: no act on them",
    ),
    ("members/import.rs::keep", "a draft of an import"),
    ("members/import.rs::set_open_ends", "a draft of an import"),
    ("members/import.rs::set_tells", "a draft of an import"),
    ("notices.rs::switch", "what one chose for oneself"),
    ("posts.rs::propose", "nothing is decided yet"),
    (
        "posts.rs::settle",
        "how the post went whose beginning left the line",
    ),
    ("reactions.rs::ask_preview", "a preview for whoever asks"),
    ("vpn/addresses.rs::watch", "asks for a look"),
];

/// Acts on nothing in particular, with the reason.
const WITHOUT_TARGET: &[(&str, &str)] = &[];

/// Acts that change no state of which something could be said before and after, with the reason.
const WITHOUT_DETAILS: &[(&str, &str)] = &[
    ("vip.link_ordered", "one more link: what they have stays"),
    ("access_audit.begun", "a look begins"),
    ("backup.ordered", "one more copy: those before stay"),
    ("backup.test_ordered", "a look"),
    ("user.exported", "a copy is handed over: nothing changes"),
];

/// A function of the services.
struct Function {
    /// `file::name`
    place: String,
    stem: String,
    name: String,
    body: String,
    /// The names that its file takes from others.
    imports: String,
}

impl Function {
    /// The folder its file lies in, whose module hands it on.
    fn folder(&self) -> &str {
        let (file, _) = self.place.rsplit_once("::").unwrap_or_default();
        let (folders, _) = file.rsplit_once('/').unwrap_or_default();
        folders.rsplit('/').next().unwrap_or_default()
    }
}

fn product(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}

fn read(folder: &Path, root: &Path, found: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("the services") {
        let path = entry.expect("an entry").path();
        let name = path
            .strip_prefix(root)
            .expect("below")
            .display()
            .to_string();
        if path.is_dir() {
            read(&path, root, found);
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") && !name.ends_with("fake.rs")
        {
            let text = std::fs::read_to_string(&path).expect("text");
            found.insert(name, product(&text).to_owned());
        }
    }
}

fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/services");
    let mut found = BTreeMap::new();
    read(&root, &root, &mut found);
    assert!(found.len() > 50, "the services were not found");
    found
}

/// Comments blank: what they speak of is not done.
fn code(text: &str) -> String {
    let bare = |line: &str| {
        if line.trim_start().starts_with("//") {
            String::new()
        } else {
            line.to_owned()
        }
    };
    text.lines().map(bare).collect::<Vec<_>>().join("\n")
}

/// What stands between an opening bracket at `open` and its partner.
fn within(text: &str, open: usize) -> &str {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            b'(' | b'{' | b'[' => depth += 1,
            b')' | b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return &text[open + 1..at];
                }
            }
            _ => {}
        }
    }
    &text[open..]
}

fn functions() -> Vec<Function> {
    let mut found = Vec::new();
    for (file, text) in sources() {
        let text = code(&text);
        for (at, _) in text.match_indices("fn ") {
            let is_item = at == 0 || text[..at].ends_with([' ', '\n']);
            let rest = &text[at + 3..];
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(0);
            let name = &rest[..end];
            let (Some(open), true) = (text[at..].find('{'), is_item && !name.is_empty()) else {
                continue;
            };
            let stem = file.trim_end_matches(".rs").trim_end_matches("/mod");
            found.push(Function {
                place: format!("{file}::{name}"),
                stem: stem.rsplit('/').next().unwrap_or_default().to_owned(),
                name: name.to_owned(),
                body: within(&text, at + open).to_owned(),
                imports: text
                    .lines()
                    .filter(|line| line.starts_with("use "))
                    .collect(),
            });
        }
    }
    found
}

/// Whether a call of that name stands in the text.
fn calls(text: &str, name: &str) -> bool {
    let call = format!("{name}(");
    text.match_indices(&call).any(|(at, _)| {
        let before = text[..at].chars().next_back().unwrap_or(' ');
        !before.is_ascii_alphanumeric() && before != '_' && before != '.'
    })
}

/// The names that a text calls, with the module that stands before them: `a::b(` is `("a", "b")`, `b(` is `("", "b")`. What
/// follows a dot is a method, and left out.
fn called(text: &str) -> BTreeSet<(&str, &str)> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let last_word = |text: &str| {
        let bare = text.trim_end_matches(is_word);
        bare.len()
    };
    let mut found = BTreeSet::new();
    for (open, _) in text.match_indices('(') {
        let begin = last_word(&text[..open]);
        let (before, name) = (&text[..begin], &text[begin..open]);
        if name.is_empty() || before.ends_with('.') {
            continue;
        }
        let module = before.strip_suffix("::").unwrap_or_default();
        found.insert((&module[last_word(module)..], name));
    }
    found
}

/// The names that lines such as `use a::b::c;` take, with the module they are of.
fn imported(imports: &str) -> BTreeSet<(&str, &str)> {
    let paths = imports.split(';').filter_map(|line| line.rsplit_once("::"));
    let with_module = paths.map(|(path, name)| {
        let (_, module) = path.rsplit_once([':', ' ']).unwrap_or(("", path));
        (module, name)
    });
    with_module.collect()
}

/// The functions that leave a line, by themselves or by another of the services.
fn writers(functions: &[Function]) -> BTreeSet<String> {
    let direct = [
        "audit::record(",
        "audit::append(",
        "super::record(",
        "log_and_notify(",
    ];
    let file = |function: &Function| {
        let (file, _) = function.place.rsplit_once("::").unwrap_or_default();
        file.to_owned()
    };
    let words: Vec<_> = functions
        .iter()
        .map(|one| (file(one), called(&one.body), imported(&one.imports)))
        .collect();
    let mut writers = BTreeSet::new();
    // How they are called: by their name in the same file, by the module they are in, by `super`.
    let (mut near, mut modules, mut names) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    loop {
        let mut more = Vec::new();
        for (function, (file, calls, imports)) in functions.iter().zip(&words) {
            if writers.contains(&function.place) {
                continue;
            }
            let leads = calls.iter().any(|(module, name)| {
                let is_one = |module: &str| {
                    modules.contains(&(module, *name)) || module == "super" && names.contains(name)
                };
                let mut taken = imports.iter().filter(|(_, one)| one == name);
                near.contains(&(file.clone(), *name))
                    || is_one(module)
                    || taken.any(|(module, _)| is_one(module))
            });
            if leads || direct.iter().any(|call| function.body.contains(call)) {
                more.push(function);
            }
        }
        if more.is_empty() {
            return writers;
        }
        for function in more {
            writers.insert(function.place.clone());
            near.insert((file(function), function.name.as_str()));
            modules.insert((function.stem.as_str(), function.name.as_str()));
            modules.insert((function.folder(), function.name.as_str()));
            names.insert(function.name.as_str());
        }
    }
}

fn writes(body: &str) -> bool {
    ["act(", "act_lightly("]
        .iter()
        .any(|call| calls(body, call.trim_end_matches('(')))
        || body.contains(".write(")
}

#[test]
fn every_act_of_the_staff_leaves_a_line_in_the_log() {
    let functions = functions();
    let writers = writers(&functions);
    let staff: Vec<&Function> = functions
        .iter()
        .filter(|function| function.body.contains(".need(") && writes(&function.body))
        .collect();
    assert!(staff.len() > 40, "only {} acts were found", staff.len());
    let silent: Vec<&str> = staff
        .iter()
        .map(|function| function.place.as_str())
        .filter(|place| !writers.contains(*place))
        .filter(|place| SILENT.iter().all(|(name, _)| name != place))
        .collect();
    assert!(
        silent.is_empty(),
        "these write nothing to the log: {silent:#?}"
    );
    // Who left the line once may not stay in the list.
    for (place, _) in SILENT {
        if let Some(function) = functions.iter().find(|function| function.place == *place) {
            assert!(
                !writers.contains(&function.place),
                "{place} leaves a line now"
            );
        }
    }
}

#[test]
fn the_reader_of_sources_sees_a_function_that_leaves_no_line() {
    let function = |name: &str, body: &str| Function {
        place: format!("x.rs::{name}"),
        stem: "x".to_owned(),
        name: name.to_owned(),
        body: body.to_owned(),
        imports: String::new(),
    };
    let functions = [
        function("good", "actor.need(P)?; act(ctx, |tx| note(tx))"),
        function("bad", "actor.need(P)?; act(ctx, |tx| crud::x::delete(tx))"),
        function("note", "audit::record(tx, who, \"a.b\", t, d, now)"),
    ];
    let writers = writers(&functions);
    assert!(writers.contains("x.rs::good") && !writers.contains("x.rs::bad"));
    assert!(writes(&functions[1].body) && !writes("ctx.db.read(f)"));
}

/// The arguments of a call, split at the commas that are its own.
fn arguments(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut depth = 0usize;
    for character in text.chars() {
        match character {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = found.last_mut() {
            last.push(character);
        }
    }
    found.iter().map(|one| one.trim().to_owned()).collect()
}

/// File, act (its literal or variable), target and details of every line that is written.
fn lines() -> Vec<(String, String, String, String)> {
    let mut found = Vec::new();
    for (file, text) in sources() {
        let text = code(&text);
        for call in ["audit::record(", "audit::append(", "super::record("] {
            for (at, _) in text.match_indices(call) {
                let arguments = arguments(within(&text, at + call.len() - 1));
                if let [_, _, act, target, details, ..] = arguments.as_slice() {
                    found.push((
                        file.clone(),
                        act.replace('"', ""),
                        target.clone(),
                        details.clone(),
                    ));
                }
            }
        }
    }
    found
}

#[test]
fn every_line_says_on_whom_and_what_changed() {
    let lines = lines();
    assert!(lines.len() > 60, "only {} lines were found", lines.len());
    let is_excepted = |list: &[(&str, &str)], act: &str| list.iter().any(|(name, _)| *name == act);
    let mut faults = Vec::new();
    for (file, act, target, details) in &lines {
        if target == "None" && !is_excepted(WITHOUT_TARGET, act) {
            faults.push(format!("{file}: {act} names no target"));
        }
        if details == "None" && !is_excepted(WITHOUT_DETAILS, act) {
            faults.push(format!("{file}: {act} says nothing of before and after"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Literals that look like the name of an act.
fn literals(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in code(text).lines() {
        // Keys under which something is kept have the same look.
        if line.contains("const ") || line.contains("path = ") {
            continue;
        }
        for literal in line.split('"').skip(1).step_by(2) {
            let is_word = |word: &str| {
                !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_')
            };
            if let Some((area, verb)) = literal.split_once('.')
                && is_word(area)
                && is_word(verb)
            {
                found.insert(literal.to_owned());
            }
        }
    }
    found
}

#[test]
fn every_act_that_is_written_is_in_the_list_and_the_list_has_no_other() {
    let notices = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/models/notice.rs");
    let notices = std::fs::read_to_string(notices).expect("the notices");
    let mut written = literals(product(&notices));
    for text in sources().values() {
        written.extend(literals(text));
    }
    let files = [
        "portero.db",
        "portero.key",
        "example.org",
        "copy.db",
        "preview.db",
    ];
    let unknown: Vec<&String> = written
        .iter()
        .filter(|name| AuditAct::of(name).is_none() && !files.contains(&name.as_str()))
        .collect();
    assert!(
        unknown.is_empty(),
        "not in models/audit_acts.rs: {unknown:?}"
    );
    let unused: Vec<&str> = ACTS
        .iter()
        .map(|act| act.name)
        .filter(|name| !written.contains(*name))
        .collect();
    assert!(unused.is_empty(), "nobody writes {unused:?}");
}
