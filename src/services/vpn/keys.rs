//! Keys of people: made, shown, changed, ended.
