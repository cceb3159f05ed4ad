//! The house with what the world outside knows of it, and what happens to it.

use super::Event;
use super::Fault;
use super::PEOPLE;
use super::quiet;
use crate::config::Config;
use crate::context::Ctx;
use crate::crud;
use crate::db::Db;
use crate::models::ChatId;
use crate::models::GiftId;
use crate::models::Length;
use crate::models::MessageId;
use crate::models::Method;
use crate::models::MoneyIn;
use crate::models::NewReceipt;
use crate::models::Order;
use crate::models::OrderId;
use crate::models::OrderKind;
use crate::models::Payment;
use crate::models::PaymentId;
use crate::models::PaymentState;
use crate::models::PlanId;
use crate::models::Product;
use crate::models::PromoChange;
use crate::models::PromoGift;
use crate::models::ReceiptContent;
use crate::models::ReceiptId;
use crate::models::RejectReason;
use crate::models::Release;
use crate::models::Settled;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::UsualReason;
use crate::models::VpnKind;
use crate::services::house;
use crate::services::money::books;
use crate::services::money::by_hand;
use crate::services::money::checks;
use crate::services::money::fulfil;
use crate::services::money::gifts;
use crate::services::money::held;
use crate::services::money::orders;
use crate::services::money::promos;
use crate::services::money::receipts;
use crate::services::money::refunds;
use crate::services::money::testing;
use crate::services::money::testing::money;
use crate::services::money::testing::pay;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::vpn::testing as vpn;
use crate::services::vpn::testing::write;
use crate::utils::clock::Clock;
use crate::utils::seal::SealKey;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The promotion codes of the house; the first may be used twice.
const CODES: [&str; 3] = ["HALF", "WEEK", "TODO"];
/// The house with what the world outside knows of it.
pub struct World {
    pub ctx: Ctx,
    config: Config,
    pub directory: PathBuf,
    plans: Vec<PlanId>,
    orders: Vec<OrderId>,
    pub charges: Vec<MoneyIn>,
    /// The charges we were told of, by their place.
    pub told: BTreeMap<usize, PaymentId>,
    /// All payments, those from balances too.
    payments: Vec<PaymentId>,
    pub adjusted: BTreeMap<i64, i64>,
    /// Something paid back elsewhere had been spent: the house bears it.
    pub is_borne: bool,
    wishes: usize,
    receipts: Vec<ReceiptId>,
    /// What the staff said came by receipts.
    pub approved: BTreeMap<PaymentId, i64>,
}

impl World {
    pub async fn new() -> Self {
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
            (vec![Product::Vip], Length::Lifetime),
            (vec![Product::WireGuard], Length::Until(NOW.plus_days(20))),
        ] {
            plans.push(testing::plan(&ctx, &products, length).await);
        }
        for (code, gift) in CODES.into_iter().zip([
            PromoGift::Percent(50),
            PromoGift::Days(7),
            PromoGift::Percent(100),
        ]) {
            let id = promos::make(&ctx, &admin(), code.to_owned(), gift, NOW).await;
            let most = (code == CODES[0]).then_some(2);
            let change = PromoChange::MostUses(most);
            promos::change(&ctx, &admin(), id.expect("made"), change, NOW)
                .await
                .expect("changed");
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
            receipts: Vec::new(),
            approved: BTreeMap::new(),
        }
    }

    pub fn now(&self) -> Timestamp {
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

    pub async fn happen(&mut self, event: &Event) {
        let now = self.now();
        match *event {
            Event::Open {
                person,
                what,
                method,
                code,
            } => self.open(person, what, method, code).await,
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
            Event::Receipt { order } => self.send_receipt(order).await,
            Event::Decide { receipt, more } => self.decide(receipt, more).await,
            Event::Redeem { gift, person } => self.redeem(gift, person).await,
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

    async fn open(&mut self, person: usize, what: usize, method: Method, code: Option<usize>) {
        self.wishes += 1;
        let (kind, plan) = match what {
            0..5 => (OrderKind::Plan, Some(self.plans[what])),
            5 => (OrderKind::Gift, Some(self.plans[2])),
            _ => (OrderKind::TopUp, None),
        };
        let mut wish = testing::wish(kind, plan, method, &self.wishes.to_string());
        if kind != OrderKind::TopUp {
            wish.promo = code.map(|code| CODES[code].to_owned());
        }
        let buyer = testing::buyer(PEOPLE[person]);
        if let Ok(id) = orders::open(&self.ctx, &buyer, wish.clone(), self.now()).await {
            // The same wish again is the same order.
            let again = orders::open(&self.ctx, &buyer, wish, self.now()).await;
            assert_eq!(again.expect("the same"), id);
            self.orders.push(id);
            let price = testing::order_of(&self.ctx, id).await.price;
            // What costs nothing is paid whatever the way.
            if method == Method::Balance || price.minor == 0 {
                let paid = write(&self.ctx, move |tx| Ok(crud::payments::of_order(tx, id)?)).await;
                self.payments.extend(paid.iter().map(|payment| payment.id));
            }
        }
    }

    async fn charge(&mut self, order: usize, fault: Fault, is_told: bool) {
        let Some(id) = self.order(order) else { return };
        let order = testing::order_of(&self.ctx, id).await;
        if order.method == Method::Balance || order.price.minor == 0 {
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
        let done = by_hand::adjust(&self.ctx, &admin(), UserId(user), amount, reason, now).await;
        if quiet(done).is_some() {
            *self.adjusted.entry(user).or_default() += minor;
        }
    }

    async fn send_receipt(&mut self, order: usize) {
        let Some(id) = self.order(order) else { return };
        let buyer = testing::order_of(&self.ctx, id).await.user;
        self.wishes += 1;
        let number = self.wishes;
        let new = NewReceipt {
            content: ReceiptContent::Photo,
            source: (
                ChatId(buyer.0),
                MessageId(i64::try_from(number).expect("a number")),
            ),
            file_id: format!("file{number}"),
            file_unique_id: format!("unique{number}"),
            reference: None,
        };
        let actor = testing::buyer(buyer.0);
        let sent = receipts::submit(&self.ctx, &actor, id, new, self.now()).await;
        if let Some(last) = quiet(sent).and_then(|view| view.last) {
            self.receipts.push(last.id);
        }
    }

    async fn decide(&mut self, receipt: usize, more: Option<i64>) {
        let Some(at) = receipt.checked_rem(self.receipts.len()) else {
            return;
        };
        let (id, now) = (self.receipts[at], self.now());
        let Some(more) = more else {
            let why = RejectReason::Usual(UsualReason::Unreadable);
            quiet(receipts::decide::reject(&self.ctx, &admin(), id, why, now).await);
            return;
        };
        let asked = write(&self.ctx, move |tx| {
            let receipt = crud::receipts::get(tx, id)?.expect("kept");
            let order = crud::orders::get(tx, receipt.order)?.expect("kept");
            Ok(order.price.minor)
        })
        .await;
        let minor = asked + more;
        let approved = receipts::decide::approve(&self.ctx, &admin(), id, Some(minor), now).await;
        if let Some(Settled::Paid(id) | Settled::Held(id, _)) = quiet(approved) {
            self.payments.push(id);
            assert_eq!(self.approved.insert(id, minor), None, "it came once");
        }
    }

    /// Whoever opens a gift has it, unless somebody has it already; its buyer opens nothing.
    async fn redeem(&mut self, gift: usize, person: usize) {
        let (now, at) = (self.now(), i64::try_from(gift).expect("a number") + 1);
        let found = gifts::look(&self.ctx, GiftId(at)).await.expect("read");
        let Some(code) = found.and_then(|card| card.code) else {
            return;
        };
        let code = code.strip_prefix(gifts::PREFIX).expect("a code");
        let person = testing::buyer(PEOPLE[person]);
        quiet(gifts::open(&self.ctx, &person, code, now).await);
    }

    /// The server works, and everything we were not told is told: then nothing waits.
    pub async fn settle_all(&mut self) {
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
        let now = self.now();
        let look = write(&self.ctx, move |tx| checks::find(tx, now)).await;
        assert_eq!(look.waiting, [], "all that was paid is delivered");
    }
}
