//! What somebody can have made now, and where.

use crate::context::Ctx;
use crate::crud;
use crate::models::Account;
use crate::models::Actor;
use crate::models::Door;
use crate::models::Health;
use crate::models::KeyOffer;
use crate::models::KindOffer;
use crate::models::Permission;
use crate::models::PlaceOffer;
use crate::models::Refusal;
use crate::models::SelfService;
use crate::models::Server;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnKind;
use crate::models::VpnRefusal;
use crate::models::VpnSettings;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::vpn::pools;
use crate::services::vpn::servers;
use rusqlite::Connection;

/// What can be made for somebody now: for oneself, or for anybody by the staff.
///
/// # Errors
/// A refusal for somebody else's keys without the permission.
pub async fn offer(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<KeyOffer, ServiceError> {
    let by_staff = actor.identity.user() != Some(user);
    if by_staff {
        actor.need(Permission::ManageKeys)?;
    }
    ctx.db
        .read(move |connection| {
            let settings = crud::vpn_settings::get(connection)?;
            let mut kinds = kinds(connection, user, &settings, now)?;
            for offer in &mut kinds {
                let right = right(connection, user, offer.kind, by_staff, &settings, now)?;
                offer.blocked = match right {
                    Err(refusal) => Some(refusal),
                    Ok(right) => {
                        let is_trial = right == Right::Account { is_trial: true };
                        offer.places = places(connection, offer.kind, is_trial, now)?;
                        let full = none_free(connection, offer.kind)?;
                        offer.places.is_empty().then_some(full)
                    }
                };
            }
            Ok(KeyOffer {
                kinds,
                is_by_token: is_by_token(connection, user, &settings, now)?,
            })
        })
        .await
}

/// Where keys can be made by hand now, for every kind of which something takes one. A key by hand makes its account a paid
/// one, whatever it was.
///
/// # Errors
/// Refusals without the permission, and when there are servers but none of them takes a key.
pub async fn places_by_hand(
    ctx: &Ctx,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<(VpnKind, Vec<PlaceOffer>)>, ServiceError> {
    actor.need(Permission::ManageKeys)?;
    ctx.db
        .read(move |connection| {
            let servers = crud::servers::list(connection)?;
            let (mut found, mut refusal) = (Vec::new(), None);
            for kind in VpnKind::ALL {
                if !servers.iter().any(|server| server.kind == kind) {
                    continue;
                }
                let places = places(connection, kind, false, now)?;
                if places.is_empty() {
                    refusal = refusal.or(Some(none_free(connection, kind)?));
                } else {
                    found.push((kind, places));
                }
            }
            match refusal {
                Some(refusal) if found.is_empty() => Err(Refusal::Vpn(refusal).into()),
                Some(_) | None => Ok(found),
            }
        })
        .await
}

/// Whether a VIP token would let somebody make keys: the house gives them to VIP members, and they are none.
fn is_by_token(
    connection: &Connection,
    user: UserId,
    settings: &VpnSettings,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let has_vip = crud::bot_config::get(connection)?
        .channel(Door::Vip)
        .is_some();
    Ok(has_vip
        && settings.self_service == SelfService::Vip
        && !access::is_entitled(connection, user, now)?)
}

/// Every kind for which there is a server, without places and judgement.
pub fn kinds(
    connection: &Connection,
    user: UserId,
    settings: &VpnSettings,
    now: Timestamp,
) -> Result<Vec<KindOffer>, ServiceError> {
    let servers = crud::servers::list(connection)?;
    let mut offers = Vec::new();
    for kind in VpnKind::ALL {
        if !servers.iter().any(|server| server.kind == kind) {
            continue;
        }
        let account = crud::vpn_accounts::of_user(connection, user, kind)?;
        let keys = match &account {
            Some(account) => crud::vpn_configs::of_account(connection, account.id)?.len(),
            None => 0,
        };
        let running = account.as_ref().filter(|account| !account.is_over(now));
        offers.push(KindOffer {
            kind,
            keys: u32::try_from(keys).unwrap_or(u32::MAX),
            devices: running.map_or(settings.devices, |account| account.devices),
            account,
            places: Vec::new(),
            blocked: None,
        });
    }
    Ok(offers)
}

/// By what right somebody can have a key made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Right {
    /// Their account has room for one.
    Account { is_trial: bool },
    /// The house gives everybody of their sort an account, or the staff does.
    New,
}

/// By what right a key of that kind can be made for somebody, or why none can.
pub fn right(
    connection: &Connection,
    user: UserId,
    kind: VpnKind,
    by_staff: bool,
    settings: &VpnSettings,
    now: Timestamp,
) -> Result<Result<Right, VpnRefusal>, ServiceError> {
    let account = crud::vpn_accounts::of_user(connection, user, kind)?;
    let keys = match &account {
        Some(account) => crud::vpn_configs::of_account(connection, account.id)?.len(),
        None => 0,
    };
    let has_room = |devices: u32| keys < usize::try_from(devices).unwrap_or(usize::MAX);
    if let Some(account) = account.filter(|account| !account.is_over(now)) {
        return Ok(judge_account(&account, has_room(account.devices)));
    }
    let may = by_staff
        || match settings.self_service {
            SelfService::Nobody => false,
            SelfService::Vip => access::is_entitled(connection, user, now)?,
            SelfService::Everybody => true,
        };
    Ok(if !may {
        Err(VpnRefusal::NotForYou)
    } else if has_room(settings.devices) {
        Ok(Right::New)
    } else {
        Err(VpnRefusal::TooManyKeys {
            most: settings.devices,
        })
    })
}

fn judge_account(account: &Account, has_room: bool) -> Result<Right, VpnRefusal> {
    if account.is_exhausted() {
        Err(VpnRefusal::QuotaUsed)
    } else if has_room {
        Ok(Right::Account {
            is_trial: account.is_trial,
        })
    } else {
        Err(VpnRefusal::TooManyKeys {
            most: account.devices,
        })
    }
}

/// The servers that take new keys of a sort, the one with most room first.
pub fn places(
    connection: &Connection,
    kind: VpnKind,
    is_trial: bool,
    now: Timestamp,
) -> Result<Vec<PlaceOffer>, ServiceError> {
    let mut places = Vec::new();
    for server in servers::with_room(connection, kind, is_trial, now)? {
        places.push(PlaceOffer {
            room: room(connection, &server, is_trial, now)?,
            is_down: server.health == Health::Down,
            server: server.id,
            name: server.name,
            flag: server.flag,
        });
    }
    Ok(places)
}

/// Keys that a server can still take; `None` = no limit.
pub fn room(
    connection: &Connection,
    server: &Server,
    is_trial: bool,
    now: Timestamp,
) -> Result<Option<i64>, ServiceError> {
    match server.kind {
        VpnKind::WireGuard => {
            let fill = pools::room(connection, server.id, is_trial, now)?;
            Ok(Some(fill.available))
        }
        VpnKind::Outline | VpnKind::MtProto => {
            let Some(most) = server.options.most_keys else {
                return Ok(None);
            };
            let keys = crud::servers::count_keys(connection, server.id)?;
            let taken: i64 = keys.into_iter().map(|(_, count)| count).sum();
            Ok(Some((i64::from(most) - taken).max(0)))
        }
    }
}

/// The server for a new key: the wished one, or the one with most room. `not` is left out.
///
/// # Errors
/// A refusal when there is none.
pub fn server_for(
    connection: &Connection,
    kind: VpnKind,
    is_trial: bool,
    wished: Option<ServerId>,
    not: Option<ServerId>,
    now: Timestamp,
) -> Result<Server, ServiceError> {
    let mut open = servers::with_room(connection, kind, is_trial, now)?.into_iter();
    let found = open
        .find(|server| not != Some(server.id) && wished.is_none_or(|wished| wished == server.id));
    match found {
        Some(server) => Ok(server),
        None => Err(Refusal::Vpn(none_free(connection, kind)?).into()),
    }
}

/// Why no server of a kind takes a key: they are full, or there is none to be full.
pub fn none_free(connection: &Connection, kind: VpnKind) -> Result<VpnRefusal, ServiceError> {
    let takes_keys = (crud::servers::list(connection)?.iter())
        .any(|server| server.kind == kind && !server.is_draining && server.health != Health::Down);
    Ok(if takes_keys {
        VpnRefusal::Full(kind)
    } else {
        VpnRefusal::NoServer(kind)
    })
}
