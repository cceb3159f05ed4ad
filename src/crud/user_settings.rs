//! `user_settings`.
