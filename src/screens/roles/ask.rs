//! What is asked before a role is given, taken, made or invited to; and the links.

use super::act;
use super::label;
use super::lengths;
use crate::models::MOST_ROLE_NAME;
use crate::models::Page;
use crate::models::PersonRoles;
use crate::models::Role;
use crate::models::RoleId;
use crate::models::StaffInvite;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::RoleAction;
use crate::screens::cancel;
use crate::screens::confirm;
use crate::screens::pager;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// What the bot waits to be typed, with the names it speaks of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RoleQuestion<'a> {
    Whom,
    Whose,
    Term { name: &'a str, role: &'a str },
    End { name: &'a str, role: &'a str },
    HolderQuota { name: &'a str },
    Quota { role: &'a str },
    Name,
    Rename { role: &'a str },
    Rank { role: &'a str, most: i64 },
}

/// Asks for something to be typed.
pub fn ask(reader: Reader, question: RoleQuestion<'_>) -> Screen {
    let role_of = |role: &str| label(reader.lang, role);
    let text = match question {
        RoleQuestion::Whom => reader.html("role-ask-whom", args! {}),
        RoleQuestion::Whose => reader.html("role-ask-whose", args! {}),
        RoleQuestion::Term { name, role } => reader.html(
            "role-ask-term",
            args! { name: &html::name(name), role: &role_of(role) },
        ),
        RoleQuestion::End { name, role } => reader.html(
            "role-ask-end",
            args! { name: &html::name(name), role: &role_of(role) },
        ),
        RoleQuestion::HolderQuota { name } => {
            reader.html("role-ask-holder-quota", args! { name: &html::name(name) })
        }
        RoleQuestion::Quota { role } => {
            reader.html("role-ask-quota", args! { role: &role_of(role) })
        }
        RoleQuestion::Name => reader.html("role-ask-name", args! { most: MOST_ROLE_NAME }),
        RoleQuestion::Rename { role } => reader.html(
            "role-ask-rename",
            args! { role: &role_of(role), most: MOST_ROLE_NAME },
        ),
        RoleQuestion::Rank { role, most } => {
            reader.html("role-ask-rank", args! { role: &role_of(role), most: most })
        }
    };
    Screen::new(text).button(cancel(reader.lang))
}

/// Which role shall they have?
pub fn ask_role(reader: Reader, view: &PersonRoles) -> Screen {
    let name = html::name(&view.name);
    let key = if view.grantable.is_empty() {
        "role-ask-role-none"
    } else {
        "role-ask-role"
    };
    let roles = view.grantable.iter().map(|role| {
        let action = RoleAction::GiveRole(view.user, role.id);
        Button::act(label(reader.lang, &role.name), Action::Role(action))
    });
    Screen::new(reader.html(key, args! { name: &name }))
        .grid(2, roles.collect())
        .button(back_to(
            reader.lang,
            Action::Role(RoleAction::Of(view.user)),
        ))
}

/// For how long?
pub fn ask_length(reader: Reader, user: UserId, name: &str, role: &Role) -> Screen {
    let (id, name) = (role.id, html::name(name));
    let role = label(reader.lang, &role.name);
    let mut choices = lengths(reader, |hours| RoleAction::GiveFor(user, id, hours));
    choices.push(act(reader, "button-other", RoleAction::AskTerm(user, id)));
    Screen::new(reader.html("role-ask-length", args! { name: &name, role: &role }))
        .grid(2, choices)
        .button(back_to(reader.lang, Action::Role(RoleAction::Of(user))))
}

/// Shall the role be taken?
pub fn ask_revoke(reader: Reader, user: UserId, name: &str, role: &Role) -> Screen {
    let (id, name) = (role.id, html::name(name));
    let role = label(reader.lang, &role.name);
    confirm(
        reader.lang,
        reader.html("role-ask-revoke", args! { name: &name, role: &role }),
        reader.plain("button-role-revoke-yes", args! {}),
        Action::Role(RoleAction::RevokeYes(user, id)),
        Action::Role(RoleAction::Held(user, id)),
    )
}

/// Shall the role be deleted, which so many hold?
pub fn ask_delete(reader: Reader, role: &Role, holders: i64) -> Screen {
    let name = label(reader.lang, &role.name);
    confirm(
        reader.lang,
        reader.html("role-ask-delete", args! { role: &name, count: holders }),
        reader.plain("button-role-delete-yes", args! {}),
        Action::Role(RoleAction::DeleteYes(role.id)),
        Action::Role(RoleAction::Show(role.id, 0)),
    )
}

/// For how long shall whoever opens the link hold the role?
pub fn ask_invite(reader: Reader, role: &Role) -> Screen {
    let (id, role) = (role.id, label(reader.lang, &role.name));
    Screen::new(reader.html("role-ask-invite", args! { role: &role }))
        .grid(2, lengths(reader, |hours| RoleAction::InviteFor(id, hours)))
        .button(back_to(reader.lang, Action::Role(RoleAction::Show(id, 0))))
}

/// In place of the question once the link is made: without a button that could make it again.
pub fn invite_coming(reader: Reader, role: RoleId) -> Screen {
    Screen::new(reader.html("role-invite-coming", args! {})).button(back_to(
        reader.lang,
        Action::Role(RoleAction::Show(role, 0)),
    ))
}

/// The link, for its maker.
pub fn invite_made(reader: Reader, invite: &StaffInvite, link: &str) -> Screen {
    let role = label(reader.lang, &invite.role);
    let until = units::instant(reader.lang, invite.expires_at, reader.time_zone);
    let length = length(reader, invite.role_hours);
    Screen::new(reader.html(
        "role-invite-made",
        args! { role: &role, length: &length, until: &until, link: link },
    ))
    .button(Button::Copy {
        label: reader.plain("button-role-invite-copy", args! {}),
        text: link.to_owned(),
    })
}

fn length(reader: Reader, hours: Option<i64>) -> String {
    match hours {
        None => reader.plain("role-end-none", args! {}),
        some => units::hours_name(reader.lang, some),
    }
}

/// The links that somebody may still open, each with its maker.
pub fn invites(reader: Reader, page: &Page<(StaffInvite, String)>) -> Screen {
    let mut lines = vec![reader.html("role-invites-heading", args! {})];
    if page.rows.is_empty() {
        lines.push(reader.html("role-invites-empty", args! {}));
    }
    let mut buttons = Vec::new();
    for (invite, maker) in &page.rows {
        let role = label(reader.lang, &invite.role);
        let until = units::instant(reader.lang, invite.expires_at, reader.time_zone);
        let length = length(reader, invite.role_hours);
        lines.push(reader.html(
            "role-invite-line",
            args! { role: &role, length: &length, by: &html::name(maker), until: &until },
        ));
        let at = units::time_of_day(invite.created_at, reader.time_zone);
        let label = reader.plain("button-role-invite-drop", args! { role: &role, at: &at });
        let action = RoleAction::InviteDrop(invite.id);
        buttons.push(Button::act(label, Action::Role(action)));
    }
    Screen::new(lines.join("\n"))
        .grid(1, buttons)
        .row(pager(page.page, page.pages, |to| {
            Action::Role(RoleAction::Invites(to))
        }))
        .button(back_to(reader.lang, Action::Role(RoleAction::List)))
}
