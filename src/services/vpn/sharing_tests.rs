use super::*;
use crate::services::tests::admin;
use crate::services::vpn::accounting;
use crate::services::vpn::testing::House;
use crate::services::vpn::testing::write;

const HOME: &str = "203.0.113.7:40000";

#[test]
fn an_endpoint_belongs_to_a_24_or_a_48() {
    let of = |endpoint: &str| network(endpoint).unwrap_or_default();
    assert_eq!(of("203.0.113.77:40000"), "203.0.113.0/24");
    assert_eq!(of("[2001:db8:1:2:3::4]:51820"), "2001:db8:1::/48");
    assert_eq!(of("[::ffff:203.0.113.9]:1"), "203.0.113.0/24");
    for nothing in ["", "(none)", "host.example.org:1", "203.0.113.77"] {
        assert_eq!(network(nothing), None, "{nothing}");
    }
}

async fn set(house: &House, settings: VpnSettings) {
    write(&house.ctx, move |tx| {
        Ok(crud::vpn_settings::update(tx, &settings)?)
    })
    .await;
}

const NOTICES: &str = "SELECT count(*) FROM tasks WHERE kind = 'tell_admins'";

#[tokio::test]
async fn a_key_from_many_networks_is_told_once_a_day_and_held_if_that_is_set() {
    let house = House::new(None).await;
    set(
        &house,
        VpnSettings {
            sharing_limit: Some(2),
            sharing_holds: true,
            ..VpnSettings::default()
        },
    )
    .await;
    let (config, _) = house.key("a").await;
    let from = async |endpoint: &str, at| {
        house.fake.transfer("a", 1, 1, endpoint);
        accounting::sample(&house.ctx, house.server, at)
            .await
            .expect("read");
    };
    from("203.0.113.7:1", house.at(60)).await;
    from("203.0.113.200:9", house.at(120)).await;
    from("198.51.100.1:1", house.at(180)).await;
    assert_eq!(
        house.number(NOTICES).await,
        0,
        "two networks are not too many"
    );
    from("[2001:db8:7::1]:1", house.at(240)).await;
    assert_eq!(house.number(NOTICES).await, 1);
    assert_eq!(
        house
            .number("SELECT hold = 'sharing' AND status = 'suspended' FROM vpn_configs")
            .await,
        1
    );
    // It is let go; on the same day nobody is told again.
    from("192.0.2.1:1", house.at(300)).await;
    assert_eq!(house.number(NOTICES).await, 1);
    let networks = networks(&house.ctx, &admin(), config).await.expect("read");
    assert_eq!(networks.len(), 4);
    assert_eq!(networks[0].network, "192.0.2.0/24");
}

#[tokio::test]
async fn heavy_use_of_a_key_is_told_once_a_day() {
    let house = House::new(None).await;
    set(
        &house,
        VpnSettings {
            alert_day_bytes: Some(1_000),
            ..VpnSettings::default()
        },
    )
    .await;
    house.key("a").await;
    for minute in 1..=4 {
        house.fake.transfer("a", 0, 400, HOME);
        accounting::sample(&house.ctx, house.server, house.at(60 * minute))
            .await
            .expect("read");
    }
    assert_eq!(house.number(NOTICES).await, 1);
    house.fake.transfer("a", 0, 1_000, HOME);
    accounting::sample(&house.ctx, house.server, house.at(DAY))
        .await
        .expect("read");
    assert_eq!(house.number(NOTICES).await, 2, "another day");
}

#[tokio::test]
async fn a_deleted_key_that_its_server_still_has_holds_up_no_counting() {
    let house = House::new(None).await;
    set(
        &house,
        VpnSettings {
            sharing_limit: Some(2),
            sharing_holds: true,
            ..VpnSettings::default()
        },
    )
    .await;
    let (config, _) = house.key("a").await;
    for (minute, endpoint) in ["203.0.113.7:1", "198.51.100.1:1"].into_iter().enumerate() {
        house.fake.transfer("a", 1, 1, endpoint);
        let at = house.at(60 * (minute as i64 + 1));
        accounting::sample(&house.ctx, house.server, at)
            .await
            .expect("read");
    }
    crate::services::vpn::keys::delete(&house.ctx, &admin(), config, house.at(200))
        .await
        .expect("deleted");
    house.fake.transfer("a", 1, 1, "192.0.2.1:1");
    let read = accounting::sample(&house.ctx, house.server, house.at(240)).await;
    assert_eq!(read.expect("read"), 1);
    assert_eq!(house.number(NOTICES).await, 0);
    assert_eq!(
        house
            .number("SELECT used_rx + used_tx FROM vpn_accounts")
            .await,
        6
    );
}
