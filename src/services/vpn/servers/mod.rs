//! Servers, as admins manage them, and the way to each of them.

mod edit;
mod file;
pub mod proxies;
pub mod read;
mod remove;
mod views;

pub use crate::integrations::outline::Access;
pub use crate::integrations::vpn::Reach;
pub use crate::integrations::wireguard::import::ImportedPeer;
pub use edit::change;
pub use edit::make_amnezia;
pub use edit::set_draining;
pub use file::file;
pub use file::note_changes;
pub use remove::let_go;
pub use remove::removal;
pub use remove::remove;
pub use views::card;
pub use views::counts;
pub use views::is_unwell;
pub use views::list;
pub use views::networks;
pub use views::person;
pub use views::pools;

use crate::context::Ctx;
use crate::crud;
use crate::integrations::vpn::Backend;
use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Hidden;
use crate::models::Actor;
use crate::models::Health;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Server;
use crate::models::ServerFacts;
use crate::models::ServerId;
use crate::models::ServerOptions;
use crate::models::ServerRefusal;
use crate::models::ServerTrouble;
use crate::models::Timestamp;
use crate::models::Transport;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use crate::services::vpn::health;
use crate::services::vpn::proxy_health;
use crate::utils::order::InOrder;
use crate::utils::seal::SealKey;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// Whoever adds a server waits no longer than this for its answer.
const CHECK_WITHIN: Duration = Duration::from_secs(20);
/// Signs of life that keep the mapping of a home router alive.
const KEEPALIVE_SECONDS: u16 = 25;
/// A name server of each family, for clients of a new server.
const NAME_SERVERS: [&str; 2] = ["1.1.1.1", "2606:4700:4700::1111"];
/// An Outline server without a limit of its own counts as full at so many keys, compared with others.
const MANY_KEYS: i64 = 1_000;

/// A server to be added.
#[derive(Clone, Debug)]
pub struct NewServer {
    pub kind: VpnKind,
    pub reach: Reach,
    /// For people; empty = what the server calls itself.
    pub name: String,
    /// Host name or address for the clients of a WireGuard server; empty = what the server says.
    pub host: String,
    /// UDP port for them; 0 = what the server says.
    pub port: u16,
    pub options: ServerOptions,
}

impl NewServer {
    /// One of that kind with what is usual in the files of its people.
    pub fn usual(kind: VpnKind, reach: Reach) -> Self {
        let options = match kind {
            VpnKind::WireGuard => ServerOptions {
                dns: NAME_SERVERS.map(str::to_owned).to_vec(),
                keepalive: KEEPALIVE_SECONDS,
                ..ServerOptions::default()
            },
            VpnKind::Outline | VpnKind::MtProto => ServerOptions::default(),
        };
        Self {
            kind,
            reach,
            name: String::new(),
            host: String::new(),
            port: 0,
            options,
        }
    }

    /// Takes over what the server says of itself where nobody said otherwise.
    fn complete(&mut self, facts: &ServerFacts) {
        if self.kind == VpnKind::MtProto && self.options.mtproto.is_none() {
            self.options.mtproto = Some(facts.mtproto.clone().unwrap_or_default());
        }
        if self.host.is_empty() {
            let said = facts.host.clone().unwrap_or_default();
            self.host = match &self.reach {
                // A proxy knows by which address its people reach it; the node may be reached by another.
                Reach::Node { .. } if self.kind == VpnKind::MtProto && !said.is_empty() => said,
                Reach::Node { host, .. } => host.clone(),
                Reach::Local { .. }
                | Reach::Outline { .. }
                | Reach::Telemt { .. }
                | Reach::MtProtoFile { .. }
                | Reach::MtProtoLink { .. }
                | Reach::File
                | Reach::Demo => said,
            };
        }
        if self.port == 0 {
            self.port = facts.listen_port.unwrap_or_default();
        }
        if self.kind == VpnKind::WireGuard && self.options.public_key.is_none() {
            self.options.public_key = facts.public_key.clone();
        }
        if self.name.trim().is_empty() {
            self.name = facts.name.clone().unwrap_or_default();
        }
        self.name = match self.name.trim() {
            "" => self.usual_name(),
            name => name.chars().take(read::LONGEST_NAME).collect(),
        };
    }

    fn usual_name(&self) -> String {
        let kind = match self.kind {
            VpnKind::WireGuard => "WireGuard",
            VpnKind::Outline => "Outline",
            VpnKind::MtProto => "MTProto",
        };
        match &self.reach {
            Reach::Local { interface, .. } => format!("{kind} {interface}"),
            Reach::Node { .. }
            | Reach::Outline { .. }
            | Reach::Telemt { .. }
            | Reach::MtProtoFile { .. }
            | Reach::MtProtoLink { .. }
            | Reach::File
            | Reach::Demo => format!("{kind} {}", self.host).trim_end().to_owned(),
        }
    }

    /// Whether it is the same way to the same server, whatever is typed differently.
    fn is_way_to(&self, other: &Server, reach: &Reach) -> bool {
        match (&self.reach, reach) {
            (
                Reach::Local { interface, .. },
                Reach::Local {
                    interface: known, ..
                },
            ) => interface == known,
            (
                Reach::Node {
                    host,
                    port,
                    secret,
                    pin,
                },
                Reach::Node {
                    host: known_host,
                    port: known_port,
                    secret: known_secret,
                    pin: known_pin,
                },
            ) => {
                let is_same_node =
                    pin.eq_ignore_ascii_case(known_pin) || (host, port) == (known_host, known_port);
                // One node drives several interfaces: each has a secret and a key of its own.
                let is_same_key = self.options.public_key.is_some()
                    && self.options.public_key == other.options.public_key;
                // One machine has one proxy at one place.
                let is_same_proxy = self.kind == VpnKind::MtProto
                    && other.kind == VpnKind::MtProto
                    && (&self.host, self.port) == (&other.host, other.port);
                let is_same_interface = secret == known_secret || is_same_key || is_same_proxy;
                is_same_node && is_same_interface
            }
            (
                Reach::Outline { api_url, pin },
                Reach::Outline {
                    api_url: known_url,
                    pin: known_pin,
                },
            ) => pin.eq_ignore_ascii_case(known_pin) || api_url == known_url,
            (Reach::Telemt { url, .. }, Reach::Telemt { url: known, .. }) => url == known,
            (Reach::MtProtoFile { config, .. }, Reach::MtProtoFile { config: known, .. }) => {
                config == known
            }
            (Reach::MtProtoLink { link }, Reach::MtProtoLink { link: known }) => link == known,
            (Reach::File, _) => {
                self.kind == other.kind && self.options.public_key == other.options.public_key
            }
            (
                Reach::Local { .. }
                | Reach::Node { .. }
                | Reach::Outline { .. }
                | Reach::Telemt { .. }
                | Reach::MtProtoFile { .. }
                | Reach::MtProtoLink { .. }
                | Reach::Demo,
                _,
            ) => false,
        }
    }
}

/// How an Outline server is reached whose certificate is known.
pub fn outline_reach(access: &Access, pin: &str) -> Reach {
    Reach::Outline {
        api_url: Hidden(access.api_url.expose().to_owned()),
        pin: pin.to_owned(),
    }
}

/// The certificate that an Outline server shows now, for somebody who compares it. The secret path is not sent.
pub async fn fingerprint(actor: &Actor, access: &Access) -> Result<String, ServiceError> {
    actor.need(Permission::ManageServers)?;
    let shown = access.fingerprint().await;
    Ok(shown.map_err(|error| refused(&error))?.to_string())
}

/// How a server is reached: the opened `sealed`.
///
/// # Errors
/// When it was sealed with another key, or is damaged.
pub fn reach(seal: &SealKey, server: &Server) -> Result<Reach, BackendError> {
    let opened = seal.open(&server.sealed);
    let opened = opened.map_err(|error| BackendError::Unusable(error.to_string()))?;
    serde_json::from_str(&opened)
        .map_err(|_| BackendError::Unusable("the way to it is damaged".to_owned()))
}

/// The open way to a server.
///
/// # Errors
/// When what is kept about reaching it cannot be used here.
pub fn backend(ctx: &Ctx, server: &Server) -> Result<Arc<dyn Backend>, BackendError> {
    ctx.backends.open(server, reach(&ctx.seal, server)?)
}

/// Asks a server that is not kept yet, so that nothing is added that does not answer.
async fn tried(ctx: &Ctx, new: &NewServer) -> Result<ServerFacts, ServiceError> {
    if matches!(new.reach, Reach::Demo) && !ctx.backends.can_pretend() {
        return Err(Refusal::from(ServerRefusal::NoDemo).into());
    }
    if let Reach::MtProtoLink { link } = &new.reach {
        proxies::tried(&link.0, ctx.true_now()).await?;
    }
    let backend = ctx.backends.try_out(new.kind, new.reach.clone());
    let checked = match backend {
        Ok(backend) => match tokio::time::timeout(CHECK_WITHIN, backend.check()).await {
            Ok(checked) => checked,
            Err(_) => Err(BackendError::Unreachable(ServerTrouble::Silent.to_string())),
        },
        Err(error) => Err(error),
    };
    checked.map_err(|error| refused(&error))
}

/// The no of a server, for whoever asked it; its own words are for the log.
pub(super) fn refused(error: &BackendError) -> ServiceError {
    log::warn!("a server says no: {error}");
    let refusal = match error {
        BackendError::WrongCertificate => ServerRefusal::WrongCertificate,
        BackendError::Unreachable(_)
        | BackendError::Denied
        | BackendError::Refused(_)
        | BackendError::Strange(_)
        | BackendError::Unusable(_) => ServerRefusal::Unreachable {
            why: error.to_string(),
        },
    };
    Refusal::from(refusal).into()
}

/// What became of a server to be added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Added {
    pub id: ServerId,
    /// Otherwise it was there, and is reached by another secret, process or address from now on.
    pub is_new: bool,
}

/// Adds a server that answers, and takes over what it says of itself. One that was added before with another way to it
/// is reached by the new one; with the same it is refused.
pub async fn add(
    ctx: &Ctx,
    actor: &Actor,
    mut new: NewServer,
    now: Timestamp,
) -> Result<Added, ServiceError> {
    actor.need(Permission::ManageServers)?;
    let facts = tried(ctx, &new).await?;
    new.complete(&facts);
    let sealed = sealed(&ctx.seal, &new.reach)?;
    let (actor_now, seal, said) = (*actor, ctx.seal.clone(), facts.clone());
    let added = act(ctx, actor, now, move |tx| {
        for known in crud::servers::list(tx)? {
            let reach = reach(&seal, &known);
            if let Ok(reach) = reach
                && new.is_way_to(&known, &reach)
            {
                return renew(tx, &actor_now, (&new, &sealed), (known, &reach), now);
            }
        }
        insert(tx, &actor_now, (&new, &sealed), &said, now)
    })
    .await?;
    if !added.is_new {
        // What waited for it goes on.
        health::noted_up(ctx, added.id, Some(facts), now).await?;
    }
    Ok(added)
}

/// The machine that a way leads to, where the way alone tells it.
fn machine(reach: &Reach) -> Option<&str> {
    match reach {
        Reach::Node { host, .. } => Some(host),
        Reach::Outline { api_url, .. } => {
            let (_, rest) = api_url.0.split_once("://")?;
            let place = rest.split('/').next()?;
            Some(place.rsplit_once(':').map_or(place, |(host, _)| host))
        }
        Reach::Local { .. }
        | Reach::Telemt { .. }
        | Reach::MtProtoFile { .. }
        | Reach::MtProtoLink { .. }
        | Reach::File
        | Reach::Demo => None,
    }
}

/// Has a known server be reached as was said now, if that is another way of the same sort.
fn renew(
    tx: &Transaction<'_>,
    actor: &Actor,
    (new, sealed): (&NewServer, &str),
    (known, reach): (Server, &Reach),
    now: Timestamp,
) -> Result<Added, ServiceError> {
    let is_same_sort = new.kind == known.kind && new.reach.transport() == known.transport;
    // A copy of a machine shows the same certificate and secret elsewhere: it does not take the place of the first, to
    // which people go on connecting.
    let is_elsewhere = machine(&new.reach) != machine(reach);
    if !is_same_sort || is_elsewhere || new.reach == *reach {
        return Err(Refusal::from(ServerRefusal::AlreadyAdded { name: known.name }).into());
    }
    crud::servers::update_sealed(tx, known.id, sealed)?;
    // Not the way itself: it is secret.
    let details = json!({ "field": "access" });
    let target = target(known.id);
    audit::record(tx, actor.identity, "server.changed", target, details, now)?;
    Ok(Added {
        id: known.id,
        is_new: false,
    })
}

fn insert(
    tx: &Transaction<'_>,
    actor: &Actor,
    (new, sealed): (&NewServer, &str),
    facts: &ServerFacts,
    now: Timestamp,
) -> Result<Added, ServiceError> {
    let options = serde_json::to_string(&new.options)
        .map_err(|error| ServiceError::Fault(error.to_string()))?;
    let transport = new.reach.transport();
    let row = crud::servers::NewServer {
        kind: new.kind,
        transport,
        name: &new.name,
        flag: "",
        host: &new.host,
        port: new.port,
        sealed,
        options: &options,
    };
    let id = crud::servers::insert(tx, &row, now)?;
    crud::servers::update_facts(tx, id, facts)?;
    // A file answers nothing, whether it was applied is unknown; and nobody asks a pasted link again.
    if transport != Transport::File {
        crud::servers::update_health(tx, id, Health::Up, now, None, now)?;
    }
    let details = json!({
        "name": new.name, "kind": new.kind.name(), "transport": transport.name(),
    });
    audit::record(tx, actor.identity, "server.added", target(id), details, now)?;
    Ok(Added { id, is_new: true })
}

fn sealed(seal: &SealKey, reach: &Reach) -> Result<String, ServiceError> {
    let text =
        serde_json::to_string(reach).map_err(|error| ServiceError::Fault(error.to_string()))?;
    seal.seal(&text)
        .map_err(|error| ServiceError::Fault(error.to_string()))
}

/// How the audit log names a server.
pub(super) fn target(id: ServerId) -> String {
    format!("server:{id}")
}

/// A server that was not removed.
pub fn get(connection: &Connection, id: ServerId) -> Result<Server, ServiceError> {
    let server = crud::servers::get(connection, id)?;
    let server = server.filter(|server| server.removed_at.is_none());
    server.ok_or_else(|| Refusal::NotFound.into())
}

/// The servers of a kind that take new keys of a sort now, the least loaded first: they are not known to be down, not
/// draining, say what the files of their people need, and have room. Proxies that do not lead to Telegram come last.
pub fn with_room(
    connection: &Connection,
    kind: VpnKind,
    is_trial: bool,
    now: Timestamp,
) -> Result<Vec<Server>, ServiceError> {
    let mut found = Vec::new();
    for server in crud::servers::list(connection)? {
        if server.kind != kind || server.is_draining || server.health == Health::Down {
            continue;
        }
        if let Some(load) = load(connection, &server, is_trial, now)? {
            let is_out = proxy_health::is_out(connection, &server)?;
            found.push((is_out, load, server));
        }
    }
    found.order_by_key(|(is_out, load, server)| (*is_out, *load, server.id));
    Ok(found.into_iter().map(|(.., server)| server).collect())
}

/// What part of a server is taken, in millionths; `None` if nothing more fits, or files cannot be made for it.
fn load(
    connection: &Connection,
    server: &Server,
    is_trial: bool,
    now: Timestamp,
) -> Result<Option<i64>, ServiceError> {
    const WHOLE: i64 = 1_000_000;
    match server.kind {
        VpnKind::WireGuard => {
            if server.host.is_empty() || server.port == 0 || server.options.public_key.is_none() {
                return Ok(None);
            }
            let fill = super::pools::room(connection, server.id, is_trial, now)?;
            let taken = fill.total.saturating_sub(fill.available);
            Ok((fill.available > 0)
                .then(|| taken.saturating_mul(WHOLE) / fill.total.clamp(1, i64::MAX / WHOLE)))
        }
        VpnKind::Outline | VpnKind::MtProto => {
            // Links of an MTProto server say where it is.
            let is_nowhere = server.host.is_empty() || server.port == 0;
            if server.kind == VpnKind::MtProto && is_nowhere {
                return Ok(None);
            }
            let counts = crud::servers::count_keys(connection, server.id)?;
            let keys: i64 = counts.iter().map(|(_, count)| count).sum();
            Ok(match server.options.most_keys.map(i64::from) {
                Some(most) if keys >= most => None,
                Some(most) => Some(keys.saturating_mul(WHOLE) / most.max(1)),
                // One without a limit always has room, but yields to an emptier one.
                None => Some((keys.saturating_mul(WHOLE) / MANY_KEYS).min(WHOLE)),
            })
        }
    }
}

/// Whether the house can ask a server how it is.
pub fn answers(transport: Transport) -> bool {
    match transport {
        Transport::Local | Transport::Node | Transport::Panel | Transport::Demo => true,
        Transport::File => false,
    }
}

#[cfg(test)]
mod tests;
