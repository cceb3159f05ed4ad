# Las claves VPN de la gente: lo que ve quien las usa.

button-keys = 🔑 Mis claves VPN
