//! What the REST API shows of VPN keys, servers and proxies.

use crate::models::Permission;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::models::api_resource::Resource;
use crate::models::api_resource::described;

/// Keys of people, of every kind.
pub static VPN_CONFIGS: Resource = Resource {
    name: "vpn-configs",
    title: "VpnConfig",
    doc: described("Keys of people, of every kind."),
    permission: Permission::SeeKeys,
    from: "vpn_configs c JOIN vpn_accounts a ON a.id = c.account_id",
    key: "c.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "c.id", Kind::Int, "Number of the key."),
        Field::new("user_id", "c.user_id", Kind::Int, "Telegram id.").equal(),
        Field::new("kind", "c.kind", Kind::OneOf("wireguard|outline|mtproto"), "What it opens.").equal(),
        Field::new("name", "c.name", Kind::Text, "What its owner called it."),
        Field::new("status", "c.status", Kind::OneOf("pending|active|suspended|expired|revoked"), "Whether it works.").equal(),
        Field::new("is_trial", "a.is_trial", Kind::Bool, "Of a trial."),
        Field::new("is_paused", "c.is_paused", Kind::Bool, "Its owner put it to rest."),
        Field::new("hold", "c.hold", Kind::OneOf("staff|sharing|debt|ban"), "Why it is held.").or_null(),
        Field::new("routing", "c.routing", Kind::Json, "Of a WireGuard key, what goes through the tunnel: all, no_lan, or {only: networks}."),
        Field::new("server_id", "c.server_id", Kind::Int, "Number of the server.").equal(),
        Field::new("address", "(SELECT ip.ip FROM vpn_peers p JOIN ip_addresses ip ON ip.id = p.address_id WHERE p.id = c.peer_id)", Kind::Text, "Of a WireGuard key.").or_null(),
        Field::new("public_key", "(SELECT iif(c.kind = 'wireguard', p.remote_id, NULL) FROM vpn_peers p WHERE p.id = c.peer_id)", Kind::Text, "Of a WireGuard key.").or_null(),
        Field::new("received_bytes", "c.used_rx", Kind::Int, "From the person, since it was made."),
        Field::new("sent_bytes", "c.used_tx", Kind::Int, "To the person, since it was made."),
        Field::new("quota_bytes", "a.limit_bytes", Kind::Int, "Of the person and service; null = no limit.").or_null(),
        Field::new("quota_used_bytes", "a.used_rx + a.used_tx", Kind::Int, "Of the person and service, within the period."),
        Field::new("expires_at", "a.expires_at", Kind::Instant, "null = no end.").or_null().range(),
        Field::new("last_seen_at", "c.last_seen_at", Kind::Instant, "Last traffic.").or_null(),
        Field::new("created_at", "c.created_at", Kind::Instant, "When it was made.").range(),
        Field::new("revoked_at", "c.revoked_at", Kind::Instant, "It was taken back.").or_null(),
    ],
};

/// MTProto proxies of people.
pub static MTPROTO_PROXIES: Resource = Resource {
    name: "mtproto-proxies",
    title: "MtprotoProxy",
    doc: described("MTProto proxies of people."),
    permission: Permission::SeeKeys,
    from: "vpn_configs c JOIN vpn_accounts a ON a.id = c.account_id JOIN servers s ON s.id = c.server_id",
    key: "c.id",
    only: "c.kind = 'mtproto'",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "c.id", Kind::Int, "Number of the key."),
        Field::new("user_id", "c.user_id", Kind::Int, "Telegram id.").equal(),
        Field::new("name", "c.name", Kind::Text, "What its owner called it."),
        Field::new(
            "status",
            "c.status",
            Kind::OneOf("pending|active|suspended|expired|revoked"),
            "Whether it works.",
        )
        .equal(),
        Field::new("is_trial", "a.is_trial", Kind::Bool, "Of a trial."),
        Field::new(
            "is_paused",
            "c.is_paused",
            Kind::Bool,
            "Its owner put it to rest.",
        ),
        Field::new(
            "hold",
            "c.hold",
            Kind::OneOf("staff|sharing|debt|ban"),
            "Why it is held.",
        )
        .or_null(),
        Field::new("host", "s.host", Kind::Text, "For clients."),
        Field::new("port", "s.port", Kind::Int, "For clients."),
        Field::new(
            "server_id",
            "c.server_id",
            Kind::Int,
            "Number of the server.",
        )
        .equal(),
        Field::new(
            "received_bytes",
            "c.used_rx",
            Kind::Int,
            "From the person, since it was made.",
        ),
        Field::new(
            "sent_bytes",
            "c.used_tx",
            Kind::Int,
            "To the person, since it was made.",
        ),
        Field::new(
            "quota_bytes",
            "a.limit_bytes",
            Kind::Int,
            "Of the person and service; null = no limit.",
        )
        .or_null(),
        Field::new(
            "quota_used_bytes",
            "a.used_rx + a.used_tx",
            Kind::Int,
            "Of the person and service, within the period.",
        ),
        Field::new(
            "expires_at",
            "a.expires_at",
            Kind::Instant,
            "null = no end.",
        )
        .or_null()
        .range(),
        Field::new(
            "last_seen_at",
            "c.last_seen_at",
            Kind::Instant,
            "Last traffic.",
        )
        .or_null(),
        Field::new(
            "created_at",
            "c.created_at",
            Kind::Instant,
            "When it was made.",
        )
        .range(),
        Field::new(
            "revoked_at",
            "c.revoked_at",
            Kind::Instant,
            "It was taken back.",
        )
        .or_null(),
    ],
};

/// What happened to keys.
pub static VPN_EVENTS: Resource = Resource {
    name: "vpn-events",
    title: "VpnEvent",
    doc: described("What happened to keys."),
    permission: Permission::SeeKeys,
    from: "vpn_events e",
    key: "e.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "e.id", Kind::Int, "Number of the event."),
        Field::new(
            "config_id",
            "e.config_id",
            Kind::Int,
            "Number of the key; null = all of the person's of that service.",
        )
        .or_null()
        .equal(),
        Field::new("user_id", "e.user_id", Kind::Int, "Telegram id.").equal(),
        Field::new("kind", "e.kind", Kind::Text, "What happened.").equal(),
        Field::new("at", "e.at", Kind::Instant, "When.").range(),
        Field::new("by_user", "e.by_user", Kind::Int, "null = the house.").or_null(),
        Field::new("detail", "e.detail", Kind::Text, "More about it.").or_null(),
    ],
};

/// What keys are made on.
pub static SERVERS: Resource = Resource {
    name: "servers",
    title: "Server",
    doc: described("What keys are made on."),
    permission: Permission::SeeServers,
    from: "servers s",
    key: "s.id",
    only: "s.removed_at IS NULL",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "s.id", Kind::Int, "Number of the server."),
        Field::new(
            "kind",
            "s.kind",
            Kind::OneOf("wireguard|outline|mtproto"),
            "What it serves.",
        )
        .equal(),
        Field::new(
            "transport",
            "s.transport",
            Kind::OneOf("local|node|panel|file|demo"),
            "How the house reaches it.",
        ),
        Field::new("name", "s.name", Kind::Text, "As shown."),
        Field::new("flag", "s.flag", Kind::Text, "Of its country."),
        Field::new("host", "s.host", Kind::Text, "For clients."),
        Field::new("port", "s.port", Kind::Int, "For clients."),
        Field::new(
            "is_draining",
            "s.is_draining",
            Kind::Bool,
            "It takes no new keys.",
        ),
        Field::new(
            "health",
            "s.health",
            Kind::OneOf("unknown|up|down"),
            "As last seen.",
        )
        .equal(),
        Field::new(
            "health_since",
            "s.health_since",
            Kind::Instant,
            "Since when.",
        ),
        Field::new(
            "health_error",
            "s.health_error",
            Kind::Text,
            "Why it is down.",
        )
        .or_null(),
        Field::new(
            "checked_at",
            "s.checked_at",
            Kind::Instant,
            "Last looked at.",
        )
        .or_null(),
        Field::new(
            "keys",
            "(SELECT count(*) FROM vpn_configs c WHERE c.server_id = s.id AND c.status IN ('pending', 'active', 'suspended', 'expired'))",
            Kind::Int,
            "Keys on it that are not revoked.",
        ),
        Field::new(
            "created_at",
            "s.created_at",
            Kind::Instant,
            "When it was added.",
        ),
    ],
};

/// Networks of WireGuard keys.
pub static IP_POOLS: Resource = Resource {
    name: "ip-pools",
    title: "IpPool",
    doc: described("Networks of WireGuard keys."),
    permission: Permission::SeeServers,
    from: "ip_pools p",
    key: "p.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "p.id", Kind::Int, "Number of the pool."),
        Field::new(
            "server_id",
            "p.server_id",
            Kind::Int,
            "Number of the server.",
        )
        .equal(),
        Field::new("is_trial", "p.is_trial", Kind::Bool, "For trials."),
        Field::new("v4", "p.v4", Kind::Text, "CIDR.").or_null(),
        Field::new("v6", "p.v6", Kind::Text, "CIDR.").or_null(),
        Field::new(
            "available",
            "(SELECT count(*) FROM ip_addresses i WHERE i.pool_id = p.id AND i.state = 'available')",
            Kind::Int,
            "Free addresses.",
        ),
        Field::new(
            "assigned",
            "(SELECT count(*) FROM ip_addresses i WHERE i.pool_id = p.id AND i.state = 'assigned')",
            Kind::Int,
            "Addresses in use.",
        ),
        Field::new(
            "created_at",
            "p.created_at",
            Kind::Instant,
            "When it was added.",
        ),
    ],
};

/// The addresses of the pools.
pub static IP_ADDRESSES: Resource = Resource {
    name: "ip-addresses",
    title: "IpAddress",
    doc: described("The addresses of the pools."),
    permission: Permission::SeeServers,
    from: "ip_addresses i",
    key: "i.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "i.id", Kind::Int, "Number of the address."),
        Field::new("pool_id", "i.pool_id", Kind::Int, "Number of the pool.").equal(),
        Field::new(
            "server_id",
            "i.server_id",
            Kind::Int,
            "Number of the server.",
        )
        .equal(),
        Field::new("is_trial", "i.is_trial", Kind::Bool, "For trials."),
        Field::new("ip", "i.ip", Kind::Text, "The address.").equal(),
        Field::new("ip6", "i.ip6", Kind::Text, "Its IPv6 twin.").or_null(),
        Field::new(
            "state",
            "i.state",
            Kind::OneOf("available|leased|assigned|revoked"),
            "Whether it is free.",
        )
        .equal(),
        Field::new(
            "until",
            "i.until",
            Kind::Instant,
            "End of the lease or of the quarantine.",
        )
        .or_null(),
        Field::new("user_id", "i.user_id", Kind::Int, "Telegram id.")
            .or_null()
            .equal(),
        Field::new("config_id", "i.config_id", Kind::Int, "Number of the key.")
            .or_null()
            .equal(),
    ],
};

/// The free list: strangers' proxies that are tried.
pub static PROXIES: Resource = Resource {
    name: "proxies",
    title: "ListedProxy",
    doc: described("The free list: strangers' proxies that are tried."),
    permission: Permission::ProxiesSee,
    from: "shadowmere_proxies p",
    key: "p.id",
    only: "p.dropped_at IS NULL",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "p.id", Kind::Int, "Number of the proxy."),
        Field::new(
            "kind",
            "p.kind",
            Kind::OneOf("socks5|socks4|http|https|ss"),
            "What it speaks.",
        )
        .or_null()
        .equal(),
        Field::new("host", "p.host", Kind::Text, "Name or address.").equal(),
        Field::new("port", "p.port", Kind::Int, "Port."),
        Field::new("url", "p.url", Kind::Text, "As lists name it."),
        Field::new("country", "p.country", Kind::Text, "Two letters.")
            .or_null()
            .equal(),
        Field::new("city", "p.city", Kind::Text, "City.").or_null(),
        Field::new("exit_ip", "p.exit_ip", Kind::Text, "Where it comes out.").or_null(),
        Field::new(
            "anonymity",
            "p.anonymity",
            Kind::OneOf("transparent|anonymous|elite"),
            "What it tells of whom it serves.",
        )
        .or_null(),
        Field::new(
            "is_for_telegram",
            "p.is_for_telegram",
            Kind::Bool,
            "It lets Telegram through; null = not known.",
        )
        .or_null(),
        Field::new(
            "is_working",
            "p.is_working",
            Kind::Bool,
            "The last trial went well.",
        )
        .equal(),
        Field::new(
            "latency_ms",
            "p.latency_ms",
            Kind::Int,
            "Median of the last trials.",
        )
        .or_null(),
        Field::new("checks", "p.checks", Kind::Int, "Trials."),
        Field::new("oks", "p.oks", Kind::Int, "Trials that went well."),
        Field::new(
            "fail_streak",
            "p.fail_streak",
            Kind::Int,
            "Trials that failed since.",
        ),
        Field::new("fault", "p.fault", Kind::Text, "Of the last trial.").or_null(),
        Field::new("first_seen", "p.first_seen", Kind::Instant, "First listed.").range(),
        Field::new(
            "last_checked",
            "p.last_checked",
            Kind::Instant,
            "Last tried.",
        )
        .or_null(),
        Field::new(
            "last_ok",
            "p.last_ok",
            Kind::Instant,
            "Last time it worked.",
        )
        .or_null(),
    ],
};

/// Where lists of strangers' proxies come from.
pub static PROXY_SOURCES: Resource = Resource {
    name: "proxy-sources",
    title: "ProxySource",
    doc: described("Where lists of strangers' proxies come from."),
    permission: Permission::ProxiesSee,
    from: "proxy_sources s",
    key: "s.id",
    only: "s.removed_at IS NULL",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "s.id", Kind::Int, "Number of the source."),
        Field::new(
            "name",
            "s.name",
            Kind::Text,
            "Host of its address, or what somebody called it.",
        ),
        Field::new(
            "kind",
            "s.kind",
            Kind::OneOf("shadowmere|list|pasted"),
            "What it is.",
        ),
        Field::new(
            "every_minutes",
            "s.every_minutes",
            Kind::Int,
            "How often it is read.",
        ),
        Field::new("is_paused", "s.is_paused", Kind::Bool, "It is not read."),
        Field::new(
            "created_at",
            "s.created_at",
            Kind::Instant,
            "When it was added.",
        ),
        Field::new(
            "read_at",
            "s.read_at",
            Kind::Instant,
            "The last reading that went well.",
        )
        .or_null(),
        Field::new("next_at", "s.next_at", Kind::Instant, "The next reading.").or_null(),
        Field::new("error", "s.error", Kind::Text, "Why the last one failed.").or_null(),
        Field::new(
            "report",
            "s.report",
            Kind::Json,
            "What became of its lines.",
        ),
    ],
};
