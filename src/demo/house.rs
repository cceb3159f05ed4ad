//! The house of the demo: an emulator with a small world, and the bot on it.

use super::backends;
use super::backends::Pretended;
use super::listed;
use super::qvapay::PretendedQvaPay;
use super::telegram::EmulatedMessage;
use super::telegram::Emulator;
use super::telegram::EmulatorOptions;
use super::telegram::Person;
use super::world_file::Keeper;
use super::world_file::WorldFile;
use crate::app;
use crate::app::App;
use crate::config::Config;
use crate::db::DataLock;
use crate::utils::clock::Clock;
use anyhow::Context;
use std::collections::HashMap;
use std::path::Path;
use std::path::PathBuf;

/// The admin of the demo, who owns the channels.
pub const ADMIN: i64 = 1_001;
/// Who lives in the demo: id, first name, username, language (of a Spanish demo).
pub const PEOPLE: [(i64, &str, Option<&str>, &str); 4] = [
    (ADMIN, "Marta", Some("marta"), "es"),
    (2_001, "Ana", Some("ana"), "es"),
    (2_002, "Eva", None, "en"),
    (2_003, "Luis", Some("luis"), "es"),
];
/// The channels of the demo: id and title.
pub const CHANNELS: [(i64, &str); 2] = [
    (-1_001_000_000_001, "Recetas VIP"),
    (-1_001_000_000_002, "Recetas"),
];
/// The bot's id: a kept world belongs to it.
const BOT: i64 = 7_000_000_001;
/// How many calls and updates an open demo keeps.
const REMEMBERED: usize = 2_000;

/// Emulator and bot, running.
pub struct House {
    /// The world.
    pub emulator: Emulator,
    /// The clock of both.
    pub clock: Clock,
    /// The messages of an earlier demo on the same data.
    pub past: Vec<EmulatedMessage>,
    settings: HashMap<String, String>,
    /// Its VPN servers go on while the bot is away.
    pretended: Pretended,
    /// And so does whoever takes money for it.
    pub qvapay: PretendedQvaPay,
    app: Option<App>,
    /// Keeps the world on disk, where a directory was named.
    keeper: Option<Keeper>,
    /// Goes with the house if it is temporary.
    _folder: Option<TemporaryFolder>,
}

impl House {
    /// Starts emulator and bot: on a temporary folder, or where an earlier demo left the named one. Language
    /// and time zone come from the settings.
    ///
    /// # Errors
    /// With a sentence for the person at the terminal.
    pub async fn open(data: Option<&Path>, config: &Config) -> anyhow::Result<Self> {
        let folder = match data {
            Some(_) => None,
            None => Some(TemporaryFolder::new()?),
        };
        let path = data.or(folder.as_ref().map(|folder| folder.0.as_path()));
        let path = path.context("no folder")?;
        let clock = Clock::system();
        let options = EmulatorOptions {
            token: token()?,
            remembered: REMEMBERED,
            ..EmulatorOptions::new(clock.clone())
        };
        let emulator = Emulator::start(options)
            .await
            .context("the emulator could not start")?;
        match data {
            Some(data) => furnish(&emulator, &clock, data, &config.language).await?,
            None => populate(&emulator, &config.language),
        }
        let past = emulator
            .people()
            .iter()
            .flat_map(Person::messages)
            .collect();
        let qvapay = PretendedQvaPay::start(clock.clone(), &config.language);
        let qvapay = qvapay
            .await
            .context("the pretended QvaPay could not start")?;
        let mut settings = HashMap::from([
            ("BOT_TOKEN".to_owned(), emulator.token().to_owned()),
            ("BOT_API_URL".to_owned(), emulator.url()),
            ("ADMIN_USER_IDS".to_owned(), ADMIN.to_string()),
            ("DATA_DIR".to_owned(), path.display().to_string()),
            ("LANGUAGE".to_owned(), config.language.clone()),
            ("TIMEZONE".to_owned(), config.time_zone.name().to_owned()),
        ]);
        settings.extend(qvapay.settings());
        let mut house = Self {
            emulator,
            qvapay,
            pretended: Pretended::new(clock.clone()),
            clock,
            past,
            settings,
            app: None,
            keeper: None,
            _folder: folder,
        };
        house.start_bot().await?;
        if let Some(data) = data {
            let (emulator, clock) = (house.emulator.clone(), house.clock.clone());
            house.keeper = Some(Keeper::start(WorldFile::new(data), emulator, clock).await?);
        }
        Ok(house)
    }

    async fn start_bot(&mut self) -> anyhow::Result<()> {
        let config = Config::from(&self.settings)?;
        let house = app::House::open(config, self.clock.clone()).await?;
        let is_new = (backends::install(&house.ctx, &self.pretended).await)
            .context("the servers of the demo could not be made")?;
        (listed::install(&house.ctx, is_new).await)
            .context("the list of the demo could not be made")?;
        self.app = Some(App::run_in(house).await?);
        Ok(())
    }

    /// Stops the bot as a signal does, and starts it again on the same data; Telegram goes on meanwhile.
    ///
    /// # Errors
    /// When it does not start again.
    pub async fn restart_bot(&mut self) -> anyhow::Result<()> {
        if let Some(app) = self.app.take() {
            app.stop().await;
        }
        self.start_bot().await
    }

    /// Stops the bot and writes the world a last time.
    ///
    /// # Errors
    /// When the world cannot be written.
    pub async fn close(self) -> anyhow::Result<()> {
        if let Some(app) = self.app {
            app.stop().await;
        }
        match self.keeper {
            Some(keeper) => keeper.stop().await,
            None => Ok(()),
        }
    }
}

/// Brings back the world that was kept, or makes a new one, and writes it before the bot hears of it: numbers it
/// gives out are never given out again, even if the demo is killed at its start.
async fn furnish(
    emulator: &Emulator,
    clock: &Clock,
    data: &Path,
    language: &str,
) -> anyhow::Result<()> {
    let file = WorldFile::new(data);
    let kept = file.read()?;
    // Let go at the end: the bot takes it too.
    let _lock = DataLock::take(data)?;
    match kept {
        Some(kept) => {
            let restored = emulator.restore(kept.emulator);
            restored.with_context(|| file.unusable())?;
            clock.advance(kept.clock_offset);
            // What was said then is no news now.
            emulator.people().iter().for_each(Person::mark);
        }
        None => populate(emulator, language),
    }
    file.write(emulator, clock).await
}

/// In an English demo nobody's client is Spanish: whoever asked for English can read what everybody is told.
fn populate(emulator: &Emulator, language: &str) {
    for (id, name, username, own) in PEOPLE {
        let client = if language == "en" { language } else { own };
        emulator.add_person(id, name, username, client);
    }
    emulator.person(ADMIN).start(None);
    for (chat, title) in CHANNELS {
        emulator.add_channel(chat, title);
        emulator.set_owner(chat, ADMIN);
    }
}

/// A token nobody knows: a page elsewhere can make the browser ask the emulator, but not in the bot's name.
fn token() -> anyhow::Result<String> {
    let mut random = [0u8; 16];
    getrandom::fill(&mut random).context("no randomness")?;
    Ok(format!("{BOT}:AA{:032x}", u128::from_ne_bytes(random)))
}

/// A folder that goes when the demo ends.
pub(super) struct TemporaryFolder(pub(super) PathBuf);

impl TemporaryFolder {
    pub(super) fn new() -> anyhow::Result<Self> {
        let mut random = [0u8; 8];
        getrandom::fill(&mut random).context("no randomness")?;
        let path =
            std::env::temp_dir().join(format!("portero-demo-{:x}", u64::from_ne_bytes(random)));
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).context("no temporary folder")?;
        Ok(Self(path))
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // An error of removing only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_demos_share_a_token_and_all_of_them_are_the_same_bot() {
        let (one, other) = (token().expect("a token"), token().expect("a token"));
        assert_ne!(one, other);
        assert!(one.starts_with("7000000001:AA") && one.len() == other.len());
    }
}
