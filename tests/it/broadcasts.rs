//! Broadcasts to channels: from what an admin sends to the posts, their undoing and their schedule.
