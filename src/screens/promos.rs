//! The screens of promotion codes.
