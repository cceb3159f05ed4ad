//! Roles: who may give what to whom, and what ends when.
