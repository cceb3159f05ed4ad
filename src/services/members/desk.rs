//! The members' desk: its tabs, the card of a person, their history, and the whitelist.

use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::Happened;
use crate::models::HistoryLine;
use crate::models::HistoryPage;
use crate::models::MemberCard;
use crate::models::MemberFilter;
use crate::models::MemberPage;
use crate::models::MemberView;
use crate::models::Origin;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::Presence;
use crate::models::Refusal;
use crate::models::Source;
use crate::models::Subscriber;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::UserStatus;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::unit::act;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// Links shown on a card.
const CARD_LINKS: i64 = 5;
/// People read at once for a file.
const EXPORT_ROWS: u32 = 500;

/// A page of the members.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    filter: MemberFilter,
    page: u32,
    now: Timestamp,
) -> Result<MemberPage, ServiceError> {
    actor.need(Permission::SeeMembers)?;
    ctx.db
        .read(move |connection| page_of(connection, filter, page, now))
        .await
}

/// Reads a page of the members.
pub fn page_of(
    connection: &Connection,
    filter: MemberFilter,
    page: u32,
    now: Timestamp,
) -> Result<MemberPage, ServiceError> {
    let chat = access::need_door(connection, Door::Vip)?;
    let offset = i64::from(PAGE_ROWS) * i64::from(page);
    let users = people(connection, chat, filter, now, i64::from(PAGE_ROWS), offset)?;
    let mut rows = Vec::with_capacity(users.len());
    for user in users {
        rows.push(member(connection, chat, user, now)?);
    }
    let counts = counts(connection, chat, now)?;
    let total = MemberFilter::ALL
        .into_iter()
        .zip(counts)
        .find_map(|(tab, count)| (tab == filter).then_some(count));
    Ok(MemberPage {
        filter,
        page: Page::new(rows, page, total.unwrap_or(0)),
        known_inside: crud::members::count_inside(connection, chat)?,
        member_count: crud::channels::get(connection, chat)?
            .and_then(|channel| channel.member_count),
        counts,
    })
}

/// The people of a part of a tab.
fn people(
    connection: &Connection,
    chat: ChatId,
    filter: MemberFilter,
    now: Timestamp,
    limit: i64,
    offset: i64,
) -> Result<Vec<UserId>, ServiceError> {
    Ok(match filter {
        MemberFilter::NotEntitled => {
            let found = crud::members::list_not_entitled(connection, chat, now, limit, offset)?;
            found.into_iter().map(|(user, _)| user).collect()
        }
        MemberFilter::Problems => {
            crud::members::list_problems(connection, chat, now, limit, offset)?
        }
        MemberFilter::Active
        | MemberFilter::Expiring
        | MemberFilter::Expired
        | MemberFilter::Whitelisted => {
            let found = crud::subscribers::list(connection, filter, now, limit, offset)?;
            found.rows.into_iter().map(|row| row.user_id).collect()
        }
    })
}

/// How many are in each tab, in their order. Those inside without a right are counted once for both their tabs.
fn counts(
    connection: &Connection,
    chat: ChatId,
    now: Timestamp,
) -> Result<[i64; MemberFilter::ALL.len()], ServiceError> {
    let not_entitled = crud::members::count_not_entitled(connection, chat, now)?;
    let mut counts = [0; MemberFilter::ALL.len()];
    for (count, tab) in counts.iter_mut().zip(MemberFilter::ALL) {
        *count = match tab {
            MemberFilter::NotEntitled => not_entitled,
            MemberFilter::Problems => {
                not_entitled + crud::members::count_other_problems(connection, chat, now)?
            }
            MemberFilter::Active
            | MemberFilter::Expiring
            | MemberFilter::Expired
            | MemberFilter::Whitelisted => crud::subscribers::count(connection, tab, now)?,
        };
    }
    Ok(counts)
}

/// What the lists show of a person.
pub(super) fn member(
    connection: &Connection,
    chat: ChatId,
    user: UserId,
    now: Timestamp,
) -> Result<MemberView, ServiceError> {
    let person = crud::users::get(connection, user)?;
    let presence = crud::members::get_presence(connection, chat, user)?;
    let status = person
        .as_ref()
        .map_or(UserStatus::Active, |person| person.status);
    Ok(MemberView {
        user_id: user,
        name: access::name_of(connection, user)?,
        username: person.and_then(|person| person.username),
        subscriber: crud::subscribers::get(connection, user)?,
        inside_since: crud::members::get_inside_since(connection, chat, user)?,
        is_channel_admin: presence == Some(Presence::Admin),
        grace: access::grace_of(connection, user, now)?,
        status,
        is_link_stuck: crud::tasks::is_link_stuck(connection, user)?,
    })
}

/// The card of a person, member or not.
pub async fn get(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<MemberCard, ServiceError> {
    actor.need(Permission::SeeMembers)?;
    ctx.db
        .read(move |connection| {
            let chat = access::need_door(connection, Door::Vip)?;
            let person = crud::users::get(connection, user)?.ok_or(Refusal::NotFound)?;
            card(connection, chat, user, person.note, now)
        })
        .await
}

fn card(
    connection: &Connection,
    chat: ChatId,
    user: UserId,
    note: Option<String>,
    now: Timestamp,
) -> Result<MemberCard, ServiceError> {
    let member = member(connection, chat, user, now)?;
    let origin = match &member.subscriber {
        Some(found) => Some(origin(connection, found)?),
        None => None,
    };
    Ok(MemberCard {
        origin,
        member,
        links: crud::links::list_last(connection, user, chat, CARD_LINKS)?,
        note,
        is_staff: is_staff(connection, user, now)?,
        has_keys: !crud::vpn_desk::by_user(connection, user, 1)?.is_empty(),
        asked: None,
    })
}

fn origin(connection: &Connection, subscriber: &Subscriber) -> Result<Origin, ServiceError> {
    let token = match subscriber.token_id {
        Some(id) => crud::tokens::get(connection, id)?,
        None => None,
    };
    if let Some(token) = token {
        return Ok(Origin::Token {
            prefix: token.prefix,
            made_by: handle_of(connection, token.generated_by)?,
        });
    }
    Ok(match subscriber.source {
        Some(Source::Grant(admin)) => Origin::Grant {
            by: handle_of(connection, admin)?,
        },
        Some(Source::Import(_)) => Origin::Import,
        Some(Source::Migration(_)) => Origin::Migration,
        None => Origin::Unknown,
    })
}

/// The @name of a person, or their name where they have none.
pub(super) fn handle_of(connection: &Connection, user: UserId) -> Result<String, ServiceError> {
    let username = crud::users::get(connection, user)?.and_then(|found| found.username);
    match username {
        Some(username) => Ok(format!("@{username}")),
        None => access::name_of(connection, user),
    }
}

/// Whether somebody has a role in the house.
pub(super) fn is_staff(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    Ok(!crud::roles::permissions_of(connection, user, now)?.is_empty())
}

/// A page of what happened to a person and what was done to them, the newest first.
pub async fn history(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    page: u32,
) -> Result<HistoryPage, ServiceError> {
    actor.need(Permission::SeeMembers)?;
    ctx.db
        .read(move |connection| {
            let limit = i64::from(PAGE_ROWS);
            let found =
                crud::members::list_history(connection, user, limit, limit * i64::from(page))?;
            let mut rows = Vec::with_capacity(found.rows.len());
            for row in found.rows {
                rows.push(line(connection, row)?);
            }
            Ok(HistoryPage {
                user_id: user,
                name: access::name_of(connection, user)?,
                page: Page::new(rows, page, found.total),
            })
        })
        .await
}

fn line(
    connection: &Connection,
    row: crud::members::HistoryRow,
) -> Result<HistoryLine, ServiceError> {
    let what = if row.is_act {
        let by = match row.actor {
            Some(actor) => handle_of(connection, actor)?,
            None => "Portero".to_owned(),
        };
        Happened::Act {
            action: row.what,
            by,
            details: row.more,
        }
    } else {
        Happened::Event {
            kind: row.what,
            is_vip: row.more.as_deref() == Some(Door::Vip.name()),
        }
    };
    Ok(HistoryLine { at: row.at, what })
}

/// Puts a member on the whitelist, or takes them off. Off it, ended access leads to removal again.
pub async fn set_whitelist(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    is_whitelisted: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        crud::users::get(tx, user)?.ok_or(Refusal::NotFound)?;
        if crud::subscribers::get(tx, user)?.is_none() {
            // Somebody who never had access gets a row whose period is over, so that only the list protects them.
            let period = crud::subscribers::insert_period(tx, user, Some(now), None, now)?;
            crud::subscribers::update_expired(tx, user, period)?;
        }
        if crud::subscribers::update_whitelist(tx, user, is_whitelisted)? {
            let action = if is_whitelisted {
                "whitelist.added"
            } else {
                "whitelist.removed"
            };
            let details = json!({ "before": !is_whitelisted, "after": is_whitelisted });
            audit::record(tx, identity, action, format!("user:{user}"), details, now)?;
        }
        let subscriber = crud::subscribers::get(tx, user)?.ok_or(Refusal::NotFound)?;
        if !is_whitelisted && !subscriber.is_active {
            remove_again(tx, &subscriber, now)?;
        }
        Ok(())
    })
    .await
}

/// Has the member of an ended period removed, though it was tried before.
pub(super) fn remove_again(
    tx: &Transaction<'_>,
    subscriber: &Subscriber,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let task = Task::RemoveMember {
        user: subscriber.user_id,
        period: subscriber.period_id,
    };
    let key = task.dedupe_key();
    // Whoever may still stay after their end keeps that time.
    let stays = crud::tasks::get_due(tx, &key)?.is_some_and(|due| due > now);
    if !stays && !crud::tasks::insert(tx, &task, now, now)? {
        crud::tasks::update_revived(tx, &key, now)?;
    }
    Ok(())
}

/// Notes that the people of a tab leave the house as a file.
pub async fn export_begun(
    ctx: &Ctx,
    actor: &Actor,
    filter: MemberFilter,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::SeeMembers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let chat = access::need_door(tx, Door::Vip)?;
        let counted = MemberFilter::ALL.into_iter().zip(counts(tx, chat, now)?);
        let count = counted.into_iter().find(|(tab, _)| *tab == filter);
        let count = count.map_or(0, |(_, count)| count);
        let details = json!({ "tab": filter.name(), "count": count });
        let target = format!("door:{}", Door::Vip.name());
        audit::record(tx, identity, "members.exported", target, details, now)
    })
    .await
}

/// The cards of a tab, some at a time; empty after the last.
pub async fn export(
    ctx: &Ctx,
    actor: &Actor,
    filter: MemberFilter,
    part: u32,
    now: Timestamp,
) -> Result<Vec<MemberCard>, ServiceError> {
    actor.need(Permission::SeeMembers)?;
    ctx.db
        .read(move |connection| {
            let chat = access::need_door(connection, Door::Vip)?;
            let limit = i64::from(EXPORT_ROWS);
            let offset = limit * i64::from(part);
            let users = people(connection, chat, filter, now, limit, offset)?;
            let mut cards = Vec::with_capacity(users.len());
            for user in users {
                let note = crud::users::get(connection, user)?.and_then(|person| person.note);
                cards.push(card(connection, chat, user, note, now)?);
            }
            Ok(cards)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Durability;
    use crate::models::PeriodId;
    use crate::services::tests::NOW;
    use crate::services::tests::VIP;
    use crate::services::tests::ctx;
    use crate::services::tests::person;
    use rusqlite::params;

    /// Somebody of each sort: how they stand, whether they are inside, and in which of the two tabs they belong.
    const PEOPLE: [(&str, &str, bool, bool, bool); 11] = [
        // Name, access, inside, is a problem, is not entitled.
        ("paid", "active", true, false, false),
        ("outside and paid", "active", false, false, false),
        ("overdue", "overdue", true, true, true),
        ("ended", "expired", true, true, true),
        ("ended and gone", "expired", false, false, false),
        ("within their grace", "grace", true, false, false),
        ("on the list", "listed", true, false, false),
        ("a stranger", "none", true, true, true),
        ("a channel admin", "admin", true, false, false),
        ("unreachable", "unreachable", true, true, false),
        ("a removal that failed", "stuck", true, true, true),
    ];

    async fn house() -> Ctx {
        let ctx = ctx().await;
        for place in 0..PEOPLE.len() {
            person(&ctx, 100 + i64::try_from(place).expect("small")).await;
        }
        ctx.db
            .write(Durability::Normal, |tx| -> Result<(), ServiceError> {
                for (id, (_, access, is_inside, _, _)) in (100i64..).zip(PEOPLE) {
                    let status = match access {
                        "active" | "overdue" | "unreachable" => "active",
                        _ => "expired",
                    };
                    let end = if status == "active" && access != "overdue" {
                        NOW.plus_days(9)
                    } else {
                        NOW - 60
                    };
                    if !matches!(access, "none" | "admin") {
                        tx.execute(
                            "INSERT INTO vip_subscribers (user_id, join_date, expiry_date, status, period_id, whitelist, last_error)
                             VALUES (?1, 1, ?2, ?3, ?1, ?4, ?5)",
                            params![
                                id,
                                end.0,
                                status,
                                access == "listed",
                                (access == "stuck").then_some("not enough rights")
                            ],
                        )?;
                    }
                    if access == "grace" {
                        let task = Task::RemoveMember {
                            user: UserId(id),
                            period: PeriodId(id),
                        };
                        crud::tasks::insert(tx, &task, NOW.plus_days(1), NOW)?;
                    }
                    if access == "unreachable" {
                        tx.execute("UPDATE users SET status = 'unreachable' WHERE id = ?1", [id])?;
                    }
                    let presence = match (access, is_inside) {
                        ("admin", _) => Presence::Admin,
                        (_, true) => Presence::Member,
                        (_, false) => Presence::Outside,
                    };
                    crud::members::upsert_presence(tx, VIP, UserId(id), presence, NOW)?;
                }
                Ok(())
            })
            .await
            .expect("filled");
        ctx
    }

    #[tokio::test]
    async fn each_tab_has_its_people_and_counts_them_rightly() {
        let ctx = house().await;
        let page = |filter| {
            let ctx = &ctx;
            async move {
                list(ctx, &Actor::system(), filter, 0, NOW)
                    .await
                    .expect("read")
            }
        };
        let names = |page: &MemberPage| -> Vec<&str> {
            let ids = page.page.rows.iter().map(|row| row.user_id.0 - 100);
            let names = ids.map(|place| PEOPLE[usize::try_from(place).expect("known")].0);
            names.collect()
        };
        let meant = |is_meant: fn(&(&str, &str, bool, bool, bool)) -> bool| -> Vec<&str> {
            let people = PEOPLE.iter().filter(|person| is_meant(person));
            people.map(|person| person.0).collect()
        };
        let problems = page(MemberFilter::Problems).await;
        assert_eq!(names(&problems), meant(|person| person.3));
        let not_entitled = page(MemberFilter::NotEntitled).await;
        assert_eq!(names(&not_entitled), meant(|person| person.4));
        for filter in MemberFilter::ALL {
            let page = page(filter).await;
            let rows = i64::try_from(page.page.rows.len()).expect("small");
            assert_eq!(page.page.total, rows, "{}", filter.name());
            assert_eq!(page.counts, problems.counts);
        }
        // A failed removal is a problem after they have left, too.
        ctx.db
            .write(Durability::Normal, |tx| {
                let presence = Presence::Outside;
                Ok::<_, ServiceError>(crud::members::upsert_presence(
                    tx,
                    VIP,
                    UserId(110),
                    presence,
                    NOW,
                )?)
            })
            .await
            .expect("kept");
        let after = page(MemberFilter::Problems).await;
        assert_eq!(after.page.total, problems.page.total);
        let after = page(MemberFilter::NotEntitled).await;
        assert_eq!(after.page.total, not_entitled.page.total - 1);
    }
}
