//! Presses on the reaction buttons under posts: by anybody in a channel, and by admins under a preview.
//!
//! They are no visit to the bot: nothing is shown but a few words over the post, no dialogue ends, nothing is written
//! to the person.

use super::Boundary;
use super::PutOff;
use crate::handlers::Reply;
use crate::handlers::reply;
use crate::handlers::reply::To;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::Identity;
use crate::models::InboxSeq;
use crate::models::MessageId;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::Reader;
use crate::screens::callback::ReactionAction;
use crate::screens::notices;
use crate::screens::persons;
use crate::screens::reactions;
use crate::screens::refusals;
use crate::services;
use crate::services::ServiceError;
use crate::services::notify;
use crate::services::reactions::Ballot;
use crate::telegram::admins;
use crate::telegram::flood::Kind;
use crate::telegram::flood::Verdict;
use crate::telegram::inbox::Handled;
use crate::telegram::update::CallbackQuery;

/// The vote that a press is, if it is one. Chat and post come from the message, which only Telegram can name.
pub fn ballot(query: &CallbackQuery) -> Option<Ballot> {
    let message = query.message.as_ref()?;
    let Ok(Action::Reaction(ReactionAction::Vote(place))) = query.data.as_deref()?.parse() else {
        return None;
    };
    Some(Ballot {
        chat: ChatId(message.chat.id),
        message: MessageId(message.message_id),
        answers: (message.reply_to_message.as_ref()).map(|post| MessageId(post.message_id)),
        place,
        offers: reactions::offers_of(&message.buttons()),
        sent_at: Timestamp(message.date),
    })
}

impl Boundary {
    /// Counts a vote and says so over the post; late, if the database is busy, it is counted without a word.
    pub(super) async fn voted(
        &self,
        seq: InboxSeq,
        query: &CallbackQuery,
        ballot: Ballot,
    ) -> Handled {
        let mut to = To::of_press(query);
        let mut work = std::pin::pin!(self.count(seq, to.user, ballot));
        tokio::select! {
            words = &mut work => self.replied(to, words.map(toast)),
            () = tokio::time::sleep(super::ANSWER_WITHIN) => {
                let early = reply::answer_early(&self.ctx, &self.bot, &mut to);
                match work.await {
                    Ok(_) => Handled::Done(early.into_iter().collect()),
                    Err(PutOff) => Handled::NotDone,
                }
            }
        }
    }

    /// The words for that press, unless it waits.
    async fn count(
        &self,
        seq: InboxSeq,
        user: UserId,
        ballot: Ballot,
    ) -> Result<Option<String>, PutOff> {
        let verdict = self.flood.judge(user, &[Kind::Press]);
        if verdict == Verdict::Drop {
            return Ok(None);
        }
        let now = self.ctx.clock.now();
        let looked_up = services::home::person(&self.ctx, user).await;
        let person = looked_up.as_ref().ok().and_then(Option::as_ref);
        let reader = admins::reader_of(&self.ctx, person);
        if let Some(ban) = person.and_then(|person| person.ban.as_ref()) {
            let hears = self.banned.are_open(user, ban, now);
            return Ok(hears.then(|| persons::banned_alert(reader, ban)));
        }
        if let Verdict::Warn { seconds } = verdict {
            return Ok(Some(notices::flood_alert(reader.lang, seconds)));
        }
        let actor = Actor::user(user, Default::default(), Some(seq));
        let result = match looked_up {
            Ok(_) => services::reactions::vote(&self.ctx, &actor, ballot.clone(), now).await,
            Err(error) => Err(error),
        };
        let result = match result {
            Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {
                services::reactions::own_vote(&self.ctx, &actor, ballot).await
            }
            result => result,
        };
        match result {
            Ok(voted) => Ok(Some(reactions::voted(reader.lang, &voted))),
            Err(error) if error.is_stopped() => Err(PutOff),
            Err(error) => Ok(Some(self.uncounted(reader, user, error))),
        }
    }

    fn uncounted(&self, reader: Reader, user: UserId, error: ServiceError) -> String {
        match error {
            ServiceError::Refused(refusal) => refusals::alert(reader, &refusal),
            ServiceError::Database(_) | ServiceError::Fault(_) => {
                let (who, text) = (Identity::User(user), error.to_string());
                let number = notify::log_error_and_notify(&self.ctx, who, "votes", &text);
                notices::incident_alert(reader.lang, &number.0)
            }
        }
    }
}

fn toast(words: Option<String>) -> Reply {
    words.map_or_else(Reply::nothing, |words| Reply::nothing().with_toast(words))
}
