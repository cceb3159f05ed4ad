//! Keys made by people in the chat, used by real clients, on a server of the bot's own machine.

use crate::house::{House, PING_BYTES, PINGS, ROUND_BYTES, press};
use crate::machine::in_own_machine;
use crate::scene::INSIDE_4;
use portero::models::VpnSetting;

#[tokio::test(flavor = "multi_thread")]
async fn a_key_made_in_the_chat_works_and_one_given_up_stops() {
    in_own_machine!();
    let mut house = House::local().await;
    let (file, code) = house.key().await;
    assert_eq!(code, file, "the QR code says what the file says");
    house.scene.connect(&file).await;
    house.scene.both_answer().await;
    assert_eq!(house.status(), "active");

    house.gives_up();
    house.is_cut().await;
    assert_eq!(house.status(), "revoked");
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_key_stops_and_goes_on() {
    in_own_machine!();
    let mut house = House::local().await;
    let (file, _) = house.key().await;
    house.scene.connect(&file).await;
    house.scene.both_answer().await;
    let id: i64 = house.world.value("SELECT id FROM vpn_configs");
    house.world.ana.press_raw(&format!("key:pause:{id}"));
    house.is_cut().await;
    house.world.ana.press_raw(&format!("key:resume:{id}"));
    house.world.settled().await;
    // The client begins anew, so that it need not wait for its own timers.
    house.scene.connect(&file).await;
    house.scene.both_answer().await;
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_stops_at_its_end() {
    in_own_machine!();
    let mut house = House::local().await;
    house.set(VpnSetting::SelfDays, "1").await;
    let (file, _) = house.key().await;
    house.scene.connect(&file).await;
    house.scene.both_answer().await;
    house.world.advance(24 * 3600 - 60);
    house.scene.both_answer().await;
    house.world.advance(61);
    house.is_cut().await;
    assert_eq!(house.status(), "expired");
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn traffic_is_counted_and_a_key_stops_at_its_quota() {
    in_own_machine!();
    let mut house = House::local().await;
    house.set(VpnSetting::SelfBytes, "1.5 MB").await;
    let (file, _) = house.key().await;
    house.scene.connect(&file).await;
    house.scene.both_answer().await;
    house.uses(1, INSIDE_4).await;
    assert_eq!(house.status(), "active");
    house.scene.both_answer().await;

    house.scene.client_space.floods(INSIDE_4, PINGS, PING_BYTES);
    house
        .in_time("the quota to be over", |house| {
            house.status() == "suspended"
        })
        .await;
    house.is_cut().await;
    house.counted(2 * ROUND_BYTES).await;
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_killed_is_repaired_and_nothing_counted_is_lost() {
    in_own_machine!();
    let mut house = House::local().await;
    let (file, _) = house.key().await;
    for round in 1..=2u64 {
        house.scene.connect(&file).await;
        house.scene.both_answer().await;
        house.uses(round, INSIDE_4).await;
        house.scene.kill_server();
        house.is_cut().await;
        // The house notices, and says nothing wrong meanwhile.
        house.world.advance(300);
        house.scene.start_server().await;
        house.scene.connect(&file).await;
        house
            .in_time("the server to be repaired", |house| {
                !house.scene.none_answers()
            })
            .await;
        house.scene.both_answer().await;
        house.counted(round * ROUND_BYTES).await;
    }
    assert_eq!(house.status(), "active");
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_brings_a_tunnel_too() {
    in_own_machine!();
    let mut house = House::local().await;
    house.world.ana.send("/trial");
    press(&house.world.ana, "key:trial:wireguard").await;
    let (file, _) = house.delivered(0).await;
    house.scene.connect(&file).await;
    house.scene.both_answer().await;
    house.world.finish().await;
}
