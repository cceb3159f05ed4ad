# Webhooks: addresses that the bot tells what happens.

button-webhooks = 📡 Webhooks
button-webhook-add = ➕ Add an address
button-webhook-ping = 🔔 Test
button-webhook-pause = ⏸ Pause
button-webhook-resume = ▶️ Enable
button-webhook-events = 🗂 What is told
button-webhook-move = 🔗 Another address
button-webhook-dead = 📭 Could not be delivered: { $count }
button-webhook-secret = 🔑 New secret
button-webhook-secret-yes = 🔑 Yes, change it
button-webhook-remove = 🗑 Remove
button-webhook-remove-yes = 🗑 Yes, remove it
button-webhook-copy = 📋 Copy the secret
button-webhook-kept = ✅ I have kept it
button-webhook-replay = 🔁 no. { $number }
button-webhook-replay-all = 🔁 Send all again ({ $count })
button-webhook-hurry = 🚀 Send what waits now ({ $count })
button-webhook-wake = ▶️ Enable it and send what waits ({ $count })
button-webhook-drop = 🗑 no. { $number }
button-webhook-drop-all = 🗑 Discard all
button-webhook-drop-yes = 🗑 Yes, discard them
button-webhook-show = 📡 See the webhook

webhook-group-payment = 💳 Payments
webhook-group-order = 🧾 Orders
webhook-group-member = 👥 Members
webhook-group-free = 🚪 Free queue
webhook-group-key = 🔑 VPN keys
webhook-group-ticket = 🎫 Tickets
webhook-group-token = 🎟 Tokens
webhook-group-user = 👤 People
webhook-group-role = 🛡 Roles
webhook-group-server = 🖥 Servers
webhook-group-backup = 💾 Backups

webhook-list-heading =
    📡 <b>Webhooks</b>

    Addresses that the bot tells what happens, with a signed message: for your shop, your panel or your automation.
webhook-list-none = There is none yet.
webhook-ask-url =
    🔗 Type the address that gets the messages, whole and with <code>https://</code>.

    What is ticked is told; you can change it later.
webhook-ask-move = 🔗 Type the new address, whole and with <code>https://</code>. The secret stays.
webhook-events =
    🗂 <b>What { $name } is told</b>

    Tap a group to tell it or not. What happened before is not told.
webhook-card =
    📡 <b>{ $name }</b>
    🔗 { $host }
webhook-works = 🟢 Enabled
webhook-paused = ⏸ Paused: what happens meanwhile is not told
webhook-fails = 🔴 Nothing has arrived since { $since }
webhook-halted-gone = ⛔ Stopped: it answered 410, it wants no more messages
webhook-halted-failing = ⛔ Stopped: nothing arrived for five days
webhook-halted-rights = ⛔ Stopped: whoever answers for it may not see any more what it is told. If you may, enable it: then you answer for it
webhook-told-all = 🗂 Everything is told
webhook-told = 🗂 Told: { $events }
webhook-maker = 👤 Answers for it: { $name }
webhook-counts = 📤 On their way: { $due } · 📭 could not be delivered: { $dead }
webhook-last = ✅ The last that arrived: <code>{ $event }</code>, { $at }
webhook-next = 🔁 <code>{ $event }</code> is tried again on { $at }: { $why }
webhook-ping-good = ✅ <b>The test arrived</b>: it answered { $status } in { $millis } ms.
webhook-ping-bad = ⚠️ <b>It was not taken</b>: it answered { $status } in { $millis } ms, and only a 2xx counts.
webhook-ping-none = ❌ <b>It did not arrive</b>: { $why }
webhook-coming = ✅ Done. The secret that signs the messages comes in another message: it is shown once.
webhook-secret =
    🔑 <b>The secret that signs the messages</b>

    <code>{ $secret }</code>

    Keep it now: it is not shown again. With it you check that each message is from your bot.
webhook-secret-ask = 🔑 Change the secret of <b>{ $name }</b>? The present one ends at once: until your server has the new one, messages will not pass its check.
webhook-remove-ask = 🗑 Remove <b>{ $name }</b>? What waits ({ $due }) is not sent any more.
webhook-drop-ask = { $count ->
        [one] 🗑 Discard the message that could not be delivered to <b>{ $name }</b>? It cannot be sent again after that.
       *[other] 🗑 Discard the { $count } messages that could not be delivered to <b>{ $name }</b>? They cannot be sent again after that.
    }
webhook-dead =
    📭 <b>Could not be delivered to { $name }: { $count }</b>

    They were tried for two days. You can send them again (🔁), with the same id, or discard them (🗑).
webhook-dead-line = <b>no. { $number }</b> · <code>{ $event }</code>, { $at }: { $why }
webhook-trouble =
    📡 <b>Nothing arrives at { $name }</b> since { $since } ({ $host }).

    Last try: { $why }.

    It is tried on.
webhook-trouble-halted =
    ⛔ <b>Webhook stopped: { $name }</b> ({ $host })

    Since { $since } nothing arrived: { $why }.

    Enable it again when it works.
webhook-trouble-gone =
    ⛔ <b>Webhook stopped: { $name }</b> ({ $host })

    It answered 410: it wants no more messages.
webhook-trouble-rights =
    ⛔ <b>Webhook stopped: { $name }</b> ({ $host })

    Whoever answers for it may not see any more what it is told. Whoever may and enables it again answers for it.

webhook-why-status = it answered { $rest }, and only a 2xx counts
webhook-why-timeout = it did not answer within 10 seconds
webhook-why-inner = its address is not public
webhook-why-name = its name does not exist or is not found
webhook-why-refused = nobody listens there
webhook-why-certificate = its certificate is not good
webhook-why-full = too many were waiting
webhook-why-offline = the bot had no network
webhook-why-rights = whoever answers for it may not see any more what it is told
webhook-why-sealed = it was kept with another key of the house: type the address again and ask for a new secret

notice-updates-taken =
    🪝 <b>Another program took the bot's webhook away</b>

    It is set again. Only one program may run with a token: find the other, or give the bot a new token (@BotFather, /revoke).
notice-updates-moved =
    🪝 <b>Another program led the bot's webhook to another address</b>

    It is set again. Only one program may run with a token: find the other, or give the bot a new token (@BotFather, /revoke).
notice-updates-undelivered =
    🪝 <b>Telegram cannot bring the updates to PUBLIC_URL</b>

    It says: <code>{ $why }</code>
    Waiting there: { $count }. <code>portero doctor</code> shows what is wrong.
notice-updates-refused =
    🪝 <b>Telegram does not take the webhook, and the bot hears nothing</b>

    It says: <code>{ $why }</code>
