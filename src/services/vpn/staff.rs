//! What the staff does with keys of anybody: lists, search, terms, keys made by hand, more time for many.

use super::keys;
use super::lifecycle;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::Address;
use crate::models::BulkScope;
use crate::models::BulkView;
use crate::models::Change;
use crate::models::ConfigHistory;
use crate::models::ConfigId;
use crate::models::ConfigLine;
use crate::models::ConfigPage;
use crate::models::ConfigScope;
use crate::models::DAY;
use crate::models::GB;
use crate::models::HOUR;
use crate::models::HandDraft;
use crate::models::Hold;
use crate::models::MOST_DEVICES;
use crate::models::MemberRefusal;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::ServerChoice;
use crate::models::ServerId;
use crate::models::StaffCard;
use crate::models::TermEnd;
use crate::models::TermQuota;
use crate::models::Terms;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::UserStatus;
use crate::models::VpnConfig;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::members::search;
use crate::services::members::search::Wanted;
use crate::services::unit::act;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;
use std::net::IpAddr;

/// Keys shown for one search.
pub const MOST_FOUND: usize = 20;
/// Letters of a public key that are no name of a person.
const KEY_LETTERS: usize = 44;

/// A page of the keys of a scope, the newest first.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    scope: ConfigScope,
    page: u32,
    now: Timestamp,
) -> Result<ConfigPage, ServiceError> {
    actor.need(Permission::SeeKeys)?;
    ctx.db
        .read(move |connection| {
            let offset = i64::from(PAGE_ROWS) * i64::from(page);
            let found = crud::vpn_desk::list(connection, scope, i64::from(PAGE_ROWS), offset)?;
            let total = crud::vpn_desk::count(connection, scope)?;
            let server = match scope.server {
                Some(server) => Some(server_name(connection, server)?),
                None => None,
            };
            Ok(ConfigPage {
                scope,
                server,
                page: Page::new(lines(connection, found, now)?, page, total),
            })
        })
        .await
}

fn lines(
    connection: &Connection,
    configs: Vec<VpnConfig>,
    now: Timestamp,
) -> Result<Vec<ConfigLine>, ServiceError> {
    let mut lines = Vec::with_capacity(configs.len());
    for config in configs {
        let account = crud::vpn_accounts::get(connection, config.account)?
            .ok_or_else(|| ServiceError::Fault(format!("key {} has no account", config.id)))?;
        lines.push(ConfigLine {
            person: access::name_of(connection, config.user)?,
            server: server_name(connection, config.server)?,
            address: address(connection, &config)?.map(|address| shown(&address)),
            suspension: config.suspension(&account, now),
            is_trial: account.is_trial,
            config,
        });
    }
    Ok(lines)
}

fn address(connection: &Connection, config: &VpnConfig) -> Result<Option<Address>, ServiceError> {
    let Some(peer) = config.peer else {
        return Ok(None);
    };
    let Some(peer) = crud::vpn_peers::get(connection, peer)? else {
        return Ok(None);
    };
    match peer.address {
        Some(address) => super::pools::address(connection, address),
        None => Ok(None),
    }
}

fn shown(address: &Address) -> String {
    let v4 = address.v4.map(|v4| v4.to_string());
    v4.or_else(|| address.v6.map(|v6| v6.to_string()))
        .unwrap_or_default()
}

fn server_name(connection: &Connection, id: ServerId) -> Result<String, ServiceError> {
    let server = crud::servers::get(connection, id)?;
    Ok(server.map_or_else(
        || id.to_string(),
        |server| format!("{} {}", server.flag, server.name).trim().to_owned(),
    ))
}

/// The servers that there are, as choices.
pub async fn servers(ctx: &Ctx, actor: &Actor) -> Result<Vec<ServerChoice>, ServiceError> {
    actor.need(Permission::SeeKeys)?;
    ctx.db
        .read(|connection| {
            let servers = crud::servers::list(connection)?;
            let choice = |server: crate::models::Server| ServerChoice {
                id: server.id,
                kind: server.kind,
                name: format!("{} {}", server.flag, server.name).trim().to_owned(),
            };
            Ok(servers.into_iter().map(choice).collect())
        })
        .await
}

/// The keys a text finds, the newest first, at most `MOST_FOUND`: by address, public key, the beginning of their name,
/// or their owner.
pub async fn search(
    ctx: &Ctx,
    actor: &Actor,
    text: &str,
    now: Timestamp,
) -> Result<Vec<ConfigLine>, ServiceError> {
    actor.need(Permission::SeeKeys)?;
    let text = text.trim().to_owned();
    let people = if text.len() < KEY_LETTERS {
        search::people(ctx, actor, search::read(&text)).await?
    } else {
        Vec::new()
    };
    of_people(ctx, people, Some(text), now).await
}

/// The keys of a person, also those that are gone.
pub async fn of_person(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<ConfigLine>, ServiceError> {
    actor.need(Permission::SeeKeys)?;
    of_people(ctx, vec![user], None, now).await
}

async fn of_people(
    ctx: &Ctx,
    people: Vec<UserId>,
    text: Option<String>,
    now: Timestamp,
) -> Result<Vec<ConfigLine>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let limit = i64::try_from(MOST_FOUND).unwrap_or(i64::MAX);
            let mut found: Vec<ConfigId> = Vec::new();
            let mut add = |ids: Vec<ConfigId>| {
                for id in ids {
                    if !found.contains(&id) {
                        found.push(id);
                    }
                }
            };
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                let bare = text.split('/').next().unwrap_or(&text);
                if let Ok(address) = bare.parse::<IpAddr>() {
                    let address = address.to_string();
                    add(crud::vpn_desk::by_address(connection, &address)?);
                }
                add(crud::vpn_desk::by_remote_id(connection, &text)?);
                add(crud::vpn_desk::by_name(connection, &text, limit)?);
            }
            for user in people {
                add(crud::vpn_desk::by_user(connection, user, limit)?);
            }
            found.truncate(MOST_FOUND);
            let mut configs = Vec::with_capacity(found.len());
            for id in found {
                configs.extend(crud::vpn_configs::get(connection, id)?);
            }
            lines(connection, configs, now)
        })
        .await
}

/// Everything on a key.
pub async fn card(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    now: Timestamp,
) -> Result<StaffCard, ServiceError> {
    actor.need(Permission::SeeKeys)?;
    let card = keys::card(ctx, actor, config, now).await?;
    let (user, account) = (card.view.config.user, card.view.config.account);
    ctx.db
        .read(move |connection| {
            let person = crud::users::get(connection, user)?;
            let keys = crud::vpn_configs::of_account(connection, account)?.len();
            Ok(StaffCard {
                card,
                owner_status: person
                    .as_ref()
                    .map_or(UserStatus::Unreachable, |p| p.status),
                username: person.and_then(|person| person.username),
                keys: u32::try_from(keys).unwrap_or(u32::MAX),
            })
        })
        .await
}

/// A page of what happened to a key and its account, the newest first.
pub async fn history(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    page: u32,
) -> Result<ConfigHistory, ServiceError> {
    actor.need(Permission::SeeKeys)?;
    ctx.db
        .read(move |connection| {
            let config = crud::vpn_configs::get(connection, config)?.ok_or(Refusal::NotFound)?;
            let (limit, offset) = (i64::from(PAGE_ROWS), i64::from(PAGE_ROWS) * i64::from(page));
            let (events, total) = crud::vpn_desk::events(connection, &config, limit, offset)?;
            let mut rows = Vec::with_capacity(events.len());
            for event in events {
                let by = match event.by {
                    Some(user) => Some(access::name_of(connection, user)?),
                    None => None,
                };
                rows.push((event, by));
            }
            Ok(ConfigHistory {
                person: access::name_of(connection, config.user)?,
                config,
                page: Page::new(rows, page, total),
            })
        })
        .await
}

/// Holds a key back, or lets it go, whoever held it.
pub async fn set_held(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    is_held: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageKeys)?;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        let hold = is_held.then_some(Hold::Staff);
        let before = crud::vpn_configs::get(tx, config)?.ok_or(Refusal::NotFound)?;
        lifecycle::hold(tx, config, hold, who.user(), now)?;
        let action = if is_held { "key.held" } else { "key.released" };
        let details = json!({
            "user": before.user.0,
            "before": before.hold.map(Hold::name),
            "after": hold.map(Hold::name),
        });
        audit::record(tx, who, action, format!("key:{config}"), details, now)
    })
    .await
}

/// Changes the terms of the account behind a key.
pub async fn change_terms(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    terms: Terms,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageKeys)?;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        let config = crud::vpn_configs::get(tx, config)?.ok_or(Refusal::NotFound)?;
        // The lifecycle writes the line: before and after of every account whose terms change.
        lifecycle::terms(tx, config.user, config.kind, &terms, who, now)?;
        Ok(())
    })
    .await
}

/// The people a typed text names.
pub async fn people(
    ctx: &Ctx,
    actor: &Actor,
    wanted: Wanted,
) -> Result<Vec<(UserId, String)>, ServiceError> {
    actor.need(Permission::ManageKeys)?;
    let people = search::people(ctx, actor, wanted).await?;
    ctx.db
        .read(move |connection| {
            let name = |user| Ok((user, access::name_of(connection, user)?));
            people.into_iter().map(name).collect()
        })
        .await
}

/// The name of a person.
pub async fn name_of(ctx: &Ctx, actor: &Actor, user: UserId) -> Result<String, ServiceError> {
    actor.need(Permission::ManageKeys)?;
    ctx.db
        .read(move |connection| access::name_of(connection, user))
        .await
}

/// Whether somebody's account of a kind is a trial.
pub async fn has_trial(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    kind: VpnKind,
) -> Result<bool, ServiceError> {
    actor.need(Permission::ManageKeys)?;
    ctx.db
        .read(move |connection| {
            let account = crud::vpn_accounts::of_user(connection, user, kind)?;
            Ok(account.is_some_and(|account| account.is_trial))
        })
        .await
}

/// Makes a key for somebody, whatever they may do themselves. Their account gets at least the time that is given, the
/// quota, and room for the key. The same wish twice gives the same key.
pub async fn make(
    ctx: &Ctx,
    actor: &Actor,
    draft: HandDraft,
    name: String,
    made_from: String,
    now: Timestamp,
) -> Result<ConfigId, ServiceError> {
    actor.need(Permission::ManageKeys)?;
    let (who, seal) = (actor.identity, ctx.seal.clone());
    act(ctx, actor, now, move |tx| {
        if let Some(made) = keys::made_before(tx, &made_from, draft.user)? {
            return Ok(made);
        }
        crud::users::get(tx, draft.user)?.ok_or(Refusal::NotFound)?;
        if crud::users::is_banned(tx, draft.user)? {
            return Err(Refusal::Member(MemberRefusal::MemberBanned).into());
        }
        let by = who.user();
        let terms = hand_terms(tx, draft, now)?;
        let account = lifecycle::terms(tx, draft.user, draft.kind, &terms, who, now)?;
        let account = crud::vpn_accounts::get(tx, account)?.ok_or(Refusal::NotFound)?;
        let order = keys::Order {
            server: draft.server,
            name: &name,
            made_from: &made_from,
            by,
        };
        let config = keys::make_in(tx, &seal, &account, &order, now)?;
        let details = json!({
            "config": config.0,
            "kind": draft.kind.name(),
            "days": draft.days,
            "gigabytes": draft.gigabytes,
        });
        audit::record(
            tx,
            who,
            "key.made",
            format!("user:{}", draft.user),
            details,
            now,
        )?;
        Ok(config)
    })
    .await
}

/// What an account needs for a key made by hand: no less time than it has, the given quota with data left in it, and
/// room.
fn hand_terms(
    tx: &Transaction<'_>,
    draft: HandDraft,
    now: Timestamp,
) -> Result<Terms, ServiceError> {
    let account = crud::vpn_accounts::of_user(tx, draft.user, draft.kind)?;
    let keys = match &account {
        Some(account) => crud::vpn_configs::of_account(tx, account.id)?.len(),
        None => 0,
    };
    let keys = u32::try_from(keys).unwrap_or(u32::MAX);
    let until = draft.days.map(|days| now.plus_days(i64::from(days)));
    let has = account.as_ref().filter(|account| !account.is_trial);
    let end = match (until, has) {
        (None, _) => TermEnd::Never,
        (Some(until), Some(account)) if account.expires_at.is_none_or(|end| end >= until) => {
            TermEnd::Keep
        }
        (Some(until), _) => TermEnd::Until(until),
    };
    let limit = draft.gigabytes.map(|count| u64::from(count) * GB);
    let devices = match &account {
        Some(account) if account.devices > keys => Change::Keep,
        Some(_) => Change::Set(keys.saturating_add(1).min(MOST_DEVICES)),
        None => Change::Keep,
    };
    // What is over, or used up, begins anew: a key that is made is to work.
    let renews =
        (account.as_ref()).is_some_and(|account| account.is_over(now) || account.is_exhausted());
    Ok(Terms {
        end,
        quota: TermQuota::Set(limit),
        devices,
        renews,
        // A key made by hand is no trial, and neither is what pays for it.
        upgrades: true,
        ..Terms::default()
    })
}

/// What an extension in bulk would do.
pub async fn bulk(ctx: &Ctx, actor: &Actor, scope: BulkScope) -> Result<BulkView, ServiceError> {
    actor.need(Permission::ManageKeys)?;
    ctx.db
        .read(move |connection| {
            let found = crud::vpn_desk::extendable(connection, scope)?;
            let server = match scope.server {
                Some(server) => Some(server_name(connection, server)?),
                None => None,
            };
            Ok(BulkView {
                scope,
                server,
                accounts: i64::try_from(found.len()).unwrap_or(i64::MAX),
                keys: found.iter().map(|(_, _, keys)| keys).sum(),
            })
        })
        .await
}

/// Gives all of them more time, in one transaction: pressed once, it happens once. Returns how many there were.
pub async fn extend_many(
    ctx: &Ctx,
    actor: &Actor,
    scope: BulkScope,
    now: Timestamp,
) -> Result<i64, ServiceError> {
    actor.need(Permission::ManageKeys)?;
    let who = actor.identity;
    let hours = i64::from(scope.days) * DAY / HOUR;
    act(ctx, actor, now, move |tx| {
        let found = crud::vpn_desk::extendable(tx, scope)?;
        let terms = Terms {
            end: TermEnd::Hours(hours),
            ..Terms::default()
        };
        for (user, kind, _) in &found {
            lifecycle::terms(tx, *user, *kind, &terms, who, now)?;
        }
        let details = json!({
            "days": scope.days,
            "kind": scope.kind.map(VpnKind::name),
            "accounts": found.len(),
        });
        let target = match scope.server {
            Some(server) => format!("server:{server}"),
            None => "house".to_owned(),
        };
        audit::record(tx, who, "accounts.extended", target, details, now)?;
        Ok(i64::try_from(found.len()).unwrap_or(i64::MAX))
    })
    .await
}
