-- VPN: servers, address pools, keys.

-- ------------------------------------------------------------------------------------------- machinery

-- A class of tasks more; SQLite changes a CHECK only by making the table anew.
ALTER TABLE tasks RENAME TO old_tasks;
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
INSERT INTO tasks
    (id, kind, class, dedupe_key, payload, due_at, state, waits_for, attempts, last_error, result, created_at, done_at)
    SELECT id, kind, class, dedupe_key, payload, due_at, state, waits_for, attempts, last_error, result, created_at, done_at
    FROM old_tasks;
DROP TABLE old_tasks;
CREATE INDEX tasks_due ON tasks (class, due_at, id) WHERE state = 'due';
CREATE INDEX tasks_waiting ON tasks (waits_for) WHERE state = 'waiting';
CREATE INDEX tasks_by_state ON tasks (state, id);
CREATE INDEX tasks_done ON tasks (done_at) WHERE done_at IS NOT NULL;

-- Roles that an older version filled know nothing of these permissions.
INSERT OR IGNORE INTO role_permissions (role, permission)
    SELECT r.name, p.column1 FROM roles r, (VALUES ('servers.see'), ('servers.manage'), ('keys.see'), ('keys.manage')) p
    WHERE r.name IN ('superadmin', 'admin');
INSERT OR IGNORE INTO role_permissions (role, permission)
    SELECT r.name, p.column1 FROM roles r, (VALUES ('keys.see'), ('keys.manage')) p WHERE r.name = 'support';
INSERT OR IGNORE INTO role_permissions (role, permission)
    SELECT r.name, p.column1 FROM roles r, (VALUES ('servers.see'), ('keys.see')) p WHERE r.name = 'auditor';

-- ------------------------------------------------------------------------------------------------- VPN

-- What keys are made on. What is secret about reaching one is sealed.
CREATE TABLE servers (
    id           INTEGER PRIMARY KEY,
    kind         TEXT    NOT NULL CHECK (kind IN ('wireguard', 'outline')),
    transport    TEXT    NOT NULL CHECK (transport IN ('local', 'node', 'panel', 'file', 'demo')),
    name         TEXT    NOT NULL,
    flag         TEXT    NOT NULL DEFAULT '',
    host         TEXT    NOT NULL,                         -- for the clients of a WireGuard server, without a port
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
    kind            TEXT    NOT NULL CHECK (kind IN ('wireguard', 'outline')),
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
    kind         TEXT    NOT NULL CHECK (kind IN ('wireguard', 'outline')),
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
