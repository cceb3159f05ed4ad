# Broadcasts to people.

button-mailings = ✉️ Write to people
