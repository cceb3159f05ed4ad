//! The database is the truth: servers are compared with it and repaired.
