# Webhooks: direcciones a las que el bot avisa de lo que pasa.

button-webhooks = 📡 Webhooks
button-webhook-add = ➕ Añadir una dirección
button-webhook-ping = 🔔 Probar
button-webhook-pause = ⏸ Pausar
button-webhook-resume = ▶️ Activar
button-webhook-events = 🗂 Qué se cuenta
button-webhook-move = 🔗 Otra dirección
button-webhook-dead = 📭 Sin entregar: { $count }
button-webhook-secret = 🔑 Secreto nuevo
button-webhook-secret-yes = 🔑 Sí, cambiarlo
button-webhook-remove = 🗑 Quitar
button-webhook-remove-yes = 🗑 Sí, quitarlo
button-webhook-copy = 📋 Copiar el secreto
button-webhook-kept = ✅ Ya lo guardé
button-webhook-replay = 🔁 n.º { $number }
button-webhook-replay-all = 🔁 Reenviar todos ({ $count })
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

    Se contará lo que está marcado; después puedes cambiarlo.
webhook-ask-move = 🔗 Escribe la nueva dirección, entera y con <code>https://</code>. El secreto no cambia.
webhook-events =
    🗂 <b>Qué se cuenta a { $name }</b>

    Toca un grupo para contarlo o no. Lo que pasó antes no se cuenta.
webhook-card =
    📡 <b>{ $name }</b>
    🔗 { $host }
webhook-works = 🟢 Activo
webhook-paused = ⏸ En pausa: lo que pase mientras tanto no se cuenta
webhook-fails = 🔴 Nada llega desde el { $since }
webhook-halted-gone = ⛔ Parado: respondió 410, que ya no quiere avisos
webhook-halted-failing = ⛔ Parado: en cinco días no llegó nada
webhook-told-all = 🗂 Se cuenta todo
webhook-told = 🗂 Se cuenta: { $events }
webhook-counts = 📤 En camino: { $due } · 📭 sin entregar: { $dead }
webhook-last = ✅ El último que llegó: <code>{ $event }</code>, { $at }
webhook-next = 🔁 <code>{ $event }</code> se intenta otra vez el { $at }: { $why }
webhook-ping-good = ✅ <b>Llegó la prueba</b>: respondió { $status } en { $millis } ms.
webhook-ping-bad = ⚠️ <b>No la aceptó</b>: respondió { $status } en { $millis } ms, y solo vale un 2xx.
webhook-ping-none = ❌ <b>No llegó</b>: { $why }
webhook-secret =
    🔑 <b>El secreto que firma los avisos</b>

    <code>{ $secret }</code>

    Guárdalo ahora: no se vuelve a mostrar. Con él compruebas que cada aviso es de tu bot.
webhook-secret-ask = 🔑 ¿Cambiar el secreto de <b>{ $name }</b>? El de ahora deja de valer al momento: hasta que pongas el nuevo en tu servidor, los avisos no pasarán su comprobación.
webhook-remove-ask = 🗑 ¿Quitar <b>{ $name }</b>? Lo que espera ({ $due }) ya no se envía.
webhook-dead =
    📭 <b>Sin entregar a { $name }: { $count }</b>

    Se intentaron durante dos días. Puedes enviarlos otra vez: llevan el mismo identificador.
webhook-dead-line = <b>n.º { $number }</b> · <code>{ $event }</code>, { $at }: { $why }
webhook-trouble =
    📡 <b>Nada llega a { $name }</b> desde el { $since } ({ $host }).

    { $why }

    Se sigue intentando.
webhook-trouble-halted =
    ⛔ <b>Webhook parado: { $name }</b> ({ $host })

    Desde el { $since } no llegó nada: { $why }

    Cuando funcione, actívalo otra vez.
webhook-trouble-gone =
    ⛔ <b>Webhook parado: { $name }</b> ({ $host })

    Respondió 410: ya no quiere avisos.
