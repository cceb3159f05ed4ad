//! What people say and press, turned into one call of a service and one screen.
//!
//! Invariant: this file is the one boundary. Handlers return what to show and send nothing; here every press is
//! answered, every refusal gets its words, and every fault its number. Only private chats are talked in; in channels
//! votes are counted.

pub mod admin;
mod albums;
mod banned;
mod closed;
pub mod commands;
mod counted;
pub mod dialogue;
pub mod events;
mod excuses;
mod limits;
pub mod menus;
mod messages;
mod presses;
pub mod reply;
pub mod rights;
mod stars;
pub mod user;
pub mod visit;
mod votes;

pub use dialogue::Dialogue;
pub use reply::Reply;
pub use visit::Visit;

use crate::context::Ctx;
use crate::models::Actor;
use crate::models::Ban;
use crate::models::Identity;
use crate::models::InboxSeq;
use crate::models::Refusal;
use crate::models::Standing;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::Reader;
use crate::screens::notices;
use crate::screens::persons;
use crate::screens::refusals;
use crate::services;
use crate::services::ServiceError;
use crate::services::notify;
use crate::services::status::Pulse;
use crate::telegram::admins;
use crate::telegram::bot::Bot;
use crate::telegram::bot::Pressed;
use crate::telegram::crowd::Crowd;
use crate::telegram::crowd::Place;
use crate::telegram::dialogues::Dialogues;
use crate::telegram::flood::FloodFilter;
use crate::telegram::flood::Verdict;
use crate::telegram::inbox::Delivered;
use crate::telegram::inbox::Ending;
use crate::telegram::inbox::Handle;
use crate::telegram::inbox::Handled;
use crate::telegram::inbox::Nudger;
use crate::telegram::sender::BoxFuture;
use crate::telegram::update::CallbackQuery;
use crate::telegram::update::Message;
use crate::telegram::update::Update;
use crate::utils::html;
use crate::utils::metrics;
use crate::utils::metrics::UpdateOutcome;
use crate::utils::redact;
use admin::tickets::topic;
use admin::tickets::topic::Strangers;
use albums::Albums;
use banned::BannedEars;
use closed::Doorman;
use excuses::Excuses;
use reply::To;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::OnceLock;
use std::time::Duration;
use teloxide::dispatching::dialogue::Storage;
use teloxide::types::ChatId as DialogueKey;

/// The most of a panic's words that is logged.
const PANIC_LENGTH: usize = 300;
/// A press is answered within this time, done or not.
const ANSWER_WITHIN: Duration = Duration::from_secs(1);

/// Tells what the runtime knows of itself, for `/status`.
pub trait PulseSource: Send + Sync + 'static {
    /// The queues, the last contact and the jobs as they are now.
    fn pulse(&self) -> BoxFuture<'_, Pulse>;
}

/// The boundary: between updates and replies.
pub struct Boundary {
    ctx: Arc<Ctx>,
    bot: Bot,
    pulse: Arc<dyn PulseSource>,
    dialogues: Arc<Dialogues<Dialogue>>,
    flood: FloodFilter,
    crowd: Crowd,
    doorman: Doorman,
    albums: Albums,
    banned: BannedEars,
    excuses: Excuses,
    strangers: Strangers,
    nudger: OnceLock<Nudger>,
}

/// An update that is heard.
struct Admitted {
    /// Given back when its answers have ended.
    place: Option<Place>,
    /// The person should hear that they are to go slower: so many seconds of silence follow.
    slower: Option<i64>,
}
/// Nothing can be written just now: what was to be done waits until it can.
struct PutOff;

/// What a person did in their chat with the bot.
#[derive(Clone, Copy)]
enum Deed<'a> {
    Press(&'a str),
    Message(&'a Message),
}

/// The same with one more ending to wait for, if it is done.
fn with(handled: Handled, ending: Option<Ending>) -> Handled {
    match handled {
        Handled::Done(mut endings) => {
            endings.extend(ending);
            Handled::Done(endings)
        }
        other @ (Handled::NotDone | Handled::Unreadable { .. }) => other,
    }
}

impl Boundary {
    /// A boundary without a memory of any dialogue.
    pub fn new(ctx: Arc<Ctx>, bot: Bot, pulse: Arc<dyn PulseSource>) -> Self {
        let hurry = ctx.config.tempo.hurry;
        Self {
            ctx,
            bot,
            pulse,
            dialogues: Arc::default(),
            flood: FloodFilter::new(hurry),
            crowd: Crowd::default(),
            doorman: Doorman::default(),
            albums: Albums::default(),
            banned: BannedEars::default(),
            excuses: Excuses::default(),
            strangers: Strangers::default(),
            nudger: OnceLock::new(),
        }
    }

    /// Gives the boundary its way to the inbox, once: an update that is tried again is handed out by it.
    pub fn set_nudger(&self, nudger: Nudger) {
        if self.nudger.set(nudger).is_err() {
            log::error!("the way to the inbox was set twice");
        }
    }

    async fn receive(&self, delivered: Delivered) -> Handled {
        let Delivered { seq, update } = delivered;
        if let Some(query) = &update.callback_query {
            return self.pressed(seq, query).await;
        }
        if let Some(message) = &update.message {
            if message.migrate_to_chat_id.is_some() || message.migrate_from_chat_id.is_some() {
                return events::migrated(&self.ctx, message).await;
            }
            // Money counts whoever sends it, however busy the house is.
            if let Some(handled) = stars::money_moved(&self.ctx, seq, message).await {
                return handled;
            }
            if let Some(handled) = self.took_part(seq, message).await {
                return handled;
            }
            if let Some(topic_id) = message.topic().filter(|_| message.chat.id < 0) {
                let (ctx, bot, strangers) = (&self.ctx, &self.bot, &self.strangers);
                return topic::heard(ctx, bot, strangers, seq, message, topic_id).await;
            }
            return self.said(seq, message).await;
        }
        if let Some(query) = &update.pre_checkout_query {
            return Handled::Done(vec![stars::pre_checkout(&self.ctx, &self.bot, query).await]);
        }
        if let Some(change) = &update.subscription {
            return stars::subscription_changed(&self.ctx, &self.bot, seq, change).await;
        }
        events::receive(&self.ctx, &self.dialogues, seq, &update).await
    }

    async fn pressed(&self, seq: InboxSeq, query: &CallbackQuery) -> Handled {
        let to = To::of_press(query);
        if let Some(ballot) = votes::ballot(query).filter(|_| !query.from.is_bot) {
            return self.voted(seq, query, ballot).await;
        }
        if query.from.is_bot || !query.is_private() {
            let endings = reply::deliver(&self.ctx, &self.bot, &to, Reply::nothing());
            return Handled::Done(endings);
        }
        let pressed = query.message.as_ref().map(reply::pressed);
        let data = query.data.as_deref().unwrap_or_default();
        let (mut to, deed) = (to, Deed::Press(data));
        let Some(Admitted { place, slower }) = self.admit(to.user, deed).await else {
            let endings = reply::deliver(&self.ctx, &self.bot, &to, Reply::nothing());
            return Handled::Done(endings);
        };
        let mut work = std::pin::pin!(self.respond(seq, to.user, pressed, deed, slower));
        let handled = tokio::select! {
            reply = &mut work => self.replied(to, reply),
            () = tokio::time::sleep(ANSWER_WITHIN) => {
                let early = reply::answer_early(&self.ctx, &self.bot, &mut to);
                let reply = work.await.map(Reply::after_the_answer);
                with(self.replied(to, reply), early)
            }
        };
        with(handled, place.map(leave))
    }

    /// Sends what a deed is answered with; one that waits is not done, and the person is told so.
    fn replied(&self, to: To, reply: Result<Reply, PutOff>) -> Handled {
        match reply {
            Ok(reply) => Handled::Done(reply::deliver(&self.ctx, &self.bot, &to, reply)),
            Err(PutOff) => {
                self.apologise(to);
                Handled::NotDone
            }
        }
    }

    async fn said(&self, seq: InboxSeq, message: &Message) -> Handled {
        let Some(from) = message
            .from
            .as_ref()
            .filter(|from| !from.is_bot && from.id == message.chat.id)
        else {
            return Handled::Done(Vec::new());
        };
        let user = UserId(from.id);
        if self
            .albums
            .is_another_of(user, message.media_group_id.as_deref())
        {
            return Handled::Done(Vec::new());
        }
        let deed = Deed::Message(message);
        let Some(Admitted { place, slower }) = self.admit(user, deed).await else {
            return Handled::Done(Vec::new());
        };
        let reply = self.respond(seq, user, None, deed, slower).await;
        let handled = self.replied(To::chat(user), reply);
        self.let_others_first(user).await;
        with(handled, place.map(leave))
    }

    /// Where many wait, what goes to somebody new comes after what goes to those who are known: a thousand fresh accounts
    /// cost nothing to make.
    async fn let_others_first(&self, user: UserId) {
        if !self.crowd.is_crowded() || self.flood.is_staff(user) {
            return;
        }
        // Whose row cannot be read just now is in nobody's way.
        let now = self.ctx.clock.now();
        if matches!(services::home::is_new(&self.ctx, user, now).await, Ok(true)) {
            self.bot.sender.press(user.chat());
        }
    }

    /// Counts what somebody does; `None` if it is not heard: they flood the bot, or the house is full of people who wait
    /// and the answer to what they did before is still on its way.
    async fn admit(&self, user: UserId, deed: Deed<'_>) -> Option<Admitted> {
        let key = DialogueKey(user.0);
        let dialogue = match deed {
            Deed::Press(_) => None,
            Deed::Message(_) => {
                let Ok(dialogue) = self.dialogues.clone().get_dialogue(key).await;
                dialogue
            }
        };
        let bot_name = self.ctx.bot().map_or("", |bot| bot.username.as_str());
        let length = self.ctx.config.token_length;
        let kinds = limits::kinds(&deed, dialogue.as_ref(), bot_name, length);
        let verdict = self.flood.judge(user, &kinds);
        let place = match (verdict, deed) {
            (Verdict::Drop, _) => None,
            // The answer to a press takes nobody's turn, and a warning comes but once.
            (_, Deed::Press(_)) | (Verdict::Warn { .. }, _) => Some(None),
            (Verdict::Pass, Deed::Message(_)) if self.flood.is_staff(user) => Some(None),
            (Verdict::Pass, Deed::Message(_)) => self.crowd.enter(user).map(Some),
        };
        if place.is_none() || verdict != Verdict::Pass {
            self.bot.sender.press(user.chat());
        }
        let slower = match verdict {
            Verdict::Warn { seconds } => Some(seconds),
            Verdict::Pass | Verdict::Drop => None,
        };
        place.map(|place| Admitted { place, slower })
    }

    /// What that deed is answered with, unless it waits.
    async fn respond(
        &self,
        seq: InboxSeq,
        user: UserId,
        pressed: Option<Pressed>,
        deed: Deed<'_>,
        slower: Option<i64>,
    ) -> Result<Reply, PutOff> {
        let now = self.ctx.clock.now();
        let looked_up = services::home::visitor(&self.ctx, user, now).await;
        let person = looked_up
            .as_ref()
            .ok()
            .and_then(|(person, _)| person.as_ref());
        let reader = admins::reader_of(&self.ctx, person);
        let is_press = matches!(deed, Deed::Press(_));
        if let Some(ban) = person.and_then(|person| person.ban.as_ref()) {
            return Ok(self.refuse_banned(reader, user, ban, is_press));
        }
        if let Some(seconds) = slower {
            return Ok(if is_press {
                Reply::alert(notices::flood_alert(reader.lang, seconds))
            } else {
                Reply::show(notices::flood_pause(reader, seconds))
            });
        }
        let result = match looked_up {
            Ok((_, standing)) => {
                let is_staff = !standing.permissions.is_empty();
                self.flood.note_staff(user, is_staff);
                let visit = self.visit(seq, user, standing, reader, pressed);
                let reply = if is_staff || !self.is_shut_to(deed) {
                    act(&visit, deed).await
                } else {
                    self.doorman.answer(&visit, &deed).await
                };
                match reply {
                    Ok(reply) => Ok(self.permitted(user, standing, reply).await),
                    Err(error) => Err(error),
                }
            }
            Err(error) => Err(error),
        };
        match result {
            Err(error) if error.is_stopped() => Err(PutOff),
            result => Ok(result.unwrap_or_else(|error| self.worded(reader, user, is_press, error))),
        }
    }

    /// One sentence for whoever is banned, now and then.
    fn refuse_banned(&self, reader: Reader, user: UserId, ban: &Ban, is_press: bool) -> Reply {
        if !self.banned.are_open(user, ban, reader.now) {
            return Reply::nothing();
        }
        if is_press {
            Reply::alert(persons::banned_alert(reader, ban))
        } else {
            Reply::show(persons::banned(reader, ban))
        }
    }

    /// The reply without the buttons of what the person may not do: the menus of each role show what it allows.
    async fn permitted(&self, user: UserId, standing: Standing, reply: Reply) -> Reply {
        let mut may = standing.permissions;
        // Whoever has just become the owner, or one of the staff, may do more than when they asked.
        if reply.changes_menus()
            && let Ok((_, now)) =
                services::home::visitor(&self.ctx, user, self.ctx.clock.now()).await
        {
            may = now.permissions;
        }
        reply.keeping(|action| rights::permission_of(action).is_none_or(|needs| may.has(needs)))
    }

    /// Whether the house is under maintenance, and that is nothing that must work all the same.
    fn is_shut_to(&self, deed: Deed<'_>) -> bool {
        let bot_name = self.ctx.bot().map_or("", |bot| bot.username.as_str());
        self.ctx.maintenance().is_on() && !closed::is_for_staff(&deed, bot_name)
    }

    fn visit(
        &self,
        seq: InboxSeq,
        user: UserId,
        standing: Standing,
        reader: Reader,
        pressed: Option<Pressed>,
    ) -> Visit<'_> {
        Visit {
            ctx: &self.ctx,
            bot: &self.bot,
            dialogues: &self.dialogues,
            pulse: self.pulse.as_ref(),
            nudger: self.nudger.get(),
            actor: Actor::standing(user, standing, Some(seq)),
            user,
            reader,
            pressed,
        }
    }

    /// A no in the person's words, or an apology with the number of the fault.
    fn worded(&self, reader: Reader, user: UserId, is_press: bool, error: ServiceError) -> Reply {
        match error {
            ServiceError::Refused(refusal) => {
                counted::note(UpdateOutcome::Refused);
                match is_press {
                    true => Reply::alert(refusals::alert(reader, &refusal)),
                    false => Reply::show(refusals::text(reader, &refusal)),
                }
            }
            ServiceError::Database(_) | ServiceError::Fault(_) => {
                counted::note(UpdateOutcome::Failed);
                let text = error.to_string();
                let number =
                    notify::log_error_and_notify(&self.ctx, Identity::User(user), "handler", &text);
                if is_press {
                    Reply::alert(notices::incident_alert(reader.lang, &number.0))
                } else {
                    Reply::show(notices::incident(reader, &number.0))
                }
            }
        }
    }
}

/// Gives the place of an update back when its answers have ended.
fn leave(place: Place) -> Ending {
    Box::pin(async move { drop(place) })
}

/// Does what the person wants. What this very update did before a kill is not done again: they see how things are.
async fn act(visit: &Visit<'_>, deed: Deed<'_>) -> Result<Reply, ServiceError> {
    let action: Option<Action> = match deed {
        Deed::Press(data) => data.parse().ok(),
        Deed::Message(_) => None,
    };
    let result = match (deed, action) {
        (Deed::Message(message), _) => messages::route(visit, message).await,
        (Deed::Press(_), Some(action)) => presses::press(visit, action).await,
        (Deed::Press(_), None) => user::start::old_menu(visit).await,
    };
    match (result, action) {
        (Err(ServiceError::Refused(Refusal::AlreadyApplied)), Some(action)) => {
            presses::route(visit, presses::parent(action)).await
        }
        (Err(ServiceError::Refused(Refusal::AlreadyApplied)), None) => {
            user::start::home(visit).await
        }
        (result, _) => result,
    }
}

impl Handle for Boundary {
    fn handle(&self, delivered: Delivered) -> Pin<Box<dyn Future<Output = Handled> + Send + '_>> {
        Box::pin(counted::counted(self, delivered))
    }

    fn excuse(&self, raw: &str) {
        let update = Update::parse(raw).unwrap_or_default();
        if let Some((to, true)) = To::of_update(&update) {
            self.apologise(to);
        }
    }

    fn panicked(&self, raw: &str, panic: &str) -> Handled {
        let update = Update::parse(raw).unwrap_or_default();
        metrics::update(counted::kind_of(&update), UpdateOutcome::Panicked);
        let Some((to, is_heard)) = To::of_update(&update) else {
            let words = panic_words(panic);
            notify::log_error_and_notify(&self.ctx, Identity::System, "panic", &words);
            return Handled::NotDone;
        };
        let who = Identity::User(to.user);
        let number = notify::log_error_and_notify(&self.ctx, who, "panic", &panic_words(panic));
        if !is_heard {
            return Handled::Done(Vec::new());
        }
        let (ctx, bot) = (self.ctx.clone(), self.bot.clone());
        Handled::Done(vec![Box::pin(async move {
            let reader = admins::reader(&ctx, to.user).await;
            let reply = if to.query.is_some() {
                Reply::alert(notices::incident_alert(reader.lang, &number.0))
            } else {
                Reply::show(notices::incident(reader, &number.0))
            };
            for ending in reply::deliver(&ctx, &bot, &to, reply) {
                ending.await;
            }
        })])
    }
}

/// The words of a panic without secrets, cut short.
fn panic_words(panic: &str) -> String {
    html::one_line(&redact::redact(panic), PANIC_LENGTH)
}
