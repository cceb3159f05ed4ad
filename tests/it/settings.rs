//! What admins set from chat, and the channels' cards.
