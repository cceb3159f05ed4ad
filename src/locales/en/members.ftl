# Members: search, card, import and audit.
