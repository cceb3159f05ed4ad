//! A person's keys, from the first press to the end.
