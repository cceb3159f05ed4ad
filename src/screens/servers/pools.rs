//! The address pools of a server.

use super::card::filled;
use super::*;
use crate::models::Pool;
use crate::models::PoolLine;
use crate::models::PoolsView;
use crate::screens::pager;

/// Pools on one page.
const PAGE: usize = 6;
/// Networks offered for a new pool, IPv4 with IPv6; the first that overlap nothing are shown.
const OFFERED: [(&str, &str); 8] = [
    ("10.66.0.0/22", "fd42:66:0::/64"),
    ("10.67.0.0/22", "fd42:67:0::/64"),
    ("10.66.4.0/24", "fd42:66:4::/64"),
    ("10.67.4.0/24", "fd42:67:4::/64"),
    ("172.21.0.0/22", "fd42:172:21::/64"),
    ("172.22.0.0/22", "fd42:172:22::/64"),
    ("192.168.220.0/24", "fd42:192:220::/64"),
    ("192.168.221.0/24", "fd42:192:221::/64"),
];
/// Offers shown at once.
const MOST_OFFERS: usize = 3;

/// Networks on offer that nothing in `taken` overlaps, with their number: both families, apart by a space.
pub fn suggestions(taken: &[String]) -> Vec<(u8, String)> {
    let taken: Vec<ipnet::IpNet> = taken.iter().filter_map(|text| text.parse().ok()).collect();
    let is_free = |text: &str| {
        text.parse::<ipnet::IpNet>().is_ok_and(|network| {
            taken
                .iter()
                .all(|other| !network.contains(other) && !other.contains(&network))
        })
    };
    (0u8..)
        .zip(OFFERED)
        .filter(|(_, (v4, v6))| is_free(v4) && is_free(v6))
        .map(|(number, (v4, v6))| (number, format!("{v4} {v6}")))
        .take(MOST_OFFERS)
        .collect()
}

/// The networks of an offer.
pub fn offered(number: u8) -> Option<String> {
    let (v4, v6) = OFFERED.get(usize::from(number))?;
    Some(format!("{v4} {v6}"))
}

fn name(pool: &Pool) -> String {
    let networks: Vec<&str> = [&pool.v4, &pool.v6]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    networks.join(" + ")
}

/// The pools of a server, page by page.
pub fn pools(reader: Reader, view: &PoolsView, page: u32, can_manage: bool) -> Screen {
    let id = view.server.id;
    let pages = view.pools.len().div_ceil(PAGE);
    let pages = u32::try_from(pages).unwrap_or(u32::MAX).max(1);
    let page = page.min(pages - 1);
    let skipped = usize::try_from(page).unwrap_or(0) * PAGE;
    let shown: Vec<&PoolLine> = view.pools.iter().skip(skipped).take(PAGE).collect();
    let mut text = vec![reader.html("pools-heading", args! { name: &title(&view.server) })];
    if view.pools.is_empty() {
        text.push(reader.html("pools-none", args! {}));
    }
    for line in &shown {
        let key = if line.pool.is_trial {
            "server-fill-trial"
        } else {
            "server-fill-paid"
        };
        let networks = name(&line.pool);
        let heading = reader.html("pools-line", args! { networks: &networks });
        text.push(format!("{heading}\n{}", filled(reader, line.fill, key)));
    }
    let mut screen = Screen::new(text.join("\n\n"));
    if can_manage {
        for line in &shown {
            let networks = name(&line.pool);
            let label = reader.plain("button-pool-drop", args! { networks: &networks });
            let drop = ServerAction::PoolDrop(id, line.pool.id);
            screen = screen.button(Button::act(label, Action::Server(drop)));
        }
        screen = screen.row([
            act(reader, "button-pool-add", ServerAction::PoolAdd(id, false)),
            act(
                reader,
                "button-pool-add-trial",
                ServerAction::PoolAdd(id, true),
            ),
        ]);
    }
    screen
        .row(pager(page, pages, |to| {
            Action::Server(ServerAction::Pools(id, to))
        }))
        .button(back_to_card(reader, id))
}

/// Asks for the networks of a new pool. `offers` overlap nothing.
pub fn ask_pool(reader: Reader, id: ServerId, is_trial: bool, offers: &[(u8, String)]) -> Screen {
    let key = if is_trial {
        "pool-ask-trial"
    } else {
        "pool-ask"
    };
    let buttons = offers.iter().map(|(number, networks)| {
        let take = ServerAction::PoolSuggested(id, is_trial, *number);
        Button::act(networks.clone(), Action::Server(take))
    });
    Screen::new(reader.html(key, args! {}))
        .grid(1, buttons.collect())
        .button(cancel(reader.lang))
}

/// Asks whether to remove a pool.
pub fn drop_sure(reader: Reader, id: ServerId, pool: &Pool) -> Screen {
    let networks = name(pool);
    let html = reader.html("pool-drop-sure", args! { networks: &networks });
    let label = reader.plain("button-pool-drop-yes", args! {});
    let yes = Action::Server(ServerAction::PoolDropYes(id, pool.id));
    let no = Action::Server(ServerAction::Pools(id, 0));
    confirm(reader.lang, html, label, yes, no)
}
