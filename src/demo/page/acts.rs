//! What a person does on the page. Everything that makes no sense is refused with a sentence.

use super::Shared;
use super::reply::Asked;
use super::reply::Refusal;
use super::reply::Reply;
use super::reply::done;
use crate::demo::telegram::JoinResult;
use crate::demo::telegram::PaymentState;
use crate::demo::telegram::Person;
use crate::models::DAY;
use crate::models::MINUTE;
use serde_json::json;
use std::time::Duration;

/// How long the page waits for the bot's answer to a press or a payment.
const PATIENCE: Duration = Duration::from_secs(15);
/// Telegram's limits in UTF-16 units.
const LONGEST_TEXT: usize = 4096;
/// The longest caption, in UTF-16 units.
pub(super) const LONGEST_CAPTION: usize = 1024;
const LONGEST_NAME: usize = 64;
const LONGEST_PAYLOAD: usize = 64;
/// People of a demo.
const MOST_PEOPLE: usize = 60;
/// Ids of people added on the page begin here.
const FIRST_ADDED: i64 = 3_001;
/// The clock moves at most so far at once.
const LONGEST_LEAP: i64 = 366 * DAY;
const LANGUAGES: [&str; 2] = ["es", "en"];

/// Where one acts.
pub(super) const PATHS: [&str; 15] = [
    "/api/say",
    "/api/start",
    "/api/press",
    "/api/pick",
    "/api/join",
    "/api/leave",
    "/api/decide",
    "/api/pay",
    "/api/react",
    "/api/post",
    "/api/read",
    "/api/block",
    "/api/speak",
    "/api/people",
    "/api/clock",
];

/// Writes to the bot; also what a plain button of the reply keyboard does.
pub(super) fn say(shared: &Shared, asked: &Asked) -> Reply {
    let text = asked.text("text")?;
    let person = shared.actor(asked.number("person")?)?;
    person.send(written(text)?);
    done()
}

/// Presses Start, after a deep link with its payload.
pub(super) fn start(shared: &Shared, asked: &Asked) -> Reply {
    let payload = asked.text_if_any("payload")?;
    let person = shared.actor(asked.number("person")?)?;
    let payload = payload.filter(|payload| !payload.is_empty());
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if payload
        .as_ref()
        .is_some_and(|text| text.len() > LONGEST_PAYLOAD || !text.chars().all(is_plain))
    {
        return Err(Refusal::bad(
            "A deep link carries up to 64 letters, digits, _ and -.",
        ));
    }
    person.start(payload);
    done()
}

/// Presses an inline button and waits for the bot's answer.
pub(super) async fn press(shared: &Shared, asked: &Asked) -> Reply {
    let (chat, message, data) = (
        asked.number("chat")?,
        asked.number("message")?,
        asked.text("data")?,
    );
    let person = shared.actor(asked.number("person")?)?;
    shared.must_see(person.id, chat)?;
    if !(1..=64).contains(&data.len()) {
        return Err(Refusal::bad("A button carries 1 to 64 bytes."));
    }
    let id = person.press_in(chat, message, data);
    let answer = shared
        .emulator
        .wait_for(PATIENCE, |emulator| emulator.press_answer(&id))
        .await;
    Ok(match answer {
        Some(toast) => json!({"text": toast.text, "is_alert": toast.show_alert}),
        None => json!({"text": null}),
    })
}

/// Picks a chat or people for a button of the reply keyboard.
pub(super) fn pick(shared: &Shared, asked: &Asked) -> Reply {
    let (request, chat) = (asked.number("request")?, asked.number_if_any("chat")?);
    let person = shared.actor(asked.number("person")?)?;
    let offered = person.pickable(request);
    let is_offered = |id: &i64| offered.iter().any(|(one, _)| one == id);
    let users = asked.numbers("users")?;
    match (chat, users.as_slice()) {
        (Some(chat), []) if is_offered(&chat) => person.share_chat(request, chat),
        (None, users) if !users.is_empty() && users.iter().all(is_offered) => {
            person.share_users(request, users)
        }
        _ => return Err(Refusal::bad("That cannot be picked here.")),
    };
    done()
}

/// Follows an invite link, or enters a public chat.
pub(super) fn join(shared: &Shared, asked: &Asked) -> Reply {
    let (url, chat) = (asked.text_if_any("url")?, asked.number_if_any("chat")?);
    let person = shared.actor(asked.number("person")?)?;
    let result = match (url, chat) {
        (Some(url), None) => person.join(url),
        (None, Some(chat)) => enter(shared, &person, chat)?,
        _ => return Err(Refusal::bad("Either a link or a chat is needed.")),
    };
    let result = match result {
        JoinResult::Joined => "joined",
        JoinResult::Requested => "requested",
        JoinResult::Expired => "expired",
        JoinResult::Invalid => "invalid",
        JoinResult::Full => "full",
        JoinResult::Banned => "banned",
        JoinResult::AlreadyIn => "already_in",
    };
    Ok(json!({"result": result}))
}

fn enter(shared: &Shared, person: &Person, chat: i64) -> Result<JoinResult, Refusal> {
    shared.must_see(person.id, chat)?;
    if person.is_member(chat) {
        return Ok(JoinResult::AlreadyIn);
    }
    let chats = shared.emulator.chat_views(person.id, |_| 0);
    let is_public = |view: &crate::demo::telegram::ChatView| view.username.is_some();
    if !chats.iter().any(|view| view.id == chat && is_public(view)) {
        return Err(Refusal::bad("One enters this chat by an invite link."));
    }
    if person.status_in(chat).name() == "kicked" {
        return Ok(JoinResult::Banned);
    }
    person.join_without_link(chat);
    Ok(JoinResult::Joined)
}

/// Leaves a chat, or takes a request to join back.
pub(super) fn leave(shared: &Shared, asked: &Asked) -> Reply {
    let chat = asked.number("chat")?;
    let person = shared.actor(asked.number("person")?)?;
    if person.is_member(chat) {
        person.leave(chat);
    } else {
        shared.must_see(person.id, chat)?;
        person.withdraw_join_request(chat);
    }
    done()
}

/// Lets somebody in who waits, or declines, by the hand of an administrator.
pub(super) fn decide(shared: &Shared, asked: &Asked) -> Reply {
    let (chat, user, approves) = (
        asked.number("chat")?,
        asked.number("user")?,
        asked.flag("approves")?,
    );
    let person = shared.administrator(asked.number("person")?, chat)?;
    person.handle_request(chat, user, approves);
    done()
}

/// Pays an invoice, or what an invoice link asks for, and waits for the bot's word.
pub(super) async fn pay(shared: &Shared, asked: &Asked) -> Reply {
    let (message, url) = (asked.number_if_any("message")?, asked.text_if_any("url")?);
    let person = shared.actor(asked.number("person")?)?;
    let id = match (message, url) {
        (Some(message), None) => person.pay(message),
        (None, Some(url)) => person.pay_link(url),
        _ => {
            return Err(Refusal::bad(
                "Either a message or an invoice link is needed.",
            ));
        }
    };
    let state = shared
        .emulator
        .wait_for(PATIENCE, |_| match person.payment(&id) {
            PaymentState::Waiting => None,
            other => Some(other),
        })
        .await;
    Ok(match state.unwrap_or(PaymentState::TimedOut) {
        PaymentState::Paid => json!({"result": "paid"}),
        PaymentState::Refused(why) => json!({"result": "refused", "why": why}),
        PaymentState::Waiting | PaymentState::TimedOut => json!({"result": "timed_out"}),
    })
}

/// Reacts to a message, or takes the reaction back.
pub(super) fn react(shared: &Shared, asked: &Asked) -> Reply {
    let (chat, message) = (asked.number("chat")?, asked.number("message")?);
    let person = shared.actor(asked.number("person")?)?;
    shared.must_see(person.id, chat)?;
    let emoji = asked.texts("emoji")?;
    if emoji.len() > 1 || emoji.iter().any(|one| one.is_empty() || one.len() > 32) {
        return Err(Refusal::bad("One emoji, or none, is a reaction."));
    }
    if person.react(chat, message, &emoji) {
        return done();
    }
    Err(Refusal::bad("This reaction is not possible here."))
}

/// Posts in a channel.
pub(super) fn post(shared: &Shared, asked: &Asked) -> Reply {
    let (chat, text) = (asked.number("chat")?, asked.text("text")?);
    let person = shared.administrator(asked.number("person")?, chat)?;
    let text = written(text)?;
    let chats = shared.emulator.chat_views(person.id, |_| 0);
    let is_channel = chats
        .iter()
        .any(|view| view.id == chat && view.kind == "channel");
    if is_channel {
        shared.emulator.channel_post(chat, text);
    } else {
        person.send_in(chat, text);
    }
    done()
}

/// Everything up to a message has been read.
pub(super) fn read(shared: &Shared, asked: &Asked) -> Reply {
    let (person, chat, message) = (
        asked.number("person")?,
        asked.number("chat")?,
        asked.number("message")?,
    );
    shared.must_see(person, chat)?;
    let moved = {
        let mut marks = shared.read();
        let mark = marks.entry((person, chat)).or_insert(0);
        let moved = message > *mark;
        *mark = message.max(*mark);
        moved
    };
    if moved {
        shared.touch();
    }
    done()
}

/// Blocks the bot, or takes the block back.
pub(super) fn block(shared: &Shared, asked: &Asked) -> Reply {
    let blocks = asked.flag("blocks")?;
    let person = shared.actor(asked.number("person")?)?;
    if blocks {
        person.block();
    } else {
        person.unblock();
    }
    done()
}

/// Changes the language of a person's client.
pub(super) fn speak(shared: &Shared, asked: &Asked) -> Reply {
    let language = asked.text("language")?;
    let person = shared.actor(asked.number("person")?)?;
    person.speak(known_language(language)?);
    done()
}

/// Adds somebody who never wrote to the bot.
pub(super) fn add_person(shared: &Shared, asked: &Asked) -> Reply {
    let (name, language) = (asked.text("name")?, asked.text("language")?);
    let name = name.trim();
    if !(1..=LONGEST_NAME).contains(&name.encode_utf16().count()) {
        return Err(Refusal::bad("A name has 1 to 64 letters."));
    }
    let language = known_language(language)?;
    let people = shared.emulator.people_views();
    if people.len() >= MOST_PEOPLE {
        return Err(Refusal::bad("There are enough people."));
    }
    let last = people.iter().map(|person| person.id).max();
    let id = FIRST_ADDED.max(last.map_or(FIRST_ADDED, |last| last + 1));
    shared.emulator.add_person(id, name, None, language);
    Ok(json!({"id": id}))
}

/// Moves the clock of emulator and bot.
pub(super) fn clock(shared: &Shared, asked: &Asked) -> Reply {
    let seconds = asked.number("seconds")?;
    if !(MINUTE..=LONGEST_LEAP).contains(&seconds) {
        return Err(Refusal::bad(
            "The clock moves forward, by a minute to a year.",
        ));
    }
    shared.clock.advance(seconds);
    shared.touch();
    Ok(json!({"now": shared.clock.now().0}))
}

impl Shared {
    /// The person who acts.
    pub(super) fn actor(&self, id: i64) -> Result<Person, Refusal> {
        self.person(id)?;
        Ok(self.emulator.person(id))
    }

    /// The person who acts, if they run the chat.
    pub(super) fn administrator(&self, id: i64, chat: i64) -> Result<Person, Refusal> {
        let person = self.actor(id)?;
        if ["creator", "administrator"].contains(&person.status_in(chat).name()) {
            return Ok(person);
        }
        Err(Refusal::bad("Only who runs the channel may do that."))
    }
}

/// A text of a message, if it has a length that one can send.
pub(super) fn written(text: &str) -> Result<&str, Refusal> {
    let text = text.trim();
    match text.encode_utf16().count() {
        0 => Err(Refusal::bad("The message is empty.")),
        1..=LONGEST_TEXT => Ok(text),
        _ => Err(Refusal::bad("A message has up to 4096 letters.")),
    }
}

fn known_language(language: &str) -> Result<&str, Refusal> {
    if LANGUAGES.contains(&language) {
        return Ok(language);
    }
    Err(Refusal::bad("The languages are es and en."))
}
