# VPN servers, their addresses, and the settings of keys.

button-servers = 🖥 Servers
