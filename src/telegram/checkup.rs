//! What Telegram says to the doctor's questions. Nothing is changed there: no update is confirmed, no list of kinds
//! is set, no webhook is removed.

use super::bot;
use super::bot::Bot;
use super::call::Call;
use super::errors::CallError;
use super::errors::Class;
use super::raw::Raw;
use super::update::Chat;
use super::update::ChatMember;
use crate::models::Answers;
use crate::models::ChannelFacts;
use crate::models::ChatId;
use crate::models::KnownDoor;
use crate::models::TelegramFacts;
use crate::models::Timestamp;
use crate::models::WebhookFacts;
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;
use tokio::time::Instant;

/// How long another program is given to show that it asks for updates too. It is thrown out by our question, and
/// most come back within a few seconds.
const WATCH: Duration = Duration::from_secs(6);
/// Between two questions that were answered at once.
const PAUSE: Duration = Duration::from_millis(500);

/// How Telegram is asked.
#[derive(Clone, Copy)]
pub enum Line<'a> {
    /// Without a running bot, or beside it.
    Direct(&'a Raw),
    /// By the running bot, in its turn.
    Bot(&'a Bot),
}

impl Line<'_> {
    async fn ask(self, call: Call) -> Result<Value, CallError> {
        match self {
            Self::Direct(raw) => raw.call(&call).await,
            Self::Bot(bot) => bot.prompt_call(call).await,
        }
    }

    fn raw(&self) -> &Raw {
        match self {
            Self::Direct(raw) => raw,
            Self::Bot(bot) => &bot.raw,
        }
    }
}

/// Asks everything. While the bot runs, nobody else may ask for updates, so other pollers are looked for only if not.
pub async fn ask(
    line: Line<'_>,
    doors: &[KnownDoor],
    is_running: bool,
    now: Timestamp,
) -> TelegramFacts {
    let me = match line.ask(Call::new("getMe")).await {
        Ok(me) => me,
        Err(error) => return without_answer(&error),
    };
    let Ok(me) = serde_json::from_value::<Me>(me) else {
        let error = "getMe describes no bot".to_owned();
        return TelegramFacts::Doubtful { error };
    };
    let webhook = webhook(line).await;
    let is_polled = matches!(&webhook, Ok(WebhookFacts { host: None, .. }));
    let mut channels = Vec::with_capacity(doors.len());
    for known in doors {
        let facts = channel(line, known.chat, me.id, now).await;
        channels.push((known.door, known.chat, facts));
    }
    let other_poller = if is_polled && !is_running {
        Some(other_poller(line.raw()).await)
    } else {
        None
    };
    TelegramFacts::Answers(Box::new(Answers {
        username: me.username,
        skew_seconds: line.raw().clock_skew(),
        webhook,
        other_poller,
        channels,
    }))
}

#[derive(Deserialize)]
struct Me {
    id: i64,
    username: String,
}

fn without_answer(error: &CallError) -> TelegramFacts {
    let class = error.class();
    let words = error.to_string();
    if class == Class::Unauthorized {
        TelegramFacts::Refused
    } else if class.is_outage() {
        TelegramFacts::Unreachable { error: words }
    } else {
        TelegramFacts::Doubtful { error: words }
    }
}

async fn webhook(line: Line<'_>) -> Result<WebhookFacts, String> {
    #[derive(Deserialize)]
    struct Info {
        #[serde(default)]
        url: String,
        allowed_updates: Option<Vec<String>>,
        #[serde(default)]
        pending_update_count: i64,
        last_error_date: Option<i64>,
        #[serde(default)]
        last_error_message: String,
    }
    let info = line.ask(Call::new("getWebhookInfo")).await;
    let info = info.map_err(|error| error.to_string())?;
    let info: Info = serde_json::from_value(info).map_err(|_| "an unknown answer".to_owned())?;
    Ok(WebhookFacts {
        host: (!info.url.is_empty()).then(|| host(&info.url)),
        allowed: info.allowed_updates,
        pending: info.pending_update_count,
        failed: (info.last_error_date).map(|at| (Timestamp(at), info.last_error_message)),
    })
}

/// The host of an address with its port, without name, password and path.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.rsplit('@').next().unwrap_or_default().to_owned()
}

/// What Telegram says of a channel and of the bot's place in it.
async fn channel(line: Line<'_>, chat: ChatId, me: i64, now: Timestamp) -> ChannelFacts {
    let unknown = |error: String| ChannelFacts::Unknown { error };
    let found = match line.ask(Call::new("getChat").set("chat_id", chat.0)).await {
        Ok(found) => found,
        Err(error) => return lost(&error),
    };
    let Ok(found) = serde_json::from_value::<Chat>(found) else {
        return unknown("an unknown answer".to_owned());
    };
    let place = Call::new("getChatMember")
        .set("chat_id", chat.0)
        .set("user_id", me);
    let place = match line.ask(place).await {
        Ok(place) => match serde_json::from_value::<ChatMember>(place) {
            Ok(place) => Some(place),
            Err(_) => return unknown("an unknown answer".to_owned()),
        },
        Err(error) if error.class().is_outage() => return unknown(error.to_string()),
        // Not being told its own place means not being an administrator.
        Err(_) => None,
    };
    let count = Call::new("getChatMemberCount").set("chat_id", chat.0);
    let count = line.ask(count).await.ok().and_then(|count| count.as_i64());
    ChannelFacts::Seen(bot::channel(&found, place.as_ref(), count, now))
}

fn lost(error: &CallError) -> ChannelFacts {
    match error.class() {
        Class::ChatLost | Class::NoRights | Class::Migrated(_) => ChannelFacts::Gone,
        Class::Harmless(_)
        | Class::Unreachable
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
        | Class::Other => ChannelFacts::Unknown {
            error: error.to_string(),
        },
    }
}

/// Whether somebody else asks for this bot's updates. Two that ask at once throw each other out, so being thrown out
/// tells. Without an offset nothing is confirmed, and without a list of kinds Telegram keeps the one it has.
async fn other_poller(raw: &Raw) -> Result<bool, String> {
    let until = Instant::now() + WATCH;
    let mut trouble = None;
    loop {
        let left = until.saturating_duration_since(Instant::now()).as_secs();
        if left == 0 {
            break;
        }
        // One question for all that is left: between two, the other could come back unseen, and be thrown out again.
        let call = Call::new("getUpdates").set("limit", 1).set("timeout", left);
        match raw.call(&call).await {
            Ok(_) => trouble = None,
            Err(error) if error.class() == Class::Conflict => return Ok(true),
            Err(error) => trouble = Some(error.to_string()),
        }
        tokio::time::sleep(PAUSE).await;
    }
    match trouble {
        None => Ok(false),
        Some(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_host_of_a_webhook_is_told() {
        for (url, shown) in [
            (
                "https://bots.example.org/hook/123:secret",
                "bots.example.org",
            ),
            ("https://me:pw@example.org:8443?x=1", "example.org:8443"),
            ("example.org/x", "example.org"),
        ] {
            assert_eq!(host(url), shown);
        }
    }

    #[test]
    fn a_refused_token_is_told_from_a_network_that_is_away() {
        let refused = CallError::api(401, "Unauthorized", None);
        assert!(matches!(without_answer(&refused), TelegramFacts::Refused));
        let away = CallError::NotSent(super::super::errors::Cause::Connect);
        assert!(matches!(
            without_answer(&away),
            TelegramFacts::Unreachable { .. }
        ));
        let odd = CallError::api(400, "Bad Request: odd", None);
        assert!(matches!(
            without_answer(&odd),
            TelegramFacts::Doubtful { .. }
        ));
    }
}
