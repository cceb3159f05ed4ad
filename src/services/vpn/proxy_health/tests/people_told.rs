//! What the people of a proxy are told of an outage.

use super::*;

#[tokio::test(start_paused = true)]
async fn people_of_a_proxy_that_works_in_part_are_not_told_that_it_does_not() {
    let mut house = House::new().await;
    let server = house.telemt().await;
    house.customer(100, server, NOW).await;
    (house.world).with(|state| state.outcomes.insert(SecretForm::FakeTls, BAD));
    house.round().await;
    house.round().await;
    let press = people::tell(&house.ctx, &admin(), server, Some(1), house.now).await;
    assert_eq!(press.expect("pressed"), Telling::Begun(1));
    for is_part in [true, false] {
        let word = people::word(&house.ctx, UserId(100), server, 1, false).await;
        let word = word.expect("read").expect("it is so");
        assert_eq!((word.is_back, word.is_part), (false, is_part));
        house.world.is(BAD);
        house.round().await;
    }
}
