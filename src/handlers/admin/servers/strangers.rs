//! What is on a server and was not made here, and files of servers that were there before the house.

use super::Question;
use super::ask;
use super::card::server;
use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::ForeignPeer;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::ServerId;
use crate::models::ServerRefusal;
use crate::models::VpnKind;
use crate::screens::Screen;
use crate::screens::notices::Toast;
use crate::screens::servers as screens;
use crate::services::ServiceError;
use crate::services::vpn::adopt;
use crate::services::vpn::servers;
use crate::services::vpn::servers::ImportedPeer;
use crate::telegram::update::Message;

/// The most a file may have.
const MOST_BYTES: u64 = 2_000_000;

/// The strangers on a server.
pub async fn list(visit: &Visit<'_>, id: ServerId, page: u32) -> Result<Reply, ServiceError> {
    let peers = adopt::list(visit.ctx, &visit.actor, id).await?;
    let server = server(visit, id).await?;
    let screen = screens::strangers(visit.reader, &server, &peers, page);
    Ok(Reply::show(screen))
}

async fn find(visit: &Visit<'_>, id: ServerId, which: u32) -> Result<ForeignPeer, ServiceError> {
    let peers = adopt::list(visit.ctx, &visit.actor, id).await?;
    let mut peers = peers.into_iter();
    let found = peers.find(|peer| screens::short_name(&peer.remote_id) == which);
    found.ok_or_else(|| Refusal::from(ServerRefusal::StrangerGone).into())
}

/// One of them.
pub async fn show(visit: &Visit<'_>, id: ServerId, which: u32) -> Result<Reply, ServiceError> {
    let peer = find(visit, id, which).await?;
    // Nobody but its server knows the secret of a proxy's user.
    let is_known = server(visit, id).await?.kind != VpnKind::MtProto;
    let can_adopt = is_known && visit.actor.permissions.has(Permission::ManageKeys);
    Ok(Reply::show(screens::stranger(
        visit.reader,
        &peer,
        can_adopt,
    )))
}

/// Whose key is it to be?
pub async fn ask_owner(visit: &Visit<'_>, id: ServerId, which: u32) -> Result<Reply, ServiceError> {
    let peer = find(visit, id, which).await?;
    let screen = screens::ask_owner(visit.reader, &peer);
    Ok(ask(visit, Question::Owner(id, peer.remote_id), screen).await)
}

/// The typed person.
pub async fn typed_owner(
    visit: &Visit<'_>,
    id: ServerId,
    remote_id: String,
    text: &str,
) -> Result<Reply, ServiceError> {
    let user = servers::person(visit.ctx, &visit.actor, text).await?;
    adopt::adopt(visit.ctx, &visit.actor, id, &remote_id, user, visit.now()).await?;
    visit.forget().await;
    Ok(list(visit, id, 0)
        .await?
        .with_toast(visit.toast(Toast::Done)))
}

/// Leaves it alone.
pub async fn leave(visit: &Visit<'_>, id: ServerId, which: u32) -> Result<Reply, ServiceError> {
    let peer = find(visit, id, which).await?;
    adopt::leave(visit.ctx, &visit.actor, id, &peer.remote_id, visit.now()).await?;
    Ok(list(visit, id, 0)
        .await?
        .with_toast(visit.toast(Toast::Done)))
}

/// Asks for an existing file of the server.
pub async fn ask_import(visit: &Visit<'_>, id: ServerId) -> Result<Reply, ServiceError> {
    let server = server(visit, id).await?;
    let screen = screens::ask_import(visit.reader, &server);
    Ok(ask(visit, Question::Import(id), screen).await)
}

/// Reads the file, sent or pasted, and asks whose keys its peers are to be.
pub async fn received(
    visit: &Visit<'_>,
    id: ServerId,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let invalid = || ServiceError::from(Refusal::from(ServerRefusal::ConfInvalid));
    let text = match &message.document {
        Some(document) => {
            let bytes = visit.bot.file(&document.file_id, MOST_BYTES).await;
            let bytes = bytes.map_err(|_| invalid())?;
            String::from_utf8(bytes).map_err(|_| invalid())?
        }
        None => message.text.clone().unwrap_or_default(),
    };
    let peers = servers::read::conf(&text)?;
    let screen = ask_owners(visit, &peers);
    Ok(ask(visit, Question::Owners(id, peers), screen).await)
}

fn ask_owners(visit: &Visit<'_>, peers: &[ImportedPeer]) -> Screen {
    let shown: Vec<(usize, Option<String>, String)> = (1usize..)
        .zip(peers)
        .map(|(number, peer)| {
            let address = peer.addresses.first().map(ToString::to_string);
            (number, peer.name.clone(), address.unwrap_or_default())
        })
        .collect();
    screens::ask_owners(visit.reader, &shown)
}

/// Typed numbers and a person: those become theirs, and the others are asked for again.
pub async fn typed_owners(
    visit: &Visit<'_>,
    id: ServerId,
    peers: Vec<ImportedPeer>,
    text: &str,
) -> Result<Reply, ServiceError> {
    let (chosen, person) = servers::read::owners(text, peers.len())?;
    let user = servers::person(visit.ctx, &visit.actor, person).await?;
    let (mut taken, mut rest) = (Vec::new(), Vec::new());
    for (number, peer) in (1usize..).zip(peers) {
        if chosen.contains(&number) {
            taken.push(peer);
        } else {
            rest.push(peer);
        }
    }
    let done = adopt::import(visit.ctx, &visit.actor, id, taken, user, visit.now()).await?;
    let told = screens::imported(
        visit.reader,
        done.adopted.len(),
        done.known,
        done.in_conflict.len(),
    );
    if rest.is_empty() {
        visit.forget().await;
        let card = servers::card(visit.ctx, &visit.actor, id, visit.now()).await?;
        return Ok(Reply::send(told).then(super::card::screen(visit, &card)));
    }
    let question = ask_owners(visit, &rest);
    visit
        .ask(Dialogue::Server(Question::Owners(id, rest)))
        .await;
    Ok(Reply::send(told).then(question))
}
