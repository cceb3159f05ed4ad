//! What the REST API stands on: reading by its tables, and requests that are carried out once.

pub mod reading;
pub mod requests;
