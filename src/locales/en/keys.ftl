# VPN keys of people: what their owners see.

button-keys = 🔑 My VPN keys
