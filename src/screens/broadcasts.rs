//! Broadcasts: the way to the preview, its buttons, what waits for its time, and how it went.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::callback::BroadcastAction;
use super::callback::MailingAction;
use super::cancel;
use super::mailings::audience_name;
use super::pager;
use super::panel::door_name;
use crate::models::BeginView;
use crate::models::Broadcast;
use crate::models::BroadcastState;
use crate::models::BroadcastSwitch;
use crate::models::BroadcastTarget;
use crate::models::BroadcastView;
use crate::models::ContentKind;
use crate::models::Door;
use crate::models::DraftView;
use crate::models::HeldWhy;
use crate::models::Page;
use crate::models::PinState;
use crate::models::PostProblem;
use crate::models::PostState;
use crate::models::PostView;
use crate::models::Timestamp;
use crate::models::Unsupported;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Telegram's words shown at most.
const ERROR_LENGTH: usize = 200;
/// What precedes a channel's own number in its id.
const CHANNEL_PREFIX: i64 = 1_000_000_000_000;
/// Posts can be deleted for so many hours.
const UNDO_HOURS: i64 = 48;

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
    Screen::new(reader.html("broadcast-ask", args! { target: &target }))
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
    };
    lang.plain(key, args! {})
}

// The preview.

/// The message under the copy: where it goes, the switches, and what to do.
pub fn control(reader: Reader, view: &DraftView) -> Screen {
    let draft = &view.broadcast;
    let (id, revision) = (draft.id, draft.revision);
    let target = target_name(reader.lang, draft.target, &view.titles);
    let mut lines = vec![reader.html("broadcast-preview", args! { target: &target })];
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
            let words = html::one_line(words, ERROR_LENGTH);
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

// Later.

/// Asks for the time.
pub fn ask_time(reader: Reader, broadcast: &Broadcast) -> Screen {
    let zone = reader.time_zone.name();
    let mut text = reader.html(
        "broadcast-ask-time",
        args! { zone: zone, now: &instant(reader, reader.now) },
    );
    if let Some(at) = broadcast.scheduled_at {
        let was = reader.html(
            "broadcast-was-scheduled",
            args! { at: &instant(reader, at) },
        );
        text = format!("{text}\n\n{was}");
    }
    Screen::new(text).button(cancel(reader.lang))
}

/// It waits for its time.
pub fn scheduled(reader: Reader, broadcast: &Broadcast) -> Screen {
    let at = broadcast.scheduled_at.unwrap_or(reader.now);
    let wait = units::duration(reader.lang, at.since(reader.now));
    let text = reader.html(
        "broadcast-scheduled",
        args! { what: &summary(reader, broadcast), at: &instant(reader, at), wait: &wait },
    );
    scheduled_buttons(reader, Screen::new(text), broadcast)
}

fn scheduled_buttons(reader: Reader, screen: Screen, broadcast: &Broadcast) -> Screen {
    let (id, revision) = (broadcast.id, broadcast.revision);
    let look = act(reader, "button-broadcast-look", BroadcastAction::Look(id));
    let screen = if broadcast.state == BroadcastState::Scheduled {
        screen.row([
            act(
                reader,
                "button-broadcast-time",
                BroadcastAction::Schedule(id, revision),
            ),
            act(reader, "button-broadcast-now", BroadcastAction::SendNow(id)),
        ])
    } else {
        screen
    };
    screen
        .row([look, drop_button(reader, broadcast)])
        .button(back_to(
            reader.lang,
            Action::Broadcast(BroadcastAction::Scheduled(0)),
        ))
}

/// What waits for its time.
pub fn list(reader: Reader, page: &Page<Broadcast>) -> Screen {
    let heading = reader.html("scheduled-heading", args! {});
    let text = if page.rows.is_empty() {
        format!("{heading}\n\n{}", reader.html("scheduled-none", args! {}))
    } else {
        let zone = reader.time_zone.name();
        format!(
            "{heading}\n{}",
            reader.html("scheduled-zone", args! { zone: zone })
        )
    };
    let rows = page.rows.iter().map(|broadcast| {
        let mark = if broadcast.state == BroadcastState::Stale {
            "⚠️ "
        } else {
            ""
        };
        let at = broadcast.scheduled_at.map(|at| instant(reader, at));
        let at = at.unwrap_or_default();
        // The zone stands above.
        let at = at.split(" (").next().unwrap_or_default().to_owned();
        let label = format!("{mark}{at} · {}", summary(reader, broadcast));
        Button::act(
            html::truncate_utf16(&label, 60),
            Action::Broadcast(BroadcastAction::Show(broadcast.id)),
        )
    });
    Screen::new(text)
        .grid(1, rows.collect())
        .row(pager(page.page, page.pages, |page| {
            Action::Broadcast(BroadcastAction::Scheduled(page))
        }))
        .button(back_to(
            reader.lang,
            Action::Broadcast(BroadcastAction::Targets),
        ))
}

/// A scheduled broadcast does not go out before somebody has looked at it again.
pub fn held(reader: Reader, broadcast: &Broadcast, why: HeldWhy) -> Screen {
    let key = match why {
        HeldWhy::Edited => "broadcast-held-edited",
        HeldWhy::Late => "broadcast-held-late",
        HeldWhy::NoChannel => "broadcast-held-channel",
        HeldWhy::Nobody => "broadcast-held-nobody",
    };
    let at = broadcast.scheduled_at.unwrap_or(reader.now);
    let text = reader.html(
        key,
        args! { what: &summary(reader, broadcast), at: &instant(reader, at) },
    );
    let look = reader.plain("button-broadcast-look", args! {});
    Screen::new(text)
        .button(Button::styled(
            look,
            Action::Broadcast(BroadcastAction::Look(broadcast.id)),
            Style::Primary,
        ))
        .button(drop_button(reader, broadcast))
}

/// Kind and first words of a content, and where it goes.
fn summary(reader: Reader, broadcast: &Broadcast) -> String {
    let key = match broadcast.content {
        ContentKind::Text => "content-text",
        ContentKind::Photo => "content-photo",
        ContentKind::Video => "content-video",
        ContentKind::Animation => "content-animation",
        ContentKind::Voice => "content-voice",
        ContentKind::VideoNote => "content-video-note",
        ContentKind::Audio => "content-audio",
        ContentKind::Document => "content-document",
        ContentKind::Sticker => "content-sticker",
        ContentKind::Poll => "content-poll",
        ContentKind::Place => "content-place",
        ContentKind::Contact => "content-contact",
        ContentKind::Dice => "content-dice",
        ContentKind::Album => "content-album",
        ContentKind::Other => "content-other",
    };
    let content = reader.plain(key, args! {});
    let target = match broadcast.target {
        BroadcastTarget::Door(door) => door_name(reader.lang, door),
        BroadcastTarget::Both => {
            let names = [Door::Vip, Door::Free].map(|door| door_name(reader.lang, door));
            names.join(" + ")
        }
        BroadcastTarget::People(audience) => audience_name(reader.lang, audience),
    };
    if broadcast.excerpt.is_empty() {
        format!("{content} → {target}")
    } else {
        let words = html::short_name(&broadcast.excerpt);
        format!("{content} «{words}» → {target}")
    }
}

// How it went.

/// How a broadcast to channels stands, for the staff: what waits has its time, what was sent its result.
pub fn card(reader: Reader, view: &BroadcastView) -> Screen {
    let broadcast = &view.broadcast;
    match broadcast.state {
        BroadcastState::Scheduled => scheduled(reader, broadcast),
        BroadcastState::Draft | BroadcastState::Stale => {
            let text = reader.html(
                "broadcast-open",
                args! { what: &summary(reader, broadcast) },
            );
            scheduled_buttons(reader, Screen::new(text), broadcast)
        }
        BroadcastState::Cancelled => cancelled(reader),
        BroadcastState::Sending
        | BroadcastState::Paused
        | BroadcastState::Stopped
        | BroadcastState::Done
            if broadcast.is_for_channels() =>
        {
            result(reader, view)
        }
        BroadcastState::Sending
        | BroadcastState::Paused
        | BroadcastState::Stopped
        | BroadcastState::Done => started(reader).button(Button::act(
            reader.plain("button-mailings", args! {}),
            Action::Mailing(MailingAction::Audiences),
        )),
    }
}

/// How each post went, with the way to it and the way back.
pub fn result(reader: Reader, view: &BroadcastView) -> Screen {
    let is_over = view.broadcast.state == BroadcastState::Done;
    let heading = if is_over {
        reader.html("result-heading", args! {})
    } else {
        reader.html("result-sending", args! {})
    };
    let posts: Vec<String> = view
        .posts
        .iter()
        .map(|post| post_lines(reader, post))
        .collect();
    let mut screen = Screen::new(format!("{heading}\n\n{}", posts.join("\n\n")));
    for post in &view.posts {
        screen = post_buttons(reader, screen, post, view.posts.len() > 1);
    }
    if is_over {
        screen = screen.button(act(
            reader,
            "button-broadcast-change",
            BroadcastAction::Change(view.broadcast.id),
        ));
    }
    screen
}

fn post_lines(reader: Reader, view: &PostView) -> String {
    let post = &view.post;
    let title = html::name(&view.title);
    let key = match (post.state, post.messages.is_empty()) {
        (PostState::Due | PostState::Sending, _) => "post-sending",
        (PostState::Posted, false) => "post-posted",
        (PostState::Posted, true) => "post-seen",
        (PostState::Doubt, _) => "post-doubt",
        (PostState::Failed, _) => "post-failed",
        (PostState::Undoing, _) => "post-undoing",
        (PostState::Undone, _) => "post-undone",
    };
    let mut lines = vec![reader.html(key, args! { title: &title })];
    if let Some(problem) = post.problem {
        let words = html::one_line(post.error.as_deref().unwrap_or_default(), ERROR_LENGTH);
        lines.push(reader.html(problem_key(problem), args! { words: &words }));
    }
    match (post.state, post.pin) {
        (PostState::Posted, PinState::Done) => lines.push(reader.html("post-pinned", args! {})),
        (PostState::Posted, PinState::Failed) => {
            lines.push(reader.html("post-not-pinned", args! {}));
        }
        (
            PostState::Posted
            | PostState::Due
            | PostState::Sending
            | PostState::Doubt
            | PostState::Failed
            | PostState::Undoing
            | PostState::Undone,
            PinState::None | PinState::Due | PinState::Done | PinState::Failed,
        ) => {}
    }
    lines.join("\n")
}

fn problem_key(problem: PostProblem) -> &'static str {
    match problem {
        PostProblem::NoRights => "problem-no-rights",
        PostProblem::ChatLost => "problem-chat-lost",
        PostProblem::SourceGone => "problem-source-gone",
        PostProblem::TooLate => "problem-too-late",
        PostProblem::Partial => "problem-partial",
        PostProblem::NotDeleted => "problem-not-deleted",
        PostProblem::Refused => "problem-refused",
    }
}

fn post_buttons(
    reader: Reader,
    screen: Screen,
    view: &PostView,
    is_one_of_several: bool,
) -> Screen {
    let post = &view.post;
    let named = |key: &str| {
        let label = reader.plain(key, args! {});
        if is_one_of_several {
            format!("{label} · {}", html::short_name(&view.title))
        } else {
            label
        }
    };
    let button = |key: &str, action| Button::act(named(key), Action::Broadcast(action));
    let open = address(view).map(|url| Button::Url {
        label: named("button-post-open"),
        url,
    });
    match post.state {
        PostState::Due | PostState::Sending | PostState::Undoing | PostState::Undone => screen,
        PostState::Posted => {
            let limit = post.posted_at.map(|at| at.plus_hours(UNDO_HOURS));
            let can_undo =
                !post.messages.is_empty() && limit.is_some_and(|limit| reader.now < limit);
            let undo = button("button-post-undo", BroadcastAction::Undo(post.id));
            screen.row(open.into_iter().chain(can_undo.then_some(undo)))
        }
        PostState::Doubt => screen
            .button(button("button-post-there", BroadcastAction::There(post.id)))
            .button(button(
                "button-post-anyway",
                BroadcastAction::Again(post.id),
            )),
        // Without its content it cannot be sent again.
        PostState::Failed if post.problem == Some(PostProblem::SourceGone) => screen,
        PostState::Failed => {
            screen.button(button("button-post-again", BroadcastAction::Again(post.id)))
        }
    }
}

/// The post's address: of a public channel for everybody, else for members.
fn address(view: &PostView) -> Option<String> {
    let message = view.post.messages.first()?;
    match &view.username {
        Some(username) => Some(format!("https://t.me/{username}/{message}")),
        None => {
            let number = -view.post.chat.0 - CHANNEL_PREFIX;
            (number > 0).then(|| format!("https://t.me/c/{number}/{message}"))
        }
    }
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
}

/// The words of a short answer.
pub fn toast(lang: Lang, toast: BroadcastToast) -> String {
    match toast {
        BroadcastToast::Sending => lang.toast("toast-broadcast-sending", args! {}),
        BroadcastToast::SentAlready => lang.toast("toast-broadcast-sent", args! {}),
        BroadcastToast::PreviewFollows => lang.toast("toast-broadcast-preview", args! {}),
    }
}

fn instant(reader: Reader, at: Timestamp) -> String {
    units::instant(reader.lang, at, reader.time_zone)
}

fn act(reader: Reader, key: &str, action: BroadcastAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Broadcast(action))
}
