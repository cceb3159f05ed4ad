# El médico: los nombres de sus pruebas, lo que encuentran y los remedios. Las órdenes van entre `comillas inversas`.

doctor-button-again = 🔄 Revisar otra vez
doctor-button-problems = 🚨 Ver los problemas
doctor-heading = 👩‍⚕️ <b>El médico</b>
doctor-all-well = Todo está bien: { $fine } pruebas.
doctor-summary = Roto: { $faults } · por atender: { $warnings } · bien: { $fine }
doctor-left-out = Y { $count } más: `portero doctor` en una terminal lo muestra todo.
doctor-broken =
    { $count ->
        [one] Hay { $count } cosa rota: mira ❌ arriba
       *[other] Hay { $count } cosas rotas: mira ❌ arriba
    }
doctor-needs = sin mirar: antes necesita «{ $check }»
doctor-not-allowed = este usuario no puede leer { $path }
doctor-cure-not-allowed = Ejecútalo como el usuario del bot: `sudo -u { $user } portero doctor`
doctor-check-failed = la propia prueba falló: { $error }
doctor-cure-check-failed = Prueba otra vez; si sigue, avisa con estas palabras.

doctor-name-settings = Ajustes
doctor-name-spelling = Nombres de ajustes
doctor-name-data-directory = Carpeta de datos
doctor-name-wal = Registro previo (WAL)
doctor-name-free-space = Espacio libre
doctor-name-file-modes = Privacidad de archivos
doctor-name-key = Archivo de clave
doctor-name-database = Base de datos
doctor-name-schema-version = Versión de la base
doctor-name-integrity = Integridad de la base
doctor-name-full-check = Revisión semanal
doctor-name-foreign-keys = Referencias de la base
doctor-name-log-size = Registro de la base
doctor-name-bot = El bot
doctor-name-telegram = Telegram
doctor-name-token = Token
doctor-name-clock = Reloj
doctor-name-webhook = Webhook
doctor-name-poller = Otros programas
doctor-name-vip-channel = Canal VIP
doctor-name-free-channel = Canal Free
doctor-name-joins = Veo las entradas
doctor-name-inbox = Buzón
doctor-name-tasks = Tareas
doctor-name-maintenance = Mantenimiento
doctor-maintenance = la casa está cerrada a la gente desde el { $since }
doctor-maintenance-tasks-wait = la casa está cerrada a la gente desde el { $since }, y las tareas esperan
doctor-cure-maintenance = Cuando termines, ábrela en /maintenance: lo que espera sigue solo.
doctor-name-memory = Memoria
doctor-name-wake-lock = Wake lock
doctor-name-battery = Batería
doctor-name-start-at-boot = Arranque con el teléfono

doctor-settings-fine = todos sirven
doctor-settings-wrong = { $sentences }
doctor-cure-settings = Corrígelo en `.env` (o en el entorno) y arranca el bot de nuevo.
doctor-spelling-fine = ninguno parece mal escrito
doctor-misspelt = { $names }
doctor-misspelt-name = { $written } no es un ajuste: ¿{ $meant }?
doctor-cure-spelling = Corrige el nombre en `.env` (o en el entorno), o quita la línea.

doctor-directory-fine = se puede escribir en { $path }
doctor-directory-to-be-made = { $path }: lo crea el primer arranque
doctor-directory-is-file = { $path } es un archivo
doctor-cure-directory-is-file = Aparta el archivo, o pon otra carpeta en `DATA_DIR`.
doctor-directory-read-only = { $path } está en un sistema de archivos montado solo para lectura
doctor-cure-directory-read-only = Móntalo para escribir, o pon otra carpeta en `DATA_DIR`. Una tarjeta que se pone sola en modo lectura suele estar gastada: copia lo que tiene.
doctor-directory-unusable = no se puede escribir en { $path }: { $error }
doctor-cure-directory-unusable = Dásela al usuario con el que corre el bot (`chown -R portero { $path }`), o pon otra carpeta en `DATA_DIR`.
doctor-directory-cannot-be-made = no se puede crear { $path } en { $inside }: { $error }
doctor-cure-directory-cannot-be-made = Créala, como root, para el usuario con el que corre el bot (`install -d -m 700 -o portero { $path }`), o pon otra carpeta en `DATA_DIR`.
doctor-wal-works = funciona
doctor-wal-shared = { $path } está en el almacenamiento compartido de Android, donde ninguna base de datos está segura
doctor-cure-wal-shared = Pon en `DATA_DIR` una carpeta dentro de tu inicio de Termux, como `~/portero/data`.
doctor-wal-fails = no funciona en { $path }: { $error }
doctor-cure-wal-fails = Pon en `DATA_DIR` una carpeta de un disco de esta máquina: a los sistemas de archivos de red o ajenos suele faltarles lo que SQLite necesita.
doctor-space = { $free } libres
doctor-space-unknown = el sistema no lo dice
doctor-cure-space = Haz sitio: con el disco lleno no se guarda nada y no entra nadie.
doctor-modes-fine = nadie más puede leerlos ({ $files })
doctor-modes-open = otros pueden leer: { $files }
doctor-modes-file = { $path } ({ $mode })
doctor-cure-modes = { $commands }
doctor-cure-modes-command = `chmod { $mode } { $path }`
doctor-key-in-settings = SECRET_KEY ocupa su lugar
doctor-key-there = está
doctor-key-to-be-made = lo crea el primer arranque
doctor-key-gone = falta { $path }; ahora mismo no hay nada sellado con él
doctor-cure-key-gone = Si tienes una copia, ponla en su sitio. Si no, el próximo arranque crea uno nuevo.
doctor-key-lost = falta { $path }, y con él están selladas { $sealed } entregas de tokens
doctor-cure-key-lost = Pon su copia en su sitio antes del próximo arranque. Sin ella, descarta esas tareas en Problemas y genera los tokens de nuevo.
doctor-key-damaged = { $path } está dañado o no se puede leer
doctor-cure-key-damaged = Pon su copia en su sitio. Con una clave dañada el bot no arranca.

doctor-database-there = { $path } ({ $size })
doctor-database-to-be-made = { $path }: la crea el primer arranque
doctor-database-foreign = { $path } es de otro programa
doctor-cure-database-foreign = Pon otro archivo en `DATABASE_URL` u otra carpeta en `DATA_DIR`. No se ha tocado el archivo.
doctor-database-unreadable = { $path } no se puede abrir: { $error }
doctor-cure-database-unreadable = Si está dañada: al arrancar la aparto con la fecha en el nombre; recupera una copia con `portero restore ARCHIVO`. Si es cosa de permisos, dásela al usuario con el que corre el bot.
doctor-schema-current = { $version }
doctor-schema-older = { $version }; este programa usa la { $current }
doctor-cure-schema-older = El próximo arranque la pone al día. Haz antes una copia.
doctor-schema-newer = { $version }; este programa solo llega a la { $current }
doctor-cure-schema-newer = Instala la versión de Portero que la hizo, o una más nueva.
doctor-whole = entera
doctor-damaged = dañada: { $fault }
doctor-cure-damaged = Para el bot y recupera la última copia buena: `portero restore ARCHIVO`. La dañada queda a un lado. Un disco que daña archivos hay que cambiarlo.
doctor-full-check-fine =
    { $days ->
        [0] entera, revisada hoy
        [one] entera, revisada ayer
       *[other] entera, revisada hace { $days } días
    }
doctor-full-check-faulty =
    { $days ->
        [0] hoy encontró: { $fault }
        [one] ayer encontró: { $fault }
       *[other] hace { $days } días encontró: { $fault }
    }
doctor-full-check-never = todavía no la revisé entera; lo hago de noche, una vez por semana
doctor-cure-full-check = Haz una copia hoy (`/backup`). Si también falla la integridad, para el bot y recupera la última copia buena: `portero restore ARCHIVO`.
doctor-unfinished = sin acabar tras { $seconds } segundos
doctor-references = cada fila apunta a algo que existe
doctor-references-broken = { $rows } filas apuntan a algo que ya no está, la primera en { $table }
doctor-cure-references-broken = Alguien cambió la base de datos desde fuera. Pon la última copia buena, o pide ayuda con estas palabras.
doctor-log = { $size }
doctor-cure-log = Algo tiene la base de datos abierta mucho tiempo: una copia en marcha, o un `sqlite3` olvidado. Ciérralo; el próximo arranque del bot recoge el registro.

doctor-bot-runs = en marcha ({ $holder }), dio señales de vida hace { $ago }
doctor-bot-runs-unseen = en marcha ({ $holder })
doctor-bot-starts = está arrancando ({ $holder }): espera la primera respuesta de Telegram
doctor-bot-stopped = parado; dio señales de vida hace { $ago }
doctor-bot-stopped-unseen = parado
doctor-bot-killed = parado: lo mataron, dio señales de vida hace { $ago }
doctor-bot-killed-unseen = parado: lo mataron
doctor-cure-bot-killed = Arráncalo; no se pierde nada. Con `portero service install` vuelve a arrancar solo.
doctor-bot-silent = { $holder } ocupa la carpeta de datos, pero lleva { $ago } sin dar señales de vida
doctor-cure-bot-silent = Para ese proceso y arranca el bot de nuevo. En un teléfono, mantén el wake lock: `termux-wake-lock`.

doctor-telegram-answers = responde
doctor-telegram-unreachable = no se llega a { $server }: { $error }
doctor-telegram-unreachable-by-proxy = no se llega a { $server } por el proxy { $proxy }: { $error }
doctor-cure-telegram-unreachable = Revisa la red y `BOT_API_URL`. Donde Telegram está bloqueado, pon `TELEGRAM_PROXY`.
doctor-cure-telegram-unreachable-by-proxy = Revisa que el proxy funcione y te deje pasar, o quita `TELEGRAM_PROXY`.
doctor-token-fine = de @{ $username }
doctor-token-missing = no hay
doctor-cure-token-missing = `portero setup` lo pide; o consíguelo de @BotFather con /newbot y escríbelo en `.env` como `BOT_TOKEN=…`
doctor-token-refused = Telegram lo rechaza: está mal o fue revocado
doctor-cure-token-refused = En @BotFather, /mybots muestra el token que vale. Escríbelo en `.env` como `BOT_TOKEN=…` y arranca el bot de nuevo.
doctor-token-doubtful = no es seguro: { $error }
doctor-cure-token-doubtful = Revisa `BOT_API_URL`: debería ser un servidor de la Bot API.
doctor-clock-fine = va con el de Telegram
doctor-clock-ahead = va { $skew } por delante del de Telegram
doctor-clock-behind = va { $skew } por detrás del de Telegram
doctor-clock-unknown = Telegram no dijo su hora
doctor-cure-clock = Pon el reloj en hora por la red (`timedatectl set-ntp true`; en un teléfono: fecha y hora automáticas). Con más de 10 minutos de diferencia no se saca a nadie.
doctor-webhook-none = ninguno
doctor-webhook-set = queda uno de otra instalación: las novedades van a { $host }
doctor-cure-webhook-set = El próximo arranque del bot lo quita. Si otro programa lo necesita, ese programa necesita un bot propio.
doctor-webhook-deaf = las novedades van a { $host }, y el bot no oye nada
doctor-cure-webhook-deaf = Para el programa que lo pone; o dale al bot un token nuevo (@BotFather, /revoke). Luego arranca el bot de nuevo: él quita el webhook.
doctor-webhook-unknown = Telegram no lo dijo: { $error }
doctor-webhook-brings = Telegram trae las novedades a { $host }; esperan allí: { $pending }
doctor-webhook-fails = Telegram no puede traer las novedades a { $host }: { $error }. Esperan allí: { $pending }
doctor-cure-webhook-fails = Mira si desde fuera se llega a `PUBLIC_URL`: nombre, puerto, certificado y el servidor web que está delante del bot. Si el certificado es de una autoridad tuya, su certificado raíz va el último en el archivo de `HTTP_TLS_CERT`: el bot se lo da a Telegram. O quita `WEBHOOK`: entonces el bot pide él sus novedades.
doctor-webhook-missing = WEBHOOK está puesto, pero Telegram no trae nada
doctor-cure-webhook-missing = El bot lo vuelve a poner en cinco minutos. Si sigue así, el registro dice por qué, u otro programa lo quita: dale al bot un token nuevo (@BotFather, /revoke).
doctor-cure-again = Revisa otra vez en un minuto.
doctor-poller-none = nadie más lee las novedades de este bot
doctor-poller-hooked = ninguno puede pedir las novedades: Telegram las trae aquí
doctor-poller-busy = otro programa lee las novedades de este bot
doctor-cure-poller-busy = Con un token solo puede correr uno. Para el otro: otra máquina, un teléfono, un servicio viejo. Si no lo encuentras, dale al bot un token nuevo (@BotFather, /revoke).
doctor-poller-seen = otro programa leyó las novedades de este bot hace { $ago }
doctor-cure-poller-seen = Si no fue una prueba tuya, búscalo: otra máquina, un teléfono, un servicio viejo.
doctor-poller-unknown = no se pudo averiguar: { $error }

doctor-channel-fine = «{ $title }»: tengo todos los permisos
doctor-channel-fine-members = «{ $title }»: tengo todos los permisos; { $members } miembros
doctor-channel-unused = la puerta { $door } no se usa
doctor-channels-none = todavía no hay ningún canal elegido
doctor-cure-channels-none = En el chat con el bot: /admin, «Configuración», y elige uno.
doctor-channel-rights = en «{ $title }» me falta: { $rights }
doctor-cure-channel-rights = En Telegram: el canal, Administradores, el bot: dale esos permisos. Lo que espera sigue solo.
doctor-channel-not-admin = en «{ $title }» no soy administrador
doctor-cure-channel-not-admin = En Telegram: el canal, Administradores, Añadir: el bot, con sus permisos.
doctor-channel-gone = «{ $title }» ya no existe para mí: me sacaron, o lo borraron
doctor-cure-channel-gone = Añade el bot al canal como administrador, o elige otro canal: /admin, «Configuración».
doctor-channel-unknown = no se pudo mirar «{ $title }»: { $error }
doctor-movement-seen = alguien entró o salió hace { $ago }
doctor-movement-none = todavía no ha entrado ni salido nadie
doctor-movement-never = en «{ $title }» no he visto entrar ni salir a nadie desde el { $since }
doctor-cure-movement-never = Si alguien lo hizo: el bot tiene que ser administrador allí. Quítalo de los administradores, añádelo otra vez y arráncalo de nuevo.
doctor-movement-unasked = otro programa le dijo a Telegram que no mande quién entra y sale
doctor-cure-movement-unasked = Para ese programa y arranca el bot de nuevo: vuelve a pedirlo.
doctor-updates-none = vacío
doctor-updates = { $open } por atender, el más viejo desde hace { $age }; apartados: { $aside }
doctor-cure-updates = Si el bot está parado, el próximo arranque los atiende. Los apartados están en /admin, Problemas. Si está en marcha y no bajan, arráncalo de nuevo y mira su registro.
doctor-tasks-none = nada espera
doctor-tasks = listas: { $due } (con retraso: { $late }) · esperan: { $waiting } · fallidas: { $failed }
doctor-cure-tasks = En /admin, Problemas está lo que falló y a qué espera lo demás. Si el bot está parado, el próximo arranque sigue con las listas.
doctor-name-servers = Servidores VPN
doctor-servers = responden: { $up }
doctor-servers-amiss = responden: { $up } · no responden: { $down } · con algo que mirar: { $unwell }
doctor-name-http = Direcciones propias
doctor-http = se sirven en { $listen }, para la gente en { $url }
doctor-http-no-url = se sirven en { $listen }, pero falta PUBLIC_URL: a nadie se le da una dirección
doctor-cure-http-no-url = Pon en `PUBLIC_URL` la dirección https del servidor web que está delante, o quita `HTTP_LISTEN`.
doctor-http-unserved = PUBLIC_URL es { $url }, pero no se sirve nada: falta HTTP_LISTEN
doctor-cure-http-unserved = Pon `HTTP_LISTEN`, por ejemplo `127.0.0.1:8080`, o quita `PUBLIC_URL`.
doctor-http-inner = PUBLIC_URL es { $url }, y desde fuera nadie llega ahí
doctor-cure-http-inner = Pon en `PUBLIC_URL` un nombre o una dirección de internet.
doctor-http-silent = el bot está en marcha, pero en { $listen } no responde nada
doctor-cure-http-silent = El registro del bot dice por qué no puede usar el puerto. Si cambiaste `HTTP_LISTEN`, arranca el bot de nuevo.
doctor-http-taken = en { $listen } responde otro programa
doctor-cure-http-taken = Para ese programa, o elige otro puerto en `HTTP_LISTEN` y en el servidor web que está delante.
doctor-http-off = se servirán en { $listen } cuando el bot esté en marcha
doctor-http-port = PUBLIC_URL es { $url }, y Telegram solo trae novedades a los puertos 443, 80, 88 y 8443
doctor-cure-http-port = Elige uno de esos puertos, o quita `WEBHOOK`.
doctor-name-certificate = Certificado
doctor-certificate = vale hasta el { $date }
doctor-certificate-over = no vale desde el { $date }
doctor-cure-certificate = Renuévalo y ponlo en el lugar de los archivos. El bot lo nota en un minuto; no hace falta arrancarlo de nuevo.
doctor-certificate-unusable = no se pueden usar HTTP_TLS_CERT y HTTP_TLS_KEY: { $error }
doctor-cure-certificate-unusable = Pon el certificado (con los que hay hasta su raíz) y su llave en archivos PEM que el usuario del bot pueda leer.
doctor-cure-servers = En /servers, la ficha de cada servidor dice desde cuándo y por qué. Mira que el VPS esté encendido y su puerto abierto; en cuanto responda, lo pendiente sigue solo.
doctor-memory-bot = el bot usa { $bot }
doctor-memory-available = { $available } disponibles
doctor-memory-both = el bot usa { $bot }; { $available } disponibles
doctor-memory-unknown = el sistema no lo dice
doctor-cure-memory = Cierra otros programas, o arranca el bot de nuevo: necesita unos 20 MB.
doctor-wake-lock = no se ve desde aquí
doctor-cure-wake-lock = `termux-wake-lock` mantiene despierto el procesador para Termux. Sin él, el bot duerme cuando se apaga la pantalla.
doctor-battery = no se ve desde aquí
doctor-cure-battery = Ajustes de Android, Aplicaciones, Termux, Batería: «Sin restricciones». Si no, Android lo cierra tarde o temprano.
doctor-boot-by-itself = el teléfono lo arranca
doctor-boot-by-hand = si el teléfono se reinicia, nadie arranca el bot
doctor-cure-boot = Instala Termux:Boot, ábrela una vez, y luego `portero service install`.

doctor-name-backups = Copias de seguridad
doctor-backups-unsealed = no se hace ninguna: falta la frase secreta
doctor-cure-backups-unsealed = Añade una línea BACKUP_PASSPHRASE=... a .env y reinicia el bot; guarda la frase también en otro lugar.
doctor-backup-none = todavía ninguna
doctor-backup-newest = la última es de hace { $ago }
doctor-backup-bad = la que se probó hace { $ago } no está entera
doctor-cure-backup-old = Haz una: portero backup, o /backup en el chat. Si la de la noche falla, los administradores saben por qué.
doctor-cure-backup-bad = Haz otra enseguida con portero backup, y mira el disco: puede estar fallando.

doctor-name-qvapay = QvaPay
doctor-qvapay = acepta las credenciales de «{ $app }»
doctor-qvapay-inactive = la aplicación «{ $app }» está desactivada
doctor-cure-qvapay-inactive = Actívala en la web de QvaPay; hasta entonces nadie puede pagar por ahí.
doctor-qvapay-refuses = no acepta las credenciales ({ $error })
doctor-cure-qvapay-refuses = Compara `QVAPAY_APP_ID` y `QVAPAY_APP_SECRET` con los de tu aplicación en QvaPay, y mira si tu cuenta está verificada.
doctor-qvapay-fails = no se pudo consultar ({ $error })
doctor-cure-qvapay-fails = Lo que se pague mientras tanto no se pierde. Si dura, mira si `QVAPAY_API_URL` es correcta y si esta máquina llega hasta ahí.
doctor-qvapay-unasked = no se preguntó
doctor-name-geoip = Países
doctor-geoip = { $kind } del { $date }
doctor-cure-geoip-old = Las direcciones cambian de sitio: pon en su lugar un archivo más nuevo y reinicia el bot.
doctor-geoip-unusable = { $path } no se puede usar ({ $error })
doctor-cure-geoip-unusable = Pon en `GEOIP_DB` un archivo con formato MaxMind (.mmdb) que el bot pueda leer, o quita la línea: entonces los países son los que respondan los proxies.
