# VPN keys of people: what their owners see.

button-keys = 🔑 My VPN keys
home-choice-vpn = 🔑 <b>My VPN keys</b>: your private connection, ready in seconds.
home-choice-trial = 🎁 <b>Free trial</b>: try it before you decide. One per person.
home-vpn = 🔑 Your VPN keys are at /vpn, and what you have used at /usage.
button-trial = 🎁 Free trial
help-vpn =
    🔑 /vpn — your VPN keys: a new one, the file, the QR code and the guide.
    🎁 /trial — a free trial.
    📊 /usage — how much you have used.
help-services = 🧾 /status — what is yours and when it ends.

vpn-refusal-no-server = No { $kind } server takes new keys right now.
vpn-refusal-full = Every { $kind } place is taken (full). Try later or choose another place.
vpn-refusal-not-for-you = You have no VPN plan yet. See at /vpn how to get one, or write to the team.
vpn-refusal-too-many-keys = You have your { $most } keys already. Delete one or ask the team for one more device.
vpn-refusal-quota-used = You have used the data of your plan: a new key would not work until it is renewed.
vpn-refusal-trial-used = You used your trial on { $at }. It is one per person.
vpn-refusal-trial-off = We give no trials right now. Write to the team if you would like a plan.
vpn-refusal-trial-channel = The trial is for people who are in { $title }. Join and ask again.
vpn-refusal-name = Write a name of 1 to { $most } characters.
vpn-refusal-wrong-state = This cannot be done with this key right now.
vpn-refusal-shown-once = The private key was shown once and is not kept. Use “Rotate” to get a new file.
vpn-refusal-shared-link = This proxy is a shared link: it has no secret of its own to change.
vpn-refusal-networks = Write networks such as 10.0.0.0/8 or 2001:db8::/32, separated by commas.
vpn-refusal-server-down = The server does not answer now. What you asked for is kept and done by itself when it is back.
vpn-kind-wireguard = WireGuard
vpn-kind-outline = Outline
vpn-kind-mtproto = Telegram proxy

button-key-new = 🆕 New key
button-usage = 📊 Usage
button-key-file = 📄 File
button-key-link = 🔗 Link
button-key-links = 🔗 Links
button-key-connect = ⚡ Connect
button-key-qr = 🔳 QR code
button-key-guide = 📖 Guide
button-key-traffic = 📊 Traffic
button-key-rename = ✏️ Rename
button-key-routing = 🧭 What goes through it
button-key-pause = ⏸️ Pause
button-key-resume = ▶️ Resume
button-key-rotate = 🔁 Rotate
button-key-rotate-yes = 🔁 Yes, rotate
button-key-more = ➕ Another device
button-key-delete = 🗑️ Delete
button-key-delete-yes = 🗑️ Yes, delete
button-key-copy = 📋 Copy the link
button-key-card = 🔑 See the key
button-place-any = 🎲 Wherever there is most room
button-route-all = 🌍 Everything
button-route-no-lan = 🏠 Not my local network
button-route-only = 🎯 Chosen networks
button-traffic = 📊 { $days } days
button-trial-start = 🎁 Start the trial
button-trial-kind = 🎁 { $kind }
button-trial-channel = 📣 Go to the channel
button-trial-joined = ✅ I have joined

keys-heading = 🔑 <b>My VPN keys</b>
keys-line =
    { $mark } <b>{ $name }</b> · { $state }
    { $kind } · { $place } · { $used }
keys-first = You have none yet. Make the first one: it is on your phone in seconds.
keys-try-first = You have no VPN plan yet, but you can try it for free right now.
keys-token = Keys are for people with VIP access. If you were given a token, redeem it here and come back: your key is ready in seconds.
keys-token-or-try = Keys are for people with VIP access. If you were given a token, redeem it here; if not, you can try it for free right now.
keys-no-plan = You have no VPN plan yet. Write to the team and they set it up for you.
keys-no-server = There are no VPN servers here yet. Come back in a while.

key-short-pending = being made
key-short-active = ready
key-short-online = online
key-short-down = the server does not answer
key-short-held = stopped
key-short-quota = out of data
key-short-day-quota = out of data for today
key-short-paused = paused
key-short-expired = over
key-short-revoked = deleted

key-heading = 🔑 <b>{ $name }</b> · { $kind }
key-state-pending = I am getting it ready: it comes in a moment.
key-state-pending-down = The server does not answer now. The key comes by itself as soon as it is back.
key-state-active = It works.
key-state-down = Its server does not answer right now. The team knows; your key stays as it is.
key-state-held-staff = The team stopped it. Write to them to clear it up.
key-state-held-sharing = Stopped: it is used from too many places at once. Write to the team.
key-state-held-debt = Stopped because of an open payment.
key-state-quota = The data of your plan is used up. It comes back by itself when it is renewed.
key-state-day-quota = Today's data is used up. It comes back by itself tomorrow.
key-state-paused = Paused. Press “Resume” whenever you like.
key-state-expired = Its time is over.
key-state-expired-grace = Its time is over. Renew it before <b>{ $until }</b> and it comes back as it was.
key-state-revoked = It is gone.
key-place = 📍 { $place }
key-address = 🏷️ <code>{ $address }</code>
key-routing = 🧭 Through the tunnel: { $routing }
key-routing-all = everything
key-routing-no-lan = everything but your local network
key-online = 👀 Online now
key-seen = 👀 Last seen { $ago } ago
key-never-seen = 👀 Not used yet
key-used = 📊 { $bar } { $used } of { $limit } ({ $percent }%)
key-used-free = 📊 { $used } used, no limit
key-uncounted = 📊 What you use here is not counted
key-own-uncounted = ▫️ What this key uses is not counted
keys-uncounted = not counted
key-own-use = ▫️ This key alone: { $used }
key-day = ☀️ Today: { $used } of { $limit }
key-end =
    { $count ->
        [one] 📅 Until <b>{ $until }</b> ({ $left } left)
       *[other] 📅 Until <b>{ $until }</b> ({ $left } left)
    }
key-end-never = 📅 No end date
key-end-past = 📅 Ended on <b>{ $until }</b>
key-devices = 📱 Devices: { $count } of { $most }
key-is-trial = 🎁 This is your free trial
key-imported = 📎 This key was there before me: I do not have its file. “Rotate” makes you a new one.
key-remade = ⏳ The new one is being made: it comes by itself as soon as the server has it.
key-shown-once = 🔒 Its private key was shown once and I do not keep it. “Rotate” makes you a new file.
key-shared = 🤝 It is a shared link: pausing or deleting it takes it from here but does not switch it off.

key-new-kind = 🆕 <b>Which kind of key would you like?</b>
key-about-wireguard = • <b>WireGuard</b>: the fastest, for the whole device.
key-about-outline = • <b>Outline</b>: the easiest; one link and you are done.
key-about-mtproto = • <b>Telegram proxy</b>: for Telegram only; one tap and done.
key-new-place =
    📍 <b>Where would you like your { $kind } key?</b>

    The closer to you, the faster.
key-new-name =
    ✏️ <b>Which device is it for?</b> ({ $kind })

    Choose a name or type one. Use one key per device.
place-full = { $place } · full
place-down = { $place } · does not answer
device-phone = Phone
device-laptop = Laptop
device-tablet = Tablet
device-television = TV
key-preparing =
    ⏳ <b>Getting “{ $name }” ready…</b>

    { $place } · I send it to you in a moment, with its guide. If the server is slow, it comes by itself as soon as it answers.
key-preparing-down =
    ⏳ <b>“{ $name }” is on its way</b>

    { $place } does not answer now. The key comes by itself as soon as it is back; there is nothing you need to do.
key-made-already = ✅ <b>“{ $name }” is ready</b> ({ $place }). You find it below, or in “My VPN keys”.

key-file =
    📄 <b>{ $name }</b> · { $place }

    Open this file with the { $app } app.
key-link =
    🔗 <b>{ $name }</b> · { $place }

    Tap the link to copy it, and paste it in the { $app } app.
key-link-dynamic =
    ⭐ The best one: it keeps up by itself when the server changes.
    { $link }
key-link-fixed =
    In case the other one does not open:
    { $link }
key-proxy =
    ⚡ <b>{ $name }</b> · { $place }

    Press “Connect” and agree: Telegram connects by itself. Calls do not go through the proxy.
key-proxy-tls =
    🎭 If it does not connect, try this one (it looks like a web site):
    { $link }
key-proxy-secure =
    🔐 If it does not connect, try this one:
    { $link }
key-proxy-plain =
    🧓 For very old apps:
    { $link }
key-qr-wireguard =
    🔳 <b>{ $name }</b> · { $place }

    For another device? Scan it from the { $app } app.
key-qr-outline =
    🔳 <b>{ $name }</b> · { $place }

    For another device? Scan it with its camera and open it in { $app }.
key-qr-mtproto =
    🔳 <b>{ $name }</b> · { $place }

    For another device? Scan it with its camera, and { $app } opens.
key-qr-too-long = 🔳 This key is too long for a QR code. Use the file or the link.
key-once-warning = ⚠️ <b>Keep it now:</b> it holds your private key, is shown only once, and I do not keep it.

guide-heading = 📖 <b>How to connect with { $app }</b>
guide-install = 1. Install { $app }: { $links }
guide-wireguard =
    2. Open the file with the app, or scan the QR code: “+” → QR code.
    3. Switch it on. You are in.
guide-outline =
    2. Copy the link and open the app: it finds it by itself. If not, press “+” and paste it.
    3. Press “Connect”. You are in.
guide-mtproto =
    📖 <b>How to use your Telegram proxy</b>

    1. Press “Connect” on the proxy's card and agree. That is all.
    2. To switch it off: Settings → Data and Storage → Proxy.

    💡 It is for Telegram only: the rest of the phone stays as it is. Calls do not go through it.
    Does it not connect? Switch between Wi-Fi and mobile data, or try another of the links.
guide-amnezia = ⚠️ The usual WireGuard app does not work with this server: use AmneziaWG.
guide-check = 💡 It does not connect? Switch between Wi-Fi and mobile data, and look in “My VPN keys” whether the key is running.

key-rename = ✏️ What will you call <b>{ $name }</b> now?
key-rotate-wireguard =
    🔁 <b>Rotate “{ $name }”?</b>

    I make you a new file, and the one you have stops working once it changes.
key-rotate-outline =
    🔁 <b>Rotate “{ $name }”?</b>

    I make you a new link, and the one you have stops working once it changes.
key-rotate-mtproto =
    🔁 <b>Rotate “{ $name }”?</b>

    I make a new link, and the one you have stops working as soon as it changes: you will have to press “Connect” again.
key-delete =
    🗑️ <b>Delete “{ $name }”?</b>

    It stops working for good and its place is free again. What it has used still counts in your plan.
key-routing-ask =
    🧭 <b>What goes through the tunnel?</b>

    Now: { $now }.
    • <b>Everything</b>: the usual.
    • <b>Not my local network</b>: your printer and your TV stay at hand.
    • <b>Chosen networks</b>: only what you say; the rest goes around it.

    If you change it, I send you the new file to import again.
key-routed-unsent =
    🧭 Kept. Through the tunnel will go: { $now }.

    🔒 Your file was shown once and I do not keep it, so the one you have stays as it was. Shall I rotate the key? I send you a new one with the change, and the present one stops working.
key-networks-ask =
    🎯 <b>Which networks go through the tunnel?</b>

    Write them separated by commas, for example: <code>10.0.0.0/8, 2001:db8::/32</code>
toast-key-renamed = ✏️ Renamed
toast-key-rotated = 🔁 The new one comes in a moment.
toast-key-paused = ⏸️ Paused
toast-key-resumed = ▶️ Running
toast-key-deleted = 🗑️ Deleted
toast-key-routed = 🧭 Done: the new file comes in a moment.

trial-heading = 🎁 <b>Free trial</b>
trial-length = ⏱️ Length: { $length }
trial-data = 📊 Data: { $limit }
trial-data-free = 📊 Data: no limit
trial-day = ☀️ Per day: { $limit }
trial-once = It is one per person. If you stay, you keep the same key.
trial-join =
    📣 <b>One step before</b>

    The trial is for people who are in <b>{ $title }</b>. Join, come back and press “I have joined”.

usage-heading = 📊 <b>Your usage</b>
usage-nothing = There is nothing to count yet: you have no keys.
usage-service = <b>{ $kind }</b>
usage-service-trial = <b>{ $kind }</b> · 🎁 trial
usage-day = ☀️ Today: { $used } of { $limit } (back to zero at { $again })
usage-key-uncounted = { $dot } { $name }: not counted
usage-key = { $dot } { $name }: { $used } (today { $today })
usage-more-keys = …and { $count } more
usage-counted = 🕰️ Counted { $ago } ago
traffic-of-all =
    📊 <b>Your traffic, { $days } days</b>
traffic-of-key =
    📊 <b>{ $name }</b>, { $days } days
traffic-sums = Total: { $total } · ⬇️ { $down } · ⬆️ { $up }
chart-traffic = Traffic
chart-traffic-unit = { $unit } per day (UTC)
chart-traffic-down = Received
chart-traffic-up = Sent

services-heading = 🧾 <b>What is yours</b>

# Notices

notice-vpn-created = 🎉 <b>You have VPN now ({ $kind }).</b> Make your key in “My VPN keys”: you have it in seconds.
notice-vpn-created-key = 🎉 <b>You have VPN now ({ $kind }).</b> The team made you a key: I send it as soon as it is ready.
notice-vpn-activated = ✅ Your key <b>{ $name }</b> works now.
notice-vpn-quota-reached = 🪫 The data of your { $kind } plan is used up: <b>{ $name }</b> { $count ->
        [one] stops
       *[other] stop
    } until it is renewed.
notice-vpn-day-quota = ☀️ Today's data is used up ({ $kind }). Tomorrow <b>{ $name }</b> { $count ->
        [one] comes back by itself.
       *[other] come back by themselves.
    }
notice-vpn-renewed = 🔋 You have { $kind } data again: <b>{ $name }</b> { $count ->
        [one] works.
       *[other] work.
    }
notice-vpn-paused = ⏸️ The team paused your key <b>{ $name }</b>.
notice-vpn-resumed = ▶️ Your key <b>{ $name }</b> works again.
notice-vpn-held = ⛔ The team stopped your key <b>{ $name }</b>. Write to them to clear it up.
notice-vpn-held-sharing = ⛔ Your key <b>{ $name }</b> is used from too many places at once and was stopped. Write to the team.
notice-vpn-held-debt = ⛔ Your key <b>{ $name }</b> was stopped because of an open payment.
notice-vpn-released = ✅ { $count ->
        [one] Your key <b>{ $name }</b> is no longer stopped.
       *[other] Your keys <b>{ $name }</b> are no longer stopped.
    }
notice-vpn-expired = ⌛ Your { $kind } time is over: <b>{ $name }</b> { $count ->
        [one] stops working.
       *[other] stop working.
    }
notice-vpn-extended = ✅ <b>Your VPN plan ({ $kind }) was updated.</b>
notice-vpn-trial-extended = ✅ <b>Your { $kind } trial has changed.</b> You keep the same key.
notice-vpn-upgraded = 🎉 <b>Your { $kind } trial is a full plan now.</b> You keep the same key.
notice-vpn-rotated = 🔁 Your key <b>{ $name }</b> is a new one inside: I send it now. The one before no longer works.
notice-vpn-moved = 🚚 The team took your key <b>{ $name }</b> to another server. I send you the new one in a moment; the one before stops working.
notice-vpn-renamed = ✏️ Your key is called <b>{ $name }</b> now.
notice-vpn-revoked = 🗑️ { $count ->
        [one] Your { $kind } key <b>{ $name }</b> is gone.
       *[other] Your { $kind } keys ({ $name }) are gone.
    }
notice-vpn-imported = 📎 The key <b>{ $name }</b> is in “My VPN keys” now.
notice-vpn-until = 📅 Until <b>{ $until }</b>
notice-vpn-endless = 📅 No end date
notice-vpn-grace = Renew it before <b>{ $until }</b> and everything comes back as it was.
notice-vpn-ends = ⏰ { $count ->
        [one] Your VPN ({ $kind }) has { $left } left: it ends on <b>{ $until }</b>.
       *[other] Your VPN ({ $kind }) has { $left } left: it ends on <b>{ $until }</b>.
    }
notice-vpn-trial-ends = ⏰ { $count ->
        [one] Your { $kind } trial has { $left } left: it ends on <b>{ $until }</b>.
       *[other] Your { $kind } trial has { $left } left: it ends on <b>{ $until }</b>.
    } Stay, and you keep the same key.
notice-vpn-quota = 📊 You have used { $percent }% of your { $kind } data: { $used } of { $limit }.
notice-vpn-quota-used = 🪫 <b>You have used all your { $kind } data</b> ({ $used } of { $limit }). Your keys stop until it is renewed.

# What the Outline app shows of a dynamic key that does not work now. No HTML.
dynamic-pending = Your key is being prepared. Connect again in a minute.
dynamic-expired = The time of your key is over.
dynamic-quota = You have used all the data of your key.
dynamic-day-quota = You have used today's data. It works again tomorrow.
dynamic-paused = You paused this key.
dynamic-held = The team has stopped this key.
dynamic-debt = A payment for this key is missing.
dynamic-details = Open @{ $bot } in Telegram and send /vpn.
