//! Pictures of what people see.

use super::*;
use crate::models::*;

fn home_view(name: &str, visitor: Visitor, vip: bool, free: bool) -> HomeView {
    HomeView {
        name: name.to_owned(),
        visitor,
        doors: Doors { vip, free },
        vpn: VpnOffer::default(),
        has_plans: false,
        has_proxies: false,
    }
}

#[test]
fn home() {
    let ana = home_view("Ana", Visitor::Stranger, true, true);
    assert_picture!(|r| vec![
        (
            "admin",
            home::home(
                r,
                &home_view("Ana", Visitor::Admin, true, true),
                &Words::default()
            )
        ),
        (
            "VIP until",
            home::home(
                r,
                &home_view(
                    NASTY_NAME,
                    Visitor::Vip {
                        until: Some(in_days(3) + 4 * HOUR)
                    },
                    true,
                    true
                ),
                &Words::default()
            )
        ),
        (
            "VIP for life",
            home::home(
                r,
                &home_view("Ana", Visitor::Vip { until: None }, true, false),
                &Words::default()
            )
        ),
        ("stranger", home::home(r, &ana, &Words::default())),
        (
            "stranger, only VIP, longest name",
            home::home(
                r,
                &home_view(&long_name(), Visitor::Stranger, true, false),
                &Words::default()
            )
        ),
        (
            "stranger, only Free",
            home::home(
                r,
                &home_view("", Visitor::Stranger, false, true),
                &Words::default()
            )
        ),
        (
            "stranger, nothing yet",
            home::home(
                r,
                &home_view("Ana", Visitor::Stranger, false, false),
                &Words::default()
            )
        ),
        (
            "old menu",
            home::home_after(r, home::HomeNote::OldMenu, &ana)
        ),
        (
            "orphaned",
            home::home_after(r, home::HomeNote::Orphaned, &ana)
        ),
        (
            "cancelled",
            home::home_after(r, home::HomeNote::Cancelled, &ana)
        ),
        (
            "nothing to cancel",
            home::home_after(r, home::HomeNote::NothingToCancel, &ana)
        ),
        (
            "unreadable",
            home::home_after(r, home::HomeNote::Unreadable, &ana)
        ),
    ]);
}

#[test]
fn redeem() {
    let view = |until: Option<Timestamp>, is_extension, link| RedeemedView {
        duration_hours: until.map(|_| 7 * 24),
        until,
        is_extension,
        link,
    };
    assert_picture!(|r| vec![
        ("ask", redeem::ask(r, &SubscriptionFees::default())),
        (
            "redeemed",
            redeem::redeemed(
                r,
                &view(Some(in_days(7)), false, LinkPromise::Follows),
                &Words::default()
            )
        ),
        (
            "no link now",
            redeem::redeemed(
                r,
                &view(Some(in_days(7)), false, LinkPromise::Later),
                &Words::default()
            )
        ),
        (
            "added",
            redeem::redeemed(
                r,
                &view(Some(in_days(9)), true, LinkPromise::NotNeeded),
                &Words::default()
            )
        ),
        (
            "for life",
            redeem::redeemed(
                r,
                &view(None, false, LinkPromise::Follows),
                &Words::default()
            )
        ),
    ]);
}

#[test]
fn access() {
    let view = |until, is_whitelisted, is_inside, links_left| AccessView {
        until,
        is_whitelisted,
        is_inside,
        links_left,
    };
    let blockers = vec![
        EntryBlocker::ChannelLost,
        EntryBlocker::LinkUsed,
        EntryBlocker::LinkExpired,
        EntryBlocker::Banned,
        EntryBlocker::Inside,
    ];
    assert_picture!(|r| vec![
        (
            "outside",
            access::access(r, &view(Some(in_days(2)), false, false, 3))
        ),
        (
            "inside, one link",
            access::access(r, &view(None, false, true, 1))
        ),
        (
            "whitelisted, ended, no links",
            access::access(r, &view(Some(in_days(-2)), true, true, 0))
        ),
        (
            "link",
            access::link(
                r,
                "https://t.me/+AbCdEf",
                Some(in_days(7)),
                &Words::default()
            )
        ),
        (
            "link for life",
            access::link(r, "https://t.me/+AbCdEf", None, &Words::default())
        ),
        (
            "welcome",
            access::welcome(r, Some(in_days(7)), &Words::default())
        ),
        (
            "why, all causes",
            access::entry(
                r,
                &EntryView {
                    blockers: blockers.clone()
                }
            )
        ),
        (
            "why, no cause",
            access::entry(r, &EntryView { blockers: vec![] })
        ),
    ]);
}

#[test]
fn free() {
    let view = |minutes, position, has_join_request| WaitingView {
        due_at: NOW.plus_minutes(minutes),
        position,
        has_join_request,
    };
    let title = long_name();
    let start = "https://t.me/portero_bot?start=free";
    assert_picture!(|r| vec![
        (
            "asked",
            free::asked(r, &view(30, 4, false), &Words::default())
        ),
        (
            "asked, no wait",
            free::asked(r, &view(0, 1, false), &Words::default())
        ),
        ("waiting", free::waiting(r, &view(1, 1, false))),
        ("waiting, due", free::waiting(r, &view(-3, 1, false))),
        (
            "waiting by join request",
            free::waiting(r, &view(1500, 2, true))
        ),
        (
            "link",
            free::link(r, "https://t.me/+AbCdEf", &Words::default())
        ),
        ("approved", free::approved(r, &Words::default())),
        ("declined", free::declined(r, &Words::default())),
        (
            "acknowledged",
            free::acknowledged(
                r,
                &view(5, 3, true),
                "Noticias <3",
                start,
                &Words::default()
            )
        ),
        (
            "acknowledged, no wait",
            free::acknowledged(r, &view(0, 1, true), &title, start, &Words::default())
        ),
    ]);
}

#[test]
fn help_and_language() {
    let both = Offer {
        doors: Doors {
            vip: true,
            free: true,
        },
        has_vpn: false,
        has_plans: false,
        has_proxies: false,
    };
    let none = Offer {
        doors: Doors {
            vip: false,
            free: false,
        },
        has_vpn: false,
        has_plans: false,
        has_proxies: false,
    };
    assert_picture!(|r| vec![
        ("help", help::help(r, both, PermissionSet::default())),
        (
            "help for the team",
            help::help(r, both, PermissionSet::all())
        ),
        (
            "help, nothing configured",
            help::help(r, none, PermissionSet::default())
        ),
        (
            "id",
            help::id(
                r,
                IdView {
                    user: UserId(7),
                    chat: ChatId(7)
                }
            )
        ),
        (
            "id in a group",
            help::id(
                r,
                IdView {
                    user: UserId(7),
                    chat: ChatId(-1007)
                }
            )
        ),
        ("language", language::choose(r)),
        ("language chosen", language::chosen(r)),
    ]);
}

#[test]
fn own_notices() {
    assert_picture!(|r| vec![
        ("expired", notices::expired(r, &Words::default())),
        (
            "three days",
            notices::reminder(r, in_days(3), &Words::default())
        ),
        (
            "one day",
            notices::reminder(r, in_days(1), &Words::default())
        ),
        ("incident", notices::incident(r, "A1B2C3")),
        ("flood", notices::flood_pause(r, 65)),
    ]);
}

fn all_refusals() -> Vec<Refusal> {
    let until = NOW.plus_minutes(12);
    let title = long_name();
    let mut refusals = vec![
        Refusal::NotAllowed,
        Refusal::AlreadyApplied,
        Refusal::NotFound,
        Refusal::TokenMalformed { length: 16 },
        Refusal::TokenUnknown,
        Refusal::TokenExpired { until },
        Refusal::TokenUsed { by_you: false },
        Refusal::TokenUsed { by_you: true },
        Refusal::TokenRevoked,
        Refusal::RedeemPaused { until },
        Refusal::TooManyTokens { most: 500 },
        Refusal::NumberInvalid {
            least: 1,
            most: 500,
        },
        Refusal::NoteTooLong { most: 200 },
        Refusal::WaitTimeInvalid,
        Refusal::AlreadyWaiting { due_at: until },
        Refusal::AlreadyWaiting { due_at: NOW },
        Refusal::NotEntitled,
        Refusal::TooManyLinks { until },
        Refusal::ChatNotFound,
        Refusal::ChatNameInvalid,
        Refusal::ForwardNamesPerson,
        Refusal::BotNotAdmin {
            title: title.clone(),
        },
        Refusal::RightsMissing {
            title: "La <Casa>".to_owned(),
            kind: ChatKind::Channel,
            missing: vec![Right::Restrict],
        },
        Refusal::RightsMissing {
            title,
            kind: ChatKind::Channel,
            missing: Right::ALL.to_vec(),
        },
        Refusal::TelegramUnreachable,
        Refusal::OwnerLinkUnknown,
        Refusal::OwnerLinkUsed,
        Refusal::OwnerLinkExpired,
        Refusal::Busy,
        Refusal::ReactionsUnset,
        Refusal::EmojiInvalid(EmojiFault::Nothing),
        Refusal::EmojiInvalid(EmojiFault::NoEmoji { found: long_name() }),
        Refusal::EmojiInvalid(EmojiFault::TooMany { count: 11 }),
    ];
    refusals.extend([
        Refusal::DaysUnclear,
        Refusal::HoursUnclear,
        Refusal::NoGroup,
    ]);
    refusals.extend(super::members::refusals());
    refusals.extend(super::persons::refusals());
    for door in [Door::Vip, Door::Free] {
        refusals.push(Refusal::NotConfigured(door));
        refusals.push(Refusal::AlreadyInside(door));
        refusals.push(Refusal::SameChannel { door });
        refusals.push(Refusal::ChannelLost(door));
    }
    for kind in [ChatKind::Channel, ChatKind::Group, ChatKind::Private] {
        refusals.push(Refusal::ChatKindWrong(kind));
    }
    refusals
}

#[test]
fn refusals() {
    assert_picture!(|r| {
        all_refusals()
            .iter()
            .map(|refusal| ("refusal", super::refusals::text(r, refusal)))
            .collect()
    });
}

#[test]
fn an_alert_fits_and_carries_no_markup() {
    for lang in Lang::ALL {
        for refusal in all_refusals() {
            let alert = super::refusals::alert(reader(lang), &refusal);
            assert!(html::utf16_len(&alert) <= 200, "{alert}");
            assert!(!alert.contains("&lt;") && !alert.contains("</"), "{alert}");
        }
        assert!(notices::incident_alert(lang, "A1B2C3").contains("A1B2C3"));
        assert!(html::utf16_len(&notices::flood_alert(lang, 9)) <= 200);
    }
}

#[test]
fn toasts_and_commands() {
    use notices::Toast;
    let all = [
        Toast::Done,
        Toast::Cancelled,
        Toast::OldMenu,
        Toast::WhitelistAdded,
        Toast::WhitelistRemoved,
        Toast::Approved,
        Toast::Declined,
        Toast::ApprovedAll { count: 1 },
        Toast::ApprovedAll { count: 12 },
        Toast::TokenRevoked,
        Toast::ProblemRetried,
        Toast::ProblemDropped,
    ];
    let both = Offer {
        doors: Doors {
            vip: true,
            free: true,
        },
        has_vpn: false,
        has_plans: false,
        has_proxies: false,
    };
    let mut lines = Vec::new();
    for lang in Lang::ALL {
        lines.extend(all.map(|toast| notices::toast(lang, toast)));
        for (who, audience) in [
            ("People", PermissionSet::default()),
            ("Staff", PermissionSet::all()),
        ] {
            lines.push(format!("——— {who}"));
            for (name, text) in help::commands(lang, both, audience) {
                assert!(text.chars().count() <= 256);
                lines.push(format!("/{name} {text}"));
            }
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}
