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

-- -------------------------------------------------------------------------------- B: listed proxies

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

-- The roles that are there learn what they may do with the list; whoever changed a role's list keeps the rest of it.
INSERT OR IGNORE INTO role_permissions (role, permission)
SELECT role, permission FROM (
    SELECT 'admin' AS role, 'proxies.see' AS permission UNION ALL
    SELECT 'admin', 'proxies.manage' UNION ALL
    SELECT 'support', 'proxies.see'
) WHERE role IN (SELECT name FROM roles);

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
