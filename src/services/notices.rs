//! Which notices reach whom, when and where.
