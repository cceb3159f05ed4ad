//! `canned_answers`.
