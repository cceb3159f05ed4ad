# Promotion codes, at the desk.

refusal-promo-code = A code has { $least } to { $most } plain letters and digits, without spaces. Write it again.
refusal-promo-taken = There is a code of that name already. Write another one.
refusal-promos-many = There are { $most } codes already, and there is no room for more.
refusal-promo-dates = It would end before it begins. Write another date.
refusal-promo-date = I do not understand that date. Write it with its year, for example 2027-12-31, or “no”.

promos-heading = 🏷️ <b>Promotion codes</b>: { $count }
promos-none = There are none yet.
promos-line = { $sign } <code>{ $code }</code>: { $gives } · { $uses ->
    [one] 1 use
   *[other] { $uses } uses
  }
promo-percent = −{ $percent }%
promo-days = +{ $days }
promo-fixed = −{ $amount }
promo-new =
    🏷️ <b>New code</b>

    What does it give?
promo-ask-code = 🏷️ How is it called? { $least } to { $most } letters and digits, for example <code>SUMMER25</code>. Small letters will do when it is used.
promo-ask-percent = 🏷️ <code>{ $code }</code>: how much does it take off? Write a number from 1 to 100. With 100 it is free.
promo-ask-days = 🏷️ <code>{ $code }</code>: how many days does it give? Write a number from 1 to { $most }.
promo-ask-fixed = 🏷️ <code>{ $code }</code>: how much does it take off? Write the amount with its currency, for example <code>5 USD</code>. It is valid only for prices in that currency.
promo-heading = 🏷️ { $sign } <code>{ $code }</code>: <b>{ $gives }</b>
promo-uses = Uses: <b>{ $uses }</b> · paid: { $paid }
promo-uses-of = Uses: <b>{ $uses }</b> of { $most } · paid: { $paid }
promo-person =
    { $most ->
        [one] Per person: once
       *[other] Per person: { $most } times
    }
promo-plan = Valid for: <b>{ $plan }</b>
promo-every-plan = all plans
promo-starts = From: { $at }
promo-ends = Until: { $at }
promo-disabled = 🚫 Disabled: { $at }
promo-ask-uses = 🔢 <code>{ $code }</code>: how often can it be used by all together? Write a number.
promo-ask-person = 👤 <code>{ $code }</code>: how often can each person use it? Write a number.
promo-ask-starts = 🗓️ <code>{ $code }</code>: from when is it valid? Write for example <code>2027-12-24</code> or <code>2027-12-24 18:00</code>.
promo-ask-ends = 🏁 <code>{ $code }</code>: until when is it valid? Write for example <code>2027-12-31</code>: that whole day counts.
promo-ask-plan = 🛒 For which plan is it valid?

button-promos = 🏷️ Codes
button-promo-new = ➕ New code
button-promo-percent = ➗ A percentage
button-promo-days = 📅 More days
button-promo-fixed = 💵 An amount
button-promo-made-up = 🎲 Make one up
button-promo-copy = 📋 Copy the code
button-promo-uses = 🔢 Uses
button-promo-person = 👤 Per person
button-promo-starts = 🗓️ From
button-promo-ends = 🏁 Until
button-promo-plan = 🛒 Plan
button-promo-every = All plans
button-promo-disable = 🚫 Disable
button-promo-enable = 🟢 Enable
button-promo-clear = ♾️ No limit
