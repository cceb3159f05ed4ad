//! Members brought along from before: a file is read, tried, and applied in portions that a kill cannot double.

use super::acts::running_end;
use super::table::Line;
use super::table::Named;
use super::table::Table;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Door;
use crate::models::Identity;
use crate::models::Import;
use crate::models::ImportId;
use crate::models::ImportRow;
use crate::models::ImportState;
use crate::models::ImportView;
use crate::models::LineFault;
use crate::models::MemberRefusal;
use crate::models::OpenEnds;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::RefusedLine;
use crate::models::Source;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::unit::act;
use crate::utils::order::InOrder;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;
use std::collections::HashMap;

/// People applied in one transaction: nobody else waits long for the database.
const PORTION: i64 = 200;
/// People looked at in one read for the dry run.
const LOOK: i64 = 1_000;

/// Keeps a file that was read and says what it would do. `made_from` names the message it came in: the same one gives
/// the same import. The refused lines are those of the file and those whose @name nobody has.
pub async fn keep(
    ctx: &Ctx,
    actor: &Actor,
    table: Table,
    made_from: String,
    file_name: String,
    now: Timestamp,
) -> Result<(ImportView, Vec<RefusedLine>), ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let admin = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    act(ctx, actor, now, move |tx| {
        access::need_door(tx, Door::Vip)?;
        let (rows, refused) = resolve(tx, table)?;
        let count = i64::try_from(refused.len()).unwrap_or(i64::MAX);
        let file_name: String = file_name.chars().take(100).collect();
        let id = crud::imports::insert(tx, admin, &made_from, &file_name, count, now)?;
        for row in &rows {
            crud::imports::insert_row(tx, id, row)?;
        }
        Ok((view_in(tx, id, now)?, refused))
    })
    .await
}

/// The import a message led to, if it did: after a kill it is shown again.
pub async fn made_from(ctx: &Ctx, made_from: String) -> Result<Option<ImportId>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::imports::get_made_from(connection, &made_from)?))
        .await
}

/// Who the lines mean. @names mean only people the bot knows.
fn resolve(
    connection: &Connection,
    table: Table,
) -> Result<(Vec<ImportRow>, Vec<RefusedLine>), ServiceError> {
    let mut refused = table.refused;
    let mut rows = Vec::with_capacity(table.lines.len());
    let mut first_lines: HashMap<UserId, u32> = HashMap::new();
    for read in table.lines {
        let user = match &read.person {
            Named::Id(user) => Some(*user),
            Named::Username(name) => crud::users::get_by_username(connection, name)?,
        };
        let fault = match user {
            None => Some(LineFault::UnknownName(
                read.username.clone().unwrap_or_default(),
            )),
            Some(user) => first_lines
                .get(&user)
                .map(|line| LineFault::Twice { line: *line }),
        };
        match (user, fault) {
            (_, Some(fault)) => refused.push(RefusedLine {
                line: read.line,
                cells: read.cells,
                fault,
            }),
            (Some(user), None) => {
                first_lines.insert(user, read.line);
                rows.push(row(user, read));
            }
            (None, None) => {}
        }
    }
    refused.order_by_key(|line| line.line);
    Ok((rows, refused))
}

fn row(user: UserId, read: Line) -> ImportRow {
    ImportRow {
        user,
        line: read.line,
        username: read.username,
        name: read.name,
        end: read.end,
        note: read.note,
    }
}

/// What applying a row means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    Fresh(Option<Timestamp>),
    Extended(Option<Timestamp>),
    Unchanged,
    /// It must first be said what an empty end means.
    Open,
}

fn judge(
    connection: &Connection,
    row: &ImportRow,
    open_ends: OpenEnds,
    now: Timestamp,
) -> Result<Verdict, ServiceError> {
    let end = match (row.end, open_ends) {
        (Some(end), _) => end,
        (None, OpenEnds::Life) => None,
        (None, OpenEnds::At(at)) => Some(at),
        (None, OpenEnds::Ask) => return Ok(Verdict::Open),
    };
    // Days may have gone by since the dry run.
    if end.is_some_and(|end| end <= now) || crud::users::is_banned(connection, row.user)? {
        return Ok(Verdict::Unchanged);
    }
    let found = crud::subscribers::get(connection, row.user)?;
    let running = found.and_then(|found| running_end(&found, now));
    Ok(match (running, end) {
        (None, end) => Verdict::Fresh(end),
        (Some(None), _) => Verdict::Unchanged,
        (Some(Some(_)), None) => Verdict::Extended(None),
        (Some(Some(has)), Some(end)) if end > has => Verdict::Extended(Some(end)),
        (Some(Some(_)), Some(_)) => Verdict::Unchanged,
    })
}

/// What an import would do now, or did.
pub async fn view(
    ctx: &Ctx,
    actor: &Actor,
    id: ImportId,
    now: Timestamp,
) -> Result<ImportView, ServiceError> {
    actor.need(Permission::ManageMembers)?;
    ctx.db
        .read(move |connection| view_in(connection, id, now))
        .await
}

fn view_in(
    connection: &Connection,
    id: ImportId,
    now: Timestamp,
) -> Result<ImportView, ServiceError> {
    let import = crud::imports::get(connection, id)?.ok_or(Refusal::NotFound)?;
    let (left, open) = crud::imports::count_rows(connection, id)?;
    let mut view = ImportView {
        fresh: import.added,
        extended: import.extended,
        unchanged: import.unchanged,
        import,
        open,
        left,
    };
    if view.import.state != ImportState::Draft {
        return Ok(view);
    }
    let mut after = UserId(0);
    loop {
        let rows = crud::imports::list_rows(connection, id, after, LOOK)?;
        let Some(last) = rows.last() else {
            return Ok(view);
        };
        after = last.user;
        for row in &rows {
            match judge(connection, row, view.import.open_ends, now)? {
                Verdict::Fresh(_) => view.fresh += 1,
                Verdict::Extended(_) => view.extended += 1,
                Verdict::Unchanged => view.unchanged += 1,
                Verdict::Open => {}
            }
        }
    }
}

/// Says what an empty end means.
pub async fn set_open_ends(
    ctx: &Ctx,
    actor: &Actor,
    id: ImportId,
    open_ends: OpenEnds,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageMembers)?;
    if let OpenEnds::At(at) = open_ends
        && at <= now
    {
        return Err(Refusal::Member(MemberRefusal::DateOver).into());
    }
    act(ctx, actor, now, move |tx| {
        need_change(crud::imports::update_open_ends(tx, id, open_ends)?)
    })
    .await
}

/// Says whether the people hear of it.
pub async fn set_tells(
    ctx: &Ctx,
    actor: &Actor,
    id: ImportId,
    tells: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageMembers)?;
    act(ctx, actor, now, move |tx| {
        need_change(crud::imports::update_tells(tx, id, tells)?)
    })
    .await
}

/// A press on an import that is no draft any more shows how it stands.
fn need_change(has_changed: bool) -> Result<(), ServiceError> {
    if has_changed {
        Ok(())
    } else {
        Err(Refusal::AlreadyApplied.into())
    }
}

/// Begins to apply an import, once.
pub async fn confirm(
    ctx: &Ctx,
    actor: &Actor,
    id: ImportId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        access::need_door(tx, Door::Vip)?;
        let import = crud::imports::get(tx, id)?.ok_or(Refusal::NotFound)?;
        let (rows, open) = crud::imports::count_rows(tx, id)?;
        if import.state == ImportState::Draft && open > 0 && import.open_ends == OpenEnds::Ask {
            return Err(Refusal::Member(MemberRefusal::EndsUndecided).into());
        }
        need_change(crud::imports::update_state(
            tx,
            id,
            ImportState::Draft,
            ImportState::Running,
            now,
        )?)?;
        let details = json!({ "rows": rows, "refused": import.refused, "tells": import.tells });
        audit::record(
            tx,
            identity,
            "import.confirmed",
            format!("import:{id}"),
            details,
            now,
        )?;
        crud::tasks::insert(tx, &Task::RunImport { import: id }, now, now)?;
        Ok(())
    })
    .await
}

/// Gives an import up before it begins.
pub async fn cancel(
    ctx: &Ctx,
    actor: &Actor,
    id: ImportId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        need_change(crud::imports::update_state(
            tx,
            id,
            ImportState::Draft,
            ImportState::Cancelled,
            now,
        )?)?;
        audit::record(
            tx,
            identity,
            "import.cancelled",
            format!("import:{id}"),
            json!({ "before": "draft", "after": "cancelled" }),
            now,
        )
    })
    .await
}

/// How far a portion led.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Progress {
    /// There are more rows.
    More,
    /// Everything is applied.
    Done(Box<ImportView>),
    /// It was never begun.
    NotRunning,
}

/// Applies the next portion: each row leaves the list in the transaction that gives its access.
pub async fn apply_portion(
    ctx: &Ctx,
    id: ImportId,
    now: Timestamp,
) -> Result<Progress, ServiceError> {
    let progress = ctx
        .db
        .write(Durability::Full, move |tx| portion(tx, id, now))
        .await?;
    ctx.task_added.notify_one();
    ctx.schedule_changed.notify_one();
    Ok(progress)
}

fn portion(tx: &Transaction<'_>, id: ImportId, now: Timestamp) -> Result<Progress, ServiceError> {
    let Some(import) = crud::imports::get(tx, id)? else {
        return Ok(Progress::NotRunning);
    };
    match import.state {
        ImportState::Running => {}
        ImportState::Done => return Ok(Progress::Done(Box::new(view_in(tx, id, now)?))),
        ImportState::Draft | ImportState::Cancelled => return Ok(Progress::NotRunning),
    }
    let by = Identity::User(import.made_by);
    let rows = crud::imports::list_rows(tx, id, UserId(0), PORTION)?;
    if rows.is_empty() {
        crud::imports::update_state(tx, id, ImportState::Running, ImportState::Done, now)?;
        let view = view_in(tx, id, now)?;
        let details =
            json!({ "added": view.fresh, "extended": view.extended, "unchanged": view.unchanged });
        audit::record(tx, by, "import.done", format!("import:{id}"), details, now)?;
        return Ok(Progress::Done(Box::new(view)));
    }
    let fact = audit::append(
        tx,
        by,
        "import.applied",
        format!("import:{id}"),
        json!({ "rows": rows.len() }),
        now,
    )?;
    let (mut added, mut extended, mut unchanged) = (0, 0, 0);
    for row in &rows {
        match apply(tx, &import, row, fact, now)? {
            Verdict::Fresh(end) => {
                added += 1;
                gave(tx, &import, row.user, end, now)?;
            }
            Verdict::Extended(end) => {
                extended += 1;
                gave(tx, &import, row.user, end, now)?;
            }
            Verdict::Unchanged | Verdict::Open => unchanged += 1,
        }
        crud::imports::delete_row(tx, id, row.user)?;
    }
    crud::imports::update_counts(tx, id, added, extended, unchanged)?;
    Ok(Progress::More)
}

/// The line of what the import gave a person.
fn gave(
    tx: &Transaction<'_>,
    import: &Import,
    user: UserId,
    end: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let after = end.map_or_else(|| json!("life"), |end| json!(end.0));
    let details = json!({ "import": import.id.0, "after": after });
    let by = Identity::User(import.made_by);
    audit::record(tx, by, "import.gave", format!("user:{user}"), details, now)
}

fn apply(
    tx: &Transaction<'_>,
    import: &Import,
    row: &ImportRow,
    fact: i64,
    now: Timestamp,
) -> Result<Verdict, ServiceError> {
    let user = row.user;
    crud::users::insert_named(tx, user, row.name.as_deref(), row.username.as_deref(), now)?;
    let has_note = crud::users::get(tx, user)?.is_some_and(|person| person.note.is_some());
    if row.note.is_some() && !has_note {
        // The staff's own words are worth more than those of a file.
        crud::users::update_note(tx, user, row.note.as_deref())?;
    }
    let verdict = judge(tx, row, import.open_ends, now)?;
    let (Verdict::Fresh(until) | Verdict::Extended(until)) = verdict else {
        return Ok(verdict);
    };
    let grant = access::set_end(tx, user, until, format!("import:{}", import.id), now)?;
    if !grant.is_extension {
        crud::subscribers::update_source(tx, user, Source::Import(import.id))?;
    }
    if import.tells {
        let task = Task::TellAccess {
            user,
            until,
            is_new: !grant.is_extension,
            fact,
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    Ok(verdict)
}
