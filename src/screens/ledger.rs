//! The screens of the books, and of people's balances.
