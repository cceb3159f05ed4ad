//! A person's own profile and settings.
