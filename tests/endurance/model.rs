//! What should be so, kept beside the house by those who act in it: plain figures, out of what was done, not of what the
//! house says.

use portero::demo::telegram::Person;
use std::collections::HashMap;

pub const MINUTE: i64 = 60;
pub const HOUR: i64 = 3_600;
pub const DAY: i64 = 86_400;
/// The model knows an instant to the length of an act, kills included.
pub const BLUR: i64 = 120;
/// An ended key can be brought back so long (`vpn_settings.grace_hours` of a new house).
pub const GRACE: i64 = 72 * HOUR;

/// What the house sells, in the order of its plans' ids.
pub struct Offer {
    pub name: &'static str,
    pub stars: i64,
    pub days: i64,
    pub is_key: bool,
    /// Telegram charges it anew each month.
    pub renews: bool,
}

pub const OFFERS: [Offer; 4] = [
    Offer {
        name: "VIP corto",
        stars: 30,
        days: 3,
        is_key: false,
        renews: false,
    },
    Offer {
        name: "VIP largo",
        stars: 60,
        days: 7,
        is_key: false,
        renews: false,
    },
    Offer {
        name: "WireGuard",
        stars: 40,
        days: 3,
        is_key: true,
        renews: false,
    },
    Offer {
        name: "VIP mensual",
        stars: 200,
        days: 30,
        is_key: false,
        renews: true,
    },
];

/// A month of a subscription lasts a day longer than it was paid for.
pub const RENEWAL_SLACK: i64 = DAY;

/// Somebody who uses the house.
pub struct Guest {
    pub person: Person,
    /// The end of what they have, or had; 0 = nothing ever.
    pub vip_until: i64,
    pub is_inside: bool,
    /// How often the house showed them out at the end of their time.
    pub shown_out: i64,
    pub payments: i64,
    pub key_until: i64,
    /// A subscription in Stars: its first charge, and when it is charged next.
    pub subscription: Option<(String, i64)>,
}

impl Guest {
    pub fn new(person: Person) -> Self {
        Self {
            person,
            vip_until: 0,
            is_inside: false,
            shown_out: 0,
            payments: 0,
            key_until: 0,
            subscription: None,
        }
    }

    /// Adds so much to what runs, or begins anew.
    pub fn lengthen_vip(&mut self, seconds: i64, now: i64) {
        self.vip_until = self.vip_until.max(now) + seconds;
    }

    /// Time goes by: whoever has no right any more was shown out.
    pub fn is_still_inside(&mut self, now: i64) -> bool {
        if self.is_inside && self.vip_until <= now {
            self.is_inside = false;
            self.shown_out += 1;
        }
        self.is_inside
    }

    /// The state of their newest key; `None` = they never had one.
    pub fn key_state(&self, now: i64) -> Option<&'static str> {
        match self.key_until {
            0 => None,
            until if now < until => Some("active"),
            until if now < until + GRACE => Some("expired"),
            _ => Some("revoked"),
        }
    }

    /// Whether something of theirs ends about now, so that it is not known to be over.
    pub fn is_in_doubt(&self, now: i64) -> bool {
        let ends = [self.vip_until, self.key_until, self.key_until + GRACE];
        ends.into_iter().any(|end| (end - now).abs() <= BLUR)
    }
}

/// The whole of it.
#[derive(Default)]
pub struct Model {
    pub guests: Vec<Guest>,
    pub stars: i64,
    pub payments: i64,
    pub renewals: i64,
    /// Tokens that nobody has used yet, and until when they are good.
    pub tokens: Vec<(String, i64)>,
    pub tokens_made: i64,
    pub tokens_used: i64,
    pub tickets: i64,
    pub joined: i64,
    /// Of their own accord.
    pub left: i64,
    pub posts: i64,
    pub mailings: i64,
    pub nights: i64,
    /// Bytes from and to each key, by its public key.
    pub passed: HashMap<String, (i64, i64)>,
    /// Acts so far: makes words that occur once.
    pub acts: i64,
}

impl Model {
    /// Whoever went out, of their own accord or not.
    pub fn departures(&self) -> i64 {
        let shown_out = self.guests.iter().map(|guest| guest.shown_out);
        self.left + shown_out.sum::<i64>()
    }

    /// A word that was never said before.
    pub fn word(&mut self, of: &str) -> String {
        self.acts += 1;
        format!("{of} número {}", self.acts)
    }
}
