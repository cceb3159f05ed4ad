//! Each update counted once: its kind, what became of it, and how long its handler took.

use super::Boundary;
use crate::telegram::inbox::Delivered;
use crate::telegram::inbox::Handled;
use crate::telegram::update::Update;
use crate::utils::metrics;
use crate::utils::metrics::UpdateKind;
use crate::utils::metrics::UpdateOutcome;
use std::cell::Cell;
use std::time::Instant;

tokio::task_local! {
    /// How the update of this task was answered, if not with what was asked for.
    static ANSWERED: Cell<UpdateOutcome>;
}

/// Handles an update and counts it.
pub(super) async fn counted(boundary: &Boundary, delivered: Delivered) -> Handled {
    let kind = kind_of(&delivered.update);
    let begun = Instant::now();
    let (handled, answered) = ANSWERED
        .scope(Cell::new(UpdateOutcome::Done), async {
            let handled = boundary.receive(delivered).await;
            (handled, ANSWERED.with(Cell::get))
        })
        .await;
    let outcome = match &handled {
        Handled::Done(_) => answered,
        Handled::NotDone => UpdateOutcome::PutOff,
        Handled::Unreadable { .. } => UpdateOutcome::Unreadable,
    };
    metrics::HANDLERS[kind as usize].since(begun);
    metrics::update(kind, outcome);
    handled
}

/// The person hears a no, or an apology.
pub(super) fn note(outcome: UpdateOutcome) {
    // Outside of an update nothing is counted.
    let _ = ANSWERED.try_with(|answered| answered.set(outcome));
}

/// What an update is of.
pub(super) fn kind_of(update: &Update) -> UpdateKind {
    let kinds = [
        (update.message.is_some(), UpdateKind::Message),
        (update.callback_query.is_some(), UpdateKind::CallbackQuery),
        (update.edited_message.is_some(), UpdateKind::EditedMessage),
        (update.channel_post.is_some(), UpdateKind::ChannelPost),
        (
            update.edited_channel_post.is_some(),
            UpdateKind::EditedChannelPost,
        ),
        (update.my_chat_member.is_some(), UpdateKind::MyChatMember),
        (update.chat_member.is_some(), UpdateKind::ChatMember),
        (
            update.chat_join_request.is_some(),
            UpdateKind::ChatJoinRequest,
        ),
        (
            update.pre_checkout_query.is_some(),
            UpdateKind::PreCheckoutQuery,
        ),
        (update.subscription.is_some(), UpdateKind::Subscription),
    ];
    let found = kinds.into_iter().find(|(is_there, _)| *is_there);
    found.map_or(UpdateKind::Other, |(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utils::metrics::UPDATE_KINDS;

    #[test]
    fn each_kind_bears_telegrams_name() {
        for name in UPDATE_KINDS {
            let body = match name {
                "message" | "edited_message" => {
                    r#"{"message_id":1,"chat":{"id":1,"type":"private"}}"#
                }
                "callback_query" => r#"{"id":"1","from":{"id":1}}"#,
                _ => continue,
            };
            let raw = format!(r#"{{"update_id":1,"{name}":{body}}}"#);
            let update = Update::parse(&raw).expect("an update");
            assert_eq!(UPDATE_KINDS[kind_of(&update) as usize], name);
        }
        assert_eq!(kind_of(&Update::default()), UpdateKind::Other);
    }
}
