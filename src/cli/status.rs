//! `portero status`: what `/status` shows, from the database of a running or stopped bot. Takes no lock.

use super::print;
use super::reader;
use crate::config::Config;
use crate::db;
use crate::models::StatusView;
use crate::models::Timestamp;
use crate::screens::status;
use crate::services::house;
use crate::utils::clock::Clock;
use crate::utils::host;
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
    // A database of another version leaves the settings in force.
    let own = house::own_voice(&connection).unwrap_or_default();
    let reader = reader(config, own, now);
    let view = StatusView {
        time_zone: reader.time_zone.name().to_owned(),
        language: reader.lang.code().to_owned(),
        ..house::status_of(&connection, crate::scheduler::job_names(), now)?
    };
    print::line(&plain::to_plain(&status::status(reader, &view).html))?;
    Ok(())
}
