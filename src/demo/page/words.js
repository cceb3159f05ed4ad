// Every word the page says by itself, in Spanish and English. The bot's words are the bot's.

const WORDS = {
  es: {
    title: "Portero · demo", people: "Personas", chats: "Chats", add_person: "Añadir una persona",
    bot: "bot", you_are: "Eres {name}", admin: "admin", owner: "propietaria", administrator: "administra", member: "miembro",
    language: "English", language_label: "Ver la página en inglés",
    clock: "Hora de la demo", advance: "Adelantar reloj", "clock-600": "+10 min", "clock-3600": "+1 h", "clock-86400": "+1 día", "clock-2592000": "+30 días",
    moved: "El reloj se adelantó: {time}",
    log: "Llamadas a la Bot API", log_toggle: "Registro de llamadas", filter: "Filtrar…", only_errors: "Solo errores", params: "Parámetros", answer: "Respuesta", files: "Archivos", lost: "sin respuesta", no_calls: "Ninguna llamada.", newest: "Lo más nuevo, arriba",
    close: "Cerrar", cancel: "Cancelar", ok: "Aceptar", back: "Volver a los chats", menu: "Menú del chat",
    compose: "Mensaje", compose_post: "Publicar en el canal", send: "Enviar", attach: "Adjuntar", commands: "Comandos", keyboard: "Teclado del bot", caption: "Comentario (opcional)", as_photo: "Enviar como foto", send_file: "Enviar archivo", too_large: "El archivo pasa de 20 MB.",
    start: "Iniciar", restart: "Desbloquear", join: "Unirme al canal", ask_join: "Solicitar entrar", leave: "Salir del canal", withdraw: "Retirar la solicitud", waiting: "Solicitud enviada: falta que te aprueben",
    block: "Bloquear al bot", unblock: "Desbloquear al bot", members: "Miembros", client_es: "Telegram de {name} en español", client_en: "Telegram de {name} en inglés",
    subscribers: { one: "{n} suscriptor", other: "{n} suscriptores" }, members_n: { one: "{n} miembro", other: "{n} miembros" },
    nothing: "Elige un chat", empty_bot: "Aún no hay mensajes. Pulsa Iniciar.", empty_channel: "Aún no hay publicaciones.", no_longer: "Ya no estás en este chat.",
    edited: "editado", copied: "Copiado", copy: "Copiar", spoiler: "Texto oculto: pulsa para verlo", unfold: "Mostrar la cita entera", react: "Reaccionar", photo: "Foto", document: "Archivo", invoice: "Factura", pay: "Pagar {amount}", paid: "Pagado", pay_refused: "El bot no aceptó el pago: {why}", pay_late: "El bot no contestó al pago a tiempo.", older: "Cargando…", down: "Ir al final",
    album: "Álbum", video: "Vídeo", animation: "GIF", video_note: "Videomensaje", voice: "Mensaje de voz", audio: "Audio", sticker: "Sticker", location: "Ubicación", contact: "Contacto", poll: "Encuesta", poll_closed: "Encuesta cerrada", votes: { one: "{n} voto", other: "{n} votos" }, no_sound: "Sin sonido", protected: "No se puede reenviar ni guardar",
    more: "Más", edit: "Editar", save: "Guardar", delete: "Eliminar", pin: "Fijar", unpin: "Desfijar", forward_to: "Reenviar a {title}", from_files: "Archivos o fotos…", sample_photo: "Foto de muestra", sample_album: "Álbum de muestra", sample_video: "Vídeo de muestra", sample_voice: "Voz de muestra", sample_sticker: "Sticker de muestra", new_poll: "Encuesta nueva", poll_question: "Pregunta", poll_options: "Opciones, una por línea",
    shared_chat: "Elegiste un chat: {title}", shared_users: "Elegiste a {n}", pinned: "Mensaje fijado", paid_service: "Pago hecho: {amount}", migrated: "El grupo pasó a supergrupo", forwarded: "Reenviado de {name}", silent: "El bot no contestó a ese botón.", today: "Hoy",
    invite: "Invitación", invite_over: "Este enlace ya no vale: caducó, se revocó o ya se usó.", already_in: "Ya estás en este chat.", open_chat: "Abrir",
    joined: "Entraste en {title}", requested: "Solicitud enviada", expired: "El enlace caducó.", invalid: "El enlace no vale.", full: "El enlace ya se usó.", banned: "No puedes entrar: te expulsaron.",
    share: "Enviar a…", share_hint: "Quien lo reciba abrirá el enlace en su chat con el bot.", share_as: "Abrir como {name}",
    pick: "Elige un chat", pick_users: "Elige a quién", pick_none: "No hay ninguno que sirva.", done: "Listo", since: "desde el {day}",
    pending: "Esperan entrar", approve: "Aceptar", decline: "Rechazar", name: "Nombre", speaks: "Idioma de su Telegram", add: "Añadir", spanish: "español", english: "inglés",
    elsewhere: "Esa dirección no está en esta demo.", waiting_link: "Enlace abierto: pulsa Iniciar", cut: "Sin conexión con la demo: reintentando…", user_of: "Perfil de {name}",
    tour: "Visita guiada", tour_step: "Paso {n} de {all}", tour_skip: "Saltar paso", tour_next: "Hazlo por mí", tour_restart: "Reiniciar", tour_close: "Cerrar la visita", tour_end: "Terminar", tour_open: "Abrir la visita guiada", tour_now: "Ahora:",
    tour_1: "Elige los canales", tour_1_text: "Marta es la admin. Abre el panel con /admin y elige con el botón de Telegram el canal VIP y después el Free.",
    tour_2: "Genera un token", tour_2_text: "En /generate_token elige 24 horas y genera. Cada token vale una vez.",
    tour_3: "Canjéalo como {guest}", tour_3_text: "Pasa a ser {guest}: el enlace con el token se abre en su chat. Pulsa Iniciar y el bot lo canjea.",
    tour_4: "Entra", tour_4_text: "El bot le dio a {guest} un enlace personal, de un solo uso. Púlsalo y entra en el canal VIP.",
    tour_5: "Pon botones de reacción", tour_5_text: "Marta elige en el canal VIP «Nativa y botones» y los emoji: cada publicación los llevará.",
    tour_6: "Publica en los dos canales", tour_6_text: "Elige «Enviar a los dos canales», manda un álbum al bot, mira la vista previa y confirma.",
    tour_7: "Reacciona como {guest}", tour_7_text: "Abre el canal VIP como {guest} y pulsa un botón debajo de la publicación: el contador sube.",
    tour_8: "Mira las estadísticas", tour_8_text: "El panel guarda las cifras de la casa, también en gráficos.",
    tour_9: "Déjalo vencer", tour_9_text: "El acceso dura 24 horas. Adelanta el reloj un día y mira cómo el portero acompaña a {guest} a la salida.",
    tour_10: "Da una prueba de VPN", tour_10_text: "{guest} escribe /trial y elige WireGuard: en segundos tiene el archivo, el QR y la guía. Los servidores de la demo son de mentira.",
    tour_11: "Gasta los datos", tour_11_text: "La prueba trae 1 GB y {guest} ve películas. Adelanta el reloj hora a hora: llega el aviso y, al final, la clave se detiene. Con /usage se ve el gasto.",
    tour_12: "Hazla un plan", tour_12_text: "Marta abre «🔑 Claves», elige la clave y, en «Plazo y datos», un plan de 30 días: la misma clave vuelve a funcionar.",
    tour_13: "Deja vencer la clave", tour_13_text: "Adelanta el reloj 30 días: la clave deja de funcionar y {guest} recibe el aviso.",
    tour_14: "Pon un plan a la venta", tour_14_text: "Marta abre «💰 Dinero» y «🏷 Planes», crea uno de VIP + WireGuard por 30 días, le pone precio en Estrellas y en dólares, y lo pone a la venta.",
    tour_15: "{guest} paga con Estrellas", tour_15_text: "{guest} escribe /plans, elige el plan y paga la factura: la clave y la entrada al canal llegan en segundos. Con QvaPay se paga en otra página, aquí de mentira.",
    tour_16: "Acepta pagos a mano", tour_16_text: "Tarjeta, transferencia, saldo móvil… En «💰 Dinero» → «🏦 Pagos a mano» Marta escribe cómo se le paga.",
    tour_17: "Paga con comprobante", tour_17_text: "{guest} elige pagar con la tarjeta, pulsa «Ya pagué» y manda la foto de la transferencia.",
    tour_18: "Aprueba el comprobante", tour_18_text: "Marta recibe la foto con sus botones: un toque, y {guest} tiene lo que compró. Si dos admins pulsan a la vez, gana uno.",
    tour_19: "¡Eso es todo!", tour_19_text: "Abre el registro para ver cada llamada del bot, pide el canal Free como {other} (/free y +10 min) o añade personas.",
    hint_plans: "escribe /plans", hint_write: "escribe: {text}", hint_photo: "envía una foto de muestra con el clip", sample_card: "Tarjeta", hint_admin: "escribe /admin", hint_token: "escribe /generate_token", hint_trial: "escribe /trial", hint_emoji: "escribe los emoji: 👍 ❤️ 🔥", hint_album: "envía un álbum de muestra con el clip", sample_caption: "Menú de la semana", hint_open: "abre el chat con el bot", hint_press: "pulsa «{label}»", hint_pick: "elige «{label}»", hint_person: "pasa a ser {name}", hint_link: "abre el enlace del token", hint_wait: "espera al bot…", hint_clock: "pulsa «{label}»",
  },
  en: {
    title: "Portero · demo", people: "People", chats: "Chats", add_person: "Add a person",
    bot: "bot", you_are: "You are {name}", admin: "admin", owner: "owner", administrator: "admin", member: "member",
    language: "Español", language_label: "Show the page in Spanish",
    clock: "Time of the demo", advance: "Move the clock forward", "clock-600": "+10 min", "clock-3600": "+1 h", "clock-86400": "+1 day", "clock-2592000": "+30 days",
    moved: "The clock moved on: {time}",
    log: "Bot API calls", log_toggle: "Log of calls", filter: "Filter…", only_errors: "Errors only", params: "Parameters", answer: "Answer", files: "Files", lost: "no answer", no_calls: "No calls.", newest: "Newest first",
    close: "Close", cancel: "Cancel", ok: "OK", back: "Back to the chats", menu: "Menu of the chat",
    compose: "Message", compose_post: "Post in the channel", send: "Send", attach: "Attach", commands: "Commands", keyboard: "Keyboard of the bot", caption: "Caption (optional)", as_photo: "Send as a photo", send_file: "Send file", too_large: "The file is larger than 20 MB.",
    start: "Start", restart: "Unblock", join: "Join channel", ask_join: "Request to join", leave: "Leave channel", withdraw: "Withdraw the request", waiting: "Request sent: it awaits approval",
    block: "Block the bot", unblock: "Unblock the bot", members: "Members", client_es: "{name}'s Telegram in Spanish", client_en: "{name}'s Telegram in English",
    subscribers: { one: "{n} subscriber", other: "{n} subscribers" }, members_n: { one: "{n} member", other: "{n} members" },
    nothing: "Choose a chat", empty_bot: "No messages yet. Press Start.", empty_channel: "No posts yet.", no_longer: "You are no longer in this chat.",
    edited: "edited", copied: "Copied", copy: "Copy", spoiler: "Hidden text: press to see it", unfold: "Show the whole quote", react: "React", photo: "Photo", document: "File", invoice: "Invoice", pay: "Pay {amount}", paid: "Paid", pay_refused: "The bot did not accept the payment: {why}", pay_late: "The bot did not answer the payment in time.", older: "Loading…", down: "To the end",
    album: "Album", video: "Video", animation: "GIF", video_note: "Video message", voice: "Voice message", audio: "Audio", sticker: "Sticker", location: "Location", contact: "Contact", poll: "Poll", poll_closed: "Closed poll", votes: { one: "{n} vote", other: "{n} votes" }, no_sound: "Without sound", protected: "Cannot be forwarded or saved",
    more: "More", edit: "Edit", save: "Save", delete: "Delete", pin: "Pin", unpin: "Unpin", forward_to: "Forward to {title}", from_files: "Files or photos…", sample_photo: "Sample photo", sample_album: "Sample album", sample_video: "Sample video", sample_voice: "Sample voice", sample_sticker: "Sample sticker", new_poll: "New poll", poll_question: "Question", poll_options: "Options, one per line",
    shared_chat: "You picked a chat: {title}", shared_users: "You picked {n}", pinned: "Pinned message", paid_service: "Payment made: {amount}", migrated: "The group became a supergroup", forwarded: "Forwarded from {name}", silent: "The bot did not answer that button.", today: "Today",
    invite: "Invitation", invite_over: "This link is over: expired, revoked or used up.", already_in: "You are in this chat already.", open_chat: "Open",
    joined: "You joined {title}", requested: "Request sent", expired: "The link has expired.", invalid: "The link is not valid.", full: "The link has been used.", banned: "You cannot enter: you were removed.",
    share: "Send to…", share_hint: "Whoever gets it opens the link in their chat with the bot.", share_as: "Open as {name}",
    pick: "Choose a chat", pick_users: "Choose people", pick_none: "There is none that fits.", done: "Done", since: "since {day}",
    pending: "Waiting to enter", approve: "Approve", decline: "Decline", name: "Name", speaks: "Language of their Telegram", add: "Add", spanish: "Spanish", english: "English",
    elsewhere: "That address is not in this demo.", waiting_link: "Link opened: press Start", cut: "The demo does not answer: trying again…", user_of: "Profile of {name}",
    tour: "Guided tour", tour_step: "Step {n} of {all}", tour_skip: "Skip step", tour_next: "Do it for me", tour_restart: "Start over", tour_close: "Close the tour", tour_end: "Finish", tour_open: "Open the guided tour", tour_now: "Now:",
    tour_1: "Choose the channels", tour_1_text: "Marta is the admin. Open the panel with /admin and choose the VIP channel with Telegram's own picker, then the Free one.",
    tour_2: "Make a token", tour_2_text: "In /generate_token choose 24 hours and make it. Each token works once.",
    tour_3: "Redeem it as {guest}", tour_3_text: "Become {guest}: the link with the token opens in their chat. Press Start and the bot redeems it.",
    tour_4: "Enter", tour_4_text: "The bot gave {guest} a personal link for one use. Press it and join the VIP channel.",
    tour_5: "Add reaction buttons", tour_5_text: "For the VIP channel Marta chooses “Native and buttons” and the emoji: every post will carry them.",
    tour_6: "Post in both channels", tour_6_text: "Choose “Send to both channels”, send the bot an album, look at the preview and confirm.",
    tour_7: "React as {guest}", tour_7_text: "Open the VIP channel as {guest} and press a button under the post: its counter moves.",
    tour_8: "Look at the statistics", tour_8_text: "The panel keeps the figures of the house, as charts too.",
    tour_9: "Let it expire", tour_9_text: "The access lasts 24 hours. Move the clock by a day and see the doorman show {guest} out.",
    tour_10: "Give a VPN trial", tour_10_text: "{guest} writes /trial and chooses WireGuard: the file, the QR code and the guide come in seconds. The servers of the demo are pretended.",
    tour_11: "Use up the data", tour_11_text: "The trial has 1 GB and {guest} watches films. Move the clock hour by hour: a warning comes, and in the end the key stops. /usage shows what was used.",
    tour_12: "Make it a plan", tour_12_text: "Marta opens “🔑 Keys”, picks the key and gives it a plan of 30 days in its terms: the same key works again.",
    tour_13: "Let the key expire", tour_13_text: "Move the clock by 30 days: the key stops working and {guest} is told.",
    tour_14: "Put a plan on sale", tour_14_text: "Marta opens “💰 Money” and “🏷 Plans”, makes one of VIP + WireGuard for 30 days, prices it in Stars and dollars, and puts it on sale.",
    tour_15: "{guest} pays with Stars", tour_15_text: "{guest} writes /plans, chooses the plan and pays the invoice: the key and the way into the channel come in seconds. QvaPay is paid on another page, a pretended one here.",
    tour_16: "Take payments by hand", tour_16_text: "A card, a transfer, mobile credit… In “💰 Money” → “🏦 By hand” Marta writes how she is paid.",
    tour_17: "Pay with a receipt", tour_17_text: "{guest} chooses to pay by card, presses “I have paid” and sends the picture of the transfer.",
    tour_18: "Approve the receipt", tour_18_text: "Marta gets the picture with its buttons: one tap, and {guest} has what they bought. If two admins press at once, one wins.",
    tour_19: "That is it!", tour_19_text: "Open the log to see each call of the bot, ask for the Free channel as {other} (/free and +10 min), or add people.",
    hint_plans: "write /plans", hint_write: "write: {text}", hint_photo: "send a sample photo with the clip", sample_card: "Card", hint_admin: "write /admin", hint_token: "write /generate_token", hint_trial: "write /trial", hint_emoji: "write the emoji: 👍 ❤️ 🔥", hint_album: "send a sample album with the clip", sample_caption: "Menu of the week", hint_open: "open the chat with the bot", hint_press: "press “{label}”", hint_pick: "choose “{label}”", hint_person: "become {name}", hint_link: "open the token's link", hint_wait: "wait for the bot…", hint_clock: "press “{label}”",
  },
};

let chosen = localStorage.getItem("language");

/** The language of the page: what was chosen, else the demo's, else the browser's. */
export const lang = () => chosen || fallback;
let fallback = "en";

/** Takes the demo's language unless somebody chose one. */
export function suggest(language) {
  const browser = navigator.language.slice(0, 2);
  const usable = [language, browser].find((one) => one in WORDS);
  fallback = usable || "en";
}

export function choose(language) {
  chosen = language;
  localStorage.setItem("language", language);
}

/** The words for a key, with their `{gaps}` filled. A number `n` picks singular or plural. */
export function t(key, gaps = {}) {
  let words = WORDS[lang()][key] ?? WORDS.en[key] ?? key;
  if (typeof words === "object") words = words[new Intl.PluralRules(lang()).select(gaps.n)] ?? words.other;
  return words.replace(/\{(\w+)\}/g, (whole, name) => gaps[name] ?? whole);
}
