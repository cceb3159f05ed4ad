-- The channel desk: broadcasts, reactions, statistics, members, settings.

-- ------------------------------------------------------------------------------------------ the house

ALTER TABLE bot_config ADD COLUMN reminder_hours TEXT NOT NULL DEFAULT '[72,24]';
ALTER TABLE bot_config ADD COLUMN grace_hours INTEGER NOT NULL DEFAULT 0 CHECK (grace_hours BETWEEN 0 AND 720);
ALTER TABLE bot_config ADD COLUMN time_zone TEXT;
ALTER TABLE bot_config ADD COLUMN language TEXT CHECK (language IN ('es', 'en'));
ALTER TABLE bot_config ADD COLUMN retention_days INTEGER NOT NULL DEFAULT 365 CHECK (retention_days BETWEEN 30 AND 3650);

-- Roles that an older version filled know nothing of these permissions.
INSERT OR IGNORE INTO role_permissions (role, permission)
    SELECT name, 'broadcasts.send' FROM roles WHERE name IN ('superadmin', 'admin');
INSERT OR IGNORE INTO role_permissions (role, permission)
    SELECT name, 'statistics.see' FROM roles WHERE name IN ('superadmin', 'admin', 'auditor');

-- ---------------------------------------------------------------------------------------- broadcasts

-- One content, sent to channels or to people. It lies in the chat with the admin and is copied from there.
CREATE TABLE broadcasts (
    id              INTEGER PRIMARY KEY,
    made_by         INTEGER NOT NULL REFERENCES users (id),
    target          TEXT    NOT NULL,                      -- 'vip', 'free', 'both', or the code of an audience
    source_chat     INTEGER NOT NULL,
    source_messages TEXT    NOT NULL,                      -- JSON list of ids, ascending
    options         TEXT    NOT NULL DEFAULT '{}',         -- JSON: silent, protected, pinned, reactions, link preview
    state           TEXT    NOT NULL CHECK (state IN
        ('draft', 'stale', 'scheduled', 'sending', 'paused', 'stopped', 'done', 'cancelled')),
    scheduled_at    INTEGER,                               -- NULL = at once
    created_at      INTEGER NOT NULL,
    confirmed_at    INTEGER,
    finished_at     INTEGER
) STRICT;
CREATE INDEX broadcasts_by_state ON broadcasts (state, id);
CREATE INDEX broadcasts_by_source ON broadcasts (source_chat, state);

-- ------------------------------------------------------------------------------- broadcasts to people

-- ------------------------------------------------------------------------------------------ reactions

-- Posts of the doors' channels, an album as its first message, and previews in a chat with an admin. They are deleted
-- some time after the last vote, and their votes with them.
CREATE TABLE posts (
    chat_id          INTEGER NOT NULL,
    message_id       INTEGER NOT NULL,
    is_album         INTEGER NOT NULL CHECK (is_album IN (0, 1)),
    album            TEXT,                                 -- Telegram's media_group_id; NULL = none, or sent by the bot
    offers           TEXT    NOT NULL,                     -- JSON list: the emoji of its buttons, for good; '[]' = none
    buttons_message  INTEGER,                              -- what has the buttons: the post, or an answer under an album
    answer_begun_at  INTEGER,                              -- that answer may have been sent: never send it twice
    voted_at         INTEGER NOT NULL,                     -- the last vote, before it the post itself
    votes            INTEGER NOT NULL DEFAULT 0,           -- votes given, changed and taken back so far
    drawn            TEXT,                                 -- JSON list: the counts on its buttons; NULL = all zero
    redrawn_at       INTEGER,                              -- when they were last written there
    redraw_at        INTEGER,                              -- the buttons are behind the votes; NULL = they are not
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX posts_by_buttons ON posts (chat_id, buttons_message) WHERE buttons_message IS NOT NULL;
CREATE UNIQUE INDEX posts_by_album ON posts (chat_id, album) WHERE album IS NOT NULL;
CREATE INDEX posts_behind ON posts (chat_id, redraw_at) WHERE redraw_at IS NOT NULL;
CREATE INDEX posts_by_vote ON posts (voted_at);

-- One vote per person and post.
CREATE TABLE post_reactions (
    chat_id    INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    user_id    INTEGER NOT NULL REFERENCES users (id),
    place      INTEGER NOT NULL CHECK (place BETWEEN 0 AND 9), -- of the emoji among the post's offers
    voted_at   INTEGER NOT NULL,
    PRIMARY KEY (chat_id, message_id, user_id),
    FOREIGN KEY (chat_id, message_id) REFERENCES posts (chat_id, message_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX post_reactions_by_place ON post_reactions (chat_id, message_id, place);
CREATE INDEX post_reactions_by_user ON post_reactions (user_id);

-- ----------------------------------------------------------------------------------------- statistics

-- -------------------------------------------------------------------------------------------- members
