refusal-plan-not-on-sale = Ese plan ya no se vende. Mira los que hay ahora en /plans.
refusal-plan-often = Ya has comprado este plan { $most ->
    [one] una vez, y no se puede más
   *[other] { $most } veces, y no se puede más
  }.
refusal-plan-only-new = Este plan es solo para quien compra por primera vez.
refusal-plan-only-former = Este plan es para quien ya fue cliente y no tiene nada activo de lo que trae.
refusal-plan-not-as-gift = Este plan es solo para algunos clientes y no se puede regalar.
refusal-method-closed = Ahora no se puede pagar así. Elige otra forma de pago.
refusal-too-many-orders = Ya tienes { $most } pedidos sin pagar. Paga o cancela alguno en /orders.
refusal-order-state = Este pedido está { $state }: eso ya no se puede hacer.
refusal-sold-out = Ahora no queda sitio para lo que trae este plan, y no vendemos lo que no podemos entregar. Prueba más tarde.
refusal-plan-term-over = La fecha de este plan ya pasó.
refusal-own-money = Es tu propio dinero: tiene que decidirlo otra persona del equipo.
refusal-balance-low = Tu saldo no alcanza para este pago.
refusal-balance-left = En el saldo de esa persona solo hay { $has }: no se puede quitar más que eso.
refusal-payment-decided = Otra persona ya lo decidió.
refusal-promo-unknown = No conozco ese código, o ya no vale. Revisa cómo está escrito.
refusal-promo-not-yet = Ese código vale a partir del { $at }.
refusal-promo-ended = Ese código valía hasta el { $at }.
refusal-promo-used-up = Ese código ya se usó todas las veces que se podía.
refusal-promo-used = Ya usaste ese código { $most ->
    [one] una vez, y no se puede más
   *[other] { $most } veces, y no se puede más
  }.
refusal-promo-plan = Ese código no vale para esto.
refusal-promo-currency = Ese código descuenta de precios en { $currency }. Elige una forma de pago en esa moneda.
refusal-promo-no-end = Ese código regala días, y este plan ya es de por vida.
refusal-promo-monthly = Los códigos no valen para suscripciones mensuales. Compra el plan una sola vez para usarlo.
order-state-open = sin pagar
order-state-submitted = en revisión
order-state-paid = pagado, en camino
order-state-fulfilled = entregado
order-state-expired = vencido
order-state-cancelled = cancelado
order-state-rejected = con el comprobante rechazado
order-state-review = en revisión
order-state-refunded = devuelto
method-stars = Estrellas de Telegram
method-qvapay = QvaPay
method-manual = A mano
method-balance = Saldo
refusal-plan-has-more = Ya tienes eso por el mismo tiempo o más: no te aportaría nada.
refusal-payment-no-payer = No se sabe quién pagó. Elige un pedido o una persona.
refusal-payment-payer-only = Esas estrellas solo pueden ir al saldo de quien las pagó: Telegram se las devolvería a esa persona.
refusal-price-changed = Este plan o su precio cambió mientras lo mirabas, y no se cobró nada. Ábrelo otra vez en /plans.

button-plans = 🛒 Planes
button-orders = 🧾 Mis pedidos
button-order = 🧾 Ver el pedido
button-renew = 🛒 Renovar
help-plans = 🛒 /plans: planes y precios; /orders: tus pedidos y recibos
home-choice-plans = 🛒 Mira los planes y elige cómo pagar.

# Plans.
shop-stars = { $stars } (unos { $dollars })
shop-heading = 🛒 <b>Planes</b>
shop-none = Ahora no hay ningún plan para ti. Vuelve a mirar más adelante.
shop-hint = Elige uno para ver lo que trae y cómo se paga. Si ya tienes algo activo, el tiempo se suma.
shop-row = <b>{ $name }</b> · { $length }
    { $products }
    { $prices }
shop-row-sold-out = <b>{ $name }</b> · { $length } · agotado por ahora
    { $products }
    { $prices }
shop-row-short = <b>{ $name }</b>
    { $prices }
shop-row-for-others = ✅ Ya lo tienes; puedes regalarlo
shop-row-short-sold-out = <b>{ $name }</b> · agotado por ahora
    { $prices }
plan-heading = 🛒 <b>{ $name }</b>
plan-heading-gift = 🎁 <b>{ $name }</b>, para regalar
plan-products = 📦 Trae: { $products }
plan-length = ⏳ Dura: { $length }
plan-data = 📶 Datos: { $data } de cada VPN
plan-data-free = 📶 Datos: sin límite
plan-devices =
    { $count ->
        [one] 📱 { $count } dispositivo
       *[other] 📱 { $count } dispositivos
    }
plan-running = { $product }: lo tuyo termina el { $before }; con este plan, el { $until }.
plan-running-for-ever = { $product }: lo tuyo termina el { $before }; con este plan es de por vida.
plan-has-for-ever = { $product }: ya lo tienes de por vida.
plan-begins = { $product }: empieza ahora; con este plan, hasta el { $until }.
plan-begins-for-ever = { $product }: empieza ahora, de por vida.
plan-ends-apart = ℹ️ Terminan en días distintos: lo que ya tenías sigue desde su propio final, así no pierdes nada.
plan-price = 💰 { $price }
plan-price-monthly = 💰 { $price } cada mes
plan-price-cut = 💰 <s>{ $list }</s> { $price }
plan-extra-days =
    { $count ->
        [one] ➕ { $count } día más por el código
       *[other] ➕ { $count } días más por el código
    }
plan-code = 🏷️ Código { $code }: aplicado.
plan-code-not-here = 🏷️ Tu código { $code } no vale para este plan.
plan-gift-note = Al pagarlo recibes un enlace; quien lo abra se lleva el plan.
plan-monthly-note = Si te suscribes, se paga sola cada mes con tus Estrellas y la puedes cancelar cuando quieras.
plan-balance = 👛 Tu saldo: { $amount }
plan-no-way = Ahora no hay forma de pagarlo. Vuelve a mirar más adelante.
plan-choose = ¿Cómo quieres pagar?
plan-ask-code = 🏷️ Escribe tu código de promoción.
button-pay-stars = ⭐ Estrellas: { $price }
button-pay-monthly = ⭐ Suscribirme: { $price } al mes
button-pay-qvapay = 💳 QvaPay: { $price }
button-pay-manual = 🏦 { $name }: { $price }
button-pay-balance = 👛 Con mi saldo: { $price }
button-take = 🎁 Llevármelo gratis
button-code = 🏷️ Tengo un código
button-no-code = 🏷️ Quitar el código
button-as-gift = 🎁 Regalarlo
button-for-me = 🙋 Es para mí
button-pay = 💳 Pagar

# Orders.
orders-heading = 🧾 <b>Tus pedidos</b>
orders-none = Todavía no has pedido nada. Mira lo que hay en /plans.
orders-row = { $mark } <b>{ $id }</b> · { $name } · { $price } · { $day } · { $state }
order-name-gift = { $name } (regalo)
order-name-top-up = Recarga de saldo
order-heading = 🧾 <b>Pedido { $id }</b>: { $name }
order-state = { $mark } Estado: { $state }
order-price = 💰 Precio: { $price }
order-price-cut = 💰 Precio: <s>{ $list }</s> { $price }
order-code = 🏷️ Código: { $code }
order-method = 💳 Forma de pago: { $method }
order-made = 📅 Hecho: { $at }
order-until = ⏰ Se puede pagar hasta el { $until }
order-hint-stars = La factura está en este chat: ábrela y paga con tus Estrellas.
order-hint-link = Pulsa «Pagar»; cuando llegue el pago te aviso aquí.
order-hint-coming = Estoy preparando la factura: llega en un momento.
order-hint-trouble = Ahora mismo no se puede hacer la factura. Lo sigo intentando y te aviso aquí.
order-hint-hand = Sigue las instrucciones de pago.
order-hint-submitted = Alguien del equipo está mirando tu comprobante. Te aviso aquí.
order-hint-paid = Tu pago llegó; lo que compraste está en camino.
order-hint-rejected = El comprobante no sirvió. Puedes mandar otro.
order-hint-rejected-why = El comprobante no sirvió: { $reason }. Puedes mandar otro.
order-hint-review = Llegó un pago que no cuadra con el pedido. Alguien del equipo lo mira y te aviso aquí: tu dinero no se pierde.
order-hint-expired = No se pagó a tiempo. Si lo pagaste de todas formas, escríbenos: tu dinero no se pierde.
order-receipt = <b>Recibo</b>
order-paid = ✅ { $amount }, { $at }
order-held = 🔎 { $amount }, { $at }: en revisión
order-refunding = ↩️ { $amount }, { $at }: se está devolviendo
order-refunded = ↩️ { $amount }, { $at }: devuelto
order-given = { $product }: hasta el { $until }
order-given-for-ever = { $product }: de por vida
order-given-gift = 🎁 El enlace del regalo va en otro mensaje.
order-on-balance = 👛 Está en tu saldo.
order-reference = Referencia: <code>{ $code }</code>
order-cancel-ask = ¿Cancelar el pedido { $id } ({ $name })? Si ya lo pagaste, no lo canceles: espera el aviso.
button-order-cancel = ❌ Cancelar el pedido
button-order-cancel-yes = ❌ Sí, cancelarlo
button-buy-again = 🛒 Comprar otra vez
button-order-anew = 🛒 Pedirlo de nuevo
button-pay-support = 🆘 Ayuda con este pago
told-fulfilled = ✅ <b>Pago recibido</b>: { $name }
    ¡Gracias! Este es tu recibo del pedido { $id }.
told-expired = ⌛ El pedido { $id } ({ $name }) venció sin pago. Si todavía lo quieres, pídelo de nuevo.
told-rejected = ⚠️ El comprobante del pedido { $id } ({ $name }) no sirvió. Abre el pedido y manda otro.
told-held = 🔎 Llegó un pago de { $amount } para el pedido { $id } ({ $name }), pero no cuadra con él. Alguien del equipo lo mira y te aviso aquí: tu dinero no se pierde.
told-refunding = ↩️ Te vamos a devolver { $amount } del pedido { $id } ({ $name }); te aviso cuando salgan. Lo que ese pago trajo termina ya.
told-refunded = ↩️ Se devolvieron { $amount } del pedido { $id } ({ $name }). Lo que ese pago trajo termina con él.
told-on-balance = 👛 { $amount } ya están en tu saldo (pedido { $id }, { $name }).
told-delayed = 🚚 Tu pago de { $amount } llegó ({ $name }, pedido { $id }), pero entregarlo tarda más de lo normal. No tienes que hacer nada: lo sigo intentando y te aviso aquí.

profile-payments = 🧾 Pagos: { $count }
refusal-money-reason = Escribe el motivo en 1 a { $most } caracteres.
