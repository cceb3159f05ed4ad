//! The operator's own words: checked when they are set, and found for each message to a person.

use super::change;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::AdminNotice;
use crate::models::Door;
use crate::models::Identity;
use crate::models::Refusal;
use crate::models::SettingFault;
use crate::models::TextKey;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::Variable;
use crate::models::Wording;
use crate::models::Words;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::notify;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::template;
use serde_json::json;

/// Judges own words: every variable is known and whole, and the longest values still fit.
pub fn check(key: TextKey, plain: &str, html: &str) -> Result<(), Refusal> {
    if plain.trim().is_empty() {
        return Err(SettingFault::TextEmpty.into());
    }
    let names = template::names(plain);
    let mut unknown: Vec<String> = names
        .iter()
        .filter(|name| variable(key, name).is_none())
        .map(|name| (*name).to_owned())
        .collect();
    unknown.dedup();
    if !unknown.is_empty() {
        return Err(SettingFault::VariablesUnknown {
            key,
            names: unknown,
        }
        .into());
    }
    if template::names(html).len() < names.len() {
        return Err(SettingFault::VariableSplit.into());
    }
    let (units, most) = (longest(key, html), key.most_units());
    if units > most {
        return Err(SettingFault::TextTooLong { units, most }.into());
    }
    Ok(())
}

/// The length once each variable has its longest value, in UTF-16 units.
fn longest(key: TextKey, html: &str) -> usize {
    let mut units = html::visible_units(html);
    for name in template::names(html) {
        // The braces go, the value comes.
        let value = variable(key, name).map_or(0, Variable::longest);
        units = units + value - (html::utf16_len(name) + 2).min(units);
    }
    units
}

/// The variable of that name that a message knows.
fn variable(key: TextKey, name: &str) -> Option<Variable> {
    let name = name.to_lowercase().replace('í', "i").replace('ó', "o");
    key.variables()
        .iter()
        .copied()
        .find(|variable| variable.names().contains(&name.as_str()))
}

/// Whether stored words can be used: an older version, or a hand, may have written them.
fn is_usable(key: TextKey, html: &str) -> bool {
    !html.trim().is_empty()
        && longest(key, html) <= key.most_units()
        && template::names(html)
            .iter()
            .all(|name| variable(key, name).is_some())
}

/// Puts own words in place of the house's. They were checked.
pub async fn set(
    ctx: &Ctx,
    actor: &Actor,
    key: TextKey,
    lang: Lang,
    html: Option<String>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    change(ctx, actor, "config.text", now, move |settings| {
        let before = settings.texts.set(key, lang.code(), html.clone());
        Ok(json!({ "text": key.code(), "language": lang.code(), "before": before, "after": html }))
    })
    .await?;
    // Another text may be told to be broken again. Losing this only tells it once less.
    let marker = broken_key(key, lang);
    ctx.db
        .write(Durability::Normal, move |tx| {
            crud::house::delete(tx, &marker)?;
            Ok(())
        })
        .await
}

/// What a message to that person is drawn with: own words if there are any that can be used, and the prices. It
/// never fails, for the message must go out: then the house's own words are said, and the admins hear of it once.
pub async fn words(ctx: &Ctx, key: TextKey, lang: Lang, user: UserId) -> Words {
    let settings = ctx.settings();
    let fees = settings.fees.clone();
    let Some(own) = settings.texts.get(key, lang.code()) else {
        return Words { own: None, fees };
    };
    let own = own.to_owned();
    let wording = if is_usable(key, &own) {
        named(ctx, key, own, user).await
    } else {
        broken(ctx, key, lang).await.map(|()| None)
    };
    let own = wording.unwrap_or_else(|error| {
        notify::log_error_and_notify(ctx, Identity::System, "texts", &error.to_string());
        None
    });
    Words { own, fees }
}

/// Own words with the names of the person and of the channel.
async fn named(
    ctx: &Ctx,
    key: TextKey,
    own: String,
    user: UserId,
) -> Result<Option<Wording>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let chat = crud::bot_config::get(connection)?.channel(door_of(key));
            let channel = match chat {
                Some(chat) => crud::channels::get(connection, chat)?,
                None => None,
            };
            Ok(Some(Wording {
                html: own,
                name: access::name_of(connection, user)?,
                channel: channel.map_or_else(String::new, |channel| channel.title),
            }))
        })
        .await
}

/// Which channel a message is about.
fn door_of(key: TextKey) -> Door {
    match key {
        TextKey::Home
        | TextKey::Redeemed
        | TextKey::VipLink
        | TextKey::VipWelcome
        | TextKey::Reminder
        | TextKey::Grace
        | TextKey::Expired => Door::Vip,
        TextKey::FreeAsked
        | TextKey::FreeLink
        | TextKey::FreeApproved
        | TextKey::FreeDeclined
        | TextKey::FreeAcknowledged => Door::Free,
    }
}

fn broken_key(key: TextKey, lang: Lang) -> String {
    format!("text.broken:{}:{lang}", key.code())
}

/// Tells the admins that own words cannot be used, once until they are set anew.
async fn broken(ctx: &Ctx, key: TextKey, lang: Lang) -> Result<(), ServiceError> {
    let marker = broken_key(key, lang);
    let now = ctx.clock.now();
    ctx.db
        .write(Durability::Normal, move |tx| {
            if crud::house::get(tx, &marker)?.is_some() {
                return Ok(());
            }
            crud::house::set(tx, &marker, "told", now)?;
            let language = lang.code().to_owned();
            notify::log_and_notify(
                tx,
                Identity::System,
                AdminNotice::TextBroken { key, language },
                now,
            )
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utils::html::escape;

    #[test]
    fn a_text_is_taken_if_its_variables_are_known_and_it_fits() {
        let check = |key, text: &str| check(key, text, &escape(text));
        assert_eq!(check(TextKey::Home, "Hola, {nombre} & {name}"), Ok(()));
        assert_eq!(check(TextKey::Reminder, "{días} {Days} {}"), Ok(()));
        assert_eq!(
            check(TextKey::Home, " "),
            Err(SettingFault::TextEmpty.into())
        );
        let unknown = SettingFault::VariablesUnknown {
            key: TextKey::Home,
            names: vec!["fecha".into()],
        };
        assert_eq!(check(TextKey::Home, "{fecha}"), Err(unknown.into()));
        let fits = "x".repeat(3_000);
        assert_eq!(check(TextKey::Home, &fits), Ok(()));
        let long = format!("{{name}}{}", "x".repeat(2_940));
        let too_long = SettingFault::TextTooLong {
            units: 3_004,
            most: 3_000,
        };
        assert_eq!(check(TextKey::Home, &long), Err(too_long.into()));
    }

    #[test]
    fn formatting_may_not_cut_a_variable() {
        let refused = super::check(TextKey::Home, "{name}", "{na<b>me}</b>");
        assert_eq!(refused, Err(SettingFault::VariableSplit.into()));
        assert_eq!(
            super::check(TextKey::Home, "{name}", "<b>{name}</b>"),
            Ok(())
        );
    }
}
