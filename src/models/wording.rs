//! The operator's own wording of the messages people get.

use super::SubscriptionFees;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A message whose words the operator may choose. Its buttons stay the house's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextKey {
    /// The greeting of the first screen.
    Home,
    /// A token was redeemed.
    Redeemed,
    /// The personal link to the VIP channel.
    VipLink,
    /// Said to a member who came in.
    VipWelcome,
    /// VIP access ends soon.
    Reminder,
    /// VIP access ended, but the member may stay for a while.
    Grace,
    /// VIP access ended.
    Expired,
    /// A Free request is in.
    FreeAsked,
    /// The Free link.
    FreeLink,
    /// Telegram let them into the Free channel.
    FreeApproved,
    /// An admin turned them away.
    FreeDeclined,
    /// The one message to somebody who asked in the Free channel.
    FreeAcknowledged,
}

impl TextKey {
    /// All of them, in the order in which they are shown.
    pub const ALL: [TextKey; 12] = [
        Self::Home,
        Self::Redeemed,
        Self::VipLink,
        Self::VipWelcome,
        Self::Reminder,
        Self::Grace,
        Self::Expired,
        Self::FreeAsked,
        Self::FreeLink,
        Self::FreeApproved,
        Self::FreeDeclined,
        Self::FreeAcknowledged,
    ];

    /// The name in the database and in buttons.
    pub fn code(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Redeemed => "redeemed",
            Self::VipLink => "link",
            Self::VipWelcome => "welcome",
            Self::Reminder => "reminder",
            Self::Grace => "grace",
            Self::Expired => "expired",
            Self::FreeAsked => "free_asked",
            Self::FreeLink => "free_link",
            Self::FreeApproved => "free_in",
            Self::FreeDeclined => "free_no",
            Self::FreeAcknowledged => "free_join",
        }
    }

    /// The message of that name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.code() == code)
    }

    /// What its words may name.
    pub fn variables(self) -> &'static [Variable] {
        use Variable as V;
        match self {
            Self::Home => &[V::Name],
            Self::Redeemed => &[V::Name, V::Channel, V::Duration, V::Date, V::Left],
            Self::VipLink | Self::VipWelcome => &[V::Name, V::Channel, V::Date, V::Left, V::Days],
            Self::Reminder => &[V::Name, V::Channel, V::Date, V::Left, V::Days, V::Prices],
            Self::Grace => &[V::Name, V::Channel, V::Date, V::Limit, V::Left, V::Prices],
            Self::Expired => &[V::Name, V::Channel, V::Prices],
            Self::FreeAsked | Self::FreeAcknowledged => {
                &[V::Name, V::Channel, V::Wait, V::Date, V::Place]
            }
            Self::FreeLink | Self::FreeApproved | Self::FreeDeclined => &[V::Name, V::Channel],
        }
    }

    /// The most it may have once its variables are filled, in UTF-16 units: Telegram's 4096, less what the house adds.
    pub fn most_units(self) -> usize {
        match self {
            Self::Home => 3_000,
            Self::Redeemed | Self::FreeAsked | Self::FreeAcknowledged => 3_600,
            Self::VipLink
            | Self::VipWelcome
            | Self::Reminder
            | Self::Grace
            | Self::Expired
            | Self::FreeLink
            | Self::FreeApproved
            | Self::FreeDeclined => 4_096,
        }
    }
}

/// What the words of a message may name, in braces.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Variable {
    /// The person.
    Name,
    /// The channel.
    Channel,
    /// When access ends or ended, or the turn comes.
    Date,
    /// How long that still takes.
    Left,
    /// The same in whole days, rounded up.
    Days,
    /// The length of the access that was redeemed.
    Duration,
    /// How long they wait for their turn.
    Wait,
    /// The place in the queue.
    Place,
    /// Until when a member may stay after the end.
    Limit,
    /// The prices.
    Prices,
}

impl Variable {
    /// Its names, in Spanish and in English; either serves in any language.
    pub fn names(self) -> [&'static str; 2] {
        match self {
            Self::Name => ["nombre", "name"],
            Self::Channel => ["canal", "channel"],
            Self::Date => ["fecha", "date"],
            Self::Left => ["queda", "left"],
            Self::Days => ["dias", "days"],
            Self::Duration => ["duracion", "duration"],
            Self::Wait => ["espera", "wait"],
            Self::Place => ["lugar", "place"],
            Self::Limit => ["limite", "limit"],
            Self::Prices => ["precios", "prices"],
        }
    }

    /// The most its value can have, in UTF-16 units.
    pub fn longest(self) -> usize {
        match self {
            Self::Name | Self::Channel | Self::Date | Self::Limit => 64,
            Self::Left | Self::Duration | Self::Wait => 48,
            Self::Days | Self::Place => 20,
            Self::Prices => 800,
        }
    }
}

/// The operator's own words as HTML, by message and language, stored as JSON in `bot_config.texts`.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(BTreeMap<String, BTreeMap<String, String>>);

impl Texts {
    /// The own words of a message in the language of that code.
    pub fn get(&self, key: TextKey, language: &str) -> Option<&str> {
        let languages = self.0.get(key.code())?;
        languages.get(language).map(String::as_str)
    }

    /// Puts own words in place, or takes them away. Returns what was there.
    pub fn set(&mut self, key: TextKey, language: &str, html: Option<String>) -> Option<String> {
        let languages = self.0.entry(key.code().to_owned()).or_default();
        let before = match html {
            Some(html) => languages.insert(language.to_owned(), html),
            None => languages.remove(language),
        };
        if languages.is_empty() {
            self.0.remove(key.code());
        }
        before
    }

    /// The messages with own words, each with the codes of its languages.
    pub fn keys(&self) -> Vec<(TextKey, Vec<&str>)> {
        TextKey::ALL
            .into_iter()
            .filter_map(|key| {
                let languages = self.0.get(key.code())?;
                Some((key, languages.keys().map(String::as_str).collect()))
            })
            .collect()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.keys()
            .iter()
            .map(|(_, languages)| languages.len())
            .sum()
    }
}

/// Own words for one message to one person, with the names that only the data know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wording {
    pub html: String,
    /// The person's name.
    pub name: String,
    /// The title of the channel the message is about.
    pub channel: String,
}

/// What a message to people is drawn with beside its facts.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Words {
    /// `None` = the house's own words.
    pub own: Option<Wording>,
    /// The prices, where a message may name them.
    pub fees: SubscriptionFees,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_survive_the_database_and_keys_of_a_newer_version_are_kept() {
        let stored = r#"{"home":{"es":"<b>Hola</b>"},"newer":{"en":"x"}}"#;
        let mut texts: Texts = serde_json::from_str(stored).expect("valid");
        assert_eq!(texts.get(TextKey::Home, "es"), Some("<b>Hola</b>"));
        assert_eq!(texts.get(TextKey::Home, "en"), None);
        assert_eq!(texts.count(), 1);
        assert!(texts.set(TextKey::Home, "es", None).is_some());
        let stored = serde_json::to_string(&texts).expect("text");
        assert_eq!(stored, r#"{"newer":{"en":"x"}}"#);
    }

    #[test]
    fn codes_and_names_of_variables_are_distinct() {
        for key in TextKey::ALL {
            assert_eq!(TextKey::parse(key.code()), Some(key));
            let mut names: Vec<_> = key.variables().iter().flat_map(|one| one.names()).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{key:?}");
        }
    }
}
