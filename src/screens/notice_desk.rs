//! Which notices an admin gets, when and where.
