//! What a role allows, area by area: a page of lines to tap.

use super::act;
use super::label;
use super::words::area_name;
use super::words::permission_name;
use crate::models::Permission;
use crate::models::PermissionArea;
use crate::models::Role;
use crate::models::RoleRights;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::RoleAction;
use crate::utils::html;
use crate::utils::locale::args;

/// What a role allows in an area. Whoever may change it taps; others read.
pub fn table(reader: Reader, role: &Role, may: RoleRights, area: PermissionArea) -> Screen {
    let name = html::name(&label(reader.lang, &role.name));
    let heading = reader.html(
        "role-table-heading",
        args! { role: &name, area: &area_name(reader.lang, area) },
    );
    let mut parts = vec![heading];
    let never = |permission: Permission| role.sees_own_only && !permission.keeps_to_own();
    let mut buttons = Vec::new();
    if may.edits {
        parts.push(reader.html("role-table-how", args! {}));
        let nevers: Vec<String> = area
            .permissions()
            .filter(|permission| never(*permission))
            .map(|permission| html::escape(&line(reader, role, permission)))
            .collect();
        if !nevers.is_empty() {
            parts.push(nevers.join("\n"));
            parts.push(reader.html("role-table-own-only", args! {}));
        }
        let tapped = |permission| {
            let action = if role.permissions.has(permission) {
                RoleAction::Forbid(role.id, permission)
            } else {
                RoleAction::Allow(role.id, permission)
            };
            Button::act(line(reader, role, permission), Action::Role(action))
        };
        let may_be = area.permissions().filter(|permission| !never(*permission));
        buttons.extend(may_be.map(tapped));
    } else {
        let lines: Vec<String> = area
            .permissions()
            .map(|permission| html::escape(&line(reader, role, permission)))
            .collect();
        parts.push(lines.join("\n"));
        let key = if role.is_editable() {
            "role-table-above"
        } else {
            "role-table-fixed"
        };
        parts.push(reader.html(key, args! {}));
    }
    let areas = PermissionArea::ALL
        .into_iter()
        .filter(|other| *other != area)
        .map(|other| {
            let name = area_name(reader.lang, other);
            Button::act(name, Action::Role(RoleAction::Table(role.id, other)))
        });
    let scope = may.edits.then(|| {
        let key = if role.sees_own_only {
            "button-role-everybody"
        } else {
            "button-role-own-only"
        };
        act(
            reader,
            key,
            RoleAction::OwnOnly(role.id, !role.sees_own_only),
        )
    });
    Screen::new(parts.join("\n\n"))
        .grid(1, buttons)
        .grid(3, areas.collect())
        .row(scope)
        .button(back_to(
            reader.lang,
            Action::Role(RoleAction::Show(role.id, 0)),
        ))
}

fn line(reader: Reader, role: &Role, permission: Permission) -> String {
    let what = permission_name(reader.lang, permission);
    let key = if role.permissions.has(permission) {
        "role-table-line-yes"
    } else if role.sees_own_only && !permission.keeps_to_own() {
        "role-table-line-never"
    } else {
        "role-table-line-no"
    };
    reader.plain(key, args! { what: &what })
}
