//! Every word and button the bot shows. Pure: a view in, a `Screen` out; no clock, no database, no sending.
//!
//! User text enters HTML only as an argument of `Reader::html`, which escapes it, and shortened by
//! `utils::html::name` before.

pub mod access;
pub mod api;
pub mod audit;
pub mod backups;
pub mod brake;
pub mod broadcasts;
pub mod callback;
pub mod card;
pub mod care;
pub mod channels;
pub mod charts;
pub mod doctor;
pub mod dynamic;
pub mod free;
pub mod help;
pub mod home;
pub mod keys;
pub mod language;
pub mod ledger;
pub mod mailings;
pub mod members;
pub mod notice_desk;
pub mod notices;
pub mod panel;
pub mod payments;
pub mod persons;
pub mod plans;
pub mod problems;
pub mod profile;
pub mod promos;
pub mod proxy;
mod proxy_words;
pub mod purse;
pub mod qr;
pub mod queue;
pub mod qvapay;
pub mod reactions;
pub mod receipts;
pub mod redeem;
pub mod refusals;
pub mod roles;
pub mod servers;
pub mod settings;
pub mod shop;
pub mod sources;
pub mod stars;
pub mod statistics;
pub mod status;
pub mod support;
pub mod tickets;
pub mod till;
pub mod tokens;
pub mod upkeep;
pub mod vpn;
pub mod wait_time;
pub mod webhooks;
pub mod wording;

pub use callback::Action;

use crate::models::ChatKind;
use crate::models::Right;
use crate::models::Timestamp;
use crate::utils::html;
use crate::utils::locale::Arg;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::zone::Zone;
use serde_json::Value;
use serde_json::json;
use std::fmt;

/// The most a screen's HTML may have, in UTF-16 units: below Telegram's 4096 with room to spare.
pub const SCREEN_UNITS: usize = 4000;

/// For whom and when a screen is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reader {
    pub lang: Lang,
    pub time_zone: Zone,
    pub now: Timestamp,
}

impl Reader {
    /// The text of that key as HTML, string arguments escaped.
    pub fn html(self, key: &str, args: &[(&'static str, Arg<'_>)]) -> String {
        self.lang.html(key, args)
    }

    /// The text of that key as it is, for labels.
    pub fn plain(self, key: &str, args: &[(&'static str, Arg<'_>)]) -> String {
        self.lang.plain(key, args)
    }
}

/// What the bot shows: one message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Screen {
    pub html: String,
    pub rows: Vec<Vec<Button>>,
    /// Replaces the keyboard of the phone; a message has this or `rows`, never both.
    pub keyboard: Option<ReplyKeyboard>,
    /// Sent as a file, with `html` as its caption.
    pub document: Option<Document>,
    /// Sent as a picture, with `html` as its caption; a message has this or `document`, never both.
    pub photo: Option<Photo>,
}

/// A button under a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Button {
    Act {
        label: String,
        action: Action,
        style: Style,
    },
    Url {
        label: String,
        url: String,
    },
    /// Puts a text on the clipboard.
    Copy {
        label: String,
        text: String,
    },
}

/// Colour of a button, where the client knows it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Style {
    Plain,
    Danger,
    Success,
    Primary,
}

impl Style {
    /// The Bot API's word, if any.
    fn word(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Danger => Some("danger"),
            Self::Success => Some("success"),
            Self::Primary => Some("primary"),
        }
    }
}

/// A file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// A picture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Photo {
    /// PNG, at most 10 MB.
    pub png: Vec<u8>,
}

/// The keyboard in place of the phone's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReplyKeyboard {
    /// Telegram's own pickers of a chat, and a key that sends `cancel` as text.
    Pick {
        pickers: Vec<ChatPicker>,
        cancel: String,
    },
    /// Back to the phone's own.
    Remove,
}

/// A key that opens Telegram's list of the person's channels or groups.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChatPicker {
    pub label: String,
    /// Comes back in `chat_shared`.
    pub request_id: i32,
    pub kind: ChatKind,
    pub purpose: PickFor,
}

/// What the bot is to do in a picked chat: Telegram lists those in which it could.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PickFor {
    /// All that a door needs.
    Door,
    /// Post, and make topics if the chat has any; no other right is needed.
    Topics,
    /// The same, in chats that have topics only.
    Forum,
}

impl Button {
    /// A button of the usual look.
    pub fn act(label: String, action: Action) -> Self {
        Self::Act {
            label,
            action,
            style: Style::Plain,
        }
    }

    /// A button of that look.
    pub fn styled(label: String, action: Action, style: Style) -> Self {
        Self::Act {
            label,
            action,
            style,
        }
    }

    fn to_json(&self) -> Value {
        match self {
            Self::Act {
                label,
                action,
                style,
            } => {
                let mut button = json!({ "text": label, "callback_data": action.to_string() });
                if let Some(word) = style.word() {
                    button["style"] = word.into();
                }
                button
            }
            Self::Url { label, url } => json!({ "text": label, "url": url }),
            Self::Copy { label, text } => {
                json!({ "text": label, "copy_text": { "text": text } })
            }
        }
    }
}

impl ChatPicker {
    fn to_json(&self) -> Value {
        let mut request = json!({
            "request_id": self.request_id,
            "chat_is_channel": self.kind == ChatKind::Channel,
            // The person's own rights must cover the bot's, and appointing it needs one more. Without both
            // sets clients list chats in which the bot could not be appointed.
            "user_administrator_rights": self.rights(true),
            "bot_administrator_rights": self.rights(false),
            "request_title": true,
            "request_username": true,
        });
        if self.purpose == PickFor::Forum {
            request["chat_is_forum"] = true.into();
        }
        json!({ "text": self.label, "request_chat": request })
    }

    fn rights(&self, can_promote: bool) -> Value {
        let mut rights = administrator_rights(self.kind, can_promote);
        match self.purpose {
            PickFor::Door => {}
            PickFor::Topics | PickFor::Forum => {
                for right in Right::ALL {
                    if right.applies_to(self.kind) {
                        rights[right.field()] = false.into();
                    }
                }
                rights["can_manage_topics"] = true.into();
            }
        }
        rights
    }
}

/// The whole `ChatAdministratorRights` object: the rights we use, the others refused by name.
fn administrator_rights(kind: ChatKind, can_promote: bool) -> Value {
    let mut rights = json!({
        "is_anonymous": false,
        "can_manage_chat": true,
        "can_manage_video_chats": false,
        "can_promote_members": can_promote,
        "can_change_info": false,
        "can_post_stories": false,
        "can_edit_stories": false,
        "can_delete_stories": false,
        "can_send_welcome_messages": false,
    });
    for right in Right::ALL
        .into_iter()
        .filter(|right| right.applies_to(kind))
    {
        rights[right.field()] = true.into();
    }
    rights
}

impl Screen {
    /// A message without buttons.
    pub fn new(html: String) -> Self {
        debug_assert!(
            html::utf16_len(&html) <= SCREEN_UNITS,
            "a screen of {} bytes",
            html.len()
        );
        Self {
            html,
            rows: Vec::new(),
            keyboard: None,
            document: None,
            photo: None,
        }
    }

    /// A message in words of the operator's: they were measured as Telegram measures, without the markup.
    pub fn worded(html: String) -> Self {
        Self {
            html,
            ..Self::new(String::new())
        }
    }

    /// The same with one more row of buttons; an empty row is left out.
    pub fn row(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
        let row: Vec<Button> = buttons.into_iter().collect();
        if !row.is_empty() {
            self.rows.push(row);
        }
        self
    }

    /// The same with a row of one button.
    pub fn button(self, button: Button) -> Self {
        self.row([button])
    }

    /// The same with these buttons, `width` in a row.
    pub fn grid(mut self, width: usize, buttons: Vec<Button>) -> Self {
        let mut buttons = buttons.into_iter().peekable();
        while buttons.peek().is_some() {
            self.rows
                .push(buttons.by_ref().take(width.max(1)).collect());
        }
        self
    }

    /// The same with the keyboard of the phone replaced.
    pub fn with_keyboard(mut self, keyboard: ReplyKeyboard) -> Self {
        self.keyboard = Some(keyboard);
        self
    }

    /// The same as the caption of a file.
    pub fn with_document(mut self, document: Document) -> Self {
        self.document = Some(document);
        self
    }

    /// The same as the caption of a picture.
    pub fn with_photo(mut self, photo: Photo) -> Self {
        self.photo = Some(photo);
        self
    }

    /// The Bot API's `reply_markup`, if the screen has any.
    pub fn reply_markup(&self) -> Option<Value> {
        match &self.keyboard {
            Some(ReplyKeyboard::Remove) => Some(json!({ "remove_keyboard": true })),
            Some(ReplyKeyboard::Pick { pickers, cancel }) => {
                let mut keyboard: Vec<Value> = pickers
                    .iter()
                    .map(|picker| json!([picker.to_json()]))
                    .collect();
                keyboard.push(json!([{ "text": cancel }]));
                Some(json!({
                    "keyboard": keyboard,
                    "resize_keyboard": true,
                    "one_time_keyboard": true,
                }))
            }
            None if self.rows.is_empty() => None,
            None => Some(inline_keyboard(&self.rows)),
        }
    }
}

/// Those buttons as the Bot API's `reply_markup`.
pub fn inline_keyboard(rows: &[Vec<Button>]) -> Value {
    let rows: Vec<Vec<Value>> = rows
        .iter()
        .map(|row| row.iter().map(Button::to_json).collect())
        .collect();
    json!({ "inline_keyboard": rows })
}

/// The screen as snapshots keep it: the text, then each row of buttons with what they do.
impl fmt::Display for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.html)?;
        for row in &self.rows {
            for (place, button) in row.iter().enumerate() {
                let gap = if place == 0 { "" } else { " " };
                write!(f, "{gap}{button}")?;
            }
            writeln!(f)?;
        }
        match &self.keyboard {
            None => {}
            Some(ReplyKeyboard::Remove) => writeln!(f, "(keyboard removed)")?,
            Some(ReplyKeyboard::Pick { pickers, cancel }) => {
                for picker in pickers {
                    writeln!(
                        f,
                        "({} -> {} {})",
                        picker.label,
                        picker.kind.name(),
                        picker.request_id
                    )?;
                }
                writeln!(f, "({cancel})")?;
            }
        }
        if let Some(document) = &self.document {
            writeln!(
                f,
                "{{{}: {} bytes}}",
                document.file_name,
                document.bytes.len()
            )?;
        }
        if self.photo.is_some() {
            writeln!(f, "{{a picture}}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Button {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Act {
                label,
                action,
                style,
            } => match style.word() {
                Some(word) => write!(f, "[{label} -> {action} {word}]"),
                None => write!(f, "[{label} -> {action}]"),
            },
            Self::Url { label, url } => write!(f, "[{label} -> {url}]"),
            Self::Copy { label, text } => write!(f, "[{label} -> copy {text}]"),
        }
    }
}

/// "🔙 Volver".
pub fn back_to(lang: Lang, action: Action) -> Button {
    Button::act(lang.plain("button-back", args! {}), action)
}

/// "🔙 Volver a Configuración".
pub fn back_to_config(lang: Lang) -> Button {
    Button::act(lang.plain("button-back-config", args! {}), Action::Config)
}

/// "❌ Cancelar", which ends whatever was begun.
pub fn cancel(lang: Lang) -> Button {
    Button::act(lang.plain("button-cancel", args! {}), Action::Cancel)
}

/// The row that turns pages; empty when there is only one.
pub fn pager(page: u32, pages: u32, to: impl Fn(u32) -> Action) -> Vec<Button> {
    if pages <= 1 {
        return Vec::new();
    }
    let mut row = Vec::with_capacity(3);
    if page > 0 {
        row.push(Button::act("◀️".to_owned(), to(page.min(pages) - 1)));
    }
    row.push(Button::act(
        format!("{}/{pages}", page.saturating_add(1)),
        Action::Noop,
    ));
    if page.saturating_add(1) < pages {
        row.push(Button::act("▶️".to_owned(), to(page + 1)));
    }
    row
}

/// A question with the way on, in red, and the way back.
pub fn confirm(lang: Lang, html: String, label: String, yes: Action, no: Action) -> Screen {
    Screen::new(html)
        .button(Button::styled(label, yes, Style::Danger))
        .button(back_to(lang, no))
}

#[cfg(test)]
mod tests;
