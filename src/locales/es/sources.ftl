# La mesa de la lista libre de proxies: fuentes, pruebas y ajustes.

button-sources = 🌐 Lista de proxies
button-source-run = ▶️ Probar todos ahora
button-source-progress = ⏳ Ver cómo va
button-source-stop = ⏹️ Cancelar
button-source-list = 📥 Fuentes ({ $count })
button-source-add = ➕ Añadir
button-source-faults = ❓ Por qué fallan
button-source-export = 📤 Exportar
button-source-settings = ⚙️ Ajustes
button-source-drop-dead = 🧹 Borrar los que no funcionan ({ $count })
button-source-drop-dead-yes = 🧹 Sí, borrarlos
button-source-drop-yes = 🗑 Sí, borrarlo

sources-heading = 🌐 <b>Lista libre de proxies</b>
sources-none-yet = Todavía está vacía. Añade una fuente: una dirección con una lista, o pega los proxies aquí mismo.
sources-counts = Funcionan <b>{ $working }</b> de { $total }{ $untried ->
        [0] .
       *[other] ; sin probar todavía: { $new }.
    }
sources-kind = · { $kind }: { $working } de { $all }
sources-shown = 👁 La gente la ve en /proxy.
sources-hidden = 🙈 La gente no la ve: actívala en Ajustes.
sources-countries-file = 🌍 Países: por el archivo GEOIP_DB.
sources-countries-exit = 🌍 Países: los dice ifconfig.co a través de cada proxy que funciona. Con un archivo GEOIP_DB se saben sin preguntar.
sources-pass-runs = ⏳ Probando: { $tried } de { $total }.
sources-pass-ended = 🏁 Última prueba completa { $age }: funcionan { $working } de { $tried }.
sources-pass-cancelled = ⏹️ Última prueba { $age }, cancelada: { $tried } de { $total }, y funcionan { $working }.
sources-pass-offline = 📡 Última prueba { $age }: este equipo se quedó sin salida a internet con { $tried } de { $total } probados. A los demás no los juzgué.
sources-faulty = { $count ->
        [one] 🔴 1 fuente no se pudo leer.
       *[other] 🔴 { $count } fuentes no se pudieron leer.
    }

sources-faults-heading = ❓ <b>Por qué no funcionan</b>
sources-faults-none = No hay ninguno que falle.
sources-fault-line = · { $fault }: <b>{ $count }</b>
sources-fault-silent = No contestan
sources-fault-refused = Rechazan o cortan la conexión
sources-fault-login = Piden otra contraseña
sources-fault-other = Lo que contesta no es un proxy
sources-fault-lies = Mienten: contestan en lugar de la página
sources-fault-nowhere = No llevan a ninguna parte
sources-fault-private = Dirección de una red privada
sources-fault-name = Su nombre no existe
sources-fault-cipher = Cifrado que no hablo

source-drop-dead-ask =
    🧹 <b>¿Borrar los que no funcionan?</b>

    En total: { $count }. Si su fuente los sigue nombrando, vuelven dentro de un mes y se prueban otra vez.
source-drop-ask =
    🗑 <b>¿Borrar este proxy?</b>

    { $kind } · <code>{ $place }</code>
source-export-ask = 📤 ¿Qué quieres en el archivo? Un proxy por línea, como en las listas.
button-source-file-working = ✅ Los que funcionan ({ $count })
button-source-file-all = 📦 Todos ({ $count })
button-source-file-kind = { $kind } ({ $count })
source-file = 📤 Líneas: { $count }.

source-list-heading = 📥 <b>Fuentes</b> · { $count }
source-list-none = Todavía no hay ninguna.
source-line = { $sign } <b>{ $name }</b> · funcionan { $working } de { $listed }
source-read = Leída { $age }.
source-error = 🔴 La última lectura falló: { $error }
source-added = ✅ Añadida. La leo enseguida y pruebo lo que traiga.
source-pasted = ✅ Leído. Enseguida los pruebo.
source-ordered = 🔄 La leo enseguida: mira dentro de un momento.
source-heading = { $sign } <b>{ $name }</b>
source-kind-shadowmere = API de Shadowmere
source-kind-list = Lista en una dirección
source-kind-pasted = Pegada o enviada: se leyó una vez.
source-url = <code>{ $url }</code>
source-hint = Lo que no dice su tipo es { $kind }.
source-counts = En la lista: { $listed }; funcionan <b>{ $working }</b>.
source-paused = ⏸️ En pausa: no se lee.
source-next = Se lee cada { $every }; la próxima, en { $left }.
source-soon = Se lee cada { $every }; la próxima, enseguida.
source-report = En la última lectura, proxies: { $found }; nuevos: { $new }.
source-repeated = Repetidos: { $count }
source-refused = Líneas rechazadas: { $count }
source-cut = ✂️ No cabía entera: de cada lista leo 8 MB y 100 000 proxies, y en total guardo 100 000.
button-source-read = 🔄 Leer ahora
button-source-every = ⏱ Cada cuánto
button-source-pause = ⏸️ Pausar
button-source-resume = ▶️ Reanudar
button-source-refused = 🚫 Rechazadas ({ $count })
button-source-remove = 🗑 Quitar
button-source-remove-yes = 🗑 Sí, quitarla
source-refused-heading = 🚫 <b>Rechazadas</b> · { $name }
source-refused-none = No se rechazó ninguna línea.
source-examples = Por ejemplo:
source-example = <code>{ $text }</code> — { $fault }
source-fault-port = El puerto no vale
source-fault-host = La dirección no vale
source-fault-private = Es de una red privada
source-fault-scheme = Tipo que no hablo
source-fault-link = Enlace ss:// que no se entiende
source-fault-cipher = Cifrado que no hablo
source-fault-network = Red demasiado ancha
source-ask-every = ⏱ ¿Cada cuánto se lee <b>{ $name }</b>?
source-remove-ask =
    🗑 <b>¿Quitar { $name }?</b>

    Se van de la lista los que solo vienen de ahí; en total nombra { $count }.

source-add =
    ➕ <b>Añadir proxies</b>

    <b>Shadowmere</b>: una lista pública que ya viene probada.
    <b>Lista</b>: una dirección con texto, JSON o una suscripción.
    <b>Pegar o enviar</b>: los escribes aquí, o mandas un archivo.
button-source-add-public = 🌐 shadowmere.xyz
button-source-add-shadowmere = 🔗 Otra Shadowmere
button-source-add-list = 📄 Lista por dirección
button-source-add-pasted = 📋 Pegar o enviar archivo
source-ask-shadowmere = 🔗 Escribe la dirección de la Shadowmere, por ejemplo <code>https://shadowmere.xyz/</code>
source-ask-list = 📄 Escribe la dirección de la lista, por ejemplo <code>https://ejemplo.org/socks5.txt</code>
source-ask-pasted = 📋 Pega los proxies, uno por línea, o mándalos en un archivo. Si son muchos, mejor el archivo: Telegram parte los mensajes largos.
source-ask-hint = ¿Qué son los que no lo dicen? Si no lo sabes, lo averiguo probando.
source-name-pasted = Pegada el { $day }
button-source-hint-any = Averiguar

pass-heading = ⏳ <b>Probando la lista</b>
pass-counts = Probados { $tried } de { $total }; funcionan <b>{ $working }</b>.
pass-left = Falta más o menos { $left }.
pass-ended = 🏁 <b>Lista probada</b>
pass-cancelled = ⏹️ <b>Prueba cancelada</b>
pass-offline = 📡 <b>Este equipo se quedó sin salida a internet.</b> A los que faltan no los juzgué: prueba cuando vuelva.
pass-took = Duró { $took }.
toast-pass-stopping = Cancelando…
toast-pass-started = Empieza la prueba

proxy-settings = ⚙️ <b>Ajustes de la lista libre</b>
proxy-judges = ⚖️ Con estas páginas se comprueba que un proxy no miente:
proxy-judge = · <code>{ $judge }</code>
proxy-set-shown = La gente ve la lista
proxy-set-private = Permitir redes privadas (peligroso)
proxy-set-telegram = Probar también Telegram
proxy-set-at-once = ⚡ A la vez: { $value }
proxy-set-every = ⏱ Cada uno, cada { $value }
button-proxy-judges = ⚖️ Cambiar jueces
button-proxy-judges-usual = ♻️ Los de siempre
button-proxy-other = ✍️ Otro número
proxy-ask-at-once = ⚡ ¿Cuántos se prueban a la vez? 64 va bien en un servidor y 24 en un teléfono: con más, la red de casa se resiente.
proxy-ask-every = ⏱ ¿Cada cuánto se prueba otra vez uno que funciona?
proxy-type-at-once = ✍️ Escribe cuántos a la vez, de 1 a 512.
proxy-type-every = ✍️ Escribe los minutos, de 5 a 1440.
proxy-ask-judges = ⚖️ Escribe las direcciones, una por línea, { $most } como mucho. Cada una debe empezar por https:// y contestar con la dirección de quien pregunta.
