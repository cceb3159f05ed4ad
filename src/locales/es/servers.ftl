# Los servidores VPN, sus direcciones y los ajustes de las claves.

button-servers = 🖥 Servidores

server-refusal-outline = Eso no es lo que muestra Outline al instalarse. Pega la línea con apiUrl y certSha256.
server-refusal-join = Eso no es la línea que muestra «portero node». Empieza por portero-node://
server-refusal-telemt = Esa no es una dirección que pueda usar. Escribe, por ejemplo, http://127.0.0.1:9091; fuera de este equipo y de su red privada, solo con https.
server-refusal-mtprotoproxy = Escribe dos rutas completas y, si hay métricas, su dirección: /opt/mtprotoproxy/config.py /run/mtprotoproxy.pid 127.0.0.1:8888.
server-refusal-links = Pega de uno a { $most } enlaces que empiecen por tg://proxy o https://t.me/proxy, y nada más.
server-refusal-link-place = A un enlace le falta su servidor (server=) o su puerto (port=), o no valen. Pégalo entero.
server-refusal-link-secret = El secreto (secret=) de un enlace no vale: son 32 cifras y letras de la a a la f, solas, tras dd, o tras ee y con el nombre de una web detrás. Pégalo entero.
server-refusal-forms = Tiene que quedar al menos una forma: ee, dd o plain.
server-refusal-domain = Esa no es una web. Escribe solo su nombre: www.ejemplo.com.
server-refusal-tag = Eso no es una etiqueta: son 32 cifras y letras de la a a la f.
server-refusal-proxy-down = No contesta nadie en esa dirección y puerto.
server-refusal-proxy-refused = Cerró la puerta nada más saludar: el secreto no es el suyo, o está apagado o agotado.
server-refusal-proxy-secret = Contesta, pero no conoce ese secreto: detrás hay otra cosa, quizá una web de verdad.
server-refusal-proxy-telegram = El proxy acepta el secreto, pero no llega a Telegram.
server-refusal-proxy-silent = Acepta la conexión y no dice nada: quizá el secreto no es el suyo.
server-trouble-interface = El servidor no tiene ninguna interfaz WireGuard llamada { $name }. Mira su nombre con «wg show», o créala con «portero node setup-wireguard».
server-trouble-program = En el servidor no está instalado el programa { $name }: instala el paquete wireguard-tools y prueba otra vez.
server-trouble-program-awg = En el servidor no está instalado el programa { $name }: instala el paquete amneziawg-tools y prueba otra vez.
server-trouble-program-locked = El usuario con el que corre Portero no puede ejecutar { $name } en el servidor. Dale permiso y prueba otra vez.
server-trouble-right = Portero no tiene permiso en el servidor para manejar { $name }: córrelo como root, o dale CAP_NET_ADMIN a su servicio (AmbientCapabilities en systemd), y prueba otra vez.
server-trouble-socket = En el servidor no contesta ningún WireGuard en espacio de usuario para { $name }. Arráncalo (wireguard-go { $name }), o escribe otro nombre.
server-trouble-socket-locked = Portero no puede abrir el socket de { $name }: es de root. Córrelo con el mismo usuario que wireguard-go y prueba otra vez.
server-trouble-proxy-locked = No puedo escribir en { $name } ni avisar al proceso: usa un «portero node» en ese equipo, o dame el mismo usuario y, en systemd, esa carpeta en ReadWritePaths.
server-trouble-denied = El servidor ya no acepta su clave de acceso. Si la cambiaste, añádelo otra vez con la nueva.
server-trouble-silent = El servidor no contesta a tiempo. Mira si está encendido y si llega la red, y prueba otra vez.
server-trouble-read-only = La API de control de telemt es solo de lectura: quita read_only de su configuración y prueba otra vez.
server-trouble-no-process = mtprotoproxy no está en marcha, o acaba de arrancar. Mira que corra y prueba otra vez.
server-trouble-no-metrics = Las métricas de mtprotoproxy no contestan. Mira que METRICS_PORT sea el de la dirección que escribiste y que el proxy corra, y prueba otra vez.
server-trouble-config-changed = Alguien cambió a mano las líneas que llevo en el config.py. Quítalas, de «# portero: begin» a «# portero: end», y las escribo de nuevo.
server-trouble-config-locked = Portero no puede leer o escribir el config.py. Mira que la ruta sea esa y dale permiso a su usuario.
server-trouble-away = No llego al servidor: está apagado, o algo en el camino no deja pasar. El detalle está en el registro del bot.
server-trouble-refuses = El servidor dice que no a lo que le pido. El detalle está en el registro del bot.
server-trouble-strange = El servidor contesta algo que no entiendo: otra versión, u otro programa en esa dirección. El detalle está en el registro del bot.
server-trouble-lacking = Falta algo para manejar el servidor: un programa, un permiso o un dato. El detalle está en el registro del bot.
server-trouble-other = El servidor falla y no sé por qué. Mira el registro del bot.
server-refusal-certificate = El certificado del servidor no es el esperado. No se ha enviado nada. Si lo cambiaste tú, añádelo otra vez.
server-refusal-already = Ese servidor ya está: { $name }.
server-refusal-value = Ese valor no vale.
pool-refusal-network = Eso no es una red. Escribe, por ejemplo, 10.8.0.0/22 o fd00:8::/64.
pool-refusal-host-bits = Esa no es la primera dirección de la red. ¿Querías decir { $meant }?
pool-refusal-size = El tamaño de la red no vale: entre /{ $least } y /{ $most }.
pool-refusal-overlaps = Esa red se cruza con { $network }.
pool-refusal-reserved = Esa red está reservada y no sirve para clientes.
pool-refusal-in-use = { $count ->
        [one] 1 clave usa
       *[other] { $count } claves usan
    } todavía direcciones de esa red.

notice-pool-scarce-paid = 📉 <b>{ $name }</b>: { $available ->
    [0] no quedan direcciones libres
    [one] queda 1 dirección libre
   *[other] quedan { $available } direcciones libres
} de { $total }. Añade otra red a sus direcciones para que entren más personas.
notice-pool-scarce-trial = 📉 <b>{ $name }</b>: { $available ->
    [0] no quedan direcciones libres
    [one] queda 1 dirección libre
   *[other] quedan { $available } direcciones libres
} para pruebas, de { $total }. Añade otra red de pruebas, o espera a que terminen algunas.

servers-heading =
    🖥 <b>Servidores</b> · { $count }
servers-none = Todavía no hay ninguno. Añade el primero: basta con pegar lo que muestra Outline al instalarse, o la línea de <code>portero node</code>.
servers-line = { $sign } <b>{ $name }</b> · { $kind } · { $keys ->
        [one] 1 clave
       *[other] { $keys } claves
    }
servers-load = { $bar } { $percent } %
button-server-add = ➕ Añadir servidor
button-vpn-settings = ⚙️ Ajustes VPN
button-server-show = 🖥 Ver servidor

server-add =
    ➕ <b>Añadir servidor</b>

    <b>Outline</b>: pegas lo que mostró al instalarse.
    <b>Nodo</b>: un VPS con <code>portero node</code>, de WireGuard o de MTProto; pegas la línea que muestra.
    <b>Este equipo</b>: una interfaz WireGuard de aquí.
    <b>Por archivo</b>: yo escribo el archivo del servidor y tú lo aplicas.
    <b>MTProto</b>, proxies de Telegram: un telemt (lo mejor), un mtprotoproxy de este equipo, o enlaces que ya tienes.
button-add-outline = 🌐 Outline
button-add-node = 🛰 Nodo
button-add-local = 💻 WireGuard en este equipo
button-add-file = 📄 WireGuard por archivo
button-add-telemt = ⚡ MTProto con telemt
button-add-mtprotoproxy = 🐍 mtprotoproxy
button-add-links = 🔗 Enlaces de proxy
button-add-demo-wireguard = 🎭 WireGuard de prueba
button-add-demo-outline = 🎭 Outline de prueba
button-add-demo-mtproto = 🎭 MTProto de prueba
server-ask-local =
    💻 ¿Qué interfaz? Escribe su nombre: <code>wg0</code>.
    Para AmneziaWG: <code>awg awg0</code>. Para un servidor en espacio de usuario, por su socket: <code>socket wg0</code>.
server-ask-node =
    🛰 Pega la línea que muestra <code>portero node</code> en el VPS. Empieza por <code>portero-node://</code>
    Lleva una clave: la borraré del chat en cuanto la lea.
server-ask-file =
    📄 Escribe la clave pública del servidor y su dirección con puerto, así:
    <code>HIgo9xNz…ykw= vpn.ejemplo.org:51820</code>
server-ask-outline =
    🌐 Pega lo que mostró Outline al instalarse: la línea con <code>apiUrl</code> y <code>certSha256</code>, tal cual. También está en <code>/opt/outline/access.txt</code>.
    Lleva una clave: la borraré del chat en cuanto la lea.
server-ask-telemt =
    ⚡ ¿Dónde está la API de control de telemt? Escribe su dirección y, si pide clave, el valor exacto de <code>Authorization</code> detrás:
    <code>http://127.0.0.1:9091 clave</code>
    Sin https solo vale en este equipo o en su red privada; en otro VPS pon un <code>portero node</code>. Borraré tu mensaje del chat en cuanto lo lea.
server-ask-mtprotoproxy =
    🐍 ¿Dónde está el mtprotoproxy de este equipo? Escribe la ruta de su configuración, la del archivo con su número de proceso y, si las tiene, la dirección de sus métricas:
    <code>/opt/mtprotoproxy/config.py /run/mtprotoproxy.pid 127.0.0.1:8888</code>
    Sin métricas (<code>METRICS_PORT</code>) no se cuenta lo que gasta nadie ni vale ningún límite de datos.
    Ojo: quien ya está conectado sigue hasta que se desconecta, aunque se le quite la clave. telemt sí lo corta al momento.
server-ask-links =
    🔗 Pega uno o varios enlaces <code>tg://proxy</code> o <code>https://t.me/proxy</code> (hasta 10). Probaré cada uno antes de guardarlo, y cada uno es un servidor.
    Todas sus claves son ese mismo enlace: no se puede contar lo que gasta cada persona, ni cortárselo. Borraré tu mensaje del chat.
server-link-refused = ⚠️ <code>{ $place }</code>: { $why }
server-trust =
    ⚠️ <b>Falta la huella del certificado</b>

    Solo pegaste la dirección, así que no puedo saber si { $place } es de verdad tu servidor o alguien en medio. No le he enviado nada todavía. Este es el certificado que muestra ahora:

    <code>{ $fingerprint }</code>

    Compárala con la de tu servidor:
    <code>sudo grep certSha256 /opt/outline/access.txt</code>
    Si es la misma, escribe sus { $digits } primeras cifras. Si no lo es, cancela.
server-added = ✅ Servidor añadido: <b>{ $name }</b>
server-access-changed = 🔑 Acceso cambiado: <b>{ $name }</b>
server-uncounted = 📊 No cuenta lo que gasta nadie, ni vale ningún límite de datos: ponle métricas y añádelo otra vez con su dirección (con un nodo, escríbela en el archivo del nodo y reinícialo)
server-added-hidden = 🧹 Borré tu mensaje, que llevaba la clave.

server-heading =
    <b>{ $name }</b> · { $kind }
    { $reach }
server-reach-local = En este equipo: { $interface } ({ $program })
server-reach-node = Nodo { $place }
server-reach-panel = Outline en { $place }
server-reach-telemt = telemt en { $place }
server-reach-mtprotoproxy = mtprotoproxy de este equipo: { $config }
server-reach-link = Un enlace pegado
server-reach-file = Por archivo
server-reach-demo = De prueba
server-reach-unknown = No puedo leer cómo se llega: ¿cambió SECRET_KEY?
server-up = 🟢 Responde desde hace { $length }
server-down =
    🔴 No responde desde hace { $length }
    <i>{ $why }</i>
server-unknown = ⚪️ Todavía no le he preguntado
server-unasked = ⚪️ No puedo preguntarle: aplicas tú su archivo
server-unasked-link = ⚪️ Es un enlace de otro: lo pruebo desde fuera, sin preguntarle nada
server-draining = 🚰 No recibe claves nuevas
server-file-new = 📄 Su archivo ha cambiado: descárgalo y aplícalo en el servidor
server-lack-endpoint = ⚠️ Falta su dirección: sin ella no hay claves nuevas. Ponla en ✏️ Editar.
server-lack-key = ⚠️ Falta su clave pública: ponla en ✏️ Editar.
server-lack-pool = ⚠️ Faltan direcciones para repartir: añade una red en 🗂 Redes.
server-lack-other-key = ⚠️ El servidor tiene otra clave pública que la de los archivos repartidos: no funcionan. Devuélvele la suya, o cámbiala en ✏️ Editar.
server-lack-other-domain = ⚠️ El servidor finge otra web que la de los enlaces repartidos: los de TLS falso no funcionan. Devuélvele la suya, o cámbiala en ✏️ Editar.
server-endpoint = 📍 <code>{ $place }</code>
server-version = Versión: { $version }
server-load = Carga: { $load }
server-disk = Disco libre: { $free }
server-disk-little = ⚠️ Queda poco disco: { $free }
server-skew = ⚠️ Su reloj y el mío difieren en { $length }
server-amnezia = 🥷 AmneziaWG
server-proxy-forms = 🎭 Enlaces: { $forms }
server-proxy-domain = 🌍 Finge ser <code>{ $domain }</code>
server-proxy-tag = 📣 Con etiqueta de @MTProxybot
proxy-form-tls = TLS falso (ee)
proxy-form-secure = con relleno (dd)
proxy-form-plain = simple
server-keys = 🔑 { $count ->
        [0] Ninguna clave
        [one] <b>1</b> clave
       *[other] <b>{ $count }</b> claves
    }
server-keys-pending = { $count ->
        [one] 1 preparándose
       *[other] { $count } preparándose
    }
server-keys-active = { $count ->
        [one] 1 activa
       *[other] { $count } activas
    }
server-keys-suspended = { $count ->
        [one] 1 suspendida
       *[other] { $count } suspendidas
    }
server-keys-expired = { $count ->
        [one] 1 terminada
       *[other] { $count } terminadas
    }
server-keys-revoked = { $count ->
        [one] 1 borrada
       *[other] { $count } borradas
    }
server-fill-paid = { $sign }{ $bar } { $taken } de { $total } direcciones
server-fill-trial = { $sign }{ $bar } { $taken } de { $total } de prueba
server-most = Máximo: { $most } claves
server-foreign = 👤 { $count ->
        [one] 1 clave ajena
       *[other] { $count } claves ajenas
    }
button-server-test = 🔍 Probar ahora
button-server-pools = 🗂 Redes
button-server-drift = 🔁 Reconciliar
button-server-register = 📣 Canal promocionado
button-server-strangers = 👤 Ajenas
button-server-file = 📄 Archivo del servidor
button-server-import = 📥 Importar wg0.conf
button-server-edit = ✏️ Editar
button-server-drain = 🚰 No dar más claves
button-server-fill = ✅ Volver a dar claves
button-server-remove = 🗑 Quitar servidor
server-file =
    📄 <b>{ $name }</b> · { $count ->
        [one] 1 clave
       *[other] { $count } claves
    }

    Pon la clave privada del servidor en su línea y aplícalo con <code>wg-quick</code>. Lleva secretos: bórralo después. Te avisaré cuando cambie.

server-drift = 🔁 <b>{ $name }</b> · comparado ahora
server-drift-mended = 🔁 <b>{ $name }</b> · reparado; esto encontré
server-drift-matching = ✅ Como deben estar: { $count }
server-drift-put = ➕ Faltan o difieren: { $count }
server-drift-remove = ➖ Sobran: { $count }
server-drift-foreign = 👤 Ajenas: { $count }{ $left ->
        [0] {""}
       *[other] , y { $left } que decidiste dejar
    }
server-drift-named = Sobran:
button-server-repair = 🛠 Reparar
strangers-some =
    👤 <b>{ $name }</b> · claves ajenas: { $count }

    Están en el servidor y no las hice yo. No las toco. Puedes dárselas a una persona, y siguen funcionando igual.
strangers-none =
    👤 <b>{ $name }</b>

    No hay claves ajenas, según la última comparación.
stranger-card =
    👤 <b>{ $name }</b>
    <code>{ $remote_id }</code>
    { $addresses }
    Vista desde { $since }
stranger-left = ➖ Decidiste dejarla como está.
button-stranger-adopt = 🙋 Asignar a una persona
button-stranger-leave = ➖ Dejarla
stranger-ask-owner = 🙋 ¿De quién es <b>{ $name }</b>? Escribe su número o su @nombre. Tiene que haber escrito alguna vez al bot.
server-import-ask =
    📥 Envíame el <code>wg0.conf</code> de <b>{ $name }</b>, como documento o pegado. Leeré sus claves y me dirás de quién es cada una; siguen funcionando igual.
server-import-found = 📥 { $count ->
        [one] Encontré 1 clave:
       *[other] Encontré { $count } claves:
    }
server-import-line = { $number }. <b>{ $name }</b> <code>{ $address }</code>
server-import-more = …y { $count } más
server-import-owners =
    ¿De quién son? Escribe los números y la persona: <code>1 3-5 @ana</code>, o <code>todas 123456789</code>. Las que no asignes se quedan como ajenas.
server-import-done = ✅ { $count ->
        [0] Ninguna clave nueva
        [one] 1 clave asignada
       *[other] { $count } claves asignadas
    }
server-import-known = { $count ->
        [one] 1 ya era nuestra
       *[other] { $count } ya eran nuestras
    }
server-import-conflict = ⚠️ { $count ->
        [one] 1 tiene una dirección que ya usa otra clave: sigue ajena
       *[other] { $count } tienen direcciones que ya usan otras claves: siguen ajenas
    }

server-edit = ✏️ <b>{ $name }</b>
server-field = { $field }: <b>{ $value }</b>
server-none = no hay
server-seconds = { $count } s
server-now = Ahora: <b>{ $now }</b>
server-breaks = ⚠️ { $count ->
        [one] Si lo cambias, el archivo que ya se entregó deja de funcionar
       *[other] Si lo cambias, los archivos que ya se entregaron ({ $count } claves) dejan de funcionar
    }: habrá que entregarlos de nuevo.
server-breaks-links = ⚠️ { $count ->
        [one] Si lo cambias, el enlace que ya se entregó puede dejar de funcionar
       *[other] Si lo cambias, los enlaces que ya se entregaron ({ $count } claves) pueden dejar de funcionar
    }: cada persona tendrá que pulsar «Conectar» otra vez.
button-field-name = 🏷 Nombre
button-field-flag = 🏳️ Bandera
button-field-endpoint = 📍 Dirección
button-field-dns = 🔎 DNS
button-field-mtu = 📦 MTU
button-field-keepalive = 💓 Señal de vida
button-field-key = 🗝 Clave pública
button-field-amnezia = 🥷 AmneziaWG
button-field-most = 🔢 Máximo de claves
button-field-forms = 🎭 Formas
button-field-domain = 🌍 Web fingida
button-field-tag = 📣 Etiqueta
button-field-clear = 🚫 Quitar
server-ask-name = 🏷 ¿Cómo se llama? Lo verá la gente: <code>Madrid 1</code>.
server-ask-flag = 🏳️ ¿Qué bandera? Elige, envía un emoji, o escribe las dos letras del país: <code>ES</code>.
server-ask-endpoint = 📍 ¿Con qué dirección y puerto llegan los clientes? <code>vpn.ejemplo.org:51820</code>, <code>203.0.113.5:51820</code> o <code>[2001:db8::1]:51820</code>.
server-ask-endpoint-outline = 📍 ¿Con qué dirección y puerto se hacen las claves nuevas? <code>vpn.ejemplo.org:51820</code>. Las que ya existen siguen como están.
server-ask-endpoint-mtproto = 📍 ¿Qué dirección y puerto llevan los enlaces? <code>proxy.ejemplo.org:443</code>. Los enlaces que ya tiene la gente dejan de servir si allí ya no hay nada.
server-ask-dns = 🔎 ¿Qué servidores de nombres usan los clientes? De una a cuatro direcciones: <code>1.1.1.1 9.9.9.9</code>.
server-ask-mtu = 📦 ¿Cuántos bytes por paquete? De 1280 a 1500; <code>1420</code> es lo usual, <code>1280</code> pasa por cualquier red.
server-ask-keepalive = 💓 ¿Cada cuántos segundos da señales de vida un cliente? <code>25</code> es lo usual tras un router; <code>0</code> para nunca.
server-ask-key = 🗝 ¿Cuál es la clave pública del servidor? 44 letras que terminan en =, las de <code>wg show</code>.
server-ask-amnezia =
    🥷 <b>AmneziaWG</b> disfraza el tráfico. El servidor y sus clientes llevan los mismos parámetros. Pega los del servidor, o pide que los haga yo y ponlos en el servidor:
    <code>Jc = 4, Jmin = 8, Jmax = 80, S1 = 50, S2 = 100, H1 = 1234567, H2 = …</code>
server-ask-most = 🔢 ¿Cuántas claves caben como mucho en este servidor? Un número.
server-ask-forms =
    🎭 ¿En qué formas hago los enlaces? Pulsa, o escribe: <code>ee dd plain</code>. «Conectar» usa la primera que esté marcada.
    <b>TLS falso</b> parece una visita a una web y es la que más aguanta la censura; <b>con relleno</b> vale para casi todos; la <b>simple</b> se reconoce enseguida. El servidor tiene que aceptarlas.
server-ask-domain = 🌍 ¿Qué web finge el servidor en el TLS falso? La misma que en su configuración (<code>tls_domain</code> o <code>TLS_DOMAIN</code>): <code>www.ejemplo.com</code>.
server-ask-tag =
    📣 ¿Qué etiqueta te dio @MTProxybot? Son 32 cifras y letras de la a a la f.
    A telemt se la paso yo, persona por persona; en mtprotoproxy la escribo en <code>AD_TAG</code>, para todos los suyos; donde pegaste un enlace, ponla tú.
server-register =
    📣 <b>{ $name }</b> · canal promocionado

    Los bots no pueden hablar entre sí, así que esto lo haces tú. Abre @MTProxybot y envíale, una por una, estas tres líneas:
    1. <code>{ $first }</code>
    2. <code>{ $place }</code>
    3. <code>{ $secret }</code>
    Te dará una etiqueta de 32 cifras y letras: pulsa «Poner la etiqueta» y pégala.
    Después, allí mismo: /myproxies → Set promotion → el enlace de tu canal público. Tarda hasta una hora.

    El enlace que te muestre ese bot no lo repartas: los míos son los buenos.
server-register-driven = ⚙️ Hace falta el modo «middle proxy»: en telemt <code>use_middle_proxy = true</code>; mtprotoproxy lo enciende solo con <code>AD_TAG</code>: reinícialo cuando hayas puesto la etiqueta. El servidor debe conocer su dirección pública y poder salir al puerto 8888.
server-register-by-hand = ⚙️ A este servidor no llego: pon tú la etiqueta en su configuración, con el modo «middle proxy» encendido, y reinícialo.
server-register-tag = ✅ Etiqueta puesta: <code>{ $tag }</code>
button-register-open = 🤖 Abrir @MTProxybot
button-register-tag = 🏷 Poner la etiqueta
button-amnezia-make = 🎲 Hacer parámetros nuevos
button-amnezia-off = 🚫 WireGuard corriente
button-amnezia-yes = 🎲 Sí, hacerlos
button-amnezia-off-yes = 🚫 Sí, quitarlos
amnezia-sure =
    🎲 ¿Parámetros nuevos de AmneziaWG?

    { $count ->
        [0] Tendrás que ponerlos también en el servidor.
       *[other] ⚠️ Los archivos ya entregados ({ $count } claves) dejan de funcionar, y tendrás que ponerlos también en el servidor.
    }
amnezia-off-sure =
    🚫 ¿Quitar AmneziaWG?

    { $count ->
        [0] Quítalo también en el servidor.
       *[other] ⚠️ Los archivos ya entregados ({ $count } claves) dejan de funcionar. Quítalo también en el servidor.
    }

pools-heading = 🗂 <b>{ $name }</b> · redes
pools-none = Ninguna todavía. Sin una red no puedo dar direcciones a las claves.
pools-line = <code>{ $networks }</code>
button-pool-add = ➕ Red
button-pool-add-trial = ➕ Red de prueba
button-pool-drop = 🗑 { $networks }
button-pool-drop-yes = 🗑 Sí, quitarla
pool-ask = ➕ ¿Qué red? Elige una, o escríbela: IPv4, IPv6 o las dos: <code>10.8.0.0/22 fd00:8::/64</code>. La primera dirección es la del servidor. Para crecer, añade otra red.
pool-ask-trial = ➕ ¿Qué red, para las pruebas? Elige una, o escríbela: IPv4, IPv6 o las dos: <code>10.9.0.0/24 fd00:9::/64</code>.
pool-drop-sure = 🗑 ¿Quitar la red <code>{ $networks }</code>? Solo se puede si ninguna clave la usa.

server-remove =
    🗑 <b>{ $name }</b> tiene { $count ->
        [one] 1 clave
       *[other] { $count } claves
    }. ¿Qué hago con ellas?

    { $others ->
        [0] No hay otro servidor de su tipo con sitio al que mudarlas.
       *[other] Si se mudan, cada persona recibe su archivo o enlace nuevo.
    }
server-remove-empty = 🗑 ¿Quitar <b>{ $name }</b>? No tiene claves. La historia se queda.
button-server-move = ➡️ A { $name }
button-server-end = ❌ Borrarlas todas
button-server-remove-empty = 🗑 Sí, quitarlo
button-server-remove-yes = 🗑 Sí, hacerlo
server-move-sure = ➡️ ¿Mudar { $count ->
        [one] 1 clave
       *[other] { $count } claves
    } de <b>{ $name }</b> a <b>{ $to }</b> y quitar el servidor?
server-end-sure = ❌ ¿Borrar { $count ->
        [0] sus claves
        [one] 1 clave
       *[other] { $count } claves
    } de <b>{ $name }</b> para siempre y quitar el servidor? A sus dueños les digo que su clave ya no existe.
server-removed = 🗑 Servidor quitado. { $count ->
        [0] No tenía claves.
        [one] Se borró 1 clave.
       *[other] Se borraron { $count } claves.
    }
server-removed-moved = 🗑 Servidor quitado. { $count ->
        [one] 1 clave se muda: su dueño recibe la nueva en cuanto esté lista.
       *[other] { $count } claves se mudan: cada dueño recibe la nueva en cuanto esté lista.
    }

server-notice-down =
    🔴 <b>{ $name }</b> no responde desde hace { $length }
    <i>{ $why }</i>
    Lo que haya que hacer en él espera, y se hará cuando vuelva.
server-notice-up = 🟢 <b>{ $name }</b> vuelve a responder, tras { $length }. { $count ->
        [0] Nada esperaba por él.
        [one] Sigue 1 tarea que esperaba.
       *[other] Siguen { $count } tareas que esperaban.
    }
server-notice-file = 📄 El archivo de <b>{ $name }</b> ha cambiado: ahora lleva { $count ->
        [one] 1 clave
       *[other] { $count } claves
    }. Descárgalo y aplícalo en el servidor.

server-refusal-interface = No es el nombre de una interfaz. Escribe, por ejemplo, wg0, awg awg0 o socket wg0.
server-refusal-endpoint = No es una dirección con su puerto. Escribe un nombre o una IP, dos puntos y el puerto, como en el ejemplo.
server-refusal-key = No es una clave pública de WireGuard: son 44 letras que terminan en =.
server-refusal-dns = Escribe de una a cuatro direcciones IP, como 1.1.1.1 9.9.9.9.
server-refusal-amnezia = No son los parámetros de AmneziaWG, o se contradicen. Hacen falta Jc, Jmin, Jmax, S1, S2 y H1 a H4; los H, distintos.
server-refusal-flag = Envía un emoji de bandera, o las dos letras del país.
server-refusal-fingerprint = No coincide con el certificado que muestra el servidor. Si no es el tuyo, cancela.
server-refusal-bytes = No entiendo esa cantidad. Escribe, por ejemplo, 5 GB, 500 MB, o no.
server-refusal-reminders = Escribe hasta { $most } avisos, de 10 minutos a 30 días antes: 3d 1d 2h. Para ninguno: no.
server-refusal-choice = No te entendí. Elige una de las opciones.
server-refusal-demo = Aquí no hay servidores de prueba.
server-refusal-conf = No es un wg0.conf que entienda, o no lleva ninguna clave.
server-refusal-person = No conozco a nadie así. Tiene que haber escrito alguna vez al bot.
server-refusal-stranger = Esa clave ya no está en el servidor.
server-refusal-channel = En { $title } no soy administrador, así que no puedo ver quién está. Nómbrame administrador y prueba otra vez.

vpn-set-none = ninguno
vpn-settings = ⚙️ <b>Ajustes VPN</b>
button-vpn-reset = ♻️ Como al principio
button-vpn-reset-yes = ♻️ Sí, todo como al principio
vpn-reset-sure = ♻️ ¿Dejar todos los ajustes VPN como al principio? Los servidores y las claves se quedan.
vpn-set-on = sí
vpn-set-off = no
vpn-set-unlimited = sin límite
vpn-set-networks = { $count } redes
vpn-self-nobody = nadie
vpn-self-vip = miembros VIP
vpn-self-everybody = todos
vpn-set-trial = 🎁 Prueba
vpn-set-trial-hours = ⏳ Prueba: duración
vpn-set-trial-bytes = 📊 Prueba: datos
vpn-set-trial-day = 📆 Prueba: datos al día
vpn-set-trial-channel = 📣 Prueba: canal
vpn-set-self = 🙋 Autoservicio
vpn-set-self-days = ⏳ Autoservicio: duración
vpn-set-self-bytes = 📊 Autoservicio: datos
vpn-set-devices = 📱 Dispositivos
vpn-set-grace = 🕊️ Gracia
vpn-set-once = 🙈 Mostrar solo una vez
vpn-set-quarantine = 🧊 Cuarentena
vpn-set-reminders = ⏰ Avisos
vpn-set-sharing = 👥 Compartida desde
vpn-set-sharing-holds = ✋ Suspender compartidas
vpn-set-alert = 🚨 Alerta de uso diario
vpn-set-retention = 🗄️ Historial
vpn-ask-trial = 🎁 ¿Puede la gente pedir una prueba? Una por persona, para siempre.
vpn-ask-trial-hours = ⏳ ¿Cuánto dura la prueba? De { $least } a { $most } horas. Escribe <code>24</code> o <code>3d</code>.
vpn-ask-trial-bytes = 📊 ¿Cuántos datos lleva la prueba? Escribe <code>1 GB</code>, <code>500 MB</code>, o <code>no</code> para sin límite.
vpn-ask-trial-day = 📆 ¿Cuántos datos al día, como mucho, en la prueba? Escribe <code>500 MB</code>, o <code>no</code> para sin límite.
vpn-ask-trial-channel = 📣 ¿En qué canal hay que estar para pedir la prueba? Elígelo, o escribe su @nombre; <code>no</code> para ninguno. Tengo que ser administrador allí.
vpn-ask-self = 🙋 ¿Quién puede hacerse claves por su cuenta, sin que el equipo se las dé?
vpn-ask-self-days = ⏳ ¿Cuánto dura la VPN de quien se la hace por su cuenta? De { $least } a { $most } días, o <code>no</code> para sin fin.
vpn-ask-self-bytes = 📊 ¿Cuántos datos lleva la VPN de quien se la hace por su cuenta? Escribe <code>50 GB</code>, o <code>no</code> para sin límite.
vpn-ask-devices = 📱 ¿Cuántas claves de cada tipo puede tener una persona? De { $least } a { $most }. A alguien en particular se le pueden dar más.
vpn-ask-grace = 🕊️ ¿Cuánto tiempo guardo una clave terminada, por si su dueño la renueva? De { $least } a { $most } horas: <code>72</code>, <code>3d</code>.
vpn-ask-once = 🙈 ¿Muestro la clave privada una sola vez, sin guardarla? Quien la pierda tendrá que rotar su clave.
vpn-ask-quarantine = 🧊 ¿Cuánto descansa una dirección tras quitar su clave? De { $least } a { $most } minutos: <code>60</code>, <code>1d</code>.
vpn-ask-reminders = ⏰ ¿Cuándo aviso de que una clave termina? Hasta 5 avisos, de 10 minutos a 30 días antes: <code>3d 1d 2h</code>. Para ninguno: <code>no</code>.
vpn-ask-sharing = 👥 ¿Desde cuántas redes distintas en un día parece compartida una clave? De { $least } a { $most }, o <code>no</code> para no mirar.
vpn-ask-sharing-holds = ✋ ¿Suspendo una clave que parece compartida hasta que alguien del equipo la mire?
vpn-ask-alert = 🚨 ¿Desde cuántos datos de una clave en un día aviso al equipo? Escribe <code>50 GB</code>, o <code>no</code>.
vpn-ask-retention = 🗄️ ¿Cuánto guardo el tráfico de cada día? De { $least } a { $most } días.
button-pick-trial-channel = 📣 Elegir canal o grupo
vpn-pick-channel = 📣 Elige el canal o el grupo con los botones de abajo, o escribe su @nombre.

status-servers = 🖥 Servidores: { $up } 🟢{ $down ->
        [0] {""}
       *[other] {" "}· { $down } 🔴
    }{ $unknown ->
        [0] {""}
       *[other] {" "}· { $unknown } ⚪️
    }
