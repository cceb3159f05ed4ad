//! How a broadcast to channels went, with the way to each post and the way back.

use super::act;
use super::cancelled;
use super::later::scheduled;
use super::later::scheduled_buttons;
use super::later::summary;
use super::started;
use super::telegrams_words;
use crate::models::Broadcast;
use crate::models::BroadcastState;
use crate::models::BroadcastView;
use crate::models::PinState;
use crate::models::PostProblem;
use crate::models::PostState;
use crate::models::PostView;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::BroadcastAction;
use crate::screens::callback::MailingAction;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// What precedes a channel's own number in its id.
const CHANNEL_PREFIX: i64 = 1_000_000_000_000;
/// A scheduled broadcast that goes out so much later has a reason.
const WORTH_A_WORD: i64 = 600;
/// Posts can be deleted for so many hours.
const UNDO_HOURS: i64 = 48;

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
            result(reader, view).button(back_to(
                reader.lang,
                Action::Broadcast(BroadcastAction::Sent(0)),
            ))
        }
        BroadcastState::Sending
        | BroadcastState::Paused
        | BroadcastState::Stopped
        | BroadcastState::Done => started(reader).button(Button::act(
            reader.plain("button-mailing-list", args! {}),
            Action::Mailing(MailingAction::Show(broadcast.id)),
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
    let heading = match late_by(&view.broadcast) {
        Some(seconds) => {
            let late = units::duration(reader.lang, seconds);
            let note = reader.html("result-late", args! { late: &late });
            format!("{heading}\n{note}")
        }
        None => heading,
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

/// How long after its time a scheduled broadcast went out, if that is worth a word.
fn late_by(broadcast: &Broadcast) -> Option<i64> {
    let late = broadcast.confirmed_at?.since(broadcast.scheduled_at?);
    (late > WORTH_A_WORD).then_some(late)
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
        let words = telegrams_words(reader, post.error.as_deref().unwrap_or_default());
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
