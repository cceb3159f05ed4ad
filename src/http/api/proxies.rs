//! What is done about the free list: sources of strangers' proxies, and trials of them.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::endpoint::may;
use super::endpoint::need;
use crate::models::ListedProxyId;
use crate::models::Permission;
use crate::models::ProxyKind;
use crate::models::ProxyPass;
use crate::models::ProxySourceId;
use crate::models::ProxySourceKind;
use crate::models::SOURCE_MINUTES;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::services::api::reading::PROXY_SOURCES;
use crate::services::proxies::checks;
use crate::services::proxies::passes;
use crate::services::proxies::sources;
use crate::utils::dates::rfc3339;
use serde_json::Value;
use serde_json::json;

const COUNT: &[Field] = &[Field::new("count", "", Kind::Int, "How many it concerned.")];
/// A run over the whole list.
const PASS: &[Field] = &[
    Field::new("begun_at", "", Kind::Instant, "When it began."),
    Field::new("ended_at", "", Kind::Instant, "null = it is under way.").or_null(),
    Field::new("total", "", Kind::Int, "Proxies to be tried."),
    Field::new("tried", "", Kind::Int, "Proxies that were."),
    Field::new("working", "", Kind::Int, "Those of them that work."),
    Field::new("is_cancelled", "", Kind::Bool, "Somebody cancelled it."),
    Field::new(
        "is_offline",
        "",
        Kind::Bool,
        "The house lost its way out: the rest was not judged.",
    ),
];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::of(
        Method::Delete,
        "/proxies/{id}",
        Permission::ProxiesManage,
        Answers::Nothing,
        "Delete one of the list. A source that lists it does not bring it back.",
        Run::Act(|call| Box::pin(delete(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/proxies/delete-dead",
        Permission::ProxiesManage,
        Answers::Object(COUNT),
        "Delete all that were tried and do not work.",
        Run::Act(|call| Box::pin(delete_dead(call))),
    ),
    Endpoint::of(
        Method::Get,
        "/proxies/checks",
        Permission::ProxiesSee,
        Answers::Object(PASS),
        "The run over the whole list that is under way, or the last one.",
        Run::Act(|call| Box::pin(pass(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/proxies/checks",
        Permission::ProxiesManage,
        Answers::Accepted,
        "Try all of the list now: GET says how far it is.",
        Run::Act(|call| Box::pin(start(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/proxies/checks/cancel",
        Permission::ProxiesManage,
        Answers::Nothing,
        "Cancel the run that is under way.",
        Run::Act(|call| Box::pin(cancel(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/proxy-sources",
        Permission::ProxiesManage,
        Answers::New(&PROXY_SOURCES),
        "Add a source, which is read soon and then again and again, or a list that is read once now.",
        Run::Act(|call| Box::pin(add(call))),
    )
    .takes(&[
        need(
            "kind",
            Takes::OneOf("shadowmere|list|pasted"),
            "What it is.",
        ),
        may(
            "url",
            Takes::Text(500),
            "Of a list, or of a Shadowmere; it is not shown again.",
        ),
        may(
            "text",
            Takes::Text(60_000),
            "The list itself, of one that is pasted.",
        ),
        may(
            "name",
            Takes::Text(40),
            "Of one that is pasted; left out, API.",
        ),
        may(
            "proxy_kind",
            Takes::OneOf("socks5|socks4|http|https|ss"),
            "What lines speak that do not say it.",
        ),
    ]),
    Endpoint::of(
        Method::Patch,
        "/proxy-sources/{id}",
        Permission::ProxiesManage,
        Answers::Row(&PROXY_SOURCES),
        "Change how a source is read. Parts are changed one after another; the first one refused ends it.",
        Run::Act(|call| Box::pin(change(call))),
    )
    .takes(&[
        may("is_paused", Takes::Bool, "It is not read."),
        may(
            "every_minutes",
            Takes::Int(SOURCE_MINUTES.0 as i64, SOURCE_MINUTES.1 as i64),
            "How often it is read.",
        ),
    ]),
    Endpoint::of(
        Method::Post,
        "/proxy-sources/{id}/read",
        Permission::ProxiesManage,
        Answers::Row(&PROXY_SOURCES),
        "Have a source read as soon as may be, also one that is paused.",
        Run::Act(|call| Box::pin(read(call))),
    ),
    Endpoint::of(
        Method::Delete,
        "/proxy-sources/{id}",
        Permission::ProxiesManage,
        Answers::Nothing,
        "Remove a source with the proxies that only it lists.",
        Run::Act(|call| Box::pin(remove(call))),
    ),
];

/// The source whose number begins the path.
fn source(call: &Call) -> ProxySourceId {
    ProxySourceId(call.id(0))
}

async fn delete(call: &Call) -> Result<Answer, Problem> {
    checks::delete(&call.ctx, &call.actor, ListedProxyId(call.id(0)), call.now).await?;
    Ok(Answer::nothing())
}

async fn delete_dead(call: &Call) -> Result<Answer, Problem> {
    let count = checks::delete_dead(&call.ctx, &call.actor, call.now).await?;
    Ok(Answer::value(&json!({ "count": count })))
}

async fn pass(call: &Call) -> Result<Answer, Problem> {
    let pass = passes::state(&call.ctx).await?;
    let pass = pass.ok_or_else(Problem::not_found)?;
    Ok(Answer::value(&said(&pass)))
}

fn said(pass: &ProxyPass) -> Value {
    json!({
        "begun_at": rfc3339(pass.begun_at),
        "ended_at": pass.ended_at.map(rfc3339),
        "total": pass.total,
        "tried": pass.tried,
        "working": pass.working,
        "is_cancelled": pass.is_cancelled,
        "is_offline": pass.is_offline,
    })
}

async fn start(call: &Call) -> Result<Answer, Problem> {
    passes::start(&call.ctx, &call.actor, call.now).await?;
    Ok(Answer::value(&json!({ "is_under_way": true })))
}

async fn cancel(call: &Call) -> Result<Answer, Problem> {
    passes::cancel(&call.ctx, &call.actor, call.now).await?;
    Ok(Answer::nothing())
}

async fn add(call: &Call) -> Result<Answer, Problem> {
    let (ctx, actor, now) = (&call.ctx, &call.actor, call.now);
    let hint = call
        .text("proxy_kind")
        .and_then(|name| ProxyKind::parse(&name));
    let url = || {
        call.text("url")
            .ok_or_else(|| Problem::invalid("url", "is missing"))
    };
    let kind = match call.needed("kind").as_str() {
        "shadowmere" => ProxySourceKind::Shadowmere { url: url()? },
        "list" => ProxySourceKind::List { url: url()? },
        _ => ProxySourceKind::Pasted,
    };
    let source = if kind == ProxySourceKind::Pasted {
        let name = call.text("name").unwrap_or_else(|| "API".to_owned());
        let bytes = call.needed("text").into_bytes();
        sources::paste(ctx, actor, &name, bytes, hint, now).await?
    } else {
        sources::add(ctx, actor, kind, hint, now).await?
    };
    call.row(&PROXY_SOURCES, source.id.0).await
}

async fn change(call: &Call) -> Result<Answer, Problem> {
    let (ctx, actor, now) = (&call.ctx, &call.actor, call.now);
    if let Some(minutes) = call.count("every_minutes") {
        sources::set_interval(ctx, actor, source(call), minutes, now).await?;
    }
    if let Some(is_paused) = call.flag("is_paused") {
        sources::pause(ctx, actor, source(call), is_paused, now).await?;
    }
    call.row(&PROXY_SOURCES, call.id(0)).await
}

async fn read(call: &Call) -> Result<Answer, Problem> {
    sources::read_now(&call.ctx, &call.actor, source(call), call.now).await?;
    call.row(&PROXY_SOURCES, call.id(0)).await
}

async fn remove(call: &Call) -> Result<Answer, Problem> {
    sources::remove(&call.ctx, &call.actor, source(call), call.now).await?;
    Ok(Answer::nothing())
}
