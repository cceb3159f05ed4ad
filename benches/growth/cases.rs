//! What is measured: each case makes a house, a list or a text of a size, and gives the work that is done in it again and
//! again.

#[path = "../houses/people.rs"]
mod people;
#[path = "../houses/statistics.rs"]
mod statistics;
#[path = "../houses/vpn.rs"]
mod vpn;

use people::NOW;
use portero::integrations::proxies::read;
use portero::models::Door;
use portero::models::NewTokens;
use portero::models::Page;
use portero::models::StatsPeriod;
use portero::models::StatsView;
use portero::models::Token;
use portero::models::TokenFilter;
use portero::models::TokenId;
use portero::models::UserId;
use portero::screens;
use portero::screens::Action;
use portero::screens::Reader;
use portero::services::home;
use portero::services::inbox;
use portero::services::statistics as figures;
use portero::services::tokens;
use portero::utils::locale::Lang;
use portero::utils::zone::Zone;
use std::hint::black_box;
use std::path::Path;
use std::path::PathBuf;
use tokio::runtime::Runtime;

/// What is done again and again.
pub type Work = Box<dyn FnMut()>;

/// How the time of one work grows with the size.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// Not, but for the depth of the trees.
    Flat,
    /// With it at most.
    Linear,
}

/// One thing that is measured.
pub struct Case {
    pub name: &'static str,
    pub grows: Growth,
    /// 1×, 10× and 100×.
    pub sizes: [usize; 3],
    pub make: fn(usize) -> Work,
}

const fn flat(name: &'static str, make: fn(usize) -> Work) -> Case {
    Case {
        name,
        grows: Growth::Flat,
        sizes: [1_000, 10_000, 100_000],
        make,
    }
}

const fn linear(name: &'static str, least: usize, make: fn(usize) -> Work) -> Case {
    Case {
        name,
        grows: Growth::Linear,
        sizes: [least, least * 10, least * 100],
        make,
    }
}

/// The size: members of the house.
pub const REDEMPTION: Case = flat("redemption", redemption);
pub const PERSON: Case = flat("person", person);
/// The size: subscribers, with ten events each.
pub const STATISTICS: Case = linear("statistics", 100, statistics);
/// The size: keys on the server.
pub const RECONCILIATION: Case = linear("reconciliation", 50, reconciliation);
pub const ACCOUNTING: Case = linear("accounting", 50, accounting);
/// The size: buttons.
pub const CODEC: Case = linear("codec", 100, codec);
/// The size: tokens in the list or the file.
pub const LIST: Case = linear("list", 8, list);
pub const FILE: Case = linear("file", 5, file);
/// The size: proxies of the list.
pub const PROXIES_AS_TEXT: Case = linear("proxies_as_text", 100, |size| parser(text(size)));
pub const PROXIES_AS_JSON: Case = linear("proxies_as_json", 100, |size| parser(json(size)));
pub const PROXIES_AS_HTML: Case = linear("proxies_as_html", 100, |size| parser(html(size)));
pub const PROXIES_AS_BASE64: Case = linear("proxies_as_base64", 100, |size| parser(base64(size)));

/// All of them.
pub const ALL: [Case; 12] = [
    REDEMPTION,
    PERSON,
    STATISTICS,
    RECONCILIATION,
    ACCOUNTING,
    CODEC,
    LIST,
    FILE,
    PROXIES_AS_TEXT,
    PROXIES_AS_JSON,
    PROXIES_AS_HTML,
    PROXIES_AS_BASE64,
];

fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all();
    builder.build().expect("a runtime")
}

/// Memory where the system has such a folder: what a disk takes to sync is no growth.
fn place() -> PathBuf {
    let memory = Path::new("/dev/shm");
    match memory.is_dir() {
        true => memory.to_owned(),
        false => std::env::temp_dir(),
    }
}

fn people(runtime: &Runtime, size: usize) -> people::House {
    let members = i64::try_from(size).expect("few");
    runtime.block_on(people::House::of(members, place()))
}

/// A token is redeemed by somebody new.
fn redemption(size: usize) -> Work {
    let runtime = runtime();
    let mut house = people(&runtime, size);
    let mut holders = Vec::new();
    Box::new(move || {
        if holders.is_empty() {
            holders = runtime.block_on(house.holders(tokens::MOST_AT_ONCE));
        }
        let (actor, token) = holders.pop().expect("somebody");
        let redeemed = runtime.block_on(tokens::redeem(&house.ctx, &actor, &token, NOW));
        assert!(!redeemed.expect("redeemed").is_extension);
    })
}

/// A person's update is stored and the person refreshed; then they are read with what they may do.
fn person(size: usize) -> Work {
    let runtime = runtime();
    let house = people(&runtime, size);
    let members = i64::try_from(size).expect("few");
    let mut number = 0;
    Box::new(move || {
        number += 1;
        // Here and there in the house.
        let id = 1 + number * 7_919 % members;
        let update = update(number, id);
        runtime.block_on(async {
            let stored = inbox::store(&house.ctx, vec![update], NOW).await;
            assert!(stored.expect("stored")[0].is_some());
            let found = home::visitor(&house.ctx, UserId(id), NOW).await;
            assert!(found.expect("read").0.is_some());
        });
    })
}

/// That update, of that person: they press Start.
fn update(number: i64, id: i64) -> inbox::NewUpdate {
    let raw = format!(
        r#"{{"update_id":{number},"message":{{"message_id":{number},"date":1800000000,"chat":{{"id":{id},"type":"private","first_name":"Ana"}},"from":{{"id":{id},"is_bot":false,"first_name":"Ana","language_code":"es"}},"text":"/start"}}}}"#
    );
    inbox::NewUpdate {
        update_id: number,
        shard: id % 32,
        raw,
        begins: true,
        people: vec![(people::person(id), true)],
        starter: Some(UserId(id)),
    }
}

/// Every view of a quarter.
fn statistics(size: usize) -> Work {
    let house = statistics::House::of(i64::try_from(size).expect("few"));
    let connection = house.open();
    let now = statistics::NOW;
    Box::new(move || {
        // Kept until the last look: its folder goes with it.
        let _ = &house;
        for view in StatsView::ALL {
            let found = figures::count(&connection, view, StatsPeriod::Quarter, Zone::utc(), now);
            black_box(found.expect("counted"));
        }
    })
}

/// A server is compared with the database: nothing differs.
fn reconciliation(size: usize) -> Work {
    let keys = u32::try_from(size).expect("few");
    let house = vpn::House::of(keys);
    let connection = house.open();
    let listing = vpn::listing(keys, 1);
    Box::new(move || house.compare(&connection, &listing))
}

/// A round over the counters of a server: every key has moved.
fn accounting(size: usize) -> Work {
    let keys = u32::try_from(size).expect("few");
    let house = vpn::House::of(keys);
    let mut connection = house.open();
    let mut listing = vpn::listing(keys, 1);
    let mut now = vpn::NOW;
    Box::new(move || {
        house.count(&mut connection, &listing, now);
        now = now + 60;
        for peer in &mut listing.peers {
            let counters = peer.counters.as_mut().expect("counters");
            counters.rx += 1_000;
            counters.tx += 10_000;
        }
    })
}

/// Buttons are written and read.
fn codec(size: usize) -> Work {
    let ids = 0..i64::try_from(size).expect("few");
    let actions: Vec<Action> = ids
        .map(|id| match id % 5 {
            0 => Action::Home,
            1 => Action::Redeem,
            2 => Action::SetLanguage(Lang::En),
            3 => Action::Desk(Door::Vip),
            _ => Action::TokenShow(TokenId(id * 1_000_003), TokenFilter::Used, 41),
        })
        .collect();
    Box::new(move || {
        for action in &actions {
            let data = action.to_string();
            assert_eq!(data.parse::<Action>().ok().as_ref(), Some(action));
        }
    })
}

fn reader() -> Reader {
    Reader {
        lang: Lang::Es,
        time_zone: Zone::utc(),
        now: NOW,
    }
}

/// A screen with a line and a button for each token.
fn list(size: usize) -> Work {
    let ids = 1..=i64::try_from(size).expect("few");
    let rows: Vec<Token> = ids
        .map(|id| Token {
            id: TokenId(id),
            prefix: "ABCD".to_owned(),
            generated_by: UserId(7),
            created_at: NOW,
            valid_until: NOW + id * 3_600,
            duration_hours: Some(id),
            note: Some("para <Ana> & Eva".to_owned()),
            used_by: None,
            used_at: None,
            revoked_at: None,
        })
        .collect();
    let page = Page::new(rows, 0, i64::try_from(size).expect("few"));
    Box::new(move || {
        black_box(screens::tokens::list(reader(), &page, TokenFilter::All));
    })
}

/// A screen with a file of new tokens.
fn file(size: usize) -> Work {
    let new = NewTokens {
        tokens: (0..size).map(|id| format!("ABCDEFGHJKLM{id:04}")).collect(),
        valid_until: NOW + 86_400,
        duration_hours: Some(720),
        note: Some("para <Ana> & Eva".to_owned()),
        made_by: "Jefa".to_owned(),
    };
    Box::new(move || {
        black_box(screens::tokens::made(reader(), &new, "portero_bot"));
    })
}

/// A list of proxies is read; every one of them is found.
fn parser((list, size): (Vec<u8>, usize)) -> Work {
    Box::new(move || {
        let mut found = 0;
        let report = read::read(&list, None, false, &mut |address| {
            found += 1;
            black_box(address);
        });
        assert_eq!((found, report.repeated), (size, 0), "{report:?}");
    })
}

/// Addresses that anybody may have.
fn addresses(size: usize) -> impl Iterator<Item = String> {
    (0..size).map(|number| format!("193.{}.{}.7", number / 250, number % 250))
}

fn text(size: usize) -> (Vec<u8>, usize) {
    let lines: Vec<String> = addresses(size)
        .map(|address| format!("socks5://{address}:1080 ES elite\n"))
        .collect();
    (lines.concat().into_bytes(), size)
}

fn json(size: usize) -> (Vec<u8>, usize) {
    let objects: Vec<String> = addresses(size)
        .map(|address| {
            format!(r#"{{"protocol":"socks5","ip":"{address}","port":1080,"country":"ES"}}"#)
        })
        .collect();
    (format!("[{}]", objects.join(",")).into_bytes(), size)
}

fn html(size: usize) -> (Vec<u8>, usize) {
    let rows: Vec<String> = addresses(size)
        .map(|address| {
            format!("<tr><td>{address}</td><td>1080</td><td>ES</td><td>socks5</td></tr>\n")
        })
        .collect();
    let page = format!("<!doctype html><table>\n{}</table>", rows.concat());
    (page.into_bytes(), size)
}

fn base64(size: usize) -> (Vec<u8>, usize) {
    use base64::Engine;
    let packed = base64::engine::general_purpose::STANDARD.encode(text(size).0);
    (packed.into_bytes(), size)
}
