//! What the staff does with keys of anybody.
