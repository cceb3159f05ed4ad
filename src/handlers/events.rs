//! What happens without a word to the bot: people come and go, rights change, groups move, somebody asks to come in.

use crate::context::Ctx;
use crate::handlers::Dialogue;
use crate::handlers::admin;
use crate::models::Actor;
use crate::models::Channel;
use crate::models::ChatId;
use crate::models::ChatKind;
use crate::models::Door;
use crate::models::Identity;
use crate::models::InboxSeq;
use crate::models::MessageId;
use crate::models::PermissionSet;
use crate::models::Presence;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::Trigger;
use crate::models::UserId;
use crate::services;
use crate::services::ServiceError;
use crate::services::members::Movement;
use crate::services::notify;
use crate::services::reactions::SeenPost;
use crate::telegram::bot;
use crate::telegram::dialogues::Dialogues;
use crate::telegram::inbox::Handled;
use crate::telegram::post::Post;
use crate::telegram::update::ChatMember;
use crate::telegram::update::JoinRequest;
use crate::telegram::update::MemberUpdate;
use crate::telegram::update::Message;
use crate::telegram::update::Update;
use crate::telegram::update::User;
use std::sync::Arc;
use std::time::Duration;
use teloxide::dispatching::dialogue::Storage;
use teloxide::types::ChatId as DialogueKey;

/// The picked chat is named within this after the bot was let in by the picker.
const PICK_WITHIN: Duration = Duration::from_secs(3);

/// Takes note of an event. Nobody waits for an answer, so one that cannot be noted is not done: it comes again.
pub async fn receive(
    ctx: &Arc<Ctx>,
    dialogues: &Arc<Dialogues<Dialogue>>,
    seq: InboxSeq,
    update: &Update,
) -> Handled {
    if let Some(kind) = &update.unread {
        log::warn!("update {seq} holds a {kind} that could not be read: it is set aside");
        return Handled::Unreadable { kind: kind.clone() };
    }
    let result = if let Some(change) = &update.chat_member {
        member_moved(ctx, seq, change).await
    } else if let Some(change) = &update.my_chat_member {
        let is_choosing = is_choosing(dialogues, UserId(change.from.id)).await;
        let result = own_place_changed(ctx, seq, change, is_choosing).await;
        if result.is_ok() && is_choosing {
            let (ctx, dialogues) = (ctx.clone(), dialogues.clone());
            let (to, channel) = (UserId(change.from.id), seen(&ctx, change));
            return Handled::Done(vec![Box::pin(offer_unless_picked(
                ctx, dialogues, to, channel,
            ))]);
        }
        result
    } else if let Some(request) = &update.chat_join_request {
        asked_to_join(ctx, seq, request).await
    } else if let Some(post) = &update.channel_post {
        posted(ctx, seq, post).await
    } else if let Some(message) = &update.edited_message {
        admin::broadcasts::edited(ctx, seq, message).await
    } else {
        // What becomes of a post later says nothing to the door.
        Ok(())
    };
    settle(ctx, update.kind(), result)
}

/// Offers a chat to an admin who was choosing one when they let the bot in. Telegram's picker does that too and then
/// names the chat itself: only if no chat was picked after a moment is it offered.
async fn offer_unless_picked(
    ctx: Arc<Ctx>,
    dialogues: Arc<Dialogues<Dialogue>>,
    to: UserId,
    channel: Channel,
) {
    tokio::time::sleep(PICK_WITHIN).await;
    if !is_choosing(&dialogues, to).await {
        return;
    }
    if let Err(error) = services::channels::offer_to(&ctx, to, channel, ctx.clock.now()).await {
        notify::log_error_and_notify(&ctx, Identity::User(to), "offer", &error.to_string());
    }
}

/// The chat as the update about the bot's own place shows it.
fn seen(ctx: &Ctx, change: &MemberUpdate) -> Channel {
    bot::channel(
        &change.chat,
        Some(&change.new_chat_member),
        None,
        ctx.clock.now(),
    )
}

async fn is_choosing(dialogues: &Arc<Dialogues<Dialogue>>, user: UserId) -> bool {
    let Ok(dialogue) = dialogues.clone().get_dialogue(DialogueKey(user.0)).await;
    matches!(
        dialogue,
        Some(
            Dialogue::ChooseChannel(_)
                | Dialogue::Ticket(admin::tickets::Question::Group)
                | Dialogue::Notice(admin::notices::Question::Group)
        )
    )
}

pub(super) fn settle(ctx: &Ctx, area: &'static str, result: Result<(), ServiceError>) -> Handled {
    match result {
        Ok(()) | Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {}
        Err(ServiceError::Refused(refusal)) => log::info!("{area}: {refusal:?}"),
        Err(error @ (ServiceError::Database(_) | ServiceError::Fault(_))) => {
            notify::log_error_and_notify(ctx, Identity::System, area, &error.to_string());
            return Handled::NotDone;
        }
    }
    Handled::Done(Vec::new())
}

pub(super) fn actor(user: i64, seq: InboxSeq) -> Actor {
    Actor::user(UserId(user), PermissionSet::default(), Some(seq))
}

/// Whether it is somebody whom the house keeps: of others nothing could be noted, at no try.
fn is_person(user: &User) -> bool {
    !user.is_bot && user.id > 0
}

/// Somebody came or went in a channel.
async fn member_moved(ctx: &Ctx, seq: InboxSeq, change: &MemberUpdate) -> Result<(), ServiceError> {
    let member: &ChatMember = &change.new_chat_member;
    let chat = ChatId(change.chat.id);
    if !is_person(&member.user) || door_of(ctx, chat).await?.is_none() {
        return Ok(());
    }
    let movement = Movement {
        chat,
        user: UserId(member.user.id),
        before: change.old_chat_member.presence(),
        after: member.presence(),
        link: change
            .invite_link
            .as_ref()
            .map(|link| link.invite_link.clone()),
        paid_until: member.paid_until(),
    };
    let actor = actor(member.user.id, seq);
    services::members::moved(ctx, &actor, movement, ctx.clock.now()).await
}

/// The bot itself was blocked or let in, made an administrator, or lost rights.
async fn own_place_changed(
    ctx: &Ctx,
    seq: InboxSeq,
    change: &MemberUpdate,
    is_choosing: bool,
) -> Result<(), ServiceError> {
    let place = &change.new_chat_member;
    if ChatId(change.chat.id).is_private() {
        let is_reachable = place.presence() != Presence::Banned;
        services::house::reachable(ctx, UserId(change.chat.id), is_reachable).await?;
        return Ok(());
    }
    if change.chat.kind() == ChatKind::Private {
        // A kind that is newer than this version: it could be kept at no try, and serves no door.
        log::info!("chat {} is of an unknown kind", change.chat.id);
        return Ok(());
    }
    let channel = seen(ctx, change);
    let offer_to = (!change.from.is_bot && !is_choosing).then_some(UserId(change.from.id));
    let actor = actor(change.from.id, seq);
    services::channels::looked_at(ctx, &actor, channel, offer_to, ctx.clock.now()).await
}

/// Somebody asks to come in by a join-request link.
async fn asked_to_join(
    ctx: &Ctx,
    seq: InboxSeq,
    request: &JoinRequest,
) -> Result<(), ServiceError> {
    if !is_person(&request.from) {
        return Ok(());
    }
    let chat = ChatId(request.chat.id);
    let (actor, now) = (actor(request.from.id, seq), ctx.clock.now());
    if services::members::acts::is_banned(ctx, UserId(request.from.id)).await? {
        return Ok(());
    }
    match door_of(ctx, chat).await? {
        Some(Door::Free) => {
            let user_chat = request.user_chat_id.map(ChatId);
            services::free::ask_by_join_request(ctx, &actor, chat, user_chat, now).await?;
        }
        Some(Door::Vip) => {
            let asked_at = Timestamp(request.date);
            services::members::asked_for_vip(ctx, &actor, chat, asked_at, now).await?;
        }
        None => {}
    }
    Ok(())
}

/// Somebody posted in a channel.
async fn posted(ctx: &Ctx, seq: InboxSeq, post: &Post) -> Result<(), ServiceError> {
    if !post.is_content() {
        return Ok(());
    }
    let seen = SeenPost {
        chat: ChatId(post.chat.id),
        message: MessageId(post.message_id),
        album: post.media_group_id.clone(),
        posted_at: Timestamp(post.date),
        takes_buttons: post.takes_buttons(),
    };
    // Channels post without a person.
    let actor = Actor {
        cause: Some(Trigger::Update(seq)),
        ..Actor::system()
    };
    services::reactions::seen(ctx, &actor, seen, ctx.clock.now()).await
}

async fn door_of(ctx: &Ctx, chat: ChatId) -> Result<Option<Door>, ServiceError> {
    let doors = services::channels::chats(ctx).await?;
    Ok(doors
        .into_iter()
        .find(|(_, behind)| *behind == chat)
        .map(|(door, _)| door))
}

/// A group became a supergroup. Both of its messages tell so; the second changes nothing.
pub async fn migrated(ctx: &Ctx, message: &Message) -> Handled {
    let here = message.chat.id;
    let (old, new) = match (message.migrate_to_chat_id, message.migrate_from_chat_id) {
        (Some(new), _) => (here, new),
        (None, Some(old)) => (old, here),
        (None, None) => return Handled::Done(Vec::new()),
    };
    let now = ctx.clock.now();
    let result = services::channels::migrated(ctx, ChatId(old), ChatId(new), now).await;
    settle(ctx, "migration", result)
}
