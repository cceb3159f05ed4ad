//! Pictures of the configuration, the texts, and the channel's card.

use super::*;
use crate::models::*;
use crate::screens::settings;

/// Everything set, with the longest values.
fn full_view() -> SettingsView {
    let mut texts = Texts::default();
    for key in TextKey::ALL {
        texts.set(key, "es", Some("Hola".to_owned()));
        texts.set(key, "en", Some("Hello".to_owned()));
    }
    SettingsView {
        now: Settings {
            wait_time_minutes: 10_079,
            reminder_hours: vec![720, 168, 71, 23, 1],
            grace_hours: 719,
            time_zone: Some("America/Argentina/ComodRivadavia".to_owned()),
            language: Some("en".to_owned()),
            retention_days: 3_650,
            fees: full_fees(),
            texts,
            vip_reactions: Reactions {
                mode: "both".to_owned(),
                emoji: vec!["👨‍👩‍👧‍👦".to_owned(); 10],
            },
            free_reactions: Reactions {
                mode: "native".to_owned(),
                emoji: vec!["👍".to_owned()],
            },
        },
        ..settings_view()
    }
}

fn full_fees() -> SubscriptionFees {
    let periods = [
        FeePeriod::Days(7),
        FeePeriod::Monthly,
        FeePeriod::Yearly,
        FeePeriod::Lifetime,
    ];
    let fees = periods
        .into_iter()
        .flat_map(|period| {
            ["CUP", "USD", "XTR"].map(|currency| Fee {
                period,
                price: Money {
                    minor: 99_999_999_999,
                    currency: currency.to_owned(),
                },
            })
        })
        .collect();
    SubscriptionFees { fees }
}

fn long_channel(username: Option<&str>) -> Channel {
    Channel {
        chat_id: ChatId(-1_001_234_567_890),
        kind: ChatKind::Channel,
        title: long_name(),
        username: username.map(str::to_owned),
        member_count: Some(1_240),
        is_admin: true,
        rights: Rights(vec![Right::Invite, Right::Restrict, Right::Post]),
        lost_at: None,
        checked_at: NOW,
    }
}

#[test]
fn configuration() {
    let config = |settings| ConfigView {
        vip: Some(long_channel(None)),
        free: None,
        settings,
        sees_backups: true,
        gives_api_keys: true,
    };
    assert_picture!(|r| vec![
        (
            "as at the start",
            panel::config(r, &config(settings_view()))
        ),
        ("everything set", panel::config(r, &config(full_view()))),
    ]);
}

#[test]
fn values() {
    assert_picture!(|r| vec![
        ("reminders", settings::reminders(r, &full_view(), true)),
        ("grace", settings::grace(r, &settings_view(), false)),
        ("zone", settings::zone(r, &full_view(), false)),
        (
            "zone of the start",
            settings::zone(r, &settings_view(), false)
        ),
        ("language", settings::language(r, &settings_view(), true)),
        ("retention", settings::retention(r, &settings_view(), false)),
    ]);
}

#[test]
fn prices() {
    let words = Words {
        own: None,
        fees: full_fees(),
    };
    assert_picture!(|r| vec![
        (
            "none",
            settings::fees(r, &SubscriptionFees::default(), false)
        ),
        ("all", settings::fees(r, &full_fees(), true)),
        ("ask", settings::ask_fee(r, FeePeriod::Days(90))),
        ("ask days", settings::ask_fee_days(r)),
        ("at the redemption", redeem::ask(r, &full_fees())),
        ("at the reminder", notices::reminder(r, in_days(3), &words)),
        ("at the end", notices::expired(r, &words)),
    ]);
}

#[test]
fn reset() {
    assert_picture!(|r| vec![
        ("nothing", settings::reset(r, &settings_view())),
        ("everything", settings::reset(r, &full_view())),
        ("again", settings::reset_sure(r, &full_view())),
        ("done", settings::reset_done(r, 1)),
    ]);
}

#[test]
fn texts() {
    let (key, lang) = (TextKey::Reminder, Lang::En);
    assert_picture!(|r| vec![
        ("list", settings::texts(r, &full_view().now.texts)),
        ("own", settings::text(r, key, lang, true)),
        ("usual", settings::text(r, TextKey::Grace, Lang::Es, false)),
        ("ask", settings::ask_text(r, TextKey::FreeAsked, lang)),
        ("kept", settings::text_kept(r, key, lang)),
        ("preview", settings::preview_note(r, key, lang)),
        ("broken", notices::text_broken(r, key, "es")),
    ]);
}

#[test]
fn every_text_has_a_sample_with_the_usual_and_with_own_words() {
    let own = |key: TextKey, lang: Lang| {
        let names = key.variables().iter().map(|variable| match lang {
            Lang::Es => variable.names()[0],
            Lang::En => variable.names()[1],
        });
        let body: Vec<String> = names.map(|name| format!("{{{name}}}")).collect();
        Words {
            own: Some(Wording {
                html: format!("<b>{}</b>", body.join(" | ")),
                name: long_name(),
                channel: NASTY_NAME.to_owned(),
            }),
            fees: full_fees(),
        }
    };
    assert_picture!(|r| TextKey::ALL
        .into_iter()
        .flat_map(|key| [
            (
                "usual",
                settings::preview(r, key, r.lang, &Words::default())
            ),
            ("own", settings::sample(r, key, &own(key, r.lang))),
        ])
        .collect());
}

#[test]
fn values_of_variables_stay_within_what_was_measured() {
    for lang in Lang::ALL {
        let r = reader(lang);
        let prices = settings::price_line(r, &full_fees()).expect("prices");
        assert!(
            html::utf16_len(&prices) <= Variable::Prices.longest(),
            "{}",
            prices.len()
        );
        for name in [
            "America/Argentina/ComodRivadavia",
            "America/North_Dakota/New_Salem",
        ] {
            let at = crate::utils::units::instant(lang, NOW, name.parse().expect("a zone"));
            assert!(html::utf16_len(&at) <= Variable::Date.longest(), "{at}");
        }
        let left = crate::utils::units::duration(lang, 36_500 * DAY + 23 * 3_600);
        assert!(html::utf16_len(&left) <= Variable::Left.longest(), "{left}");
    }
}

#[test]
fn grace() {
    let grace = GraceView {
        ended: NOW,
        until: in_days(2),
    };
    let view = HomeView {
        name: NASTY_NAME.to_owned(),
        visitor: Visitor::Grace(grace),
        doors: Doors {
            vip: true,
            free: true,
        },
        vpn: VpnOffer::default(),
        has_plans: false,
        has_proxies: false,
    };
    assert_picture!(|r| vec![
        ("told", notices::grace(r, grace, &Words::default())),
        ("home", home::home(r, &view, &Words::default())),
    ]);
}

#[test]
fn card_of_a_channel() {
    let view = |username, may_configure| DoorCard {
        door: Door::Vip,
        channel: long_channel(username),
        description: Some("<i>&".repeat(100)),
        since: Some(in_days(-30)),
        movement: Some(in_days(-1)),
        known_inside: 812,
        is_stale: false,
        may_configure,
    };
    let bare = DoorCard {
        door: Door::Free,
        description: None,
        since: None,
        movement: None,
        is_stale: true,
        ..view(None, true)
    };
    assert_picture!(|r| vec![
        ("public", card::card(r, &view(Some("canal_publico"), true))),
        ("not for changing", card::card(r, &view(None, false))),
        ("hardly known", card::card(r, &bare)),
    ]);
}

#[test]
fn test_of_a_channel() {
    let why = Some("Telegram answered 400: Bad Request: <not> enough rights".to_owned());
    let view = |steps| TestView {
        door: Door::Vip,
        title: NASTY_NAME.to_owned(),
        steps,
    };
    use TestStep as S;
    let fine = [S::Post, S::Edit, S::Delete, S::Link, S::Revoke].map(|step| (step, None));
    let faults = vec![
        (S::Post, None),
        (S::Edit, why.clone()),
        (S::Delete, why.clone()),
        (S::Link, why),
    ];
    assert_picture!(|r| vec![
        ("fine", card::tested(r, &view(fine.to_vec()))),
        ("faults", card::tested(r, &view(faults.clone()))),
    ]);
}

#[test]
fn detaching() {
    let view = |door| DetachView {
        door,
        title: long_name(),
        people: 812,
        owed: 3,
    };
    assert_picture!(|r| vec![
        ("VIP", card::detach(r, &view(Door::Vip))),
        ("Free", card::detach(r, &view(Door::Free))),
        ("done", card::detached(r, Door::Free, NASTY_NAME)),
    ]);
}

#[test]
fn posting() {
    let link = "https://t.me/c/1000000001/7".to_owned();
    let why = "Bad Request: message can't be copied".to_owned();
    assert_picture!(|r| vec![
        ("ask", card::ask_post(r, &long_name())),
        (
            "how",
            card::how_to_post(r, Door::Vip, NASTY_NAME, MessageId(9))
        ),
        (
            "done",
            card::posted(r, Door::Vip, &QuickPostState::Done { link: link.clone() })
        ),
        (
            "failed",
            card::posted(r, Door::Vip, &QuickPostState::Failed { why: why.clone() })
        ),
        (
            "in doubt",
            card::posted(r, Door::Free, &QuickPostState::Begun)
        ),
        (
            "not yet",
            card::posted(r, Door::Free, &QuickPostState::Asked)
        ),
    ]);
}

#[test]
fn refusals() {
    use SettingFault as F;
    let faults = [
        F::RemindersInvalid,
        F::ZoneUnknown,
        F::PriceInvalid,
        F::CurrencyUnknown,
        F::TooManyDecimals { most: 0 },
        F::TooManyDecimals { most: 2 },
        F::PriceOutOfRange,
        F::TooManyFees { most: 12 },
        F::TextEmpty,
        F::VariablesUnknown {
            key: TextKey::Reminder,
            names: vec!["x".repeat(500), "<b>".to_owned()],
        },
        F::VariableSplit,
        F::TextTooLong {
            units: 5_000,
            most: 4_096,
        },
        F::TextRefused {
            why: "<Bad>".repeat(100),
        },
        F::PostIsAlbum,
        F::PostProtected,
        F::PostOutdated,
    ];
    assert_picture!(|r| faults
        .iter()
        .map(|fault| ("refusal", refusals::text(r, &Refusal::from(fault.clone()))))
        .collect());
}
