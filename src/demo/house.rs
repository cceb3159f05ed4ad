//! The house of the demo: an emulator with a small world, and the bot on it.

use super::telegram::Emulator;
use super::telegram::EmulatorOptions;
use crate::app::App;
use crate::config::Config;
use crate::utils::clock::Clock;
use anyhow::Context;
use std::collections::HashMap;
use std::path::Path;
use std::path::PathBuf;

/// The VIP channel of the demo.
pub const VIP: i64 = -1_001_000_000_001;
/// The Free channel of the demo.
pub const FREE: i64 = -1_001_000_000_002;
/// The admin of the demo.
pub const ADMIN: i64 = 1_001;

/// Emulator and bot, running.
pub struct House {
    /// The world.
    pub emulator: Emulator,
    /// The clock of both.
    pub clock: Clock,
    app: App,
    /// Goes with the house if it is temporary.
    _folder: Option<TemporaryFolder>,
}

impl House {
    /// Starts emulator and bot, on a temporary folder unless one is named.
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
        let emulator = Emulator::start(EmulatorOptions::new(clock.clone()))
            .await
            .context("the emulator could not start")?;
        populate(&emulator);
        let settings = HashMap::from([
            ("BOT_TOKEN".to_owned(), emulator.token().to_owned()),
            ("BOT_API_URL".to_owned(), emulator.url()),
            ("ADMIN_USER_IDS".to_owned(), ADMIN.to_string()),
            ("DATA_DIR".to_owned(), path.display().to_string()),
            ("LANGUAGE".to_owned(), config.language.clone()),
            ("TIMEZONE".to_owned(), config.time_zone.name().to_owned()),
        ]);
        let app = App::start(Config::from(&settings)?, clock.clone()).await?;
        Ok(Self {
            emulator,
            clock,
            app,
            _folder: folder,
        })
    }

    /// Stops the bot.
    pub async fn close(self) {
        self.app.stop().await;
    }
}

fn populate(emulator: &Emulator) {
    emulator
        .add_person(ADMIN, "Marta", Some("marta"), "es")
        .start(None);
    emulator.add_person(2_001, "Ana", Some("ana"), "es");
    emulator.add_person(2_002, "Eva", None, "en");
    emulator.add_person(2_003, "Luis", Some("luis"), "es");
    for (chat, title) in [(VIP, "Recetas VIP"), (FREE, "Recetas")] {
        emulator.add_channel(chat, title);
        emulator.set_owner(chat, ADMIN);
    }
}

/// A folder that goes when the demo ends.
struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    fn new() -> anyhow::Result<Self> {
        let mut random = [0u8; 8];
        getrandom::fill(&mut random).context("no randomness")?;
        let path =
            std::env::temp_dir().join(format!("portero-demo-{:x}", u64::from_ne_bytes(random)));
        std::fs::create_dir_all(&path).context("no temporary folder")?;
        Ok(Self(path))
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // An error of removing only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
