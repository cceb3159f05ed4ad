refusal-plan-not-on-sale = Ese plan ya no se vende. Mira los que hay ahora en /plans.
refusal-plan-often = Ya has comprado este plan { $most ->
    [one] una vez, y no se puede más
   *[other] { $most } veces, y no se puede más
  }.
refusal-plan-only-new = Este plan es solo para quien compra por primera vez.
refusal-plan-only-former = Este plan es para quien ya fue cliente y no tiene nada activo de lo que trae.
refusal-method-closed = Ahora no se puede pagar así. Elige otra forma de pago.
refusal-too-many-orders = Ya tienes { $most } pedidos sin pagar. Paga o cancela alguno en /orders.
refusal-order-state = Este pedido está { $state }: eso ya no se puede hacer.
refusal-sold-out = Ahora no queda sitio para lo que trae este plan, y no vendemos lo que no podemos entregar. Prueba más tarde.
refusal-plan-term-over = La fecha de este plan ya pasó.
refusal-balance-low = Tu saldo no alcanza para este pago.
refusal-payment-decided = Otra persona ya lo decidió.
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
refusal-money-reason = Escribe el motivo en 1 a { $most } caracteres.
