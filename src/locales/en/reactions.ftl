# Reactions.

button-reactions-vip = ⚙️ Set up VIP reactions
button-reactions-free = ⚙️ Set up Free reactions
