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
