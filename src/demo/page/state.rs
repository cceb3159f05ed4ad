//! What a person sees: their chats, one chat of them, its members, what a link or a picker offers.

use super::Shared;
use super::reply::Asked;
use super::reply::Refusal;
use super::reply::Reply;
use super::tour;
use crate::demo::telegram::ChatView;
use crate::demo::telegram::MessagesView;
use crate::demo::telegram::PersonView;
use crate::demo::telegram::Window;
use serde_json::Value;
use serde_json::json;

/// How many messages come at once.
const PAGE: usize = 60;

/// Everything that stands on the page for one person; of the open chat only what changed.
pub(super) fn state(shared: &Shared, asked: &Asked) -> Reply {
    let (from, since) = (asked.number_if_any("from")?, asked.count("since")?);
    let tour = asked.count("tour")? > 0;
    // Read before the world: what changes meanwhile is fetched once more, never missed.
    let version = *shared.version.borrow();
    let emulator = &shared.emulator;
    let admin = shared.admins.first().copied();
    let person = shared.person(asked.number_if_any("person")?.or(admin).unwrap_or_default())?;
    let chats = shared.chats(person.id);
    let chat = asked
        .number_if_any("chat")?
        .filter(|chat| emulator.can_see(person.id, *chat));
    let chat = chat.map(|id| {
        let window = Window {
            from,
            before: None,
            limit: PAGE,
            since,
        };
        messages(
            id,
            person.id,
            &emulator.messages_view(id, person.id, window),
        )
    });
    Ok(json!({
        "run": shared.run,
        "version": version,
        "now": shared.clock.now().0,
        "language": shared.language,
        "bot": {
            "id": emulator.bot_id(),
            "name": emulator.bot_name(),
            "description": emulator.bot_description(person.id),
            "username": emulator.bot_username(),
        },
        "people": shared.people(),
        "person": {
            "id": person.id,
            "has_started": person.has_started,
            "has_blocked": person.has_blocked,
            "keyboard": emulator.person(person.id).keyboard(),
            "commands": emulator.commands_for(person.id),
        },
        "chats": chats.iter().map(chat_json).collect::<Vec<_>>(),
        "chat": chat,
        "calls": emulator.mark(),
        "tour": tour.then(|| tour::facts(shared)),
    }))
}

/// The messages before one.
pub(super) fn older(shared: &Shared, asked: &Asked) -> Reply {
    let (person, chat) = (asked.number("person")?, asked.number("chat")?);
    let before = asked.number("before")?;
    shared.must_see(person, chat)?;
    let window = Window {
        from: None,
        before: Some(before),
        limit: PAGE,
        since: 0,
    };
    let view = shared.emulator.messages_view(chat, person, window);
    Ok(messages(chat, person, &view))
}

/// Who is in a chat, and who waits to be let in.
pub(super) fn members(shared: &Shared, asked: &Asked) -> Reply {
    let (person, chat) = (asked.number("person")?, asked.number("chat")?);
    shared.must_see(person, chat)?;
    let emulator = &shared.emulator;
    let members: Vec<Value> = emulator
        .member_views(chat)
        .iter()
        .map(|member| {
            json!({
                "id": member.id, "name": member.name, "status": member.status.name(),
                "since": member.since,
            })
        })
        .collect();
    let pending: Vec<Value> = emulator
        .pending_requests(chat)
        .into_iter()
        .filter_map(|id| emulator.person_view(id))
        .map(|person| json!({"id": person.id, "name": person.name}))
        .collect();
    Ok(json!({"members": members, "pending": pending}))
}

/// What an invite link leads to. A link that is over leads nowhere, as in Telegram.
pub(super) fn invite(shared: &Shared, asked: &Asked) -> Reply {
    let (person, url) = (asked.number("person")?, asked.text("url")?);
    shared.person(person)?;
    let view = shared.emulator.invite_view(person, url);
    Ok(match view {
        Some(view) => json!({
            "chat": view.chat, "title": view.title, "members": view.members,
            "by_request": view.by_request, "is_in": view.is_in,
        }),
        None => Value::Null,
    })
}

/// What a button of the reply keyboard lets a person pick.
pub(super) fn pickable(shared: &Shared, asked: &Asked) -> Reply {
    let (person, request) = (asked.number("person")?, asked.number("request")?);
    shared.person(person)?;
    let person = shared.emulator.person(person);
    let offered: Vec<Value> = person
        .pickable(request)
        .into_iter()
        .map(|(id, title)| json!({"id": id, "title": title}))
        .collect();
    Ok(json!(offered))
}

impl Shared {
    /// The person, or a refusal.
    pub(super) fn person(&self, id: i64) -> Result<PersonView, Refusal> {
        self.emulator
            .person_view(id)
            .ok_or_else(|| Refusal::bad("There is no such person."))
    }

    /// Refuses unless the person may look into the chat.
    pub(super) fn must_see(&self, person: i64, chat: i64) -> Result<(), Refusal> {
        self.person(person)?;
        if self.emulator.can_see(person, chat) {
            return Ok(());
        }
        Err(Refusal::bad("This person does not see such a chat."))
    }

    fn chats(&self, person: i64) -> Vec<ChatView> {
        let read = self.read();
        self.emulator.chat_views(person, |chat| {
            read.get(&(person, chat)).copied().unwrap_or(0)
        })
    }

    fn people(&self) -> Vec<Value> {
        let people = self.emulator.people_views();
        people
            .iter()
            .map(|person| {
                let chats = self.chats(person.id);
                let unread: usize = chats.iter().map(|chat| chat.unread).sum();
                json!({
                    "id": person.id, "name": person.name, "username": person.username,
                    "language": person.language, "is_admin": self.admins.contains(&person.id),
                    "has_blocked": person.has_blocked, "unread": unread,
                })
            })
            .collect()
    }
}

fn chat_json(chat: &ChatView) -> Value {
    json!({
        "id": chat.id, "kind": chat.kind, "title": chat.title, "username": chat.username,
        "status": chat.status.name(), "members": chat.members, "is_pending": chat.is_pending,
        "reactions": chat.reactions, "unread": chat.unread, "last": chat.last,
        "pinned": chat.pinned,
    })
}

fn messages(chat: i64, person: i64, view: &MessagesView) -> Value {
    json!({
        "id": chat, "person": person, "ids": view.ids, "changed": view.changed,
        "reactions": view.reactions, "paid": view.paid, "has_older": view.has_older, "change": view.change,
    })
}
