//! Albums: several photos and videos, documents or sounds in one group.

use super::Answer;
use super::media::{from_input, is_album_kind};
use super::messages::options;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::State;
use serde_json::{Map, Value, json};

pub(super) fn send(state: &mut State, params: &Params) -> Answer {
    let chat = state.writable_chat(params)?;
    let media = params.list("media");
    if !(2..=10).contains(&media.len()) {
        return Err(ApiError::malformed(
            "the album must contain from 2 to 10 media",
        ));
    }
    let mut shared = Map::new();
    options(state, chat, params, &mut shared)?;
    let mut bodies = Vec::new();
    for input in media {
        is_album_kind(input, &media[0])?;
        let mut body = from_input(state, params, input)?;
        body.extend(shared.clone());
        bodies.push(body);
    }
    let album = state.new_album();
    let mut sent = Vec::new();
    for mut body in bodies {
        body.insert("media_group_id".to_owned(), json!(album));
        sent.push(state.store(chat, state.bot.id, body, None));
    }
    Ok(Value::Array(sent))
}

impl State {
    /// The `media_group_id` of a new album.
    pub(in crate::demo::telegram) fn new_album(&mut self) -> String {
        (13_500_000_000_000_000 + self.serial()).to_string()
    }

    /// The first message of the album that a message belongs to, or the message itself.
    pub(in crate::demo::telegram) fn head_of_album(&self, (chat, id): (i64, i64)) -> (i64, i64) {
        let album = |id: i64| self.messages.get(&(chat, id))?.value.get("media_group_id");
        let Some(own) = album(id) else {
            return (chat, id);
        };
        // An album has at most ten messages; others may come between them.
        let before = self.messages.range((chat, id - 20)..(chat, id));
        let head = before
            .map(|((_, id), _)| *id)
            .find(|other| album(*other) == Some(own));
        (chat, head.unwrap_or(id))
    }
}
