//! `tickets`, `ticket_messages`, `ticket_copies`.
