# Envíos a personas.

button-mailings = ✉️ Escribir a personas
