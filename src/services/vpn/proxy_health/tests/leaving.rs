//! What a house leaves on a proxy that it gives up.

use super::super::outside::World;
use super::*;
use crate::demo::telemt::Fault;
use crate::demo::telemt::Telemt;
use crate::integrations::mtproto::names;
use crate::models::KeysGo;
use crate::services::vpn::testing;
use crate::utils::clock::Clock;

const OPEN: &str = "SELECT count(*) FROM tasks WHERE state <> 'done'";
const WAYS: &str = "SELECT count(*) FROM servers WHERE sealed <> ''";

async fn telemt() -> Telemt {
    let server = Telemt::start(Clock::standing(NOW), None).await;
    let server = server.expect("started");
    server.state().looks = 0;
    server
}

/// A house that watches that telemt, and the name of its user there.
async fn watching(telemt: &Telemt) -> (House, ServerId, String) {
    let house = House::new().await;
    let url = Hidden(telemt.url());
    let id = house.proxy(Reach::Telemt { url, auth: None }).await;
    let server = found(&house, id).await;
    let secret = own_secret(&house.ctx, &server, NOW).await.expect("one");
    let ensured = World.ensure(&house.ctx, &server, &secret).await;
    ensured.expect("put");
    (house, id, names::health(&secret))
}

async fn found(house: &House, id: ServerId) -> Server {
    let read = move |connection: &Connection| {
        Ok::<_, ServiceError>(crud::servers::get(connection, id)?.expect("there"))
    };
    house.ctx.db.read(read).await.expect("read")
}

async fn removed(house: &House, id: ServerId) {
    let done = servers::remove(&house.ctx, &admin(), id, KeysGo::Nowhere, NOW).await;
    done.expect("removed");
}

fn users(telemt: &Telemt) -> Vec<String> {
    telemt.state().users.keys().cloned().collect()
}

#[tokio::test]
async fn a_proxy_that_is_given_up_keeps_nothing_of_the_house_and_all_of_others() {
    let telemt = telemt().await;
    let (house, id, own) = watching(&telemt).await;
    let (_other, _, others) = watching(&telemt).await;
    assert_ne!(own, others);
    assert!(users(&telemt).contains(&own) && users(&telemt).contains(&others));
    removed(&house, id).await;
    servers::let_go(&house.ctx, NOW).await.expect("looked");
    assert_eq!(value::<i64>(&house.ctx, WAYS).await, 1, "its user is there");
    telemt.fail("DELETE", Fault::Status(409));
    assert_eq!(testing::run(&house.ctx, NOW).await, 1);
    assert!(users(&telemt).contains(&own), "refused, to be tried again");
    assert_eq!(testing::run(&house.ctx, NOW + 60).await, 1);
    let mut left = vec!["alice".to_owned(), others];
    left.sort();
    assert_eq!(users(&telemt), left);
    servers::let_go(&house.ctx, NOW).await.expect("let go");
    assert_eq!(value::<i64>(&house.ctx, WAYS).await, 0);
    assert_eq!(value::<i64>(&house.ctx, OPEN).await, 0);
}

#[tokio::test]
async fn a_dead_proxy_is_given_up_all_the_same() {
    let alive = telemt().await;
    let (house, id, _) = watching(&alive).await;
    drop(alive);
    removed(&house, id).await;
    assert_eq!(testing::run(&house.ctx, NOW).await, 1);
    servers::let_go(&house.ctx, NOW).await.expect("let go");
    for sql in [WAYS, OPEN] {
        assert_eq!(value::<i64>(&house.ctx, sql).await, 0, "{sql}");
    }
}

#[tokio::test]
async fn no_user_is_put_on_a_proxy_that_was_removed_meanwhile() {
    let telemt = telemt().await;
    let (house, id, own) = watching(&telemt).await;
    let server = found(&house, id).await;
    removed(&house, id).await;
    testing::run(&house.ctx, NOW).await;
    let late = World.ensure(&house.ctx, &server, &"1".repeat(32)).await;
    assert!(late.is_err());
    assert_eq!(users(&telemt), ["alice"], "not even {own}");
}
