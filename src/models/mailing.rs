//! Broadcasts to people: who gets one, and how far it has come.

use super::{
    Audience, Broadcast, BroadcastId, BroadcastState, ChatId, MessageId, Page, Timestamp, UserId,
};

/// So many refusals in a row halt a mailing.
pub const MOST_REFUSALS: u32 = 10;

/// Why a broadcast to people halted by itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Halt {
    /// The message it copies is gone: it cannot go on.
    SourceGone,
    /// The message it copies was edited: the admin looks first.
    SourceChanged,
    /// Telegram refused it for one person after another.
    Refused,
}

impl Halt {
    /// All of them.
    pub const ALL: [Halt; 3] = [Self::SourceGone, Self::SourceChanged, Self::Refused];

    /// The name stored in `mailings.halt`.
    pub fn name(self) -> &'static str {
        match self {
            Self::SourceGone => "source_gone",
            Self::SourceChanged => "source_changed",
            Self::Refused => "refused",
        }
    }

    /// The halt of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|halt| halt.name() == name)
    }
}

/// How it ended for one recipient.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RecipientState {
    /// Telegram took it.
    Sent,
    /// Telegram refused it.
    Failed,
    /// The person cannot be written to.
    Blocked,
    /// Nobody knows: the answer was lost. It is not sent again.
    Doubt,
    /// Not tried: since the snapshot they were banned, became unreachable, or wrote /stop.
    Skipped,
}

impl RecipientState {
    /// The name stored in `broadcast_recipients.state`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Blocked => "blocked",
            Self::Doubt => "doubt",
            Self::Skipped => "skipped",
        }
    }
}

/// The sums over the recipients of a mailing.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct MailingCounts {
    pub total: i64,
    pub sent: i64,
    pub failed: i64,
    pub blocked: i64,
    pub skipped: i64,
    pub doubt: i64,
}

impl MailingCounts {
    /// For how many it is over.
    pub fn handled(self) -> i64 {
        self.sent + self.failed + self.blocked + self.skipped + self.doubt
    }

    /// How many are still to come.
    pub fn left(self) -> i64 {
        (self.total - self.handled()).max(0)
    }

    /// For how many of a hundred it is over, rounded down; 100 only when nobody is left.
    pub fn percent(self) -> i64 {
        (self.handled() * 100)
            .checked_div(self.total)
            .unwrap_or(100)
    }
}

/// A row of `mailings` with what its broadcast says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mailing {
    pub id: BroadcastId,
    pub made_by: UserId,
    pub audience: Audience,
    pub state: BroadcastState,
    pub halt: Option<Halt>,
    pub counts: MailingCounts,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// Since when it runs without a pause.
    pub leg_at: Timestamp,
    /// For how many it was over then.
    pub leg_handled: i64,
    /// The message that shows the progress, in the chat with whoever made it.
    pub progress: Option<MessageId>,
}

impl Mailing {
    /// How long it still takes, in seconds, at the rate since it last began to run. `None` while that is not known.
    pub fn seconds_left(&self, now: Timestamp) -> Option<i64> {
        let (done, seconds) = (
            self.counts.handled() - self.leg_handled,
            now.since(self.leg_at),
        );
        if self.state != BroadcastState::Sending || done <= 0 || seconds <= 0 {
            return None;
        }
        Some(self.counts.left().saturating_mul(seconds).div_euclid(done) + 1)
    }

    /// Whether it is over, by itself or by an admin.
    pub fn is_over(&self) -> bool {
        match self.state {
            BroadcastState::Stopped | BroadcastState::Done | BroadcastState::Cancelled => true,
            BroadcastState::Sending
            | BroadcastState::Paused
            | BroadcastState::Draft
            | BroadcastState::Stale
            | BroadcastState::Scheduled => false,
        }
    }

    /// How long it took from its start to its end, in seconds.
    pub fn took_seconds(&self) -> Option<i64> {
        self.finished_at.map(|end| end.since(self.started_at))
    }
}

/// A mailing as an admin sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailingView {
    pub mailing: Mailing,
    /// Name of whoever made it.
    pub made_by: String,
    /// Names of the first of those in doubt.
    pub doubtful: Vec<String>,
}

/// How many people of an audience would get a broadcast now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AudienceCount {
    pub audience: Audience,
    pub people: i64,
}

/// Who never gets one, each counted once by the first reason that holds.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct LeftOut {
    pub banned: i64,
    pub unreachable: i64,
    /// They wrote /stop.
    pub stopped: i64,
    /// They never pressed Start, so the bot may not write to them.
    pub never_started: i64,
}

/// Whom one can write to, and who is left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AudiencesView {
    pub counts: Vec<AudienceCount>,
    pub left_out: LeftOut,
    /// Mailings that are not over: on their way or halted.
    pub open: i64,
}

/// A page of the mailings, the newest first.
pub type MailingPage = Page<Mailing>;

/// A recipient whose turn it is: marked as being sent before the call is made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    pub broadcast: Broadcast,
    pub user: UserId,
}

impl Claim {
    /// The chat with the recipient.
    pub fn chat(&self) -> ChatId {
        self.user.chat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running(counts: MailingCounts) -> Mailing {
        Mailing {
            id: BroadcastId(1),
            made_by: UserId(7),
            audience: Audience::Everybody,
            state: BroadcastState::Sending,
            halt: None,
            counts,
            started_at: Timestamp(1_000),
            finished_at: None,
            leg_at: Timestamp(2_000),
            leg_handled: 100,
            progress: None,
        }
    }

    #[test]
    fn a_hundred_percent_means_that_nobody_is_left() {
        let counts = MailingCounts {
            total: 1_000,
            sent: 999,
            ..MailingCounts::default()
        };
        assert_eq!((counts.percent(), counts.left()), (99, 1));
        let all = MailingCounts { doubt: 1, ..counts };
        assert_eq!((all.percent(), all.left()), (100, 0));
        assert_eq!(MailingCounts::default().percent(), 100);
    }

    #[test]
    fn the_time_left_follows_the_rate_since_the_last_pause() {
        let mailing = running(MailingCounts {
            total: 1_100,
            sent: 300,
            ..MailingCounts::default()
        });
        // 200 in 10 s, 800 left.
        assert_eq!(mailing.seconds_left(Timestamp(2_010)), Some(41));
        assert_eq!(
            mailing.seconds_left(Timestamp(2_000)),
            None,
            "no time passed"
        );
        let paused = Mailing {
            state: BroadcastState::Paused,
            ..mailing
        };
        assert_eq!(paused.seconds_left(Timestamp(2_010)), None);
    }
}
