//! What admins set about keys: each change is one act with its line in the audit log, and holds at once.

pub(in crate::services) mod read;

use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::Channel;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::ServerRefusal;
use crate::models::Timestamp;
use crate::models::VpnSetting;
use crate::models::VpnSettings;
use crate::models::VpnSettingsView;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use serde_json::Value;
use serde_json::json;

/// Takes what is set into memory, at the start.
pub async fn load(ctx: &Ctx) -> Result<(), ServiceError> {
    let settings = (ctx.db)
        .read(|connection| Ok::<_, ServiceError>(crud::vpn_settings::get(connection)?))
        .await?;
    ctx.put_vpn_settings(settings);
    Ok(())
}

/// What is set, beside what a new house has.
pub async fn view(ctx: &Ctx, actor: &Actor) -> Result<VpnSettingsView, ServiceError> {
    actor.need(Permission::ManageServers)?;
    ctx.db
        .read(|connection| {
            let now = crud::vpn_settings::get(connection)?;
            let channel = match now.trial_channel {
                Some(chat) => crud::channels::get(connection, chat)?,
                None => None,
            };
            Ok(VpnSettingsView {
                channel: channel.map(|channel| channel.title),
                now,
                default: VpnSettings::default(),
            })
        })
        .await
}

/// Sets a setting to what somebody typed, or to what a button says in the same words.
pub async fn set(
    ctx: &Ctx,
    actor: &Actor,
    setting: VpnSetting,
    text: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    // Judged before the transaction too: what cannot be read claims no update.
    read::into(setting, text, &mut VpnSettings::default())?;
    let text = text.to_owned();
    change(ctx, actor, setting.code(), now, move |settings| {
        read::into(setting, &text, settings)
    })
    .await
}

/// How a text reads as the value of a setting: the defaults with that one value.
///
/// # Errors
/// When it is none.
pub fn sample(setting: VpnSetting, text: &str) -> Result<VpnSettings, Refusal> {
    let mut settings = VpnSettings::default();
    read::into(setting, text, &mut settings)?;
    Ok(settings)
}

/// Asks for membership of a channel before a trial, as Telegram sees that channel now; `None` = of none.
pub async fn set_channel(
    ctx: &Ctx,
    actor: &Actor,
    channel: Option<Channel>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if let Some(channel) = channel.as_ref().filter(|channel| !channel.is_admin) {
        let title = channel.title.clone();
        return Err(Refusal::from(ServerRefusal::ChannelUnusable { title }).into());
    }
    actor.need(Permission::ManageServers)?;
    let identity = actor.identity;
    let done = act(ctx, actor, now, move |tx| {
        let before = crud::vpn_settings::get(tx)?;
        let chat = channel.as_ref().map(|channel| channel.chat_id);
        if let Some(channel) = &channel {
            crud::channels::upsert(tx, channel)?;
        }
        if before.trial_channel == chat {
            return Ok(());
        }
        let details = json!({ "before": before.trial_channel, "after": chat });
        let after = VpnSettings {
            trial_channel: chat,
            ..before
        };
        crud::vpn_settings::update(tx, &after)?;
        let target = VpnSetting::TrialChannel.code().to_owned();
        audit::record(tx, identity, "vpn.setting", target, details, now)
    })
    .await;
    load(ctx).await?;
    done
}

/// Everything as in a new house; servers and keys stay.
pub async fn reset(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<(), ServiceError> {
    change(ctx, actor, "all", now, |settings| {
        *settings = VpnSettings::default();
        Ok(())
    })
    .await
}

async fn change<F>(
    ctx: &Ctx,
    actor: &Actor,
    what: &'static str,
    now: Timestamp,
    edit: F,
) -> Result<(), ServiceError>
where
    F: FnOnce(&mut VpnSettings) -> Result<(), Refusal> + Send + 'static,
{
    actor.need(Permission::ManageServers)?;
    let identity = actor.identity;
    let done = act(ctx, actor, now, move |tx| {
        let before = crud::vpn_settings::get(tx)?;
        let mut after = before.clone();
        edit(&mut after)?;
        if after == before {
            return Ok(());
        }
        crud::vpn_settings::update(tx, &after)?;
        if after.grace_hours < before.grace_hours {
            // Keys whose time is over go sooner than was planned.
            crud::vpn_accounts::update_over_next(tx, now)?;
        }
        let details = differing(&before, &after);
        audit::record(tx, identity, "vpn.setting", what.to_owned(), details, now)
    })
    .await;
    // A rerun finds its change committed: what holds is read all the same.
    load(ctx).await?;
    done
}

/// What changed, for the audit log.
fn differing(before: &VpnSettings, after: &VpnSettings) -> Value {
    let changed = VpnSetting::ALL
        .into_iter()
        .filter(|setting| said(before, *setting) != said(after, *setting));
    let (mut old, mut new) = (serde_json::Map::new(), serde_json::Map::new());
    for setting in changed {
        old.insert(setting.code().to_owned(), said(before, setting));
        new.insert(setting.code().to_owned(), said(after, setting));
    }
    json!({ "before": old, "after": new })
}

fn said(settings: &VpnSettings, setting: VpnSetting) -> Value {
    match setting {
        VpnSetting::Trial => json!(settings.has_trial),
        VpnSetting::TrialHours => json!(settings.trial_hours),
        VpnSetting::TrialBytes => json!(settings.trial_bytes),
        VpnSetting::TrialDayBytes => json!(settings.trial_day_bytes),
        VpnSetting::TrialChannel => json!(settings.trial_channel),
        VpnSetting::SelfService => json!(settings.self_service.name()),
        VpnSetting::SelfDays => json!(settings.self_days),
        VpnSetting::SelfBytes => json!(settings.self_bytes),
        VpnSetting::Devices => json!(settings.devices),
        VpnSetting::Grace => json!(settings.grace_hours),
        VpnSetting::ShowsOnce => json!(settings.shows_once),
        VpnSetting::Quarantine => json!(settings.quarantine_minutes),
        VpnSetting::Reminders => json!(settings.reminder_minutes),
        VpnSetting::SharingLimit => json!(settings.sharing_limit),
        VpnSetting::SharingHolds => json!(settings.sharing_holds),
        VpnSetting::AlertBytes => json!(settings.alert_day_bytes),
        VpnSetting::Retention => json!(settings.retention_days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::GB;
    use crate::models::PermissionSet;
    use crate::models::UserId;
    use crate::services::tests::NOW;
    use crate::services::tests::ctx;

    fn admin() -> Actor {
        Actor::user(UserId(7), PermissionSet::all(), None)
    }

    #[tokio::test]
    async fn a_change_holds_at_once_survives_a_start_and_is_kept_in_the_log() {
        let ctx = ctx().await;
        set(&ctx, &admin(), VpnSetting::TrialBytes, "5 GB", NOW)
            .await
            .expect("set");
        assert_eq!(ctx.vpn_settings().trial_bytes, Some(5 * GB));
        ctx.put_vpn_settings(VpnSettings::default());
        load(&ctx).await.expect("loaded");
        assert_eq!(ctx.vpn_settings().trial_bytes, Some(5 * GB));
        set(&ctx, &admin(), VpnSetting::TrialBytes, "5000 MB", NOW)
            .await
            .expect("the same");
        let lines: i64 = (ctx.db)
            .read(|connection| {
                let sql = "SELECT count(*) FROM audit_log WHERE action = 'vpn.setting'";
                Ok::<_, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
            })
            .await
            .expect("read");
        assert_eq!(lines, 1, "the second changed nothing");
        reset(&ctx, &admin(), NOW).await.expect("reset");
        assert_eq!(*ctx.vpn_settings(), VpnSettings::default());
    }

    #[tokio::test]
    async fn nobody_without_the_permission_changes_anything() {
        let ctx = ctx().await;
        let stranger = Actor::user(UserId(9), PermissionSet::default(), None);
        let done = set(&ctx, &stranger, VpnSetting::Devices, "9", NOW).await;
        assert!(matches!(
            done,
            Err(ServiceError::Refused(Refusal::NotAllowed))
        ));
        assert!(reset(&ctx, &stranger, NOW).await.is_err());
        assert!(set_channel(&ctx, &stranger, None, NOW).await.is_err());
        assert!(view(&ctx, &stranger).await.is_err());
    }

    #[tokio::test]
    async fn every_choice_on_offer_can_be_read() {
        for setting in VpnSetting::ALL {
            for choice in setting.choices() {
                assert!(sample(setting, choice).is_ok(), "{setting:?} {choice}");
            }
        }
    }
}
