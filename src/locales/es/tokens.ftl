# Making, listing and revoking tokens.

token-ask-duration =
    🎟️ <b>Generar Token de Invitación</b>

    ¿Cuánto dura el acceso de quien lo canjee?
token-preview-heading = 🎟️ <b>Así queda</b>
token-preview =
    💎 Acceso: <b>{ $duration }</b>
    ⏳ Se puede canjear durante: <b>{ $valid }</b>
    🔢 Cantidad: <b>{ $count }</b>
button-token-make = ✅ Generar
button-token-duration = 💎 Acceso: { $duration }
button-token-validity = ⏳ Validez: { $valid }
button-token-count = 🔢 Cantidad: { $count }
button-token-note = 📝 Generar con nota
token-ask-validity = ⏳ ¿Durante cuánto tiempo se puede canjear?
token-ask-count = 🔢 ¿Cuántos tokens? Si son varios te los envío en un archivo.
token-type-duration = ✏️ Escribe cuántas <b>horas</b> dura el acceso: un número entero. Con una «d» al final cuento días: <code>45d</code>.
token-type-validity = ✏️ Escribe durante cuántas <b>horas</b> se puede canjear: un número entero. Con una «d» al final cuento días: <code>10d</code>.
token-type-count = ✏️ Escribe cuántos tokens quieres, de 1 a { $most }.
token-type-note = 📝 Escribe la nota (hasta { $most } letras). Solo la ve el equipo. Al enviarla, se generan.
token-type-search = 🔎 Escribe los primeros caracteres del token.

token-made-heading = ✅ <b>Token VIP Generado</b>
token-made-many-heading =
    { $count ->
        [one] ✅ <b>{ $count } Token VIP Generado</b>
       *[other] ✅ <b>{ $count } Tokens VIP Generados</b>
    }
token-made-facts =
    💎 Acceso: <b>{ $duration }</b>
    ⏳ Se canjea hasta: <b>{ $until }</b>
    👤 Lo hizo: { $by }
token-made-note = 📝 Nota: { $note }
token-made-once = ⚠️ Guárdalo ahora: no volveré a mostrarlo.
token-made-how =
    <b>Cómo pasarlo</b>
    Envía este enlace a la persona: al abrirlo y pulsar «Iniciar», el token se canjea solo.
    { $link }
token-made-many-how = Cada fila lleva un token y su enlace. Guarda el archivo: no volveré a mostrarlos.
button-copy-token = 📋 Copiar token
button-share = 📤 Compartir
token-share-text = 🎟️ Tu acceso VIP. Abre el enlace y pulsa «Iniciar»:
token-file-name = tokens-vip.csv
token-column-token = token
token-column-link = enlace
token-column-duration = acceso
token-column-until = canjear hasta
token-column-note = nota

token-list-heading = 📋 <b>Tokens: { $filter }</b>
token-found-heading = 🔎 <b>Tokens que empiezan por { $prefix }</b>
token-filter-all = Todos
token-filter-open = Por canjear
token-filter-used = Canjeados
token-filter-expired = Caducados
token-filter-revoked = Revocados
token-list-empty = No hay ninguno.
token-list-total =
    { $count ->
        [one] { $count } token
       *[other] { $count } tokens
    }
token-line = { $mark } <code>{ $prefix }…</code> · { $duration } · { $at }
button-token-search = 🔎 Buscar
token-detail-heading = { $mark } <b>Token</b> <code>{ $prefix }…</code>
token-state-open = Por canjear
token-state-used = Canjeado
token-state-expired = Caducado
token-state-revoked = Revocado
token-detail-state = Estado: <b>{ $state }</b>
token-detail-duration = 💎 Acceso: { $duration }
token-detail-until = ⏳ Se canjea hasta: { $until }
token-detail-made = 👤 Lo hizo { $by }: { $at }
token-detail-used = 🎉 Lo canjeó { $by }: { $at }
token-detail-revoked = 🚫 Revocado: { $at }
button-token-revoke = 🚫 Revocar
token-revoke-ask = 🚫 ¿Revocar el token <code>{ $prefix }…</code>? Ya nadie podrá canjearlo.
button-token-revoke-yes = 🚫 Sí, revocar
toast-token-revoked = 🚫 Token revocado
token-coming = 🎟️ Listo: va en el siguiente mensaje.
