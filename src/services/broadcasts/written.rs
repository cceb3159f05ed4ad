//! Broadcasts that a program writes for an admin: texts alone, for all other content lies in a chat.

use super::draft::has_buttons;
use super::preview_again;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::Broadcast;
use crate::models::BroadcastId;
use crate::models::BroadcastOptions;
use crate::models::BroadcastPostId;
use crate::models::BroadcastTarget;
use crate::models::ChatId;
use crate::models::ContentKind;
use crate::models::MessageId;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::Written;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::unit::act;
use crate::utils::html;
use crate::utils::plain;

/// The longest piece of a text that lists show.
const EXCERPT_LENGTH: usize = 60;

/// Keeps a text as a new draft and asks for its preview, which comes in the chat of whoever it is written for. Without a
/// word on reaction buttons, posts get those of their channels.
///
/// # Errors
/// Refusals without the permission, and for a channel that is not set.
pub async fn write(
    ctx: &Ctx,
    actor: &Actor,
    target: BroadcastTarget,
    written: Written,
    (options, has_reactions): (BroadcastOptions, Option<bool>),
    now: Timestamp,
) -> Result<BroadcastId, ServiceError> {
    actor.need(Permission::Broadcast)?;
    let made_by = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    act(ctx, actor, now, move |tx| {
        for door in target.doors() {
            access::need_door(tx, *door)?;
        }
        let words = match written.is_html {
            true => plain::to_plain(&written.text),
            false => written.text.clone(),
        };
        let mut draft = Broadcast {
            source_messages: Vec::new(),
            content: ContentKind::Text,
            excerpt: html::one_line(&words, EXCERPT_LENGTH),
            source_text: Some(written.source()),
            options: BroadcastOptions {
                has_reactions: match has_reactions {
                    Some(has_reactions) => has_reactions,
                    None => has_buttons(tx, target)?,
                },
                ..options
            },
            ..Broadcast::draft(made_by, target, made_by.chat(), MessageId(0), now)
        };
        draft.id = crud::broadcasts::insert(tx, &draft)?;
        preview_again(tx, &mut draft, now, now)?;
        Ok(draft.id)
    })
    .await
}

/// The post of a broadcast in a channel.
pub async fn post_in(
    ctx: &Ctx,
    actor: &Actor,
    id: BroadcastId,
    chat: ChatId,
) -> Result<BroadcastPostId, ServiceError> {
    let posts = super::show(ctx, actor, id).await?.posts;
    let found = posts.iter().find(|view| view.post.chat == chat);
    Ok(found.ok_or(Refusal::NotFound)?.post.id)
}
