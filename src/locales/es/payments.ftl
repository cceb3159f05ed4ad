hold-unknown-order = no hay ningún pedido con ese código
hold-underpaid = llegó menos de lo acordado
hold-overpaid = llegó más de lo acordado
hold-currency = llegó en otra moneda
hold-other-person = lo pagó otra persona
hold-late = el pedido ya había terminado
hold-second = el pedido ya estaba pagado
hold-banned = quien compra está vetado
hold-nothing = ya tiene todo lo que trae, o su fecha pasó
hold-limit = el código o el plan ya no le corresponde a quien compra
notice-payment-held =
    💸 <b>Pago retenido</b> n.º { $id }
    { $amount } · { $method }
    Motivo: { $why }.
payments-heading = 💳 <b>Pagos</b> · { $filter } · { $count }
payments-empty = Aquí no hay nada.
payments-line = <b>#{ $id }</b> { $amount } · { $method } · { $name } · { $at }
payment-nobody = nadie conocido
payment-filter-held = Por decidir
payment-filter-refunding = En devolución
payment-filter-waiting = Por entregar
payment-filter-done = Entregados
payment-filter-back = Devueltos
payment-state-paid = pagado, en camino
payment-state-fulfilled = entregado
payment-state-held = espera una decisión
payment-state-refunding = en devolución
payment-state-refunded = devuelto
payment-state-returned = devuelto a mano
order-filter-open = Sin pagar
order-filter-review = En revisión
order-filter-paid = Pagados
order-filter-closed = Cerrados
orders-desk-heading = 🧾 <b>Pedidos</b> · { $filter } · { $count }
orders-desk-line = <b>#{ $id }</b> { $what } · { $amount } · { $state } · { $name }
order-top-up = Recarga de saldo
order-desk-card =
    🧾 <b>Pedido #{ $id }</b> · <code>{ $code }</code>
    { $name }
    { $what } · { $amount } · { $method }
    Estado: { $state }
    { $at }
order-desk-trouble = ⚠️ { $why }
payment-event = • { $at } · { $what }
payment-event-opened = abierto
payment-event-paid = contado
payment-event-held = retenido
payment-event-released = liberado
payment-event-fulfilled = entregado
payment-event-cancelled = cancelado
payment-event-expired = vencido
payment-event-refunding = devolución iniciada
payment-event-refund-again = devolución reintentada
payment-event-refunded = devuelto
payment-event-refunded-twice = devuelto también por el proveedor
payment-event-returned = devuelto a mano
payment-event-renewals-stopped = renovaciones detenidas
payment-event-offered = cobro preparado
payment-event-refused = el proveedor no lo aceptó
payment-event-checked-out = cobro autorizado en Telegram
payment-event-delayed = la entrega se retrasa
payment-event-receipt = comprobante recibido
payment-event-receipt-approved = comprobante aprobado
payment-event-receipt-rejected = comprobante rechazado
payment-event-receipt-withdrawn = comprobante retirado
payment-event-renewal-stopped = renovación detenida
payment-event-renewal-allowed = renovación permitida otra vez
payment-event-renewal-on = suscripción en marcha
payment-event-renewal-off = suscripción cancelada
payment-event-renewal-failed = no se pudo cobrar la renovación
payment-event-renewal-ended = suscripción terminada
payment-event-number = n.º { $number }
payment-event-as-it-is = tal cual
payment-event-to-balance = al saldo
payment-event-to-order = a un pedido
payment-card =
    💳 <b>Pago #{ $id }</b> · { $amount } · { $method }
    { $name }
    Estado: { $state }
    { $at }
    <code>{ $provider }</code>
payment-card-why = Motivo: { $why }.
payment-card-agreed = Acordado: { $amount }
payment-card-own = ⚠️ Lo decidió la misma persona que pagó.
payment-posting = 📒 { $text }
button-payment-open = 🔎 Verlo
button-payment-order = 🧾 { $code }
button-payment-orders = 🧾 Pedidos
button-payment-find = 🔎 Buscar
button-payment-books = 📒 Libros
button-payment-release = ✅ Aceptar tal cual
button-payment-balance = 👛 Al saldo
button-payment-to-order = 🧾 A un pedido
button-payment-return = 🤝 Devuelto a mano
button-payment-refund = ↩️ Devolver
button-payment-again = 🔁 Reintentar
payment-sure-release = ¿Entregar lo pedido por <b>{ $amount }</b> de { $name }?
payment-sure-balance = ¿Poner <b>{ $amount }</b> en el saldo de { $name }?
payment-sure-return = ¿Ya devolviste <b>{ $amount }</b> a { $name } a mano? Esto solo lo anota.
payment-sure-refund = ¿Devolver <b>{ $amount }</b> a { $name }? Se retira lo que trajo.
payment-sure-refund-by-hand = ¿Retirar lo que trajeron <b>{ $amount }</b> de { $name }? Después envías tú el dinero y pulsas «Devuelto a mano».
payment-ask-order = ¿Qué pedido paga? Envía su código, <code>ord_…</code>.
payment-ask-person = ¿A qué saldo va? Envía el número o el @nombre de la persona.
payment-ask-find = Envía el código de un pedido (<code>ord_…</code>), el número de un pago, o el número que le dio el proveedor.
