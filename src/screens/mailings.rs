//! Broadcasts to people: whom to write to, how far one has come, its report, and a person's own no to them.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::callback::BroadcastAction;
use super::callback::MailingAction;
use super::pager;
use crate::models::Audience;
use crate::models::AudiencesView;
use crate::models::BroadcastState;
use crate::models::BroadcastTarget;
use crate::models::Halt;
use crate::models::MOST_REFUSALS;
use crate::models::Mailing;
use crate::models::MailingPage;
use crate::models::MailingView;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Cells of the bar.
const BAR_CELLS: i64 = 10;

/// The name of an audience.
pub fn audience_name(lang: Lang, audience: Audience) -> String {
    let key = match audience {
        Audience::Everybody => "audience-everybody",
        Audience::ActiveVip => "audience-active-vip",
        Audience::EndingVip => "audience-ending-vip",
        Audience::ExpiredVip => "audience-expired-vip",
        Audience::WaitingFree => "audience-waiting-free",
        Audience::NeverBought => "audience-never-bought",
        Audience::Spanish => "audience-spanish",
        Audience::English => "audience-english",
    };
    lang.plain(key, args! {})
}

/// Whom to write to, each with the number of people, and who is left out.
pub fn audiences(reader: Reader, view: &AudiencesView) -> Screen {
    let lang = reader.lang;
    let mut lines = Vec::new();
    let mut buttons = Vec::new();
    for count in &view.counts {
        let (name, people) = (
            audience_name(lang, count.audience),
            units::number(reader.lang, count.people),
        );
        lines.push(reader.html("audience-line", args! { audience: &name, people: &people }));
        if count.people > 0 {
            let label = lang.plain(
                "audience-button",
                args! { audience: &name, people: &people },
            );
            let target = BroadcastTarget::People(count.audience);
            let begin = Action::Broadcast(BroadcastAction::Begin(target));
            buttons.push(Button::act(label, begin));
        }
    }
    let out = view.left_out;
    let left_out = reader.html(
        "audiences-left-out",
        args! {
            banned: &units::number(reader.lang, out.banned),
            stopped: &units::number(reader.lang, out.stopped),
            unreachable: &units::number(reader.lang, out.unreachable),
            never: &units::number(reader.lang, out.never_started),
        },
    );
    let parts = [
        reader.html("audiences-heading", args! {}),
        reader.html("audiences-ask", args! {}),
        lines.join("\n"),
        left_out,
    ];
    let list = if view.open > 0 {
        lang.plain("button-mailing-list-open", args! { open: view.open })
    } else {
        lang.plain("button-mailing-list", args! {})
    };
    Screen::new(parts.join("\n\n"))
        .grid(1, buttons)
        .button(Button::act(list, act(MailingAction::List(0))))
        .button(back_to(lang, Action::Main))
}

fn act(action: MailingAction) -> Action {
    Action::Mailing(action)
}

/// A page of those that were sent or are on their way.
pub fn list(reader: Reader, page: &MailingPage) -> Screen {
    let lang = reader.lang;
    let mut parts = vec![reader.html("mailings-heading", args! {})];
    if page.rows.is_empty() {
        parts.push(reader.html("mailings-empty", args! {}));
    } else {
        let lines = page.rows.iter().map(|mailing| line(reader, mailing));
        parts.push(lines.collect::<Vec<_>>().join("\n"));
        parts.push(reader.html("mailings-turns", args! {}));
    }
    let buttons = page.rows.iter().map(|mailing| {
        let label = lang.plain(
            "mailing-button",
            args! {
                state: mark(mailing.state),
                audience: &audience_name(lang, mailing.audience),
                percent: mailing.counts.percent(),
            },
        );
        Button::act(label, act(MailingAction::Show(mailing.id)))
    });
    Screen::new(parts.join("\n\n"))
        .grid(1, buttons.collect())
        .row(pager(page.page, page.pages, |to| {
            act(MailingAction::List(to))
        }))
        .button(back_to(lang, act(MailingAction::Audiences)))
}

fn line(reader: Reader, mailing: &Mailing) -> String {
    reader.html(
        "mailing-line",
        args! {
            state: mark(mailing.state),
            at: &units::instant(reader.lang, mailing.started_at, reader.time_zone),
            audience: &audience_name(reader.lang, mailing.audience),
            done: &units::number(reader.lang, mailing.counts.handled()),
            total: &units::number(reader.lang, mailing.counts.total),
        },
    )
}

fn mark(state: BroadcastState) -> &'static str {
    match state {
        BroadcastState::Sending => "▶️",
        BroadcastState::Paused => "⏸️",
        BroadcastState::Stopped => "⏹️",
        BroadcastState::Done => "✅",
        // Before it begins it is no mailing yet.
        BroadcastState::Draft
        | BroadcastState::Stale
        | BroadcastState::Scheduled
        | BroadcastState::Cancelled => "▫️",
    }
}

/// One mailing: its progress while it is on its way, its report when it is over.
pub fn mailing(reader: Reader, view: &MailingView) -> Screen {
    let mailing = &view.mailing;
    let screen = progress(reader, view);
    let list = back_to(reader.lang, act(MailingAction::List(0)));
    if mailing.is_over() {
        return screen.button(list);
    }
    let refresh = reader.plain("button-mailing-refresh", args! {});
    screen.row([
        Button::act(refresh, act(MailingAction::Show(mailing.id))),
        list,
    ])
}

/// The message that follows a mailing by itself: with nothing that leads away from it.
pub fn progress(reader: Reader, view: &MailingView) -> Screen {
    let mailing = &view.mailing;
    let heading = if mailing.is_over() {
        "mailing-report-heading"
    } else {
        "mailing-heading"
    };
    let by = html::name(&view.made_by);
    let at = units::instant(reader.lang, mailing.started_at, reader.time_zone);
    let mut last = vec![reader.html("mailing-times", args! { at: &at, by: &by })];
    if let Some(seconds) = mailing.took_seconds() {
        let took = units::duration(reader.lang, seconds);
        last.push(reader.html("mailing-took", args! { took: &took }));
    }
    let mut parts = vec![top(reader, mailing, heading), sums(reader, mailing)];
    parts.extend(doubtful(reader, view));
    parts.push(last.join("\n"));
    Screen::new(parts.join("\n\n")).row(controls(reader.lang, mailing))
}

/// The same message at the end: the report comes as a message of its own.
pub fn ended(reader: Reader, view: &MailingView) -> Screen {
    let mailing = &view.mailing;
    let parts = [
        top(reader, mailing, "mailing-heading"),
        reader.html("mailing-below", args! {}),
    ];
    let label = reader.plain("button-mailing-report", args! {});
    Screen::new(parts.join("\n\n")).button(Button::act(label, act(MailingAction::Show(mailing.id))))
}

/// Heading, state, the reason of a halt, and the bar.
fn top(reader: Reader, mailing: &Mailing, heading: &str) -> String {
    let audience = audience_name(reader.lang, mailing.audience);
    let mut lines = vec![reader.html(heading, args! { audience: &audience })];
    let state = match mailing.state {
        BroadcastState::Paused => Some("mailing-paused"),
        BroadcastState::Stopped | BroadcastState::Cancelled => Some("mailing-stopped"),
        BroadcastState::Done => Some("mailing-done"),
        BroadcastState::Sending => Some("mailing-sending"),
        BroadcastState::Draft | BroadcastState::Stale | BroadcastState::Scheduled => None,
    };
    lines.extend(state.map(|key| reader.html(key, args! {})));
    lines.extend(mailing.halt.map(|halt| match halt {
        Halt::SourceGone => reader.html("mailing-halt-source-gone", args! {}),
        Halt::SourceChanged => reader.html("mailing-halt-source-changed", args! {}),
        Halt::Refused => reader.html(
            "mailing-halt-refused",
            args! { count: i64::from(MOST_REFUSALS) },
        ),
    }));
    let percent = mailing.counts.percent();
    let bar = bar(percent);
    let bar = reader.html("mailing-bar", args! { bar: &bar, percent: percent });
    format!("{}\n\n{bar}", lines.join("\n"))
}

/// "▓▓▓▓░░░░░░": full cells for each tenth that is over.
fn bar(percent: i64) -> String {
    let full = (percent.clamp(0, 100) * BAR_CELLS) / 100;
    (0..BAR_CELLS)
        .map(|cell| if cell < full { '▓' } else { '░' })
        .collect()
}

fn sums(reader: Reader, mailing: &Mailing) -> String {
    let counts = mailing.counts;
    let say = |key: &str, number: i64| {
        reader.html(key, args! { count: &units::number(reader.lang, number) })
    };
    let mut lines = vec![
        say("mailing-sent", counts.sent),
        say("mailing-failed", counts.failed),
        say("mailing-blocked", counts.blocked),
    ];
    if counts.skipped > 0 {
        lines.push(say("mailing-skipped", counts.skipped));
    }
    if counts.doubt > 0 {
        lines.push(say("mailing-doubt", counts.doubt));
    }
    if mailing.is_over() {
        if counts.left() > 0 {
            lines.push(say("mailing-not-tried", counts.left()));
        }
    } else if let Some(seconds) = mailing.seconds_left(reader.now) {
        let (count, time) = (
            units::number(reader.lang, counts.left()),
            units::duration(reader.lang, seconds),
        );
        lines.push(reader.html("mailing-left-time", args! { count: &count, time: &time }));
    } else {
        lines.push(say("mailing-left", counts.left()));
    }
    lines.join("\n")
}

fn doubtful(reader: Reader, view: &MailingView) -> Option<String> {
    if view.doubtful.is_empty() {
        return None;
    }
    let names: Vec<String> = view
        .doubtful
        .iter()
        .map(|name| html::short_name(name))
        .collect();
    let names = names.join(", ");
    let named = i64::try_from(view.doubtful.len()).unwrap_or(i64::MAX);
    let more = view.mailing.counts.doubt - named;
    let names = if more > 0 {
        reader.plain(
            "mailing-doubt-more",
            args! { names: &names, count: &units::number(reader.lang, more) },
        )
    } else {
        names
    };
    Some(reader.html("mailing-doubt-why", args! { names: &names }))
}

fn controls(lang: Lang, mailing: &Mailing) -> Vec<Button> {
    let id = mailing.id;
    let button = |key: &str, action| Button::act(lang.plain(key, args! {}), act(action));
    let stop = || {
        let label = lang.plain("button-mailing-stop", args! {});
        Button::styled(label, act(MailingAction::Stop(id)), Style::Danger)
    };
    match mailing.state {
        BroadcastState::Sending => vec![
            button("button-mailing-pause", MailingAction::Pause(id)),
            stop(),
        ],
        BroadcastState::Paused => vec![
            button("button-mailing-resume", MailingAction::Resume(id)),
            stop(),
        ],
        BroadcastState::Draft
        | BroadcastState::Stale
        | BroadcastState::Scheduled
        | BroadcastState::Stopped
        | BroadcastState::Done
        | BroadcastState::Cancelled => Vec::new(),
    }
}

/// Asks whether to end it.
pub fn ask_stop(reader: Reader, view: &MailingView) -> Screen {
    let mailing = &view.mailing;
    let text = reader.html(
        "mailing-stop-ask",
        args! {
            audience: &audience_name(reader.lang, mailing.audience),
            sent: &units::number(reader.lang, mailing.counts.sent),
            left: &units::number(reader.lang, mailing.counts.left()),
        },
    );
    let label = reader.plain("button-mailing-stop-yes", args! {});
    super::confirm(
        reader.lang,
        text,
        label,
        act(MailingAction::StopYes(mailing.id)),
        act(MailingAction::Show(mailing.id)),
    )
}

/// Words that pass over the chat after a decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Toast {
    Paused,
    Resumed,
    Stopped,
    /// It was so already, or is over.
    Unchanged,
}

/// Those words.
pub fn toast(lang: Lang, toast: Toast) -> String {
    let key = match toast {
        Toast::Paused => "toast-mailing-paused",
        Toast::Resumed => "toast-mailing-resumed",
        Toast::Stopped => "toast-mailing-stopped",
        Toast::Unchanged => "toast-mailing-unchanged",
    };
    lang.toast(key, args! {})
}

/// Somebody wants no more broadcasts: what that means, and the way back.
pub fn promotions_off(reader: Reader) -> Screen {
    own(
        reader,
        "promotions-off",
        "button-promotions-on",
        MailingAction::PromotionsOn,
    )
}

/// Somebody wants them again.
pub fn promotions_on(reader: Reader) -> Screen {
    own(
        reader,
        "promotions-on",
        "button-promotions-off",
        MailingAction::PromotionsOff,
    )
}

fn own(reader: Reader, text: &str, button: &str, action: MailingAction) -> Screen {
    Screen::new(reader.html(text, args! {})).row([
        Button::act(reader.plain(button, args! {}), act(action)),
        Button::act(reader.plain("button-home", args! {}), Action::Home),
    ])
}
