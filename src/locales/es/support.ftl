# La charla de una persona con el soporte.

button-support = 🆘 Soporte
support-heading = 🆘 <b>Soporte</b>
support-open =
    { $count ->
        [one] Tienes { $count } ticket abierto:
       *[other] Tienes { $count } tickets abiertos:
    }
support-ask-category = ¿De qué se trata? Elige, y luego me lo cuentas con tus palabras: texto, fotos, archivos o voz. Te contesta una persona.
support-no-room = Ya no caben más tickets abiertos. Sigue en uno de estos, o ciérralo cuando esté resuelto.
ticket-category-access = 🚪 Entrar a un canal
ticket-category-vpn = 🔐 VPN
ticket-category-payment = 💳 Pagos
ticket-category-problem = 🔧 Algo no funciona
ticket-category-other = 💬 Otra cosa
ticket-state-open = sin responder
ticket-state-answered = respondido
ticket-state-closed = cerrado
ticket-state-reopened = reabierto
button-own-ticket = { $mark } #{ $id } · { $category }
button-own-tickets = 🗂️ Todos mis tickets
support-list-heading = 🗂️ <b>Mis tickets</b>
support-list-empty = Todavía no abriste ninguno.
support-list-line = { $mark } <b>#{ $id }</b> { $category } · { $state } · { $at }

support-ask-words =
    { $category }

    Cuéntame qué pasa en un mensaje. Puede ser texto, fotos (también varias juntas), un archivo o una nota de voz.
support-ask-more = ✍️ Escribe: lo que mandes se suma al ticket <b>#{ $id }</b>.
support-ask-again = ✍️ El ticket <b>#{ $id }</b> estaba cerrado. Escribe y lo reabro con tu mensaje.
support-opened =
    ✅ Ticket <b>#{ $id }</b> abierto ({ $category }).

    Ya avisé al equipo y su respuesta llega aquí. Si quieres añadir algo, escríbelo: se suma al mismo ticket.
support-added = 📨 Lo sumé al ticket <b>#{ $id }</b>.
support-thread-heading = 🎫 <b>Ticket #{ $id }</b> · { $category } · { $state }
support-us = 🛟 Soporte
support-you = Tú
ticket-thread-line =
    <b>{ $who }</b> · { $at }
    { $what }
support-answer = 🛟 <b>Soporte · ticket #{ $id }</b>
support-closed = ✅ Cerraste el ticket <b>#{ $id }</b>. ¡Me alegro de que se resolviera!
support-news-closed = ✅ El equipo cerró tu ticket <b>#{ $id }</b>.
support-news-reopened = 🔁 El equipo reabrió tu ticket <b>#{ $id }</b>.
support-ask-stars = ¿Cómo te atendimos?
support-rated = { $stars } ¡Gracias! Nos ayuda a hacerlo mejor.
ticket-words-gone =
    🫥 El mensaje original ya no está donde lo enviaron. Esto es lo que sé de él:
    { $what }
button-ticket-thread = 🧵 Ver el ticket
button-ticket-solved = ✅ Resuelto
button-ticket-write = ✍️ Escribir
button-ticket-again = 🔁 No se resolvió
button-ticket-reply = ✍️ Responder

refusal-too-many-tickets = Ya tienes { $most } tickets abiertos. Sigue en uno de ellos, o ciérralo, y podrás abrir otro.
refusal-tickets-today = Hoy ya abriste { $most } tickets. Sigue en uno de ellos: si está cerrado, tu mensaje lo vuelve a abrir.
refusal-ticket-words = Telegram no me deja pasar ese tipo de mensaje. Prueba con texto, una foto, un archivo o voz.
refusal-no-helper = Esta respuesta no se envió: ya no atiendes el soporte (ticket #{ $id }). Si es un error, pide a un administrador que te devuelva el rol.
refusal-not-a-helper = Esa persona no puede responder tickets. Elige a otra.
refusal-asker-banned = No se envió: esa persona está vetada y no recibe nada.
refusal-no-forum = «{ $title }» no tiene temas. Actívalos en los ajustes del grupo (Temas) y vuelve a elegirlo.
refusal-no-topic-right = En «{ $title }» no puedo crear temas. Hazme administrador con el permiso «Gestionar temas» y vuelve a elegirlo.
refusal-hours = Envía un número de horas de 0 a { $most }; 0 es nunca.
refusal-canned-unclear = Escribe el título en la primera línea y debajo la respuesta.
refusal-canned-long = Demasiado largo: el título admite { $title } caracteres y la respuesta { $body }.
refusal-canned-taken = Ya hay una respuesta con ese título. Ponle otro.
refusal-too-many-canned = Ya hay { $most } respuestas guardadas. Borra alguna primero.
