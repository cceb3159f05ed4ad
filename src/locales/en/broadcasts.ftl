# Broadcasts to channels, and the draft of every broadcast.

button-broadcast-vip = 📤 Send to VIP channel
button-broadcast-free = 📤 Send to Free channel
button-broadcast-both = 📤 Send to both channels
