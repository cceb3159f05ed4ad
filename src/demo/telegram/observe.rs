//! Looking at what the bot did, and waiting for it.

use super::Emulator;
use super::methods::profile;
use super::record::Call;
use super::screen::EmulatedMessage;
use serde_json::Value;
use std::fmt::Write;
use std::time::{Duration, Instant};

/// How long waiting lasts, in real time.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// A waiter looks again at least this often.
const GLANCE: Duration = Duration::from_millis(100);

/// After a look that took longer a waiter rests.
const WORTH_A_REST: Duration = Duration::from_millis(2);

/// How the bot presents itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotProfile {
    /// The name.
    pub name: String,
    /// What an empty chat shows.
    pub description: String,
    /// What the profile shows.
    pub short_description: String,
}

impl Emulator {
    /// The calls so far, except polls that gave nothing. Of a full log the older half is forgotten.
    pub fn calls(&self) -> Vec<Call> {
        self.look(|state| state.calls.clone())
    }

    /// The calls of one method.
    pub fn calls_of(&self, method: &str) -> Vec<Call> {
        self.look(|state| {
            state
                .calls
                .iter()
                .filter(|call| call.method == method)
                .cloned()
                .collect()
        })
    }

    /// How many calls of one method there were, without a copy of them: for waiting on many.
    pub fn count_calls(&self, method: &str) -> usize {
        self.look(|state| {
            let calls = state.calls.iter();
            calls.filter(|call| call.method == method).count()
        })
    }

    /// How many messages of the bot stand in a chat, without a copy of them.
    pub fn count_messages(&self, chat: i64) -> usize {
        self.look(|state| {
            let here = state.messages.range((chat, i64::MIN)..=(chat, i64::MAX));
            here.filter(|(_, stored)| stored.by_bot).count()
        })
    }

    /// A place in the log, for [`Emulator::calls_since`].
    pub fn mark(&self) -> usize {
        self.look(|state| state.calls_forgotten + state.calls.len())
    }

    /// The calls after a mark.
    pub fn calls_since(&self, mark: usize) -> Vec<Call> {
        self.look(|state| {
            let from = mark.saturating_sub(state.calls_forgotten);
            let calls = state.calls.get(from..).map(<[Call]>::to_vec);
            calls.unwrap_or_default()
        })
    }

    /// What the bot did that no correct bot does.
    pub fn violations(&self) -> Vec<String> {
        self.look(|state| state.violations.clone())
    }

    /// Forgets the violations, for a test that provoked them.
    pub fn clear_violations(&self) {
        self.act(|state| state.violations.clear());
    }

    /// The data of presses without an answer, oldest first.
    pub fn unanswered_callbacks(&self) -> Vec<String> {
        self.look(|state| {
            let open = state
                .callbacks
                .values()
                .filter(|press| press.answer.is_none());
            open.map(|press| format!("{} of {}", press.data, press.user))
                .collect()
        })
    }

    /// How many updates wait to be confirmed by an offset.
    pub fn updates_pending(&self) -> usize {
        // Not `act`: a waiter that asks this must not wake itself.
        let mut state = self.shared.lock();
        state.forget_old_updates();
        state.updates.len()
    }

    /// Drops what is queued, for example after making the world.
    pub fn drop_updates(&self) {
        self.act(|state| state.updates.clear());
    }

    /// The updates made so far, also those the bot did not ask for. Of a full log the older half is forgotten.
    pub fn update_history(&self) -> Vec<Value> {
        self.look(|state| state.history.clone())
    }

    /// How many times `getUpdates` was called.
    pub fn polls(&self) -> u64 {
        self.look(|state| state.polls)
    }

    /// The commands set for a scope and language, as `setMyCommands` gave them.
    pub fn commands(&self) -> Vec<(String, Value)> {
        self.look(|state| {
            state
                .commands
                .iter()
                .map(|(key, list)| (key.clone(), list.clone()))
                .collect()
        })
    }

    /// How the bot presents itself to somebody with this language.
    pub fn profile(&self, language: &str) -> BotProfile {
        self.look(|state| BotProfile {
            name: state.profile_text(&profile::NAME, language),
            description: state.profile_text(&profile::DESCRIPTION, language),
            short_description: state.profile_text(&profile::SHORT_DESCRIPTION, language),
        })
    }

    /// The menu button (object `MenuButton`) of a private chat.
    pub fn menu_button(&self, chat: i64) -> Value {
        self.look(|state| state.menu_button(chat))
    }

    /// The content of a file by its `file_id`.
    pub fn file(&self, file_id: &str) -> Option<Vec<u8>> {
        self.look(|state| state.files.get(file_id).map(|file| file.bytes.clone()))
    }

    /// The messages of a chat, oldest first.
    pub fn messages(&self, chat: i64) -> Vec<EmulatedMessage> {
        self.look(|state| {
            let messages = state.messages.range((chat, i64::MIN)..=(chat, i64::MAX));
            messages
                .map(|(_, stored)| EmulatedMessage::from_stored(stored))
                .collect()
        })
    }

    /// Waits until `look` finds what it looks for.
    ///
    /// # Panics
    /// After ten seconds, with what was awaited and the last messages of every chat.
    pub async fn wait<T>(&self, look: impl FnMut(&Self) -> Option<T>, what: &str) -> T {
        match self.wait_for(PATIENCE, look).await {
            Some(found) => found,
            None => panic!("waited {PATIENCE:?} in vain for {what}\n{}", self.dump()),
        }
    }

    /// Waits until `look` finds what it looks for, or for `patience` of real time.
    pub async fn wait_for<T>(
        &self,
        patience: Duration,
        mut look: impl FnMut(&Self) -> Option<T>,
    ) -> Option<T> {
        let started = Instant::now();
        loop {
            let news = self.shared.changed.notified();
            tokio::pin!(news);
            news.as_mut().enable();
            let looked = Instant::now();
            if let Some(found) = look(self) {
                return Some(found);
            }
            // A costly look is not taken after each of a thousand changes.
            let rest = looked.elapsed() * 2;
            if rest > WORTH_A_REST {
                tokio::time::sleep(rest.min(GLANCE)).await;
            }
            let left = patience.checked_sub(started.elapsed())?;
            tokio::select! {
                () = &mut news => tokio::task::yield_now().await,
                () = tokio::time::sleep(left.min(GLANCE)) => {}
            }
        }
    }

    /// Waits for any change of the world; the demo's page uses it to refresh.
    pub async fn changed(&self, patience: Duration) {
        let news = self.shared.changed.notified();
        // Nothing to do on a time-out: the caller looks again either way.
        let _ = tokio::time::timeout(patience, news).await;
    }

    /// The last messages of every chat, the last calls and the violations, for a failed test.
    pub fn dump(&self) -> String {
        let mut text = String::new();
        let chats: Vec<(i64, String)> = self.look(|state| {
            state
                .chats
                .values()
                .map(|chat| (chat.id, chat.title.clone()))
                .collect()
        });
        for (chat, title) in chats {
            let messages = self.messages(chat);
            let last = messages.iter().rev().take(4).rev();
            // Writing to a String cannot fail.
            let _ = writeln!(text, "== {title} ({chat}), {} messages", messages.len());
            last.for_each(|message| {
                let _ = writeln!(text, "  {message}");
            });
        }
        let calls = self.calls();
        let _ = writeln!(text, "== last calls");
        for call in calls.iter().rev().take(8).rev() {
            let outcome = call.outcome.as_ref().map_or_else(String::as_str, |_| "ok");
            let _ = writeln!(text, "  {} {} -> {outcome}", call.method, call.params);
        }
        let _ = writeln!(
            text,
            "== violations {:?}; updates pending {}",
            self.violations(),
            self.updates_pending()
        );
        text
    }
}
