//! How the bot presents itself in Telegram: its name and its descriptions. Nothing is replaced unasked.

use super::Descriptions;
use super::Setup;
use super::YesNo;
use super::ask::Asker;
use super::ask::Need;
use super::token::Tried;
use super::token::connection;
use crate::telegram::call::Call;
use crate::telegram::errors::CallError;
use crate::telegram::raw::Raw;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use serde_json::Value;

/// The longest name that Telegram takes, in UTF-16 units.
const NAME_LENGTH: usize = 64;
/// How much of a description is shown in the question about it.
const SHOWN_LENGTH: usize = 80;

/// A text of the profile: how it is read and set, its parameter, and our words for it.
struct Field {
    get: &'static str,
    set: &'static str,
    parameter: &'static str,
    key: &'static str,
}

const FIELDS: [Field; 2] = [
    Field {
        get: "getMyDescription",
        set: "setMyDescription",
        parameter: "description",
        key: "setup-bot-description",
    },
    Field {
        get: "getMyShortDescription",
        set: "setMyShortDescription",
        parameter: "short_description",
        key: "setup-bot-short-description",
    },
];

impl Setup {
    /// Sets name and descriptions if the operator agrees. True if they do: the command menus follow.
    pub(super) async fn profile(&mut self, tried: &Tried) -> anyhow::Result<bool> {
        let agrees = match self.arguments.profile {
            Some(answer) => answer == YesNo::Yes,
            None => {
                let question = self.asker.text("setup-profile", args! {});
                self.asker.yes(&question, true).await?
            }
        };
        self.asker.knows(Need::Profile);
        if !agrees {
            return Ok(false);
        }
        let raw = connection(&self.config(&[])?, &tried.token)?;
        let before = &tried.identity.name;
        let name = self.bot_name(before).await?;
        if name != *before {
            let set = Call::new("setMyName").set("name", name);
            told(&self.asker, raw.call(&set).await)?;
        }
        match self.replaces_descriptions(&raw).await {
            Ok(true) => set_descriptions(&self.asker, &raw).await?,
            Ok(false) => self.asker.say("setup-descriptions-kept", args! {})?,
            Err(error) => match error.downcast::<CallError>() {
                Ok(error) => told(&self.asker, Err(error))?,
                Err(error) => return Err(error),
            },
        }
        Ok(true)
    }

    async fn bot_name(&self, before: &str) -> anyhow::Result<String> {
        let mut given = self.arguments.name.clone();
        loop {
            let name = match given.take() {
                Some(name) => name.trim().to_owned(),
                None if !self.asker.is_terminal() => return Ok(before.to_owned()),
                None => {
                    let question = self.asker.text("setup-name", args! {});
                    self.asker
                        .line(&question, Some(&html::name(before)))
                        .await?
                }
            };
            if name == html::name(before) {
                return Ok(before.to_owned());
            }
            if !name.is_empty() && html::utf16_len(&name) <= NAME_LENGTH {
                return Ok(name);
            }
            let words = self
                .asker
                .text("setup-name-length", args! { most: NAME_LENGTH });
            if !self.asker.is_terminal() {
                anyhow::bail!(words);
            }
            crate::cli::print::line(&words)?;
        }
    }

    /// Whether our descriptions take the place of what is there. Our own words are always brought up to date.
    async fn replaces_descriptions(&self, raw: &Raw) -> anyhow::Result<bool> {
        let Some(theirs) = foreign_description(raw).await? else {
            return Ok(true);
        };
        if let Some(choice) = self.arguments.descriptions {
            return Ok(choice == Descriptions::Replace);
        }
        if !self.asker.is_terminal() {
            return Ok(false);
        }
        let text = html::one_line(&theirs, SHOWN_LENGTH);
        let question = self
            .asker
            .text("setup-descriptions-replace", args! { text: &text });
        self.asker.yes(&question, false).await
    }
}

/// The languages a text is set in: everybody else's first.
fn languages(default: Lang) -> [(Option<&'static str>, Lang); 3] {
    let own = |lang: Lang| (Some(lang.code()), lang);
    [(None, default), own(Lang::Es), own(Lang::En)]
}

/// A description that the bot has and that is not ours.
async fn foreign_description(raw: &Raw) -> Result<Option<String>, CallError> {
    for field in &FIELDS {
        let ours = Lang::ALL.map(|lang| lang.plain(field.key, args! {}));
        for (code, _) in languages(Lang::Es) {
            let call = Call::new(field.get).set("language_code", code);
            let answer = raw.call(&call).await?;
            let text = answer.get(field.parameter).and_then(Value::as_str);
            let text = text.unwrap_or_default();
            if !text.is_empty() && !ours.iter().any(|our| our == text) {
                return Ok(Some(text.to_owned()));
            }
        }
    }
    Ok(None)
}

async fn set_descriptions(asker: &Asker, raw: &Raw) -> anyhow::Result<()> {
    for field in &FIELDS {
        for (code, lang) in languages(asker.lang) {
            let call = Call::new(field.set)
                .set(field.parameter, lang.plain(field.key, args! {}))
                .set("language_code", code);
            if let Err(error) = raw.call(&call).await {
                // One no is enough: the next calls would only bring the same.
                return told(asker, Err(error));
            }
        }
    }
    Ok(asker.say("setup-descriptions-set", args! {})?)
}

/// What Telegram did not take is told, and does not end the setup: it can be set another time.
fn told(asker: &Asker, result: Result<Value, CallError>) -> anyhow::Result<()> {
    if let Err(error) = result {
        let why = error.to_string();
        asker.say("setup-profile-failed", args! { why: &why })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_descriptions_are_within_what_telegram_takes() {
        for lang in Lang::ALL {
            for (field, most) in FIELDS.iter().zip([512, 120]) {
                let text = lang.plain(field.key, args! {});
                let length = html::utf16_len(&text);
                assert!(
                    (20..=most).contains(&length),
                    "{lang} {}: {length}",
                    field.key
                );
            }
        }
    }
}
