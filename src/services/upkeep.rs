//! Maintenance of the house.
