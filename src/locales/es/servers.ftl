# Los servidores VPN, sus direcciones y los ajustes de las claves.

button-servers = 🖥 Servidores
