//! From the first message to the confirmation.

use super::launch;
use super::need;
use super::need_open;
use super::note;
use super::preview_again;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::BeginView;
use crate::models::Broadcast;
use crate::models::BroadcastId;
use crate::models::BroadcastState;
use crate::models::BroadcastSwitch;
use crate::models::BroadcastTarget;
use crate::models::ChatId;
use crate::models::ContentKind;
use crate::models::Door;
use crate::models::DraftView;
use crate::models::HeldWhy;
use crate::models::MessageId;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::mailings;
use crate::services::reactions;
use crate::services::unit::act;
use crate::utils::locale::Lang;
use crate::utils::order::InOrder;
use rusqlite::Connection;
use serde_json::json;

/// An album counts as whole after this many seconds without another part. Whole seconds: at least one passes.
const ALBUM_SILENCE: i64 = 2;

/// A message that an admin wants published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    pub chat: ChatId,
    pub message: MessageId,
    pub content: ContentKind,
    /// The first words of its text or caption.
    pub excerpt: String,
    /// Of a text: JSON with `text` and `entities`.
    pub text: Option<String>,
    pub media_group: Option<String>,
}

/// What a broadcast can begin with: its channels, and those that are not there yet.
pub async fn begin(
    ctx: &Ctx,
    actor: &Actor,
    target: BroadcastTarget,
) -> Result<BeginView, ServiceError> {
    actor.need(Permission::Broadcast)?;
    ctx.db
        .read(move |connection| {
            let mut view = BeginView {
                target,
                titles: Vec::new(),
                missing: Vec::new(),
                scheduled: crud::broadcasts::count_scheduled(connection)?,
            };
            for door in target.doors() {
                match title(connection, *door)? {
                    Some(title) => view.titles.push(title),
                    None => view.missing.push(*door),
                }
            }
            Ok(view)
        })
        .await
}

fn title(connection: &Connection, door: Door) -> Result<Option<String>, ServiceError> {
    let Some(chat) = crud::bot_config::get(connection)?.channel(door) else {
        return Ok(None);
    };
    let channel = crud::channels::get(connection, chat)?;
    Ok(Some(
        channel.map_or_else(|| chat.to_string(), |channel| channel.title),
    ))
}

/// Keeps a message as the content of a new draft, or in place of that of `instead` while that one is still open, and
/// asks for its preview.
pub async fn receive(
    ctx: &Ctx,
    actor: &Actor,
    target: BroadcastTarget,
    instead: Option<BroadcastId>,
    source: Source,
    now: Timestamp,
) -> Result<BroadcastId, ServiceError> {
    actor.need(Permission::Broadcast)?;
    let made_by = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    act(ctx, actor, now, move |tx| {
        let old = match instead {
            Some(id) => crud::broadcasts::get(tx, id)?.filter(Broadcast::is_open),
            None => None,
        };
        let due_at = match source.media_group {
            Some(_) => now + ALBUM_SILENCE,
            None => now,
        };
        let mut draft = Broadcast {
            content: source.content,
            excerpt: source.excerpt,
            source_text: source.text,
            media_group: source.media_group,
            ..Broadcast::draft(made_by, target, source.chat, source.message, now)
        };
        match old {
            // The switches stay as they were set, the time too.
            Some(old) if old.source_chat == draft.source_chat => {
                draft = Broadcast {
                    source_messages: draft.source_messages,
                    state: BroadcastState::Draft,
                    content: draft.content,
                    excerpt: draft.excerpt,
                    source_text: draft.source_text,
                    media_group: draft.media_group,
                    ..old
                };
            }
            Some(_) | None => {
                draft.options.has_reactions = has_buttons(tx, target)?;
                draft.id = crud::broadcasts::insert(tx, &draft)?;
            }
        }
        preview_again(tx, &mut draft, due_at, now)?;
        Ok(draft.id)
    })
    .await
}

/// Whether posts in a channel of that target get reaction buttons: whoever has set them wants them.
pub(super) fn has_buttons(
    connection: &Connection,
    target: BroadcastTarget,
) -> Result<bool, ServiceError> {
    let config = crud::bot_config::get(connection)?;
    for door in target.doors() {
        if let Some(chat) = config.channel(*door)
            && !reactions::offered(connection, chat)?.is_empty()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Adds another part of an album to the draft that gathers it. False if no draft does.
pub async fn add_part(
    ctx: &Ctx,
    actor: &Actor,
    source: Source,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let Some(group) = source.media_group.clone() else {
        return Ok(false);
    };
    let (chat, album) = (source.chat, group.clone());
    let is_gathered = ctx
        .db
        .read(move |connection| {
            Ok::<_, ServiceError>(
                crud::broadcasts::get_by_album(connection, chat, &album)?.is_some(),
            )
        })
        .await?;
    if !is_gathered {
        return Ok(false);
    }
    actor.need(Permission::Broadcast)?;
    act(ctx, actor, now, move |tx| {
        let Some(mut draft) = crud::broadcasts::get_by_album(tx, source.chat, &group)? else {
            return Ok(false);
        };
        if !draft.source_messages.contains(&source.message) {
            draft.source_messages.push(source.message);
            draft.source_messages.order();
        }
        draft.content = ContentKind::Album;
        if draft.excerpt.is_empty() {
            draft.excerpt = source.excerpt;
        }
        preview_again(tx, &mut draft, now + ALBUM_SILENCE, now)?;
        Ok(true)
    })
    .await
}

/// A draft as its preview shows it. `None` if that revision is not the present one, or was decided.
pub async fn draft(
    ctx: &Ctx,
    id: BroadcastId,
    revision: i64,
    now: Timestamp,
) -> Result<Option<DraftView>, ServiceError> {
    let house = ctx.default_lang();
    ctx.db
        .read(move |connection| {
            let found = crud::broadcasts::get(connection, id)?;
            let found = found.filter(|draft| draft.revision == revision && draft.is_open());
            found
                .map(|draft| view(connection, draft, house, now))
                .transpose()
        })
        .await
}

fn view(
    connection: &Connection,
    broadcast: Broadcast,
    house: Lang,
    now: Timestamp,
) -> Result<DraftView, ServiceError> {
    let config = crud::bot_config::get(connection)?;
    let mut view = DraftView {
        titles: Vec::new(),
        reactions: Vec::new(),
        people: match broadcast.target {
            BroadcastTarget::Door(_) | BroadcastTarget::Both => None,
            BroadcastTarget::People(audience) => {
                Some(mailings::count(connection, audience, house, now)?)
            }
        },
        broadcast,
    };
    for door in view.broadcast.target.doors() {
        let Some(title) = title(connection, *door)? else {
            continue;
        };
        if let Some(chat) = config.channel(*door)
            && view.broadcast.options.has_reactions
        {
            let offered = reactions::offered(connection, chat)?;
            view.reactions.push((title.clone(), offered));
        }
        view.titles.push(title);
    }
    Ok(view)
}

/// Keeps where a preview stands. False if something changed meanwhile: then another one follows, and this one is to be
/// taken away.
pub async fn previewed(
    ctx: &Ctx,
    id: BroadcastId,
    revision: i64,
    messages: Vec<MessageId>,
    control: MessageId,
) -> Result<bool, ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            let Some(mut draft) = crud::broadcasts::get(tx, id)? else {
                return Ok(false);
            };
            if draft.revision != revision || !draft.is_open() {
                return Ok(false);
            }
            draft.preview_messages = messages;
            draft.control_message = Some(control);
            crud::broadcasts::update(tx, &draft)?;
            Ok(true)
        })
        .await
}

/// The content is gone from the chat: the draft cannot be sent as it is.
pub async fn source_gone(ctx: &Ctx, id: BroadcastId) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            let Some(mut draft) = crud::broadcasts::get(tx, id)?.filter(Broadcast::is_open) else {
                return Ok(());
            };
            draft.state = BroadcastState::Stale;
            Ok(crud::broadcasts::update(tx, &draft)?)
        })
        .await
}

/// What a press on a preview led to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pressed {
    /// The same preview with other switches.
    Shown(Box<DraftView>),
    /// A new preview follows of a draft with that target.
    Again(BroadcastTarget),
    /// It is on its way.
    Sending(Box<Broadcast>),
}

/// Refuses buttons of a preview that is not the last one.
fn need_preview(broadcast: &Broadcast, revision: i64) -> Result<(), Refusal> {
    match broadcast.state {
        BroadcastState::Draft | BroadcastState::Stale if broadcast.revision == revision => Ok(()),
        BroadcastState::Draft | BroadcastState::Stale => Err(Refusal::PreviewOld),
        BroadcastState::Scheduled
        | BroadcastState::Sending
        | BroadcastState::Paused
        | BroadcastState::Stopped
        | BroadcastState::Done
        | BroadcastState::Cancelled => Err(Refusal::BroadcastDecided),
    }
}

/// Turns a switch of the preview.
pub async fn turn(
    ctx: &Ctx,
    actor: &Actor,
    id: BroadcastId,
    revision: i64,
    switch: BroadcastSwitch,
    now: Timestamp,
) -> Result<Pressed, ServiceError> {
    actor.need(Permission::Broadcast)?;
    let house = ctx.default_lang();
    act(ctx, actor, now, move |tx| {
        let mut draft = need(tx, id)?;
        need_preview(&draft, revision)?;
        if !switch.applies_to(&draft) {
            return Err(Refusal::NotFound.into());
        }
        draft.options = draft.options.turned(switch);
        if switch.changes_look() || draft.state == BroadcastState::Stale {
            draft.state = BroadcastState::Draft;
            preview_again(tx, &mut draft, now, now)?;
            return Ok(Pressed::Again(draft.target));
        }
        draft.revision += 1;
        crud::broadcasts::update(tx, &draft)?;
        Ok(Pressed::Shown(Box::new(view(tx, draft, house, now)?)))
    })
    .await
}

/// Confirms the preview of that revision: from then on it is sent, once. One whose source was edited since is shown
/// again instead.
pub async fn confirm(
    ctx: &Ctx,
    actor: &Actor,
    id: BroadcastId,
    revision: i64,
    pressed: Option<MessageId>,
    now: Timestamp,
) -> Result<Pressed, ServiceError> {
    actor.need(Permission::Broadcast)?;
    let (who, house) = (actor.identity, ctx.default_lang());
    let pressed = act(ctx, actor, now, move |tx| {
        let mut draft = need(tx, id)?;
        need_preview(&draft, revision)?;
        if draft.state == BroadcastState::Stale {
            draft.state = BroadcastState::Draft;
            preview_again(tx, &mut draft, now, now)?;
            return Ok(Pressed::Again(draft.target));
        }
        draft.scheduled_at = None;
        draft.control_message = pressed.or(draft.control_message);
        launch(tx, &mut draft, house, now)?;
        let details =
            json!({ "target": draft.target.code(), "messages": draft.source_messages.len() });
        note(tx, who, "broadcast.confirmed", &draft, details, now)?;
        Ok(Pressed::Sending(Box::new(draft)))
    })
    .await?;
    ctx.mailings_changed.notify_one();
    Ok(pressed)
}

/// Gives a broadcast up of which nothing was sent.
pub async fn cancel(
    ctx: &Ctx,
    actor: &Actor,
    id: BroadcastId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::Broadcast)?;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        let mut broadcast = need(tx, id)?;
        if broadcast.state == BroadcastState::Cancelled {
            return Ok(());
        }
        if !broadcast.is_open() {
            return Err(Refusal::BroadcastDecided.into());
        }
        let details = json!({ "before": broadcast.state.name(), "after": "cancelled" });
        broadcast.state = BroadcastState::Cancelled;
        broadcast.finished_at = Some(now);
        crud::broadcasts::update(tx, &broadcast)?;
        note(tx, who, "broadcast.cancelled", &broadcast, details, now)
    })
    .await
}

/// Shows a new preview of an open broadcast. One that waits for its time goes on waiting; one that was edited meanwhile
/// is not sent before it is scheduled again. Returns it: the preview comes in its maker's chat.
pub async fn look(
    ctx: &Ctx,
    actor: &Actor,
    id: BroadcastId,
    now: Timestamp,
) -> Result<Broadcast, ServiceError> {
    actor.need(Permission::Broadcast)?;
    act(ctx, actor, now, move |tx| {
        let mut broadcast = need_open(tx, id)?;
        if broadcast.state != BroadcastState::Scheduled {
            broadcast.state = BroadcastState::Draft;
        }
        preview_again(tx, &mut broadcast, now, now)?;
        Ok(broadcast)
    })
    .await
}

/// A message was edited: drafts that show it must be looked at again, and what waits for its time with it does not go
/// out before that, which its maker is told.
pub async fn source_edited(
    ctx: &Ctx,
    actor: &Actor,
    source: Source,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (chat, message) = (source.chat, source.message);
    let is_source = ctx
        .db
        .read(move |connection| {
            let open = crud::broadcasts::list_open(connection, chat)?;
            Ok::<_, ServiceError>(
                open.iter()
                    .any(|one| one.source_messages.contains(&message)),
            )
        })
        .await?;
    if !is_source {
        return Ok(());
    }
    act(ctx, actor, now, move |tx| {
        for mut one in crud::broadcasts::list_open(tx, source.chat)? {
            if !one.source_messages.contains(&source.message) {
                continue;
            }
            let was = one.state;
            one.state = BroadcastState::Stale;
            if one.source_messages.len() == 1 {
                one.content = source.content;
                one.excerpt.clone_from(&source.excerpt);
                one.source_text.clone_from(&source.text);
            }
            crud::broadcasts::update(tx, &one)?;
            if was == BroadcastState::Scheduled {
                let task = Task::TellHeld {
                    broadcast: one.id,
                    why: HeldWhy::Edited,
                    at: now,
                };
                crud::tasks::insert(tx, &task, now, now)?;
            }
        }
        Ok(())
    })
    .await
}

/// A broadcast as it stands.
pub async fn get(ctx: &Ctx, actor: &Actor, id: BroadcastId) -> Result<Broadcast, ServiceError> {
    actor.need(Permission::Broadcast)?;
    ctx.db.read(move |connection| need(connection, id)).await
}
