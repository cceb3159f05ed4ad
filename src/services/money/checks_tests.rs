use super::*;
use crate::models::*;
use crate::services::money::again::fits;
use crate::services::money::again::house;
use crate::services::money::refunds;
use crate::services::money::testing::*;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::vpn::testing::write;

async fn found(ctx: &Ctx) -> BooksCheck {
    let now = ctx.clock.now();
    write(ctx, move |tx| find(tx, now)).await
}

/// Ana bought that, and all is well.
async fn sold(kind: OrderKind, products: &[Product]) -> (Ctx, PaymentId) {
    let ctx = house().await;
    let plan = plan(&ctx, products, Length::Days(30)).await;
    let wish = wish(kind, Some(plan), Method::QvaPay, "a");
    let id = crate::services::money::orders::open(&ctx, &buyer(100), wish, NOW).await;
    let order = order_of(&ctx, id.expect("opened")).await;
    let id = buy(&ctx, &order, "a").await;
    fits(&ctx).await;
    (ctx, id)
}

async fn run(ctx: &Ctx, sql: &'static str) {
    write(ctx, move |tx| Ok(tx.execute_batch(sql)?)).await;
}

/// The payment is said to have gone back, and nothing was taken back.
const SAID_REFUNDED: &str = "UPDATE payments SET state = 'refunded';
    INSERT INTO payment_events (payment_id, kind, at) SELECT id, 'refunding', received_at FROM payments";

#[tokio::test]
async fn what_was_given_and_never_taken_back_is_told_whatever_became_of_the_payment() {
    for state in ["paid", "held", "refunding", "refunded", "returned"] {
        for products in [Product::Vip, Product::WireGuard] {
            let (ctx, id) = sold(OrderKind::Plan, &[products]).await;
            write(&ctx, move |tx| {
                let sql = "UPDATE payments SET state = ?1, hold = 'late'";
                Ok(tx.execute(sql, [state])?)
            })
            .await;
            assert_eq!(found(&ctx).await.kept, [id], "{state}");
        }
    }
}

#[tokio::test]
async fn access_and_keys_that_rest_on_nothing_but_a_payment_that_went_back_are_told() {
    for product in [Product::Vip, Product::WireGuard] {
        let (ctx, id) = sold(OrderKind::Plan, &[product]).await;
        run(&ctx, SAID_REFUNDED).await;
        let look = found(&ctx).await;
        assert_eq!(look.kept, [id], "{product:?}");
        assert!(look.faults() > 0);
        // Once it is over nobody has anything of it.
        ctx.clock.advance(30 * DAY);
        assert_eq!(found(&ctx).await.kept, [], "{product:?}");
    }
}

#[tokio::test]
async fn what_somebody_paid_for_again_is_no_fault() {
    let (ctx, id) = sold(OrderKind::Plan, &[Product::Vip, Product::WireGuard]).await;
    refunds::refund(&ctx, &admin(), id, None, NOW)
        .await
        .expect("begun");
    fits(&ctx).await;
    let again = order(&ctx, 100, PlanId(1), Method::QvaPay, "b").await;
    buy(&ctx, &again, "b").await;
    fits(&ctx).await;
    // Access that the staff gave by hand rests on no payment.
    tests::person(&ctx, 300).await;
    write(&ctx, |tx| {
        crate::services::access::grant(tx, UserId(300), None, None, NOW).map(|_| ())
    })
    .await;
    fits(&ctx).await;
}

#[tokio::test]
async fn access_and_keys_of_payments_that_never_came_are_told() {
    let (ctx, _) = sold(OrderKind::Plan, &[Product::Vip, Product::WireGuard]).await;
    run(
        &ctx,
        "UPDATE membership_events SET cause = 'payment:998:1' WHERE cause LIKE 'payment:%'",
    )
    .await;
    assert_eq!(found(&ctx).await.kept, [PaymentId(998)]);
    run(
        &ctx,
        "UPDATE vpn_configs SET made_from = 'payment:999:1:wireguard'",
    )
    .await;
    assert_eq!(found(&ctx).await.kept, [PaymentId(998), PaymentId(999)]);
}

#[tokio::test]
async fn a_gift_that_can_still_be_opened_without_its_payment_is_told() {
    let (ctx, id) = sold(OrderKind::Gift, &[Product::Vip]).await;
    run(&ctx, SAID_REFUNDED).await;
    assert_eq!(found(&ctx).await.kept, [id]);
}

#[tokio::test]
async fn a_delivery_of_which_nothing_is_there_is_told_and_what_the_staff_ended_is_none() {
    let ends = "UPDATE vip_subscribers SET status = 'expired', expiry_date = 1;
        UPDATE vpn_accounts SET expires_at = 1";
    for (kind, product, loss) in [
        (OrderKind::Plan, Product::Vip, "DELETE FROM vip_subscribers"),
        (
            OrderKind::Plan,
            Product::WireGuard,
            "UPDATE vpn_configs SET account_id = 0",
        ),
        (
            OrderKind::Plan,
            Product::Vip,
            "UPDATE payments SET given = NULL",
        ),
        (
            OrderKind::Plan,
            Product::Vip,
            "UPDATE payments SET given = json_set(given, '$.parts', json_array())",
        ),
        (OrderKind::Gift, Product::Vip, "DELETE FROM gifts"),
        (
            OrderKind::Gift,
            Product::Vip,
            "UPDATE gifts SET revoked_at = 1",
        ),
    ] {
        let (ctx, id) = sold(kind, &[product]).await;
        run(&ctx, ends).await;
        fits(&ctx).await;
        write(&ctx, move |tx| {
            tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            tx.execute_batch(loss)?;
            let look = find(tx, NOW)?;
            assert_eq!(look.missing, [id], "{loss}");
            assert!(look.faults() > 0);
            // Of whom the house forgot everything nothing is asked.
            tx.execute("UPDATE users SET erased_at = 1", [])?;
            assert_eq!(find(tx, NOW)?.missing, [], "{loss}");
            if loss.contains("account_id") {
                tx.execute("UPDATE vpn_configs SET account_id = 1", [])?;
            }
            Ok(())
        })
        .await;
    }
}
