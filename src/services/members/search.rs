//! Finding a person: by @name, id, the words of their name, or a token they redeemed.

use super::desk::member;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Door;
use crate::models::MemberView;
use crate::models::Permission;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::access;
use crate::utils::fold;
use crate::utils::order::InOrder;
use rusqlite::Connection;

/// People shown for one search.
pub const MOST_FOUND: usize = 20;
/// People whose words are kept in one transaction.
const FOLD_BATCH: i64 = 500;
/// Letters of a token that say enough to look for it, and those that are kept.
const TOKEN_LETTERS: std::ops::RangeInclusive<usize> = 4..=32;
const TOKEN_SHOWN: usize = 4;

/// What somebody typed to find a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    Id(UserId),
    /// Without @.
    Username(String),
    Words(String),
}

/// What a text asks for.
pub fn read(text: &str) -> Wanted {
    let text = text.trim();
    let id = text.strip_prefix("tg://user?id=").unwrap_or(text);
    if (1..=15).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Wanted::Id(UserId(id.parse().unwrap_or_default()));
    }
    let bare = text.strip_prefix("https://").unwrap_or(text);
    let name = bare
        .strip_prefix("t.me/")
        .or_else(|| bare.strip_prefix('@'));
    match name {
        Some(name) => Wanted::Username(name.trim_matches('/').to_owned()),
        None => Wanted::Words(text.to_owned()),
    }
}

/// The people a text finds, at most `MOST_FOUND`. An exact id or @name is the only one.
pub async fn search(
    ctx: &Ctx,
    actor: &Actor,
    wanted: Wanted,
    now: Timestamp,
) -> Result<Vec<MemberView>, ServiceError> {
    actor.need(Permission::SeeMembers)?;
    keep_words(ctx).await?;
    ctx.db
        .read(move |connection| find(connection, &wanted, now))
        .await
}

/// The ids of the people a text finds, whether or not there is a VIP channel.
pub async fn people(ctx: &Ctx, actor: &Actor, wanted: Wanted) -> Result<Vec<UserId>, ServiceError> {
    let may = [Permission::SeeKeys, Permission::SeeAudit];
    if !may.iter().any(|one| actor.permissions.has(*one)) {
        actor.need(Permission::SeeMembers)?;
    }
    keep_words(ctx).await?;
    ctx.db
        .read(move |connection| users(connection, &wanted, None))
        .await
}

/// Looks for people by the words that are kept.
pub fn find(
    connection: &Connection,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Vec<MemberView>, ServiceError> {
    let chat = access::need_door(connection, Door::Vip)?;
    let mut found = Vec::new();
    for user in users(connection, wanted, None)? {
        found.push(member(connection, chat, user, now)?);
    }
    Ok(found)
}

/// The people a text finds; with `customers_of`, only people who redeemed a token of that person.
pub(in crate::services) fn users(
    connection: &Connection,
    wanted: &Wanted,
    customers_of: Option<UserId>,
) -> Result<Vec<UserId>, ServiceError> {
    let mut users = match wanted {
        Wanted::Id(user) => crud::users::get(connection, *user)?
            .map(|found| found.id)
            .into_iter()
            .collect(),
        Wanted::Username(name) => match crud::users::get_by_username(connection, name)? {
            Some(user) => vec![user],
            None => by_words(connection, name, customers_of)?,
        },
        Wanted::Words(text) => {
            let mut users = by_token(connection, text)?;
            for user in by_words(connection, text, customers_of)? {
                if !users.contains(&user) {
                    users.push(user);
                }
            }
            users
        }
    };
    if let Some(seller) = customers_of {
        let mut customers = Vec::with_capacity(users.len());
        for user in users {
            if crud::persons::is_customer(connection, user, seller)? {
                customers.push(user);
            }
        }
        users = customers;
    }
    users.truncate(MOST_FOUND);
    Ok(users)
}

fn by_words(
    connection: &Connection,
    text: &str,
    customers_of: Option<UserId>,
) -> Result<Vec<UserId>, ServiceError> {
    let mut words = fold::words(text);
    words.order_by_key(|word| std::cmp::Reverse(word.len()));
    words.truncate(3);
    // The rarest beginning leads: it leaves the fewest to look at.
    let mut counted = Vec::with_capacity(words.len());
    for word in words {
        counted.push((crud::people::count_words(connection, &word)?, word));
    }
    counted.order();
    let mut words: Vec<String> = counted.into_iter().map(|(_, word)| word).collect();
    words.resize(3, String::new());
    let [first, second, third] = [0, 1, 2].map(|place| words[place].clone());
    if first.is_empty() {
        return Ok(Vec::new());
    }
    let limit = i64::try_from(MOST_FOUND).unwrap_or(i64::MAX);
    let words = [first, second, third];
    Ok(crud::people::list_by_words(
        connection,
        &words,
        customers_of,
        limit,
    )?)
}

fn by_token(connection: &Connection, text: &str) -> Result<Vec<UserId>, ServiceError> {
    let plain: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .collect::<String>()
        .to_ascii_uppercase();
    let is_token = plain.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_token || !TOKEN_LETTERS.contains(&plain.len()) {
        return Ok(Vec::new());
    }
    let prefix: String = plain.chars().take(TOKEN_SHOWN).collect();
    let limit = i64::try_from(MOST_FOUND).unwrap_or(i64::MAX);
    Ok(crud::people::list_by_token(connection, &prefix, limit)?)
}

/// Keeps the words of everybody whose name is new. Updates of people only mark them: so storing an update stays cheap,
/// and a search finds everybody all the same.
pub async fn keep_words(ctx: &Ctx) -> Result<usize, ServiceError> {
    let mut kept = 0;
    loop {
        let batch = ctx
            .db
            .write(Durability::Normal, |tx| -> Result<usize, ServiceError> {
                let people = crud::people::list_without_words(tx, FOLD_BATCH)?;
                for person in &people {
                    let name = [
                        Some(person.first_name.as_str()),
                        person.last_name.as_deref(),
                        person.username.as_deref(),
                    ];
                    let text = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
                    let mut words = fold::words(&text);
                    // The @name counts even after a name of many words.
                    words.extend(person.username.as_deref().map(fold::fold));
                    crud::people::replace_words(tx, person.id, &words)?;
                }
                Ok(people.len())
            })
            .await?;
        kept += batch;
        if i64::try_from(batch).unwrap_or(FOLD_BATCH) < FOLD_BATCH {
            return Ok(kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Person;
    use crate::services::tests::NOW;
    use crate::services::tests::ctx;

    #[test]
    fn a_text_asks_for_an_id_a_name_or_words() {
        assert_eq!(read(" 2001 "), Wanted::Id(UserId(2001)));
        assert_eq!(read("tg://user?id=7"), Wanted::Id(UserId(7)));
        assert_eq!(read("@Ana_1"), Wanted::Username("Ana_1".into()));
        assert_eq!(read("https://t.me/ana"), Wanted::Username("ana".into()));
        assert_eq!(read("Ana María"), Wanted::Words("Ana María".into()));
        assert_eq!(
            read("1234567890123456"),
            Wanted::Words("1234567890123456".into())
        );
    }

    async fn meet(ctx: &Ctx, id: i64, first: &str, last: &str, username: Option<&str>) {
        let person = Person {
            id: UserId(id),
            username: username.map(str::to_owned),
            first_name: first.to_owned(),
            last_name: Some(last.to_owned()),
            language_code: None,
        };
        ctx.db
            .write(Durability::Normal, move |tx| {
                Ok::<_, ServiceError>(crud::users::upsert_seen(tx, &person, false, NOW)?)
            })
            .await
            .expect("kept");
    }

    async fn find(ctx: &Ctx, text: &str) -> Vec<i64> {
        let found = search(ctx, &Actor::system(), read(text), Timestamp(1_000))
            .await
            .expect("found");
        found.iter().map(|row| row.user_id.0).collect()
    }

    #[tokio::test]
    async fn people_are_found_by_any_word_of_their_present_name() {
        let ctx = ctx().await;
        meet(&ctx, 1, "José María", "Núñez", Some("Pepe_N")).await;
        meet(&ctx, 2, "Maria", "Jimenez", None).await;
        assert_eq!(find(&ctx, "jose").await, [1]);
        assert_eq!(find(&ctx, "NUÑ mar").await, [1]);
        assert_eq!(find(&ctx, "maría").await, [1, 2]);
        assert_eq!(find(&ctx, "@pepe_n").await, [1]);
        assert_eq!(find(&ctx, "pepe").await, [1]);
        assert_eq!(find(&ctx, "2").await, [2]);
        assert_eq!(find(&ctx, "%").await, Vec::<i64>::new());
        meet(&ctx, 1, "Chema", "Núñez", None).await;
        assert_eq!(find(&ctx, "jose").await, Vec::<i64>::new());
        assert_eq!(find(&ctx, "chema").await, [1]);
    }

    #[tokio::test]
    async fn among_many_of_a_name_the_one_of_two_words_is_found_at_once() {
        let ctx = ctx().await;
        ctx.db
            .write(Durability::Normal, |tx| {
                for id in 1..=3_000i64 {
                    let person = Person {
                        id: UserId(id),
                        username: Some(format!("user{id}")),
                        first_name: "Ana".to_owned(),
                        last_name: Some(format!("Pérez{id}")),
                        language_code: None,
                    };
                    crud::users::upsert_seen(tx, &person, false, NOW)?;
                }
                Ok::<_, ServiceError>(())
            })
            .await
            .expect("kept");
        assert_eq!(keep_words(&ctx).await.expect("kept"), 3_000);
        let begun = std::time::Instant::now();
        assert_eq!(find(&ctx, "ana perez2987").await, [2_987]);
        assert_eq!(find(&ctx, "@user2999").await, [2_999]);
        assert_eq!(find(&ctx, "ana").await.len(), MOST_FOUND);
        let took = begun.elapsed();
        assert!(took.as_secs() < 2, "three searches took {took:?}");
    }
}
