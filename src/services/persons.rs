//! Everybody the house knows: search, card, ban, data.
