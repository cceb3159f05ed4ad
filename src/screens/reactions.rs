//! The reactions of a channel: their settings, their preview, and the buttons under its posts.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::back_to_config;
use super::callback::ReactionAction;
use super::panel::door_name;
use crate::models::Door;
use crate::models::NativeReaction;
use crate::models::Post;
use crate::models::ReactionMode;
use crate::models::ReactionsView;
use crate::models::Voted;
use crate::utils::emoji;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;

/// Buttons side by side at most: more are cut short on a narrow phone.
const MOST_IN_A_ROW: usize = 5;

/// The buttons under a post, each emoji with its votes, in rows of about the same length.
pub fn keyboard(counts: &[(String, i64)]) -> Vec<Vec<Button>> {
    let rows = counts.len().div_ceil(MOST_IN_A_ROW).max(1);
    let width = counts.len().div_ceil(rows).max(1);
    let buttons: Vec<Button> = (0u8..)
        .zip(counts)
        .map(|(place, (emoji, count))| {
            let shown = emoji::shown(emoji);
            let label = match count {
                0 => shown,
                some => format!("{shown} {some}"),
            };
            Button::act(label, Action::Reaction(ReactionAction::Vote(place)))
        })
        .collect();
    buttons.chunks(width).map(<[Button]>::to_vec).collect()
}

/// The buttons of a post that nobody has voted on yet; none without emoji.
pub fn first_keyboard(offers: &[String]) -> Vec<Vec<Button>> {
    let counts: Vec<(String, i64)> = offers.iter().map(|emoji| (emoji.clone(), 0)).collect();
    keyboard(&counts)
}

/// The emoji of a keyboard that [`keyboard`] made, from the labels and data of its buttons; empty if it made another.
pub fn offers_of(buttons: &[(&str, &str)]) -> Vec<String> {
    let emoji = |(place, (label, data)): (u8, &(&str, &str))| {
        let vote = Action::Reaction(ReactionAction::Vote(place));
        let first = label.split(' ').next()?;
        let [emoji] = <[String; 1]>::try_from(emoji::parse(first).ok()?).ok()?;
        (*data == vote.to_string()).then_some(emoji)
    };
    let offers: Option<Vec<String>> = (0u8..).zip(buttons).map(emoji).collect();
    offers.unwrap_or_default()
}

/// "⚙️ Configurar Reacciones".
pub fn settings(reader: Reader, view: &ReactionsView) -> Screen {
    let mut parts = vec![facts(reader, view)];
    parts.extend(warnings(reader, view));
    parts.push(reader.html("reactions-how", args! {}));
    controls(reader, view, Screen::new(parts.join("\n\n")))
}

/// The emoji are kept; what cannot be a reaction of Telegram's is named.
pub fn saved(reader: Reader, view: &ReactionsView) -> Screen {
    let mut parts = vec![
        reader.html("reactions-saved", args! {}),
        facts(reader, view),
    ];
    parts.extend(warnings(reader, view));
    controls(reader, view, Screen::new(parts.join("\n\n")))
}

fn facts(reader: Reader, view: &ReactionsView) -> String {
    let door = door_name(reader.lang, view.door);
    let mut lines = vec![
        reader.html("reactions-heading", args! { door: &door }),
        reader.html("desk-channel", args! { title: &html::name(&view.title) }),
        reader.html(
            "reactions-mode",
            args! { mode: &mode_name(reader, view.settings.mode) },
        ),
    ];
    lines.push(if view.settings.emoji.is_empty() {
        reader.html("reactions-none", args! {})
    } else {
        let emoji = listed(&view.settings.emoji);
        reader.html("reactions-emoji", args! { emoji: &emoji })
    });
    lines.join("\n")
}

/// What will not work as it is set, and why.
fn warnings(reader: Reader, view: &ReactionsView) -> Vec<String> {
    let settings = &view.settings;
    let only_buttons: Vec<String> = (settings.emoji.iter())
        .filter(|one| !emoji::is_reaction(one))
        .cloned()
        .collect();
    let mut warnings = Vec::new();
    if !only_buttons.is_empty() {
        let emoji = listed(&only_buttons);
        warnings.push(reader.html("reactions-only-buttons", args! { emoji: &emoji }));
        if settings.mode.is_native() && only_buttons.len() == settings.emoji.len() {
            warnings.push(reader.html("reactions-no-native", args! {}));
        }
    }
    if settings.mode.has_buttons() && !view.can_edit {
        warnings.push(reader.html("reactions-no-edit", args! {}));
    }
    warnings
}

fn controls(reader: Reader, view: &ReactionsView, screen: Screen) -> Screen {
    let (door, lang) = (view.door, reader.lang);
    let modes = ReactionMode::ALL.map(|mode| {
        let name = mode_name(reader, mode);
        let action = Action::Reaction(ReactionAction::SetMode(door, mode));
        if mode == view.settings.mode {
            Button::styled(format!("✅ {name}"), action, Style::Success)
        } else {
            Button::act(name, action)
        }
    });
    let act = |key, action| Button::act(lang.plain(key, args! {}), Action::Reaction(action));
    let mut last = vec![act(
        "button-reactions-emoji",
        ReactionAction::AskEmoji(door),
    )];
    if !view.settings.emoji.is_empty() && view.settings.mode != ReactionMode::Off {
        last.push(act(
            "button-reactions-preview",
            ReactionAction::Preview(door),
        ));
    }
    screen
        .grid(2, modes.to_vec())
        .row(last)
        .button(back_to(lang, Action::Desk(door)))
        .button(back_to_config(lang))
}

/// Asks for the emoji.
pub fn ask(reader: Reader, view: &ReactionsView) -> Screen {
    let door = door_name(reader.lang, view.door);
    let mut text = reader.html("reactions-ask", args! { door: &door });
    if !view.settings.emoji.is_empty() {
        let emoji = listed(&view.settings.emoji);
        let now = reader.html("reactions-emoji", args! { emoji: &emoji });
        text = format!("{text}\n\n{now}");
    }
    Screen::new(text).button(super::cancel(reader.lang))
}

/// What a post would get, with buttons that count for this very message.
pub fn preview(reader: Reader, view: &ReactionsView, native: &NativeReaction) -> Screen {
    let door = door_name(reader.lang, view.door);
    let mut lines = vec![reader.html("reactions-preview", args! { door: &door })];
    match native {
        NativeReaction::Off => {}
        NativeReaction::Would(emoji) => {
            let emoji = emoji::shown(emoji);
            lines.push(reader.html("reactions-preview-native", args! { emoji: &emoji }));
        }
        NativeReaction::NoneAllowed => {
            lines.push(reader.html("reactions-preview-refused", args! {}));
        }
        NativeReaction::Unknown => lines.push(reader.html("reactions-preview-unknown", args! {})),
    }
    let offers = view.settings.buttons();
    if !offers.is_empty() {
        lines.push(reader.html("reactions-preview-buttons", args! {}));
    }
    let counts: Vec<(String, i64)> = offers.iter().map(|one| (one.clone(), 0)).collect();
    let screen = Screen::new(lines.join("\n"));
    keyboard(&counts).into_iter().fold(screen, Screen::row)
}

/// The short answer under an album, which has its buttons.
pub fn under_album(reader: Reader, post: &Post) -> Screen {
    let screen = Screen::new(reader.html("reactions-under-album", args! {}));
    keyboard(&post.counted(&[]))
        .into_iter()
        .fold(screen, Screen::row)
}

/// The channel takes none of the emoji that are set.
pub fn refused(reader: Reader, door: Door, title: &str, emoji: &[String]) -> Screen {
    let (name, title) = (door_name(reader.lang, door), html::name(title));
    let text = reader.html(
        "notice-reactions-refused",
        args! { door: &name, title: &title, emoji: &listed(emoji) },
    );
    let button = match door {
        Door::Vip => "button-reactions-vip",
        Door::Free => "button-reactions-free",
    };
    Screen::new(text).button(Button::act(
        reader.plain(button, args! {}),
        Action::Reaction(ReactionAction::Show(door)),
    ))
}

/// Said over the settings when a preview comes below.
pub fn preview_follows(lang: Lang) -> String {
    lang.toast("toast-reactions-preview", args! {})
}

/// Said over a post to whoever pressed.
pub fn voted(lang: Lang, voted: &Voted) -> String {
    match voted {
        Voted::For(emoji) => lang.toast("toast-voted", args! { emoji: &emoji::shown(emoji) }),
        Voted::TakenBack => lang.toast("toast-vote-taken-back", args! {}),
        Voted::Closed => lang.toast("toast-votes-closed", args! {}),
    }
}

fn mode_name(reader: Reader, mode: ReactionMode) -> String {
    let key = match mode {
        ReactionMode::Off => "reactions-mode-off",
        ReactionMode::Native => "reactions-mode-native",
        ReactionMode::Buttons => "reactions-mode-buttons",
        ReactionMode::Both => "reactions-mode-both",
    };
    reader.plain(key, args! {})
}

fn listed(emoji: &[String]) -> String {
    let shown: Vec<String> = emoji.iter().map(|one| emoji::shown(one)).collect();
    shown.join(" ")
}
