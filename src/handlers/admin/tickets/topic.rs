//! What is written in the topics of the support's group: answers, and topics closed and opened by hand.

use crate::context::Ctx;
use crate::handlers::commands;
use crate::handlers::reply;
use crate::handlers::user::support::words;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::HOUR;
use crate::models::Identity;
use crate::models::InboxSeq;
use crate::models::MessageId;
use crate::models::Refusal;
use crate::models::SupportRefusal;
use crate::models::Ticket;
use crate::models::Timestamp;
use crate::models::Unsupported;
use crate::models::UserId;
use crate::screens::Screen;
use crate::screens::refusals;
use crate::screens::tickets as screens;
use crate::services;
use crate::services::ServiceError;
use crate::services::notify;
use crate::services::support::answering;
use crate::telegram::admins;
use crate::telegram::bot::Bot;
use crate::telegram::forum::Place;
use crate::telegram::inbox::Handled;
use crate::telegram::update::Message;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Whoever writes as the group itself has this account.
const ANONYMOUS: i64 = 1_087_968_824;
/// What begins so stays among the helpers.
const NOTE: &str = "//";

/// People remembered who wrote among the helpers and are none; beyond it all are told anew.
const MOST_STRANGERS: usize = 1_000;

/// Who was told lately that their words go nowhere: once in an hour, for Telegram lets a bot say little in a group.
#[derive(Default)]
pub struct Strangers(Mutex<HashMap<UserId, Timestamp>>);

impl Strangers {
    /// Whether that person is to be told now; then they were.
    fn is_new(&self, user: UserId, now: Timestamp) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = |at: &Timestamp| (0..HOUR).contains(&now.since(*at));
        if told.get(&user).is_some_and(is_fresh) {
            return false;
        }
        if told.len() >= MOST_STRANGERS {
            told.clear();
        }
        told.insert(user, now);
        true
    }
}

/// Takes note of a message in a topic of a group. What cannot be kept is not done: it comes again.
pub async fn heard(
    ctx: &Arc<Ctx>,
    bot: &Bot,
    strangers: &Strangers,
    seq: InboxSeq,
    message: &Message,
    topic: i64,
) -> Handled {
    match handle(ctx, strangers, seq, message, topic).await {
        Ok(None) => Handled::Done(Vec::new()),
        Ok(Some(screen)) => {
            let place = Place {
                chat: ChatId(message.chat.id),
                topic: Some(topic),
            };
            let pending = bot.queue(place, &screen, Some(MessageId(message.message_id)));
            let who = UserId(message.from.as_ref().map_or(0, |from| from.id));
            Handled::Done(vec![Box::pin(reply::sent(ctx.clone(), who, pending))])
        }
        Err(error) => {
            let (who, text) = (Identity::System, error.to_string());
            notify::log_error_and_notify(ctx, who, "support", &text);
            Handled::NotDone
        }
    }
}

/// What is said to it in the topic, if anything.
async fn handle(
    ctx: &Ctx,
    strangers: &Strangers,
    seq: InboxSeq,
    message: &Message,
    topic: i64,
) -> Result<Option<Screen>, ServiceError> {
    let chat = ChatId(message.chat.id);
    if services::support::settings(ctx).await?.group != Some(chat) {
        return Ok(None);
    }
    let Some(ticket) = services::support::of_topic(ctx, chat, topic).await? else {
        return Ok(None);
    };
    let Some(from) = &message.from else {
        return Ok(None);
    };
    let now = ctx.clock.now();
    if from.is_bot {
        let reader = admins::reader_of(ctx, None);
        let is_anonymous = from.id == ANONYMOUS && message.content().is_ok();
        return Ok(is_anonymous.then(|| screens::anonymous(reader)));
    }
    let user = UserId(from.id);
    let (person, standing) = services::home::visitor(ctx, user, now).await?;
    let is_banned = person.as_ref().is_some_and(|person| person.ban.is_some());
    let actor = Actor::standing(user, standing, Some(seq));
    match act(ctx, &actor, &ticket, message).await {
        Ok(()) | Err(ServiceError::Refused(Refusal::AlreadyApplied)) => Ok(None),
        Err(ServiceError::Refused(Refusal::Support(SupportRefusal::NoHelper { .. })))
            if is_banned || !strangers.is_new(user, now) =>
        {
            Ok(None)
        }
        Err(ServiceError::Refused(refusal)) => {
            let reader = admins::reader_of(ctx, person.as_ref());
            let text = refusals::text(reader, &refusal);
            // Buttons of a group's message would be pressed in vain.
            Ok(Some(Screen::new(text.html)))
        }
        Err(error) => Err(error),
    }
}

async fn act(
    ctx: &Ctx,
    actor: &Actor,
    ticket: &Ticket,
    message: &Message,
) -> Result<(), ServiceError> {
    let (id, now) = (ticket.id, ctx.clock.now());
    if message.forum_topic_closed.is_some() {
        return answering::close(ctx, actor, id, now).await.map(|_| ());
    }
    if message.forum_topic_reopened.is_some() {
        return answering::reopen(ctx, actor, id, now).await.map(|_| ());
    }
    let text = message.text.as_deref().or(message.caption.as_deref());
    let text = text.unwrap_or_default();
    // Commands in a group are for nobody here, and Telegram's own notes say nothing to the person.
    let is_aside = text.starts_with(NOTE) || commands::is_one(text);
    if is_aside || message.content() == Err(Unsupported::Service) {
        return Ok(());
    }
    let words = words(message)?;
    answering::answer(ctx, actor, id, words, now)
        .await
        .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_no_helper_is_told_so_once_in_an_hour() {
        let strangers = Strangers::default();
        let now = Timestamp(1_800_000_000);
        let told: Vec<bool> = [(1, 0), (1, 1), (2, 1), (1, HOUR - 1), (1, HOUR), (1, -HOUR)]
            .into_iter()
            .map(|(user, later)| strangers.is_new(UserId(user), now + later))
            .collect();
        assert_eq!(
            told,
            [true, false, true, false, true, true],
            "a clock set back must not silence it for ever"
        );
        for user in 0..5_000 {
            strangers.is_new(UserId(user), now);
        }
        assert!(strangers.0.lock().expect("free").len() <= MOST_STRANGERS);
    }
}
