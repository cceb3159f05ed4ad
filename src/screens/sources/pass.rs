//! How far a trial of the whole list has come.

use super::*;
use crate::models::ProxyPass;

/// Cells of the bar.
const BAR_CELLS: u64 = 10;
/// Tries after which the time that is left can be told.
const FORETOLD_FROM: u32 = 50;

fn percent(pass: &ProxyPass) -> u64 {
    let tried = u64::from(pass.tried.min(pass.total));
    (tried * 100)
        .checked_div(u64::from(pass.total))
        .unwrap_or(100)
}

fn bar(percent: u64) -> String {
    let full = percent.min(100) * BAR_CELLS / 100;
    (0..BAR_CELLS)
        .map(|cell| if cell < full { '▓' } else { '░' })
        .collect()
}

/// The message that is edited while it goes on.
pub fn progress(reader: Reader, pass: &ProxyPass) -> Screen {
    let percent = percent(pass);
    let mut lines = vec![
        reader.html("pass-heading", args! {}),
        String::new(),
        format!("{} {percent} %", bar(percent)),
        counts(reader, pass),
    ];
    lines.extend(left(reader, pass));
    let stop = reader.plain("button-source-stop", args! {});
    let stop = Button::styled(stop, Action::Source(SourceAction::Stop), Style::Danger);
    Screen::new(lines.join("\n")).button(stop)
}

fn counts(reader: Reader, pass: &ProxyPass) -> String {
    let (tried, total) = (count(reader, pass.tried), count(reader, pass.total));
    let working = count(reader, pass.working);
    reader.html(
        "pass-counts",
        args! { tried: &tried, total: &total, working: &working },
    )
}

/// How long it still takes, once its pace is known.
fn left(reader: Reader, pass: &ProxyPass) -> Option<String> {
    let took = reader.now.since(pass.begun_at);
    if pass.tried < FORETOLD_FROM || took <= 0 {
        return None;
    }
    let rest = i64::from(pass.total.saturating_sub(pass.tried));
    let seconds = took.saturating_mul(rest) / i64::from(pass.tried);
    let left = units::duration(reader.lang, seconds);
    Some(reader.html("pass-left", args! { left: &left }))
}

/// The same message when it is over.
pub fn ended(reader: Reader, pass: &ProxyPass) -> Screen {
    let key = match (pass.is_offline, pass.is_cancelled) {
        (true, _) => "pass-offline",
        (false, true) => "pass-cancelled",
        (false, false) => "pass-ended",
    };
    let mut lines = vec![
        reader.html(key, args! {}),
        String::new(),
        counts(reader, pass),
    ];
    if let Some(at) = pass.ended_at {
        let took = units::duration(reader.lang, at.since(pass.begun_at));
        lines.push(reader.html("pass-took", args! { took: &took }));
    }
    Screen::new(lines.join("\n"))
        .row([entrance(reader), crate::screens::proxy::list_button(reader)])
}

/// The words that pass over the chat when a trial of all begins.
pub fn begun(reader: Reader) -> String {
    reader.lang.toast("toast-pass-started", args! {})
}

/// The same when it is to end.
pub fn stopping(reader: Reader) -> String {
    reader.lang.toast("toast-pass-stopping", args! {})
}
