-- Keys of the REST API, and addresses that are told what happens.

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
