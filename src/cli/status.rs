//! `portero status`: what `/status` shows, from the database of a running or stopped bot. Takes no lock.

use super::print;
use crate::config::Config;
use crate::db;
use crate::models::Timestamp;
use crate::screens::Reader;
use crate::screens::status;
use crate::services::house;
use crate::utils::clock::Clock;
use crate::utils::host;
use crate::utils::locale::Lang;
use crate::utils::plain;
use anyhow::Context;
use anyhow::bail;

/// Prints the state of the house.
pub fn run(config: &Config) -> anyhow::Result<()> {
    db::refuse_moved(&config.data_dir)?;
    if host::is_denied(&config.database) {
        bail!(
            "{} may not be read by this user; run it as the bot's user (sudo -u {} portero status)",
            config.database.display(),
            host::owner(&config.database)
        );
    }
    if !config.database.exists() {
        bail!(
            "there is no database at {} yet: start the bot once",
            config.database.display()
        );
    }
    let connection =
        db::open_beside(&config.database).context("the database could not be opened")?;
    let now: Timestamp = Clock::system().now();
    let view = house::status_of(&connection, crate::scheduler::job_names(), now)?;
    let reader = Reader {
        lang: Lang::of_tag(&config.language).unwrap_or(Lang::Es),
        time_zone: config.time_zone,
        now,
    };
    print::line(&plain::to_plain(&status::status(reader, &view).html))?;
    Ok(())
}
