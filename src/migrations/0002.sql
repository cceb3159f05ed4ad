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
    finished_at     INTEGER,
    content         TEXT    NOT NULL DEFAULT 'other',      -- kind of content, for lists
    excerpt         TEXT    NOT NULL DEFAULT '',           -- its first words, for lists
    source_text     TEXT,                                  -- of a text: JSON with text and entities
    media_group     TEXT,                                  -- what the parts of an album have in common
    revision        INTEGER NOT NULL DEFAULT 0,            -- a preview's buttons work for its own revision only
    preview_messages TEXT   NOT NULL DEFAULT '[]',         -- JSON list of ids in the chat with the admin
    control_message INTEGER,                               -- there too: the buttons, later the result
    reports         INTEGER NOT NULL DEFAULT 0             -- times its state was to be shown
) STRICT;
CREATE INDEX broadcasts_by_state ON broadcasts (state, id);
CREATE INDEX broadcasts_by_source ON broadcasts (source_chat, state);
CREATE INDEX broadcasts_scheduled ON broadcasts (scheduled_at, id)
    WHERE scheduled_at IS NOT NULL AND state IN ('scheduled', 'stale', 'draft');
CREATE INDEX broadcasts_by_age ON broadcasts (created_at);

-- A broadcast in one channel. `sending` is written before the call: found after a kill, nobody knows whether it was
-- published, so it becomes a doubt that an admin settles, and is never sent again by itself.
CREATE TABLE broadcast_posts (
    id           INTEGER PRIMARY KEY,
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    chat_id      INTEGER NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN
        ('due', 'sending', 'posted', 'doubt', 'failed', 'undoing', 'undone')),
    tries        INTEGER NOT NULL DEFAULT 0,               -- times an admin wanted it sent again
    messages     TEXT    NOT NULL DEFAULT '[]',            -- JSON list of ids in the channel, ascending
    pin          TEXT    NOT NULL DEFAULT 'none' CHECK (pin IN ('none', 'due', 'done', 'failed')),
    problem      TEXT,                                     -- what went wrong, by its code
    error        TEXT,                                     -- Telegram's words
    posted_at    INTEGER,
    UNIQUE (broadcast_id, chat_id)
) STRICT;
CREATE INDEX broadcast_posts_by_chat ON broadcast_posts (chat_id);

-- ------------------------------------------------------------------------------- broadcasts to people

-- Whom a broadcast may be sent to at all, and who asked for no more of them.
CREATE INDEX users_writable ON users (language, language_code)
    WHERE status = 'active' AND promotions_off = 0 AND started_at IS NOT NULL;
CREATE INDEX users_stopped ON users (status) WHERE promotions_off = 1;

-- A broadcast to people on its way: the sums of its recipients, and where its progress is shown.
CREATE TABLE mailings (
    broadcast_id     INTEGER PRIMARY KEY REFERENCES broadcasts (id),
    total            INTEGER NOT NULL CHECK (total > 0),
    sent             INTEGER NOT NULL DEFAULT 0,
    failed           INTEGER NOT NULL DEFAULT 0,
    blocked          INTEGER NOT NULL DEFAULT 0,           -- cannot be written to any more
    skipped          INTEGER NOT NULL DEFAULT 0,           -- banned, unreachable or /stop since the snapshot
    doubt            INTEGER NOT NULL DEFAULT 0,           -- a kill or a lost answer: not sent again
    started_at       INTEGER NOT NULL,
    leg_at           INTEGER NOT NULL,                     -- since when it runs without a pause
    leg_handled      INTEGER NOT NULL DEFAULT 0,           -- how many were over then
    halt             TEXT    CHECK (halt IN ('source_gone', 'source_changed', 'refused')), -- why it halted by itself
    progress_message INTEGER,                              -- in the chat with whoever made it; NULL = none yet
    is_shown         INTEGER NOT NULL DEFAULT 1 CHECK (is_shown IN (0, 1)), -- the progress message still changes
    CHECK (sent + failed + blocked + skipped + doubt <= total)
) STRICT;
CREATE INDEX mailings_shown ON mailings (broadcast_id) WHERE is_shown = 1;

-- Who gets it, once each. `sending` is one row at most: what it is after a kill becomes `doubt`.
CREATE TABLE broadcast_recipients (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
    user_id      INTEGER NOT NULL REFERENCES users (id),
    state        TEXT    NOT NULL DEFAULT 'due' CHECK (state IN
        ('due', 'sending', 'sent', 'failed', 'blocked', 'doubt', 'skipped')),
    at           INTEGER,                                  -- of the last change of state
    error        TEXT,
    PRIMARY KEY (broadcast_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recipients_due ON broadcast_recipients (broadcast_id, user_id) WHERE state = 'due';
CREATE INDEX recipients_sending ON broadcast_recipients (broadcast_id, user_id) WHERE state = 'sending';
CREATE INDEX recipients_doubt ON broadcast_recipients (broadcast_id, user_id) WHERE state = 'doubt';

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

-- How long is what each subscriber got last: their token's length, else that of the whole period.
ALTER TABLE vip_subscribers ADD COLUMN term_seconds INTEGER;
UPDATE vip_subscribers SET term_seconds = coalesce(
        (SELECT duration_hours * 3600 FROM invitation_tokens WHERE invitation_tokens.id = token_id),
        expiry_date - join_date)
    WHERE expiry_date IS NOT NULL;

-- Events per half hour: from them the days of any time zone are put together. Kept for half a year.
CREATE TABLE stats_half_hours (
    channel   TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    half_hour INTEGER NOT NULL,                            -- half hours since 1970-01-01 UTC
    count     INTEGER NOT NULL,
    PRIMARY KEY (channel, kind, half_hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX stats_half_hours_by_time ON stats_half_hours (half_hour);
CREATE INDEX stats_daily_by_kind ON stats_daily (channel, kind, day, count);
CREATE INDEX users_by_last_seen ON users (last_seen_at);
CREATE INDEX users_by_creation ON users (created_at);
CREATE INDEX subscribers_by_start ON vip_subscribers (status, join_date, user_id);
CREATE INDEX subscribers_by_term ON vip_subscribers (term_seconds)
    WHERE status = 'active' AND expiry_date IS NOT NULL;
CREATE INDEX free_waits ON free_channel_requests (processed_at, request_date) WHERE outcome = 'approved';
CREATE INDEX tokens_by_redemption ON invitation_tokens (used_at) WHERE used = 1;
CREATE INDEX tokens_by_revocation ON invitation_tokens (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX tokens_by_maker_and_time ON invitation_tokens (generated_by, created_at, used);

-- No event was ever deleted until now, so the half hours can be counted from them.
INSERT INTO stats_half_hours (channel, kind, half_hour, count)
    SELECT channel, kind, at / 1800, count(*) FROM membership_events GROUP BY channel, kind, at / 1800;
-- Accesses sold until now were redeemed with tokens, of which none was ever deleted.
INSERT INTO stats_half_hours (channel, kind, half_hour, count)
    SELECT 'vip', 'term:' || coalesce(duration_hours, 'life'), used_at / 1800, count(*)
    FROM invitation_tokens WHERE used = 1 GROUP BY 2, 3;
INSERT INTO stats_daily (day, channel, kind, count)
    SELECT used_at / 86400, 'vip', 'term:' || coalesce(duration_hours, 'life'), count(*)
    FROM invitation_tokens WHERE used = 1 GROUP BY 1, 3;

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
-- In the same order, so that who is inside without a right is found by reading both once.
CREATE INDEX channel_members_plain ON channel_members (chat_id, is_inside, is_admin, user_id, since);
CREATE INDEX subscribers_by_standing ON vip_subscribers (user_id, whitelist, status, expiry_date);

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
