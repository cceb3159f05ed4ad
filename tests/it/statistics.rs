//! The house in figures, as text, pictures and files.
