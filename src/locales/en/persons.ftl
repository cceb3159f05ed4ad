# People: cards, lists, bans and data.

## Lists and search.

persons-heading = 👥 <b>People: { $filter }</b> ({ $count })
persons-empty = Nobody here.
persons-line = • { $name } { $marks } — { $seen }
persons-found = 🔎 <b>{ $count } people</b>
persons-found-more = There are more: type something more precise.
persons-filter-all = All
persons-filter-today = Today
persons-filter-month = 30 days
persons-filter-new = New
persons-filter-banned = 🚫 Banned
persons-filter-unreachable = 📵 Unreachable
persons-filter-staff = 🛡️ Staff
persons-filter-vip = 💎 VIP
persons-filter-keys = 🔐 With keys
button-person-search = 🔎 Search
person-ask-search =
    🔎 <b>Whom are you looking for?</b>

    Type their @name, their number, part of their name or the first characters of the token they redeemed. You can also forward me a message of theirs.

## The card.

person-name = 👤 <b>{ $name }</b>
person-id = 🆔 <code>{ $id }</code>
person-username = 💬 @{ $username }
person-dates = 🗓️ Came: { $met } · Seen: { $seen }
person-waits-free = ⏳ Waits for their turn in the Free channel
person-counts = 📦 Keys: { $keys } · Tokens redeemed: { $tokens } · Tickets: { $tickets } ({ $open } not closed)
person-made = 🎟️ Tokens they made: { $count }
person-trial = 🎁 Used their trial: { $at }
person-qvapay = 💳 QvaPay: { $name }
person-no-promotions = 🔕 Wants no promotions
person-no-reminders = 🔕 Wants no reminders
person-erased = 🗑️ Their data were erased: { $at }
person-unreachable = 📵 I cannot write to them: they blocked the bot or never pressed Start
person-banned = 🚫 <b>Banned</b> { $end }: { $reason }
person-banned-by = ↳ by { $by }, { $at }
person-note = 📝 { $note }
button-ban = 🚫 Ban
button-ban-change = ✏️ Change the ban
button-unban = ✅ Lift the ban
button-person-note = 📝 Note
button-person-note-clear = 🧽 Delete the note
button-person-write = ✍️ Write to them
button-person-owned = 📦 What they have
button-person-history = 📜 History
button-person-member = 💎 Membership
button-person-roles = 🛡️ Roles
button-person-data = 🗂 Data
person-ask-note = 📝 Write the note on <b>{ $name }</b> (up to { $most } characters). Only the team sees it.
person-ask-write = ✍️ Send me what you want to tell <b>{ $name }</b>: your next message reaches them as it is, from the bot.

## What they have.

owned-heading = 📦 <b>What { $name } has</b>
owned-no-vip = 💎 Never had VIP access
owned-keys = 🔐 <b>VPN keys: { $count }</b>
owned-key = { $icon } { $name }
owned-key-until = { $icon } { $name } — until { $until }
owned-tokens = 🎟️ <b>Tokens redeemed: { $count }</b>
owned-token = • { $prefix }… ({ $length }) — { $at }, from { $by }
owned-tickets = 🎫 <b>Tickets: { $count }</b>
owned-ticket = • No. { $id }: { $state } — { $at }
owned-ticket-open = not answered
owned-ticket-answered = answered
owned-ticket-closed = closed
owned-ticket-reopened = reopened
owned-more = … and { $count } more

## Bans.

ban-ask-why =
    🚫 <b>Why do you ban { $name }?</b>

    They leave both channels, their VPN keys stop and the bot refuses them. Choose a reason or write your own words: whoever is banned will read it.
ban-ask-why-again =
    ✏️ <b>{ $name } is banned already</b>

    Choose the new reason or write it; then I ask until when.
ban-ask-end =
    ⏱️ <b>Until when, for { $name }?</b>

    Reason: { $reason }
    Choose, or type how long (<code>12h</code>, <code>3d</code>) or a date: <code>25/12/2026 18:30</code>, { $zone } time. When the time comes the ban ends by itself and I tell them.
ban-confirm =
    🚫 <b>Shall I ban { $name }?</b>

    Reason: { $reason }
    How long: { $end }
ban-until = until { $until }
ban-ever = with no end date
button-ban-ever = ♾️ No end date
button-ban-yes = 🚫 Yes, ban
refusal-ban-reason = ✋ The reason is too long: { $most } characters at most.
refusal-ban-end = 🤔 I did not understand until when. Try 12h, 3d or 25/12/2026 18:30.
refusal-ban-long = ✋ That is too long: { $most } days at most. There is a button for ever.
refusal-ban-forgotten = 🤷 I no longer remember the reason you wrote. Begin again from the card.
refusal-person-unknown = 🔍 I know nobody like that. Try something else, or forward me a message of theirs.
refusal-person-hidden = 🙈 That person does not show their account in forwards. Look for their @name or number.
refusal-person-chat = 📢 That message is from a channel or a group, not from a person.

## Data.

data-heading =
    🗂 <b>Data of { $name }</b>

    📄 <b>Hand over</b>: everything I keep about this person, in a JSON document. No secrets.
    🗑️ <b>Erase</b>: their name and what they said go away; what accounts and statistics need stays without a name.
button-data-export = 📄 Hand over in a file
button-data-erase = 🗑️ Erase their data
data-exported = 📄 Everything I keep about <code>{ $id }</code>. Handle it with care: it is personal data.
erase-ask =
    🗑️ <b>Shall I erase the data of { $name }?</b>

    Gone for good: name, notes, settings, texts of their tickets and the details in the audit log.
erase-ends-vip = 💎 Their VIP access ends and they leave the channel.
erase-ends-keys = 🔐 Their VPN keys are revoked: { $count }.
erase-ends-tickets = 🎫 Their tickets are closed and emptied: { $count }.
erase-keeps-ban = 🚫 Their ban stays, without its reason.
erase-keeps = What stays, without a name: their number, that the trial is spent, dates and amounts. Backups keep it until they age out. What they wrote in tickets stays in the team's Telegram chats: delete it there; their topic in the support group I delete if I can. They may come back as somebody new. <b>This cannot be undone.</b>
button-erase-yes = 🗑️ Yes, erase for good
refusal-erase-staff = 🛡️ They are on the team: first take their roles.
refusal-erased = 🗑️ Their data were erased already.
history-exported = their data were handed over
history-erased = their data were erased
problem-what-tell-unbanned = Tell the end of a ban
problem-what-tell-erased = Tell an erasure of data
