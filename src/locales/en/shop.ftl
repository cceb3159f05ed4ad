refusal-plan-not-on-sale = That plan is not sold any more. See what there is now in /plans.
refusal-plan-often = You have bought this plan { $most ->
    [one] once, and that is the limit
   *[other] { $most } times, and that is the limit
  }.
refusal-plan-only-new = This plan is only for first-time customers.
refusal-plan-only-former = This plan is for former customers who have nothing running of what it brings.
refusal-plan-not-as-gift = This plan is only for some customers and cannot be given away.
refusal-method-closed = It cannot be paid that way just now. Choose another way to pay.
refusal-too-many-orders = You have { $most } unpaid orders already. Pay or cancel one in /orders.
refusal-order-state = This order is { $state }: that cannot be done any more.
refusal-sold-out = There is no room just now for what this plan brings, and we do not sell what we cannot deliver. Try again later.
refusal-plan-term-over = The date of this plan has passed.
refusal-own-money = This is your own money: another member of the staff has to decide.
refusal-balance-low = Your balance is too small for this payment.
refusal-balance-left = The balance of that person is only { $has }: no more than that can be taken off it.
refusal-payment-decided = Somebody else has decided it already.
refusal-promo-unknown = I do not know that code, or it is no longer valid. Check how it is written.
refusal-promo-not-yet = That code is valid from { $at }.
refusal-promo-ended = That code was valid until { $at }.
refusal-promo-used-up = That code has been used as often as it could be.
refusal-promo-used = You have used that code { $most ->
    [one] once, and it cannot be used again
   *[other] { $most } times, and it cannot be used again
  }.
refusal-promo-plan = That code is not valid for this.
refusal-promo-currency = That code takes money off prices in { $currency }. Choose a way to pay in that currency.
refusal-promo-no-end = That code gives days, and this plan is for life already.
refusal-promo-monthly = Codes are not valid for monthly subscriptions. Buy the plan once to use it.
order-state-open = unpaid
order-state-submitted = under review
order-state-paid = paid, on its way
order-state-fulfilled = delivered
order-state-expired = expired
order-state-cancelled = cancelled
order-state-rejected = waiting for another receipt
order-state-review = under review
order-state-refunded = paid back
method-stars = Telegram Stars
method-qvapay = QvaPay
method-manual = By hand
method-balance = Balance
refusal-plan-has-more = You already have that for just as long or longer: it would bring you nothing.
refusal-payment-no-payer = It is not known who paid. Choose an order or a person for it.
refusal-payment-payer-only = Those Stars can only go on the balance of whoever paid them: Telegram would give them back to that person.
refusal-price-changed = This plan or its price changed while you were looking, and nothing was charged. Open it again in /plans.

button-plans = 🛒 Plans
button-orders = 🧾 My orders
button-order = 🧾 See the order
button-renew = 🛒 Renew
help-plans = 🛒 /plans: plans and prices; /orders: your orders and receipts
home-choice-plans = 🛒 Look at the plans and choose how to pay.

# Plans.
shop-stars = { $stars } (about { $dollars })
shop-heading = 🛒 <b>Plans</b>
shop-none = There is no plan for you just now. Look again later.
shop-hint = Choose one to see what it brings and how to pay. If you have something running, the time is added.
shop-row = <b>{ $name }</b> · { $length }
    { $products }
    { $prices }
shop-row-sold-out = <b>{ $name }</b> · { $length } · sold out for now
    { $products }
    { $prices }
shop-row-short = <b>{ $name }</b>
    { $prices }
shop-row-for-others = ✅ You have it already; you may give it to somebody
shop-row-short-sold-out = <b>{ $name }</b> · sold out for now
    { $prices }
plan-heading = 🛒 <b>{ $name }</b>
plan-heading-gift = 🎁 <b>{ $name }</b>, as a gift
plan-products = 📦 Brings: { $products }
plan-length = ⏳ Lasts: { $length }
plan-data = 📶 Data: { $data } of each VPN
plan-data-free = 📶 Data: no limit
plan-devices =
    { $count ->
        [one] 📱 { $count } device
       *[other] 📱 { $count } devices
    }
plan-running = { $product }: yours ends { $before }; with this plan, { $until }.
plan-running-for-ever = { $product }: yours ends { $before }; with this plan it is for life.
plan-has-for-ever = { $product }: you have it for life already.
plan-begins = { $product }: begins now; with this plan, until { $until }.
plan-begins-for-ever = { $product }: begins now, for life.
plan-ends-apart = ℹ️ They end on different days: what you had goes on from its own end, so you lose nothing of it.
plan-price = 💰 { $price }
plan-price-monthly = 💰 { $price } each month
plan-price-cut = 💰 <s>{ $list }</s> { $price }
plan-extra-days =
    { $count ->
        [one] ➕ { $count } day more by the code
       *[other] ➕ { $count } days more by the code
    }
plan-code = 🏷️ Code { $code }: applied.
plan-code-not-here = 🏷️ Your code { $code } is not good for this plan.
plan-gift-note = When it is paid you get a link; whoever opens it gets the plan.
plan-monthly-note = If you subscribe, it pays itself each month with your Stars, and you can cancel it whenever you like.
plan-balance = 👛 Your balance: { $amount }
plan-no-way = There is no way to pay for it just now. Look again later.
plan-choose = How would you like to pay?
plan-ask-code = 🏷️ Type your promotion code.
button-pay-stars = ⭐ Stars: { $price }
button-pay-monthly = ⭐ Subscribe: { $price } a month
button-pay-qvapay = 💳 QvaPay: { $price }
button-pay-manual = 🏦 { $name }: { $price }
button-pay-balance = 👛 From my balance: { $price }
button-take = 🎁 Take it for free
button-code = 🏷️ I have a code
button-no-code = 🏷️ Without the code
button-as-gift = 🎁 Give it away
button-for-me = 🙋 It is for me
button-pay = 💳 Pay

# Orders.
orders-heading = 🧾 <b>Your orders</b>
orders-none = You have not ordered anything yet. See what there is in /plans.
orders-row = { $mark } <b>{ $id }</b> · { $name } · { $price } · { $day } · { $state }
order-name-gift = { $name } (gift)
order-name-top-up = Balance top-up
order-heading = 🧾 <b>Order { $id }</b>: { $name }
order-state = { $mark } State: { $state }
order-price = 💰 Price: { $price }
order-price-cut = 💰 Price: <s>{ $list }</s> { $price }
order-code = 🏷️ Code: { $code }
order-method = 💳 Paid by: { $method }
order-made = 📅 Made: { $at }
order-until = ⏰ Can be paid until { $until }
order-hint-stars = The invoice is in this chat: open it and pay with your Stars.
order-hint-link = Press “Pay”; when the payment arrives I tell you here.
order-hint-coming = I am preparing the invoice: it comes in a moment.
order-hint-trouble = The invoice cannot be made just now. I keep trying and tell you here.
order-hint-hand = Follow the instructions to pay.
order-hint-submitted = Somebody of the team is looking at your receipt. I tell you here.
order-hint-paid = Your payment arrived; what you bought is on its way.
order-hint-rejected = The receipt was no good. You can send another.
order-hint-rejected-why = The receipt was no good: { $reason }. You can send another.
order-hint-review = A payment came that does not fit the order. Somebody of the team looks at it and I tell you here: your money is not lost.
order-hint-expired = It was not paid in time. If you paid it all the same, write to us: your money is not lost.
order-receipt = <b>Receipt</b>
order-paid = ✅ { $amount }, { $at }
order-held = 🔎 { $amount }, { $at }: under review
order-refunding = ↩️ { $amount }, { $at }: being paid back
order-refunded = ↩️ { $amount }, { $at }: paid back
order-given = { $product }: until { $until }
order-given-for-ever = { $product }: for life
order-given-gift = 🎁 The link of the gift comes in another message.
order-on-balance = 👛 It is on your balance.
order-reference = Reference: <code>{ $code }</code>
order-cancel-ask = Cancel order { $id } ({ $name })? If you have paid it already, do not: wait for the word.
button-order-cancel = ❌ Cancel the order
button-order-cancel-yes = ❌ Yes, cancel it
button-buy-again = 🛒 Buy it again
button-order-anew = 🛒 Order it anew
button-pay-support = 🆘 Help with this payment
told-fulfilled = ✅ <b>Payment received</b>: { $name }
    Thank you! This is your receipt of order { $id }.
told-expired = ⌛ Order { $id } ({ $name }) ended unpaid. If you still want it, order it anew.
told-rejected = ⚠️ The receipt of order { $id } ({ $name }) was no good. Open the order and send another.
told-held = 🔎 A payment of { $amount } came for order { $id } ({ $name }), but it does not fit. Somebody of the team looks at it and I tell you here: your money is not lost.
told-refunding = ↩️ { $amount } of order { $id } ({ $name }) will be paid back; I tell you when they are on their way. What that payment brought ends now.
told-refunded = ↩️ { $amount } of order { $id } ({ $name }) were paid back. What that payment brought ends with it.
told-on-balance = 👛 { $amount } are on your balance (order { $id }, { $name }).
told-delayed = 🚚 Your payment of { $amount } arrived ({ $name }, order { $id }), but delivering it takes longer than usual. You need not do anything: I keep trying and tell you here.

profile-payments = 🧾 Payments: { $count }
refusal-money-reason = Write why in 1 to { $most } characters.
