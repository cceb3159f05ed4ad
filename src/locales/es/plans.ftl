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

plans-heading = 🛒 <b>Planes</b>: { $count }
plans-none = Todavía no hay ninguno. Crea el primero: lo que traiga se entrega solo al pagarlo.
plans-line = { $sign } <b>{ $name }</b>: { $prices }
plan-no-price = sin precio
plan-new =
    🛒 <b>Plan nuevo</b>

    ¿Qué trae? Los que traen varias cosas terminan todas el mismo día. Caben { $most } planes.
plan-new-length =
    🛒 <b>{ $products }</b>

    ¿Cuánto dura?
plan-made = ✅ <b>Plan creado</b>. Ponle un precio y luego ponlo a la venta.
plan-desk-heading = 🛒 { $sign } <b>{ $name }</b>
plan-name = Nombre ({ $lang }): { $name }
plan-desk-products = Trae: <b>{ $products }</b>
plan-desk-length = Dura: <b>{ $length }</b>
plan-desk-data = Datos: <b>{ $data }</b>
plan-desk-devices = Dispositivos a la vez: <b>{ $devices }</b>
plan-no-limit = sin límite
plan-usual-devices = los de siempre
plan-times =
    { $count ->
        [one] una vez
       *[other] { $count } veces
    }
plan-prices = Precio: <b>{ $prices }</b>
plan-who = Para: <b>{ $who }</b> · por persona: { $times }
plan-who-everybody = todo el mundo
plan-who-new = clientes nuevos
plan-who-former = antiguos clientes
plan-monthly = 🔁 También como suscripción mensual en Estrellas
plan-place = Lugar en la lista: { $place } de { $of }
plan-sold =
    { $count ->
        [one] Vendido una vez
       *[other] Vendido { $count } veces
    }
plan-on-sale = 🟢 A la venta
plan-off-sale = ⚪️ No está a la venta
plan-products-ask =
    📦 <b>{ $name }</b>

    Toca lo que trae este plan. Lo ya vendido no cambia.
plan-prices-ask =
    💵 <b>{ $name }</b>

    Precio: { $prices }

    Uno por moneda, hasta { $most }. Con las Estrellas (XTR) se paga dentro de Telegram.
plan-who-ask =
    👥 <b>{ $name }</b>

    ¿Quién puede comprarlo? Nuevo es quien nunca ha pagado nada; antiguo, quien pagó y no tiene activo nada de lo que trae.
plan-ask-name =
    ✏️ <b>{ $name }</b>

    Escribe el nombre en el idioma «{ $lang }», de hasta { $most } letras. Es también el título de la factura.
plan-ask-length = ⏳ ¿Cuánto dura? Escribe por ejemplo <code>45 días</code>, <code>3 meses</code>, <code>31/12/2027</code> (hasta esa fecha, se compre cuando se compre) o <code>de por vida</code>.
plan-ask-data =
    📊 <b>{ $name }</b>

    Datos de cada servicio de VPN, ahora: { $now }. Escribe por ejemplo <code>50 GB</code>.
plan-ask-devices =
    📱 <b>{ $name }</b>

    Dispositivos a la vez, ahora: { $now }. Escribe un número.
plan-ask-times =
    🔢 <b>{ $name }</b>

    Cuántas veces puede comprarlo una misma persona, ahora: { $now }. Escribe un número.
plan-ask-price =
    💵 <b>{ $name }</b>

    Escribe el precio con su moneda, por ejemplo <code>9.99 USD</code>, <code>500 XTR</code> o <code>2500 CUP</code>.
plan-remove-sure =
    🗑️ ¿Quito el plan <b>{ $name }</b>?

    { $count ->
        [0] Nadie lo ha comprado.
        [one] Se vendió una vez; quien lo compró conserva lo suyo.
       *[other] Se vendió { $count } veces; quienes lo compraron conservan lo suyo.
    }

button-plan-new = ➕ Plan nuevo
button-plan-length-other = ✏️ Otra duración
button-plan-name = ✏️ Nombre ({ $lang })
button-plan-products = 📦 Qué trae
button-plan-length = ⏳ Duración
button-plan-data = 📊 Datos
button-plan-devices = 📱 Dispositivos
button-plan-prices = 💵 Precios
button-plan-who = 👥 Para quién
button-plan-times = 🔢 Por persona
button-plan-monthly = 🔁 Vender por meses ⭐
button-plan-once = 🔁 Dejar de vender por meses
button-plan-up = 🔼 Subir
button-plan-down = 🔽 Bajar
button-plan-stop = ⏸️ Retirar de la venta
button-plan-sell = 🟢 Poner a la venta
button-plan-copy = 📄 Copiar
button-plan-remove = 🗑️ Quitar
button-plan-remove-yes = 🗑️ Sí, quitar
button-plan-price = ➕ Poner un precio
button-plan-price-drop = 🗑️ { $amount }
button-plan-clear = ♾️ Sin límite
button-plan-usual-devices = 📱 Los de siempre
