# Envíos a los canales, y el borrador de todo envío.

button-broadcast-vip = 📤 Enviar a Canal VIP
button-broadcast-free = 📤 Enviar a Canal Free
button-broadcast-both = 📤 Enviar a los dos canales
