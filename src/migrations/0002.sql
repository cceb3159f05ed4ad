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

ALTER TABLE users ADD COLUMN note TEXT CHECK (length(note) <= 500);
ALTER TABLE users ADD COLUMN words_kept INTEGER NOT NULL DEFAULT 0 CHECK (words_kept IN (0, 1));
ALTER TABLE vip_subscribers ADD COLUMN source TEXT CHECK (source IN ('grant', 'import', 'migration'));
ALTER TABLE vip_subscribers ADD COLUMN source_id INTEGER;
ALTER TABLE vip_subscribers ADD COLUMN ended_by INTEGER;

-- Words by which people are found: the folded parts of their names, and their @name.
CREATE TABLE user_words (
    word    TEXT    NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id),
    PRIMARY KEY (word, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_words_by_user ON user_words (user_id, word);
CREATE INDEX users_without_words ON users (id) WHERE words_kept = 0;
CREATE INDEX subscribers_unremoved ON vip_subscribers (user_id)
    WHERE status = 'expired' AND last_error IS NOT NULL AND kicked_at IS NULL;
CREATE INDEX audit_by_target ON audit_log (target, id) WHERE target IS NOT NULL;
CREATE INDEX tokens_by_user ON invitation_tokens (used_by) WHERE used_by IS NOT NULL;

-- A file of existing members. Its rows are applied in portions, each with its mark in the same transaction.
CREATE TABLE member_imports (
    id          INTEGER PRIMARY KEY,
    made_by     INTEGER NOT NULL REFERENCES users (id),
    made_at     INTEGER NOT NULL,
    made_from   TEXT    NOT NULL UNIQUE,                   -- the admin's message: a rerun of it makes no second import
    file_name   TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('draft', 'running', 'done', 'cancelled')),
    refused     INTEGER NOT NULL,                          -- lines that could not be read
    open_ends   TEXT    NOT NULL CHECK (open_ends IN ('ask', 'life', 'date')), -- what an empty end means
    open_end_at INTEGER,
    tells       INTEGER NOT NULL DEFAULT 0 CHECK (tells IN (0, 1)), -- whether the people hear of it
    added       INTEGER NOT NULL DEFAULT 0,
    extended    INTEGER NOT NULL DEFAULT 0,
    unchanged   INTEGER NOT NULL DEFAULT 0,
    finished_at INTEGER,
    CHECK ((open_ends = 'date') = (open_end_at IS NOT NULL))
) STRICT;
CREATE INDEX member_imports_by_state ON member_imports (state, made_at);

CREATE TABLE member_import_rows (
    import_id INTEGER NOT NULL REFERENCES member_imports (id),
    user_id   INTEGER NOT NULL,
    line      INTEGER NOT NULL,
    username  TEXT,
    name      TEXT,
    ends_at   INTEGER,                                     -- NULL with has_end = 1: for life
    has_end   INTEGER NOT NULL CHECK (has_end IN (0, 1)),
    note      TEXT,
    PRIMARY KEY (import_id, user_id)
) STRICT, WITHOUT ROWID;

-- Links by which members who are inside already get their access. Only the SHA-256 is kept.
CREATE TABLE migration_links (
    id             INTEGER PRIMARY KEY,
    code_hash      BLOB    NOT NULL UNIQUE CHECK (length(code_hash) = 32),
    made_by        INTEGER NOT NULL REFERENCES users (id),
    made_at        INTEGER NOT NULL,
    made_from      TEXT    UNIQUE,                         -- the pressed message: a double press makes one link
    duration_hours INTEGER CHECK (duration_hours > 0),     -- both NULL = for life
    ends_at        INTEGER,
    valid_until    INTEGER NOT NULL,
    max_uses       INTEGER CHECK (max_uses > 0),           -- NULL = as many as come
    uses           INTEGER NOT NULL DEFAULT 0,
    revoked_at     INTEGER,
    CHECK (duration_hours IS NULL OR ends_at IS NULL),
    CHECK (max_uses IS NULL OR uses <= max_uses)
) STRICT;

CREATE TABLE migration_uses (
    link_id INTEGER NOT NULL REFERENCES migration_links (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    at      INTEGER NOT NULL,
    PRIMARY KEY (link_id, user_id)
) STRICT, WITHOUT ROWID;

-- Who has a right and is outside, who is inside without one: Telegram is asked for everybody the house knows.
CREATE TABLE access_audits (
    id               INTEGER PRIMARY KEY,
    made_by          INTEGER NOT NULL REFERENCES users (id),
    made_at          INTEGER NOT NULL,
    chat_id          INTEGER NOT NULL,
    state            TEXT    NOT NULL CHECK (state IN ('looking', 'ready', 'stopped')),
    member_count     INTEGER,                              -- as Telegram counts
    progress_message INTEGER,                              -- in the chat with `made_by`
    links_sent_at    INTEGER,
    removals_due_at  INTEGER,                              -- people leave then, unless it is undone before
    undone_at        INTEGER
) STRICT;
CREATE INDEX access_audits_by_state ON access_audits (state, id);

CREATE TABLE access_audit_people (
    audit_id INTEGER NOT NULL REFERENCES access_audits (id),
    user_id  INTEGER NOT NULL,
    finding  TEXT    NOT NULL DEFAULT 'unasked'
        CHECK (finding IN ('unasked', 'fine', 'outside', 'stray', 'unknown')),
    PRIMARY KEY (audit_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX access_audit_findings ON access_audit_people (audit_id, finding, user_id);
