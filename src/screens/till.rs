//! The screens of the ways to pay and the rules of selling.
