//! The brake: many removals at once wait for an admin.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use crate::models::BrakeView;
use crate::models::Timestamp;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// The most names listed.
const MOST_NAMES: usize = 20;

/// Asks what to do.
pub fn question(reader: Reader, view: &BrakeView) -> Screen {
    let text = reader.html(
        "brake-ask",
        args! { due: view.due, allowed: view.allowed, active: view.active },
    );
    choices(reader, Screen::new(text)).button(Button::act(
        reader.plain("button-brake-dry-run", args! {}),
        Action::BrakeDryRun,
    ))
}

/// Who would be removed. Nobody is.
pub fn dry_run(reader: Reader, view: &BrakeView) -> Screen {
    let mut lines = vec![reader.html("brake-list-heading", args! { due: view.due })];
    let names = view.names.iter().take(MOST_NAMES);
    lines.extend(names.map(|name| format!("• {}", html::escape(&html::short_name(name)))));
    let listed = view.names.len().min(MOST_NAMES);
    let more = view
        .due
        .saturating_sub(i64::try_from(listed).unwrap_or(i64::MAX));
    if more > 0 {
        lines.push(reader.html("brake-list-more", args! { count: more }));
    }
    lines.push(String::new());
    lines.push(reader.html("brake-list-nothing", args! {}));
    choices(reader, Screen::new(lines.join("\n")))
}

/// They are on their way out.
pub fn done(reader: Reader, count: i64) -> Screen {
    Screen::new(reader.html("brake-done", args! { count: count }))
        .button(back_to(reader.lang, Action::Main))
}

/// Asked again later.
pub fn put_off(reader: Reader, until: Timestamp) -> Screen {
    let until = units::instant(reader.lang, until, reader.time_zone);
    Screen::new(reader.html("brake-put-off", args! { until: &until }))
        .button(back_to(reader.lang, Action::Main))
}

/// There is nothing to decide any more.
pub fn nothing(reader: Reader) -> Screen {
    Screen::new(reader.html("brake-nothing", args! {})).button(back_to(reader.lang, Action::Main))
}

fn choices(reader: Reader, screen: Screen) -> Screen {
    let remove = reader.plain("button-brake-do", args! {});
    let later = reader.plain("button-brake-later", args! {});
    screen.row([
        Button::styled(remove, Action::BrakeDo, Style::Danger),
        Button::act(later, Action::BrakeLater),
    ])
}
