# What people read: the first screen, tokens, access, the Free queue.

home-hello = 👋 ¡Hola, <b>{ $name }</b>! Soy el portero.
home-admin = Eres parte del equipo: todo se maneja desde el panel (/admin).
home-choice-vip = 🎟️ <b>Canjear Token VIP</b>: si te dieron un token, aquí lo cambias por tu acceso al canal VIP.
home-choice-free = 📺 <b>Solicitar Acceso Free</b>: pide entrar al canal gratuito y te abro cuando llegue tu turno.
home-more-vip = 🎟️ ¿Tienes otro token? Canjéalo y su tiempo se suma al que ya tienes.
home-closed = Todavía estamos preparando la casa. Vuelve en un rato: aquí estaré.
home-old-menu = 🕰️ Ese menú era antiguo. Este es el de ahora:
home-orphaned = 🤷 Ya no recuerdo de qué hablábamos: pasó un buen rato o me reinicié. Elige de nuevo y seguimos.
home-cancelled = 👌 Cancelado. No cambió nada.
home-nothing-to-cancel = 👌 No había nada que cancelar.
home-unreadable = 🤔 No entendí ese mensaje. Elige una opción o, si tienes un token, pégalo aquí.
toast-old-menu = Ese menú era antiguo. Te muestro el de ahora.
toast-cancelled = Cancelado

redeem-ask =
    🎟️ <b>Canjear Token VIP</b>

    Envíame tu token. No importan las mayúsculas, los guiones ni los espacios.
redeem-heading = ✅ <b>Token Canjeado</b>
redeem-granted = Ya tienes acceso VIP: { $duration }.
redeem-extended = Se sumó a tu acceso: { $duration }.
redeem-link-follows = 🔗 Tu enlace personal llega en el próximo mensaje.
redeem-link-later = ⏳ Ahora mismo no puedo crear tu enlace. Tu token ya está canjeado y tu acceso corre; el enlace te llegará solo en cuanto sea posible. No tienes que hacer nada.
redeem-link-not-needed = 🚪 Ya estás en el canal: no necesitas otro enlace.
access-until = 📅 Tu acceso llega hasta el <b>{ $until }</b> ({ $left } más).
access-ended = 📅 Tu acceso terminó el <b>{ $until }</b>.
access-forever = ♾️ Tu acceso es <b>de por vida</b>.

access-heading = 🔑 <b>Mi acceso</b>
access-whitelisted = ⭐ La casa te guarda el sitio: aunque termine tu acceso, te quedas dentro.
access-inside = 🚪 Estás en el canal VIP.
access-outside = 🚪 Aún no te veo en el canal VIP. Pide un enlace y entra.
access-links-left =
    { $count ->
        [0] 🔗 Ya usaste tus enlaces de esta hora; en un rato puedes pedir otro.
        [one] 🔗 Te queda { $count } enlace en esta hora.
       *[other] 🔗 Te quedan { $count } enlaces en esta hora.
    }
link-text =
    🔗 <b>Tu enlace al canal VIP</b>

    Es solo para ti: sirve para una persona y dura 1 hora. No lo compartas.
link-help = ¿Se te pasó la hora? En «Mi acceso» puedes pedir otro.
welcome-vip = 🎉 <b>¡Te damos la bienvenida al canal VIP!</b>

entry-heading = 🤔 <b>¿No puedes entrar?</b>
entry-channel-lost = ⚠️ Ahora mismo me falta un permiso en el canal. El equipo ya lo sabe y tu enlace saldrá en cuanto vuelva; tu acceso sigue en pie.
entry-link-used = 🔗 Tu último enlace ya se usó. Pide uno nuevo.
entry-link-expired = ⌛ Tu último enlace caducó: cada uno dura 1 hora. Pide uno nuevo.
entry-banned = ⛔ Un administrador te bloqueó en el canal. Escribe al equipo para aclararlo.
entry-inside = 🚪 Te veo dentro del canal: búscalo en tu lista de chats.
entry-tips =
    Lo que suele pasar:
    • El enlace dura 1 hora y solo sirve para ti.
    • Abre el enlace con esta misma cuenta de Telegram.
    • Si estás en demasiados canales, Telegram no te deja entrar a más: sal de alguno.

expired-text =
    ⌛ <b>Tu acceso VIP terminó</b>

    Gracias por estar con nosotros. Si consigues otro token, canjéalo y vuelves a entrar enseguida.
reminder-text =
    ⏰ <b>Tu acceso VIP termina pronto</b>

    { $end }
    Si canjeas otro token antes, el tiempo se suma.

free-asked =
    📺 <b>Solicitud recibida</b>

    Tu turno llega en { $minutes }: el { $due }. Te enviaré tu enlace aquí mismo; no tienes que hacer nada.
free-asked-now =
    📺 <b>Solicitud recibida</b>

    Es tu turno: tu enlace llega en un momento.
free-waiting =
    ⏳ <b>Ya estás en la fila</b>

    Tu turno llega en { $minutes }: el { $due }. No hace falta pedirlo otra vez.
free-waiting-now =
    ⏳ <b>Ya estás en la fila</b>

    Tu turno está llegando: dame un momento.
free-position =
    { $position ->
        [1] Te toca a continuación.
       *[other] Tu lugar en la fila: { $position }.
    }
free-by-itself = Telegram te abrirá la puerta solo: no necesitas enlace.
free-link =
    🎉 <b>¡Te toca entrar!</b>

    Este es tu enlace al canal Free. Es solo para ti y dura 24 horas.
free-approved =
    🎉 <b>¡Ya estás dentro del canal Free!</b>

    Búscalo en tu lista de chats.
free-declined =
    🙏 <b>Esta vez no pudo ser</b>

    Tu solicitud al canal Free no fue aceptada.
free-acknowledged =
    👋 Recibí tu solicitud para entrar a <b>{ $title }</b>.

    { $place } Te abro el { $due } (en { $minutes }), sin que hagas nada más.
free-acknowledged-now =
    👋 Recibí tu solicitud para entrar a <b>{ $title }</b>.

    Es tu turno: te abro en un momento.
free-acknowledged-start = Pulsa «Avísame» para que pueda escribirte cuando entres: sin eso, Telegram no me deja.
button-tell-me = 🔔 Avísame

help-heading = ❓ <b>Qué puedo hacer por ti</b>
help-vip = 🎟️ /vip — canjear un token VIP. También puedes pegar el token aquí, sin más.
help-access = 🔑 /status — tu acceso, hasta cuándo llega y un enlace nuevo si lo necesitas.
help-free = 📺 /free — pedir acceso al canal Free.
help-always =
    🏠 /menu — volver al inicio
    👤 /profile — quién eres aquí y lo que tienes
    ⚙️ /settings — idioma, zona horaria, recordatorios y promociones
    🌐 /language — cambiar de idioma
    🪪 /id — tu número de Telegram
    ❌ /cancel — dejar lo que estabas haciendo
help-staff = 🤖 <b>Para el equipo</b>

language-ask = 🌐 <b>¿En qué idioma hablamos?</b>
language-chosen = 🌐 Listo: te hablo en español.
language-name-es = 🇪🇸 Español
language-name-en = 🇬🇧 English

id-text = 🪪 Tu número de Telegram: <code>{ $user }</code>
id-chat = 💬 Este chat: <code>{ $chat }</code>

incident-text = 😔 Algo falló de mi lado. Ya avisé al equipo; si escribes, menciona el incidente <code>{ $number }</code>.
toast-incident = Algo falló de mi lado. Incidente { $number }.
flood-pause = 🐢 Más despacio, por favor. Espera { $wait } y seguimos; hasta entonces no leo lo que mandes.
sorry-paused = 😔 Ahora mismo no puedo guardar nada. Lo que enviaste no se pierde: lo atiendo en cuanto pueda, no hace falta que lo repitas.
toast-sorry-paused = Ahora mismo no puedo guardar nada. Lo que pulsaste no se pierde: lo hago en cuanto pueda.
toast-done = Listo
toast-link-follows = 🔗 Tu enlace nuevo llega en el próximo mensaje.
toast-link-later = ⏳ Ahora mismo no puedo crear tu enlace. Te llegará solo en cuanto sea posible.
home-grace = 🕊️ Puedes seguir en el canal hasta el <b>{ $until }</b>. Si canjeas otro token antes, te quedas.
