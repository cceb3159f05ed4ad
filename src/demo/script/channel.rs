//! What people do in a channel, and what must be seen there.

use super::content::Item;
use super::content::Kind;
use super::play::Failure;
use super::play::Player;
use super::play::name_of;
use super::play::title_of;
use crate::demo::telegram::EmulatedMessage;
use crate::demo::telegram::Emulator;
use crate::demo::telegram::Person;
use crate::demo::telegram::Status;

impl Player {
    /// Sends an item to the bot.
    pub(super) fn send(&self, person: &Person, item: &Item) {
        let contents = item.contents(&self.texts(item));
        match contents.as_slice() {
            [one] => {
                person.sends(one);
            }
            several => {
                person.sends_album(several);
            }
        }
    }

    /// Posts an item in a channel, as its administrator.
    pub(super) fn post(&self, person: &Person, item: &Item, channel: i64) -> Result<(), Failure> {
        must_run(person, channel)?;
        let contents = item.contents(&self.texts(item));
        match contents.as_slice() {
            [one] => {
                person.posts(channel, one);
            }
            several => {
                person.posts_album(channel, several);
            }
        }
        Ok(())
    }

    fn texts(&self, item: &Item) -> Vec<String> {
        let mut texts = Vec::new();
        for text in &item.texts {
            texts.push(self.filled(text));
        }
        texts
    }

    /// Presses a button under the newest post that has it, and waits for the answer.
    pub(super) async fn press_post(
        &mut self,
        person: &Person,
        label: &str,
        channel: i64,
    ) -> Result<(), Failure> {
        let emulator = self.house.emulator.clone();
        let find = || newest(&emulator, channel, |post| post.has_button(label));
        let found = self.awaited(find).await;
        let what = format!("a button «{label}»");
        let post = found.ok_or_else(|| self.lack_in(channel, &what))?;
        let data = post.button(label).and_then(|button| button.data.clone());
        let press = person.press_in(channel, post.message_id, &data.unwrap_or_default());
        let toast = self.awaited(|| person.answer(&press)).await;
        let toast = toast.ok_or_else(|| self.lack(person, "an answer to the press"))?;
        self.outcome.toast = Some(toast);
        Ok(())
    }

    /// Waits for something that the bot posted or changed in a channel since this step began.
    pub(super) async fn expect_post(
        &self,
        person: &Person,
        kind: Option<Kind>,
        text: &str,
        channel: i64,
    ) -> Result<(), Failure> {
        let is_it = |message: &EmulatedMessage| {
            message.text.contains(text) && kind.is_none_or(|kind| kind.is_of(message))
        };
        let find = || person.news_in(channel).into_iter().find(&is_it);
        let what = format!("{} «{text}»", kind.map_or("post", Kind::word));
        match self.awaited(find).await {
            Some(_) => Ok(()),
            None if channel == person.id => Err(self.lack(person, &what)),
            None => Err(self.lack_in(channel, &what)),
        }
    }

    /// Waits until something is so of a channel.
    pub(super) async fn expect_of(
        &self,
        channel: i64,
        what: &str,
        is_so: impl Fn(&Emulator) -> bool,
    ) -> Result<(), Failure> {
        let emulator = &self.house.emulator;
        match self.awaited(|| is_so(emulator).then_some(())).await {
            Some(()) => Ok(()),
            None => Err(self.lack_in(channel, what)),
        }
    }

    fn lack_in(&self, channel: i64, what: &str) -> Failure {
        let title = title_of(channel);
        let posts = self.house.emulator.channel(channel).posts();
        let last = posts.iter().rev().take(3).rev().map(ToString::to_string);
        let seen: Vec<String> = last.collect();
        Failure {
            expected: format!("{what} in {title} within {:?}", self.patience),
            seen: match seen.as_slice() {
                [] => format!("no post in {title}"),
                posts => format!("\n    {}", posts.join("\n").replace('\n', "\n    ")),
            },
        }
    }
}

/// The newest message that people wrote to the bot, or the newest post.
pub(super) fn own(person: &Person, channel: Option<i64>) -> Result<EmulatedMessage, Failure> {
    let found = match channel {
        Some(channel) => {
            must_run(person, channel)?;
            person.emulator().channel(channel).last()
        }
        None => {
            let messages = person.messages().into_iter().rev();
            messages.into_iter().find(|message| !message.by_bot)
        }
    };
    found.ok_or_else(|| Failure {
        expected: format!("{} has written something", name_of(person)),
        seen: "no message".to_owned(),
    })
}

/// Forwards the newest post of a channel to the bot, an album whole.
pub(super) fn forward(person: &Person, channel: i64) -> Result<(), Failure> {
    let posts = person.emulator().channel(channel).posts();
    let Some(last) = posts.last() else {
        return Err(Failure {
            expected: format!("a post in {} to forward", title_of(channel)),
            seen: "no post".to_owned(),
        });
    };
    let album = last.media_group_id();
    let is_of_it = |post: &&EmulatedMessage| {
        post.message_id == last.message_id || (album.is_some() && post.media_group_id() == album)
    };
    let ids: Vec<i64> = posts
        .iter()
        .filter(is_of_it)
        .map(|post| post.message_id)
        .collect();
    person.forwards_all(channel, &ids);
    Ok(())
}

/// Whether the bot reacted so to the newest post, or to the first message of the newest album. What answers a post, as
/// the buttons of an album do, is passed over.
pub(super) fn has_reaction(emulator: &Emulator, channel: i64, emoji: &str) -> bool {
    let mut posts = emulator.channel(channel).posts();
    posts.retain(|post| post.reply_to().is_none());
    let Some(last) = posts.last() else {
        return false;
    };
    let album = last.media_group_id();
    posts.iter().any(|post| {
        let is_it = post.message_id == last.message_id
            || (album.is_some() && post.media_group_id() == album);
        is_it && post.reactions.iter().any(|one| one == emoji)
    })
}

/// Whether a post with this text is pinned.
pub(super) fn is_pinned(emulator: &Emulator, channel: i64, text: &str) -> bool {
    let channel = emulator.channel(channel);
    let mut pinned = channel.pinned().into_iter();
    pinned.any(|id| {
        channel
            .post(id)
            .is_some_and(|post| post.text.contains(text))
    })
}

/// The newest post that is meant.
pub(super) fn newest(
    emulator: &Emulator,
    channel: i64,
    is_it: impl Fn(&EmulatedMessage) -> bool,
) -> Option<EmulatedMessage> {
    let posts = emulator.channel(channel).posts();
    posts.into_iter().rev().find(|post| is_it(post))
}

/// Only administrators of a channel act in it.
fn must_run(person: &Person, channel: i64) -> Result<(), Failure> {
    let status = person.status_in(channel);
    if matches!(status, Status::Creator | Status::Administrator) {
        return Ok(());
    }
    Err(Failure {
        expected: format!("{} is an administrator there", name_of(person)),
        seen: "their client does not let them post".to_owned(),
    })
}
