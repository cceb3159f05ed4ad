# Broadcasts to channels, and the draft of every broadcast.

button-broadcast-vip = 📤 Send to VIP channel
button-broadcast-free = 📤 Send to Free channel
button-broadcast-both = 📤 Send to both channels

broadcast-targets = 📤 <b>Where does it go?</b>
broadcast-ask =
    📤 <b>Send me what you want to publish</b> in <b>{ $target }</b>.

    Almost anything will do: text, photo, video, album, animation, voice, audio, file, poll or sticker. Before it goes out I show you how it will look.
broadcast-ask-people =
    ✉️ <b>Send me what they should get</b>: { $target }.

    Almost anything will do: text, photo, video, album, animation, voice, audio, file, poll or sticker. Before it goes out I show you how it will look.
broadcast-missing = ⚙️ The { $door } channel is not set up yet. Choose it first and try again.
broadcast-missing-both = ⚙️ Both channels are missing: VIP and Free. Set them up first and try again.
button-scheduled = 🗓️ Scheduled ({ $count })

broadcast-preview =
    👆 <b>This is how it will look</b> in <b>{ $target }</b>.

    If you do not like something, send me other content or change the options.
broadcast-preview-people =
    👆 <b>This is how they will get it</b>: { $target } (<b>{ $people }</b>).

    If you do not like something, send me other content or change the options.
broadcast-was-scheduled = 🗓️ It was scheduled for { $at }.
broadcast-reactions = Buttons in <b>{ $title }</b>: { $emoji }
broadcast-no-reactions = ℹ️ <b>{ $title }</b> has no reaction buttons: turn them on in Settings.
broadcast-album-reactions = Telegram puts no buttons on an album: they go into a short message below it.
switch-silent = 🔕 Silent
switch-protect = 🔒 Protect
switch-pin = 📌 Pin
switch-reactions = 👍 Buttons
switch-link-preview = 🔗 Link preview
button-broadcast-confirm = ✅ Confirm and send
button-broadcast-change = 🔄 Send other content
button-broadcast-schedule = 🗓️ Schedule
button-broadcast-keep-time = 🗓️ Keep { $at }
button-broadcast-cancel = ❌ Cancel
button-broadcast-drop = 🗑️ Cancel the broadcast
button-broadcast-another = 📤 Begin another one
broadcast-source-gone = 🗑️ The message you sent me is no longer in this chat, or a part of it is missing, so there is nothing to publish. Send me the content again.
broadcast-refused =
    🚫 Telegram does not accept this content as it is:
    <i>{ $words }</i>

    Mend it and send it to me again.
refused-caption-long = the text that goes with it is too long; 1,024 characters fit beside a photo, video or file
refused-text-long = the text is too long; 4,096 characters fit
refused-protected = it comes from a chat that allows no copies; upload it yourself
broadcast-started = ✅ <b>Confirmed.</b> It is on its way; I will tell you here how it goes.
broadcast-cancelled = ❌ Cancelled: nothing was published.

unsupported-service = a notice of Telegram
unsupported-paid-media = paid media
unsupported-giveaway = a giveaway
unsupported-invoice = an invoice
unsupported-story = a story
unsupported-game = a game
unsupported-checklist = a checklist
unsupported-open-poll = a poll that shows its voters (channels take anonymous ones only)
unsupported-dice = a die (each copy is thrown anew)
unsupported-quiz = a quiz whose answer I do not know (make it here instead of forwarding it)

broadcast-ask-time =
    🗓️ <b>When shall I send it?</b> It is now { $now }

    Write, for example: <code>18:30</code>, <code>tomorrow 9:00</code>, <code>monday 10:00</code> or <code>25/12 18:30</code> (day/month). Time of { $zone }.
broadcast-scheduled =
    🗓️ <b>Scheduled</b> for <b>{ $at }</b> (in { $wait })
    { $what }

    Do not delete or edit your message until then: it is published from there.
broadcast-open = 📝 Not sent: { $what }
button-broadcast-time = 🕒 Change the time
button-broadcast-now = 🚀 Send now
button-broadcast-look = 👁️ See how it looks
button-sent = 🕘 Latest broadcasts
sent-heading = 🕘 <b>Latest broadcasts</b>
sent-zone = Time of { $zone }.
sent-none = Nothing was published from here yet.
scheduled-heading = 🗓️ <b>Scheduled</b>
scheduled-zone = Time of { $zone }. ⚠️ = will not go out by itself: look at it and confirm it again.
scheduled-none = Nothing is scheduled.
broadcast-held-edited =
    ✏️ <b>You edited a broadcast scheduled</b> for { $at }
    { $what }

    It does not go out until you look at it again.
broadcast-held-late =
    ⌛ <b>A scheduled broadcast did not go out</b>: its time was { $at } and I was off.
    { $what }

    That was long ago, so I prefer to ask you.
broadcast-held-channel =
    ⚙️ <b>A scheduled broadcast did not go out</b>: its time was { $at } and a channel is not set up.
    { $what }
broadcast-held-nobody =
    👤 <b>A scheduled broadcast did not go out</b>: its time was { $at } and there is nobody to write to.
    { $what }

content-text = 📝 Text
content-photo = 🖼️ Photo
content-video = 🎬 Video
content-animation = 🎞️ Animation
content-voice = 🎙️ Voice
content-video-note = ⭕ Round video
content-audio = 🎵 Audio
content-document = 📎 File
content-sticker = 🧩 Sticker
content-poll = 📊 Poll
content-place = 📍 Place
content-contact = 👤 Contact
content-album = 🗂️ Album
content-other = 📦 Message

result-heading = 📤 <b>Result of the broadcast</b>
result-late = ⏰ It went out { $late } late: I was off at its time.
result-sending = 📤 <b>Sending…</b>
post-sending = ⏳ <b>{ $title }</b>: sending
post-posted = ✅ <b>{ $title }</b>: published
post-seen = ✅ <b>{ $title }</b>: published, as you saw
post-doubt = ❓ <b>{ $title }</b>: I do not know whether it was published. Look at the last post of the channel and tell me; I do not repeat it by myself.
post-failed = ❌ <b>{ $title }</b>: not published
post-undoing = 🗑️ <b>{ $title }</b>: deleting it
post-undone = ↩️ <b>{ $title }</b>: undone, it is no longer in the channel
post-pinned = 📌 Pinned.
post-not-pinned = 📌 I could not pin it: check that I have the right to edit messages in the channel. The post stays.
problem-no-rights = I lack the right to post ({ $words }). Give it to me in the channel and press “Try again”.
problem-chat-lost = The channel no longer exists for me ({ $words }). Make me an administrator there or choose another channel.
problem-source-gone = Your message is no longer in this chat: there was nothing to copy. Send me the content again.
problem-too-late = Telegram did not answer for hours, and it was too late to publish it without asking you.
problem-partial = ⚠️ Parts of the album are missing: { $words } arrived. You can undo it and send it again.
problem-not-deleted = ⚠️ I could not delete it ({ $words }). Delete it in the channel yourself, or give me the right to delete messages.
problem-refused = Telegram refused it: { $words }
button-post-open = 👀 View
button-post-undo = ↩️ Undo
button-post-there = ✅ It is there
button-post-anyway = 📤 It is not: send it
button-post-again = 🔁 Try again
toast-broadcast-sending = 📤 Sending…
toast-broadcast-sent = 👌 You confirmed it already: it is not sent twice.
toast-broadcast-elsewhere = 👁️ The preview goes to whoever made the broadcast, in their chat with me.
toast-broadcast-look = 👇 This is how it goes out.
toast-broadcast-preview = 👁️ Here is how it looks now. Check it and confirm.

problem-what-preview-broadcast = Preview of a broadcast
problem-what-publish-post = Publishing in a channel
problem-what-pin-post = Pinning a post
problem-what-undo-post = Undoing a post
problem-what-report-broadcast = Telling how a broadcast stands
problem-what-send-scheduled = Scheduled broadcast
problem-what-tell-held = Telling of a broadcast that did not go out
