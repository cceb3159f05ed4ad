# El registro: quién hizo qué, a quién y cuándo. Y los avisos que recibe el equipo.

## Páginas.

audit-heading = 📜 <b>Registro</b>
audit-filter = 👤 { $who } · 🔧 { $what } · 📅 { $when }
audit-filter-anybody = cualquiera
audit-filter-system = SYSTEM
audit-filter-involved = { $name }, hecho o recibido
audit-filter-by = hecho por { $name }
audit-filter-on = sobre { $name }
audit-filter-anything = todo
audit-filter-ever = siempre
audit-filter-today = hoy
audit-filter-days =
    { $days ->
        [one] último día
       *[other] últimos { $days } días
    }
audit-empty = Nada con estos filtros.
audit-line =
    <b>{ $place }.</b> { $what }
    { $at } · { $who }
audit-line-on =
    <b>{ $place }.</b> { $what }
    { $at } · { $who } → { $target }
audit-system = SYSTEM
audit-api-key = llave de API { $id }
audit-api-key-of = llave de API { $name }
audit-erased = persona borrada
button-audit-newest = ⏫ Lo último
button-audit-older = Más antiguo ▶️
button-audit-who = 👤 Quién
button-audit-what = 🔧 Qué
button-audit-when = 📅 Cuándo
button-audit-all = ✖️ Quitar los filtros
button-audit-file = 📤 { $format }
button-audit-verify = 🔏 Comprobar el registro

## Filtros.

audit-who = 👤 <b>¿De quién?</b>
button-audit-anybody = Cualquiera
button-audit-system = SYSTEM
button-audit-me = Yo
button-audit-involved = Todo
button-audit-doing = Lo que hizo
button-audit-done-to = Lo que le hicieron
button-audit-person = 🔎 Buscar una persona
audit-ask-person = 🔎 Escribe el @usuario, el número o el nombre, o reenvíame un mensaje suyo.
audit-found = Encontré a varias personas. ¿Cuál?
audit-what = 🔧 <b>¿Qué clase de actos?</b>
audit-acts = 🔧 <b>{ $name }</b>: ¿qué acto?
button-audit-anything = Todo
button-audit-area = Todo: { $name }
audit-when = 📅 <b>¿De cuándo?</b>
button-audit-today = Hoy
button-audit-week = 7 días
button-audit-month = 30 días
button-audit-ever = Siempre
button-audit-days = ⌨️ Escribir fechas
audit-ask-days =
    📅 Escribe un día o dos, con el año: <code>{ $day }</code> o <code>{ $day } { $day }</code>.

    Cuentan los días del reloj de la casa.

## Una fila.

audit-row-heading = 📜 <b>{ $what }</b>
audit-row-who = 👤 Quién: <b>{ $who }</b>
audit-row-target = 🎯 A quién o qué: <b>{ $target }</b>
audit-row-at = 🕒 { $at } · fila { $number }
audit-row-erased = 🧹 Los datos de la persona se borraron de esta fila.
audit-row-seal = 🔏 <code>{ $action }</code> · <code>{ $seal }</code>
audit-change = Antes: { $before } → después: <b>{ $after }</b>
audit-change-of = { $name }: { $before } → <b>{ $after }</b>
audit-detail = { $name }: { $value }
audit-nothing = nada
audit-yes = sí
audit-no = no
audit-for-life = para siempre
audit-days =
    { $days ->
        [one] 1 día
       *[other] { $days } días
    }
button-audit-by = 👤 Lo que hizo { $name }
button-audit-on = 🎯 Todo sobre { $name }
button-audit-same = 🔧 Solo: { $name }

## Archivo y comprobación.

audit-exported = 📤 Registro: { $rows } filas.
audit-exported-cut = Hay más: un archivo lleva las más recientes. Acota los filtros para ver el resto.
audit-whole =
    ✅ <b>El registro está intacto.</b>

    Filas comprobadas: { $rows }. Cada una encaja con la anterior.
audit-broken = 🚨 <b>El registro está roto en la fila { $number }.</b>
audit-fault-changed = Su contenido no es el que se escribió.
audit-fault-missing = Falta la fila anterior, o es otra.
audit-fault-resealed = Su número, su hora o su sello se cambiaron.
audit-fault-cut-off = En la última comprobación estaba, y ahora falta con todo lo que vino después.
audit-broken-row = Dice: { $at }, { $what }. Puede no ser verdad.
audit-broken-advice = Alguien tocó el archivo de datos por fuera del bot. Filas leídas: { $rows }. Guarda una copia antes de seguir y compárala con una copia de seguridad.
button-audit-broken = Ver la fila

## Áreas.

audit-area-vip = VIP
audit-area-tokens = Tokens
audit-area-free = Cola Free
audit-area-channels = Canales
audit-area-settings = Ajustes
audit-area-posts = Envíos
audit-area-keys = Claves
audit-area-servers = Servidores
audit-area-proxies = Proxies
audit-area-people = Personas
audit-area-roles = Roles
audit-area-support = Soporte
audit-area-money = Dinero
audit-area-house = La casa
audit-area-backups = Copias

## Actos.

audit-act-vip-granted = Acceso VIP dado
audit-act-vip-end-moved = Fin del acceso VIP movido
audit-act-vip-expired = Acceso VIP terminado
audit-act-vip-reactivated = Acceso VIP reactivado
audit-act-vip-removal-ordered = Salida del canal VIP ordenada
audit-act-vip-link-ordered = Enlace VIP pedido
audit-act-vip-intruder = Entrada con enlace ajeno
audit-act-whitelist-added = Añadido a la lista blanca
audit-act-whitelist-removed = Quitado de la lista blanca
audit-act-members-exported = Lista de miembros exportada
audit-act-import-confirmed = Importación confirmada
audit-act-import-applied = Parte de una importación aplicada
audit-act-import-done = Importación terminada
audit-act-import-cancelled = Importación cancelada
audit-act-migration-made = Enlace de migración hecho
audit-act-migration-used = Enlace de migración usado
audit-act-migration-revoked = Enlace de migración anulado
audit-act-access-audit-begun = Auditoría de accesos empezada
audit-act-access-audit-links-sent = Enlaces enviados tras la auditoría
audit-act-access-audit-removal = Salidas ordenadas tras la auditoría
audit-act-access-audit-stopped = Auditoría de accesos parada
audit-act-access-audit-undone = Salidas de la auditoría deshechas
audit-act-brake-asked = Freno puesto
audit-act-brake-put-off = Freno aplazado
audit-act-brake-released = Freno soltado
audit-act-import-gave = Acceso VIP por importación
audit-act-vip-removed = Sacado del canal VIP
audit-act-queue-let-in = Entrada al canal Free
audit-act-token-made = Tokens hechos
audit-act-token-redeemed = Token canjeado
audit-act-token-revoked = Token anulado
audit-act-queue-approved = Solicitud Free aprobada
audit-act-queue-all-approved = Cola Free aprobada entera
audit-act-queue-declined = Solicitud Free rechazada
audit-act-queue-link-made = Enlace de solicitud Free hecho
audit-act-config-channel = Canal elegido
audit-act-config-detached = Canal soltado
audit-act-config-migrated = Canal con número nuevo
audit-act-channel-migrated = Aviso: grupo con número nuevo
audit-act-channel-offered = Canal ofrecido
audit-act-channel-reactions-refused = Reacciones rechazadas por el canal
audit-act-channel-rights-back = Permisos del bot recuperados
audit-act-channel-rights-lost = Permisos del bot perdidos
audit-act-config-fees = Precios cambiados
audit-act-config-grace = Días de gracia cambiados
audit-act-config-language = Idioma de la casa cambiado
audit-act-config-reactions = Reacciones cambiadas
audit-act-config-reminders = Recordatorios cambiados
audit-act-config-reset = Ajustes restablecidos
audit-act-config-retention = Tiempo de historial cambiado
audit-act-config-text = Texto cambiado
audit-act-config-time-zone = Zona horaria cambiada
audit-act-config-wait-time = Espera Free cambiada
audit-act-vpn-setting = Ajuste de claves cambiado
audit-act-text-broken = Texto propio inservible
audit-act-notices-group = Grupo de avisos cambiado
audit-act-channel-post = Publicación en un canal
audit-act-broadcast-again = Envío repetido
audit-act-broadcast-cancelled = Envío cancelado
audit-act-broadcast-confirmed = Envío confirmado
audit-act-broadcast-scheduled = Envío programado
audit-act-broadcast-seen = Envío dudoso dado por publicado
audit-act-broadcast-sent = Envío publicado
audit-act-broadcast-undone = Envío borrado
audit-act-mailing-started = Envío a personas empezado
audit-act-mailing-paused = Envío a personas en pausa
audit-act-mailing-resumed = Envío a personas reanudado
audit-act-mailing-stopped = Envío a personas parado
audit-act-mailing-ended = Envío a personas terminado
audit-act-order-opened = Pedido abierto
audit-act-order-cancelled = Pedido cancelado
audit-act-order-expired = Pedido vencido
audit-act-payment-received = Pago recibido
audit-act-payment-fulfilled = Pago entregado
audit-act-payment-held = Pago retenido
audit-act-gift-redeemed = Regalo abierto
audit-act-gift-revoked = Regalo anulado
audit-act-referral-rewarded = Premio por una amistad
audit-act-referral-revoked = Premio por una amistad retirado
audit-act-payment-refunding = Devolución iniciada
audit-act-payment-refunded = Pago devuelto
audit-act-payment-refunded-twice = Pago devuelto dos veces
audit-act-payment-returned = Pago devuelto a mano
audit-act-payment-refund-again = Devolución reintentada
audit-act-payment-released = Pago retenido liberado
audit-act-balance-adjusted = Saldo cambiado a mano
audit-act-books-checked = Libros revisados
audit-act-books-exported = Libros exportados
audit-act-plan-made = Plan creado
audit-act-plan-changed = Plan cambiado
audit-act-plan-removed = Plan retirado
audit-act-promo-made = Código de promoción creado
audit-act-promo-changed = Código de promoción cambiado
audit-act-subscription-stopped = Suscripción: renovación detenida
audit-act-subscription-allowed = Suscripción: renovación permitida
audit-act-subscription-link-made = Enlace de suscripción al VIP hecho
audit-act-subscription-changed = Suscripción cambiada en Telegram
audit-act-receipt-sent = Comprobante mandado
audit-act-receipt-approved = Comprobante aprobado
audit-act-receipt-rejected = Comprobante rechazado
audit-act-receipt-withdrawn = Comprobante retirado
audit-act-shop-changed = Regla de venta cambiada
audit-act-manual-made = Forma de pago a mano creada
audit-act-manual-changed = Forma de pago a mano cambiada
audit-act-manual-removed = Forma de pago a mano quitada
audit-act-key-made = Clave hecha
audit-act-key-deleted = Clave borrada
audit-act-key-held = Clave retenida
audit-act-key-released = Clave liberada
audit-act-key-paused = Clave en pausa
audit-act-key-resumed = Clave reanudada
audit-act-key-renamed = Clave con otro nombre
audit-act-key-rotated = Clave renovada
audit-act-key-routed = Rutas de la clave cambiadas
audit-act-key-moved = Clave movida de servidor
audit-act-key-seen = Clave ajena abierta
audit-act-key-sent = Clave enviada a su dueño
audit-act-key-shared = Clave que parece compartida
audit-act-key-heavy = Clave con mucho tráfico
audit-act-key-adopted = Clave ajena adoptada
audit-act-key-left-alone = Clave ajena dejada en paz
audit-act-key-suspended = Clave suspendida
audit-act-key-restored = Clave activa otra vez
audit-act-key-ended = Clave terminada
audit-act-account-terms = Condiciones de una cuenta cambiadas
audit-act-accounts-extended = Cuentas prolongadas
audit-act-trial-given = Prueba dada
audit-act-server-added = Servidor añadido
audit-act-server-changed = Servidor cambiado
audit-act-server-drained = Servidor cerrado a claves nuevas
audit-act-server-filled = Servidor abierto a claves nuevas
audit-act-server-removed = Servidor quitado
audit-act-server-reconciled = Servidor reparado
audit-act-server-file-taken = Archivo del servidor descargado
audit-act-server-file-changed = Archivo del servidor cambiado
audit-act-server-down = Servidor caído
audit-act-server-up = Servidor de vuelta
audit-act-proxy-down = Proxy caído
audit-act-proxy-up = Proxy de vuelta
audit-act-proxy-people-told = Clientes de un proxy avisados
audit-act-pool-added = Red de direcciones añadida
audit-act-pool-removed = Red de direcciones quitada
audit-act-pool-scarce = Pocas direcciones libres
audit-act-address-assigned = Dirección asignada
audit-act-address-released = Dirección liberada
audit-act-address-revoked = Dirección en cuarentena
audit-act-proxy-source-added = Fuente de proxies añadida
audit-act-proxy-source-changed = Fuente de proxies cambiada
audit-act-proxy-source-removed = Fuente de proxies quitada
audit-act-proxy-source-read-ordered = Lectura de una fuente pedida
audit-act-proxies-pass-started = Prueba de la lista libre empezada
audit-act-proxies-pass-cancelled = Prueba de la lista libre cancelada
audit-act-proxies-deleted = Proxies borrados
audit-act-proxies-set = Ajuste de la lista libre
audit-act-user-banned = Persona bloqueada
audit-act-user-unbanned = Bloqueo quitado
audit-act-user-noted = Nota escrita
audit-act-user-written-to = Mensaje a una persona
audit-act-role-granted = Rol dado
audit-act-role-revoked = Rol quitado
audit-act-house-online = Bot en marcha
audit-act-house-offline = Bot detenido
audit-act-house-fault = Fallo
audit-act-clock-wrong = Reloj descuadrado
audit-act-clock-right = Reloj en hora
audit-act-problem-retried = Trabajo fallido reintentado
audit-act-problem-dropped = Trabajo fallido descartado
audit-act-statistics-exported = Estadísticas exportadas
audit-act-audit-exported = Registro exportado
audit-act-audit-verified = Registro comprobado
audit-act-notices-group-lost = Grupo de avisos perdido
audit-act-role-created = Rol creado
audit-act-role-renamed = Rol con otro nombre
audit-act-role-deleted = Rol borrado
audit-act-role-ended = Rol terminado
audit-act-role-end-moved = Fin de un rol movido
audit-act-role-limit-set = Límite de un rol cambiado
audit-act-role-permission-set = Permiso de un rol cambiado
audit-act-role-quota-set = Cuota de tokens cambiada
audit-act-role-ranked = Rango de un rol cambiado
audit-act-role-scope-set = Alcance de un rol cambiado
audit-act-api-key-made = Llave de API hecha
audit-act-api-key-changed = Llave de API cambiada
audit-act-api-key-revoked = Llave de API revocada
audit-act-api-refresh-reused = API: pase usado dos veces
audit-act-staff-invite-made = Invitación al equipo hecha
audit-act-staff-invite-revoked = Invitación al equipo anulada
audit-act-user-erased = Datos de una persona borrados
audit-act-user-exported = Datos de una persona entregados
audit-act-ticket-opened = Ticket abierto
audit-act-ticket-answered = Ticket contestado
audit-act-ticket-closed = Ticket cerrado
audit-act-ticket-reopened = Ticket reabierto
audit-act-ticket-handed = Ticket asignado
audit-act-ticket-rated = Ticket valorado
audit-act-canned-kept = Respuesta guardada
audit-act-canned-deleted = Respuesta borrada
audit-act-support-group = Grupo de soporte cambiado
audit-act-support-hours = Horas de soporte cambiadas
audit-act-backup-made = Copia hecha
audit-act-backup-ordered = Copia pedida
audit-act-backup-sending-ordered = Envío de una copia pedido
audit-act-backup-test-ordered = Prueba de una copia pedida
audit-act-backup-tested = Copia probada
audit-act-backup-set = Ajuste de copias cambiado
audit-act-backup-restored = Copia restaurada
audit-act-backup-told-nightly = Aviso: copia nocturna
audit-act-backup-told-restore = Aviso: restauración
audit-act-backup-told-send = Aviso: envío de una copia
audit-act-backup-told-test = Aviso: prueba de una copia
audit-act-restore-released = Salidas permitidas tras restaurar

## A quién o qué.

audit-target-user = persona { $id }
audit-target-token = token { $id }
audit-target-request = solicitud { $id }
audit-target-chat = chat { $id }
audit-target-door = puerta { $id }
audit-target-broadcast = envío { $id }
audit-target-key = clave { $id }
audit-target-account = cuenta { $id }
audit-target-server = servidor { $id }
audit-target-address = dirección { $id }
audit-target-import = importación { $id }
audit-target-migration = enlace de migración { $id }
audit-target-audit = auditoría { $id }
audit-target-task = tarea { $id }
audit-target-update = mensaje recibido { $id }
audit-target-role = rol { $id }
audit-target-ticket = ticket { $id }
audit-target-backup = copia { $id }
audit-target-invite = invitación { $id }
audit-target-log = el registro
audit-target-house = la casa
audit-target-text = texto { $id }
audit-target-order = pedido { $id }
audit-target-payment = pago { $id }
audit-target-receipt = comprobante { $id }
audit-target-plan = plan { $id }
audit-target-promo = código { $id }
audit-target-gift = regalo { $id }
audit-target-manual = forma de pago { $id }
audit-target-canned = respuesta hecha { $id }
audit-target-proxy = proxy { $id } de la lista libre
audit-target-source = fuente de proxies { $id }
audit-target-webhook = webhook { $id }
audit-target-pass = prueba { $id } de la lista libre
audit-target-list = lista libre
audit-target-list-dead = lista libre: los que no funcionaban
audit-target-list-shown = lista libre: que la gente la vea
audit-target-list-at-once = lista libre: cuántos se prueban a la vez
audit-target-list-every = lista libre: cada cuántos minutos se prueban
audit-target-list-private = lista libre: permitir redes privadas
audit-target-list-telegram = lista libre: probar también Telegram
audit-target-list-judges = lista libre: jueces

## Nombres de los detalles.

audit-key-accounts = cuentas
audit-key-added = nuevos
audit-key-audience = a quién
audit-key-blocked = bloqueado
audit-key-broken = fila rota
audit-key-config = clave
audit-key-count = cuántos
audit-key-days = días
audit-key-devices = dispositivos
audit-key-door = puerta
audit-key-due = por terminar
audit-key-emoji = emojis
audit-key-error = error
audit-key-extended = prolongados
audit-key-failed = fallidos
audit-key-field = campo
audit-key-filter = filtro
audit-key-format = formato
audit-key-forms = formas
audit-key-gigabytes = GB
audit-key-hours = duración
audit-key-keys = claves
audit-key-kind = tipo
audit-key-left = faltaban
audit-key-limit = límite
audit-key-link = enlace
audit-key-mode = modo
audit-key-name = nombre
audit-key-people = personas
audit-key-peer = clave del servidor
audit-key-period = período
audit-key-prefix = empieza por
audit-key-why = motivo
audit-key-refused = rechazados
audit-key-renewed = renovado
audit-key-role = rol
audit-key-rows = filas
audit-key-seconds = tiempo
audit-key-sent = enviados
audit-key-server = servidor
audit-key-skipped = saltados
audit-key-doubt = en duda
audit-key-state = estado
audit-key-tells = se les avisa
audit-key-text = texto
audit-key-title = título
audit-key-trial = de prueba
audit-key-unchanged = sin cambios
audit-key-until = hasta
audit-key-upgraded = de prueba a normal
audit-key-user = persona
audit-key-valid = canjeable durante
audit-key-uses = usos
audit-key-what = qué

## Estados.

audit-state-active = activa
audit-state-suspended = suspendida
audit-state-expired = terminada
audit-state-revoked = anulado
audit-state-pending = por activar
audit-state-open = abierto
audit-state-waiting = en espera
audit-state-approved = aprobada
audit-state-declined = rechazada
audit-state-inside = dentro
audit-state-outside = fuera
audit-state-on = en marcha
audit-state-off = apagado
audit-state-up = en marcha
audit-state-down = caído
audit-state-right = en hora
audit-state-wrong = descuadrado
audit-state-draft = borrador
audit-state-cancelled = cancelado
audit-state-paused = en pausa
audit-state-sending = enviándose
audit-state-stopped = parado
audit-state-scheduled = programado
audit-state-done = terminado
audit-state-failed = fallido
audit-state-dropped = descartado
audit-state-held = retenido
audit-state-released = soltado
audit-state-looking = en curso
audit-state-planned = previstas
audit-state-undone = deshechas
audit-state-available = libre
audit-state-assigned = asignada
audit-state-leased = reservada
audit-state-staff = retenida por el equipo
audit-state-ban = retenida por un bloqueo
audit-state-sharing = retenida: parece compartida

## Avisos al equipo.

notices-heading = 🔔 <b>Tus avisos</b>
notices-quiet = 🌙 Sin sonido entre las { $hours }; lo urgente sí suena.
notices-loud = 🔊 Suenan a cualquier hora.
notices-no-group = 💬 Te llegan en este chat.
notices-none = 📭 Ningún aviso va con tus permisos. Las horas de silencio quedan guardadas por si cambian.
notices-group-too = 👥 Te llegan en este chat y en <b>{ $title }</b>.
notices-only-group = 👥 Los lees en <b>{ $title }</b>; aquí solo llegan si el grupo falla.
notice-kind-house = La casa
notice-kind-faults = Fallos
notice-kind-channels = Canales
notice-kind-members = Miembros
notice-kind-keys = Claves VPN
notice-kind-servers = Servidores
notice-kind-money = Dinero
button-notices-quiet = 🌙 Horas de silencio
button-notices-private = 💬 También aquí
button-notices-only-group = 👥 Me basta el grupo
button-notices-group = 👥 Grupo de avisos
notices-quiet-text =
    🌙 <b>Horas de silencio</b>

    Los avisos llegan sin sonido. Suena solo lo urgente: el bot sin permisos en un canal, un servidor caído, el reloj descuadrado.
button-notices-ask-quiet = ⌨️ Otras horas
button-notices-no-quiet = 🔊 Ninguna
notices-ask-quiet = 🌙 Escribe desde qué hora y hasta cuál, por ejemplo <code>22:30-7:00</code>.
notices-group-text =
    👥 <b>Grupo de avisos</b>

    Un grupo del equipo que recibe todos los avisos. Si tiene temas y puedo crearlos, cada clase va en el suyo. Quien está en el grupo los lee todos.
notices-group-none = Ahora: ninguno.
notices-group-topics = Ahora: <b>{ $title }</b>, con un tema por clase.
notices-group-plain = Ahora: <b>{ $title }</b>, sin temas. Para tenerlos: actívalos en el grupo, dame el permiso de gestionarlos y pulsa Revisar.
button-notices-pick = 👥 Elegir un grupo
button-notices-recheck = 🔄 Revisar
button-notices-drop = ✖️ Sin grupo
button-notices-picker = 👥 Elegir grupo
notices-pick = 👥 Elige un grupo con el botón de abajo, o escribe su @usuario o su número.
notices-group-lost = 👥 Ya no estoy en <b>{ $title }</b>: los avisos vuelven a los chats privados.
button-notices-open = Abrir el bot
audit-act-writes-stopped = Escritura detenida
audit-act-writes-resumed = Escritura reanudada
audit-act-database-damaged = Base de datos dañada
audit-act-database-set-aside = Base de datos apartada
audit-act-house-restored = Casa restaurada
audit-act-webhook-made = Webhook añadido
audit-act-webhook-changed = Webhook cambiado
audit-act-webhook-secret-changed = Secreto de un webhook cambiado
audit-act-webhook-removed = Webhook quitado
audit-act-webhook-replayed = Avisos reenviados a un webhook
audit-act-webhook-discarded = Avisos descartados de un webhook
audit-act-updates-trouble = Telegram no trae las novedades
audit-act-webhook-failing = Webhook al que no llega nada
audit-act-support-group-lost = Grupo de soporte perdido
audit-act-backup-trouble = Problema con las copias
