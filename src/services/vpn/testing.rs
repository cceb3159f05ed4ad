//! A house with servers that are not real, for tests of keys.

pub use super::fake::Fake;
pub use super::fake::Fakes;
pub use super::fake::Mood;

use super::addresses;
use super::keys;
use super::lifecycle;
use super::pools;
use super::proxy_health;
use super::servers;
use super::settle;
use super::settle::Settled;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::Reach;
use crate::models::Account;
use crate::models::AccountId;
use crate::models::Actor;
use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::Identity;
use crate::models::NewKey;
use crate::models::PeerId;
use crate::models::Routing;
use crate::models::ServerId;
use crate::models::ServerOptions;
use crate::models::Task;
use crate::models::TaskClass;
use crate::models::Terms;
use crate::models::Timestamp;
use crate::models::Transport;
use crate::models::UserId;
use crate::models::VpnConfig;
use crate::models::VpnKind;
use crate::models::VpnSettings;
use crate::services::ServiceError;
use crate::services::tasks;
use crate::services::tasks::Outcome;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use std::sync::Arc;

/// A house whose pretended servers do as the fakes.
pub async fn house() -> (Ctx, Fakes) {
    let (ctx, fakes) = (tests::ctx().await, Fakes::default());
    ctx.backends.set_pretender(Arc::new(fakes.clone()));
    (ctx, fakes)
}

/// Adds a server, and fourteen hosts of each sort to a WireGuard server.
pub async fn server(ctx: &Ctx, kind: VpnKind, number: u8) -> ServerId {
    let new = servers::NewServer {
        kind,
        reach: Reach::Demo,
        name: format!("Madrid {number}"),
        host: "vpn.example.org".to_owned(),
        port: 51_820,
        options: ServerOptions {
            public_key: Some("HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=".to_owned()),
            ..ServerOptions::default()
        },
    };
    let id = servers::add(ctx, &admin(), new, NOW)
        .await
        .expect("added")
        .id;
    if kind == VpnKind::WireGuard {
        pool(
            ctx,
            id,
            false,
            &format!("10.{number}.0.0/28, fd00:{number}::/64"),
        )
        .await;
        pool(ctx, id, true, &format!("10.{number}.1.0/28")).await;
    }
    id
}

pub async fn pool(ctx: &Ctx, server: ServerId, is_trial: bool, networks: &str) {
    let networks = pools::parse(networks).expect("networks");
    addresses::add(ctx, &admin(), server, is_trial, networks, NOW)
        .await
        .expect("a pool");
}

/// A change of what admins set.
pub async fn set(ctx: &Ctx, change: impl FnOnce(&mut VpnSettings)) {
    let mut settings = VpnSettings::default();
    change(&mut settings);
    write(ctx, move |tx| {
        Ok(crud::vpn_settings::update(tx, &settings)?)
    })
    .await;
}

pub async fn write<T: Send + 'static>(
    ctx: &Ctx,
    work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, ServiceError> + Send + 'static,
) -> T {
    ctx.db.write(Durability::Full, work).await.expect("written")
}

/// One value of the database.
pub async fn value<T: rusqlite::types::FromSql + Send + 'static>(
    ctx: &Ctx,
    sql: &'static str,
) -> T {
    ctx.db
        .read(move |connection| {
            Ok::<_, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
        })
        .await
        .expect(sql)
}

/// Somebody with an account of thirty days.
pub async fn customer(ctx: &Ctx, id: i64, kind: VpnKind) -> Actor {
    let person = tests::person(ctx, id).await;
    give(ctx, id, kind, Terms::default(), NOW).await;
    person
}

pub async fn give(ctx: &Ctx, id: i64, kind: VpnKind, terms: Terms, now: Timestamp) {
    write(ctx, move |tx| {
        lifecycle::terms(tx, UserId(id), kind, &terms, Identity::System, now).map(|_| ())
    })
    .await;
}

/// A wish of the actor's own.
pub fn wish(actor: &Actor, kind: VpnKind, from: &str) -> NewKey {
    NewKey {
        user: actor.identity.user().expect("a person"),
        kind,
        server: None,
        name: String::new(),
        made_from: format!("test:{from}"),
    }
}

/// A key of theirs that works.
pub async fn key(ctx: &Ctx, actor: &Actor, kind: VpnKind, from: &str) -> ConfigId {
    let key = keys::make(ctx, actor, wish(actor, kind, from), NOW).await;
    let key = key.expect("made");
    run(ctx, NOW).await;
    key
}

/// Does the due tasks of servers, as the workers do, until none is left. Returns how many were tried.
pub async fn run(ctx: &Ctx, now: Timestamp) -> usize {
    let mut tried = 0;
    loop {
        let due = tasks::due(ctx, TaskClass::Server, 100, Vec::new(), now)
            .await
            .expect("due");
        if due.is_empty() {
            return tried;
        }
        for row in due {
            tried += 1;
            let settled = match row.task {
                Task::SettlePeer { peer, .. } => settle::peer(ctx, peer, now).await,
                Task::ForgetWatcher { server } => proxy_health::leave(ctx, server, now).await,
                other => panic!("no other task drives servers: {other:?}"),
            };
            let outcome = match settled.expect("settled") {
                Settled::Done => Outcome::Done("as wanted".to_owned()),
                Settled::Down { server, why } => Outcome::Wait {
                    waits_for: crate::context::waits_for_server(server),
                    why,
                },
                Settled::Refused(why) => Outcome::Retry(why),
            };
            tasks::ended(ctx, (row.id, row.created_at), outcome, now + 5, now)
                .await
                .expect("noted");
        }
    }
}

/// A house with one pretended WireGuard server whose keys stand in the database alone, and one person.
pub struct House {
    pub ctx: Ctx,
    pub fake: Fake,
    pub server: ServerId,
    pub user: UserId,
    pub account: AccountId,
}

impl House {
    /// The house; its person may use `limit_bytes`.
    pub async fn new(limit_bytes: Option<u64>) -> Self {
        let (ctx, fakes) = house().await;
        tests::person(&ctx, 100).await;
        let user = UserId(100);
        let reach = serde_json::to_string(&Reach::Demo).expect("json");
        let sealed = ctx.seal.seal(&reach).expect("sealed");
        let (server, account) = write(&ctx, move |tx| {
            let server = crud::servers::NewServer {
                kind: VpnKind::WireGuard,
                transport: Transport::Demo,
                name: "Madrid",
                flag: "",
                host: "vpn.example.org",
                port: 51_820,
                sealed: &sealed,
                options: "{}",
            };
            let server = crud::servers::insert(tx, &server, NOW)?;
            let account = Account {
                id: AccountId(0),
                user,
                kind: VpnKind::WireGuard,
                is_trial: false,
                expires_at: None,
                limit_bytes,
                day_limit_bytes: None,
                used_rx: 0,
                used_tx: 0,
                period_at: NOW,
                day: 0,
                day_used: 0,
                warned_percent: 0,
                devices: 10,
                created_at: NOW,
            };
            Ok((server, crud::vpn_accounts::insert(tx, &account)?))
        })
        .await;
        Self {
            fake: fakes.at(server, VpnKind::WireGuard),
            ctx,
            server,
            user,
            account,
        }
    }

    /// A key that works, known by that name on the server.
    pub async fn key(&self, remote_id: &'static str) -> (ConfigId, PeerId) {
        let secret = PeerSecret::WireGuard {
            private_key: Some(Hidden("secret".to_owned())),
            preshared_key: None,
        };
        let secret = serde_json::to_string(&secret).expect("json");
        let sealed = self.ctx.seal.seal(&secret).expect("sealed");
        let (server, user, account) = (self.server, self.user, self.account);
        let made = write(&self.ctx, move |tx| {
            let key = VpnConfig {
                id: ConfigId(0),
                account,
                user,
                kind: VpnKind::WireGuard,
                name: "Móvil".to_owned(),
                status: ConfigStatus::Active,
                is_paused: false,
                hold: None,
                routing: Routing::All,
                peer: None,
                server,
                used_rx: 0,
                used_tx: 0,
                last_seen_at: None,
                is_imported: false,
                created_at: NOW,
                revoked_at: None,
            };
            let config = crud::vpn_configs::insert(tx, &key, None)?.expect("new");
            let peer =
                crud::vpn_peers::insert(tx, config, server, remote_id, Some(&sealed), None, NOW)?;
            let key = VpnConfig {
                id: config,
                peer: Some(peer),
                ..key
            };
            crud::vpn_configs::update(tx, &key)?;
            Ok((config, peer))
        })
        .await;
        settle::peer(&self.ctx, made.1, NOW).await.expect("settled");
        self.fake.calls();
        made
    }

    /// One number of the database.
    pub async fn number(&self, sql: &'static str) -> i64 {
        value(&self.ctx, sql).await
    }

    /// Moves the clock to so many seconds after the beginning.
    pub fn at(&self, seconds: i64) -> Timestamp {
        NOW + seconds
    }
}
