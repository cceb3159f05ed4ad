-- ----------------------------------------------------------------------------------------------- money

-- What is sold. A plan that was taken away stays for what refers to it; what was sold is kept with each order.
CREATE TABLE plans (
    id            INTEGER PRIMARY KEY,
    names         TEXT    NOT NULL,                        -- JSON: name by language
    products      TEXT    NOT NULL,                        -- JSON list: 'vip', 'wireguard', 'outline'
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

-- The roles that are there learn what they may do with money; whoever changed a role's list keeps the rest of it.
INSERT OR IGNORE INTO role_permissions (role, permission)
SELECT role, permission FROM (
    SELECT 'admin' AS role, 'payments.see' AS permission UNION ALL
    SELECT 'admin', 'payments.manage' UNION ALL
    SELECT 'admin', 'shop.manage' UNION ALL
    SELECT 'support', 'payments.see' UNION ALL
    SELECT 'auditor', 'payments.see'
) WHERE role IN (SELECT name FROM roles);
