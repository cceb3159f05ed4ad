//! The screens of receipts that wait for a decision.
