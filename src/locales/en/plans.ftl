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
