-- Listed proxies: one that lists name in several ways is one.

-- Other addresses under which lists name a proxy: found to be one with it, they are not kept as a second.
CREATE TABLE proxy_aliases (
    url      TEXT    PRIMARY KEY,                          -- in canonical form
    proxy_id INTEGER NOT NULL REFERENCES shadowmere_proxies (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX proxy_aliases_by_proxy ON proxy_aliases (proxy_id);
