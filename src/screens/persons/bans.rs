//! Bans: the questions before one, and what whoever is banned reads.

use super::act;
use super::danger;
use super::instant;
use super::reason;
use super::to_card;
use super::why_name;
use crate::models::Ban;
use crate::models::BanTerm;
use crate::models::BanWhy;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::callback::PersonAction;
use crate::screens::refusals::Say;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// Hours that the buttons offer.
const TERMS: [u32; 5] = [1, 24, 72, 168, 720];

/// Why shall they be banned? Typed words will do.
pub fn ask_ban_why(reader: Reader, name: &str, user: UserId, is_banned: bool) -> Screen {
    let key = if is_banned {
        "ban-ask-why-again"
    } else {
        "ban-ask-why"
    };
    let reasons = BanWhy::ALL
        .into_iter()
        .filter(|why| *why != BanWhy::Own)
        .map(|why| {
            let action = PersonAction::BanWhy(user, why);
            Button::act(why_name(reader.lang, why), Action::Person(action))
        });
    Screen::new(reader.html(key, args! { name: &html::name(name) }))
        .grid(2, reasons.collect())
        .button(to_card(reader, user))
}

/// Until when? A typed length of time or date will do.
pub fn ask_ban_end(
    reader: Reader,
    name: &str,
    user: UserId,
    why: BanWhy,
    own: Option<&str>,
) -> Screen {
    let said = said(reader, why, own);
    let zone = reader.time_zone.name();
    let text = reader.html(
        "ban-ask-end",
        args! { name: &html::name(name), reason: &said, zone: zone },
    );
    let mut terms: Vec<Button> = TERMS
        .into_iter()
        .map(|hours| {
            let action = PersonAction::BanTerm(user, why, BanTerm::Hours(hours));
            let label = units::hours_name(reader.lang, Some(i64::from(hours)));
            Button::act(label, Action::Person(action))
        })
        .collect();
    let ever = PersonAction::BanTerm(user, why, BanTerm::Ever);
    terms.push(act(reader, "button-ban-ever", ever));
    Screen::new(text)
        .grid(2, terms)
        .button(to_card(reader, user))
}

/// Shall they be banned so?
pub fn confirm_ban(
    reader: Reader,
    name: &str,
    user: UserId,
    (why, own): (BanWhy, Option<&str>),
    term: BanTerm,
) -> Screen {
    let said = said(reader, why, own);
    let end = match term.end(reader.now) {
        Some(until) => {
            let until = instant(reader, until);
            reader.plain("ban-until", args! { until: &until })
        }
        None => reader.plain("ban-ever", args! {}),
    };
    let text = reader.html(
        "ban-confirm",
        args! { name: &html::name(name), reason: &said, end: &end },
    );
    Screen::new(text)
        .button(danger(
            reader,
            "button-ban-yes",
            PersonAction::BanYes(user, why, term),
        ))
        .button(to_card(reader, user))
}

fn said(reader: Reader, why: BanWhy, own: Option<&str>) -> String {
    match own {
        Some(own) => html::one_line(own, super::REASON_LENGTH),
        None => why_name(reader.lang, why),
    }
}

/// The one sentence that whoever is banned reads: with reason and end, as far as there are any.
pub fn banned(reader: Reader, ban: &Ban) -> Screen {
    Screen::new(sentence(reader, ban, &|key, args| reader.html(key, args)))
}

/// The same over the chat.
pub fn banned_alert(reader: Reader, ban: &Ban) -> String {
    sentence(reader, ban, &|key, args| reader.lang.toast(key, args))
}

fn sentence(reader: Reader, ban: &Ban, say: Say<'_>) -> String {
    let said = (ban.reason.as_deref()).map(|stored| reason(reader.lang, stored));
    let until = ban.until.map(|until| instant(reader, until));
    match (&said, &until) {
        (None, None) => say("banned-text", args! {}),
        (Some(reason), None) => say("banned-text-why", args! { reason: reason }),
        (None, Some(until)) => say("banned-text-until", args! { until: until }),
        (Some(reason), Some(until)) => say(
            "banned-text-why-until",
            args! { reason: reason, until: until },
        ),
    }
}

/// Told to the person: the ban is over.
pub fn unbanned(reader: Reader) -> Screen {
    Screen::new(reader.html("unbanned-text", args! {})).button(Button::act(
        reader.plain("button-home", args! {}),
        Action::Home,
    ))
}
