//! A person's own profile and settings.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use super::callback::KeyAction;
use super::callback::ProfileAction;
use super::callback::ShopAction;
use super::cancel;
use super::confirm;
use super::language::language_name;
use super::pager;
use super::persons::roles_line;
use super::persons::vip_line;
use super::settings::ZONE_CHOICES;
use crate::models::ProfileView;
use crate::models::Timestamp;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;
use crate::utils::zone::Zone;

/// Zones on one page of a region.
const ZONE_ROWS: usize = 24;

/// Who the person is to the house, and what they have.
pub fn profile(reader: Reader, view: &ProfileView) -> Screen {
    let user = &view.user;
    let mut lines = vec![
        reader.html(
            "profile-heading",
            args! { name: &html::name(&user.full_name()) },
        ),
        reader.html("profile-id", args! { id: &user.id.to_string() }),
    ];
    if let Some(username) = &user.username {
        let username = html::name(username);
        lines.push(reader.html("profile-username", args! { username: &username }));
    }
    let (met, seen) = (
        instant(reader, user.created_at),
        instant(reader, user.last_seen_at),
    );
    lines.push(reader.html("profile-met", args! { at: &met }));
    lines.push(reader.html("profile-seen", args! { at: &seen }));
    lines.extend(roles_line(reader, &view.roles));
    lines.extend(vip_line(reader, view.vip.as_ref()));
    if view.has_vpn {
        lines.push(reader.html("profile-keys", args! { count: view.counts.keys }));
    }
    if view.purchases.payments > 0 {
        let count = view.purchases.payments;
        lines.push(reader.html("profile-payments", args! { count: count }));
    }
    lines.push(match &view.more.qvapay_user {
        Some(name) => reader.html("profile-qvapay", args! { name: &html::name(name) }),
        None => reader.html("profile-no-qvapay", args! {}),
    });
    lines.push(reader.html("profile-settings", args! { count: view.more.settings }));
    let mut row = Vec::new();
    if view
        .vip
        .as_ref()
        .is_some_and(|found| found.is_entitled(reader.now))
    {
        row.push(button(reader, "button-my-access", Action::MyAccess));
    }
    if view.has_vpn {
        let keys = Action::Key(KeyAction::List(0));
        row.push(button(reader, "button-keys", keys));
    }
    let mut orders = Vec::new();
    if view.purchases.orders > 0 {
        let action = Action::Shop(ShopAction::Orders(0));
        orders.push(button(reader, "button-orders", action));
    }
    Screen::new(lines.join("\n"))
        .row(row)
        .row(orders)
        .row([
            act(reader, "button-qvapay", ProfileAction::Qvapay),
            act(reader, "button-settings", ProfileAction::Settings),
        ])
        .button(button(reader, "button-home", Action::Home))
}

/// Which QvaPay user are they?
pub fn ask_qvapay(reader: Reader, now: Option<&str>) -> Screen {
    let text = match now {
        Some(name) => reader.html("profile-ask-qvapay-new", args! { name: &html::name(name) }),
        None => reader.html("profile-ask-qvapay", args! {}),
    };
    let mut screen = Screen::new(text);
    if now.is_some() {
        screen = screen.button(act(
            reader,
            "button-qvapay-clear",
            ProfileAction::QvapayClear,
        ));
    }
    screen.button(cancel(reader.lang))
}

/// What the person can choose, as it stands.
pub fn settings(reader: Reader, view: &ProfileView) -> Screen {
    let more = &view.more;
    let now = units::time_of_day(reader.now, reader.time_zone);
    let language = language_name(reader.lang);
    let zone = zone_name(reader.time_zone);
    let mut lines = vec![
        reader.html("own-settings-heading", args! {}),
        String::new(),
        reader.html("own-settings-language", args! { language: &language }),
        reader.html("own-settings-zone", args! { zone: &zone, now: &now }),
        reader.html(
            if more.reminders_off {
                "own-settings-no-reminders"
            } else {
                "own-settings-reminders"
            },
            args! {},
        ),
        reader.html(
            if more.promotions_off {
                "own-settings-no-promotions"
            } else {
                "own-settings-promotions"
            },
            args! {},
        ),
    ];
    if more.settings > 0 {
        lines.push(String::new());
        lines.push(reader.html("own-settings-count", args! { count: more.settings }));
    }
    let reminders = ProfileAction::Reminders(more.reminders_off);
    let promotions = ProfileAction::Promotions(more.promotions_off);
    let key = |is_off, on: &'static str, off: &'static str| if is_off { on } else { off };
    let mut screen = Screen::new(lines.join("\n"))
        .row([
            button(reader, "button-language", Action::Languages),
            act(reader, "button-own-zone", ProfileAction::Zones),
        ])
        .row([
            act(
                reader,
                key(
                    more.reminders_off,
                    "button-reminders-on",
                    "button-reminders-off",
                ),
                reminders,
            ),
            act(
                reader,
                key(
                    more.promotions_off,
                    "button-own-promotions-on",
                    "button-own-promotions-off",
                ),
                promotions,
            ),
        ]);
    if more.settings > 0 {
        screen = screen.button(act(reader, "button-own-reset", ProfileAction::Reset));
    }
    screen.button(back_to(reader.lang, Action::Profile(ProfileAction::Show)))
}

/// The choice of a time zone: a few, the regions, or a city to be typed.
pub fn zones(reader: Reader, has_own: bool) -> Screen {
    let (zone, now) = (
        zone_name(reader.time_zone),
        units::time_of_day(reader.now, reader.time_zone),
    );
    let text = reader.html("own-zone-ask", args! { zone: &zone, now: &now });
    let few = ZONE_CHOICES.iter().filter_map(|name| name.parse().ok());
    let regions = (0u8..).zip(Zone::REGIONS).map(|(number, region)| {
        let action = ProfileAction::Region(number, 0);
        let label = format!("🌍 {}", region_name(reader, region));
        Button::act(label, Action::Profile(action))
    });
    let mut screen = Screen::new(text)
        .grid(2, few.map(|zone| zone_button(reader, zone)).collect())
        .grid(2, regions.collect());
    if has_own {
        screen = screen.button(act(
            reader,
            "button-own-zone-default",
            ProfileAction::DefaultZone,
        ));
    }
    screen.button(back_to(
        reader.lang,
        Action::Profile(ProfileAction::Settings),
    ))
}

/// A page of the zones of a region; nothing for a region there is not.
pub fn region(reader: Reader, number: u8, page: u32) -> Option<Screen> {
    let region = Zone::REGIONS.get(usize::from(number))?;
    let names = Zone::of_region(region);
    let pages = u32::try_from(names.len().div_ceil(ZONE_ROWS))
        .unwrap_or(1)
        .max(1);
    let page = page.min(pages - 1);
    let from = usize::try_from(page).unwrap_or(0) * ZONE_ROWS;
    let zones = names.iter().skip(from).take(ZONE_ROWS);
    let zones = zones.filter_map(|name| name.parse().ok());
    let region = region_name(reader, region);
    let text = reader.html("own-zone-region", args! { region: &region });
    Some(
        Screen::new(text)
            .grid(2, zones.map(|zone| zone_button(reader, zone)).collect())
            .row(pager(page, pages, |to| {
                Action::Profile(ProfileAction::Region(number, to))
            }))
            .button(back_to(reader.lang, Action::Profile(ProfileAction::Zones))),
    )
}

/// Several zones fit what was typed.
pub fn zones_alike(reader: Reader, zones: &[Zone]) -> Screen {
    Screen::new(reader.html("own-zone-alike", args! {}))
        .grid(
            2,
            zones
                .iter()
                .map(|zone| zone_button(reader, *zone))
                .collect(),
        )
        .button(back_to(reader.lang, Action::Profile(ProfileAction::Zones)))
}

/// Shall every setting be put back?
pub fn ask_reset(reader: Reader, count: i64) -> Screen {
    confirm(
        reader.lang,
        reader.html("own-reset-ask", args! { count: count }),
        reader.plain("button-own-reset-yes", args! {}),
        Action::Profile(ProfileAction::ResetYes),
        Action::Profile(ProfileAction::Settings),
    )
}

/// The city of a zone and the time there: "Havana · 22:30".
fn zone_button(reader: Reader, zone: Zone) -> Button {
    let now = units::time_of_day(reader.now, zone);
    let label = format!("{} · {now}", zone_name(zone));
    Button::act(label, Action::Profile(ProfileAction::SetZone(zone)))
}

/// The city of a zone, with what stands between it and the region: "Buenos Aires (Argentina)".
fn zone_name(zone: Zone) -> String {
    let parts: Vec<String> = (zone.name().split('/'))
        .map(|part| part.replace('_', " "))
        .collect();
    match parts.as_slice() {
        [_, between, city] => format!("{city} ({between})"),
        [.., city] => city.clone(),
        [] => String::new(),
    }
}

fn region_name(reader: Reader, region: &str) -> String {
    let key = match region {
        "America" => "region-america",
        "Europe" => "region-europe",
        "Africa" => "region-africa",
        "Asia" => "region-asia",
        "Atlantic" => "region-atlantic",
        "Australia" => "region-australia",
        "Indian" => "region-indian",
        "Pacific" => "region-pacific",
        other => return other.to_owned(),
    };
    reader.plain(key, args! {})
}

fn instant(reader: Reader, at: Timestamp) -> String {
    units::instant(reader.lang, at, reader.time_zone)
}

fn act(reader: Reader, key: &str, action: ProfileAction) -> Button {
    button(reader, key, Action::Profile(action))
}

fn button(reader: Reader, key: &str, action: Action) -> Button {
    Button::act(reader.plain(key, args! {}), action)
}
