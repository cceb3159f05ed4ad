//! Any sequence of events: money in is money recorded, what is paid is given once or waits visibly, the books agree.

use super::books;
use super::checks;
use super::fulfil;
use super::held;
use super::orders;
use super::refunds;
use super::testing;
use super::testing::money;
use super::testing::pay;
use crate::config::Config;
use crate::context::Ctx;
use crate::crud;
use crate::db::Db;
use crate::models::DAY;
use crate::models::Length;
use crate::models::Method;
use crate::models::MoneyIn;
use crate::models::Order;
use crate::models::OrderId;
use crate::models::OrderKind;
use crate::models::OrderState;
use crate::models::Payment;
use crate::models::PaymentId;
use crate::models::PaymentState;
use crate::models::PaymentUse;
use crate::models::PlanId;
use crate::models::PostingKind;
use crate::models::Product;
use crate::models::Release;
use crate::models::SecondPayment;
use crate::models::Settled;
use crate::models::Task;
use crate::models::TaskState;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::house;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::vpn::testing as vpn;
use crate::services::vpn::testing::write;
use crate::utils::clock::Clock;
use crate::utils::seal::SealKey;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

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
    Open {
        person: usize,
        what: usize,
        method: Method,
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
        1 => Just(Method::Manual),
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
    let at = || 0usize..12;
    prop_oneof![
        8 => (0usize..3, 0usize..5, method).prop_map(|(person, what, method)| Event::Open { person, what, method }),
        10 => (at(), fault, any::<bool>()).prop_map(|(order, fault, is_told)| Event::Charge { order, fault, is_told }),
        5 => at().prop_map(|charge| Event::Told { charge }),
        8 => at().prop_map(|payment| Event::Deliver { payment }),
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

/// The house with what the world outside knows of it.
struct World {
    ctx: Ctx,
    config: Config,
    directory: PathBuf,
    plans: Vec<PlanId>,
    orders: Vec<OrderId>,
    charges: Vec<MoneyIn>,
    /// The charges we were told of, by their place.
    told: BTreeMap<usize, PaymentId>,
    /// All payments, those from balances too.
    payments: Vec<PaymentId>,
    adjusted: BTreeMap<i64, i64>,
    /// Something paid back elsewhere had been spent: the house bears it.
    is_borne: bool,
    wishes: usize,
}

impl World {
    async fn new() -> Self {
        let ctx = testing::shop().await;
        let fakes = vpn::Fakes::default();
        ctx.backends.set_pretender(Arc::new(fakes));
        vpn::server(&ctx, VpnKind::WireGuard, 1).await;
        for person in PEOPLE {
            tests::person(&ctx, person).await;
        }
        let days = Length::Days(30);
        let mut plans = Vec::new();
        for (products, length) in [
            (vec![Product::Vip], days),
            (vec![Product::WireGuard], Length::Months(1)),
            (vec![Product::Vip, Product::WireGuard], days),
        ] {
            plans.push(testing::plan(&ctx, &products, length).await);
        }
        let config = ctx.config.clone();
        let directory = ctx.db.path().parent().expect("a folder").to_owned();
        Self {
            ctx,
            config,
            directory,
            plans,
            orders: Vec::new(),
            charges: Vec::new(),
            told: BTreeMap::new(),
            payments: Vec::new(),
            adjusted: BTreeMap::new(),
            is_borne: false,
            wishes: 0,
        }
    }

    fn now(&self) -> Timestamp {
        self.ctx.clock.now()
    }

    /// Whatever was in memory is gone.
    async fn kill(&mut self) {
        let offset = self.ctx.clock.now();
        let db = Db::open(&self.config.database).expect("opens again");
        let seal = SealKey::from_hex(&"ab".repeat(32)).expect("a key");
        self.ctx = Ctx::new(self.config.clone(), db, Clock::standing(offset), seal);
        let fakes = vpn::Fakes::default();
        self.ctx.backends.set_pretender(Arc::new(fakes));
        house::prepare(&self.ctx, offset).await.expect("starts");
    }

    fn order(&self, at: usize) -> Option<OrderId> {
        self.orders.get(at % self.orders.len().max(1)).copied()
    }

    fn payment(&self, at: usize) -> Option<PaymentId> {
        self.payments.get(at % self.payments.len().max(1)).copied()
    }

    async fn happen(&mut self, event: &Event) {
        let now = self.now();
        match *event {
            Event::Open {
                person,
                what,
                method,
            } => self.open(person, what, method).await,
            Event::Charge {
                order,
                fault,
                is_told,
            } => self.charge(order, fault, is_told).await,
            Event::Told { charge } => self.tell(charge).await,
            Event::Deliver { payment } => {
                if let Some(id) = self.payment(payment) {
                    quiet(fulfil::fulfil(&self.ctx, id, now).await);
                }
            }
            Event::Cancel { order } => {
                if let Some(id) = self.order(order) {
                    let order = testing::order_of(&self.ctx, id).await;
                    let buyer = testing::buyer(order.user.0);
                    quiet(orders::cancel(&self.ctx, &buyer, id, now).await);
                }
            }
            Event::Later { minutes } => {
                self.ctx.clock.advance(minutes * 60);
                quiet(orders::expire(&self.ctx, 100, self.now()).await);
            }
            Event::Refund { payment } => {
                if let Some(id) = self.payment(payment) {
                    quiet(refunds::refund(&self.ctx, &admin(), id, None, now).await);
                }
            }
            Event::PaidBack { payment } => self.paid_back(payment).await,
            Event::Returned { payment } => {
                if let Some(id) = self.payment(payment) {
                    quiet(refunds::returned(&self.ctx, &admin(), id, now).await);
                }
            }
            Event::Release {
                payment,
                how,
                order,
            } => self.release(payment, how, order).await,
            Event::Rule(rule) => testing::second(&self.ctx, rule).await,
            Event::Server(is_open) => {
                write(&self.ctx, move |tx| {
                    tx.execute("UPDATE servers SET is_draining = ?1", [!is_open])?;
                    Ok(())
                })
                .await;
            }
            Event::Adjust { person, minor } => self.adjust(person, minor).await,
            Event::Nightly => {
                checks::nightly(&self.ctx, now).await.expect("looked");
            }
            Event::Kill => self.kill().await,
        }
    }

    async fn open(&mut self, person: usize, what: usize, method: Method) {
        self.wishes += 1;
        let (kind, plan) = match what {
            0..3 => (OrderKind::Plan, Some(self.plans[what])),
            3 => (OrderKind::Gift, Some(self.plans[0])),
            _ => (OrderKind::TopUp, None),
        };
        let wish = testing::wish(kind, plan, method, &self.wishes.to_string());
        let buyer = testing::buyer(PEOPLE[person]);
        if let Ok(id) = orders::open(&self.ctx, &buyer, wish.clone(), self.now()).await {
            // The same wish again is the same order.
            let again = orders::open(&self.ctx, &buyer, wish, self.now()).await;
            assert_eq!(again.expect("the same"), id);
            self.orders.push(id);
            if method == Method::Balance {
                let paid = write(&self.ctx, move |tx| Ok(crud::payments::of_order(tx, id)?)).await;
                self.payments.extend(paid.iter().map(|payment| payment.id));
            }
        }
    }

    async fn charge(&mut self, order: usize, fault: Fault, is_told: bool) {
        let Some(id) = self.order(order) else { return };
        let order = testing::order_of(&self.ctx, id).await;
        if order.method == Method::Balance {
            return;
        }
        let charge = format!("charge-{}", self.charges.len());
        let mut coming = testing::exact(&order, &charge);
        match fault {
            Fault::None => {}
            Fault::Under => coming.amount.minor -= 1,
            Fault::Over => coming.amount.minor += 1,
            Fault::Currency => coming.amount = money(77, "EUR"),
            Fault::OtherPerson => coming.payer = Some(UserId(999)),
            Fault::UnknownOrder => {
                coming.order_code = "ord_nobody".to_owned();
                coming.payer = None;
            }
        }
        self.charges.push(coming);
        if is_told {
            self.tell(self.charges.len() - 1).await;
        }
    }

    async fn tell(&mut self, charge: usize) {
        let Some(at) = charge.checked_rem(self.charges.len()) else {
            return;
        };
        let settled = pay(&self.ctx, self.charges[at].clone()).await;
        match (settled, self.told.get(&at)) {
            (Settled::Known(id), Some(known)) => assert_eq!(id, *known),
            (Settled::Paid(id) | Settled::Held(id, _), None) => {
                self.told.insert(at, id);
                self.payments.push(id);
            }
            (settled, known) => panic!("{settled:?} though {known:?} was told"),
        }
    }

    async fn paid_back(&mut self, payment: usize) {
        let Some(id) = self.payment(payment) else {
            return;
        };
        let payment = testing::payment_of(&self.ctx, id).await;
        if payment.method == Method::Balance {
            return;
        }
        let order = self.order_of(&payment).await;
        if let (PaymentState::Fulfilled, Some(user)) =
            (payment.state, fulfil::balance_of(&payment, order.as_ref()))
        {
            let currency = payment.amount.currency.clone();
            let has = write(&self.ctx, move |tx| books::balance_in(tx, user, &currency)).await;
            self.is_borne |= has < payment.amount.minor;
        }
        let first = refunds::refunded(&self.ctx, id, self.now()).await;
        first.expect("noted");
        let again = refunds::refunded(&self.ctx, id, self.now()).await;
        assert!(!again.expect("noted"), "it goes back once");
    }

    async fn order_of(&self, payment: &Payment) -> Option<Order> {
        match payment.order {
            Some(order) => Some(testing::order_of(&self.ctx, order).await),
            None => None,
        }
    }

    async fn release(&mut self, payment: usize, how: usize, order: usize) {
        let (Some(id), Some(order)) = (self.payment(payment), self.order(order)) else {
            return;
        };
        let how = match how {
            0 => Release::AsItIs,
            1 => Release::ToBalance(Some(UserId(PEOPLE[0]))),
            _ => Release::ToOrder(order),
        };
        quiet(held::release(&self.ctx, &admin(), id, how, self.now()).await);
    }

    async fn adjust(&mut self, person: usize, minor: i64) {
        if minor == 0 {
            return;
        }
        let (user, now) = (PEOPLE[person], self.now());
        let (amount, reason) = (money(minor, "USD"), "test".to_owned());
        let done = refunds::adjust(&self.ctx, &admin(), UserId(user), amount, reason, now).await;
        if quiet(done).is_some() {
            *self.adjusted.entry(user).or_default() += minor;
        }
    }

    /// What holds after every event.
    async fn judge(&self) {
        let look = write(&self.ctx, |tx| checks::find(tx)).await;
        assert_eq!(look.faults(), 0, "{look:?}");
        let (orders, payments) = self.rows().await;
        // Money in is money recorded, once.
        let outside = payments.iter().filter(|one| one.method != Method::Balance);
        assert_eq!(outside.clone().count(), self.told.len());
        for (at, id) in &self.told {
            let payment = payments.iter().find(|one| one.id == *id).expect("kept");
            assert_eq!(payment.amount, self.charges[*at].amount);
        }
        for payment in &payments {
            self.judge_payment(payment, &orders).await;
        }
        for order in &orders {
            let of_it = payments.iter().filter(|one| one.order == Some(order.id));
            let waits = of_it.clone().any(|one| one.state == PaymentState::Paid);
            match order.state {
                OrderState::Paid => assert!(waits, "{order:?} waits for nothing"),
                OrderState::Fulfilled => {
                    let is_given = |one: &Payment| one.state == PaymentState::Fulfilled;
                    assert!(of_it.clone().any(is_given), "{order:?}");
                }
                OrderState::Review => {
                    assert!(of_it.clone().any(|one| one.state == PaymentState::Held));
                }
                OrderState::Open
                | OrderState::Submitted
                | OrderState::Expired
                | OrderState::Cancelled
                | OrderState::Rejected
                | OrderState::Refunded => {
                    let counts = |one: &Payment| {
                        one.usage == PaymentUse::Deliver
                            && matches!(one.state, PaymentState::Paid | PaymentState::Fulfilled)
                    };
                    assert!(!of_it.clone().any(counts), "{order:?} was paid");
                }
            }
        }
        self.judge_balances(&orders, &payments).await;
    }

    async fn judge_payment(&self, payment: &Payment, orders: &[Order]) {
        let id = payment.id;
        let (postings, state) = write(&self.ctx, move |tx| {
            let key = Task::FulfilPayment { payment: id }.dedupe_key();
            let postings = crud::ledger::list_of_payment(tx, id)?;
            Ok((postings, crud::tasks::get_state(tx, &key)?))
        })
        .await;
        let count = |kinds: &[PostingKind]| {
            let found = postings.iter().filter(|one| kinds.contains(&one.kind));
            found.count()
        };
        assert_eq!(count(&[PostingKind::Received, PostingKind::Held]), 1);
        if payment.state == PaymentState::Paid {
            // It waits where everybody sees it.
            assert_eq!(state, Some(TaskState::Due), "{payment:?}");
        }
        let is_given = payment.state == PaymentState::Fulfilled;
        let given = count(&[PostingKind::Delivered, PostingKind::ToBalance]);
        let order = orders.iter().find(|one| Some(one.id) == payment.order);
        let is_whole = fulfil::balance_of(payment, order).is_none();
        if is_given {
            let back =
                events(&self.ctx, id, "refunding").await + events(&self.ctx, id, "refunded").await;
            assert!(given > 0 && given <= 1 + back, "{payment:?}: {postings:?}");
            assert_eq!(payment.given.is_some(), is_whole || payment.given.is_some());
        }
    }

    /// What people have with the house is what they put there, without what they spent.
    async fn judge_balances(&self, orders: &[Order], payments: &[Payment]) {
        for user in PEOPLE {
            let has = write(&self.ctx, move |tx| {
                books::balance_in(tx, UserId(user), "USD")
            })
            .await;
            assert!(has >= 0, "nobody owes the house");
            let mut model = self.adjusted.get(&user).copied().unwrap_or(0);
            for payment in payments.iter().filter(|one| one.amount.currency == "USD") {
                let order = orders.iter().find(|one| Some(one.id) == payment.order);
                let is_theirs = fulfil::balance_of(payment, order) == Some(UserId(user));
                if payment.state == PaymentState::Fulfilled && is_theirs {
                    model += payment.amount.minor;
                }
                let counts = !matches!(payment.state, PaymentState::Refunded);
                if payment.method == Method::Balance && payment.user == Some(UserId(user)) && counts
                {
                    model -= payment.amount.minor;
                }
            }
            if !self.is_borne {
                assert_eq!(has, model, "the balance of {user}");
            }
        }
    }

    async fn rows(&self) -> (Vec<Order>, Vec<Payment>) {
        write(&self.ctx, |tx| {
            let ids = |sql: &str| -> Result<Vec<i64>, ServiceError> {
                let mut statement = tx.prepare(sql)?;
                let found = statement.query_map([], |row| row.get(0))?;
                Ok(found.collect::<rusqlite::Result<_>>()?)
            };
            let mut orders = Vec::new();
            for id in ids("SELECT id FROM orders ORDER BY id")? {
                orders.extend(crud::orders::get(tx, OrderId(id))?);
            }
            let mut payments = Vec::new();
            for id in ids("SELECT id FROM payments ORDER BY id")? {
                payments.extend(crud::payments::get(tx, PaymentId(id))?);
            }
            Ok((orders, payments))
        })
        .await
    }

    /// The server works, and everything we were not told is told: then nothing waits.
    async fn settle_all(&mut self) {
        self.happen(&Event::Server(true)).await;
        for at in 0..self.charges.len() {
            self.tell(at).await;
        }
        for _ in 0..2 {
            for payment in self.payments.clone() {
                let done = fulfil::fulfil(&self.ctx, payment, self.now()).await;
                done.unwrap_or_else(|error| panic!("{payment} cannot be delivered: {error}"));
            }
        }
        self.judge().await;
        let look = write(&self.ctx, |tx| checks::find(tx)).await;
        assert_eq!(look.waiting, [], "all that was paid is delivered");
    }
}

async fn events(ctx: &Ctx, payment: PaymentId, kind: &'static str) -> usize {
    write(ctx, move |tx| {
        let sql = "SELECT count(*) FROM payment_events WHERE payment_id = ?1 AND kind = ?2";
        Ok(tx.query_row(sql, rusqlite::params![payment.0, kind], |row| row.get(0))?)
    })
    .await
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
