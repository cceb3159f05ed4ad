stars-title-top-up = Saldo
stars-invoice-top-up = Se suma a tu saldo en esta casa.
stars-invoice-gift = Para regalar: { $what }. Al pagar recibes el enlace para quien tú quieras.
stars-invoice-monthly = { $what }. Se renueva solo cada 30 días; lo puedes parar cuando quieras.
stars-extra-days = { $days ->
    [one] 1 día más de regalo
   *[other] { $days } días más de regalo
  }
stars-product-vip = Canal VIP
stars-product-mtproto = Proxy de Telegram
stars-days = { $days ->
    [one] 1 día
   *[other] { $days } días
  }
stars-months = { $months ->
    [one] 1 mes
   *[other] { $months } meses
  }
stars-until = hasta el { $date }
stars-lifetime = para siempre
stars-subscribe =
    ⭐️ <b>Suscripción: { $name }</b>
    { $what }

    { $stars ->
        [one] Una estrella
       *[other] { $stars } estrellas
    } cada 30 días. Telegram cobra solo cada renovación y puedes pararla cuando quieras: lo pagado dura hasta su fecha.
button-stars-subscribe = ⭐️ Suscribirme por { $stars }
checkout-unknown = No conozco este pedido. No se te ha cobrado nada. Empieza de nuevo en /plans.
checkout-other-person = Este pedido es de otra persona. No se te ha cobrado nada. Haz el tuyo en /plans.
checkout-banned = No puedes comprar aquí. No se te ha cobrado nada.
checkout-paid = Este pedido ya está pagado. No se te ha cobrado otra vez.
checkout-ended = Este pedido ya terminó. No se te ha cobrado nada. Haz otro en /plans.
checkout-price = El precio no es el de este pedido. No se te ha cobrado nada. Haz otro en /plans.
checkout-sold-out = Ahora no podemos entregar lo que trae este pedido. No se te ha cobrado nada. Prueba más tarde.
checkout-not-for-you = Este plan ya no es para ti. No se te ha cobrado nada. Mira los demás en /plans.
checkout-later = Ahora no lo puedo comprobar. No se te ha cobrado nada. Prueba en un minuto.
stars-changed-active = ⭐️ Tu suscripción <b>{ $name }</b> sigue: se renueva el { $until }.
stars-changed-canceled = ⭐️ Tu suscripción <b>{ $name }</b> ya no se renueva. Lo pagado dura hasta el { $until }.
stars-changed-failed = ⭐️ Telegram no pudo cobrar tu suscripción <b>{ $name }</b>. Recarga estrellas: lo pagado dura hasta el { $until }.
stars-changed-ended = ⭐️ Tu suscripción <b>{ $name }</b> terminó el { $until }.
button-stars-list = ⭐️ Mis suscripciones
button-stars-show = ⭐️ Ver la suscripción
button-stars-stop = No renovar más
button-stars-allow = Permitir que se renueve
stars-list = ⭐️ <b>Mis suscripciones</b>
stars-list-empty = No tienes ninguna suscripción en estrellas.
stars-state-active = <b>{ $name }</b>: se renueva sola el { $until }.
stars-state-stopped = <b>{ $name }</b>: no se renueva. Lo pagado dura hasta el { $until }.
stars-state-canceled = <b>{ $name }</b>: no se renueva. Lo pagado dura hasta el { $until }. Para que siga, actívala en Telegram: Ajustes → Mis estrellas → Suscripciones.
stars-state-failed = <b>{ $name }</b>: Telegram no pudo cobrarla. Recarga estrellas; lo pagado dura hasta el { $until }.
stars-state-ended = <b>{ $name }</b>: terminó el { $until }.
stars-card =
    { $what }
    { $stars ->
        [one] Una estrella
       *[other] { $stars } estrellas
    } cada 30 días.
stars-ask-stop = ¿Dejar de renovar <b>{ $name }</b>? Lo pagado dura hasta el { $until }, y no se te cobra más.
toast-stars-stopped = No se te cobrará más. Lo pagado dura hasta su fecha.
toast-stars-allowed = Ya puede renovarse: actívala en Telegram, en Ajustes → Mis estrellas.
stars-desk-balance = ⭐️ <b>Estrellas</b>
    El bot tiene { $stars ->
        [one] una estrella
       *[other] { $stars } estrellas
    }.
stars-desk-no-balance = ⭐️ <b>Estrellas</b>
    Telegram no dice ahora cuántas tiene el bot.
stars-desk-links = Un enlace de pago mensual al canal VIP: Telegram cobra y saca a quien deja de pagar, y quien entra por él tiene acceso mientras paga. ¿Por cuántas estrellas al mes?
button-stars-link = 🔗 { $stars } al mes
stars-link =
    🔗 <b>Enlace de pago al canal VIP</b>
    <code>{ $url }</code>

    { $stars ->
        [one] Una estrella
       *[other] { $stars } estrellas
    } cada 30 días. El precio ya no cambia; para otro, haz otro enlace.
button-stars-copy = 📋 Copiar
