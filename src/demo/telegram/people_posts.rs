//! What administrators do in a channel: post, edit, delete, pin; and what readers do with a post.

use super::content::Content;
use super::methods::pin;
use super::people::Person;
use super::people_acts::CallbackId;
use super::people_sends::forwards;
use serde_json::json;

impl Person {
    /// Posts this in a channel, or writes it in a group. The id of the post.
    pub fn posts(&self, channel: i64, content: &Content) -> i64 {
        self.mark();
        let body = self.emulator.act(|state| content.body(state));
        self.emulator.post(channel, self.id, body)
    }

    /// Posts an album in a channel. The ids of its messages.
    pub fn posts_album(&self, channel: i64, items: &[Content]) -> Vec<i64> {
        self.mark();
        self.emulator.post_album(channel, self.id, items)
    }

    /// Changes the content of a post: an `edited_channel_post` update.
    pub fn edits_post(&self, channel: i64, post: i64, content: &Content) {
        self.mark();
        self.emulator.edit(channel, post, content);
    }

    /// Deletes a post. The bot is not told.
    pub fn deletes_post(&self, channel: i64, post: i64) {
        self.emulator.act(|state| state.erase((channel, post)));
    }

    /// Pins a post: the bot gets the service message of it.
    pub fn pins(&self, channel: i64, post: i64) {
        self.emulator.act(|state| {
            if let Some(service) = pin(state, (channel, post), self.id) {
                state.push_message(channel, service);
            }
        });
    }

    /// Unpins a post. The bot is not told.
    pub fn unpins(&self, channel: i64, post: i64) {
        self.emulator.act(|state| state.forget_pin((channel, post)));
    }

    /// Forwards messages of one chat into another, for example of another channel; an album stays one. The ids of the
    /// new posts.
    ///
    /// # Panics
    /// If one of them is not there.
    pub fn forwards_posts(&self, channel: i64, posts: &[i64], into: i64) -> Vec<i64> {
        self.mark();
        let bodies = forwards(self, channel, posts);
        let sent = bodies
            .into_iter()
            .map(|body| self.emulator.post(into, self.id, body));
        sent.collect()
    }

    /// Presses the button with this label or data under a post. Other buttons may have taken its place by then: only
    /// the newest keyboard is looked at.
    ///
    /// # Panics
    /// If the post has no such button to press.
    pub fn presses_post_button(&self, channel: i64, post: i64, label_or_data: &str) -> CallbackId {
        let message = self.emulator.message(channel, post);
        let data = message
            .as_ref()
            .and_then(|message| message.button(label_or_data)?.data.clone());
        let Some(data) = data else {
            panic!(
                "{} sees no button «{label_or_data}» under #{post} of {channel}\n{}",
                self.id,
                self.emulator.dump()
            );
        };
        self.press_in(channel, post, &data)
    }

    /// Votes in a poll, or for another option than before. `false` if it is closed, or there is no such poll or option.
    pub fn votes(&self, chat: i64, message: i64, option: usize) -> bool {
        self.emulator.act(|state| {
            let number = state.change();
            let Some(stored) = state.messages.get_mut(&(chat, message)) else {
                return false;
            };
            let Some(poll) = stored.value.get_mut("poll") else {
                return false;
            };
            let chosen = i64::try_from(option).unwrap_or(i64::MAX);
            if poll["is_closed"] == true || poll["options"].get(option).is_none() {
                return false;
            }
            stored.votes.insert(self.id, chosen);
            for (at, option) in (0..).zip(poll["options"].as_array_mut().into_iter().flatten()) {
                let votes = stored.votes.values().filter(|vote| **vote == at);
                option["voter_count"] = json!(votes.count());
            }
            poll["total_voter_count"] = json!(stored.votes.len());
            stored.changed = number;
            true
        })
    }
}
