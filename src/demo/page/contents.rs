//! What a person does with messages on the page: sends any content, edits, deletes, forwards, pins, votes.

use super::Shared;
use super::acts::LONGEST_CAPTION;
use super::acts::written;
use super::reply::Asked;
use super::reply::Refusal;
use super::reply::Reply;
use super::reply::bytes;
use super::reply::done;
use crate::demo::telegram::Content;
use crate::demo::telegram::EmulatedMessage;
use crate::demo::telegram::http::Request;
use serde_json::Value;
use serde_json::json;

/// Messages of an album.
const LARGEST_ALBUM: usize = 10;
/// Options of a poll.
const MOST_OPTIONS: usize = 12;
const LONGEST_QUESTION: usize = 300;
const LONGEST_OPTION: usize = 100;

/// Where one does this.
pub(super) const PATHS: [&str; 7] = [
    "/api/upload",
    "/api/send",
    "/api/edit",
    "/api/delete",
    "/api/forward",
    "/api/pin",
    "/api/vote",
];

/// Keeps a file that is about to be sent; the body is its content.
pub(super) fn upload(shared: &Shared, request: &Request) -> Reply {
    let asked = Asked::of_query(request);
    let (name, kind) = (asked.text("name")?, asked.text("kind")?);
    shared.actor(asked.number("person")?)?;
    let content = bytes(request)?;
    if content.is_empty() {
        return Err(Refusal::bad("The file is empty."));
    }
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    if !(1..=255).contains(&name.len()) {
        return Err(Refusal::bad("The file needs a name of up to 255 bytes."));
    }
    if !["photo", "document"].contains(&kind) {
        return Err(Refusal::bad("A file is sent as a photo or a document."));
    }
    let file = shared.emulator.keep_upload(name, content, kind);
    Ok(json!({"file": file}))
}

/// Sends one message, or an album, to the bot; in another chat an administrator posts it.
pub(super) fn send(shared: &Shared, asked: &Asked) -> Reply {
    let (id, chat) = (asked.number("person")?, asked.number("chat")?);
    let items = asked.list("items")?;
    if !(1..=LARGEST_ALBUM).contains(&items.len()) {
        return Err(Refusal::bad("One message goes, or an album of 2 to 10."));
    }
    let contents: Result<Vec<Content>, Refusal> =
        items.iter().map(|item| content(shared, item)).collect();
    let contents = contents?;
    let is_album = |item: &Value| matches!(item["kind"].as_str(), Some("photo" | "document"));
    let person = match chat == id {
        true => shared.actor(id)?,
        false => shared.administrator(id, chat)?,
    };
    match (contents.as_slice(), chat == id) {
        ([one], true) => drop(person.sends(one)),
        ([one], false) => drop(person.posts(chat, one)),
        _ if !items.iter().all(is_album) || items.iter().any(|i| i["kind"] != items[0]["kind"]) => {
            return Err(Refusal::bad("An album has photos only, or files only."));
        }
        (album, true) => drop(person.sends_album(album)),
        (album, false) => drop(person.posts_album(chat, album)),
    }
    done()
}

/// The message of one item: its kind, its text, its file, a poll's options.
fn content(shared: &Shared, item: &Value) -> Result<Content, Refusal> {
    let text = item["text"].as_str().unwrap_or_default().trim();
    if text.encode_utf16().count() > LONGEST_CAPTION {
        return Err(Refusal::bad("A caption has up to 1024 letters."));
    }
    let content = match item["kind"].as_str().unwrap_or_default() {
        "photo" => Content::photo(text),
        "document" => Content::document("file", b"a file").captioned(text),
        "video" => Content::video(text),
        "animation" => Content::animation(text),
        "audio" => Content::audio(text),
        "voice" => Content::voice(text),
        "video_note" => Content::video_note(),
        "sticker" => Content::sticker(text),
        "poll" => return poll(text, &item["options"]),
        _ => return Err(Refusal::bad("There is nothing of this kind to send.")),
    };
    match item["file"].as_str() {
        None => Ok(content),
        Some(id) if shared.emulator.file_view(id).is_some() => Ok(content.with_file_id(id)),
        Some(_) => Err(Refusal::bad("The file is not there.")),
    }
}

fn poll(question: &str, options: &Value) -> Result<Content, Refusal> {
    let refused = || Refusal::bad("A poll has a question and 2 to 12 short options.");
    let options = options.as_array().into_iter().flatten();
    let options = options.map(|option| option.as_str().map(str::trim));
    let options: Option<Vec<&str>> = options.collect();
    let options = options.ok_or_else(refused)?;
    let fits = |text: &str, most: usize| (1..=most).contains(&text.encode_utf16().count());
    let is_right = fits(question, LONGEST_QUESTION)
        && (2..=MOST_OPTIONS).contains(&options.len())
        && options.iter().all(|option| fits(option, LONGEST_OPTION));
    is_right
        .then(|| Content::poll(question, &options))
        .ok_or_else(refused)
}

/// Changes the words of a message.
pub(super) fn edit(shared: &Shared, asked: &Asked) -> Reply {
    let text = asked.text("text")?;
    let message = shared.own_message(asked)?;
    let (chat, id) = (message.chat_id, message.message_id);
    let has_caption = ["photo", "document", "video", "animation", "audio", "voice"];
    let text = match message.kind() {
        "text" => written(text)?,
        kind if has_caption.contains(&kind) && text.encode_utf16().count() <= LONGEST_CAPTION => {
            text.trim()
        }
        _ => return Err(Refusal::bad("This message cannot be changed so.")),
    };
    let person = shared.actor(asked.number("person")?)?;
    person.edits_words(chat, id, text);
    done()
}

/// Deletes messages: in the chat with the bot any, elsewhere by who runs the chat.
pub(super) fn delete(shared: &Shared, asked: &Asked) -> Reply {
    let (id, chat) = (asked.number("person")?, asked.number("chat")?);
    let messages = asked.numbers("messages")?;
    let person = match chat == id {
        true => shared.actor(id)?,
        false => shared.administrator(id, chat)?,
    };
    for message in messages {
        person.deletes_post(chat, message);
    }
    done()
}

/// Forwards messages to the bot, or into a chat that the person runs.
pub(super) fn forward(shared: &Shared, asked: &Asked) -> Reply {
    let (id, chat, to) = (
        asked.number("person")?,
        asked.number("chat")?,
        asked.number("to")?,
    );
    shared.must_see(id, chat)?;
    let messages = asked.numbers("messages")?;
    let is_free = |message: &i64| {
        let found = shared.emulator.message(chat, *message);
        found.is_some_and(|found| !found.is_protected() && !found.is_service())
    };
    if messages.is_empty() || !messages.iter().all(is_free) {
        return Err(Refusal::bad("This cannot be forwarded."));
    }
    match to == id {
        true => drop(shared.actor(id)?.forwards_all(chat, &messages)),
        false => drop(
            shared
                .administrator(id, to)?
                .forwards_posts(chat, &messages, to),
        ),
    }
    done()
}

/// Pins a post, or takes that back.
pub(super) fn pin(shared: &Shared, asked: &Asked) -> Reply {
    let pins = asked.flag("pins")?;
    let message = shared.own_message(asked)?;
    let (chat, id) = (message.chat_id, message.message_id);
    let person = shared.actor(asked.number("person")?)?;
    match pins {
        true => person.pins(chat, id),
        false => person.unpins(chat, id),
    }
    done()
}

/// Votes in a poll.
pub(super) fn vote(shared: &Shared, asked: &Asked) -> Reply {
    let (id, chat) = (asked.number("person")?, asked.number("chat")?);
    shared.must_see(id, chat)?;
    let option = usize::try_from(asked.count("option")?).unwrap_or(usize::MAX);
    if shared
        .actor(id)?
        .votes(chat, asked.number("message")?, option)
    {
        return done();
    }
    Err(Refusal::bad("One cannot vote so here."))
}

impl Shared {
    /// The message, if the person may change it: their own, or a post of a chat they run.
    fn own_message(&self, asked: &Asked) -> Result<EmulatedMessage, Refusal> {
        let (id, chat) = (asked.number("person")?, asked.number("chat")?);
        let message = self.emulator.message(chat, asked.number("message")?);
        let message = message.ok_or_else(|| Refusal::bad("The message is not there."))?;
        if chat != id {
            self.administrator(id, chat)?;
        } else if message.by_bot {
            return Err(Refusal::bad("The bot's messages are the bot's."));
        }
        Ok(message)
    }
}
