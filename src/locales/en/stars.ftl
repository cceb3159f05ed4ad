stars-title-top-up = Balance
stars-invoice-top-up = Goes on your balance in this house.
stars-invoice-gift = To give away: { $what }. Once you pay you get the link for whoever you like.
stars-invoice-monthly = { $what }. It renews by itself every 30 days; you can stop it whenever you like.
stars-extra-days = { $days ->
    [one] 1 day more as a present
   *[other] { $days } days more as a present
  }
stars-product-vip = VIP channel
stars-product-mtproto = Telegram proxy
stars-days = { $days ->
    [one] 1 day
   *[other] { $days } days
  }
stars-months = { $months ->
    [one] 1 month
   *[other] { $months } months
  }
stars-until = until { $date }
stars-lifetime = for life
stars-subscribe =
    ⭐️ <b>Subscription: { $name }</b>
    { $what }

    { $stars ->
        [one] One Star
       *[other] { $stars } Stars
    } every 30 days. Telegram charges each renewal by itself and you can stop it whenever you like: what is paid lasts to its date.
button-stars-subscribe = ⭐️ Subscribe for { $stars }
checkout-unknown = I do not know this order. You have not been charged. Start again with /plans.
checkout-other-person = This order is somebody else's. You have not been charged. Make your own with /plans.
checkout-banned = You cannot buy here. You have not been charged.
checkout-paid = This order is paid already. You have not been charged again.
checkout-ended = This order is over. You have not been charged. Make another with /plans.
checkout-price = The price is not that of this order. You have not been charged. Make another with /plans.
checkout-sold-out = We cannot deliver what this order brings right now. You have not been charged. Try again later.
checkout-not-for-you = This plan is not for you any more. You have not been charged. See the others in /plans.
checkout-later = I cannot check that right now. You have not been charged. Try again in a minute.
stars-changed-active = ⭐️ Your subscription <b>{ $name }</b> goes on: it renews on { $until }.
stars-changed-canceled = ⭐️ Your subscription <b>{ $name }</b> does not renew any more. What is paid lasts until { $until }.
stars-changed-failed = ⭐️ Telegram could not charge your subscription <b>{ $name }</b>. Top up your Stars: what is paid lasts until { $until }.
stars-changed-ended = ⭐️ Your subscription <b>{ $name }</b> ended on { $until }.
button-stars-list = ⭐️ My subscriptions
button-stars-show = ⭐️ See the subscription
button-stars-stop = Do not renew any more
button-stars-allow = Allow it to renew
stars-list = ⭐️ <b>My subscriptions</b>
stars-list-empty = You have no subscription in Stars.
stars-state-active = <b>{ $name }</b>: renews by itself on { $until }.
stars-state-stopped = <b>{ $name }</b>: does not renew. What is paid lasts until { $until }.
stars-state-canceled = <b>{ $name }</b>: does not renew. What is paid lasts until { $until }. To go on, turn it on in Telegram: Settings → My Stars → Subscriptions.
stars-state-failed = <b>{ $name }</b>: Telegram could not charge it. Top up your Stars; what is paid lasts until { $until }.
stars-state-ended = <b>{ $name }</b>: ended on { $until }.
stars-card =
    { $what }
    { $stars ->
        [one] One Star
       *[other] { $stars } Stars
    } every 30 days.
stars-ask-stop = Stop renewing <b>{ $name }</b>? What is paid lasts until { $until }, and you are not charged any more.
toast-stars-stopped = You will not be charged any more. What is paid lasts to its date.
toast-stars-allowed = It may renew again: turn it on in Telegram, in Settings → My Stars.
stars-desk-balance = ⭐️ <b>Stars</b>
    The bot has { $stars ->
        [one] one Star
       *[other] { $stars } Stars
    }.
stars-desk-no-balance = ⭐️ <b>Stars</b>
    Telegram does not say right now how many the bot has.
stars-desk-links = A link to the VIP channel that is paid each month: Telegram charges, and removes whoever stops paying; whoever comes by it has access while they pay. For how many Stars a month?
button-stars-link = 🔗 { $stars } a month
stars-link =
    🔗 <b>Paid link to the VIP channel</b>
    <code>{ $url }</code>

    { $stars ->
        [one] One Star
       *[other] { $stars } Stars
    } every 30 days. Its price does not change any more; for another one, make another link.
button-stars-copy = 📋 Copy
