//! Dialogues in memory: what the bot has asked a person and waits to hear. Bounded, and forgotten after half an
//! hour; a restart forgets all, and an orphaned answer then gets a helpful sentence.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use teloxide::dispatching::dialogue::Storage;
use teloxide::types::ChatId;
use tokio::time::Instant;

/// Dialogues at once; beyond it the oldest ends.
const MOST: usize = 10_000;
/// How long a question waits for its answer.
const PATIENCE: Duration = Duration::from_secs(30 * 60);

/// teloxide's `Storage` over a bounded map whose entries end by themselves.
pub struct Dialogues<D> {
    map: Mutex<HashMap<ChatId, (D, Instant)>>,
}

impl<D> Default for Dialogues<D> {
    fn default() -> Self {
        Self {
            map: Mutex::new(HashMap::new()),
        }
    }
}

type Stored<T> = Pin<Box<dyn Future<Output = Result<T, Infallible>> + Send + 'static>>;

impl<D: Clone + Send + 'static> Storage<D> for Dialogues<D> {
    type Error = Infallible;

    fn remove_dialogue(self: Arc<Self>, chat: ChatId) -> Stored<()> {
        self.lock().remove(&chat);
        Box::pin(async { Ok(()) })
    }

    fn update_dialogue(self: Arc<Self>, chat: ChatId, dialogue: D) -> Stored<()> {
        self.keep(chat, dialogue);
        Box::pin(async { Ok(()) })
    }

    fn get_dialogue(self: Arc<Self>, chat: ChatId) -> Stored<Option<D>> {
        let found = self.get(chat);
        Box::pin(async move { Ok(found) })
    }
}

impl<D: Clone> Dialogues<D> {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ChatId, (D, Instant)>> {
        self.map.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, chat: ChatId, dialogue: D) {
        let now = Instant::now();
        let mut map = self.lock();
        if map.len() >= MOST && !map.contains_key(&chat) {
            map.retain(|_, (_, at)| now.duration_since(*at) < PATIENCE);
            let oldest = map
                .iter()
                .min_by_key(|(_, (_, at))| *at)
                .map(|(chat, _)| *chat);
            if let Some(oldest) = oldest.filter(|_| map.len() >= MOST) {
                map.remove(&oldest);
            }
        }
        map.insert(chat, (dialogue, now));
    }

    fn get(&self, chat: ChatId) -> Option<D> {
        let mut map = self.lock();
        let is_over = map
            .get(&chat)
            .is_some_and(|(_, at)| at.elapsed() >= PATIENCE);
        if is_over {
            map.remove(&chat);
        }
        map.get(&chat).map(|(dialogue, _)| dialogue.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_dialogue_is_kept_replaced_removed_and_ends_after_half_an_hour() {
        let dialogues = Arc::new(Dialogues::default());
        let chat = ChatId(1);
        for number in [1, 2] {
            dialogues
                .clone()
                .update_dialogue(chat, number)
                .await
                .expect("kept");
        }
        assert_eq!(dialogues.clone().get_dialogue(chat).await, Ok(Some(2)));
        tokio::time::advance(PATIENCE - Duration::from_secs(1)).await;
        assert_eq!(dialogues.clone().get_dialogue(chat).await, Ok(Some(2)));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(dialogues.clone().get_dialogue(chat).await, Ok(None));
        dialogues
            .clone()
            .remove_dialogue(chat)
            .await
            .expect("removing what is gone is fine");
    }

    #[tokio::test(start_paused = true)]
    async fn the_oldest_dialogue_makes_room() {
        let dialogues = Dialogues::default();
        for id in 0..MOST as i64 + 1 {
            dialogues.keep(ChatId(id), id);
            tokio::time::advance(Duration::from_millis(1)).await;
        }
        assert_eq!(dialogues.lock().len(), MOST);
        assert_eq!(
            (dialogues.get(ChatId(0)), dialogues.get(ChatId(1))),
            (None, Some(1))
        );
    }
}
