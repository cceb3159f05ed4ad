//! What a person does on the page. Everything that makes no sense is refused with a sentence.

use super::Shared;
use super::reply::Refusal;
use super::reply::Reply;
use super::reply::asked;
use super::reply::bytes;
use super::reply::done;
use super::reply::told;
use crate::demo::telegram::JoinResult;
use crate::demo::telegram::PaymentState;
use crate::demo::telegram::Person;
use crate::models::DAY;
use crate::models::MINUTE;
use axum::Json;
use axum::body::Bytes;
use axum::extract::Query;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::extract::rejection::QueryRejection;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// How long the page waits for the bot's answer to a press or a payment.
const PATIENCE: Duration = Duration::from_secs(15);
/// Telegram's limits in UTF-16 units.
const LONGEST_TEXT: usize = 4096;
const LONGEST_CAPTION: usize = 1024;
const LONGEST_NAME: usize = 64;
const LONGEST_PAYLOAD: usize = 64;
/// People of a demo.
const MOST_PEOPLE: usize = 60;
/// Ids of people added on the page begin here.
const FIRST_ADDED: i64 = 3_001;
/// The clock moves at most so far at once.
const LONGEST_LEAP: i64 = 366 * DAY;
const LANGUAGES: [&str; 2] = ["es", "en"];

type Injected = State<Arc<Shared>>;
type RawBody = Result<Bytes, BytesRejection>;

#[derive(Deserialize)]
struct Say {
    person: i64,
    text: String,
}

/// Writes to the bot; also what a plain button of the reply keyboard does.
pub(super) async fn say(State(shared): Injected, body: RawBody) -> Reply {
    let say: Say = told(body)?;
    let person = shared.actor(say.person)?;
    person.send(written(&say.text)?);
    done()
}

#[derive(Deserialize)]
struct Start {
    person: i64,
    payload: Option<String>,
}

/// Presses Start, after a deep link with its payload.
pub(super) async fn start(State(shared): Injected, body: RawBody) -> Reply {
    let start: Start = told(body)?;
    let person = shared.actor(start.person)?;
    let payload = start.payload.filter(|payload| !payload.is_empty());
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if payload
        .as_ref()
        .is_some_and(|text| text.len() > LONGEST_PAYLOAD || !text.chars().all(is_plain))
    {
        return Err(Refusal::bad(
            "A deep link carries up to 64 letters, digits, _ and -.",
        ));
    }
    person.start(payload.as_deref());
    done()
}

#[derive(Deserialize)]
struct Press {
    person: i64,
    chat: i64,
    message: i64,
    data: String,
}

/// Presses an inline button and waits for the bot's answer.
pub(super) async fn press(State(shared): Injected, body: RawBody) -> Reply {
    let press: Press = told(body)?;
    let person = shared.actor(press.person)?;
    shared.must_see(press.person, press.chat)?;
    if !(1..=64).contains(&press.data.len()) {
        return Err(Refusal::bad("A button carries 1 to 64 bytes."));
    }
    let id = person.press_in(press.chat, press.message, &press.data);
    let answer = shared
        .emulator
        .wait_for(PATIENCE, |emulator| emulator.press_answer(&id))
        .await;
    Ok(Json(match answer {
        Some(toast) => json!({"text": toast.text, "is_alert": toast.show_alert}),
        None => json!({"text": null}),
    }))
}

#[derive(Deserialize)]
struct Pick {
    person: i64,
    request: i64,
    chat: Option<i64>,
    #[serde(default)]
    users: Vec<i64>,
}

/// Picks a chat or people for a button of the reply keyboard.
pub(super) async fn pick(State(shared): Injected, body: RawBody) -> Reply {
    let pick: Pick = told(body)?;
    let person = shared.actor(pick.person)?;
    let offered = person.pickable(pick.request);
    let is_offered = |id: &i64| offered.iter().any(|(one, _)| one == id);
    match (pick.chat, pick.users.as_slice()) {
        (Some(chat), []) if is_offered(&chat) => person.share_chat(pick.request, chat),
        (None, users) if !users.is_empty() && users.iter().all(is_offered) => {
            person.share_users(pick.request, users)
        }
        _ => return Err(Refusal::bad("That cannot be picked here.")),
    };
    done()
}

#[derive(Deserialize)]
struct Join {
    person: i64,
    url: Option<String>,
    chat: Option<i64>,
}

/// Follows an invite link, or enters a public chat.
pub(super) async fn join(State(shared): Injected, body: RawBody) -> Reply {
    let join: Join = told(body)?;
    let person = shared.actor(join.person)?;
    let result = match (join.url, join.chat) {
        (Some(url), None) => person.join(&url),
        (None, Some(chat)) => enter(&shared, &person, chat)?,
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
    Ok(Json(json!({"result": result})))
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

#[derive(Deserialize)]
struct Place {
    person: i64,
    chat: i64,
}

/// Leaves a chat, or takes a request to join back.
pub(super) async fn leave(State(shared): Injected, body: RawBody) -> Reply {
    let place: Place = told(body)?;
    let person = shared.actor(place.person)?;
    if person.is_member(place.chat) {
        person.leave(place.chat);
    } else {
        shared.must_see(place.person, place.chat)?;
        person.withdraw_join_request(place.chat);
    }
    done()
}

#[derive(Deserialize)]
struct Decide {
    person: i64,
    chat: i64,
    user: i64,
    approves: bool,
}

/// Lets somebody in who waits, or declines, by the hand of an administrator.
pub(super) async fn decide(State(shared): Injected, body: RawBody) -> Reply {
    let decide: Decide = told(body)?;
    let person = shared.administrator(decide.person, decide.chat)?;
    person.handle_request(decide.chat, decide.user, decide.approves);
    done()
}

#[derive(Deserialize)]
struct Pay {
    person: i64,
    message: Option<i64>,
    url: Option<String>,
}

/// Pays an invoice, or what an invoice link asks for, and waits for the bot's word.
pub(super) async fn pay(State(shared): Injected, body: RawBody) -> Reply {
    let pay: Pay = told(body)?;
    let person = shared.actor(pay.person)?;
    let id = match (pay.message, pay.url) {
        (Some(message), None) => person.pay(message),
        (None, Some(url)) => person.pay_link(&url),
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
    Ok(Json(match state.unwrap_or(PaymentState::TimedOut) {
        PaymentState::Paid => json!({"result": "paid"}),
        PaymentState::Refused(why) => json!({"result": "refused", "why": why}),
        PaymentState::Waiting | PaymentState::TimedOut => json!({"result": "timed_out"}),
    }))
}

#[derive(Deserialize)]
struct React {
    person: i64,
    chat: i64,
    message: i64,
    emoji: Vec<String>,
}

/// Reacts to a message, or takes the reaction back.
pub(super) async fn react(State(shared): Injected, body: RawBody) -> Reply {
    let react: React = told(body)?;
    let person = shared.actor(react.person)?;
    shared.must_see(react.person, react.chat)?;
    let emoji: Vec<&str> = react.emoji.iter().map(String::as_str).collect();
    if emoji.len() > 1 || emoji.iter().any(|one| one.is_empty() || one.len() > 32) {
        return Err(Refusal::bad("One emoji, or none, is a reaction."));
    }
    if person.react(react.chat, react.message, &emoji) {
        return done();
    }
    Err(Refusal::bad("This reaction is not possible here."))
}

#[derive(Deserialize)]
struct Post {
    person: i64,
    chat: i64,
    text: String,
}

/// Posts in a channel.
pub(super) async fn post(State(shared): Injected, body: RawBody) -> Reply {
    let post: Post = told(body)?;
    let person = shared.administrator(post.person, post.chat)?;
    let text = written(&post.text)?;
    let chats = shared.emulator.chat_views(person.id, |_| 0);
    let is_channel = chats
        .iter()
        .any(|chat| chat.id == post.chat && chat.kind == "channel");
    if is_channel {
        shared.emulator.channel_post(post.chat, text);
    } else {
        person.send_in(post.chat, text);
    }
    done()
}

#[derive(Deserialize)]
struct Read {
    person: i64,
    chat: i64,
    message: i64,
}

/// Everything up to a message has been read.
pub(super) async fn read(State(shared): Injected, body: RawBody) -> Reply {
    let read: Read = told(body)?;
    shared.must_see(read.person, read.chat)?;
    let moved = {
        let mut marks = shared.read();
        let mark = marks.entry((read.person, read.chat)).or_insert(0);
        let moved = read.message > *mark;
        *mark = read.message.max(*mark);
        moved
    };
    if moved {
        shared.touch();
    }
    done()
}

#[derive(Deserialize)]
struct Block {
    person: i64,
    blocks: bool,
}

/// Blocks the bot, or takes the block back.
pub(super) async fn block(State(shared): Injected, body: RawBody) -> Reply {
    let block: Block = told(body)?;
    let person = shared.actor(block.person)?;
    if block.blocks {
        person.block();
    } else {
        person.unblock();
    }
    done()
}

#[derive(Deserialize)]
struct Speak {
    person: i64,
    language: String,
}

/// Changes the language of a person's client.
pub(super) async fn speak(State(shared): Injected, body: RawBody) -> Reply {
    let speak: Speak = told(body)?;
    let person = shared.actor(speak.person)?;
    person.speak(known_language(&speak.language)?);
    done()
}

#[derive(Deserialize)]
struct NewPerson {
    name: String,
    language: String,
}

/// Adds somebody who never wrote to the bot.
pub(super) async fn add_person(State(shared): Injected, body: RawBody) -> Reply {
    let new: NewPerson = told(body)?;
    let name = new.name.trim();
    if !(1..=LONGEST_NAME).contains(&name.encode_utf16().count()) {
        return Err(Refusal::bad("A name has 1 to 64 letters."));
    }
    let language = known_language(&new.language)?;
    let people = shared.emulator.people_views();
    if people.len() >= MOST_PEOPLE {
        return Err(Refusal::bad("There are enough people."));
    }
    let last = people.iter().map(|person| person.id).max();
    let id = FIRST_ADDED.max(last.map_or(FIRST_ADDED, |last| last + 1));
    shared.emulator.add_person(id, name, None, language);
    Ok(Json(json!({"id": id})))
}

#[derive(Deserialize)]
struct Leap {
    seconds: i64,
}

/// Moves the clock of emulator and bot.
pub(super) async fn clock(State(shared): Injected, body: RawBody) -> Reply {
    let leap: Leap = told(body)?;
    if !(MINUTE..=LONGEST_LEAP).contains(&leap.seconds) {
        return Err(Refusal::bad(
            "The clock moves forward, by a minute to a year.",
        ));
    }
    shared.clock.advance(leap.seconds);
    shared.touch();
    Ok(Json(json!({"now": shared.clock.now().0})))
}

#[derive(Deserialize)]
pub(super) struct Sending {
    person: i64,
    name: String,
    #[serde(default)]
    caption: String,
    /// `photo` or `document`.
    kind: String,
}

/// Sends a file to the bot; the body is its content.
pub(super) async fn upload(
    State(shared): Injected,
    query: Result<Query<Sending>, QueryRejection>,
    body: RawBody,
) -> Reply {
    let sending = asked(query)?;
    let person = shared.actor(sending.person)?;
    let content = bytes(body)?;
    if content.is_empty() {
        return Err(Refusal::bad("The file is empty."));
    }
    let name = sending.name.rsplit(['/', '\\']).next().unwrap_or_default();
    if !(1..=255).contains(&name.len()) {
        return Err(Refusal::bad("The file needs a name of up to 255 bytes."));
    }
    let caption = sending.caption.trim();
    if caption.encode_utf16().count() > LONGEST_CAPTION {
        return Err(Refusal::bad("A caption has up to 1024 letters."));
    }
    let caption = Some(caption).filter(|caption| !caption.is_empty());
    match sending.kind.as_str() {
        "photo" => person.send_photo_bytes(name, &content, caption),
        "document" => person.send_document(name, &content, caption),
        _ => return Err(Refusal::bad("A file is sent as a photo or a document.")),
    };
    done()
}

impl Shared {
    /// The person who acts.
    fn actor(&self, id: i64) -> Result<Person, Refusal> {
        self.person(id)?;
        Ok(self.emulator.person(id))
    }

    /// The person who acts, if they run the chat.
    fn administrator(&self, id: i64, chat: i64) -> Result<Person, Refusal> {
        let person = self.actor(id)?;
        if ["creator", "administrator"].contains(&person.status_in(chat).name()) {
            return Ok(person);
        }
        Err(Refusal::bad("Only who runs the channel may do that."))
    }
}

fn written(text: &str) -> Result<&str, Refusal> {
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
