//! A no, as data. `screens::refusals` makes the words of it.

use super::{
    ApiRefusal, BackupRefusal, ChatKind, Door, EmojiFault, MemberRefusal, MoneyRefusal,
    PersonRefusal, PoolRefusal, ProxyRefusal, PurseRefusal, Right, RoleRefusal, ServerRefusal,
    SettingFault, SupportRefusal, Timestamp, Unsupported, VpnRefusal, WebhookRefusal,
};

/// Why something was not done, though nothing broke.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The person lacks the permission.
    NotAllowed,
    /// The update's effect is committed already: show the present state instead of acting again.
    AlreadyApplied,
    /// The door has no channel yet.
    NotConfigured(Door),
    /// What the button spoke of is gone.
    NotFound,
    /// No token looks like that; `length` is the number of characters of one.
    TokenMalformed {
        length: u32,
    },
    TokenUnknown,
    TokenExpired {
        until: Timestamp,
    },
    TokenUsed {
        by_you: bool,
    },
    TokenRevoked,
    /// Too many wrong tokens.
    RedeemPaused {
        until: Timestamp,
    },
    /// More tokens at once than allowed.
    TooManyTokens {
        most: u32,
    },
    /// Not a whole number between the bounds.
    NumberInvalid {
        least: i64,
        most: i64,
    },
    /// A note over the allowed length.
    NoteTooLong {
        most: u32,
    },
    /// Not whole minutes from 0 to 10080.
    WaitTimeInvalid,
    /// A Free request of theirs is waiting already.
    AlreadyWaiting {
        due_at: Timestamp,
    },
    /// They are in the channel already.
    AlreadyInside(Door),
    /// No active VIP access.
    NotEntitled,
    /// Too many personal links within the hour.
    TooManyLinks {
        until: Timestamp,
    },
    /// No chat of that name or id is known to the bot.
    ChatNotFound,
    /// Neither a channel nor a supergroup.
    ChatKindWrong(ChatKind),
    /// The text is neither an @name nor an id of a channel.
    ChatNameInvalid,
    /// A post forwarded from a group names a person, not the group.
    ForwardNamesPerson,
    /// The bot is no administrator there.
    BotNotAdmin {
        title: String,
    },
    /// A right is missing without which the door cannot work.
    RightsMissing {
        title: String,
        kind: ChatKind,
        missing: Vec<Right>,
    },
    /// The channel serves the other door.
    SameChannel {
        door: Door,
    },
    /// Telegram cannot be reached now.
    TelegramUnreachable,
    /// The bot must wait for a right in the channel.
    ChannelLost(Door),
    /// No owner link like that is kept: it is wrong, or another one was used since.
    OwnerLinkUnknown,
    /// The owner link made somebody else the owner.
    OwnerLinkUsed,
    /// The time of the owner link is over.
    OwnerLinkExpired,
    /// The text is no list of one to ten emoji.
    EmojiInvalid(EmojiFault),
    /// No reactions are set for the channel.
    ReactionsUnset,
    /// Nobody of the audience can be written to.
    NobodyToWriteTo,
    /// The database had no room for the request within its time.
    Busy,
    /// Telegram lets no bot copy that.
    ContentUnsupported(Unsupported),
    /// The pressed preview is not the last one.
    PreviewOld,
    /// The broadcast was confirmed, scheduled or cancelled already.
    BroadcastDecided,
    /// Telegram deletes posts only within 48 hours.
    UndoTooLate,
    /// The text names no days.
    DaysUnclear,
    /// The text names no hours between which it is quiet.
    HoursUnclear,
    /// A group is wanted, and that is none.
    NoGroup,
    /// The text names no time.
    TimeUnclear,
    /// The time is over.
    TimePast,
    /// The time is more than a year away.
    TimeTooFar,
    /// A no at the members' desk, or to somebody who comes by what it made.
    Member(MemberRefusal),
    /// A value of the configuration is not taken.
    Setting(SettingFault),
    /// A no about a VPN key.
    Vpn(VpnRefusal),
    /// A no about a VPN server.
    Server(ServerRefusal),
    /// A no about an address pool.
    Pool(PoolRefusal),
    /// A no about a role.
    Role(RoleRefusal),
    /// A no about a person.
    Person(PersonRefusal),
    /// A no about the support.
    Support(SupportRefusal),
    /// A no about a backup.
    Backup(BackupRefusal),
    /// A no about money.
    Money(MoneyRefusal),
    /// A no about the list of proxies.
    Proxy(ProxyRefusal),
    /// A no about addresses that are told what happens.
    Webhook(WebhookRefusal),
    /// A no about the REST API or its keys.
    Api(ApiRefusal),
}

impl From<WebhookRefusal> for Refusal {
    fn from(refusal: WebhookRefusal) -> Self {
        Self::Webhook(refusal)
    }
}

impl From<ApiRefusal> for Refusal {
    fn from(refusal: ApiRefusal) -> Self {
        Self::Api(refusal)
    }
}

impl From<ProxyRefusal> for Refusal {
    fn from(refusal: ProxyRefusal) -> Self {
        Self::Proxy(refusal)
    }
}

impl From<PurseRefusal> for Refusal {
    fn from(refusal: PurseRefusal) -> Self {
        Self::Money(refusal.into())
    }
}

impl From<MoneyRefusal> for Refusal {
    fn from(refusal: MoneyRefusal) -> Self {
        Self::Money(refusal)
    }
}

impl From<MemberRefusal> for Refusal {
    fn from(refusal: MemberRefusal) -> Self {
        Self::Member(refusal)
    }
}
