//! Albums come as one message per picture; one answer is enough.

use super::Boundary;
use super::admin;
use crate::models::Identity;
use crate::models::InboxSeq;
use crate::models::UserId;
use crate::services;
use crate::services::ServiceError;
use crate::services::notify;
use crate::telegram::inbox::Handled;
use crate::telegram::update::Message;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;

/// People whose last album is remembered.
const MOST: usize = 1_000;

/// The last album of each person.
#[derive(Default)]
pub struct Albums(Mutex<HashMap<UserId, String>>);

impl Albums {
    /// Whether a message of that album came before.
    pub fn is_another_of(&self, user: UserId, album: Option<&str>) -> bool {
        let Some(album) = album else { return false };
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() >= MOST && !last.contains_key(&user) {
            last.clear();
        }
        last.insert(user, album.to_owned())
            .is_some_and(|before| before == album)
    }
}

impl Boundary {
    /// Another part of an album that was begun as somebody's words joins them. `None` if it is nothing of the kind, or
    /// comes from whoever is not heard: a flood, somebody banned, and people while the house is shut.
    pub(super) async fn took_part(&self, seq: InboxSeq, message: &Message) -> Option<Handled> {
        let from = message.from.as_ref()?;
        message.media_group_id.as_ref()?;
        if from.is_bot || self.flood.is_silenced(UserId(from.id)) {
            return None;
        }
        match self.join(seq, UserId(from.id), message).await {
            Ok(true) | Err(ServiceError::Refused(_)) => Some(Handled::Done(Vec::new())),
            Ok(false) => None,
            Err(error) => {
                let (who, text) = (Identity::System, error.to_string());
                notify::log_error_and_notify(&self.ctx, who, "album", &text);
                Some(Handled::NotDone)
            }
        }
    }

    async fn join(
        &self,
        seq: InboxSeq,
        user: UserId,
        message: &Message,
    ) -> Result<bool, ServiceError> {
        let ctx = &self.ctx;
        let (person, standing) = services::home::visitor(ctx, user, ctx.clock.now()).await?;
        let is_staff = !standing.permissions.is_empty();
        let is_banned = person.is_some_and(|person| person.ban.is_some());
        if is_banned || (ctx.maintenance().is_on() && !is_staff) {
            return Ok(false);
        }
        let joins_staffs = is_staff
            && (admin::broadcasts::part(ctx, seq, message).await?
                || admin::members::part(ctx, seq, message).await?);
        Ok(joins_staffs || admin::tickets::part(ctx, seq, message).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_album_is_answered_once() {
        let albums = Albums::default();
        let ana = UserId(1);
        assert!(!albums.is_another_of(ana, None));
        assert!(!albums.is_another_of(ana, Some("a")));
        assert!(albums.is_another_of(ana, Some("a")));
        assert!(!albums.is_another_of(UserId(2), Some("a")));
        assert!(!albums.is_another_of(ana, Some("b")));
    }
}
