# Personas: fichas, listas, bloqueos y datos.

## Listas y búsqueda.

persons-heading = 👥 <b>Personas: { $filter }</b> ({ $count })
persons-empty = Aquí no hay nadie.
persons-line = • { $name } { $marks } — { $seen }
persons-found = 🔎 <b>{ $count } personas</b>
persons-found-more = Hay más: escribe algo más preciso.
persons-filter-all = Todas
persons-filter-today = Hoy
persons-filter-month = 30 días
persons-filter-new = Nuevas
persons-filter-banned = 🚫 Con bloqueo
persons-filter-unreachable = 📵 Sin contacto
persons-filter-staff = 🛡️ Equipo
persons-filter-vip = 💎 VIP
persons-filter-keys = 🔐 Con claves
button-person-search = 🔎 Buscar
person-ask-search =
    🔎 <b>¿A quién buscas?</b>

    Escribe su @nombre, su número, parte de su nombre o los primeros caracteres del token que canjeó. También puedes reenviarme un mensaje suyo.

## Ficha.

person-name = 👤 <b>{ $name }</b>
person-id = 🆔 <code>{ $id }</code>
person-username = 💬 @{ $username }
person-dates = 🗓️ Llegó: { $met } · Visto: { $seen }
person-waits-free = ⏳ Espera turno para el canal Free
person-counts = 📦 Claves: { $keys } · Tokens canjeados: { $tokens } · Tickets: { $tickets } ({ $open } sin cerrar)
person-made = 🎟️ Tokens que generó: { $count }
person-trial = 🎁 Usó su prueba: { $at }
person-qvapay = 💳 QvaPay: { $name }
person-no-promotions = 🔕 No quiere promociones
person-no-reminders = 🔕 No quiere recordatorios
person-erased = 🗑️ Sus datos se borraron: { $at }
person-unreachable = 📵 No puedo escribirle: bloqueó el bot o nunca pulsó Iniciar
person-banned = 🚫 <b>Con bloqueo</b> { $end }: { $reason }
person-banned-by = ↳ por { $by }, { $at }
person-note = 📝 { $note }
button-ban = 🚫 Bloquear
button-ban-change = ✏️ Cambiar el bloqueo
button-unban = ✅ Quitar el bloqueo
button-person-note = 📝 Nota
button-person-note-clear = 🧽 Borrar la nota
button-person-write = ✍️ Escribirle
button-person-owned = 📦 Lo que tiene
button-person-history = 📜 Historia
button-person-member = 💎 Membresía
button-person-roles = 🛡️ Roles
button-person-data = 🗂 Datos
person-ask-note = 📝 Escribe la nota sobre <b>{ $name }</b> (hasta { $most } caracteres). Solo la ve el equipo.
person-ask-write = ✍️ Envíame lo que quieras decirle a <b>{ $name }</b>: tu próximo mensaje le llega tal cual, de parte del bot.

## Lo que tiene.

owned-heading = 📦 <b>Lo que tiene { $name }</b>
owned-no-vip = 💎 Nunca tuvo acceso VIP
owned-keys = 🔐 <b>Claves VPN: { $count }</b>
owned-key = { $icon } { $name }
owned-key-until = { $icon } { $name } — hasta { $until }
owned-tokens = 🎟️ <b>Tokens canjeados: { $count }</b>
owned-token = • { $prefix }… ({ $length }) — { $at }, de { $by }
owned-tickets = 🎫 <b>Tickets: { $count }</b>
owned-ticket = • Nº { $id }: { $state } — { $at }
owned-ticket-open = sin responder
owned-ticket-answered = respondido
owned-ticket-closed = cerrado
owned-ticket-reopened = reabierto
owned-more = … y { $count } más

## Bloqueos.

ban-ask-why =
    🚫 <b>¿Por qué bloqueas a { $name }?</b>

    Sale de los dos canales, sus claves VPN se detienen y el bot no le atiende. Elige un motivo o escríbelo con tus palabras: lo verá quien recibe el bloqueo.
ban-ask-why-again =
    ✏️ <b>{ $name } ya tiene un bloqueo</b>

    Elige el nuevo motivo o escríbelo; después te pregunto hasta cuándo.
ban-ask-end =
    ⏱️ <b>¿Hasta cuándo, para { $name }?</b>

    Motivo: { $reason }
    Elige, o escribe cuánto dura (<code>12h</code>, <code>3d</code>) o una fecha: <code>25/12/2026 18:30</code>, hora de { $zone }. Cuando llega el momento, el bloqueo se quita solo y se lo digo.
ban-confirm =
    🚫 <b>¿Bloqueo a { $name }?</b>

    Motivo: { $reason }
    Duración: { $end }
ban-until = hasta el { $until }
ban-ever = sin fecha de fin
button-ban-ever = ♾️ Sin fecha de fin
button-ban-yes = 🚫 Sí, bloquear
refusal-ban-reason = ✋ El motivo es demasiado largo: como mucho { $most } caracteres.
refusal-ban-end = 🤔 No entendí hasta cuándo. Prueba con 12h, 3d o 25/12/2026 18:30.
refusal-ban-long = ✋ Es demasiado: como mucho { $most } días. Para siempre hay un botón.
refusal-ban-forgotten = 🤷 Ya no recuerdo el motivo que escribiste. Empieza otra vez desde la ficha.
refusal-person-unknown = 🔍 No conozco a nadie así. Prueba con otro dato o reenvíame un mensaje suyo.
refusal-person-hidden = 🙈 Esa persona no deja ver su cuenta al reenviar. Búscala por su @nombre o su número.
refusal-person-chat = 📢 Ese mensaje es de un canal o grupo, no de una persona.

## Datos.

data-heading =
    🗂 <b>Datos de { $name }</b>

    📄 <b>Entregar</b>: todo lo que guardo sobre esta persona, en un documento JSON. Sin secretos.
    🗑️ <b>Borrar</b>: quito su nombre y lo que dijo; lo que piden la contabilidad y las estadísticas queda sin nombre.
button-data-export = 📄 Entregar en un archivo
button-data-erase = 🗑️ Borrar sus datos
data-exported = 📄 Todo lo que guardo sobre <code>{ $id }</code>. Trátalo con cuidado: son datos personales.
erase-ask =
    🗑️ <b>¿Borro los datos de { $name }?</b>

    Se van para siempre: nombre, notas, ajustes, textos de sus tickets y los detalles de la auditoría.
erase-ends-vip = 💎 Termina su acceso VIP y sale del canal.
erase-ends-keys = 🔐 Se anulan sus claves VPN: { $count }.
erase-ends-tickets = 🎫 Se cierran y vacían sus tickets: { $count }.
erase-keeps-ban = 🚫 Su bloqueo sigue, sin el motivo.
erase-keeps = Quedan, sin nombre: su número, que ya usó la prueba, fechas y cantidades. Las copias de seguridad lo conservan hasta que caducan. Lo que escribió en tickets sigue en los chats de Telegram del equipo: bórralo allí; su tema del grupo de soporte lo borro yo si puedo. Puede volver como alguien nuevo. <b>No se puede deshacer.</b>
button-erase-yes = 🗑️ Sí, borrar para siempre
refusal-erase-staff = 🛡️ Es del equipo: primero quítale sus roles.
refusal-erased = 🗑️ Sus datos ya se borraron.
history-exported = se entregaron sus datos
history-erased = se borraron sus datos
problem-what-tell-unbanned = Avisar del fin de un bloqueo
problem-what-tell-erased = Avisar de un borrado de datos
