-- Proxies: MTProto as a kind of key, listed proxies, and the watching of the house's own.

-- ------------------------------------------------------------------------------------------- A: kinds

-- SQLite cannot change a CHECK, and a table that others refer to cannot be made anew without letting go of what refers
-- to it. A list that only grows holds for every row there is: its text is all that changes (the way of
-- https://www.sqlite.org/lang_altertable.html#otheralter for changes that leave the file's content as it is).
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
    SET sql = replace(sql, 'CHECK (kind IN (''wireguard'', ''outline''))',
                           'CHECK (kind IN (''wireguard'', ''outline'', ''mtproto''))')
    WHERE type = 'table' AND name IN ('servers', 'vpn_accounts', 'vpn_configs');
PRAGMA writable_schema = RESET;

-- ----------------------------------------------------------------------------- C: watching of MTProto proxies

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
