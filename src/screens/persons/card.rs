//! The card of a person.

use super::act;
use super::danger;
use super::instant;
use super::raw;
use super::reason;
use super::shown_name;
use crate::models::Ban;
use crate::models::HeldRole;
use crate::models::MemberFilter;
use crate::models::Permission;
use crate::models::PersonCard;
use crate::models::PersonFilter;
use crate::models::PersonMore;
use crate::models::Subscriber;
use crate::models::UserStatus;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::PersonAction;
use crate::screens::callback::RoleAction;
use crate::screens::roles::label;
use crate::utils::html;
use crate::utils::locale::args;

/// Units of a note on the card.
const NOTE_LENGTH: usize = 500;
/// Roles named on the card.
const MOST_ROLES: usize = 6;

/// Everything on a person, with what the reader may do, and the way back to the list.
pub fn card(reader: Reader, card: &PersonCard, filter: PersonFilter, page: u32) -> Screen {
    let user = &card.user;
    let name = html::name(&shown_name(user));
    let mut lines = vec![
        reader.html("person-name", args! { name: &name }),
        reader.html("person-id", args! { id: &user.id.to_string() }),
    ];
    if let Some(username) = &user.username {
        let username = html::name(username);
        lines.push(reader.html("person-username", args! { username: &username }));
    }
    lines.push(reader.html(
        "person-dates",
        args! { met: &instant(reader, user.created_at), seen: &instant(reader, user.last_seen_at) },
    ));
    lines.extend(roles_line(reader, &card.roles));
    lines.extend(vip_line(reader, card.vip.as_ref()));
    if card.waits_for_free {
        lines.push(reader.html("person-waits-free", args! {}));
    }
    let counts = card.counts;
    lines.push(reader.html(
        "person-counts",
        args! {
            keys: counts.keys, tokens: counts.tokens_redeemed, tickets: counts.tickets,
            open: counts.tickets_open
        },
    ));
    if counts.tokens_made > 0 {
        lines.push(reader.html("person-made", args! { count: counts.tokens_made }));
    }
    lines.extend(more_lines(reader, &card.more));
    match user.status {
        UserStatus::Active => {}
        UserStatus::Unreachable => lines.push(reader.html("person-unreachable", args! {})),
        UserStatus::Banned => lines.extend(
            (user.ban.as_ref()).map(|ban| ban_line(reader, ban, card.banned_by.as_deref())),
        ),
    }
    if let Some(note) = &user.note {
        let note = shown_note(note);
        lines.push(String::new());
        lines.push(reader.html("person-note", args! { note: &note }));
    }
    buttons(Screen::new(lines.join("\n")), reader, card).button(back_to(
        reader.lang,
        Action::Person(PersonAction::List(filter, page)),
    ))
}

/// The note, unless its marks would fill the message: then its beginning.
fn shown_note(note: &str) -> String {
    let whole = html::one_line(note, NOTE_LENGTH);
    if html::escape(&whole).len() <= 2 * NOTE_LENGTH {
        return whole;
    }
    html::one_line(note, NOTE_LENGTH / 4)
}

/// The roles with their ends, if there are any.
pub(in crate::screens) fn roles_line(reader: Reader, roles: &[HeldRole]) -> Option<String> {
    if roles.is_empty() {
        return None;
    }
    let names = roles.iter().take(MOST_ROLES).map(|held| {
        let role = label(reader.lang, &held.role);
        match held.until {
            Some(until) => {
                let until = instant(reader, until);
                reader.html("person-role-until", args! { role: &role, until: &until })
            }
            None => reader.html("person-role", args! { role: &role }),
        }
    });
    let names = names.collect::<Vec<_>>().join(", ");
    Some(reader.html("person-roles", args! { roles: raw(names) }))
}

/// Until when VIP access is, or was; nothing for somebody who never had any.
pub(in crate::screens) fn vip_line(reader: Reader, vip: Option<&Subscriber>) -> Option<String> {
    let vip = vip?;
    let is_over = !vip.is_active || vip.expiry_date.is_some_and(|end| end <= reader.now);
    let mut line = match vip.expiry_date {
        None if is_over => reader.html("person-vip-over", args! {}),
        None => reader.html("person-vip-ever", args! {}),
        Some(end) => {
            let until = instant(reader, end);
            let key = if is_over {
                "person-vip-ended"
            } else {
                "person-vip-until"
            };
            reader.html(key, args! { until: &until })
        }
    };
    if vip.is_whitelisted {
        line = format!("{line} · {}", reader.html("person-vip-listed", args! {}));
    }
    Some(line)
}

fn more_lines(reader: Reader, more: &PersonMore) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(at) = more.trial_used_at {
        lines.push(reader.html("person-trial", args! { at: &instant(reader, at) }));
    }
    if let Some(name) = &more.qvapay_user {
        lines.push(reader.html("person-qvapay", args! { name: &html::name(name) }));
    }
    if more.promotions_off {
        lines.push(reader.html("person-no-promotions", args! {}));
    }
    if more.reminders_off {
        lines.push(reader.html("person-no-reminders", args! {}));
    }
    if let Some(at) = more.erased_at {
        lines.push(reader.html("person-erased", args! { at: &instant(reader, at) }));
    }
    lines
}

fn ban_line(reader: Reader, ban: &Ban, by: Option<&str>) -> String {
    let why = match &ban.reason {
        Some(stored) => reason(reader.lang, stored),
        None => reader.plain("ban-why-unsaid", args! {}),
    };
    let end = match ban.until {
        Some(until) => {
            let until = instant(reader, until);
            reader.plain("ban-until", args! { until: &until })
        }
        None => reader.plain("ban-ever", args! {}),
    };
    let mut line = reader.html("person-banned", args! { reason: &why, end: &end });
    if let (Some(by), Some(at)) = (by, ban.at) {
        let by = html::short_name(by);
        let at = instant(reader, at);
        line = format!(
            "{line}\n{}",
            reader.html("person-banned-by", args! { by: &by, at: &at })
        );
    }
    line
}

fn buttons(mut screen: Screen, reader: Reader, card: &PersonCard) -> Screen {
    let (user, may) = (card.user.id, card.may);
    if may.has(Permission::ManagePeople) {
        screen = if card.user.status == UserStatus::Banned {
            screen.row([
                act(reader, "button-unban", PersonAction::Unban(user)),
                act(reader, "button-ban-change", PersonAction::Ban(user)),
            ])
        } else {
            screen.button(danger(reader, "button-ban", PersonAction::Ban(user)))
        };
        screen = screen.row([
            act(reader, "button-person-note", PersonAction::Note(user)),
            act(reader, "button-person-write", PersonAction::Write(user)),
        ]);
    }
    screen = screen.row([
        act(reader, "button-person-owned", PersonAction::Owned(user)),
        act(
            reader,
            "button-person-history",
            PersonAction::History(user, 0),
        ),
    ]);
    let mut row = Vec::new();
    if may.has(Permission::SeeMembers) {
        row.push(Button::act(
            reader.plain("button-person-member", args! {}),
            Action::MemberShow(user, MemberFilter::Active, 0),
        ));
    }
    if may.has(Permission::SeeRoles) {
        row.push(Button::act(
            reader.plain("button-person-roles", args! {}),
            Action::Role(RoleAction::Of(user)),
        ));
    }
    if may.has(Permission::ManageData) {
        row.push(act(reader, "button-person-data", PersonAction::Data(user)));
    }
    screen.row(row)
}
