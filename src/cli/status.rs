//! `portero status`: what `/status` shows, from the database of a running or stopped bot. Takes no lock.

use super::print;
use super::reader;
use crate::config::Config;
use crate::db;
use crate::models::StatusView;
use crate::models::Timestamp;
use crate::screens::status;
use crate::services::house;
use crate::services::status as service;
use crate::utils::clock::Clock;
use crate::utils::host;
use crate::utils::plain;
use anyhow::Context;
use anyhow::bail;

/// How the state of the house is printed.
#[derive(clap::Args)]
pub struct Arguments {
    /// For programs: names and numbers.
    #[arg(long)]
    json: bool,
}

/// Prints the state of the house.
pub fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<()> {
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
        ..service::beside(
            &connection,
            holder(config),
            crate::scheduler::job_names(),
            reader.time_zone,
            now,
        )?
    };
    if arguments.json {
        print::line(&format!("{:#}", status::json(&view)))?;
    } else {
        print::line(&plain::to_plain(&status::whole(reader, &view)))?;
    }
    Ok(())
}

/// The process that runs the bot, if one does and the lock file names it.
fn holder(config: &Config) -> Option<u32> {
    // Who may not look at the lock is told no running time.
    let holder = db::holder(&config.data_dir).ok().flatten()?;
    holder.strip_prefix("process ")?.parse().ok()
}
