//! Making a key: one transaction writes everything, and what its server must do follows from it.

use super::name;
use super::offer::Right;
use super::offer::right;
use super::proxy;
use super::server_for;
use crate::context::Ctx;
use crate::crud;
use crate::integrations::outline;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::wireguard::keys;
use crate::models::Account;
use crate::models::Actor;
use crate::models::AddressId;
use crate::models::Cause;
use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::HOUR;
use crate::models::NewKey;
use crate::models::PeerId;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Routing;
use crate::models::Server;
use crate::models::ServerId;
use crate::models::Task;
use crate::models::Terms;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnConfig;
use crate::models::VpnEventKind;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use crate::services::vpn::lifecycle;
use crate::services::vpn::lifecycle::Happening;
use crate::services::vpn::pools;
use crate::utils::seal::SealKey;
use rusqlite::Transaction;
use serde_json::json;

/// Makes a key: a row, an address, a peer that its server is to let in, and the message that brings it. The server may
/// be down: the key comes when it is back. The same wish twice gives the same key.
///
/// # Errors
/// Refusals for a name that is none, for people without a right to it or with enough keys, and when all is full.
pub async fn make(
    ctx: &Ctx,
    actor: &Actor,
    new: NewKey,
    now: Timestamp,
) -> Result<ConfigId, ServiceError> {
    let by_staff = actor.identity.user() != Some(new.user);
    if by_staff {
        actor.need(Permission::ManageKeys)?;
    }
    let (identity, seal) = (actor.identity, ctx.seal.clone());
    act(ctx, actor, now, move |tx| {
        if let Some(made) = made_before(tx, &new.made_from, new.user)? {
            return Ok(made);
        }
        crud::users::get(tx, new.user)?.ok_or(Refusal::NotFound)?;
        let by = identity.user();
        let settings = crud::vpn_settings::get(tx)?;
        match right(tx, new.user, new.kind, by_staff, &settings, now)?.map_err(Refusal::Vpn)? {
            Right::Account { .. } => {}
            Right::New => {
                let is_new = crud::vpn_accounts::of_user(tx, new.user, new.kind)?.is_none();
                let terms = if is_new {
                    Terms::default()
                } else {
                    again(&settings)
                };
                lifecycle::terms(tx, new.user, new.kind, &terms, identity, now)?;
            }
        }
        let account =
            crud::vpn_accounts::of_user(tx, new.user, new.kind)?.ok_or(Refusal::NotFound)?;
        let order = Order {
            server: new.server,
            name: &new.name,
            made_from: &new.made_from,
            by,
        };
        let config = make_in(tx, &seal, &account, &order, now)?;
        if by_staff {
            let details = json!({ "config": config.0, "kind": new.kind.name() });
            let target = format!("user:{}", new.user);
            audit::record(tx, identity, "key.made", target, details, now)?;
        }
        Ok(config)
    })
    .await
}

/// What the house gives once more to somebody whose account is over.
fn again(settings: &crate::models::VpnSettings) -> Terms {
    use crate::models::{Change, TermEnd, TermQuota};
    Terms {
        end: match settings.self_days {
            Some(days) => TermEnd::Hours(days.saturating_mul(24)),
            None => TermEnd::Never,
        },
        quota: TermQuota::Set(settings.self_bytes),
        day_quota: Change::Set(None),
        devices: Change::Set(settings.devices),
        renews: true,
        upgrades: true,
    }
}

/// The key that this wish of theirs made already.
pub fn made_before(
    tx: &Transaction<'_>,
    made_from: &str,
    user: UserId,
) -> Result<Option<ConfigId>, ServiceError> {
    match crud::vpn_configs::get_made_from(tx, made_from)? {
        Some((config, owner)) if owner == user => Ok(Some(config)),
        // A wish has one owner: its name was made up.
        Some(_) => Err(Refusal::NotFound.into()),
        None => Ok(None),
    }
}

/// A key to be made within an account.
pub struct Order<'a> {
    pub server: Option<ServerId>,
    /// As typed; empty = the house chooses one.
    pub name: &'a str,
    pub made_from: &'a str,
    pub by: Option<UserId>,
}

/// Makes a key of an account that has room for it.
pub fn make_in(
    tx: &Transaction<'_>,
    seal: &SealKey,
    account: &Account,
    order: &Order<'_>,
    now: Timestamp,
) -> Result<ConfigId, ServiceError> {
    let name = if order.name.trim().is_empty() {
        free_name(tx, account)?
    } else {
        name(order.name)?
    };
    let server = server_for(tx, account.kind, account.is_trial, order.server, None, now)?;
    let mut config = VpnConfig {
        id: ConfigId(0),
        account: account.id,
        user: account.user,
        kind: account.kind,
        name,
        status: ConfigStatus::Pending,
        is_paused: false,
        hold: None,
        routing: Routing::All,
        peer: None,
        server: server.id,
        used_rx: 0,
        used_tx: 0,
        last_seen_at: None,
        is_imported: false,
        created_at: now,
        revoked_at: None,
    };
    config.id = crud::vpn_configs::insert(tx, &config, Some(order.made_from))?
        .ok_or(Refusal::AlreadyApplied)?;
    let address = take(tx, &server, account.is_trial, &config, now)?;
    watch(tx, &server, account.is_trial, now)?;
    config.peer = Some(new_peer(tx, seal, &config, address, now)?);
    crud::vpn_configs::update(tx, &config)?;
    let kind = VpnEventKind::Created;
    lifecycle::note(tx, &config, Happening::of(kind, order.by), now)?;
    lifecycle::refresh(tx, account.id, now, order.by, Cause::Act(kind))?;
    Ok(config.id)
}

/// Looks whether few addresses are left on a server that gives addresses.
pub fn watch(
    tx: &Transaction<'_>,
    server: &Server,
    is_trial: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    match server.kind {
        VpnKind::WireGuard => pools::watch(tx, server.id, is_trial, now),
        VpnKind::Outline | VpnKind::MtProto => Ok(()),
    }
}

/// An address of its own for a key on a server that gives addresses. Whoever takes one looks then how many are left.
pub fn take(
    tx: &Transaction<'_>,
    server: &Server,
    is_trial: bool,
    config: &VpnConfig,
    now: Timestamp,
) -> Result<Option<AddressId>, ServiceError> {
    match server.kind {
        VpnKind::WireGuard => {
            let until = now + HOUR;
            let address = pools::take(tx, server.id, is_trial, config.user, until, now)?;
            pools::assign(tx, address.id, config.id)?;
            Ok(Some(address.id))
        }
        VpnKind::Outline | VpnKind::MtProto => Ok(None),
    }
}

/// A new secret for a key on its server, which is to let it in.
pub fn new_peer(
    tx: &Transaction<'_>,
    seal: &SealKey,
    config: &VpnConfig,
    address: Option<AddressId>,
    now: Timestamp,
) -> Result<PeerId, ServiceError> {
    let (remote_id, secret) = match config.kind {
        VpnKind::WireGuard => {
            let pair = keys::Pair::new().map_err(no_randomness)?;
            let preshared_key = keys::preshared().map_err(no_randomness)?;
            let secret = PeerSecret::WireGuard {
                private_key: Some(pair.private_key),
                preshared_key: Some(preshared_key),
            };
            (pair.public_key, secret)
        }
        // The server makes the rest. With an id of ours a call that is repeated makes no second key.
        VpnKind::Outline => (new_outline_id()?, PeerSecret::Outline { access_url: None }),
        VpnKind::MtProto => proxy::new_peer()?,
    };
    let text = sealed(seal, &secret)?;
    let server = config.server;
    let peer =
        crud::vpn_peers::insert(tx, config.id, server, &remote_id, Some(&text), address, now)?;
    let wanted = lifecycle::wish_of(config.status);
    if crud::vpn_peers::update_wanted(tx, peer, wanted)?.is_none() {
        crud::tasks::insert(tx, &Task::SettlePeer { peer, revision: 0 }, now, now)?;
    }
    Ok(peer)
}

/// A secret as it is kept.
pub fn sealed(seal: &SealKey, secret: &PeerSecret) -> Result<String, ServiceError> {
    let text = serde_json::to_string(secret)
        .map_err(|error| ServiceError::Fault(format!("a secret is no JSON: {error}")))?;
    seal.seal(&text)
        .map_err(|error| ServiceError::Fault(format!("a secret cannot be sealed: {error}")))
}

fn new_outline_id() -> Result<String, ServiceError> {
    outline::new_id().map_err(|error| ServiceError::Fault(error.to_string()))
}

pub(super) fn no_randomness(error: getrandom::Error) -> ServiceError {
    ServiceError::Fault(format!("no randomness: {error}"))
}

/// "WireGuard 2": the first such name that their keys leave free.
fn free_name(tx: &Transaction<'_>, account: &Account) -> Result<String, ServiceError> {
    let keys = crud::vpn_configs::of_account(tx, account.id)?;
    let kind = match account.kind {
        VpnKind::WireGuard => "WireGuard",
        VpnKind::Outline => "Outline",
        VpnKind::MtProto => "Proxy",
    };
    let free = (1..=keys.len() + 1)
        .map(|number| format!("{kind} {number}"))
        .find(|name| keys.iter().all(|key| key.name != *name));
    Ok(free.unwrap_or_else(|| kind.to_owned()))
}
