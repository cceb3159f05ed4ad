//! What holds after every event, whatever it was.

use super::PEOPLE;
use super::world::World;
use crate::crud;
use crate::models::BooksCheck;
use crate::models::Method;
use crate::models::Order;
use crate::models::OrderId;
use crate::models::OrderState;
use crate::models::Payment;
use crate::models::PaymentId;
use crate::models::PaymentState;
use crate::models::PaymentUse;
use crate::models::Posting;
use crate::models::PostingKind;
use crate::models::Task;
use crate::models::TaskState;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::money::books;
use crate::services::money::checks;
use crate::services::money::fulfil;
use rusqlite::Connection;

/// A payment with what the house knows of it.
struct Known {
    payment: Payment,
    postings: Vec<Posting>,
    /// Of its delivery.
    task: Option<TaskState>,
    /// How often it was said to go back.
    back: usize,
}

/// Everything that is judged, as it stood at one instant.
struct Picture {
    look: BooksCheck,
    orders: Vec<Order>,
    payments: Vec<Known>,
    balances: Vec<(i64, i64)>,
}

impl Picture {
    fn of(connection: &Connection, now: Timestamp) -> Result<Self, ServiceError> {
        let mut orders = Vec::new();
        for id in ids(connection, "SELECT id FROM orders ORDER BY id")? {
            orders.extend(crud::orders::get(connection, OrderId(id))?);
        }
        let mut payments = Vec::new();
        for id in ids(connection, "SELECT id FROM payments ORDER BY id")? {
            payments.extend(known(connection, PaymentId(id))?);
        }
        let mut balances = Vec::new();
        for user in PEOPLE {
            balances.push((user, books::balance_in(connection, UserId(user), "USD")?));
        }
        Ok(Self {
            look: checks::find(connection, now)?,
            orders,
            payments,
            balances,
        })
    }

    fn order(&self, payment: &Payment) -> Option<&Order> {
        let of_it = |order: &&Order| Some(order.id) == payment.order;
        self.orders.iter().find(of_it)
    }
}

fn ids(connection: &Connection, sql: &str) -> Result<Vec<i64>, ServiceError> {
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_map([], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn known(connection: &Connection, id: PaymentId) -> Result<Option<Known>, ServiceError> {
    let Some(payment) = crud::payments::get(connection, id)? else {
        return Ok(None);
    };
    let events = crud::payments::events(connection, None, Some(id))?;
    let back = events
        .iter()
        .filter(|event| matches!(event.kind.as_str(), "refunding" | "refunded"));
    Ok(Some(Known {
        back: back.count(),
        postings: crud::ledger::list_of_payment(connection, id)?,
        task: crud::tasks::get_state(
            connection,
            &Task::FulfilPayment { payment: id }.dedupe_key(),
        )?,
        payment,
    }))
}

impl World {
    /// What holds after every event.
    pub async fn judge(&self) {
        let now = self.now();
        let picture = self
            .ctx
            .db
            .read(move |connection| Picture::of(connection, now));
        let picture = picture.await.expect("read");
        assert_eq!(picture.look.faults(), 0, "{:?}", picture.look);
        // Money in is money recorded, once.
        let outside = (picture.payments.iter()).filter(|one| one.payment.method != Method::Balance);
        assert_eq!(outside.count(), self.told.len() + self.approved.len());
        for known in &picture.payments {
            self.judge_amount(&known.payment);
            judge_payment(known, picture.order(&known.payment));
        }
        for order in &picture.orders {
            judge_order(order, &picture);
        }
        self.judge_balances(&picture);
    }

    /// What was recorded is what came.
    fn judge_amount(&self, payment: &Payment) {
        if let Some((at, _)) = self.told.iter().find(|(_, id)| **id == payment.id) {
            assert_eq!(payment.amount, self.charges[*at].amount);
        }
        if let Some(minor) = self.approved.get(&payment.id) {
            assert_eq!(payment.amount.minor, *minor);
        }
    }

    /// What people have with the house is what they put there, without what they spent.
    fn judge_balances(&self, picture: &Picture) {
        for (user, has) in &picture.balances {
            assert!(*has >= 0, "nobody owes the house");
            let mut model = self.adjusted.get(user).copied().unwrap_or(0);
            let payments = picture.payments.iter().map(|known| &known.payment);
            for payment in payments.filter(|one| one.amount.currency == "USD") {
                let order = picture.order(payment);
                let is_theirs = fulfil::balance_of(payment, order) == Some(UserId(*user));
                if payment.state == PaymentState::Fulfilled && is_theirs {
                    model += payment.amount.minor;
                }
                let counts = payment.state != PaymentState::Refunded;
                let is_payer = payment.user == Some(UserId(*user));
                if payment.method == Method::Balance && is_payer && counts {
                    model -= payment.amount.minor;
                }
            }
            if !self.is_borne {
                assert_eq!(*has, model, "the balance of {user}");
            }
        }
    }
}

fn judge_order(order: &Order, picture: &Picture) {
    let payments = picture.payments.iter().map(|known| &known.payment);
    let of_it: Vec<_> = payments.filter(|one| one.order == Some(order.id)).collect();
    let has = |state| of_it.iter().any(|one| one.state == state);
    match order.state {
        OrderState::Paid => assert!(has(PaymentState::Paid), "{order:?} waits for nothing"),
        OrderState::Fulfilled => assert!(has(PaymentState::Fulfilled), "{order:?}"),
        OrderState::Review => assert!(has(PaymentState::Held), "{order:?}"),
        OrderState::Open
        | OrderState::Submitted
        | OrderState::Expired
        | OrderState::Cancelled
        | OrderState::Rejected
        | OrderState::Refunded => {
            let counts = |one: &&Payment| {
                one.usage == PaymentUse::Deliver
                    && matches!(one.state, PaymentState::Paid | PaymentState::Fulfilled)
            };
            assert!(!of_it.iter().any(counts), "{order:?} was paid");
        }
    }
}

fn judge_payment(known: &Known, order: Option<&Order>) {
    let (payment, postings) = (&known.payment, &known.postings);
    let count = |kinds: &[PostingKind]| {
        let found = postings.iter().filter(|one| kinds.contains(&one.kind));
        found.count()
    };
    assert_eq!(count(&[PostingKind::Received, PostingKind::Held]), 1);
    if payment.state == PaymentState::Paid {
        // It waits where everybody sees it.
        assert_eq!(known.task, Some(TaskState::Due), "{payment:?}");
    }
    if payment.state == PaymentState::Fulfilled {
        let given = count(&[PostingKind::Delivered, PostingKind::ToBalance]);
        let most = 1 + known.back;
        assert!((1..=most).contains(&given), "{payment:?}: {postings:?}");
        let is_whole = fulfil::balance_of(payment, order).is_none();
        assert!(payment.given.is_some() || !is_whole, "{payment:?}");
    }
}
