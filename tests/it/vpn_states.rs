//! Time, quotas, counters and repairs.
