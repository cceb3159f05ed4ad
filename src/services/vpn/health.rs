//! Whether servers answer, and how they are.
