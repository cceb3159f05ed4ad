//! The bot's token: asked for without showing it, and tried on Telegram.

use super::Setup;
use super::ask::Need;
use crate::app;
use crate::config::Config;
use crate::context::BotIdentity;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use crate::telegram::raw::Raw;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::redact::redact;
use anyhow::Context;
use anyhow::anyhow;
use std::io::Read;
use std::path::Path;

/// A token that Telegram took.
pub struct Tried {
    pub token: String,
    pub identity: BotIdentity,
}

/// Why a token does not do.
enum Fault {
    /// It does not look like one.
    Format,
    /// Telegram does not know it, or not any more.
    Refused,
    /// Telegram could not be asked.
    Unreachable(CallError),
}

impl Setup {
    /// A token that works: the given one, or the one asked for until it does.
    pub(super) async fn token(&mut self) -> anyhow::Result<Tried> {
        let kept = self.kept_token();
        let mut next = match &self.given_token {
            None if !self.asker.is_terminal() => kept.clone(),
            given => given.clone(),
        };
        if next.is_none() && kept.is_none() {
            self.asker.say("setup-token-how", args! {})?;
        }
        loop {
            let token = match next.take() {
                Some(token) => token,
                None => self.ask_token(kept.as_deref()).await?,
            };
            let fault = match self.try_token(&token).await? {
                Ok(identity) => {
                    self.asker.knows(Need::Token);
                    self.say_token(&token, &identity)?;
                    return Ok(Tried { token, identity });
                }
                Err(fault) => fault,
            };
            let words = self.words(&fault);
            if !self.asker.is_terminal() {
                return Err(anyhow!(words));
            }
            crate::cli::print::line(&words)?;
            if let Fault::Unreachable(_) = fault {
                let question = self.asker.text("setup-try-again", args! {});
                if !self.asker.yes(&question, true).await? {
                    return Err(anyhow!(self.asker.text("setup-left", args! {})));
                }
                next = Some(token);
            }
        }
    }

    /// What `.env` says already, if it looks like a token.
    fn kept_token(&self) -> Option<String> {
        let kept = self.file.get("BOT_TOKEN")?.trim();
        looks_like_a_token(kept).then(|| kept.to_owned())
    }

    async fn ask_token(&self, kept: Option<&str>) -> anyhow::Result<String> {
        let question = self.asker.text("setup-token", args! {});
        let shown = kept.map(redact);
        loop {
            let typed = self.asker.secret(&question, shown.as_deref()).await?;
            if let Some(token) = typed.or_else(|| kept.map(str::to_owned)) {
                return Ok(token);
            }
        }
    }

    /// Asks Telegram whose token it is.
    async fn try_token(&self, token: &str) -> anyhow::Result<Result<BotIdentity, Fault>> {
        if !looks_like_a_token(token) {
            return Ok(Err(Fault::Format));
        }
        let config = self.config(&[])?;
        let raw = connection(&config, token)?;
        Ok(app::get_me(&raw)
            .await
            .map_err(|error| match error.class() {
                Class::Unauthorized => Fault::Refused,
                _other => Fault::Unreachable(error),
            }))
    }

    fn words(&self, fault: &Fault) -> String {
        match fault {
            Fault::Format => self.asker.text("setup-token-format", args! {}),
            Fault::Refused => self.asker.text("setup-token-refused", args! {}),
            Fault::Unreachable(error) => {
                let why = error.to_string();
                self.asker
                    .text("setup-token-unreachable", args! { why: &why })
            }
        }
    }

    fn say_token(&self, token: &str, identity: &BotIdentity) -> anyhow::Result<()> {
        let masked = redact(token);
        let name = html::name(&identity.name);
        let username = &identity.username;
        Ok(self.asker.say(
            "setup-token-good",
            args! { token: masked.as_ref(), name: &name, username: username },
        )?)
    }
}

/// A connection by that token, through whatever the settings name.
pub fn connection(config: &Config, token: &str) -> anyhow::Result<Raw> {
    let proxy = config.telegram_proxy.as_ref().map(|proxy| proxy.expose());
    Raw::new(&config.bot_api_url, token, proxy, super::clock(config))
}

/// Whether the settings would take it.
fn looks_like_a_token(text: &str) -> bool {
    Config::from(&[("BOT_TOKEN".to_owned(), text.to_owned())].into())
        .is_ok_and(|config| config.bot_token.is_some())
}

/// The token in a file, or on standard input for `-`.
pub fn read(path: &Path) -> anyhow::Result<String> {
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .context("the token could not be read from standard input")?;
        text
    } else {
        std::fs::read_to_string(path)
            .with_context(|| format!("--token-file {} could not be read", path.display()))?
    };
    Ok(text.trim().to_owned())
}
