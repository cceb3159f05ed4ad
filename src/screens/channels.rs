//! Choosing the channel of a door, and what the bot may do there.

use super::Action;
use super::Button;
use super::ChatPicker;
use super::PickFor;
use super::Reader;
use super::ReplyKeyboard;
use super::Screen;
use super::Style;
use super::back_to;
use super::back_to_config;
use crate::models::Channel;
use crate::models::ChannelCard;
use crate::models::ChatKind;
use crate::models::Door;
use crate::models::OfferView;
use crate::models::Right;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;

/// The name of a right.
pub fn right_name(lang: Lang, right: Right) -> String {
    let key = match right {
        Right::Invite => "right-invite",
        Right::Restrict => "right-restrict",
        Right::Post => "right-post",
        Right::Edit => "right-edit",
        Right::Delete => "right-delete",
    };
    lang.plain(key, args! {})
}

/// The names of several rights, in one line.
pub fn right_names(lang: Lang, rights: &[Right]) -> String {
    rights
        .iter()
        .map(|right| right_name(lang, *right))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Asks for the channel: Telegram's own pickers below, a forwarded post, or a name. `current` is the title of
/// the channel the door has.
pub fn choose(reader: Reader, door: Door, current: Option<&str>) -> Screen {
    let mut text = match door {
        Door::Vip => reader.html("setup-vip-ask", args! {}),
        Door::Free => reader.html("setup-free-ask", args! {}),
    };
    if let Some(title) = current {
        let now = reader.html("setup-now", args! { title: &html::name(title) });
        text = format!("{text}\n\n{now}");
    }
    let picker = |key, kind| ChatPicker {
        label: reader.plain(key, args! {}),
        request_id: request_id(door, kind),
        kind,
        purpose: PickFor::Door,
    };
    Screen::new(text).with_keyboard(ReplyKeyboard::Pick {
        pickers: vec![
            picker("button-pick-channel", ChatKind::Channel),
            picker("button-pick-group", ChatKind::Supergroup),
        ],
        cancel: reader.plain("button-cancel", args! {}),
    })
}

/// Whether a text is the key "❌ Cancelar" of the picker's keyboard, in any language.
pub fn is_cancel_key(text: &str) -> bool {
    Lang::ALL
        .into_iter()
        .any(|lang| lang.plain("button-cancel", args! {}) == text.trim())
}

/// The door for which a chat was picked, from `chat_shared`.
pub fn picked_door(request_id: i32) -> Option<Door> {
    match request_id {
        1 | 2 => Some(Door::Vip),
        3 | 4 => Some(Door::Free),
        _ => None,
    }
}

fn request_id(door: Door, kind: ChatKind) -> i32 {
    let first = match door {
        Door::Vip => 1,
        Door::Free => 3,
    };
    if kind == ChatKind::Channel {
        first
    } else {
        first + 1
    }
}

/// Said at once when a chat was named: takes the picker's keyboard away while the bot looks.
pub fn checking(reader: Reader) -> Screen {
    Screen::new(reader.html("setup-checking", args! {})).with_keyboard(ReplyKeyboard::Remove)
}

/// The choice was left; takes the picker's keyboard away.
pub fn cancelled(reader: Reader) -> Screen {
    Screen::new(reader.html("setup-cancelled", args! {})).with_keyboard(ReplyKeyboard::Remove)
}

/// The channel before it is saved.
pub fn card(reader: Reader, view: &ChannelCard) -> Screen {
    let (heading, label) = match view.door {
        Door::Vip => ("card-heading-vip", "button-use-vip"),
        Door::Free => ("card-heading-free", "button-use-free"),
    };
    let mut parts = vec![reader.html(heading, args! {}), facts(reader, &view.channel)];
    if let Some(title) = &view.replaces {
        parts.push(reader.html("card-replaces", args! { title: &html::name(title) }));
    }
    let mut screen = Screen::new(parts.join("\n\n"));
    if view.channel.is_usable() {
        let save = Action::UseAs(view.door, view.channel.chat_id);
        let label = reader.plain(label, args! {});
        screen = screen.button(Button::styled(label, save, Style::Success));
    }
    screen.row([
        Button::act(
            reader.plain("button-choose-other", args! {}),
            Action::Setup(view.door),
        ),
        Button::act(
            reader.plain("button-cancel", args! {}),
            Action::CancelSetup(view.door),
        ),
    ])
}

/// "Canal VIP Configurado".
pub fn saved(reader: Reader, view: &ChannelCard) -> Screen {
    let heading = match view.door {
        Door::Vip => reader.html("saved-vip", args! {}),
        Door::Free => reader.html("saved-free", args! {}),
    };
    Screen::new(format!("{heading}\n\n{}", facts(reader, &view.channel)))
        .button(back_to(reader.lang, Action::Desk(view.door)))
        .button(back_to_config(reader.lang))
}

/// The rights looked at again.
pub fn rechecked(reader: Reader, view: &ChannelCard) -> Screen {
    let heading = if view.channel.is_usable() {
        reader.html("checked-fine", args! {})
    } else {
        reader.html("checked-lost", args! {})
    };
    Screen::new(format!("{heading}\n\n{}", facts(reader, &view.channel)))
        .button(Button::act(
            reader.plain("button-recheck", args! {}),
            Action::Recheck(view.door),
        ))
        .button(back_to(reader.lang, Action::Desk(view.door)))
}

/// The bot was made an administrator somewhere: what shall the chat be?
pub fn offer(reader: Reader, view: &OfferView) -> Screen {
    let title = html::name(&view.channel.title);
    let mut parts = vec![
        reader.html("offer-text", args! { title: &title }),
        facts(reader, &view.channel),
    ];
    if view.doors.vip || view.doors.free {
        parts.push(reader.html("offer-taken", args! {}));
    }
    let mut screen = Screen::new(parts.join("\n\n"));
    if view.channel.is_usable() {
        let chat = view.channel.chat_id;
        screen = screen
            .button(Button::act(
                reader.plain("button-use-vip", args! {}),
                Action::UseAs(Door::Vip, chat),
            ))
            .button(Button::act(
                reader.plain("button-use-free", args! {}),
                Action::UseAs(Door::Free, chat),
            ));
    }
    screen.button(Button::act(
        reader.plain("button-ignore", args! {}),
        Action::IgnoreOffer,
    ))
}

/// The offer was left.
pub fn offer_ignored(reader: Reader) -> Screen {
    Screen::new(reader.html("offer-ignored", args! {}))
}

/// The join-request link of the Free channel.
pub fn join_link(reader: Reader, url: &str) -> Screen {
    Screen::new(reader.html("join-link-text", args! { url: url }))
        .button(Button::Copy {
            label: reader.plain("button-copy-link", args! {}),
            text: url.to_owned(),
        })
        .button(back_to(reader.lang, Action::Desk(Door::Free)))
}

/// Title, id, kind, members, rights and warnings.
pub(super) fn facts(reader: Reader, channel: &Channel) -> String {
    let id = channel.chat_id.to_string();
    let mut lines = vec![
        reader.html("card-title", args! { title: &html::name(&channel.title) }),
        reader.html("card-id", args! { id: &id }),
        match channel.kind {
            ChatKind::Channel => reader.html("card-kind-channel", args! {}),
            ChatKind::Supergroup | ChatKind::Group | ChatKind::Private => {
                reader.html("card-kind-group", args! {})
            }
        },
    ];
    if let Some(count) = channel.member_count {
        lines.push(reader.html("card-members", args! { count: count }));
    }
    lines.push(String::new());
    lines.push(reader.html("card-rights", args! {}));
    for right in Right::ALL
        .into_iter()
        .filter(|right| right.applies_to(channel.kind))
    {
        let name = right_name(reader.lang, right);
        let key = if channel.rights.has(right) {
            "card-right-yes"
        } else {
            "card-right-no"
        };
        lines.push(reader.html(key, args! { right: &name }));
    }
    let warnings = warnings(reader, channel);
    if !warnings.is_empty() {
        lines.push(String::new());
        lines.extend(warnings);
    }
    lines.join("\n")
}

fn warnings(reader: Reader, channel: &Channel) -> Vec<String> {
    let mut warnings = Vec::new();
    if let Some(username) = &channel.username {
        let username = html::name(username);
        warnings.push(reader.html("card-public", args! { username: &username }));
    }
    if !channel.is_admin {
        warnings.push(reader.html("card-not-admin", args! {}));
        return warnings;
    }
    let required = channel.rights.missing_required(channel.kind);
    let lacks_any = Right::ALL
        .into_iter()
        .any(|right| right.applies_to(channel.kind) && !channel.rights.has(right));
    if !required.is_empty() {
        let rights = right_names(reader.lang, &required);
        warnings.push(reader.html("card-missing-required", args! { rights: &rights }));
    } else if lacks_any {
        warnings.push(reader.html("card-missing-optional", args! {}));
    }
    warnings
}
