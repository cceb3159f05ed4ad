# Promotion codes, at the desk.

refusal-promo-code = Un código tiene de { $least } a { $most } letras sin acento y números, sin espacios. Escríbelo otra vez.
refusal-promo-taken = Ya hay un código que se llama así. Escribe otro.
refusal-promos-many = Ya hay { $most } códigos, y no caben más.
refusal-promo-dates = Así terminaría antes de empezar. Escribe otra fecha.
refusal-promo-date = No entiendo esa fecha. Escríbela con su año, por ejemplo 31/12/2027, o «no».
