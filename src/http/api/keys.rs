//! What is done about people's keys: VPN configs of every kind, MTProto proxies among them.

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
use crate::models::BulkScope;
use crate::models::Change;
use crate::models::ConfigId;
use crate::models::HandDraft;
use crate::models::KeySecret;
use crate::models::MOST_DAYS;
use crate::models::MOST_DEVICES;
use crate::models::MOST_GIGABYTES;
use crate::models::MOST_KEY_NAME;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Routing;
use crate::models::ServerId;
use crate::models::TermEnd;
use crate::models::TermQuota;
use crate::models::Terms;
use crate::models::UserId;
use crate::models::VpnKind;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::services::api::reading::VPN_CONFIGS;
use crate::services::vpn::keys;
use crate::services::vpn::staff;
use serde_json::json;

/// Hours of a day.
const HOURS: i64 = 24;
/// No quota is greater: a petabyte, in bytes.
const MOST_BYTES: i64 = 1_000_000_000_000_000;
/// The services, as paths and bodies name them.
pub(super) const KINDS: Takes = Takes::OneOf("wireguard|outline|mtproto");
const DAYS: Takes = Takes::Int(1, MOST_DAYS as i64);
const SERVER: Takes = Takes::Int(1, i64::MAX);
const COUNT: &[Field] = &[Field::new("count", "", Kind::Int, "How many it concerned.")];
/// What opens a key.
const PACKAGE: &[Field] = &[
    Field::new("id", "", Kind::Int, "Number of the key."),
    Field::new(
        "kind",
        "",
        Kind::OneOf("wireguard|outline|mtproto"),
        "What it opens.",
    ),
    Field::new("name", "", Kind::Text, "What its owner called it."),
    Field::new("server", "", Kind::Text, "Name of its server."),
    Field::new(
        "is_amnezia",
        "",
        Kind::Bool,
        "It needs AmneziaWG, not WireGuard.",
    ),
    Field::new("file_name", "", Kind::Text, "Of a WireGuard key.").or_null(),
    Field::new(
        "file",
        "",
        Kind::Text,
        "Of a WireGuard key: all of its file.",
    )
    .or_null(),
    Field::new(
        "link",
        "",
        Kind::Text,
        "Of an Outline key or an MTProto proxy.",
    )
    .or_null(),
    Field::new(
        "dynamic_link",
        "",
        Kind::Text,
        "Of an Outline key: follows it wherever it moves.",
    )
    .or_null(),
    Field::new(
        "other_links",
        "",
        Kind::Texts,
        "Of an MTProto proxy: other forms of its secret.",
    ),
];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::of(
        Method::Post,
        "/vpn-configs",
        Permission::ManageKeys,
        Answers::New(&VPN_CONFIGS),
        "Make a key for somebody, whatever they may do themselves. What they have of that service gets at least this \
             time, this quota, and room for the key.",
        Run::Act(|call| Box::pin(make(call))),
    )
    .takes(&[
        need("user_id", Takes::Int(1, i64::MAX), "Telegram id."),
        need("kind", KINDS, "What it opens."),
        may("days", DAYS, "Of access; left out, it has no end."),
        may(
            "gigabytes",
            Takes::Int(1, MOST_GIGABYTES as i64),
            "Quota of 10^9 bytes each; left out, no limit.",
        ),
        may("server_id", SERVER, "Left out, the server with most room."),
        may(
            "name",
            Takes::Text(MOST_KEY_NAME),
            "Left out, the house chooses one.",
        ),
    ]),
    Endpoint::of(
        Method::Post,
        "/vpn-configs/extend",
        Permission::ManageKeys,
        Answers::Object(COUNT),
        "Give everybody more time, or everybody of a service or with a key on a server.",
        Run::Act(|call| Box::pin(extend_many(call))),
    )
    .takes(&[
        need("days", DAYS, "More days."),
        may("kind", KINDS, "Left out, of every service."),
        may("server_id", SERVER, "Only who has a key there."),
    ]),
    Endpoint::of(
        Method::Patch,
        "/vpn-configs/{id}",
        Permission::ManageKeys,
        Answers::Row(&VPN_CONFIGS),
        "Change a key. Time, quota and number of keys are of all that its owner has of that service. Parts are changed \
             one after another; the first one refused ends it.",
        Run::Act(|call| Box::pin(change(call))),
    )
    .takes(&[
        may(
            "name",
            Takes::Text(MOST_KEY_NAME),
            "What its owner calls it.",
        ),
        may_null(
            "expires_at",
            Takes::Instant,
            "End of the access; null = none.",
        ),
        may_null(
            "quota_bytes",
            Takes::Int(1, MOST_BYTES),
            "Of the period; null = no limit.",
        ),
        may_null(
            "day_quota_bytes",
            Takes::Int(1, MOST_BYTES),
            "Of one day; null = no limit.",
        ),
        may(
            "devices",
            Takes::Int(1, MOST_DEVICES as i64),
            "Keys at once.",
        ),
        may_null(
            "server_id",
            SERVER,
            "Moves it there; null = to the one with most room.",
        ),
        may(
            "routing",
            Takes::OneOf("all|no_lan|only"),
            "Of a WireGuard key, what goes through the tunnel; its owner gets the new file.",
        ),
        may("networks", Takes::Texts(64), "As CIDR, for routing `only`."),
    ]),
    Endpoint::of(
        Method::Post,
        "/vpn-configs/{id}/extend",
        Permission::ManageKeys,
        Answers::Row(&VPN_CONFIGS),
        "Give its owner more days of that service.",
        Run::Act(|call| Box::pin(extend(call))),
    )
    .takes(&[need(
        "days",
        DAYS,
        "After the present end, or from now if that is over.",
    )]),
    Endpoint::of(
        Method::Post,
        "/vpn-configs/{id}/renew",
        Permission::ManageKeys,
        Answers::Row(&VPN_CONFIGS),
        "Let what its owner used count from zero again.",
        Run::Act(|call| Box::pin(renew(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/vpn-configs/{id}/upgrade",
        Permission::ManageKeys,
        Answers::Row(&VPN_CONFIGS),
        "Make a trial a paid access without a limit of data. It keeps its keys and addresses.",
        Run::Act(|call| Box::pin(upgrade(call))),
    )
    .takes(&[need("days", DAYS, "From now.")]),
    Endpoint::of(
        Method::Post,
        "/vpn-configs/{id}/pause",
        Permission::ManageKeys,
        Answers::Row(&VPN_CONFIGS),
        "Stop a key until it is resumed.",
        Run::Act(|call| Box::pin(pause(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/vpn-configs/{id}/resume",
        Permission::ManageKeys,
        Answers::Row(&VPN_CONFIGS),
        "Let a paused key work again.",
        Run::Act(|call| Box::pin(resume(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/vpn-configs/{id}/hold",
        Permission::ManageKeys,
        Answers::Row(&VPN_CONFIGS),
        "Hold a key back: its owner cannot resume it.",
        Run::Act(|call| Box::pin(hold(call, true))),
    ),
    Endpoint::of(
        Method::Post,
        "/vpn-configs/{id}/unhold",
        Permission::ManageKeys,
        Answers::Row(&VPN_CONFIGS),
        "Let a key go, whoever held it.",
        Run::Act(|call| Box::pin(hold(call, false))),
    ),
    Endpoint::of(
        Method::Post,
        "/vpn-configs/{id}/rotate",
        Permission::ManageKeys,
        Answers::Row(&VPN_CONFIGS),
        "Give a key a new secret: the old file stops working, its owner gets the new one.",
        Run::Act(|call| Box::pin(rotate(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/vpn-configs/{id}/resend",
        Permission::ManageKeys,
        Answers::Row(&VPN_CONFIGS),
        "Send its owner the file or the link once more.",
        Run::Act(|call| Box::pin(resend(call))),
    ),
    Endpoint::of(
        Method::Delete,
        "/vpn-configs/{id}",
        Permission::ManageKeys,
        Answers::Nothing,
        "End a key for good.",
        Run::Act(|call| Box::pin(delete(call))),
    ),
    Endpoint::of(
        Method::Get,
        "/vpn-configs/{id}/package",
        Permission::ManageKeys,
        Answers::Object(PACKAGE),
        "The file or the link that opens a key. It is a secret, and the log tells who saw it.",
        Run::Act(|call| Box::pin(package(call))),
    ),
];

/// The key whose number begins the path.
fn config(call: &Call) -> ConfigId {
    ConfigId(call.id(0))
}

/// The service that the body names.
pub(super) fn kind(call: &Call) -> Option<VpnKind> {
    call.text("kind").and_then(|name| VpnKind::parse(&name))
}

async fn shown(call: &Call) -> Result<Answer, Problem> {
    call.row(&VPN_CONFIGS, call.id(0)).await
}

async fn make(call: &Call) -> Result<Answer, Problem> {
    let draft = HandDraft {
        user: UserId(call.int("user_id").unwrap_or_default()),
        kind: kind(call).ok_or_else(Problem::not_found)?,
        server: call.int("server_id").map(ServerId),
        days: call.count("days"),
        gigabytes: call.count("gigabytes"),
        begun_at: call.now,
    };
    let request = call.actor.cause.map(|cause| cause.to_string());
    let made_from = format!("api:{}", request.unwrap_or_default());
    let name = call.needed("name");
    let id = staff::make(&call.ctx, &call.actor, draft, name, made_from, call.now).await?;
    call.row(&VPN_CONFIGS, id.0).await
}

async fn extend_many(call: &Call) -> Result<Answer, Problem> {
    let scope = BulkScope {
        kind: kind(call),
        server: call.int("server_id").map(ServerId),
        days: call.count("days").unwrap_or_default(),
    };
    let count = staff::extend_many(&call.ctx, &call.actor, scope, call.now).await?;
    Ok(Answer::value(&json!({ "count": count })))
}

async fn change(call: &Call) -> Result<Answer, Problem> {
    // All of it is read before any of it is done.
    let (terms, routing) = (terms(call)?, routing(call)?);
    let (ctx, actor, now) = (&call.ctx, &call.actor, call.now);
    if let Some(name) = call.text("name") {
        keys::rename(ctx, actor, config(call), name, now).await?;
    }
    if terms != Terms::default() {
        staff::change_terms(ctx, actor, config(call), terms, now).await?;
    }
    if let Some(routing) = routing {
        keys::set_routing(ctx, actor, config(call), routing, now).await?;
    }
    if call.names("server_id") {
        let server = call.int("server_id").map(ServerId);
        keys::move_to(ctx, actor, config(call), server, now).await?;
    }
    shown(call).await
}

/// What the body says of routing.
fn routing(call: &Call) -> Result<Option<Routing>, Problem> {
    let networks = call.texts("networks");
    let routing = match (call.needed("routing").as_str(), networks) {
        ("only", Some(networks)) => Routing::Only(networks),
        ("only", None) => return Err(Problem::invalid("networks", "is missing")),
        (_, Some(_)) => return Err(Problem::invalid("networks", "is for routing only")),
        ("no_lan", None) => Routing::NoLan,
        ("all", None) => Routing::All,
        (_, None) => return Ok(None),
    };
    Ok(Some(routing))
}

/// The terms that the body names; all others stay.
fn terms(call: &Call) -> Result<Terms, Refusal> {
    let bytes = |name: &str| call.int(name).and_then(|bytes| u64::try_from(bytes).ok());
    let mut terms = Terms::default();
    if call.names("expires_at") {
        terms.end = match call.instant("expires_at") {
            Some(end) if end <= call.now => return Err(Refusal::TimePast),
            Some(end) => TermEnd::Until(end),
            None => TermEnd::Never,
        };
    }
    if call.names("quota_bytes") {
        terms.quota = TermQuota::Set(bytes("quota_bytes"));
    }
    if call.names("day_quota_bytes") {
        terms.day_quota = Change::Set(bytes("day_quota_bytes"));
    }
    if let Some(devices) = call.count("devices") {
        terms.devices = Change::Set(devices);
    }
    Ok(terms)
}

async fn set_terms(call: &Call, terms: Terms) -> Result<Answer, Problem> {
    staff::change_terms(&call.ctx, &call.actor, config(call), terms, call.now).await?;
    shown(call).await
}

async fn extend(call: &Call) -> Result<Answer, Problem> {
    let days = call.int("days").unwrap_or_default();
    let terms = Terms {
        end: TermEnd::Hours(HOURS * days),
        ..Terms::default()
    };
    set_terms(call, terms).await
}

async fn renew(call: &Call) -> Result<Answer, Problem> {
    let terms = Terms {
        renews: true,
        ..Terms::default()
    };
    set_terms(call, terms).await
}

async fn upgrade(call: &Call) -> Result<Answer, Problem> {
    let days = call.int("days").unwrap_or_default();
    let terms = Terms {
        end: TermEnd::Until(call.now.plus_days(days)),
        quota: TermQuota::Set(None),
        day_quota: Change::Set(None),
        renews: true,
        upgrades: true,
        ..Terms::default()
    };
    set_terms(call, terms).await
}

async fn pause(call: &Call) -> Result<Answer, Problem> {
    keys::pause(&call.ctx, &call.actor, config(call), call.now).await?;
    shown(call).await
}

async fn resume(call: &Call) -> Result<Answer, Problem> {
    keys::resume(&call.ctx, &call.actor, config(call), call.now).await?;
    shown(call).await
}

async fn hold(call: &Call, is_held: bool) -> Result<Answer, Problem> {
    staff::set_held(&call.ctx, &call.actor, config(call), is_held, call.now).await?;
    shown(call).await
}

async fn rotate(call: &Call) -> Result<Answer, Problem> {
    keys::rotate(&call.ctx, &call.actor, config(call), call.now).await?;
    shown(call).await
}

async fn resend(call: &Call) -> Result<Answer, Problem> {
    keys::send_again(&call.ctx, &call.actor, config(call), call.now).await?;
    shown(call).await
}

async fn delete(call: &Call) -> Result<Answer, Problem> {
    keys::delete(&call.ctx, &call.actor, config(call), call.now).await?;
    Ok(Answer::nothing())
}

async fn package(call: &Call) -> Result<Answer, Problem> {
    let package = keys::package(&call.ctx, &call.actor, config(call), call.now).await?;
    let mut told = json!({
        "id": package.config.0,
        "kind": package.kind.name(),
        "name": package.name,
        "server": package.server,
        "is_amnezia": package.is_amnezia,
        "file_name": null,
        "file": null,
        "link": null,
        "dynamic_link": null,
        "other_links": [],
    });
    match package.secret {
        KeySecret::WireGuard { conf, file_name } => {
            told["file_name"] = file_name.into();
            told["file"] = conf.into();
        }
        KeySecret::Outline { link, dynamic } => {
            told["link"] = link.into();
            told["dynamic_link"] = dynamic.into();
        }
        KeySecret::MtProto { link, others } => {
            told["link"] = link.into();
            let others = others.into_iter().map(|(_, link)| link);
            told["other_links"] = others.collect();
        }
    }
    Ok(Answer::value(&told))
}
