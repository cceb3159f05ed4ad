# Reacciones.

button-reactions-vip = ⚙️ Configurar Reacciones VIP
button-reactions-free = ⚙️ Configurar Reacciones Free
