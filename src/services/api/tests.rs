//! Keys and sessions, from the making of a key to its end.

use super::keys;
use super::sessions;
use crate::context::AdminChannel;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::API_RATES;
use crate::models::Actor;
use crate::models::ApiKeyDraft;
use crate::models::ApiKeyId;
use crate::models::ApiRefusal;
use crate::models::Ban;
use crate::models::Caller;
use crate::models::Identity;
use crate::models::NewApiKey;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::Refusal;
use crate::models::SignedIn;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::house;
use crate::services::roles::standing_of;
use crate::services::tests::{ADMIN, NOW, admin, ctx, person};
use crate::services::tokens::OrderedFrom;
use proptest::prelude::*;
use rusqlite::Transaction;

mod refreshing;

const DAY: i64 = 86_400;
const EVA: UserId = UserId(2002);

fn set(permissions: &[Permission]) -> PermissionSet {
    permissions.iter().copied().collect()
}

fn wish(scopes: PermissionSet, expires_at: Option<Timestamp>) -> NewApiKey {
    NewApiKey {
        name: "  Tienda \n web ".to_owned(),
        scopes,
        rate_per_minute: 600,
        expires_at,
    }
}

fn from(press: Option<&str>) -> OrderedFrom {
    OrderedFrom {
        chat: ADMIN.chat(),
        press: press.map(str::to_owned),
    }
}

async fn write<T: Send + 'static>(
    ctx: &Ctx,
    work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
) -> T {
    let done = ctx
        .db
        .write(Durability::Full, move |tx| Ok::<_, ServiceError>(work(tx)?));
    done.await.expect("written")
}

async fn count(ctx: &Ctx, sql: &'static str) -> i64 {
    let read = ctx.db.read(move |connection| {
        Ok::<i64, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
    });
    read.await.expect("read")
}

/// The newest key and its text, as the task holds it.
async fn delivered(ctx: &Ctx) -> (ApiKeyId, String) {
    let payload = write(ctx, |tx| {
        let sql =
            "SELECT payload FROM tasks WHERE kind = 'deliver_api_key' ORDER BY id DESC LIMIT 1";
        tx.query_row(sql, [], |row| row.get::<_, String>(0))
    });
    let task = Task::from_json(&payload.await).expect("a task");
    let Task::DeliverApiKey { key, sealed, .. } = task else {
        panic!("another task")
    };
    let made = keys::opened(ctx, key, &sealed, NOW)
        .await
        .expect("opened")
        .expect("there");
    (key, made.text)
}

async fn key_of(ctx: &Ctx, actor: &Actor, new: NewApiKey) -> (ApiKeyId, String) {
    keys::make(ctx, actor, new, from(None), NOW)
        .await
        .expect("made");
    delivered(ctx).await
}

#[track_caller]
fn refused<T>(result: Result<T, ServiceError>) -> ApiRefusal {
    match result {
        Err(ServiceError::Refused(Refusal::Api(refusal))) => refusal,
        Err(other) => panic!("another error: {other:?}"),
        Ok(_) => panic!("not refused"),
    }
}

async fn caller(ctx: &Ctx, signed: &SignedIn, now: Timestamp) -> Result<Caller, ServiceError> {
    sessions::authenticate(ctx, &signed.access_token, now).await
}

/// Somebody of a role, as the boundary would see them.
async fn member(ctx: &Ctx, user: UserId, role: &'static str) -> Actor {
    person(ctx, user.0).await;
    write(ctx, move |tx| {
        tx.execute(
            "INSERT INTO user_roles (user_id, role, granted_by, granted_at) VALUES (?1, ?2, ?3, 1)",
            rusqlite::params![user.0, role, ADMIN.0],
        )
    })
    .await;
    let standing = ctx
        .db
        .read(move |connection| standing_of(connection, user, NOW));
    Actor::standing(user, standing.await.expect("read"), None)
}

/// A role of somebody's making that gives keys and sees members.
async fn giver(ctx: &Ctx, user: UserId) -> Actor {
    write(ctx, |tx| {
        tx.execute_batch(
            "INSERT INTO roles (number, name, rank, created_by, created_at) VALUES (90, 'dev', 10, 7, 1);
             INSERT INTO role_permissions (role, permission) VALUES ('dev', 'api.manage'), ('dev', 'members.see');",
        )
    })
    .await;
    member(ctx, user, "dev").await
}

#[tokio::test]
async fn a_key_opens_sessions_with_its_scopes_and_lies_nowhere_in_clear() {
    let ctx = ctx().await;
    let scopes = set(&[Permission::SeeMembers, Permission::SeePeople]);
    let (id, text) = key_of(&ctx, &admin(), wish(scopes, None)).await;
    assert!(text.starts_with("ptr_") && text.len() == 47, "{text}");
    let view = keys::get(&ctx, &admin(), id, NOW).await.expect("there");
    assert_eq!(
        (view.key.name.as_str(), view.key.prefix.as_str()),
        ("Tienda web", &text[..8])
    );
    let signed = sessions::open(&ctx, &text, NOW + 5)
        .await
        .expect("signed in");
    assert_eq!(
        (signed.expires_in, signed.scopes, signed.key),
        (900, scopes, id)
    );
    assert_eq!(signed.refresh_expires_at, NOW + 5 + 30 * DAY);
    let who = caller(&ctx, &signed, NOW + 6).await.expect("believed");
    assert_eq!(
        who.actor.identity,
        Identity::ApiKey {
            key: id,
            owner: ADMIN
        }
    );
    assert_eq!((who.actor.permissions, who.rate_per_minute), (scopes, 600));
    assert!(who.actor.cause.is_none() && who.actor.need(Permission::ManageApi).is_err());
    let view = keys::get(&ctx, &admin(), id, NOW + 6).await.expect("there");
    assert_eq!((view.sessions, view.key.last_used_at), (1, Some(NOW + 5)));
    for suffix in ["", "-wal"] {
        let file =
            std::fs::read(format!("{}{suffix}", ctx.db.path().display())).unwrap_or_default();
        for secret in [&text, &signed.refresh_token, &signed.access_token] {
            let lies = file
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!lies, "a secret lies in clear");
        }
    }
}

#[tokio::test]
async fn the_same_press_makes_one_key() {
    let ctx = ctx().await;
    let scopes = set(&[Permission::SeeMembers]);
    let order = || wish(scopes, None);
    keys::make(&ctx, &admin(), order(), from(Some("7:1")), NOW)
        .await
        .expect("made");
    let again = keys::make(&ctx, &admin(), order(), from(Some("7:1")), NOW).await;
    assert!(matches!(
        again,
        Err(ServiceError::Refused(Refusal::AlreadyApplied))
    ));
    assert_eq!(count(&ctx, "SELECT count(*) FROM api_keys").await, 1);
    assert_eq!(
        count(
            &ctx,
            "SELECT count(*) FROM tasks WHERE kind = 'deliver_api_key'"
        )
        .await,
        1
    );
    assert_eq!(
        count(
            &ctx,
            "SELECT count(*) FROM audit_log WHERE action = 'api_key.made'"
        )
        .await,
        1
    );
}

#[tokio::test]
async fn a_key_may_no_more_than_its_maker_and_only_who_gives_keys_makes_one() {
    let ctx = ctx().await;
    let eva = giver(&ctx, EVA).await;
    let mine = set(&[Permission::SeeMembers]);
    let beyond = set(&[Permission::SeeMembers, Permission::ManageMembers]);
    let tried = |actor: Actor, scopes| {
        let ctx = &ctx;
        async move { keys::make(ctx, &actor, wish(scopes, None), from(None), NOW).await }
    };
    assert_eq!(refused(tried(eva, beyond).await), ApiRefusal::BeyondOwn);
    assert_eq!(
        refused(tried(eva, PermissionSet::default()).await),
        ApiRefusal::NoScopes
    );
    tried(eva, mine).await.expect("within her own");
    let staff = member(&ctx, UserId(2003), "admin").await;
    assert!(staff.permissions.has(Permission::SeeMembers));
    for actor in [staff, person(&ctx, 1).await] {
        let no = tried(actor, mine).await;
        assert!(matches!(
            no,
            Err(ServiceError::Refused(Refusal::NotAllowed))
        ));
        let list = keys::list(&ctx, &actor, 0, NOW).await;
        assert!(matches!(
            list,
            Err(ServiceError::Refused(Refusal::NotAllowed))
        ));
        let revoke = keys::revoke(&ctx, &actor, ApiKeyId(1), NOW).await;
        assert!(matches!(
            revoke,
            Err(ServiceError::Refused(Refusal::NotAllowed))
        ));
    }
    for name in ["", "  \n", &"x".repeat(41)] {
        let order = NewApiKey {
            name: name.to_owned(),
            ..wish(mine, None)
        };
        let named = keys::make(&ctx, &eva, order, from(None), NOW).await;
        assert_eq!(refused(named), ApiRefusal::NameInvalid { most: 40 });
    }
    for (rate, end) in [(0, None), (600_001, None), (60, Some(NOW))] {
        let order = NewApiKey {
            rate_per_minute: rate,
            ..wish(mine, end)
        };
        assert!(
            keys::make(&ctx, &eva, order, from(None), NOW)
                .await
                .is_err(),
            "{rate} {end:?}"
        );
    }
}

#[tokio::test]
async fn a_key_raises_no_rate_above_its_own() {
    let ctx = ctx().await;
    let scopes = set(&[Permission::ManageApi]);
    let (own, _) = key_of(&ctx, &admin(), wish(scopes, None)).await;
    let (other, _) = key_of(&ctx, &admin(), wish(scopes, None)).await;
    let owner = admin().identity.user().expect("a person");
    let actor = Actor {
        identity: Identity::ApiKey { key: own, owner },
        ..admin()
    };
    let most = 600;
    for key in [own, other] {
        let raised = keys::set_rate(&ctx, &actor, key, most + 1, NOW).await;
        assert_eq!(refused(raised), ApiRefusal::RateBeyondOwn { most });
    }
    let wider = NewApiKey {
        rate_per_minute: most + 1,
        ..wish(scopes, None)
    };
    let made = keys::make(&ctx, &actor, wider, from(None), NOW).await;
    assert_eq!(refused(made), ApiRefusal::RateBeyondOwn { most });
    // Less than before it may give anybody, though that is more than its own.
    let rates = [
        (admin(), other, 6_000),
        (actor, other, 3_000),
        (actor, own, 60),
    ];
    for (who, key, rate) in rates {
        keys::set_rate(&ctx, &who, key, rate, NOW)
            .await
            .expect("changed");
    }
}

#[tokio::test]
async fn keys_of_whoever_stands_higher_are_not_seen() {
    let ctx = ctx().await;
    let eva = giver(&ctx, EVA).await;
    let scopes = set(&[Permission::SeeMembers]);
    let (high, _) = key_of(&ctx, &admin(), wish(scopes, None)).await;
    let (own, _) = key_of(&ctx, &eva, wish(scopes, None)).await;
    let seen = |page: crate::models::Page<crate::models::ApiKeyLine>| -> Vec<ApiKeyId> {
        page.rows.iter().map(|line| line.key.id).collect()
    };
    assert_eq!(
        seen(keys::list(&ctx, &eva, 0, NOW).await.expect("listed")),
        [own]
    );
    assert_eq!(
        seen(keys::list(&ctx, &admin(), 0, NOW).await.expect("listed")),
        [own, high]
    );
    for no in [
        keys::get(&ctx, &eva, high, NOW).await.err(),
        keys::revoke(&ctx, &eva, high, NOW).await.err(),
        keys::set_rate(&ctx, &eva, high, 60, NOW).await.err(),
        keys::set_scope(&ctx, &eva, high, (Permission::SeePeople, true), NOW)
            .await
            .err(),
    ] {
        assert!(
            matches!(no, Some(ServiceError::Refused(Refusal::NotFound))),
            "{no:?}"
        );
    }
    let raised = keys::set_scope(&ctx, &eva, own, (Permission::ManageShop, true), NOW).await;
    assert_eq!(refused(raised), ApiRefusal::BeyondOwn);
    let emptied = keys::set_scope(&ctx, &eva, own, (Permission::SeeMembers, false), NOW).await;
    assert_eq!(refused(emptied), ApiRefusal::NoScopes);
    keys::set_rate(&ctx, &admin(), own, API_RATES[0], NOW)
        .await
        .expect("set");
    keys::set_scope(&ctx, &admin(), own, (Permission::SeePeople, true), NOW)
        .await
        .expect("set");
    let view = keys::get(&ctx, &eva, own, NOW).await.expect("hers");
    assert_eq!(view.key.rate_per_minute, 60);
    assert!(view.key.scopes.has(Permission::SeePeople));
    assert_eq!(view.may, scopes, "what she may not, her key may not");
}

#[tokio::test]
async fn a_revoked_key_opens_nothing_from_that_instant() {
    let ctx = ctx().await;
    let (id, text) = key_of(&ctx, &admin(), wish(PermissionSet::all(), None)).await;
    let signed = sessions::open(&ctx, &text, NOW).await.expect("signed in");
    caller(&ctx, &signed, NOW).await.expect("believed");
    keys::revoke(&ctx, &admin(), id, NOW + 1)
        .await
        .expect("revoked");
    keys::revoke(&ctx, &admin(), id, NOW + 2)
        .await
        .expect("revoked already");
    assert_eq!(
        refused(caller(&ctx, &signed, NOW + 2).await),
        ApiRefusal::SessionEnded
    );
    assert_eq!(
        refused(sessions::open(&ctx, &text, NOW + 2).await),
        ApiRefusal::KeyEnded
    );
    let refreshed = sessions::refresh(&ctx, &signed.refresh_token, None, NOW + 2).await;
    assert_eq!(refused(refreshed), ApiRefusal::SessionEnded);
    assert_eq!(
        count(
            &ctx,
            "SELECT count(*) FROM audit_log WHERE action = 'api_key.revoked'"
        )
        .await,
        1
    );
    let payload = "SELECT count(*) FROM tasks WHERE kind = 'deliver_api_key'";
    assert_eq!(count(&ctx, payload).await, 1);
    assert!(
        keys::set_rate(&ctx, &admin(), id, 60, NOW + 2)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_key_ends_with_its_date_and_its_sessions_with_it() {
    let ctx = ctx().await;
    let end = NOW + 600;
    let (_, text) = key_of(&ctx, &admin(), wish(PermissionSet::all(), Some(end))).await;
    let signed = sessions::open(&ctx, &text, NOW).await.expect("signed in");
    assert_eq!(signed.refresh_expires_at, end);
    caller(&ctx, &signed, NOW + 599).await.expect("believed");
    assert_eq!(
        refused(caller(&ctx, &signed, end).await),
        ApiRefusal::SessionEnded
    );
    assert_eq!(
        refused(sessions::open(&ctx, &text, end).await),
        ApiRefusal::KeyEnded
    );
}

#[tokio::test]
async fn the_owners_standing_counts_at_each_request() {
    let ctx = ctx().await;
    let eva = giver(&ctx, EVA).await;
    let both = set(&[Permission::SeeMembers, Permission::ManageApi]);
    let (_, text) = key_of(&ctx, &eva, wish(both, None)).await;
    let signed = sessions::open(&ctx, &text, NOW).await.expect("signed in");
    assert_eq!(
        caller(&ctx, &signed, NOW)
            .await
            .expect("believed")
            .actor
            .permissions,
        both
    );
    write(&ctx, |tx| {
        tx.execute(
            "DELETE FROM role_permissions WHERE role = 'dev' AND permission = 'api.manage'",
            [],
        )
    })
    .await;
    let less = caller(&ctx, &signed, NOW)
        .await
        .expect("believed")
        .actor
        .permissions;
    assert_eq!(less, set(&[Permission::SeeMembers]));
    let ban = Ban {
        reason: None,
        until: None,
        by: None,
        at: Some(NOW),
    };
    write(&ctx, move |tx| crud::users::update_banned(tx, EVA, &ban)).await;
    assert_eq!(
        refused(caller(&ctx, &signed, NOW).await),
        ApiRefusal::KeyEnded
    );
    write(&ctx, |tx| crud::users::update_unbanned(tx, EVA)).await;
    caller(&ctx, &signed, NOW).await.expect("back");
    write(&ctx, |tx| crud::roles::delete_holding(tx, EVA, "dev")).await;
    assert_eq!(
        refused(caller(&ctx, &signed, NOW).await),
        ApiRefusal::KeyEnded
    );
    assert_eq!(
        refused(sessions::open(&ctx, &text, NOW).await),
        ApiRefusal::KeyEnded
    );
    let refreshed = sessions::refresh(&ctx, &signed.refresh_token, None, NOW).await;
    assert_eq!(refused(refreshed), ApiRefusal::KeyEnded);
    assert_eq!(
        count(
            &ctx,
            "SELECT count(*) FROM refresh_tokens WHERE used_at IS NOT NULL"
        )
        .await,
        0
    );
}

#[tokio::test]
async fn an_erased_owner_leaves_keys_that_open_nothing_and_have_no_name() {
    let ctx = ctx().await;
    let eva = giver(&ctx, EVA).await;
    let (_, text) = key_of(&ctx, &eva, wish(set(&[Permission::SeeMembers]), None)).await;
    let signed = sessions::open(&ctx, &text, NOW).await.expect("signed in");
    write(&ctx, |tx| crud::erasure::erase_person(tx, EVA, NOW)).await;
    assert_eq!(
        refused(caller(&ctx, &signed, NOW).await),
        ApiRefusal::SessionEnded
    );
    assert_eq!(
        refused(sessions::open(&ctx, &text, NOW).await),
        ApiRefusal::KeyEnded
    );
    let named = "SELECT count(*) FROM api_keys WHERE name <> '—' OR revoked_at IS NULL";
    assert_eq!(count(&ctx, named).await, 0);
}

#[derive(Default)]
struct Told(std::sync::Mutex<usize>);

impl AdminChannel for Told {
    fn tell(&self, _: crate::models::AdminNotice) {
        *self.0.lock().expect("free") += 1;
    }
}

#[tokio::test]
async fn wrong_keys_and_tokens_are_told_alike() {
    let ctx = ctx().await;
    let (_, text) = key_of(&ctx, &admin(), wish(PermissionSet::all(), None)).await;
    let signed = sessions::open(&ctx, &text, NOW).await.expect("signed in");
    let wrong = format!("ptr_{}", "A".repeat(43));
    for key in [
        "",
        "ptr_",
        wrong.as_str(),
        &text[4..],
        &text.to_lowercase(),
        &signed.refresh_token,
    ] {
        assert_eq!(
            refused(sessions::open(&ctx, key, NOW).await),
            ApiRefusal::KeyUnknown,
            "{key}"
        );
    }
    let wrong = format!("ptrr_{}", "A".repeat(43));
    for token in ["", wrong.as_str(), text.as_str(), &signed.access_token] {
        let refreshed = sessions::refresh(&ctx, token, None, NOW).await;
        assert_eq!(refused(refreshed), ApiRefusal::TokenInvalid, "{token}");
    }
    for token in [text.as_str(), &signed.refresh_token] {
        assert_eq!(
            refused(sessions::authenticate(&ctx, token, NOW).await),
            ApiRefusal::TokenInvalid
        );
    }
}

#[test]
fn no_text_opens_anything() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let ctx = runtime.block_on(ctx());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(64));
    let texts = prop_oneof![
        any::<String>(),
        "ptrr?_[A-Za-z0-9_-]{43}",
        "ptrr?_[A-Za-z0-9_=-]{0,60}"
    ];
    let tried = runner.run(&texts, |text| {
        runtime.block_on(async {
            assert_eq!(
                refused(sessions::open(&ctx, &text, NOW).await),
                ApiRefusal::KeyUnknown
            );
            assert_eq!(
                refused(sessions::refresh(&ctx, &text, None, NOW).await),
                ApiRefusal::TokenInvalid
            );
            assert_eq!(
                refused(sessions::authenticate(&ctx, &text, NOW).await),
                ApiRefusal::TokenInvalid
            );
        });
        Ok(())
    });
    tried.expect("none opened");
}

#[test]
fn what_is_offered_first_only_reads() {
    let usual = ApiKeyDraft::usual(PermissionSet::all());
    assert!(
        usual.scopes.has(Permission::SeeMembers) && !usual.scopes.has(Permission::ManageMembers)
    );
    assert_eq!(usual.order("x", NOW).expires_at, Some(NOW + 90 * DAY));
    let endless = ApiKeyDraft { days: 0, ..usual };
    assert_eq!(endless.order("x", NOW).expires_at, None);
}
