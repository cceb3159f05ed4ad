//! Addresses that are told what happens: which events there are, and how their deliveries stand.

use super::{DeliveryId, Permission, PermissionSet, Timestamp, UserId, WebhookId};
use serde::{Deserialize, Serialize};

/// The most addresses.
pub const MOST_WEBHOOKS: u32 = 20;
/// What waits for one address at most; beyond it the oldest are given up.
pub const MOST_UNDELIVERED: i64 = 10_000;
/// Days for which an ended delivery is kept, and can be sent again.
pub const KEPT_DELIVERY_DAYS: i64 = 30;
/// The event by which an address is tried out. Nobody chooses it.
pub const PING: &str = "webhook.ping";

/// A log of facts that is read for addresses. Of each the last row is never deleted, so that its ids are not given twice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FactLog {
    /// `audit_log`: nothing of it is ever deleted.
    Audit,
    /// `membership_events`.
    Members,
    /// `vpn_events`.
    Keys,
    /// `ticket_messages`: nothing of it is ever deleted.
    Tickets,
}

impl FactLog {
    /// All of them.
    pub const ALL: [FactLog; 4] = [Self::Audit, Self::Members, Self::Keys, Self::Tickets];

    /// The name stored in `webhook_marks`, and in the ids of events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::Members => "member",
            Self::Keys => "key",
            Self::Tickets => "ticket",
        }
    }
}

/// A kind of event that addresses can be told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WebhookEvent {
    /// What the body says in `type`.
    pub name: &'static str,
    pub log: FactLog,
    /// What the log calls it: any of these.
    pub kinds: &'static [&'static str],
    /// When it is told, in English.
    pub doc: &'static str,
    /// What `data` holds, and what the log calls that: `#` is the number in the target, `?` the kind.
    pub fields: &'static [(&'static str, &'static str)],
}

impl WebhookEvent {
    /// The part of the name before the dot.
    pub fn group(&self) -> &'static str {
        group_of(self.name)
    }

    /// What the log's row of that kind is told as.
    pub fn of(log: FactLog, kind: &str) -> Option<&'static Self> {
        let is_it = |event: &&Self| event.log == log && event.kinds.contains(&kind);
        WEBHOOK_EVENTS.iter().find(is_it)
    }
}

fn group_of(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

const PAYMENT: &[(&str, &str)] = &[
    ("payment_id", "#"),
    ("order_id", "order"),
    ("user_id", "user"),
    ("method", "method"),
    ("amount_minor", "minor"),
    ("currency", "currency"),
];
const MEMBER: &[(&str, &str)] = &[
    ("user_id", "user"),
    ("channel", "channel"),
    ("period_id", "period"),
];
const WAITING: &[(&str, &str)] = &[("user_id", "user"), ("outcome", "?")];
const KEY: &[(&str, &str)] = &[
    ("key_id", "config"),
    ("account_id", "account"),
    ("user_id", "user"),
    ("by_user_id", "by"),
    ("why", "?"),
];
const TICKET: &[(&str, &str)] = &[("ticket_id", "#"), ("user_id", "user")];
const USER: &[(&str, &str)] = &[("user_id", "#")];
const ROLE: &[(&str, &str)] = &[("user_id", "#"), ("role", "role")];
const SERVER: &[(&str, &str)] = &[("server_id", "#")];

macro_rules! events {
    ($($log:ident { $($name:literal of [$($kind:literal),+] with $fields:expr, $doc:literal;)+ })+) => {
        /// All events, those of a group together. README and the API's description are made from this table.
        pub static WEBHOOK_EVENTS: &[WebhookEvent] = &[$($(WebhookEvent {
            name: $name, log: FactLog::$log, kinds: &[$($kind),+], doc: $doc, fields: $fields,
        },)+)+];
    };
}

events! {
    Audit {
        "payment.paid" of ["payment.received"] with PAYMENT, "Money came in, from any provider or by hand.";
        "payment.fulfilled" of ["payment.fulfilled"] with PAYMENT, "What was paid for was given.";
        "payment.held" of ["payment.held"] with &[
            ("payment_id", "#"), ("order_id", "order"), ("user_id", "user"), ("method", "method"),
            ("amount_minor", "minor"), ("currency", "currency"), ("why", "why"),
        ], "Money came that does not fit: somebody of the staff decides.";
        "payment.refunded" of ["payment.refunded", "payment.returned"] with PAYMENT, "A payment was paid back.";
        "order.created" of ["order.opened"] with &[
            ("order_id", "#"), ("user_id", "user"), ("plan_id", "plan"), ("method", "method"),
            ("amount_minor", "minor"), ("currency", "currency"),
        ], "Somebody ordered something.";
        "order.cancelled" of ["order.cancelled"] with &[("order_id", "#"), ("user_id", "user")], "An order was cancelled.";
        "order.expired" of ["order.expired"] with &[("order_id", "#")], "An order was not paid in time.";
    }
    Members {
        "member.granted" of ["granted"] with MEMBER, "VIP access began.";
        "member.renewed" of ["renewed"] with MEMBER, "VIP access was lengthened.";
        "member.reactivated" of ["reactivated"] with MEMBER, "VIP access that had ended goes on.";
        "member.expired" of ["expired"] with MEMBER, "VIP access ended.";
        "member.removed" of ["removed"] with MEMBER, "The bot took somebody out of the VIP channel.";
        "member.joined" of ["joined"] with MEMBER, "Somebody came into a channel.";
        "member.left" of ["left"] with MEMBER, "Somebody left a channel.";
        "free.queued" of ["queued"] with WAITING, "Somebody waits for the Free channel.";
        "free.approved" of ["approved"] with WAITING, "Somebody was let into the Free channel.";
        "free.declined" of ["declined"] with WAITING, "Somebody was turned away from the Free channel.";
        "free.closed" of ["closed", "already_inside", "unreachable", "failed"] with WAITING,
            "A request for the Free channel ended otherwise.";
    }
    Keys {
        "key.created" of ["created", "imported"] with KEY, "A VPN key or proxy key was made.";
        "key.activated" of ["activated"] with KEY, "Its server lets it in.";
        "key.extended" of ["extended", "upgraded"] with KEY, "Its account got more time or data.";
        "key.suspended" of ["quota_reached", "day_quota_reached", "paused", "held"] with KEY, "It stopped for now.";
        "key.restored" of ["quota_renewed", "resumed", "released"] with KEY, "It works again.";
        "key.rotated" of ["rotated"] with KEY, "It got a new secret.";
        "key.moved" of ["moved"] with KEY, "It moved to another server.";
        "key.expired" of ["expired"] with KEY, "Its time is over.";
        "key.revoked" of ["revoked"] with KEY, "It is gone for good.";
    }
    Audit {
        "ticket.opened" of ["ticket.opened"] with TICKET, "Somebody asked the support.";
        "ticket.closed" of ["ticket.closed"] with TICKET, "A ticket was closed.";
        "ticket.reopened" of ["ticket.reopened"] with TICKET, "A ticket was opened again.";
        "ticket.rated" of ["ticket.rated"] with TICKET, "Somebody rated how they were helped.";
    }
    Tickets {
        "ticket.message" of ["message"] with &[
            ("ticket_id", "ticket"), ("message_id", "message"), ("author_id", "author"), ("is_staff", "is_staff"),
            ("content", "content"),
        ], "Somebody wrote in a ticket. The words are not sent.";
    }
    Audit {
        "token.made" of ["token.made"] with &[
            ("batch_id", "#"), ("count", "count"), ("duration_hours", "hours"), ("valid_hours", "valid_hours"),
        ], "Invitation tokens were made.";
        "token.redeemed" of ["token.redeemed"] with &[("token_id", "#"), ("user_id", "user")], "A token was redeemed.";
        "token.revoked" of ["token.revoked"] with &[("token_id", "#")], "A token was revoked.";
        "user.banned" of ["user.banned"] with USER, "Somebody was shut out.";
        "user.unbanned" of ["user.unbanned"] with USER, "Somebody may come again.";
        "user.erased" of ["user.erased"] with USER, "What was kept of somebody was erased.";
        "role.granted" of ["role.granted"] with ROLE, "Somebody got a role.";
        "role.revoked" of ["role.revoked", "role.ended"] with ROLE, "Somebody lost a role.";
        "server.down" of ["server.down"] with &[("server_id", "#"), ("why", "why")], "A VPN server has not answered for a while.";
        "server.up" of ["server.up"] with SERVER, "It answers again.";
        "server.proxy_down" of ["proxy.down"] with SERVER, "An MTProto proxy does not lead to Telegram.";
        "server.proxy_up" of ["proxy.up"] with SERVER, "It does again.";
        "backup.made" of ["backup.made"] with &[("backup_id", "#"), ("cause", "cause"), ("bytes", "bytes")],
            "A backup was made.";
        "backup.trouble" of ["backup.trouble"] with &[], "Something about backups went wrong.";
    }
}

/// What somebody needs to be told the events of a group: what reading the same facts through the API needs.
fn needed_for(group: &str) -> Permission {
    match group {
        "payment" | "order" => Permission::SeePayments,
        "member" => Permission::SeeMembers,
        "free" => Permission::ManageQueue,
        "key" => Permission::SeeKeys,
        "ticket" => Permission::SeeTickets,
        "token" => Permission::SeeTokens,
        "user" => Permission::SeePeople,
        "role" => Permission::SeeRoles,
        "server" => Permission::SeeServers,
        "backup" => Permission::ManageBackups,
        // What nobody thought of is for those who may have anybody told.
        _ => Permission::ManageApi,
    }
}

/// Whether those rights let somebody be told that event.
pub fn may_be_told(rights: PermissionSet, event: &str) -> bool {
    rights.has(needed_for(group_of(event)))
}

/// Whether they let somebody be told all that those choices name.
pub fn may_choose(rights: PermissionSet, events: &[String]) -> bool {
    let is_chosen = |name: &str| events.iter().any(|choice| chooses(choice, name));
    let mut all = WEBHOOK_EVENTS.iter();
    all.all(|event| !is_chosen(event.name) || may_be_told(rights, event.name))
}

/// The groups of events, in the order in which they are shown.
pub const WEBHOOK_GROUPS: [&str; 11] = [
    "payment", "order", "member", "free", "key", "ticket", "token", "user", "role", "server",
    "backup",
];

/// Whether a choice such as `payment.paid`, `payment.*` or `*` names that event.
pub fn chooses(choice: &str, event: &str) -> bool {
    choice == "*" || choice == event || choice.strip_suffix(".*") == Some(group_of(event))
}

/// Whether some event has that choice.
pub fn is_choice(choice: &str) -> bool {
    let events = WEBHOOK_EVENTS.iter();
    choice != PING && events.into_iter().any(|event| chooses(choice, event.name))
}

/// The groups of which all events are chosen.
pub fn whole_groups(events: &[String]) -> Vec<&'static str> {
    let is_chosen = |event: &WebhookEvent| events.iter().any(|one| chooses(one, event.name));
    let is_whole = |group: &&str| {
        let mut of_group = WEBHOOK_EVENTS.iter().filter(|one| one.group() == *group);
        of_group.all(is_chosen)
    };
    WEBHOOK_GROUPS.into_iter().filter(is_whole).collect()
}

/// Why the house itself stopped telling an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookHalt {
    /// It answered 410 Gone.
    Gone,
    /// Nothing arrived for days.
    Failing,
    /// Whoever answers for it may not know any more what it is told.
    Rights,
}

impl WebhookHalt {
    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
            Self::Rights => "rights",
        }
    }

    /// The halt of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Gone, Self::Failing, Self::Rights]
            .into_iter()
            .find(|one| one.name() == name)
    }
}

/// An address that is told what happens. What it is lies sealed: it may hold a password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Webhook {
    pub id: WebhookId,
    pub name: String,
    /// Shown in place of the address.
    pub host: String,
    /// `payment.paid`, `payment.*`, `*`.
    pub events: Vec<String>,
    pub is_enabled: bool,
    /// Why the house itself disabled it.
    pub halt: Option<WebhookHalt>,
    /// Who answers for it: whoever made it or, after that, changed what or where it is told, or had it told again. It is
    /// told what they may know.
    pub created_by: UserId,
    pub created_at: Timestamp,
    /// Since when nothing arrives; `None` = the last delivery arrived.
    pub failing_since: Option<Timestamp>,
}

impl Webhook {
    /// Whether it is to be told that event.
    pub fn wants(&self, event: &str) -> bool {
        self.events.iter().any(|choice| chooses(choice, event))
    }
}

/// How a delivery stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeliveryState {
    /// To be sent, or sent again.
    Due,
    Delivered,
    /// Given up: somebody may have it sent again.
    Dead,
}

impl DeliveryState {
    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Due, Self::Delivered, Self::Dead]
            .into_iter()
            .find(|one| one.name() == name)
    }
}

/// One event for one address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    /// The same at each address, and each time it is sent.
    pub event_id: String,
    /// `payment.paid`.
    pub event: String,
    /// JSON, as it is sent each time.
    pub body: String,
    pub state: DeliveryState,
    /// Failed tries since it was last wanted.
    pub attempts: u32,
    /// Times somebody wanted it sent again.
    pub replays: u32,
    /// Of the last answer; `None` = there was none.
    pub last_status: Option<u16>,
    pub last_error: Option<String>,
    pub created_at: Timestamp,
    pub next_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

/// An address, and how its deliveries stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebhookView {
    pub webhook: Webhook,
    /// What whoever answers for it is called.
    pub maker: String,
    pub due: i64,
    pub dead: i64,
    /// The last one that arrived.
    pub last_delivered: Option<Delivery>,
    /// The first one that waits.
    pub next_due: Option<Delivery>,
}

/// What came of trying an address out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PingView {
    /// Of the answer; `None` = there was none.
    pub status: Option<u16>,
    pub millis: u64,
    /// Why there was no answer, or its first words.
    pub words: String,
}

impl PingView {
    /// Whether it arrived.
    pub fn is_good(&self) -> bool {
        self.status
            .is_some_and(|status| (200..300).contains(&status))
    }
}

/// What a new address is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewWebhook {
    /// `None` = its host.
    pub name: Option<String>,
    pub url: String,
    pub events: Vec<String>,
}

/// What is changed of an address.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct WebhookChange {
    pub name: Option<String>,
    pub url: Option<String>,
    pub events: Option<Vec<String>>,
    pub is_enabled: Option<bool>,
}

/// A no about addresses that are told what happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WebhookRefusal {
    /// Not an address: a host, no name or password before it, no more than 2000 characters.
    UrlInvalid,
    /// Not `https://`.
    UrlInsecure,
    /// The host lies in an inner network, or is this machine.
    UrlInner,
    NameInvalid {
        most: u32,
    },
    /// No event, or one that there is not.
    EventsInvalid,
    /// One of the events tells what the person may not read.
    EventsBeyond,
    TooMany {
        most: u32,
    },
    /// It was not given up, so it is not forgotten.
    NotDead,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_event_has_a_name_of_its_own_and_a_group_that_is_shown() {
        let names: BTreeSet<&str> = WEBHOOK_EVENTS.iter().map(|event| event.name).collect();
        assert_eq!(names.len(), WEBHOOK_EVENTS.len());
        let groups: BTreeSet<&str> = WEBHOOK_EVENTS.iter().map(WebhookEvent::group).collect();
        assert_eq!(groups, WEBHOOK_GROUPS.into_iter().collect());
    }

    #[test]
    fn no_row_of_a_log_is_told_as_two_events() {
        let kinds = WEBHOOK_EVENTS
            .iter()
            .flat_map(|event| event.kinds.iter().map(|kind| (event.log.name(), *kind)));
        let kinds: Vec<_> = kinds.collect();
        let different: BTreeSet<_> = kinds.iter().collect();
        assert_eq!(different.len(), kinds.len());
    }

    #[test]
    fn what_is_told_from_the_audit_log_stands_in_it_and_is_named_once_elsewhere() {
        for event in WEBHOOK_EVENTS {
            for kind in event.kinds {
                let is_known = match event.log {
                    FactLog::Audit => super::super::AuditAct::of(kind).is_some(),
                    FactLog::Keys => super::super::VpnEventKind::parse(kind).is_some(),
                    // The kinds of memberships are written where they happen.
                    FactLog::Members | FactLog::Tickets => true,
                };
                assert!(is_known, "{} of {kind}", event.name);
            }
        }
    }

    #[test]
    fn a_choice_names_one_event_its_group_or_all() {
        assert!(chooses("*", "payment.paid"));
        assert!(chooses("payment.*", "payment.paid"));
        assert!(chooses("payment.paid", "payment.paid"));
        assert!(!chooses("payment.*", "order.created"));
        assert!(!chooses("payment", "payment.paid"));
        assert!(!chooses(".*", "payment.paid"));
        for (choice, is_one) in [
            ("*", true),
            ("key.*", true),
            ("key.created", true),
            ("key", false),
            ("", false),
            (".*", false),
            ("key.unheard", false),
            ("nobody.*", false),
            (PING, false),
        ] {
            assert_eq!(is_choice(choice), is_one, "{choice}");
        }
    }

    #[test]
    fn a_group_is_whole_when_all_of_it_is_chosen() {
        let chosen = |choices: &[&str]| {
            let choices: Vec<String> = choices.iter().map(|one| (*one).to_owned()).collect();
            whole_groups(&choices)
        };
        assert_eq!(chosen(&["*"]), WEBHOOK_GROUPS);
        assert_eq!(chosen(&["key.*", "order.created"]), ["key"]);
        assert_eq!(
            chosen(&["order.created", "order.cancelled", "order.expired"]),
            ["order"]
        );
    }

    #[test]
    fn both_readmes_list_every_event_with_its_fields() {
        let english = include_str!("../../README.md");
        let spanish = include_str!("../../README.es.md");
        for event in WEBHOOK_EVENTS {
            let fields: Vec<String> = event
                .fields
                .iter()
                .map(|(name, _)| format!("`{name}`"))
                .collect();
            let fields = match fields.is_empty() {
                true => "–".to_owned(),
                false => fields.join(", "),
            };
            let row = format!("| `{}` | {} | {fields} |\n", event.name, event.doc);
            assert!(english.contains(&row), "{row}");
            let line = spanish
                .lines()
                .find(|line| line.starts_with(&format!("| `{}` | ", event.name)));
            let line = line.unwrap_or_else(|| panic!("{} is missing", event.name));
            assert!(line.ends_with(&format!(" | {fields} |")), "{line}");
        }
    }
}
