//! Trials: one per person, for ever.
