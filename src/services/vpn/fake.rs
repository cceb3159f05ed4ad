//! A server for the tests of the services: it remembers what it is told, and counts what the test says.

use crate::context::Ctx;
use crate::crud;
use crate::db::Db;
use crate::db::Durability;
use crate::integrations::vpn::Answer;
use crate::integrations::vpn::Backend;
use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Counters;
use crate::integrations::vpn::Counting;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::Listing;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::Pretender;
use crate::integrations::vpn::Put;
use crate::integrations::vpn::Reach;
use crate::integrations::vpn::RemotePeer;
use crate::integrations::vpn::WantedPeer;
use crate::models::Account;
use crate::models::AccountId;
use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::PeerId;
use crate::models::PeerWish;
use crate::models::Routing;
use crate::models::ServerFacts;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::Transport;
use crate::models::UserId;
use crate::models::VpnConfig;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::tests::NOW;
use crate::services::tests::ctx;
use crate::services::tests::person;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;

/// The one server of a test; a clone is the same.
#[derive(Clone, Default)]
pub struct Fake(Arc<Mutex<Place>>);

#[derive(Default)]
struct Place {
    peers: BTreeMap<String, RemotePeer>,
    life: u32,
    fault: Option<BackendError>,
    hangs: bool,
    /// Somebody changes their mind while the server is being listed.
    meanwhile: Option<(Db, PeerId, PeerWish)>,
    calls: Vec<String>,
}

impl Fake {
    /// Does something to the server.
    fn with<T>(&self, work: impl FnOnce(&mut Place) -> T) -> T {
        work(&mut self.0.lock().expect("free"))
    }

    /// It does not answer, or answers again.
    pub fn fail(&self, fault: Option<BackendError>) {
        self.with(|place| place.fault = fault);
    }

    /// It takes connections and never answers.
    pub fn hang(&self) {
        self.with(|place| place.hangs = true);
    }

    /// It forgets everything.
    pub fn wipe(&self) {
        self.with(|place| {
            place.life += 1;
            place.peers.clear();
        });
    }

    /// It restarts with its peers.
    pub fn restart(&self) {
        self.with(|place| {
            place.life += 1;
            for peer in place.peers.values_mut() {
                peer.counters = Some(Counters::default());
            }
        });
    }

    /// The next time it is listed, that wish changes right after.
    pub fn change_meanwhile(&self, db: &Db, peer: PeerId, wanted: PeerWish) {
        self.with(|place| place.meanwhile = Some((db.clone(), peer, wanted)));
    }

    /// Changes its peers behind the house's back.
    pub fn edit(&self, work: impl FnOnce(&mut BTreeMap<String, RemotePeer>)) {
        self.with(|place| work(&mut place.peers));
    }

    /// A peer that nobody here made.
    pub fn add_stranger(&self, remote_id: &str, addresses: &[&str]) {
        let stranger = RemotePeer {
            remote_id: remote_id.to_owned(),
            name: Some("Abuela".to_owned()),
            addresses: addresses.iter().map(ToString::to_string).collect(),
            secret_hash: None,
            is_open: true,
            counters: Some(Counters { rx: 5, tx: 50 }),
            seen_at: None,
            endpoint: None,
            access_url: None,
            limit_bytes: None,
        };
        self.edit(|peers| {
            peers.insert(remote_id.to_owned(), stranger);
        });
    }

    /// A peer transfers so much more, from that endpoint.
    pub fn transfer(&self, remote_id: &str, rx: u64, tx: u64, endpoint: &str) {
        self.edit(|peers| {
            let peer = peers.get_mut(remote_id).expect("a peer of that name");
            let counters = peer.counters.get_or_insert_default();
            counters.rx += rx;
            counters.tx += tx;
            peer.endpoint = Some(endpoint.to_owned());
        });
    }

    /// The names of the peers it has.
    pub fn names(&self) -> Vec<String> {
        self.with(|place| place.peers.keys().cloned().collect())
    }

    /// What it was told since somebody last looked.
    pub fn calls(&self) -> Vec<String> {
        self.with(|place| std::mem::take(&mut place.calls))
    }

    async fn answer<T>(&self, work: impl FnOnce(&mut Place) -> T) -> Result<T, BackendError> {
        if self.with(|place| place.hangs) {
            std::future::pending::<()>().await;
        }
        self.with(|place| match &place.fault {
            Some(fault) => Err(fault.clone()),
            None => Ok(work(place)),
        })
    }
}

impl Pretender for Fake {
    fn open(&self, _: ServerId, _: VpnKind) -> Arc<dyn Backend> {
        Arc::new(self.clone())
    }
}

impl Backend for Fake {
    fn list(&self) -> Answer<'_, Listing> {
        Box::pin(async {
            let (listing, meanwhile) = self
                .answer(|place| {
                    let listing = Listing {
                        epoch: Some(place.life.to_string()),
                        counting: Counting::SincePut,
                        peers: place.peers.values().cloned().collect(),
                    };
                    (listing, place.meanwhile.take())
                })
                .await?;
            if let Some((db, peer, wanted)) = meanwhile {
                db.write(Durability::Normal, move |tx| {
                    crud::vpn_peers::update_wanted(tx, peer, wanted)?;
                    Ok::<_, ServiceError>(())
                })
                .await
                .expect("changed");
            }
            Ok(listing)
        })
    }

    fn put<'a>(&'a self, wanted: &'a WantedPeer) -> Answer<'a, Put> {
        Box::pin(self.answer(|place| {
            let how = if wanted.is_open { "open" } else { "shut" };
            place.calls.push(format!("put {} {how}", wanted.remote_id));
            if !wanted.is_open {
                let gone = place.peers.remove(&wanted.remote_id);
                return Put {
                    secret: None,
                    before: gone.and_then(|peer| peer.counters),
                };
            }
            let old = place.peers.get(&wanted.remote_id).cloned();
            // An address belongs to one peer: whoever has it loses it.
            for other in place.peers.values_mut() {
                other
                    .addresses
                    .retain(|one| !wanted.addresses.contains(one));
            }
            let peer = RemotePeer {
                remote_id: wanted.remote_id.clone(),
                name: None,
                addresses: wanted.addresses.clone(),
                secret_hash: None,
                is_open: true,
                counters: Some(old.and_then(|old| old.counters).unwrap_or_default()),
                seen_at: None,
                endpoint: None,
                access_url: None,
                limit_bytes: None,
            };
            place.peers.insert(wanted.remote_id.clone(), peer);
            Put::default()
        }))
    }

    fn remove<'a>(&'a self, remote_id: &'a str) -> Answer<'a, Option<Counters>> {
        Box::pin(self.answer(move |place| {
            place.calls.push(format!("remove {remote_id}"));
            place.peers.remove(remote_id).and_then(|peer| peer.counters)
        }))
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        Box::pin(self.answer(|_| ServerFacts::default()))
    }
}

/// A house with one pretended WireGuard server, and one person.
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
        let ctx = ctx().await;
        let fake = Fake::default();
        ctx.backends.set_pretender(Arc::new(fake.clone()));
        person(&ctx, 100).await;
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
            ctx,
            fake,
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
        super::settle::peer(&self.ctx, made.1, NOW)
            .await
            .expect("settled");
        self.fake.calls();
        made
    }

    /// One number of the database.
    pub async fn number(&self, sql: &'static str) -> i64 {
        self.ctx
            .db
            .read(move |connection| {
                Ok::<_, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
            })
            .await
            .expect(sql)
    }

    /// Moves the clock to so many seconds after the beginning.
    pub fn at(&self, seconds: i64) -> Timestamp {
        NOW + seconds
    }
}

/// Writes something.
pub async fn write<T: Send + 'static>(
    ctx: &Ctx,
    work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, ServiceError> + Send + 'static,
) -> T {
    ctx.db
        .write(Durability::Normal, work)
        .await
        .expect("written")
}
