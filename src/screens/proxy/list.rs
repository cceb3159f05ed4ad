//! The free list: the proxies of strangers that work now, the best first.

use super::Action;
use super::Button;
use super::Reader;
use super::act;
use super::words;
use super::words::age;
use super::words::flag;
use super::words::flag_of;
use super::words::kind_name;
use super::words::known_kind;
use super::words::place;
use super::words::where_to;
use crate::models::Anonymity;
use crate::models::ListedProxy;
use crate::models::ProxyAddress;
use crate::models::ProxyKind;
use crate::models::ProxyLogin;
use crate::models::ProxyPage;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::back_to;
use crate::screens::callback::CountryCode;
use crate::screens::callback::ProxyAction;
use crate::screens::callback::ProxyChoice;
use crate::screens::callback::SourceAction;
use crate::screens::pager;
use crate::screens::tokens::percent_encode;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Countries on one page of the choice.
const COUNTRIES: usize = 18;
/// The most a button puts on the clipboard (Bot API, `CopyTextButton`).
const MOST_COPIED: usize = 256;
/// Characters of an address in a line of the list.
const LINE_LENGTH: usize = 48;
/// Characters of a name or a password on the card.
const LOGIN_LENGTH: usize = 128;
/// Numbers of the list in one row of buttons.
const NUMBERS_IN_ROW: usize = 5;

/// Who tells in which country an address is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Countries {
    /// The operator's file, whose makers are to be named.
    File,
    /// What answered through the proxy.
    Exit,
}

fn choice_of(page: &ProxyPage) -> ProxyChoice {
    ProxyChoice::of(&page.filter)
}

/// A page of the list.
pub fn list(reader: Reader, page: &ProxyPage, countries: Countries) -> Screen {
    let choice = choice_of(page);
    let mut parts = vec![heading(reader, page)];
    if page.rows.is_empty() {
        let key = if page.filter.kind.is_none() && page.filter.country.is_none() {
            "proxy-list-empty"
        } else {
            "proxy-list-none-such"
        };
        parts.push(reader.html(key, args! {}));
    } else {
        let lines: Vec<String> = (first_number(page)..)
            .zip(&page.rows)
            .map(|(number, proxy)| line(reader, number, proxy))
            .collect();
        parts.push(lines.join("\n"));
    }
    parts.extend(legend(reader, page));
    parts.push(reader.html("proxy-list-warning", args! {}));
    parts.extend(credit(reader, countries));
    let numbers = (first_number(page)..)
        .zip(&page.rows)
        .map(|(number, proxy)| {
            let label = format!("{number} {}", flag_of(proxy));
            let show = ProxyAction::Show(proxy.id, choice, page.page);
            Button::act(label, Action::Proxy(show))
        });
    Screen::new(parts.join("\n\n"))
        .grid(NUMBERS_IN_ROW, numbers.collect())
        .row(pager(page.page, page.pages, |to| {
            Action::Proxy(ProxyAction::List(choice, to))
        }))
        .row(filters(reader, page))
        .button(back_to(reader.lang, Action::Proxy(ProxyAction::Mine)))
}

fn heading(reader: Reader, page: &ProxyPage) -> String {
    let count = units::number(reader.lang, i64::from(page.total));
    let mut lines = vec![reader.html("proxy-list-heading", args! { count: &count })];
    if let Some(kind) = page.filter.kind {
        let kind = kind_name(kind);
        lines.push(reader.html("proxy-list-kind", args! { kind: kind }));
    }
    if let Some(country) = page.filter.country.as_deref() {
        let (flag, country) = (flag(country), html::one_line(country, 8));
        lines.push(reader.html(
            "proxy-list-country",
            args! { flag: &flag, country: &country },
        ));
    }
    lines.join("\n")
}

/// The number of the first row of a page, from one.
fn first_number(page: &ProxyPage) -> usize {
    usize::try_from(page.page)
        .unwrap_or_default()
        .saturating_mul(ROWS)
        .saturating_add(1)
}

/// Rows on one page of the list.
pub const ROWS: usize = 10;

fn line(reader: Reader, number: usize, proxy: &ListedProxy) -> String {
    let place = place(&proxy.address.host, proxy.address.port);
    let place = html::one_line(&place, LINE_LENGTH);
    let facts = reader.html(
        "proxy-list-line",
        args! {
            number: number,
            flag: &flag_of(proxy),
            kind: known_kind(proxy.kind),
            facts: &[facts(reader, proxy), signs(proxy)].concat().join(" · "),
        },
    );
    format!("{facts}\n<code>{}</code>", html::escape(&place))
}

/// How fast it is, and how old that knowledge is.
fn facts(reader: Reader, proxy: &ListedProxy) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(latency) = proxy.latency_ms {
        let latency = units::number(reader.lang, i64::from(latency));
        facts.push(reader.plain("proxy-latency", args! { latency: &latency }));
    }
    if let Some(at) = proxy.last_checked {
        facts.push(age(reader, at));
    }
    facts
}

/// What else is to be known at a glance; the legend says what they mean.
fn signs(proxy: &ListedProxy) -> Vec<String> {
    let telegram = (proxy.is_for_telegram == Some(true)).then_some("✈️");
    let login = proxy.address.login.is_some().then_some("🔑");
    let signs = telegram.into_iter().chain(login);
    signs.map(str::to_owned).collect()
}

/// What the signs of that page mean.
fn legend(reader: Reader, page: &ProxyPage) -> Option<String> {
    let mut lines = Vec::new();
    if page
        .rows
        .iter()
        .any(|one| one.is_for_telegram == Some(true))
    {
        lines.push(reader.html("proxy-list-telegram", args! {}));
    }
    if page.rows.iter().any(|one| one.address.login.is_some()) {
        lines.push(reader.html("proxy-list-login", args! {}));
    }
    (!lines.is_empty()).then(|| lines.join(" · "))
}

/// The makers of the file ask to be named wherever its countries are shown (CC BY 4.0).
fn credit(reader: Reader, countries: Countries) -> Option<String> {
    match countries {
        Countries::File => Some(reader.html("proxy-list-credit", args! {})),
        Countries::Exit => None,
    }
}

/// The choice of kind and of country, where there is something to choose.
fn filters(reader: Reader, page: &ProxyPage) -> Vec<Button> {
    let choice = choice_of(page);
    let mut row = Vec::new();
    if page.kinds.len() > 1 || choice.kind.is_some() {
        row.push(act(reader, "button-proxy-kind", ProxyAction::Kinds(choice)));
    }
    if page.countries.len() > 1 || choice.country.is_some() {
        let countries = ProxyAction::Countries(choice, 0);
        row.push(act(reader, "button-proxy-country", countries));
    }
    row
}

/// Of which kind?
pub fn kinds(reader: Reader, page: &ProxyPage) -> Screen {
    let choice = choice_of(page);
    let to = |kind| Action::Proxy(ProxyAction::List(choice.with_kind(kind), 0));
    let choices = page.kinds.iter().map(|(kind, count)| {
        let count = units::number(reader.lang, i64::from(*count));
        let name = kind_name(*kind);
        let label = reader.plain("proxy-choice", args! { name: name, count: &count });
        marked(label, to(Some(*kind)), choice.kind == Some(*kind))
    });
    let any = reader.plain("button-proxy-any-kind", args! {});
    Screen::new(reader.html("proxy-ask-kind", args! {}))
        .button(marked(any, to(None), choice.kind.is_none()))
        .grid(2, choices.collect())
        .button(back(reader, choice, 0))
}

/// Of which country? A page of them.
pub fn countries(reader: Reader, page: &ProxyPage, shown: u32, from: Countries) -> Screen {
    let choice = choice_of(page);
    let pages = u32::try_from(page.countries.len().div_ceil(COUNTRIES)).unwrap_or(u32::MAX);
    let shown = shown.min(pages.saturating_sub(1));
    let to = |country| Action::Proxy(ProxyAction::List(choice.with_country(country), 0));
    let skipped = usize::try_from(shown).unwrap_or_default() * COUNTRIES;
    let on_page = page.countries.iter().skip(skipped).take(COUNTRIES);
    let choices = on_page.filter_map(|(country, count)| {
        let code = CountryCode::new(country)?;
        let name = format!("{} {country}", flag(country));
        let count = units::number(reader.lang, i64::from(*count));
        let label = reader.plain("proxy-choice", args! { name: &name, count: &count });
        Some(marked(label, to(Some(code)), choice.country == Some(code)))
    });
    let any = reader.plain("button-proxy-any-country", args! {});
    let parts: Vec<String> = std::iter::once(reader.html("proxy-ask-country", args! {}))
        .chain(credit(reader, from))
        .collect();
    Screen::new(parts.join("\n\n"))
        .button(marked(any, to(None), choice.country.is_none()))
        .grid(3, choices.collect())
        .row(pager(shown, pages, |to| {
            Action::Proxy(ProxyAction::Countries(choice, to))
        }))
        .button(back(reader, choice, 0))
}

fn marked(label: String, action: Action, is_chosen: bool) -> Button {
    if is_chosen {
        Button::styled(format!("✅ {label}"), action, Style::Primary)
    } else {
        Button::act(label, action)
    }
}

fn back(reader: Reader, choice: ProxyChoice, page: u32) -> Button {
    back_to(reader.lang, Action::Proxy(ProxyAction::List(choice, page)))
}

/// Everything about one proxy. Whoever manages the list finds a way to delete it, which others do not see.
pub fn card(
    reader: Reader,
    proxy: &ListedProxy,
    choice: ProxyChoice,
    page: u32,
    countries: Countries,
) -> Screen {
    let heading = reader.html(
        "proxy-card-heading",
        args! { kind: known_kind(proxy.kind), place: &where_to(proxy) },
    );
    let mut parts = vec![heading, access(reader, proxy)];
    let known = known(reader, proxy);
    if !known.is_empty() {
        parts.push(known.join("\n"));
    }
    parts.push(reader.html("proxy-list-warning", args! {}));
    if proxy.country.is_some() {
        parts.extend(credit(reader, countries));
    }
    Screen::new(parts.join("\n\n"))
        .row(copies(reader, proxy))
        .row(telegram_link(proxy).map(|url| Button::Url {
            label: reader.plain("button-proxy-telegram", args! {}),
            url,
        }))
        .button(Button::act(
            reader.plain("button-proxy-drop", args! {}),
            Action::Source(SourceAction::Drop(proxy.id)),
        ))
        .button(back(reader, choice, page))
}

/// What is to be typed into a program.
fn access(reader: Reader, proxy: &ListedProxy) -> String {
    let address = &proxy.address;
    let place = html::one_line(&place(&address.host, address.port), MOST_COPIED);
    let mut lines = vec![reader.html("proxy-card-place", args! { place: &place })];
    let cut = |text: &str| html::one_line(text, LOGIN_LENGTH);
    match &address.login {
        None => {}
        Some(ProxyLogin::Password { user, password }) => {
            let (user, password) = (cut(user), cut(password));
            lines.push(reader.html("proxy-card-user", args! { user: &user }));
            lines.push(reader.html("proxy-card-password", args! { password: &password }));
        }
        Some(ProxyLogin::Cipher { method, password }) => {
            let (method, password) = (cut(method), cut(password));
            lines.push(reader.html("proxy-card-cipher", args! { method: &method }));
            lines.push(reader.html("proxy-card-password", args! { password: &password }));
        }
    }
    if address.is_tls {
        lines.push(reader.html("proxy-card-tls", args! {}));
    }
    lines.join("\n")
}

/// What trials found.
fn known(reader: Reader, proxy: &ListedProxy) -> Vec<String> {
    let mut lines = Vec::new();
    if proxy.is_working {
        let facts = facts(reader, proxy).join(" · ");
        if !facts.is_empty() {
            lines.push(reader.html("proxy-card-works", args! { facts: &facts }));
        }
    } else if let Some(at) = proxy.last_ok {
        let age = age(reader, at);
        lines.push(reader.html("proxy-card-worked", args! { age: &age }));
    } else {
        lines.push(reader.html("proxy-card-dead", args! {}));
    }
    if proxy.checks > 0 {
        lines.push(reader.html(
            "proxy-card-checks",
            args! { oks: proxy.oks, checks: proxy.checks },
        ));
    }
    if let Some(exit) = &proxy.exit_ip {
        let exit = html::one_line(exit, 64);
        lines.push(reader.html("proxy-card-exit", args! { exit: &exit }));
    }
    if let Some(anonymity) = proxy.anonymity {
        lines.push(reader.html(anonymity_key(anonymity), args! {}));
    }
    match proxy.is_for_telegram {
        Some(true) => lines.push(reader.html("proxy-card-telegram", args! {})),
        Some(false) => lines.push(reader.html("proxy-card-no-telegram", args! {})),
        None => {}
    }
    lines
}

fn anonymity_key(anonymity: Anonymity) -> &'static str {
    match anonymity {
        Anonymity::Transparent => "proxy-card-transparent",
        Anonymity::Anonymous => "proxy-card-anonymous",
        Anonymity::Elite => "proxy-card-elite",
    }
}

/// What can be put on the clipboard.
fn copies(reader: Reader, proxy: &ListedProxy) -> Vec<Button> {
    let address = &proxy.address;
    let fits = |text: &String| html::utf16_len(text) <= MOST_COPIED;
    let copy = |key: &str, text: String| Button::Copy {
        label: reader.plain(key, args! {}),
        text,
    };
    let place = Some(words::place(&address.host, address.port)).filter(fits);
    let link = shadowsocks_link(address).filter(fits);
    let place = place.map(|text| copy("button-proxy-copy", text));
    let link = link.map(|text| copy("button-proxy-copy-ss", text));
    place.into_iter().chain(link).collect()
}

/// The link with which Telegram takes a SOCKS5 proxy for itself (<https://core.telegram.org/api/links#socks5-proxy-links>).
fn telegram_link(proxy: &ListedProxy) -> Option<String> {
    let address = &proxy.address;
    let leads_there = proxy.is_for_telegram != Some(false);
    if proxy.kind != Some(ProxyKind::Socks5) || address.is_tls || !leads_there {
        return None;
    }
    let host = percent_encode(&address.host);
    let link = format!("https://t.me/socks?server={host}&port={}", address.port);
    match &address.login {
        None => Some(link),
        Some(ProxyLogin::Password { user, password }) => {
            let (user, password) = (percent_encode(user), percent_encode(password));
            Some(format!("{link}&user={user}&pass={password}"))
        }
        Some(ProxyLogin::Cipher { .. }) => None,
    }
}

/// The link of SIP002 (<https://shadowsocks.org/doc/sip002.html>). The ciphers of 2022 stand in it in the clear.
fn shadowsocks_link(address: &ProxyAddress) -> Option<String> {
    let Some(ProxyLogin::Cipher { method, password }) = &address.login else {
        return None;
    };
    let login = if method.starts_with("2022-") {
        format!("{}:{}", percent_encode(method), percent_encode(password))
    } else {
        URL_SAFE_NO_PAD.encode(format!("{method}:{password}"))
    };
    let place = words::place(&address.host, address.port);
    Some(format!("ss://{login}@{place}"))
}
