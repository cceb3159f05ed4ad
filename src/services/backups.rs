//! Backups: made, checked, sent, tried, brought back.
