//! What acts the audit log can hold, by the part of the house they belong to.

macro_rules! areas {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// What part of the house an act belongs to.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum AuditArea { $($(#[$doc])* $name,)+ }

        impl AuditArea {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[AuditArea] = &[$(AuditArea::$name,)+];

            /// The name in buttons and files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The area of that name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

areas! {
    /// VIP access, its members, imports, the access audit.
    Vip = "vip",
    /// Invitation tokens.
    Tokens = "tokens",
    /// The Free queue.
    Free = "free",
    /// The channels and how the bot stands in them.
    Channels = "channels",
    /// What is set from chat.
    Settings = "config",
    /// What is published and written to people.
    Posts = "posts",
    /// VPN keys and the accounts behind them.
    Keys = "keys",
    /// VPN servers, pools, addresses.
    Servers = "servers",
    /// The list of proxies, its sources, the runs over it.
    Proxies = "proxies",
    /// Bans, notes, words to people, their data.
    People = "people",
    /// Roles, their permissions, invitations to the staff.
    Roles = "roles",
    /// Tickets.
    Support = "support",
    /// Payments and what is paid back.
    Money = "money",
    /// The house itself: faults, work that failed, maintenance, files taken away.
    House = "house",
    /// Backups.
    Backups = "backups",
}

/// A kind of act that the log can hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AuditAct {
    /// Stands for it in buttons: never used again for another.
    pub code: u16,
    /// Stored in the log.
    pub name: &'static str,
    pub area: AuditArea,
}

macro_rules! acts {
    ($($area:ident { $($code:literal $name:literal,)+ })+) => {
        /// Everything the log can hold. A test finds acts that services write and that are missing here.
        pub static ACTS: &[AuditAct] = &[$($(
            AuditAct { code: $code, name: $name, area: AuditArea::$area },
        )+)+];
    };
}

acts! {
    Vip {
        1 "vip.granted",
        2 "vip.end_moved",
        3 "vip.expired",
        4 "vip.reactivated",
        5 "vip.removal_ordered",
        6 "vip.link_ordered",
        7 "vip.intruder",
        8 "whitelist.added",
        9 "whitelist.removed",
        10 "members.exported",
        11 "import.confirmed",
        12 "import.applied",
        13 "import.done",
        14 "import.cancelled",
        15 "migration.made",
        16 "migration.used",
        17 "migration.revoked",
        18 "access_audit.begun",
        19 "access_audit.links_sent",
        20 "access_audit.removal",
        21 "access_audit.stopped",
        22 "access_audit.undone",
        23 "brake.asked",
        24 "brake.put_off",
        25 "brake.released",
        26 "import.gave",
        27 "vip.removed",
    }
    Tokens {
        40 "token.made",
        41 "token.redeemed",
        42 "token.revoked",
    }
    Free {
        60 "queue.approved",
        61 "queue.all_approved",
        62 "queue.declined",
        63 "queue.link_made",
        64 "queue.let_in",
    }
    Channels {
        80 "config.channel",
        81 "config.detached",
        82 "config.migrated",
        83 "channel.migrated",
        84 "channel.offered",
        85 "channel.reactions_refused",
        86 "channel.rights_back",
        87 "channel.rights_lost",
    }
    Settings {
        100 "config.fees",
        101 "config.grace",
        102 "config.language",
        103 "config.reactions",
        104 "config.reminders",
        105 "config.reset",
        106 "config.retention",
        107 "config.text",
        108 "config.time_zone",
        109 "config.wait_time",
        110 "vpn.setting",
        111 "text.broken",
        112 "notices.group",
    }
    Posts {
        120 "channel.post",
        121 "broadcast.again",
        122 "broadcast.cancelled",
        123 "broadcast.confirmed",
        124 "broadcast.scheduled",
        125 "broadcast.seen",
        126 "broadcast.sent",
        127 "broadcast.undone",
        128 "mailing.started",
        129 "mailing.paused",
        130 "mailing.resumed",
        131 "mailing.stopped",
        132 "mailing.ended",
    }
    Keys {
        160 "key.made",
        161 "key.deleted",
        162 "key.held",
        163 "key.released",
        164 "key.paused",
        165 "key.resumed",
        166 "key.renamed",
        167 "key.rotated",
        168 "key.routed",
        169 "key.moved",
        170 "key.seen",
        171 "key.sent",
        172 "key.shared",
        173 "key.heavy",
        174 "key.adopted",
        175 "key.left_alone",
        176 "key.suspended",
        177 "key.restored",
        178 "key.ended",
        179 "account.terms",
        180 "accounts.extended",
        181 "trial.given",
    }
    Servers {
        200 "server.added",
        201 "server.changed",
        202 "server.drained",
        203 "server.filled",
        204 "server.removed",
        205 "server.reconciled",
        206 "server.file_taken",
        207 "server.file_changed",
        208 "server.down",
        209 "server.up",
        210 "pool.added",
        211 "pool.removed",
        212 "pool.scarce",
        213 "address.assigned",
        214 "address.released",
        215 "address.revoked",
        216 "proxy.down",
        217 "proxy.up",
        218 "proxy.people_told",
    }
    Proxies {
        540 "proxy_source.added",
        541 "proxy_source.changed",
        542 "proxy_source.removed",
        543 "proxy_source.read_ordered",
        544 "proxies.pass_started",
        545 "proxies.pass_cancelled",
        546 "proxies.deleted",
        547 "proxies.set",
    }
    People {
        240 "user.banned",
        241 "user.unbanned",
        242 "user.noted",
        243 "user.written_to",
        244 "user.erased",
        245 "user.exported",
    }
    Roles {
        280 "role.granted",
        281 "role.revoked",
        282 "role.created",
        283 "role.renamed",
        284 "role.deleted",
        285 "role.ended",
        286 "role.end_moved",
        287 "role.limit_set",
        288 "role.permission_set",
        289 "role.quota_set",
        290 "role.ranked",
        291 "role.scope_set",
        292 "staff_invite.made",
        293 "staff_invite.revoked",
    }
    House {
        360 "house.online",
        361 "house.offline",
        362 "house.fault",
        363 "clock.wrong",
        364 "clock.right",
        365 "problem.retried",
        366 "problem.dropped",
        367 "statistics.exported",
        368 "audit.exported",
        369 "audit.verified",
        370 "notices.group_lost",
        371 "writes.stopped",
        372 "writes.resumed",
        373 "database.damaged",
        374 "database.set_aside",
        375 "house.restored",
        580 "api_key.made",
        581 "api_key.changed",
        582 "api_key.revoked",
        583 "api.refresh_reused",
        570 "webhook.made",
        571 "webhook.changed",
        572 "webhook.secret_changed",
        573 "webhook.removed",
        574 "webhook.replayed",
        575 "webhook.failing",
        576 "webhook.discarded",
        577 "updates.trouble",
    }
    Money {
        440 "order.opened",
        441 "order.cancelled",
        442 "order.expired",
        443 "payment.received",
        444 "payment.fulfilled",
        445 "payment.held",
        530 "gift.redeemed",
        531 "gift.revoked",
        532 "referral.rewarded",
        533 "referral.revoked",
        515 "payment.refunding",
        516 "payment.refunded",
        517 "payment.refunded_twice",
        518 "payment.returned",
        519 "payment.refund_again",
        520 "payment.released",
        521 "balance.adjusted",
        522 "books.checked",
        523 "books.exported",
        450 "plan.made",
        451 "plan.changed",
        452 "plan.removed",
        453 "promo.made",
        454 "promo.changed",
        480 "subscription.stopped",
        481 "subscription.allowed",
        482 "subscription.changed",
        500 "receipt.sent",
        501 "receipt.approved",
        502 "receipt.rejected",
        503 "receipt.withdrawn",
        504 "shop.changed",
        505 "manual.made",
        506 "manual.changed",
        507 "manual.removed",
        483 "subscription.link_made",
    }
    Support {
        320 "ticket.opened",
        321 "ticket.answered",
        322 "ticket.closed",
        323 "ticket.reopened",
        324 "ticket.handed",
        325 "ticket.rated",
        326 "canned.kept",
        327 "canned.deleted",
        328 "support.group",
        329 "support.hours",
        330 "support.group_lost",
    }
    Backups {
        400 "backup.made",
        401 "backup.ordered",
        402 "backup.sending_ordered",
        403 "backup.test_ordered",
        404 "backup.tested",
        405 "backup.set",
        406 "backup.restored",
        408 "backup.told_nightly",
        409 "backup.told_restore",
        410 "backup.told_send",
        411 "backup.told_test",
        413 "restore.released",
        414 "backup.trouble",
    }
}

impl AuditAct {
    /// The act of that name.
    pub fn of(name: &str) -> Option<Self> {
        ACTS.iter().find(|act| act.name == name).copied()
    }

    /// The act of that code.
    pub fn by_code(code: u16) -> Option<Self> {
        ACTS.iter().find(|act| act.code == code).copied()
    }

    /// The key of its words.
    pub fn words(self) -> String {
        format!("audit-act-{}", self.name.replace(['.', '_'], "-"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_and_codes_of_acts_are_unique() {
        let names: BTreeSet<&str> = ACTS.iter().map(|act| act.name).collect();
        let codes: BTreeSet<u16> = ACTS.iter().map(|act| act.code).collect();
        assert_eq!(names.len(), ACTS.len());
        assert_eq!(codes.len(), ACTS.len());
    }
}
