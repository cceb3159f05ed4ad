use super::*;
use crate::models::*;
use crate::services::money::buying::*;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::vpn::testing::{house, server, value, write};
use std::sync::Arc;

async fn code_of(ctx: &Ctx, buyer: &Actor, gift: i64) -> String {
    let card = card(ctx, buyer, GiftId(gift)).await.expect("theirs");
    let code = card.code.expect("open");
    code.strip_prefix(PREFIX).expect("a code").to_owned()
}

fn refusal(result: Result<Opened, ServiceError>) -> Refusal {
    match result.expect_err("refused") {
        ServiceError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

/// Ana paid for thirty days of VIP and of WireGuard for whoever opens her link.
async fn given() -> (Ctx, Actor, String, PaymentId) {
    let (ctx, _) = house().await;
    server(&ctx, VpnKind::WireGuard, 1).await;
    let ana = tests::person(&ctx, 100).await;
    let products = [Product::Vip, Product::WireGuard];
    let plan = plan(&ctx, &products, Length::Days(30)).await;
    let payment = buy(&ctx, &ana, OrderKind::Gift, plan, NOW).await;
    let code = code_of(&ctx, &ana, 1).await;
    (ctx, ana, code, payment)
}

#[tokio::test]
async fn sixty_four_people_open_one_gift_and_one_has_it() {
    let (ctx, ana, code, _) = given().await;
    assert_eq!(end_of(&ctx, id_of(&ana), Product::Vip, NOW).await, None);
    let ctx = Arc::new(ctx);
    let mut people = Vec::new();
    for number in 0..64 {
        people.push(tests::person(&ctx, 1_000 + number).await);
    }
    let tries = people.into_iter().map(|person| {
        let (ctx, code) = (ctx.clone(), code.clone());
        tokio::spawn(async move { open(&ctx, &person, &code, NOW).await })
    });
    let mut taken = 0;
    for attempt in tries.collect::<Vec<_>>() {
        match attempt.await.expect("ended") {
            Ok(opened) => {
                assert!(matches!(opened, Opened::Theirs(_)), "{opened:?}");
                taken += 1;
            }
            refused => assert_eq!(refusal(refused), PurseRefusal::GiftTaken.into()),
        }
    }
    assert_eq!(taken, 1);
    let subscribers = "SELECT count(*) FROM vip_subscribers";
    assert_eq!(value::<i64>(&ctx, subscribers).await, 1);
    let keys = "SELECT count(*) FROM vpn_configs";
    assert_eq!(value::<i64>(&ctx, keys).await, 1);
    let links = "SELECT count(*) FROM tasks WHERE kind = 'deliver_vip_link'";
    assert_eq!(value::<i64>(&ctx, links).await, 1);
}

#[tokio::test]
async fn its_buyer_sees_its_card_and_opens_nothing() {
    let (ctx, ana, code, _) = given().await;
    let opened = open(&ctx, &ana, &code, NOW).await.expect("hers");
    let Opened::Own(card) = opened else {
        panic!("{opened:?}");
    };
    assert_eq!(card.code, Some(format!("{PREFIX}{code}")));
    assert_eq!(card.gift.redeemed_at, None);
    let eva = tests::person(&ctx, 200).await;
    let strange = super::card(&ctx, &eva, card.gift.id).await;
    assert!(matches!(
        strange,
        Err(ServiceError::Refused(Refusal::NotFound))
    ));
}

#[tokio::test]
async fn whoever_has_it_sees_it_again_and_gets_nothing_twice() {
    let (ctx, ana, code, _) = given().await;
    let eva = tests::person(&ctx, 200).await;
    for later in [0, 100] {
        let opened = open(&ctx, &eva, &code, NOW + later).await.expect("hers");
        let Opened::Theirs(gift) = opened else {
            panic!("{opened:?}");
        };
        assert_eq!(gift.given.len(), 2);
    }
    for product in [Product::Vip, Product::WireGuard] {
        let end = end_of(&ctx, id_of(&eva), product, NOW).await;
        assert_eq!(end, Some(Some(NOW.plus_days(30))), "{product:?}");
    }
    let card = super::card(&ctx, &ana, GiftId(1)).await.expect("hers");
    assert_eq!((card.code, card.taker), (None, Some("P200".to_owned())));
    let told = "SELECT count(*) FROM tasks WHERE kind = 'tell_purse'";
    assert_eq!(value::<i64>(&ctx, told).await, 1);
}

#[tokio::test]
async fn killed_after_the_opening_its_update_finds_it_opened() {
    let (ctx, _, code, _) = given().await;
    let eva = tests::person(&ctx, 200).await;
    let seq = write(&ctx, |tx| {
        Ok(crud::inbox::insert(tx, 1, 200, "{}", 1, NOW)?)
    })
    .await;
    let eva = Actor::user(id_of(&eva), PermissionSet::default(), seq);
    let first = open(&ctx, &eva, &code, NOW).await.expect("opened");
    let second = open(&ctx, &eva, &code, NOW + 1).await.expect("known");
    assert_eq!(first, second);
}

#[tokio::test]
async fn paid_back_before_it_is_opened_it_opens_for_nobody() {
    let (ctx, _, code, id) = given().await;
    let payment = payment(&ctx, id).await;
    for _ in 0..2 {
        let payment = payment.clone();
        write(&ctx, move |tx| revoked(tx, &payment, NOW)).await;
    }
    let eva = tests::person(&ctx, 200).await;
    let refused = refusal(open(&ctx, &eva, &code, NOW).await);
    assert_eq!(refused, PurseRefusal::GiftDead.into());
    assert_eq!(end_of(&ctx, id_of(&eva), Product::Vip, NOW).await, None);
}

#[tokio::test]
async fn paid_back_after_it_was_opened_what_it_brought_goes_too() {
    let (ctx, _, code, id) = given().await;
    let eva = tests::person(&ctx, 200).await;
    open(&ctx, &eva, &code, NOW).await.expect("opened");
    let later = NOW.plus_days(10);
    let payment = payment(&ctx, id).await;
    write(&ctx, move |tx| revoked(tx, &payment, later)).await;
    for product in [Product::Vip, Product::WireGuard] {
        let end = end_of(&ctx, id_of(&eva), product, later + 1).await;
        assert_eq!(end, None, "{product:?}");
    }
    let refused = refusal(open(&ctx, &eva, &code, later).await);
    assert_eq!(refused, PurseRefusal::GiftDead.into());
}

#[tokio::test]
async fn the_banned_open_nothing_and_a_made_up_code_is_none() {
    let (ctx, _, code, _) = given().await;
    let eva = tests::person(&ctx, 200).await;
    let ban = Ban {
        reason: None,
        until: None,
        by: None,
        at: Some(NOW),
    };
    let user = id_of(&eva);
    write(&ctx, move |tx| {
        Ok(crud::users::update_banned(tx, user, &ban)?)
    })
    .await;
    let refused = refusal(open(&ctx, &eva, &code, NOW).await);
    assert_eq!(refused, Refusal::NotAllowed);
    let leo = tests::person(&ctx, 300).await;
    for code in ["", "abc", &code.to_uppercase()] {
        let refused = refusal(open(&ctx, &leo, code, NOW).await);
        assert_eq!(refused, PurseRefusal::GiftUnknown.into(), "{code}");
    }
    open(&ctx, &leo, &code, NOW).await.expect("still there");
}

#[tokio::test]
async fn it_stays_unopened_where_it_would_bring_nothing_or_there_is_no_room() {
    let ctx = tests::ctx().await;
    let ana = tests::person(&ctx, 100).await;
    let vip = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let keys = plan(&ctx, &[Product::WireGuard], Length::Days(30)).await;
    buy(&ctx, &ana, OrderKind::Gift, vip, NOW).await;
    buy(&ctx, &ana, OrderKind::Gift, keys, NOW).await;
    let eva = tests::person(&ctx, 200).await;
    let user = id_of(&eva);
    write(&ctx, move |tx| {
        crate::services::access::grant(tx, user, None, None, NOW).map(|_| ())
    })
    .await;
    let (first, second) = (code_of(&ctx, &ana, 1).await, code_of(&ctx, &ana, 2).await);
    let useless = refusal(open(&ctx, &eva, &first, NOW).await);
    assert_eq!(useless, PurseRefusal::GiftUseless.into());
    let no_room = refusal(open(&ctx, &eva, &second, NOW).await);
    assert_eq!(no_room, PurseRefusal::GiftNoRoom.into());
    let leo = tests::person(&ctx, 300).await;
    open(&ctx, &leo, &first, NOW).await.expect("still there");
}
