# What people read: the first screen, tokens, access, the Free queue.

home-hello = 👋 Hello, <b>{ $name }</b>! I am the doorman.
home-admin = You are on the team: everything is run from the panel (/admin).
home-choice-vip = 🎟️ <b>Redeem VIP Token</b>: if somebody gave you a token, trade it here for access to the VIP channel.
home-choice-free = 📺 <b>Request Free Access</b>: ask to enter the free channel and I open the door when your turn comes.
home-more-vip = 🎟️ Got another token? Redeem it and its time is added to what you have.
home-closed = We are still getting the house ready. Come back in a while: I will be here.
home-old-menu = 🕰️ That menu was an old one. This is today's:
home-orphaned = 🤷 I no longer remember what we were talking about: it has been a while, or I was restarted. Choose again and we go on.
home-cancelled = 👌 Cancelled. Nothing changed.
home-nothing-to-cancel = 👌 There was nothing to cancel.
home-unreadable = 🤔 I did not understand that message. Choose an option or, if you have a token, paste it here.
toast-old-menu = That menu was an old one. Here is today's.
toast-cancelled = Cancelled

redeem-ask =
    🎟️ <b>Redeem VIP Token</b>

    Send me your token. Capitals, dashes and spaces do not matter.
redeem-heading = ✅ <b>Token Redeemed</b>
redeem-granted = You now have VIP access: { $duration }.
redeem-extended = Added to your access: { $duration }.
redeem-link-follows = 🔗 Your personal link comes in the next message.
redeem-link-later = ⏳ I cannot make your link right now. Your token is redeemed and your access is running; the link will reach you by itself as soon as possible. There is nothing you need to do.
redeem-link-not-needed = 🚪 You are in the channel already: you need no other link.
access-until = 📅 Your access runs until <b>{ $until }</b> ({ $left } more).
access-ended = 📅 Your access ended on <b>{ $until }</b>.
access-forever = ♾️ Your access is <b>for life</b>.

access-heading = 🔑 <b>My access</b>
access-whitelisted = ⭐ The house keeps your place: you stay in even when your access ends.
access-inside = 🚪 You are in the VIP channel.
access-outside = 🚪 I do not see you in the VIP channel yet. Ask for a link and come in.
access-links-left =
    { $count ->
        [0] 🔗 You have used this hour's links; you can ask for another in a while.
        [one] 🔗 You have { $count } link left this hour.
       *[other] 🔗 You have { $count } links left this hour.
    }
link-text =
    🔗 <b>Your link to the VIP channel</b>

    It is for you alone: it works for one person and lasts 1 hour. Do not share it.
link-help = Missed the hour? Ask for another under “My access”.
welcome-vip = 🎉 <b>Welcome to the VIP channel!</b>

entry-heading = 🤔 <b>Can't get in?</b>
entry-channel-lost = ⚠️ I lack a right in the channel at the moment. The team knows, and your link will come as soon as I have it back; your access stands.
entry-link-used = 🔗 Your last link has been used. Ask for a new one.
entry-link-expired = ⌛ Your last link is over: each one lasts 1 hour. Ask for a new one.
entry-banned = ⛔ An administrator blocked you in the channel. Write to the team to clear it up.
entry-inside = 🚪 I see you inside the channel: look for it in your list of chats.
entry-tips =
    What usually happens:
    • The link lasts 1 hour and works only for you.
    • Open the link with this same Telegram account.
    • If you are in too many channels, Telegram lets you into no more: leave one.

expired-text =
    ⌛ <b>Your VIP access has ended</b>

    Thank you for being with us. If you get another token, redeem it and you are back at once.
reminder-text =
    ⏰ <b>Your VIP access ends soon</b>

    { $end }
    Redeem another token before and its time is added.

free-asked =
    📺 <b>Request received</b>

    Your turn comes in { $minutes }: on { $due }. I will send your link right here; there is nothing you need to do.
free-asked-now =
    📺 <b>Request received</b>

    It is your turn: your link comes in a moment.
free-waiting =
    ⏳ <b>You are in the queue already</b>

    Your turn comes in { $minutes }: on { $due }. No need to ask again.
free-waiting-now =
    ⏳ <b>You are in the queue already</b>

    Your turn is coming up: give me a moment.
free-position =
    { $position ->
        [1] You are next.
       *[other] Your place in the queue: { $position }.
    }
free-by-itself = Telegram will open the door by itself: you need no link.
free-link =
    🎉 <b>It is your turn!</b>

    This is your link to the Free channel. It is for you alone and lasts 24 hours.
free-approved =
    🎉 <b>You are in the Free channel!</b>

    Look for it in your list of chats.
free-declined =
    🙏 <b>Not this time</b>

    Your request for the Free channel was not accepted.
free-acknowledged =
    👋 I have your request to enter <b>{ $title }</b>.

    { $place } I open the door on { $due } (in { $minutes }); there is nothing else you need to do.
free-acknowledged-now =
    👋 I have your request to enter <b>{ $title }</b>.

    It is your turn: I open the door in a moment.
free-acknowledged-start = Press “Tell me” so that I can write to you when you are in: without it, Telegram does not let me.
button-tell-me = 🔔 Tell me

help-heading = ❓ <b>What I can do for you</b>
help-vip = 🎟️ /vip — redeem a VIP token. You can also just paste the token here.
help-access = 🔑 /status — your access, when it ends, and a new link if you need one.
help-free = 📺 /free — ask for access to the Free channel.
help-always =
    🏠 /menu — back to the start
    👤 /profile — who you are here and what you have
    ⚙️ /settings — language, time zone, reminders and promotions
    🌐 /language — change language
    🪪 /id — your Telegram number
    ❌ /cancel — leave what you were doing
help-staff = 🤖 <b>For the team</b>

language-ask = 🌐 <b>Which language shall we speak?</b>
language-chosen = 🌐 Done: I speak English with you.
language-name-es = 🇪🇸 Español
language-name-en = 🇬🇧 English

id-text = 🪪 Your Telegram number: <code>{ $user }</code>
id-chat = 💬 This chat: <code>{ $chat }</code>

incident-text = 😔 Something failed on my side. The team knows; if you write to them, mention incident <code>{ $number }</code>.
toast-incident = Something failed on my side. Incident { $number }.
flood-pause = 🐢 Slower, please. Wait { $wait } and we go on; until then I do not read what you send.
sorry-paused = 😔 I cannot keep anything just now. What you sent is not lost: I see to it as soon as I can, there is no need to repeat it.
toast-sorry-paused = I cannot keep anything just now. What you pressed is not lost: I do it as soon as I can.
toast-done = Done
toast-link-follows = 🔗 Your new link comes in the next message.
toast-link-later = ⏳ I cannot make your link right now. It will come by itself as soon as it can be made.
home-grace = 🕊️ You may stay in the channel until <b>{ $until }</b>. Redeem another token before, and you stay in.
