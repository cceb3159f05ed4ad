# The plans that are sold, at the desk.

refusal-plan-name = A name is one line of up to { $most } letters. Write it again.
refusal-plan-no-product = A plan has to bring something. Add the other product first.
refusal-plans-many = There are { $most } plans already, and there is no room for more. Remove one first.
refusal-plan-prices = A plan has a price in { $most } currencies at most. Remove one first.
refusal-plan-no-price = A plan on sale needs a price. Give it one, or take it off sale first.
refusal-plan-length = I do not understand that length. Write for example 30 days, 3 months, 2027-12-31 or “lifetime”.
refusal-plan-count = Write a number from 1 to { $most }, or “no”.
refusal-plan-data = I do not understand that amount. Write for example 50 GB, or “no” for no limit.
refusal-plan-monthly = Telegram charges subscriptions only every 30 days and up to { $most } ⭐. To renew, the plan has to last 30 days and have such a price in Stars.

plans-heading = 🛒 <b>Plans</b>: { $count }
plans-none = There are none yet. Make the first one: what it brings is delivered by itself once it is paid.
plans-line = { $sign } <b>{ $name }</b>: { $prices }
plan-no-price = no price
plan-new =
    🛒 <b>New plan</b>

    What does it bring? What brings several things ends them all on the same day. There is room for { $most } plans.
plan-new-length =
    🛒 <b>{ $products }</b>

    How long does it last?
plan-made = ✅ <b>Plan made</b>. Give it a price, then put it on sale.
plan-desk-heading = 🛒 { $sign } <b>{ $name }</b>
plan-name = Name ({ $lang }): { $name }
plan-desk-products = Brings: <b>{ $products }</b>
plan-desk-length = Lasts: <b>{ $length }</b>
plan-desk-data = Data: <b>{ $data }</b>
plan-desk-devices = Devices at once: <b>{ $devices }</b>
plan-no-limit = no limit
plan-usual-devices = the usual number
plan-times =
    { $count ->
        [one] once
       *[other] { $count } times
    }
plan-prices = Price: <b>{ $prices }</b>
plan-who = For: <b>{ $who }</b> · per person: { $times }
plan-who-everybody = everybody
plan-who-new = new customers
plan-who-former = former customers
plan-monthly = 🔁 Also as a monthly subscription in Stars
plan-place = Place in the list: { $place } of { $of }
plan-sold =
    { $count ->
        [one] Sold once
       *[other] Sold { $count } times
    }
plan-on-sale = 🟢 On sale
plan-off-sale = ⚪️ Not on sale
plan-products-ask =
    📦 <b>{ $name }</b>

    Tap what this plan brings. What was sold does not change.
plan-prices-ask =
    💵 <b>{ $name }</b>

    Price: { $prices }

    One per currency, up to { $most }. Stars (XTR) are paid inside Telegram.
plan-who-ask =
    👥 <b>{ $name }</b>

    Who may buy it? New is whoever never paid anything; former, whoever paid and has nothing running of what it brings.
plan-ask-name =
    ✏️ <b>{ $name }</b>

    Write the name in the language “{ $lang }”, up to { $most } letters. It is the title of the invoice too.
plan-ask-length = ⏳ How long does it last? Write for example <code>45 days</code>, <code>3 months</code>, <code>2027-12-31</code> (until that date, whenever it is bought) or <code>lifetime</code>.
plan-ask-data =
    📊 <b>{ $name }</b>

    Data of each VPN service, now: { $now }. Write for example <code>50 GB</code>.
plan-ask-devices =
    📱 <b>{ $name }</b>

    Devices at once, now: { $now }. Write a number.
plan-ask-times =
    🔢 <b>{ $name }</b>

    How often one person may buy it, now: { $now }. Write a number.
plan-ask-price =
    💵 <b>{ $name }</b>

    Write the price with its currency, for example <code>9.99 USD</code>, <code>500 XTR</code> or <code>2500 CUP</code>.
plan-remove-sure =
    🗑️ Remove the plan <b>{ $name }</b>?

    { $count ->
        [0] Nobody has bought it.
        [one] It was sold once; whoever bought it keeps theirs.
       *[other] It was sold { $count } times; whoever bought it keeps theirs.
    }

button-plan-new = ➕ New plan
button-plan-length-other = ✏️ Another length
button-plan-name = ✏️ Name ({ $lang })
button-plan-products = 📦 What it brings
button-plan-length = ⏳ Length
button-plan-data = 📊 Data
button-plan-devices = 📱 Devices
button-plan-prices = 💵 Prices
button-plan-who = 👥 For whom
button-plan-times = 🔢 Per person
button-plan-monthly = 🔁 Sell by the month ⭐
button-plan-once = 🔁 Stop selling by the month
button-plan-up = 🔼 Up
button-plan-down = 🔽 Down
button-plan-stop = ⏸️ Take off sale
button-plan-sell = 🟢 Put on sale
button-plan-copy = 📄 Copy
button-plan-remove = 🗑️ Remove
button-plan-remove-yes = 🗑️ Yes, remove
button-plan-price = ➕ Set a price
button-plan-price-drop = 🗑️ { $amount }
button-plan-clear = ♾️ No limit
button-plan-usual-devices = 📱 The usual number
