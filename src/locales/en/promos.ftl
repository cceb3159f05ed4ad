# Promotion codes, at the desk.

refusal-promo-code = A code has { $least } to { $most } plain letters and digits, without spaces. Write it again.
refusal-promo-taken = There is a code of that name already. Write another one.
refusal-promos-many = There are { $most } codes already, and there is no room for more.
refusal-promo-dates = It would end before it begins. Write another date.
refusal-promo-date = I do not understand that date. Write it with its year, for example 2027-12-31, or “no”.
