//! What a handler answers with, and how it reaches the person.

use crate::context::Ctx;
use crate::models::ChatId;
use crate::models::Identity;
use crate::models::MessageId;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Screen;
use crate::services;
use crate::services::notify;
use crate::telegram::bot::Bot;
use crate::telegram::bot::Pressed;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use crate::telegram::errors::Harmless;
use crate::telegram::inbox::Ending;
use crate::telegram::sender::Pending;
use crate::telegram::update::CallbackQuery;
use crate::telegram::update::PressedMessage;
use crate::telegram::update::Update;
use crate::utils::html;
use std::sync::Arc;

/// What to show. Handlers make it; the boundary sends it.
#[derive(Default, Debug)]
pub struct Reply {
    /// Takes the place of the pressed message, or comes as a new one.
    screen: Option<Screen>,
    /// New messages after it.
    more: Vec<Screen>,
    /// The answer to the press; without one it is answered silently.
    answer: Option<Answer>,
    changes_menus: bool,
}

#[derive(Debug)]
enum Answer {
    Toast(String),
    Alert(String),
}

impl Reply {
    /// Nothing to show; a press is answered silently all the same.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// A screen in place of the pressed message, else as a new one.
    pub fn show(screen: Screen) -> Self {
        Self {
            screen: Some(screen),
            ..Self::default()
        }
    }

    /// A screen as a new message.
    pub fn send(screen: Screen) -> Self {
        Self::default().then(screen)
    }

    /// A box over the chat that must be closed.
    pub fn alert(text: String) -> Self {
        Self {
            answer: Some(Answer::Alert(text)),
            ..Self::default()
        }
    }

    /// The same for a press that was answered already: an alert comes as a message instead.
    pub fn after_the_answer(mut self) -> Self {
        if let Some(Answer::Alert(text)) = self.answer.take() {
            self.more.push(Screen::new(html::escape(&text)));
        }
        self
    }

    /// The same, and a new message after it.
    pub fn then(mut self, screen: Screen) -> Self {
        self.more.push(screen);
        self
    }

    /// The same with its screen changed.
    pub fn map(mut self, change: impl FnOnce(Screen) -> Screen) -> Self {
        self.screen = self.screen.map(change);
        self
    }

    /// The same as new messages only, after that one.
    pub fn preceded_by(mut self, first: Screen) -> Self {
        let mut more = vec![first];
        more.extend(self.screen.take());
        more.append(&mut self.more);
        self.more = more;
        self
    }

    /// The same, and a few words that pass over the chat.
    pub fn with_toast(mut self, text: String) -> Self {
        self.answer = Some(Answer::Toast(text));
        self
    }

    /// The same, and a box over the chat that must be closed.
    pub fn with_alert(mut self, text: String) -> Self {
        self.answer = Some(Answer::Alert(text));
        self
    }

    /// The same without the buttons that lead where the reader may not go.
    pub fn keeping(mut self, may: impl Fn(&Action) -> bool) -> Self {
        for screen in self.screen.iter_mut().chain(&mut self.more) {
            for row in &mut screen.rows {
                row.retain(|button| match button {
                    Button::Act { action, .. } => may(action),
                    Button::Url { .. } | Button::Copy { .. } => true,
                });
            }
            screen.rows.retain(|row| !row.is_empty());
        }
        self
    }

    /// Whether it comes from a change of what people may do.
    pub fn changes_menus(&self) -> bool {
        self.changes_menus
    }

    /// The same, and the command menus are brought up to date.
    pub fn with_menus(mut self) -> Self {
        self.changes_menus = true;
        self
    }
}

/// Where a reply goes.
#[derive(Clone, Debug)]
pub struct To {
    pub user: UserId,
    /// The press to answer.
    pub query: Option<String>,
    /// The message that can take the new text.
    editable: Option<Pressed>,
}

impl To {
    /// The chat with that person.
    pub fn chat(user: UserId) -> Self {
        Self {
            user,
            query: None,
            editable: None,
        }
    }

    /// Whoever pressed. A message that Telegram no longer shows (its date is 0), and one without a text, such as a
    /// file, cannot take the new text.
    pub fn of_press(query: &CallbackQuery) -> Self {
        let message = query.message.as_ref();
        Self {
            user: UserId(query.from.id),
            query: Some(query.id.clone()),
            editable: message
                .filter(|message| message.date != 0 && message.text.is_some())
                .map(pressed),
        }
    }

    /// Whom an update concerns, and whether they wait for an answer.
    pub fn of_update(update: &Update) -> Option<(Self, bool)> {
        if let Some(query) = &update.callback_query {
            return Some((Self::of_press(query), true));
        }
        let message = update.message.as_ref()?;
        let from = message.from.as_ref().filter(|from| !from.is_bot)?;
        Some((Self::chat(UserId(from.id)), message.chat.id == from.id))
    }
}

/// Answers a press before its handler is done: nobody looks at a spinner while Telegram is asked something.
pub fn answer_early(ctx: &Arc<Ctx>, bot: &Bot, to: &mut To) -> Option<Ending> {
    let pending = bot.answer(&to.query.take()?, None, false);
    Some(Box::pin(sent(ctx.clone(), to.user, pending)))
}

/// The message under the pressed button.
pub fn pressed(message: &PressedMessage) -> Pressed {
    Pressed {
        chat: ChatId(message.chat.id),
        message: MessageId(message.message_id),
    }
}

/// Queues a reply and returns what ends when it has ended. A press is answered here, once, whatever the reply is.
pub fn deliver(ctx: &Arc<Ctx>, bot: &Bot, to: &To, reply: Reply) -> Vec<Ending> {
    let mut endings: Vec<Ending> = Vec::new();
    let user = to.user;
    if let Some(query) = &to.query {
        let (text, is_alert) = match &reply.answer {
            None => (None, false),
            Some(Answer::Toast(text)) => (Some(text.as_str()), false),
            Some(Answer::Alert(text)) => (Some(text.as_str()), true),
        };
        let pending = bot.answer(query, text, is_alert);
        endings.push(Box::pin(sent(ctx.clone(), user, pending)));
    }
    if let Some(screen) = reply.screen {
        // Only a text with its own buttons can take the place of another.
        let is_plain =
            screen.keyboard.is_none() && screen.document.is_none() && screen.photo.is_none();
        match to.editable.filter(|_| is_plain) {
            Some(pressed) => {
                let pending = bot.edit(pressed, &screen);
                let edited = edited(ctx.clone(), bot.clone(), user, pending, screen);
                endings.push(Box::pin(edited));
            }
            None => {
                let pending = bot.show(user.chat(), &screen);
                endings.push(Box::pin(sent(ctx.clone(), user, pending)));
            }
        }
    }
    for screen in &reply.more {
        let pending = bot.show(user.chat(), screen);
        endings.push(Box::pin(sent(ctx.clone(), user, pending)));
    }
    if reply.changes_menus {
        ctx.menus_changed.notify_one();
    }
    endings
}

/// Waits for an edit; a message that cannot be edited any more is followed by a new one.
async fn edited(ctx: Arc<Ctx>, bot: Bot, user: UserId, pending: Pending, screen: Screen) {
    let Err(error) = pending.await else { return };
    if error.class() == Class::EditGone {
        let pending = bot.show(user.chat(), &screen);
        sent(ctx, user, pending).await;
    } else {
        failed(&ctx, user, &error).await;
    }
}

/// Waits for a message or an answer to a press.
pub(in crate::handlers) async fn sent(ctx: Arc<Ctx>, user: UserId, pending: Pending) {
    if let Err(error) = pending.await {
        failed(&ctx, user, &error).await;
    }
}

async fn failed(ctx: &Ctx, user: UserId, error: &CallError) {
    if error.is_broken_off() {
        // The bot stops, and this reply must not count as ended: the next start answers the update again.
        return std::future::pending().await;
    }
    match error.class() {
        Class::Harmless(Harmless::NotModified | Harmless::QueryTooOld) => {}
        Class::Unreachable => {
            if let Err(error) = services::house::reachable(ctx, user, false).await {
                log::error!("[{user}] could not be marked unreachable: {error}");
            }
        }
        // The network's troubles are told elsewhere, once.
        Class::Network | Class::Server | Class::InDoubt | Class::TooManyRequests(_) => {
            log::warn!("[{user}] a reply was given up: {error}");
        }
        Class::ChatLost
        | Class::NoRights
        | Class::RequestClosed
        | Class::NotAMember
        | Class::CannotRemove
        | Class::BadEntities
        | Class::EditGone
        | Class::Migrated(_)
        | Class::Conflict
        | Class::Unauthorized
        | Class::Other => {
            let who = Identity::User(user);
            notify::log_error_and_notify(ctx, who, "reply", &error.to_string());
        }
    }
}
