stars-title-top-up = Saldo
stars-invoice-top-up = Se suma a tu saldo en esta casa.
stars-invoice-gift = Para regalar: { $what }. Al pagar recibes el enlace para quien tú quieras.
stars-invoice-monthly = { $what }. Se renueva solo cada 30 días; lo puedes parar cuando quieras.
stars-extra-days = { $days ->
    [one] 1 día más de regalo
   *[other] { $days } días más de regalo
  }
stars-product-vip = Canal VIP
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
checkout-later = Ahora no lo puedo comprobar. No se te ha cobrado nada. Prueba en un minuto.
stars-changed-active = ⭐️ Tu suscripción <b>{ $name }</b> sigue: se renueva el { $until }.
stars-changed-canceled = ⭐️ Tu suscripción <b>{ $name }</b> ya no se renueva. Lo pagado dura hasta el { $until }.
stars-changed-failed = ⭐️ Telegram no pudo cobrar tu suscripción <b>{ $name }</b>. Recarga estrellas: lo pagado dura hasta el { $until }.
stars-changed-ended = ⭐️ Tu suscripción <b>{ $name }</b> terminó el { $until }.
