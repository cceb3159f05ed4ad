//! Canned answers: kept, changed, deleted, listed.

use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::CannedAnswer;
use crate::models::CannedId;
use crate::models::MOST_CANNED;
use crate::models::MOST_CANNED_BODY;
use crate::models::MOST_CANNED_TITLE;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::SupportRefusal;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use serde_json::json;

/// A page of the canned answers, by their titles; beyond the last page, the last.
pub async fn list(ctx: &Ctx, actor: &Actor, page: u32) -> Result<Page<CannedAnswer>, ServiceError> {
    actor.need(Permission::SeeTickets)?;
    ctx.db
        .read(move |connection| {
            let total = crud::canned_answers::count(connection)?;
            let pages = Page::<()>::new(Vec::new(), page, total);
            let page = pages.last_instead().unwrap_or(page);
            let rows = i64::from(PAGE_ROWS);
            let found = crud::canned_answers::list(connection, rows, rows * i64::from(page))?;
            Ok(Page::new(found.rows, page, found.total))
        })
        .await
}

/// One of them.
pub async fn get(ctx: &Ctx, actor: &Actor, id: CannedId) -> Result<CannedAnswer, ServiceError> {
    actor.need(Permission::SeeTickets)?;
    ctx.db
        .read(move |connection| {
            let found = crud::canned_answers::get(connection, id)?;
            Ok(found.ok_or(Refusal::NotFound)?)
        })
        .await
}

fn refused(refusal: SupportRefusal) -> ServiceError {
    Refusal::Support(refusal).into()
}

/// The title, which is the first line, and the answer below it.
pub fn split(text: &str) -> Result<(String, String), ServiceError> {
    let (title, body) = text.trim().split_once('\n').unwrap_or((text.trim(), ""));
    let (title, body) = (title.trim(), body.trim());
    if title.is_empty() || body.is_empty() {
        return Err(refused(SupportRefusal::CannedUnclear));
    }
    let is_long = |text: &str, most: u32| text.chars().count() > most as usize;
    if is_long(title, MOST_CANNED_TITLE) || is_long(body, MOST_CANNED_BODY) {
        return Err(refused(SupportRefusal::CannedTooLong {
            title: MOST_CANNED_TITLE,
            body: MOST_CANNED_BODY,
        }));
    }
    Ok((title.to_owned(), body.to_owned()))
}

/// Keeps a new answer, or other words for one.
///
/// # Errors
/// Refusals for a text without a title or one too long, for a title that is taken, and for more than are kept.
pub async fn keep(
    ctx: &Ctx,
    actor: &Actor,
    instead: Option<CannedId>,
    text: &str,
    now: Timestamp,
) -> Result<CannedId, ServiceError> {
    actor.need(Permission::ManageSupport)?;
    let by = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let (title, body) = split(text)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        if crud::canned_answers::has_title(tx, &title, instead)? {
            return Err(refused(SupportRefusal::CannedTitleTaken));
        }
        let before = match instead {
            Some(id) => Some(crud::canned_answers::get(tx, id)?.ok_or(Refusal::NotFound)?),
            None => None,
        };
        let id = match instead {
            Some(id) => {
                crud::canned_answers::update(tx, id, &title, &body)?;
                id
            }
            None if crud::canned_answers::count(tx)? >= i64::from(MOST_CANNED) => {
                return Err(refused(SupportRefusal::TooManyCanned { most: MOST_CANNED }));
            }
            None => crud::canned_answers::insert(tx, &title, &body, by, now)?
                .ok_or_else(|| refused(SupportRefusal::CannedTitleTaken))?,
        };
        let before = before.map(|before| json!({ "title": before.title, "body": before.body }));
        let details = json!({ "before": before, "after": { "title": title, "body": body } });
        audit::record(
            tx,
            identity,
            "canned.kept",
            format!("canned:{id}"),
            details,
            now,
        )?;
        Ok(id)
    })
    .await
}

/// Deletes an answer. One that is gone does not matter.
pub async fn delete(
    ctx: &Ctx,
    actor: &Actor,
    id: CannedId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageSupport)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let Some(before) = crud::canned_answers::get(tx, id)? else {
            return Ok(());
        };
        crud::canned_answers::delete(tx, id)?;
        let before = json!({ "title": before.title, "body": before.body });
        let details = json!({ "before": before, "after": null });
        audit::record(
            tx,
            identity,
            "canned.deleted",
            format!("canned:{id}"),
            details,
            now,
        )
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_title_and_the_rest_the_answer() {
        let (title, body) = split("  Cómo entrar \n\nPulsa el enlace.\nY espera. ").expect("split");
        assert_eq!(title, "Cómo entrar");
        assert_eq!(body, "Pulsa el enlace.\nY espera.");
        for bad in ["", "solo título", "\n", "título\n  \n"] {
            assert!(split(bad).is_err(), "{bad:?}");
        }
        assert!(split(&format!("{}\nx", "t".repeat(41))).is_err());
        assert!(split(&format!("t\n{}", "x".repeat(2_001))).is_err());
    }
}
