# Las claves VPN de la gente: lo que ve quien las usa.

button-keys = 🔑 Mis claves VPN
home-choice-vpn = 🔑 <b>Mis claves VPN</b>: tu conexión privada, lista en segundos.
home-choice-trial = 🎁 <b>Prueba gratis</b>: pruébala antes de decidir. Es una por persona.
home-vpn = 🔑 Tus claves VPN están en /vpn y lo que has usado, en /usage.
button-trial = 🎁 Prueba gratis
help-vpn =
    🔑 /vpn — tus claves VPN: una nueva, el archivo, el QR y la guía.
    🎁 /trial — una prueba gratis.
    📊 /usage — cuánto has usado.
help-services = 🧾 /status — lo tuyo y hasta cuándo llega.

vpn-refusal-no-server = Ahora mismo no hay ningún servidor de { $kind } que acepte claves nuevas.
vpn-refusal-full = Todas las plazas de { $kind } están ocupadas (lleno). Prueba más tarde o elige otro sitio.
vpn-refusal-not-for-you = Todavía no tienes un plan de VPN. Mira en /vpn cómo tenerlo, o escribe al equipo.
vpn-refusal-too-many-keys = Ya tienes tus { $most } claves. Borra una o pide al equipo un dispositivo más.
vpn-refusal-quota-used = Ya gastaste los datos de tu plan: una clave nueva no funcionaría hasta que se renueven.
vpn-refusal-trial-used = Ya usaste tu prueba el { $at }. Es una por persona.
vpn-refusal-trial-off = Ahora mismo no damos pruebas. Escribe al equipo si quieres un plan.
vpn-refusal-trial-channel = La prueba es para quienes están en { $title }. Entra y vuelve a pedirla.
vpn-refusal-name = Escribe un nombre de 1 a { $most } letras.
vpn-refusal-wrong-state = Ahora mismo no se puede hacer eso con esta clave.
vpn-refusal-shown-once = La clave privada se mostró una sola vez y no se guarda. Usa «Rotar» para recibir un archivo nuevo.
vpn-refusal-shared-link = Este proxy es un enlace compartido: no tiene un secreto propio que cambiar.
vpn-refusal-networks = Escribe redes como 10.0.0.0/8 o 2001:db8::/32, separadas por comas.
vpn-refusal-server-down = El servidor no responde ahora. Lo pedido queda guardado y se hará solo cuando vuelva.
vpn-kind-wireguard = WireGuard
vpn-kind-outline = Outline
vpn-kind-mtproto = Proxy de Telegram

button-key-new = 🆕 Nueva clave
button-usage = 📊 Uso
button-key-file = 📄 Archivo
button-key-link = 🔗 Enlace
button-key-links = 🔗 Enlaces
button-key-connect = ⚡ Conectar
button-key-qr = 🔳 QR
button-key-guide = 📖 Guía
button-key-traffic = 📊 Tráfico
button-key-rename = ✏️ Renombrar
button-key-routing = 🧭 Qué pasa por ella
button-key-pause = ⏸️ Pausar
button-key-resume = ▶️ Reanudar
button-key-rotate = 🔁 Rotar
button-key-rotate-yes = 🔁 Sí, rotar
button-key-more = ➕ Otro dispositivo
button-key-delete = 🗑️ Borrar
button-key-delete-yes = 🗑️ Sí, borrar
button-key-copy = 📋 Copiar el enlace
button-key-card = 🔑 Ver la clave
button-place-any = 🎲 Donde haya más sitio
button-route-all = 🌍 Todo
button-route-no-lan = 🏠 Sin red local
button-route-only = 🎯 Redes elegidas
button-traffic = 📊 { $days } días
button-trial-start = 🎁 Empezar la prueba
button-trial-kind = 🎁 { $kind }
button-trial-channel = 📣 Ir al canal
button-trial-joined = ✅ Ya entré

keys-heading = 🔑 <b>Mis claves VPN</b>
keys-line =
    { $mark } <b>{ $name }</b> · { $state }
    { $kind } · { $place } · { $used }
keys-first = Aún no tienes ninguna. Crea la primera: en unos segundos la tienes en tu teléfono.
keys-try-first = Todavía no tienes un plan de VPN, pero puedes probar gratis ahora mismo.
keys-token = Las claves son para quienes tienen acceso VIP. Si te dieron un token, canjéalo aquí y vuelve: tu clave estará lista en segundos.
keys-token-or-try = Las claves son para quienes tienen acceso VIP. Si te dieron un token, canjéalo aquí; si no, puedes probar gratis ahora mismo.
keys-no-plan = Todavía no tienes un plan de VPN. Escribe al equipo y te lo preparan.
keys-no-server = Aquí todavía no hay servidores VPN. Vuelve en un rato.

key-short-pending = preparándose
key-short-active = lista
key-short-online = en línea
key-short-down = el servidor no responde
key-short-held = detenida
key-short-quota = sin datos
key-short-day-quota = sin datos por hoy
key-short-paused = en pausa
key-short-expired = terminada
key-short-revoked = borrada

key-heading = 🔑 <b>{ $name }</b> · { $kind }
key-state-pending = La estoy preparando: te llegará en un momento.
key-state-pending-down = El servidor no responde ahora. La clave te llegará sola en cuanto vuelva.
key-state-active = Funciona.
key-state-down = Su servidor no responde ahora mismo. Ya lo sabe el equipo; tu clave no cambia.
key-state-held-staff = El equipo la detuvo. Escríbeles para aclararlo.
key-state-held-sharing = Detenida: se usa desde demasiados sitios a la vez. Escribe al equipo.
key-state-held-debt = Detenida por un pago pendiente.
key-state-quota = Se acabaron los datos de tu plan. Vuelve sola cuando se renueven.
key-state-day-quota = Se acabaron los datos de hoy. Mañana vuelve sola.
key-state-paused = En pausa. Pulsa «Reanudar» cuando quieras.
key-state-expired = Su tiempo terminó.
key-state-expired-grace = Su tiempo terminó. Si lo renuevas antes del <b>{ $until }</b>, vuelve tal como estaba.
key-state-revoked = Ya no existe.
key-place = 📍 { $place }
key-address = 🏷️ <code>{ $address }</code>
key-routing = 🧭 Por el túnel: { $routing }
key-routing-all = todo
key-routing-no-lan = todo menos tu red local
key-online = 👀 En línea ahora
key-seen = 👀 Última vez hace { $ago }
key-never-seen = 👀 Aún no se ha usado
key-used = 📊 { $bar } { $used } de { $limit } ({ $percent } %)
key-used-free = 📊 { $used } usados, sin límite
key-uncounted = 📊 Aquí no se cuenta lo que gastas
key-own-uncounted = ▫️ Lo de esta clave no se cuenta
keys-uncounted = sin contar
key-own-use = ▫️ Solo esta clave: { $used }
key-day = ☀️ Hoy: { $used } de { $limit }
key-end =
    { $count ->
        [one] 📅 Hasta el <b>{ $until }</b> (queda { $left })
       *[other] 📅 Hasta el <b>{ $until }</b> (quedan { $left })
    }
key-end-never = 📅 Sin fecha de fin
key-end-past = 📅 Terminó el <b>{ $until }</b>
key-devices = 📱 Dispositivos: { $count } de { $most }
key-is-trial = 🎁 Es tu prueba gratis
key-imported = 📎 Esta clave ya existía antes que yo: no tengo su archivo. Con «Rotar» te hago uno nuevo.
key-remade = ⏳ La nueva se está preparando: te llega sola en cuanto el servidor la tenga.
key-shown-once = 🔒 Su clave privada se mostró una sola vez y no la guardo. Con «Rotar» te hago un archivo nuevo.
key-shared = 🤝 Es un enlace compartido: pausarlo o borrarlo lo quita de aquí, pero no lo apaga.

key-new-kind = 🆕 <b>¿Qué tipo de clave quieres?</b>
key-about-wireguard = • <b>WireGuard</b>: la más rápida, para todo el dispositivo.
key-about-outline = • <b>Outline</b>: la más fácil; un enlace y listo.
key-about-mtproto = • <b>Proxy de Telegram</b>: solo para Telegram; un toque y listo.
key-new-place =
    📍 <b>¿Dónde quieres tu clave de { $kind }?</b>

    Cuanto más cerca de ti, más rápida.
key-new-name =
    ✏️ <b>¿Para qué dispositivo es?</b> ({ $kind })

    Elige un nombre o escríbelo. Usa una clave por dispositivo.
place-full = { $place } · lleno
place-down = { $place } · no responde
device-phone = Teléfono
device-laptop = Portátil
device-tablet = Tableta
device-television = Tele
key-preparing =
    ⏳ <b>Preparando «{ $name }»…</b>

    { $place } · En un momento te la mando con su guía. Si el servidor tarda, te llega sola en cuanto responda.
key-preparing-down =
    ⏳ <b>«{ $name }» está guardada</b>

    { $place } no responde ahora. En cuanto vuelva, la clave te llega sola; no tienes que hacer nada.
key-made-already = ✅ <b>«{ $name }» ya está lista</b> ({ $place }). La tienes más abajo o en «Mis claves VPN».

key-file =
    📄 <b>{ $name }</b> · { $place }

    Abre este archivo con la app { $app }.
key-link =
    🔗 <b>{ $name }</b> · { $place }

    Toca el enlace para copiarlo y pégalo en la app { $app }.
key-link-dynamic =
    ⭐ Mejor este: se actualiza solo si cambia el servidor.
    { $link }
key-link-fixed =
    Por si el otro no abre:
    { $link }
key-proxy =
    ⚡ <b>{ $name }</b> · { $place }

    Pulsa «Conectar» y acepta: Telegram se conecta solo. Las llamadas no pasan por el proxy.
key-proxy-tls =
    🎭 Si no conecta, prueba este (parece una web):
    { $link }
key-proxy-secure =
    🔐 Si no conecta, prueba este:
    { $link }
key-proxy-plain =
    🧓 Para aplicaciones muy antiguas:
    { $link }
key-qr-wireguard =
    🔳 <b>{ $name }</b> · { $place }

    ¿Es para otro dispositivo? Escanéalo desde la app { $app }.
key-qr-outline =
    🔳 <b>{ $name }</b> · { $place }

    ¿Es para otro dispositivo? Escanéalo con su cámara y ábrelo en { $app }.
key-qr-mtproto =
    🔳 <b>{ $name }</b> · { $place }

    ¿Es para otro dispositivo? Escanéalo con su cámara y se abre { $app }.
key-qr-too-long = 🔳 Esta clave es demasiado larga para un QR. Usa el archivo o el enlace.
key-once-warning = ⚠️ <b>Guárdalo ahora:</b> lleva tu clave privada, se muestra una sola vez y no la conservo.

guide-heading = 📖 <b>Cómo conectarte con { $app }</b>
guide-install = 1. Instala { $app }: { $links }
guide-wireguard =
    2. Abre el archivo con la app, o escanea el QR: «+» → código QR.
    3. Enciende el interruptor. Ya estás dentro.
guide-outline =
    2. Copia el enlace y abre la app: lo detecta sola. Si no, «+» y pégalo.
    3. Pulsa «Conectar». Ya estás dentro.
guide-mtproto =
    📖 <b>Cómo usar tu proxy de Telegram</b>

    1. Pulsa «Conectar» en la tarjeta del proxy y acepta. Ya está.
    2. Para apagarlo: Ajustes → Datos y almacenamiento → Proxy.

    💡 Sirve solo para Telegram: el resto del teléfono sigue igual. Las llamadas no pasan por él.
    ¿No conecta? Cambia entre Wi-Fi y datos, o prueba otro de los enlaces.
guide-amnezia = ⚠️ La app WireGuard normal no sirve con este servidor: usa AmneziaWG.
guide-check = 💡 ¿No conecta? Cambia entre Wi-Fi y datos, y mira en «Mis claves VPN» si la clave está en marcha.

key-rename = ✏️ ¿Qué nombre le pones ahora a <b>{ $name }</b>?
key-rotate-wireguard =
    🔁 <b>¿Rotar «{ $name }»?</b>

    Te hago un archivo nuevo y el que tienes deja de servir en cuanto cambie.
key-rotate-outline =
    🔁 <b>¿Rotar «{ $name }»?</b>

    Te hago un enlace nuevo y el que tienes deja de servir en cuanto cambie.
key-rotate-mtproto =
    🔁 <b>¿Rotar «{ $name }»?</b>

    Te hago un enlace nuevo y el que tienes deja de servir en cuanto cambie: tendrás que pulsar «Conectar» otra vez.
key-delete =
    🗑️ <b>¿Borrar «{ $name }»?</b>

    Deja de funcionar para siempre y su sitio queda libre. Lo que ya usó sigue contando en tu plan.
key-routing-ask =
    🧭 <b>¿Qué pasa por el túnel?</b>

    Ahora: { $now }.
    • <b>Todo</b>: lo normal.
    • <b>Sin red local</b>: tu impresora y tu tele siguen a mano.
    • <b>Redes elegidas</b>: solo lo que digas; lo demás va directo.

    Si lo cambias, te mando el archivo nuevo para que lo importes otra vez.
key-routed-unsent =
    🧭 Guardado. Por el túnel irá: { $now }.

    🔒 Tu archivo se mostró una sola vez y no lo guardo, así que el que tienes sigue como estaba. ¿Roto la clave? Te mando uno nuevo, ya con el cambio, y el de ahora deja de servir.
key-networks-ask =
    🎯 <b>¿Qué redes pasan por el túnel?</b>

    Escríbelas separadas por comas, por ejemplo: <code>10.0.0.0/8, 2001:db8::/32</code>
toast-key-renamed = ✏️ Nombre cambiado
toast-key-rotated = 🔁 La nueva te llega en un momento.
toast-key-paused = ⏸️ En pausa
toast-key-resumed = ▶️ En marcha
toast-key-deleted = 🗑️ Borrada
toast-key-routed = 🧭 Hecho: el archivo nuevo te llega en un momento.

trial-heading = 🎁 <b>Prueba gratis</b>
trial-length = ⏱️ Duración: { $length }
trial-data = 📊 Datos: { $limit }
trial-data-free = 📊 Datos: sin límite
trial-day = ☀️ Por día: { $limit }
trial-once = Es una por persona. Si luego te quedas, conservas la misma clave.
trial-join =
    📣 <b>Un paso antes</b>

    La prueba es para quienes están en <b>{ $title }</b>. Entra, vuelve y pulsa «Ya entré».

usage-heading = 📊 <b>Tu uso</b>
usage-nothing = Todavía no hay nada que contar: aún no tienes claves.
usage-service = <b>{ $kind }</b>
usage-service-trial = <b>{ $kind }</b> · 🎁 prueba
usage-day = ☀️ Hoy: { $used } de { $limit } (vuelve a cero a las { $again })
usage-key-uncounted = { $dot } { $name }: sin contar
usage-key = { $dot } { $name }: { $used } (hoy { $today })
usage-more-keys = …y { $count } más
usage-counted = 🕰️ Contado hace { $ago }
traffic-of-all =
    📊 <b>Tu tráfico, { $days } días</b>
traffic-of-key =
    📊 <b>{ $name }</b>, { $days } días
traffic-sums = Total: { $total } · ⬇️ { $down } · ⬆️ { $up }
chart-traffic = Tráfico
chart-traffic-unit = { $unit } por día (UTC)
chart-traffic-down = Recibido
chart-traffic-up = Enviado

services-heading = 🧾 <b>Lo tuyo</b>

# Avisos

notice-vpn-created = 🎉 <b>Ya tienes VPN ({ $kind }).</b> Crea tu clave en «Mis claves VPN»: la tienes en segundos.
notice-vpn-created-key = 🎉 <b>Ya tienes VPN ({ $kind }).</b> El equipo te hizo una clave: te la mando en cuanto esté lista.
notice-vpn-activated = ✅ Tu clave <b>{ $name }</b> ya funciona.
notice-vpn-quota-reached = 🪫 Se acabaron los datos de tu plan de { $kind }: <b>{ $name }</b> { $count ->
        [one] se detiene
       *[other] se detienen
    } hasta que se renueven.
notice-vpn-day-quota = ☀️ Se acabaron tus datos de hoy ({ $kind }). Mañana <b>{ $name }</b> { $count ->
        [one] vuelve sola.
       *[other] vuelven solas.
    }
notice-vpn-renewed = 🔋 Vuelves a tener datos de { $kind }: <b>{ $name }</b> ya { $count ->
        [one] funciona.
       *[other] funcionan.
    }
notice-vpn-paused = ⏸️ El equipo puso en pausa tu clave <b>{ $name }</b>.
notice-vpn-resumed = ▶️ Tu clave <b>{ $name }</b> vuelve a funcionar.
notice-vpn-held = ⛔ El equipo detuvo tu clave <b>{ $name }</b>. Escríbeles para aclararlo.
notice-vpn-held-sharing = ⛔ Tu clave <b>{ $name }</b> se usa desde demasiados sitios a la vez y quedó detenida. Escribe al equipo.
notice-vpn-held-debt = ⛔ Tu clave <b>{ $name }</b> quedó detenida por un pago pendiente.
notice-vpn-released = ✅ { $count ->
        [one] Tu clave <b>{ $name }</b> ya no está detenida.
       *[other] Tus claves <b>{ $name }</b> ya no están detenidas.
    }
notice-vpn-expired = ⌛ Terminó tu tiempo de { $kind }: <b>{ $name }</b> { $count ->
        [one] deja de funcionar.
       *[other] dejan de funcionar.
    }
notice-vpn-extended = ✅ <b>Tu plan de VPN ({ $kind }) se ha actualizado.</b>
notice-vpn-trial-extended = ✅ <b>Tu prueba de { $kind } ha cambiado.</b> Sigues con la misma clave.
notice-vpn-upgraded = 🎉 <b>Tu prueba de { $kind } ya es un plan completo.</b> Sigues con la misma clave.
notice-vpn-rotated = 🔁 Tu clave <b>{ $name }</b> es nueva por dentro: te la mando ahora. La de antes ya no sirve.
notice-vpn-moved = 🚚 El equipo llevó tu clave <b>{ $name }</b> a otro servidor. Te mando la nueva en un momento; la de antes deja de servir.
notice-vpn-renamed = ✏️ Tu clave se llama ahora <b>{ $name }</b>.
notice-vpn-revoked = 🗑️ { $count ->
        [one] Tu clave de { $kind } <b>{ $name }</b> ya no existe.
       *[other] Tus claves de { $kind } ({ $name }) ya no existen.
    }
notice-vpn-imported = 📎 La clave <b>{ $name }</b> ya está en «Mis claves VPN».
notice-vpn-until = 📅 Hasta el <b>{ $until }</b>
notice-vpn-endless = 📅 Sin fecha de fin
notice-vpn-grace = Si lo renuevas antes del <b>{ $until }</b>, todo vuelve tal como estaba.
notice-vpn-ends = ⏰ { $count ->
        [one] A tu VPN ({ $kind }) le queda { $left }: termina el <b>{ $until }</b>.
       *[other] A tu VPN ({ $kind }) le quedan { $left }: termina el <b>{ $until }</b>.
    }
notice-vpn-trial-ends = ⏰ { $count ->
        [one] A tu prueba de { $kind } le queda { $left }: termina el <b>{ $until }</b>.
       *[other] A tu prueba de { $kind } le quedan { $left }: termina el <b>{ $until }</b>.
    } Si te quedas, conservas la misma clave.
notice-vpn-quota = 📊 Ya usaste el { $percent } % de tus datos de { $kind }: { $used } de { $limit }.
notice-vpn-quota-used = 🪫 <b>Usaste todos tus datos de { $kind }</b> ({ $used } de { $limit }). Tus claves se detienen hasta que se renueven.

# Lo que muestra la aplicación Outline de una clave dinámica que no funciona ahora. Sin HTML.
dynamic-pending = Tu clave se está preparando. Vuelve a conectar en un minuto.
dynamic-expired = El tiempo de tu clave terminó.
dynamic-quota = Ya gastaste todos los datos de tu clave.
dynamic-day-quota = Ya gastaste los datos de hoy. Mañana vuelve a funcionar.
dynamic-paused = Pausaste esta clave.
dynamic-held = El equipo ha detenido esta clave.
dynamic-debt = Falta un pago de esta clave.
dynamic-details = Abre @{ $bot } en Telegram y escribe /vpn.
