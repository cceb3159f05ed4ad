# El saldo de cada persona, los regalos y las amistades que trae.

help-purse = 👛 /balance: tu saldo, tus regalos y tus amistades; /terms: las condiciones de compra
purse-heading = 👛 <b>Tu saldo</b>
purse-empty = Todavía no tienes nada en el saldo.
purse-amount = 💰 <b>{ $amount }</b>
purse-what-for = Con el saldo pagas cualquier plan de su misma moneda, al momento.
button-purse = 👛 Saldo
button-top-up = ➕ Recargar
button-purse-history = 📜 Movimientos
button-gifts = 🎁 Mis regalos
button-gift = 🎁 Ver el regalo
button-friends = 👥 Invitar amistades

purse-history-heading = 📜 <b>Movimientos de tu saldo</b>
purse-history-empty = Todavía no hay ninguno.
purse-history-line = <b>{ $amount }</b> · { $at } · { $what }
purse-line-added = recarga
purse-line-spent = pago de un pedido
purse-line-refunded = devolución
purse-line-taken-back = recarga devuelta
purse-line-adjusted = ajuste del equipo
purse-line-friend = premio por una amistad
purse-line-other = movimiento

## Recargar.

top-up-ask =
    ➕ <b>¿Cuánto quieres añadir a tu saldo?</b>

    Elige una cantidad o escríbela con su moneda, por ejemplo <b>{ $example }</b>. Monedas: { $currencies }.
top-up-which = 🤔 ¿En qué moneda?
top-up-ways = 💳 Vas a añadir <b>{ $amount }</b> a tu saldo. ¿Cómo quieres pagar?
top-up-no-way = 😕 Ahora mismo no se puede añadir <b>{ $amount }</b> de ninguna forma. Elige otra cantidad.
refusal-amount-unclear = 🤔 No entendí esa cantidad. Escríbela con su moneda, por ejemplo «5 USD» o «200 XTR».
refusal-amount-currency = 💱 En esa moneda no se puede recargar. Prueba con: { $open }.
refusal-amount-decimals =
    { $most ->
        [0] 🔢 Esa moneda va sin decimales: escribe un número entero.
        [one] 🔢 Esa moneda lleva como mucho un decimal.
       *[other] 🔢 Esa moneda lleva como mucho { $most } decimales.
    }
refusal-amount-too-much = 🙌 Es demasiado para un solo pago: como mucho { $most }.
refusal-top-up-closed = 😕 Ahora mismo no hay ninguna forma de recargar el saldo. Prueba más tarde.

## Regalos.

gifts-heading = 🎁 <b>Los regalos que compraste</b>
gifts-empty = Todavía no compraste ninguno. Al comprar un plan puedes elegir regalarlo.
gifts-legend = ⏳ sin abrir · ✅ abierto · 🚫 anulado
gift-heading = 🎁 <b>Regalo №{ $id }</b>
gift-ready = 🎁 <b>¡Tu regalo está listo!</b>
gift-own = 🎁 <b>Este regalo lo compraste tú</b> y es para otra persona: mándale el enlace.
gift-contents = <b>{ $name }</b> ({ $products })
gift-state-waiting =
    ⏳ Nadie lo ha abierto. Se lo queda la primera persona que abra este enlace:
    { $link }
gift-state-waiting-unknown = ⏳ Nadie lo ha abierto.
gift-state-opened = ✅ Lo abrió <b>{ $who }</b> el { $at }.
gift-state-dead = 🚫 Se devolvió el dinero el { $at }: ya no vale.
gift-share-text = 🎁 Te hago un regalo. Abre el enlace y pulsa «Iniciar»:
gift-yours = 🎁 <b>¡El regalo es tuyo!</b> { $name }
gift-on-its-way = Lo que trae llega aquí en un momento.
given-until = ✅ { $product }: hasta el { $until }
given-forever = ✅ { $product }: de por vida
product-vip-channel = Canal VIP
notice-gift-opened = 🎉 <b>{ $who }</b> abrió tu regalo: { $name }.
refusal-gift-unknown = 🤔 No conozco ese regalo. Revisa que el enlace esté completo.
refusal-gift-taken = 🎁 Otra persona abrió antes este regalo.
refusal-gift-dead = 🚫 Este regalo se anuló: quien lo compró recuperó su dinero.
refusal-gift-useless = 💎 Ya tienes por más tiempo lo que trae este regalo. Sigue sin abrir: pásale el enlace a otra persona.
refusal-gift-no-room = 😕 Ahora no queda sitio para lo que trae este regalo. Sigue siendo válido: prueba más tarde con el mismo enlace.

## Amistades.

friends-heading = 👥 <b>Invita a tus amistades</b>
friends-closed = 👥 Ahora mismo no hay premio por invitar amistades.
friends-rule-days =
    { $days ->
        [one] Cuando alguien llega con tu enlace y hace su primera compra, ganas <b>1 día</b> más de todo lo que tengas activo.
       *[other] Cuando alguien llega con tu enlace y hace su primera compra, ganas <b>{ $days } días</b> más de todo lo que tengas activo.
    }
friends-rule-credit = Cuando alguien llega con tu enlace y hace su primera compra, ganas <b>{ $amount }</b> en tu saldo.
friends-most =
    { $most ->
        [one] Vale para una sola amistad.
       *[other] Vale para un máximo de { $most } amistades.
    }
friends-link =
    Tu enlace (solo cuenta para quien entra al bot por primera vez):
    { $link }
friends-count = 🙋 Llegaron con tu enlace: { $count }
friends-rewarded = 🏆 Premios ganados: { $count }
friends-waiting =
    { $days ->
        [one] ⏳ Tienes 1 día ganado que se suma en cuanto tengas algo activo.
       *[other] ⏳ Tienes { $days } días ganados que se suman en cuanto tengas algo activo.
    }
friends-share-text = 👋 Te invito. Abre el enlace y pulsa «Iniciar»:
notice-reward-credit = 🏆 Alguien que invitaste hizo su primera compra: tienes <b>{ $amount }</b> más en tu saldo. ¡Gracias!
notice-reward-days =
    { $days ->
        [one] 🏆 Alguien que invitaste hizo su primera compra: ganaste <b>1 día</b>. ¡Gracias!
       *[other] 🏆 Alguien que invitaste hizo su primera compra: ganaste <b>{ $days } días</b>. ¡Gracias!
    }
notice-reward-waits =
    { $days ->
        [one] 🏆 Alguien que invitaste hizo su primera compra: ganaste <b>1 día</b>. Ahora no tienes nada que alargar: se suma en cuanto tengas algo activo.
       *[other] 🏆 Alguien que invitaste hizo su primera compra: ganaste <b>{ $days } días</b>. Ahora no tienes nada que alargar: se suman en cuanto tengas algo activo.
    }

## Condiciones.

terms-heading = 📄 <b>Condiciones de compra</b>
terms-default =
    • Cada plan dice lo que trae, cuánto dura y cuánto cuesta. Lo que compraste no cambia aunque el plan cambie después.
    • Lo que pagas se entrega aquí mismo, normalmente en unos segundos. Si tarda o algo va mal, escribe a /paysupport: lo resolvemos o te devolvemos el dinero.
    • Lo que compras es para ti; un regalo es para la primera persona que abre su enlace.
    • El saldo sirve para pagar planes.
    • El equipo de este bot atiende los pagos. El soporte de Telegram no puede ayudarte con ellos.
