//! Links that make whoever opens one a member of the staff: one use, a day, and only the hash of the code is kept.

use super::Judge;
use super::earlier;
use super::gives_until;
use super::grants;
use super::grants::is_within;
use super::may_give;
use super::tell;
use crate::context::Ctx;
use crate::crud;
use crate::crud::staff_invites::NewInvite;
use crate::models::Actor;
use crate::models::Holding;
use crate::models::InviteId;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::RoleId;
use crate::models::RoleNews;
use crate::models::RoleRefusal;
use crate::models::StaffInvite;
use crate::models::Task;
use crate::models::Term;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::unit::act;
use crate::utils::seal::hex;
use ring::digest::SHA256;
use ring::digest::digest;
use rusqlite::Transaction;
use serde_json::json;

/// What the payload of a link begins with.
pub const PREFIX: &str = "staff_";
/// For how many hours a link can be used.
pub const VALID_HOURS: i64 = 24;

fn hash(code: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, code.as_bytes()).as_ref());
    bytes
}

/// Makes a link and leaves the task that hands it to its maker. The same press makes one.
pub async fn make(
    ctx: &Ctx,
    actor: &Actor,
    role: RoleId,
    role_hours: Option<i64>,
    made_from: Option<String>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::GrantRoles)?;
    let judge = Judge::of(ctx, actor, now)?;
    let term = role_hours.map_or(Term::Endless, |hours| Term::Seconds(hours * 3_600));
    grants::end_of(term, now)?;
    let mut random = [0u8; 16];
    getrandom::fill(&mut random)
        .map_err(|error| ServiceError::Fault(format!("no randomness: {error}")))?;
    let code = hex(&random);
    let sealed = ctx
        .seal
        .seal(&code)
        .map_err(|error| ServiceError::Fault(format!("a link could not be sealed: {error}")))?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let role = crud::roles::get(tx, role)?.ok_or(Refusal::NotFound)?;
        if !may_give(tx, judge.by, &role, now)? {
            return Err(RoleRefusal::AboveYou { role: role.name }.into());
        }
        if let Some(press) = &made_from
            && crud::staff_invites::is_made_from(tx, press)?
        {
            return Err(Refusal::AlreadyApplied.into());
        }
        let row = NewInvite {
            hash: hash(&code),
            role: role.name.clone(),
            role_hours,
            reason: None,
            made_by: judge.by,
            expires_at: now.plus_hours(VALID_HOURS),
            made_from,
        };
        let invite = crud::staff_invites::insert(tx, &row, now)?;
        let details = json!({ "role": role.name, "hours": role_hours });
        let target = format!("invite:{invite}");
        audit::record(tx, identity, "staff_invite.made", target, details, now)?;
        let user = judge.by;
        let task = Task::DeliverStaffInvite {
            invite,
            user,
            sealed,
        };
        crud::tasks::insert(tx, &task, now, now)?;
        Ok(())
    })
    .await
}

/// A link and its code as the maker is shown them. `None` if nobody can come by it any more.
pub async fn opened(
    ctx: &Ctx,
    id: InviteId,
    sealed: &str,
    now: Timestamp,
) -> Result<Option<(StaffInvite, String)>, ServiceError> {
    let code = ctx
        .seal
        .open(sealed)
        .map_err(|error| ServiceError::Fault(error.to_string()))?;
    ctx.db
        .read(move |connection| {
            let invite = crud::staff_invites::get(connection, id)?;
            let invite = invite.filter(|invite| invite.is_open(now));
            Ok(invite.map(|invite| (invite, code)))
        })
        .await
}

/// A page of the links that somebody may still open, each with the name of its maker.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    page: u32,
    now: Timestamp,
) -> Result<Page<(StaffInvite, String)>, ServiceError> {
    actor.need(Permission::GrantRoles)?;
    ctx.db
        .read(move |connection| {
            let limit = i64::from(PAGE_ROWS);
            let offset = limit * i64::from(page);
            let found = crud::staff_invites::list_open(connection, now, limit, offset)?;
            let mut rows = Vec::with_capacity(found.rows.len());
            for invite in found.rows {
                let maker = access::name_of(connection, invite.made_by)?;
                rows.push((invite, maker));
            }
            Ok(Page::new(rows, page, found.total))
        })
        .await
}

/// Makes a link useless: an own one, or one to a role that the actor may give.
pub async fn revoke(
    ctx: &Ctx,
    actor: &Actor,
    id: InviteId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::GrantRoles)?;
    let judge = Judge::of(ctx, actor, now)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let invite = crud::staff_invites::get(tx, id)?.ok_or(Refusal::NotFound)?;
        let role = crud::roles::get_by_name(tx, &invite.role)?.ok_or(Refusal::NotFound)?;
        if invite.made_by != judge.by && !may_give(tx, judge.by, &role, now)? {
            return Err(RoleRefusal::AboveYou { role: role.name }.into());
        }
        if !crud::staff_invites::update_revoked(tx, id, now)? {
            return Ok(());
        }
        let details = json!({ "role": invite.role });
        let target = format!("invite:{id}");
        audit::record(tx, identity, "staff_invite.revoked", target, details, now)
    })
    .await
}

/// Gives the role of a link to whoever opens it, once; its maker is told. Whoever came by it already is told the same
/// again.
///
/// # Errors
/// A refusal that says why they get nothing by it.
pub async fn open(
    ctx: &Ctx,
    actor: &Actor,
    code: &str,
    now: Timestamp,
) -> Result<Holding, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let (hash, actor) = (hash(code), *actor);
    let held = act(ctx, &actor, now, move |tx| {
        claim(tx, &actor, user, &hash, now)
    })
    .await?;
    ctx.rights_changed.notify_one();
    Ok(held)
}

/// What somebody holds by a link they opened: for an update that is answered again.
pub async fn came_by(
    ctx: &Ctx,
    user: UserId,
    code: &str,
    now: Timestamp,
) -> Result<Option<Holding>, ServiceError> {
    let hash = hash(code);
    ctx.db
        .read(move |connection| {
            let Some(invite) = crud::staff_invites::get_by_hash(connection, &hash)? else {
                return Ok(None);
            };
            if invite.used_by != Some(user) {
                return Ok(None);
            }
            let held = crud::roles::get_holding(connection, user, &invite.role)?;
            Ok(held.filter(|held| held.expires_at.is_none_or(|end| end > now)))
        })
        .await
}

fn claim(
    tx: &Transaction<'_>,
    actor: &Actor,
    user: UserId,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<Holding, ServiceError> {
    let invite = crud::staff_invites::get_by_hash(tx, hash)?.ok_or(RoleRefusal::InviteUnknown)?;
    let held = crud::roles::get_holding(tx, user, &invite.role)?;
    let held = held.filter(|held| held.expires_at.is_none_or(|end| end > now));
    let held = match (invite.used_by, held) {
        (Some(by), Some(held)) if by == user => return Ok(held),
        (Some(_), _) => return Err(RoleRefusal::InviteUsed.into()),
        (None, _) if invite.made_by == user => return Err(RoleRefusal::Yourself.into()),
        (None, held) => {
            need_open(&invite, now)?;
            held
        }
    };
    let role = crud::roles::get_by_name(tx, &invite.role)?.ok_or(RoleRefusal::InviteVoid)?;
    if !may_give(tx, invite.made_by, &role, now)? {
        return Err(RoleRefusal::InviteVoid.into());
    }
    let until = invite.role_hours.map(|hours| now.plus_hours(hours));
    let until = earlier(until, gives_until(tx, invite.made_by, &role, now)?);
    if held.is_some_and(|held| is_within(until, held.expires_at)) {
        return Err(RoleRefusal::HeldAlready.into());
    }
    if !crud::staff_invites::update_used(tx, invite.id, user, now)? {
        return Err(RoleRefusal::InviteUsed.into());
    }
    let before = crud::roles::get_holding(tx, user, &role.name)?;
    let after = Holding {
        user,
        role_id: role.id,
        role: role.name.clone(),
        rank: role.rank,
        granted_by: Some(invite.made_by),
        granted_at: now,
        expires_at: until,
        reason: invite.reason,
        tokens_per_month: before.and_then(|held| held.tokens_per_month),
    };
    crud::roles::upsert_holding(tx, &after)?;
    let details = json!({
        "role": role.name, "invite": invite.id.0, "by": invite.made_by.0,
        "before": null, "after": { "until": until.map(|at| at.0) },
    });
    let target = format!("user:{user}");
    let fact = audit::append(tx, actor.identity, "role.granted", target, details, now)?;
    let news = RoleNews::Joined {
        role: role.name,
        who: user,
        until,
    };
    tell(tx, invite.made_by, news, fact, now)?;
    Ok(after)
}

/// Refuses a link by which nobody comes any more.
fn need_open(invite: &StaffInvite, now: Timestamp) -> Result<(), RoleRefusal> {
    if invite.revoked_at.is_some() {
        return Err(RoleRefusal::InviteVoid);
    }
    if invite.expires_at <= now {
        return Err(RoleRefusal::InviteExpired);
    }
    Ok(())
}
