//! What Telegram says about money: somebody is about to pay, paid, was paid back, or changed a subscription.

use super::events::actor;
use super::events::settle;
use super::reply;
use crate::context::Ctx;
use crate::handlers::Reply;
use crate::models::Identity;
use crate::models::InboxSeq;
use crate::models::Settled;
use crate::models::UserId;
use crate::screens::Reader;
use crate::screens::stars;
use crate::screens::upkeep;
use crate::services::ServiceError;
use crate::services::money;
use crate::services::notify;
use crate::telegram::admins;
use crate::telegram::bot::Bot;
use crate::telegram::call::Call;
use crate::telegram::inbox::Ending;
use crate::telegram::inbox::Handled;
use crate::telegram::sender::Lane;
use crate::telegram::sender::Repeat;
use crate::telegram::sender::Request;
use crate::telegram::update::Message;
use crate::telegram::update::PreCheckoutQuery;
use crate::telegram::update::RefundedPayment;
use crate::telegram::update::SubscriptionUpdate;
use crate::telegram::update::SuccessfulPayment;
use crate::utils::locale::Lang;
use std::sync::Arc;
use std::time::Duration;

/// Telegram waits ten seconds for the answer to a pre-checkout: it is tried for so long.
const CHECKOUT_PATIENCE: Duration = Duration::from_secs(8);
/// The database has so long to say whether somebody may pay; else they may not, this time.
const JUDGED_WITHIN: Duration = Duration::from_millis(1_500);
/// And so long to say in which language they hear it; else it is Telegram's for them.
const READ_WITHIN: Duration = Duration::from_millis(400);

/// Whether somebody may pay; a no with its reason. The only point where Stars can be refused.
pub async fn pre_checkout(ctx: &Arc<Ctx>, bot: &Bot, query: &PreCheckoutQuery) -> Ending {
    let user = UserId(query.from.id);
    let no = refusal(ctx, query).await;
    let call = Call::new("answerPreCheckoutQuery")
        .set("pre_checkout_query_id", query.id.as_str())
        .set("ok", no.is_none())
        .set("error_message", no);
    let pending = bot.sender.send(Request {
        call,
        lane: Lane::Urgent,
        repeat: Repeat::UntilCertain,
        give_up_after: CHECKOUT_PATIENCE,
    });
    Box::pin(reply::sent(ctx.clone(), user, pending))
}

/// Why somebody may not pay, in their words; `None` = they may.
async fn refusal(ctx: &Ctx, query: &PreCheckoutQuery) -> Option<String> {
    let user = UserId(query.from.id);
    let maintenance = ctx.maintenance();
    if maintenance.is_on() {
        let reader = reader_soon(ctx, query).await;
        return Some(upkeep::closed_alert(reader, &maintenance));
    }
    let judged = money::stars::check_out(ctx, query.checkout(), ctx.clock.now());
    let no = match tokio::time::timeout(JUDGED_WITHIN, judged).await {
        Ok(Ok(None)) => return None,
        Ok(Ok(Some(no))) => Some(no),
        Ok(Err(error)) => {
            let who = Identity::User(user);
            notify::log_error_and_notify(ctx, who, "pre-checkout", &error.to_string());
            None
        }
        Err(_) => {
            log::warn!("[{user}] the database was too slow for a pre-checkout");
            return Some(stars::checkout_later(reader_at_once(ctx, query).lang));
        }
    };
    let reader = reader_soon(ctx, query).await;
    Some(match no {
        Some(no) => stars::checkout_no(reader.lang, no),
        None => stars::checkout_later(reader.lang),
    })
}

/// How whoever wants to pay reads, if the database says it soon.
async fn reader_soon(ctx: &Ctx, query: &PreCheckoutQuery) -> Reader {
    let asked = admins::reader(ctx, UserId(query.from.id));
    match tokio::time::timeout(READ_WITHIN, asked).await {
        Ok(reader) => reader,
        Err(_) => reader_at_once(ctx, query),
    }
}

/// The same without asking the database: in the language that Telegram says is theirs.
fn reader_at_once(ctx: &Ctx, query: &PreCheckoutQuery) -> Reader {
    let telegram = query.from.language_code.as_deref();
    Reader {
        lang: Lang::choose(None, telegram, ctx.default_lang()),
        ..admins::reader_of(ctx, None)
    }
}

/// A message that tells of money: it is taken in, or what it brought is taken back. `None`: it tells of none.
pub async fn money_moved(ctx: &Ctx, seq: InboxSeq, message: &Message) -> Option<Handled> {
    // In a private chat the chat is the person, whoever Telegram says wrote the message.
    let payer = UserId(message.chat.id);
    if let Some(paid) = &message.successful_payment {
        if !paid.is_money() {
            let kind = "successful_payment".to_owned();
            return Some(Handled::Unreadable { kind });
        }
        return Some(settle(ctx, "payment", paid_by(ctx, seq, payer, paid).await));
    }
    let refunded = message.refunded_payment.as_ref()?;
    Some(settle(ctx, "refund", went_back(ctx, refunded).await))
}

async fn paid_by(
    ctx: &Ctx,
    seq: InboxSeq,
    payer: UserId,
    paid: &SuccessfulPayment,
) -> Result<(), ServiceError> {
    let (actor, now) = (actor(payer.0, seq), ctx.clock.now());
    match money::stars::paid(ctx, &actor, paid.money(payer), now).await? {
        Settled::Paid(id) => log::info!("[{payer}] paid, payment {id}"),
        Settled::Held(id, why) => log::warn!("[{payer}] paid, payment {id} is held: {why:?}"),
        Settled::Known(id) => log::info!("[{payer}] payment {id} was told before"),
    }
    Ok(())
}

async fn went_back(ctx: &Ctx, refunded: &RefundedPayment) -> Result<(), ServiceError> {
    let charge = refunded.telegram_payment_charge_id.clone();
    if let Some(payment) = money::stars::payment_of(ctx, charge).await? {
        money::refunds::refunded(ctx, payment, ctx.clock.now()).await?;
    }
    Ok(())
}

/// A subscription was stopped, goes on, or could not be paid: kept, and said to its payer.
pub async fn subscription_changed(
    ctx: &Arc<Ctx>,
    bot: &Bot,
    seq: InboxSeq,
    change: &SubscriptionUpdate,
) -> Handled {
    let Some(state) = change.state() else {
        log::warn!("a subscription is in a state that is not known");
        return Handled::Done(Vec::new());
    };
    let actor = actor(change.user.id, seq);
    let (code, now) = (change.invoice_payload.clone(), ctx.clock.now());
    match money::stars::heard(ctx, &actor, code, state, now).await {
        Ok(Some(view)) => {
            let user = view.subscription.user;
            let reader = admins::reader(ctx, user).await;
            let screen = stars::changed(reader, &view.order, &view.subscription);
            let to = reply::To::chat(user);
            Handled::Done(reply::deliver(ctx, bot, &to, Reply::show(screen)))
        }
        Ok(None) => Handled::Done(Vec::new()),
        Err(error) => settle(ctx, "subscription", Err(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Durability;
    use crate::services::tests::ctx;
    use serde_json::json;
    use std::time::Instant;

    /// Both the writer and every reader of the database are busy for that long.
    fn busy(ctx: &Arc<Ctx>, time: Duration) {
        let writer = ctx.clone();
        tokio::spawn(async move {
            let slow = writer.db.write(Durability::Normal, move |_| {
                std::thread::sleep(time);
                Ok::<_, ServiceError>(())
            });
            slow.await
        });
        for _ in 0..3 {
            let reader = ctx.clone();
            tokio::spawn(async move {
                let slow = reader.db.read(move |_| {
                    std::thread::sleep(time);
                    Ok::<_, ServiceError>(())
                });
                slow.await
            });
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_slow_database_does_not_hold_the_answer_up() {
        let ctx = Arc::new(ctx().await);
        let query: PreCheckoutQuery = serde_json::from_value(json!({
            "id": "1", "from": {"id": 2001, "first_name": "Ana", "language_code": "en"},
            "currency": "XTR", "total_amount": 100, "invoice_payload": "ord_x",
        }))
        .expect("a query");
        busy(&ctx, Duration::from_secs(3));
        tokio::time::sleep(Duration::from_millis(100)).await;
        let begun = Instant::now();
        let no = refusal(&ctx, &query).await.expect("not now");
        assert!(begun.elapsed() < Duration::from_millis(2_500), "{no}");
        assert_eq!(no, stars::checkout_later(Lang::of_tag("en").expect("en")));
    }
}
