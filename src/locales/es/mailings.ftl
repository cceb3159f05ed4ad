# Envíos a personas.

button-mailings = ✉️ Escribir a personas

audience-everybody = 👥 Todos
audience-active-vip = ⭐ VIP activos
audience-ending-vip = ⏰ VIP que terminan en 7 días
audience-expired-vip = ⌛ VIP terminados
audience-waiting-free = 🚪 En la fila Free
audience-never-bought = 🌱 Nunca fueron VIP
audience-spanish = 🇪🇸 Leen español
audience-english = 🇬🇧 Leen inglés
audiences-heading = ✉️ <b>Escribir a personas</b>
audiences-ask = ¿A quién quieres escribir? Luego me envías el contenido y lo ves tal como llegará, antes de que salga.
audience-line = { $audience }: <b>{ $people }</b>
audience-button = { $audience } · { $people }
audiences-left-out =
    No cuentan, ni les llegará:
    ⛔ vetados: { $banned }
    🔕 pidieron /stop: { $stopped }
    📵 bloquearon el bot o cerraron su cuenta: { $unreachable }
    💤 nunca pulsaron Iniciar: { $never }
button-mailing-list = 📋 Envíos a personas
button-mailing-list-open = 📋 Envíos a personas ({ $open } sin terminar)

mailings-heading = 📋 <b>Envíos a personas</b>
mailings-empty = Todavía no se ha escrito a nadie.
mailings-turns = Los que van a la vez se turnan, persona a persona.
mailing-line = { $state } { $at } · { $audience } · { $done } de { $total }
mailing-button = { $state } { $audience } · { $percent } %

mailing-heading = ✉️ <b>Envío a personas</b> · { $audience }
mailing-report-heading = 📋 <b>Informe del envío</b> · { $audience }
mailing-sending = ▶️ En marcha
mailing-paused = ⏸️ En pausa
mailing-stopped = ⏹️ Detenido
mailing-done = ✅ Terminado
mailing-below = El informe llega en un mensaje aparte; este botón también lo abre.
mailing-halt-source-gone = ⚠️ Se detuvo solo: el mensaje original ya no está, así que no hay nada que copiar. Quienes ya lo recibieron lo conservan.
mailing-halt-source-changed = ⚠️ Se pausó solo: editaste el mensaje original. Si quieres que los demás reciban la versión nueva, pulsa Reanudar.
mailing-halt-refused = ⚠️ Se pausó solo: Telegram no lo aceptó para { $count } personas seguidas. Mira el contenido antes de reanudar.
mailing-bar = { $bar } { $percent } %
mailing-sent = ✅ Enviados: <b>{ $count }</b>
mailing-failed = ⚠️ Rechazados por Telegram: <b>{ $count }</b>
mailing-blocked = 🚫 Ya no se les puede escribir: <b>{ $count }</b>
mailing-skipped = ⏭️ Saltados (/stop o veto desde que empezó): <b>{ $count }</b>
mailing-doubt = ❓ En duda: <b>{ $count }</b>
mailing-doubt-why = No se sabe si les llegó, porque se perdió la respuesta de Telegram. No se repite, para que nadie lo reciba dos veces: { $names }
mailing-doubt-more = { $names } y { $count } más
mailing-left = ⏳ Quedan: <b>{ $count }</b>
mailing-left-time = ⏳ Quedan: <b>{ $count }</b> · { $time }
mailing-not-tried = ➖ Sin intentar: <b>{ $count }</b>
mailing-times = 🕒 Empezó el { $at } · lo mandó { $by }
mailing-took = ⏱️ Duró { $took }.
button-mailing-pause = ⏸️ Pausar
button-mailing-resume = ▶️ Reanudar
button-mailing-stop = ⏹️ Detener
button-mailing-refresh = 🔄 Actualizar
button-mailing-report = 📋 Ver informe
mailing-stop-ask =
    ⏹️ <b>¿Detener el envío?</b> · { $audience }

    Ya lo tienen { $sent }; quedan { $left } sin recibirlo. No se puede retomar después; para eso está Pausar.
button-mailing-stop-yes = ⏹️ Sí, detener
toast-mailing-paused = En pausa
toast-mailing-resumed = Sigue en marcha
toast-mailing-stopped = Detenido
toast-mailing-unchanged = Ya estaba así

promotions-off =
    🔕 <b>Listo: no te mandaré más novedades ni promociones.</b>

    Lo tuyo te sigue llegando: tus enlaces, los avisos de cuándo termina tu acceso y tus comprobantes.
    ¿Cambias de idea? Pulsa el botón cuando quieras.
promotions-on =
    🔔 <b>¡Qué bueno tenerte de vuelta!</b>

    Te contaré las novedades otra vez. Con /stop dejan de llegar cuando quieras.
button-promotions-on = 🔔 Quiero recibirlas otra vez
button-promotions-off = 🔕 No quiero más
