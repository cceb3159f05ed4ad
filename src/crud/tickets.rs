//! `tickets`, and `ticket_copies`: the messages of ours that speak of one.

use super::Page;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::Ticket;
use crate::models::TicketCategory;
use crate::models::TicketCopy;
use crate::models::TicketFilter;
use crate::models::TicketId;
use crate::models::TicketMessageId;
use crate::models::TicketState;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde_json::json;

fn from_row(row: &Row<'_>) -> rusqlite::Result<Ticket> {
    let (category, state): (String, String) = (row.get(2)?, row.get(3)?);
    let (group, topic): (Option<i64>, Option<i64>) = (row.get(9)?, row.get(10)?);
    Ok(Ticket {
        id: TicketId(row.get(0)?),
        user: UserId(row.get(1)?),
        // The CHECKs of the columns allow no others.
        category: TicketCategory::parse(&category).unwrap_or(TicketCategory::Other),
        state: TicketState::parse(&state).unwrap_or(TicketState::Open),
        created_at: Timestamp(row.get(4)?),
        updated_at: Timestamp(row.get(5)?),
        waits_since: row.get::<_, Option<i64>>(6)?.map(Timestamp),
        closed_at: row.get::<_, Option<i64>>(7)?.map(Timestamp),
        taken_by: row.get::<_, Option<i64>>(8)?.map(UserId),
        topic: group.map(ChatId).zip(topic),
        rating: row.get(11)?,
    })
}

/// Opens a ticket, once for each message that asks.
pub fn insert(
    tx: &Transaction<'_>,
    user: UserId,
    category: TicketCategory,
    made_from: (ChatId, MessageId),
    now: Timestamp,
) -> rusqlite::Result<TicketId> {
    let made_from = format!("{}:{}", made_from.0, made_from.1);
    tx.prepare_cached(
        "INSERT INTO tickets (user_id, category, state, created_at, updated_at, waits_since, made_from)
         VALUES (?1, ?2, 'open', ?3, ?3, ?3, ?4)",
    )?
    .execute(params![user.0, category.name(), now.0, made_from])?;
    Ok(TicketId(tx.last_insert_rowid()))
}

/// The ticket of that number. Whoever sees only their own customers sees none of others.
pub fn get(
    connection: &Connection,
    id: TicketId,
    customers_of: Option<UserId>,
) -> rusqlite::Result<Option<Ticket>> {
    connection
        .prepare_cached(
            "SELECT id, user_id, category, state, created_at, updated_at, waits_since, closed_at, taken_by,
                    group_id, topic_id, rating
             FROM tickets WHERE id = ?1 AND (?2 IS NULL OR EXISTS (
                 SELECT 1 FROM invitation_tokens i WHERE i.used_by = tickets.user_id AND i.generated_by = ?2))",
        )?
        .query_row(params![id.0, customers_of.map(|id| id.0)], from_row)
        .optional()
}

/// The same for the person who asked; another's is none.
pub fn get_owned(
    connection: &Connection,
    id: TicketId,
    user: UserId,
) -> rusqlite::Result<Option<Ticket>> {
    connection
        .prepare_cached(
            "SELECT id, user_id, category, state, created_at, updated_at, waits_since, closed_at, taken_by,
                    group_id, topic_id, rating
             FROM tickets WHERE id = ?1 AND user_id = ?2",
        )?
        .query_row([id.0, user.0], from_row)
        .optional()
}

/// The ticket to which a topic belongs.
pub fn get_by_topic(
    connection: &Connection,
    group: ChatId,
    topic: i64,
) -> rusqlite::Result<Option<Ticket>> {
    connection
        .prepare_cached(
            "SELECT id, user_id, category, state, created_at, updated_at, waits_since, closed_at, taken_by,
                    group_id, topic_id, rating
             FROM tickets WHERE group_id = ?1 AND topic_id = ?2",
        )?
        .query_row([group.0, topic], from_row)
        .optional()
}

/// A person's tickets that are not closed, the newest first.
pub fn list_open_of(connection: &Connection, user: UserId) -> rusqlite::Result<Vec<Ticket>> {
    connection
        .prepare_cached(
            "SELECT id, user_id, category, state, created_at, updated_at, waits_since, closed_at, taken_by,
                    group_id, topic_id, rating
             FROM tickets WHERE user_id = ?1 AND state <> 'closed' ORDER BY id DESC",
        )?
        .query_map([user.0], from_row)?
        .collect()
}

/// How many tickets a person ever had.
pub fn count_of(connection: &Connection, user: UserId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM tickets WHERE user_id = ?1")?
        .query_row([user.0], |row| row.get(0))
}

/// How many tickets a person opened after an instant.
pub fn count_since(
    connection: &Connection,
    user: UserId,
    after: Timestamp,
) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM tickets WHERE user_id = ?1 AND created_at > ?2")?
        .query_row([user.0, after.0], |row| row.get(0))
}

/// A page of a person's tickets, the newest first.
pub fn list_of(
    connection: &Connection,
    user: UserId,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<Ticket>> {
    let rows = connection
        .prepare_cached(
            "SELECT id, user_id, category, state, created_at, updated_at, waits_since, closed_at, taken_by,
                    group_id, topic_id, rating
             FROM tickets WHERE user_id = ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3",
        )?
        .query_map([user.0, limit, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page {
        rows,
        total: count_of(connection, user)?,
    })
}

/// Whose tickets a list shows.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    pub filter: TicketFilter,
    /// Who looks at the list.
    pub helper: Option<UserId>,
    /// Whose customers alone they see.
    pub customers_of: Option<UserId>,
}

/// A page of tickets: those that wait the longest first, then the others, what moved last first.
pub fn list(
    connection: &Connection,
    scope: Scope,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<Ticket>> {
    let states: Vec<&str> = (scope.filter.states().iter())
        .map(|state| state.name())
        .collect();
    let states = json!(states).to_string();
    let helper = match scope.filter {
        TicketFilter::Mine => scope.helper.map(|id| id.0),
        TicketFilter::Waiting
        | TicketFilter::Answered
        | TicketFilter::Closed
        | TicketFilter::All => None,
    };
    let customers_of = scope.customers_of.map(|id| id.0);
    let total = connection
        .prepare_cached(
            "SELECT count(*) FROM tickets t WHERE t.state IN (SELECT value FROM json_each(?1))
               AND (?2 IS NULL OR t.taken_by = ?2)
               AND (?3 IS NULL OR EXISTS (
                   SELECT 1 FROM invitation_tokens i WHERE i.used_by = t.user_id AND i.generated_by = ?3))",
        )?
        .query_row(params![states, helper, customers_of], |row| row.get(0))?;
    let rows = connection
        .prepare_cached(
            "SELECT t.id, t.user_id, t.category, t.state, t.created_at, t.updated_at, t.waits_since, t.closed_at,
                    t.taken_by, t.group_id, t.topic_id, t.rating
             FROM tickets t WHERE t.state IN (SELECT value FROM json_each(?1))
               AND (?2 IS NULL OR t.taken_by = ?2)
               AND (?3 IS NULL OR EXISTS (
                   SELECT 1 FROM invitation_tokens i WHERE i.used_by = t.user_id AND i.generated_by = ?3))
             ORDER BY t.waits_since IS NULL, t.waits_since, t.updated_at DESC, t.id DESC LIMIT ?4 OFFSET ?5",
        )?
        .query_map(params![states, helper, customers_of, limit, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// How many tickets wait for an answer.
pub fn count_waiting(
    connection: &Connection,
    customers_of: Option<UserId>,
) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM tickets t WHERE t.state IN ('open', 'reopened')
               AND (?1 IS NULL OR EXISTS (
                   SELECT 1 FROM invitation_tokens i WHERE i.used_by = t.user_id AND i.generated_by = ?1))",
        )?
        .query_row([customers_of.map(|id| id.0)], |row| row.get(0))
}

/// The person said something: the ticket waits for an answer, since its first word not answered yet.
pub fn update_asked(
    tx: &Transaction<'_>,
    id: TicketId,
    state: TicketState,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE tickets SET state = ?2, updated_at = ?3, closed_at = NULL, closed_by = NULL,
                reminded_at = iif(waits_since IS NULL, NULL, reminded_at), waits_since = coalesce(waits_since, ?3),
                rating = iif(?2 = 'reopened', NULL, rating)
         WHERE id = ?1",
    )?
    .execute(params![id.0, state.name(), now.0])?;
    Ok(())
}

/// Somebody of the staff answered: nobody waits any more. Whoever answers first looks after it.
pub fn update_answered(
    tx: &Transaction<'_>,
    id: TicketId,
    helper: UserId,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE tickets SET state = 'answered', updated_at = ?3, closed_at = NULL, closed_by = NULL,
                waits_since = NULL, reminded_at = NULL, taken_by = coalesce(taken_by, ?2)
         WHERE id = ?1",
    )?
    .execute(params![id.0, helper.0, now.0])?;
    Ok(())
}

/// Closes a ticket. False if it was closed.
pub fn update_closed(
    tx: &Transaction<'_>,
    id: TicketId,
    by: UserId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE tickets SET state = 'closed', updated_at = ?3, closed_at = ?3, closed_by = ?2,
                    waits_since = NULL, reminded_at = NULL
             WHERE id = ?1 AND state <> 'closed'",
        )?
        .execute(params![id.0, by.0, now.0])?;
    Ok(changed == 1)
}

/// Opens a closed ticket again without a word of the person: nobody waits. False if it is open.
pub fn update_reopened(
    tx: &Transaction<'_>,
    id: TicketId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE tickets SET state = 'reopened', updated_at = ?2, closed_at = NULL, closed_by = NULL,
                    waits_since = ?2, reminded_at = NULL, rating = NULL
             WHERE id = ?1 AND state = 'closed'",
        )?
        .execute([id.0, now.0])?;
    Ok(changed == 1)
}

/// Who looks after a ticket; `None` = nobody in particular.
pub fn update_taken(
    tx: &Transaction<'_>,
    id: TicketId,
    helper: Option<UserId>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE tickets SET taken_by = ?2, updated_at = ?3 WHERE id = ?1")?
        .execute(params![id.0, helper.map(|id| id.0), now.0])?;
    Ok(())
}

/// How the person liked the help. False if the ticket is open or has its stars.
pub fn update_rated(
    tx: &Transaction<'_>,
    id: TicketId,
    stars: u8,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE tickets SET rating = ?2, rated_at = ?3 WHERE id = ?1 AND state = 'closed' AND rating IS NULL",
        )?
        .execute(params![id.0, stars, now.0])?;
    Ok(changed == 1)
}

/// Keeps which topic belongs to a ticket; `None` = it has none (any more).
pub fn update_topic(
    tx: &Transaction<'_>,
    id: TicketId,
    topic: Option<(ChatId, i64)>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE tickets SET group_id = ?2, topic_id = ?3 WHERE id = ?1")?
        .execute(params![
            id.0,
            topic.map(|(group, _)| group.0),
            topic.map(|(_, topic)| topic)
        ])?;
    Ok(())
}

/// A person's tickets that have a topic.
pub fn list_topics_of(connection: &Connection, user: UserId) -> rusqlite::Result<Vec<TicketId>> {
    connection
        .prepare_cached("SELECT id FROM tickets WHERE user_id = ?1 AND topic_id IS NOT NULL")?
        .query_map([user.0], |row| row.get(0).map(TicketId))?
        .collect()
}

/// Tickets that wait since that instant or longer and of which nobody was reminded since, the longest first.
pub fn list_unanswered(
    connection: &Connection,
    since: Timestamp,
    limit: i64,
) -> rusqlite::Result<Vec<Ticket>> {
    connection
        .prepare_cached(
            "SELECT id, user_id, category, state, created_at, updated_at, waits_since, closed_at, taken_by,
                    group_id, topic_id, rating
             FROM tickets WHERE waits_since IS NOT NULL AND coalesce(reminded_at, waits_since) <= ?1
             ORDER BY coalesce(reminded_at, waits_since) LIMIT ?2",
        )?
        .query_map([since.0, limit], from_row)?
        .collect()
}

/// Since when the ticket that waits the longest waits, or was told of last, after an instant.
pub fn next_unanswered(
    connection: &Connection,
    after: Timestamp,
) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached(
            "SELECT min(coalesce(reminded_at, waits_since)) FROM tickets
             WHERE waits_since IS NOT NULL AND coalesce(reminded_at, waits_since) > ?1",
        )?
        .query_row([after.0], |row| row.get::<_, Option<i64>>(0))
        .map(|at| at.map(Timestamp))
}

/// Keeps that the helpers were reminded.
pub fn update_reminded(tx: &Transaction<'_>, id: TicketId, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE tickets SET reminded_at = ?2 WHERE id = ?1")?
        .execute([id.0, now.0])?;
    Ok(())
}

/// The mean of the stars given to tickets closed since an instant, in hundredths, and how many gave them.
pub fn stars_since(
    connection: &Connection,
    since: Timestamp,
) -> rusqlite::Result<Option<(i64, i64)>> {
    let (sum, count): (i64, i64) = connection
        .prepare_cached(
            "SELECT coalesce(sum(rating), 0), count(*) FROM tickets
             WHERE state = 'closed' AND updated_at >= ?1 AND rating IS NOT NULL",
        )?
        .query_row([since.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((count > 0).then(|| (sum * 100 / count.max(1), count)))
}

/// Keeps where a message of ours stands.
pub fn insert_copy(
    tx: &Transaction<'_>,
    (chat, message): (ChatId, MessageId),
    copy: TicketCopy,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO ticket_copies (chat_id, message_id, ticket_id, about, is_head, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (chat_id, message_id) DO NOTHING",
    )?
    .execute(params![
        chat.0,
        message.0,
        copy.ticket.0,
        copy.about.map(|id| id.0),
        copy.is_head,
        now.0
    ])?;
    Ok(())
}

/// The ticket of which a message of ours speaks.
pub fn get_copied(
    connection: &Connection,
    chat: ChatId,
    message: MessageId,
) -> rusqlite::Result<Option<TicketId>> {
    connection
        .prepare_cached(
            "SELECT ticket_id FROM ticket_copies WHERE chat_id = ?1 AND message_id = ?2",
        )?
        .query_row([chat.0, message.0], |row| row.get(0).map(TicketId))
        .optional()
}

/// Whether anything of a ticket stands in a chat.
pub fn has_copy_in(connection: &Connection, id: TicketId, chat: ChatId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM ticket_copies WHERE ticket_id = ?1 AND chat_id = ?2)",
        )?
        .query_row([id.0, chat.0], |row| row.get(0))
}

/// Where in a chat the head over some words stands already, if `is_head`, else the words themselves.
pub fn get_copy_of(
    connection: &Connection,
    about: TicketMessageId,
    chat: ChatId,
    is_head: bool,
) -> rusqlite::Result<Option<MessageId>> {
    connection
        .prepare_cached(
            "SELECT message_id FROM ticket_copies WHERE about = ?1 AND chat_id = ?2 AND is_head = ?3
             ORDER BY message_id LIMIT 1",
        )?
        .query_row(params![about.0, chat.0, is_head], |row| row.get(0).map(MessageId))
        .optional()
}

/// The topic that held those copies is gone: what it showed can be shown again.
pub fn delete_copies_of(tx: &Transaction<'_>, id: TicketId, chat: ChatId) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM ticket_copies WHERE ticket_id = ?1 AND chat_id = ?2")?
        .execute([id.0, chat.0])?;
    Ok(())
}

/// Forgets where messages stand that are older than that, some at a time.
pub fn delete_copies_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    most: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM ticket_copies WHERE (chat_id, message_id) IN (
             SELECT chat_id, message_id FROM ticket_copies WHERE at < ?1 ORDER BY at LIMIT ?2)",
    )?
    .execute([before.0, most])
}
