refusal-plan-not-on-sale = That plan is not sold any more. See what there is now in /plans.
refusal-plan-often = You have bought this plan { $most ->
    [one] once, and that is the limit
   *[other] { $most } times, and that is the limit
  }.
refusal-plan-only-new = This plan is only for first-time customers.
refusal-plan-only-former = This plan is for former customers who have nothing running of what it brings.
refusal-method-closed = It cannot be paid that way just now. Choose another way to pay.
refusal-too-many-orders = You have { $most } unpaid orders already. Pay or cancel one in /orders.
refusal-order-state = This order is { $state }: that cannot be done any more.
refusal-sold-out = There is no room just now for what this plan brings, and we do not sell what we cannot deliver. Try again later.
refusal-plan-term-over = The date of this plan has passed.
refusal-balance-low = Your balance is too small for this payment.
refusal-payment-decided = Somebody else has decided it already.
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
refusal-money-reason = Write why in 1 to { $most } characters.
