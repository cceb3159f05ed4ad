//! The access audit: its progress, its two lists, and what is done about them.

use super::button;
use crate::models::AuditFinding;
use crate::models::AuditPeople;
use crate::models::AuditView;
use crate::models::MemberFilter;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::back_to;
use crate::screens::callback::MemberAction;
use crate::screens::confirm;
use crate::screens::members::instant;
use crate::screens::pager;
use crate::utils::html;
use crate::utils::locale::args;

/// Steps of the bar.
const BAR: i64 = 10;

/// What it is, and the way to begin.
pub fn ask_begin(reader: Reader) -> Screen {
    Screen::new(reader.html("audit-explained", args! {}))
        .button(button(
            reader,
            "button-audit-begin",
            MemberAction::AuditBegin,
        ))
        .button(back_to(reader.lang, Action::Member(MemberAction::Tools)))
}

/// How an audit stands.
pub fn audit(reader: Reader, view: &AuditView) -> Screen {
    if view.audit.is_stopped {
        return Screen::new(reader.html("audit-stopped", args! {}))
            .button(button(
                reader,
                "button-audit-again",
                MemberAction::AuditBegin,
            ))
            .button(back_to(reader.lang, Action::Member(MemberAction::Tools)));
    }
    if view.audit.is_ready {
        return ready(reader, view);
    }
    let id = view.audit.id;
    let done = view.asked * BAR / view.total.max(1);
    let bar: String = (0..BAR)
        .map(|step| if step < done { '▓' } else { '░' })
        .collect();
    let text = reader.html(
        "audit-looking",
        args! { bar: &bar, asked: view.asked, total: view.total },
    );
    Screen::new(text)
        .row([
            button(reader, "button-audit-refresh", MemberAction::AuditShow(id)),
            button(reader, "button-audit-stop", MemberAction::AuditStop(id)),
        ])
        .button(back_to(reader.lang, Action::Member(MemberAction::Tools)))
}

fn ready(reader: Reader, view: &AuditView) -> Screen {
    let audit = &view.audit;
    let at = instant(reader, audit.made_at);
    let mut lines = vec![reader.html("audit-ready", args! { at: &at }), String::new()];
    lines.push(match audit.member_count {
        Some(count) => reader.html(
            "audit-known",
            args! { known: view.known_inside, count: count },
        ),
        None => reader.html("members-known-only", args! { known: view.known_inside }),
    });
    lines.push(reader.html("audit-outside", args! { count: view.outside }));
    lines.extend(names(reader, &view.outside_names, view.outside));
    lines.push(reader.html("audit-strays", args! { count: view.strays }));
    lines.extend(names(reader, &view.stray_names, view.strays));
    if view.unknown > 0 {
        lines.push(reader.html("audit-unknown", args! { count: view.unknown }));
    }
    lines.extend(done(reader, view));
    actions(Screen::new(lines.join("\n")), reader, view)
        .button(button(
            reader,
            "button-audit-again",
            MemberAction::AuditBegin,
        ))
        .button(back_to(reader.lang, Action::Member(MemberAction::Tools)))
}

fn names(reader: Reader, names: &[String], total: i64) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let shown: Vec<String> = names.iter().map(|name| html::short_name(name)).collect();
    let left = total - i64::try_from(shown.len()).unwrap_or(total);
    let list = shown.join(", ");
    Some(if left > 0 {
        reader.html("audit-names-more", args! { names: &list, count: left })
    } else {
        reader.html("audit-names", args! { names: &list })
    })
}

fn done(reader: Reader, view: &AuditView) -> Vec<String> {
    let audit = &view.audit;
    let mut lines = Vec::new();
    if let Some(at) = audit.links_sent_at {
        lines.push(reader.html("audit-links-sent", args! { at: &instant(reader, at) }));
    }
    if audit.undone_at.is_some() {
        lines.push(reader.html("audit-undone", args! {}));
    } else if let Some(at) = audit.removals_due_at {
        let key = if at > reader.now {
            "audit-removal-planned"
        } else {
            "audit-removal-begun"
        };
        lines.push(reader.html(key, args! { at: &instant(reader, at) }));
    }
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}

fn actions(screen: Screen, reader: Reader, view: &AuditView) -> Screen {
    let audit = &view.audit;
    let id = audit.id;
    let mut screen = screen;
    let mut lists = Vec::new();
    if view.outside > 0 {
        lists.push(button(
            reader,
            "button-audit-outside",
            MemberAction::AuditPeople(id, AuditFinding::Outside, 0),
        ));
    }
    if view.strays > 0 {
        lists.push(button(
            reader,
            "button-audit-strays",
            MemberAction::AuditPeople(id, AuditFinding::Stray, 0),
        ));
    }
    screen = screen.row(lists);
    if view.outside > 0 && audit.links_sent_at.is_none() {
        let label = reader.plain("button-audit-links", args! { count: view.outside });
        screen = screen.button(Button::act(
            label,
            Action::Member(MemberAction::AuditLinks(id)),
        ));
    }
    let is_planned = audit.removals_due_at.is_some();
    if view.strays > 0 && !is_planned {
        let label = reader.plain("button-audit-remove", args! { count: view.strays });
        let action = Action::Member(MemberAction::AuditRemove(id));
        screen = screen.button(Button::styled(label, action, Style::Danger));
    }
    let can_undo =
        audit.undone_at.is_none() && audit.removals_due_at.is_some_and(|at| at > reader.now);
    if can_undo {
        let label = reader.plain("button-audit-undo", args! {});
        let action = Action::Member(MemberAction::AuditUndo(id));
        screen = screen.button(Button::styled(label, action, Style::Primary));
    }
    screen
}

/// One of the two lists.
pub fn audit_people(reader: Reader, view: &AuditPeople) -> Screen {
    let key = match view.finding {
        AuditFinding::Stray => "audit-strays",
        AuditFinding::Outside
        | AuditFinding::Unasked
        | AuditFinding::Fine
        | AuditFinding::Unknown => "audit-outside",
    };
    let people = view.page.rows.iter().map(|(user, name)| {
        let show = Action::MemberShow(*user, MemberFilter::Active, 0);
        Button::act(html::short_name(name), show)
    });
    let (id, finding) = (view.audit, view.finding);
    Screen::new(reader.html(key, args! { count: view.page.total }))
        .grid(2, people.collect())
        .row(pager(view.page.page, view.page.pages, |to| {
            Action::Member(MemberAction::AuditPeople(id, finding, to))
        }))
        .button(back_to(
            reader.lang,
            Action::Member(MemberAction::AuditShow(id)),
        ))
}

/// Shall links go to those outside?
pub fn ask_links(reader: Reader, view: &AuditView) -> Screen {
    let id = view.audit.id;
    Screen::new(reader.html("audit-ask-links", args! { count: view.outside }))
        .button(button(
            reader,
            "button-audit-links-yes",
            MemberAction::AuditLinksYes(id),
        ))
        .button(back_to(
            reader.lang,
            Action::Member(MemberAction::AuditShow(id)),
        ))
}

/// Shall those without a right go? Says so if they are more than the brake would let go unasked.
pub fn ask_remove(reader: Reader, view: &AuditView) -> Screen {
    let id = view.audit.id;
    let mut text = reader.html("audit-ask-remove", args! { count: view.strays });
    if view.strays > view.allowed {
        text = format!(
            "{text}\n\n{}",
            reader.html("audit-over-brake", args! { allowed: view.allowed })
        );
    }
    confirm(
        reader.lang,
        text,
        reader.plain("button-audit-remove-yes", args! {}),
        Action::Member(MemberAction::AuditRemoveYes(id)),
        Action::Member(MemberAction::AuditShow(id)),
    )
}
