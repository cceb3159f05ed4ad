//! People, VPN and pictures behind `/status`.

use super::servers;
use crate::models::DayActivity;
use crate::models::DayTraffic;
use crate::models::HouseCounts;
use crate::models::PeopleCounts;
use crate::models::PoolFill;
use crate::models::ServerPools;
use crate::models::StatusView;
use crate::screens::Action;
use crate::screens::Photo;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::roles::label;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// The most roles and servers listed.
const MOST_LISTED: usize = 8;

/// Roles that somebody holds, with how many.
pub(super) fn held_roles(reader: Reader, people: &PeopleCounts) -> Vec<String> {
    let held = people.roles.iter().filter(|(_, count)| *count > 0);
    held.take(MOST_LISTED)
        .map(|(role, count)| {
            let count = units::number(reader.lang, *count);
            format!("{} {count}", label(reader.lang, role))
        })
        .collect()
}

/// The page of people and what they have.
pub(super) fn people(reader: Reader, counts: &HouseCounts) -> Vec<String> {
    let number = |value| units::number(reader.lang, value);
    let people = &counts.people;
    let (total, today) = (number(people.total), number(people.active_today));
    let (month, new) = (number(people.active_month), number(people.new_month));
    let (unreachable, banned) = (number(people.unreachable), number(people.banned));
    let known = [
        reader.html("status-people-total", args! { total: &total }),
        reader.html(
            "status-people-active",
            args! { today: &today, month: &month },
        ),
        reader.html("status-people-new", args! { count: &new }),
        reader.html(
            "status-people-away",
            args! { unreachable: &unreachable, banned: &banned },
        ),
    ];
    let mut roles = vec![reader.html("status-roles-heading", args! {})];
    let held = held_roles(reader, people);
    roles.extend(
        held.iter()
            .map(|role| reader.html("status-role-line", args! { role: role })),
    );
    let vip = &counts.vip;
    let (active, lifetime) = (number(vip.active), number(vip.lifetime));
    let (ending, expired) = (number(vip.ending), number(vip.expired));
    let (tokens, waiting) = (number(vip.tokens), number(counts.free_waiting));
    let access = [
        reader.html("status-vip-heading", args! {}),
        reader.html(
            "status-vip-active",
            args! { active: &active, lifetime: &lifetime },
        ),
        reader.html(
            "status-vip-ending",
            args! { ending: &ending, expired: &expired },
        ),
        reader.html("status-vip-tokens", args! { tokens: &tokens }),
        reader.html("status-free", args! { count: &waiting }),
    ];
    vec![
        reader.html("status-people-heading", args! {}),
        known.join("\n"),
        roles.join("\n"),
        access.join("\n"),
    ]
}

/// Keys, addresses and traffic in three lines; nothing in a house that has no VPN.
pub(super) fn vpn_lines(reader: Reader, view: &StatusView) -> Vec<String> {
    let counts = &view.counts;
    if servers(reader, view).is_none() && counts.keys.total == 0 {
        return Vec::new();
    }
    let number = |value| units::number(reader.lang, value);
    let keys = &counts.keys;
    let (total, active) = (number(keys.total), number(keys.active));
    let (trial, paid) = (number(keys.trial), number(keys.paid()));
    let suspended = number(keys.suspended);
    let mut lines = vec![reader.html(
        "status-keys",
        args! { total: &total, active: &active, trial: &trial, paid: &paid, suspended: &suspended },
    )];
    if !counts.pools.is_empty() {
        let paid = used(reader, counts.pools_of(false));
        let trial = used(reader, counts.pools_of(true));
        lines.push(reader.html("status-pools", args! { paid: &paid, trial: &trial }));
    }
    let both =
        |traffic: &DayTraffic| units::bytes(reader.lang, traffic.rx.saturating_add(traffic.tx));
    let (today, month) = (both(&counts.traffic_today), both(&counts.traffic_month));
    lines.push(reader.html("status-traffic", args! { today: &today, month: &month }));
    lines
}

/// "30 de 250".
fn used(reader: Reader, fill: PoolFill) -> String {
    let used = units::number(reader.lang, fill.leased + fill.assigned);
    let total = units::number(reader.lang, fill.total);
    reader.plain("status-pool-used", args! { used: &used, total: &total })
}

/// The page of the VPN.
pub(super) fn vpn(reader: Reader, view: &StatusView) -> Vec<String> {
    let heading = reader.html("status-vpn-heading", args! {});
    let counts = &view.counts;
    let Some(servers) = servers(reader, view) else {
        return vec![heading, reader.html("status-vpn-none", args! {})];
    };
    let number = |value| units::number(reader.lang, value);
    let keys = &counts.keys;
    let (total, active) = (number(keys.total), number(keys.active));
    let (suspended, expired) = (number(keys.suspended), number(keys.expired));
    let (pending, paid) = (number(keys.pending), number(keys.paid()));
    let trial = number(keys.trial);
    let of_keys = [
        servers,
        reader.html("status-keys-total", args! { total: &total }),
        reader.html(
            "status-keys-states",
            args! { active: &active, suspended: &suspended, expired: &expired, pending: &pending },
        ),
        reader.html("status-keys-sorts", args! { paid: &paid, trial: &trial }),
    ];
    let bytes = |value| units::bytes(reader.lang, value);
    let day = &counts.traffic_today;
    let (down, up) = (bytes(day.tx), bytes(day.rx));
    let today = reader.html("status-traffic-today", args! { down: &down, up: &up });
    let (down, up) = (
        bytes(counts.traffic_month.tx),
        bytes(counts.traffic_month.rx),
    );
    let month = reader.html("status-traffic-month", args! { down: &down, up: &up });
    vec![
        heading,
        of_keys.join("\n"),
        format!("{today}\n{month}"),
        pools(reader, &counts.pools),
    ]
}

fn pools(reader: Reader, pools: &[ServerPools]) -> String {
    if pools.is_empty() {
        return String::new();
    }
    let mut lines = vec![reader.html("status-pools-heading", args! {})];
    for server in pools.iter().take(MOST_LISTED) {
        let name = html::short_name(&server.server);
        let sorts = [
            (reader.plain("status-sort-paid", args! {}), server.paid),
            (reader.plain("status-sort-trial", args! {}), server.trial),
        ];
        for (sort, fill) in sorts.into_iter().filter(|(_, fill)| fill.total > 0) {
            let used = used(reader, fill);
            let resting = units::number(reader.lang, fill.revoked);
            let free = units::number(reader.lang, fill.available);
            lines.push(reader.html(
                "status-pool-line",
                args! { server: &name, sort: &sort, used: &used, resting: &resting, free: &free },
            ));
        }
    }
    let more = pools.len().saturating_sub(MOST_LISTED);
    if more > 0 {
        lines.push(reader.html("status-pools-more", args! { count: more }));
    }
    lines.join("\n")
}

/// People active on each day, as a picture with its words.
pub fn activity_chart(reader: Reader, days: &[DayActivity], png: Vec<u8>) -> Screen {
    let number = |value| units::number(reader.lang, value);
    let today = number(days.last().map_or(0, |day| day.active));
    let best = number(days.iter().map(|day| day.active).max().unwrap_or(0));
    Screen::new(reader.html("chart-people-caption", args! { today: &today, best: &best }))
        .with_photo(Photo { png })
        .button(back_to(reader.lang, Action::Status))
}

/// The traffic of all keys on each day, as a picture with its words.
pub fn traffic_chart(reader: Reader, days: &[DayTraffic], png: Vec<u8>) -> Screen {
    let sum = |of: fn(&DayTraffic) -> u64| {
        let total = days.iter().map(of).fold(0, u64::saturating_add);
        units::bytes(reader.lang, total)
    };
    let (down, up) = (sum(|day| day.tx), sum(|day| day.rx));
    Screen::new(reader.html(
        "chart-house-traffic-caption",
        args! { down: &down, up: &up },
    ))
    .with_photo(Photo { png })
    .button(back_to(reader.lang, Action::Status))
}
