//! The settings of keys.

use super::Question;
use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::VpnSetting;
use crate::screens::channels;
use crate::screens::servers as screens;
use crate::services;
use crate::services::ServiceError;
use crate::services::channels::ChatName;
use crate::services::vpn::settings;
use crate::telegram::update::ChatShared;
use serde_json::Value;

/// All settings.
pub async fn list(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = settings::view(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(screens::settings(visit.reader, &view)))
}

/// One setting; the next message is another value, unless it was changed just now.
pub async fn show(
    visit: &Visit<'_>,
    setting: VpnSetting,
    changed: bool,
) -> Result<Reply, ServiceError> {
    let view = settings::view(visit.ctx, &visit.actor).await?;
    let offers: Result<Vec<_>, Refusal> = (setting.choices().iter())
        .map(|choice| settings::sample(setting, choice))
        .collect();
    if changed {
        visit.forget().await;
    } else {
        visit
            .ask(Dialogue::Server(Question::Setting(setting)))
            .await;
    }
    let screen = screens::setting(visit.reader, &view, setting, &offers?, changed);
    Ok(Reply::show(screen))
}

/// One of the values on offer.
pub async fn choose(
    visit: &Visit<'_>,
    setting: VpnSetting,
    number: u8,
) -> Result<Reply, ServiceError> {
    let choice = setting.choices().get(usize::from(number));
    let choice = choice.ok_or(Refusal::NotFound)?;
    settings::set(visit.ctx, &visit.actor, setting, choice, visit.now()).await?;
    show(visit, setting, true).await
}

/// A typed value. For the channel of the trial that is its name or number.
pub async fn typed(
    visit: &Visit<'_>,
    setting: VpnSetting,
    text: &str,
) -> Result<Reply, ServiceError> {
    if setting == VpnSetting::TrialChannel
        && let Ok(name) = services::channels::parse_chat_name(text)
    {
        let chat: Value = match name {
            ChatName::Id(chat) => chat.0.into(),
            ChatName::Username(name) => name.into(),
        };
        return set_channel(visit, chat).await;
    }
    settings::set(visit.ctx, &visit.actor, setting, text, visit.now()).await?;
    show(visit, setting, true).await
}

/// Telegram's list of channels and groups.
pub async fn pick_channel(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let question = Question::Setting(VpnSetting::TrialChannel);
    visit.ask(Dialogue::Server(question)).await;
    Ok(Reply::send(screens::pick_channel(visit.reader)))
}

/// Whether a chat was picked for the trial.
pub fn is_for_trial(shared: &ChatShared) -> bool {
    [screens::TRIAL_CHANNEL, screens::TRIAL_GROUP].contains(&shared.request_id)
}

/// A chat picked with Telegram's picker.
pub async fn shared(visit: &Visit<'_>, shared: &ChatShared) -> Result<Reply, ServiceError> {
    visit.need(Some(Permission::ManageServers), "a picked chat")?;
    let reply = set_channel(visit, shared.chat_id.into()).await?;
    Ok(reply.preceded_by(channels::checking(visit.reader)))
}

async fn set_channel(visit: &Visit<'_>, chat: Value) -> Result<Reply, ServiceError> {
    let channel = visit.inspect(chat).await?;
    settings::set_channel(visit.ctx, &visit.actor, Some(channel), visit.now()).await?;
    show(visit, VpnSetting::TrialChannel, true).await
}

/// Asks whether all settings are to be as in a new house.
pub fn ask_reset(visit: &Visit<'_>) -> Reply {
    Reply::show(screens::reset_sure(visit.reader))
}

/// Makes them so.
pub async fn reset(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    settings::reset(visit.ctx, &visit.actor, visit.now()).await?;
    list(visit).await
}
