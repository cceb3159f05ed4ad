# La lista libre de proxies, como la ve la gente.

help-proxy = 🌐 /proxy — proxies: los tuyos y la lista libre.
button-proxy = 🌐 Proxy
button-proxy-list = 📋 Lista libre
button-proxy-kind = 🧩 Tipo
button-proxy-country = 🌍 País
button-proxy-any-kind = Todos los tipos
button-proxy-any-country = Todos los países
button-proxy-copy = 📋 Copiar dirección
button-proxy-copy-ss = 📋 Copiar enlace ss://
button-proxy-telegram = ✈️ Usar en Telegram
button-proxy-drop = 🗑 Borrar de la lista

proxy-age-now = ahora mismo
proxy-age-minutes = hace { $count } min
proxy-age-hours = hace { $count } h
proxy-age-days = hace { $count ->
        [one] 1 día
       *[other] { $count } días
    }
proxy-latency = { $latency } ms

proxy-list-heading = 📋 <b>Lista libre</b> · funcionan { $count }
proxy-list-kind = Tipo: <b>{ $kind }</b>
proxy-list-country = País: { $flag } <b>{ $country }</b>
proxy-list-line = { $number }. { $flag } <b>{ $kind }</b> · { $facts }
proxy-list-empty = Ahora mismo no hay ninguno que funcione. Los pruebo sin parar: mira dentro de un rato.
proxy-list-none-such = Así no hay ninguno ahora mismo. Prueba con otro tipo o con otro país.
proxy-list-telegram = ✈️ sirve para Telegram
proxy-list-login = 🔑 pide contraseña: está en su ficha
proxy-list-warning = ⚠️ Máquinas de desconocidos: sus dueños pueden ver y cambiar todo lo que no va cifrado. No pagues ni escribas contraseñas a través de ellas.
proxy-list-credit = Países: <a href="https://db-ip.com">IP Geolocation by DB-IP</a>
proxy-choice = { $name } · { $count }
proxy-ask-kind = 🧩 ¿De qué tipo?
proxy-ask-country = 🌍 ¿De qué país?

proxy-card-heading = <b>{ $kind }</b> · { $place }
proxy-card-place = Dirección: <code>{ $place }</code>
proxy-card-user = Usuario: <code>{ $user }</code>
proxy-card-password = Contraseña: <code>{ $password }</code>
proxy-card-cipher = Cifrado: <code>{ $method }</code>
proxy-card-tls = 🔒 Con el proxy se habla por TLS.
proxy-card-works = ✅ Funciona · { $facts }
proxy-card-worked = 💤 No respondió la última vez; funcionó { $age }.
proxy-card-dead = 💤 Todavía no ha funcionado.
proxy-card-checks = Bien { $oks } de { $checks } { $checks ->
        [one] vez
       *[other] veces
    }.
proxy-card-exit = Sales a internet por <code>{ $exit }</code>
proxy-card-transparent = 👁 Transparente: las páginas ven tu dirección.
proxy-card-anonymous = 🎭 Anónimo: las páginas ven que usas un proxy, no tu dirección.
proxy-card-elite = 🕶 Élite: las páginas no notan que usas un proxy.
proxy-card-telegram = ✈️ Sirve para Telegram ✓
proxy-card-no-telegram = 🚫 Con Telegram no funciona.
