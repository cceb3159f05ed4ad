//! VIP access as its holder sees it: "Mi acceso", the personal link, and why one cannot get in.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use super::wording;
use crate::models::AccessView;
use crate::models::DAY;
use crate::models::EntryBlocker;
use crate::models::EntryView;
use crate::models::LinkPromise;
use crate::models::Timestamp;
use crate::models::Variable;
use crate::models::Words;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// One line on when access ends; `None` = never.
pub fn access_end(reader: Reader, until: Option<Timestamp>) -> String {
    let Some(end) = until else {
        return reader.html("access-forever", args! {});
    };
    let until = units::instant(reader.lang, end, reader.time_zone);
    if end <= reader.now {
        return reader.html("access-ended", args! { until: &until });
    }
    let left = units::duration(reader.lang, end.since(reader.now));
    reader.html("access-until", args! { until: &until, left: &left })
}

/// What own words may say of an end: when, how long until then, in days too.
pub(super) fn end_values(reader: Reader, until: Option<Timestamp>) -> Vec<(Variable, String)> {
    let Some(end) = until else {
        let forever = reader.plain("unit-lifetime", args! {});
        return vec![
            (Variable::Date, forever.clone()),
            (Variable::Left, forever),
            (Variable::Days, "∞".to_owned()),
        ];
    };
    let seconds = end.since(reader.now).max(0);
    vec![
        (
            Variable::Date,
            units::instant(reader.lang, end, reader.time_zone),
        ),
        (Variable::Left, units::duration(reader.lang, seconds)),
        (Variable::Days, ((seconds + DAY - 1) / DAY).to_string()),
    ]
}

/// "Mi acceso".
pub fn access(reader: Reader, view: &AccessView) -> Screen {
    let mut lines = vec![access_end(reader, view.until)];
    if view.is_whitelisted {
        lines.push(reader.html("access-whitelisted", args! {}));
    }
    let place = if view.is_inside {
        "access-inside"
    } else {
        "access-outside"
    };
    lines.push(reader.html(place, args! {}));
    lines.push(reader.html("access-links-left", args! { count: view.links_left }));
    let heading = reader.html("access-heading", args! {});
    let mut screen = Screen::new(format!("{heading}\n\n{}", lines.join("\n")));
    if view.links_left > 0 {
        screen = screen.button(new_link(reader));
    }
    screen
        .row([
            Button::act(
                reader.plain("button-why-no-entry", args! {}),
                Action::WhyNoEntry,
            ),
            Button::act(reader.plain("button-redeem", args! {}), Action::Redeem),
        ])
        .button(back_to(reader.lang, Action::Home))
}

/// The message with the personal link to the VIP channel.
pub fn link(reader: Reader, url: &str, until: Option<Timestamp>, words: &Words) -> Screen {
    let text = wording::own(words, &end_values(reader, until)).unwrap_or_else(|| {
        [
            reader.html("link-text", args! {}),
            access_end(reader, until),
            reader.html("link-help", args! {}),
        ]
        .join("\n\n")
    });
    Screen::worded(text)
        .button(Button::Url {
            label: reader.plain("button-enter", args! {}),
            url: url.to_owned(),
        })
        .button(Button::act(
            reader.plain("button-my-access", args! {}),
            Action::MyAccess,
        ))
}

/// In answer to the wish for a fresh link: when it comes.
pub fn link_asked(lang: Lang, promise: LinkPromise) -> String {
    match promise {
        LinkPromise::Follows => lang.toast("toast-link-follows", args! {}),
        LinkPromise::Later => lang.toast("toast-link-later", args! {}),
        LinkPromise::NotNeeded => lang.toast("redeem-link-not-needed", args! {}),
    }
}

/// Said when the holder came in.
pub fn welcome(reader: Reader, until: Option<Timestamp>, words: &Words) -> Screen {
    let text = wording::own(words, &end_values(reader, until)).unwrap_or_else(|| {
        let heading = reader.html("welcome-vip", args! {});
        format!("{heading}\n\n{}", access_end(reader, until))
    });
    Screen::worded(text).button(Button::act(
        reader.plain("button-my-access", args! {}),
        Action::MyAccess,
    ))
}

/// Why one cannot get in: first what the house knows of, then what usually happens.
pub fn entry(reader: Reader, view: &EntryView) -> Screen {
    let mut parts = vec![reader.html("entry-heading", args! {})];
    for blocker in &view.blockers {
        let key = match blocker {
            EntryBlocker::ChannelLost => "entry-channel-lost",
            EntryBlocker::LinkUsed => "entry-link-used",
            EntryBlocker::LinkExpired => "entry-link-expired",
            EntryBlocker::Banned => "entry-banned",
            EntryBlocker::Inside => "entry-inside",
        };
        parts.push(reader.html(key, args! {}));
    }
    parts.push(reader.html("entry-tips", args! {}));
    Screen::new(parts.join("\n\n"))
        .button(new_link(reader))
        .button(back_to(reader.lang, Action::MyAccess))
}

fn new_link(reader: Reader) -> Button {
    Button::act(reader.plain("button-new-link", args! {}), Action::NewLink)
}
