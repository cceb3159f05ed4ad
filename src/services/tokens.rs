//! VIP tokens: made, shown once, listed, revoked, redeemed.

use super::ServiceError;
use super::access;
use super::access::Grant;
use super::audit;
use super::roles::QUOTA_DAYS;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::MINUTE;
use crate::models::NewTokens;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::RedeemedView;
use crate::models::Refusal;
use crate::models::RoleRefusal;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::Token;
use crate::models::TokenDetail;
use crate::models::TokenFilter;
use crate::models::TokenId;
use crate::models::TokenOrder;
use crate::models::UserId;
use ring::digest::SHA256;
use ring::digest::digest;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// Thirty-two characters that nobody mistakes for another: five bits each.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Characters of a token that lists may show.
const SHOWN: usize = 4;
/// Tokens at once.
pub const MOST_AT_ONCE: u32 = 500;
/// Characters of a note.
pub const MOST_NOTE: u32 = 200;
/// Longest length of access and longest validity that can be typed: a hundred years.
pub const MOST_HOURS: i64 = 876_000;
/// Wrong tokens that pause a person, and for how long.
const MOST_FAILURES: i64 = 5;
const PAUSE_SECONDS: i64 = 15 * MINUTE;

/// A token as somebody typed it: case, dashes and spaces do not matter.
///
/// # Errors
/// `TokenMalformed` if no token of any allowed length looks like that.
pub fn normalise(text: &str, length: u32) -> Result<String, Refusal> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}'))
        .map(|c| c.to_ascii_uppercase())
        .take(64)
        .collect();
    // The setting may have changed since a token was made, so every allowed length is read.
    let is_token =
        (12..=32).contains(&plain.len()) && plain.bytes().all(|byte| ALPHABET.contains(&byte));
    if is_token {
        Ok(plain)
    } else {
        Err(Refusal::TokenMalformed { length })
    }
}

/// A new token from the system's randomness.
fn generate_one(length: u32) -> Result<String, ServiceError> {
    let mut random = vec![0u8; usize::try_from(length).unwrap_or(16)];
    getrandom::fill(&mut random)
        .map_err(|error| ServiceError::Fault(format!("no randomness: {error}")))?;
    // 256 is a multiple of 32, so each character is equally likely.
    Ok(random
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
        .collect())
}

fn hash(token: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    bytes
}

/// Where an order came from: the chat that gets the tokens, and the message whose button was pressed for them.
/// The same press makes one batch, however often it comes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderedFrom {
    pub chat: ChatId,
    pub press: Option<String>,
}

/// Makes tokens and leaves the task that hands them to their maker.
pub async fn generate(
    ctx: &Ctx,
    actor: &Actor,
    order: TokenOrder,
    from: OrderedFrom,
    now: Timestamp,
) -> Result<(), ServiceError> {
    insert_batch(ctx, actor, order, Some(from), now).await?;
    Ok(())
}

/// Makes tokens and gives them back, for a program that asked for them. Returns the number they share, too.
pub async fn make(
    ctx: &Ctx,
    actor: &Actor,
    order: TokenOrder,
    now: Timestamp,
) -> Result<(TokenId, Vec<String>), ServiceError> {
    insert_batch(ctx, actor, order, None, now).await
}

async fn insert_batch(
    ctx: &Ctx,
    actor: &Actor,
    order: TokenOrder,
    from: Option<OrderedFrom>,
    now: Timestamp,
) -> Result<(TokenId, Vec<String>), ServiceError> {
    actor.need(Permission::MakeTokens)?;
    let maker = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    check_order(&order)?;
    let mut tokens = Vec::new();
    for _ in 0..order.count {
        tokens.push(generate_one(ctx.config.token_length)?);
    }
    let valid_until = now.plus_hours(order.valid_hours);
    let sealed = ctx
        .seal
        .seal(&tokens.join("\n"))
        .map_err(|error| ServiceError::Fault(format!("tokens could not be sealed: {error}")))?;
    let actor = *actor;
    act(ctx, &actor, now, move |tx| {
        access::need_door(tx, Door::Vip)?;
        need_quota(tx, maker, order.count, now)?;
        let mut press = from.as_ref().and_then(|from| from.press.clone());
        if let Some(press) = &press
            && crud::tokens::is_made_from(tx, press)?
        {
            return Err(Refusal::AlreadyApplied.into());
        }
        let mut batch = None;
        for token in &tokens {
            let row = crud::tokens::NewToken {
                hash: hash(token),
                prefix: token.chars().take(SHOWN).collect(),
                generated_by: maker,
                batch,
                valid_until,
                duration_hours: order.duration_hours,
                note: order.note.clone(),
                made_from: press.take(),
            };
            let id = crud::tokens::insert(tx, &row, now)?;
            batch.get_or_insert(id);
        }
        let Some(batch) = batch else { return Err(ServiceError::Fault("an order of no tokens".into())) };
        let details = json!({ "count": order.count, "hours": order.duration_hours, "valid_hours": order.valid_hours });
        audit::record(tx, actor.identity, "token.made", format!("token:{batch}"), details, now)?;
        if let Some(from) = from {
            crud::tasks::insert(tx, &Task::DeliverTokens { batch, user: maker, chat: from.chat, sealed }, now, now)?;
        }
        Ok((batch, tokens))
    })
    .await
}

/// Refuses when the maker's roles let them make fewer tokens in 30 days. The most generous role counts.
fn need_quota(
    tx: &Transaction<'_>,
    maker: UserId,
    count: u32,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let quotas = crud::roles::list_quotas(tx, maker, now)?;
    let limits: Option<Vec<i64>> = quotas.into_iter().collect();
    let Some(most) = limits.and_then(|limits| limits.into_iter().max()) else {
        return Ok(());
    };
    let (made, first) = crud::tokens::count_made(tx, maker, now.plus_days(-QUOTA_DAYS))?;
    let left = (most - made).max(0);
    if i64::from(count) <= left {
        return Ok(());
    }
    let more_at = first.map(|at| at.plus_days(QUOTA_DAYS));
    Err(RoleRefusal::TokensUsedUp {
        left,
        most,
        more_at,
    }
    .into())
}

fn check_order(order: &TokenOrder) -> Result<(), Refusal> {
    let hours = |hours: i64| (1..=MOST_HOURS).contains(&hours);
    if order.count == 0 || order.count > MOST_AT_ONCE {
        return Err(Refusal::TooManyTokens { most: MOST_AT_ONCE });
    }
    if !hours(order.valid_hours) || !order.duration_hours.is_none_or(hours) {
        return Err(Refusal::NumberInvalid {
            least: 1,
            most: MOST_HOURS,
        });
    }
    let is_long = |note: &String| note.chars().count() > MOST_NOTE as usize;
    if order.note.as_ref().is_some_and(is_long) {
        return Err(Refusal::NoteTooLong { most: MOST_NOTE });
    }
    Ok(())
}

/// What the maker of a batch is shown, from the sealed text of its task. `None` if the batch is gone.
pub async fn opened(
    ctx: &Ctx,
    batch: TokenId,
    sealed: &str,
) -> Result<Option<NewTokens>, ServiceError> {
    let tokens = ctx
        .seal
        .open(sealed)
        .map_err(|error| ServiceError::Fault(error.to_string()))?;
    let tokens = tokens.lines().map(str::to_owned).collect();
    ctx.db
        .read(move |connection| {
            let Some(first) = crud::tokens::get(connection, batch)? else {
                return Ok(None);
            };
            let made_by = access::name_of(connection, first.generated_by)?;
            Ok(Some(NewTokens {
                tokens,
                valid_until: first.valid_until,
                duration_hours: first.duration_hours,
                note: first.note,
                made_by,
            }))
        })
        .await
}

/// Redeems a token: the fact and the task to deliver the link are one transaction.
pub async fn redeem(
    ctx: &Ctx,
    actor: &Actor,
    text: &str,
    now: Timestamp,
) -> Result<RedeemedView, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let typed = normalise(text, ctx.config.token_length);
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        access::need_door(tx, Door::Vip)?;
        refuse_paused(tx, user, now)?;
        match typed.map(|token| spend(tx, &token, user, now)) {
            Ok(spent) => match spent? {
                Ok(token) => {
                    let view = granted(tx, user, &token, now)?;
                    let after = view
                        .until
                        .map_or_else(|| json!("life"), |until| json!(until.0));
                    let details = json!({ "user": user.0, "after": after });
                    audit::record(
                        tx,
                        identity,
                        "token.redeemed",
                        format!("token:{}", token.id),
                        details,
                        now,
                    )?;
                    Ok(Ok(view))
                }
                Err(refusal) => failed(tx, user, refusal, now),
            },
            Err(refusal) => failed(tx, user, refusal, now),
        }
    })
    .await?
    .map_err(ServiceError::from)
}

/// A wrong token is a fact too: the refusal comes back as a value, so that its count is committed.
fn failed(
    tx: &Transaction<'_>,
    user: UserId,
    refusal: Refusal,
    now: Timestamp,
) -> Result<Result<RedeemedView, Refusal>, ServiceError> {
    crud::tokens::insert_failure(tx, user, now)?;
    Ok(Err(refusal))
}

fn refuse_paused(tx: &Transaction<'_>, user: UserId, now: Timestamp) -> Result<(), ServiceError> {
    let (failures, last) = crud::tokens::count_failures(tx, user, now - PAUSE_SECONDS)?;
    match last {
        Some(last) if failures >= MOST_FAILURES => Err(Refusal::RedeemPaused {
            until: last + PAUSE_SECONDS,
        }
        .into()),
        Some(_) | None => Ok(()),
    }
}

fn spend(
    tx: &Transaction<'_>,
    token: &str,
    user: UserId,
    now: Timestamp,
) -> Result<Result<Token, Refusal>, ServiceError> {
    let Some(token) = crud::tokens::get_by_hash(tx, &hash(token))? else {
        return Ok(Err(Refusal::TokenUnknown));
    };
    if let Some(by) = token.used_by {
        return Ok(Err(Refusal::TokenUsed { by_you: by == user }));
    }
    if token.revoked_at.is_some() {
        return Ok(Err(Refusal::TokenRevoked));
    }
    if !crud::tokens::update_used(tx, token.id, user, now)? {
        return Ok(Err(Refusal::TokenExpired {
            until: token.valid_until,
        }));
    }
    crud::tokens::delete_failures(tx, user)?;
    Ok(Ok(token))
}

fn granted(
    tx: &Transaction<'_>,
    user: UserId,
    token: &Token,
    now: Timestamp,
) -> Result<RedeemedView, ServiceError> {
    let Grant {
        until,
        is_extension,
        ..
    } = access::grant(tx, user, token.duration_hours, Some(token.id), now)?;
    let link = access::promise_link(tx, user)?;
    // Even if they seem to be inside: the task asks Telegram, who knows.
    let task = Task::DeliverVipLink {
        user,
        fact: format!("token:{}", token.id),
    };
    crud::tasks::insert(tx, &task, now, now)?;
    Ok(RedeemedView {
        duration_hours: token.duration_hours,
        until,
        is_extension,
        link,
    })
}

/// A page of tokens.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    filter: TokenFilter,
    page: u32,
    now: Timestamp,
) -> Result<Page<Token>, ServiceError> {
    actor.need(Permission::SeeTokens)?;
    let maker = actor.customers_of;
    ctx.db
        .read(move |connection| {
            let (rows, offset) = (i64::from(PAGE_ROWS), i64::from(PAGE_ROWS) * i64::from(page));
            let found = match maker {
                Some(maker) => crud::tokens::list_of(connection, maker, filter, now, rows, offset)?,
                None => crud::tokens::list(connection, filter, now, rows, offset)?,
            };
            Ok(Page::new(found.rows, page, found.total))
        })
        .await
}

/// Tokens whose first characters are those.
pub async fn search(ctx: &Ctx, actor: &Actor, text: &str) -> Result<Vec<Token>, ServiceError> {
    actor.need(Permission::SeeTokens)?;
    let prefix: String = text
        .trim()
        .to_ascii_uppercase()
        .chars()
        .filter(|c| u8::try_from(*c).is_ok_and(|byte| ALPHABET.contains(&byte)))
        .take(SHOWN)
        .collect();
    if prefix.is_empty() {
        return Ok(Vec::new());
    }
    let (maker, limit) = (actor.customers_of, i64::from(PAGE_ROWS));
    ctx.db
        .read(move |connection| {
            Ok(match maker {
                Some(maker) => crud::tokens::list_of_by_prefix(connection, maker, &prefix, limit)?,
                None => crud::tokens::list_by_prefix(connection, &prefix, limit)?,
            })
        })
        .await
}

/// One token.
pub async fn get(ctx: &Ctx, actor: &Actor, id: TokenId) -> Result<TokenDetail, ServiceError> {
    actor.need(Permission::SeeTokens)?;
    let maker = actor.customers_of;
    ctx.db
        .read(move |connection| {
            let token = owned(connection, id, maker)?;
            let made_by = access::name_of(connection, token.generated_by)?;
            let used_by = match token.used_by {
                Some(user) => Some(access::name_of(connection, user)?),
                None => None,
            };
            Ok(TokenDetail {
                token,
                made_by,
                used_by,
            })
        })
        .await
}

/// A token, if the actor may see it: a stranger's and a missing one are the same.
fn owned(
    connection: &Connection,
    id: TokenId,
    maker: Option<UserId>,
) -> Result<Token, ServiceError> {
    let token = crud::tokens::get(connection, id)?;
    let token = token.filter(|token| maker.is_none_or(|maker| token.generated_by == maker));
    Ok(token.ok_or(Refusal::NotFound)?)
}

/// Revokes an unspent token.
pub async fn revoke(
    ctx: &Ctx,
    actor: &Actor,
    id: TokenId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::RevokeTokens)?;
    let (identity, maker) = (actor.identity, actor.customers_of);
    act(ctx, actor, now, move |tx| {
        let token = owned(tx, id, maker)?;
        if token.used_by.is_some() {
            return Err(Refusal::TokenUsed { by_you: false }.into());
        }
        if crud::tokens::update_revoked(tx, id, now)? {
            let details = json!({ "prefix": token.prefix, "before": "open", "after": "revoked" });
            audit::record(
                tx,
                identity,
                "token.revoked",
                format!("token:{id}"),
                details,
                now,
            )?;
        }
        Ok(())
    })
    .await
}

#[cfg(test)]
#[path = "tokens_tests.rs"]
mod tests;
