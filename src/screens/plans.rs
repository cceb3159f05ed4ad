//! The screens of the plans that are sold.
