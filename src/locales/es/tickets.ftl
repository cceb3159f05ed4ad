# El soporte, visto por el equipo.

ticket-filter-waiting = 🟡 Esperan
ticket-filter-mine = ✋ Míos
ticket-filter-answered = 🟢 Respondidos
ticket-filter-closed = ⚪ Cerrados
ticket-filter-all = 🗂️ Todos
tickets-heading =
    🎫 <b>Tickets</b> · { $filter }: { $count }
    Esperan respuesta: { $waiting }
tickets-empty = Aquí no hay ninguno.
tickets-line = { $mark } <b>#{ $id }</b> { $name } · { $category }
tickets-line-waits = espera { $waited }
tickets-line-helper = ✋ { $helper }
button-support-desk = ⚙️ Ajustes del soporte

ticket-heading = 🎫 <b>Ticket #{ $id }</b> · { $category } · { $mark } { $state }
ticket-waits = ⏳ Espera respuesta desde hace { $waited }
ticket-helper = ✋ Lo lleva { $helper }
ticket-no-helper = ✋ No lo lleva nadie
ticket-stars = Valoración: { $stars }
ticket-person = 👤 <b>{ $name }</b> · { $username } · <code>{ $user }</code> · { $language }
ticket-person-vip = ⭐ VIP hasta el { $until }
ticket-person-vip-life = ⭐ VIP de por vida
ticket-person-no-vip = ⭐ Sin VIP
ticket-person-counts = 🔐 Claves: { $keys } · 🎫 Tickets: { $tickets }
ticket-person-banned = ⛔ Vetada: no recibe nada
ticket-person-note = 📝 { $note }
ticket-thread-heading = 🧵 <b>Ticket #{ $id }</b> · { $name } · { $state }
ticket-said-asker = 💬 <b>{ $name }</b>:
ticket-said-helper = 🛟 <b>{ $name }</b> respondió:
ticket-heard-hint = ↩️ Responde a este mensaje y le llega como respuesta del soporte, sin tu nombre.
ticket-topic-hint = ↩️ Lo que se escriba en este tema le llega como respuesta del soporte, sin nombres. Lo que empiece por // se queda aquí. Cerrar el tema cierra el ticket.
ticket-ask-answer = ✍️ Escribe la respuesta para <b>{ $name }</b> (ticket #{ $id }). Le llega como soporte, sin tu nombre; puedes mandar varias cosas.
ticket-answer-sent = 📨 Enviado a <b>{ $name }</b> (ticket #{ $id }).
ticket-ask-helper = 🤝 ¿A quién le pasas el ticket <b>#{ $id }</b>?
ticket-no-helpers = 🤝 No hay nadie más que pueda llevar el ticket <b>#{ $id }</b>.
ticket-anonymous = 🎭 Como administrador anónimo no sé quién eres, así que no se envió. Quita «Permanecer anónimo» y escríbelo de nuevo.
button-ticket-answer = ✍️ Responder
button-ticket-canned = 📋 Respuestas guardadas
button-ticket-take = ✋ Lo llevo yo
button-ticket-release = 👋 Dejarlo
button-ticket-free = 👋 Que no lo lleve nadie
button-ticket-give = 🤝 Pasarlo
button-ticket-close = ✅ Cerrar
button-ticket-reopen = 🔁 Reabrir
button-ticket-show = 🎫 Ver el ticket
button-ticket-open = 🎫 Abrir en el bot
button-ticket-history = 🧵 Hilo ({ $count })
button-ticket-person = 👤 Ficha
button-tickets = 🎫 Tickets
button-tickets-waiting = 🎫 Tickets ({ $count } esperan)

ticket-news-closed = ⚪ Ticket <b>#{ $id }</b> cerrado.
ticket-news-solved = ⚪ { $name } dio por resuelto el ticket <b>#{ $id }</b>.
ticket-news-reopened = 🟠 Ticket <b>#{ $id }</b> reabierto.
ticket-news-back = 🟠 { $name } reabrió el ticket <b>#{ $id }</b>.
ticket-news-taken = ✋ { $by } lleva el ticket <b>#{ $id }</b> de { $name }.
ticket-news-given = 🤝 { $by } le pasó a { $whom } el ticket <b>#{ $id }</b> de { $name }.
ticket-news-rated = { $stars } { $name } valoró el ticket <b>#{ $id }</b>.
ticket-news-waiting =
    { $hours ->
        [one] ⏰ El ticket <b>#{ $id }</b> de { $name } lleva { $hours } hora sin respuesta.
       *[other] ⏰ El ticket <b>#{ $id }</b> de { $name } lleva { $hours } horas sin respuesta.
    }
ticket-news-unreachable = 📵 Tu respuesta al ticket <b>#{ $id }</b> no llegó todavía: { $name } tiene bloqueado el bot. Le llegará sola en cuanto vuelva.

canned-pick = 📋 Ticket <b>#{ $id }</b>: ¿qué respuesta mando? Al pulsarla se envía.
canned-none = 📋 Todavía no hay respuestas guardadas. Se escriben en los ajustes del soporte.
canned-line =
    <b>{ $title }</b>
    { $body }
canned-heading = 📋 <b>Respuestas guardadas</b>: { $count }
canned-empty = 📋 <b>Respuestas guardadas</b>: { $count }. Escribe las que más repites y se mandarán con dos toques.
canned-card =
    📋 <b>{ $title }</b>

    { $body }
canned-ask-new = ✏️ Envíame la respuesta: el título en la primera línea (hasta { $title } caracteres) y debajo el texto (hasta { $body }).
canned-ask-edit = ✏️ Envíame «{ $old }» de nuevo: el título en la primera línea (hasta { $title } caracteres) y debajo el texto (hasta { $body }).
canned-ask-drop = 🗑️ ¿Borro «{ $title }»?
button-canned-new = ➕ Nueva respuesta
button-canned-edit = ✏️ Cambiar
button-canned-drop = 🗑️ Borrar
button-canned-drop-yes = 🗑️ Sí, borrar

support-desk-heading = ⚙️ <b>Ajustes del soporte</b>
support-desk-group = 👥 Grupo con temas: <b>{ $title }</b>
support-desk-no-group = 👥 Sin grupo: los tickets llegan en privado a quien puede responderlos
support-desk-hours =
    { $hours ->
        [one] ⏰ Aviso si pasa { $hours } hora sin respuesta
       *[other] ⏰ Aviso si pasan { $hours } horas sin respuesta
    }
support-desk-no-hours = ⏰ Sin avisos por falta de respuesta
support-desk-canned = 📋 Respuestas guardadas: { $count }
support-desk-waiting = 🟡 Esperan respuesta: { $waiting }
support-desk-stars = ⭐ { $stars } de 5 en 30 días ({ $count } valoraciones)
button-support-group = 👥 Grupo
button-support-hours = ⏰ Avisos
button-support-canned = 📋 Respuestas guardadas
support-ask-hours = ⏰ Ahora: { $now } h. ¿Cuántas horas puede esperar un ticket antes de que avise? Elige o escribe un número de 0 a { $most }; 0 es nunca.
button-hours = { $hours } h
button-hours-never = Nunca
support-ask-group =
    👥 Elige el grupo del equipo, con temas activados: cada ticket tendrá el suyo.

    Necesito ser administrador con «Gestionar temas»; al elegirlo abajo Telegram me lo da. También puedes escribir su número o su @nombre.
button-pick-forum = 👥 Elegir grupo con temas
button-support-no-group = 👤 Sin grupo: en privado
support-group-set = ✅ Los tickets van desde ahora a «{ $title }», cada uno en su tema.
support-group-lost =
    ⚠️ El grupo del soporte no acepta mis mensajes, así que los tickets llegan en privado.

    Telegram dice: { $why }
