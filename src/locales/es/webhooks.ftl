# Webhooks: direcciones a las que el bot avisa de lo que pasa.

button-webhooks = 📡 Webhooks
button-webhook-add = ➕ Añadir una dirección
button-webhook-ping = 🔔 Probar
button-webhook-pause = ⏸ Pausar
button-webhook-resume = ▶️ Activar
button-webhook-events = 🗂 De qué se avisa
button-webhook-move = 🔗 Otra dirección
button-webhook-dead = 📭 No se pudieron entregar: { $count }
button-webhook-secret = 🔑 Secreto nuevo
button-webhook-secret-yes = 🔑 Sí, cambiarlo
button-webhook-remove = 🗑 Quitar
button-webhook-remove-yes = 🗑 Sí, quitarlo
button-webhook-copy = 📋 Copiar el secreto
button-webhook-kept = ✅ Ya lo guardé
button-webhook-replay = 🔁 n.º { $number }
button-webhook-replay-all = 🔁 Reenviar todos ({ $count })
button-webhook-hurry = 🚀 Enviar ya lo que espera ({ $count })
button-webhook-wake = ▶️ Activarlo y enviar lo que espera ({ $count })
button-webhook-drop = 🗑 n.º { $number }
button-webhook-drop-all = 🗑 Descartar todos
button-webhook-drop-yes = 🗑 Sí, descartarlos
button-webhook-show = 📡 Ver el webhook

webhook-group-payment = 💳 Pagos
webhook-group-order = 🧾 Pedidos
webhook-group-member = 👥 Miembros
webhook-group-free = 🚪 Cola Free
webhook-group-key = 🔑 Claves VPN
webhook-group-ticket = 🎫 Tickets
webhook-group-token = 🎟 Tokens
webhook-group-user = 👤 Personas
webhook-group-role = 🛡 Roles
webhook-group-server = 🖥 Servidores
webhook-group-backup = 💾 Copias

webhook-list-heading =
    📡 <b>Webhooks</b>

    Direcciones a las que el bot avisa de lo que pasa, con un mensaje firmado: para tu tienda, tu panel o tu automatización.
webhook-list-none = Todavía no hay ninguna.
webhook-ask-url =
    🔗 Escribe la dirección que recibirá los avisos, entera y con <code>https://</code>.

    Se avisará de lo que está marcado; después puedes cambiarlo.
webhook-ask-move = 🔗 Escribe la nueva dirección, entera y con <code>https://</code>. El secreto no cambia.
webhook-events =
    🗂 <b>De qué se avisa a { $name }</b>

    Toca un grupo para avisar de él o no. De lo que pasó antes no se avisa.
webhook-card =
    📡 <b>{ $name }</b>
    🔗 { $host }
webhook-works = 🟢 Activo
webhook-paused = ⏸ En pausa: de lo que pase mientras tanto no se avisa
webhook-fails = 🔴 Nada llega desde el { $since }
webhook-halted-gone = ⛔ Parado: respondió 410, que ya no quiere avisos
webhook-halted-failing = ⛔ Parado: en cinco días no llegó nada
webhook-halted-rights = ⛔ Parado: quien responde por él ya no puede ver aquello de lo que avisa. Si tú puedes, actívalo: responderás tú
webhook-told-all = 🗂 Se avisa de todo
webhook-told = 🗂 Se avisa de: { $events }
webhook-maker = 👤 Responde por él: { $name }
webhook-counts = 📤 En camino: { $due } · 📭 no se pudieron entregar: { $dead }
webhook-last = ✅ El último que llegó: <code>{ $event }</code>, { $at }
webhook-next = 🔁 <code>{ $event }</code> se intenta otra vez el { $at }: { $why }
webhook-ping-good = ✅ <b>Llegó la prueba</b>: respondió { $status } en { $millis } ms.
webhook-ping-bad = ⚠️ <b>No la aceptó</b>: respondió { $status } en { $millis } ms, y solo vale un 2xx.
webhook-ping-none = ❌ <b>No llegó</b>: { $why }
webhook-coming = ✅ Hecho. El secreto que firma los avisos va en otro mensaje: se ve una sola vez.
webhook-secret =
    🔑 <b>El secreto que firma los avisos</b>

    <code>{ $secret }</code>

    Guárdalo ahora: no se vuelve a mostrar. Con él compruebas que cada aviso es de tu bot.
webhook-secret-ask = 🔑 ¿Cambiar el secreto de <b>{ $name }</b>? El de ahora deja de valer al momento: hasta que pongas el nuevo en tu servidor, los avisos no pasarán su comprobación.
webhook-remove-ask = 🗑 ¿Quitar <b>{ $name }</b>? Lo que espera ({ $due }) ya no se envía.
webhook-drop-ask = { $count ->
        [one] 🗑 ¿Descartar el aviso que no se pudo entregar a <b>{ $name }</b>? Ya no se podrá reenviar.
       *[other] 🗑 ¿Descartar los { $count } avisos que no se pudieron entregar a <b>{ $name }</b>? Ya no se podrán reenviar.
    }
webhook-dead =
    📭 <b>No se pudieron entregar a { $name }: { $count }</b>

    Se intentaron durante dos días. Puedes reenviarlos (🔁), con el mismo identificador, o descartarlos (🗑).
webhook-dead-line = <b>n.º { $number }</b> · <code>{ $event }</code>, { $at }: { $why }
webhook-trouble =
    📡 <b>Nada llega a { $name }</b> desde el { $since } ({ $host }).

    Último intento: { $why }.

    Se sigue intentando.
webhook-trouble-halted =
    ⛔ <b>Webhook parado: { $name }</b> ({ $host })

    Desde el { $since } no llegó nada: { $why }.

    Cuando funcione, actívalo otra vez.
webhook-trouble-gone =
    ⛔ <b>Webhook parado: { $name }</b> ({ $host })

    Respondió 410: ya no quiere avisos.
webhook-trouble-rights =
    ⛔ <b>Webhook parado: { $name }</b> ({ $host })

    Quien responde por él ya no puede ver aquello de lo que avisa. Quien pueda verlo y lo active otra vez responderá por él.

webhook-why-status = respondió { $rest }, y solo vale un 2xx
webhook-why-timeout = no respondió en 10 segundos
webhook-why-inner = su dirección no es pública
webhook-why-name = su nombre no existe o no se encuentra
webhook-why-refused = ahí no escucha nadie
webhook-why-certificate = su certificado no vale
webhook-why-full = había demasiados en espera
webhook-why-offline = el bot no tenía red
webhook-why-rights = quien responde por él ya no puede ver aquello de lo que avisa
webhook-why-sealed = se guardó con otra clave de la casa: escribe otra vez la dirección y pide un secreto nuevo

notice-updates-taken =
    🪝 <b>Otro programa quitó el webhook del bot</b>

    Ya lo puse otra vez. Con un token solo puede correr un programa: busca el otro, o dale al bot un token nuevo (@BotFather, /revoke).
notice-updates-moved =
    🪝 <b>Otro programa se llevó el webhook del bot a otra dirección</b>

    Ya lo puse otra vez. Con un token solo puede correr un programa: busca el otro, o dale al bot un token nuevo (@BotFather, /revoke).
notice-updates-undelivered =
    🪝 <b>Telegram no puede traer las novedades a PUBLIC_URL</b>

    Dice: <code>{ $why }</code>
    Esperan allí: { $count }. Con <code>portero doctor</code> se ve qué falla.
notice-updates-refused =
    🪝 <b>Telegram no acepta el webhook, y el bot no oye nada</b>

    Dice: <code>{ $why }</code>
