//! Pages of the audit log, its filters, a row in words, and what a check of the chain found.

mod details;
mod file;
mod words;

pub use file::Table;

use crate::models::AuditAct;
use crate::models::AuditArea;
use crate::models::AuditFilter;
use crate::models::AuditFormat;
use crate::models::AuditLine;
use crate::models::AuditPage;
use crate::models::AuditWhat;
use crate::models::AuditWhen;
use crate::models::AuditWho;
use crate::models::ChainFault;
use crate::models::ChainReport;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::AuditAction;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// Acts of an area that fit on one screen of buttons.
const ACT_COLUMNS: usize = 2;

/// A page of rows and the ways to narrow it.
pub fn list(reader: Reader, page: &AuditPage) -> Screen {
    let filter = page.filter;
    let mut lines = vec![
        reader.html("audit-heading", args! {}),
        words::filter(reader, filter, page.about.as_deref()),
        String::new(),
    ];
    if page.lines.is_empty() {
        lines.push(reader.html("audit-empty", args! {}));
    }
    let rows = page.lines.iter().enumerate();
    lines.extend(rows.map(|(place, line)| in_a_line(reader, place + 1, line)));
    let numbers = page.lines.iter().enumerate().map(|(place, line)| {
        let row = AuditAction::Row(line.row.id, filter);
        Button::act((place + 1).to_string(), Action::Audit(row))
    });
    let mut turns = Vec::new();
    if !page.is_first {
        turns.push(act(
            reader,
            "button-audit-newest",
            AuditAction::List(filter),
        ));
    }
    if let Some(below) = page.older {
        turns.push(act(
            reader,
            "button-audit-older",
            AuditAction::Older(filter, below),
        ));
    }
    let mut screen = Screen::new(lines.join("\n"))
        .grid(4, numbers.collect())
        .row(turns)
        .row([
            act(reader, "button-audit-who", AuditAction::Who(filter)),
            act(reader, "button-audit-what", AuditAction::What(filter)),
            act(reader, "button-audit-when", AuditAction::When(filter)),
        ]);
    if filter != AuditFilter::ALL {
        screen = screen.button(act(
            reader,
            "button-audit-all",
            AuditAction::List(AuditFilter::ALL),
        ));
    }
    screen
        .row(AuditFormat::ALL.map(|format| {
            let label = reader.plain(
                "button-audit-file",
                args! { format: &format.name().to_uppercase() },
            );
            Button::act(label, Action::Audit(AuditAction::Export(format, filter)))
        }))
        .button(act(reader, "button-audit-verify", AuditAction::Verify))
        .button(back_to(reader.lang, Action::Main))
}

/// A row of a list: when, who, what, on whom.
fn in_a_line(reader: Reader, place: usize, line: &AuditLine) -> String {
    let at = units::instant(reader.lang, line.row.at, reader.time_zone);
    let what = words::act(reader.lang, &line.row.action);
    let who = words::actor(reader.lang, line);
    match words::target(reader.lang, line) {
        Some(target) => reader.html(
            "audit-line-on",
            args! { place: place, what: &what, at: &at, who: &who, target: &target },
        ),
        None => reader.html(
            "audit-line",
            args! { place: place, what: &what, at: &at, who: &who },
        ),
    }
}

/// One row: who, what, on whom, before and after, when.
pub fn row(reader: Reader, line: &AuditLine, filter: AuditFilter) -> Screen {
    let row = &line.row;
    let number = units::number(reader.lang, row.id);
    let what = words::act(reader.lang, &row.action);
    let at = units::instant(reader.lang, row.at, reader.time_zone);
    let who = words::actor(reader.lang, line);
    let mut lines = vec![
        reader.html("audit-row-heading", args! { what: &what }),
        String::new(),
        reader.html("audit-row-who", args! { who: &who }),
    ];
    if let Some(target) = words::target(reader.lang, line) {
        lines.push(reader.html("audit-row-target", args! { target: &target }));
    }
    lines.push(reader.html("audit-row-at", args! { at: &at, number: &number }));
    if row.is_erased {
        lines.push(reader.html("audit-row-erased", args! {}));
    }
    let details = details::lines(reader, row);
    if !details.is_empty() {
        lines.push(String::new());
        lines.extend(details);
    }
    let seal = row.hash.get(..12).unwrap_or(&row.hash);
    lines.push(String::new());
    lines.push(reader.html("audit-row-seal", args! { seal: seal, action: &row.action }));
    Screen::new(lines.join("\n"))
        .grid(1, nearby(reader, line, filter))
        .button(back_to(
            reader.lang,
            Action::Audit(AuditAction::Older(filter, row.id.saturating_add(1))),
        ))
}

/// The rows like this one.
fn nearby(reader: Reader, line: &AuditLine, filter: AuditFilter) -> Vec<Button> {
    let row = &line.row;
    let mut buttons = Vec::new();
    let mut add = |key: &str, name: &str, filter: AuditFilter| {
        let label = reader.plain(key, args! { name: &html::short_name(name) });
        buttons.push(Button::act(label, Action::Audit(AuditAction::List(filter))));
    };
    let by = row.actor.user().filter(|user| user.0 > 0);
    if let Some(user) = by {
        let who = AuditWho::By(user);
        add(
            "button-audit-by",
            &words::actor(reader.lang, line),
            AuditFilter { who, ..filter },
        );
    }
    if let Some(target) = words::target(reader.lang, line) {
        let who = match row.target_person() {
            Some(user) => AuditWho::On(user),
            None => AuditWho::SameTarget(row.id),
        };
        add("button-audit-on", &target, AuditFilter { who, ..filter });
    }
    if let Some(act) = AuditAct::of(&row.action) {
        let what = AuditWhat::Act(act.code);
        add(
            "button-audit-same",
            &words::act(reader.lang, &row.action),
            AuditFilter { what, ..filter },
        );
    }
    buttons
}

/// Whose acts, or on whom?
pub fn who(reader: Reader, filter: AuditFilter, own: UserId) -> Screen {
    let to = |who| AuditAction::List(AuditFilter { who, ..filter });
    let mut screen = Screen::new(reader.html("audit-who", args! {})).row([
        act(reader, "button-audit-anybody", to(AuditWho::Anybody)),
        act(reader, "button-audit-system", to(AuditWho::System)),
        act(reader, "button-audit-me", to(AuditWho::By(own))),
    ]);
    if let Some(user) = filter.who.person() {
        screen = screen.row([
            act(
                reader,
                "button-audit-involved",
                to(AuditWho::Involved(user)),
            ),
            act(reader, "button-audit-doing", to(AuditWho::By(user))),
            act(reader, "button-audit-done-to", to(AuditWho::On(user))),
        ]);
    }
    screen
        .button(act(
            reader,
            "button-audit-person",
            AuditAction::AskPerson(filter),
        ))
        .button(back(reader, filter))
}

/// Asks for a person.
pub fn ask_person(reader: Reader, filter: AuditFilter) -> Screen {
    Screen::new(reader.html("audit-ask-person", args! {})).button(back(reader, filter))
}

/// The people whom a search found.
pub fn found(reader: Reader, people: &[(UserId, String)], filter: AuditFilter) -> Screen {
    let buttons = people.iter().map(|(user, name)| {
        let who = AuditWho::Involved(*user);
        let list = AuditAction::List(AuditFilter { who, ..filter });
        Button::act(
            format!("{} · {user}", html::short_name(name)),
            Action::Audit(list),
        )
    });
    Screen::new(reader.html("audit-found", args! {}))
        .grid(1, buttons.collect())
        .button(back(reader, filter))
}

/// Acts of which area?
pub fn what(reader: Reader, filter: AuditFilter) -> Screen {
    let areas = words::areas().map(|area| {
        let label = words::area(reader.lang, area);
        Button::act(label, Action::Audit(AuditAction::Acts(area, filter)))
    });
    let all = AuditFilter {
        what: AuditWhat::Anything,
        ..filter
    };
    Screen::new(reader.html("audit-what", args! {}))
        .grid(2, areas.collect())
        .button(act(reader, "button-audit-anything", AuditAction::List(all)))
        .button(back(reader, filter))
}

/// Which act of the area?
pub fn acts(reader: Reader, area: AuditArea, filter: AuditFilter) -> Screen {
    let to = |what| Action::Audit(AuditAction::List(AuditFilter { what, ..filter }));
    let acts = words::acts_of(area).map(|act| {
        Button::act(
            words::act(reader.lang, act.name),
            to(AuditWhat::Act(act.code)),
        )
    });
    let name = words::area(reader.lang, area);
    let all = reader.plain("button-audit-area", args! { name: &name });
    Screen::new(reader.html("audit-acts", args! { name: &name }))
        .button(Button::act(all, to(AuditWhat::Area(area))))
        .grid(ACT_COLUMNS, acts.collect())
        .button(back_to(
            reader.lang,
            Action::Audit(AuditAction::What(filter)),
        ))
}

/// Of which days?
pub fn when(reader: Reader, filter: AuditFilter) -> Screen {
    let to = |when| AuditAction::List(AuditFilter { when, ..filter });
    Screen::new(reader.html("audit-when", args! {}))
        .row([
            act(reader, "button-audit-today", to(AuditWhen::Days(1))),
            act(reader, "button-audit-week", to(AuditWhen::Days(7))),
            act(reader, "button-audit-month", to(AuditWhen::Days(30))),
        ])
        .row([
            act(reader, "button-audit-ever", to(AuditWhen::Ever)),
            act(reader, "button-audit-days", AuditAction::AskDays(filter)),
        ])
        .button(back(reader, filter))
}

/// Asks for days.
pub fn ask_days(reader: Reader, filter: AuditFilter) -> Screen {
    let day = units::iso_day(reader.now, reader.time_zone);
    Screen::new(reader.html("audit-ask-days", args! { day: &day })).button(back(reader, filter))
}

/// What the check of the chain found.
pub fn verified(reader: Reader, report: &ChainReport) -> Screen {
    let rows = units::number(reader.lang, report.rows);
    let list = |screen: Screen| screen.button(back(reader, AuditFilter::ALL));
    let Some(broken) = &report.broken else {
        let text = reader.html("audit-whole", args! { rows: &rows });
        return list(Screen::new(text));
    };
    let number = units::number(reader.lang, broken.id);
    let why = match broken.fault {
        ChainFault::Changed => reader.html("audit-fault-changed", args! {}),
        ChainFault::Missing => reader.html("audit-fault-missing", args! {}),
        ChainFault::Resealed => reader.html("audit-fault-resealed", args! {}),
        ChainFault::CutOff => reader.html("audit-fault-cut-off", args! {}),
    };
    let mut lines = vec![reader.html("audit-broken", args! { number: &number }), why];
    if let (Some(at), Some(action)) = (broken.at, &broken.action) {
        let at = units::instant(reader.lang, at, reader.time_zone);
        let what = words::act(reader.lang, action);
        lines.push(reader.html("audit-broken-row", args! { at: &at, what: &what }));
    }
    lines.push(reader.html("audit-broken-advice", args! { rows: &rows }));
    let mut screen = Screen::new(lines.join("\n\n"));
    if broken.fault != ChainFault::CutOff {
        let row = AuditAction::Row(broken.id, AuditFilter::ALL);
        screen = screen.button(act(reader, "button-audit-broken", row));
    }
    list(screen)
}

fn act(reader: Reader, key: &str, action: AuditAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Audit(action))
}

fn back(reader: Reader, filter: AuditFilter) -> Button {
    back_to(reader.lang, Action::Audit(AuditAction::List(filter)))
}
