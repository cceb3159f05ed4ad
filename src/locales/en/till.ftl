# The desk of the money: what waits, ways to pay and rules of selling.

button-till = 💰 Money
button-till-waiting = 💰 Money ({ $count } waiting)
till-heading = 💰 <b>Money</b>
till-waits =
    🧾 Receipts to look at: <b>{ $receipts }</b>
    ⏸ Held payments: <b>{ $held }</b>
    📦 Paid and not delivered: <b>{ $undelivered }</b>
    🛒 Unpaid orders: { $open }
till-shop =
    Plans on sale: { $plans }
    Ways to pay by hand: { $manual }
button-till-receipts = 🧾 Receipts ({ $count })
button-till-payments = 💳 Payments
button-till-ledger = 📒 Books
button-till-plans = 🏷 Plans
button-till-promos = 🎟 Codes
button-till-methods = 🔀 Ways to pay
button-till-manual = 🏦 Payments by hand
button-till-rules = ⚙️ Rules of selling
button-till-stars = ⭐️ Stars
button-till-accounts = 🌐 Accounts
till-product-vip = VIP
till-product-wireguard = WireGuard
till-product-outline = Outline
till-product-mtproto = Proxy
till-methods =
    🔀 <b>Ways to pay</b>

    What is sold by each: ✅ yes, 🚫 no. Press to change it. A bundle is sold only where all its parts are.
till-rules =
    ⚙️ <b>Rules of selling</b>

    ⏳ An unpaid order ends after { $minutes }.
    🔁 If an order is paid twice: { $second }.
    🤝 Whoever invites gets: { $reward }.
button-till-minutes = ⏳ Time to pay
button-till-second = 🔁 Second payment
button-till-referral = 🤝 Invitations
till-second-extend = it is delivered once more
till-second-balance = it goes on the payer's balance
till-second-refund = it is paid back
till-text-terms = Terms
till-text-paysupport = Payment help
till-reward-none = nothing
till-reward-days = { $days ->
    [one] 1 day
   *[other] { $days } days
  }
till-reward-any = { $what } for each friend who pays
till-reward-most = { $what } for each friend who pays, up to { $most }
till-ask-minutes = ⏳ How many minutes does a person have to pay an order? Now: { $now }. Choose, or type a number between { $least } and { $most }. Open orders keep their time.
till-ask-second = 🔁 What becomes of it when one order is paid twice?
till-text-heading = 📄 <b>{ $name }</b> · { $language }
till-text-none = There are no words of your own here: the house's are used.
button-till-text = ✍️ Write
button-till-text-reset = ↩️ The house's
till-ask-text = ✍️ Write the text of “{ $name }” in { $language }, { $most } characters at most.
till-referral =
    🤝 <b>Invitations</b>

    When somebody who came by another person's link pays for the first time, whoever invited them gets: { $reward }.
button-till-other-days = ✍️ Other days
button-till-credit = 💵 Balance
button-till-friends = 👥 Limit
button-till-any = ♾ No limit
button-till-no-referral = 🚫 Give nothing
till-ask-days = 🤝 How many days does the inviter get? Between 1 and { $most }.
till-ask-credit = 💵 How much does the inviter get on their balance? Type the amount with its currency, for example: 1 USD
till-ask-friends = 👥 For how many friends at most is one person rewarded? Between 1 and { $most }.

manual-heading =
    🏦 <b>Payments by hand</b>

    A card, a transfer, a phone top-up… Buyers follow your instructions and send the receipt; somebody of the team approves it.
manual-empty = There is no way to pay by hand yet.
button-manual-new = ➕ Add
manual-card =
    { $mark } <b>{ $name }</b> · { $currency }
    { $state } · { $reference }
manual-is-on = offered
manual-is-off = not offered
manual-with-number = the number of the transfer is asked for
manual-without-number = the number of the transfer is not asked for
manual-no-words = (no text: the other language's is used)
manual-words =
    <b>{ $language }</b>: { $name }
    { $words }
button-manual-name = 🏷 Name { $language }
button-manual-how = ✍️ Instructions { $language }
button-manual-currency = 💱 Currency
button-manual-number = 🔢 Ask for number
button-manual-on = ✅ Offer
button-manual-off = 🚫 Do not offer
button-manual-up = ⬆️
button-manual-drop = 🗑 Take away
manual-ask-name = 🏷 What is this way to pay called in { $language }? { $most } characters at most. For example: Bank card
manual-ask-how = ✍️ Write how it is paid, in { $language }: the number of the card, in whose name… { $most } characters at most. Long numbers get a button that copies them.
manual-ask-currency = 💱 In which currency is it paid? Type its code: CUP, USD, EUR…
manual-ask-drop = 🗑 Take “{ $name }” away? Orders that use it keep it.
