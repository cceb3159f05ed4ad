# Payments over the internet: where to pay, and the house's account there.

qvapay-title-top-up = Balance top-up
qvapay-title-gift = Gift: { $name }
qvapay-to-pay =
    💳 <b>{ $title }</b>
    Total: <b>{ $amount }</b>

    Press the button and pay with your QvaPay account. You have { $left }. As soon as QvaPay confirms the payment, I tell you here.

    Order <code>{ $code }</code>
qvapay-button-pay = 💳 Pay { $amount } at QvaPay
qvapay-slow = ⏳ QvaPay does not answer just now. I keep trying and send you the page to pay at as soon as I can. If you are in a hurry, choose another way to pay.
qvapay-refused = 😕 <b>{ $title }</b> cannot be paid by QvaPay at the moment. Nothing was charged; choose another way to pay.

account-title = 🏦 <b>Accounts that take money</b>
account-provider = <b>{ $name }</b>
account-off = ⚪ Off. <code>QVAPAY_APP_ID</code> and <code>QVAPAY_APP_SECRET</code> switch it on.
account-fails = 🔴 Does not answer well: { $error }
account-app = 🟢 App: { $app }
account-app-inactive = 🟠 App: { $app } (switched off: nobody can pay to it)
account-balance = Balance: <b>{ $amount }</b>
account-balance-unknown = Balance: unknown
account-watched =
    { $count ->
        [0] No order to be confirmed.
        [one] { $count } order to be confirmed.
       *[other] { $count } orders to be confirmed.
    }
account-notes = It tells of each payment at once; I ask every now and then besides.
account-no-notes = It cannot tell (<code>HTTP_LISTEN</code> and <code>PUBLIC_URL</code> are missing): I ask every now and then.
