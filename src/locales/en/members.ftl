# Members: search, card, import and audit.

## Tabs and tools.

members-filter-problems = With problems
button-member-tab = { $name } ({ $count })
button-member-search = 🔎 Search
button-member-export = 📤 Export CSV
button-member-tools = 🧰 Import, migrate, audit
button-member-import = 📥 Import from a file
button-migrations = 🔗 Migration links
button-audit = 🩺 Access audit
member-tools =
    🧰 <b>For many people at once</b>

    📥 <b>Import</b>: bring the members you had before, from a CSV file.
    🔗 <b>Migrate</b>: a link you post in the VIP channel; whoever is inside opens it and is registered.
    🩺 <b>Audit</b>: compare who has a right with who is inside.
members-exported = 📤 <b>{ $filter }</b>: { $count }
member-mark-unremoved = ⚠️ could not be removed
member-mark-link = 🔗 link not delivered
member-mark-banned = 🚫 banned
member-mark-unreachable = 📵 cannot be written to
member-mark-stray = 👻 inside without a right

## Card.

member-name = 👤 <b>{ $name }</b>
member-end-ahead =
    { $count ->
        [one] ⏳ Ends: { $until } ({ $apart } left)
       *[other] ⏳ Ends: { $until } ({ $apart } left)
    }
member-end-past = ⌛ Ended: { $until } ({ $apart } ago)
member-end-never = ♾️ Access for life
member-end-unknown = ⌛ Access is over
member-from-token = 🎟️ By the token { $prefix }… of { $by }
member-from-grant = 🎁 Given by { $by }
member-from-import = 📥 Imported from a file
member-from-migration = 🔗 By a migration link
member-from-unknown = 📎 Nobody noted where it comes from
member-asked-inside = ✅ Just looked: inside
member-asked-outside = 🚪 Just looked: outside
member-asked-banned = ⛔ Just looked: shut out of the channel
member-asked-nothing = 🤷 Telegram did not answer; try again in a moment
member-staff = 🛡️ One of the staff
member-links = 🔗 <b>Latest links</b>
member-link-used = • { $made }: used { $used }
member-link-revoked = • { $made }: revoked
member-link-open = • { $made }: not used yet
member-link-over = • { $made }: expired
member-note = 📝 { $note }
button-member-grant = 🎁 Give access
button-member-days = ± days
button-member-date = 📅 Date
button-member-life = ♾️ For life
button-member-life-yes = ♾️ Yes, for life
button-member-link = 🔗 New link
button-member-look = 🔍 Check
button-member-write = ✍️ Write to them
button-member-note = 📝 Note
button-member-note-clear = 🧽 Delete the note
button-member-history = 📜 History
button-member-remove = 👋 Remove now
button-member-remove-yes = 👋 Yes, end and remove
button-member-ban = 🚫 Ban
button-member-person = 👤 The person
button-member-unban = ✅ Lift the ban
member-grant = 🎁 How much access do you give <b>{ $name }</b>?
member-ask-search =
    🔎 <b>Who are you looking for?</b>

    Write their @name, their number, part of their name or the first characters of the token they redeemed. You can also forward me a message of theirs.
member-ask-days =
    📆 How many days do I add for <b>{ $name }</b>?

    A whole number, for example <code>45</code>; with a minus I take them away: <code>-10</code>. At most { $most }.
member-ask-date =
    📅 Until when does <b>{ $name }</b> have access?

    Write the date, for example <code>25/12/2026</code> (day first), <code>2026-12-25</code> or <code>25/12/2026 18:30</code>. Time of { $zone }; without a time, until the end of the day.
member-ask-note = 📝 Write the note on <b>{ $name }</b> (up to { $most } characters). Only the staff sees it.
member-ask-write = ✍️ Send me what you want to tell <b>{ $name }</b>: your next message reaches them as it is, from the bot.
member-ask-life = ♾️ Access for life for <b>{ $name }</b>? Their end date is forgotten.
member-ask-remove = 👋 Shall I end the access of <b>{ $name }</b> now? They leave the VIP channel and I tell them kindly. They can come back when you give them access.
member-found = 🔎 <b>{ $count } people</b>
member-found-more = There are more: write something more exact.
member-told-new =
    💎 <b>You have VIP access</b>

    { $end }
member-told-moved =
    📆 <b>Your VIP access has a new date</b>

    { $end }
member-handed-on = ✅ Delivered to <b>{ $name }</b>.
member-unreachable = 📵 I cannot write to <b>{ $name }</b>: they blocked the bot or never pressed Start. Your message did not reach them.
member-banned-unsaid = 🚫 <b>{ $name }</b> is banned and gets nothing. Your message was not delivered.
member-not-handed-on = ⚠️ Telegram would not deliver your message to <b>{ $name }</b>: { $error }
toast-link-ordered = 🔗 A new link is on its way to them.
toast-link-ordered-later = 🔗 The link goes out as soon as the channel lets me.
toast-link-ordered-inside = ✅ They seem to be inside; I am checking.

## History.

history-heading = 📜 <b>{ $name }</b>
history-empty = Nothing yet.
history-act = { $what } ({ $by })
history-granted = got access
history-renewed = renewed
history-adjusted = date changed
history-joined = came in
history-left = left
history-expired = access ended
history-removed = was removed
history-link-asked = asked for a link
history-queued = asked to come in
history-approved = was let in
history-declined = was turned away
history-end-moved = date moved
history-given = access given
history-removal-ordered = remove now
history-link-ordered = new link
history-reactivated = access restored
history-intruder = came by another's link
history-banned = banned
history-unbanned = ban lifted
history-noted = note
history-written-to = message from the staff
history-whitelisted = to the whitelist
history-unwhitelisted = off the whitelist
history-migrated = migration link

## Import.

import-ask =
    📥 <b>Send me the CSV file</b>

    Its first line names the columns; <code>id</code> or <code>@username</code> are enough, and if you have them, <code>name</code>, <code>expires</code> and <code>note</code>. Separated by comma or semicolon; dates such as <code>25/12/2026</code> (day first) or <code>2026-12-25</code>.

    Up to { $size } and { $rows } lines. First I tell you what would happen; nothing changes until you confirm.
import-heading = 📥 <b>{ $file }</b>: what would happen
import-fresh =
    { $count ->
        [one] 🆕 { $count } person with new access
       *[other] 🆕 { $count } people with new access
    }
import-extended =
    { $count ->
        [one] ⏩ { $count } person with more time
       *[other] ⏩ { $count } people with more time
    }
import-unchanged =
    { $count ->
        [one] ➖ { $count } person unchanged
       *[other] ➖ { $count } people unchanged
    }
import-refused =
    { $count ->
        [one] ⚠️ { $count } line not taken
       *[other] ⚠️ { $count } lines not taken
    }
import-open-ask =
    { $count ->
        [one] ❓ { $count } line does not say until when. What shall I put?
       *[other] ❓ { $count } lines do not say until when. What shall I put?
    }
import-open-life =
    { $count ->
        [one] ♾️ { $count } line without a date: for life
       *[other] ♾️ { $count } lines without a date: for life
    }
import-open-until =
    { $count ->
        [one] 📅 { $count } line without a date: until { $until }
       *[other] 📅 { $count } lines without a date: until { $until }
    }
import-silent = 🔕 I write to nobody.
import-tells = 🔔 I tell everybody their date.
button-import-life = ♾️ For life
button-import-date = 📅 Another date
button-import-silent = 🔕 Silently (change)
button-import-tells = 🔔 Telling them (change)
button-import-yes =
    { $count ->
        [one] ✅ Import { $count } person
       *[other] ✅ Import { $count } people
    }
button-import-cancel = ❌ Do not import
import-ask-end = 📅 Until when, for the lines without a date? For example <code>25/12/2026</code> (day first). Time of { $zone }.
import-running =
    { $left ->
        [one] ⏳ <b>{ $file }</b>: importing; { $left } left
       *[other] ⏳ <b>{ $file }</b>: importing; { $left } left
    }
import-cancelled = ❌ <b>{ $file }</b>: nothing was imported.
import-done = ✅ <b>{ $file }</b>: imported
import-refused-heading =
    { $count ->
        [one] ⚠️ <b>I could not take { $count } line.</b> It is in the file, with the reason: mend it and send it again.
       *[other] ⚠️ <b>I could not take { $count } lines.</b> They are in the file, with the reason: mend them and send them again.
    }
import-refused-line = • Line { $line }: { $reason }
file-import-refused = lines_not_taken.csv
column-line = line
column-reason = reason
import-fault-no-person = does not say who it is
import-fault-id = “{ $text }” is no Telegram number
import-fault-name = I do not know @{ $name }; give the number
import-fault-date = I do not understand the date “{ $text }”
import-fault-order = I cannot tell whether “{ $text }” is day/month or month/day: write it as 2027-06-05
import-fault-over = the date { $text } has passed
import-fault-twice = the same person as on line { $line }
import-fault-note = the note is too long
import-fault-unreadable = no text I can read (UTF-8?)

## Migrate.

migration-gift =
    🔗 <b>Migration link</b>

    What access does somebody who is in the channel get by opening it?
button-migration-other = ✏️ Other days or a date
migration-ask-gift = ✏️ Write the days, for example <code>45</code>, or the date on which it ends, for example <code>25/12/2026</code> (day first). Time of { $zone }.
migration-until = until { $until }
migration-any-uses = No limit
migration-most-uses =
    { $count ->
        [one] { $count } person
       *[other] { $count } people
    }
migration-preview =
    🔗 <b>The link as it stands</b>

    💎 Access: { $gift }
    ⏳ The link works for: { $valid }
    👥 How many may use it: { $uses }
button-migration-make = ✅ Make the link
button-migration-valid = ⏳ Life of the link
button-migration-uses = 👥 How many
migration-valid = ⏳ For how long does the link work?
migration-uses = 👥 How many people may use it?
migration-made =
    🔗 <b>Migration link</b>

    💎 Access: { $gift }
    ⏳ Works until { $until }
    👥 { $uses }

    { $url }

    Post it in the VIP channel: whoever is inside opens it, presses Start and is registered, once. Keep it: I do not show it again.
button-migration-copy = 📋 Copy the link
migrations-heading = 🔗 <b>Migration links</b>
migrations-empty = There is none yet.
migration-line =
    <b>№ { $id }</b> · { $gift }
    👥 { $uses } of { $most } · { $state }
migration-open = open until { $until }
migration-over = closed ({ $until })
migration-revoked = revoked
button-migration-new = ➕ New link
button-migration-revoke = 🗑️ Revoke № { $id }
button-migration-revoke-yes = 🗑️ Yes, revoke
migration-ask-revoke = 🗑️ Revoke link № { $id }? Whoever used it keeps their access.
migration-welcome =
    ✅ <b>Done! Your VIP access is registered</b>

    { $end }

## Access audit.

audit-explained =
    🩺 <b>Access audit</b>

    I ask Telegram about everybody I know and tell you who has a right and is outside, and who is inside without one. Nobody notices and nothing changes until you decide.

    Telegram gives no list of members: I can only look at those I know.
button-audit-begin = ▶️ Begin
button-audit-again = ▶️ Begin anew
audit-looking =
    🩺 <b>Asking Telegram…</b>

    { $bar } { $asked } of { $total }
button-audit-refresh = 🔄 Refresh
button-audit-stop = ⏹️ Stop
audit-stopped = ⏹️ The audit was stopped. Nothing changed.
audit-ready = 🩺 <b>Access audit</b> · { $at }
audit-known = 👀 I know { $known } of { $count } inside the channel.
audit-outside = 🚪 With a right, but outside: <b>{ $count }</b>
audit-strays = 👻 Inside, without a right: <b>{ $count }</b>
audit-unknown = 🤷 Telegram could not say: { $count }
audit-names = ↳ { $names }
audit-names-more = ↳ { $names } and { $count } more
audit-links-sent = 🔗 Links sent: { $at }
audit-undone = ↩️ Undone: nobody left.
audit-removal-planned = ⏳ They leave { $at }. Until then you can undo it.
audit-removal-begun = 👋 They leave since { $at }.
button-audit-outside = 🚪 See those outside
button-audit-strays = 👻 See those inside
button-audit-links = 🔗 Send them a link ({ $count })
button-audit-links-yes = 🔗 Yes, send
button-audit-remove = 👋 Remove those without a right ({ $count })
button-audit-remove-yes = 👋 Yes, remove in 10 minutes
button-audit-undo = ↩️ Undo
audit-ask-links =
    { $count ->
        [one] 🔗 Shall I send a personal link to { $count } person?
       *[other] 🔗 Shall I send a personal link to { $count } people?
    }
audit-ask-remove =
    { $count ->
        [one] 👋 Remove { $count } person who is inside without a right? They leave in 10 minutes; until then you can undo it. The whitelist and admins stay.
       *[other] 👋 Remove { $count } people who are inside without a right? They leave in 10 minutes; until then you can undo it. The whitelist and admins stay.
    }
audit-over-brake = ⚠️ That is more than { $allowed }, which the brake lets go within an hour unasked. Look twice.

## Why not.

refusal-member-banned = 🚫 This person is banned: lift the ban first.
refusal-member-for-life = ♾️ They have access for life: there is no date to move. You can set one.
refusal-member-protected = 🛡️ One of the staff, or an admin of a channel: cannot be put out from here.
refusal-member-whitelisted = ⭐ On the whitelist: take them off it first.
refusal-member-not-inside = 🚪 They have no access and are not inside, as far as I know.
refusal-member-without-access = 🔒 They have no access now. Give them access first.
refusal-member-unknown = 🔎 I find nobody like that. Try their @name, their number or part of their name.
refusal-member-hidden = 🙈 Whoever wrote that message hides the account in forwards. Search by @name, number or name.
refusal-forward-chat = 📢 That message is of a channel or a group. Forward me one the person wrote.
refusal-date-invalid = 📅 I do not understand that date. Write it like this: 25/12/2026 (day first) or 2026-12-25, with a time if you like.
refusal-date-over = 📅 That date has passed.
refusal-file-expected = 📎 I expect a CSV file: send it as a document.
refusal-columns-unknown = 📄 I cannot find the column with the people. The first line must have “id” or “username”.
refusal-file-empty = 📄 The file holds nobody.
refusal-file-lost = 📡 I could not fetch the file from Telegram. Send it again.
refusal-ends-undecided = ❓ First tell me what an empty date means.
refusal-migration-unknown = 🔗 I do not know that link. Ask whoever gave it to you for a new one.
refusal-migration-over = ⏳ That link does not work any more. Ask for a new one in the channel.
refusal-migration-used-up = 👥 That link was used by as many as it allows. Ask for a new one in the channel.
refusal-migration-used = ✅ You used this link already: your access is registered.
refusal-migration-outside = 🚪 This link is for people inside the VIP channel, and I do not see you there. If you have a token, redeem it.
refusal-migration-for-life = ♾️ You have access for life: you do not need this link.
refusal-audit-running = 🩺 An audit is under way already.
refusal-undo-over = ⏳ The 10 minutes are over.
refusal-days-invalid = 🔢 Write a whole number of days, such as 30 or -7, up to { $most }.
refusal-file-too-big = 📦 The file is too big: at most { $most }.
refusal-too-many-rows = 📦 The file has too many lines: at most { $most }. Split it.
refusal-migration-not-needed = ✅ You have access until { $until } already: you do not need this link.

## Work that failed.

problem-what-tell-access = Tell a new date
problem-what-remove-stray = Remove somebody without a right
problem-what-settle-ban = Ban or unban in a channel
problem-what-hand-on = Hand on a message of the staff
problem-what-run-import = Import members
problem-what-deliver-migration-link = Hand over a migration link
problem-what-look-audit = Ask about the members
