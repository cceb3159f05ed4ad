//! Bundles: what begins together ends together, and what ran before goes on from its own end.

use super::again::house;
use super::shop;
use super::testing::*;
use crate::context::Ctx;
use crate::models::Identity;
use crate::models::*;
use crate::services::tests::NOW;
use crate::services::vpn::lifecycle;
use crate::services::vpn::testing::write;

const BUNDLE: [Product; 2] = [Product::Vip, Product::WireGuard];

async fn ends(ctx: &Ctx) -> [Option<Timestamp>; 2] {
    let now = ctx.clock.now();
    let mut ends = [None; 2];
    for (end, product) in ends.iter_mut().zip(BUNDLE) {
        *end = super::buying::end_of(ctx, UserId(100), product, now)
            .await
            .flatten();
    }
    ends
}

async fn buy_bundle(ctx: &Ctx, plan: PlanId, from: &str) {
    let order = order(ctx, 100, plan, Method::QvaPay, from).await;
    buy(ctx, &order, from).await;
}

#[tokio::test]
async fn a_bundle_bought_again_and_again_has_one_end() {
    for length in [Length::Days(30), Length::Months(1)] {
        let ctx = house().await;
        let plan = plan(&ctx, &BUNDLE, length).await;
        let mut last = None;
        for from in ["a", "b", "c"] {
            buy_bundle(&ctx, plan, from).await;
            let [vip, keys] = ends(&ctx).await;
            assert!(vip > last && vip == keys, "{vip:?} {keys:?}");
            last = vip;
            // Somewhere within what runs.
            ctx.clock.advance(7 * DAY + 11);
        }
    }
}

#[tokio::test]
async fn a_bundle_bought_just_as_the_last_one_ends_or_later_has_one_end() {
    for late in [0, 1, 40 * DAY] {
        let ctx = house().await;
        let plan = plan(&ctx, &BUNDLE, Length::Days(30)).await;
        buy_bundle(&ctx, plan, "a").await;
        ctx.clock.advance(30 * DAY + late);
        buy_bundle(&ctx, plan, "b").await;
        let end = Some(NOW + 60 * DAY + late);
        assert_eq!(ends(&ctx).await, [end, end], "{late}");
        buy_bundle(&ctx, plan, "c").await;
        let end = Some(NOW + 90 * DAY + late);
        assert_eq!(ends(&ctx).await, [end, end], "{late}");
    }
}

#[tokio::test]
async fn of_a_bundle_of_which_one_part_ran_or_ended_before_each_adds_to_its_own() {
    let ctx = house().await;
    let vip = plan(&ctx, &[Product::Vip], Length::Days(10)).await;
    let bundle = plan(&ctx, &BUNDLE, Length::Days(30)).await;
    buy_bundle(&ctx, vip, "a").await;
    // The card says so before it is paid: both parts, with the end each will have.
    let card = shop::card(&ctx, &buyer(100), bundle, Recipient::Buyer, NOW).await;
    let said: Vec<_> = card
        .expect("shown")
        .running
        .iter()
        .map(|part| (part.before, part.until))
        .collect();
    let (ten, thirty, forty) = (NOW + 10 * DAY, NOW + 30 * DAY, NOW + 40 * DAY);
    assert_eq!(said, [(Some(ten), Some(forty)), (None, Some(thirty))]);
    buy_bundle(&ctx, bundle, "b").await;
    // Nothing of the ten days is lost, and nothing is added that nobody paid for.
    assert_eq!(ends(&ctx).await, [Some(forty), Some(thirty)]);
    // The key is over, the access still runs.
    ctx.clock.advance(35 * DAY);
    buy_bundle(&ctx, bundle, "c").await;
    assert_eq!(
        ends(&ctx).await,
        [Some(NOW + 70 * DAY), Some(NOW + 65 * DAY)]
    );
}

#[tokio::test]
async fn a_card_of_which_nothing_runs_says_nothing_of_ends() {
    let ctx = house().await;
    let bundle = plan(&ctx, &BUNDLE, Length::Days(30)).await;
    let card = shop::card(&ctx, &buyer(100), bundle, Recipient::Buyer, NOW).await;
    assert_eq!(card.expect("shown").running, []);
    // A trial is nothing that was bought: what is bought begins now.
    write(&ctx, |tx| {
        let (user, kind) = (UserId(100), VpnKind::WireGuard);
        let terms = Terms {
            end: TermEnd::Until(NOW + DAY),
            ..Terms::default()
        };
        lifecycle::terms(tx, user, kind, &terms, Identity::System, NOW)?;
        tx.execute("UPDATE vpn_accounts SET is_trial = 1", [])?;
        Ok(())
    })
    .await;
    buy_bundle(&ctx, bundle, "a").await;
    let end = Some(NOW + 30 * DAY);
    assert_eq!(ends(&ctx).await, [end, end]);
}
