//! Languages. Every word a person reads comes from `src/locales`, through Fluent; this is the one place
//! where inserted text is escaped for HTML.

use crate::utils::html::escape;
use crate::utils::html::truncate_utf16;
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
        self.format(key, args, |text| escape(text))
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
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
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

    fn bundle(self) -> &'static Bundle {
        match self {
            Self::Es => &SPANISH,
            Self::En => &ENGLISH,
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

macro_rules! sources {
    ($lang:literal: $($file:literal)+) => {
        &[$((concat!($lang, "/", $file), include_str!(concat!("../locales/", $lang, "/", $file)))),+]
    };
}

const SPANISH_SOURCES: &[(&str, &str)] =
    sources!("es": "common.ftl" "people.ftl" "admin.ftl" "tokens.ftl" "house.ftl" "refusals.ftl");
const ENGLISH_SOURCES: &[(&str, &str)] =
    sources!("en": "common.ftl" "people.ftl" "admin.ftl" "tokens.ftl" "house.ftl" "refusals.ftl");

static SPANISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Es, SPANISH_SOURCES));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::En, ENGLISH_SOURCES));

/// Reads the embedded files. A fault in one loses the faulty text, never the start; a test finds it first.
fn bundle(lang: Lang, sources: &[(&str, &str)]) -> Bundle {
    // The identifier only chooses plural rules; "und" would be the default, and is never needed.
    let language: LanguageIdentifier = lang.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // The invisible marks around arguments would end up in links and in copied tokens.
    bundle.set_use_isolating(false);
    for (file, source) in sources {
        let resource =
            FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(readable, errors)| {
                log::error!("texts {file}: {errors:?}");
                readable
            });
        if let Err(errors) = bundle.add_resource(resource) {
            log::error!("texts {file}: {errors:?}");
        }
    }
    bundle
}
