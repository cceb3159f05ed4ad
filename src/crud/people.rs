//! `user_words`: finding people by the words of their names.

use crate::models::UserId;
use rusqlite::{Connection, Transaction, params};

/// Somebody whose words are not kept yet.
#[derive(Clone, Debug)]
pub struct Unfolded {
    pub id: UserId,
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
}

/// People whose name is new since their words were kept.
pub fn list_without_words(connection: &Connection, limit: i64) -> rusqlite::Result<Vec<Unfolded>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, first_name, last_name, username FROM users WHERE words_kept = 0 ORDER BY id LIMIT ?1",
    )?;
    statement
        .query_map([limit], |row| {
            Ok(Unfolded {
                id: UserId(row.get(0)?),
                first_name: row.get(1)?,
                last_name: row.get(2)?,
                username: row.get(3)?,
            })
        })?
        .collect()
}

/// Keeps the words of a person in place of the former ones.
pub fn replace_words(tx: &Transaction<'_>, user: UserId, words: &[String]) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM user_words WHERE user_id = ?1")?
        .execute([user.0])?;
    for word in words {
        tx.prepare_cached(
            "INSERT INTO user_words (word, user_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?
        .execute(params![word, user.0])?;
    }
    tx.prepare_cached("UPDATE users SET words_kept = 1 WHERE id = ?1")?
        .execute([user.0])?;
    Ok(())
}

/// How many words begin so, counted up to two thousand: enough to tell the rare from the common.
pub fn count_words(connection: &Connection, beginning: &str) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM user_words WHERE word >= ?1 AND word < ?1 || char(1114111) LIMIT 2000)",
        )?
        .query_row([beginning], |row| row.get(0))
}

/// People with a word that begins with each of three beginnings; an empty one asks for nothing. The first one leads:
/// the rarest should. With `customers_of`, only people who redeemed a token of that person.
pub fn list_by_words(
    connection: &Connection,
    beginnings: &[String; 3],
    customers_of: Option<UserId>,
    limit: i64,
) -> rusqlite::Result<Vec<UserId>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT w.user_id FROM user_words w
         WHERE w.word >= ?1 AND w.word < ?1 || char(1114111)
           AND (?2 = '' OR EXISTS (SELECT 1 FROM user_words x WHERE x.user_id = w.user_id
                                   AND x.word >= ?2 AND x.word < ?2 || char(1114111)))
           AND (?3 = '' OR EXISTS (SELECT 1 FROM user_words y WHERE y.user_id = w.user_id
                                   AND y.word >= ?3 AND y.word < ?3 || char(1114111)))
           AND (?5 IS NULL OR EXISTS (SELECT 1 FROM invitation_tokens t
                                      WHERE t.used_by = w.user_id AND t.generated_by = ?5))
         ORDER BY w.word LIMIT ?4",
    )?;
    let [first, second, third] = beginnings;
    statement
        .query_map(
            params![first, second, third, limit, customers_of.map(|of| of.0)],
            |row| row.get(0).map(UserId),
        )?
        .collect()
}

/// People who redeemed a token with that beginning.
pub fn list_by_token(
    connection: &Connection,
    prefix: &str,
    limit: i64,
) -> rusqlite::Result<Vec<UserId>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT used_by FROM invitation_tokens
         WHERE prefix >= ?1 AND prefix < ?1 || char(1114111) AND used_by IS NOT NULL ORDER BY id DESC LIMIT ?2",
    )?;
    statement
        .query_map(params![prefix, limit], |row| row.get(0).map(UserId))?
        .collect()
}
