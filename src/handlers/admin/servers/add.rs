//! Adding a server.

use super::Question;
use super::ask;
use super::card;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::MessageId;
use crate::models::Refusal;
use crate::models::ServerField;
use crate::models::ServerRefusal;
use crate::models::VpnKind;
use crate::screens::servers as screens;
use crate::services::ServiceError;
use crate::services::vpn::servers;
use crate::services::vpn::servers::Access;
use crate::services::vpn::servers::NewServer;
use crate::services::vpn::servers::Reach;
use crate::services::vpn::servers::read;
use crate::telegram::call::Call;
use crate::telegram::update::Message;

/// Digits of a fingerprint that are typed by whoever compared it.
const TYPED_DIGITS: usize = 8;

/// Which sort of server is added?
pub fn kinds(visit: &Visit<'_>) -> Reply {
    let can_pretend = visit.ctx.backends.can_pretend();
    Reply::show(screens::kinds(visit.reader, can_pretend))
}

/// Asks for an interface of this machine.
pub async fn ask_local(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    Ok(ask(visit, Question::Local, screens::ask_local(visit.reader)).await)
}

/// Asks for what `portero node` prints.
pub async fn ask_node(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    Ok(ask(visit, Question::Node, screens::ask_node(visit.reader)).await)
}

/// Asks for key and place of a server whose file is applied by hand.
pub async fn ask_file(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let screen = screens::ask_file_place(visit.reader);
    Ok(ask(visit, Question::FilePlace, screen).await)
}

/// Asks for what an Outline server prints at its installation.
pub async fn ask_outline(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let screen = screens::ask_outline(visit.reader);
    Ok(ask(visit, Question::Outline, screen).await)
}

/// Adds a pretended server.
pub async fn demo(visit: &Visit<'_>, kind: VpnKind) -> Result<Reply, ServiceError> {
    let (host, port) = match kind {
        VpnKind::WireGuard | VpnKind::Outline => ("vpn.example.org", 51_820),
        VpnKind::MtProto => ("proxy.example.org", 443),
    };
    let new = NewServer {
        host: host.to_owned(),
        port,
        ..NewServer::usual(kind, Reach::Demo)
    };
    add(visit, new, None).await
}

/// A typed interface.
pub async fn typed_local(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    let reach = read::local(text)?;
    add(visit, NewServer::usual(VpnKind::WireGuard, reach), None).await
}

/// A pasted join string.
pub async fn typed_node(visit: &Visit<'_>, message: &Message) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default();
    add(
        visit,
        read::node(text)?,
        Some(MessageId(message.message_id)),
    )
    .await
}

/// A typed key and place.
pub async fn typed_file(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    let (key, host, port) = read::by_file(text)?;
    let mut new = NewServer {
        host,
        port,
        ..NewServer::usual(VpnKind::WireGuard, Reach::File)
    };
    new.options.public_key = Some(key);
    add(visit, new, None).await
}

/// A pasted access. Without a fingerprint the one the server shows now is to be compared by the admin.
pub async fn typed_outline(visit: &Visit<'_>, message: &Message) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default();
    let access = read::outline(text)?;
    let pasted = MessageId(message.message_id);
    if let Some(pin) = access.pin {
        let reach = servers::outline_reach(&access, &pin.to_string());
        return add(
            visit,
            NewServer::usual(VpnKind::Outline, reach),
            Some(pasted),
        )
        .await;
    }
    let pin = servers::fingerprint(&visit.actor, &access).await?;
    hide(visit, pasted).await;
    let screen = screens::trust(visit.reader, &access.place(), &pin, TYPED_DIGITS);
    Ok(ask(visit, Question::Trust { access, pin }, screen).await)
}

/// The typed beginning of the fingerprint.
pub async fn typed_trust(
    visit: &Visit<'_>,
    access: Access,
    pin: String,
    text: &str,
) -> Result<Reply, ServiceError> {
    let is_sign = |c: &char| c.is_ascii_hexdigit();
    let typed: String = text.to_lowercase().chars().filter(is_sign).collect();
    if typed.len() < TYPED_DIGITS || !pin.starts_with(&typed) {
        return Err(Refusal::from(ServerRefusal::FingerprintDiffers).into());
    }
    let reach = servers::outline_reach(&access, &pin);
    add(visit, NewServer::usual(VpnKind::Outline, reach), None).await
}

/// Adds it if it answers, and asks for what is still missing. `pasted` holds a secret: it is taken out of the chat,
/// whatever comes of it.
pub(super) async fn add(
    visit: &Visit<'_>,
    new: NewServer,
    pasted: Option<MessageId>,
) -> Result<Reply, ServiceError> {
    let is_hidden = match pasted {
        Some(message) => hide(visit, message).await,
        None => false,
    };
    add_hidden(visit, new, is_hidden).await
}

/// The same; `is_hidden` says that the message with its secret left the chat.
pub(super) async fn add_hidden(
    visit: &Visit<'_>,
    new: NewServer,
    is_hidden: bool,
) -> Result<Reply, ServiceError> {
    let servers::Added { id, is_new } =
        servers::add(visit.ctx, &visit.actor, new, visit.now()).await?;
    visit.forget().await;
    let view = servers::card(visit.ctx, &visit.actor, id, visit.now()).await?;
    let done = Reply::send(screens::added(
        visit.reader,
        &view.server,
        is_new,
        is_hidden,
    ));
    let is_nowhere = match view.server.kind {
        VpnKind::WireGuard => view.server.host.is_empty(),
        VpnKind::Outline => false,
        VpnKind::MtProto => view.server.host.is_empty() || view.server.port == 0,
    };
    if is_nowhere {
        let question = Question::Field(id, ServerField::Endpoint);
        let screen = screens::ask(visit.reader, &view.server, ServerField::Endpoint, 0);
        visit.ask(crate::handlers::Dialogue::Server(question)).await;
        return Ok(done.then(screen).with_menus());
    }
    Ok(done.then(card::screen(visit, &view)).with_menus())
}

/// Takes a message out of the chat. False if Telegram does not.
pub(super) async fn hide(visit: &Visit<'_>, message: MessageId) -> bool {
    let call = Call::new("deleteMessage")
        .set("chat_id", visit.user.0)
        .set("message_id", message.0);
    visit.bot.prompt_call(call).await.is_ok()
}
