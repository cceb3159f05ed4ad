# Making, listing and revoking tokens.

token-ask-duration =
    🎟️ <b>Make Invitation Token</b>

    How long does the access of whoever redeems it last?
token-preview-heading = 🎟️ <b>This is what you get</b>
token-preview =
    💎 Access: <b>{ $duration }</b>
    ⏳ Can be redeemed for: <b>{ $valid }</b>
    🔢 How many: <b>{ $count }</b>
button-token-make = ✅ Make
button-token-duration = 💎 Access: { $duration }
button-token-validity = ⏳ Valid: { $valid }
button-token-count = 🔢 How many: { $count }
button-token-note = 📝 Make with a note
token-ask-validity = ⏳ For how long can it be redeemed?
token-ask-count = 🔢 How many tokens? Several come in a file.
token-type-duration = ✏️ Type how many <b>hours</b> the access lasts: a whole number. With a “d” at the end I count days: <code>45d</code>.
token-type-validity = ✏️ Type for how many <b>hours</b> it can be redeemed: a whole number. With a “d” at the end I count days: <code>10d</code>.
token-type-count = ✏️ Type how many tokens you want, from 1 to { $most }.
token-type-note = 📝 Type the note (up to { $most } characters). Only the team sees it. Sending it makes the tokens.
token-type-search = 🔎 Type the first characters of the token.

token-made-heading = ✅ <b>VIP Token Made</b>
token-made-many-heading =
    { $count ->
        [one] ✅ <b>{ $count } VIP Token Made</b>
       *[other] ✅ <b>{ $count } VIP Tokens Made</b>
    }
token-made-facts =
    💎 Access: <b>{ $duration }</b>
    ⏳ Redeem until: <b>{ $until }</b>
    👤 Made by: { $by }
token-made-note = 📝 Note: { $note }
token-made-once = ⚠️ Keep it now: I will not show it again.
token-made-how =
    <b>How to pass it on</b>
    Send this link to the person: when they open it and press “Start”, the token redeems itself.
    { $link }
token-made-many-how = Each row holds a token and its link. Keep the file: I will not show them again.
button-copy-token = 📋 Copy token
button-share = 📤 Share
token-share-text = 🎟️ Your VIP access. Open the link and press “Start”:
token-file-name = vip-tokens.csv
token-column-token = token
token-column-link = link
token-column-duration = access
token-column-until = redeem until
token-column-note = note

token-list-heading = 📋 <b>Tokens: { $filter }</b>
token-found-heading = 🔎 <b>Tokens that begin with { $prefix }</b>
token-filter-all = All
token-filter-open = To be redeemed
token-filter-used = Redeemed
token-filter-expired = Expired
token-filter-revoked = Revoked
token-list-empty = There are none.
token-list-total =
    { $count ->
        [one] { $count } token
       *[other] { $count } tokens
    }
token-line = { $mark } <code>{ $prefix }…</code> · { $duration } · { $at }
button-token-search = 🔎 Search
token-detail-heading = { $mark } <b>Token</b> <code>{ $prefix }…</code>
token-state-open = To be redeemed
token-state-used = Redeemed
token-state-expired = Expired
token-state-revoked = Revoked
token-detail-state = State: <b>{ $state }</b>
token-detail-duration = 💎 Access: { $duration }
token-detail-until = ⏳ Redeem until: { $until }
token-detail-made = 👤 Made by { $by }: { $at }
token-detail-used = 🎉 Redeemed by { $by }: { $at }
token-detail-revoked = 🚫 Revoked: { $at }
button-token-revoke = 🚫 Revoke
token-revoke-ask = 🚫 Revoke the token <code>{ $prefix }…</code>? Nobody will be able to redeem it.
button-token-revoke-yes = 🚫 Yes, revoke
toast-token-revoked = 🚫 Token revoked
token-coming = 🎟️ Done: it comes in the next message.
