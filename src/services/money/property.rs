//! Any sequence of events: money in is money recorded, what is paid is given once or waits visibly, the books agree.

mod judge;
mod world;

use self::world::World;
use super::refunds;
use super::testing;
use crate::models::DAY;
use crate::models::Length;
use crate::models::Method;
use crate::models::Product;
use crate::models::SecondPayment;
use crate::services::ServiceError;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

const PEOPLE: [i64; 3] = [100, 101, 102];

/// What a payer or a provider does wrong.
#[derive(Clone, Copy, Debug)]
enum Fault {
    None,
    Under,
    Over,
    Currency,
    OtherPerson,
    UnknownOrder,
}

#[derive(Clone, Debug)]
enum Event {
    /// Somebody orders one of the wishes, perhaps with a promotion code.
    Open {
        person: usize,
        what: usize,
        method: Method,
        code: Option<usize>,
    },
    /// Money leaves a payer's hands; whether we are told at once.
    Charge {
        order: usize,
        fault: Fault,
        is_told: bool,
    },
    /// We are told of a charge: again, late, or out of order.
    Told {
        charge: usize,
    },
    Deliver {
        payment: usize,
    },
    /// A receipt is sent for an order by hand.
    Receipt {
        order: usize,
    },
    /// The staff says how much came by a receipt: more or less than asked, or nothing.
    Decide {
        receipt: usize,
        more: Option<i64>,
    },
    /// Somebody opens a gift.
    Redeem {
        gift: usize,
        person: usize,
    },
    Cancel {
        order: usize,
    },
    Later {
        minutes: i64,
    },
    Refund {
        payment: usize,
    },
    /// The provider says that it paid back, whether we asked or not.
    PaidBack {
        payment: usize,
    },
    Returned {
        payment: usize,
    },
    Release {
        payment: usize,
        how: usize,
        order: usize,
    },
    Rule(SecondPayment),
    /// The server takes no keys, or takes them again.
    Server(bool),
    Adjust {
        person: usize,
        minor: i64,
    },
    Nightly,
    /// The process is killed and started again on the same file.
    Kill,
}

fn event() -> impl Strategy<Value = Event> {
    let method = prop_oneof![
        3 => Just(Method::Stars),
        2 => Just(Method::QvaPay),
        2 => Just(Method::Manual),
        2 => Just(Method::Balance),
    ];
    let fault = prop_oneof![
        9 => Just(Fault::None),
        1 => Just(Fault::Under),
        1 => Just(Fault::Over),
        1 => Just(Fault::Currency),
        1 => Just(Fault::OtherPerson),
        1 => Just(Fault::UnknownOrder),
    ];
    let code = prop_oneof![3 => Just(None), 1 => (0usize..3).prop_map(Some)];
    let more = prop_oneof![
        4 => Just(Some(0)),
        1 => Just(Some(-1)),
        1 => Just(Some(1)),
        2 => Just(None),
    ];
    let at = || 0usize..12;
    prop_oneof![
        8 => (0usize..3, 0usize..7, method, code)
            .prop_map(|(person, what, method, code)| Event::Open { person, what, method, code }),
        10 => (at(), fault, any::<bool>()).prop_map(|(order, fault, is_told)| Event::Charge { order, fault, is_told }),
        5 => at().prop_map(|charge| Event::Told { charge }),
        8 => at().prop_map(|payment| Event::Deliver { payment }),
        3 => at().prop_map(|order| Event::Receipt { order }),
        3 => (at(), more).prop_map(|(receipt, more)| Event::Decide { receipt, more }),
        2 => (0usize..3, 0usize..3).prop_map(|(gift, person)| Event::Redeem { gift, person }),
        2 => at().prop_map(|order| Event::Cancel { order }),
        2 => (1i64..60_000).prop_map(|minutes| Event::Later { minutes }),
        3 => at().prop_map(|payment| Event::Refund { payment }),
        3 => at().prop_map(|payment| Event::PaidBack { payment }),
        2 => at().prop_map(|payment| Event::Returned { payment }),
        4 => (at(), 0usize..3, at()).prop_map(|(payment, how, order)| Event::Release { payment, how, order }),
        1 => (0usize..3).prop_map(|at| Event::Rule(SecondPayment::ALL[at])),
        2 => any::<bool>().prop_map(Event::Server),
        2 => (0usize..3, -900i64..900).prop_map(|(person, minor)| Event::Adjust { person, minor }),
        1 => Just(Event::Nightly),
        2 => Just(Event::Kill),
    ]
}

/// What came of an act that may be refused; anything but a refusal is a fault.
fn quiet<T>(result: Result<T, ServiceError>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(ServiceError::Refused(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn money_is_never_lost_never_counted_twice_and_always_delivered_or_seen_to_wait() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    let cases = std::env::var("MONEY_CASES").ok();
    let config = ProptestConfig {
        cases: cases.and_then(|text| text.parse().ok()).unwrap_or(24),
        max_shrink_iters: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let sequences = proptest::collection::vec(event(), 10..50);
    let run = |events: Vec<Event>| {
        runtime.block_on(async {
            let mut world = World::new().await;
            for event in &events {
                world.happen(event).await;
                world.judge().await;
            }
            world.settle_all().await;
            drop(std::fs::remove_dir_all(&world.directory));
        });
        Ok(())
    };
    if let Err(failure) = TestRunner::new(config).run(&sequences, run) {
        panic!("{failure}");
    }
}

#[test]
fn time_sold_is_the_time_that_was_not_taken_back() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    let config = ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    // For each: bought, or the payment of that place paid back.
    let steps =
        proptest::collection::vec(prop_oneof![Just(None), (0usize..6).prop_map(Some)], 1..14);
    let run = |steps: Vec<Option<usize>>| {
        runtime.block_on(async {
            let ctx = tests::ctx().await;
            tests::person(&ctx, PEOPLE[0]).await;
            let plan = testing::plan(&ctx, &[Product::Vip], Length::Days(30)).await;
            let (mut bought, mut left) = (Vec::new(), 0);
            for (at, step) in steps.iter().enumerate() {
                match step {
                    None => {
                        let from = at.to_string();
                        let order =
                            testing::order(&ctx, PEOPLE[0], plan, Method::Stars, &from).await;
                        bought.push(testing::buy(&ctx, &order, &from).await);
                        left += 1;
                    }
                    Some(at) if !bought.is_empty() => {
                        let id = bought[at % bought.len()];
                        if quiet(refunds::refund(&ctx, &admin(), id, None, NOW).await).is_some() {
                            left -= 1;
                        }
                    }
                    Some(_) => {}
                }
                let end = testing::vip_end(&ctx, PEOPLE[0]).await;
                let expected = (left > 0).then(|| Some(NOW + left * 30 * DAY));
                assert_eq!(end, expected, "after {steps:?}, at {at}");
            }
        });
        Ok(())
    };
    if let Err(failure) = TestRunner::new(config).run(&steps, run) {
        panic!("{failure}");
    }
}
