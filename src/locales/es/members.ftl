# Miembros: búsqueda, ficha, importación y auditoría.

## Pestañas y herramientas.

members-filter-problems = Con problemas
button-member-tab = { $name } ({ $count })
button-member-search = 🔎 Buscar
button-member-export = 📤 Exportar CSV
button-member-tools = 🧰 Importar, migrar, auditar
button-member-import = 📥 Importar desde un archivo
button-migrations = 🔗 Enlaces de migración
button-audit = 🩺 Auditoría de accesos
member-tools =
    🧰 <b>Para muchas personas a la vez</b>

    📥 <b>Importar</b>: trae a tus miembros de antes desde un archivo CSV.
    🔗 <b>Migrar</b>: un enlace que publicas en el canal VIP; quien ya está dentro lo abre y queda registrado.
    🩺 <b>Auditar</b>: compara quién tiene derecho con quién está dentro.
members-exported = 📤 <b>{ $filter }</b>: { $count }
member-mark-unremoved = ⚠️ no pude sacarle
member-mark-link = 🔗 enlace sin entregar
member-mark-banned = 🚫 con bloqueo
member-mark-unreachable = 📵 no puedo escribirle
member-mark-stray = 👻 dentro sin derecho

## Ficha.

member-name = 👤 <b>{ $name }</b>
member-end-ahead =
    { $count ->
        [one] ⏳ Termina: { $until } (queda { $apart })
       *[other] ⏳ Termina: { $until } (quedan { $apart })
    }
member-end-past = ⌛ Terminó: { $until } (hace { $apart })
member-end-never = ♾️ Acceso de por vida
member-end-unknown = ⌛ Su acceso terminó
member-from-token = 🎟️ Por el token { $prefix }… de { $by }
member-from-grant = 🎁 Se lo dio { $by }
member-from-import = 📥 Importado desde un archivo
member-from-migration = 🔗 Por un enlace de migración
member-from-unknown = 📎 No consta de dónde viene
member-asked-inside = ✅ Acabo de mirar: está dentro
member-asked-outside = 🚪 Acabo de mirar: está fuera
member-asked-banned = ⛔ Acabo de mirar: tiene el paso cerrado en el canal
member-asked-nothing = 🤷 Telegram no me contestó; prueba en un momento
member-staff = 🛡️ Es del equipo
member-links = 🔗 <b>Últimos enlaces</b>
member-link-used = • { $made }: usado { $used }
member-link-revoked = • { $made }: anulado
member-link-open = • { $made }: sin usar
member-link-over = • { $made }: caducó
member-note = 📝 { $note }
button-member-grant = 🎁 Dar acceso
button-member-days = ± días
button-member-date = 📅 Fecha
button-member-life = ♾️ De por vida
button-member-life-yes = ♾️ Sí, de por vida
button-member-link = 🔗 Enlace nuevo
button-member-look = 🔍 Revisar
button-member-write = ✍️ Escribirle
button-member-note = 📝 Nota
button-member-note-clear = 🧽 Borrar la nota
button-member-history = 📜 Historia
button-member-remove = 👋 Sacar ahora
button-member-remove-yes = 👋 Sí, terminar y sacar
button-member-ban = 🚫 Bloquear
button-member-person = 👤 Ficha de la persona
button-member-unban = ✅ Quitar el bloqueo
member-grant = 🎁 ¿Cuánto acceso le das a <b>{ $name }</b>?
member-ask-search =
    🔎 <b>¿A quién buscas?</b>

    Escribe su @nombre, su número, parte de su nombre o los primeros caracteres del token que canjeó. También puedes reenviarme un mensaje suyo.
member-ask-days =
    📆 ¿Cuántos días le sumo a <b>{ $name }</b>?

    Un número entero, por ejemplo <code>45</code>; con menos delante los resto: <code>-10</code>. Como mucho { $most }.
member-ask-date =
    📅 ¿Hasta cuándo tiene acceso <b>{ $name }</b>?

    Escribe la fecha, por ejemplo <code>25/12/2026</code>, <code>2026-12-25</code> o <code>25/12/2026 18:30</code>. Hora de { $zone }; sin hora, hasta el final del día.
member-ask-note = 📝 Escribe la nota sobre <b>{ $name }</b> (hasta { $most } caracteres). Solo la ve el equipo.
member-ask-write = ✍️ Envíame lo que quieras decirle a <b>{ $name }</b>: tu próximo mensaje le llega tal cual, de parte del bot.
member-ask-life = ♾️ ¿Acceso de por vida para <b>{ $name }</b>? Su fecha de fin se olvida.
member-ask-remove = 👋 ¿Termino ahora el acceso de <b>{ $name }</b>? Sale del canal VIP y le aviso con cariño. Podrá volver cuando le des acceso.
member-found = 🔎 <b>{ $count } personas</b>
member-found-more = Hay más: escribe algo más preciso.
member-told-new =
    💎 <b>Tienes acceso VIP</b>

    { $end }
member-told-moved =
    📆 <b>Tu acceso VIP cambió de fecha</b>

    { $end }
member-handed-on = ✅ Entregado a <b>{ $name }</b>.
member-unreachable = 📵 No puedo escribirle a <b>{ $name }</b>: bloqueó el bot o nunca pulsó Iniciar. Tu mensaje no le llegó.
member-banned-unsaid = 🚫 <b>{ $name }</b> está vetado y no recibe nada. Tu mensaje no le llegó.
member-not-handed-on = ⚠️ Telegram no quiso entregar tu mensaje a <b>{ $name }</b>: { $error }
toast-link-ordered = 🔗 Le mando un enlace nuevo.
toast-link-ordered-later = 🔗 Le mando el enlace en cuanto el canal me deje.
toast-link-ordered-inside = ✅ Parece que ya está dentro; lo compruebo.

## Historia.

history-heading = 📜 <b>{ $name }</b>
history-empty = Todavía no hay nada.
history-act = { $what } ({ $by })
history-granted = recibió acceso
history-renewed = renovó
history-adjusted = cambió su fecha
history-joined = entró
history-left = salió
history-expired = terminó su acceso
history-removed = salió al terminar
history-link-asked = pidió un enlace
history-queued = pidió entrar
history-approved = pasó
history-declined = no pasó
history-end-moved = fecha cambiada
history-given = acceso dado
history-removal-ordered = sacar ahora
history-link-ordered = enlace nuevo
history-reactivated = acceso recuperado
history-intruder = entró con un enlace ajeno
history-banned = bloqueo
history-unbanned = bloqueo quitado
history-noted = nota
history-written-to = mensaje del equipo
history-whitelisted = a la lista blanca
history-unwhitelisted = fuera de la lista blanca
history-migrated = enlace de migración

## Importar.

import-ask =
    📥 <b>Envíame el archivo CSV</b>

    La primera línea nombra las columnas; me bastan <code>id</code> o <code>@username</code>, y si las tienes, <code>nombre</code>, <code>vence</code> y <code>nota</code>. Separadas por coma o punto y coma; fechas como <code>25/12/2026</code> o <code>2026-12-25</code>.

    Hasta { $size } y { $rows } líneas. Primero te digo qué pasaría; nada cambia hasta que confirmes.
import-heading = 📥 <b>{ $file }</b>: así quedaría
import-fresh =
    { $count ->
        [one] 🆕 { $count } persona con acceso nuevo
       *[other] 🆕 { $count } personas con acceso nuevo
    }
import-extended =
    { $count ->
        [one] ⏩ { $count } persona con más tiempo
       *[other] ⏩ { $count } personas con más tiempo
    }
import-unchanged =
    { $count ->
        [one] ➖ { $count } persona sin cambios
       *[other] ➖ { $count } personas sin cambios
    }
import-refused =
    { $count ->
        [one] ⚠️ { $count } línea sin tomar
       *[other] ⚠️ { $count } líneas sin tomar
    }
import-open-ask =
    { $count ->
        [one] ❓ { $count } línea no dice hasta cuándo. ¿Qué le pongo?
       *[other] ❓ { $count } líneas no dicen hasta cuándo. ¿Qué les pongo?
    }
import-open-life =
    { $count ->
        [one] ♾️ { $count } línea sin fecha: de por vida
       *[other] ♾️ { $count } líneas sin fecha: de por vida
    }
import-open-until =
    { $count ->
        [one] 📅 { $count } línea sin fecha: hasta { $until }
       *[other] 📅 { $count } líneas sin fecha: hasta { $until }
    }
import-silent = 🔕 No le escribo a nadie.
import-tells = 🔔 Le aviso a cada quien de su fecha.
button-import-life = ♾️ De por vida
button-import-date = 📅 Otra fecha
button-import-silent = 🔕 Sin avisar (cambiar)
button-import-tells = 🔔 Avisando (cambiar)
button-import-yes =
    { $count ->
        [one] ✅ Importar { $count } persona
       *[other] ✅ Importar { $count } personas
    }
button-import-cancel = ❌ No importar
import-ask-end = 📅 ¿Hasta cuándo, para las líneas sin fecha? Por ejemplo <code>25/12/2026</code>. Hora de { $zone }.
import-running =
    { $left ->
        [one] ⏳ <b>{ $file }</b>: importando; queda { $left }
       *[other] ⏳ <b>{ $file }</b>: importando; quedan { $left }
    }
import-cancelled = ❌ <b>{ $file }</b>: no se importó nada.
import-done = ✅ <b>{ $file }</b>: importado
import-refused-heading =
    { $count ->
        [one] ⚠️ <b>No pude tomar { $count } línea.</b> Está en el archivo, con la razón: corrígela y mándamela otra vez.
       *[other] ⚠️ <b>No pude tomar { $count } líneas.</b> Están en el archivo, con la razón: corrígelas y mándamelas otra vez.
    }
import-refused-line = • Línea { $line }: { $reason }
file-import-refused = lineas_sin_tomar.csv
column-line = línea
column-reason = razón
import-fault-no-person = no dice quién es
import-fault-id = «{ $text }» no es un número de Telegram
import-fault-name = no conozco a @{ $name }; pon su número
import-fault-date = no entiendo la fecha «{ $text }»
import-fault-order = no sé si «{ $text }» es día/mes o mes/día: escríbela como 2027-06-05
import-fault-over = la fecha { $text } ya pasó
import-fault-twice = la misma persona que en la línea { $line }
import-fault-note = la nota es demasiado larga
import-fault-unreadable = no es texto que pueda leer (¿UTF-8?)

## Migrar.

migration-gift =
    🔗 <b>Enlace de migración</b>

    ¿Qué acceso recibe quien ya está en el canal y lo abre?
button-migration-other = ✏️ Otros días o una fecha
migration-ask-gift = ✏️ Escribe los días, por ejemplo <code>45</code>, o la fecha en que termina, por ejemplo <code>25/12/2026</code>. Hora de { $zone }.
migration-until = hasta { $until }
migration-any-uses = Sin límite
migration-most-uses =
    { $count ->
        [one] { $count } persona
       *[other] { $count } personas
    }
migration-preview =
    🔗 <b>Así queda el enlace</b>

    💎 Acceso: { $gift }
    ⏳ El enlace sirve durante: { $valid }
    👥 Cuántos pueden usarlo: { $uses }
button-migration-make = ✅ Crear enlace
button-migration-valid = ⏳ Duración del enlace
button-migration-uses = 👥 Cuántos
migration-valid = ⏳ ¿Durante cuánto tiempo sirve el enlace?
migration-uses = 👥 ¿Cuántas personas pueden usarlo?
migration-made =
    🔗 <b>Enlace de migración</b>

    💎 Acceso: { $gift }
    ⏳ Sirve hasta { $until }
    👥 { $uses }

    { $url }

    Publícalo en el canal VIP: quien está dentro lo abre, pulsa Iniciar y queda registrado, una sola vez. Guárdalo: no vuelvo a mostrarlo.
button-migration-copy = 📋 Copiar el enlace
migrations-heading = 🔗 <b>Enlaces de migración</b>
migrations-empty = Todavía no hay ninguno.
migration-line =
    <b>№ { $id }</b> · { $gift }
    👥 { $uses } de { $most } · { $state }
migration-open = abierto hasta { $until }
migration-over = cerrado ({ $until })
migration-revoked = anulado
button-migration-new = ➕ Nuevo enlace
button-migration-revoke = 🗑️ Anular № { $id }
button-migration-revoke-yes = 🗑️ Sí, anular
migration-ask-revoke = 🗑️ ¿Anulo el enlace № { $id }? Quien ya lo usó conserva su acceso.
migration-welcome =
    ✅ <b>¡Listo! Tu acceso VIP está registrado</b>

    { $end }

## Auditoría de accesos.

audit-explained =
    🩺 <b>Auditoría de accesos</b>

    Le pregunto a Telegram por cada persona que conozco y te digo quién tiene derecho y está fuera, y quién está dentro sin derecho. Nadie se entera y nada cambia hasta que tú decidas.

    Telegram no da la lista de miembros: solo puedo mirar a quienes conozco.
button-audit-begin = ▶️ Empezar
button-audit-again = ▶️ Empezar de nuevo
audit-looking =
    🩺 <b>Preguntando a Telegram…</b>

    { $bar } { $asked } de { $total }
button-audit-refresh = 🔄 Actualizar
button-audit-stop = ⏹️ Parar
audit-stopped = ⏹️ La auditoría se paró. Nada cambió.
audit-ready = 🩺 <b>Auditoría de accesos</b> · { $at }
audit-known = 👀 Conozco a { $known } de { $count } dentro del canal.
audit-outside = 🚪 Con derecho, pero fuera: <b>{ $count }</b>
audit-strays = 👻 Dentro, sin derecho: <b>{ $count }</b>
audit-unknown = 🤷 Telegram no me supo decir: { $count }
audit-names = ↳ { $names }
audit-names-more = ↳ { $names } y { $count } más
audit-links-sent = 🔗 Enlaces enviados: { $at }
audit-undone = ↩️ Deshecho: no salió nadie.
audit-removal-planned = ⏳ Salen { $at }. Hasta entonces puedes deshacerlo.
audit-removal-begun = 👋 Salen desde { $at }.
button-audit-outside = 🚪 Ver los de fuera
button-audit-strays = 👻 Ver los de dentro
button-audit-links = 🔗 Enviarles enlace ({ $count })
button-audit-links-yes = 🔗 Sí, enviar
button-audit-remove = 👋 Sacar a los sin derecho ({ $count })
button-audit-remove-yes = 👋 Sí, sacarles en 10 minutos
button-audit-undo = ↩️ Deshacer
audit-ask-links =
    { $count ->
        [one] 🔗 ¿Le mando un enlace personal a { $count } persona?
       *[other] 🔗 ¿Les mando un enlace personal a { $count } personas?
    }
audit-ask-remove =
    { $count ->
        [one] 👋 ¿Saco a { $count } persona que está dentro sin derecho? Sale dentro de 10 minutos; hasta entonces puedes deshacerlo. La lista blanca y los administradores se quedan.
       *[other] 👋 ¿Saco a { $count } personas que están dentro sin derecho? Salen dentro de 10 minutos; hasta entonces puedes deshacerlo. La lista blanca y los administradores se quedan.
    }
audit-over-brake = ⚠️ Son más de { $allowed }, lo que el freno deja salir en una hora sin preguntar. Míralo bien.

## Por qué no.

refusal-member-banned = 🚫 Esta persona tiene un bloqueo: quítalo primero.
refusal-member-for-life = ♾️ Tiene acceso de por vida: no hay fecha que mover. Puedes ponerle una.
refusal-member-protected = 🛡️ Es del equipo o administra un canal: no se le puede sacar desde aquí.
refusal-member-whitelisted = ⭐ Está en la lista blanca: quítale de ella primero.
refusal-member-not-inside = 🚪 No tiene acceso y no está dentro, que yo sepa.
refusal-member-without-access = 🔒 No tiene acceso ahora. Dale acceso primero.
refusal-member-unknown = 🔎 No encuentro a nadie así. Prueba con su @nombre, su número o parte de su nombre.
refusal-member-hidden = 🙈 Quien escribió ese mensaje oculta su cuenta al reenviar. Búscale por @nombre, número o nombre.
refusal-forward-chat = 📢 Ese mensaje es de un canal o grupo. Reenvíame uno que haya escrito la persona.
refusal-date-invalid = 📅 No entiendo esa fecha. Escríbela así: 25/12/2026 o 2026-12-25, con hora si quieres: 25/12/2026 18:30.
refusal-date-over = 📅 Esa fecha ya pasó.
refusal-file-expected = 📎 Espero un archivo CSV: envíalo como documento.
refusal-columns-unknown = 📄 No encuentro la columna de las personas. La primera línea debe tener «id» o «username».
refusal-file-empty = 📄 El archivo no tiene a nadie.
refusal-file-lost = 📡 No pude bajar el archivo de Telegram. Envíamelo otra vez.
refusal-ends-undecided = ❓ Primero dime qué significa una fecha vacía.
refusal-migration-unknown = 🔗 No conozco ese enlace. Pide uno nuevo a quien te lo dio.
refusal-migration-over = ⏳ Ese enlace ya no sirve. Pide uno nuevo en el canal.
refusal-migration-used-up = 👥 Ese enlace ya lo usaron todos los que podían. Pide uno nuevo en el canal.
refusal-migration-used = ✅ Ya usaste este enlace: tu acceso está registrado.
refusal-migration-outside = 🚪 Este enlace es para quien ya está en el canal VIP, y no te veo dentro. Si tienes un token, canjéalo.
refusal-migration-for-life = ♾️ Ya tienes acceso de por vida: no te hace falta este enlace.
refusal-audit-running = 🩺 Ya hay una auditoría en marcha.
refusal-undo-over = ⏳ Los 10 minutos ya pasaron.
refusal-days-invalid = 🔢 Escribe un número entero de días, como 30 o -7, hasta { $most }.
refusal-file-too-big = 📦 El archivo es demasiado grande: como mucho { $most }.
refusal-too-many-rows = 📦 El archivo tiene demasiadas líneas: como mucho { $most }. Divídelo en varios.
refusal-migration-not-needed = ✅ Ya tienes acceso hasta { $until }: no te hace falta este enlace.

## Trabajos que fallaron.

problem-what-tell-access = Avisar de una fecha nueva
problem-what-remove-stray = Sacar a quien está sin derecho
problem-what-settle-ban = Bloquear o desbloquear en un canal
problem-what-hand-on = Entregar un mensaje del equipo
problem-what-run-import = Importar miembros
problem-what-deliver-migration-link = Entregar un enlace de migración
problem-what-look-audit = Preguntar por los miembros
