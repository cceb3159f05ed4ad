//! What a person's services have used.

use super::act;
use super::end;
use super::kind_name;
use super::tomorrow;
use super::used;
use crate::models::AccountUsage;
use crate::models::ConfigId;
use crate::models::DayTraffic;
use crate::models::KeyUsage;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Photo;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::KeyAction;
use crate::screens::callback::Span;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// Keys of an account that are named.
const KEYS_SHOWN: usize = 10;

/// Everything a person has used: a bar per service, its end, its keys.
pub fn usage(reader: Reader, accounts: &[AccountUsage], has_trial: bool) -> Screen {
    let heading = reader.html("usage-heading", args! {});
    if accounts.is_empty() {
        let text = format!("{heading}\n\n{}", reader.html("usage-nothing", args! {}));
        let mut screen = Screen::new(text);
        if has_trial {
            screen = screen.button(act(reader, "button-trial", KeyAction::Trial));
        }
        return screen.button(act(reader, "button-keys", KeyAction::List(0)));
    }
    let mut parts = vec![heading];
    parts.extend(accounts.iter().map(|usage| service(reader, usage, true)));
    let is_counted = |usage: &&AccountUsage| !usage.keys.iter().all(|key| key.is_uncounted);
    let counted = accounts.iter().filter(is_counted);
    let counted = counted.filter_map(|usage| usage.counted_at).min();
    parts.extend(counted.map(|at| {
        let ago = units::duration(reader.lang, reader.now.since(at));
        reader.html("usage-counted", args! { ago: &ago })
    }));
    Screen::new(parts.join("\n\n"))
        .row(spans(reader, None, None))
        .row([
            act(reader, "button-keys", KeyAction::List(0)),
            Button::act(
                reader.plain("button-refresh", args! {}),
                Action::Key(KeyAction::Usage),
            ),
        ])
}

/// One service: what is used, until when, and its keys if they are wanted.
fn service(reader: Reader, usage: &AccountUsage, with_keys: bool) -> String {
    let account = &usage.account;
    let are_uncounted = usage.keys.iter().all(|key| key.is_uncounted);
    let is_uncounted = are_uncounted && !usage.keys.is_empty() && account.used() == 0;
    let kind = kind_name(reader.lang, account.kind);
    let key = if account.is_trial {
        "usage-service-trial"
    } else {
        "usage-service"
    };
    let mut lines = vec![
        reader.html(key, args! { kind: &kind }),
        used(reader, account, is_uncounted),
    ];
    if let Some(limit) = account.day_limit_bytes.filter(|_| !is_uncounted) {
        let is_today = account.day == reader.now.day();
        let day_used = if is_today { account.day_used } else { 0 };
        let (day_used, limit) = (
            units::bytes(reader.lang, day_used),
            units::bytes(reader.lang, limit),
        );
        let again = units::time_of_day(tomorrow(reader.now), reader.time_zone);
        lines.push(reader.html(
            "usage-day",
            args! { used: &day_used, limit: &limit, again: &again },
        ));
    }
    lines.push(end(reader, account.expires_at));
    if with_keys {
        let shown = usage.keys.iter().take(KEYS_SHOWN);
        lines.extend(shown.map(|key| key_line(reader, key)));
        let more = usage.keys.len().saturating_sub(KEYS_SHOWN);
        if more > 0 {
            lines.push(reader.html("usage-more-keys", args! { count: more }));
        }
    }
    lines.join("\n")
}

fn key_line(reader: Reader, key: &KeyUsage) -> String {
    let name = html::short_name(&key.name);
    let used = key.rx.saturating_add(key.tx);
    let dot = if key.is_online { "🟢" } else { "▫️" };
    if key.is_uncounted && used == 0 {
        return reader.html("usage-key-uncounted", args! { dot: dot, name: &name });
    }
    let used = units::bytes(reader.lang, used);
    let today = key.today.rx.saturating_add(key.today.tx);
    let today = units::bytes(reader.lang, today);
    reader.html(
        "usage-key",
        args! { dot: dot, name: &name, used: &used, today: &today },
    )
}

/// The days under a picture, one chosen or none.
fn spans(reader: Reader, config: Option<ConfigId>, chosen: Option<Span>) -> Vec<Button> {
    let others = Span::ALL.into_iter().filter(|span| Some(*span) != chosen);
    others
        .map(|span| {
            let label = reader.plain("button-traffic", args! { days: span.days() });
            Button::act(label, Action::Key(KeyAction::Traffic(span, config)))
        })
        .collect()
}

/// What the picture of traffic is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TrafficOf<'a> {
    pub span: Span,
    /// One key and its name; `None` = everything the person has.
    pub key: Option<(ConfigId, &'a str)>,
}

/// The picture of the last days' traffic with its words, and the other length of time.
pub fn traffic(reader: Reader, of: TrafficOf<'_>, days: &[DayTraffic], png: Vec<u8>) -> Screen {
    let sum = |of: fn(&DayTraffic) -> u64| days.iter().map(of).fold(0, u64::saturating_add);
    let (down, up) = (sum(|day| day.tx), sum(|day| day.rx));
    let total = units::bytes(reader.lang, down.saturating_add(up));
    let (down, up) = (
        units::bytes(reader.lang, down),
        units::bytes(reader.lang, up),
    );
    let days = of.span.days();
    let title = match of.key {
        Some((_, name)) => {
            let name = html::name(name);
            reader.html("traffic-of-key", args! { name: &name, days: days })
        }
        None => reader.html("traffic-of-all", args! { days: days }),
    };
    let sums = reader.html(
        "traffic-sums",
        args! { total: &total, down: &down, up: &up },
    );
    let config = of.key.map(|(config, _)| config);
    let back = config.map_or(KeyAction::Usage, KeyAction::Show);
    Screen::new(format!("{title}\n{sums}"))
        .with_photo(Photo { png })
        .row(spans(reader, config, Some(of.span)))
        .button(back_to(reader.lang, Action::Key(back)))
}

/// `/status` of somebody who has nothing but VPN services.
pub fn services(reader: Reader, accounts: &[AccountUsage]) -> Screen {
    let heading = reader.html("services-heading", args! {});
    let lines = short_services(reader, accounts);
    service_buttons(reader, Screen::new(format!("{heading}\n\n{lines}"))).button(Button::act(
        reader.plain("button-home", args! {}),
        Action::Home,
    ))
}

/// Another state of a person with their VPN services under it.
pub fn with_services(reader: Reader, screen: Screen, accounts: &[AccountUsage]) -> Screen {
    let lines = short_services(reader, accounts);
    let mut rows = std::mem::take(&mut service_buttons(reader, Screen::new(String::new())).rows);
    rows.extend(screen.rows);
    Screen {
        html: format!("{}\n\n{lines}", screen.html),
        rows,
        ..screen
    }
}

fn short_services(reader: Reader, accounts: &[AccountUsage]) -> String {
    let services = accounts.iter().map(|usage| service(reader, usage, false));
    services.collect::<Vec<_>>().join("\n\n")
}

fn service_buttons(reader: Reader, screen: Screen) -> Screen {
    screen.row([
        act(reader, "button-keys", KeyAction::List(0)),
        act(reader, "button-usage", KeyAction::Usage),
    ])
}
