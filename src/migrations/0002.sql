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

-- ----------------------------------------------------------------------------------------- statistics

-- -------------------------------------------------------------------------------------------- members
