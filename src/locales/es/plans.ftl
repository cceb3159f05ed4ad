# The plans that are sold, at the desk.

refusal-plan-name = Un nombre es una línea de hasta { $most } letras. Escríbelo otra vez.
refusal-plan-no-product = Un plan tiene que traer algo. Añade primero el otro producto.
refusal-plans-many = Ya hay { $most } planes, y no caben más. Quita alguno primero.
refusal-plan-prices = Un plan tiene precio en { $most } monedas como mucho. Quita alguno primero.
refusal-plan-no-price = Un plan a la venta necesita un precio. Ponle uno, o retíralo de la venta primero.
refusal-plan-length = No entiendo esa duración. Escribe por ejemplo 30 días, 3 meses, 31/12/2027 o «de por vida».
refusal-plan-count = Escribe un número de 1 a { $most }, o «no».
refusal-plan-data = No entiendo esa cantidad. Escribe por ejemplo 50 GB, o «no» para no poner límite.
refusal-plan-monthly = Telegram solo cobra suscripciones de 30 días y de hasta { $most } ⭐. Para renovarse, el plan necesita durar 30 días y tener un precio así en Estrellas.
