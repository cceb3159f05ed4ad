//! One key: what its owner gets of it, and changes at it.

use super::Question;
use super::ask;
use super::card;
use super::list;
use super::show;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::ConfigId;
use crate::models::KeyPackage;
use crate::models::MOST_KEY_NAME;
use crate::models::Refusal;
use crate::models::Routing;
use crate::models::VpnRefusal;
use crate::screens::callback::Route;
use crate::screens::keys::change as screens;
use crate::screens::keys::change::Done;
use crate::screens::keys::guide as guides;
use crate::screens::keys::package as packages;
use crate::services::ServiceError;
use crate::services::vpn::keys;

async fn package(visit: &Visit<'_>, id: ConfigId) -> Result<KeyPackage, ServiceError> {
    keys::package(visit.ctx, &visit.actor, id, visit.now()).await
}

/// Its file, or its link.
pub async fn secret(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let package = package(visit, id).await?;
    Ok(Reply::send(packages::secret(visit.reader, &package)))
}

/// Its QR code.
pub async fn code(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let package = package(visit, id).await?;
    let code = packages::code(visit.reader, &package);
    Ok(Reply::send(
        code.unwrap_or_else(|| packages::no_code(visit.reader)),
    ))
}

/// How to set it up.
pub async fn guide(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let card = card(visit, id).await?;
    let app = guides::App::of(card.view.config.kind, card.is_amnezia);
    Ok(Reply::show(guides::guide_of(visit.reader, app, id)))
}

/// How shall it be called?
pub async fn ask_name(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let card = card(visit, id).await?;
    ask(visit, Question::Rename(id)).await;
    let name = &card.view.config.name;
    Ok(Reply::show(screens::rename(visit.reader, name)))
}

/// A typed name.
pub async fn renamed(visit: &Visit<'_>, id: ConfigId, text: &str) -> Result<Reply, ServiceError> {
    if text.is_empty() {
        let most = MOST_KEY_NAME;
        return Err(Refusal::from(VpnRefusal::NameInvalid { most }).into());
    }
    keys::rename(visit.ctx, &visit.actor, id, text.to_owned(), visit.now()).await?;
    visit.forget().await;
    done(visit, id, Done::Renamed).await
}

/// Shall its secrets be made anew?
pub async fn ask_rotate(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let card = card(visit, id).await?;
    Ok(Reply::show(screens::rotate(visit.reader, &card)))
}

/// Makes them anew; the new file comes by itself.
pub async fn rotate(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    keys::rotate(visit.ctx, &visit.actor, id, visit.now()).await?;
    done(visit, id, Done::Rotated).await
}

/// Stops it for a while.
pub async fn pause(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    keys::pause(visit.ctx, &visit.actor, id, visit.now()).await?;
    done(visit, id, Done::Paused).await
}

/// Lets it work again.
pub async fn resume(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    keys::resume(visit.ctx, &visit.actor, id, visit.now()).await?;
    done(visit, id, Done::Resumed).await
}

/// Shall it be given up?
pub async fn ask_delete(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let card = card(visit, id).await?;
    Ok(Reply::show(screens::delete(visit.reader, &card)))
}

/// Gives it up.
pub async fn delete(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    keys::delete(visit.ctx, &visit.actor, id, visit.now()).await?;
    let reply = list(visit, 0).await?;
    Ok(reply.with_toast(screens::done(visit.reader.lang, Done::Deleted)))
}

/// What shall go through it?
pub async fn ask_routing(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let card = card(visit, id).await?;
    Ok(Reply::show(screens::routing(visit.reader, &card)))
}

/// What a button says goes through it.
pub async fn route(visit: &Visit<'_>, id: ConfigId, route: Route) -> Result<Reply, ServiceError> {
    let routing = match route {
        Route::All => Routing::All,
        Route::NoLan => Routing::NoLan,
    };
    keys::set_routing(visit.ctx, &visit.actor, id, routing, visit.now()).await?;
    routed(visit, id).await
}

/// What goes through it now; of a key whose file is lost only other secrets make a new one.
async fn routed(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let card = card(visit, id).await?;
    if card.is_file_lost() {
        return Ok(Reply::show(screens::routed_unsent(visit.reader, &card)));
    }
    done(visit, id, Done::Routed).await
}

/// Which networks?
pub async fn ask_networks(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    // Somebody else's key is refused before anything is asked.
    card(visit, id).await?;
    ask(visit, Question::Networks(id)).await;
    Ok(Reply::show(screens::networks(visit.reader)))
}

/// Typed networks, apart by commas, spaces or lines.
pub async fn networks(visit: &Visit<'_>, id: ConfigId, text: &str) -> Result<Reply, ServiceError> {
    let apart = |c: char| c == ',' || c == ';' || c.is_whitespace();
    let typed = text.split(apart).filter(|network| !network.is_empty());
    let networks: Vec<String> = typed.map(str::to_owned).collect();
    if networks.is_empty() {
        return Err(Refusal::from(VpnRefusal::NetworksInvalid).into());
    }
    let routing = Routing::Only(networks);
    keys::set_routing(visit.ctx, &visit.actor, id, routing, visit.now()).await?;
    visit.forget().await;
    routed(visit, id).await
}

/// The key as it is now, and what was done.
async fn done(visit: &Visit<'_>, id: ConfigId, what: Done) -> Result<Reply, ServiceError> {
    let reply = show(visit, id).await?;
    Ok(reply.with_toast(screens::done(visit.reader.lang, what)))
}
