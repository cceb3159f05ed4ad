# `portero setup`, en el terminal, y lo que escribe en el perfil del bot. Sin etiquetas.

setup-missing = No hay un terminal donde preguntar, y falta esto:
setup-input-ended-missing = La entrada terminó antes de la última respuesta. Lo que ya hay en .env se queda. Falta esto:
setup-input-ended = La entrada terminó antes de la última respuesta. Lo que hay en .env se queda; ejecuta  portero setup  otra vez para seguir.
setup-need-language = --language es|en
setup-need-token = --token-file ARCHIVO (- para la entrada estándar), o BOT_TOKEN en el entorno
setup-need-data-dir = --data-dir DIRECTORIO (lo usual: ./data)
setup-need-profile = --profile yes|no (poner nombre, descripciones y menús de órdenes en Telegram)
setup-environment-differs = { $name } en el entorno dice otra cosa que { $flag }, y al arrancar el entorno manda sobre .env. Quita { $name } del entorno o da lo mismo.
setup-interrupted = Interrumpido. Lo que ya hay en .env se queda; ejecuta  portero setup  otra vez para seguir.
setup-left = Salgo sin escribir nada.
setup-yes-no = S/n
setup-no-yes = s/N
setup-yes-or-no = Escribe sí o no.
setup-try-again = ¿Probar otra vez?

setup-token-how = El token del bot lo da @BotFather: /newbot crea un bot, /mybots muestra el token de uno que ya tienes.
    No se ve mientras lo escribes o lo pegas.
setup-token = Token
setup-token-format = Eso no es un token: uno es como 123456789:AAF…, un número, dos puntos y unas 35 letras y cifras. Cópialo entero de @BotFather.
setup-token-refused = Telegram rechaza ese token: está mal o fue revocado. @BotFather muestra el válido con /mybots.
setup-token-unreachable = No puedo preguntar a Telegram por el token. Revisa la red (y BOT_API_URL y TELEGRAM_PROXY, si los has puesto). [{ $why }]
setup-token-good = ✅ { $token } es «{ $name }», @{ $username }

setup-data-dir = Directorio para los datos
setup-data-dir-refused = Ese directorio no sirve para los datos: { $why }
setup-data-dir-shared = Ese directorio está en el almacenamiento compartido de Android, donde una base de datos no está segura. Elige uno de tu carpeta de Termux, como ./data

setup-env-made = ✅ Ajustes escritos: { $path }
setup-env-edited = ✅ Ajustes puestos al día, lo demás queda como estaba: { $path }
setup-env-way = ✅ También queda escrito ahí, para que el bot llegue a Telegram por el mismo camino: { $settings }
setup-env-exposed = ⚠️ Otros programas pueden leer { $path }, que guarda el token: ese lugar no respeta los permisos. Muévelo a tu carpeta personal.

setup-profile = ¿Poner el nombre, las descripciones y los menús de órdenes del bot en Telegram?
setup-name = Nombre del bot
setup-name-length = Un nombre tiene de 1 a { $most } caracteres.
setup-descriptions-replace = El bot ya tiene una descripción («{ $text }»). ¿Cambiarla por la de Portero?
setup-descriptions-kept = Las descripciones del bot se quedan como están.
setup-descriptions-set = ✅ Descripciones puestas, en español e inglés.
setup-profile-failed = ⚠️ Telegram no aceptó eso: { $why }. Se puede poner en otro momento; la configuración sigue.
setup-bot-description = Cuido la puerta de los canales de este lugar.
    { "" }
    🎟️ Si tienes un token VIP, mándamelo y te doy tu enlace personal.
    ⏳ Para el canal Free, pídemelo y te dejo pasar cuando llegue tu turno.
    { "" }
    Pulsa Iniciar.
setup-bot-short-description = El portero de los canales: tokens VIP, turnos del canal Free y tu acceso.

setup-running = Un Portero está en marcha con estos datos: él contestará al enlace.
setup-running-other-token = Un Portero está en marcha con estos datos y otro token. Reinícialo para que tome el nuevo, y ejecuta  portero setup  otra vez para el enlace de dueño.
setup-owned = El bot ya tiene dueño; no se hizo ningún enlace (--another-link hace uno).
setup-another-link = El bot ya tiene dueño. ¿Hacer un enlace para otro?
setup-link = 👑 Abre este enlace en Telegram antes de { $minutes } minutos (hasta { $until }). Quien lo abra primero será el dueño; sirve una vez:
setup-waiting = Espero a que alguien lo abra. Ctrl-C sale.
setup-owned-now = 👑 { $name } ({ $id }) es ahora el dueño del bot.
setup-link-over = Nadie abrió el enlace a tiempo y ha caducado.  portero setup  hace uno nuevo.
setup-link-stays = El enlace vale hasta que pasen sus { $minutes } minutos, y se atiende mientras el bot esté en marcha. Uno nuevo:  portero setup
setup-start-for-link = El enlace se atiende mientras el bot esté en marcha: arráncalo ya.
setup-next-directory = Portero lee el .env del lugar donde arranca, así que primero:  cd { $directory }
setup-next = Ahora:  portero  arranca el bot;  portero service install  hace que esta máquina lo mantenga en marcha.
