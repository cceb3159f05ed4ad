//! Maintenance: its desk, and what people are told meanwhile and afterwards.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::callback::HouseAction;
use super::cancel;
use crate::models::MOST_SENTENCE_CHARACTERS;
use crate::models::Maintenance;
use crate::models::MaintenanceView;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The longest answer to a press, in UTF-16 units.
const ALERT_UNITS: usize = 200;

/// The desk of maintenance.
pub fn desk(reader: Reader, view: &MaintenanceView) -> Screen {
    let maintenance = &view.maintenance;
    let state = match maintenance.since {
        None => reader.html("maintenance-off", args! {}),
        Some(since) => {
            let since = units::instant(reader.lang, since, reader.time_zone);
            reader.html("maintenance-on", args! { since: &since })
        }
    };
    let tasks = if maintenance.holds {
        reader.html("maintenance-tasks-wait", args! {})
    } else {
        reader.html("maintenance-tasks-go-on", args! {})
    };
    let sentence = sentence(reader, maintenance);
    let mut parts = vec![
        reader.html("maintenance-heading", args! {}),
        format!("{state}\n{tasks}"),
        reader.html("maintenance-sentence", args! { sentence: &sentence }),
        reader.html("maintenance-meanwhile", args! {}),
    ];
    if maintenance.is_on() {
        parts.push(reader.html(
            "maintenance-counts",
            args! { waiting: view.waiting, kept: view.kept },
        ));
    }
    let (key, action, style) = if maintenance.is_on() {
        ("button-maintenance-open", HouseAction::Open, Style::Success)
    } else {
        (
            "button-maintenance-close",
            HouseAction::Close,
            Style::Danger,
        )
    };
    let switch = Button::styled(reader.plain(key, args! {}), Action::House(action), style);
    let (key, action) = if maintenance.holds {
        ("button-maintenance-go-on", HouseAction::GoOn)
    } else {
        ("button-maintenance-hold", HouseAction::Hold)
    };
    let mut words = vec![act(
        reader,
        "button-maintenance-say",
        HouseAction::AskSentence,
    )];
    if maintenance.sentence.is_some() {
        words.push(act(
            reader,
            "button-maintenance-usual",
            HouseAction::UsualSentence,
        ));
    }
    Screen::new(parts.join("\n\n"))
        .button(switch)
        .button(act(reader, key, action))
        .row(words)
        .button(back_to(reader.lang, Action::Main))
}

/// Asks for the operator's own sentence.
pub fn ask_sentence(reader: Reader) -> Screen {
    let most = units::number(
        reader.lang,
        i64::try_from(MOST_SENTENCE_CHARACTERS).unwrap_or(i64::MAX),
    );
    Screen::new(reader.html("maintenance-ask", args! { most: &most })).button(cancel(reader.lang))
}

/// What people read, as plain text.
fn sentence(reader: Reader, maintenance: &Maintenance) -> String {
    match &maintenance.sentence {
        Some(own) => own.clone(),
        None => reader.plain("maintenance-usual", args! {}),
    }
}

/// Said to a person whom the house is shut to; `has_kept` = what they brought comes back to them.
pub fn closed(reader: Reader, maintenance: &Maintenance, has_kept: bool) -> Screen {
    let mut text = html::escape(&sentence(reader, maintenance));
    if has_kept {
        text = format!("{text}\n\n{}", reader.html("maintenance-kept", args! {}));
    }
    Screen::new(text)
}

/// The same in answer to a press or a payment.
pub fn closed_alert(reader: Reader, maintenance: &Maintenance) -> String {
    html::truncate_utf16(&sentence(reader, maintenance), ALERT_UNITS)
}

/// Hands a person back what they brought meanwhile.
pub fn opened(reader: Reader, url: &str) -> Screen {
    Screen::new(reader.html("maintenance-opened", args! {})).button(Button::Url {
        label: reader.plain("button-maintenance-resume", args! {}),
        url: url.to_owned(),
    })
}

/// Words that pass over the chat after the switch.
pub fn switched(lang: Lang, is_on: bool) -> String {
    if is_on {
        lang.toast("toast-maintenance-on", args! {})
    } else {
        lang.toast("toast-maintenance-off", args! {})
    }
}

fn act(reader: Reader, key: &str, action: HouseAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::House(action))
}
