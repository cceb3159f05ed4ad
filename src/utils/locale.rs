//! Languages. Every word a person reads comes from `src/locales`, through Fluent; this is the one place
//! where inserted text is escaped for HTML.

use crate::utils::html::escape;
use crate::utils::html::truncate_utf16;
use crate::utils::packed;
use crate::utils::packed::packed;
use fluent_bundle::FluentArgs;
use fluent_bundle::FluentResource;
use fluent_bundle::FluentValue;
use fluent_bundle::concurrent::FluentBundle;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// The longest text Telegram shows in answer to a press.
const TOAST_LENGTH: usize = 200;

/// A language the house speaks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Lang {
    Es,
    En,
}

impl Lang {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Lang; 2] = [Self::Es, Self::En];

    /// The code kept in the database and in buttons.
    pub fn code(self) -> &'static str {
        match self {
            Self::Es => "es",
            Self::En => "en",
        }
    }

    /// The language of an IETF tag such as `es-MX` or `en`; `None` for any other.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }

    /// The person's own choice, else what Telegram says, else the operator's default.
    pub fn choose(own: Option<&str>, telegram: Option<&str>, default: Lang) -> Self {
        own.and_then(Self::of_tag)
            .or_else(|| telegram.and_then(Self::of_tag))
            .unwrap_or(default)
    }

    /// The text of that key as HTML: string arguments are escaped, `Arg::Raw` is not.
    pub fn html(self, key: &str, args: &[(&'static str, Arg<'_>)]) -> String {
        self.format(key, args, escape)
    }

    /// The text of that key as it is, for labels of buttons, file names and toasts.
    pub fn plain(self, key: &str, args: &[(&'static str, Arg<'_>)]) -> String {
        self.format(key, args, str::to_owned)
    }

    /// The text of that key, short enough for the answer to a press.
    pub fn toast(self, key: &str, args: &[(&'static str, Arg<'_>)]) -> String {
        truncate_utf16(&self.plain(key, args), TOAST_LENGTH)
    }

    fn format(
        self,
        key: &str,
        args: &[(&'static str, Arg<'_>)],
        prepare: impl Fn(&str) -> String,
    ) -> String {
        let found = self.bundles().into_iter().find_map(|bundle| {
            let pattern = bundle.get_message(key).and_then(|message| message.value());
            pattern.map(|pattern| (&**bundle, pattern))
        });
        let Some((bundle, pattern)) = found else {
            log::error!("no text in {self} for {key}");
            return key.to_owned();
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            values.set(
                *name,
                match arg {
                    Arg::Text(text) => FluentValue::from(prepare(text)),
                    Arg::Raw(html) => FluentValue::from(html.clone()),
                    Arg::Number(number) => FluentValue::from(*number),
                },
            );
        }
        let mut errors = Vec::new();
        let text = bundle
            .format_pattern(pattern, Some(&values), &mut errors)
            .into_owned();
        if !errors.is_empty() {
            log::error!("text {key} in {self}: {errors:?}");
        }
        text
    }

    /// The words everybody is told, those of a person's own things, those of buying, those of the desks, those of the team's, and those of the terminal: each read when one is asked
    /// for that is not in those before. A house where nobody is at the desk does without its words.
    fn bundles(self) -> [&'static LazyLock<Bundle>; 6] {
        match self {
            Self::Es => [
                &SPANISH,
                &SPANISH_OF_KEYS,
                &SPANISH_OF_SHOP,
                &SPANISH_OF_DESK,
                &SPANISH_OF_TEAM,
                &SPANISH_OF_TERMINAL,
            ],
            Self::En => [
                &ENGLISH,
                &ENGLISH_OF_KEYS,
                &ENGLISH_OF_SHOP,
                &ENGLISH_OF_DESK,
                &ENGLISH_OF_TEAM,
                &ENGLISH_OF_TERMINAL,
            ],
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Not the code of a language the house speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not one of: es, en")]
pub struct UnknownLang;

impl FromStr for Lang {
    type Err = UnknownLang;

    /// Reads a code exactly as `Display` writes it.
    fn from_str(code: &str) -> Result<Self, UnknownLang> {
        Self::ALL
            .into_iter()
            .find(|lang| lang.code() == code)
            .ok_or(UnknownLang)
    }
}

/// A value inserted into a text.
#[derive(Clone, PartialEq, Debug)]
pub enum Arg<'a> {
    /// Anybody's text: escaped in HTML.
    Text(&'a str),
    /// HTML made by the house: inserted as it is.
    Raw(String),
    /// A number, which also chooses between plural forms.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// The arguments of a text: `args! { name: &name, count: 3 }`.
macro_rules! args {
    ($($name:ident: $value:expr),* $(,)?) => {
        &[$((stringify!($name), $crate::utils::locale::Arg::from($value))),*]
    };
}
pub(crate) use args;

type Bundle = FluentBundle<FluentResource>;

/// The words of a language: all its files in one piece, packed by `scripts/build.rs`, each behind a line with its name.
fn all(lang: Lang) -> String {
    packed::text(match lang {
        Lang::Es => packed!("src/locales/es.all"),
        Lang::En => packed!("src/locales/en.all"),
    })
}

/// What everybody is told.
const FILES: &[&str] = &[
    "common.ftl",
    "people.ftl",
    "admin.ftl",
    "tokens.ftl",
    "house.ftl",
    "refusals.ftl",
];
/// What owners of keys are told.
const KEYS_FILES: &[&str] = &["keys.ftl", "profile.ftl", "support.ftl", "proxy_list.ftl"];
/// What buyers are told.
const SHOP_FILES: &[&str] = &["shop.ftl", "purse.ftl", "stars.ftl", "qvapay.ftl"];
/// The desks of channels and servers.
const DESK_FILES: &[&str] = &[
    "api.ftl",
    "broadcasts.ftl",
    "mailings.ftl",
    "reactions.ftl",
    "statistics.ftl",
    "members.ftl",
    "settings.ftl",
    "servers.ftl",
    "vpn.ftl",
    "sources.ftl",
    "watch.ftl",
];
/// The desks of people and money.
const TEAM_FILES: &[&str] = &[
    "roles.ftl",
    "persons.ftl",
    "audit.ftl",
    "tickets.ftl",
    "upkeep.ftl",
    "backups.ftl",
    "care.ftl",
    "plans.ftl",
    "till.ftl",
    "receipts.ftl",
    "payments.ftl",
    "ledger.ftl",
    "promos.ftl",
    "webhooks.ftl",
];
/// The terminal.
const TERMINAL_FILES: &[&str] = &[
    "doctor.ftl",
    "node.ftl",
    "restore.ftl",
    "service.ftl",
    "setup.ftl",
];

static SPANISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Es, FILES));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::En, FILES));
static SPANISH_OF_KEYS: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Es, KEYS_FILES));
static ENGLISH_OF_KEYS: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::En, KEYS_FILES));
static SPANISH_OF_SHOP: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Es, SHOP_FILES));
static ENGLISH_OF_SHOP: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::En, SHOP_FILES));
static SPANISH_OF_DESK: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Es, DESK_FILES));
static ENGLISH_OF_DESK: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::En, DESK_FILES));
static SPANISH_OF_TEAM: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Es, TEAM_FILES));
static ENGLISH_OF_TEAM: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::En, TEAM_FILES));
static SPANISH_OF_TERMINAL: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Es, TERMINAL_FILES));
static ENGLISH_OF_TERMINAL: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::En, TERMINAL_FILES));

/// Reads the packed files. A fault in one loses the faulty text, never the start; a test finds it first.
fn bundle(lang: Lang, files: &[&str]) -> Bundle {
    // The identifier only chooses plural rules; "und" would be the default, and is never needed.
    let language: LanguageIdentifier = lang.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // The invisible marks around arguments would end up in links and in copied tokens.
    bundle.set_use_isolating(false);
    for (file, source) in parts(&all(lang)).filter(|(file, _)| files.contains(file)) {
        let resource =
            FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, errors)| {
                log::error!("texts {file}: {errors:?}");
                readable
            });
        if let Err(errors) = bundle.add_resource(resource) {
            log::error!("texts {file}: {errors:?}");
        }
    }
    bundle
}

/// Name and text of each file.
fn parts(all: &str) -> impl Iterator<Item = (&str, &str)> {
    all.split('\u{1}').filter_map(|part| part.split_once('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    #[test]
    fn what_everybody_is_told_at_the_start_needs_no_words_of_the_desk() {
        for lang in Lang::ALL {
            let is_of_desk = |(file, _): &(String, String)| DESK_FILES.contains(&file.as_str());
            let sources: Vec<_> = words(lang).into_iter().filter(is_of_desk).collect();
            for key in keys(&sources).keys() {
                assert!(
                    !key.starts_with("command-") && !key.starts_with("home-"),
                    "{key}"
                );
            }
        }
    }

    /// The variables of each key, as written.
    fn keys(sources: &[(String, String)]) -> BTreeMap<String, BTreeSet<String>> {
        let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut present = String::new();
        for line in sources.iter().flat_map(|(_, text)| text.lines()) {
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                let (key, _) = line.split_once(" =").expect("a line that begins a text");
                assert!(!keys.contains_key(key), "{key} is defined twice");
                present = key.to_owned();
                keys.insert(present.clone(), BTreeSet::new());
            }
            for piece in line.split('$').skip(1) {
                let end = piece.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let name = &piece[..end.unwrap_or(piece.len())];
                keys.get_mut(&present)
                    .expect("a key above")
                    .insert(name.to_owned());
            }
        }
        keys
    }

    /// Every string literal of the product's sources that looks like a key.
    fn literals(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("the sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                literals(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).expect("a source");
                let product = source.split("#[cfg(test)]").next().unwrap_or_default();
                let looks_like_key = |text: &&str| {
                    text.contains('-')
                        && text.starts_with(|c: char| c.is_ascii_lowercase())
                        && !text.ends_with('-')
                        && text
                            .chars()
                            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                };
                found.extend(product.split('"').filter(looks_like_key).map(str::to_owned));
            }
        }
    }

    /// All words of a language.
    fn words(lang: Lang) -> Vec<(String, String)> {
        let files = [
            FILES,
            KEYS_FILES,
            SHOP_FILES,
            DESK_FILES,
            TEAM_FILES,
            TERMINAL_FILES,
        ]
        .concat();
        let all = all(lang);
        let words: Vec<(String, String)> = parts(&all)
            .map(|(file, text)| (file.to_owned(), text.to_owned()))
            .collect();
        assert_eq!(words.len(), files.len(), "each file is of one bundle");
        assert!(words.iter().all(|(file, _)| files.contains(&file.as_str())));
        words
    }

    fn sources() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
    }

    #[test]
    fn both_languages_have_the_same_keys_with_the_same_variables() {
        let (spanish, english) = (keys(&words(Lang::Es)), keys(&words(Lang::En)));
        for (key, variables) in &spanish {
            assert_eq!(english.get(key), Some(variables), "{key}");
        }
        for key in english.keys() {
            assert!(spanish.contains_key(key), "{key} is missing in Spanish");
        }
    }

    #[test]
    fn no_file_has_a_fault_and_no_text_is_empty() {
        for lang in Lang::ALL {
            let sources = words(lang);
            for (file, source) in &sources {
                assert!(FluentResource::try_new(source.clone()).is_ok(), "{file}");
            }
            for key in keys(&sources).keys() {
                let is_text = |bundle: &LazyLock<Bundle>| {
                    let message = bundle.get_message(key);
                    message.is_some_and(|message| message.value().is_some())
                };
                assert!(lang.bundles().into_iter().any(is_text), "{lang} {key}");
            }
        }
    }

    #[test]
    fn every_key_is_used_and_every_key_used_exists() {
        let mut used = BTreeSet::new();
        literals(&sources().join("screens"), &mut used);
        // The words of an act are named after it.
        used.extend(crate::models::ACTS.iter().map(|act| act.words()));
        let defined = keys(&words(Lang::Es));
        for key in &used {
            assert!(defined.contains_key(key), "no text for {key}");
        }
        literals(&sources(), &mut used);
        for key in defined.keys() {
            assert!(used.contains(key), "{key} is never shown");
        }
    }

    #[test]
    fn text_is_escaped_in_html_and_only_there() {
        let spoken = Lang::Es.html("home-hello", args! { name: "<b>&" });
        assert!(spoken.contains("<b>&lt;b&gt;&amp;</b>"), "{spoken}");
        let label = Lang::Es.plain("button-token-validity", args! { valid: "<&>" });
        assert!(label.ends_with("<&>"), "{label}");
        let raw = [("name", Arg::Raw("<i>Ana</i>".to_owned()))];
        assert!(Lang::Es.html("home-hello", &raw).contains("<i>Ana</i>"));
    }

    #[test]
    fn a_missing_text_shows_its_key() {
        assert_eq!(Lang::En.html("no-such-text", args! {}), "no-such-text");
    }

    #[test]
    fn a_toast_has_at_most_200_units() {
        let name = "😀".repeat(500);
        let toast = Lang::En.toast("refusal-bot-not-admin", args! { title: &name });
        assert!(
            crate::utils::html::utf16_len(&toast) <= 200 && toast.ends_with('…'),
            "{toast}"
        );
    }

    #[test]
    fn the_own_choice_wins_over_telegrams_and_that_over_the_default() {
        assert_eq!(Lang::choose(Some("en"), Some("es"), Lang::Es), Lang::En);
        assert_eq!(Lang::choose(None, Some("es-MX"), Lang::En), Lang::Es);
        assert_eq!(Lang::choose(None, Some("EN_gb"), Lang::Es), Lang::En);
        assert_eq!(Lang::choose(None, Some("est"), Lang::En), Lang::En);
        assert_eq!(Lang::choose(Some("fr"), None, Lang::Es), Lang::Es);
    }
}
