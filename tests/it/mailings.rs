//! Broadcasts to people: whom, how many, how far, and what a kill in the middle leaves.
