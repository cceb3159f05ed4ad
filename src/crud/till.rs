//! What waits at the desk of the money, counted.

use crate::models::OrderState;
use crate::models::PaymentState;
use rusqlite::Connection;

/// How many payments are in that state.
pub fn count_payments(connection: &Connection, state: PaymentState) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM payments WHERE state = ?1")?
        .query_row([state.name()], |row| row.get(0))
}

/// How many orders are in that state.
pub fn count_orders(connection: &Connection, state: OrderState) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM orders WHERE state = ?1")?
        .query_row([state.name()], |row| row.get(0))
}
