//! The settings of the list.

use super::*;
use crate::models::ProxySettings;
use crate::screens::callback::ProxyFigure;
use crate::screens::callback::ProxySwitch;

/// How many at once are on offer.
const AT_ONCE: [u32; 6] = [8, 24, 64, 128, 256, 512];
/// Minutes between two trials on offer.
const EVERY: [u32; 6] = [5, 20, 60, 180, 360, 1_440];
/// Characters shown of a judge.
const JUDGE_LENGTH: usize = 100;

fn is_on(settings: &ProxySettings, switch: ProxySwitch) -> bool {
    match switch {
        ProxySwitch::Shown => settings.is_shown,
        ProxySwitch::Private => settings.allows_private,
        ProxySwitch::Telegram => settings.asks_telegram,
    }
}

fn switch_key(switch: ProxySwitch) -> &'static str {
    match switch {
        ProxySwitch::Shown => "proxy-set-shown",
        ProxySwitch::Private => "proxy-set-private",
        ProxySwitch::Telegram => "proxy-set-telegram",
    }
}

fn figure_of(settings: &ProxySettings, figure: ProxyFigure) -> u32 {
    match figure {
        ProxyFigure::AtOnce => settings.at_once,
        ProxyFigure::Every => settings.every_minutes,
    }
}

fn figure_key(figure: ProxyFigure) -> &'static str {
    match figure {
        ProxyFigure::AtOnce => "proxy-set-at-once",
        ProxyFigure::Every => "proxy-set-every",
    }
}

fn figure_value(reader: Reader, figure: ProxyFigure, value: u32) -> String {
    match figure {
        ProxyFigure::AtOnce => count(reader, value),
        ProxyFigure::Every => units::minutes(reader.lang, i64::from(value)),
    }
}

/// The settings; a press on a switch turns it.
pub fn settings(reader: Reader, settings: &ProxySettings, changed: bool) -> Screen {
    let mut parts = Vec::new();
    if changed {
        parts.push(reader.html("setting-changed", args! {}));
    }
    let judges: Vec<String> = (settings.judges.iter())
        .map(|judge| {
            let judge = html::one_line(judge, JUDGE_LENGTH);
            reader.html("proxy-judge", args! { judge: &judge })
        })
        .collect();
    parts.push(reader.html("proxy-settings", args! {}));
    parts.push(format!(
        "{}\n{}",
        reader.html("proxy-judges", args! {}),
        judges.join("\n")
    ));
    let switches = ProxySwitch::ALL.map(|switch| {
        let is_on = is_on(settings, switch);
        let sign = if is_on { "✅" } else { "⬜" };
        let label = format!("{sign} {}", reader.plain(switch_key(switch), args! {}));
        Button::act(label, Action::Source(SourceAction::Switch(switch, !is_on)))
    });
    let figures = ProxyFigure::ALL.map(|figure| {
        let value = figure_value(reader, figure, figure_of(settings, figure));
        let label = reader.plain(figure_key(figure), args! { value: &value });
        Button::act(label, Action::Source(SourceAction::Figure(figure)))
    });
    Screen::new(parts.join("\n\n"))
        .grid(1, switches.into())
        .grid(1, figures.into())
        .button(act(reader, "button-proxy-judges", SourceAction::AskJudges))
        .button(back(reader, SourceAction::Desk))
}

fn question_key(figure: ProxyFigure) -> &'static str {
    match figure {
        ProxyFigure::AtOnce => "proxy-ask-at-once",
        ProxyFigure::Every => "proxy-ask-every",
    }
}

/// Which number?
pub fn figure(reader: Reader, settings: &ProxySettings, figure: ProxyFigure) -> Screen {
    let offers = match figure {
        ProxyFigure::AtOnce => AT_ONCE,
        ProxyFigure::Every => EVERY,
    };
    let now = figure_of(settings, figure);
    let choices = offers.map(|value| {
        let label = figure_value(reader, figure, value);
        let set = Action::Source(SourceAction::SetFigure(figure, value));
        if value == now {
            Button::styled(format!("✅ {label}"), set, Style::Primary)
        } else {
            Button::act(label, set)
        }
    });
    Screen::new(reader.html(question_key(figure), args! {}))
        .grid(3, choices.into())
        .button(act(
            reader,
            "button-proxy-other",
            SourceAction::AskFigure(figure),
        ))
        .button(back(reader, SourceAction::Settings))
}

/// Asks for a number.
pub fn ask_figure(reader: Reader, figure: ProxyFigure) -> Screen {
    let key = match figure {
        ProxyFigure::AtOnce => "proxy-type-at-once",
        ProxyFigure::Every => "proxy-type-every",
    };
    Screen::new(reader.html(key, args! {})).button(cancel(reader.lang))
}

/// Asks for the addresses of judges.
pub fn ask_judges(reader: Reader, most: u32) -> Screen {
    Screen::new(reader.html("proxy-ask-judges", args! { most: most }))
        .button(act(
            reader,
            "button-proxy-judges-usual",
            SourceAction::UsualJudges,
        ))
        .button(cancel(reader.lang))
}
