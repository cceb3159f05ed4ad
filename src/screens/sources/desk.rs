//! How the list is, why proxies of it do not work, and what is deleted or taken away as a file.

use super::*;
use crate::models::ListedProxy;
use crate::models::ProxyDesk;
use crate::models::ProxyFault;
use crate::models::ProxyKind;
use crate::models::ProxyPass;
use crate::screens::Document;

/// How the list is.
pub fn desk(reader: Reader, desk: &ProxyDesk) -> Screen {
    let heading = reader.html("sources-heading", args! {});
    let (working, total) = (count(reader, desk.working), count(reader, desk.total));
    let mut counts = vec![reader.html(
        "sources-counts",
        args! { working: &working, total: &total, new: &count(reader, desk.new), untried: desk.new },
    )];
    counts.extend(desk.kinds.iter().map(|(kind, all, working)| {
        let (all, working) = (count(reader, *all), count(reader, *working));
        reader.html(
            "sources-kind",
            args! { kind: kind_name(*kind), working: &working, all: &all },
        )
    }));
    let mut parts = vec![heading];
    if desk.total == 0 {
        parts.push(reader.html("sources-none-yet", args! {}));
    } else {
        parts.push(counts.join("\n"));
    }
    parts.push(state(reader, desk));
    let running = desk.pass.as_ref().filter(|pass| pass.ended_at.is_none());
    let run = match running {
        Some(_) => act(reader, "button-source-progress", SourceAction::Progress),
        None => act(reader, "button-source-run", SourceAction::Run),
    };
    let run = Some(run).filter(|_| desk.total > 0);
    let sources = reader.plain("button-source-list", args! { count: desk.sources.len() });
    let mut screen = Screen::new(parts.join("\n\n")).row(run).row([
        Button::act(sources, Action::Source(SourceAction::List(0))),
        act(reader, "button-source-add", SourceAction::Add),
    ]);
    if desk.total > 0 {
        screen = screen.row([
            act(reader, "button-source-faults", SourceAction::Faults),
            act(reader, "button-source-export", SourceAction::Export),
        ]);
    }
    screen
        .row(dead_button(reader, desk))
        .row([
            act(reader, "button-source-settings", SourceAction::Settings),
            crate::screens::proxy::list_button(reader),
        ])
        .button(back_to(reader.lang, Action::Main))
}

/// How many were tried in vain.
fn dead(desk: &ProxyDesk) -> u32 {
    let rest = desk.total.saturating_sub(desk.working);
    rest.saturating_sub(desk.new)
}

fn dead_button(reader: Reader, desk: &ProxyDesk) -> Option<Button> {
    let dead = dead(desk);
    let label = reader.plain(
        "button-source-drop-dead",
        args! { count: &count(reader, dead) },
    );
    (dead > 0).then(|| Button::act(label, Action::Source(SourceAction::DropDead)))
}

/// Whether people see it, what the last run found, and whence countries come.
fn state(reader: Reader, desk: &ProxyDesk) -> String {
    let shown = if desk.settings.is_shown {
        "sources-shown"
    } else {
        "sources-hidden"
    };
    let countries = if desk.has_geoip {
        "sources-countries-file"
    } else {
        "sources-countries-exit"
    };
    let mut lines = vec![reader.html(shown, args! {})];
    lines.extend(desk.pass.as_ref().map(|pass| last_pass(reader, pass)));
    let faulty = desk.sources.iter().filter(|one| one.error.is_some());
    let faulty = faulty.count();
    if faulty > 0 {
        lines.push(reader.html("sources-faulty", args! { count: faulty }));
    }
    lines.push(reader.html(countries, args! {}));
    lines.join("\n")
}

fn last_pass(reader: Reader, pass: &ProxyPass) -> String {
    let (tried, total) = (count(reader, pass.tried), count(reader, pass.total));
    let Some(at) = pass.ended_at else {
        return reader.html("sources-pass-runs", args! { tried: &tried, total: &total });
    };
    let (age, working) = (age(reader, at), count(reader, pass.working));
    let key = match (pass.is_offline, pass.is_cancelled) {
        (true, _) => "sources-pass-offline",
        (false, true) => "sources-pass-cancelled",
        (false, false) => "sources-pass-ended",
    };
    reader.html(
        key,
        args! { age: &age, tried: &tried, total: &total, working: &working },
    )
}

fn fault_key(fault: ProxyFault) -> &'static str {
    match fault {
        ProxyFault::Silent => "sources-fault-silent",
        ProxyFault::Refused => "sources-fault-refused",
        ProxyFault::NeedsLogin => "sources-fault-login",
        ProxyFault::NotAProxy => "sources-fault-other",
        ProxyFault::Lies => "sources-fault-lies",
        ProxyFault::LeadsNowhere => "sources-fault-nowhere",
        ProxyFault::Private => "sources-fault-private",
        ProxyFault::NoSuchName => "sources-fault-name",
        ProxyFault::UnknownCipher => "sources-fault-cipher",
    }
}

/// Why proxies do not work.
pub fn faults(reader: Reader, desk: &ProxyDesk) -> Screen {
    let lines: Vec<String> = (desk.faults.iter())
        .map(|(fault, number)| {
            let fault = reader.plain(fault_key(*fault), args! {});
            let number = count(reader, *number);
            reader.html(
                "sources-fault-line",
                args! { fault: &fault, count: &number },
            )
        })
        .collect();
    let mut parts = vec![reader.html("sources-faults-heading", args! {})];
    parts.push(if lines.is_empty() {
        reader.html("sources-faults-none", args! {})
    } else {
        lines.join("\n")
    });
    Screen::new(parts.join("\n\n")).button(back(reader, SourceAction::Desk))
}

/// Asks whether to delete those that do not work.
pub fn drop_dead_sure(reader: Reader, desk: &ProxyDesk) -> Screen {
    let number = count(reader, dead(desk));
    confirm(
        reader.lang,
        reader.html("source-drop-dead-ask", args! { count: &number }),
        reader.plain("button-source-drop-dead-yes", args! {}),
        Action::Source(SourceAction::DropDeadYes),
        Action::Source(SourceAction::Desk),
    )
}

/// Asks whether to delete that one.
pub fn drop_sure(reader: Reader, proxy: &ListedProxy) -> Screen {
    let address = place(&proxy.address.host, proxy.address.port);
    let (address, kind) = (html::one_line(&address, 200), known_kind(proxy.kind));
    confirm(
        reader.lang,
        reader.html("source-drop-ask", args! { place: &address, kind: kind }),
        reader.plain("button-source-drop-yes", args! {}),
        Action::Source(SourceAction::DropYes(proxy.id)),
        Action::Proxy(crate::screens::callback::ProxyAction::whole()),
    )
}

/// What of the list should be in a file?
pub fn export(reader: Reader, desk: &ProxyDesk) -> Screen {
    let file = |key: &str, kind: Option<ProxyKind>, working: bool, number: u32| {
        let name = kind.map_or("", kind_name);
        let label = reader.plain(key, args! { kind: name, count: &count(reader, number) });
        Button::act(label, Action::Source(SourceAction::File(kind, working)))
    };
    let mut screen = Screen::new(reader.html("source-export-ask", args! {}));
    if desk.working > 0 {
        screen = screen.button(file("button-source-file-working", None, true, desk.working));
    }
    screen = screen.button(file("button-source-file-all", None, false, desk.total));
    let kinds = desk.kinds.iter().filter(|(_, _, working)| *working > 0);
    let kinds = kinds
        .map(|(kind, _, working)| file("button-source-file-kind", Some(*kind), true, *working));
    screen
        .grid(2, kinds.collect())
        .button(back(reader, SourceAction::Desk))
}

/// The file.
pub fn file(reader: Reader, file_name: String, bytes: Vec<u8>) -> Screen {
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
    let lines = units::number(reader.lang, i64::try_from(lines).unwrap_or(i64::MAX));
    Screen::new(reader.html("source-file", args! { count: &lines }))
        .with_document(Document { file_name, bytes })
}
