hold-unknown-order = there is no order with that code
hold-underpaid = less came than agreed
hold-overpaid = more came than agreed
hold-currency = another currency came
hold-other-person = somebody else paid it
hold-late = the order had ended already
hold-second = the order was paid already
hold-banned = the buyer is banned
hold-nothing = they have all it brings already, or its date has passed
hold-limit = the code or the plan is not for the buyer any more
notice-payment-held =
    💸 <b>Payment held</b> no. { $id }
    { $amount } · { $method }
    Why: { $why }.
payments-heading = 💳 <b>Payments</b> · { $filter } · { $count }
payments-empty = Nothing here.
payments-line = <b>#{ $id }</b> { $amount } · { $method } · { $name } · { $at }
payment-nobody = nobody known
payment-filter-held = To decide
payment-filter-refunding = Going back
payment-filter-waiting = To deliver
payment-filter-done = Delivered
payment-filter-back = Paid back
payment-state-paid = paid, on its way
payment-state-fulfilled = delivered
payment-state-held = waits for a decision
payment-state-refunding = going back
payment-state-refunded = paid back
payment-state-returned = returned by hand
order-filter-open = Unpaid
order-filter-review = Under review
order-filter-paid = Paid
order-filter-closed = Closed
orders-desk-heading = 🧾 <b>Orders</b> · { $filter } · { $count }
orders-desk-line = <b>#{ $id }</b> { $what } · { $amount } · { $state } · { $name }
order-top-up = Balance top-up
order-desk-card =
    🧾 <b>Order #{ $id }</b> · <code>{ $code }</code>
    { $name }
    { $what } · { $amount } · { $method }
    State: { $state }
    { $at }
order-desk-trouble = ⚠️ { $why }
payment-event = • { $at } · { $what }
payment-event-opened = opened
payment-event-paid = counted
payment-event-held = held
payment-event-released = released
payment-event-fulfilled = delivered
payment-event-cancelled = cancelled
payment-event-expired = expired
payment-event-refunding = refund begun
payment-event-refund-again = refund tried again
payment-event-refunded = paid back
payment-event-refunded-twice = paid back by the provider too
payment-event-returned = returned by hand
payment-event-renewals-stopped = renewals stopped
payment-event-offered = invoice made
payment-event-refused = the provider did not take it
payment-event-checked-out = charge allowed in Telegram
payment-event-delayed = delivery is late
payment-event-receipt = receipt came
payment-event-receipt-approved = receipt approved
payment-event-receipt-rejected = receipt refused
payment-event-receipt-withdrawn = receipt taken back
payment-event-renewal-stopped = renewal stopped
payment-event-renewal-allowed = renewal allowed again
payment-event-renewal-on = subscription running
payment-event-renewal-off = subscription cancelled
payment-event-renewal-failed = the renewal could not be charged
payment-event-renewal-ended = subscription ended
payment-event-number = no. { $number }
payment-event-as-it-is = as it is
payment-event-to-balance = to the balance
payment-event-to-order = to an order
payment-card =
    💳 <b>Payment #{ $id }</b> · { $amount } · { $method }
    { $name }
    State: { $state }
    { $at }
    <code>{ $provider }</code>
payment-card-why = Why: { $why }.
payment-card-agreed = Agreed: { $amount }
payment-card-own = ⚠️ Decided by the same person who paid.
payment-posting = 📒 { $text }
button-payment-open = 🔎 See it
button-payment-order = 🧾 { $code }
button-payment-orders = 🧾 Orders
button-payment-find = 🔎 Find
button-payment-books = 📒 Books
button-payment-release = ✅ Accept it as it is
button-payment-balance = 👛 To the balance
button-payment-to-order = 🧾 To an order
button-payment-return = 🤝 Returned by hand
button-payment-refund = ↩️ Pay back
button-payment-again = 🔁 Try again
payment-sure-release = Deliver what was ordered for <b>{ $amount }</b> from { $name }?
payment-sure-balance = Put <b>{ $amount }</b> on the balance of { $name }?
payment-sure-return = Have you already given <b>{ $amount }</b> back to { $name } by hand? This only notes it.
payment-sure-refund = Pay <b>{ $amount }</b> back to { $name }? What it brought is taken back.
payment-sure-refund-by-hand = Take back what <b>{ $amount }</b> from { $name } brought? You then send the money yourself and press “Returned by hand”.
payment-ask-order = Which order does it pay? Send its code, <code>ord_…</code>.
payment-ask-person = On whose balance does it go? Send the number or the @name of the person.
payment-ask-find = Send the code of an order (<code>ord_…</code>), the number of a payment, or the provider's own number of it.
