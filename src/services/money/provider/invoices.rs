//! Invoices: asked for once, and found again when the answer was lost.

use super::NOTES_PATH;
use super::looks;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::integrations::payments::Invoice;
use crate::integrations::payments::NewInvoice;
use crate::integrations::payments::Provider;
use crate::integrations::payments::ProviderError;
use crate::models::Identity;
use crate::models::MessageId;
use crate::models::Order;
use crate::models::OrderId;
use crate::models::OrderState;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::money::settings;
use crate::utils::seal::SealKey;
use serde_json::json;

/// What came of asking for an invoice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Offered {
    /// It is there, and is paid at that address.
    Ready { pay_url: String },
    /// The order was paid or ended meanwhile.
    Closed,
    /// To be tried again after so many seconds; nothing is wrong.
    Later { seconds: i64, why: String },
    /// To be tried again. `is_denied`: until somebody sees to the credentials it will not help.
    Retry { why: String, is_denied: bool },
    /// The provider takes no such order.
    Rejected { why: String },
}

/// Has the provider of an order make its invoice, or finds the one it made. `title` is what is sold, for the payer.
pub async fn offer(
    ctx: &Ctx,
    order: &Order,
    title: String,
    now: Timestamp,
) -> Result<Offered, ServiceError> {
    if let Some(sealed) = &order.pay_url {
        return Ok(Offered::Ready {
            pay_url: opened(&ctx.seal, sealed)?,
        });
    }
    let Some(provider) = ctx.providers.of_method(order.method) else {
        let why = "the settings name no account".to_owned();
        return Ok(Offered::Rejected { why });
    };
    let id = order.id;
    let is_first = ctx
        .db
        .write(Durability::Full, move |tx| {
            Ok::<_, ServiceError>(crud::orders::update_asked(tx, id, now)?)
        })
        .await?;
    let new = NewInvoice {
        code: order.code.clone(),
        amount: order.price.clone(),
        title,
        expires_at: order.expires_at,
        note_url: note_url(ctx, order).await?,
    };
    match make(provider.as_ref(), &new, is_first).await {
        Ok(invoice) => keep(ctx, order, invoice, now).await,
        Err(error) => {
            note_trouble(ctx, id, error.to_string()).await?;
            Ok(judged(error))
        }
    }
}

/// What may have been made before is looked for first: not every server knows that an order has one invoice.
async fn make(
    provider: &dyn Provider,
    new: &NewInvoice,
    is_first: bool,
) -> Result<Invoice, ProviderError> {
    if !is_first && let Some(found) = find(provider, &new.code).await? {
        return Ok(found);
    }
    match provider.create(new).await {
        Err(ProviderError::Duplicate) => find(provider, &new.code)
            .await?
            .ok_or(ProviderError::Duplicate),
        made => made,
    }
}

async fn find(provider: &dyn Provider, code: &str) -> Result<Option<Invoice>, ProviderError> {
    let found = provider.find(code).await?;
    Ok(found.map(|transaction| Invoice {
        pay_url: provider.pay_url(&transaction.id),
        id: transaction.id,
    }))
}

fn judged(error: ProviderError) -> Offered {
    match error {
        ProviderError::Busy { seconds } => Offered::Later {
            seconds,
            why: error.to_string(),
        },
        ProviderError::Rejected(_) => Offered::Rejected {
            why: error.to_string(),
        },
        ProviderError::Denied(_) => Offered::Retry {
            why: error.to_string(),
            is_denied: true,
        },
        ProviderError::Unknown(_)
        | ProviderError::Duplicate
        | ProviderError::NotFound
        | ProviderError::Strange(_) => Offered::Retry {
            why: error.to_string(),
            is_denied: false,
        },
    }
}

/// Where notes about the order are to be sent, if the house can be reached from outside.
async fn note_url(ctx: &Ctx, order: &Order) -> Result<Option<String>, ServiceError> {
    let (Some(url), true) = (&ctx.config.public_url, ctx.config.http_listen.is_some()) else {
        return Ok(None);
    };
    let path = settings::get(ctx).await?.webhook_path;
    let method = order.method.name();
    Ok((!path.is_empty()).then(|| format!("{url}{NOTES_PATH}{method}/{path}")))
}

async fn keep(
    ctx: &Ctx,
    order: &Order,
    invoice: Invoice,
    now: Timestamp,
) -> Result<Offered, ServiceError> {
    let sealed = (ctx.seal.seal(&invoice.pay_url))
        .map_err(|error| ServiceError::Fault(format!("an address cannot be sealed: {error}")))?;
    let id = order.id;
    let provider_ref = invoice.id;
    let is_open = ctx
        .db
        .write(Durability::Full, move |tx| {
            let Some(order) = crud::orders::get(tx, id)? else {
                return Ok::<_, ServiceError>(false);
            };
            // It may have been paid before the provider's answer was here.
            let is_open = order.state.is_payable();
            let next = looks::next_look(&order, now).filter(|_| is_open);
            crud::orders::update_offered(tx, id, &provider_ref, Some(&sealed), next)?;
            let what = Some(provider_ref.as_str());
            crud::payments::insert_event(tx, Some(id), None, "offered", None, what, now)?;
            Ok(is_open)
        })
        .await?;
    ctx.schedule_changed.notify_one();
    Ok(if is_open {
        Offered::Ready {
            pay_url: invoice.pay_url,
        }
    } else {
        Offered::Closed
    })
}

async fn note_trouble(ctx: &Ctx, id: OrderId, why: String) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::orders::update_trouble(tx, id, Some(&why))?)
        })
        .await
}

/// Keeps the message by which the buyer was handed the address.
pub async fn delivered(
    ctx: &Ctx,
    id: OrderId,
    message: Option<MessageId>,
) -> Result<(), ServiceError> {
    let Some(message) = message else {
        return Ok(());
    };
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::orders::update_message(tx, id, message)?)
        })
        .await
}

/// Closes an order that its provider does not take, so that it counts for nothing any more.
pub async fn give_up(
    ctx: &Ctx,
    id: OrderId,
    why: String,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            let from = [OrderState::Open];
            if !crud::orders::update_state(tx, id, &from, OrderState::Cancelled, now)? {
                return Ok(());
            }
            let detail = Some(why.as_str());
            crud::payments::insert_event(tx, Some(id), None, "refused", None, detail, now)?;
            let details = json!({ "why": why });
            let target = format!("order:{id}");
            audit::record(
                tx,
                Identity::System,
                "order.cancelled",
                target,
                details,
                now,
            )
        })
        .await
}

fn opened(seal: &SealKey, sealed: &str) -> Result<String, ServiceError> {
    seal.open(sealed)
        .map_err(|error| ServiceError::Fault(format!("an address to pay at: {error}")))
}
