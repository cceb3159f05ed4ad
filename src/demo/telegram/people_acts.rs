//! What people do besides writing: pressing buttons, joining, leaving, administering.

use super::people::Person;
use super::rights::Rights;
use super::stars::MONTH;
use super::state::Callback;
use super::state::{JoinRequest, Link, Member, State, Status};
use super::updates::Change;
use serde_json::{Value, json};

/// The id of a press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackId(pub String);

/// What following an invite link led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinResult {
    /// They are in.
    Joined,
    /// An administrator must approve.
    Requested,
    /// The link's time is over.
    Expired,
    /// No such link, or revoked.
    Invalid,
    /// As many members as the link allows are in by it.
    Full,
    /// They are banned from the chat.
    Banned,
    /// They were in already.
    AlreadyIn,
}

/// How a person makes an invite link in their client.
#[derive(Clone, Debug, Default)]
pub struct LinkOptions {
    /// The name that administrators see.
    pub name: Option<String>,
    /// When it ends.
    pub expires_at: Option<i64>,
    /// How many may be in by it at once.
    pub member_limit: Option<i64>,
    /// Joins need approval.
    pub by_request: bool,
}

impl Person {
    /// Presses the newest inline button with this label or data in the private chat.
    ///
    /// # Panics
    /// If there is no such button; [`Person::click`] waits for one.
    pub fn press(&self, label_or_data: &str) -> CallbackId {
        let Some(message) = self.with_button(label_or_data) else {
            panic!(
                "{} sees no button «{label_or_data}»\n{}",
                self.id,
                self.emulator.dump()
            );
        };
        let data = message
            .button(label_or_data)
            .and_then(|button| button.data.clone());
        let Some(data) = data else {
            panic!("the button «{label_or_data}» is not one to press\n{message}");
        };
        self.press_on(message.message_id, &data)
    }

    /// Waits for the button, presses it and waits for the answer.
    ///
    /// # Panics
    /// After ten seconds without button or answer.
    pub async fn click(&self, label_or_data: &str) -> super::Toast {
        self.expect_button(label_or_data).await;
        let press = self.press(label_or_data);
        self.answer_to(&press).await
    }

    /// Waits for the answer to a press.
    ///
    /// # Panics
    /// After ten seconds.
    pub async fn answer_to(&self, press: &CallbackId) -> super::Toast {
        let what = format!("an answer to the press {} of {}", press.0, self.id);
        self.emulator.wait(|_| self.answer(press), &what).await
    }

    /// The answer to a press, if there is one yet.
    pub fn answer(&self, press: &CallbackId) -> Option<super::Toast> {
        self.emulator.look(|state| {
            let (text, show_alert) = state.callbacks.get(&press.0)?.answer.clone()?;
            Some(super::Toast { text, show_alert })
        })
    }

    /// Presses a button of this message in the private chat, whether it still has that button or not.
    pub fn press_on(&self, message_id: i64, data: &str) -> CallbackId {
        self.press_in(self.id, message_id, data)
    }

    /// Presses a button under a message of any chat, for example a post of a channel.
    pub fn press_in(&self, chat: i64, message_id: i64, data: &str) -> CallbackId {
        self.mark();
        self.emulator.act(|state| {
            let message = match state.messages.get(&(chat, message_id)) {
                Some(stored) => Value::Object(stored.value.clone()),
                None => json!({"chat": state.chat_json(chat), "message_id": message_id, "date": 0}),
            };
            push_press(state, self.id, data, Some(message))
        })
    }

    /// A press with forged data on the newest message of the bot.
    pub fn press_raw(&self, data: &str) -> CallbackId {
        match self.screen() {
            Some(message) => self.press_on(message.message_id, data),
            None => self
                .emulator
                .act(|state| push_press(state, self.id, data, None)),
        }
    }

    /// Follows an invite link.
    pub fn join(&self, link: &str) -> JoinResult {
        self.mark();
        self.emulator.act(|state| follow(state, self.id, link))
    }

    /// Comes into a chat without a link: added by an administrator, or the chat is public.
    pub fn join_without_link(&self, chat: i64) {
        self.mark();
        self.move_to(chat, self.id, Member::with(Status::Member));
    }

    /// Asks to join without a link, as the subscribers' button of a public channel does.
    pub fn request_without_link(&self, chat: i64) {
        self.mark();
        self.emulator
            .act(|state| push_request(state, self.id, chat, None));
    }

    /// Leaves a chat.
    pub fn leave(&self, chat: i64) {
        self.move_to(chat, self.id, Member::with(Status::Left));
    }

    /// Takes a join request back. The bot is not told.
    pub fn withdraw_join_request(&self, chat: i64) {
        self.emulator.act(|state| {
            if let Some(chat) = state.chats.get_mut(&chat) {
                chat.requests.remove(&self.id);
            }
        });
    }

    /// As an administrator, approves or declines somebody's request in their own client.
    pub fn handle_request(&self, chat: i64, user: i64, approves: bool) {
        self.emulator.act(|state| {
            let request = state
                .chats
                .get_mut(&chat)
                .and_then(|chat| chat.requests.remove(&user));
            let Some(request) = request.filter(|_| approves) else {
                return;
            };
            let new = Member {
                via: request.link.clone(),
                ..Member::with(Status::Member)
            };
            let change = Change {
                chat,
                user,
                actor: self.id,
                link: request.link,
                via_request: true,
            };
            state.set_member(&change, new);
        });
    }

    /// As an administrator, makes an invite link.
    pub fn create_link(&self, chat: i64, options: LinkOptions) -> String {
        self.emulator.act(|state| {
            let link = Link {
                name: options.name,
                expires_at: options.expires_at,
                member_limit: options.member_limit,
                by_request: options.by_request,
                ..state.new_link(chat, self.id)
            };
            let url = link.url.clone();
            state.links.insert(url.clone(), Box::new(link));
            url
        })
    }

    /// Adds the bot to a chat with these rights, in the client.
    pub fn add_bot(&self, chat: i64, rights: Rights) {
        self.emulator.set_bot_rights(chat, rights, self.id);
    }
}

fn push_press(state: &mut State, user: i64, data: &str, message: Option<Value>) -> CallbackId {
    let id = (4_382_000_000_000_000_000 + state.serial()).to_string();
    let at = state.now();
    let press = Callback {
        user,
        data: data.to_owned(),
        at,
        answer: None,
        answered: 0,
    };
    state.forget_old_queries();
    state.callbacks.insert(id.clone(), Box::new(press));
    let mut body = json!({
        "id": id, "from": state.user_json(user), "chat_instance": user.to_string(), "data": data,
    });
    if let Some(message) = message {
        body["message"] = message;
    }
    state.push("callback_query", body);
    CallbackId(id)
}

fn follow(state: &mut State, user: i64, url: &str) -> JoinResult {
    let Some(link) = state
        .links
        .get(url)
        .filter(|link| !link.is_revoked)
        .cloned()
    else {
        return JoinResult::Invalid;
    };
    if link.expires_at.is_some_and(|at| at <= state.now()) {
        return JoinResult::Expired;
    }
    match state.member(link.chat, user).status {
        Status::Kicked => return JoinResult::Banned,
        Status::Left => {}
        Status::Creator | Status::Administrator | Status::Member => return JoinResult::AlreadyIn,
    }
    if link
        .member_limit
        .is_some_and(|limit| state.members_by(&link) >= limit)
    {
        return JoinResult::Full;
    }
    if link.by_request {
        push_request(state, user, link.chat, Some(url));
        return JoinResult::Requested;
    }
    let new = Member {
        via: Some(url.to_owned()),
        until: link.price.map_or(0, |_| state.now() + MONTH),
        ..Member::with(Status::Member)
    };
    let change = Change {
        chat: link.chat,
        user,
        actor: user,
        link: Some(url.to_owned()),
        via_request: false,
    };
    state.set_member(&change, new);
    JoinResult::Joined
}

/// Asks once; asking again changes nothing.
fn push_request(state: &mut State, user: i64, chat: i64, url: Option<&str>) {
    let at = state.now();
    let Some(requests) = state.chats.get_mut(&chat).map(|chat| &mut chat.requests) else {
        return;
    };
    if requests.contains_key(&user) {
        return;
    }
    requests.insert(
        user,
        Box::new(JoinRequest {
            link: url.map(str::to_owned),
            at,
        }),
    );
    let bot = state.member(chat, state.bot.id);
    if bot.status != Status::Administrator || !bot.rights.can_invite_users {
        return;
    }
    let mut body = json!({
        "chat": state.chat_json(chat), "from": state.user_json(user), "user_chat_id": user, "date": at,
    });
    if let Some(link) = url.and_then(|url| state.links.get(url)) {
        body["invite_link"] = state.link_json(link, true);
    }
    state.push("chat_join_request", body);
}
