//! `staff_invites`.
