//! The staff's side of the support.
