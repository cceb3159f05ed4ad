//! The owner link: made in our own house or beside a running Portero, and waited for.

use super::Ready;
use crate::app::App;
use crate::app::House;
use crate::app::Signals;
use crate::cli::print;
use crate::config::Config;
use crate::crud;
use crate::db;
use crate::db::LockError;
use crate::handlers::menus;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::owner;
use crate::services::owner::LinkState;
use crate::services::owner::OwnerCode;
use crate::telegram::bot::Bot;
use crate::telegram::sender::Sender;
use crate::utils::clock::Clock;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::logging;
use crate::utils::units;
use anyhow::Context;
use anyhow::anyhow;
use rusqlite::Connection;
use std::time::Duration;
use tokio_util::task::TaskTracker;

/// How often the database is asked whether somebody came.
const GLANCE: Duration = Duration::from_millis(250);
/// How long the command menus may take.
const MENUS_WITHIN: Duration = Duration::from_secs(10);

/// How the waiting ended.
enum Ending {
    Owned(UserId),
    Over,
    Interrupted,
}

/// Makes the owner link where it is needed, prints it, and waits until somebody has used it.
pub async fn hand_over(ready: Ready, signals: &mut Signals) -> anyhow::Result<()> {
    let clock = super::clock(&ready.config);
    log_troubles(&ready.config)?;
    let opened = tokio::select! {
        house = House::open(ready.config.clone(), clock.clone()) => house,
        _ = signals.next() => return Err(ready.interrupted()),
    };
    match opened {
        Ok(house) => in_our_house(&ready, house, signals).await,
        Err(error) if is_held(&error) => beside(&ready, &clock, signals).await,
        Err(error) => Err(error),
    }
}

fn is_held(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(LockError::Held { .. }))
}

/// No Portero runs: the bot itself runs here until somebody came, so that they find it awake.
async fn in_our_house(ready: &Ready, house: House, signals: &mut Signals) -> anyhow::Result<()> {
    let now = house.ctx.clock.now();
    let is_owned = house
        .ctx
        .db
        .read(move |connection| owner::exists(connection, now))
        .await?;
    let wants = tokio::select! {
        wants = ready.wants_link(is_owned) => wants,
        _ = signals.next() => Err(ready.interrupted()),
    };
    let wants = match wants {
        Ok(wants) => wants,
        Err(error) => {
            house.close().await;
            return Err(error);
        }
    };
    if !wants || ready.no_wait {
        return without_waiting(ready, house, wants).await;
    }
    let app = App::run_in(house).await?;
    let ending = welcome(ready, &app, signals).await;
    app.stop().await;
    ready.tell_ending(ending?)?;
    ready.next_steps()
}

/// Leaves the link, if one is wanted, to whatever start comes next.
async fn without_waiting(ready: &Ready, house: House, wants: bool) -> anyhow::Result<()> {
    let (ctx, now) = (house.ctx.clone(), house.ctx.clock.now());
    let made = if wants {
        Some(owner::make(&ctx, now).await)
    } else {
        None
    };
    if ready.with_menus {
        publish_menus(&house).await;
    }
    house.close().await;
    if let Some(code) = made.transpose()? {
        ready.print_link(&ctx.deep_link(&code.payload()), now)?;
        ready.asker.say("setup-start-for-link", args! {})?;
    }
    ready.next_steps()
}

/// Prints the link of the running bot, and waits at the door.
async fn welcome(ready: &Ready, app: &App, signals: &mut Signals) -> anyhow::Result<Ending> {
    let (ctx, now) = (&app.ctx, app.ctx.clock.now());
    let code = owner::make(ctx, now).await?;
    ready.print_link(&ctx.deep_link(&code.payload()), now)?;
    ready.asker.say("setup-waiting", args! {})?;
    let ending = tokio::select! {
        ending = wait(&ready.config, &code, &ctx.clock, signals) => ending?,
        never = publish_meanwhile(ready.with_menus, app) => match never {},
    };
    if ready.with_menus && matches!(ending, Ending::Owned(_)) {
        // The owner's own menu; if it fails they get it at the first start.
        let _ = tokio::time::timeout(MENUS_WITHIN, menus::publish(ctx, &app.bot)).await;
    }
    Ok(ending)
}

/// Publishes the menus while others wait; never ends.
async fn publish_meanwhile(with_menus: bool, app: &App) -> std::convert::Infallible {
    if with_menus {
        menus::publish(&app.ctx, &app.bot).await;
    }
    std::future::pending().await
}

/// The menus of a house in which nothing runs.
async fn publish_menus(house: &House) {
    let tracker = TaskTracker::new();
    let rates = house.ctx.config.rates();
    let sender = Sender::start(house.raw.clone(), rates, tracker.clone());
    let bot = Bot::new(house.raw.clone(), sender);
    // What is not published now is at the next start.
    let _ = tokio::time::timeout(MENUS_WITHIN, menus::publish(&house.ctx, &bot)).await;
    bot.sender.drain(Duration::ZERO).await;
    tracker.close();
    tracker.wait().await;
}

/// A Portero runs on these data: it answers the link, and this program only writes the code and looks.
async fn beside(ready: &Ready, clock: &Clock, signals: &mut Signals) -> anyhow::Result<()> {
    let asker = &ready.asker;
    if ready.is_token_new {
        return Err(anyhow!(asker.text("setup-running-other-token", args! {})));
    }
    asker.say("setup-running", args! {})?;
    let now = clock.now();
    let is_owned = owner::exists(&open_beside(&ready.config)?, now)?;
    let wants = tokio::select! {
        wants = ready.wants_link(is_owned) => wants?,
        _ = signals.next() => return Err(ready.interrupted()),
    };
    if !wants {
        return Ok(());
    }
    let (code, now) = (OwnerCode::new()?, clock.now());
    db::write_beside(&ready.config.database, |tx| owner::keep(tx, &code, now))
        .context("the owner link could not be stored")?;
    let link = format!("https://t.me/{}?start={}", ready.username, code.payload());
    ready.print_link(&link, now)?;
    if ready.no_wait {
        return Ok(());
    }
    asker.say("setup-waiting", args! {})?;
    let ending = wait(&ready.config, &code, clock, signals).await?;
    ready.tell_ending(ending)
}

/// Waits until the link was used, or is over, or a signal comes.
async fn wait(
    config: &Config,
    code: &OwnerCode,
    clock: &Clock,
    signals: &mut Signals,
) -> anyhow::Result<Ending> {
    let connection = open_beside(config)?;
    loop {
        match owner::state(&connection, code, clock.now())? {
            LinkState::UsedBy(user) => return Ok(Ending::Owned(user)),
            LinkState::Over => return Ok(Ending::Over),
            LinkState::Open => {}
        }
        tokio::select! {
            () = tokio::time::sleep(GLANCE) => {}
            _ = signals.next() => return Ok(Ending::Interrupted),
        }
    }
}

fn open_beside(config: &Config) -> anyhow::Result<Connection> {
    db::open_beside(&config.database).context("the database could not be opened")
}

/// What goes wrong while the bot runs here is seen; all of the log goes to its file, if it has one.
fn log_troubles(config: &Config) -> anyhow::Result<()> {
    match &config.log_file {
        Some(file) => logging::init(config.log_level, Some(file)),
        None => logging::init_quietly(),
    }
}

impl Ready {
    /// Whether a link is made: always if nobody owns the bot, else only if the operator says so.
    async fn wants_link(&self, is_owned: bool) -> anyhow::Result<bool> {
        let asker = &self.asker;
        if !is_owned || self.another_link {
            return Ok(true);
        }
        if !asker.is_terminal() {
            asker.say("setup-owned", args! {})?;
            return Ok(false);
        }
        let question = asker.text("setup-another-link", args! {});
        asker.yes(&question, false).await
    }

    fn print_link(&self, link: &str, now: Timestamp) -> anyhow::Result<()> {
        let until = self.until(now);
        let minutes = owner::VALID_MINUTES;
        self.asker
            .say("setup-link", args! { minutes: minutes, until: &until })?;
        Ok(print::line(&format!("\n  {link}\n"))?)
    }

    fn until(&self, made_at: Timestamp) -> String {
        let until = made_at.plus_minutes(owner::VALID_MINUTES);
        units::instant(self.asker.lang, until, self.config.time_zone)
    }

    fn tell_ending(&self, ending: Ending) -> anyhow::Result<()> {
        let asker = &self.asker;
        match ending {
            Ending::Owned(user) => {
                let known = crud::users::get(&open_beside(&self.config)?, user)?;
                let name = known.map_or_else(|| user.to_string(), |known| known.full_name());
                let name = html::name(&name);
                Ok(asker.say(
                    "setup-owned-now",
                    args! { name: &name, id: &user.to_string() },
                )?)
            }
            Ending::Over => Err(anyhow!(asker.text("setup-link-over", args! {}))),
            Ending::Interrupted => {
                let minutes = owner::VALID_MINUTES;
                Ok(asker.say("setup-link-stays", args! { minutes: minutes })?)
            }
        }
    }

    fn next_steps(&self) -> anyhow::Result<()> {
        let asker = &self.asker;
        if let Some(directory) = &self.directory {
            let directory = directory.display().to_string();
            asker.say("setup-next-directory", args! { directory: &directory })?;
        }
        Ok(asker.say("setup-next", args! {})?)
    }
}
