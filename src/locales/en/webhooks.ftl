# Webhooks: addresses that the bot tells what happens.

button-webhooks = 📡 Webhooks
button-webhook-add = ➕ Add an address
button-webhook-ping = 🔔 Test
button-webhook-pause = ⏸ Pause
button-webhook-resume = ▶️ Enable
button-webhook-events = 🗂 What is told
button-webhook-move = 🔗 Another address
button-webhook-dead = 📭 Undelivered: { $count }
button-webhook-secret = 🔑 New secret
button-webhook-secret-yes = 🔑 Yes, change it
button-webhook-remove = 🗑 Remove
button-webhook-remove-yes = 🗑 Yes, remove it
button-webhook-copy = 📋 Copy the secret
button-webhook-kept = ✅ I have kept it
button-webhook-replay = 🔁 no. { $number }
button-webhook-replay-all = 🔁 Send all again ({ $count })
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
webhook-fails = 🔴 Nothing arrives since { $since }
webhook-halted-gone = ⛔ Stopped: it answered 410, it wants no more messages
webhook-halted-failing = ⛔ Stopped: nothing arrived for five days
webhook-told-all = 🗂 Everything is told
webhook-told = 🗂 Told: { $events }
webhook-counts = 📤 On their way: { $due } · 📭 undelivered: { $dead }
webhook-last = ✅ The last that arrived: <code>{ $event }</code>, { $at }
webhook-next = 🔁 <code>{ $event }</code> is tried again on { $at }: { $why }
webhook-ping-good = ✅ <b>The test arrived</b>: it answered { $status } in { $millis } ms.
webhook-ping-bad = ⚠️ <b>It was not taken</b>: it answered { $status } in { $millis } ms, and only a 2xx counts.
webhook-ping-none = ❌ <b>It did not arrive</b>: { $why }
webhook-secret =
    🔑 <b>The secret that signs the messages</b>

    <code>{ $secret }</code>

    Keep it now: it is not shown again. With it you check that each message is from your bot.
webhook-secret-ask = 🔑 Change the secret of <b>{ $name }</b>? The present one ends at once: until your server has the new one, messages will not pass its check.
webhook-remove-ask = 🗑 Remove <b>{ $name }</b>? What waits ({ $due }) is not sent any more.
webhook-dead =
    📭 <b>Undelivered to { $name }: { $count }</b>

    They were tried for two days. You can send them again: they carry the same id.
webhook-dead-line = <b>no. { $number }</b> · <code>{ $event }</code>, { $at }: { $why }
webhook-trouble =
    📡 <b>Nothing arrives at { $name }</b> since { $since } ({ $host }).

    { $why }

    It is tried on.
webhook-trouble-halted =
    ⛔ <b>Webhook stopped: { $name }</b> ({ $host })

    Since { $since } nothing arrived: { $why }

    Enable it again when it works.
webhook-trouble-gone =
    ⛔ <b>Webhook stopped: { $name }</b> ({ $host })

    It answered 410: it wants no more messages.
