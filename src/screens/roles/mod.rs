//! Screens of roles: the lists, a person's roles, the questions. `table` shows what a role allows, `told` what both
//! sides hear, `words` the names and the refusals.

mod ask;
mod table;
mod told;
mod words;

pub use ask::*;
pub use table::*;
pub use told::*;
pub use words::area_name;
pub(super) use words::is_about_answer;
pub use words::label;
pub use words::permission_name;
pub(super) use words::refusal;

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::callback::RoleAction;
use super::pager;
use crate::models::HoldingView;
use crate::models::PermissionArea;
use crate::models::PersonRoles;
use crate::models::Role;
use crate::models::RoleLine;
use crate::models::RoleView;
use crate::models::RolesView;
use crate::models::SUPERADMIN;
use crate::models::Timestamp;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// Lengths offered, in hours; none at all is offered beside them.
const PRESET_HOURS: [u32; 6] = [24, 3 * 24, 7 * 24, 30 * 24, 90 * 24, 365 * 24];

fn act(reader: Reader, key: &str, action: RoleAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Role(action))
}

/// The roles there are, and how many hold each.
pub fn list(reader: Reader, view: &RolesView) -> Screen {
    let lines: Vec<String> = view
        .roles
        .iter()
        .map(|line| list_line(reader, line))
        .collect();
    let text = [
        reader.html("role-list-heading", args! {}),
        lines.join("\n"),
        reader.html("role-list-how", args! {}),
    ];
    let given = view.roles.iter().filter(|line| line.role.is_given());
    let buttons = given
        .map(|line| {
            let role = label(reader.lang, &line.role.name);
            let label = reader.plain("button-role", args! { role: &role, count: line.holders });
            Button::act(label, Action::Role(RoleAction::Show(line.role.id, 0)))
        })
        .collect();
    let mut screen = Screen::new(text.join("\n\n")).grid(2, buttons);
    if view.may.grants {
        let count = view.open_invites;
        let invites = reader.plain("button-role-invites", args! { count: count });
        screen = screen
            .button(act(reader, "button-role-grant", RoleAction::Begin))
            .button(Button::act(invites, Action::Role(RoleAction::Invites(0))));
    }
    if view.may.edits {
        screen = screen.button(act(reader, "button-role-create", RoleAction::Create));
    }
    screen.button(back_to(reader.lang, Action::Main))
}

fn list_line(reader: Reader, line: &RoleLine) -> String {
    let role = label(reader.lang, &line.role.name);
    let word = &line.role.name;
    if line.role.is_given() {
        reader.html(
            "role-list-line",
            args! { role: &role, word: word, count: line.holders },
        )
    } else {
        reader.html("role-list-user", args! { role: &role, word: word })
    }
}

/// A role, and a page of those who hold it.
pub fn role(reader: Reader, view: &RoleView) -> Screen {
    let Role {
        id, sees_own_only, ..
    } = view.role;
    let mut parts = vec![facts(reader, &view.role)];
    let count = view.holders.total;
    let mut holders = vec![reader.html("role-holders", args! { count: count })];
    holders.extend(view.holders.rows.iter().map(|held| {
        let (name, end) = (html::name(&held.name), held_end(reader, held));
        reader.html("role-holder", args! { name: &name, end: &end })
    }));
    parts.push(holders.join("\n"));
    let people = view.holders.rows.iter().map(|held| {
        let label = format!("👤 {}", html::short_name(&held.name));
        let action = RoleAction::Held(held.holding.user, id);
        Button::act(label, Action::Role(action))
    });
    let pages = view.holders.pages;
    let mut screen = Screen::new(parts.join("\n\n"))
        .grid(2, people.collect())
        .row(pager(view.holders.page, pages, |to| {
            Action::Role(RoleAction::Show(id, to))
        }));
    if view.may.grants {
        screen = screen.row([
            act(reader, "button-role-grant", RoleAction::Begin),
            act(reader, "button-role-invite", RoleAction::Invite(id)),
        ]);
    }
    let first = RoleAction::Table(id, PermissionArea::House);
    screen = screen.button(act(reader, "button-role-table", first));
    if view.may.edits {
        let scope = if sees_own_only {
            "button-role-everybody"
        } else {
            "button-role-own-only"
        };
        screen = screen.row([
            act(reader, scope, RoleAction::OwnOnly(id, !sees_own_only)),
            act(reader, "button-role-quota", RoleAction::AskQuota(id)),
        ]);
        if !view.role.is_built_in {
            screen = screen
                .row([
                    act(reader, "button-role-rename", RoleAction::Rename(id)),
                    act(reader, "button-role-rank", RoleAction::Rank(id)),
                ])
                .button(Button::styled(
                    reader.plain("button-role-delete", args! {}),
                    Action::Role(RoleAction::Delete(id)),
                    Style::Danger,
                ));
        }
    }
    screen.button(back_to(reader.lang, Action::Role(RoleAction::List)))
}

/// What a role is, in a few lines.
fn facts(reader: Reader, role: &Role) -> String {
    let name = label(reader.lang, &role.name);
    let mut lines = vec![
        format!(
            "<b>{}</b> (<code>{}</code>)",
            html::escape(&name),
            html::escape(&role.name)
        ),
        reader.html("role-rank", args! { rank: role.rank }),
    ];
    lines.push(if role.name == SUPERADMIN {
        reader.html("role-may-all", args! {})
    } else {
        let count = role.permissions.iter().count();
        reader.html("role-may", args! { count: count })
    });
    if role.sees_own_only {
        lines.push(reader.html("role-own-only", args! {}));
    }
    if let Some(count) = role.tokens_per_month {
        lines.push(reader.html("role-quota", args! { count: count }));
    }
    lines.join("\n")
}

/// "hasta el 22 nov 2026, 03:30 (UTC) (quedan 2 días)", or that there is none.
fn end(reader: Reader, until: Option<Timestamp>) -> String {
    match until {
        None => reader.plain("role-end-none", args! {}),
        Some(at) => {
            let until = units::instant(reader.lang, at, reader.time_zone);
            let left = units::duration(reader.lang, at.since(reader.now).max(0));
            reader.plain("role-end-until", args! { until: &until, left: &left })
        }
    }
}

fn held_end(reader: Reader, view: &HoldingView) -> String {
    if view.is_from_settings {
        reader.plain("role-end-settings", args! {})
    } else {
        end(reader, view.holding.expires_at)
    }
}

/// What has just been done, above a person's roles.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoleNote {
    Granted,
    Revoked,
}

/// A person and the roles they hold.
pub fn person(reader: Reader, view: &PersonRoles, note: Option<RoleNote>) -> Screen {
    let mut parts = Vec::new();
    match note {
        None => {}
        Some(RoleNote::Granted) if !view.can_be_told => {}
        Some(RoleNote::Granted) => parts.push(reader.html("role-note-granted", args! {})),
        Some(RoleNote::Revoked) => parts.push(reader.html("role-note-revoked", args! {})),
    }
    let name = html::name(&view.name);
    let heading = reader.html("role-person-heading", args! { name: &name });
    let mut lines = vec![format!("{heading} (<code>{}</code>)", view.user)];
    if view.held.is_empty() {
        lines.push(reader.html("role-person-none", args! {}));
    }
    lines.extend(view.held.iter().map(|held| {
        let role = label(reader.lang, &held.holding.role);
        let end = held_end(reader, held);
        reader.html("role-person-held", args! { role: &role, end: &end })
    }));
    parts.push(lines.join("\n"));
    if !view.can_be_told && !view.held.is_empty() {
        parts.push(reader.html("role-person-untold", args! {}));
    }
    let held = view.held.iter().map(|held| {
        let label = label(reader.lang, &held.holding.role);
        let action = RoleAction::Held(view.user, held.holding.role_id);
        Button::act(label, Action::Role(action))
    });
    let mut screen = Screen::new(parts.join("\n\n")).grid(2, held.collect());
    if !view.grantable.is_empty() {
        screen = screen.button(act(reader, "button-role-give", RoleAction::Give(view.user)));
    }
    screen.button(back_to(reader.lang, Action::Role(RoleAction::List)))
}

/// One role of one person, and how to move its end.
pub fn held(reader: Reader, view: &HoldingView) -> Screen {
    let held = &view.holding;
    let (user, role) = (held.user, held.role_id);
    let mut parts = vec![held_facts(reader, view)];
    let mut screen_rows: Vec<Button> = Vec::new();
    if view.is_from_settings {
        parts.push(reader.html("role-held-settings", args! {}));
    } else if view.may.grants {
        parts.push(reader.html("role-held-move", args! {}));
        screen_rows.extend(lengths(reader, |hours| {
            RoleAction::EndIn(user, role, hours)
        }));
        screen_rows.push(act(
            reader,
            "button-role-other-end",
            RoleAction::AskEnd(user, role),
        ));
    }
    let mut screen = Screen::new(parts.join("\n\n")).grid(2, screen_rows);
    if !view.is_from_settings && view.may.grants {
        if view.quota.is_some() {
            let quota = RoleAction::AskHolderQuota(user, role);
            screen = screen.button(act(reader, "button-role-quota", quota));
        }
        screen = screen.button(Button::styled(
            reader.plain("button-role-revoke", args! {}),
            Action::Role(RoleAction::Revoke(user, role)),
            Style::Danger,
        ));
    }
    screen.row([
        act(reader, "button-role-person", RoleAction::Of(user)),
        back_to(reader.lang, Action::Role(RoleAction::Show(role, 0))),
    ])
}

fn held_facts(reader: Reader, view: &HoldingView) -> String {
    let held = &view.holding;
    let role = label(reader.lang, &held.role);
    let mut name = html::name(&view.name);
    if let Some(username) = &view.username {
        name = format!("{name} (@{username})");
    }
    let at = units::instant(reader.lang, held.granted_at, reader.time_zone);
    let mut lines = vec![
        reader.html("role-held-heading", args! { role: &role, name: &name }),
        reader.html("role-held-end", args! { end: &held_end(reader, view) }),
        match &view.granted_by {
            Some(by) => reader.html("role-held-by", args! { by: &html::name(by), at: &at }),
            None => reader.html("role-held-by-house", args! { at: &at }),
        },
    ];
    if let Some(reason) = &held.reason {
        let reason = html::one_line(reason, 200);
        lines.push(reader.html("role-held-reason", args! { reason: &reason }));
    }
    match view.quota {
        None => {}
        Some(None) => lines.push(reader.html("role-held-no-quota", args! {})),
        Some(Some(count)) => {
            lines.push(reader.html("role-held-quota", args! { count: count }));
        }
    }
    lines.join("\n")
}

/// Buttons of the usual lengths, the last one without end.
fn lengths(reader: Reader, to: impl Fn(u32) -> RoleAction) -> Vec<Button> {
    let mut buttons: Vec<Button> = PRESET_HOURS
        .into_iter()
        .map(|hours| {
            let label = units::hours_name(reader.lang, Some(i64::from(hours)));
            Button::act(label, Action::Role(to(hours)))
        })
        .collect();
    buttons.push(act(reader, "button-role-endless", to(0)));
    buttons
}
