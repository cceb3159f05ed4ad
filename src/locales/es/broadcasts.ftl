# Envíos a los canales, y el borrador de todo envío.

button-broadcast-vip = 📤 Enviar a Canal VIP
button-broadcast-free = 📤 Enviar a Canal Free
button-broadcast-both = 📤 Enviar a los dos canales

broadcast-targets = 📤 <b>¿A dónde va?</b>
broadcast-ask =
    📤 <b>Envíame lo que quieres publicar</b> en <b>{ $target }</b>.

    Vale casi todo: texto, foto, video, álbum, animación, voz, audio, archivo, encuesta o sticker. Antes de enviarlo te muestro cómo quedará.
broadcast-ask-people =
    ✉️ <b>Envíame lo que quieres que reciban</b>: { $target }.

    Vale casi todo: texto, foto, video, álbum, animación, voz, audio, archivo, encuesta o sticker. Antes de enviarlo te muestro cómo quedará.
broadcast-missing = ⚙️ El canal { $door } todavía no está configurado. Elígelo primero y vuelve a intentarlo.
broadcast-missing-both = ⚙️ Faltan los dos canales: el VIP y el Free. Configúralos primero y vuelve a intentarlo.
button-scheduled = 🗓️ Programados ({ $count })

broadcast-preview =
    👆 <b>Así se verá</b> en <b>{ $target }</b>.

    Si algo no te gusta, envíame otro contenido o cambia las opciones.
broadcast-preview-people =
    👆 <b>Así lo recibirán</b>: { $target } (<b>{ $people }</b>).

    Si algo no te gusta, envíame otro contenido o cambia las opciones.
broadcast-was-scheduled = 🗓️ Estaba programado para el { $at }.
broadcast-reactions = Botones en <b>{ $title }</b>: { $emoji }
broadcast-no-reactions = ℹ️ <b>{ $title }</b> no tiene botones de reacción: actívalos en Configuración.
broadcast-album-reactions = Telegram no pone botones en un álbum: irán en un mensaje corto debajo.
switch-silent = 🔕 Sin sonido
switch-protect = 🔒 Proteger
switch-pin = 📌 Fijar
switch-reactions = 👍 Botones
switch-link-preview = 🔗 Vista de enlaces
button-broadcast-confirm = ✅ Confirmar y Enviar
button-broadcast-change = 🔄 Enviar Otro Contenido
button-broadcast-schedule = 🗓️ Programar
button-broadcast-keep-time = 🗓️ Mantener { $at }
button-broadcast-cancel = ❌ Cancelar
button-broadcast-drop = 🗑️ Cancelar el envío
button-broadcast-another = 📤 Empezar otro envío
broadcast-source-gone = 🗑️ El mensaje que me enviaste ya no está en este chat, o le falta una parte, así que no hay nada que publicar. Envíame el contenido otra vez.
broadcast-refused =
    🚫 Telegram no acepta este contenido tal como está:
    <i>{ $words }</i>

    Corrígelo y envíamelo otra vez.
refused-caption-long = el texto que acompaña es demasiado largo; con foto, video o archivo caben 1.024 caracteres
refused-text-long = el texto es demasiado largo; caben 4.096 caracteres
refused-protected = viene de un chat que no deja copiar ni reenviar; súbelo tú mismo
broadcast-started = ✅ <b>Confirmado.</b> Ya está saliendo; aquí te iré contando.
broadcast-cancelled = ❌ Envío cancelado: no se publicó nada.

unsupported-service = un aviso de Telegram
unsupported-paid-media = contenido de pago
unsupported-giveaway = un sorteo
unsupported-invoice = una factura
unsupported-story = una historia
unsupported-game = un juego
unsupported-checklist = una lista de tareas
unsupported-open-poll = una encuesta con votos visibles (en un canal solo van las anónimas)
unsupported-dice = un dado (cada copia sale con otro resultado)
unsupported-quiz = un cuestionario cuya respuesta no conozco (créalo aquí en vez de reenviarlo)

broadcast-ask-time =
    🗓️ <b>¿Cuándo lo envío?</b> Ahora son: { $now }

    Escribe, por ejemplo: <code>18:30</code>, <code>mañana 9:00</code>, <code>lunes 10:00</code> o <code>25/12 18:30</code>. Hora de { $zone }.
broadcast-scheduled =
    🗓️ <b>Programado</b> para el <b>{ $at }</b> (dentro de { $wait })
    { $what }

    No borres ni edites tu mensaje hasta entonces: se publica desde ahí.
broadcast-open = 📝 Sin enviar: { $what }
button-broadcast-time = 🕒 Cambiar la hora
button-broadcast-now = 🚀 Enviar ahora
button-broadcast-look = 👁️ Ver cómo queda
button-sent = 🕘 Últimos envíos
sent-heading = 🕘 <b>Últimos envíos</b>
sent-zone = Hora de { $zone }.
sent-none = Todavía no se ha publicado nada desde aquí.
scheduled-heading = 🗓️ <b>Programados</b>
scheduled-zone = Hora de { $zone }. ⚠️ = no saldrá solo: hay que mirarlo y confirmarlo otra vez.
scheduled-none = No hay nada programado.
broadcast-held-edited =
    ✏️ <b>Editaste un envío programado</b> para el { $at }
    { $what }

    No saldrá hasta que lo mires otra vez.
broadcast-held-late =
    ⌛ <b>Un envío programado no salió</b>: tocaba el { $at } y yo estaba apagado.
    { $what }

    Ha pasado mucho tiempo, así que prefiero preguntarte.
broadcast-held-channel =
    ⚙️ <b>Un envío programado no salió</b>: tocaba el { $at } y falta configurar un canal.
    { $what }
broadcast-held-nobody =
    👤 <b>Un envío programado no salió</b>: tocaba el { $at } y no hay nadie a quien escribir.
    { $what }

content-text = 📝 Texto
content-photo = 🖼️ Foto
content-video = 🎬 Video
content-animation = 🎞️ Animación
content-voice = 🎙️ Voz
content-video-note = ⭕ Video redondo
content-audio = 🎵 Audio
content-document = 📎 Archivo
content-sticker = 🧩 Sticker
content-poll = 📊 Encuesta
content-place = 📍 Lugar
content-contact = 👤 Contacto
content-album = 🗂️ Álbum
content-other = 📦 Mensaje

result-heading = 📤 <b>Resultado del Envío</b>
result-late = ⏰ Salió { $late } tarde: yo estaba apagado a su hora.
result-sending = 📤 <b>Enviando…</b>
post-sending = ⏳ <b>{ $title }</b>: enviando
post-posted = ✅ <b>{ $title }</b>: publicado
post-seen = ✅ <b>{ $title }</b>: publicado, según lo viste
post-doubt = ❓ <b>{ $title }</b>: no sé si llegó a publicarse. Mira la última publicación del canal y dímelo; por mi cuenta no lo repito.
post-failed = ❌ <b>{ $title }</b>: no se publicó
post-undoing = 🗑️ <b>{ $title }</b>: borrándolo
post-undone = ↩️ <b>{ $title }</b>: deshecho, ya no está en el canal
post-pinned = 📌 Fijado.
post-not-pinned = 📌 No pude fijarlo: revisa que tenga el permiso de editar mensajes en el canal. La publicación sigue ahí.
problem-no-rights = Me falta el permiso de publicar ({ $words }). Dámelo en el canal y pulsa «Intentar otra vez».
problem-chat-lost = El canal ya no existe para mí ({ $words }). Añádeme como administrador o elige otro canal.
problem-source-gone = Tu mensaje ya no está en este chat: no había nada que copiar. Envíame el contenido otra vez.
problem-too-late = Telegram no respondió durante horas y ya era tarde para publicarlo sin preguntarte.
problem-partial = ⚠️ Faltan partes del álbum: llegaron { $words }. Puedes deshacerlo y enviarlo otra vez.
problem-not-deleted = ⚠️ No pude borrarlo ({ $words }). Bórralo tú en el canal, o dame el permiso de borrar mensajes.
problem-refused = Telegram lo rechazó: { $words }
button-post-open = 👀 Ver
button-post-undo = ↩️ Deshacer
button-post-there = ✅ Sí está publicado
button-post-anyway = 📤 No está: enviarlo
button-post-again = 🔁 Intentar otra vez
toast-broadcast-sending = 📤 Enviando…
toast-broadcast-sent = 👌 Ya lo confirmaste: no se envía dos veces.
toast-broadcast-elsewhere = 👁️ La vista previa le llega a quien preparó el envío, en su chat conmigo.
toast-broadcast-look = 👇 Así saldrá.
toast-broadcast-preview = 👁️ Te muestro cómo queda ahora. Míralo y confirma.

problem-what-preview-broadcast = Vista previa de un envío
problem-what-publish-post = Publicar en un canal
problem-what-pin-post = Fijar una publicación
problem-what-undo-post = Deshacer una publicación
problem-what-report-broadcast = Contar cómo va un envío
problem-what-send-scheduled = Envío programado
problem-what-tell-held = Avisar de un envío que no salió
