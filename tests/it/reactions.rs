//! Reactions under the channels' posts: settings, the bot's own, and people's votes.
