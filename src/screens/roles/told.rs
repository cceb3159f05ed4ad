//! What both sides hear of a role, and the welcome to the team.

use super::end;
use super::label;
use super::permission_name;
use crate::models::Holding;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::RoleNews;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::callback::RoleAction;
use crate::utils::html;
use crate::utils::locale::args;

/// The names that news of a role speak of.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct NewsNames {
    /// Whoever did it; `None` = the house.
    pub by: Option<String>,
    /// Whom it happened to, when the other side reads it.
    pub who: String,
    /// Whether the reader has a panel to open now.
    pub has_panel: bool,
}

/// What happened to a role, for one of its sides.
pub fn told(reader: Reader, news: &RoleNews, names: &NewsNames) -> Screen {
    let nobody = || reader.plain("role-told-nobody", args! {});
    let by = html::name(&names.by.clone().unwrap_or_else(nobody));
    let who = html::name(&names.who);
    let role_of = |role: &str| label(reader.lang, role);
    let mut lines = Vec::new();
    let mut next = None;
    match news {
        RoleNews::Granted {
            role,
            until,
            reason,
            ..
        } => {
            lines.push(reader.html(
                "role-told-granted",
                args! { role: &role_of(role), end: &end(reader, *until) },
            ));
            lines.push(reader.html("role-told-by", args! { by: &by }));
            lines.extend(reason_line(reader, reason.as_deref()));
        }
        RoleNews::Moved { role, until, .. } => {
            lines.push(reader.html(
                "role-told-moved",
                args! { role: &role_of(role), end: &end(reader, *until) },
            ));
            lines.push(reader.html("role-told-by", args! { by: &by }));
        }
        RoleNews::Revoked { role, reason, .. } => {
            lines.push(reader.html("role-told-revoked", args! { role: &role_of(role) }));
            lines.extend(reason_line(reader, reason.as_deref()));
        }
        RoleNews::Ended { role } => {
            lines.push(reader.html("role-told-ended", args! { role: &role_of(role) }));
        }
        RoleNews::Joined {
            role,
            who: guest,
            until,
        } => {
            lines.push(reader.html(
                "role-told-joined",
                args! { who: &who, role: &role_of(role), end: &end(reader, *until) },
            ));
            next = Some(*guest);
        }
        RoleNews::GiftEnded { role, who: holder } => {
            lines.push(reader.html(
                "role-told-gift-ended",
                args! { role: &role_of(role), who: &who },
            ));
            next = Some(*holder);
        }
        RoleNews::GiftRevoked {
            role, who: holder, ..
        } => {
            lines.push(reader.html(
                "role-told-gift-revoked",
                args! { by: &by, who: &who, role: &role_of(role) },
            ));
            next = Some(*holder);
        }
    }
    let screen = Screen::new(lines.join("\n"));
    match next {
        Some(user) => screen.button(Button::act(
            reader.plain("button-role-person", args! {}),
            Action::Role(RoleAction::Of(user)),
        )),
        None => screen.button(way_on(reader, names.has_panel)),
    }
}

fn reason_line(reader: Reader, reason: Option<&str>) -> Option<String> {
    let reason = html::one_line(reason?, 200);
    Some(reader.html("role-told-reason", args! { reason: &reason }))
}

fn way_on(reader: Reader, has_panel: bool) -> Button {
    if has_panel {
        Button::act(reader.plain("button-panel", args! {}), Action::Main)
    } else {
        Button::act(reader.plain("button-home", args! {}), Action::Home)
    }
}

/// To whoever came by a link: their role, and what they can do from now on.
pub fn welcome(reader: Reader, held: &Holding, may: PermissionSet) -> Screen {
    let role = label(reader.lang, &held.role);
    let mut parts = vec![reader.html(
        "role-welcome",
        args! { role: &role, end: &end(reader, held.expires_at) },
    )];
    if !may.is_empty() {
        let mut lines = vec![reader.html("role-welcome-may", args! {})];
        lines.extend(may.iter().map(|permission| {
            let what = permission_name(reader.lang, permission);
            format!("• {}", html::escape(&what))
        }));
        parts.push(lines.join("\n"));
    }
    Screen::new(parts.join("\n\n")).button(way_on(reader, may.has(Permission::SeePanel)))
}
