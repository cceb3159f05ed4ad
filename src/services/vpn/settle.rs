//! One peer on one server: what is wanted of it is done there, and noted.
