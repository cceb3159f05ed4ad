//! The states of keys: what time, quotas and decisions make of them.
