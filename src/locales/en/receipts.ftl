# Payments by hand: instructions, receipts and their review.

receipt-top-up = Balance top-up
receipt-how-heading =
    🧾 <b>Order no. { $id }</b> · { $goods }
    To pay: <b>{ $amount }</b>
receipt-how-method =
    <b>{ $name }</b>
    { $words }
receipt-how-open =
    Pay the exact amount and press “I have paid” to send the receipt.
    You have until { $until }.
receipt-how-submitted = ⏳ Your receipt is being looked at. We tell you as soon as somebody has.
receipt-how-rejected =
    ❌ The last receipt would not do: { $reason }.
    You can send another one for this same order.
receipt-how-ended = ⌛ The time of this order is over. If you have paid already, send the receipt all the same: we look at it.
receipt-how-state = This order is { $state }.
button-receipt-copy = 📋 { $text }
button-receipt-paid = ✅ I have paid
button-receipt-undo = ↩️ It was the wrong receipt
button-receipt-order = 🧾 See the order
button-receipt-again = 📷 Send another receipt
button-receipt-which = no. { $id } · { $goods } · { $amount }
receipt-ask-reference = 🔢 Type the number of the transfer (the one your bank gave you).
receipt-ask-picture = 📷 Now send a photo or a PDF of the receipt for order no. { $id }.
receipt-sent = 📨 We have the receipt for order no. { $id }. A person looks at it, and we tell you.
receipt-sent-late = The time of the order was over already; we say so to whoever looks at it.
receipt-sent-album = Of an album we take the first picture only.
receipt-which = 📷 Which order is this receipt for? Choose one and send it again.
receipt-rejected =
    ❌ We could not accept the receipt for order no. { $id }.
    Reason: { $reason }.

    If you have paid, send another receipt; the order still stands.
receipt-reason-missing = the money did not arrive
receipt-reason-unreadable = it cannot be read
receipt-reason-reused = it was used for another payment
receipt-reason-wrong = it is not of this payment
receipt-state-submitted = waits
receipt-state-approved = approved
receipt-state-rejected = rejected
receipt-state-withdrawn = withdrawn

receipt-card-heading = { $mark } <b>Receipt no. { $id }</b> · { $state }
receipt-card-person = 👤 <b>{ $name }</b> · { $username } · <code>{ $user }</code>
receipt-card-order = 🧾 Order no. { $id } · { $goods } · <b>{ $amount }</b>
receipt-card-method = 💳 { $name }
receipt-card-reference = 🔢 <code>{ $reference }</code>
receipt-card-at = 🕒 { $at }
receipt-warn-late = ⌛ It came after the order had ended.
receipt-warn-doubt = ⚠️ If you approve it, the payment is held: { $why }.
receipt-warn-unfetched = ❔ The picture could not be compared with others.
receipt-warn-staff = 👥 The payer is on the staff: somebody else decides about their receipt.
receipt-warn-own = ⚠️ Approved by the same person who paid.
receipt-warn-picture = ⚠️ <b>The same picture</b> as receipt no. { $id } ({ $state }) of order no. { $order }, from { $name }.
receipt-warn-reference = ⚠️ <b>The same number</b> as receipt no. { $id } ({ $state }) of order no. { $order }, from { $name }.
receipt-decided-approved = ✅ { $by } approved it on { $at }: { $amount } came.
receipt-decided-rejected = ❌ { $by } rejected it on { $at }: { $reason }.
receipt-decided-withdrawn = ↩️ Whoever sent it took it back on { $at }.
receipt-ask-sure = ⚠️ Approve receipt no. { $id } all the same?
receipt-ask-amount = 💵 How much really came with receipt no. { $id }? { $amount } was agreed. If it differs, the payment is held and decided about separately.
receipt-ask-reason = ❌ Why is receipt no. { $id } from { $name } rejected? That is what they are told.
receipt-ask-words = ✍️ Type the reason, { $most } characters at most. The buyer reads it.
button-receipt-approve = ✅ { $amount } came
button-receipt-amount = 💵 Another amount
button-receipt-reject = ❌ Reject
button-receipt-words = ✍️ Another reason
button-receipt-look = 🖼 See the picture
receipts-heading = 🧾 <b>Receipts</b> · waiting: { $count }
receipts-empty = There is none here.
button-receipts-waiting = 🟡 Waiting
button-receipts-all = 🗂️ All
button-receipt-row = { $mark } no. { $id } · { $name } · { $amount } · { $day }
toast-receipt-approved = ✅ Approved
toast-receipt-rejected = ❌ Rejected
toast-receipt-held = ⏸ Noted. The payment is held: { $why }

refusal-receipt-picture = That is no receipt we can look at. Send a photo, or a PDF or picture as a file.
refusal-receipt-big = That file is too large: { $most } at most. Send a photo.
refusal-receipt-waiting = A receipt for this order is being looked at already.
refusal-receipt-soon = You have just sent a receipt. Wait { $seconds } s and send it again.
refusal-receipt-approved = { $by } approved it already.
refusal-receipt-rejected = { $by } rejected it already.
refusal-receipt-withdrawn = Whoever sent it took it back already.
refusal-receipt-reference = The number has letters and digits, { $most } at most. Type it again.
refusal-receipt-words = Type a text of { $most } characters at most.
refusal-receipt-amount = I do not understand that amount. Type a number, for example: 12.50 { $currency }
refusal-currency-unknown = I do not know that currency. Type its code, for example CUP, USD or EUR.
refusal-too-many-methods = There are { $most } ways to pay by hand already. Take one away first.
