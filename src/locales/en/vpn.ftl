# Everybody's keys, for the staff.

problem-what-settle-peer = Put or remove a key on its server
problem-what-forget-watcher = Take my trial user from a proxy that was removed
problem-what-deliver-config = Hand over a key
problem-what-tell-vpn = Tell of a change to a key
problem-what-remind-vpn = Remind that a key ends
problem-what-tell-quota = Tell of the quota
problem-what-tell-proxy = Tell of a proxy that is out or back
problem-what-tell-helper = Carry a ticket's message to the team
problem-what-tell-asker = Carry the support's answer
problem-what-tell-ticket = Tell what happened to a ticket
problem-what-settle-topic = Close or open a ticket's topic

button-vpn-keys = 🔑 Keys

vpn-heading = 🔑 <b>Keys</b> · { $filter }
vpn-heading-server = 🔑 <b>Keys</b> · { $filter } · { $server }
vpn-empty = No keys here.
vpn-total = { $count ->
    [one] 1 key.
   *[other] { $count } keys.
}
vpn-line = { $icon } <b>{ $name }</b> · { $person } · { $server }
vpn-line-address = <code>{ $address }</code>
vpn-mark-trial = trial
vpn-servers = The keys of which server?
vpn-found = { $count ->
    [one] One key found:
   *[other] { $count } keys found:
}
vpn-found-more = There are more: write something more precise.
vpn-found-nothing = I find nothing with that. Try a name, an @username, an id, an address or a public key, or cancel.

vpn-of-person = 🔑 <b>{ $name }</b> · { $count ->
    [one] 1 key
   *[other] { $count } keys
}
vpn-of-nobody = 🔑 This person has no keys yet.

vpn-state-pending = being made
vpn-state-active = active
vpn-state-suspended = suspended
vpn-state-held = held by the team
vpn-state-sharing = held: looks shared
vpn-state-debt = held: a payment is missing
vpn-state-ban = held: its owner is banned
vpn-state-quota = out of data
vpn-state-day-quota = out of data until tomorrow
vpn-state-paused = paused by its owner
vpn-state-expired = ended
vpn-state-revoked = deleted

vpn-filter-kept = In use
vpn-filter-active = Active
vpn-filter-suspended = Suspended
vpn-filter-expired = Ended
vpn-filter-pending = Being made
vpn-filter-trial = Trials
vpn-filter-revoked = Deleted

vpn-event-account = account opened
vpn-event-created = made
vpn-event-activated = active on its server
vpn-event-quota-reached = out of data
vpn-event-day-quota-reached = out of data for the day
vpn-event-quota-renewed = data renewed
vpn-event-paused = paused
vpn-event-resumed = resumed
vpn-event-held = held
vpn-event-released = released
vpn-event-expired = ended
vpn-event-extended = time or data changed
vpn-event-upgraded = from trial to plan
vpn-event-rotated = rotated
vpn-event-moved = moved to another server
vpn-event-renamed = renamed
vpn-event-revoked = deleted
vpn-event-imported = imported

vpn-used = { $used } of { $limit } ({ $share })
vpn-used-free = { $used }, no limit
vpn-no-limit = No limit
vpn-no-end = No end
vpn-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}

vpn-card-name = 🔑 <b>{ $name }</b>
vpn-card-person = 👤 { $name } (<code>{ $id }</code>)
vpn-card-person-username = 👤 { $name } · @{ $username } (<code>{ $id }</code>)
vpn-card-owner-banned = 🚫 Banned from the house: I do not write to them.
vpn-card-owner-away = 🔕 I cannot write to them: they blocked the bot, or left Telegram.
vpn-card-state = { $icon } { $state }
vpn-card-unsettled = waits for the server
vpn-card-server = 🖥 { $server } · { $kind }
vpn-card-address = 📍 <code>{ $address }</code>
vpn-card-public-key = Public key: <code>{ $key }</code>
vpn-card-access-id = Id at Outline: <code>{ $key }</code>
vpn-card-proxy-user = User on the proxy: <code>{ $key }</code>
vpn-card-imported = Imported: its private key is not here.
vpn-card-file-lost = 🔒 Its file was shown once and is not kept: to give another, rotate it.
vpn-card-trial = 🎁 Trial account
vpn-card-no-end = ⏱ No end
vpn-card-ends = ⏱ Ends on { $at } (in { $apart })
vpn-card-ended = ⏱ Ended on { $at } ({ $apart } ago)
vpn-card-used = 📊 { $used }
vpn-card-day-limit = 📆 A day: { $limit }
vpn-card-devices = 📱 { $keys } of { $devices } devices
vpn-card-traffic = This key: ⬆️ { $up } · ⬇️ { $down }
vpn-card-gone = 🗓 Deleted on { $at } unless it is renewed
vpn-card-seen = 👁 Last seen on { $at }
vpn-card-never-seen = 👁 Not used yet
vpn-card-endpoint = From <code>{ $endpoint }</code>
vpn-terms = ⏱ <b>{ $name }</b> · { $kind }
    Time, data and devices hold for all their keys of this kind.
vpn-ask-paid = ⭐ For how long is the { $kind } trial of <b>{ $name }</b> to be paid? It counts from today, without a data limit, and the use begins at zero. The keys stay; the data can be limited afterwards.
vpn-history = 📜 <b>{ $name }</b>
vpn-history-line = { $at } · { $what }
vpn-history-by = { " · by " }{ $by }
vpn-history-empty = Nothing has happened yet.
vpn-file = 🔐 { $name }: it is personal, do not forward it.
vpn-file-lost = 🔒 The file of <b>{ $name }</b> was shown once and is not kept, so there is nothing to send. Rotate it? Its owner gets a new file; the present one stops working.
vpn-ask-rotate = Rotate <b>{ $name }</b>? The present file or link stops working and its owner gets another.
vpn-ask-delete = Delete <b>{ $name }</b> of { $person }? It stops working at once and does not come back. What it has used still counts.
vpn-move = To which server does <b>{ $name }</b> move? Its owner gets a new file or link; the present one stops working.
vpn-move-nowhere = There is no other server of its kind with room for <b>{ $name }</b>.

vpn-ask-search = Write what to look for: the name of the key or of the person, @username, id, address or public key.
vpn-ask-person = For whom is the key? Write their id or @username, or forward a message of theirs. They must have written to the bot before.
vpn-ask-rename = What is <b>{ $name }</b> called now? From 1 to 64 characters.
vpn-ask-name = What is the key called? From 1 to 64 characters.
vpn-ask-end = Write how many days more (30) or the date of the end (31/12/2027).
vpn-ask-days = How many days? A number from 1 to { $most }.
vpn-ask-limit = How many GB a period? A number from 1 to { $most }; 0 is no limit.
vpn-new-people = Which of these people?
vpn-new-kind = A key for <b>{ $name }</b>: of which kind?
vpn-new-no-server = There are no servers yet. Add one under 🖥 Servers.
vpn-new-server = On which server?
vpn-any-server = the least loaded
vpn-new-days = For how long?
vpn-new-limit = With how much data?
vpn-new-preview = A { $kind } key will be made for <b>{ $name }</b>.
    🖥 { $server }
    ⏱ { $days }
    📊 { $limit }

    If this person has a { $kind } account already, the new time and data hold for all their keys.
vpn-trial-goes = 🎁 This is a trial account: with this key it becomes a paid one.
vpn-made = ✅ <b>Key made for { $person }</b>
vpn-made-comes = It comes to them by itself as soon as the server has it ready.
vpn-made-down = The server does not answer now: it comes to them by itself as soon as it is back.
vpn-made-kept = It comes to them when they can be written to.
vpn-person-unknown = I do not know that person. They must write to the bot first; then write their id or @username.
vpn-bulk = ⏩ <b>More time for many</b>
    For whom? Accounts that run and have an end are extended.
vpn-bulk-everybody = all accounts
vpn-bulk-preview = ⏩ <b>{ $whom }</b>: { $accounts ->
    [one] 1 account gets
   *[other] { $accounts } accounts get
} { $days ->
    [one] 1 more day
   *[other] { $days } more days
} ({ $keys ->
    [one] 1 key
   *[other] { $keys } keys
}). Each person is told.
vpn-bulk-nobody = ⏩ <b>{ $whom }</b>: no account that runs has an end, so there is nothing to extend.
vpn-bulk-done = Done: { $accounts ->
    [one] 1 account extended
   *[other] { $accounts } accounts extended
}.

button-vpn-search = 🔎 Search
button-vpn-servers = 🖥 By server
button-vpn-all-servers = All
button-vpn-new = ➕ Make by hand
button-vpn-bulk = ⏩ Extend many
button-vpn-terms = ⏱ Time and data
button-vpn-hold = ⏸ Hold
button-vpn-release = ▶️ Release
button-vpn-send = 📤 Send to its owner
button-vpn-file = 📄 See file
button-vpn-link = 🔗 See link
button-vpn-rename = ✏️ Rename
button-vpn-rotate = 🔁 Rotate
button-vpn-move = 🚚 Move to another server
button-vpn-of-person = 👤 Their VPN keys
button-vpn-history = 📜 History
button-vpn-delete = 🗑 Delete
button-vpn-more-days = +{ $days } d
button-vpn-end = 📅 Another end
button-vpn-no-end = ♾ No end
button-vpn-gigabytes = { $count } GB
button-vpn-limit = ✍️ Other GB
button-vpn-period = 🔄 Set the use to zero
button-vpn-less-devices = 📱 −1
button-vpn-more-devices = 📱 +1
button-vpn-paid = ⭐ Make it paid
button-vpn-upgrade = ⭐ Plan { $days } d
button-vpn-any-server = 🎲 The least loaded
button-vpn-other-days = ✍️ Another number
button-vpn-make = ✅ Make
button-vpn-name = ✏️ Make with a name
button-vpn-bulk-all = All
button-vpn-bulk-yes = ✅ +{ $days } d for { $accounts }
notice-key-shared =
    👥 <b>A key looks shared</b>
    “{ $name }” of { $owner } was used from { $networks } different networks today.
notice-key-held = I hold it back until somebody decides.
notice-key-heavy =
    📈 <b>A key uses a lot</b>
    “{ $name }” of { $owner }: { $amount } so far today.

vpn-refusal-preshared = That key uses a preshared key which the server does not tell. Send its part of wg0.conf and I take it over.
