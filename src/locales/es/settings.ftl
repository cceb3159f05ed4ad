# Ajustes desde el chat.
