# Copias de seguridad: el escritorio, los avisos y la restauración.

button-backups = 💾 Copias de seguridad
button-backup-make = 💾 Hacer una copia ahora
button-backup-time = 🌙 Hora
button-backup-keep = 🗂 Cuántas
button-backup-chat = 📨 Chat
button-backup-split-on = ✂️ Las grandes: en partes
button-backup-split-off = ✂️ Las grandes: se quedan aquí
button-backup-restore = ♻️ Restaurar desde un archivo
button-backup-release = ▶️ Permitir las salidas
button-backup-test = 🩺 Probarla
button-backup-send = 📨 Enviarla al chat
button-backup-time-off = Sin copia nocturna
button-backup-chat-here = 📨 A este chat
button-backup-chat-default = ↩️ Al de la configuración
button-restore-yes = ♻️ Sí, restaurar

backup-heading = 💾 <b>Copias de seguridad</b>
backup-held = ⏸ Se restauró una copia del { $at }. Nadie sale hasta que lo permitas: quien renovó después parecería vencido.
backup-no-passphrase =
    🔐 <b>Falta la frase secreta</b>, y sin ella no se hace ninguna copia. Añade al archivo <code>.env</code> esta línea y reinicia el bot:

    <code>BACKUP_PASSPHRASE=una frase larga que recuerdes</code>

    Guárdala también fuera del teléfono: sin ella nadie puede abrir tus copias.
backup-nightly = 🌙 Cada noche a las { $time } · la próxima: { $next }
backup-nightly-waits = 🌙 Cada noche a las { $time }, cuando haya frase secreta
backup-nightly-off = 🌙 Sin copia nocturna
backup-keep = { $count ->
    [one] 🗂 Se conserva la última
   *[other] 🗂 Se conservan las últimas { $count }
}
backup-chat = 📨 Cada una se envía al chat <code>{ $chat }</code>
backup-no-chat = 📨 No se envían a ningún chat: si se pierde el teléfono, se pierden con él
backup-untested = 🩺 Ninguna se ha probado todavía
backup-test-good = 🩺 Probada el { $at }: está entera
backup-test-bad = ⚠️ Probada el { $at }: <b>no está entera</b>
backup-none = Todavía no hay ninguna.
backup-kept = { $count ->
    [one] Hay una, de hace { $age }.
   *[other] Hay { $count }; la última es de hace { $age }.
}
backup-card = 💾 <b>Copia del { $at }</b>
backup-contents = 👥 personas: { $people } · 💎 miembros: { $members } · 📺 solicitudes: { $waiting } · 🎟️ tokens: { $tokens } · 🔑 claves: { $keys } · ⚙️ tareas: { $tasks }
backup-sent = 📨 Enviada el { $at }
backup-unsent = 📨 No se ha enviado
backup-soon = 💾 Estoy haciendo la copia. Te aviso en cuanto esté.
backup-soon-toast = En marcha: te aviso enseguida.
backup-made = ✅ <b>Copia hecha</b>
backup-tested-good = ✅ La copia del { $at } se abre y está entera.
backup-tested-bad = ⚠️ La copia del { $at } <b>no sirve</b>: { $why }
backup-ask-time = 🌙 ¿A qué hora se hace la copia de cada noche? Elige, o escribe una hora como <code>04:30</code> (zona horaria { $zone }).
backup-ask-keep = 🗂 ¿Cuántas copias se conservan? Elige, o escribe un número del 1 al 365.
backup-ask-chat = 📨 ¿A qué chat se envía cada copia? Lo mejor es un canal privado tuyo donde el bot sea administrador. Escribe su id o su @nombre.
backup-caption = 💾 Copia de seguridad del { $at } · { $size }
backup-part = ✂️ Parte { $number } de { $count }
backup-how = Para restaurarla: <code>portero restore ARCHIVO</code>, o envíala a un bot nuevo.
backup-trouble-nightly = ⚠️ <b>La copia de esta noche no se pudo hacer.</b> { $why } Lo intento otra vez dentro de una hora.
backup-trouble-test = ⚠️ <b>La última copia no sirve.</b> { $why } Haz otra con /backup.
backup-trouble-send = ⚠️ <b>La copia no se envió.</b> { $why } Está en la carpeta <code>backups</code> del bot; en /backup puedes pedir que las grandes vayan en partes.
backup-trouble-restore = ⚠️ <b>No se restauró nada.</b> { $why } Todo sigue como estaba.

restore-ask-file = ♻️ Envíame el archivo de la copia (<code>portero-….tar.gz.age</code>), de 20 MB como mucho. Si es mayor o viene en partes, usa en la terminal <code>portero restore ARCHIVO</code>.
restore-ask-passphrase = 🔐 Escribe la frase secreta con la que se hizo la copia. Borraré tu mensaje en cuanto lo lea.
restore-inside = ♻️ <b>Copia del { $at }</b> (hace { $age })
restore-program = 📦 Portero { $program } · base de datos de { $size }
restore-older = ℹ️ La hizo una versión anterior: se pondrá al día.
restore-other-bot = ⚠️ Es de otro bot ({ $theirs }), y este es el { $own }: quienes solo conocen al otro no recibirán mensajes hasta que escriban a este.
restore-holds = ⏸ Tiene más de una hora: tras restaurarla nadie sale hasta que lo permitas.
restore-sure = Ocupará el lugar de todo lo que hay ahora. Lo de ahora se guarda al lado, con la fecha. ¿Restaurar?
restore-late = 🔐 Borré tu mensaje sin leerlo, por si era la frase secreta de una copia: yo ya no la esperaba. Para restaurar, envía el archivo otra vez.
restore-press = Pulsa el botón si quieres restaurar la copia, o cancela.
restore-running = ♻️ Restaurando. El bot se para un momento y vuelve con lo de la copia; te aviso.
restore-released = ▶️ Las salidas siguen su curso.
restored-text = ♻️ <b>Se restauró la copia del { $at }.</b> Lo que pasó después no está en ella.
restored-held = ⏸ Nadie sale hasta que lo permitas: revisa antes quién renovó después de esa fecha.

refusal-backup-passphrase = 🔐 Falta BACKUP_PASSPHRASE: sin una frase secreta no se hace ninguna copia. Añádela a .env y reinicia el bot.
refusal-backup-busy = ⏳ Ya se está haciendo una copia o una restauración. Espera un momento.
refusal-backup-disk-full = 💽 No cabe en el disco sin llenarlo, y no se cambió nada. Libera espacio e inténtalo otra vez.
refusal-backup-unwritable = 💽 No se puede leer o escribir el archivo ({ $why }). No se cambió nada.
backup-fault-unreadable = la copia no se deja leer
backup-fault-rows = la tabla { $table } no tiene las filas que se escribieron
refusal-backup-database = 🩺 La base de datos está dañada ({ $fault }): una copia de ella no serviría. Restaura la última copia buena.
refusal-backup-gone = 📂 Ese archivo ya no está.
refusal-backup-chat = 📨 Todavía no hay un chat para las copias. Elígelo en /backup.
refusal-backup-time = 🕓 No entendí la hora. Escríbela como 04:30.
refusal-backup-chat-name = 📨 Escribe el id del chat (como -1001234567890) o su @nombre.
refusal-restore-passphrase = 🔐 La frase secreta no es esa. Escríbela otra vez; no se cambió nada.
refusal-restore-not-a-backup = 📄 Ese archivo no es una copia de Portero. No se cambió nada.
refusal-restore-truncated = ✂️ El archivo está incompleto o dañado: descárgalo otra vez, con todas sus partes. No se cambió nada.
refusal-restore-part = ✂️ Falta la parte { $number } de la copia. No se cambió nada.
refusal-restore-newer = 📦 La hizo un Portero más nuevo ({ $program }). Instala esa versión y repite; no se cambió nada.
refusal-restore-damaged = 🩺 La copia se abre, pero lo de dentro está dañado ({ $fault }). Prueba con otra; no se cambió nada.
refusal-restore-key = 🔑 SECRET_KEY de esta máquina no es la clave de la copia: lo cifrado no se abriría. Quita SECRET_KEY de .env, o pon la de antes. No se cambió nada.
refusal-restore-file = 📎 Envíame el archivo de la copia.
refusal-restore-big = 📎 El archivo es demasiado grande para hacerlo por aquí (como mucho { $most }), o viene en partes. Cópialo a la máquina del bot y ejecuta: portero restore ARCHIVO
refusal-restore-lost = 📎 Telegram no me entregó el archivo. Envíalo otra vez.
refusal-restore-forgotten = ♻️ Ya no tengo ese archivo. Envíalo otra vez.
