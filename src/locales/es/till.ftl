# El escritorio del dinero: lo que espera, formas de pago y reglas de venta.

button-till = 💰 Dinero
button-till-waiting = 💰 Dinero ({ $count } esperan)
till-heading = 💰 <b>Dinero</b>
till-waits =
    🧾 Comprobantes por revisar: <b>{ $receipts }</b>
    ⏸ Pagos retenidos: <b>{ $held }</b>
    📦 Pagado y sin entregar: <b>{ $undelivered }</b>
    🛒 Pedidos sin pagar: { $open }
till-shop =
    Planes a la venta: { $plans }
    Formas de pago a mano: { $manual }
button-till-receipts = 🧾 Comprobantes ({ $count })
button-till-payments = 💳 Pagos
button-till-ledger = 📒 Libros
button-till-plans = 🏷 Planes
button-till-promos = 🎟 Códigos
button-till-methods = 🔀 Formas de pago
button-till-manual = 🏦 Pagos a mano
button-till-rules = ⚙️ Reglas de venta
button-till-stars = ⭐️ Estrellas
button-till-accounts = 🌐 Cuentas de cobro
till-product-vip = VIP
till-product-wireguard = WireGuard
till-product-outline = Outline
till-product-mtproto = Proxy
till-methods =
    🔀 <b>Formas de pago</b>

    Qué se vende con cada una: ✅ sí, 🚫 no. Pulsa para cambiarlo. Un paquete se vende solo donde se venden todas sus partes.
till-rules =
    ⚙️ <b>Reglas de venta</b>

    ⏳ Un pedido sin pagar vence a los { $minutes }.
    🔁 Si un pedido se paga dos veces: { $second }.
    🤝 Quien invita recibe: { $reward }.
button-till-minutes = ⏳ Plazo de los pedidos
button-till-second = 🔁 Segundo pago
button-till-referral = 🤝 Invitaciones
till-second-extend = se entrega otra vez
till-second-balance = va al saldo de quien pagó
till-second-refund = se devuelve
till-text-terms = Condiciones
till-text-paysupport = Ayuda de pagos
till-reward-none = nada
till-reward-days = { $days ->
    [one] 1 día
   *[other] { $days } días
  }
till-reward-any = { $what } por cada amistad que paga
till-reward-most = { $what } por cada amistad que paga, hasta { $most }
till-ask-minutes = ⏳ ¿Cuántos minutos tiene una persona para pagar su pedido? Ahora: { $now }. Elige o escribe un número entre { $least } y { $most }. Los pedidos abiertos conservan su plazo.
till-ask-second = 🔁 ¿Qué pasa cuando un mismo pedido se paga dos veces?
till-text-heading = 📄 <b>{ $name }</b> · { $language }
till-text-none = Aquí no hay palabras propias: se usan las de la casa.
button-till-text = ✍️ Escribir
button-till-text-reset = ↩️ Las de la casa
till-ask-text = ✍️ Escribe el texto de «{ $name }» en { $language }, con { $most } caracteres como mucho.
till-referral =
    🤝 <b>Invitaciones</b>

    Cuando alguien que llegó por el enlace de otra persona paga por primera vez, quien le invitó recibe: { $reward }.
button-till-other-days = ✍️ Otros días
button-till-credit = 💵 Saldo
button-till-friends = 👥 Límite
button-till-any = ♾ Sin límite
button-till-no-referral = 🚫 No dar nada
till-ask-days = 🤝 ¿Cuántos días recibe quien invita? Entre 1 y { $most }.
till-ask-credit = 💵 ¿Cuánto saldo recibe quien invita? Escribe el importe con su moneda, por ejemplo: 1 USD
till-ask-friends = 👥 ¿Por cuántas amistades como mucho recibe algo una misma persona? Entre 1 y { $most }.

manual-heading =
    🏦 <b>Pagos a mano</b>

    Tarjeta, transferencia, saldo móvil… Quien compra sigue tus instrucciones y manda el comprobante; alguien del equipo lo aprueba.
manual-empty = Todavía no hay ninguna forma de pago a mano.
button-manual-new = ➕ Añadir
manual-card =
    { $mark } <b>{ $name }</b> · { $currency }
    { $state } · { $reference }
manual-is-on = se ofrece
manual-is-off = no se ofrece
manual-with-number = se pide el número de la transferencia
manual-without-number = no se pide el número de la transferencia
manual-no-words = (sin texto: se usa el del otro idioma)
manual-words =
    <b>{ $language }</b>: { $name }
    { $words }
button-manual-name = 🏷 Nombre { $language }
button-manual-how = ✍️ Instrucciones { $language }
button-manual-currency = 💱 Moneda
button-manual-number = 🔢 Pedir número
button-manual-on = ✅ Ofrecer
button-manual-off = 🚫 No ofrecer
button-manual-up = ⬆️
button-manual-drop = 🗑 Quitar
manual-ask-name = 🏷 ¿Cómo se llama esta forma de pago en { $language }? Como mucho { $most } caracteres. Por ejemplo: Tarjeta MLC
manual-ask-how = ✍️ Escribe cómo se paga, en { $language }: número de tarjeta, a nombre de quién… Como mucho { $most } caracteres. Los números largos se podrán copiar con un botón.
manual-ask-currency = 💱 ¿En qué moneda se paga? Escribe su código: CUP, USD, EUR…
manual-ask-drop = 🗑 ¿Quitar «{ $name }»? Los pedidos que ya la usan la conservan.
