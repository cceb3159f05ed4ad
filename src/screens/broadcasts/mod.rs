//! Broadcasts: the way to the preview, its buttons, what waits for its time, and how it went.

mod later;
mod result;

pub use later::*;
pub use result::*;

use crate::models::BeginView;
use crate::models::Broadcast;
use crate::models::BroadcastSwitch;
use crate::models::BroadcastTarget;
use crate::models::Door;
use crate::models::DraftView;
use crate::models::Timestamp;
use crate::models::Unsupported;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::callback::BroadcastAction;
use crate::screens::callback::MailingAction;
use crate::screens::cancel;
use crate::screens::mailings::audience_name;
use crate::screens::panel::door_name;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Telegram's words shown at most.
const ERROR_LENGTH: usize = 200;
// The way there.

/// The choice of where to.
pub fn targets(reader: Reader, view: &BeginView) -> Screen {
    let begin = |key, target| act(reader, key, BroadcastAction::Begin(target));
    let people = reader.plain("button-mailings", args! {});
    Screen::new(reader.html("broadcast-targets", args! {}))
        .button(begin(
            "button-broadcast-vip",
            BroadcastTarget::Door(Door::Vip),
        ))
        .button(begin(
            "button-broadcast-free",
            BroadcastTarget::Door(Door::Free),
        ))
        .button(begin("button-broadcast-both", BroadcastTarget::Both))
        .button(Button::act(
            people,
            Action::Mailing(MailingAction::Audiences),
        ))
        .row(waiting(reader, view.scheduled))
        .button(act(reader, "button-sent", BroadcastAction::Sent(0)))
        .button(Button::act(
            reader.plain("button-back-main", args! {}),
            Action::Main,
        ))
}

fn waiting(reader: Reader, count: i64) -> Option<Button> {
    let label = reader.plain("button-scheduled", args! { count: count });
    let list = Action::Broadcast(BroadcastAction::Scheduled(0));
    (count > 0).then(|| Button::act(label, list))
}

/// Asks for the content.
pub fn ask(reader: Reader, view: &BeginView) -> Screen {
    let target = target_name(reader.lang, view.target, &view.titles);
    let key = match view.target {
        BroadcastTarget::People(_) => "broadcast-ask-people",
        BroadcastTarget::Door(_) | BroadcastTarget::Both => "broadcast-ask",
    };
    Screen::new(reader.html(key, args! { target: &target }))
        .row(waiting(reader, view.scheduled))
        .button(cancel(reader.lang))
}

/// A channel is missing, and the way to set it.
pub fn missing(reader: Reader, view: &BeginView) -> Screen {
    let mut screen = Screen::new(missing_words(reader.lang, view));
    for door in &view.missing {
        let key = match door {
            Door::Vip => "button-setup-vip",
            Door::Free => "button-setup-free",
        };
        let label = reader.plain(key, args! {});
        screen = screen.button(Button::styled(label, Action::Setup(*door), Style::Primary));
    }
    screen.button(Button::act(
        reader.plain("button-back-main", args! {}),
        Action::Main,
    ))
}

/// The same as an alert.
pub fn missing_alert(lang: Lang, view: &BeginView) -> String {
    missing_words(lang, view)
}

fn missing_words(lang: Lang, view: &BeginView) -> String {
    match view.missing.as_slice() {
        [door] => lang.toast("broadcast-missing", args! { door: &door_name(lang, *door) }),
        _ => lang.toast("broadcast-missing-both", args! {}),
    }
}

/// Where it goes, in words.
fn target_name(lang: Lang, target: BroadcastTarget, titles: &[String]) -> String {
    match target {
        BroadcastTarget::People(audience) => audience_name(lang, audience),
        BroadcastTarget::Door(door) => match titles {
            [title, ..] => html::name(title),
            [] => door_name(lang, door),
        },
        BroadcastTarget::Both => {
            let names: Vec<String> = titles.iter().map(|title| html::name(title)).collect();
            names.join(" + ")
        }
    }
}

/// What no bot can copy, in words.
pub fn unsupported_name(lang: Lang, what: Unsupported) -> String {
    let key = match what {
        Unsupported::Service => "unsupported-service",
        Unsupported::PaidMedia => "unsupported-paid-media",
        Unsupported::Giveaway => "unsupported-giveaway",
        Unsupported::Invoice => "unsupported-invoice",
        Unsupported::Story => "unsupported-story",
        Unsupported::Game => "unsupported-game",
        Unsupported::Checklist => "unsupported-checklist",
        Unsupported::Quiz => "unsupported-quiz",
        Unsupported::OpenPoll => "unsupported-open-poll",
        Unsupported::Dice => "unsupported-dice",
    };
    lang.plain(key, args! {})
}

// The preview.

/// The message under the copy: where it goes, the switches, and what to do.
pub fn control(reader: Reader, view: &DraftView) -> Screen {
    let draft = &view.broadcast;
    let (id, revision) = (draft.id, draft.revision);
    let target = target_name(reader.lang, draft.target, &view.titles);
    let mut lines = vec![match view.people {
        None => reader.html("broadcast-preview", args! { target: &target }),
        Some(people) => reader.html(
            "broadcast-preview-people",
            args! { target: &target, people: &units::number(reader.lang, people) },
        ),
    }];
    if let Some(at) = draft.scheduled_at {
        lines.push(reader.html(
            "broadcast-was-scheduled",
            args! { at: &instant(reader, at) },
        ));
    }
    lines.extend(reaction_lines(reader, view));
    let switches = BroadcastSwitch::ALL
        .into_iter()
        .filter(|switch| switch.applies_to(draft))
        .map(|switch| {
            let label = switch_label(reader, switch, draft.options.is_on(switch));
            Button::act(
                label,
                Action::Broadcast(BroadcastAction::Turn(id, revision, switch)),
            )
        });
    let confirm = reader.plain("button-broadcast-confirm", args! {});
    let mut screen = Screen::new(lines.join("\n\n"))
        .grid(2, switches.collect())
        .button(Button::styled(
            confirm,
            Action::Broadcast(BroadcastAction::Confirm(id, revision)),
            Style::Success,
        ));
    if let Some(at) = draft.scheduled_at.filter(|at| *at > reader.now) {
        let label = reader.plain(
            "button-broadcast-keep-time",
            args! { at: &instant(reader, at) },
        );
        let keep = BroadcastAction::KeepTime(id, revision);
        screen = screen.button(Button::styled(
            label,
            Action::Broadcast(keep),
            Style::Primary,
        ));
    }
    screen
        .row([
            act(
                reader,
                "button-broadcast-change",
                BroadcastAction::Change(id),
            ),
            act(
                reader,
                "button-broadcast-schedule",
                BroadcastAction::Schedule(id, revision),
            ),
        ])
        .button(drop_button(reader, draft))
}

/// Which buttons the posts get, where that differs from the preview or is none.
fn reaction_lines(reader: Reader, view: &DraftView) -> Vec<String> {
    let mut lines = Vec::new();
    for (title, emoji) in &view.reactions {
        let title = html::name(title);
        if emoji.is_empty() {
            lines.push(reader.html("broadcast-no-reactions", args! { title: &title }));
        } else if view.reactions.len() > 1 || view.broadcast.is_album() {
            let emoji = emoji.join(" ");
            lines.push(reader.html(
                "broadcast-reactions",
                args! { title: &title, emoji: &emoji },
            ));
        }
    }
    if view.broadcast.is_album() && view.reactions.iter().any(|(_, emoji)| !emoji.is_empty()) {
        lines.push(reader.html("broadcast-album-reactions", args! {}));
    }
    lines
}

fn switch_label(reader: Reader, switch: BroadcastSwitch, is_on: bool) -> String {
    let key = match switch {
        BroadcastSwitch::Silent => "switch-silent",
        BroadcastSwitch::Protect => "switch-protect",
        BroadcastSwitch::Pin => "switch-pin",
        BroadcastSwitch::Reactions => "switch-reactions",
        BroadcastSwitch::LinkPreview => "switch-link-preview",
    };
    let mark = if is_on { "✅" } else { "⬜" };
    format!("{mark} {}", reader.plain(key, args! {}))
}

fn drop_button(reader: Reader, broadcast: &Broadcast) -> Button {
    act(
        reader,
        "button-broadcast-cancel",
        BroadcastAction::Cancel(broadcast.id),
    )
}

/// Why there is no preview.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PreviewFault {
    /// The content, or a part of it, is not in the chat any more.
    SourceGone,
    /// Telegram's words.
    Refused(String),
}

/// There is nothing that could be sent: another content is needed.
pub fn faulty(reader: Reader, draft: &Broadcast, fault: &PreviewFault) -> Screen {
    let text = match fault {
        PreviewFault::SourceGone => reader.html("broadcast-source-gone", args! {}),
        PreviewFault::Refused(words) => {
            let words = telegrams_words(reader, words);
            reader.html("broadcast-refused", args! { words: &words })
        }
    };
    Screen::new(text)
        .button(act(
            reader,
            "button-broadcast-change",
            BroadcastAction::Change(draft.id),
        ))
        .button(drop_button(reader, draft))
}

/// Telegram's words of a refusal; the usual ones in the reader's language.
fn telegrams_words(reader: Reader, words: &str) -> String {
    let plain = words.to_lowercase();
    let key = if plain.contains("caption is too long") || plain.contains("caption_too_long") {
        "refused-caption-long"
    } else if plain.contains("message is too long") || plain.contains("message_too_long") {
        "refused-text-long"
    } else if plain.contains("can't be copied") {
        "refused-protected"
    } else {
        return html::one_line(words, ERROR_LENGTH);
    };
    reader.plain(key, args! {})
}

/// It goes to people from now on; how it goes is told elsewhere.
pub fn started(reader: Reader) -> Screen {
    Screen::new(reader.html("broadcast-started", args! {}))
}

/// Given up.
pub fn cancelled(reader: Reader) -> Screen {
    Screen::new(reader.html("broadcast-cancelled", args! {}))
        .button(act(
            reader,
            "button-broadcast-another",
            BroadcastAction::Targets,
        ))
        .button(Button::act(
            reader.plain("button-back-main", args! {}),
            Action::Main,
        ))
}

// In answer to presses.

/// A short answer to a press.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BroadcastToast {
    /// It is on its way.
    Sending,
    /// It was on its way before.
    SentAlready,
    /// Another preview comes.
    PreviewFollows,
    /// The preview of what is scheduled comes.
    Look,
    /// Another preview comes, in the chat of the colleague whose content it is.
    PreviewElsewhere,
}

/// The words of a short answer.
pub fn toast(lang: Lang, toast: BroadcastToast) -> String {
    match toast {
        BroadcastToast::Sending => lang.toast("toast-broadcast-sending", args! {}),
        BroadcastToast::SentAlready => lang.toast("toast-broadcast-sent", args! {}),
        BroadcastToast::PreviewFollows => lang.toast("toast-broadcast-preview", args! {}),
        BroadcastToast::Look => lang.toast("toast-broadcast-look", args! {}),
        BroadcastToast::PreviewElsewhere => lang.toast("toast-broadcast-elsewhere", args! {}),
    }
}

fn instant(reader: Reader, at: Timestamp) -> String {
    units::instant(reader.lang, at, reader.time_zone)
}

fn act(reader: Reader, key: &str, action: BroadcastAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Broadcast(action))
}
