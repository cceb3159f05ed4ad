//! The operator's own words. They are shown by Telegram before they hold: what it does not take is not kept.

use super::Question;
use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::SettingFault;
use crate::models::TextKey;
use crate::models::Wording;
use crate::models::Words;
use crate::screens::Reader;
use crate::screens::settings;
use crate::services;
use crate::services::ServiceError;
use crate::telegram::errors::CallError;
use crate::telegram::update::Message;
use crate::utils::locale::Lang;
use crate::utils::rich;

/// All messages.
pub async fn list(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = services::settings::view(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(settings::texts(visit.reader, &view.now.texts)))
}

/// One of them.
pub async fn show(visit: &Visit<'_>, key: TextKey, lang: Lang) -> Result<Reply, ServiceError> {
    let view = services::settings::view(visit.ctx, &visit.actor).await?;
    let is_own = view.now.texts.get(key, lang.code()).is_some();
    Ok(Reply::show(settings::text(visit.reader, key, lang, is_own)))
}

/// Asks for own words.
pub async fn ask(visit: &Visit<'_>, key: TextKey, lang: Lang) -> Result<Reply, ServiceError> {
    visit
        .ask(Dialogue::Settings(Question::Text(key, lang)))
        .await;
    Ok(Reply::show(settings::ask_text(visit.reader, key, lang)))
}

/// How the message looks with its own words, or with the house's.
pub async fn preview(
    visit: &Visit<'_>,
    key: TextKey,
    lang: Lang,
    with_own: bool,
) -> Result<Reply, ServiceError> {
    let view = services::settings::view(visit.ctx, &visit.actor).await?;
    let own = view.now.texts.get(key, lang.code()).filter(|_| with_own);
    let words = Words {
        own: own.map(|html| sample(visit, lang, html.to_owned())),
        fees: view.now.fees.clone(),
    };
    let shown = settings::preview(visit.reader, key, lang, &words);
    let note = settings::preview_note(visit.reader, key, lang);
    Ok(Reply::send(shown).then(note))
}

fn sample(visit: &Visit<'_>, lang: Lang, html: String) -> Wording {
    let (name, channel) = settings::sample_names(Reader {
        lang,
        ..visit.reader
    });
    Wording {
        html,
        name,
        channel,
    }
}

/// Own words: judged, shown, and kept if Telegram took them.
pub async fn typed(
    visit: &Visit<'_>,
    key: TextKey,
    lang: Lang,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let plain = message.text.as_deref().unwrap_or_default();
    let html = rich::to_html(plain, &message.formatting());
    services::settings::texts::check(key, plain, &html)?;
    let words = Words {
        own: Some(sample(visit, lang, html.clone())),
        fees: visit.ctx.settings().fees.clone(),
    };
    let shown = settings::preview(visit.reader, key, lang, &words);
    if let Err(error) = visit.bot.show_now(visit.user.chat(), &shown).await {
        return Err(refused(&error));
    }
    services::settings::texts::set(visit.ctx, &visit.actor, key, lang, Some(html), visit.now())
        .await?;
    visit.forget().await;
    Ok(Reply::send(settings::text_kept(visit.reader, key, lang)))
}

fn refused(error: &CallError) -> ServiceError {
    use crate::models::Refusal;
    if let CallError::Api { description, .. } = error {
        let why = description.clone();
        Refusal::from(SettingFault::TextRefused { why }).into()
    } else {
        Refusal::TelegramUnreachable.into()
    }
}

/// The house's own words again.
pub async fn reset(visit: &Visit<'_>, key: TextKey, lang: Lang) -> Result<Reply, ServiceError> {
    services::settings::texts::set(visit.ctx, &visit.actor, key, lang, None, visit.now()).await?;
    show(visit, key, lang).await
}
