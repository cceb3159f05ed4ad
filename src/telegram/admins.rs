//! The way to the admins: each is told in their own language.

use super::bot::Bot;
use super::errors::CallError;
use super::errors::Class;
use super::errors::is_topic_gone;
use super::forum::Place;
use super::sender::Pending;
use crate::context::AdminChannel;
use crate::context::Ctx;
use crate::models::AdminNotice;
use crate::models::NoticeGroup;
use crate::models::NoticeKind;
use crate::models::NoticePlan;
use crate::models::NoticeReader;
use crate::models::TopicChange;
use crate::models::User;
use crate::models::UserId;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::api;
use crate::screens::backups;
use crate::screens::brake;
use crate::screens::care;
use crate::screens::channels;
use crate::screens::ledger;
use crate::screens::notice_desk;
use crate::screens::notices;
use crate::screens::payments;
use crate::screens::reactions;
use crate::screens::servers;
use crate::screens::tickets;
use crate::screens::webhooks;
use crate::services;
use crate::services::ServiceError;
use crate::utils::locale::Lang;
use crate::utils::spawn::boxed;
use std::sync::Arc;
use std::sync::Weak;
use tokio::sync::Mutex;
use tokio_util::task::TaskTracker;

/// Held by whoever makes a topic.
static MAKING: Mutex<()> = Mutex::const_new(());

/// Sends notices to everybody whom they concern.
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
            services::notify::keep_line(&ctx, notice).await;
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
        self.tracker.spawn(boxed(async move {
            services::notify::keep_line(&ctx, &notice).await;
            tell(&ctx, &bot, &notice).await;
        }));
    }
}

/// Tells everybody whom the notice concerns, and waits until they were told or could not be.
pub async fn tell(ctx: &Ctx, bot: &Bot, notice: &AdminNotice) {
    let plan = match services::notices::plan(ctx, notice, ctx.clock.now()).await {
        Ok(plan) => plan,
        Err(error) => {
            // A database that cannot be read is the very news the settings' admins must have.
            log::error!("the admins could not be looked up: {error}");
            let admins = ctx.config.admin_user_ids.iter();
            let people = admins.map(|user| NoticeReader {
                user: *user,
                is_silent: false,
            });
            NoticePlan {
                group: None,
                people: people.collect(),
                if_group_fails: Vec::new(),
            }
        }
    };
    let mut sent = Vec::new();
    tell_people(ctx, bot, notice, &plan.people, &mut sent).await;
    if let Some(group) = plan.group
        && !tell_group(ctx, bot, notice, group).await
    {
        tell_people(ctx, bot, notice, &plan.if_group_fails, &mut sent).await;
    }
    for (admin, pending) in sent {
        if let Err(error) = pending.await {
            log::warn!("[{admin}] the notice was not delivered: {error}");
        }
    }
}

async fn tell_people(
    ctx: &Ctx,
    bot: &Bot,
    notice: &AdminNotice,
    people: &[NoticeReader],
    sent: &mut Vec<(UserId, Pending)>,
) {
    for to in people {
        let screen = draw(reader(ctx, to.user).await, notice);
        let place = Place::chat(to.user.chat());
        sent.push((to.user, bot.notify(place, &screen, to.is_silent)));
    }
}

/// Tells the group, in the topic of the notice's kind if it has topics. True if it was told.
async fn tell_group(ctx: &Ctx, bot: &Bot, notice: &AdminNotice, mut group: NoticeGroup) -> bool {
    let reader = reader_of(ctx, None);
    let screen = notice_desk::in_group(reader, draw(reader, notice), &ctx.deep_link(""));
    // Twice at most: what went wrong the first time may be put right, as a topic that was deleted.
    for _ in 0..2 {
        let place = Place {
            topic: topic(ctx, bot, notice.kind(), &mut group).await,
            chat: group.chat,
        };
        let Err(error) = bot.notify(place, &screen, false).await else {
            return true;
        };
        match mend(ctx, notice.kind(), &mut group, &error).await {
            Ok(true) => {}
            Ok(false) => {
                log::warn!("the group of notices was not told: {error}");
                return false;
            }
            Err(error) => {
                log::error!("the group of notices: {error}");
                return false;
            }
        }
    }
    false
}

/// The topic of a kind, made if it is not there yet. Two notices at once make one.
async fn topic(ctx: &Ctx, bot: &Bot, kind: NoticeKind, group: &mut NoticeGroup) -> Option<i64> {
    let known = |group: &NoticeGroup| group.topics.ids.get(kind.name()).copied();
    if !group.topics.is_forum || known(group).is_some() {
        return known(group).filter(|_| group.topics.is_forum);
    }
    let _alone = MAKING.lock().await;
    match services::notices::topics(ctx, group.chat).await {
        Ok(topics) => group.topics = topics.unwrap_or_default(),
        Err(error) => log::error!("the topics of the group of notices: {error}"),
    }
    if !group.topics.is_forum || known(group).is_some() {
        return known(group).filter(|_| group.topics.is_forum);
    }
    let name = notice_desk::kind_name(ctx.default_lang(), kind);
    match bot.open_topic(group.chat, &name).await {
        Ok(topic) => keep(ctx, group, TopicChange::Made(kind, topic)).await,
        // Another notice tries again.
        Err(error) if error.class().is_outage() => {}
        Err(error) => {
            log::warn!("no topic could be made in the group of notices: {error}");
            keep(ctx, group, TopicChange::NoForum).await;
        }
    }
    known(group).filter(|_| group.topics.is_forum)
}

/// Puts right what kept the group from being told. True if it is worth another try.
async fn mend(
    ctx: &Ctx,
    kind: NoticeKind,
    group: &mut NoticeGroup,
    error: &CallError,
) -> Result<bool, ServiceError> {
    let now = ctx.clock.now();
    if let (true, Some(topic)) = (is_topic_gone(error), group.topics.ids.get(kind.name())) {
        let change = TopicChange::Gone(kind, *topic);
        keep(ctx, group, change).await;
        return Ok(true);
    }
    match error.class() {
        Class::ChatLost => {
            services::notices::group_lost(ctx, group.chat, now).await?;
            Ok(false)
        }
        Class::Migrated(new) => {
            services::notices::group_migrated(ctx, group.chat, new, now).await?;
            group.chat = new;
            Ok(true)
        }
        Class::Harmless(_)
        | Class::Unreachable
        | Class::NoRights
        | Class::RequestClosed
        | Class::NotAMember
        | Class::CannotRemove
        | Class::BadEntities
        | Class::EditGone
        | Class::TooManyRequests(_)
        | Class::Conflict
        | Class::Unauthorized
        | Class::Server
        | Class::Network
        | Class::InDoubt
        | Class::Other => Ok(false),
    }
}

/// Takes note of what became of a topic, here and in the database.
async fn keep(ctx: &Ctx, group: &mut NoticeGroup, change: TopicChange) {
    group.topics.apply(change);
    let now = ctx.clock.now();
    if let Err(error) = services::notices::keep_topic(ctx, group.chat, change, now).await {
        log::error!("the topics of the group of notices: {error}");
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
        AdminNotice::NoticeGroupLost { title } => notice_desk::group_lost(reader, title),
        AdminNotice::Migrated { door, title } => notices::migrated(reader, *door, title),
        AdminNotice::SupportGroup { why } => tickets::group_lost(reader, why),
        AdminNotice::ServerDown { news, why } => servers::went_down(reader, news, why),
        AdminNotice::ServerUp { news, woken } => servers::came_back(reader, news, *woken),
        AdminNotice::ProxyDown(news) => servers::watch::out(reader, news),
        AdminNotice::ProxyUp(news) => servers::watch::back(reader, news),
        AdminNotice::ServerFileChanged { news, peers } => {
            servers::file_changed(reader, news, *peers)
        }
        AdminNotice::ApiTokenReused { key, name, .. } => api::token_reused(reader, *key, name),
        AdminNotice::Restored { made_at, holds } => backups::restored(reader, *made_at, *holds),
        AdminNotice::WebhookTrouble {
            webhook,
            name,
            host,
            since,
            halt,
            why,
        } => webhooks::trouble(reader, *webhook, (name, host), *since, *halt, why),
        AdminNotice::UpdatesTrouble { trouble } => webhooks::updates(reader, trouble),
        AdminNotice::BackupTrouble { trouble, refusal } => {
            backups::trouble(reader, *trouble, refusal)
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
        AdminNotice::PaymentHeld {
            payment,
            why,
            amount,
            method,
        } => payments::held(reader, *payment, *why, amount, *method),
        AdminNotice::BooksWrong { faults, late } => ledger::wrong(reader, *faults, *late),
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
