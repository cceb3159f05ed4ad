//! Albums come as one message per picture; one answer is enough.

use crate::models::UserId;
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
