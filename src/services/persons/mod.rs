//! Everybody the house knows, for the staff: search, lists, the card, what they have, what happened to them.

pub mod bans;
pub mod data;

use super::ServiceError;
use super::access;
use super::members::search;
use super::members::search::Wanted;
use crate::context::Ctx;
use crate::crud;
use crate::crud::persons::HistoryRow;
use crate::crud::persons::HistoryScope;
use crate::crud::persons::HistorySource;
use crate::crud::persons::Sought;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::DAY;
use crate::models::Door;
use crate::models::MessageId;
use crate::models::NEW_DAYS;
use crate::models::OWNED_ROWS;
use crate::models::Owned;
use crate::models::OwnedToken;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::Person;
use crate::models::PersonCard;
use crate::models::PersonEvent;
use crate::models::PersonFilter;
use crate::models::PersonHappened;
use crate::models::PersonHistory;
use crate::models::PersonLine;
use crate::models::PersonPage;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::User;
use crate::models::UserId;
use crate::models::VpnEventKind;
use crate::models::VpnKind;
use crate::utils::zone::Zone;
use rusqlite::Connection;

/// A person whom the actor may see at all.
///
/// # Errors
/// `NotFound` for somebody nobody met, and for a stranger to a seller who sees their own customers only.
pub fn visible(connection: &Connection, actor: &Actor, user: UserId) -> Result<User, ServiceError> {
    let found = crud::users::get(connection, user)?.ok_or(Refusal::NotFound)?;
    match actor.customers_of {
        Some(seller) if !crud::persons::is_customer(connection, user, seller)? => {
            Err(Refusal::NotFound.into())
        }
        _ => Ok(found),
    }
}

/// A page of the people of a filter. A day begins at midnight on clocks of `zone`.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    filter: PersonFilter,
    page: u32,
    zone: Zone,
    now: Timestamp,
) -> Result<PersonPage, ServiceError> {
    actor.need(Permission::SeePeople)?;
    let sought = Sought {
        filter,
        since: since(filter, zone, now),
        now,
        customers_of: actor.customers_of,
    };
    ctx.db
        .read(move |connection| {
            let limit = i64::from(PAGE_ROWS);
            let found = crud::persons::list(connection, sought, limit, limit * i64::from(page))?;
            let rows = lines(connection, found.rows, now)?;
            Ok(PersonPage {
                filter,
                page: Page::new(rows, page, found.total),
            })
        })
        .await
}

/// The first instant that a filter counts.
fn since(filter: PersonFilter, zone: Zone, now: Timestamp) -> Timestamp {
    match filter {
        PersonFilter::Today => {
            let midnight = (zone.date_at(now.0)).and_then(|day| day.and_hms_opt(0, 0, 0));
            midnight.map_or(now - DAY, |local| Timestamp(zone.instant_of(local)))
        }
        PersonFilter::Month => now.plus_days(-30),
        PersonFilter::New => now.plus_days(-NEW_DAYS),
        PersonFilter::All
        | PersonFilter::Banned
        | PersonFilter::Unreachable
        | PersonFilter::Staff
        | PersonFilter::Vip
        | PersonFilter::Keys => Timestamp(0),
    }
}

fn lines(
    connection: &Connection,
    users: Vec<UserId>,
    now: Timestamp,
) -> Result<Vec<PersonLine>, ServiceError> {
    let mut lines = Vec::with_capacity(users.len());
    for id in users {
        let Some(user) = crud::users::get(connection, id)? else {
            continue;
        };
        let subscriber = crud::subscribers::get(connection, id)?;
        lines.push(PersonLine {
            user,
            is_staff: !crud::persons::roles(connection, id, now)?.is_empty(),
            is_vip: subscriber.is_some_and(|found| {
                found.is_active && found.expiry_date.is_none_or(|end| end > now)
            }),
            keys: crud::persons::counts(connection, id)?.keys,
        });
    }
    Ok(lines)
}

/// The people a text finds, at most `search::MOST_FOUND`. An exact id or @name is the only one.
pub async fn search(
    ctx: &Ctx,
    actor: &Actor,
    wanted: Wanted,
    now: Timestamp,
) -> Result<Vec<PersonLine>, ServiceError> {
    actor.need(Permission::SeePeople)?;
    search::keep_words(ctx).await?;
    let customers_of = actor.customers_of;
    ctx.db
        .read(move |connection| {
            let found = search::users(connection, &wanted, customers_of)?;
            lines(connection, found, now)
        })
        .await
}

/// Registers somebody whom a forward names, so that they have a card; whoever is known was not seen by it. Sellers meet
/// nobody by this.
pub async fn met(
    ctx: &Ctx,
    actor: &Actor,
    person: Person,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::SeePeople)?;
    if actor.customers_of.is_some() {
        return Ok(());
    }
    ctx.db
        .write(Durability::Normal, move |tx| {
            let name = [
                Some(person.first_name.as_str()),
                person.last_name.as_deref(),
            ];
            let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
            let username = person.username.as_deref();
            Ok(crud::users::insert_named(
                tx,
                person.id,
                Some(&name),
                username,
                now,
            )?)
        })
        .await
}

/// Whose ticket a message of ours in that chat speaks of.
pub async fn of_message(
    ctx: &Ctx,
    actor: &Actor,
    chat: ChatId,
    message: MessageId,
) -> Result<Option<UserId>, ServiceError> {
    actor.need(Permission::SeePeople)?;
    ctx.db
        .read(move |connection| {
            Ok(crud::persons::of_ticket_message(
                connection, chat.0, message.0,
            )?)
        })
        .await
}

/// Everything on a person.
pub async fn card(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<PersonCard, ServiceError> {
    actor.need(Permission::SeePeople)?;
    let actor = *actor;
    ctx.db
        .read(move |connection| {
            let found = visible(connection, &actor, user)?;
            let by = found.ban.as_ref().and_then(|ban| ban.by);
            let by = by.filter(|_| actor.customers_of.is_none());
            Ok(PersonCard {
                banned_by: by.map(|by| handle(connection, by)).transpose()?,
                user: found,
                more: crud::persons::more(connection, user)?,
                roles: crud::persons::roles(connection, user, now)?,
                vip: crud::subscribers::get(connection, user)?,
                waits_for_free: crud::requests::get_pending(connection, user)?.is_some(),
                counts: crud::persons::counts(connection, user)?,
                may: actor.permissions,
            })
        })
        .await
}

/// The name shown for somebody: their @name, else their name, else their number.
pub fn handle(connection: &Connection, user: UserId) -> Result<String, ServiceError> {
    let username = crud::users::get(connection, user)?.and_then(|found| found.username);
    match username {
        Some(username) => Ok(format!("@{username}")),
        None => access::name_of(connection, user),
    }
}

/// What a person has: access, keys, tokens, tickets.
pub async fn owned(ctx: &Ctx, actor: &Actor, user: UserId) -> Result<Owned, ServiceError> {
    actor.need(Permission::SeePeople)?;
    let actor = *actor;
    ctx.db
        .read(move |connection| {
            visible(connection, &actor, user)?;
            let mut keys = crud::vpn_configs::of_user(connection, user)?;
            keys.reverse();
            keys.truncate(usize::try_from(OWNED_ROWS).unwrap_or(usize::MAX));
            let mut accounts = Vec::new();
            for kind in VpnKind::ALL {
                accounts.extend(crud::vpn_accounts::of_user(connection, user, kind)?);
            }
            let mut tokens = Vec::new();
            for token in crud::persons::tokens(connection, user, OWNED_ROWS)? {
                let maker = token.generated_by;
                let is_known = actor.customers_of.is_none_or(|seller| seller == maker);
                let maker = is_known.then(|| handle(connection, maker)).transpose()?;
                tokens.push(OwnedToken {
                    id: token.id,
                    made_by: maker,
                    prefix: token.prefix,
                    used_at: token.used_at.unwrap_or(token.created_at),
                    duration_hours: token.duration_hours,
                });
            }
            Ok(Owned {
                user,
                name: access::name_of(connection, user)?,
                vip: crud::subscribers::get(connection, user)?,
                keys,
                accounts,
                tokens,
                tickets: crud::persons::tickets(connection, user, OWNED_ROWS)?,
                counts: crud::persons::counts(connection, user)?,
                may: actor.permissions,
            })
        })
        .await
}

/// A page of what happened to a person and their keys and what was done to them, the newest first. Whoever sees their
/// own customers only sees what happened in the channels: what the staff did is not theirs to know.
pub async fn history(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    page: u32,
) -> Result<PersonHistory, ServiceError> {
    actor.need(Permission::SeePeople)?;
    let actor = *actor;
    ctx.db
        .read(move |connection| {
            visible(connection, &actor, user)?;
            let limit = i64::from(PAGE_ROWS);
            let offset = limit * i64::from(page);
            let told = match actor.customers_of {
                Some(_) => HistoryScope::Channels,
                None => HistoryScope::Everything,
            };
            let found = crud::persons::list_history(connection, user, told, limit, offset)?;
            let mut rows = Vec::with_capacity(found.rows.len());
            for row in found.rows {
                rows.push(event(connection, row)?);
            }
            Ok(PersonHistory {
                user,
                name: access::name_of(connection, user)?,
                page: Page::new(rows, page, found.total),
            })
        })
        .await
}

fn event(connection: &Connection, row: HistoryRow) -> Result<PersonEvent, ServiceError> {
    let by = row.actor.map(|by| handle(connection, by)).transpose()?;
    let what = match row.source {
        HistorySource::Channel => PersonHappened::Channel {
            is_vip: row.more.as_deref() == Some(Door::Vip.name()),
            kind: row.what,
        },
        HistorySource::Vpn => PersonHappened::Vpn {
            kind: VpnEventKind::parse(&row.what),
            key: row.more,
            by,
        },
        HistorySource::Audit => PersonHappened::Act {
            action: row.what,
            by: by.unwrap_or_else(|| "Portero".to_owned()),
            details: row.more,
        },
    };
    Ok(PersonEvent { at: row.at, what })
}

/// How somebody is called; their number if nobody knows.
pub async fn name_of(ctx: &Ctx, user: UserId) -> Result<String, ServiceError> {
    ctx.db
        .read(move |connection| access::name_of(connection, user))
        .await
}

#[cfg(test)]
mod tests;
