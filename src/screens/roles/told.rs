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
    let screen = Screen::new(match news {
        RoleNews::Joined { .. } | RoleNews::GiftEnded { .. } | RoleNews::GiftRevoked { .. } => {
            to_giver(reader, news, &by, &html::name(&names.who))
        }
        RoleNews::Granted { .. }
        | RoleNews::Moved { .. }
        | RoleNews::Revoked { .. }
        | RoleNews::Ended { .. } => to_holder(reader, news, &by),
    });
    match news {
        RoleNews::Joined { who, .. }
        | RoleNews::GiftEnded { who, .. }
        | RoleNews::GiftRevoked { who, .. } => screen.button(Button::act(
            reader.plain("button-role-person", args! {}),
            Action::Role(RoleAction::Of(*who)),
        )),
        RoleNews::Granted { .. }
        | RoleNews::Moved { .. }
        | RoleNews::Revoked { .. }
        | RoleNews::Ended { .. } => screen.button(way_on(reader, names.has_panel)),
    }
}

/// The words to whoever holds or held the role.
fn to_holder(reader: Reader, news: &RoleNews, by: &str) -> String {
    let (key, role, until, reason) = match news {
        RoleNews::Granted {
            role,
            until,
            reason,
            ..
        } => ("role-told-granted", role, Some(until), reason.as_deref()),
        RoleNews::Moved { role, until, .. } => ("role-told-moved", role, Some(until), None),
        RoleNews::Revoked { role, reason, .. } => {
            ("role-told-revoked", role, None, reason.as_deref())
        }
        RoleNews::Ended { role }
        | RoleNews::Joined { role, .. }
        | RoleNews::GiftEnded { role, .. }
        | RoleNews::GiftRevoked { role, .. } => ("role-told-ended", role, None, None),
    };
    let role = label(reader.lang, role);
    let mut lines = Vec::new();
    match until {
        Some(until) => {
            let end = end(reader, *until);
            lines.push(reader.html(key, args! { role: &role, end: &end }));
            lines.push(reader.html("role-told-by", args! { by: by }));
        }
        None => lines.push(reader.html(key, args! { role: &role })),
    }
    lines.extend(reason_line(reader, reason));
    lines.join("\n")
}

/// The words to whoever gave the role.
fn to_giver(reader: Reader, news: &RoleNews, by: &str, who: &str) -> String {
    match news {
        RoleNews::Joined { role, until, .. } => {
            let (role, end) = (label(reader.lang, role), end(reader, *until));
            reader.html(
                "role-told-joined",
                args! { who: who, role: &role, end: &end },
            )
        }
        RoleNews::GiftRevoked { role, .. } => {
            let role = label(reader.lang, role);
            reader.html(
                "role-told-gift-revoked",
                args! { by: by, who: who, role: &role },
            )
        }
        RoleNews::GiftEnded { role, .. }
        | RoleNews::Granted { role, .. }
        | RoleNews::Moved { role, .. }
        | RoleNews::Revoked { role, .. }
        | RoleNews::Ended { role } => {
            let role = label(reader.lang, role);
            reader.html("role-told-gift-ended", args! { who: who, role: &role })
        }
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
