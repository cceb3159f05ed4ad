//! `foreign_peers`.
