//! MTProto servers: adding one, the forms of its links, and its registration.

use super::Question;
use super::add;
use super::ask;
use super::edit;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::MessageId;
use crate::models::Refusal;
use crate::models::SecretForm;
use crate::models::ServerChange;
use crate::models::ServerField;
use crate::models::ServerId;
use crate::models::ServerRefusal;
use crate::models::Transport;
use crate::models::VpnKind;
use crate::screens::servers as screens;
use crate::services::ServiceError;
use crate::services::vpn::servers;
use crate::services::vpn::servers::NewServer;
use crate::services::vpn::servers::proxies;
use crate::telegram::update::Message;
use crate::utils::order::InOrder;
use crate::utils::together;

/// Asks where telemt's control interface is.
pub async fn ask_telemt(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    Ok(ask(visit, Question::Telemt, screens::ask_telemt(visit.reader)).await)
}

/// Asks for the paths of an mtprotoproxy of this machine.
pub async fn ask_mtprotoproxy(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let screen = screens::ask_mtprotoproxy(visit.reader);
    Ok(ask(visit, Question::MtProtoFile, screen).await)
}

/// Asks for links that are there already.
pub async fn ask_links(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let screen = screens::ask_proxy_links(visit.reader);
    Ok(ask(visit, Question::Links, screen).await)
}

/// A typed control interface; the message may hold what it asks for.
pub async fn typed_telemt(visit: &Visit<'_>, message: &Message) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default();
    // Also what is refused may hold a secret.
    let is_hidden = add::hide(visit, MessageId(message.message_id)).await;
    let new = NewServer::usual(VpnKind::MtProto, proxies::telemt(text)?);
    add::add_hidden(visit, new, is_hidden).await
}

/// Typed paths.
pub async fn typed_mtprotoproxy(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    let reach = proxies::mtprotoproxy(text)?;
    add::add(visit, NewServer::usual(VpnKind::MtProto, reach), None).await
}

/// Pasted links: one is added as any server; of several it is said what became of each.
pub async fn typed_links(visit: &Visit<'_>, message: &Message) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default();
    // Also what is refused may hold a secret.
    let is_hidden = add::hide(visit, MessageId(message.message_id)).await;
    let mut links = proxies::links(text)?;
    if links.len() == 1
        && let Some(new) = links.pop()
    {
        return add::add_hidden(visit, new, is_hidden).await;
    }
    let done = together::all(links.into_iter().map(|new| add_one(visit, new))).await;
    let done: Vec<_> = done.into_iter().collect::<Result<_, ServiceError>>()?;
    visit.forget().await;
    let screen = screens::links_added(visit.reader, &done, is_hidden);
    Ok(Reply::send(screen).with_menus())
}

/// The server of one link, or where it is and why it was not added.
async fn add_one(
    visit: &Visit<'_>,
    new: NewServer,
) -> Result<Result<crate::models::Server, (String, Refusal)>, ServiceError> {
    let place = format!("{}:{}", new.host, new.port);
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    match servers::add(ctx, actor, new, now).await {
        Ok(added) => Ok(Ok(servers::card(ctx, actor, added.id, now).await?.server)),
        Err(ServiceError::Refused(refusal)) => Ok(Err((place, refusal))),
        Err(error) => Err(error),
    }
}

/// Makes links in a form, or no longer.
pub async fn set_form(
    visit: &Visit<'_>,
    id: ServerId,
    form: SecretForm,
    is_on: bool,
) -> Result<Reply, ServiceError> {
    let card = servers::card(visit.ctx, &visit.actor, id, visit.now()).await?;
    let options = card.server.options.mtproto.unwrap_or_default();
    let mut forms = options.forms;
    forms.retain(|one| *one != form);
    if is_on {
        forms.push(form);
    }
    forms.order();
    if forms.is_empty() {
        return Err(Refusal::from(ServerRefusal::FormsInvalid).into());
    }
    let change = ServerChange::Forms(forms);
    servers::change(visit.ctx, &visit.actor, id, change, visit.now()).await?;
    edit::ask(visit, id, ServerField::Forms).await
}

/// What @MTProxybot is to be told of it.
pub async fn registration(visit: &Visit<'_>, id: ServerId) -> Result<Reply, ServiceError> {
    let (server, secret) = proxies::registration(visit.ctx, &visit.actor, id, visit.now()).await?;
    let is_driven = server.transport != Transport::File;
    let screen = screens::registration(visit.reader, &server, &secret, is_driven);
    Ok(Reply::show(screen))
}
