//! Members: search, card, acts, import, export and the access audit.
