//! A channel as its readers see it, for tests.

use super::Emulator;
use super::screen::EmulatedMessage;

/// A look at one channel.
#[derive(Clone)]
pub struct EmulatedChannel {
    emulator: Emulator,
    /// The chat id.
    pub id: i64,
}

impl Emulator {
    /// A look at a channel.
    pub fn channel(&self, id: i64) -> EmulatedChannel {
        EmulatedChannel {
            emulator: self.clone(),
            id,
        }
    }

    /// One message of a chat.
    pub fn message(&self, chat: i64, message: i64) -> Option<EmulatedMessage> {
        self.look(|state| {
            let stored = state.messages.get(&(chat, message))?;
            Some(EmulatedMessage::from_stored(stored))
        })
    }
}

impl EmulatedChannel {
    /// The posts, oldest first, without service messages such as «pinned a message».
    pub fn posts(&self) -> Vec<EmulatedMessage> {
        let mut posts = self.emulator.messages(self.id);
        posts.retain(|message| !message.is_service());
        posts
    }

    /// The newest post.
    pub fn last(&self) -> Option<EmulatedMessage> {
        self.posts().pop()
    }

    /// One post.
    pub fn post(&self, message: i64) -> Option<EmulatedMessage> {
        self.emulator.message(self.id, message)
    }

    /// The ids of the pinned posts, the last pinned at the end.
    pub fn pinned(&self) -> Vec<i64> {
        self.emulator.look(|state| {
            let chat = state.chats.get(&self.id);
            chat.map(|chat| chat.pinned.clone()).unwrap_or_default()
        })
    }

    /// The albums with their messages, oldest first.
    pub fn albums(&self) -> Vec<Vec<EmulatedMessage>> {
        let mut albums: Vec<Vec<EmulatedMessage>> = Vec::new();
        for post in self.posts() {
            let Some(album) = post.media_group_id().map(str::to_owned) else {
                continue;
            };
            let known = albums.iter_mut().find(|known| {
                let first = known.first().and_then(EmulatedMessage::media_group_id);
                first == Some(album.as_str())
            });
            match known {
                Some(known) => known.push(post),
                None => albums.push(vec![post]),
            }
        }
        albums
    }

    /// Waits for a post, the newest first, that contains this text.
    ///
    /// # Panics
    /// After ten seconds.
    pub async fn expect(&self, text: &str) -> EmulatedMessage {
        let what = format!("«{text}» in the channel {}", self.id);
        self.expect_post(|post| post.text.contains(text), &what)
            .await
    }

    /// Waits for a post that `is_it`, the newest first.
    ///
    /// # Panics
    /// After ten seconds.
    pub async fn expect_post(
        &self,
        is_it: impl Fn(&EmulatedMessage) -> bool,
        what: &str,
    ) -> EmulatedMessage {
        let find = |_: &Emulator| self.posts().into_iter().rev().find(&is_it);
        self.emulator.wait(find, what).await
    }
}
