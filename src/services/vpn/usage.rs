//! Traffic, as people see it.
