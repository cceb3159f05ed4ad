//! What people get while the house is under maintenance: a sentence, once in a while, and what they brought is kept.

use crate::handlers::Deed;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::commands;
use crate::handlers::commands::Command;
use crate::handlers::user::redeem;
use crate::models::MINUTE;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::screens::upkeep;
use crate::services;
use crate::services::ServiceError;
use crate::telegram::update::Message;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Messages within this time are answered once.
const QUIET_SECONDS: i64 = 10 * MINUTE;
/// People remembered; beyond it all are told anew.
const MOST_PEOPLE: usize = 10_000;
/// The longest payload of a link to a bot.
const MOST_PAYLOAD: usize = 64;

/// Remembers who was told lately that the house is shut.
#[derive(Default)]
pub(super) struct Doorman(Mutex<HashMap<UserId, Timestamp>>);

impl Doorman {
    /// Answers somebody whom the house is shut to.
    pub async fn answer(&self, visit: &Visit<'_>, deed: &Deed<'_>) -> Result<Reply, ServiceError> {
        let maintenance = visit.ctx.maintenance();
        let message = match deed {
            Deed::Press(_) => {
                let words = upkeep::closed_alert(visit.reader, &maintenance);
                return Ok(Reply::alert(words));
            }
            Deed::Message(message) => message,
        };
        let has_kept = keep(visit, message).await?;
        let is_new = self.is_new(visit.user, visit.now());
        Ok(if has_kept || is_new {
            Reply::show(upkeep::closed(visit.reader, &maintenance, has_kept))
        } else {
            Reply::nothing()
        })
    }

    /// Whether that person was not told lately. They count as told from now on.
    fn is_new(&self, user: UserId, now: Timestamp) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() >= MOST_PEOPLE {
            told.clear();
        }
        match told.get(&user) {
            Some(at) if (0..QUIET_SECONDS).contains(&now.since(*at)) => false,
            Some(_) | None => {
                told.insert(user, now);
                true
            }
        }
    }
}

/// Keeps what a message carries, if it carries something. A rerun finds it kept.
async fn keep(visit: &Visit<'_>, message: &Message) -> Result<bool, ServiceError> {
    let bot_name = visit.ctx.bot().map_or("", |bot| bot.username.as_str());
    let length = visit.ctx.config.token_length;
    let text = message.text.as_deref().unwrap_or_default();
    let Some(payload) = payload(text.trim(), bot_name, length) else {
        return Ok(false);
    };
    // Who brought somebody is known from their first word: later it would not count any more.
    if let Some(code) = payload.strip_prefix(services::money::referrals::PREFIX) {
        services::money::referrals::came(visit.ctx, &visit.actor, code, visit.now()).await?;
        return Ok(false);
    }
    match services::upkeep::keep(visit.ctx, &visit.actor, &payload, visit.now()).await {
        Err(ServiceError::Refused(Refusal::AlreadyApplied)) => Ok(true),
        other => other,
    }
}

/// Whether a link must work even now: it makes its opener the owner, who may be the one to open the house, or one of the
/// staff, which works on, and such a link ends after a day.
pub(super) fn is_for_staff(deed: &Deed<'_>, bot_name: &str) -> bool {
    let Deed::Message(message) = deed else {
        return false;
    };
    let text = message.text.as_deref().unwrap_or_default();
    let Some(Command::Start(payload)) = Command::read(text, bot_name) else {
        return false;
    };
    let prefixes = [services::owner::PREFIX, services::roles::invites::PREFIX];
    (prefixes.iter()).any(|prefix| payload.trim().starts_with(prefix))
}

/// What a link to the bot would have to carry to bring the same: a token, or the payload of the link itself.
fn payload(text: &str, bot_name: &str, token_length: u32) -> Option<String> {
    let token = |token: &str| {
        let bare = services::tokens::normalise(redeem::bare(token), token_length).ok()?;
        Some(format!("v_{bare}"))
    };
    let payload = if commands::is_one(text) {
        let command = Command::read(text, bot_name)?;
        if let Command::Start(payload) = command {
            Some(payload.trim().to_owned())
        } else if let Command::Vip(text) = command {
            token(text.trim())
        } else {
            None
        }
    } else if redeem::looks_like_token(text, token_length) {
        token(text)
    } else {
        None
    };
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    payload.filter(|payload| {
        (1..=MOST_PAYLOAD).contains(&payload.len()) && payload.chars().all(is_allowed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_bring_is_kept_as_a_link_would_carry_it() {
        let kept = |text| payload(text, "portero_bot", 16);
        let token = Some("v_ABCD2345EFGH6789".to_owned());
        assert_eq!(kept("/start v_ABCD2345EFGH6789"), token);
        assert_eq!(kept("/vip abcd-2345-efgh-6789"), token);
        assert_eq!(kept("ABCD 2345 EFGH 6789"), token);
        assert_eq!(
            kept("https://t.me/portero_bot?start=v_ABCD2345EFGH6789"),
            token
        );
        assert_eq!(kept("/start free"), Some("free".to_owned()));
        for text in ["/start", "/vip", "hola", "", "/start <b>", "/menu"] {
            assert_eq!(kept(text), None, "{text}");
        }
    }

    #[test]
    fn a_person_is_told_once_in_ten_minutes() {
        let doorman = Doorman::default();
        let (ana, now) = (UserId(1), Timestamp(1_000));
        assert!(doorman.is_new(ana, now));
        assert!(!doorman.is_new(ana, now + 599));
        assert!(doorman.is_new(UserId(2), now));
        assert!(doorman.is_new(ana, now + 600));
    }
}
