//! Importing members from a file.

use super::Question;
use super::ask as ask_typed;
use super::refused;
use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::ImportId;
use crate::models::MOST_IMPORT_BYTES;
use crate::models::MemberRefusal;
use crate::models::OpenEnds;
use crate::screens::members;
use crate::services::ServiceError;
use crate::services::members::import;
use crate::services::members::table;
use crate::telegram::update::Message;
use crate::utils::dates;

/// Asks for the file.
pub async fn ask(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    visit.ask(Dialogue::Member(Question::ImportFile)).await;
    Ok(Reply::show(members::ask_file(visit.reader)))
}

/// Reads the file and shows what it would do, and which lines it could not take.
pub async fn received(visit: &Visit<'_>, message: &Message) -> Result<Reply, ServiceError> {
    let document = message.document.as_ref();
    let document = document.ok_or_else(|| refused(MemberRefusal::FileExpected))?;
    let made_from = format!("{}:{}", message.chat.id, message.message_id);
    if let Some(id) = import::made_from(visit.ctx, made_from.clone()).await? {
        return show(visit, id).await;
    }
    if document
        .file_size
        .is_some_and(|size| size > MOST_IMPORT_BYTES)
    {
        let most_bytes = MOST_IMPORT_BYTES;
        return Err(refused(MemberRefusal::FileTooBig { most_bytes }));
    }
    let bytes = visit.bot.file(&document.file_id, MOST_IMPORT_BYTES).await;
    let bytes = bytes.map_err(|_| refused(MemberRefusal::FileLost))?;
    let table = table::read(&bytes, visit.reader.time_zone, visit.now())?;
    drop(bytes);
    let header = table.header.clone();
    let name = document
        .file_name
        .clone()
        .unwrap_or_else(|| "csv".to_owned());
    let kept = import::keep(visit.ctx, &visit.actor, table, made_from, name, visit.now());
    let (view, lines) = kept.await?;
    visit.forget().await;
    let reply = Reply::show(members::import(visit.reader, &view));
    if lines.is_empty() {
        return Ok(reply);
    }
    Ok(reply.preceded_by(members::refused_lines(visit.reader, &header, &lines)))
}

/// How an import stands.
pub async fn show(visit: &Visit<'_>, id: ImportId) -> Result<Reply, ServiceError> {
    let view = import::view(visit.ctx, &visit.actor, id, visit.now()).await?;
    Ok(Reply::show(members::import(visit.reader, &view)))
}

/// An empty end means for life.
pub async fn for_life(visit: &Visit<'_>, id: ImportId) -> Result<Reply, ServiceError> {
    set_open_ends(visit, id, OpenEnds::Life).await
}

/// An empty end means so many days from now.
pub async fn days(visit: &Visit<'_>, id: ImportId, days: u32) -> Result<Reply, ServiceError> {
    set_open_ends(
        visit,
        id,
        OpenEnds::At(visit.now().plus_days(i64::from(days))),
    )
    .await
}

async fn set_open_ends(
    visit: &Visit<'_>,
    id: ImportId,
    open_ends: OpenEnds,
) -> Result<Reply, ServiceError> {
    import::set_open_ends(visit.ctx, &visit.actor, id, open_ends, visit.now()).await?;
    show(visit, id).await
}

/// An empty end means a date, to be typed.
pub async fn ask_end(visit: &Visit<'_>, id: ImportId) -> Result<Reply, ServiceError> {
    ask_typed(visit, Question::ImportEnd(id), members::Question::ImportEnd).await
}

/// The typed date.
pub async fn typed_end(visit: &Visit<'_>, id: ImportId, text: &str) -> Result<Reply, ServiceError> {
    let at = dates::parse(text, visit.reader.time_zone);
    let at = at.ok_or_else(|| refused(MemberRefusal::DateInvalid))?;
    let reply = set_open_ends(visit, id, OpenEnds::At(at)).await?;
    visit.forget().await;
    Ok(reply)
}

/// Whether the people hear of it.
pub async fn tell(visit: &Visit<'_>, id: ImportId, tells: bool) -> Result<Reply, ServiceError> {
    import::set_tells(visit.ctx, &visit.actor, id, tells, visit.now()).await?;
    show(visit, id).await
}

/// Applies it; a task tells when it is done.
pub async fn confirm(visit: &Visit<'_>, id: ImportId) -> Result<Reply, ServiceError> {
    import::confirm(visit.ctx, &visit.actor, id, visit.now()).await?;
    show(visit, id).await
}

/// Gives it up.
pub async fn cancel(visit: &Visit<'_>, id: ImportId) -> Result<Reply, ServiceError> {
    import::cancel(visit.ctx, &visit.actor, id, visit.now()).await?;
    show(visit, id).await
}
