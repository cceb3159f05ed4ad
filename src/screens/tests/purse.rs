//! Pictures of one's own balance, gifts and invited friends.

use super::*;
use crate::models::*;
use crate::screens::purse;
use crate::screens::purse::friends;
use crate::screens::purse::gifts;

const BOT: &str = "portero_bot";

fn money(minor: i64, currency: &str) -> Money {
    Money {
        minor,
        currency: currency.to_owned(),
    }
}

fn offer() -> TopUpOffer {
    let way = |method, names: ByLang, currency: &str| TopUpWay {
        method,
        manual: (method == Method::Manual).then_some(ManualMethodId(3)),
        names,
        currency: currency.to_owned(),
        most: 10_000,
    };
    TopUpOffer {
        ways: vec![
            way(Method::Stars, ByLang::new(), "XTR"),
            way(Method::QvaPay, ByLang::new(), "USD"),
            way(
                Method::Manual,
                [("es".to_owned(), NASTY_NAME.to_owned())].into(),
                "USD",
            ),
        ],
        amounts: vec![money(385, "XTR"), money(500, "USD"), money(2_000, "USD")],
    }
}

#[test]
fn the_balance() {
    let full = Wallet {
        balance: vec![money(1_250, "USD"), money(300, "XTR")],
        can_top_up: true,
        gifts: 2,
        has_history: true,
        has_referrals: true,
    };
    assert_picture!(|r| vec![
        ("everything", purse::wallet(r, &full)),
        ("nothing", purse::wallet(r, &Wallet::default())),
    ]);
}

#[test]
fn its_history() {
    let line = |kind, minor| WalletLine {
        kind,
        at: NOW,
        order: None,
        amount: money(minor, "USD"),
    };
    let mut rows: Vec<WalletLine> = PostingKind::ALL.map(|kind| line(kind, -250)).to_vec();
    rows[0].amount.minor = 250;
    rows.push(line(PostingKind::Adjusted, 100));
    let long = vec![line(PostingKind::Adjusted, i64::MAX / 2); PAGE_ROWS as usize];
    assert_picture!(|r| vec![
        (
            "all kinds",
            purse::history(r, &Page::new(rows.clone(), 0, 9))
        ),
        (
            "longest",
            purse::history(r, &Page::new(long.clone(), 1, 20))
        ),
        ("empty", purse::history(r, &Page::new(Vec::new(), 0, 0))),
    ]);
}

#[test]
fn topping_up() {
    let meant = [money(5, "XTR"), money(500, "USD")];
    let none = TopUpOffer::default();
    let asked = InboxSeq(1_000);
    assert_picture!(|r| vec![
        ("how much", purse::ask_amount(r, &offer())),
        ("of what", purse::which_currency(r, &meant)),
        ("how", purse::ways(r, &offer(), &meant[1], asked)),
        ("in no way", purse::ways(r, &none, &meant[1], asked)),
    ]);
}

fn gift(redeemed: bool, revoked: bool) -> GiftCard {
    let products = vec![Product::Vip, Product::WireGuard];
    let part = |product, until| GivenPart {
        product,
        before: None,
        was_lifetime: false,
        until,
        added_bytes: None,
        limit_before: None,
        devices_before: None,
    };
    let given = vec![
        part(Product::Vip, Some(in_days(30))),
        part(Product::WireGuard, None),
    ];
    let is_open = !redeemed && !revoked;
    GiftCard {
        gift: Gift {
            id: GiftId(12),
            payment: PaymentId(1),
            buyer: UserId(1),
            sealed: String::new(),
            goods: Goods {
                names: [("es".to_owned(), NASTY_NAME.to_owned())].into(),
                products,
                length: Length::Days(30),
                data_bytes: None,
                devices: None,
            },
            extra_days: 0,
            created_at: NOW,
            redeemed_by: redeemed.then_some(UserId(2)),
            redeemed_at: redeemed.then_some(NOW),
            revoked_at: revoked.then_some(NOW),
            given: if redeemed { given } else { Vec::new() },
        },
        code: is_open.then(|| "gift_abcdefghjkmnpqrstuvwxyz2".to_owned()),
        taker: redeemed.then(long_name),
    }
}

#[test]
fn gifts_of_ones_own() {
    let (waiting, opened, dead) = (gift(false, false), gift(true, false), gift(true, true));
    let all = vec![waiting.gift.clone(), opened.gift.clone(), dead.gift.clone()];
    assert_picture!(|r| vec![
        ("the list", gifts::list(r, &Page::new(all.clone(), 1, 20))),
        ("no gift", gifts::list(r, &Page::new(Vec::new(), 0, 0))),
        ("it is ready", gifts::ready(r, &waiting, BOT)),
        ("her own link", gifts::own(r, &waiting, BOT)),
        ("waiting", gifts::card(r, &waiting, BOT)),
        ("opened", gifts::card(r, &opened, BOT)),
        ("paid back", gifts::card(r, &dead, BOT)),
        ("somebody opened it", gifts::opened_by(r, &opened)),
        ("it is mine", gifts::opened(r, &opened.gift)),
    ]);
}

#[test]
fn friends_one_brought() {
    let view = |reward, most| ReferralView {
        rule: ReferralRule { reward, most },
        code: "ref_2001".to_owned(),
        friends: 3,
        rewarded: 2,
        waiting_days: 7,
    };
    let days = view(Some(ReferralReward::Days(7)), Some(5));
    let mut credit = view(Some(ReferralReward::Credit(money(100, "USD"))), None);
    credit.waiting_days = 0;
    let reward = |days, credit, given: Vec<GivenPart>| Reward {
        friend: UserId(2),
        inviter: UserId(1),
        payment: PaymentId(1),
        days,
        credit,
        at: NOW,
        given_at: None,
        given,
    };
    let given = gift(true, false).gift.given;
    assert_picture!(|r| vec![
        ("days", friends::friends(r, &days, BOT)),
        ("credit", friends::friends(r, &credit, BOT)),
        ("closed", friends::friends(r, &view(None, None), BOT)),
        (
            "earned days",
            friends::rewarded(r, &reward(Some(7), None, given.clone()))
        ),
        (
            "a day that waits",
            friends::rewarded(r, &reward(Some(1), None, Vec::new()))
        ),
        (
            "earned credit",
            friends::rewarded(r, &reward(None, Some(money(100, "USD")), Vec::new()))
        ),
    ]);
}

#[test]
fn the_terms() {
    let own: ByLang = [("es".to_owned(), format!("{NASTY_NAME}\nSin devoluciones."))].into();
    let long: ByLang = [("es".to_owned(), "<&>".repeat(5_000))].into();
    for lang in Lang::ALL {
        let shown = purse::terms(reader(lang), &long, Lang::Es);
        assert!(html::visible_units(&shown.html) <= SCREEN_UNITS);
    }
    assert_picture!(|r| vec![
        ("own", purse::terms(r, &own, Lang::Es)),
        ("the house's", purse::terms(r, &ByLang::new(), Lang::Es)),
    ]);
}

#[test]
fn every_no() {
    let all = [
        PurseRefusal::AmountUnclear,
        PurseRefusal::AmountCurrency {
            open: vec!["XTR".to_owned(), "USD".to_owned()],
        },
        PurseRefusal::AmountDecimals { most: 0 },
        PurseRefusal::AmountDecimals { most: 2 },
        PurseRefusal::AmountTooMuch {
            most: money(10_000, "XTR"),
        },
        PurseRefusal::TopUpClosed,
        PurseRefusal::GiftUnknown,
        PurseRefusal::GiftTaken,
        PurseRefusal::GiftDead,
        PurseRefusal::GiftUseless,
        PurseRefusal::GiftNoRoom,
    ];
    assert_picture!(|r| {
        let said = all.iter().map(|refusal| {
            let refusal = Refusal::from(refusal.clone());
            assert!(refusals::alert(r, &refusal).chars().count() <= 200);
            ("no", refusals::text(r, &refusal))
        });
        said.collect()
    });
}
