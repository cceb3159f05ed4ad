# Broadcasts to people.

button-mailings = ✉️ Write to people

audience-everybody = 👥 Everybody
audience-active-vip = ⭐ Active VIP
audience-ending-vip = ⏰ VIP ending within 7 days
audience-expired-vip = ⌛ Expired VIP
audience-waiting-free = 🚪 Waiting for Free
audience-never-bought = 🌱 Never had VIP
audience-spanish = 🇪🇸 Read Spanish
audience-english = 🇬🇧 Read English
audiences-heading = ✉️ <b>Write to people</b>
audiences-ask = Whom do you want to write to? Next you send me the content, and see it just as it will arrive before it goes out.
audience-line = { $audience }: <b>{ $people }</b>
audience-button = { $audience } · { $people }
audiences-left-out =
    Not counted, and never written to:
    ⛔ banned: { $banned }
    🔕 wrote /stop: { $stopped }
    📵 blocked the bot or closed their account: { $unreachable }
    💤 never pressed Start: { $never }
button-mailing-list = 📋 Broadcasts to people
button-mailing-list-open = 📋 Broadcasts to people ({ $open } not over)

mailings-heading = 📋 <b>Broadcasts to people</b>
mailings-empty = Nobody has been written to yet.
mailings-turns = Those that run at the same time take turns, one person each.
mailing-line = { $state } { $at } · { $audience } · { $done } of { $total }
mailing-button = { $state } { $audience } · { $percent }%

mailing-heading = ✉️ <b>Broadcast to people</b> · { $audience }
mailing-report-heading = 📋 <b>Report of the broadcast</b> · { $audience }
mailing-sending = ▶️ On its way
mailing-paused = ⏸️ Paused
mailing-stopped = ⏹️ Stopped
mailing-done = ✅ Done
mailing-below = The report comes as a message of its own; this button opens it too.
mailing-halt-source-gone = ⚠️ It stopped by itself: the original message is gone, so there is nothing to copy. Whoever got it keeps it.
mailing-halt-source-changed = ⚠️ It paused by itself: you edited the original message. Press Resume if the others should get the new version.
mailing-halt-refused = ⚠️ It paused by itself: Telegram did not take it for { $count } people in a row. Look at the content before you resume.
mailing-bar = { $bar } { $percent }%
mailing-sent = ✅ Sent: <b>{ $count }</b>
mailing-failed = ⚠️ Refused by Telegram: <b>{ $count }</b>
mailing-blocked = 🚫 Cannot be written to any more: <b>{ $count }</b>
mailing-skipped = ⏭️ Skipped (/stop or ban since it began): <b>{ $count }</b>
mailing-doubt = ❓ In doubt: <b>{ $count }</b>
mailing-doubt-why = Nobody knows whether it reached them, because Telegram's answer was lost. It is not repeated, so that nobody gets it twice: { $names }
mailing-doubt-more = { $names } and { $count } more
mailing-left = ⏳ Left: <b>{ $count }</b>
mailing-left-time = ⏳ Left: <b>{ $count }</b> · { $time }
mailing-not-tried = ➖ Not tried: <b>{ $count }</b>
mailing-times = 🕒 Began { $at } · sent by { $by }
mailing-took = ⏱️ It took { $took }.
button-mailing-pause = ⏸️ Pause
button-mailing-resume = ▶️ Resume
button-mailing-stop = ⏹️ Stop
button-mailing-refresh = 🔄 Refresh
button-mailing-report = 📋 See the report
mailing-stop-ask =
    ⏹️ <b>Stop the broadcast?</b> · { $audience }

    { $sent } have it already; { $left } would not get it. It cannot be taken up again later; that is what Pause is for.
button-mailing-stop-yes = ⏹️ Yes, stop it
toast-mailing-paused = Paused
toast-mailing-resumed = Going on
toast-mailing-stopped = Stopped
toast-mailing-unchanged = It was so already

promotions-off =
    🔕 <b>Done: no more news or promotions from me.</b>

    What is yours still comes: your links, the notices of when your access ends, and your receipts.
    Changed your mind? Press the button whenever you like.
promotions-on =
    🔔 <b>Good to have you back!</b>

    I will tell you the news again. /stop ends it whenever you like.
button-promotions-on = 🔔 I want them again
button-promotions-off = 🔕 No more, please
