# Las claves de todos, para el equipo.

problem-what-settle-peer = Poner o quitar una clave en su servidor
problem-what-forget-watcher = Quitar mi usuario de pruebas de un proxy que ya no está
problem-what-deliver-config = Entregar una clave
problem-what-tell-vpn = Contar un cambio de una clave
problem-what-remind-vpn = Recordar que una clave termina
problem-what-tell-quota = Avisar de la cuota
problem-what-tell-proxy = Avisar de un proxy caído o de vuelta
problem-what-tell-helper = Llevar un mensaje de un ticket al equipo
problem-what-tell-asker = Llevar la respuesta del soporte
problem-what-tell-ticket = Contar qué pasó con un ticket
problem-what-settle-topic = Cerrar o abrir el tema de un ticket

button-vpn-keys = 🔑 Claves

vpn-heading = 🔑 <b>Claves</b> · { $filter }
vpn-heading-server = 🔑 <b>Claves</b> · { $filter } · { $server }
vpn-empty = Aquí no hay claves.
vpn-total = { $count ->
    [one] 1 clave.
   *[other] { $count } claves.
}
vpn-line = { $icon } <b>{ $name }</b> · { $person } · { $server }
vpn-line-address = <code>{ $address }</code>
vpn-mark-trial = prueba
vpn-servers = ¿Las claves de qué servidor?
vpn-found = { $count ->
    [one] Una clave encontrada:
   *[other] { $count } claves encontradas:
}
vpn-found-more = Hay más: escribe algo más preciso.
vpn-found-nothing = No encuentro nada con eso. Prueba con un nombre, un @usuario, un id, una dirección o una clave pública, o cancela.

vpn-of-person = 🔑 <b>{ $name }</b> · { $count ->
    [one] 1 clave
   *[other] { $count } claves
}
vpn-of-nobody = 🔑 Esta persona no tiene claves todavía.

vpn-state-pending = preparándose
vpn-state-active = activa
vpn-state-suspended = en pausa
vpn-state-held = suspendida por el equipo
vpn-state-sharing = suspendida: parece compartida
vpn-state-debt = suspendida: falta un pago
vpn-state-ban = suspendida: su dueño tiene un bloqueo
vpn-state-quota = sin datos
vpn-state-day-quota = sin datos hasta mañana
vpn-state-paused = en pausa por su dueño
vpn-state-expired = terminada
vpn-state-revoked = borrada

vpn-filter-kept = En uso
vpn-filter-active = Activas
vpn-filter-suspended = Suspendidas
vpn-filter-expired = Terminadas
vpn-filter-pending = Preparándose
vpn-filter-trial = De prueba
vpn-filter-revoked = Borradas

vpn-event-account = cuenta abierta
vpn-event-created = creada
vpn-event-activated = activa en su servidor
vpn-event-quota-reached = datos agotados
vpn-event-day-quota-reached = datos del día agotados
vpn-event-quota-renewed = datos renovados
vpn-event-paused = en pausa
vpn-event-resumed = reanudada
vpn-event-held = suspendida
vpn-event-released = liberada
vpn-event-expired = terminada
vpn-event-extended = plazo o datos cambiados
vpn-event-upgraded = de prueba a plan
vpn-event-rotated = rotada
vpn-event-moved = cambiada de servidor
vpn-event-renamed = renombrada
vpn-event-revoked = borrada
vpn-event-imported = importada

vpn-used = { $used } de { $limit } ({ $share })
vpn-used-free = { $used }, sin límite
vpn-no-limit = Sin límite
vpn-no-end = Sin fin
vpn-days = { $count ->
    [one] 1 día
   *[other] { $count } días
}

vpn-card-name = 🔑 <b>{ $name }</b>
vpn-card-person = 👤 { $name } (<code>{ $id }</code>)
vpn-card-person-username = 👤 { $name } · @{ $username } (<code>{ $id }</code>)
vpn-card-owner-banned = 🚫 Tiene un bloqueo: no le escribo.
vpn-card-owner-away = 🔕 No puedo escribirle: bloqueó el bot, o ya no está en Telegram.
vpn-card-state = { $icon } { $state }
vpn-card-unsettled = pendiente en el servidor
vpn-card-server = 🖥 { $server } · { $kind }
vpn-card-address = 📍 <code>{ $address }</code>
vpn-card-public-key = Clave pública: <code>{ $key }</code>
vpn-card-access-id = Id en Outline: <code>{ $key }</code>
vpn-card-proxy-user = Usuario en el proxy: <code>{ $key }</code>
vpn-card-imported = Importada: aquí no está su clave privada.
vpn-card-file-lost = 🔒 Su archivo se mostró una sola vez y no se guarda: para dar otro, rótala.
vpn-card-trial = 🎁 Cuenta de prueba
vpn-card-no-end = ⏱ Sin fin
vpn-card-ends = ⏱ Termina el { $at } (en { $apart })
vpn-card-ended = ⏱ Terminó el { $at } (hace { $apart })
vpn-card-used = 📊 { $used }
vpn-card-day-limit = 📆 Al día: { $limit }
vpn-card-devices = 📱 { $keys } de { $devices } dispositivos
vpn-card-traffic = Esta clave: ⬆️ { $up } · ⬇️ { $down }
vpn-card-gone = 🗓 Se borra el { $at } si no se renueva
vpn-card-seen = 👁 Visto por última vez el { $at }
vpn-card-never-seen = 👁 Todavía no se ha usado
vpn-card-endpoint = Desde <code>{ $endpoint }</code>
vpn-terms = ⏱ <b>{ $name }</b> · { $kind }
    Plazo, datos y dispositivos valen para todas sus claves de este tipo.
vpn-ask-paid = ⭐ ¿Por cuánto tiempo pasa a pago la prueba de { $kind } de <b>{ $name }</b>? Se cuenta desde hoy, sin límite de datos, y el uso vuelve a cero. Conserva sus claves; los datos se pueden limitar después.
vpn-history = 📜 <b>{ $name }</b>
vpn-history-line = { $at } · { $what }
vpn-history-by = { " · por " }{ $by }
vpn-history-empty = Todavía no ha pasado nada.
vpn-file = 🔐 { $name }: es personal, no la reenvíes.
vpn-file-lost = 🔒 El archivo de <b>{ $name }</b> se mostró una sola vez y no se guarda, así que no hay nada que enviar. ¿Rotarla? Su dueño recibe un archivo nuevo; el de ahora deja de funcionar.
vpn-ask-rotate = ¿Rotar <b>{ $name }</b>? El archivo o enlace de ahora deja de funcionar y su dueño recibe otro.
vpn-ask-delete = ¿Borrar <b>{ $name }</b> de { $person }? Deja de funcionar en el acto y no vuelve. Los datos usados siguen contando.
vpn-move = ¿A qué servidor se cambia <b>{ $name }</b>? Su dueño recibe un archivo o enlace nuevo; el de ahora deja de funcionar.
vpn-move-nowhere = No hay otro servidor de su tipo con sitio para <b>{ $name }</b>.

vpn-ask-search = Escribe qué buscar: el nombre de la clave o de la persona, @usuario, id, dirección o clave pública.
vpn-ask-person = ¿Para quién es la clave? Escribe su id o @usuario, o reenvía un mensaje suyo. Tiene que haber escrito alguna vez al bot.
vpn-ask-rename = ¿Cómo se llama ahora <b>{ $name }</b>? De 1 a 64 letras.
vpn-ask-name = ¿Cómo se llama la clave? De 1 a 64 letras.
vpn-ask-end = Escribe cuántos días más (30) o la fecha del fin (31/12/2027).
vpn-ask-days = ¿Cuántos días? Un número de 1 a { $most }.
vpn-ask-limit = ¿Cuántos GB por periodo? Un número de 1 a { $most }; 0 es sin límite.
vpn-new-people = ¿Quién de estas personas?
vpn-new-kind = Una clave para <b>{ $name }</b>: ¿de qué tipo?
vpn-new-no-server = Todavía no hay servidores. Añade uno en 🖥 Servidores.
vpn-new-server = ¿En qué servidor?
vpn-any-server = el menos cargado
vpn-new-days = ¿Por cuánto tiempo?
vpn-new-limit = ¿Con cuántos datos?
vpn-new-preview = Se creará una clave de { $kind } para <b>{ $name }</b>.
    🖥 { $server }
    ⏱ { $days }
    📊 { $limit }

    Si esta persona ya tiene cuenta de { $kind }, el plazo y los datos nuevos valen para todas sus claves.
vpn-trial-goes = 🎁 Su cuenta es de prueba: con esta clave pasa a ser de pago.
vpn-made = ✅ <b>Clave hecha para { $person }</b>
vpn-made-comes = Le llega sola en cuanto el servidor la tenga lista.
vpn-made-down = El servidor no responde ahora: le llegará sola en cuanto vuelva.
vpn-made-kept = Le llegará cuando se le pueda escribir.
vpn-person-unknown = No conozco a esa persona. Tiene que escribir primero al bot; después, escribe su id o @usuario.
vpn-bulk = ⏩ <b>Más tiempo para muchos</b>
    ¿Para quién? Se alargan las cuentas de pago que están en marcha y tienen fin; las de prueba no cambian.
vpn-bulk-everybody = todas las cuentas de pago
vpn-bulk-preview = ⏩ <b>{ $whom }</b>: { $accounts ->
    [one] 1 cuenta recibe
   *[other] { $accounts } cuentas reciben
} { $days ->
    [one] 1 día más
   *[other] { $days } días más
} ({ $keys ->
    [one] 1 clave
   *[other] { $keys } claves
}). Cada persona recibe un aviso.
vpn-bulk-nobody = ⏩ <b>{ $whom }</b>: no hay ninguna cuenta de pago en marcha que tenga fin, así que no hay nada que alargar.
vpn-bulk-done = Hecho: { $accounts ->
    [one] 1 cuenta alargada
   *[other] { $accounts } cuentas alargadas
}.

button-vpn-search = 🔎 Buscar
button-vpn-servers = 🖥 Por servidor
button-vpn-all-servers = Todos
button-vpn-new = ➕ Crear a mano
button-vpn-bulk = ⏩ Alargar muchas
button-vpn-terms = ⏱ Plazo y datos
button-vpn-hold = ⏸ Suspender
button-vpn-release = ▶️ Liberar
button-vpn-send = 📤 Enviar a su dueño
button-vpn-file = 📄 Ver archivo
button-vpn-link = 🔗 Ver enlace
button-vpn-rename = ✏️ Renombrar
button-vpn-rotate = 🔁 Rotar
button-vpn-move = 🚚 Cambiar de servidor
button-vpn-of-person = 👤 Sus claves VPN
button-vpn-history = 📜 Historial
button-vpn-delete = 🗑 Borrar
button-vpn-more-days = +{ $days } d
button-vpn-end = 📅 Otro fin
button-vpn-no-end = ♾ Sin fin
button-vpn-gigabytes = { $count } GB
button-vpn-limit = ✍️ Otros GB
button-vpn-period = 🔄 Poner el uso a cero
button-vpn-less-devices = 📱 −1
button-vpn-more-devices = 📱 +1
button-vpn-paid = ⭐ Pasar a pago
button-vpn-upgrade = ⭐ Plan { $days } d
button-vpn-any-server = 🎲 El menos cargado
button-vpn-other-days = ✍️ Otro número
button-vpn-make = ✅ Crear
button-vpn-name = ✏️ Crear con nombre
button-vpn-bulk-all = Todas
button-vpn-bulk-yes = ✅ +{ $days } d a { $accounts }
notice-key-shared =
    👥 <b>Una clave parece compartida</b>
    «{ $name }», de { $owner }, se ha usado hoy desde { $networks } redes distintas.
notice-key-held = La he suspendido hasta que alguien decida.
notice-key-heavy =
    📈 <b>Una clave gasta mucho</b>
    «{ $name }», de { $owner }: { $amount } en lo que va de día.

vpn-refusal-preshared = Esa clave usa una clave precompartida que el servidor no dice. Manda su parte del wg0.conf y la hago de la casa.
