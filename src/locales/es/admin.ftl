# The panel and its desks: channels, waiting time, members, queue.

panel-heading = 🤖 <b>Panel de Administración</b>
panel-complete = ✅ <b>Bot configurado correctamente</b>
panel-incomplete = ⚠️ <b>Configuración incompleta</b>
panel-missing-channel = • Falta elegir el canal { $door }.
panel-missing-rights = • Me faltan permisos en <b>{ $title }</b> (canal { $door }).
panel-counts =
    💎 Miembros VIP activos: { $members }
    ⏳ Esperando en Free: { $waiting }
panel-own-counts = 💎 Tus clientes con acceso VIP: { $members }
panel-problems =
    { $count ->
        [one] 🚨 Hay { $count } asunto que mirar.
       *[other] 🚨 Hay { $count } asuntos que mirar.
    }
button-desk-vip = 💎 Canal VIP
button-desk-free = 📺 Canal Free
button-team = 👥 Equipo
button-config = ⚙️ Configuración
button-status = 🩺 Estado
button-log = 📜 Registro
button-notices = 🔔 Avisos
button-problems = 🚨 Problemas ({ $count })

config-heading = ⚙️ <b>Configuración</b>
config-vip = 💎 Canal VIP: <b>{ $title }</b>
config-vip-none = 💎 Canal VIP: sin configurar
config-free = 📺 Canal Free: <b>{ $title }</b>
config-free-none = 📺 Canal Free: sin configurar
config-wait = ⏱️ Tiempo de espera: <b>{ $value }</b>
config-zone = 🕰️ Zona horaria: <b>{ $value }</b>
button-setup-vip = ⚙️ Configurar Canal VIP
button-setup-free = ⚙️ Configurar Canal Free
button-reconfigure = 🔧 Reconfigurar Canal
button-wait-time = ⏱️ Configurar Tiempo de Espera
button-generate-token = 🎟️ Generar Token de Invitación
button-token-list = 📋 Tokens
button-members = 👥 Miembros
button-queue = ⏳ Fila ({ $count })
button-join-link = 🔗 Enlace de solicitud
button-recheck = 🔄 Revisar permisos

desk-vip-heading = 💎 <b>Canal VIP</b>
desk-free-heading = 📺 <b>Canal Free</b>
desk-no-channel = Todavía no hay canal. Configúralo y aquí aparecerá todo lo demás.
desk-channel = 📣 <b>{ $title }</b>
desk-lost = ⚠️ Me faltan permisos: el trabajo espera hasta que vuelvan.
desk-vip-counts =
    👥 Activos: { $active }
    ⌛ Terminan en 7 días: { $expiring }
    🎟️ Tokens por canjear: { $tokens }
desk-free-counts =
    ⏱️ Espera: { $wait }
    ⏳ En la fila: { $waiting }
desk-free-wait = ⏱️ Espera: { $wait }
desk-free-next = ⏭️ Próximo turno: { $due }

setup-vip-ask =
    ⚙️ <b>Configurar Canal VIP</b>

    Elige el canal de una de estas formas:
    1. Pulsa un botón de abajo: Telegram te muestra tus canales y me da los permisos.
    2. Reenvíame una publicación del canal.
    3. Escribe su <code>@nombre</code> o su número <code>-100…</code>.
setup-free-ask =
    ⚙️ <b>Configurar Canal Free</b>

    Elige el canal de una de estas formas:
    1. Pulsa un botón de abajo: Telegram te muestra tus canales y me da los permisos.
    2. Reenvíame una publicación del canal.
    3. Escribe su <code>@nombre</code> o su número <code>-100…</code>.
setup-now = Ahora: <b>{ $title }</b>
button-pick-channel = 📣 Elegir canal
button-pick-group = 👥 Elegir grupo
setup-checking = 🔎 Estoy mirando ese chat…
setup-cancelled = 👌 Dejé la configuración como estaba.

card-heading-vip = 🔎 <b>¿Usar como canal VIP?</b>
card-heading-free = 🔎 <b>¿Usar como canal Free?</b>
card-title = 📣 <b>{ $title }</b>
card-id = 🆔 <code>{ $id }</code>
card-kind-channel = Tipo: canal
card-kind-group = Tipo: grupo
card-members = 👥 Miembros: { $count }
card-rights = <b>Mis permisos</b>
card-right-yes = ✓ { $right }
card-right-no = ✗ { $right }
card-public = ⚠️ Es público (@{ $username }): cualquiera puede leerlo sin pasar por la puerta.
card-not-admin = ⚠️ No soy administrador ahí.
card-missing-optional = ℹ️ Lo marcado con ✗ no impide usarlo, pero algo podría quedar a medias.
card-missing-required = ⛔ Sin esto no puede servir: { $rights }.
card-replaces = 🔁 Ocupará el lugar de <b>{ $title }</b>.
button-use-vip = ✅ Usar como canal VIP
button-use-free = ✅ Usar como canal Free
button-choose-other = 🔁 Elegir otro
saved-vip = ✅ <b>Canal VIP Configurado</b>
saved-free = ✅ <b>Canal Free Configurado</b>
checked-fine = ✅ <b>Permisos en orden</b>
checked-lost = ⚠️ <b>Faltan permisos</b>
offer-text = 👋 Me hicieron administrador de <b>{ $title }</b>. ¿Para qué lo usamos?
offer-taken = Ojo: si lo eliges, ocupará el lugar del canal que ya está.
button-ignore = 🙈 Para nada
offer-ignored = 👌 De acuerdo: no lo toco.

right-invite = Invitar usuarios (enlaces)
right-restrict = Restringir miembros (expulsar)
right-post = Publicar mensajes
right-edit = Editar mensajes
right-delete = Eliminar mensajes

join-link-text =
    🔗 <b>Enlace de solicitud del canal Free</b>

    Compártelo donde quieras: quien lo abra pide entrar, y yo le abro cuando llegue su turno.

    <code>{ $url }</code>
button-copy-link = 📋 Copiar enlace

wait-ask =
    ⏱️ <b>Configurar Tiempo de Espera</b>

    Ahora: <b>{ $minutes }</b>
    De serie: { $default }

    ¿Cuántos minutos esperan los nuevos? Elige o escribe un número entero de 0 (al momento) a 10080 (7 días).
wait-none = sin espera
wait-updated =
    ✅ <b>Tiempo de Espera Actualizado</b>

    Los nuevos esperan: { $minutes }.
wait-pending =
    { $count ->
        [0] No hay nadie en la fila.
        [one] La persona que ya está en la fila conserva su hora.
       *[other] Las { $count } personas que ya están en la fila conservan su hora.
    }
button-wait-now = Al momento

members-heading = 👥 <b>Miembros: { $filter }</b>
members-filter-active = Activos
members-filter-expiring = Por terminar
members-filter-expired = Terminados
members-filter-whitelist = Lista blanca
members-filter-not-entitled = Dentro, sin derecho
members-empty = No hay nadie aquí.
members-known = 👀 Conozco a { $known } de { $count } dentro del canal.
members-known-only = 👀 Conozco a { $known } dentro del canal.
members-total =
    { $count ->
        [one] { $count } persona
       *[other] { $count } personas
    }
member-line-until = <b>{ $name }</b> · hasta { $until }
member-line-ended = <b>{ $name }</b> · terminó { $until }
member-line-forever = <b>{ $name }</b> · de por vida
member-line-none = <b>{ $name }</b> · nunca tuvo acceso
member-id = 🆔 <code>{ $id }</code>
member-username = 👤 @{ $username }
member-since = 📆 Entró en VIP: { $since }
member-never = 📆 Nunca tuvo acceso VIP.
member-whitelisted = ⭐ En la lista blanca: nunca se le saca.
member-channel-admin = 🛡️ Administra el canal: nunca se le saca.
member-inside = 🚪 Dentro desde { $since }
member-outside = 🚪 Fuera, que yo sepa
member-removed = 👋 Salió al terminar: { $at }
member-kick-failed =
    { $count ->
        [one] ⚠️ No pude sacarle ({ $count } intento): { $error }
       *[other] ⚠️ No pude sacarle ({ $count } intentos): { $error }
    }
button-whitelist-add = ⭐ A la lista blanca
button-whitelist-remove = ✖️ Quitar de la lista blanca
toast-whitelist-added = ⭐ En la lista blanca
toast-whitelist-removed = Fuera de la lista blanca

queue-heading = ⏳ <b>Fila del canal Free</b>
queue-empty = No hay nadie esperando.
queue-waiting =
    { $count ->
        [one] Espera { $count } persona · espera: { $minutes }
       *[other] Esperan { $count } personas · espera: { $minutes }
    }
queue-next = ⏭️ Próximo turno: { $due }
queue-line = { $place }. <b>{ $name }</b> · { $due }
queue-line-due = { $place }. <b>{ $name }</b> · ya le toca
queue-origin-button = 📩 Lo pidió por el bot: recibe un enlace personal.
queue-origin-join = 🚪 Lo pidió en el canal: Telegram le abre.
queue-asked = 🕰️ Lo pidió: { $at }
queue-due = ⏭️ Su turno: { $at }
button-approve = ✅ Dejar entrar
button-decline = 🚫 Rechazar
button-approve-all = ✅ Dejar entrar a todos
queue-approve-all-ask =
    { $count ->
        [one] ¿Dejar entrar ya a la persona que espera?
       *[other] ¿Dejar entrar ya a las { $count } personas que esperan?
    }
button-approve-all-yes = ✅ Sí, a todos
toast-approved = ✅ Entra ahora
toast-declined = 🚫 Solicitud rechazada
toast-approved-all =
    { $count ->
        [one] ✅ Entra { $count } persona
       *[other] ✅ Entran { $count } personas
    }
