notice-books-wrong =
    📒 <b>The books need a look.</b>
    Things that do not fit: { $faults }. Paid and not delivered for over 10 minutes: { $late }.
    See /ledger.
button-ledger-check = ✅ Check
button-ledger-csv = 📄 CSV
button-ledger-balances = 👛 Balances
button-ledger-adjust = ± Change
ledger-heading = 📒 <b>Books</b>
ledger-empty = Nothing is booked yet.
ledger-line = { $account }: <b>{ $amount }</b>
ledger-owed = Paid, to deliver
ledger-held = Held
ledger-sales = Sold
ledger-adjustments = Changes by hand
ledger-referrals = Referral rewards
ledger-balances = People's balances
ledger-balance-of = Balance of { $user }
ledger-checked-fine = ✅ { $postings } postings looked through: everything agrees.
ledger-checked-faults = ⚠️ { $postings } postings looked through. Things that do not fit: { $faults }.
ledger-unbalanced = Postings that do not sum to zero: { $ids }
ledger-unbooked = Delivered and not booked as paid, payments: { $ids }
ledger-unpaid = Orders given without a payment: { $ids }
ledger-kept = Paid back or never paid, and what it brought is still there, payments: { $ids }
ledger-missing = Booked as delivered, and there is nothing of it, payments: { $ids }
ledger-waiting = Paid and not delivered, being tried now, payments: { $ids }
ledger-negative = Balance below zero: { $user }, { $amount }
ledger-off = { $account }: the books say { $books }, the payments { $payments }
ledger-ask-person = Whose balance? Send the number or the @name of the person.
ledger-balance =
    👛 <b>{ $name }</b> · <code>{ $id }</code>
    Balance: { $amount }
ledger-balance-nothing = nothing
ledger-ask-amount = How much? For example <code>5 USD</code> to give, <code>-5 USD</code> to take.
ledger-ask-reason = { $amount }. Why? At most { $most } characters; the person does not read it.
ledger-file = 📒 The books: { $rows } lines.
ledger-file-cut = 📒 The first { $rows } lines of the books; the file would be too big with all of them.
status-payments = 💳 Orders to be paid: <b>{ $open }</b> · to decide { $decide } · going back { $back } · to deliver { $deliver }
