//! The first screen of `/proxy`: a person's own proxies, one button to connect, and the ways to more.

use crate::models::ConfigStatus;
use crate::models::MyProxies;
use crate::models::MyProxy;
use crate::models::VpnKind;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::callback::KeyAction;
use crate::screens::callback::ShopAction;
use crate::screens::keys;
use crate::screens::shop;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// Proxies on the screen; more are among all keys.
const MOST: usize = 8;

/// What else the house has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Beside {
    /// Plans are on sale.
    pub has_plans: bool,
    /// People see the list of free proxies.
    pub has_list: bool,
}

/// The person's own proxies; without any, the ways to one.
pub fn mine(reader: Reader, mine: &MyProxies, beside: Beside) -> Screen {
    let mut parts = vec![reader.html("proxy-mine-heading", args! {})];
    if mine.proxies.is_empty() {
        parts.push(without(reader, mine, beside));
    } else {
        let lines: Vec<String> = (mine.proxies.iter().take(MOST))
            .map(|one| line(reader, one))
            .collect();
        parts.push(lines.join("\n\n"));
    }
    let best = mine.best();
    if let Some(one) = best {
        let does_not_work = one
            .links
            .first()
            .is_some_and(|link| link.works == Some(false));
        let key = if does_not_work {
            "proxy-mine-broken"
        } else {
            "proxy-mine-how"
        };
        parts.push(reader.html(key, args! {}));
    }
    let mut screen = Screen::new(parts.join("\n\n"));
    if let Some(one) = best {
        screen = connect(screen, reader, one);
    }
    let others = (mine.proxies.iter().take(MOST)).map(|one| {
        let name = html::short_name(&one.key.config.name);
        let label = format!("{} {name}", sign(one));
        Button::act(label, Action::Key(KeyAction::Show(one.key.config.id)))
    });
    ways(screen.grid(2, others.collect()), reader, mine, beside)
}

/// The one button that opens Telegram with the proxy, and its picture for another phone.
fn connect(screen: Screen, reader: Reader, one: &MyProxy) -> Screen {
    let Some(link) = one.links.first() else {
        return screen;
    };
    let button = Button::Url {
        label: reader.plain("button-proxy-connect", args! {}),
        url: link.link.clone(),
    };
    let id = one.key.config.id;
    let mut row = vec![act(reader, "button-key-qr", KeyAction::Qr(id))];
    if one.links.len() > 1 {
        row.push(act(reader, "button-proxy-forms", KeyAction::Link(id)));
    }
    screen.button(button).row(row)
}

/// More of them: made, tried, bought, or free.
fn ways(mut screen: Screen, reader: Reader, mine: &MyProxies, beside: Beside) -> Screen {
    if mine.can_make {
        let label = reader.plain("button-proxy-new", args! {});
        let new = Action::Key(KeyAction::NewOf(VpnKind::MtProto));
        screen = screen.button(if mine.proxies.is_empty() {
            Button::styled(label, new, Style::Primary)
        } else {
            Button::act(label, new)
        });
    }
    if mine.has_trial {
        screen = screen.button(act(reader, "button-trial", KeyAction::Trial));
    }
    if beside.has_plans && mine.are_there {
        screen = screen.button(if mine.proxies.is_empty() {
            shop::entrance(reader)
        } else {
            let renew = reader.plain("button-renew", args! {});
            Button::act(renew, Action::Shop(ShopAction::Plans(0)))
        });
    }
    if beside.has_list {
        screen = screen.button(super::list_button(reader));
    }
    let home = reader.plain("button-home", args! {});
    screen.button(Button::act(home, Action::Home))
}

/// Why there is no proxy yet, and what comes next.
fn without(reader: Reader, mine: &MyProxies, beside: Beside) -> String {
    let key = if mine.can_make {
        "proxy-mine-first"
    } else if mine.has_trial {
        "proxy-mine-try"
    } else if mine.are_there && beside.has_plans {
        "proxy-mine-buy"
    } else if beside.has_list {
        "proxy-mine-list"
    } else {
        "proxy-mine-none"
    };
    reader.html(key, args! {})
}

/// Whether its links lead anywhere, as far as that is known.
fn is_broken(one: &MyProxy) -> bool {
    let is_usable = one.key.config.status == ConfigStatus::Active;
    is_usable
        && one
            .links
            .first()
            .is_some_and(|link| link.works == Some(false))
}

fn sign(one: &MyProxy) -> &'static str {
    if is_broken(one) {
        "⚠️"
    } else {
        keys::mark(&one.key)
    }
}

/// Three lines on a proxy: its name and state, what was used, when it ends.
fn line(reader: Reader, one: &MyProxy) -> String {
    let key = &one.key;
    let state = if is_broken(one) {
        reader.plain("proxy-mine-state-broken", args! {})
    } else {
        keys::short_state(reader, key)
    };
    let heading = reader.html(
        "proxy-mine-line",
        args! {
            mark: sign(one),
            name: &html::name(&key.config.name),
            place: &keys::place(&key.flag, &key.server),
            state: &state,
        },
    );
    let account = &key.account;
    let mut lines = vec![heading];
    if let Some(ms) = one.links.first().and_then(|link| link.ms) {
        let ms = units::number(reader.lang, i64::from(ms));
        lines.push(reader.html("proxy-mine-ms", args! { ms: &ms }));
    }
    lines.push(keys::used(reader, account, key.is_uncounted));
    lines.push(keys::end(reader, account.expires_at));
    lines.join("\n")
}

fn act(reader: Reader, key: &str, action: KeyAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Key(action))
}
