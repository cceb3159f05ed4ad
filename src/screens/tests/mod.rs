//! Pictures of every screen, in both languages: `INSTA_UPDATE=always cargo test --lib screens` draws them anew.

mod actions;
mod admin;
mod api_keys;
mod audit;
mod backup_desk;
mod books;
mod broadcasts;
mod doctor;
mod house;
mod keys;
mod mailings;
mod members;
mod payments_online;
mod people;
mod persons;
mod plans;
mod proxy_list;
mod proxy_watch;
mod purse;
mod reactions;
mod roles_desk;
mod server_refusals;
mod servers_desk;
mod settings;
mod shop;
mod sources_desk;
mod stars;
mod statistics;
mod status;
mod support;
mod till;
mod upkeep;
mod vpn;
mod vpn_notices;
mod webhooks;

use super::*;
use crate::models::Channel;
use crate::models::ChatId;
use crate::models::DAY;
use crate::models::Rights;
use crate::models::Settings;
use crate::models::SettingsView;
use crate::utils::zone::Zone;
use std::fmt::Write;

/// A picture, kept without the code that drew it: formatting that code must not change the picture.
macro_rules! assert_picture {
    ($draw:expr) => {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(picture($draw));
        })
    };
}
use assert_picture;

/// 22 November 2026, 03:30 UTC.
pub const NOW: Timestamp = Timestamp(1_795_318_200);

/// A name that would break out of any tag.
pub const NASTY_NAME: &str = "<b>Ana & \"Eva\"</b>";

/// The longest name Telegram users have been seen with, all of it markup.
pub fn long_name() -> String {
    "<&>\"".repeat(1000)
}

pub fn reader(lang: Lang) -> Reader {
    Reader {
        lang,
        time_zone: Zone::utc(),
        now: NOW,
    }
}

/// A house that was never configured.
pub fn settings_view() -> SettingsView {
    SettingsView {
        now: Settings::default_with(5),
        default: Settings::default_with(5),
        given_zone: "UTC".to_owned(),
        given_language: "es".to_owned(),
    }
}

pub fn in_days(days: i64) -> Timestamp {
    NOW + days * DAY
}

/// Draws the screens in both languages, checks each as Telegram would, and returns the picture.
pub fn picture(draw: impl Fn(Reader) -> Vec<(&'static str, Screen)>) -> String {
    let mut picture = String::new();
    for lang in Lang::ALL {
        for (case, screen) in draw(reader(lang)) {
            check(&screen);
            write!(picture, "——— {lang}: {case}\n{screen}\n").expect("memory");
        }
    }
    picture
}

/// What Telegram would refuse in a screen.
pub fn check(screen: &Screen) {
    let text = &screen.html;
    assert!(!text.trim().is_empty());
    assert!(
        html::utf16_len(text) <= SCREEN_UNITS,
        "{} units",
        html::utf16_len(text)
    );
    if screen.document.is_some() || screen.photo.is_some() {
        assert!(
            html::utf16_len(text) <= 1000,
            "a caption of {}",
            html::utf16_len(text)
        );
    }
    check_html(text);
    assert!(
        screen.keyboard.is_none() || screen.rows.is_empty(),
        "two keyboards"
    );
    for button in screen.rows.iter().flatten() {
        let label = match button {
            Button::Act { label, action, .. } => {
                assert!(action.to_string().len() <= callback::DATA_BYTES);
                assert_eq!(action.to_string().parse(), Ok(*action));
                label
            }
            Button::Url { label, url } => {
                assert!(
                    url.starts_with("https://") && !url.contains([' ', '<', '"']),
                    "{url}"
                );
                label
            }
            Button::Copy { label, text } => {
                assert!((1..=256).contains(&html::utf16_len(text)), "{text}");
                label
            }
        };
        assert!(
            !label.trim().is_empty() && html::utf16_len(label) <= 64,
            "label {label}"
        );
    }
}

/// The tag of a link to somewhere safe, without where.
fn link_tag(tag: &str) -> Option<&str> {
    let (tag, url) = tag.split_once(" href=\"https://")?;
    let is_whole = url.ends_with('"') && !url.contains(['<', '>', '&', ' ']);
    (tag == "a" && is_whole).then_some(tag)
}

/// Tags Telegram knows, closed in order; no bare `<`, `>` or `&`; nothing left to fill in.
fn check_html(text: &str) {
    let mut open = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['<', '>', '&']) {
        let (mark, after) = rest[at..].split_at(1);
        match mark {
            "<" => {
                let (tag, after) = after.split_once('>').expect("an open tag is closed");
                match tag.strip_prefix('/') {
                    Some(name) => assert_eq!(open.pop(), Some(name), "{text}"),
                    None => {
                        let tag = link_tag(tag).unwrap_or(tag);
                        assert!(
                            ["a", "b", "i", "code", "u", "s"].contains(&tag),
                            "<{tag}> in {text}"
                        );
                        assert!(!open.contains(&"code"), "a tag within code: {text}");
                        open.push(tag);
                    }
                }
                rest = after;
            }
            "&" => {
                let (entity, after) = after.split_once(';').expect("an entity ends");
                assert!(
                    ["lt", "gt", "amp", "quot"].contains(&entity),
                    "&{entity}; in {text}"
                );
                rest = after;
            }
            _ => panic!("a bare > in {text}"),
        }
    }
    assert!(open.is_empty(), "left open: {open:?} in {text}");
    assert!(
        !text.contains("{ $") && !text.contains("{$"),
        "not filled in: {text}"
    );
}

pub fn channel(rights: &[Right]) -> Channel {
    Channel {
        chat_id: ChatId(-1_001_234_567_890),
        kind: ChatKind::Channel,
        title: "La Casa VIP".to_owned(),
        username: None,
        member_count: Some(1240),
        is_admin: true,
        rights: Rights(rights.to_vec()),
        lost_at: None,
        checked_at: NOW,
    }
}

#[test]
fn a_picker_asks_for_the_rights_we_need_and_those_to_give_them() {
    let screen = channels::choose(reader(Lang::Es), crate::models::Door::Vip, None);
    let markup = screen.reply_markup().expect("a keyboard");
    let ask = &markup["keyboard"][0][0]["request_chat"];
    assert_eq!(ask["chat_is_channel"], true);
    assert!(ask.get("bot_is_member").is_none());
    for (right, value) in ask["bot_administrator_rights"].as_object().expect("rights") {
        assert!(
            value != true || ask["user_administrator_rights"][right] == true,
            "{right}"
        );
    }
    assert_eq!(ask["bot_administrator_rights"]["can_post_messages"], true);
    assert_eq!(
        ask["bot_administrator_rights"]["can_promote_members"],
        false
    );
    let group = &markup["keyboard"][1][0]["request_chat"];
    assert_eq!(group["chat_is_channel"], false);
    assert!(
        group["bot_administrator_rights"]
            .get("can_post_messages")
            .is_none()
    );
    for row in 0..2 {
        let id = markup["keyboard"][row][0]["request_chat"]["request_id"]
            .as_i64()
            .expect("an id");
        let door = channels::picked_door(i32::try_from(id).expect("a small number"));
        assert_eq!(door, Some(crate::models::Door::Vip));
    }
    let cancel = markup["keyboard"][2][0]["text"].as_str().expect("a key");
    assert!(channels::is_cancel_key(cancel));
}

#[test]
fn buttons_become_what_the_bot_api_takes() {
    let screen = Screen::new("x".to_owned())
        .row([
            Button::act("a".to_owned(), Action::Home),
            Button::styled("b".to_owned(), Action::Help, Style::Danger),
        ])
        .row([])
        .row([Button::Copy {
            label: "c".to_owned(),
            text: "t".to_owned(),
        }]);
    assert_eq!(
        screen.reply_markup(),
        Some(json!({ "inline_keyboard": [
            [
                { "text": "a", "callback_data": "user:home" },
                { "text": "b", "callback_data": "user:help", "style": "danger" },
            ],
            [{ "text": "c", "copy_text": { "text": "t" } }],
        ] }))
    );
    assert_eq!(Screen::new("x".to_owned()).reply_markup(), None);
}

#[test]
fn pages_are_turned_only_where_there_are_more() {
    let shown = |page, pages| {
        let row = pager(page, pages, Action::QueueList);
        row.iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(shown(0, 1), "");
    assert_eq!(shown(0, 3), "[1/3 -> user:noop] [▶️ -> queue:list:1]");
    assert_eq!(
        shown(1, 3),
        "[◀️ -> queue:list:0] [2/3 -> user:noop] [▶️ -> queue:list:2]"
    );
    assert_eq!(shown(2, 3), "[◀️ -> queue:list:1] [3/3 -> user:noop]");
    // A list that shrank, and a page nobody offered.
    assert_eq!(
        shown(u32::MAX, 3),
        "[◀️ -> queue:list:2] [4294967295/3 -> user:noop]"
    );
}
