//! Checking out, being paid, comparing, and subscriptions, on a database of their own.
