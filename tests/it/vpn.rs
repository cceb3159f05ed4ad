//! The staff's desk of keys.
