# Settings from chat.
