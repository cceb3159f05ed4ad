//! Keys that many people seem to share.
