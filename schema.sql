-- Portero's database. This file is the truth: a fresh database is made from it, and each change to it
-- adds a frozen step in src/migrations. Instants are Unix seconds UTC; Telegram ids are 64-bit integers.

-- ---------------------------------------------------------------------------------------------- people

-- Everybody who ever wrote to the bot, pressed a button, or was seen entering a channel.
CREATE TABLE users (
    id            INTEGER PRIMARY KEY,                     -- Telegram user id
    username      TEXT,                                    -- without @; NULL when the person has none
    first_name    TEXT    NOT NULL,
    last_name     TEXT,
    language      TEXT    CHECK (language IN ('es', 'en')),-- the person's own choice; NULL = Telegram's
    language_code TEXT,                                    -- what Telegram says, e.g. 'pt-br'
    time_zone     TEXT,                                    -- IANA name; NULL = the operator's
    status        TEXT    NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'banned', 'unreachable')),
    ban_reason    TEXT,
    banned_until  INTEGER,
    promotions_off INTEGER NOT NULL DEFAULT 0 CHECK (promotions_off IN (0, 1)),
    qvapay_user   TEXT,
    trial_used_at INTEGER,                                 -- one trial per person over all products
    referred_by   INTEGER REFERENCES users (id),
    started_at    INTEGER,                                 -- first /start: from then on the bot may write to them
    created_at    INTEGER NOT NULL,
    last_seen_at  INTEGER NOT NULL,
    note          TEXT    CHECK (length(note) <= 500),     -- the staff's own words on the person
    words_kept    INTEGER NOT NULL DEFAULT 0 CHECK (words_kept IN (0, 1)), -- `user_words` holds the present name
    banned_by INTEGER, -- NULL = SYSTEM, or nobody
    banned_at INTEGER,
    erased_at INTEGER -- their data were erased; the row stays for what refers to it
) STRICT;
CREATE INDEX users_by_username ON users (username COLLATE NOCASE) WHERE username IS NOT NULL;
CREATE INDEX users_by_status ON users (status, id);

CREATE TABLE user_settings (
    user_id INTEGER NOT NULL REFERENCES users (id),
    key     TEXT    NOT NULL,
    value   TEXT    NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;

-- What a person may do. `rank` orders the roles: nobody grants above themself.
CREATE TABLE roles (
    name     TEXT    PRIMARY KEY,
    rank     INTEGER NOT NULL,
    built_in INTEGER NOT NULL DEFAULT 0 CHECK (built_in IN (0, 1)),
    sees_own_only INTEGER NOT NULL DEFAULT 0 CHECK (sees_own_only IN (0, 1)), -- own customers
    tokens_per_month INTEGER CHECK (tokens_per_month >= 0), -- in any 30 days; NULL = no limit
    created_by INTEGER,
    created_at INTEGER,
    number INTEGER -- what buttons say for it: a name may change, and a freed one come again
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX roles_by_number ON roles (number);

CREATE TABLE role_permissions (
    role       TEXT NOT NULL REFERENCES roles (name) ON UPDATE CASCADE ON DELETE CASCADE,
    permission TEXT NOT NULL,
    PRIMARY KEY (role, permission)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_roles (
    user_id    INTEGER NOT NULL REFERENCES users (id),
    role       TEXT    NOT NULL REFERENCES roles (name) ON UPDATE CASCADE ON DELETE CASCADE,
    granted_by INTEGER,                                    -- NULL = SYSTEM (the settings, or the owner link)
    granted_at INTEGER NOT NULL,
    expires_at INTEGER,                                    -- NULL = until revoked
    reason TEXT CHECK (length(reason) <= 200),
    tokens_per_month INTEGER CHECK (tokens_per_month >= 0), -- NULL = the role's own limit
    PRIMARY KEY (user_id, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_roles_by_role ON user_roles (role);
CREATE INDEX user_roles_by_end ON user_roles (expires_at) WHERE expires_at IS NOT NULL;

-- Links that make whoever opens one a member of the staff. Only the SHA-256 of the code is kept.
CREATE TABLE staff_invites (
    id         INTEGER PRIMARY KEY,
    code_hash  BLOB    NOT NULL UNIQUE CHECK (length(code_hash) = 32),
    role       TEXT    NOT NULL REFERENCES roles (name) ON UPDATE CASCADE ON DELETE CASCADE,
    role_hours INTEGER CHECK (role_hours > 0),             -- how long the role is held; NULL = until revoked
    reason     TEXT    CHECK (length(reason) <= 200),
    made_by    INTEGER NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_by    INTEGER REFERENCES users (id),
    used_at    INTEGER,
    revoked_at INTEGER,
    made_from  TEXT    UNIQUE,                             -- the pressed message: a double press makes one link
    CHECK ((used_by IS NULL) = (used_at IS NULL))
) STRICT;
CREATE INDEX staff_invites_by_role ON staff_invites (role);
CREATE INDEX staff_invites_by_maker ON staff_invites (made_by, id);
CREATE INDEX staff_invites_by_guest ON staff_invites (used_by) WHERE used_by IS NOT NULL;
CREATE INDEX staff_invites_by_end ON staff_invites (expires_at);

-- Who did what to whom, chained: body_hash = SHA256(salt, actor, action, target, details),
-- hash = SHA256(prev_hash, id, created_at, body_hash). Erasing a person's text keeps the chain whole.
CREATE TABLE audit_log (
    id         INTEGER PRIMARY KEY,
    actor_kind TEXT    NOT NULL CHECK (actor_kind IN ('user', 'system', 'api_key')),
    actor_id   INTEGER,                                    -- NULL = SYSTEM
    action     TEXT    NOT NULL,
    target     TEXT,
    details    TEXT,                                       -- JSON
    created_at INTEGER NOT NULL,
    salt       BLOB    NOT NULL,
    body_hash  BLOB    NOT NULL,
    prev_hash  BLOB    NOT NULL,
    hash       BLOB    NOT NULL,
    person_id  ANY     AS (CASE WHEN json_valid(details) THEN json_extract(details, '$.user') END) VIRTUAL -- whose thing the target is
) STRICT;
CREATE INDEX audit_by_actor ON audit_log (actor_id, id);
CREATE INDEX audit_by_action ON audit_log (action, id);

-- ------------------------------------------------------------------------------------------- the house

-- One row: what admins set from chat.
CREATE TABLE bot_config (
    id                INTEGER PRIMARY KEY CHECK (id = 1),
    vip_channel_id    INTEGER,
    free_channel_id   INTEGER,
    wait_time_minutes INTEGER NOT NULL CHECK (wait_time_minutes BETWEEN 0 AND 10080),
    vip_reactions     TEXT    NOT NULL DEFAULT '[]',       -- JSON list of emoji
    free_reactions    TEXT    NOT NULL DEFAULT '[]',
    vip_reaction_mode  TEXT   NOT NULL DEFAULT 'off' CHECK (vip_reaction_mode IN ('off', 'native', 'buttons', 'both')),
    free_reaction_mode TEXT   NOT NULL DEFAULT 'off' CHECK (free_reaction_mode IN ('off', 'native', 'buttons', 'both')),
    subscription_fees TEXT    NOT NULL DEFAULT '{}',       -- JSON; seeds the VIP plans once
    texts             TEXT    NOT NULL DEFAULT '{}',       -- JSON: the operator's own wording by key
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    reminder_hours    TEXT    NOT NULL DEFAULT '[72,24]',  -- JSON list: hours before the end of VIP access
    grace_hours       INTEGER NOT NULL DEFAULT 0 CHECK (grace_hours BETWEEN 0 AND 720), -- inside after the end
    time_zone         TEXT,                                -- IANA name; NULL = the setting TIMEZONE
    language          TEXT    CHECK (language IN ('es', 'en')), -- NULL = the setting LANGUAGE
    retention_days    INTEGER NOT NULL DEFAULT 365 CHECK (retention_days BETWEEN 30 AND 3650), -- of membership_events
    support_group_id INTEGER, -- a forum: one topic per ticket; NULL = private chats
    support_group_title TEXT,
    support_hours INTEGER NOT NULL DEFAULT 12 CHECK (support_hours BETWEEN 0 AND 720), -- unanswered: reminds; 0 = never
    notice_group_id INTEGER, -- takes the notices too; NULL = private chats only
    notice_topics TEXT NOT NULL DEFAULT '{}', -- JSON: topic of the group by kind of notice
    maintenance_since INTEGER, -- NULL = the house is open
    maintenance_text TEXT CHECK (length(maintenance_text) <= 500), -- the operator's own sentence
    maintenance_holds INTEGER NOT NULL DEFAULT 0 CHECK (maintenance_holds IN (0, 1)), -- tasks wait
    backup_minute INTEGER DEFAULT 240 CHECK (backup_minute BETWEEN 0 AND 1439), -- of the house's day; NULL = no nightly one
    backup_keep INTEGER CHECK (backup_keep BETWEEN 1 AND 365), -- NULL = the setting BACKUP_KEEP
    backup_chat_id INTEGER, -- NULL = the setting BACKUP_CHAT_ID
    backup_splits INTEGER NOT NULL DEFAULT 1 CHECK (backup_splits IN (0, 1)), -- too big for a message: sent in parts
    CHECK (vip_channel_id IS NULL OR free_channel_id IS NULL OR vip_channel_id <> free_channel_id)
) STRICT;

-- Small facts the house remembers between runs: brake, owner link, last time online, command menus set.
CREATE TABLE house_state (
    key        TEXT    PRIMARY KEY,
    value      TEXT    NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Channels and groups the bot has been in, with its rights there as last seen.
CREATE TABLE channels (
    chat_id      INTEGER PRIMARY KEY,
    kind         TEXT    NOT NULL CHECK (kind IN ('channel', 'supergroup', 'group')),
    title        TEXT    NOT NULL,
    username     TEXT,                                     -- public when set
    member_count INTEGER,
    is_admin     INTEGER NOT NULL CHECK (is_admin IN (0, 1)),
    rights       TEXT    NOT NULL,                         -- names, comma separated
    lost_at      INTEGER,                                  -- since when a needed right is missing; NULL = all well
    checked_at   INTEGER NOT NULL
) STRICT;

-- Who is inside which channel, as far as updates tell: Telegram has no list of members.
CREATE TABLE channel_members (
    chat_id   INTEGER NOT NULL,
    user_id   INTEGER NOT NULL REFERENCES users (id),
    is_inside INTEGER NOT NULL CHECK (is_inside IN (0, 1)),
    is_admin  INTEGER NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1)),
    since     INTEGER NOT NULL,
    PRIMARY KEY (chat_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX channel_members_by_user ON channel_members (user_id);
CREATE INDEX channel_members_inside ON channel_members (chat_id, since) WHERE is_inside = 1;

-- ------------------------------------------------------------------------------------------------- VIP

-- Single-use codes. Only the SHA-256 is kept; `prefix` is shown in lists.
CREATE TABLE invitation_tokens (
    id             INTEGER PRIMARY KEY,
    token_hash     BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    prefix         TEXT    NOT NULL,
    generated_by   INTEGER NOT NULL REFERENCES users (id),
    batch_id       INTEGER NOT NULL,                       -- tokens made together share the first one's id
    created_at     INTEGER NOT NULL,
    valid_until    INTEGER NOT NULL,                       -- last instant at which it may be redeemed
    duration_hours INTEGER CHECK (duration_hours > 0),     -- length of the subscription; NULL = lifetime
    note           TEXT,
    used           INTEGER NOT NULL DEFAULT 0 CHECK (used IN (0, 1)),
    used_by        INTEGER REFERENCES users (id),
    used_at        INTEGER,
    revoked_at     INTEGER,
    made_from      TEXT    UNIQUE,                         -- the pressed message: a double press makes one batch
    CHECK ((used = 1) = (used_by IS NOT NULL) AND (used = 1) = (used_at IS NOT NULL))
) STRICT;
CREATE INDEX tokens_by_use ON invitation_tokens (used, created_at);
CREATE INDEX tokens_by_prefix ON invitation_tokens (prefix, id);
CREATE INDEX tokens_by_maker ON invitation_tokens (generated_by, id);
CREATE INDEX tokens_by_batch ON invitation_tokens (batch_id);
CREATE INDEX tokens_open ON invitation_tokens (valid_until) WHERE used = 0 AND revoked_at IS NULL;

-- Wrong tokens typed lately: five of them pause a person for fifteen minutes.
CREATE TABLE redeem_failures (
    user_id INTEGER NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX redeem_failures_by_user ON redeem_failures (user_id, at);
CREATE INDEX redeem_failures_by_time ON redeem_failures (at);

-- One row per person who ever had VIP access.
CREATE TABLE vip_subscribers (
    id            INTEGER PRIMARY KEY,
    user_id       INTEGER NOT NULL UNIQUE REFERENCES users (id),
    join_date     INTEGER NOT NULL,                        -- start of the present (or last) period
    expiry_date   INTEGER,                                 -- NULL = lifetime
    status        TEXT    NOT NULL CHECK (status IN ('active', 'expired')),
    token_id      INTEGER REFERENCES invitation_tokens (id),
    period_id     INTEGER NOT NULL,                        -- new at each return after expiry
    whitelist     INTEGER NOT NULL DEFAULT 0 CHECK (whitelist IN (0, 1)),
    kick_attempts INTEGER NOT NULL DEFAULT 0,
    last_error    TEXT,
    kicked_at     INTEGER,
    term_seconds  INTEGER,                                 -- length of what was got last, for estimates; NULL = lifetime
    source        TEXT    CHECK (source IN ('grant', 'import', 'migration')), -- of the period; NULL = its token
    source_id     INTEGER,                                 -- the admin, the import, or the migration link
    ended_by      INTEGER                                  -- the admin who ended the period; NULL = its time came
) STRICT;
CREATE INDEX subscribers_by_end ON vip_subscribers (status, expiry_date);
CREATE UNIQUE INDEX subscribers_by_period ON vip_subscribers (period_id);
CREATE INDEX subscribers_by_token ON vip_subscribers (token_id);
CREATE INDEX subscribers_whitelisted ON vip_subscribers (user_id) WHERE whitelist = 1;

-- Everything that happened to a membership; history and statistics come from here.
CREATE TABLE membership_events (
    id        INTEGER PRIMARY KEY,
    user_id   INTEGER NOT NULL REFERENCES users (id),
    channel   TEXT    NOT NULL CHECK (channel IN ('vip', 'free')),
    kind      TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    period_id INTEGER,
    cause     TEXT
) STRICT;
CREATE INDEX membership_events_by_user ON membership_events (user_id, id);
CREATE INDEX membership_events_by_time ON membership_events (at);

-- Events per UTC day, kept when the events themselves are gone.
CREATE TABLE stats_daily (
    day     INTEGER NOT NULL,                              -- days since 1970-01-01
    channel TEXT    NOT NULL,
    kind    TEXT    NOT NULL,                              -- of the event; "term:…" = accesses sold, by their hours
    count   INTEGER NOT NULL,
    PRIMARY KEY (day, channel, kind)
) STRICT, WITHOUT ROWID;

-- People active per UTC day: seen at least once.
CREATE TABLE activity_daily (
    day    INTEGER PRIMARY KEY,                            -- days since 1970-01-01
    active INTEGER NOT NULL
) STRICT;

-- ------------------------------------------------------------------------------------------------ Free

CREATE TABLE free_channel_requests (
    id           INTEGER PRIMARY KEY,
    user_id      INTEGER NOT NULL REFERENCES users (id),
    chat_id      INTEGER NOT NULL,
    request_date INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    origin       TEXT    NOT NULL CHECK (origin IN ('button', 'join_request')),
    join_request INTEGER NOT NULL DEFAULT 0 CHECK (join_request IN (0, 1)), -- Telegram holds a request to approve
    user_chat_id INTEGER,                                  -- may be written to for 5 minutes
    link_id      INTEGER REFERENCES invite_links (id),
    processed    INTEGER NOT NULL DEFAULT 0 CHECK (processed IN (0, 1)),
    processed_at INTEGER,
    outcome      TEXT    CHECK (outcome IN ('approved', 'declined', 'unreachable', 'closed', 'already_inside', 'failed')),
    CHECK ((processed = 1) = (processed_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX free_one_pending ON free_channel_requests (user_id) WHERE processed = 0;
CREATE INDEX free_by_user ON free_channel_requests (user_id, request_date);
CREATE INDEX free_by_state ON free_channel_requests (processed, request_date);
CREATE INDEX free_by_due ON free_channel_requests (due_at, id) WHERE processed = 0;
CREATE INDEX free_by_end ON free_channel_requests (processed_at) WHERE processed = 1;
CREATE INDEX free_by_link ON free_channel_requests (link_id);

-- Invite links the bot made. `fact` names the reason (a redemption, a renewal, a request), so that the
-- same reason never leads to two links.
CREATE TABLE invite_links (
    id           INTEGER PRIMARY KEY,
    link         TEXT    NOT NULL UNIQUE,
    chat_id      INTEGER NOT NULL,
    user_id      INTEGER REFERENCES users (id),            -- NULL = the channel's join-request link
    fact         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,                                  -- NULL = does not end
    used_at      INTEGER,
    used_by      INTEGER,
    revoked_at   INTEGER
) STRICT;
CREATE INDEX invite_links_by_user ON invite_links (user_id, chat_id, id);
CREATE INDEX invite_links_by_fact ON invite_links (fact);
CREATE INDEX invite_links_by_end ON invite_links (expires_at);

-- -------------------------------------------------------------------------------------------- machinery

-- Updates as Telegram gave them, stored before Telegram is told that we have them.
CREATE TABLE inbox (
    seq         INTEGER PRIMARY KEY,                       -- order of arrival
    update_id   INTEGER NOT NULL UNIQUE,
    shard       INTEGER NOT NULL,                          -- worker that handles it: chat, else user
    raw         TEXT    NOT NULL,                          -- JSON
    received_at INTEGER NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0,                -- times a worker began it
    applied_at  INTEGER,                                   -- its effect is committed
    done_at     INTEGER,                                   -- handled, and its answers sent
    problem     TEXT                                       -- why it was set aside
) STRICT;
CREATE INDEX inbox_open ON inbox (shard, attempts, seq) WHERE done_at IS NULL;
CREATE INDEX inbox_done ON inbox (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX inbox_problems ON inbox (seq) WHERE problem IS NOT NULL;

-- What must happen outside because of a committed fact, inserted in the fact's own transaction.
CREATE TABLE tasks (
    id         INTEGER PRIMARY KEY,
    kind       TEXT    NOT NULL,
    class      TEXT    NOT NULL CHECK (class IN ('prompt', 'member', 'queue', 'notice', 'server')), -- whom it may not hold up
    dedupe_key TEXT    NOT NULL UNIQUE,                    -- kind and id of the fact, never of the person alone
    payload    TEXT    NOT NULL,                           -- JSON
    due_at     INTEGER NOT NULL,
    state      TEXT    NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'waiting', 'done', 'failed')),
    waits_for  TEXT,                                       -- 'chat:ID', 'user:ID', 'server:ID'
    attempts   INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    result     TEXT,
    created_at INTEGER NOT NULL,
    done_at    INTEGER,
    CHECK ((state = 'waiting') = (waits_for IS NOT NULL))
) STRICT;
CREATE INDEX tasks_due ON tasks (class, due_at, id) WHERE state = 'due';
CREATE INDEX tasks_waiting ON tasks (waits_for) WHERE state = 'waiting';
CREATE INDEX tasks_by_state ON tasks (state, id);
CREATE INDEX tasks_done ON tasks (done_at) WHERE done_at IS NOT NULL;

-- Last run of each job of the scheduler.
CREATE TABLE job_runs (
    job         TEXT    PRIMARY KEY,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    ok          INTEGER CHECK (ok IN (0, 1)),
    result      TEXT,
    runs        INTEGER NOT NULL DEFAULT 0,
    failures    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

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

-- -------------------------------------------------------------------------------------------- members

-- Words by which people are found: the folded parts of their names, and their @name.
CREATE TABLE user_words (
    word    TEXT    NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id),
    PRIMARY KEY (word, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_words_by_user ON user_words (user_id, word);
CREATE INDEX users_without_words ON users (id) WHERE words_kept = 0;
CREATE INDEX users_by_ban_end ON users (banned_until) WHERE banned_until IS NOT NULL;
CREATE INDEX users_by_qvapay ON users (qvapay_user COLLATE NOCASE) WHERE qvapay_user IS NOT NULL;
CREATE INDEX subscribers_unremoved ON vip_subscribers (user_id)
    WHERE status = 'expired' AND last_error IS NOT NULL AND kicked_at IS NULL;
CREATE INDEX audit_by_target ON audit_log (target, id) WHERE target IS NOT NULL;
CREATE INDEX audit_by_time ON audit_log (created_at, id);
CREATE INDEX audit_by_person ON audit_log (person_id, id) WHERE person_id IS NOT NULL;
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

-- ------------------------------------------------------------------------------------------------- VPN

-- What keys are made on. What is secret about reaching one is sealed.
CREATE TABLE servers (
    id           INTEGER PRIMARY KEY,
    kind         TEXT    NOT NULL CHECK (kind IN ('wireguard', 'outline', 'mtproto')),
    transport    TEXT    NOT NULL CHECK (transport IN ('local', 'node', 'panel', 'file', 'demo')),
    name         TEXT    NOT NULL,
    flag         TEXT    NOT NULL DEFAULT '',
    host         TEXT    NOT NULL,                         -- for the clients, without a port; not of an Outline server
    port         INTEGER NOT NULL CHECK (port BETWEEN 0 AND 65535),
    sealed       TEXT    NOT NULL,                         -- how to reach it
    options      TEXT    NOT NULL DEFAULT '{}',            -- JSON: what goes into the files of its people
    is_draining  INTEGER NOT NULL DEFAULT 0 CHECK (is_draining IN (0, 1)),
    health       TEXT    NOT NULL DEFAULT 'unknown' CHECK (health IN ('unknown', 'up', 'down')),
    health_since INTEGER NOT NULL,
    health_error TEXT,
    checked_at   INTEGER,
    facts        TEXT    NOT NULL DEFAULT '{}',            -- JSON: what it said of itself
    revision     INTEGER NOT NULL DEFAULT 0,               -- new whenever `sealed` is
    created_at   INTEGER NOT NULL,
    removed_at   INTEGER,
    sampled_at   INTEGER,                                  -- its counters were read last
    reconciled_at INTEGER,                                 -- it was last compared with the database
    is_told      INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1)),      -- the admins know that it is down
    file_digest  TEXT,                                     -- of what its file said when an admin last took it
    is_file_told INTEGER NOT NULL DEFAULT 0 CHECK (is_file_told IN (0, 1))  -- the admins know that it changed since
) STRICT;

-- Networks of one sort of keys on a WireGuard server. Both networks of a row share the host numbers.
CREATE TABLE ip_pools (
    id         INTEGER PRIMARY KEY,
    server_id  INTEGER NOT NULL REFERENCES servers (id),
    is_trial   INTEGER NOT NULL CHECK (is_trial IN (0, 1)),
    v4         TEXT,                                       -- CIDR
    v6         TEXT,
    created_at INTEGER NOT NULL,
    CHECK (v4 IS NOT NULL OR v6 IS NOT NULL)
) STRICT;
CREATE INDEX ip_pools_by_server ON ip_pools (server_id);

-- The addresses of the pools: all of an IPv4 network; of a network of IPv6 alone those that were ever used.
CREATE TABLE ip_addresses (
    id        INTEGER PRIMARY KEY,
    pool_id   INTEGER NOT NULL REFERENCES ip_pools (id),
    server_id INTEGER NOT NULL REFERENCES servers (id),
    is_trial  INTEGER NOT NULL CHECK (is_trial IN (0, 1)), -- as its pool, until an upgraded trial keeps its address
    host      INTEGER NOT NULL,                            -- its number within its networks
    ip        TEXT    NOT NULL,                            -- IPv4, or IPv6 in a pool of IPv6 alone
    ip6       TEXT,                                        -- the IPv6 twin of an IPv4 address
    state     TEXT    NOT NULL DEFAULT 'available' CHECK (state IN ('available', 'leased', 'assigned', 'revoked')),
    until     INTEGER,                                     -- end of the lease or of the quarantine
    user_id   INTEGER REFERENCES users (id),
    config_id INTEGER,                                     -- of `vpn_configs`
    UNIQUE (server_id, ip),
    UNIQUE (server_id, ip6),
    UNIQUE (pool_id, host),
    CHECK ((state IN ('leased', 'revoked')) = (until IS NOT NULL)),
    CHECK (state <> 'available' OR user_id IS NULL)        -- assigned to nobody = a stranger on the server has it
) STRICT;
CREATE INDEX ip_addresses_by_state ON ip_addresses (server_id, is_trial, state, host);
CREATE INDEX ip_addresses_by_end ON ip_addresses (until) WHERE until IS NOT NULL;
CREATE INDEX ip_addresses_by_user ON ip_addresses (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ip_addresses_by_config ON ip_addresses (config_id) WHERE config_id IS NOT NULL;

-- What a person may use of one service, and what they have used: the quota is the person's, not the key's.
CREATE TABLE vpn_accounts (
    id              INTEGER PRIMARY KEY,
    user_id         INTEGER NOT NULL REFERENCES users (id),
    kind            TEXT    NOT NULL CHECK (kind IN ('wireguard', 'outline', 'mtproto')),
    is_trial        INTEGER NOT NULL CHECK (is_trial IN (0, 1)),
    expires_at      INTEGER,                               -- NULL = no end
    limit_bytes     INTEGER CHECK (limit_bytes >= 0),      -- within the period; NULL = no limit
    day_limit_bytes INTEGER CHECK (day_limit_bytes >= 0),  -- within a UTC day
    used_rx         INTEGER NOT NULL DEFAULT 0,            -- bytes from the person within the period
    used_tx         INTEGER NOT NULL DEFAULT 0,            -- to the person
    period_at       INTEGER NOT NULL,                      -- since when they are counted
    day             INTEGER NOT NULL DEFAULT 0,            -- the UTC day of `day_used`
    day_used        INTEGER NOT NULL DEFAULT 0,
    warned_percent  INTEGER NOT NULL DEFAULT 0 CHECK (warned_percent IN (0, 80, 95, 100)),
    devices         INTEGER NOT NULL CHECK (devices BETWEEN 0 AND 1000), -- keys at once
    next_at         INTEGER,                               -- when time alone changes its keys next: an end, a new day
    created_at      INTEGER NOT NULL,
    UNIQUE (user_id, kind)
) STRICT;
CREATE INDEX vpn_accounts_by_end ON vpn_accounts (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX vpn_accounts_by_next ON vpn_accounts (next_at) WHERE next_at IS NOT NULL;

-- The keys of people.
CREATE TABLE vpn_configs (
    id           INTEGER PRIMARY KEY,
    account_id   INTEGER NOT NULL REFERENCES vpn_accounts (id),
    user_id      INTEGER NOT NULL REFERENCES users (id),
    kind         TEXT    NOT NULL CHECK (kind IN ('wireguard', 'outline', 'mtproto')),
    name         TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    status       TEXT    NOT NULL CHECK (status IN ('pending', 'active', 'suspended', 'expired', 'revoked')),
    is_paused    INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)),
    hold         TEXT    CHECK (hold IN ('staff', 'sharing', 'debt', 'ban')),
    routing      TEXT    NOT NULL DEFAULT '"all"',         -- JSON: what goes through the tunnel
    peer_id      INTEGER,                                  -- of `vpn_peers`: the present one
    server_id    INTEGER NOT NULL REFERENCES servers (id),
    used_rx      INTEGER NOT NULL DEFAULT 0,               -- bytes from the person since it was made
    used_tx      INTEGER NOT NULL DEFAULT 0,
    last_seen_at INTEGER,
    shared_on    INTEGER,                                  -- UTC day on which the staff last heard that it looks shared
    heavy_on     INTEGER,                                  -- the same of heavy use
    is_imported  INTEGER NOT NULL DEFAULT 0 CHECK (is_imported IN (0, 1)),
    created_at   INTEGER NOT NULL,
    revoked_at   INTEGER,
    made_from    TEXT    UNIQUE,                           -- the press that made it: pressed twice, it makes one key
    link_serial  INTEGER NOT NULL DEFAULT 0,               -- new whenever its dynamic link is made anew
    CHECK ((status = 'revoked') = (revoked_at IS NOT NULL))
) STRICT;
CREATE INDEX vpn_configs_by_user ON vpn_configs (user_id, id);
CREATE INDEX vpn_configs_by_account ON vpn_configs (account_id, status);
CREATE INDEX vpn_configs_by_status ON vpn_configs (status, id);
CREATE INDEX vpn_configs_by_server ON vpn_configs (server_id, status, id);
CREATE INDEX vpn_configs_by_name ON vpn_configs (name COLLATE NOCASE);

-- A key as one server knows it. A rotated or moved key has an older one too, until its server forgot it.
CREATE TABLE vpn_peers (
    id           INTEGER PRIMARY KEY,
    config_id    INTEGER NOT NULL REFERENCES vpn_configs (id),
    server_id    INTEGER NOT NULL REFERENCES servers (id),
    remote_id    TEXT    NOT NULL,                         -- a WireGuard public key, or the id of an Outline access key
    sealed       TEXT,                                     -- its secret; NULL = shown once and not kept
    address_id   INTEGER REFERENCES ip_addresses (id),
    addresses    TEXT,                                     -- JSON list of CIDR of an imported peer; NULL = its address
    wanted       TEXT    NOT NULL CHECK (wanted IN ('open', 'shut', 'gone')), -- what the server is to do with it
    settled      TEXT    CHECK (settled IN ('open', 'shut', 'gone')),         -- what it last confirmed
    opened_at    INTEGER,                                  -- it was first let in: from then on its file works
    revision     INTEGER NOT NULL DEFAULT 0,               -- new whenever what the server is to do changes
    last_rx      INTEGER NOT NULL DEFAULT 0,               -- the last sample of its counters
    last_tx      INTEGER NOT NULL DEFAULT 0,
    epoch        TEXT,                                     -- the life of the counters it belongs to
    endpoint     TEXT,
    created_at   INTEGER NOT NULL,
    UNIQUE (server_id, remote_id)
) STRICT;
CREATE INDEX vpn_peers_by_config ON vpn_peers (config_id);
CREATE INDEX vpn_peers_by_wish ON vpn_peers (server_id, wanted);
CREATE INDEX vpn_peers_by_address ON vpn_peers (address_id);
CREATE INDEX vpn_peers_unsettled ON vpn_peers (server_id) WHERE settled IS NOT wanted;

-- Everything that happened to a key or an account.
CREATE TABLE vpn_events (
    id         INTEGER PRIMARY KEY,
    config_id  INTEGER,                                    -- of `vpn_configs`; NULL = the whole account
    account_id INTEGER NOT NULL,                           -- of `vpn_accounts`
    user_id    INTEGER NOT NULL REFERENCES users (id),
    kind       TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    by_user    INTEGER,                                    -- NULL = the house
    detail     TEXT
) STRICT;
CREATE INDEX vpn_events_by_user ON vpn_events (user_id, id);
CREATE INDEX vpn_events_by_config ON vpn_events (config_id, id) WHERE config_id IS NOT NULL;
CREATE INDEX vpn_events_by_time ON vpn_events (at);

-- Traffic of each key per UTC day.
CREATE TABLE vpn_traffic_daily (
    config_id INTEGER NOT NULL REFERENCES vpn_configs (id),
    day       INTEGER NOT NULL,
    rx        INTEGER NOT NULL,
    tx        INTEGER NOT NULL,
    PRIMARY KEY (config_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX vpn_traffic_by_day ON vpn_traffic_daily (day);

-- Networks a key was used from, to notice one that many people share.
CREATE TABLE vpn_endpoints (
    config_id INTEGER NOT NULL REFERENCES vpn_configs (id),
    network   TEXT    NOT NULL,                            -- /24 or /48 of the endpoint
    first_at  INTEGER NOT NULL,
    last_at   INTEGER NOT NULL,
    PRIMARY KEY (config_id, network)
) STRICT, WITHOUT ROWID;
CREATE INDEX vpn_endpoints_by_time ON vpn_endpoints (last_at);

-- What lies on a server and is not the house's, as of the last comparison.
CREATE TABLE foreign_peers (
    server_id INTEGER NOT NULL REFERENCES servers (id),
    remote_id TEXT    NOT NULL,
    name      TEXT,
    addresses TEXT    NOT NULL DEFAULT '[]',               -- JSON list of CIDR
    is_left   INTEGER NOT NULL DEFAULT 0 CHECK (is_left IN (0, 1)), -- somebody decided to leave it alone
    found_at  INTEGER NOT NULL,
    PRIMARY KEY (server_id, remote_id)
) STRICT, WITHOUT ROWID;

-- One row: what admins set from chat about keys.
CREATE TABLE vpn_settings (
    id                 INTEGER PRIMARY KEY CHECK (id = 1),
    has_trial          INTEGER NOT NULL CHECK (has_trial IN (0, 1)),
    trial_hours        INTEGER NOT NULL CHECK (trial_hours BETWEEN 1 AND 8760),
    trial_bytes        INTEGER,
    trial_day_bytes    INTEGER,
    trial_channel      INTEGER,                            -- whoever wants a trial must be in it
    self_service       TEXT    NOT NULL CHECK (self_service IN ('nobody', 'vip', 'everybody')),
    self_days          INTEGER,
    self_bytes         INTEGER,
    devices            INTEGER NOT NULL CHECK (devices BETWEEN 1 AND 100),
    grace_hours        INTEGER NOT NULL CHECK (grace_hours BETWEEN 0 AND 8760),
    shows_once         INTEGER NOT NULL CHECK (shows_once IN (0, 1)),
    quarantine_minutes INTEGER NOT NULL CHECK (quarantine_minutes BETWEEN 0 AND 525600),
    reminder_minutes   TEXT    NOT NULL,                   -- JSON list, the earliest first
    sharing_limit      INTEGER,
    sharing_holds      INTEGER NOT NULL CHECK (sharing_holds IN (0, 1)),
    alert_day_bytes    INTEGER,
    retention_days     INTEGER NOT NULL CHECK (retention_days BETWEEN 30 AND 3650)
) STRICT;

-- --------------------------------------------------------------------------------------------- support

CREATE TABLE tickets (
    id          INTEGER PRIMARY KEY,                       -- the number that both sides say
    user_id     INTEGER NOT NULL REFERENCES users (id),
    category    TEXT    NOT NULL CHECK (category IN ('access', 'vpn', 'payment', 'problem', 'other')),
    state       TEXT    NOT NULL CHECK (state IN ('open', 'answered', 'closed', 'reopened')),
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    waits_since INTEGER,                                   -- first word of the person not answered yet; NULL = answered
    reminded_at INTEGER,
    closed_at   INTEGER,
    closed_by   INTEGER,
    taken_by    INTEGER REFERENCES users (id),             -- who looks after it; NULL = nobody in particular
    group_id    INTEGER,                                   -- the forum that has its topic
    topic_id    INTEGER,
    rating      INTEGER CHECK (rating BETWEEN 1 AND 5),
    rated_at    INTEGER,
    made_from   TEXT    UNIQUE,                            -- the message that asked: it opens one ticket
    CHECK ((state = 'closed') = (closed_at IS NOT NULL))
) STRICT;
CREATE INDEX tickets_by_user ON tickets (user_id, id);
CREATE INDEX tickets_by_state ON tickets (state, updated_at);
CREATE INDEX tickets_by_helper ON tickets (taken_by) WHERE taken_by IS NOT NULL;
CREATE INDEX tickets_waiting ON tickets (coalesce(reminded_at, waits_since)) WHERE waits_since IS NOT NULL;
CREATE INDEX tickets_by_topic ON tickets (group_id, topic_id) WHERE topic_id IS NOT NULL;

-- The thread, in order. What is no text lies in the chat it came from and is copied from there.
CREATE TABLE ticket_messages (
    id             INTEGER PRIMARY KEY,
    ticket_id      INTEGER NOT NULL REFERENCES tickets (id),
    is_staff       INTEGER NOT NULL CHECK (is_staff IN (0, 1)),
    author_id      INTEGER NOT NULL REFERENCES users (id),
    at             INTEGER NOT NULL,
    content        TEXT    NOT NULL,                       -- kind of content: 'text', 'photo', 'document'…
    body           TEXT,                                   -- text or caption
    is_formatted   INTEGER NOT NULL DEFAULT 0 CHECK (is_formatted IN (0, 1)), -- it is copied, for the words alone lack something
    source_chat    INTEGER,                                -- NULL = a canned answer: its words are all of it
    source_message INTEGER,
    media_group    TEXT,
    album_of       INTEGER REFERENCES ticket_messages (id), -- the first of the album, which is carried as one
    UNIQUE (source_chat, source_message)
) STRICT;
CREATE INDEX ticket_messages_by_ticket ON ticket_messages (ticket_id, id);
CREATE INDEX ticket_messages_by_author ON ticket_messages (author_id);
CREATE INDEX ticket_messages_by_album ON ticket_messages (source_chat, media_group) WHERE media_group IS NOT NULL;
CREATE INDEX ticket_messages_parts ON ticket_messages (album_of) WHERE album_of IS NOT NULL;

-- Messages of ours that speak of a ticket: a reply to one goes to that ticket.
CREATE TABLE ticket_copies (
    chat_id    INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    ticket_id  INTEGER NOT NULL REFERENCES tickets (id),
    about      INTEGER REFERENCES ticket_messages (id),    -- what of the thread it carries; NULL = news of the ticket
    is_head    INTEGER NOT NULL DEFAULT 0 CHECK (is_head IN (0, 1)), -- only says whose the copy below it is
    at         INTEGER NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_copies_by_ticket ON ticket_copies (ticket_id);
CREATE INDEX ticket_copies_by_time ON ticket_copies (at);
CREATE INDEX ticket_copies_by_words ON ticket_copies (about, chat_id) WHERE about IS NOT NULL;

CREATE TABLE canned_answers (
    id         INTEGER PRIMARY KEY,
    title      TEXT    NOT NULL UNIQUE CHECK (length(title) <= 40),
    body       TEXT    NOT NULL CHECK (length(body) <= 2000),
    made_by    INTEGER NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX canned_answers_by_maker ON canned_answers (made_by);

-- --------------------------------------------------------------------------------------------- backups

CREATE TABLE backups (
    id         INTEGER PRIMARY KEY,
    made_at    INTEGER NOT NULL,
    cause      TEXT    NOT NULL CHECK (cause IN ('nightly', 'chat', 'terminal', 'found')),
    made_by    INTEGER,                                    -- NULL = SYSTEM
    file_name  TEXT    NOT NULL UNIQUE,                    -- in the backups' folder of the data directory
    bytes      INTEGER NOT NULL CHECK (bytes >= 0),
    contents   TEXT    NOT NULL,                           -- JSON: rows by table
    sent_at    INTEGER,                                    -- to the backup chat
    tested_at  INTEGER,                                    -- the last self-test
    test_fault TEXT,                                       -- what it found; NULL = whole
    deleted_at INTEGER                                     -- the file is gone by the rule of how many to keep
) STRICT;
CREATE INDEX backups_kept ON backups (made_at) WHERE deleted_at IS NULL;

-- How far each backup has gone to each chat: in another one it begins anew.
CREATE TABLE backup_sendings (
    backup_id  INTEGER NOT NULL REFERENCES backups (id),
    chat_id    INTEGER NOT NULL,
    parts_sent INTEGER NOT NULL,                           -- of a big file that goes in parts
    sent_at    INTEGER,                                    -- all of it; NULL = not yet
    PRIMARY KEY (backup_id, chat_id)
) STRICT, WITHOUT ROWID;

-- ----------------------------------------------------------------------------------------------- money

-- What is sold. A plan that was taken away stays for what refers to it; what was sold is kept with each order.
CREATE TABLE plans (
    id            INTEGER PRIMARY KEY,
    names         TEXT    NOT NULL,                        -- JSON: name by language
    products      TEXT    NOT NULL,                        -- JSON list: 'vip', 'wireguard', 'outline', 'mtproto'
    length        TEXT    NOT NULL CHECK (length IN ('days', 'months', 'until', 'lifetime')),
    length_value  INTEGER NOT NULL CHECK (length_value >= 0), -- days, months, or an instant; 0 = for life
    data_bytes    INTEGER CHECK (data_bytes > 0),          -- of each VPN product; NULL = no limit
    devices       INTEGER CHECK (devices BETWEEN 1 AND 1000), -- keys at once; NULL = what the house gives
    is_on_sale    INTEGER NOT NULL CHECK (is_on_sale IN (0, 1)),
    position      INTEGER NOT NULL,
    per_person    INTEGER CHECK (per_person >= 1),         -- times one person may buy it; NULL = any number
    audience      TEXT    NOT NULL CHECK (audience IN ('everybody', 'new', 'former')),
    renews        INTEGER NOT NULL CHECK (renews IN (0, 1)), -- for Stars as a monthly subscription
    created_at    INTEGER NOT NULL,
    removed_at    INTEGER
) STRICT;
CREATE INDEX plans_kept ON plans (position, id) WHERE removed_at IS NULL;

CREATE TABLE plan_prices (
    plan_id  INTEGER NOT NULL REFERENCES plans (id),
    currency TEXT    NOT NULL CHECK (length(currency) = 3),
    minor    INTEGER NOT NULL CHECK (minor > 0),
    PRIMARY KEY (plan_id, currency)
) STRICT, WITHOUT ROWID;

-- One row: what admins set from chat about selling.
CREATE TABLE shop_settings (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    order_minutes INTEGER NOT NULL CHECK (order_minutes BETWEEN 5 AND 10080), -- an order that is not paid ends
    second_payment TEXT   NOT NULL CHECK (second_payment IN ('extend', 'balance', 'refund')), -- of one order
    methods       TEXT    NOT NULL,                        -- JSON: products by way to pay that are NOT sold so
    texts         TEXT    NOT NULL,                        -- JSON: terms and payment help by language
    referral      TEXT    NOT NULL,                        -- JSON: what an inviter gets
    webhook_path  TEXT    NOT NULL,                        -- where payment notes arrive: not to be guessed
    fees_seeded   INTEGER NOT NULL CHECK (fees_seeded IN (0, 1)) -- the fees of the channel became plans
) STRICT;

-- Ways to pay by hand: a card, a transfer, a top-up of a phone.
CREATE TABLE manual_methods (
    id           INTEGER PRIMARY KEY,
    names        TEXT    NOT NULL,                         -- JSON: name by language
    instructions TEXT    NOT NULL,                         -- JSON: text by language
    currency     TEXT    NOT NULL CHECK (length(currency) = 3),
    wants_reference INTEGER NOT NULL CHECK (wants_reference IN (0, 1)), -- the payer types the number of the transfer
    is_enabled   INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
    position     INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    removed_at   INTEGER
) STRICT;

-- Somebody's wish to buy, with what was promised for which price. It exists before any provider is called.
CREATE TABLE orders (
    id            INTEGER PRIMARY KEY,
    code          TEXT    NOT NULL UNIQUE,                 -- what providers and people are told: 'ord_…'
    user_id       INTEGER NOT NULL REFERENCES users (id),
    kind          TEXT    NOT NULL CHECK (kind IN ('plan', 'gift', 'top_up')),
    plan_id       INTEGER REFERENCES plans (id),
    snapshot      TEXT    NOT NULL,                        -- JSON: the plan as it was sold
    method        TEXT    NOT NULL,                        -- 'stars', 'qvapay', 'manual', 'balance'
    manual_method_id INTEGER REFERENCES manual_methods (id),
    list_minor    INTEGER NOT NULL CHECK (list_minor >= 0), -- before any discount
    price_minor   INTEGER NOT NULL CHECK (price_minor >= 0),
    currency      TEXT    NOT NULL CHECK (length(currency) = 3),
    promo_id      INTEGER REFERENCES promo_codes (id),
    extra_days    INTEGER NOT NULL DEFAULT 0 CHECK (extra_days >= 0), -- of a promotion code
    renews        INTEGER NOT NULL DEFAULT 0 CHECK (renews IN (0, 1)), -- a subscription: paid again each month
    state         TEXT    NOT NULL CHECK (state IN
                      ('open', 'submitted', 'paid', 'fulfilled', 'expired', 'cancelled', 'rejected', 'review', 'refunded')),
    asked_at      INTEGER,                                 -- the provider was asked for the invoice: it may exist
    provider_ref  TEXT,                                    -- the provider's own id of the invoice
    pay_url       TEXT,                                    -- sealed
    message_id    INTEGER,                                 -- the message with the invoice, in the buyer's chat
    checked_out_at INTEGER,                                -- Telegram was told that it may be paid
    next_look_at  INTEGER,                                 -- when the provider is asked whether it was paid
    looks         INTEGER NOT NULL DEFAULT 0,
    trouble       TEXT,                                    -- why it could not be offered to the provider yet
    doubt         TEXT,                                    -- why money for it waits for an admin: it had ended before
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    paid_at       INTEGER,
    fulfilled_at  INTEGER,
    closed_at     INTEGER,                                 -- expired, cancelled, rejected, refunded
    made_from     TEXT    UNIQUE,                          -- the press that made it: it makes one
    UNIQUE (method, provider_ref)
) STRICT;
CREATE INDEX orders_by_user ON orders (user_id, id);
CREATE INDEX orders_by_plan ON orders (plan_id, user_id) WHERE plan_id IS NOT NULL;
CREATE INDEX orders_by_state ON orders (state, id);
CREATE INDEX orders_ending ON orders (expires_at) WHERE state IN ('open', 'submitted');
CREATE INDEX orders_to_look ON orders (next_look_at) WHERE next_look_at IS NOT NULL;
CREATE INDEX orders_by_promo ON orders (promo_id) WHERE promo_id IS NOT NULL;
CREATE INDEX orders_by_manual ON orders (manual_method_id) WHERE manual_method_id IS NOT NULL;

-- Money that came. The provider's own id makes each payment count once, however often it is told.
CREATE TABLE payments (
    id            INTEGER PRIMARY KEY,
    order_id      INTEGER REFERENCES orders (id),          -- NULL = of no order that is known
    user_id       INTEGER REFERENCES users (id),           -- who paid; NULL = not known
    method        TEXT    NOT NULL,
    provider_payment_id TEXT NOT NULL,
    minor         INTEGER NOT NULL CHECK (minor >= 0),     -- what really came
    currency      TEXT    NOT NULL CHECK (length(currency) = 3),
    state         TEXT    NOT NULL CHECK (state IN ('paid', 'fulfilled', 'held', 'refunding', 'refunded', 'returned')),
    hold          TEXT,                                    -- why an admin decides
    use           TEXT    NOT NULL DEFAULT 'deliver' CHECK (use IN ('deliver', 'balance')), -- what becomes of it
    period_end    INTEGER,                                 -- of a subscription: paid until then
    facts         TEXT    NOT NULL,                        -- JSON: what the provider said, without secrets
    given         TEXT,                                    -- JSON: what it brought, so that it can be taken back
    received_at   INTEGER NOT NULL,
    fulfilled_at  INTEGER,
    refunded_at   INTEGER,
    decided_by    INTEGER,                                 -- whoever released, returned or refunded it
    CHECK ((state = 'held') <= (hold IS NOT NULL)),
    UNIQUE (method, provider_payment_id)
) STRICT;
CREATE INDEX payments_by_order ON payments (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX payments_by_user ON payments (user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX payments_by_state ON payments (state, received_at);
CREATE INDEX payments_by_time ON payments (received_at);

-- Everything that happened to an order or a payment.
CREATE TABLE payment_events (
    id         INTEGER PRIMARY KEY,
    order_id   INTEGER REFERENCES orders (id),
    payment_id INTEGER REFERENCES payments (id),
    kind       TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    by         INTEGER,                                    -- NULL = the house
    detail     TEXT
) STRICT;
CREATE INDEX payment_events_by_order ON payment_events (order_id, id) WHERE order_id IS NOT NULL;
CREATE INDEX payment_events_by_payment ON payment_events (payment_id, id) WHERE payment_id IS NOT NULL;

-- The books: double entry. The entries of a posting sum to zero in each currency; nothing is ever changed.
CREATE TABLE ledger_postings (
    id         INTEGER PRIMARY KEY,
    kind       TEXT    NOT NULL,                           -- 'received', 'held', 'released', 'delivered', 'refunded'…
    order_id   INTEGER REFERENCES orders (id),
    payment_id INTEGER REFERENCES payments (id),
    user_id    INTEGER REFERENCES users (id),              -- whom it concerns
    by         INTEGER,                                    -- NULL = the house
    reason     TEXT    CHECK (length(reason) <= 200),
    at         INTEGER NOT NULL,
    fact       TEXT    NOT NULL UNIQUE                     -- what it is of: the same fact is booked once
) STRICT;
CREATE INDEX ledger_postings_by_payment ON ledger_postings (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX ledger_postings_by_order ON ledger_postings (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX ledger_postings_by_user ON ledger_postings (user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX ledger_postings_by_time ON ledger_postings (at);

-- Positive = debit. Money at a provider is positive; what is owed, sold, or on somebody's balance is negative.
CREATE TABLE ledger_entries (
    posting_id INTEGER NOT NULL REFERENCES ledger_postings (id),
    account    TEXT    NOT NULL,                           -- 'provider:stars', 'owed', 'held', 'sales', 'balance:ID'…
    currency   TEXT    NOT NULL CHECK (length(currency) = 3),
    minor      INTEGER NOT NULL CHECK (minor <> 0),
    PRIMARY KEY (posting_id, account, currency)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_entries_by_account ON ledger_entries (account, currency, minor);

-- Receipts of payments by hand. The picture lies with Telegram; what it is is kept to know it again.
CREATE TABLE receipts (
    id             INTEGER PRIMARY KEY,
    order_id       INTEGER NOT NULL REFERENCES orders (id),
    user_id        INTEGER NOT NULL REFERENCES users (id),
    content        TEXT    NOT NULL CHECK (content IN ('photo', 'document')),
    source_chat    INTEGER NOT NULL,
    source_message INTEGER NOT NULL,
    file_id        TEXT    NOT NULL,
    file_unique_id TEXT    NOT NULL,
    sha256         BLOB,                                   -- NULL = not downloaded yet
    reference      TEXT    CHECK (length(reference) <= 64), -- as the payer typed it
    state          TEXT    NOT NULL CHECK (state IN ('submitted', 'approved', 'rejected', 'withdrawn')),
    reason         TEXT    CHECK (length(reason) <= 200),  -- of a rejection
    minor          INTEGER CHECK (minor > 0),              -- what really came, in the order's currency
    decided_by     INTEGER,
    decided_at     INTEGER,
    created_at     INTEGER NOT NULL,
    UNIQUE (source_chat, source_message)
) STRICT;
CREATE INDEX receipts_by_order ON receipts (order_id);
CREATE UNIQUE INDEX receipts_open ON receipts (order_id) WHERE state = 'submitted';
CREATE INDEX receipts_by_user ON receipts (user_id, id);
CREATE INDEX receipts_by_state ON receipts (state, id);
CREATE INDEX receipts_by_file ON receipts (file_unique_id);
CREATE INDEX receipts_by_hash ON receipts (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX receipts_by_reference ON receipts (reference) WHERE reference IS NOT NULL;

-- Messages that show a receipt to the staff: when it is decided, their buttons go.
CREATE TABLE receipt_copies (
    chat_id    INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    receipt_id INTEGER NOT NULL REFERENCES receipts (id),
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_copies_by_receipt ON receipt_copies (receipt_id);

-- Monthly subscriptions in Stars.
CREATE TABLE star_subscriptions (
    order_id     INTEGER PRIMARY KEY REFERENCES orders (id), -- the first one; renewals carry its code
    user_id      INTEGER NOT NULL REFERENCES users (id),
    first_charge TEXT    NOT NULL UNIQUE,
    last_charge  TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('active', 'canceled', 'failed', 'ended')),
    paid_until   INTEGER NOT NULL,
    canceled_by  TEXT    CHECK (canceled_by IN ('user', 'house')), -- NULL = not cancelled
    changed_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX star_subscriptions_by_user ON star_subscriptions (user_id);
CREATE INDEX star_subscriptions_ending ON star_subscriptions (paid_until) WHERE state IN ('active', 'canceled', 'failed');

CREATE TABLE promo_codes (
    id          INTEGER PRIMARY KEY,
    code        TEXT    NOT NULL UNIQUE,                   -- capital letters and digits
    kind        TEXT    NOT NULL CHECK (kind IN ('percent', 'days', 'fixed')),
    value       INTEGER NOT NULL CHECK (value > 0),        -- percent, days, or minor units
    currency    TEXT    CHECK (length(currency) = 3),      -- of a fixed amount
    plan_id     INTEGER REFERENCES plans (id),             -- NULL = for every plan
    most_uses   INTEGER CHECK (most_uses >= 1),
    per_person  INTEGER NOT NULL CHECK (per_person >= 1),
    starts_at   INTEGER,
    ends_at     INTEGER,
    made_by     INTEGER REFERENCES users (id),
    created_at  INTEGER NOT NULL,
    disabled_at INTEGER,
    CHECK ((kind = 'fixed') = (currency IS NOT NULL)),
    CHECK (kind <> 'percent' OR value <= 100)
) STRICT;
CREATE INDEX promo_codes_by_maker ON promo_codes (made_by) WHERE made_by IS NOT NULL;
CREATE INDEX promo_codes_by_plan ON promo_codes (plan_id) WHERE plan_id IS NOT NULL;

-- A plan that somebody paid for another. Only the SHA-256 of the code is kept, and the code sealed for its buyer.
CREATE TABLE gifts (
    id          INTEGER PRIMARY KEY,
    payment_id  INTEGER NOT NULL UNIQUE REFERENCES payments (id),
    buyer_id    INTEGER NOT NULL REFERENCES users (id),
    code_hash   BLOB    NOT NULL UNIQUE,
    sealed      TEXT    NOT NULL,
    snapshot    TEXT    NOT NULL,                          -- JSON: the plan as it was sold
    extra_days  INTEGER NOT NULL DEFAULT 0,
    created_at  INTEGER NOT NULL,
    redeemed_by INTEGER REFERENCES users (id),
    redeemed_at INTEGER,
    revoked_at  INTEGER,                                   -- it was paid back
    given       TEXT                                       -- JSON: what it brought
) STRICT;
CREATE INDEX gifts_by_buyer ON gifts (buyer_id, id);
CREATE INDEX gifts_by_person ON gifts (redeemed_by) WHERE redeemed_by IS NOT NULL;

-- What an inviter got for a friend who paid: once per friend.
CREATE TABLE referral_rewards (
    friend_id  INTEGER PRIMARY KEY REFERENCES users (id),
    inviter_id INTEGER NOT NULL REFERENCES users (id),
    payment_id INTEGER NOT NULL REFERENCES payments (id),
    days       INTEGER,                                    -- of what they have
    minor      INTEGER,                                    -- or on their balance
    currency   TEXT    CHECK (length(currency) = 3),
    at         INTEGER NOT NULL,
    given_at   INTEGER,                                    -- NULL = the days wait for something to lengthen
    given      TEXT,                                       -- JSON: what the days lengthened
    revoked_at INTEGER                                     -- the friend was paid back
) STRICT;
CREATE INDEX users_by_inviter ON users (referred_by) WHERE referred_by IS NOT NULL;
CREATE INDEX referral_rewards_by_inviter ON referral_rewards (inviter_id);
CREATE INDEX referral_rewards_by_payment ON referral_rewards (payment_id);

-- What was told at the webhook, as it came: it is never believed, only a reason to ask the provider.
CREATE TABLE webhook_notes (
    id          INTEGER PRIMARY KEY,
    method      TEXT    NOT NULL,
    body_hash   BLOB    NOT NULL UNIQUE,
    provider_ref TEXT,
    order_code  TEXT,
    is_signed   INTEGER NOT NULL CHECK (is_signed IN (0, 1)),
    received_at INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,                          -- when it is looked into, or again after a look that failed
    handled_at  INTEGER
) STRICT;
CREATE INDEX webhook_notes_waiting ON webhook_notes (next_at) WHERE handled_at IS NULL;
CREATE INDEX webhook_notes_by_time ON webhook_notes (received_at);

-- How far the list of Stars transactions of a bot was compared: another token has another list.
CREATE TABLE star_marks (
    bot_id     INTEGER PRIMARY KEY,
    compared   INTEGER NOT NULL CHECK (compared >= 0),     -- transactions from the beginning
    since      INTEGER NOT NULL,                           -- what is older, and of no order that is known, is not the house's
    at         INTEGER NOT NULL
) STRICT;

-- Where lists of strangers' proxies come from.
CREATE TABLE proxy_sources (
    id            INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL,                        -- the host of its address, or what an admin called it
    kind          TEXT    NOT NULL CHECK (kind IN ('shadowmere', 'list', 'pasted')),
    url           TEXT    UNIQUE,                          -- NULL = pasted, or taken away
    hint          TEXT    CHECK (hint IN ('socks5', 'socks4', 'http', 'https', 'ss')),
    every_minutes INTEGER NOT NULL CHECK (every_minutes BETWEEN 10 AND 10080),
    is_paused     INTEGER NOT NULL CHECK (is_paused IN (0, 1)),
    created_at    INTEGER NOT NULL,
    read_at       INTEGER,                                 -- the last reading that went well
    next_at       INTEGER,                                 -- NULL = it is not read by itself
    error         TEXT,                                    -- why the last reading failed, without its address
    report        TEXT    NOT NULL,                        -- JSON: what became of the lines of the last reading
    reading       INTEGER NOT NULL DEFAULT 0,              -- counts the readings
    removed_at    INTEGER                                  -- taken away: what only it lists goes, then the row
) STRICT;

-- The proxies of all lists. Public, as the lists are.
CREATE TABLE shadowmere_proxies (
    id            INTEGER PRIMARY KEY,
    url           TEXT    NOT NULL UNIQUE,                 -- how its list names it, in canonical form: its identity
    listed_kind   TEXT    CHECK (listed_kind IN ('socks5', 'socks4', 'http', 'https', 'ss')), -- NULL = it does not say
    is_tls        INTEGER NOT NULL CHECK (is_tls IN (0, 1)), -- TLS is spoken to the proxy itself
    host          TEXT    NOT NULL,
    port          INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
    login         TEXT,                                    -- JSON: the password or cipher that the list tells
    kind          TEXT    CHECK (kind IN ('socks5', 'socks4', 'http', 'https', 'ss')), -- found; before that, as listed
    country       TEXT    CHECK (length(country) = 2),
    city          TEXT,
    exit_ip       TEXT,
    anonymity     TEXT    CHECK (anonymity IN ('transparent', 'anonymous', 'elite')),
    is_for_telegram INTEGER CHECK (is_for_telegram IN (0, 1)),
    is_working    INTEGER NOT NULL CHECK (is_working IN (0, 1)), -- the last trial went well
    latency_ms    INTEGER CHECK (latency_ms >= 0),         -- the median of the samples
    samples       TEXT    NOT NULL,                        -- JSON: milliseconds of the last five trials that went well
    checks        INTEGER NOT NULL CHECK (checks >= 0),
    oks           INTEGER NOT NULL CHECK (oks BETWEEN 0 AND checks),
    fail_streak   INTEGER NOT NULL CHECK (fail_streak >= 0),
    fault         TEXT,                                    -- of the last trial; NULL = it went well, or there was none
    first_seen    INTEGER NOT NULL,
    last_checked  INTEGER,
    last_ok       INTEGER,
    next_at       INTEGER,                                 -- when it is tried; NULL = dropped
    dropped_at    INTEGER,                                 -- given up while a list still names it: not tried for a month
    CHECK ((next_at IS NULL) = (dropped_at IS NOT NULL)),
    CHECK (is_working = 0 OR (kind IS NOT NULL AND latency_ms IS NOT NULL AND dropped_at IS NULL))
) STRICT;
CREATE INDEX proxies_due ON shadowmere_proxies (next_at);
CREATE INDEX proxies_best ON shadowmere_proxies (latency_ms) WHERE is_working = 1;
CREATE INDEX proxies_working ON shadowmere_proxies (kind, country) WHERE is_working = 1;
CREATE INDEX proxies_kept ON shadowmere_proxies (kind, is_working, fault) WHERE dropped_at IS NULL;
CREATE INDEX proxies_dead ON shadowmere_proxies (first_seen) WHERE is_working = 0 AND fault IS NOT NULL AND dropped_at IS NULL;
CREATE INDEX proxies_dropped ON shadowmere_proxies (dropped_at) WHERE dropped_at IS NOT NULL;

-- Other addresses under which lists name a proxy: found to be one with it, they are not kept as a second.
CREATE TABLE proxy_aliases (
    url      TEXT    PRIMARY KEY,                          -- in canonical form
    proxy_id INTEGER NOT NULL REFERENCES shadowmere_proxies (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX proxy_aliases_by_proxy ON proxy_aliases (proxy_id);

-- Which source lists which proxy, and in which of its readings it last did.
CREATE TABLE proxy_listings (
    source_id INTEGER NOT NULL REFERENCES proxy_sources (id),
    proxy_id  INTEGER NOT NULL REFERENCES shadowmere_proxies (id) ON DELETE CASCADE,
    reading   INTEGER NOT NULL,
    PRIMARY KEY (source_id, proxy_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX proxy_listings_by_proxy ON proxy_listings (proxy_id);
CREATE INDEX proxy_listings_by_reading ON proxy_listings (source_id, reading);

-- One row: what admins set from chat about the list.
CREATE TABLE proxy_settings (
    id             INTEGER PRIMARY KEY CHECK (id = 1),
    is_shown       INTEGER NOT NULL CHECK (is_shown IN (0, 1)),
    at_once        INTEGER NOT NULL CHECK (at_once BETWEEN 1 AND 512),
    every_minutes  INTEGER NOT NULL CHECK (every_minutes BETWEEN 5 AND 1440),
    allows_private INTEGER NOT NULL CHECK (allows_private IN (0, 1)),
    asks_telegram  INTEGER NOT NULL CHECK (asks_telegram IN (0, 1)),
    judges         TEXT    NOT NULL                        -- JSON: addresses
) STRICT;

-- The runs over the whole list that admins asked for: the last twenty. One without an end goes on after a restart.
CREATE TABLE proxy_passes (
    id           INTEGER PRIMARY KEY,
    begun_at     INTEGER NOT NULL,
    ended_at     INTEGER,
    last_id      INTEGER NOT NULL,                         -- proxies that were known when it began
    total        INTEGER NOT NULL CHECK (total >= 0),
    tried        INTEGER NOT NULL CHECK (tried >= 0),
    working      INTEGER NOT NULL CHECK (working >= 0),
    is_cancelled INTEGER NOT NULL CHECK (is_cancelled IN (0, 1)),
    is_offline   INTEGER NOT NULL CHECK (is_offline IN (0, 1)) -- the house had no way out: nothing more was judged
) STRICT;

-- How the house watches an MTProto proxy: by a user of its own there.
CREATE TABLE mtproto_watches (
    server_id      INTEGER PRIMARY KEY REFERENCES servers (id),
    sealed         TEXT,                                   -- the base secret of that user; NULL = it has none yet
    is_known       INTEGER NOT NULL CHECK (is_known IN (0, 1)), -- the server once took that user
    next_at        INTEGER NOT NULL,                       -- when it is tried next
    outage         INTEGER NOT NULL CHECK (outage >= 0),   -- the number of the present or the last outage
    down_since     INTEGER,                                -- NULL = there is none now
    told           TEXT    NOT NULL CHECK (told IN ('nothing', 'part', 'whole')), -- what the admins know of it
    people_told_at INTEGER,                                -- when its people were told of it
    CHECK ((told = 'nothing') = (down_since IS NULL))
) STRICT;

-- What became of each form of such a proxy when it was tried last.
CREATE TABLE mtproto_checks (
    server_id  INTEGER NOT NULL REFERENCES servers (id),
    form       TEXT    NOT NULL CHECK (form IN ('ee', 'dd', 'plain')),
    outcome    TEXT    NOT NULL,                           -- JSON: how it ended
    fails      INTEGER NOT NULL CHECK (fails >= 0),        -- in a row; 0 = it works
    since      INTEGER NOT NULL,                           -- since when it works, or does not
    checked_at INTEGER NOT NULL,
    PRIMARY KEY (server_id, form)
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------------------------ the other doors

-- Keys of the REST API. Only the SHA-256 of a key is kept; what is done with one is done for its owner, within their
-- roles and its scopes.
CREATE TABLE api_keys (
    id           INTEGER PRIMARY KEY,
    name         TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
    key_hash     BLOB    NOT NULL UNIQUE CHECK (length(key_hash) = 32),
    prefix       TEXT    NOT NULL,                         -- shown in lists
    owner_id     INTEGER NOT NULL REFERENCES users (id),
    scopes       TEXT    NOT NULL,                         -- JSON list: names of permissions
    rate_per_minute INTEGER NOT NULL CHECK (rate_per_minute BETWEEN 1 AND 600000), -- requests
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,                                  -- NULL = until revoked
    revoked_at   INTEGER,
    last_used_at INTEGER,                                  -- the last sign-in
    made_from    TEXT    UNIQUE                            -- the pressed message: a double press makes one key
) STRICT;
CREATE INDEX api_keys_by_owner ON api_keys (owner_id);

-- What began with a key: access tokens name it, refresh tokens lengthen it.
CREATE TABLE api_sessions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    key_id     INTEGER NOT NULL REFERENCES api_keys (id),
    created_at INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,                           -- moved by each refresh
    revoked_at INTEGER                                     -- ended by its owner, or a refresh token came twice
) STRICT;
CREATE INDEX api_sessions_by_key ON api_sessions (key_id);
CREATE INDEX api_sessions_by_end ON api_sessions (ends_at);

-- Each is good once. Only the SHA-256 is kept.
CREATE TABLE refresh_tokens (
    token_hash BLOB    PRIMARY KEY CHECK (length(token_hash) = 32),
    session_id INTEGER NOT NULL REFERENCES api_sessions (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    used_at    INTEGER,
    origin     BLOB    CHECK (length(origin) = 32)         -- SHA-256 of the one before and the name of its request
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

-- Requests that must not be carried out twice, by the key that their sender gave them.
CREATE TABLE api_requests (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    key_id      INTEGER NOT NULL REFERENCES api_keys (id),
    idempotency_key TEXT NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
    fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 32), -- SHA-256 of method, path and body
    created_at  INTEGER NOT NULL,
    applied_at  INTEGER,                                   -- its effect is committed
    status      INTEGER,                                   -- of its answer; NULL = none was kept
    answer      TEXT,                                      -- sealed
    UNIQUE (key_id, idempotency_key)
) STRICT;
CREATE INDEX api_requests_by_time ON api_requests (created_at);

-- Addresses that are told what happens.
CREATE TABLE webhooks_out (
    id          INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
    url         TEXT    NOT NULL,                          -- sealed
    host        TEXT    NOT NULL,                          -- shown in its place
    secret      TEXT    NOT NULL,                          -- sealed: signs what is sent
    events      TEXT    NOT NULL,                          -- JSON list: 'payment.paid', 'payment.*', '*'
    is_enabled  INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
    created_by  INTEGER NOT NULL REFERENCES users (id),    -- who answers for it
    created_at  INTEGER NOT NULL,
    failing_since INTEGER,                                 -- NULL = the last delivery went well
    is_told     INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1)), -- the admins know that it fails
    halt        TEXT    CHECK (halt IN ('gone', 'failing', 'rights')), -- why the house itself stopped; NULL = it did not
    removed_at  INTEGER
) STRICT;
CREATE INDEX webhooks_out_by_maker ON webhooks_out (created_by);

-- One event for one such address, in the words in which it is sent each time.
CREATE TABLE webhook_deliveries (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook_id   INTEGER NOT NULL REFERENCES webhooks_out (id),
    event_id     TEXT    NOT NULL,                         -- log and number of the fact: the same at each address
    event        TEXT    NOT NULL,                         -- 'payment.paid'
    body         TEXT    NOT NULL,                         -- JSON; '' = long delivered
    state        TEXT    NOT NULL CHECK (state IN ('due', 'delivered', 'dead')),
    attempts     INTEGER NOT NULL DEFAULT 0,
    replays      INTEGER NOT NULL DEFAULT 0,               -- times somebody wanted it sent again
    last_status  INTEGER,                                  -- of the answer; NULL = there was none
    last_error   TEXT,
    created_at   INTEGER NOT NULL,
    next_at      INTEGER,                                  -- when it is tried next; NULL = it ended
    ended_at     INTEGER,
    UNIQUE (webhook_id, event_id),
    CHECK ((state = 'due') = (next_at IS NOT NULL) AND (state = 'due') = (ended_at IS NULL))
) STRICT;
CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (webhook_id, state, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, next_at, id) WHERE state = 'due';
CREATE INDEX webhook_deliveries_by_end ON webhook_deliveries (ended_at) WHERE ended_at IS NOT NULL;

-- How far each log of facts was read for those addresses.
CREATE TABLE webhook_marks (
    log     TEXT    PRIMARY KEY,
    last_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
