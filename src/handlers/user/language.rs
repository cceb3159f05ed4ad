//! The person's language.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::screens::Reader;
use crate::screens::language;
use crate::services;
use crate::services::ServiceError;
use crate::utils::locale::Lang;

/// Asks for it.
pub fn choose(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    Ok(Reply::show(language::choose(visit.reader)))
}

/// Keeps it, and answers in it.
pub async fn set(visit: &Visit<'_>, lang: Lang) -> Result<Reply, ServiceError> {
    services::house::set_language(visit.ctx, &visit.actor, lang.code(), visit.now()).await?;
    let reply = Reply::show(language::chosen(Reader {
        lang,
        ..visit.reader
    }));
    Ok(if visit.is_staff() {
        reply.with_menus()
    } else {
        reply
    })
}
