//! Payment providers that are reached over the internet: invoices, looks, notes, and the house's account there.
//!
//! Invariants: an order is noted as asked for before its provider is asked, so that what a lost answer left behind is
//! looked up first; nothing counts as paid but what the provider says when it is asked.

pub mod invoices;
pub mod looks;
pub mod notes;

use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::integrations::payments::Account;
use crate::integrations::payments::ProviderError;
use crate::models::Actor;
use crate::models::Method;
use crate::models::MoneyRefusal;
use crate::models::Permission;
use crate::models::ProviderState;
use crate::models::ProviderView;
use crate::models::QvaPayFacts;
use crate::models::Timestamp;
use crate::services::ServiceError;

/// What the address of the house begins with at which notes of providers arrive.
pub const NOTES_PATH: &str = "/hooks/";

/// Has every open invoice looked at soon: notes may have been lost while the house was away.
pub async fn prepare(ctx: &Ctx, now: Timestamp) -> Result<(), ServiceError> {
    if ctx.providers.all().is_empty() {
        return Ok(());
    }
    ctx.db
        .write(Durability::Normal, move |tx| {
            crud::orders::update_all_looks(tx, now)?;
            Ok(())
        })
        .await
}

/// Whether that way to pay can be used at all: what a provider does needs an account there.
pub fn is_open(ctx: &Ctx, method: Method) -> bool {
    match method {
        Method::QvaPay => ctx.providers.of_method(method).is_some(),
        Method::Stars | Method::Manual | Method::Balance => true,
    }
}

/// Refuses an order that no provider could take.
pub(super) fn need(ctx: &Ctx, method: Method, currency: &str) -> Result<(), ServiceError> {
    let is_taken = match ctx.providers.of_method(method) {
        Some(provider) => provider.currency() == currency,
        None => is_open(ctx, method),
    };
    is_taken
        .then_some(())
        .ok_or_else(|| MoneyRefusal::MethodClosed.into())
}

/// How each provider answers just now and what is on the house's account there. Takes as long as they do.
pub async fn account(ctx: &Ctx, actor: &Actor) -> Result<Vec<ProviderView>, ServiceError> {
    actor.need(Permission::SeePayments)?;
    let watched = ctx
        .db
        .read(|connection| Ok::<_, ServiceError>(crud::orders::count_to_look(connection)?))
        .await?;
    let has_notes = ctx.config.http_listen.is_some() && ctx.config.public_url.is_some();
    let mut views = Vec::new();
    for method in [Method::QvaPay] {
        let state = match ctx.providers.of_method(method) {
            None => ProviderState::Off,
            Some(provider) => match provider.account().await {
                Ok(account) => ProviderState::Works {
                    app: account.name,
                    is_active: account.is_active,
                    balance: account.balance,
                },
                Err(error) => ProviderState::Fails(error.to_string()),
            },
        };
        views.push(ProviderView {
            method,
            state,
            has_notes,
            watched,
        });
    }
    Ok(views)
}

/// What QvaPay says of the app, for the doctor of the running bot.
pub async fn checkup(ctx: &Ctx) -> QvaPayFacts {
    match ctx.providers.of_method(Method::QvaPay) {
        Some(provider) => facts_of(provider.account().await),
        None => QvaPayFacts::Off,
    }
}

/// The same from an answer, for a doctor without a house.
pub fn facts_of(answer: Result<Account, ProviderError>) -> QvaPayFacts {
    match answer {
        Ok(account) => QvaPayFacts::Answers {
            app: account.name,
            is_active: account.is_active,
        },
        Err(ProviderError::Denied(error) | ProviderError::Rejected(error)) => {
            QvaPayFacts::Refuses { error }
        }
        Err(
            error @ (ProviderError::Unknown(_)
            | ProviderError::Busy { .. }
            | ProviderError::Duplicate
            | ProviderError::NotFound
            | ProviderError::Strange(_)),
        ) => QvaPayFacts::Fails {
            error: error.to_string(),
        },
    }
}
