//! What a person has.

use super::card::vip_line;
use super::instant;
use super::to_card;
use crate::models::Owned;
use crate::models::Permission;
use crate::models::TicketState;
use crate::models::VpnConfig;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::callback::VpnAction;
use crate::screens::vpn::state_icon;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Access, keys, tokens and tickets, the newest of each first, with buttons to the keys.
pub fn owned(reader: Reader, view: &Owned) -> Screen {
    let mut parts = vec![reader.html("owned-heading", args! { name: &html::name(&view.name) })];
    let vip = vip_line(reader, view.vip.as_ref());
    parts.push(vip.unwrap_or_else(|| reader.html("owned-no-vip", args! {})));
    let (counts, shown) = (view.counts, i64::try_from(view.keys.len()).unwrap_or(0));
    parts.push(section(
        reader,
        reader.html("owned-keys", args! { count: counts.keys }),
        keys(reader, view),
        counts.keys - shown,
    ));
    let shown = i64::try_from(view.tokens.len()).unwrap_or(0);
    parts.push(section(
        reader,
        reader.html("owned-tokens", args! { count: counts.tokens_redeemed }),
        tokens(reader, view),
        counts.tokens_redeemed - shown,
    ));
    let shown = i64::try_from(view.tickets.len()).unwrap_or(0);
    parts.push(section(
        reader,
        reader.html("owned-tickets", args! { count: counts.tickets }),
        tickets(reader, view),
        counts.tickets - shown,
    ));
    let mut buttons = Vec::new();
    if view.may.has(Permission::SeeKeys) {
        buttons.extend(view.keys.iter().map(|key| {
            let label = format!("{} {}", state_icon(key.status), html::short_name(&key.name));
            Button::act(label, Action::Vpn(VpnAction::Show(key.id)))
        }));
    }
    Screen::new(parts.join("\n\n"))
        .grid(2, buttons)
        .button(to_card(reader, view.user))
}

fn section(reader: Reader, heading: String, mut lines: Vec<String>, more: i64) -> String {
    lines.insert(0, heading);
    if more > 0 {
        lines.push(reader.html("owned-more", args! { count: more }));
    }
    lines.join("\n")
}

fn keys(reader: Reader, view: &Owned) -> Vec<String> {
    let line = |key: &VpnConfig| {
        let account = (view.accounts.iter()).find(|account| account.id == key.account);
        let end = account.and_then(|account| account.expires_at);
        let (icon, name) = (state_icon(key.status), html::short_name(&key.name));
        match end {
            Some(end) => {
                let until = instant(reader, end);
                reader.html(
                    "owned-key-until",
                    args! { icon: icon, name: &name, until: &until },
                )
            }
            None => reader.html("owned-key", args! { icon: icon, name: &name }),
        }
    };
    view.keys.iter().map(line).collect()
}

fn tokens(reader: Reader, view: &Owned) -> Vec<String> {
    let lines = view.tokens.iter().map(|token| {
        let at = instant(reader, token.used_at);
        let length = units::hours_name(reader.lang, token.duration_hours);
        let by = html::short_name(token.made_by.as_deref().unwrap_or("—"));
        reader.html(
            "owned-token",
            args! { prefix: &token.prefix, length: &length, at: &at, by: &by },
        )
    });
    lines.collect()
}

fn tickets(reader: Reader, view: &Owned) -> Vec<String> {
    let lines = view.tickets.iter().map(|ticket| {
        let at = instant(reader, ticket.updated_at);
        let state = ticket_state(reader.lang, ticket.state);
        let id = ticket.id.to_string();
        reader.html("owned-ticket", args! { id: &id, state: &state, at: &at })
    });
    lines.collect()
}

fn ticket_state(lang: Lang, state: TicketState) -> String {
    let key = match state {
        TicketState::Open => "owned-ticket-open",
        TicketState::Answered => "owned-ticket-answered",
        TicketState::Closed => "owned-ticket-closed",
        TicketState::Reopened => "owned-ticket-reopened",
    };
    lang.plain(key, args! {})
}
