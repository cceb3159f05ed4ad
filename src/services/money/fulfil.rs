//! What a payment brings: given once, in the transaction that says so; and taken back when it is paid back.

use super::books;
use super::settle;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Change;
use crate::models::DAY;
use crate::models::Given;
use crate::models::GivenPart;
use crate::models::Goods;
use crate::models::Identity;
use crate::models::LedgerAccount;
use crate::models::Length;
use crate::models::NewPosting;
use crate::models::Order;
use crate::models::OrderKind;
use crate::models::OrderNews;
use crate::models::OrderState;
use crate::models::Payment;
use crate::models::PaymentId;
use crate::models::PaymentState;
use crate::models::PaymentUse;
use crate::models::PostingKind;
use crate::models::Product;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::TermEnd;
use crate::models::TermQuota;
use crate::models::Terms;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::vpn::keys;
use crate::services::vpn::lifecycle;
use crate::utils::dates;
use crate::utils::seal::SealKey;
use rusqlite::{Connection, Transaction};

/// What a month of a subscription lasts longer than it was paid for: Telegram charges the next one at its very end.
const RENEWAL_SLACK: i64 = DAY;

/// An end of something: an instant, or never.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    At(Timestamp),
    Never,
}

impl End {
    fn of(until: Option<Timestamp>) -> Self {
        until.map_or(Self::Never, Self::At)
    }

    /// As the database keeps it: `None` = never.
    pub fn instant(self) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::Never => None,
        }
    }
}

/// Gives what a payment is for, unless that is done. Returns whether it was done now.
///
/// # Errors
/// When something of it cannot be given: then nothing of it is, and the next try gives all.
pub async fn fulfil(ctx: &Ctx, id: PaymentId, now: Timestamp) -> Result<bool, ServiceError> {
    let seal = ctx.seal.clone();
    let done = ctx
        .db
        .write(Durability::Full, move |tx| fulfil_in(tx, &seal, id, now))
        .await?;
    if done {
        ctx.task_added.notify_one();
        ctx.schedule_changed.notify_one();
    }
    Ok(done)
}

fn fulfil_in(
    tx: &Transaction<'_>,
    seal: &SealKey,
    id: PaymentId,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let Some(payment) = crud::payments::get(tx, id)? else {
        return Ok(false);
    };
    if payment.state != PaymentState::Paid {
        return Ok(false);
    }
    let order = match payment.order {
        Some(order) => crud::orders::get(tx, order)?,
        None => None,
    };
    let event =
        crud::payments::insert_event(tx, payment.order, Some(id), "fulfilled", None, None, now)?;
    let news = match (balance_of(&payment, order.as_ref()), &order) {
        (Some(user), _) => to_balance(tx, &payment, user, event, now)?,
        (None, Some(order)) => delivered(tx, seal, &payment, order, event, now)?,
        (None, None) => {
            return Err(ServiceError::Fault(format!("payment {id} has no payer")));
        }
    };
    crud::payments::update_state(
        tx,
        id,
        &[PaymentState::Paid],
        PaymentState::Fulfilled,
        None,
        now,
    )?;
    if let Some(order) = &order {
        let waits = |one: &Payment| one.state == PaymentState::Paid && settle::is_of(one, order);
        let others = crud::payments::of_order(tx, order.id)?;
        if settle::is_of(&payment, order) && !others.iter().any(waits) {
            let from = [OrderState::Paid];
            crud::orders::update_state(tx, order.id, &from, OrderState::Fulfilled, now)?;
        }
        let task = Task::TellOrder {
            order: order.id,
            news,
            fact: event,
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    let (target, details) = (format!("payment:{id}"), settle::facts_of(&payment));
    audit::record(
        tx,
        Identity::System,
        "payment.fulfilled",
        target,
        details,
        now,
    )?;
    Ok(true)
}

/// On whose balance a payment goes, or went; `None` = it is for what was ordered. A top-up is for whoever ordered it,
/// whoever paid.
pub(super) fn balance_of(payment: &Payment, order: Option<&Order>) -> Option<UserId> {
    match (payment.usage, order) {
        (PaymentUse::Deliver, Some(order)) => match order.kind {
            OrderKind::TopUp => Some(order.user),
            OrderKind::Plan | OrderKind::Gift => None,
        },
        (PaymentUse::Balance, _) | (PaymentUse::Deliver, None) => payment.user,
    }
}

fn to_balance(
    tx: &Transaction<'_>,
    payment: &Payment,
    user: UserId,
    event: i64,
    now: Timestamp,
) -> Result<OrderNews, ServiceError> {
    let (kind, owed) = (PostingKind::ToBalance, LedgerAccount::Owed);
    let posting = NewPosting {
        user: Some(user),
        ..books::of_step(payment, kind, owed, LedgerAccount::Balance(user), event)
    };
    books::post(tx, &posting, now)?;
    // What it had brought before was taken back.
    crud::payments::clear_given(tx, payment.id)?;
    Ok(OrderNews::OnBalance)
}

fn delivered(
    tx: &Transaction<'_>,
    seal: &SealKey,
    payment: &Payment,
    order: &Order,
    event: i64,
    now: Timestamp,
) -> Result<OrderNews, ServiceError> {
    let (extra_days, at_least) = extra(tx, payment, order)?;
    let given = match order.kind {
        OrderKind::Plan | OrderKind::TopUp => {
            // Given again after it was taken back, it is another fact.
            let cause = format!("payment:{}:{event}", payment.id);
            let goods = &order.goods;
            let length = |before| end_of(before, goods.length, extra_days, at_least, now);
            Given {
                parts: give_by(tx, seal, order.user, goods, length, &cause, now)?,
                gift: None,
            }
        }
        OrderKind::Gift => {
            let order = Order {
                extra_days,
                ..order.clone()
            };
            Given {
                parts: Vec::new(),
                gift: Some(super::gifts::make(tx, seal, payment, &order, now)?),
            }
        }
    };
    crud::payments::update_given(tx, payment.id, &given)?;
    let (kind, owed) = (PostingKind::Delivered, LedgerAccount::Owed);
    let posting = books::of_step(payment, kind, owed, LedgerAccount::Sales, event);
    books::post(tx, &posting, now)?;
    super::referrals::paid(tx, payment, now)?;
    Ok(OrderNews::Fulfilled)
}

/// Days beyond the length of an order's goods, and until when they last at least. A promotion's days are given once; a
/// month of a subscription lasts a little longer than it was paid for, since the next payment comes at its very end.
fn extra(
    connection: &Connection,
    payment: &Payment,
    order: &Order,
) -> Result<(u32, Option<Timestamp>), ServiceError> {
    let has_them =
        |one: &Payment| one.state == PaymentState::Fulfilled && one.usage == PaymentUse::Deliver;
    let payments = crud::payments::of_order(connection, order.id)?;
    let mut others = payments.iter().filter(|one| one.id != payment.id);
    let days = if others.any(has_them) {
        0
    } else {
        order.extra_days
    };
    let paid_until = payment.period_end.filter(|_| order.renews);
    Ok((days, paid_until.map(|until| until + RENEWAL_SLACK)))
}

/// The end of a length, not before an instant.
fn end_of(
    before: Option<End>,
    length: Length,
    extra_days: u32,
    at_least: Option<Timestamp>,
    now: Timestamp,
) -> Result<End, ServiceError> {
    let end = end_after(before, length, extra_days, now)?;
    Ok(match (end, at_least) {
        (End::At(end), Some(at_least)) => End::At(end.max(at_least)),
        (end @ (End::At(_) | End::Never), _) => end,
    })
}

/// The end of what somebody has running of a product; `None` = nothing runs.
pub fn running(
    connection: &Connection,
    user: UserId,
    product: Product,
    now: Timestamp,
) -> Result<Option<End>, ServiceError> {
    match product.kind() {
        None => {
            let found = crud::subscribers::get(connection, user)?;
            Ok(found
                .filter(|found| found.is_active && found.expiry_date.is_none_or(|end| end > now))
                .map(|found| End::of(found.expiry_date)))
        }
        Some(kind) => {
            let account = crud::vpn_accounts::of_user(connection, user, kind)?;
            Ok(account
                .filter(|account| !account.is_trial && !account.is_over(now))
                .map(|account| End::of(account.expires_at)))
        }
    }
}

/// The end of a length that begins where something running ends, or now.
pub fn end_after(
    running: Option<End>,
    length: Length,
    extra_days: u32,
    now: Timestamp,
) -> Result<End, ServiceError> {
    let base = match running {
        Some(End::Never) => return Ok(End::Never),
        Some(End::At(end)) => end.max(now),
        None => now,
    };
    let extra = i64::from(extra_days) * DAY;
    Ok(match length {
        Length::Days(days) => End::At(base.plus_days(i64::from(days)) + extra),
        Length::Months(months) => {
            let later = dates::plus_months(base, months)
                .ok_or_else(|| ServiceError::Fault(format!("{months} months is too long")))?;
            End::At(later + extra)
        }
        Length::Until(at) => End::At(at.max(base) + extra),
        Length::Lifetime => End::Never,
    })
}

/// Gives somebody everything an offer holds, after what they have running. What began together ends together.
#[expect(clippy::too_many_arguments, reason = "what is given, to whom, and why")]
pub fn give(
    tx: &Transaction<'_>,
    seal: &SealKey,
    user: UserId,
    goods: &Goods,
    extra_days: u32,
    cause: &str,
    now: Timestamp,
) -> Result<Vec<GivenPart>, ServiceError> {
    let length = |before| end_after(before, goods.length, extra_days, now);
    give_by(tx, seal, user, goods, length, cause, now)
}

/// The same with an end that is told by what was running before.
#[expect(clippy::too_many_arguments, reason = "what is given, to whom, and why")]
fn give_by(
    tx: &Transaction<'_>,
    seal: &SealKey,
    user: UserId,
    goods: &Goods,
    end: impl Fn(Option<End>) -> Result<End, ServiceError>,
    cause: &str,
    now: Timestamp,
) -> Result<Vec<GivenPart>, ServiceError> {
    let mut parts = Vec::new();
    for product in &goods.products {
        let before = running(tx, user, *product, now)?;
        let until = end(before)?;
        let mut part = GivenPart {
            product: *product,
            before: before.and_then(End::instant),
            was_lifetime: before == Some(End::Never),
            until: until.instant(),
            added_bytes: None,
            limit_before: None,
            devices_before: None,
        };
        match product.kind() {
            None => give_vip(tx, user, until, cause, now)?,
            Some(kind) => {
                note_limits(tx, user, kind, goods, before.is_some(), &mut part)?;
                give_keys(tx, seal, user, kind, goods, (before, until), cause, now)?;
            }
        }
        parts.push(part);
    }
    Ok(parts)
}

/// Notes what a running account gets beside time, so that it can be taken back.
fn note_limits(
    connection: &Connection,
    user: UserId,
    kind: VpnKind,
    goods: &Goods,
    is_running: bool,
    part: &mut GivenPart,
) -> Result<(), ServiceError> {
    let account = crud::vpn_accounts::of_user(connection, user, kind)?.filter(|_| is_running);
    let Some(account) = account else {
        return Ok(());
    };
    match (account.limit_bytes, goods.data_bytes) {
        (Some(_), Some(bytes)) => part.added_bytes = Some(bytes),
        (Some(limit), None) => part.limit_before = Some(limit),
        // More of what has no limit is still no limit.
        (None, _) => {}
    }
    if goods
        .devices
        .is_some_and(|devices| devices > account.devices)
    {
        part.devices_before = Some(account.devices);
    }
    Ok(())
}

fn give_vip(
    tx: &Transaction<'_>,
    user: UserId,
    until: End,
    cause: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    access::sell_until(tx, user, until.instant(), cause.to_owned(), now)?;
    // Even if they seem to be inside: the task asks Telegram, who knows.
    let task = Task::DeliverVipLink {
        user,
        fact: cause.to_owned(),
    };
    crud::tasks::insert(tx, &task, now, now)?;
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "what is given, to whom, and why")]
fn give_keys(
    tx: &Transaction<'_>,
    seal: &SealKey,
    user: UserId,
    kind: VpnKind,
    goods: &Goods,
    (before, until): (Option<End>, End),
    cause: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let quota = match (before, goods.data_bytes) {
        // What is left of a running quota stays.
        (Some(_), Some(bytes)) => TermQuota::Add(bytes),
        (_, bytes) => TermQuota::Set(bytes),
    };
    let account = crud::vpn_accounts::of_user(tx, user, kind)?.filter(|_| before.is_some());
    // Buying more never takes devices away from what runs.
    let least = account.map_or(1, |account| account.devices);
    let devices = goods.devices.map(|devices| devices.max(least));
    let terms = Terms {
        end: until.instant().map_or(TermEnd::Never, TermEnd::Until),
        quota,
        day_quota: Change::Set(None),
        devices: devices.map_or(Change::Keep, Change::Set),
        renews: before.is_none(),
        upgrades: true,
    };
    // They did it themselves: the receipt says it.
    let who = Identity::User(user);
    let account = lifecycle::terms(tx, user, kind, &terms, who, now)?;
    let account = crud::vpn_accounts::get(tx, account)?.ok_or(Refusal::NotFound)?;
    if crud::vpn_configs::of_account(tx, account.id)?.is_empty() {
        let made_from = format!("{cause}:{}", kind.name());
        let order = keys::Order {
            server: None,
            name: "",
            made_from: &made_from,
            by: Some(user),
        };
        keys::make_in(tx, seal, &account, &order, now)?;
    }
    Ok(())
}
