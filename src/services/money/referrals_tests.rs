use super::*;
use crate::models::*;
use crate::services::money::buying::*;
use crate::services::money::gifts;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::vpn::testing::{give, house, server, value, write};

/// Somebody whose first word to the bot is that update.
async fn newcomer(ctx: &Ctx, id: i64, update: i64, at: Timestamp) -> Actor {
    let person = tests::person(ctx, id).await;
    let seq = word(ctx, id, update, at).await;
    Actor::user(id_of(&person), PermissionSet::default(), Some(seq))
}

/// A word of somebody's, as the inbox keeps it.
async fn word(ctx: &Ctx, id: i64, update: i64, at: Timestamp) -> InboxSeq {
    write(ctx, move |tx| {
        crud::users::mark_started(tx, UserId(id), at)?;
        Ok(crud::inbox::insert(tx, update, id, "{}", 1, at)?)
    })
    .await
    .expect("kept")
}

async fn inviter(ctx: &Ctx, id: i64) -> Actor {
    let person = tests::person(ctx, id).await;
    word(ctx, id, id * 10, NOW - DAY).await;
    person
}

fn days(count: u32) -> ReferralReward {
    ReferralReward::Days(count)
}

async fn referred_by(ctx: &Ctx, id: i64) -> Option<UserId> {
    write(ctx, move |tx| {
        Ok(crud::referrals::inviter_of(tx, UserId(id))?)
    })
    .await
}

#[tokio::test]
async fn only_the_first_word_of_somebody_new_says_who_brought_them() {
    let ctx = tests::ctx().await;
    inviter(&ctx, 100).await;
    let eva = newcomer(&ctx, 200, 1, NOW).await;
    assert!(came(&ctx, &eva, "100", NOW).await.expect("noted"));
    assert_eq!(referred_by(&ctx, 200).await, Some(UserId(100)));
    // Killed before the answer, the same update comes again.
    assert!(came(&ctx, &eva, "100", NOW).await.is_ok());
    // Somebody else's link later changes nothing.
    inviter(&ctx, 101).await;
    let seq = word(&ctx, 200, 2, NOW + 5).await;
    let again = Actor::user(UserId(200), PermissionSet::default(), Some(seq));
    assert!(!came(&ctx, &again, "101", NOW + 5).await.expect("judged"));
    assert_eq!(referred_by(&ctx, 200).await, Some(UserId(100)));
    // Who was here before is nobody new.
    newcomer(&ctx, 300, 3, NOW).await;
    let seq = word(&ctx, 300, 4, NOW + 5).await;
    let known = Actor::user(UserId(300), PermissionSet::default(), Some(seq));
    assert!(!came(&ctx, &known, "100", NOW + 5).await.expect("judged"));
    assert_eq!(referred_by(&ctx, 300).await, None);
}

#[tokio::test]
async fn nobody_brings_themselves_and_no_link_is_made_up() {
    let ctx = tests::ctx().await;
    let eva = newcomer(&ctx, 200, 1, NOW).await;
    for code in [
        "200",
        "",
        "x",
        "0100",
        "-100",
        "+100",
        "999",
        "9999999999999999999999",
    ] {
        assert!(
            !came(&ctx, &eva, code, NOW).await.expect("judged"),
            "{code}"
        );
    }
    assert_eq!(referred_by(&ctx, 200).await, None);
}

#[tokio::test]
async fn whoever_holds_something_already_is_nobody_new() {
    let (ctx, _) = house().await;
    inviter(&ctx, 100).await;
    let eva = newcomer(&ctx, 200, 1, NOW).await;
    give(&ctx, 200, VpnKind::WireGuard, Terms::default(), NOW).await;
    assert!(!came(&ctx, &eva, "100", NOW).await.expect("judged"));
}

#[tokio::test]
async fn the_banned_bring_nobody() {
    let ctx = tests::ctx().await;
    inviter(&ctx, 100).await;
    let ban = Ban {
        reason: None,
        until: None,
        by: None,
        at: Some(NOW),
    };
    write(&ctx, move |tx| {
        Ok(crud::users::update_banned(tx, UserId(100), &ban)?)
    })
    .await;
    let eva = newcomer(&ctx, 200, 1, NOW).await;
    assert!(!came(&ctx, &eva, "100", NOW).await.expect("judged"));
}

/// Ana brought Eva, and both hold what the tests of rewards need.
async fn brought() -> (Ctx, Actor, Actor, PlanId) {
    let (ctx, _) = house().await;
    server(&ctx, VpnKind::WireGuard, 1).await;
    let ana = inviter(&ctx, 100).await;
    let eva = newcomer(&ctx, 200, 1, NOW).await;
    assert!(came(&ctx, &eva, "100", NOW).await.expect("noted"));
    let eva = Actor::user(UserId(200), PermissionSet::default(), None);
    let vip = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    (ctx, ana, eva, vip)
}

async fn end(ctx: &Ctx, id: i64, product: Product) -> Option<Option<Timestamp>> {
    end_of(ctx, UserId(id), product, NOW).await
}

#[tokio::test]
async fn days_lengthen_everything_that_ends_and_go_again_with_the_payment() {
    let (ctx, ana, eva, vip) = brought().await;
    set_rule(&ctx, days(7), None).await;
    let products = [Product::Vip, Product::WireGuard];
    let bundle = plan(&ctx, &products, Length::Days(10)).await;
    buy(&ctx, &ana, OrderKind::Plan, bundle, NOW).await;
    let paid = buy(&ctx, &eva, OrderKind::Plan, vip, NOW).await;
    for product in products {
        let longer = end(&ctx, 100, product).await;
        assert_eq!(longer, Some(Some(NOW.plus_days(17))), "{product:?}");
    }
    assert_eq!(
        end(&ctx, 200, Product::Vip).await,
        Some(Some(NOW.plus_days(30)))
    );
    // A second payment brings nothing more.
    buy(&ctx, &eva, OrderKind::Plan, vip, NOW).await;
    assert_eq!(
        end(&ctx, 100, Product::Vip).await,
        Some(Some(NOW.plus_days(17)))
    );
    let payment = payment(&ctx, paid).await;
    for _ in 0..2 {
        let payment = payment.clone();
        write(&ctx, move |tx| revoked(tx, &payment, NOW)).await;
    }
    for product in products {
        let shorter = end(&ctx, 100, product).await;
        assert_eq!(shorter, Some(Some(NOW.plus_days(10))), "{product:?}");
    }
}

#[tokio::test]
async fn days_wait_until_something_runs() {
    let (ctx, ana, eva, vip) = brought().await;
    set_rule(&ctx, days(7), None).await;
    buy(&ctx, &eva, OrderKind::Plan, vip, NOW).await;
    assert_eq!(end(&ctx, 100, Product::Vip).await, None);
    assert_eq!(view(&ctx, &ana).await.expect("read").waiting_days, 7);
    let leo = tests::person(&ctx, 300).await;
    buy(&ctx, &leo, OrderKind::Gift, vip, NOW).await;
    let card = gifts::card(&ctx, &leo, GiftId(1)).await.expect("his");
    let code = card.code.expect("open");
    let code = code.strip_prefix(gifts::PREFIX).expect("a code").to_owned();
    gifts::open(&ctx, &ana, &code, NOW).await.expect("opened");
    assert_eq!(
        end(&ctx, 100, Product::Vip).await,
        Some(Some(NOW.plus_days(37)))
    );
    let now = view(&ctx, &ana).await.expect("read");
    assert_eq!((now.friends, now.rewarded, now.waiting_days), (1, 1, 0));
}

#[tokio::test]
async fn credit_is_on_the_balance_once_and_goes_as_far_as_it_is_left() {
    let (ctx, ana, eva, vip) = brought().await;
    set_rule(&ctx, ReferralReward::Credit(stars(50)), None).await;
    let first = buy(&ctx, &eva, OrderKind::Plan, vip, NOW).await;
    buy(&ctx, &eva, OrderKind::Gift, vip, NOW).await;
    let user = id_of(&ana);
    let has = move |ctx: &Ctx| {
        let db = ctx.db.clone();
        async move {
            db.read(move |connection| books::balance(connection, user))
                .await
                .expect("read")
        }
    };
    assert_eq!(has(&ctx).await, [stars(50)]);
    // Thirty of them are spent.
    write(&ctx, move |tx| {
        let spent = NewPosting {
            kind: PostingKind::Adjusted,
            to: LedgerAccount::Balance(user),
            from: LedgerAccount::Adjustments,
            amount: stars(30),
            order: None,
            payment: None,
            user: Some(user),
            by: None,
            reason: None,
            fact: "spent".to_owned(),
        };
        books::post(tx, &spent, NOW)
    })
    .await;
    let payment = payment(&ctx, first).await;
    write(&ctx, move |tx| revoked(tx, &payment, NOW)).await;
    assert_eq!(has(&ctx).await, [], "and never less than nothing");
    let sql = "SELECT coalesce(sum(minor), 0) FROM ledger_entries";
    assert_eq!(value::<i64>(&ctx, sql).await, 0);
    let rewards = "SELECT count(*) FROM referral_rewards WHERE revoked_at IS NULL";
    assert_eq!(value::<i64>(&ctx, rewards).await, 0);
}

#[tokio::test]
async fn the_cap_counts_friends_and_without_a_rule_there_is_nothing() {
    let (ctx, ana, eva, vip) = brought().await;
    buy(&ctx, &eva, OrderKind::Plan, vip, NOW).await;
    let rewards = "SELECT count(*) FROM referral_rewards";
    assert_eq!(value::<i64>(&ctx, rewards).await, 0, "no rule");
    set_rule(&ctx, ReferralReward::Credit(stars(50)), Some(1)).await;
    buy(&ctx, &eva, OrderKind::Plan, vip, NOW).await;
    assert_eq!(
        value::<i64>(&ctx, rewards).await,
        0,
        "not her first payment"
    );
    for (id, update) in [(301, 31), (302, 32)] {
        let friend = newcomer(&ctx, id, update, NOW).await;
        assert!(came(&ctx, &friend, "100", NOW).await.expect("noted"));
        let friend = Actor::user(UserId(id), PermissionSet::default(), None);
        buy(&ctx, &friend, OrderKind::Plan, vip, NOW).await;
    }
    assert_eq!(value::<i64>(&ctx, rewards).await, 1);
    let now = view(&ctx, &ana).await.expect("read");
    assert_eq!((now.friends, now.rewarded), (3, 1));
}
