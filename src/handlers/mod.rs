//! What people say and press, turned into one call of a service and one screen.
//!
//! Invariant: this file is the one boundary. Handlers return what to show and send nothing; here every press is
//! answered, every refusal gets its words, and every fault its number. Only private chats are talked in; in channels
//! votes are counted.

pub mod admin;
mod albums;
pub mod commands;
pub mod dialogue;
pub mod events;
pub mod menus;
mod messages;
mod presses;
pub mod reply;
pub mod rights;
pub mod user;
pub mod visit;
mod votes;

pub use dialogue::Dialogue;
pub use reply::Reply;
pub use visit::Visit;

use crate::context::Ctx;
use crate::models::Actor;
use crate::models::Identity;
use crate::models::InboxSeq;
use crate::models::MemberRefusal;
use crate::models::PermissionSet;
use crate::models::Refusal;
use crate::models::UserId;
use crate::models::UserStatus;
use crate::screens::Action;
use crate::screens::Reader;
use crate::screens::notices;
use crate::screens::refusals;
use crate::services;
use crate::services::ServiceError;
use crate::services::house::Pulse;
use crate::services::notify;
use crate::telegram::admins;
use crate::telegram::bot::Bot;
use crate::telegram::bot::Pressed;
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
use crate::utils::redact;
use albums::Albums;
use reply::To;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::OnceLock;
use std::time::Duration;

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
    albums: Albums,
    nudger: OnceLock<Nudger>,
}

/// What a person did in their chat with the bot.
enum Deed<'a> {
    Press(&'a str),
    Message(&'a Message),
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
            albums: Albums::default(),
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
            return Handled::Done(self.pressed(seq, query).await);
        }
        if let Some(message) = &update.message {
            if message.migrate_to_chat_id.is_some() || message.migrate_from_chat_id.is_some() {
                return events::migrated(&self.ctx, message).await;
            }
            let part = match admin::broadcasts::part(&self.ctx, seq, message).await {
                Ok(false) => admin::members::part(&self.ctx, seq, message).await,
                other => other,
            };
            match part {
                Ok(true) | Err(ServiceError::Refused(_)) => return Handled::Done(Vec::new()),
                Ok(false) => {}
                Err(error) => {
                    let (who, text) = (Identity::System, error.to_string());
                    notify::log_error_and_notify(&self.ctx, who, "album", &text);
                    return Handled::NotDone;
                }
            }
            return Handled::Done(self.said(seq, message).await);
        }
        if let Some(query) = &update.pre_checkout_query {
            return Handled::Done(vec![
                events::pre_checkout(&self.ctx, &self.bot, query).await,
            ]);
        }
        events::receive(&self.ctx, &self.dialogues, seq, &update).await
    }

    async fn pressed(&self, seq: InboxSeq, query: &CallbackQuery) -> Vec<Ending> {
        let to = To::of_press(query);
        if let Some(ballot) = votes::ballot(query).filter(|_| !query.from.is_bot) {
            return self.voted(seq, query, ballot).await;
        }
        if query.from.is_bot || !query.is_private() {
            return reply::deliver(&self.ctx, &self.bot, &to, Reply::nothing());
        }
        let pressed = query.message.as_ref().map(reply::pressed);
        let data = query.data.as_deref().unwrap_or_default();
        let mut to = to;
        let mut work = std::pin::pin!(self.respond(seq, to.user, pressed, Deed::Press(data)));
        tokio::select! {
            reply = &mut work => reply::deliver(&self.ctx, &self.bot, &to, reply),
            () = tokio::time::sleep(ANSWER_WITHIN) => {
                let early = reply::answer_early(&self.ctx, &self.bot, &mut to);
                let reply = work.await.after_the_answer();
                let mut endings = reply::deliver(&self.ctx, &self.bot, &to, reply);
                endings.extend(early);
                endings
            }
        }
    }

    async fn said(&self, seq: InboxSeq, message: &Message) -> Vec<Ending> {
        let Some(from) = message
            .from
            .as_ref()
            .filter(|from| !from.is_bot && from.id == message.chat.id)
        else {
            return Vec::new();
        };
        let user = UserId(from.id);
        if self
            .albums
            .is_another_of(user, message.media_group_id.as_deref())
        {
            return Vec::new();
        }
        let reply = self.respond(seq, user, None, Deed::Message(message)).await;
        reply::deliver(&self.ctx, &self.bot, &To::chat(user), reply)
    }

    /// What that deed is answered with, whatever happens.
    async fn respond(
        &self,
        seq: InboxSeq,
        user: UserId,
        pressed: Option<Pressed>,
        deed: Deed<'_>,
    ) -> Reply {
        let verdict = self.flood.judge(user);
        if verdict == Verdict::Drop {
            return Reply::nothing();
        }
        let now = self.ctx.clock.now();
        let looked_up = services::home::visitor(&self.ctx, user, now).await;
        let person = looked_up
            .as_ref()
            .ok()
            .and_then(|(person, _)| person.as_ref());
        let reader = admins::reader_of(&self.ctx, person);
        let is_press = matches!(deed, Deed::Press(_));
        if let Verdict::Warn { seconds } = verdict {
            return if is_press {
                Reply::alert(notices::flood_alert(reader.lang, seconds))
            } else {
                Reply::show(notices::flood_pause(reader, seconds))
            };
        }
        let result = match looked_up {
            Ok((Some(person), _)) if person.status == UserStatus::Banned => {
                Err(Refusal::from(MemberRefusal::Banned).into())
            }
            Ok((_, permissions)) => {
                act(&self.visit(seq, user, permissions, reader, pressed), deed).await
            }
            Err(error) => Err(error),
        };
        result.unwrap_or_else(|error| self.worded(reader, user, is_press, error))
    }

    fn visit(
        &self,
        seq: InboxSeq,
        user: UserId,
        permissions: PermissionSet,
        reader: Reader,
        pressed: Option<Pressed>,
    ) -> Visit<'_> {
        Visit {
            ctx: &self.ctx,
            bot: &self.bot,
            dialogues: &self.dialogues,
            pulse: self.pulse.as_ref(),
            nudger: self.nudger.get(),
            actor: Actor::user(user, permissions, Some(seq)),
            user,
            reader,
            pressed,
        }
    }

    /// A no in the person's words, or an apology with the number of the fault.
    fn worded(&self, reader: Reader, user: UserId, is_press: bool, error: ServiceError) -> Reply {
        match error {
            ServiceError::Refused(refusal) if is_press => {
                Reply::alert(refusals::alert(reader, &refusal))
            }
            ServiceError::Refused(refusal) => Reply::show(refusals::text(reader, &refusal)),
            ServiceError::Database(_) | ServiceError::Fault(_) => {
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
        Box::pin(self.receive(delivered))
    }

    fn panicked(&self, raw: &str, panic: &str) -> Handled {
        let update = Update::parse(raw).unwrap_or_default();
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
