# Ajustes desde el chat: valores, textos, precios, y la ficha del canal.

config-reminders = ⏰ Avisos antes del final: <b>{ $value }</b>
config-grace = 🕊️ Plazo de gracia: <b>{ $value }</b>
config-texts = 💬 Textos de los mensajes: <b>{ $value }</b>
config-fees = 💰 Precios: <b>{ $value }</b>
config-reactions-vip = 👍 Reacciones VIP: <b>{ $value }</b>
config-reactions-free = 👍 Reacciones Free: <b>{ $value }</b>
config-language = 🌐 Idioma de la casa: <b>{ $value }</b>
config-retention = 🗄️ Historial: <b>{ $value }</b>
config-given = { $value } (del arranque)
config-none = ninguno
config-texts-none = los de siempre
config-texts-own =
    { $count ->
        [one] { $count } propio
       *[other] { $count } propios
    }
config-reactions-off = desactivadas
config-reactions-native = nativas
config-reactions-buttons = botones
config-reactions-both = nativas y botones

button-card-vip = 💎 Canal VIP
button-card-free = 📺 Canal Free
button-card = ⚙️ Ficha del canal
button-reminders = ⏰ Avisos
button-grace = 🕊️ Gracia
button-texts = 💬 Textos
button-fees = 💰 Precios
button-zone = 🕰️ Zona horaria
button-house-language = 🌐 Idioma
button-retention = 🗄️ Historial
button-reset = ♻️ Restablecer todo
button-setting-default = ↩️ El del arranque

setting-changed = ✅ <b>Guardado</b>
setting-now =
    Ahora: <b>{ $now }</b>
    De serie: { $default }
reminders-ask =
    ⏰ <b>Avisos antes del final</b>

    ¿Cuándo aviso a cada miembro de que su acceso VIP termina? Hasta { $most } avisos, de 1 hora a 30 días antes. Elige, o escríbelos: <code>7d 3d 24h</code>. Para ninguno: <code>no</code>.
    Se aplica también a quien ya está dentro; nadie recibe el mismo aviso dos veces.
grace-ask =
    🕊️ <b>Plazo de gracia</b>

    Cuánto tiempo sigue alguien en el canal cuando su acceso termina: de 0 a { $most } horas (30 días). Se le avisa al terminar, no puede pedir enlaces nuevos, y si renueva a tiempo ni siquiera sale. Elige, o escríbelo: <code>36h</code>, <code>2d</code>.
    A quien ya se le prometió un plazo se le respeta.
grace-none = sin plazo
zone-ask =
    🕰️ <b>Zona horaria de la casa</b>

    Con ella leo y escribo todas las fechas. Ahí son ahora: { $time }. Elige, o escribe una ciudad o un nombre como <code>America/Havana</code>.
house-language-ask =
    🌐 <b>Idioma de la casa</b>

    Para quien no eligió el suyo y Telegram no dice ninguno que yo hable. Se aplica al momento.
retention-ask =
    🗄️ <b>Historial</b>

    Cuántos días guardo cada movimiento de los miembros: de { $least } a { $most }. Los totales por día se quedan para siempre. Si lo bajas, lo más antiguo se borra y no vuelve. Elige, o escribe un número.

fees-heading =
    💰 <b>Precios del acceso VIP</b>

    Los ve quien va a canjear o renovar: son los de los planes que solo traen el acceso VIP, y cambiarlos aquí cambia esos planes. Hasta { $most }, en las monedas que quieras.
fees-none = Todavía no hay ninguno.
fee-monthly = Mensual
fee-yearly = Anual
fee-lifetime = De por vida
price-line = • { $period }: <b>{ $amounts }</b>
prices-heading = 💰 <b>Precios</b>
prices-ask = pregunta al equipo
button-fee-set = ✏️ { $period }
button-fee-days = ✏️ Otros días
button-fee-drop = 🗑️ { $period }: { $amount }
fee-ask =
    💰 <b>{ $period }</b>: ¿cuánto cuesta?

    Escribe la cantidad y la moneda: <code>9,99 USD</code>, <code>9,99 €</code>, <code>500 XTR</code> (Stars). Otra moneda se añade a las que ya hay; la misma cambia su precio.
fee-days-ask = 💰 ¿De cuántos días es? Escribe un número de 1 a { $most }.

texts-heading =
    💬 <b>Textos de los mensajes</b>

    Elige un mensaje para verlo o decirlo con tus palabras. Los que llevan ✏️ ya tienen texto propio. Los botones de cada mensaje se quedan.
text-home = Saludo
text-redeemed = Token canjeado
text-link = Enlace VIP
text-welcome = Bienvenida VIP
text-reminder = Aviso de final
text-grace = Plazo de gracia
text-expired = Acceso terminado
text-free-asked = Solicitud Free
text-free-link = Enlace Free
text-free-approved = Entrada Free
text-free-declined = Rechazo Free
text-free-acknowledged = Petición en el canal
text-heading = 💬 <b>{ $name }</b> · { $language }
text-is-own = ✏️ Tiene texto propio.
text-is-default = Dice el texto de siempre.
text-range = Largo: hasta { $most } caracteres, con las variables ya puestas.
text-ask =
    ✏️ <b>{ $name }</b> · { $language }

    Envíame el texto nuevo. Conservo la negrita, los enlaces y demás formato. Puedes usar:
text-kept = ✅ <b>{ $name }</b>: guardado. Arriba está como lo verán, con datos de ejemplo.
text-preview-note = 👁️ Así se ve, con datos de ejemplo. Sus botones no salen en la muestra.
button-text-write = ✏️ Escribir
button-text-preview = 👁️ Vista previa
button-text-default = 👁️ El de siempre
button-text-reset = ↩️ Restablecer
variable-line = <code>{ $name }</code> — { $meaning }
variable-name = nombre de la persona
variable-channel = nombre del canal
variable-date = fecha y hora del final o del turno
variable-left = tiempo que queda
variable-days = días que quedan
variable-duration = duración canjeada
variable-wait = tiempo de espera
variable-place = lugar en la fila
variable-limit = hasta cuándo puede quedarse
variable-prices = tus precios
sample-name = Ana
sample-channel = Mi canal
notice-text-broken = ⚠️ El texto propio «{ $name }» ({ $language }) no se puede usar. Mientras tanto digo el de siempre: nadie se queda sin su mensaje. Escríbelo de nuevo o restablécelo.

reset-ask = ♻️ <b>¿Restablecer todo?</b> Esto se olvida:
reset-line = ↳ vuelve a: { $default }
reset-history = ⚠️ Los movimientos más antiguos que eso se borran y no vuelven.
reset-stays = Los canales, los miembros y los tokens no se tocan.
reset-nothing = 👌 Todo está como de serie: no hay nada que restablecer.
reset-sure =
    { $count ->
        [one] ⚠️ <b>Última pregunta.</b> Se olvida { $count } ajuste y no se puede deshacer. ¿Seguro?
       *[other] ⚠️ <b>Última pregunta.</b> Se olvidan { $count } ajustes y no se puede deshacer. ¿Seguro?
    }
reset-done =
    { $count ->
        [one] ♻️ Listo: { $count } ajuste como de serie.
       *[other] ♻️ Listo: { $count } ajustes como de serie.
    }
button-reset-yes = ♻️ Sí, olvidarlo todo
button-reset-show = 👁️ Verlo otra vez

grace-text =
    ⌛ <b>Tu acceso VIP terminó</b>

    Aún puedes seguir en el canal hasta el <b>{ $until }</b> ({ $left }). Si canjeas otro token antes, te quedas sin salir.
member-grace = 🕊️ En plazo de gracia: sigue en el canal hasta el { $until }.

door-card-heading = ⚙️ <b>Canal { $door }</b>
door-card-description = 📝 { $text }
door-card-since = 📌 En su puesto desde el { $since }
door-card-known = 👁️ Dentro, que yo conozca: { $known }
door-card-movement = ✅ Veo entradas y salidas: la última, el { $at }.
door-card-no-movement = ❔ Aún no he visto entrar ni salir a nadie. Para probarlo, entra y sal con otra cuenta.
door-card-private = 🔒 Es privado: solo se entra por la puerta.
door-card-stale = 📡 Telegram no responde ahora: esto es lo último que vi.
button-card-test = 🧪 Probar
button-card-post = 📨 Enviar un post
button-detach = 🔌 Desvincular
test-heading = 🧪 <b>Prueba en { $title }</b>
test-message = 🧪 Prueba. Este mensaje se borra solo.
test-message-edited = 🧪 Prueba: editado.
test-post = Publicar
test-edit = Editar
test-delete = Borrar
test-link = Crear un enlace
test-revoke = Anular un enlace
test-fine = ✓ { $step }
test-failed = ✗ { $step }: { $why }
test-left = ↳ El mensaje de prueba se quedó en el canal: bórralo a mano.
test-all-fine = ✅ Todo funciona.
test-faults = ⚠️ Revisa mis permisos de administrador en el canal y vuelve a probar.
button-test-again = 🧪 Probar otra vez
detach-ask = 🔌 <b>¿Desvincular { $title }?</b>
detach-stops-vip =
    Se detiene la puerta VIP: ni tokens, ni enlaces, ni bajas por vencimiento.
    • Miembros con acceso: { $people }. Nadie sale; su tiempo sigue corriendo.
    • Enlaces y bajas en camino: { $owed }. Esperan a que haya canal otra vez.
detach-stops-free =
    Se detiene la puerta Free: ni solicitudes nuevas, ni turnos.
    • En la fila: { $people }. Conservan su lugar y esperan a que haya canal otra vez.
detach-undo = Se deshace eligiéndolo de nuevo.
button-detach-yes = 🔌 Sí, desvincular
detach-done = 🔌 <b>{ $title }</b> ya no es el canal { $door }. Nadie salió; lo pendiente espera. Para deshacerlo, elígelo de nuevo.
post-ask =
    📨 <b>Enviar un post a { $title }</b>

    Envíame o reenvíame aquí el mensaje: texto, foto, video, archivo… Después eliges si va copiado o reenviado.
post-how =
    📨 <b>¿Cómo va a { $title }?</b>

    Copiado sale como del canal; reenviado muestra de dónde viene.
button-post-copy = 📋 Copiar
button-post-forward = ↪️ Reenviar
post-not-yet = 📨 Ese mensaje aún no se ha enviado.
post-in-doubt = ❔ Lo envié, pero no vi la respuesta de Telegram: puede que esté en el canal y puede que no. Míralo antes de mandarlo otra vez; yo no lo repito.
post-done = ✅ <b>Publicado</b>
quick-post-failed = ⛔ Telegram no lo aceptó: { $why }
button-post-see = 👁️ Ver el post
button-quick-post-again = 📨 Enviar otro

refusal-reminders = ⏰ Escribe hasta { $most } avisos de 1 hora a 30 días, por ejemplo: 7d 3d 24h. Para ninguno: no.
refusal-zone = 🕰️ No conozco esa zona. Escribe una ciudad o un nombre como America/Havana o Europe/Madrid.
refusal-price = 💰 Escribe una cantidad y su moneda, por ejemplo: 9,99 USD, 9,99 € o 500 XTR.
refusal-currency = 💰 No conozco esa moneda. Usa su código de tres letras (USD, EUR, CUP…) o XTR para Stars.
refusal-decimals =
    { $most ->
        [0] 💰 Esa moneda no tiene decimales.
       *[other] 💰 Esa moneda tiene { $most } decimales como mucho.
    }
refusal-price-range = 💰 Esa cantidad no vale: más que cero y sin pasarse.
refusal-too-many-fees = 💰 Ya hay { $most } precios: quita alguno antes.
refusal-text-empty = 💬 Necesito un mensaje con texto.
refusal-variables = 💬 No conozco { $unknown }. En este mensaje puedes usar: { $known }
refusal-variable-split = 💬 El formato corta una variable por la mitad. Dale formato a la variable entera, con sus llaves.
refusal-text-long = 💬 Es muy largo: con las variables puestas llega a { $units } caracteres y el máximo es { $most }.
refusal-text-refused = 💬 Telegram no acepta ese texto: { $why }
refusal-post-album = 📨 Eso es un álbum: envíalo con «📤 Enviar a Canal», que lo conserva entero.
refusal-post-protected = 🔒 Ese mensaje está protegido: Telegram no deja copiarlo ni reenviarlo. Envíame el contenido de nuevo, sin reenviarlo.
refusal-post-outdated = 📨 Ese botón era de otro mensaje. Envíame el contenido otra vez.
