//! Leaving whatever was begun.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::admin;
use crate::handlers::user;
use crate::models::Door;
use crate::screens::channels;
use crate::screens::home::HomeNote;
use crate::screens::notices::Toast;
use crate::services::ServiceError;

/// Shows where the person was before the dialogue, which is over by now.
pub async fn cancel(visit: &Visit<'_>, had: Option<Dialogue>) -> Result<Reply, ServiceError> {
    let reply = match had {
        None => return user::start::after(visit, HomeNote::NothingToCancel).await,
        Some(Dialogue::RedeemToken) => user::start::after(visit, HomeNote::Cancelled).await?,
        Some(Dialogue::ChooseChannel(door)) => {
            return admin::channels::cancel(visit, door, had).await;
        }
        Some(Dialogue::WaitTime) => admin::panel::desk(visit, Door::Free).await?,
        Some(
            Dialogue::TokenDuration
            | Dialogue::TokenValidity(_)
            | Dialogue::TokenCount(_)
            | Dialogue::TokenNote(_)
            | Dialogue::TokenSearch,
        ) => admin::panel::desk(visit, Door::Vip).await?,
        Some(Dialogue::Reaction(question)) => admin::reactions::left(visit, question).await?,
        Some(Dialogue::Broadcast(_)) => admin::broadcasts::targets(visit).await?,
        Some(Dialogue::Member(question)) => admin::members::left(visit, question).await?,
        Some(Dialogue::Key(question)) => user::keys::left(visit, question).await?,
        Some(Dialogue::Settings(question)) => admin::settings::cancelled(visit, question).await?,
        Some(Dialogue::Vpn(question)) => admin::vpn::left(visit, question).await?,
        Some(Dialogue::Profile(question)) => user::profile::left(visit, question).await?,
        Some(Dialogue::Support(question)) => user::support::left(visit, question).await?,
        Some(Dialogue::Person(question)) => admin::persons::left(visit, question).await?,
        Some(Dialogue::Role(question)) => admin::roles::left(visit, question).await?,
        Some(Dialogue::Audit(question)) => admin::audit::left(visit, question).await?,
        Some(Dialogue::Notice(question)) => admin::notices::left(visit, question).await?,
        Some(Dialogue::Ticket(question)) => admin::tickets::left(visit, question).await?,
        Some(Dialogue::House(question)) => admin::upkeep::left(visit, question).await?,
        Some(Dialogue::Backup(question)) => admin::backups::left(visit, question).await?,
        Some(Dialogue::Shop(question)) => user::shop::left(visit, question).await?,
        Some(Dialogue::Purse(question)) => user::purse::left(visit, question).await?,
        Some(Dialogue::Plan(question)) => admin::plans::left(visit, question).await?,
        Some(Dialogue::Till(question)) => admin::till::left(visit, question).await?,
        Some(Dialogue::Receipt(question)) => admin::receipts::left(visit, question).await?,
        Some(Dialogue::Payment(question)) => admin::payments::left(visit, question).await?,
        Some(Dialogue::Ledger(question)) => admin::ledger::left(visit, question).await?,
        Some(Dialogue::Promo(question)) => admin::promos::left(visit, question).await?,
        Some(Dialogue::Source(question)) => admin::sources::left(visit, question).await?,
        Some(Dialogue::Hook(question)) => admin::webhooks::left(visit, question).await?,
        Some(Dialogue::Api(question)) => admin::api::left(visit, question),
        Some(Dialogue::Server(question)) => admin::servers::left(visit, question).await?,
    };
    Ok(reply.with_toast(visit.toast(Toast::Cancelled)))
}

/// The key "❌ Cancelar" of the picker's keyboard, which goes away even if nobody remembers the question.
pub async fn key(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    match visit.forget().await {
        Some(dialogue @ Dialogue::ChooseChannel(_)) => cancel(visit, Some(dialogue)).await,
        had => {
            let reply = cancel(visit, had).await?;
            Ok(reply.preceded_by(channels::cancelled(visit.reader)))
        }
    }
}
