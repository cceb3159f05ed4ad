//! The screens of one's own balance, gifts and invited friends.
