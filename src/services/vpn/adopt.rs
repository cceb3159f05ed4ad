//! What lies on a server and was not made here: given to people, or marked as foreign.
