//! What the bot has asked a person and waits to hear.

use crate::handlers::admin;
use crate::handlers::user;
use crate::models::Door;
use crate::models::TokenDraft;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Dialogue {
    /// Which token?
    RedeemToken,
    /// Which chat stands behind the door?
    ChooseChannel(Door),
    /// How long do people wait for the Free channel?
    WaitTime,
    /// How long is the access?
    TokenDuration,
    /// Until when may it be redeemed?
    TokenValidity(TokenDraft),
    /// How many?
    TokenCount(TokenDraft),
    /// Which note? Then they are made.
    TokenNote(TokenDraft),
    /// Which tokens are looked for?
    TokenSearch,

    // The areas with questions of their own.
    Broadcast(admin::broadcasts::Question),
    Mailing(admin::mailings::Question),
    Reaction(admin::reactions::Question),
    Statistics(admin::statistics::Question),
    Member(admin::members::Question),
    Settings(admin::settings::Question),
    Key(user::keys::Question),
    Server(admin::servers::Question),
    Vpn(admin::vpn::Question),
    Profile(user::profile::Question),
    Support(user::support::Question),
    Person(admin::persons::Question),
    Role(admin::roles::Question),
    Audit(admin::audit::Question),
    Notice(admin::notices::Question),
    Ticket(admin::tickets::Question),
    House(admin::upkeep::Question),
    Backup(admin::backups::Question),
    Shop(user::shop::Question),
    Purse(user::purse::Question),
    Plan(admin::plans::Question),
    Till(admin::till::Question),
    Receipt(admin::receipts::Question),
    Payment(admin::payments::Question),
    Ledger(admin::ledger::Question),
    Promo(admin::promos::Question),
    Source(admin::sources::Question),
    Hook(admin::webhooks::Question),
    Api(admin::api::Question),
}
