//! The command menus that Telegram shows: one for people in each language, and one for each of the staff.

use crate::context::Ctx;
use crate::models::Identity;
use crate::models::Offer;
use crate::models::PermissionSet;
use crate::models::UserId;
use crate::screens::help;
use crate::services;
use crate::services::ServiceError;
use crate::services::notify;
use crate::telegram::admins;
use crate::telegram::bot::Bot;
use crate::telegram::call::Call;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use crate::utils::locale::Lang;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Under which name the published menus are remembered.
const PUBLISHED: &str = "menus";
/// How long after one that could not be set it is tried again.
const AGAIN: Duration = Duration::from_secs(60);

/// What was published, by scope.
type Menus = BTreeMap<String, Value>;

/// Brings the menus up to date at the start and after each change, once things are quiet: set-up changes several
/// things in a row, and Telegram takes such calls seldom. When somebody's rights changed it is done at once.
pub async fn keep(ctx: Arc<Ctx>, bot: Bot, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(ctx.config.tempo.menus_quiet) => {}
            () = ctx.rights_changed.notified() => {}
            () = stop.cancelled() => return,
        }
        let is_done = loop {
            let is_done = publish(&ctx, &bot).await;
            tokio::select! {
                () = ctx.rights_changed.notified() => {}
                () = ctx.menus_changed.notified() => break true,
                () = tokio::time::sleep(AGAIN), if !is_done => break false,
                () = stop.cancelled() => return,
            }
        };
        if !is_done {
            log::info!("a command menu could not be set: once more");
        }
    }
}

/// Brings the menus up to date: only those are set that differ from what was set last. False if one must be tried
/// again; a person who has never written to the bot cannot have one yet.
pub async fn publish(ctx: &Ctx, bot: &Bot) -> bool {
    try_publish(ctx, bot).await.unwrap_or_else(|error| {
        notify::log_error_and_notify(ctx, Identity::System, "menus", &error.to_string());
        false
    })
}

async fn try_publish(ctx: &Ctx, bot: &Bot) -> Result<bool, ServiceError> {
    let wanted = wanted(ctx).await?;
    let before = remembered(ctx).await?;
    let mut published = before.clone();
    let mut is_done = true;
    for (scope, call) in changes(&before, &wanted) {
        match bot.background_call(call).await {
            Ok(_) => match wanted.get(&scope) {
                Some(menu) => {
                    published.insert(scope, menu.clone());
                }
                None => {
                    published.remove(&scope);
                }
            },
            Err(error) => {
                is_done &= !error.class().is_outage();
                failed(ctx, &scope, &error);
            }
        }
    }
    if published != before {
        let text = json!(published).to_string();
        services::house::remember(ctx, PUBLISHED, text, ctx.clock.now()).await?;
    }
    Ok(is_done)
}

async fn remembered(ctx: &Ctx) -> Result<Menus, ServiceError> {
    let text = services::house::remembered(ctx, PUBLISHED).await?;
    // What cannot be read is set again, which does no harm.
    Ok(text
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default())
}

/// The calls that lead from what is there to what should be.
fn changes(before: &Menus, wanted: &Menus) -> Vec<(String, Call)> {
    let set = wanted
        .iter()
        .filter(|(scope, menu)| before.get(*scope) != Some(*menu))
        .map(|(scope, menu)| {
            let call = scoped("setMyCommands", scope).set("commands", menu.clone());
            (scope.clone(), call)
        });
    let gone = before
        .keys()
        .filter(|scope| !wanted.contains_key(*scope))
        .map(|scope| (scope.clone(), scoped("deleteMyCommands", scope)));
    set.chain(gone).collect()
}

/// A call about a scope: a chat by its number, a language by its code, or everybody else.
fn scoped(method: &'static str, scope: &str) -> Call {
    let call = Call::new(method);
    if let Ok(chat) = scope.parse::<i64>() {
        return call.set("scope", json!({ "type": "chat", "chat_id": chat }));
    }
    let call = call.set("scope", json!({ "type": "default" }));
    match Lang::of_tag(scope) {
        Some(lang) => call.set("language_code", lang.code()),
        None => call,
    }
}

async fn wanted(ctx: &Ctx) -> Result<Menus, ServiceError> {
    let offer = services::home::offer(ctx).await?;
    let mut menus = Menus::new();
    let people = |lang| menu(lang, offer, PermissionSet::default());
    menus.insert("default".to_owned(), people(ctx.default_lang()));
    for lang in Lang::ALL {
        menus.insert(lang.code().to_owned(), people(lang));
    }
    let now = ctx.clock.now();
    for (user, standing) in services::roles::staff(ctx, now).await? {
        let lang = admins::reader(ctx, user).await.lang;
        menus.insert(user.to_string(), menu(lang, offer, standing.permissions));
    }
    Ok(menus)
}

fn menu(lang: Lang, offer: Offer, may: PermissionSet) -> Value {
    help::commands(lang, offer, may)
        .into_iter()
        .map(|(command, description)| json!({ "command": command, "description": description }))
        .collect()
}

fn failed(ctx: &Ctx, scope: &str, error: &CallError) {
    match error.class() {
        Class::Unreachable | Class::ChatLost => {
            log::info!("{scope} has no command menu yet: {error}");
        }
        Class::Network | Class::Server | Class::InDoubt | Class::TooManyRequests(_) => {
            log::warn!("the command menu of {scope} waits: {error}");
        }
        Class::Harmless(_)
        | Class::NoRights
        | Class::RequestClosed
        | Class::NotAMember
        | Class::CannotRemove
        | Class::BadEntities
        | Class::EditGone
        | Class::Migrated(_)
        | Class::Conflict
        | Class::Unauthorized
        | Class::Other => {
            let who = scope
                .parse()
                .map_or(Identity::System, |id| Identity::User(UserId(id)));
            notify::log_error_and_notify(ctx, who, "menus", &error.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn menus(entries: &[(&str, &str)]) -> Menus {
        entries
            .iter()
            .map(|(scope, menu)| ((*scope).to_owned(), json!(menu)))
            .collect()
    }

    #[test]
    fn only_what_changed_is_set_and_what_is_gone_is_deleted() {
        let before = menus(&[("default", "a"), ("es", "a"), ("7", "a"), ("8", "a")]);
        let wanted = menus(&[("default", "a"), ("es", "b"), ("7", "a"), ("9", "a")]);
        let calls: Vec<(String, &str)> = changes(&before, &wanted)
            .into_iter()
            .map(|(scope, call)| (scope, call.method))
            .collect();
        let expected = [
            ("9", "setMyCommands"),
            ("es", "setMyCommands"),
            ("8", "deleteMyCommands"),
        ];
        assert_eq!(
            calls,
            expected.map(|(scope, method)| (scope.to_owned(), method))
        );
        assert!(changes(&wanted, &wanted).is_empty());
    }

    #[test]
    fn a_scope_is_a_chat_a_language_or_everybody() {
        let call = scoped("setMyCommands", "42");
        assert_eq!(
            call.params["scope"],
            json!({ "type": "chat", "chat_id": 42 })
        );
        assert!(!call.params.contains_key("language_code"));
        let call = scoped("setMyCommands", "en");
        assert_eq!(call.params["language_code"], "en");
        let call = scoped("setMyCommands", "default");
        assert!(!call.params.contains_key("language_code"));
    }
}
