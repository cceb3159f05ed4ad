//! What somebody typed after `/grant` or `/revoke`: whom, which role, for how long, and why.

use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::DAY;
use crate::models::HOUR;
use crate::models::MINUTE;
use crate::models::Permission;
use crate::models::Person;
use crate::models::Role;
use crate::models::RoleRefusal;
use crate::models::Term;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::utils::dates;
use crate::utils::zone::Zone;
use rusqlite::Connection;

/// Other words for the house's roles.
const ALIASES: [(&str, &str); 14] = [
    ("superadministrador", "superadmin"),
    ("superadministradora", "superadmin"),
    ("dueño", "superadmin"),
    ("owner", "superadmin"),
    ("administrador", "admin"),
    ("administradora", "admin"),
    ("administrator", "admin"),
    ("soporte", "support"),
    ("ayuda", "support"),
    ("vendedor", "seller"),
    ("vendedora", "seller"),
    ("ventas", "seller"),
    ("auditora", "auditor"),
    ("usuario", "user"),
];
/// Words for a role without end.
const ENDLESS: [&str; 8] = [
    "siempre",
    "indefinido",
    "permanente",
    "forever",
    "always",
    "permanent",
    "never",
    "∞",
];
/// Words before a date.
const UNTIL: [&str; 4] = ["hasta", "until", "till", "to"];
/// Words a date may have: day, month, year, time, and what stands between.
const DATE_WORDS: usize = 7;

/// The person that an order names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Whom {
    Id(UserId),
    /// Without @.
    Username(String),
    /// Whoever wrote a forwarded message.
    Met(Person),
}

/// An order as far as it was typed.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Order {
    pub whom: Option<Whom>,
    /// As typed.
    pub role: Option<String>,
    pub term: Option<Term>,
    pub reason: Option<String>,
}

/// Reads `@ana support 30d reason`; the person may be missing when a message of theirs is answered.
///
/// # Errors
/// `LengthUnclear` if what follows the role is no length and no date.
pub fn read_grant(text: &str, now: Timestamp, zone: Zone) -> Result<Order, RoleRefusal> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (whom, rest) = split_whom(&words);
    let Some((role, rest)) = rest.split_first() else {
        return Ok(Order {
            whom,
            ..Order::default()
        });
    };
    let role = Some((*role).to_owned());
    if rest.is_empty() {
        return Ok(Order {
            whom,
            role,
            ..Order::default()
        });
    }
    let (term, reason) = read_term(rest, now, zone)?;
    Ok(Order {
        whom,
        role,
        term: Some(term),
        reason,
    })
}

/// Reads `@ana support reason`.
pub fn read_revoke(text: &str) -> Order {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (whom, rest) = split_whom(&words);
    let (role, reason) = match rest.split_first() {
        Some((role, reason)) => (Some((*role).to_owned()), reason.join(" ")),
        None => (None, String::new()),
    };
    Order {
        whom,
        role,
        term: None,
        reason: Some(reason).filter(|reason| !reason.is_empty()),
    }
}

fn split_whom<'a>(words: &'a [&'a str]) -> (Option<Whom>, &'a [&'a str]) {
    match words.split_first() {
        Some((first, rest)) => match read_whom(first) {
            Some(whom) => (Some(whom), rest),
            None => (None, words),
        },
        None => (None, words),
    }
}

/// The person that a word names: `@ana`, `t.me/ana`, or a number.
pub fn read_whom(word: &str) -> Option<Whom> {
    let word = word.trim();
    let id = word.strip_prefix("tg://user?id=").unwrap_or(word);
    let is_id = (3..=15).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    if is_id {
        return id.parse().ok().map(|id| Whom::Id(UserId(id)));
    }
    let bare = word.strip_prefix("https://").unwrap_or(word);
    let name = bare
        .strip_prefix("t.me/")
        .or_else(|| bare.strip_prefix('@'))?;
    let name = name.trim_matches('/');
    let is_name = !name.is_empty() && name.len() <= 64;
    is_name.then(|| Whom::Username(name.to_owned()))
}

/// A typed length, or an end, with the reason that may follow: `30d`, `12h`, `2w vacaciones`, `hasta 25/12/2026`,
/// `siempre`.
///
/// # Errors
/// `LengthUnclear` with the words that are none.
pub fn read_term(
    words: &[&str],
    now: Timestamp,
    zone: Zone,
) -> Result<(Term, Option<String>), RoleRefusal> {
    let unclear = || RoleRefusal::LengthUnclear {
        typed: words.first().copied().unwrap_or_default().to_owned(),
    };
    let first = words.first().ok_or_else(unclear)?.to_lowercase();
    let reason = |from: usize| {
        let reason = words.get(from..).unwrap_or_default().join(" ");
        Some(reason).filter(|reason| !reason.is_empty())
    };
    if ENDLESS.contains(&first.as_str()) {
        return Ok((Term::Endless, reason(1)));
    }
    if let Some(seconds) = seconds_of(&first) {
        return Ok((Term::Seconds(seconds), reason(1)));
    }
    // "30 días": the unit stands apart.
    if let (Ok(_), Some(unit)) = (first.parse::<u32>(), words.get(1))
        && let Some(seconds) = seconds_of(&format!("{first}{}", unit.to_lowercase()))
    {
        return Ok((Term::Seconds(seconds), reason(2)));
    }
    let is_named = UNTIL.contains(&first.as_str());
    let begin = usize::from(is_named);
    let longest = (begin + DATE_WORDS).min(words.len());
    let named = |end: usize| {
        let text = words.get(begin..end)?.join(" ");
        let parsed = dates::parse(&text, zone);
        parsed.or_else(|| is_named.then(|| dates::upcoming(&text, now, zone).ok())?)
    };
    let found = (begin + 1..=longest)
        .rev()
        .find_map(|end| Some((end, named(end)?)));
    let (mut end, at) = found.ok_or_else(unclear)?;
    // Words that say nothing of the time begin the reason: "hasta mañana 9:00 de refuerzo".
    while end > begin + 1 && named(end - 1) == Some(at) {
        end -= 1;
    }
    Ok((Term::Until(at), reason(end)))
}

/// Seconds of a length in one word: `90min`, `12h`, `30d`, `2w` or `2s`, `1m`, `1y` or `1a`. A month has 30 days.
fn seconds_of(word: &str) -> Option<i64> {
    let digits = word.find(|c: char| !c.is_ascii_digit())?;
    let count: i64 = word[..digits]
        .parse()
        .ok()
        .filter(|count| (1..=99_999).contains(count))?;
    let unit = match &word[digits..] {
        "min" | "mins" | "minutos" | "minutes" => MINUTE,
        "h" | "hora" | "horas" | "hour" | "hours" => HOUR,
        "d" | "día" | "dia" | "días" | "dias" | "day" | "days" => DAY,
        "w" | "s" | "sem" | "semana" | "semanas" | "week" | "weeks" => 7 * DAY,
        "m" | "mes" | "meses" | "month" | "months" => 30 * DAY,
        "y" | "a" | "año" | "años" | "year" | "years" => 365 * DAY,
        _ => return None,
    };
    Some(count * unit)
}

/// Whether the text begins with a person.
pub fn names_somebody(text: &str) -> bool {
    text.split_whitespace().next().and_then(read_whom).is_some()
}

/// Whether `/grant` reads that word as something else than a role.
pub(super) fn is_taken_word(word: &str) -> bool {
    ENDLESS.contains(&word) || UNTIL.contains(&word) || seconds_of(word).is_some()
}

/// The stored name of a house's role that goes by another word, too.
pub(super) fn alias(word: &str) -> Option<&'static str> {
    let found = ALIASES.iter().find(|(alias, _)| *alias == word);
    found.map(|(_, name)| *name)
}

/// The role that a typed word names.
///
/// # Errors
/// `RoleUnknown` with the names there are.
pub async fn role(ctx: &Ctx, actor: &Actor, typed: &str) -> Result<Role, ServiceError> {
    actor.need(Permission::GrantRoles)?;
    let typed = typed.to_owned();
    ctx.db
        .read(move |connection| role_in(connection, &typed))
        .await
}

fn role_in(connection: &Connection, typed: &str) -> Result<Role, ServiceError> {
    let word = typed.to_lowercase();
    let name = alias(&word).unwrap_or(&word);
    let found = crud::roles::get_by_name(connection, name)?;
    if let Some(role) = found.filter(Role::is_given) {
        return Ok(role);
    }
    let known = crud::roles::list(connection)?;
    let known = known.into_iter().filter(Role::is_given);
    let known = known.map(|role| role.name).collect();
    let typed = typed.to_owned();
    Err(RoleRefusal::RoleUnknown { typed, known }.into())
}

/// The person that an order names. Whoever wrote a forwarded message is known from then on.
///
/// # Errors
/// `PersonUnknown`.
pub async fn find(
    ctx: &Ctx,
    actor: &Actor,
    whom: Whom,
    now: Timestamp,
) -> Result<UserId, ServiceError> {
    actor.need(Permission::GrantRoles)?;
    if let Whom::Met(person) = &whom {
        let person = person.clone();
        ctx.db
            .write(Durability::Normal, move |tx| -> Result<(), ServiceError> {
                let name = person.first_name.as_str();
                let username = person.username.as_deref();
                Ok(crud::users::insert_named(
                    tx,
                    person.id,
                    Some(name),
                    username,
                    now,
                )?)
            })
            .await?;
    }
    ctx.db
        .read(move |connection| {
            let (found, typed) = match &whom {
                Whom::Id(user) => (Some(*user), user.to_string()),
                Whom::Username(name) => {
                    let found = crud::users::get_by_username(connection, name)?;
                    (found, format!("@{name}"))
                }
                Whom::Met(person) => (Some(person.id), person.id.to_string()),
            };
            let known = match found {
                Some(user) => crud::users::get(connection, user)?.map(|person| person.id),
                None => None,
            };
            Ok(known.ok_or(RoleRefusal::PersonUnknown { typed })?)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    fn grant(text: &str) -> Result<Order, RoleRefusal> {
        read_grant(text, NOW, Zone::utc())
    }

    fn ana() -> Option<Whom> {
        Some(Whom::Username("ana".into()))
    }

    #[test]
    fn an_order_names_person_role_length_and_reason() {
        for (length, seconds) in [
            ("30d", 30 * DAY),
            ("12h", 12 * HOUR),
            ("2w", 14 * DAY),
            ("2s", 14 * DAY),
            ("1m", 30 * DAY),
            ("90min", 90 * MINUTE),
            ("1a", 365 * DAY),
            ("30 días", 30 * DAY),
            ("1 week", 7 * DAY),
        ] {
            let order = grant(&format!("@ana support {length} por las vacaciones")).expect(length);
            assert_eq!(order.whom, ana());
            assert_eq!(order.role.as_deref(), Some("support"));
            assert_eq!(order.term, Some(Term::Seconds(seconds)), "{length}");
            assert_eq!(order.reason.as_deref(), Some("por las vacaciones"));
        }
        let order = grant("2001 soporte siempre").expect("read");
        assert_eq!(order.whom, Some(Whom::Id(UserId(2001))));
        assert_eq!((order.term, order.reason), (Some(Term::Endless), None));
        let order = grant("support 1d").expect("read");
        assert_eq!((order.whom, order.role), (None, Some("support".into())));
    }

    #[test]
    fn a_date_ends_a_role_too() {
        for (text, reason) in [
            ("@ana support hasta 25/12/2027", None),
            ("@ana support 25/12/2027 ayuda", Some("ayuda")),
            (
                "@ana support until 2027-12-25 18:30 for Eva",
                Some("for Eva"),
            ),
            ("@ana support hasta mañana 9:00", None),
            (
                "@ana support hasta mañana 9:00 de refuerzo",
                Some("de refuerzo"),
            ),
        ] {
            let order = grant(text).expect(text);
            assert!(
                matches!(order.term, Some(Term::Until(at)) if at > NOW),
                "{text}"
            );
            assert_eq!(order.reason.as_deref(), reason, "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_missing_and_what_is_unclear_is_said() {
        assert_eq!(grant(""), Ok(Order::default()));
        let order = grant("@ana").expect("read");
        assert_eq!((order.whom, order.role), (ana(), None));
        let order = grant("@ana support").expect("read");
        assert_eq!(order.term, None);
        for (text, typed) in [
            ("@ana support vacaciones", "vacaciones"),
            ("@ana support 30x", "30x"),
            ("@ana support 0d", "0d"),
            ("@ana support hasta luego", "hasta"),
            ("@ana support 999999999d", "999999999d"),
        ] {
            let typed = typed.to_owned();
            assert_eq!(
                grant(text),
                Err(RoleRefusal::LengthUnclear { typed }),
                "{text}"
            );
        }
        let order = read_revoke("@ana support se fue");
        assert_eq!(order.role.as_deref(), Some("support"));
        assert_eq!(order.reason.as_deref(), Some("se fue"));
    }

    proptest! {
        #[test]
        fn any_order_is_read_or_refused(text in ".{0,80}") {
            let _ = grant(&text);
            let _ = read_revoke(&text);
        }
    }
}
