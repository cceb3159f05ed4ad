# A person's balance, gifts, and the friends they bring.

help-purse = 👛 /balance: your balance, gifts and friends; /terms: the terms of sale
purse-heading = 👛 <b>Your balance</b>
purse-empty = There is nothing on your balance yet.
purse-amount = 💰 <b>{ $amount }</b>
purse-what-for = It pays for any plan in its own currency, at once.
button-purse = 👛 Balance
button-top-up = ➕ Top up
button-purse-history = 📜 History
button-gifts = 🎁 My gifts
button-gift = 🎁 See the gift
button-friends = 👥 Invite friends

purse-history-heading = 📜 <b>History of your balance</b>
purse-history-empty = Nothing yet.
purse-history-line = <b>{ $amount }</b> · { $at } · { $what }
purse-line-added = top-up
purse-line-spent = paid for an order
purse-line-refunded = refund
purse-line-taken-back = top-up paid back
purse-line-adjusted = adjusted by the team
purse-line-friend = reward for a friend
purse-line-other = other

## Topping up.

top-up-ask =
    ➕ <b>How much would you like to add to your balance?</b>

    Choose an amount or type it with its currency, for example <b>{ $example }</b>. Currencies: { $currencies }.
top-up-which = 🤔 In which currency?
top-up-ways = 💳 You are adding <b>{ $amount }</b> to your balance. How would you like to pay?
top-up-no-way = 😕 <b>{ $amount }</b> cannot be added in any way just now. Choose another amount.
refusal-amount-unclear = 🤔 I did not understand that amount. Type it with its currency, for example “5 USD” or “200 XTR”.
refusal-amount-currency = 💱 You cannot top up in that currency. Try: { $open }.
refusal-amount-decimals =
    { $most ->
        [0] 🔢 That currency has no decimals: type a whole number.
        [one] 🔢 That currency has at most one decimal.
       *[other] 🔢 That currency has at most { $most } decimals.
    }
refusal-amount-too-much = 🙌 That is too much for one payment: at most { $most }.
refusal-top-up-closed = 😕 There is no way to top up the balance just now. Try again later.

## Gifts.

gifts-heading = 🎁 <b>The gifts you bought</b>
gifts-empty = You have not bought any yet. When you buy a plan you can choose to give it away.
gifts-legend = ⏳ not opened · ✅ opened · 🚫 cancelled
gift-heading = 🎁 <b>Gift №{ $id }</b>
gift-ready = 🎁 <b>Your gift is ready!</b>
gift-own = 🎁 <b>You bought this gift yourself</b>, and it is for somebody else: send them the link.
gift-contents = <b>{ $name }</b> ({ $products })
gift-state-waiting =
    ⏳ Nobody has opened it. It goes to the first person who opens this link:
    { $link }
gift-state-waiting-unknown = ⏳ Nobody has opened it.
gift-state-opened = ✅ <b>{ $who }</b> opened it on { $at }.
gift-state-dead = 🚫 It was paid back on { $at }: it is no longer valid.
gift-share-text = 🎁 A gift for you. Open the link and press “Start”:
gift-yours = 🎁 <b>The gift is yours!</b> { $name }
gift-on-its-way = What it brings arrives here in a moment.
given-until = ✅ { $product }: until { $until }
given-forever = ✅ { $product }: for life
product-vip-channel = VIP channel
notice-gift-opened = 🎉 <b>{ $who }</b> opened your gift: { $name }.
refusal-gift-unknown = 🤔 I do not know that gift. Check that the link is complete.
refusal-gift-taken = 🎁 Somebody else opened this gift before you.
refusal-gift-dead = 🚫 This gift was cancelled: its buyer got the money back.
refusal-gift-useless = 💎 You have what this gift brings for longer already. It is still unopened: pass the link on to somebody else.
refusal-gift-no-room = 😕 There is no room just now for what this gift brings. It stays valid: try the same link again later.

## Friends.

friends-heading = 👥 <b>Invite your friends</b>
friends-closed = 👥 There is no reward for inviting friends just now.
friends-rule-days =
    { $days ->
        [one] When somebody comes by your link and buys for the first time, you get <b>1 day</b> more of everything you have running.
       *[other] When somebody comes by your link and buys for the first time, you get <b>{ $days } days</b> more of everything you have running.
    }
friends-rule-credit = When somebody comes by your link and buys for the first time, you get <b>{ $amount }</b> on your balance.
friends-most =
    { $most ->
        [one] It counts for one friend.
       *[other] It counts for { $most } friends at most.
    }
friends-link =
    Your link (it counts only for people who are new to the bot):
    { $link }
friends-count = 🙋 Came by your link: { $count }
friends-rewarded = 🏆 Rewards: { $count }
friends-waiting =
    { $days ->
        [one] ⏳ You have earned 1 day that is added as soon as you have something running.
       *[other] ⏳ You have earned { $days } days that are added as soon as you have something running.
    }
friends-share-text = 👋 Come and join me. Open the link and press “Start”:
notice-reward-credit = 🏆 Somebody you invited bought for the first time: you have <b>{ $amount }</b> more on your balance. Thank you!
notice-reward-days =
    { $days ->
        [one] 🏆 Somebody you invited bought for the first time: you earned <b>1 day</b>. Thank you!
       *[other] 🏆 Somebody you invited bought for the first time: you earned <b>{ $days } days</b>. Thank you!
    }
notice-reward-waits =
    { $days ->
        [one] 🏆 Somebody you invited bought for the first time: you earned <b>1 day</b>. You have nothing to lengthen just now: it is added as soon as you have something running.
       *[other] 🏆 Somebody you invited bought for the first time: you earned <b>{ $days } days</b>. You have nothing to lengthen just now: they are added as soon as you have something running.
    }

## Terms.

terms-heading = 📄 <b>Terms of sale</b>
terms-default =
    • Each plan says what it brings, how long it lasts and what it costs. What you bought stays the same even if the plan changes later.
    • What you pay for is delivered right here, usually within seconds. If it takes longer or something goes wrong, write to /paysupport: we sort it out or pay you back.
    • What you buy is for you; a gift is for the first person who opens its link.
    • The balance pays for plans.
    • The team of this bot takes care of payments. Telegram support cannot help you with them.
