//! `/doctor`, and `portero doctor` in a terminal: the same words, laid out for each.

mod words;

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use crate::models::CheckId;
use crate::models::Finding;
use crate::models::Level;
use crate::models::Report;
use crate::utils::html;
use crate::utils::locale::args;
pub use words::Words;
pub use words::name;
pub use words::words;

/// The most of one finding shown in the chat, in UTF-16 units.
const FOUND_LENGTH: usize = 400;
/// What all findings may have together: what comes after is only counted.
const LIST_UNITS: usize = 3000;

/// The sign of a level.
pub fn sign(level: Level) -> &'static str {
    match level {
        Level::Ok => "✅",
        Level::Skipped => "➖",
        Level::Warning => "⚠️",
        Level::Fault => "❌",
    }
}

/// What the doctor found: faults first, each with its cure; what is well by name only.
pub fn doctor(reader: Reader, report: &Report) -> Screen {
    let mut parts = vec![
        reader.html("doctor-heading", args! {}),
        html::escape(&summary(reader, report)),
    ];
    let mut room = LIST_UNITS;
    let mut left_out = 0usize;
    for level in [Level::Fault, Level::Warning] {
        for finding in of_level(report, level) {
            let entry = entry(reader, finding);
            match room.checked_sub(html::utf16_len(&entry)) {
                Some(rest) => {
                    room = rest;
                    parts.push(entry);
                }
                None => left_out += 1,
            }
        }
    }
    if left_out > 0 {
        parts.push(code(&html::escape(
            &reader.plain("doctor-left-out", args! { count: left_out }),
        )));
    }
    let mut rest = Vec::new();
    for level in [Level::Ok, Level::Skipped] {
        let names: Vec<String> = of_level(report, level)
            .map(|finding| html::escape(&name(reader.lang, finding.check)))
            .collect();
        if !names.is_empty() {
            rest.push(format!("{} {}", sign(level), names.join(", ")));
        }
    }
    parts.push(rest.join("\n"));
    parts.retain(|part| !part.is_empty());
    let mut screen = Screen::new(parts.join("\n\n"));
    if is_amiss(report, CheckId::Tasks) || is_amiss(report, CheckId::Inbox) {
        let label = reader.plain("doctor-button-problems", args! {});
        screen = screen.button(Button::styled(label, Action::Problems(0), Style::Danger));
    }
    screen
        .button(Button::act(
            reader.plain("doctor-button-again", args! {}),
            Action::Doctor,
        ))
        .button(back_to(reader.lang, Action::Main))
}

fn of_level(report: &Report, level: Level) -> impl Iterator<Item = &Finding> {
    let findings = report.findings.iter();
    findings.filter(move |finding| finding.level == level)
}

fn is_amiss(report: &Report, check: CheckId) -> bool {
    let mut findings = report.findings.iter();
    findings.any(|finding| finding.check == check && finding.level >= Level::Warning)
}

fn entry(reader: Reader, finding: &Finding) -> String {
    let Words { found, cure } = words(reader, finding);
    let short = |text: &str| code(&html::escape(&html::one_line(text, FOUND_LENGTH)));
    let name = html::escape(&name(reader.lang, finding.check));
    let mut entry = format!("{} <b>{name}</b>: {}", sign(finding.level), short(&found));
    if let Some(cure) = cure {
        entry.push_str(&format!("\n👉 {}", short(&cure)));
    }
    entry
}

/// What stands between `backticks` becomes code; a lone one stays.
fn code(escaped: &str) -> String {
    let pieces: Vec<&str> = escaped.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return escaped.to_owned();
    }
    let mut text = String::with_capacity(escaped.len());
    for (place, piece) in pieces.iter().enumerate() {
        match place {
            0 => {}
            place if place % 2 == 1 => text.push_str("<code>"),
            _ => text.push_str("</code>"),
        }
        text.push_str(piece);
    }
    text
}

/// "1 fault, 2 warnings, 20 fine", or that all is well.
pub fn summary(reader: Reader, report: &Report) -> String {
    let (faults, warnings) = (report.count(Level::Fault), report.count(Level::Warning));
    let fine = report.count(Level::Ok);
    if faults + warnings == 0 {
        return reader.plain("doctor-all-well", args! { fine: fine });
    }
    reader.plain(
        "doctor-summary",
        args! { faults: faults, warnings: warnings, fine: fine },
    )
}

/// The table for a terminal: a line per check in its order, the cure below it, and the summary at the end.
pub fn table(reader: Reader, report: &Report) -> String {
    let names = report
        .findings
        .iter()
        .map(|finding| name(reader.lang, finding.check));
    let width = names.map(|name| name.chars().count()).max().unwrap_or(0);
    let mut lines = Vec::new();
    for finding in &report.findings {
        let Words { found, cure } = words(reader, finding);
        let name = name(reader.lang, finding.check);
        // The sign of a warning is one column wide in some terminals and two in others: a tab evens it out.
        lines.push(format!("{}\t{name:<width$}  {found}", sign(finding.level)));
        if let Some(cure) = cure {
            lines.push(format!("\t{:<width$}  → {cure}", ""));
        }
    }
    format!("{}\n\n{}", lines.join("\n"), summary(reader, report))
}
