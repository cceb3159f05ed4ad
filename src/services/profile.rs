//! A person's own profile and settings.

use super::ServiceError;
use super::settings;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::PersonRefusal;
use crate::models::ProfileView;
use crate::models::QVAPAY_LENGTH;
use crate::models::REMINDERS_KEY;
use crate::models::Refusal;
use crate::models::SETTING_OFF;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::utils::zone::Zone;
use rusqlite::Connection;

/// What the house knows of somebody, for themself.
pub async fn view(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<ProfileView, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            Ok(ProfileView {
                user: crud::users::get(connection, user)?.ok_or(Refusal::NotFound)?,
                more: crud::persons::more(connection, user)?,
                roles: crud::persons::roles(connection, user, now)?,
                vip: crud::subscribers::get(connection, user)?,
                counts: crud::persons::counts(connection, user)?,
                has_vpn: crud::servers::has_any(connection)?,
                purchases: crud::shop::purchases(connection, user)?,
            })
        })
        .await
}

/// Keeps the person's own choice of time zone; `None` = the house's.
pub async fn set_time_zone(
    ctx: &Ctx,
    actor: &Actor,
    zone: Option<Zone>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    act(ctx, actor, now, move |tx| {
        let name = zone.map(Zone::name);
        Ok(crud::persons::update_time_zone(tx, user, name)?)
    })
    .await
}

/// The zones that a typed city or name may mean: one that is named exactly, else those alike.
///
/// # Errors
/// `ZoneUnknown` if there is none.
pub fn zones(text: &str) -> Result<Vec<Zone>, Refusal> {
    if let Ok(name) = settings::zone(text)
        && let Ok(zone) = name.parse()
    {
        return Ok(vec![zone]);
    }
    let found = Zone::alike(text);
    if found.is_empty() {
        return Err(Refusal::Person(PersonRefusal::ZoneUnknown));
    }
    Ok(found)
}

/// Whether the person wants to be reminded before something of theirs ends.
pub async fn set_reminders(
    ctx: &Ctx,
    actor: &Actor,
    are_wanted: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    act(ctx, actor, now, move |tx| {
        let value = (!are_wanted).then_some(SETTING_OFF);
        Ok(crud::user_settings::update(tx, user, REMINDERS_KEY, value)?)
    })
    .await
}

/// Whether somebody wants no reminders. Every task that reminds of an end asks.
pub fn are_reminders_off(connection: &Connection, user: UserId) -> Result<bool, ServiceError> {
    let value = crud::user_settings::get(connection, user, REMINDERS_KEY)?;
    Ok(value.as_deref() == Some(SETTING_OFF))
}

/// Keeps which QvaPay user the person is; an empty text = none.
///
/// # Errors
/// Refusals for a text that can be no user of QvaPay, and for one that is somebody else's here.
pub async fn set_qvapay(
    ctx: &Ctx,
    actor: &Actor,
    text: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let name = qvapay_name(text)?;
    act(ctx, actor, now, move |tx| {
        if let Some(name) = &name
            && crud::persons::other_of_qvapay(tx, user, name)?.is_some()
        {
            return Err(Refusal::Person(PersonRefusal::QvapayTaken).into());
        }
        Ok(crud::persons::update_qvapay(tx, user, name.as_deref())?)
    })
    .await
}

/// The user that a text names, bare or as a link to their page; `None` for an empty text.
fn qvapay_name(text: &str) -> Result<Option<String>, Refusal> {
    let bare = text.trim();
    let bare = bare.strip_prefix("https://").unwrap_or(bare);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    let bare = bare.strip_prefix("qvapay.com/payme/").unwrap_or(bare);
    let bare = bare.trim_start_matches('@').trim_end_matches('/');
    if bare.is_empty() {
        return Ok(None);
    }
    let fits = QVAPAY_LENGTH.contains(&bare.len())
        && (bare.bytes()).all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        && bare.bytes().any(|byte| byte.is_ascii_alphanumeric());
    if fits {
        Ok(Some(bare.to_owned()))
    } else {
        Err(Refusal::Person(PersonRefusal::QvapayInvalid))
    }
}

/// Puts every setting of the person's back to the usual: language, time zone, reminders, broadcasts and all others.
pub async fn reset(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    act(ctx, actor, now, move |tx| {
        crud::persons::reset_settings(tx, user)?;
        crud::user_settings::delete_all(tx, user)?;
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::tests::NOW;
    use crate::services::tests::ctx;
    use crate::services::tests::person;

    #[test]
    fn a_qvapay_user_is_taken_bare_or_as_a_link_and_nothing_else() {
        for text in ["ana_99", "@ana_99", " https://qvapay.com/payme/ana_99/ "] {
            assert_eq!(qvapay_name(text), Ok(Some("ana_99".to_owned())), "{text}");
        }
        assert_eq!(qvapay_name("  "), Ok(None));
        let long = "a".repeat(41);
        for text in [
            "an",
            "ana maria",
            "a@b.cu",
            "<b>ana</b>",
            "...",
            long.as_str(),
        ] {
            let refused = Err(Refusal::Person(PersonRefusal::QvapayInvalid));
            assert_eq!(qvapay_name(text), refused, "{text}");
        }
    }

    #[test]
    fn a_city_means_its_zone_and_part_of_one_those_alike() {
        let names = |text| zones(text).map(|found| found.into_iter().map(Zone::name).collect());
        assert_eq!(names("La Habana"), Ok(vec!["America/Havana"]));
        let found: Vec<&str> = names("buenos").expect("found");
        assert!(
            found.contains(&"America/Argentina/Buenos_Aires"),
            "{found:?}"
        );
        let refused = Refusal::Person(PersonRefusal::ZoneUnknown);
        assert_eq!(names("Atlantis"), Err(refused));
    }

    #[tokio::test]
    async fn settings_are_counted_and_put_back_together() {
        let ctx = ctx().await;
        let ana = person(&ctx, 20).await;
        let eva = person(&ctx, 21).await;
        let zone: Zone = "America/Havana".parse().expect("a zone");
        set_time_zone(&ctx, &ana, Some(zone), NOW)
            .await
            .expect("set");
        set_reminders(&ctx, &ana, false, NOW).await.expect("set");
        set_qvapay(&ctx, &ana, "Ana_99", NOW).await.expect("set");
        let taken = set_qvapay(&ctx, &eva, "ana_99", NOW).await;
        assert!(
            matches!(
                taken,
                Err(ServiceError::Refused(Refusal::Person(
                    PersonRefusal::QvapayTaken
                )))
            ),
            "{taken:?}"
        );
        let view_now = view(&ctx, &ana, NOW).await.expect("read");
        assert_eq!(view_now.more.settings, 2);
        assert!(view_now.more.reminders_off);
        reset(&ctx, &ana, NOW).await.expect("reset");
        let view_now = view(&ctx, &ana, NOW).await.expect("read");
        assert_eq!(view_now.more.settings, 0);
        assert_eq!(view_now.user.time_zone, None);
        assert_eq!(
            view_now.more.qvapay_user.as_deref(),
            Some("Ana_99"),
            "who they are at QvaPay is no setting"
        );
    }
}
