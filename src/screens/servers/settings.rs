//! The settings of keys.

use super::*;
use crate::models::ChatKind;
use crate::models::MINUTE;
use crate::models::SelfService;
use crate::models::VpnSetting;
use crate::models::VpnSettings;
use crate::models::VpnSettingsView;
use crate::screens::ChatPicker;
use crate::screens::PickFor;
use crate::screens::ReplyKeyboard;
use crate::screens::Style;

/// Comes back with a channel that was picked for the trial.
pub const TRIAL_CHANNEL: i32 = 31;
/// Comes back with a group that was picked for the trial.
pub const TRIAL_GROUP: i32 = 32;

fn name_key(setting: VpnSetting) -> &'static str {
    match setting {
        VpnSetting::Trial => "vpn-set-trial",
        VpnSetting::TrialHours => "vpn-set-trial-hours",
        VpnSetting::TrialBytes => "vpn-set-trial-bytes",
        VpnSetting::TrialDayBytes => "vpn-set-trial-day",
        VpnSetting::TrialChannel => "vpn-set-trial-channel",
        VpnSetting::SelfService => "vpn-set-self",
        VpnSetting::SelfDays => "vpn-set-self-days",
        VpnSetting::SelfBytes => "vpn-set-self-bytes",
        VpnSetting::Devices => "vpn-set-devices",
        VpnSetting::Grace => "vpn-set-grace",
        VpnSetting::ShowsOnce => "vpn-set-once",
        VpnSetting::Quarantine => "vpn-set-quarantine",
        VpnSetting::Reminders => "vpn-set-reminders",
        VpnSetting::SharingLimit => "vpn-set-sharing",
        VpnSetting::SharingHolds => "vpn-set-sharing-holds",
        VpnSetting::AlertBytes => "vpn-set-alert",
        VpnSetting::Retention => "vpn-set-retention",
    }
}

fn question_key(setting: VpnSetting) -> &'static str {
    match setting {
        VpnSetting::Trial => "vpn-ask-trial",
        VpnSetting::TrialHours => "vpn-ask-trial-hours",
        VpnSetting::TrialBytes => "vpn-ask-trial-bytes",
        VpnSetting::TrialDayBytes => "vpn-ask-trial-day",
        VpnSetting::TrialChannel => "vpn-ask-trial-channel",
        VpnSetting::SelfService => "vpn-ask-self",
        VpnSetting::SelfDays => "vpn-ask-self-days",
        VpnSetting::SelfBytes => "vpn-ask-self-bytes",
        VpnSetting::Devices => "vpn-ask-devices",
        VpnSetting::Grace => "vpn-ask-grace",
        VpnSetting::ShowsOnce => "vpn-ask-once",
        VpnSetting::Quarantine => "vpn-ask-quarantine",
        VpnSetting::Reminders => "vpn-ask-reminders",
        VpnSetting::SharingLimit => "vpn-ask-sharing",
        VpnSetting::SharingHolds => "vpn-ask-sharing-holds",
        VpnSetting::AlertBytes => "vpn-ask-alert",
        VpnSetting::Retention => "vpn-ask-retention",
    }
}

/// A value in words, not yet escaped. `channel` is the title of the channel of the trial.
fn value(
    reader: Reader,
    settings: &VpnSettings,
    setting: VpnSetting,
    channel: Option<&str>,
) -> String {
    let hours = |hours: i64| units::minutes(reader.lang, hours.saturating_mul(60));
    let days = |days: i64| units::minutes(reader.lang, days.saturating_mul(24 * 60));
    let switch = |is_on| {
        let key = if is_on { "vpn-set-on" } else { "vpn-set-off" };
        reader.plain(key, args! {})
    };
    let unlimited = || reader.plain("vpn-set-unlimited", args! {});
    let traffic =
        |bytes: Option<u64>| bytes.map_or_else(unlimited, |bytes| units::bytes(reader.lang, bytes));
    match setting {
        VpnSetting::Trial => switch(settings.has_trial),
        VpnSetting::TrialHours => hours(settings.trial_hours),
        VpnSetting::TrialBytes => traffic(settings.trial_bytes),
        VpnSetting::TrialDayBytes => traffic(settings.trial_day_bytes),
        VpnSetting::TrialChannel => match settings.trial_channel {
            None => reader.plain("vpn-set-none", args! {}),
            Some(chat) => channel.map_or_else(|| chat.to_string(), html::name),
        },
        VpnSetting::SelfService => {
            let key = match settings.self_service {
                SelfService::Nobody => "vpn-self-nobody",
                SelfService::Vip => "vpn-self-vip",
                SelfService::Everybody => "vpn-self-everybody",
            };
            reader.plain(key, args! {})
        }
        VpnSetting::SelfDays => settings.self_days.map_or_else(unlimited, days),
        VpnSetting::SelfBytes => traffic(settings.self_bytes),
        VpnSetting::Devices => settings.devices.to_string(),
        VpnSetting::Grace => hours(settings.grace_hours),
        VpnSetting::ShowsOnce => switch(settings.shows_once),
        VpnSetting::Quarantine => units::minutes(reader.lang, settings.quarantine_minutes),
        VpnSetting::Reminders if settings.reminder_minutes.is_empty() => {
            reader.plain("vpn-set-none", args! {})
        }
        VpnSetting::Reminders => {
            let names = settings.reminder_minutes.iter();
            let names: Vec<String> = names
                .map(|minutes| units::duration(reader.lang, minutes.saturating_mul(MINUTE)))
                .collect();
            names.join(", ")
        }
        VpnSetting::SharingLimit => match settings.sharing_limit {
            None => switch(false),
            Some(limit) => reader.plain("vpn-set-networks", args! { count: limit }),
        },
        VpnSetting::SharingHolds => switch(settings.sharing_holds),
        VpnSetting::AlertBytes => match settings.alert_day_bytes {
            None => switch(false),
            Some(bytes) => units::bytes(reader.lang, bytes),
        },
        VpnSetting::Retention => days(settings.retention_days),
    }
}

/// All settings with their values.
pub fn settings(reader: Reader, view: &VpnSettingsView) -> Screen {
    let lines: Vec<String> = VpnSetting::ALL
        .into_iter()
        .map(|setting| {
            let name = reader.plain(name_key(setting), args! {});
            let value = value(reader, &view.now, setting, view.channel.as_deref());
            reader.html("server-field", args! { field: &name, value: &value })
        })
        .collect();
    let heading = reader.html("vpn-settings", args! {});
    let buttons = VpnSetting::ALL
        .map(|setting| act(reader, name_key(setting), ServerAction::Setting(setting)));
    let label = reader.plain("button-vpn-reset", args! {});
    let reset = Action::Server(ServerAction::Reset);
    Screen::new(format!("{heading}\n\n{}", lines.join("\n")))
        .grid(2, buttons.to_vec())
        .button(Button::styled(label, reset, Style::Danger))
        .button(back_to(reader.lang, Action::Server(ServerAction::List(0))))
}

/// One setting with its value, its rule, its default, and values on offer. `offers` are the settings as each button
/// would make them.
pub fn setting(
    reader: Reader,
    view: &VpnSettingsView,
    setting: VpnSetting,
    offers: &[VpnSettings],
    changed: bool,
) -> Screen {
    let now = value(reader, &view.now, setting, view.channel.as_deref());
    let default = value(reader, &view.default, setting, None);
    let (least, most) = setting.range();
    let mut parts = Vec::new();
    if changed {
        parts.push(reader.html("setting-changed", args! {}));
    }
    parts.push(reader.html(
        question_key(setting),
        args! {
            least: &units::number(reader.lang, least),
            most: &units::number(reader.lang, most),
        },
    ));
    parts.push(reader.html("setting-now", args! { now: &now, default: &default }));
    let buttons = (0u8..).zip(offers).map(|(number, offer)| {
        let label = value(reader, offer, setting, None);
        Button::act(label, Action::Server(ServerAction::Choose(setting, number)))
    });
    let mut screen = Screen::new(parts.join("\n\n"));
    if setting == VpnSetting::TrialChannel {
        screen = screen.button(act(
            reader,
            "button-pick-trial-channel",
            ServerAction::PickChannel,
        ));
    }
    screen
        .grid(3, buttons.collect())
        .button(back_to(reader.lang, Action::Server(ServerAction::Settings)))
}

/// Telegram's list of channels and groups, for the trial.
pub fn pick_channel(reader: Reader) -> Screen {
    let picker = |key: &str, request_id, kind| ChatPicker {
        label: reader.plain(key, args! {}),
        request_id,
        kind,
        purpose: PickFor::Door,
    };
    Screen::new(reader.html("vpn-pick-channel", args! {})).with_keyboard(ReplyKeyboard::Pick {
        pickers: vec![
            picker("button-pick-channel", TRIAL_CHANNEL, ChatKind::Channel),
            picker("button-pick-group", TRIAL_GROUP, ChatKind::Supergroup),
        ],
        cancel: reader.plain("button-cancel", args! {}),
    })
}

/// Asks whether all settings of keys are to be as in a new house.
pub fn reset_sure(reader: Reader) -> Screen {
    let html = reader.html("vpn-reset-sure", args! {});
    let label = reader.plain("button-vpn-reset-yes", args! {});
    let yes = Action::Server(ServerAction::ResetYes);
    let no = Action::Server(ServerAction::Settings);
    confirm(reader.lang, html, label, yes, no)
}
