hold-unknown-order = there is no order with that code
hold-underpaid = less came than agreed
hold-overpaid = more came than agreed
hold-currency = another currency came
hold-other-person = somebody else paid it
hold-late = the order had ended already
hold-second = the order was paid already
hold-banned = the buyer is banned
notice-payment-held =
    💸 <b>Payment held</b> no. { $id }
    { $amount } · { $method }
    Why: { $why }.
