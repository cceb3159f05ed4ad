# Settings from the chat: values, texts, prices, and the channel's card.

config-reminders = ⏰ Reminders before the end: <b>{ $value }</b>
config-grace = 🕊️ Grace time: <b>{ $value }</b>
config-texts = 💬 Texts of the messages: <b>{ $value }</b>
config-fees = 💰 Prices: <b>{ $value }</b>
config-reactions-vip = 👍 VIP reactions: <b>{ $value }</b>
config-reactions-free = 👍 Free reactions: <b>{ $value }</b>
config-language = 🌐 Language of the house: <b>{ $value }</b>
config-retention = 🗄️ History: <b>{ $value }</b>
config-given = { $value } (from the start-up settings)
config-none = none
config-texts-none = the usual ones
config-texts-own =
    { $count ->
        [one] { $count } of your own
       *[other] { $count } of your own
    }
config-reactions-off = off
config-reactions-native = native
config-reactions-buttons = buttons
config-reactions-both = native and buttons

button-card-vip = 💎 VIP channel
button-card-free = 📺 Free channel
button-card = ⚙️ Channel card
button-reminders = ⏰ Reminders
button-grace = 🕊️ Grace
button-texts = 💬 Texts
button-fees = 💰 Prices
button-zone = 🕰️ Time zone
button-house-language = 🌐 Language
button-retention = 🗄️ History
button-reset = ♻️ Reset everything
button-setting-default = ↩️ The start-up one

setting-changed = ✅ <b>Saved</b>
setting-now =
    Now: <b>{ $now }</b>
    Default: { $default }
reminders-ask =
    ⏰ <b>Reminders before the end</b>

    When do I remind each member that their VIP access ends? Up to { $most } reminders, from 1 hour to 30 days before. Choose, or write them: <code>7d 3d 24h</code>. For none: <code>no</code>.
    It holds for those already inside too; nobody gets the same reminder twice.
grace-ask =
    🕊️ <b>Grace time</b>

    How long somebody stays in the channel when their access ends: 0 to { $most } hours (30 days). They are told at the end, cannot ask for new links, and if they renew in time they do not even leave. Choose, or write it: <code>36h</code>, <code>2d</code>.
    Whoever was promised a time already keeps it.
grace-none = none
zone-ask =
    🕰️ <b>Time zone of the house</b>

    I read and write all dates in it. There it is now: { $time }. Choose, or write a city or a name such as <code>America/Havana</code>.
house-language-ask =
    🌐 <b>Language of the house</b>

    For people who chose none themselves and whose Telegram names none that I speak. It holds at once.
retention-ask =
    🗄️ <b>History</b>

    How many days I keep each movement of the members: { $least } to { $most }. The totals per day stay for ever. If you lower it, what is older is deleted for good. Choose, or write a number.

fees-heading =
    💰 <b>Prices of VIP access</b>

    Shown to those about to redeem or renew: they are those of the plans that bring VIP access alone, and to change them here changes those plans. Up to { $most }, in any currencies you like.
fees-none = There are none yet.
fee-monthly = Monthly
fee-yearly = Yearly
fee-lifetime = Lifetime
price-line = • { $period }: <b>{ $amounts }</b>
prices-heading = 💰 <b>Prices</b>
prices-ask = ask the team
button-fee-set = ✏️ { $period }
button-fee-days = ✏️ Other days
button-fee-drop = 🗑️ { $period }: { $amount }
fee-ask =
    💰 <b>{ $period }</b>: how much is it?

    Write the amount and the currency: <code>9.99 USD</code>, <code>9.99 €</code>, <code>500 XTR</code> (Stars). Another currency is added to those there are; the same one changes its price.
fee-days-ask = 💰 How many days is it? Write a number from 1 to { $most }.

texts-heading =
    💬 <b>Texts of the messages</b>

    Choose a message to see it or to say it in your words. Those with ✏️ have a text of your own already. The buttons of each message stay.
text-home = Greeting
text-redeemed = Token redeemed
text-link = VIP link
text-welcome = VIP welcome
text-reminder = Reminder of the end
text-grace = Grace time
text-expired = Access ended
text-free-asked = Free request
text-free-link = Free link
text-free-approved = Free entry
text-free-declined = Free refusal
text-free-acknowledged = Request in the channel
text-heading = 💬 <b>{ $name }</b> · { $language }
text-is-own = ✏️ It has a text of your own.
text-is-default = It says the usual text.
text-range = Length: up to { $most } characters, with the variables filled in.
text-ask =
    ✏️ <b>{ $name }</b> · { $language }

    Send me the new text. I keep bold, links and other formatting. You may use:
text-kept = ✅ <b>{ $name }</b>: saved. Above is what they will see, with sample data.
text-preview-note = 👁️ This is how it looks, with sample data. Its buttons are left out here.
button-text-write = ✏️ Write
button-text-preview = 👁️ Preview
button-text-default = 👁️ The usual one
button-text-reset = ↩️ Reset
variable-line = <code>{ $name }</code> — { $meaning }
variable-name = name of the person
variable-channel = name of the channel
variable-date = date and time of the end or of the turn
variable-left = time left
variable-days = days left
variable-duration = length redeemed
variable-wait = waiting time
variable-place = place in the queue
variable-limit = until when they may stay
variable-prices = your prices
sample-name = Ana
sample-channel = My channel
notice-text-broken = ⚠️ Your own text «{ $name }» ({ $language }) cannot be used. Meanwhile I say the usual one: nobody goes without their message. Write it anew or reset it.

reset-ask = ♻️ <b>Reset everything?</b> This is forgotten:
reset-line = ↳ back to: { $default }
reset-history = ⚠️ Movements older than that are deleted for good.
reset-stays = Channels, members and tokens are not touched.
reset-nothing = 👌 Everything is at its default: there is nothing to reset.
reset-sure =
    { $count ->
        [one] ⚠️ <b>Last question.</b> { $count } setting is forgotten, and that cannot be undone. Sure?
       *[other] ⚠️ <b>Last question.</b> { $count } settings are forgotten, and that cannot be undone. Sure?
    }
reset-done =
    { $count ->
        [one] ♻️ Done: { $count } setting is at its default.
       *[other] ♻️ Done: { $count } settings are at their default.
    }
button-reset-yes = ♻️ Yes, forget it all
button-reset-show = 👁️ See it again

grace-text =
    ⌛ <b>Your VIP access ended</b>

    You may stay in the channel until <b>{ $until }</b> ({ $left }). Redeem another token before, and you do not even leave.
member-grace = 🕊️ In grace time: stays in the channel until { $until }.

door-card-heading = ⚙️ <b>{ $door } channel</b>
door-card-description = 📝 { $text }
door-card-since = 📌 In its place since { $since }
door-card-known = 👁️ Inside, that I know of: { $known }
door-card-movement = ✅ I see people come and go: the last one on { $at }.
door-card-no-movement = ❔ I have not seen anybody come or go yet. To try it, join and leave with another account.
door-card-private = 🔒 It is private: the door is the only way in.
door-card-stale = 📡 Telegram does not answer now: this is what I saw last.
button-card-test = 🧪 Test
button-card-post = 📨 Send a post
button-detach = 🔌 Detach
test-heading = 🧪 <b>Test in { $title }</b>
test-message = 🧪 Test. This message deletes itself.
test-message-edited = 🧪 Test: edited.
test-post = Post
test-edit = Edit
test-delete = Delete
test-link = Make a link
test-revoke = Revoke a link
test-fine = ✓ { $step }
test-failed = ✗ { $step }: { $why }
test-left = ↳ The test message stayed in the channel: delete it by hand.
test-all-fine = ✅ Everything works.
test-faults = ⚠️ Check my administrator rights in the channel and test again.
button-test-again = 🧪 Test again
detach-ask = 🔌 <b>Detach { $title }?</b>
detach-stops-vip =
    The VIP door stops: no tokens, no links, no removals at the end.
    • Members with access: { $people }. Nobody leaves; their time runs on.
    • Links and removals on their way: { $owed }. They wait until there is a channel again.
detach-stops-free =
    The Free door stops: no new requests, no turns.
    • In the queue: { $people }. They keep their place and wait until there is a channel again.
detach-undo = Choosing it again undoes it.
button-detach-yes = 🔌 Yes, detach
detach-done = 🔌 <b>{ $title }</b> is no longer the { $door } channel. Nobody left; what is open waits. To undo it, choose it again.
post-ask =
    📨 <b>Send a post to { $title }</b>

    Send or forward the message here: text, photo, video, file… Then you choose whether it goes as a copy or as a forward.
post-how =
    📨 <b>How does it go to { $title }?</b>

    A copy appears as the channel's own; a forward shows where it comes from.
button-post-copy = 📋 Copy
button-post-forward = ↪️ Forward
post-not-yet = 📨 That message was not sent yet.
post-in-doubt = ❔ I sent it, but saw no answer from Telegram: it may be in the channel or not. Look before you send it again; I do not repeat it.
post-done = ✅ <b>Published</b>
quick-post-failed = ⛔ Telegram did not take it: { $why }
button-post-see = 👁️ See the post
button-quick-post-again = 📨 Send another

refusal-reminders = ⏰ Write up to { $most } reminders from 1 hour to 30 days, for example: 7d 3d 24h. For none: no.
refusal-zone = 🕰️ I do not know that zone. Write a city or a name such as America/Havana or Europe/Madrid.
refusal-price = 💰 Write an amount and its currency, for example: 9.99 USD, 9.99 € or 500 XTR.
refusal-currency = 💰 I do not know that currency. Use its code of three letters (USD, EUR, CUP…) or XTR for Stars.
refusal-decimals =
    { $most ->
        [0] 💰 That currency has no decimals.
       *[other] 💰 That currency has { $most } decimals at most.
    }
refusal-price-range = 💰 That amount will not do: more than zero, and not too much.
refusal-too-many-fees = 💰 There are { $most } prices already: take one away first.
refusal-text-empty = 💬 I need a message with a text.
refusal-variables = 💬 I do not know { $unknown }. In this message you may use: { $known }
refusal-variable-split = 💬 Formatting cuts a variable in two. Format the whole variable, braces included.
refusal-text-long = 💬 Too long: with the variables filled in it has { $units } characters, and the most is { $most }.
refusal-text-refused = 💬 Telegram does not take that text: { $why }
refusal-post-album = 📨 That is an album: send it with «📤 Send to Channel», which keeps it whole.
refusal-post-protected = 🔒 That message is protected: Telegram lets nobody copy or forward it. Send me the content anew, without forwarding.
refusal-post-outdated = 📨 That button belonged to another message. Send me the content again.
