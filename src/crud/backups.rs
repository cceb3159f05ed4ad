//! `backups`.
