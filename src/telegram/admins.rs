//! The way to the admins: each is told in their own language.

use super::bot::Bot;
use super::sender::Pending;
use crate::context::AdminChannel;
use crate::context::Ctx;
use crate::models::AdminNotice;
use crate::models::Permission;
use crate::models::User;
use crate::models::UserId;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::brake;
use crate::screens::care;
use crate::screens::channels;
use crate::screens::notices;
use crate::screens::reactions;
use crate::screens::servers;
use crate::services;
use crate::utils::locale::Lang;
use std::sync::Arc;
use std::sync::Weak;
use tokio_util::task::TaskTracker;

/// Sends notices to everybody who looks after problems.
pub struct Admins {
    /// The context owns this channel, so it must not own the context.
    ctx: Weak<Ctx>,
    bot: Bot,
    tracker: TaskTracker,
}

impl Admins {
    /// A channel over that bot; its work is waited for through `tracker`.
    pub fn new(ctx: &Arc<Ctx>, bot: Bot, tracker: TaskTracker) -> Self {
        Self {
            ctx: Arc::downgrade(ctx),
            bot,
            tracker,
        }
    }
}

impl Admins {
    /// Tells every admin and waits until they were told, or could not be.
    pub async fn tell_now(&self, notice: &AdminNotice) {
        if let Some(ctx) = self.ctx.upgrade() {
            tell(&ctx, &self.bot, notice).await;
        }
    }
}

impl AdminChannel for Admins {
    fn tell(&self, notice: AdminNotice) {
        let Some(ctx) = self.ctx.upgrade() else {
            return;
        };
        let bot = self.bot.clone();
        self.tracker
            .spawn(async move { tell(&ctx, &bot, &notice).await });
    }
}

/// Tells everybody whom the notice concerns, and waits until they were told or could not be.
pub async fn tell(ctx: &Ctx, bot: &Bot, notice: &AdminNotice) {
    let now = ctx.clock.now();
    let recipients = match notice {
        AdminNotice::Offer { to, .. } => Ok(vec![*to]),
        AdminNotice::KeyShared { .. } | AdminNotice::KeyHeavy { .. } => {
            services::house::holders(ctx, Permission::ManageKeys, now).await
        }
        AdminNotice::Online(_)
        | AdminNotice::Offline
        | AdminNotice::Fault { .. }
        | AdminNotice::RightsLost { .. }
        | AdminNotice::RightsBack { .. }
        | AdminNotice::Intruder(_)
        | AdminNotice::Brake(_)
        | AdminNotice::ClockWrong { .. }
        | AdminNotice::ClockRight
        | AdminNotice::ReactionsRefused { .. }
        | AdminNotice::TextBroken { .. }
        | AdminNotice::ServerDown { .. }
        | AdminNotice::ServerUp { .. }
        | AdminNotice::ServerFileChanged { .. }
        | AdminNotice::WritesStopped { .. }
        | AdminNotice::WritesResumed { .. }
        | AdminNotice::DatabaseDamaged { .. }
        | AdminNotice::DatabaseAside { .. }
        | AdminNotice::Migrated { .. }
        | AdminNotice::PoolScarce { .. } => {
            services::house::holders(ctx, Permission::ManageProblems, now).await
        }
    };
    let recipients = match recipients {
        Ok(recipients) => recipients,
        Err(error) => {
            // A database that cannot be read is the very news the settings' admins must have.
            log::error!("the admins could not be looked up: {error}");
            ctx.config.admin_user_ids.clone()
        }
    };
    let mut sent: Vec<(UserId, Pending)> = Vec::new();
    for admin in recipients {
        let screen = draw(reader(ctx, admin).await, notice);
        sent.push((admin, bot.show(admin.chat(), &screen)));
    }
    for (admin, pending) in sent {
        if let Err(error) = pending.await {
            log::warn!("[{admin}] the notice was not delivered: {error}");
        }
    }
}

/// How a person reads: their language, the house's time zone, now.
pub async fn reader(ctx: &Ctx, user: UserId) -> Reader {
    match services::home::person(ctx, user).await {
        Ok(person) => reader_of(ctx, person.as_ref()),
        Err(error) => {
            log::error!("[{user}] could not be looked up: {error}");
            reader_of(ctx, None)
        }
    }
}

/// The same for a person already looked up.
pub fn reader_of(ctx: &Ctx, person: Option<&User>) -> Reader {
    let own = person.and_then(|person| person.language.as_deref());
    let telegram = person.and_then(|person| person.language_code.as_deref());
    let zone = person
        .and_then(|person| person.time_zone.as_deref())
        .and_then(|zone| zone.parse().ok());
    Reader {
        lang: Lang::choose(own, telegram, ctx.default_lang()),
        time_zone: zone.unwrap_or_else(|| ctx.time_zone()),
        now: ctx.clock.now(),
    }
}

fn draw(reader: Reader, notice: &AdminNotice) -> Screen {
    match notice {
        AdminNotice::Online(summary) => {
            notices::online(reader, env!("CARGO_PKG_VERSION"), *summary)
        }
        AdminNotice::Offline => notices::offline(reader),
        AdminNotice::Fault {
            incident,
            area,
            text,
            repeats,
        } => {
            let mut screen = notices::incident_notice(reader, incident, area, None, text);
            if *repeats > 0 {
                let again = notices::fault(reader, area, i64::from(*repeats));
                screen.html = format!("{}\n\n{}", screen.html, again.html);
            }
            screen
        }
        AdminNotice::RightsLost {
            door,
            title,
            missing,
            ..
        } => notices::rights_lost(reader, *door, title, missing),
        AdminNotice::RightsBack { door, title, .. } => notices::rights_back(reader, *door, title),
        AdminNotice::Intruder(view) => notices::intruder(reader, view),
        AdminNotice::Brake(view) => brake::question(reader, view),
        AdminNotice::ClockWrong { seconds } => notices::clock_wrong(reader, *seconds),
        AdminNotice::ClockRight => notices::clock_right(reader),
        AdminNotice::Offer { offer, .. } => channels::offer(reader, offer),
        AdminNotice::ReactionsRefused { door, title, emoji } => {
            reactions::refused(reader, *door, title, emoji)
        }
        AdminNotice::TextBroken { key, language } => notices::text_broken(reader, *key, language),
        AdminNotice::Migrated { door, title } => notices::migrated(reader, *door, title),
        AdminNotice::ServerDown { news, why } => servers::went_down(reader, news, why),
        AdminNotice::ServerUp { news, woken } => servers::came_back(reader, news, *woken),
        AdminNotice::ServerFileChanged { news, peers } => {
            servers::file_changed(reader, news, *peers)
        }
        AdminNotice::WritesStopped {
            ailment,
            path,
            free_bytes,
            why,
        } => care::stopped(reader, *ailment, path, *free_bytes, why),
        AdminNotice::WritesResumed { ailment, seconds } => {
            care::resumed(reader, *ailment, *seconds)
        }
        AdminNotice::DatabaseDamaged {
            incident,
            fault,
            is_stopped,
            backup,
        } => care::damaged(reader, incident, fault, *is_stopped, backup.as_ref()),
        AdminNotice::DatabaseAside { name, backup } => care::aside(reader, name, backup.as_ref()),
        AdminNotice::KeyShared {
            name,
            owner,
            networks,
            is_held,
            ..
        } => notices::key_shared(reader, name, owner, *networks, *is_held),
        AdminNotice::KeyHeavy {
            name, owner, bytes, ..
        } => notices::key_heavy(reader, name, owner, *bytes),
        AdminNotice::PoolScarce {
            name,
            is_trial,
            available,
            total,
            ..
        } => servers::pool_scarce(reader, name, *is_trial, *available, *total),
    }
}
