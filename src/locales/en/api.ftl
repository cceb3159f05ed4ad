# The keys of the API.

button-api = 🔌 API
button-api-new = ➕ New key
button-api-all = ✅ All I may
button-api-read = 👁 Read only
button-api-nothing = ⬜ Nothing
button-api-next = ▶️ Go on
button-api-name = ✏️ Name it and make it
button-api-end = 📅 Another end
button-api-copy = 📋 Copy the key
button-api-kept = ✅ I saved it
button-api-card = 🔌 See the key
button-api-scopes = ☑️ Rights
button-api-rate = ⏱ Rate
button-api-revoke = 🚫 Revoke
button-api-revoke-yes = 🚫 Yes, revoke it

api-heading = 🔌 <b>API keys</b>
api-place = Address: <code>{ $url }</code>
api-no-place = ⚠️ The API is not open: set HTTP_LISTEN in the configuration and restart.
api-none = There is none yet. With a key, another program does for you what you let it.
api-line = { $sign } <b>{ $name }</b> · <code>{ $prefix }…</code>
    Of { $owner } · { $count ->
        [one] 1 right
       *[other] { $count } rights
    }
api-until = Good until { $at }
api-endless = Good until you revoke it
api-over = Ended on { $at }
api-revoked = Revoked on { $at }
api-used = Last use: { $at }
api-unused = Not used yet
api-rate = { $rate } requests per minute
api-new =
    ➕ <b>New key</b> · { $area }

    What may it do? Tap to mark; what you may not, it may not either. Marked in all: { $count }.
api-terms =
    ➕ <b>New key</b> · { $count ->
        [one] 1 right
       *[other] { $count } rights
    }

    Until when is it good, and how fast?
api-ask-end = 📅 Until when is it good? Type the days, such as <code>45</code>, or the last day, such as <code>31/12/2027</code>.
api-ask-name = ✏️ What shall I call it? The program that will use it, say. Up to { $most } letters.
api-coming = ✅ Made. It comes in another message: it is seen only once.
api-made = 🔑 <b>{ $name }</b>
api-made-once = ⚠️ Keep it now: I do not show it again. Whoever has it can do what it allows.
api-made-how = Exchange it for a pass of 15 minutes (put the whole key):
api-made-then = The pass goes in the header <code>Authorization: Bearer …</code>. It is renewed with the refresh_token, which is good once, at <code>/api/v1/auth/refresh</code>.
api-card = { $sign } <b>{ $name }</b> · <code>{ $prefix }…</code>
api-card-owner = Of { $owner }, since { $at }
api-card-sessions = { $count ->
        [one] 1 open session
       *[other] { $count } open sessions
    }
api-card-scopes = <b>It may:</b>
api-card-less = It cannot do what is struck out: its owner no longer can.
api-scopes = ☑️ <b>{ $name }</b> · { $area }
api-ask-rate = ⏱ How many requests per minute may <b>{ $name }</b> make?
api-revoke-ask =
    🚫 <b>Revoke { $name }?</b>

    It opens nothing from that moment, with all its sessions, and this cannot be undone.

notice-api-reused =
    🚨 <b>API: a pass used twice</b>

    Somebody presented a refresh_token of the key <b>{ $name }</b> a second time. It may be theft, or a badly made program. I closed that session. If you did not expect it, revoke the key.

refusal-api-key-unknown = There is no such key.
refusal-api-key-ended = That key opens nothing any more.
refusal-api-token = That pass is not good.
refusal-api-token-expired = That pass is over.
refusal-api-session-ended = That session has ended.
refusal-api-reused = That pass had been used before: I closed the session.
refusal-api-name = The name has 1 to { $most } letters.
refusal-api-no-scopes = A key without any right opens nothing. Leave it one at least, or revoke it.
refusal-api-beyond = A key may do no more than whoever gives it.
refusal-api-long = There is too much to read for that: narrow it, by dates for instance.
refusal-api-rate = A key can give neither itself nor another one more requests per minute than it has: { $most }. Change that in chat.
refusal-api-many = You have { $most } keys already. Revoke one first.
