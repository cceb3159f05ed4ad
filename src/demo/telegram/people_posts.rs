//! What administrators do in a channel: post, edit, delete, pin; and what readers do with a post.

use super::content::Content;
use super::methods::pin;
use super::people::{ForwardFields, Person, forward_of};
use super::people_acts::CallbackId;

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

    /// Forwards a post of one chat into another, for example of another channel. The id of the new post.
    ///
    /// # Panics
    /// If there is no such post.
    pub fn forwards_post(&self, channel: i64, post: i64, into: i64) -> i64 {
        self.mark();
        let body = self.emulator.act(|state| {
            let source = state.messages.get(&(channel, post))?.value.clone();
            Some(forward_of(state, channel, &source, ForwardFields::Both))
        });
        let Some(body) = body else {
            panic!(
                "{} cannot forward #{post} of {channel}: it is not there",
                self.id
            );
        };
        self.emulator.post(into, self.id, body)
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

    /// Votes in a poll. `false` if it is closed, or there is no such poll or option.
    pub fn votes(&self, chat: i64, message: i64, option: usize) -> bool {
        self.emulator.act(|state| {
            let number = state.change();
            let Some(stored) = state.messages.get_mut(&(chat, message)) else {
                return false;
            };
            let Some(poll) = stored.value.get_mut("poll") else {
                return false;
            };
            if poll["is_closed"] == true || poll["options"].get(option).is_none() {
                return false;
            }
            let one_more = |count: &serde_json::Value| count.as_i64().unwrap_or(0) + 1;
            poll["total_voter_count"] = one_more(&poll["total_voter_count"]).into();
            let votes = one_more(&poll["options"][option]["voter_count"]);
            poll["options"][option]["voter_count"] = votes.into();
            stored.changed = number;
            true
        })
    }
}
