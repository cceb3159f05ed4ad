//! The sources of the list, and each of them.

use super::*;
use crate::models::ListFault;
use crate::models::ProxyDesk;
use crate::models::ProxyReport;
use crate::models::ProxySource;
use crate::models::ProxySourceKind;
use crate::models::SourceFault;

/// Sources on one page.
const PAGE: usize = 6;
/// Minutes on offer from one reading to the next.
pub const INTERVALS: [u32; 7] = [30, 60, 180, 360, 720, 1_440, 10_080];
/// Characters shown of an address.
const ADDRESS_LENGTH: usize = 200;
/// Characters shown of a refused line.
const EXAMPLE_LENGTH: usize = 48;
/// Refused lines shown.
const EXAMPLES: usize = 10;

/// What is said above the card of a source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Note {
    Nothing,
    /// It was added, and is read soon.
    Added,
    /// It was pasted, and read.
    Pasted,
    /// It is read soon.
    Ordered,
    /// Something of it was set.
    Changed,
}

impl Note {
    fn key(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Added => Some("source-added"),
            Self::Pasted => Some("source-pasted"),
            Self::Ordered => Some("source-ordered"),
            Self::Changed => Some("setting-changed"),
        }
    }
}

fn sign(source: &ProxySource) -> &'static str {
    match &source.kind {
        ProxySourceKind::Shadowmere { .. } | ProxySourceKind::List { .. } => {
            if source.is_paused {
                "⏸️"
            } else if source.error.is_some() {
                "🔴"
            } else if source.read_at.is_none() {
                "⏳"
            } else {
                "🟢"
            }
        }
        ProxySourceKind::Pasted => "📋",
    }
}

/// The sources, a page of them.
pub fn list(reader: Reader, desk: &ProxyDesk, page: u32) -> Screen {
    let sources = &desk.sources;
    let pages = u32::try_from(sources.len().div_ceil(PAGE)).unwrap_or(u32::MAX);
    let page = page.min(pages.saturating_sub(1));
    let skipped = usize::try_from(page).unwrap_or_default() * PAGE;
    let shown: Vec<&ProxySource> = sources.iter().skip(skipped).take(PAGE).collect();
    let mut parts = vec![reader.html("source-list-heading", args! { count: sources.len() })];
    if sources.is_empty() {
        parts.push(reader.html("source-list-none", args! {}));
    }
    parts.extend(shown.iter().map(|source| line(reader, source)));
    let buttons = shown.iter().map(|source| {
        let label = format!("{} {}", sign(source), html::short_name(&source.name));
        Button::act(label, Action::Source(SourceAction::Show(source.id)))
    });
    Screen::new(parts.join("\n\n"))
        .grid(2, buttons.collect())
        .row(pager(page, pages, |to| {
            Action::Source(SourceAction::List(to))
        }))
        .button(act(reader, "button-source-add", SourceAction::Add))
        .button(back(reader, SourceAction::Desk))
}

fn line(reader: Reader, source: &ProxySource) -> String {
    let name = html::short_name(&source.name);
    let (working, listed) = (count(reader, source.working), count(reader, source.listed));
    let mut lines = vec![reader.html(
        "source-line",
        args! { sign: sign(source), name: &name, working: &working, listed: &listed },
    )];
    lines.extend(reading(reader, source));
    lines.join("\n")
}

/// When it was read and is read again, or why that failed.
fn reading(reader: Reader, source: &ProxySource) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(at) = source.read_at {
        let age = age(reader, at);
        lines.push(reader.html("source-read", args! { age: &age }));
    }
    if let Some(fault) = source.error {
        let error = source_fault(reader, fault);
        lines.push(reader.html("source-error", args! { error: &error }));
    }
    lines
}

/// Why a source could not be read, in words.
fn source_fault(reader: Reader, fault: SourceFault) -> String {
    let key = match fault {
        SourceFault::Status(status) => {
            let status = status.to_string();
            return reader.plain("source-why-status", args! { status: &status });
        }
        SourceFault::Address => "source-why-address",
        SourceFault::Private => "source-why-private",
        SourceFault::House => "source-why-house",
        SourceFault::NoSuchName => "source-why-name",
        SourceFault::Connection => "source-why-connection",
        SourceFault::Insecure => "source-why-insecure",
        SourceFault::Late => "source-why-late",
        SourceFault::Redirects => "source-why-redirects",
        SourceFault::Partial => "source-why-partial",
        SourceFault::NotHttp => "source-why-not-http",
        SourceFault::Empty => "source-why-empty",
        SourceFault::Other => "source-why-other",
    };
    reader.plain(key, args! {})
}

/// Everything about a source. Its address, which may hold what only its owner may know, is for those who manage the list.
pub fn card(reader: Reader, source: &ProxySource, note: Note, may_manage: bool) -> Screen {
    let mut parts: Vec<String> = note
        .key()
        .map(|key| reader.html(key, args! {}))
        .into_iter()
        .collect();
    parts.push(facts(reader, source, may_manage));
    if source.read_at.is_some() {
        parts.push(report(reader, &source.report));
    }
    let id = source.id;
    let mut screen = Screen::new(parts.join("\n\n"));
    match &source.kind {
        ProxySourceKind::Shadowmere { .. } | ProxySourceKind::List { .. } => {
            let pause = if source.is_paused {
                act(reader, "button-source-resume", SourceAction::Resume(id))
            } else {
                act(reader, "button-source-pause", SourceAction::Pause(id))
            };
            screen = screen
                .button(act(reader, "button-source-read", SourceAction::Read(id)))
                .row([
                    act(reader, "button-source-every", SourceAction::Intervals(id)),
                    pause,
                ]);
        }
        ProxySourceKind::Pasted => {}
    }
    let refused: u32 = refused_sum(&source.report);
    if refused > 0 {
        let label = reader.plain(
            "button-source-refused",
            args! { count: &count(reader, refused) },
        );
        let refused = Action::Source(SourceAction::Refused(id));
        screen = screen.button(Button::act(label, refused));
    }
    screen
        .button(act(
            reader,
            "button-source-remove",
            SourceAction::Remove(id),
        ))
        .button(back(reader, SourceAction::List(0)))
}

fn refused_sum(report: &ProxyReport) -> u32 {
    let counts = report.refused.iter().map(|(_, number)| *number);
    counts.fold(0, u32::saturating_add)
}

fn facts(reader: Reader, source: &ProxySource, may_manage: bool) -> String {
    let name = html::name(&source.name);
    let mut lines = vec![reader.html("source-heading", args! { sign: sign(source), name: &name })];
    let (kind, url) = match &source.kind {
        ProxySourceKind::Shadowmere { url } => ("source-kind-shadowmere", Some(url)),
        ProxySourceKind::List { url } => ("source-kind-list", Some(url)),
        ProxySourceKind::Pasted => ("source-kind-pasted", None),
    };
    lines.push(reader.html(kind, args! {}));
    if let Some(url) = url.filter(|_| may_manage) {
        let url = html::one_line(url, ADDRESS_LENGTH);
        lines.push(reader.html("source-url", args! { url: &url }));
    }
    if let Some(hint) = source.hint {
        lines.push(reader.html("source-hint", args! { kind: kind_name(hint) }));
    }
    lines.extend(reading(reader, source));
    if url.is_some() {
        lines.push(next_reading(reader, source));
    }
    let (working, listed) = (count(reader, source.working), count(reader, source.listed));
    lines.push(reader.html(
        "source-counts",
        args! { working: &working, listed: &listed },
    ));
    lines.join("\n")
}

fn next_reading(reader: Reader, source: &ProxySource) -> String {
    let every = units::minutes(reader.lang, i64::from(source.every_minutes));
    if source.is_paused {
        return reader.html("source-paused", args! {});
    }
    match source.next_at.filter(|at| *at > reader.now) {
        Some(at) => {
            let left = units::duration(reader.lang, at.since(reader.now));
            reader.html("source-next", args! { every: &every, left: &left })
        }
        None => reader.html("source-soon", args! { every: &every }),
    }
}

/// What became of its lines.
fn report(reader: Reader, report: &ProxyReport) -> String {
    let mut lines = vec![reader.html(
        "source-report",
        args! { found: &count(reader, report.found), new: &count(reader, report.new) },
    )];
    if report.repeated > 0 {
        let repeated = count(reader, report.repeated);
        lines.push(reader.html("source-repeated", args! { count: &repeated }));
    }
    let refused = refused_sum(report);
    if refused > 0 {
        let refused = count(reader, refused);
        lines.push(reader.html("source-refused", args! { count: &refused }));
    }
    if report.is_cut {
        lines.push(reader.html("source-cut", args! {}));
    }
    lines.join("\n")
}

fn line_fault(fault: ListFault) -> &'static str {
    match fault {
        ListFault::Port => "source-fault-port",
        ListFault::Host => "source-fault-host",
        ListFault::Private => "source-fault-private",
        ListFault::Scheme => "source-fault-scheme",
        ListFault::Link => "source-fault-link",
        ListFault::Cipher => "source-fault-cipher",
        ListFault::Network => "source-fault-network",
    }
}

/// What of a source was refused: by reason, and the first lines of each.
pub fn refused(reader: Reader, source: &ProxySource) -> Screen {
    let name = html::name(&source.name);
    let mut parts = vec![reader.html("source-refused-heading", args! { name: &name })];
    let reasons: Vec<String> = (source.report.refused.iter())
        .map(|(fault, number)| {
            let fault = reader.plain(line_fault(*fault), args! {});
            let number = count(reader, *number);
            reader.html(
                "sources-fault-line",
                args! { fault: &fault, count: &number },
            )
        })
        .collect();
    parts.push(if reasons.is_empty() {
        reader.html("source-refused-none", args! {})
    } else {
        reasons.join("\n")
    });
    let examples = source.report.examples.iter().take(EXAMPLES);
    let examples: Vec<String> = examples
        .map(|(fault, text)| {
            let fault = reader.plain(line_fault(*fault), args! {});
            let text = html::one_line(text, EXAMPLE_LENGTH);
            reader.html("source-example", args! { text: &text, fault: &fault })
        })
        .collect();
    if !examples.is_empty() {
        parts.push(reader.html("source-examples", args! {}));
        parts.push(examples.join("\n"));
    }
    Screen::new(parts.join("\n\n")).button(back(reader, SourceAction::Show(source.id)))
}

/// How often is it read?
pub fn intervals(reader: Reader, source: &ProxySource) -> Screen {
    let name = html::name(&source.name);
    let choices = INTERVALS.map(|minutes| {
        let label = units::minutes(reader.lang, i64::from(minutes));
        let set = Action::Source(SourceAction::SetInterval(source.id, minutes));
        if minutes == source.every_minutes {
            Button::styled(format!("✅ {label}"), set, Style::Primary)
        } else {
            Button::act(label, set)
        }
    });
    Screen::new(reader.html("source-ask-every", args! { name: &name }))
        .grid(2, choices.into())
        .button(back(reader, SourceAction::Show(source.id)))
}

/// Asks whether to remove a source.
pub fn remove_sure(reader: Reader, source: &ProxySource) -> Screen {
    let (name, listed) = (html::name(&source.name), count(reader, source.listed));
    confirm(
        reader.lang,
        reader.html("source-remove-ask", args! { name: &name, count: &listed }),
        reader.plain("button-source-remove-yes", args! {}),
        Action::Source(SourceAction::RemoveYes(source.id)),
        Action::Source(SourceAction::Show(source.id)),
    )
}
