//! What is done about servers.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::endpoint::may;
use super::endpoint::may_null;
use super::endpoint::need;
use super::keys;
use crate::models::Drift;
use crate::models::KeysGo;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::ServerChange;
use crate::models::ServerField;
use crate::models::ServerId;
use crate::models::Telling;
use crate::models::VpnKind;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::services::ServiceError;
use crate::services::api::reading::SERVERS;
use crate::services::vpn::health;
use crate::services::vpn::proxy_health;
use crate::services::vpn::proxy_health::outside::World;
use crate::services::vpn::proxy_health::people;
use crate::services::vpn::reconcile;
use crate::services::vpn::servers;
use crate::services::vpn::servers::NewServer;
use crate::services::vpn::servers::Reach;
use crate::services::vpn::servers::proxies;
use crate::services::vpn::servers::read;
use serde_json::Value;
use serde_json::json;

pub(super) const ID: Takes = Takes::Int(1, i64::MAX);
/// What a server has and what it should have.
const DRIFT: &[Field] = &[
    Field::new(
        "matching",
        "",
        Kind::Int,
        "Keys that are there as they should.",
    ),
    Field::new(
        "to_put",
        "",
        Kind::Json,
        "Numbers of keys that are missing or differ.",
    ),
    Field::new(
        "to_remove",
        "",
        Kind::Texts,
        "What is there though it should not, as the server calls it.",
    ),
    Field::new(
        "strangers",
        "",
        Kind::Json,
        "What nobody here made: remote_id, name, addresses, is_left. It is left.",
    ),
];
/// Parts of a body, and the fields of a server that they are.
const PARTS: [(&str, ServerField); 12] = [
    ("name", ServerField::Name),
    ("flag", ServerField::Flag),
    ("endpoint", ServerField::Endpoint),
    ("dns", ServerField::Dns),
    ("mtu", ServerField::Mtu),
    ("keepalive", ServerField::Keepalive),
    ("public_key", ServerField::PublicKey),
    ("amnezia", ServerField::Amnezia),
    ("most_keys", ServerField::MostKeys),
    ("forms", ServerField::Forms),
    ("domain", ServerField::Domain),
    ("tag", ServerField::Tag),
];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::of(
        Method::Post,
        "/servers",
        Permission::ManageServers,
        Answers::New(&SERVERS),
        "Add a server that answers. One that is known is reached by the new way from now on.",
        Run::Act(|call| Box::pin(add(call))),
    )
    .takes(&[
        need(
            "way",
            Takes::OneOf("node|outline|local|telemt|mtprotoproxy|link|file|demo"),
            "How the house reaches it.",
        ),
        may(
            "access",
            Takes::Text(4_000),
            "What the way needs, as in chat; it is never shown again. node: what `portero node` prints; outline: what \
                     its installation prints, with the fingerprint; local: its interface, after wg, awg or socket; telemt: \
                     address of its control interface and what it asks for; mtprotoproxy: paths of config.py and of the \
                     file with its process id; link: one proxy link; file: public key and host:port; demo: nothing.",
        ),
        may(
            "kind",
            keys::KINDS,
            "Of a pretended server; left out, WireGuard.",
        ),
        may("name", Takes::Text(64), "Left out, what it calls itself."),
    ]),
    Endpoint::of(
        Method::Patch,
        "/servers/{id}",
        Permission::ManageServers,
        Answers::Row(&SERVERS),
        "Change what is told of a server. Parts are changed one after another; the first one refused ends it.",
        Run::Act(|call| Box::pin(change(call))),
    )
    .takes(&[
        may("name", Takes::Text(64), "As shown."),
        may_null(
            "flag",
            Takes::Text(8),
            "An emoji, or two letters of a country.",
        ),
        may(
            "endpoint",
            Takes::Text(260),
            "Host, or host:port, for clients.",
        ),
        may_null(
            "dns",
            Takes::Texts(4),
            "Name servers of WireGuard clients, as addresses.",
        ),
        may_null("mtu", Takes::Int(1_280, 1_500), "Of WireGuard clients."),
        may_null(
            "keepalive",
            Takes::Int(0, 65_535),
            "Seconds, of WireGuard clients.",
        ),
        may("public_key", Takes::Text(44), "Of a WireGuard server."),
        may_null(
            "amnezia",
            Takes::Text(1_000),
            "Parameters of AmneziaWG, as lines of its file.",
        ),
        may_null(
            "most_keys",
            Takes::Int(1, read::MOST_KEYS as i64),
            "Of an Outline or MTProto server.",
        ),
        may(
            "forms",
            Takes::Texts(3),
            "Of the secrets of MTProto links: ee, dd, plain.",
        ),
        may_null(
            "domain",
            Takes::Text(253),
            "The site that fake TLS pretends to visit.",
        ),
        may_null("tag", Takes::Text(32), "What @MTProxybot gave."),
    ]),
    Endpoint::of(
        Method::Post,
        "/servers/{id}/amnezia",
        Permission::ManageServers,
        Answers::Row(&SERVERS),
        "Make new parameters of AmneziaWG for a server. Files that people have stop working until they get new ones.",
        Run::Act(|call| Box::pin(make_amnezia(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/servers/{id}/drain",
        Permission::ManageServers,
        Answers::Row(&SERVERS),
        "Let a server take no new keys.",
        Run::Act(|call| Box::pin(drain(call, true))),
    ),
    Endpoint::of(
        Method::Post,
        "/servers/{id}/undrain",
        Permission::ManageServers,
        Answers::Row(&SERVERS),
        "Let it take them again.",
        Run::Act(|call| Box::pin(drain(call, false))),
    ),
    Endpoint::of(
        Method::Post,
        "/servers/{id}/test",
        Permission::SeeServers,
        Answers::Row(&SERVERS),
        "Ask a server now how it is; an MTProto proxy also whether it leads to Telegram.",
        Run::Act(|call| Box::pin(test(call))),
    ),
    Endpoint::of(
        Method::Get,
        "/servers/{id}/drift",
        Permission::SeeServers,
        Answers::Object(DRIFT),
        "What a server has, compared with what it should have.",
        Run::Act(|call| Box::pin(drift(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/servers/{id}/reconcile",
        Permission::ManageServers,
        Answers::Object(DRIFT),
        "Mend what a server has, and say what was to be mended.",
        Run::Act(|call| Box::pin(reconcile(call))),
    ),
    // A DELETE has no body, and what becomes of the keys has to be said.
    Endpoint::of(
        Method::Post,
        "/servers/{id}/remove",
        Permission::ManageServers,
        Answers::Object(&[Field::new(
            "keys",
            "",
            Kind::Int,
            "Keys that moved or ended.",
        )]),
        "Remove a server: all of its keys move or end, or nothing happens.",
        Run::Act(|call| Box::pin(remove(call))),
    )
    .takes(&[
        need(
            "keys",
            Takes::OneOf("move|end"),
            "What becomes of its keys.",
        ),
        may(
            "server_id",
            ID,
            "Where they move: a server of the same kind.",
        ),
    ]),
    Endpoint::of(
        Method::Post,
        "/servers/{id}/file",
        Permission::ManageServers,
        Answers::Object(FILE),
        "Take the whole file of a WireGuard server, to put it there. The admins hear when another one is due.",
        Run::Act(|call| Box::pin(take_file(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/servers/{id}/tell-people",
        Permission::ManageServers,
        Answers::Object(TOLD),
        "Tell everybody with a key on an MTProto proxy that it is out, once for each outage.",
        Run::Act(|call| Box::pin(tell_people(call))),
    ),
];

const FILE: &[Field] = &[
    Field::new("file_name", "", Kind::Text, "As it is called there."),
    Field::new("file", "", Kind::Text, "All of it. It holds secrets."),
    Field::new("peers", "", Kind::Int, "Keys in it."),
];
const TOLD: &[Field] = &[Field::new(
    "people",
    "",
    Kind::Int,
    "How many hear of it now.",
)];

/// The server whose number begins the path.
pub(super) fn server(call: &Call) -> ServerId {
    ServerId(call.id(0))
}

async fn shown(call: &Call) -> Result<Answer, Problem> {
    call.row(&SERVERS, call.id(0)).await
}

async fn add(call: &Call) -> Result<Answer, Problem> {
    let new = new_server(call)?;
    let added = servers::add(&call.ctx, &call.actor, new, call.now).await?;
    call.row(&SERVERS, added.id.0).await
}

/// The server that the body describes.
fn new_server(call: &Call) -> Result<NewServer, Problem> {
    let access = call.needed("access");
    let of = NewServer::usual;
    let mut new = match call.needed("way").as_str() {
        "node" => read::node(&access)?,
        "outline" => {
            let access = read::outline(&access)?;
            let pin = access.pin.ok_or_else(|| {
                Problem::invalid("access", "needs the fingerprint of the certificate")
            })?;
            let reach = servers::outline_reach(&access, &pin.to_string());
            of(VpnKind::Outline, reach)
        }
        "local" => of(VpnKind::WireGuard, read::local(&access)?),
        "telemt" => of(VpnKind::MtProto, proxies::telemt(&access)?),
        "mtprotoproxy" => of(VpnKind::MtProto, proxies::mtprotoproxy(&access)?),
        "link" => {
            let mut links = proxies::links(&access)?;
            match (links.pop(), links.is_empty()) {
                (Some(only), true) => only,
                (Some(_) | None, _) => return Err(Problem::invalid("access", "must be one link")),
            }
        }
        "file" => {
            let (key, host, port) = read::by_file(&access)?;
            let mut new = NewServer {
                host,
                port,
                ..of(VpnKind::WireGuard, Reach::File)
            };
            new.options.public_key = Some(key);
            new
        }
        _ => NewServer {
            host: "vpn.example.org".to_owned(),
            port: 51_820,
            ..of(keys::kind(call).unwrap_or(VpnKind::WireGuard), Reach::Demo)
        },
    };
    if let Some(name) = call.text("name")
        && let ServerChange::Name(name) = read::change(ServerField::Name, &name)?
    {
        new.name = name;
    }
    Ok(new)
}

/// The changes that the body names.
fn changes(call: &Call) -> Result<Vec<ServerChange>, Problem> {
    let mut changes = Vec::new();
    for (name, field) in PARTS {
        let Some(value) = call.body.get(name) else {
            continue;
        };
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Array(_) => call.texts(name).unwrap_or_default().join(" "),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Object(_) => {
                changes.extend(ServerChange::nothing(field));
                continue;
            }
        };
        changes.push(read::change(field, &text)?);
    }
    Ok(changes)
}

async fn change(call: &Call) -> Result<Answer, Problem> {
    for change in changes(call)? {
        servers::change(&call.ctx, &call.actor, server(call), change, call.now).await?;
    }
    shown(call).await
}

async fn make_amnezia(call: &Call) -> Result<Answer, Problem> {
    servers::make_amnezia(&call.ctx, &call.actor, server(call), call.now).await?;
    shown(call).await
}

async fn drain(call: &Call, is_draining: bool) -> Result<Answer, Problem> {
    servers::set_draining(&call.ctx, &call.actor, server(call), is_draining, call.now).await?;
    shown(call).await
}

async fn test(call: &Call) -> Result<Answer, Problem> {
    let (ctx, actor, id, now) = (&call.ctx, &call.actor, server(call), call.now);
    let tested = health::test(ctx, actor, id, now).await;
    if servers::card(ctx, actor, id, now).await?.server.kind == VpnKind::MtProto {
        proxy_health::test(ctx, &World, actor, id, now).await?;
    }
    match tested {
        Ok(true) => {
            reconcile::repair(ctx, id, now).await?;
        }
        // What it said, or that it was silent, stands in the row now.
        Ok(false) | Err(ServiceError::Refused(Refusal::Server(_))) => {}
        Err(error) => return Err(error.into()),
    }
    shown(call).await
}

async fn drift(call: &Call) -> Result<Answer, Problem> {
    let drift = reconcile::drift(&call.ctx, &call.actor, server(call), call.now).await?;
    Ok(said(&drift))
}

async fn reconcile(call: &Call) -> Result<Answer, Problem> {
    let drift = reconcile::repair_now(&call.ctx, &call.actor, server(call), call.now).await?;
    Ok(said(&drift))
}

fn said(drift: &Drift) -> Answer {
    let strangers = drift.foreign.iter().map(|stranger| {
        json!({
            "remote_id": stranger.remote_id,
            "name": stranger.name,
            "addresses": stranger.addresses,
            "is_left": stranger.is_left,
        })
    });
    Answer::value(&json!({
        "matching": drift.matching,
        "to_put": drift.to_put.iter().map(|config| config.0).collect::<Value>(),
        "to_remove": drift.to_remove,
        "strangers": strangers.collect::<Value>(),
    }))
}

async fn remove(call: &Call) -> Result<Answer, Problem> {
    let keys_go = match (call.needed("keys").as_str(), call.int("server_id")) {
        ("move", Some(to)) => KeysGo::To(ServerId(to)),
        ("move", None) => return Err(Problem::invalid("server_id", "is missing")),
        (_, Some(_)) => return Err(Problem::invalid("server_id", "is for keys that move")),
        (_, None) => KeysGo::Nowhere,
    };
    let keys = servers::remove(&call.ctx, &call.actor, server(call), keys_go, call.now).await?;
    Ok(Answer::value(&json!({ "keys": keys })))
}

async fn take_file(call: &Call) -> Result<Answer, Problem> {
    let view = servers::file(&call.ctx, &call.actor, server(call), call.now).await?;
    Ok(Answer::value(&json!({
        "file_name": view.file_name,
        "file": view.text,
        "peers": view.peers,
    })))
}

async fn tell_people(call: &Call) -> Result<Answer, Problem> {
    let people = match people::tell(&call.ctx, &call.actor, server(call), None, call.now).await? {
        Telling::Begun(people) => people,
        Telling::Before | Telling::Nobody => 0,
        Telling::Over => {
            let detail = "Its proxy is not out.".to_owned();
            return Err(Problem::Own(409, "no-outage", detail));
        }
    };
    Ok(Answer::value(&json!({ "people": people })))
}
