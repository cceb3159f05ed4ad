//! Buttons of what admins set from chat, and of a door's channel.

use super::UnknownAction;
use super::door;
use super::number;
use crate::models::CurrencyCode;
use crate::models::Door;
use crate::models::FeePeriod;
use crate::models::MessageId;
use crate::models::QuickPostHow;
use crate::models::TextKey;
use crate::models::Timestamp;
use crate::utils::locale::Lang;
use std::fmt;

/// What a button of this desk does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SettingsAction {
    /// When to remind of an end.
    Reminders,
    /// One of the offered lists of reminders, by its number.
    SetReminders(u8),
    /// The stay after an end.
    Grace,
    /// That stay, in hours.
    SetGrace(u32),
    /// The time zone.
    Zone,
    /// One of the offered zones, by its number.
    SetZone(u8),
    /// The zone of the settings again.
    DefaultZone,
    /// The language.
    Language,
    /// That one; `None` = the language of the settings again.
    SetLanguage(Option<Lang>),
    /// How long events are kept.
    Retention,
    /// That long, in days.
    SetRetention(u32),
    /// The prices.
    Fees,
    /// Ask for the price of a period.
    AskFee(FeePeriod),
    /// Ask for the days of another period.
    AskFeeDays,
    /// Take a price away.
    DropFee(FeePeriod, CurrencyCode),
    /// The texts that can have own words.
    Texts,
    /// One of them, in a language.
    Text(TextKey, Lang),
    /// Ask for own words.
    AskText(TextKey, Lang),
    /// How the message looks now.
    PreviewText(TextKey, Lang),
    /// How the house's own words look.
    DefaultText(TextKey, Lang),
    /// The house's own words again.
    ResetText(TextKey, Lang),
    /// What a reset would forget.
    Reset,
    /// Ask once more.
    ResetSure,
    /// Forget it.
    ResetYes,
    /// The channel of a door.
    Card(Door),
    /// Try what the bot can do there.
    TestChannel(Door),
    /// Ask whether to take it from its door.
    Detach(Door),
    /// Take it.
    DetachYes(Door),
    /// Ask for a message to put there.
    AskPost(Door),
    /// Put that message there.
    Post(Door, QuickPostHow, MessageId),
}

impl fmt::Display for SettingsAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("config:")?;
        match self {
            Self::Reminders => f.write_str("reminders"),
            Self::SetReminders(choice) => write!(f, "reminders_set:{choice}"),
            Self::Grace => f.write_str("grace"),
            Self::SetGrace(hours) => write!(f, "grace_set:{hours}"),
            Self::Zone => f.write_str("zone"),
            Self::SetZone(choice) => write!(f, "zone_set:{choice}"),
            Self::DefaultZone => f.write_str("zone_default"),
            Self::Language => f.write_str("language"),
            Self::SetLanguage(Some(lang)) => write!(f, "language_set:{lang}"),
            Self::SetLanguage(None) => f.write_str("language_default"),
            Self::Retention => f.write_str("retention"),
            Self::SetRetention(days) => write!(f, "retention_set:{days}"),
            Self::Fees => f.write_str("fees"),
            Self::AskFee(period) => write!(f, "fee:{}", PeriodCode(*period)),
            Self::AskFeeDays => f.write_str("fee_days"),
            Self::DropFee(period, currency) => {
                write!(f, "fee_drop:{}:{currency}", PeriodCode(*period))
            }
            Self::Texts => f.write_str("texts"),
            Self::Text(key, lang) => write!(f, "text:{}:{lang}", key.code()),
            Self::AskText(key, lang) => write!(f, "text_set:{}:{lang}", key.code()),
            Self::PreviewText(key, lang) => write!(f, "text_preview:{}:{lang}", key.code()),
            Self::DefaultText(key, lang) => write!(f, "text_default:{}:{lang}", key.code()),
            Self::ResetText(key, lang) => write!(f, "text_reset:{}:{lang}", key.code()),
            Self::Reset => f.write_str("reset"),
            Self::ResetSure => f.write_str("reset_sure"),
            Self::ResetYes => f.write_str("reset_yes"),
            Self::Card(door) => write!(f, "card:{}", door.name()),
            Self::TestChannel(door) => write!(f, "card_test:{}", door.name()),
            Self::Detach(door) => write!(f, "detach:{}", door.name()),
            Self::DetachYes(door) => write!(f, "detach_yes:{}", door.name()),
            Self::AskPost(door) => write!(f, "post:{}", door.name()),
            Self::Post(door, QuickPostHow::Copy, message) => {
                write!(f, "post_copy:{}:{}", door.name(), message.0)
            }
            Self::Post(door, QuickPostHow::Forward, message) => {
                write!(f, "post_forward:{}:{}", door.name(), message.0)
            }
        }
    }
}

impl SettingsAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["config", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Ok(match rest {
            ["reminders"] => Self::Reminders,
            ["reminders_set", choice] => Self::SetReminders(number(choice)?),
            ["grace"] => Self::Grace,
            ["grace_set", hours] => Self::SetGrace(number(hours)?),
            ["zone"] => Self::Zone,
            ["zone_set", choice] => Self::SetZone(number(choice)?),
            ["zone_default"] => Self::DefaultZone,
            ["language"] => Self::Language,
            ["language_set", code] => Self::SetLanguage(Some(lang(code)?)),
            ["language_default"] => Self::SetLanguage(None),
            ["retention"] => Self::Retention,
            ["retention_set", days] => Self::SetRetention(number(days)?),
            ["fees"] => Self::Fees,
            ["fee", code] => Self::AskFee(period(code)?),
            ["fee_days"] => Self::AskFeeDays,
            ["fee_drop", code, currency] => Self::DropFee(
                period(code)?,
                CurrencyCode::new(currency).ok_or(UnknownAction)?,
            ),
            ["texts"] => Self::Texts,
            ["text", code, language] => Self::Text(key(code)?, lang(language)?),
            ["text_set", code, language] => Self::AskText(key(code)?, lang(language)?),
            ["text_preview", code, language] => Self::PreviewText(key(code)?, lang(language)?),
            ["text_default", code, language] => Self::DefaultText(key(code)?, lang(language)?),
            ["text_reset", code, language] => Self::ResetText(key(code)?, lang(language)?),
            ["reset"] => Self::Reset,
            ["reset_sure"] => Self::ResetSure,
            ["reset_yes"] => Self::ResetYes,
            ["card", at] => Self::Card(door(at)?),
            ["card_test", at] => Self::TestChannel(door(at)?),
            ["detach", at] => Self::Detach(door(at)?),
            ["detach_yes", at] => Self::DetachYes(door(at)?),
            ["post", at] => Self::AskPost(door(at)?),
            ["post_copy", at, id] => Self::Post(door(at)?, QuickPostHow::Copy, message(id)?),
            ["post_forward", at, id] => Self::Post(door(at)?, QuickPostHow::Forward, message(id)?),
            _ => return Err(UnknownAction),
        })
    }
}

struct PeriodCode(FeePeriod);

impl fmt::Display for PeriodCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            FeePeriod::Monthly => f.write_str("month"),
            FeePeriod::Yearly => f.write_str("year"),
            FeePeriod::Lifetime => f.write_str("life"),
            FeePeriod::Days(days) => write!(f, "{days}"),
            FeePeriod::Months(months) => write!(f, "{months}m"),
            FeePeriod::Until(at) => write!(f, "{}u", at.0),
        }
    }
}

fn period(code: &str) -> Result<FeePeriod, UnknownAction> {
    Ok(match code {
        "month" => FeePeriod::Monthly,
        "year" => FeePeriod::Yearly,
        "life" => FeePeriod::Lifetime,
        other => match (other.strip_suffix('m'), other.strip_suffix('u')) {
            (Some(months), _) => FeePeriod::Months(number(months)?),
            (None, Some(at)) => FeePeriod::Until(Timestamp(number(at)?)),
            (None, None) => FeePeriod::Days(number(other)?),
        },
    })
}

fn lang(code: &str) -> Result<Lang, UnknownAction> {
    code.parse().map_err(|_| UnknownAction)
}

fn key(code: &str) -> Result<TextKey, UnknownAction> {
    TextKey::parse(code).ok_or(UnknownAction)
}

fn message(id: &str) -> Result<MessageId, UnknownAction> {
    number(id).map(MessageId)
}
