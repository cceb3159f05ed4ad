//! Bans: why, until when, shall I; and lifting one.

use super::Question;
use super::card;
use super::done;
use super::refused;
use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::BanTerm;
use crate::models::BanWhy;
use crate::models::MOST_BAN_HOURS;
use crate::models::PersonRefusal;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::UserStatus;
use crate::screens::persons as screens;
use crate::services::ServiceError;
use crate::services::persons::bans;
use crate::utils::dates;
use crate::utils::zone::Zone;

/// Why shall they be banned?
pub async fn ask(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let found = card(visit, user).await?.user;
    visit.ask(Dialogue::Person(Question::BanReason(user))).await;
    let is_banned = found.status == UserStatus::Banned;
    let name = found.full_name();
    Ok(Reply::show(screens::ask_ban_why(
        visit.reader,
        &name,
        user,
        is_banned,
    )))
}

/// A typed reason.
pub(super) async fn typed_reason(
    visit: &Visit<'_>,
    user: UserId,
    text: &str,
) -> Result<Reply, ServiceError> {
    match bans::reason(text)? {
        Some(own) => ask_end(visit, user, BanWhy::Own, Some(own)).await,
        None => ask(visit, user).await,
    }
}

/// Until when?
pub(super) async fn ask_end(
    visit: &Visit<'_>,
    user: UserId,
    why: BanWhy,
    own: Option<String>,
) -> Result<Reply, ServiceError> {
    let name = card(visit, user).await?.user.full_name();
    let screen = screens::ask_ban_end(visit.reader, &name, user, why, own.as_deref());
    let question = Question::BanEnd { user, why, own };
    visit.ask(Dialogue::Person(question)).await;
    Ok(Reply::show(screen))
}

/// A typed length of time or date.
pub(super) async fn typed_end(
    visit: &Visit<'_>,
    user: UserId,
    why: BanWhy,
    own: Option<String>,
    text: &str,
) -> Result<Reply, ServiceError> {
    let term = read_term(text, visit.reader.time_zone, visit.now())?;
    sure(visit, user, (why, own), term).await
}

/// Shall they be banned so? The reason that was typed stands in the dialogue that the press ended.
pub(super) async fn confirm(
    visit: &Visit<'_>,
    user: UserId,
    why: BanWhy,
    term: BanTerm,
    had: Option<Dialogue>,
) -> Result<Reply, ServiceError> {
    let own = own_reason(user, why, had)?;
    sure(visit, user, (why, own), term).await
}

async fn sure(
    visit: &Visit<'_>,
    user: UserId,
    (why, own): (BanWhy, Option<String>),
    term: BanTerm,
) -> Result<Reply, ServiceError> {
    let name = card(visit, user).await?.user.full_name();
    let screen = screens::confirm_ban(visit.reader, &name, user, (why, own.as_deref()), term);
    let question = Question::BanEnd { user, why, own };
    visit.ask(Dialogue::Person(question)).await;
    Ok(Reply::show(screen))
}

/// Bans them.
pub(super) async fn ban(
    visit: &Visit<'_>,
    user: UserId,
    why: BanWhy,
    term: BanTerm,
    had: Option<Dialogue>,
) -> Result<Reply, ServiceError> {
    let own = own_reason(user, why, had)?;
    let reason = own.or_else(|| why.stored().map(str::to_owned));
    bans::ban(visit.ctx, &visit.actor, user, reason, term, visit.now()).await?;
    done(visit, user).await
}

/// Bans them without a reason and without an end, as buttons of older messages do.
pub async fn for_ever(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    ban(visit, user, BanWhy::Unsaid, BanTerm::Ever, None).await
}

/// Lifts the ban.
pub async fn lift(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    bans::unban(visit.ctx, &visit.actor, user, visit.now()).await?;
    done(visit, user).await
}

/// The words of a reason that was typed, for the same person; `None` for a reason on offer.
fn own_reason(
    user: UserId,
    why: BanWhy,
    had: Option<Dialogue>,
) -> Result<Option<String>, ServiceError> {
    match (why, had) {
        (
            BanWhy::Own,
            Some(Dialogue::Person(Question::BanEnd {
                user: of,
                own: Some(own),
                ..
            })),
        ) if of == user => Ok(Some(own)),
        (BanWhy::Own, _) => Err(refused(PersonRefusal::BanForgotten)),
        (BanWhy::Unsaid | BanWhy::Spam | BanWhy::Abuse | BanWhy::Fraud | BanWhy::Sharing, _) => {
            Ok(None)
        }
    }
}

/// `12h`, `3d`, or an instant as `dates` reads it.
fn read_term(text: &str, zone: Zone, now: Timestamp) -> Result<BanTerm, ServiceError> {
    let bare = text.trim().to_lowercase().replace(' ', "");
    let length = [("h", 1u32), ("d", 24)]
        .into_iter()
        .find_map(|(unit, hours)| {
            let number: u32 = bare.strip_suffix(unit)?.parse().ok()?;
            Some(number.saturating_mul(hours))
        });
    let too_long = PersonRefusal::BanTooLong {
        most_days: MOST_BAN_HOURS / 24,
    };
    match length {
        Some(0) => return Err(refused(PersonRefusal::BanEndUnclear)),
        Some(hours) if hours > MOST_BAN_HOURS => return Err(refused(too_long)),
        Some(hours) => return Ok(BanTerm::Hours(hours)),
        None => {}
    }
    let at = match dates::parse(text, zone) {
        Some(at) => at,
        None => {
            dates::upcoming(text, now, zone).map_err(|_| refused(PersonRefusal::BanEndUnclear))?
        }
    };
    if at <= now {
        return Err(Refusal::TimePast.into());
    }
    if at > now.plus_hours(i64::from(MOST_BAN_HOURS)) {
        return Err(refused(too_long));
    }
    Ok(BanTerm::Until(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    fn read(text: &str) -> Result<BanTerm, Refusal> {
        read_term(text, Zone::utc(), NOW).map_err(|error| match error {
            ServiceError::Refused(refusal) => refusal,
            other => panic!("{other}"),
        })
    }

    #[test]
    fn an_end_is_typed_as_a_length_or_as_a_date() {
        assert_eq!(read("12h"), Ok(BanTerm::Hours(12)));
        assert_eq!(read(" 3 D "), Ok(BanTerm::Hours(72)));
        assert_eq!(
            read("2027-01-20 10:00"),
            Ok(BanTerm::Until(Timestamp(1_800_439_200)))
        );
        assert_eq!(read("2020-01-01"), Err(Refusal::TimePast));
        let most_days = MOST_BAN_HOURS / 24;
        let too_long = Err(Refusal::Person(PersonRefusal::BanTooLong { most_days }));
        assert_eq!(read("9999d"), too_long);
        assert_eq!(read("4000000000h"), too_long);
        for text in ["", "pronto", "0d", "-3d", "d"] {
            let unclear = Err(Refusal::Person(PersonRefusal::BanEndUnclear));
            assert_eq!(read(text), unclear, "{text}");
        }
    }
}
