//! The types that an update may hold, out of an extract of the Bot API's specification, which lies in the repository.

use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::path::Path;

const EXTRACT: &str = include_str!("../../data/bot-api-updates.json");
/// Where the whole specification may lie, beside the repository.
const WHOLE: &str = "../shared/reference/data/telegram-bot-api.json";
/// How a description begins the list of what a text may be.
const CHOICES: [&str; 5] = ["always", "can be ", "ne of ", "ither ", "XTR"];

/// One field of a type.
pub struct Field {
    pub name: String,
    pub is_required: bool,
    /// Of each alternative the name, with `Array of ` before it for each list.
    pub kinds: Vec<String>,
    /// All that a text may be; empty = any.
    pub choices: Vec<String>,
}

/// What a type is made of.
pub enum Kind {
    Object(Vec<Field>),
    OneOf(Vec<String>),
}

/// All types, by name. A `Long` is an `Integer` of more than 32 bits.
pub struct Spec(HashMap<String, Kind>);

impl Spec {
    /// The types of the extract.
    pub fn read() -> Self {
        let extract: Value = serde_json::from_str(EXTRACT).expect("the extract is JSON");
        let types = extract["types"].as_object().expect("types");
        let types = types.iter().map(|(name, kind)| (name.clone(), read(kind)));
        Self(types.collect())
    }

    /// A type by its name; `None` for those that JSON has itself.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.0.get(name)
    }

    /// The fields of an object.
    pub fn fields(&self, name: &str) -> &[Field] {
        match self.kind(name) {
            Some(Kind::Object(fields)) => fields,
            Some(Kind::OneOf(_)) | None => panic!("{name} is no object"),
        }
    }
}

fn names(text: &str, separator: char) -> Vec<String> {
    text.split(separator).map(str::to_owned).collect()
}

fn read(kind: &Value) -> Kind {
    if let Some(text) = kind.as_str() {
        return Kind::OneOf(names(text, '|'));
    }
    let fields = kind.as_object().expect("fields").iter();
    let fields = fields.map(|(name, kind)| {
        let text = kind.as_str().expect("the kind of a field");
        let (kinds, choices) = text.split_once('=').unwrap_or((text, ""));
        Field {
            name: name.trim_end_matches('!').to_owned(),
            is_required: name.ends_with('!'),
            kinds: names(kinds, '|'),
            choices: match choices {
                "" => Vec::new(),
                choices => names(choices, ','),
            },
        }
    });
    Kind::Object(fields.collect())
}

/// A field as the extract has it: its kinds, and after a `=` all that it may be.
fn extracted(field: &Value) -> String {
    let description = field["description"].as_str().unwrap_or_default();
    let kinds = field["types"].as_array().into_iter().flatten();
    let kinds: Vec<&str> = kinds.filter_map(Value::as_str).collect();
    let mut kinds = kinds.join("|");
    let is_long = ["32 significant bits", "64-bit", "64 bit"];
    if is_long.iter().any(|words| description.contains(words)) {
        kinds = kinds.replace("Integer", "Long");
    }
    let lists_choices = CHOICES.iter().any(|words| description.contains(words));
    if kinds != "String" || !lists_choices || description.contains(" only") {
        return kinds;
    }
    let mut choices: Vec<&str> = Vec::new();
    for choice in description.split('"').skip(1).step_by(2) {
        if !choice.contains(' ') && !choice.contains("...") && !choices.contains(&choice) {
            choices.push(choice);
        }
    }
    match choices.as_slice() {
        [] => kinds,
        choices => format!("{kinds}={}", choices.join(",")),
    }
}

/// The extract that a specification gives: what can be reached from `Update`.
fn extract_of(whole: &Value) -> Map<String, Value> {
    let mut types = Map::new();
    let mut open = vec!["Update".to_owned()];
    while let Some(name) = open.pop() {
        let name = name.replace("Array of ", "");
        let Some(kind) = whole["types"].get(&name) else {
            continue;
        };
        if types.contains_key(&name) {
            continue;
        }
        let subtypes = kind["subtypes"].as_array().into_iter().flatten();
        let subtypes: Vec<&str> = subtypes.filter_map(Value::as_str).collect();
        let mut fields = Map::new();
        for field in kind["fields"].as_array().into_iter().flatten() {
            let kinds = field["types"].as_array().into_iter().flatten();
            open.extend(kinds.filter_map(Value::as_str).map(str::to_owned));
            let name = field["name"].as_str().unwrap_or_default();
            let mark = if field["required"] == true { "!" } else { "" };
            fields.insert(format!("{name}{mark}"), json!(extracted(field)));
        }
        let entry = if subtypes.is_empty() {
            Value::Object(fields)
        } else {
            json!(subtypes.join("|"))
        };
        open.extend(subtypes.into_iter().map(str::to_owned));
        types.insert(name, entry);
    }
    types
}

#[test]
fn the_extract_of_updates_says_what_the_whole_specification_says() {
    let named = std::env::var_os("PORTERO_EXTRACT");
    let path = match &named {
        Some(path) => Path::new(path).to_owned(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join(WHOLE),
    };
    let Ok(whole) = std::fs::read_to_string(&path) else {
        println!("skipped: {} cannot be read", path.display());
        return;
    };
    let whole: Value = serde_json::from_str(&whole).expect("the specification is JSON");
    let types = extract_of(&whole);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/bot-api-updates.json");
    if named.is_some() {
        let lines: Vec<String> = types
            .iter()
            .map(|(name, kind)| format!("  {}: {kind}", json!(name)))
            .collect();
        let text = format!(
            "{{\n \"source\": {},\n \"licence\": {},\n \"types\": {{\n{}\n }}\n}}\n",
            json!(format!(
                "{} (core.telegram.org/bots/api), after PaulSonOfLars/telegram-bot-api-spec and aiogram",
                whole["version"].as_str().unwrap_or_default()
            )),
            json!(
                "MIT: Copyright (c) 2020 Paul Larsen; Copyright (c) 2017 - present Alex Root Junior"
            ),
            lines.join(",\n")
        );
        std::fs::write(&file, text).expect("written");
    }
    let kept = std::fs::read_to_string(&file).expect("the extract");
    let kept: Value = serde_json::from_str(&kept).expect("the extract is JSON");
    assert_eq!(
        kept["types"],
        Value::Object(types),
        "PORTERO_EXTRACT=<the specification> makes it again"
    );
}
