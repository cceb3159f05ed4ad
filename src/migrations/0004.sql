-- People and the team: bans with a reason, roles of one's own making, invitations, tickets, notices, maintenance, backups.

-- ---------------------------------------------------------------------------------------------- people

ALTER TABLE users ADD COLUMN banned_by INTEGER;            -- NULL = SYSTEM, or nobody
ALTER TABLE users ADD COLUMN banned_at INTEGER;
ALTER TABLE users ADD COLUMN erased_at INTEGER;            -- their data were erased; the row stays for what refers to it
CREATE INDEX users_by_ban_end ON users (banned_until) WHERE banned_until IS NOT NULL;
CREATE INDEX users_by_qvapay ON users (qvapay_user COLLATE NOCASE) WHERE qvapay_user IS NOT NULL;

ALTER TABLE roles ADD COLUMN sees_own_only INTEGER NOT NULL DEFAULT 0 CHECK (sees_own_only IN (0, 1)); -- own customers
ALTER TABLE roles ADD COLUMN tokens_per_month INTEGER CHECK (tokens_per_month >= 0); -- in any 30 days; NULL = no limit
ALTER TABLE roles ADD COLUMN created_by INTEGER;
ALTER TABLE roles ADD COLUMN created_at INTEGER;
ALTER TABLE roles ADD COLUMN number INTEGER; -- what buttons say for it: a name may change, and a freed one come again
UPDATE roles SET number = (SELECT count(*) FROM roles o WHERE o.rank > roles.rank OR o.rank = roles.rank AND o.name <= roles.name);
CREATE UNIQUE INDEX roles_by_number ON roles (number);
UPDATE roles SET sees_own_only = 1, tokens_per_month = 100 WHERE name = 'seller';

ALTER TABLE user_roles ADD COLUMN reason TEXT CHECK (length(reason) <= 200);
ALTER TABLE user_roles ADD COLUMN tokens_per_month INTEGER CHECK (tokens_per_month >= 0); -- NULL = the role's own limit

-- Roles that an older version filled know nothing of these permissions.
INSERT OR IGNORE INTO role_permissions (role, permission)
    SELECT r.name, p.value FROM roles r, json_each('["people.see","people.manage","data.manage","roles.see","roles.grant",
        "audit.see","tickets.see","tickets.answer","support.manage","house.maintain"]') p
    WHERE r.name IN ('superadmin', 'admin');
INSERT OR IGNORE INTO role_permissions (role, permission)
    SELECT r.name, p.value FROM roles r, json_each('["roles.edit","backups.manage"]') p WHERE r.name = 'superadmin';
INSERT OR IGNORE INTO role_permissions (role, permission)
    SELECT r.name, p.value FROM roles r, json_each('["people.see","people.manage","tickets.see","tickets.answer"]') p
    WHERE r.name = 'support';
INSERT OR IGNORE INTO role_permissions (role, permission)
    SELECT r.name, p.value FROM roles r, json_each('["people.see"]') p WHERE r.name = 'seller';
INSERT OR IGNORE INTO role_permissions (role, permission)
    SELECT r.name, p.value FROM roles r, json_each('["people.see","roles.see","audit.see","tickets.see"]') p
    WHERE r.name = 'auditor';

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

ALTER TABLE audit_log ADD COLUMN person_id ANY AS (CASE WHEN json_valid(details) THEN json_extract(details, '$.user') END) VIRTUAL; -- whose thing the target is
CREATE INDEX audit_by_time ON audit_log (created_at, id);
CREATE INDEX audit_by_person ON audit_log (person_id, id) WHERE person_id IS NOT NULL;

-- ------------------------------------------------------------------------------------------- the house

ALTER TABLE bot_config ADD COLUMN support_group_id INTEGER;  -- a forum: one topic per ticket; NULL = private chats
ALTER TABLE bot_config ADD COLUMN support_group_title TEXT;
ALTER TABLE bot_config ADD COLUMN support_hours INTEGER NOT NULL DEFAULT 12 CHECK (support_hours BETWEEN 0 AND 720); -- unanswered: reminds; 0 = never
ALTER TABLE bot_config ADD COLUMN notice_group_id INTEGER;   -- takes the notices too; NULL = private chats only
ALTER TABLE bot_config ADD COLUMN notice_topics TEXT NOT NULL DEFAULT '{}'; -- JSON: topic of the group by kind of notice
ALTER TABLE bot_config ADD COLUMN maintenance_since INTEGER; -- NULL = the house is open
ALTER TABLE bot_config ADD COLUMN maintenance_text TEXT CHECK (length(maintenance_text) <= 500); -- the operator's own sentence
ALTER TABLE bot_config ADD COLUMN maintenance_holds INTEGER NOT NULL DEFAULT 0 CHECK (maintenance_holds IN (0, 1)); -- tasks wait
ALTER TABLE bot_config ADD COLUMN backup_minute INTEGER DEFAULT 240 CHECK (backup_minute BETWEEN 0 AND 1439); -- of the house's day; NULL = no nightly one
ALTER TABLE bot_config ADD COLUMN backup_keep INTEGER CHECK (backup_keep BETWEEN 1 AND 365); -- NULL = the setting BACKUP_KEEP
ALTER TABLE bot_config ADD COLUMN backup_chat_id INTEGER;    -- NULL = the setting BACKUP_CHAT_ID
ALTER TABLE bot_config ADD COLUMN backup_splits INTEGER NOT NULL DEFAULT 1 CHECK (backup_splits IN (0, 1)); -- too big for a message: sent in parts

-- People active per UTC day: seen at least once.
CREATE TABLE activity_daily (
    day    INTEGER PRIMARY KEY,                            -- days since 1970-01-01
    active INTEGER NOT NULL
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
