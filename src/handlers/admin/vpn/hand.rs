//! Keys made by hand, and more time for many.

use super::Question;
use super::acts;
use super::ask;
use super::card;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::BulkScope;
use crate::models::HandDraft;
use crate::models::MOST_KEY_NAME;
use crate::models::MemberRefusal;
use crate::models::Refusal;
use crate::models::UserId;
use crate::models::VpnRefusal;
use crate::screens::Screen;
use crate::screens::notices::Toast;
use crate::screens::vpn;
use crate::services;
use crate::services::ServiceError;
use crate::services::members::acts as member_acts;
use crate::services::members::search;
use crate::services::members::search::Wanted;
use crate::services::vpn::keys;
use crate::services::vpn::staff;
use crate::telegram::update::Author;
use crate::telegram::update::Message;

/// For whom? Not asked when nothing takes a key.
pub async fn begin(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    keys::places_by_hand(visit.ctx, &visit.actor, visit.now()).await?;
    ask(visit, Question::Person, vpn::Question::Person).await
}

/// Whom a typed text or a forwarded message names.
pub async fn person(
    visit: &Visit<'_>,
    message: &Message,
    text: &str,
) -> Result<Reply, ServiceError> {
    let wanted = match message.author() {
        Some(Author::Person(person)) => {
            let id = person.id;
            member_acts::met(visit.ctx, &visit.actor, person, visit.now()).await?;
            Wanted::Id(id)
        }
        Some(Author::Hidden) => return Err(refused(MemberRefusal::MemberHidden)),
        Some(Author::Chat) => return Err(refused(MemberRefusal::ForwardNamesChat)),
        None => search::read(text),
    };
    let people = staff::people(visit.ctx, &visit.actor, wanted).await?;
    match people.as_slice() {
        [] => Ok(Reply::show(vpn::person_unknown(visit.reader))),
        [(user, _)] => {
            visit.forget().await;
            kinds(visit, *user).await
        }
        many => Ok(Reply::show(vpn::people(visit.reader, many))),
    }
}

fn refused(refusal: MemberRefusal) -> ServiceError {
    ServiceError::Refused(refusal.into())
}

/// Which kind?
pub async fn kinds(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    if services::home::person(ctx, user).await?.is_none() {
        return Err(Refusal::NotFound.into());
    }
    let places = keys::places_by_hand(ctx, actor, now).await?;
    let kinds: Vec<_> = places.into_iter().map(|(kind, _)| kind).collect();
    let name = staff::name_of(ctx, actor, user).await?;
    Ok(Reply::show(vpn::kinds(visit.reader, user, &name, &kinds)))
}

/// On which server?
pub async fn servers(visit: &Visit<'_>, draft: HandDraft) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let places = keys::places_by_hand(ctx, actor, now).await?;
    let of_kind = places.into_iter().find(|(kind, _)| *kind == draft.kind);
    // Its button is as old as the question: what it names may be full by now.
    let (_, places) = of_kind.ok_or(Refusal::Vpn(VpnRefusal::Full(draft.kind)))?;
    if let [_] = places.as_slice() {
        return Ok(Reply::show(vpn::days(visit.reader, draft)));
    }
    let screen = vpn::hand_servers(visit.reader, draft, &places);
    Ok(Reply::show(screen))
}

/// Typed days.
pub async fn typed_days(
    visit: &Visit<'_>,
    draft: HandDraft,
    text: &str,
) -> Result<Reply, ServiceError> {
    let days = Some(acts::days(text)?);
    visit.forget().await;
    let draft = HandDraft { days, ..draft };
    Ok(Reply::show(vpn::limits(visit.reader, draft)))
}

/// What would be made.
pub async fn preview(visit: &Visit<'_>, draft: HandDraft) -> Result<Reply, ServiceError> {
    let screen = preview_of(visit, draft).await?;
    Ok(Reply::show(screen))
}

async fn preview_of(visit: &Visit<'_>, draft: HandDraft) -> Result<Screen, ServiceError> {
    let name = staff::name_of(visit.ctx, &visit.actor, draft.user).await?;
    let server = match draft.server {
        Some(id) => {
            let servers = staff::servers(visit.ctx, &visit.actor).await?;
            servers.into_iter().find(|server| server.id == id)
        }
        None => None,
    };
    let server = server.map(|server| server.name);
    let (user, kind) = (draft.user, draft.kind);
    let ends_trial = staff::has_trial(visit.ctx, &visit.actor, user, kind).await?;
    let server = server.as_deref();
    Ok(vpn::preview(visit.reader, draft, &name, server, ends_trial))
}

/// Makes it under a typed name. A photo names nothing: the question stays open.
pub async fn named(visit: &Visit<'_>, draft: HandDraft, text: &str) -> Result<Reply, ServiceError> {
    if text.is_empty() {
        let most = MOST_KEY_NAME;
        return Err(Refusal::from(VpnRefusal::NameInvalid { most }).into());
    }
    make(visit, draft, text.to_owned()).await
}

/// Makes it, under a name or, if that is empty, one the house chooses; then says for whom it was.
pub async fn make(
    visit: &Visit<'_>,
    draft: HandDraft,
    name: String,
) -> Result<Reply, ServiceError> {
    let kind = draft.kind.name();
    let made_from = format!(
        "hand:{}:{}:{kind}:{}",
        visit.user, draft.user, draft.begun_at
    );
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let id = staff::make(ctx, actor, draft, name, made_from, now).await?;
    visit.forget().await;
    let card = card(visit, id).await?;
    let reply = Reply::show(vpn::made(visit.reader, &card));
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

/// Whose time?
pub async fn bulk(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let servers = staff::servers(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(vpn::bulk(visit.reader, &servers)))
}

/// How many that concerns.
pub async fn bulk_preview(visit: &Visit<'_>, scope: BulkScope) -> Result<Reply, ServiceError> {
    let view = staff::bulk(visit.ctx, &visit.actor, scope).await?;
    Ok(Reply::show(vpn::bulk_preview(visit.reader, &view)))
}

/// Extends them.
pub async fn bulk_extend(visit: &Visit<'_>, scope: BulkScope) -> Result<Reply, ServiceError> {
    let count = staff::extend_many(visit.ctx, &visit.actor, scope, visit.now()).await?;
    Ok(Reply::show(vpn::bulk_done(visit.reader, count)))
}
