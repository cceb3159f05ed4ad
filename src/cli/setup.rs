//! `portero setup`: from nothing to a bot with an owner.
//!
//! Asks what it was not given, tries it, writes `.env` once everything in it is known to work, presents the bot in
//! Telegram, and makes whoever opens the printed link the owner.

pub(super) mod ask;
mod directory;
mod env_file;
mod owner;
mod profile;
mod token;

use crate::app::Signals;
use crate::config;
use crate::config::Config;
use crate::utils::clock::Clock;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use anyhow::Context;
use anyhow::anyhow;
use ask::Asker;
use ask::Need;
use env_file::EnvFile;
use std::collections::HashMap;
use std::path::Path;
use std::path::PathBuf;

/// What the command takes. What is not given is asked for at the terminal; without a terminal it must be given.
#[derive(clap::Args)]
#[command(after_help = "\
The token is never a flag: other users of the machine could read it in the list of processes.
Give it by --token-file, by BOT_TOKEN in the environment, or type it when asked.
BOT_API_URL and TELEGRAM_PROXY are taken from the environment or the existing .env; from the environment they are
written into .env as well, so that the bot uses them too.")]
pub struct Arguments {
    /// Language of the setup, and of people whose own is neither: es or en.
    #[arg(long, value_name = "es|en")]
    language: Option<Lang>,
    /// File that holds the bot's token; - for standard input.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Directory for the database, its lock and the key file.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The settings file to write; an existing one is edited. The bot reads .env of the directory it is started in.
    #[arg(long, value_name = "FILE", default_value = "./.env")]
    env_file: PathBuf,
    /// Whether to set the bot's name, descriptions and command menus in Telegram.
    #[arg(long, value_name = "yes|no")]
    profile: Option<YesNo>,
    /// With --profile yes: the bot's name. Without it the name stays.
    #[arg(long)]
    name: Option<String>,
    /// With --profile yes: what to do with descriptions that the bot already has.
    #[arg(long, value_name = "keep|replace")]
    descriptions: Option<Descriptions>,
    /// Make an owner link even if the bot already has an owner.
    #[arg(long)]
    another_link: bool,
    /// Print the owner link and end, instead of waiting until somebody opens it.
    #[arg(long)]
    no_wait: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum YesNo {
    Yes,
    No,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Descriptions {
    Keep,
    Replace,
}

/// Carries the command out.
///
/// # Errors
/// With a sentence for the operator, in their language. `.env` is written only when all that goes into it was tried.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let mut setup = Setup::begin(arguments)?;
    let mut signals = Signals::listen()?;
    let ready = tokio::select! {
        ready = setup.prepare() => ready?,
        _ = signals.next() => return Err(interrupted(setup.asker.lang)),
    };
    owner::hand_over(ready, &mut signals).await
}

fn interrupted(lang: Lang) -> anyhow::Error {
    anyhow!("\n{}", lang.plain("setup-interrupted", args! {}))
}

/// The time, moved by tests only.
fn clock(config: &Config) -> Clock {
    match &config.clock_file {
        Some(path) => Clock::file(path.clone()),
        None => Clock::system(),
    }
}

/// What is known so far.
struct Setup {
    arguments: Arguments,
    asker: Asker,
    env: EnvFile,
    /// What `.env` says before it is changed.
    file: HashMap<String, String>,
    environment: HashMap<String, String>,
    given_language: Option<String>,
    given_token: Option<String>,
    given_data_dir: Option<String>,
    /// Where `.env` lies, if not in the directory in which the setup was started.
    directory: Option<PathBuf>,
}

/// Everything that the owner link needs. The settings are written.
struct Ready {
    asker: Asker,
    config: Config,
    username: String,
    is_token_new: bool,
    with_menus: bool,
    another_link: bool,
    no_wait: bool,
    directory: Option<PathBuf>,
}

impl Ready {
    fn interrupted(&self) -> anyhow::Error {
        interrupted(self.asker.lang)
    }
}

impl Setup {
    /// Reads what is given: arguments, environment, and the existing file.
    fn begin(mut arguments: Arguments) -> anyhow::Result<Self> {
        let environment = config::of_process();
        let given_token = arguments
            .token_file
            .as_deref()
            .map(token::read)
            .transpose()?;
        let directory = go_to_the_file(&mut arguments)?;
        let env = EnvFile::read(&arguments.env_file)?;
        let file = env.values()?;
        let named = arguments.language.map(|lang| lang.code().to_owned());
        let lang = first_language(arguments.language, &environment, &file);
        let mut setup = Self {
            asker: Asker::new(lang),
            env,
            file,
            environment,
            given_language: None,
            given_token: None,
            given_data_dir: None,
            directory,
            arguments,
        };
        let data_dir = setup
            .arguments
            .data_dir
            .as_deref()
            .map(text_of)
            .transpose()?;
        setup.given_language = setup.given("LANGUAGE", "--language", named)?;
        setup.given_token = setup.given("BOT_TOKEN", "--token-file", given_token)?;
        setup.given_data_dir = setup.given("DATA_DIR", "--data-dir", data_dir)?;
        Ok(setup)
    }

    /// The flag's value or the environment's. They must not differ: at the start the environment would win over `.env`.
    fn given(
        &self,
        name: &str,
        flag: &str,
        value: Option<String>,
    ) -> anyhow::Result<Option<String>> {
        let environment = self.environment.get(name).map(|text| text.trim());
        let environment = environment.filter(|text| !text.is_empty());
        match (value, environment) {
            (Some(value), Some(environment)) if value != environment => {
                let args = args! { name: name, flag: flag };
                Err(anyhow!(self.asker.text("setup-environment-differs", args)))
            }
            (value, environment) => Ok(value.or_else(|| environment.map(str::to_owned))),
        }
    }

    /// The settings as they are with these changes. What the setup itself asks for may still be wrong in the file.
    fn config(&self, changes: &[(&str, &str)]) -> anyhow::Result<Config> {
        let mut values = self.file.clone();
        values.extend(self.environment.clone());
        for name in ["LANGUAGE", "BOT_TOKEN", "DATA_DIR"] {
            values.remove(name);
        }
        let changes = changes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        values.extend(changes);
        Ok(Config::from(&values)?)
    }

    /// Asks and tries everything, writes `.env`, and presents the bot.
    async fn prepare(&mut self) -> anyhow::Result<Ready> {
        self.note_what_is_known();
        if !self.asker.is_terminal() {
            self.asker.refuse_missing()?;
        }
        let language = self.language().await?;
        self.config(&[("LANGUAGE", &language)])?;
        let tried = self.token().await?;
        let data_dir = self.data_dir().await?;
        let changes = [
            ("LANGUAGE", language.as_str()),
            ("BOT_TOKEN", tried.token.as_str()),
            ("DATA_DIR", data_dir.as_str()),
        ];
        let config = self.config(&changes)?;
        self.write_env(&changes, &self.way_to_telegram())?;
        let with_menus = self.profile(&tried).await?;
        let before = self.file.get("BOT_TOKEN");
        let is_token_new = before.is_some_and(|before| *before != tried.token);
        Ok(Ready {
            asker: self.asker.clone(),
            config,
            username: tried.identity.username,
            is_token_new,
            with_menus,
            another_link: self.arguments.another_link,
            no_wait: self.arguments.no_wait,
            directory: self.directory.clone(),
        })
    }

    /// Without a terminal the existing file counts as an answer too.
    fn note_what_is_known(&mut self) {
        let counts = !self.asker.is_terminal();
        let says = |name: &str| {
            let said = self.file.get(name).filter(|_| counts);
            said.is_some_and(|text| !text.trim().is_empty())
        };
        let known = [
            (
                Need::Language,
                self.given_language.is_some() || says("LANGUAGE"),
            ),
            (Need::Token, self.given_token.is_some() || says("BOT_TOKEN")),
            (
                Need::DataDir,
                self.given_data_dir.is_some() || says("DATA_DIR"),
            ),
            (Need::Profile, self.arguments.profile.is_some()),
        ];
        for (need, _) in known.into_iter().filter(|(_, is_known)| *is_known) {
            self.asker.knows(need);
        }
    }

    async fn language(&mut self) -> anyhow::Result<String> {
        let said = self.file.get("LANGUAGE").cloned();
        let given = match self.given_language.clone() {
            None if !self.asker.is_terminal() => said,
            given => given,
        };
        if let Some(language) = given {
            return Ok(language);
        }
        let default = self.asker.lang.code();
        loop {
            let answer = self
                .asker
                .line("Idioma / Language (es, en)", Some(default))
                .await?;
            if let Ok(lang) = answer.to_lowercase().parse::<Lang>() {
                self.asker.lang = lang;
                self.asker.knows(Need::Language);
                return Ok(lang.code().to_owned());
            }
            crate::cli::print::line("Escribe es o en. / Type es or en.")?;
        }
    }

    /// How Telegram was reached, as far as only this environment says it: the bot starts in another one.
    fn way_to_telegram(&self) -> Vec<(&'static str, String)> {
        fn said<'a>(values: &'a HashMap<String, String>, name: &str) -> Option<&'a str> {
            let text = values.get(name).map(|text| text.trim());
            text.filter(|text| !text.is_empty())
        }
        let names = ["BOT_API_URL", "TELEGRAM_PROXY"].into_iter();
        names
            .filter(|name| said(&self.file, name).is_none())
            .filter_map(|name| Some((name, said(&self.environment, name)?)))
            .filter(|(name, value)| value.trim_end_matches('/') != config::default_of(name))
            .map(|(name, value)| (name, value.to_owned()))
            .collect()
    }

    fn write_env(
        &mut self,
        changes: &[(&str, &str)],
        way: &[(&str, String)],
    ) -> anyhow::Result<()> {
        for (name, value) in changes {
            self.env.set(name, value)?;
        }
        for (name, value) in way {
            self.env.set(name, value)?;
        }
        self.env.write()?;
        let path = std::path::absolute(&self.arguments.env_file)?;
        let path = path.display().to_string();
        let key = if self.env.is_new() {
            "setup-env-made"
        } else {
            "setup-env-edited"
        };
        self.asker.say(key, args! { path: &path })?;
        if !way.is_empty() {
            let shown = |(name, value): &(&str, String)| {
                format!("{name}={}", config::without_userinfo(value))
            };
            let settings: Vec<String> = way.iter().map(shown).collect();
            let settings = settings.join(", ");
            self.asker
                .say("setup-env-way", args! { settings: &settings })?;
        }
        if self.env.is_exposed() {
            self.asker.say("setup-env-exposed", args! { path: &path })?;
        }
        Ok(())
    }
}

/// The bot is started where its `.env` lies, and relative paths in it count from there: so they do here. Gives the
/// directory if it is another one than before.
fn go_to_the_file(arguments: &mut Arguments) -> anyhow::Result<Option<PathBuf>> {
    let file = std::path::absolute(&arguments.env_file).context("--env-file cannot be used")?;
    let directory = file.parent().unwrap_or(Path::new("/")).to_owned();
    let here = std::env::current_dir().context("the present directory cannot be used")?;
    arguments.env_file = file;
    if directory == here {
        return Ok(None);
    }
    if let Some(data_dir) = &arguments.data_dir {
        arguments.data_dir = Some(std::path::absolute(data_dir)?);
    }
    std::env::set_current_dir(&directory)
        .with_context(|| format!("the directory of --env-file, {}", directory.display()))?;
    Ok(Some(directory))
}

fn text_of(path: &Path) -> anyhow::Result<String> {
    let text = path.to_str().map(str::to_owned);
    text.with_context(|| format!("--data-dir {} is not in UTF-8", path.display()))
}

/// The language to begin in: what is given, what is set, what the terminal speaks.
fn first_language(
    flag: Option<Lang>,
    environment: &HashMap<String, String>,
    file: &HashMap<String, String>,
) -> Lang {
    let says = |values: &HashMap<String, String>, name: &str| {
        values.get(name).and_then(|text| Lang::of_tag(text))
    };
    flag.or_else(|| says(environment, "LANGUAGE"))
        .or_else(|| says(file, "LANGUAGE"))
        .or_else(|| says(environment, "LC_ALL"))
        .or_else(|| says(environment, "LANG"))
        .unwrap_or(Lang::Es)
}
