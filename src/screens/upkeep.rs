//! The state of the house in pages, and maintenance.
