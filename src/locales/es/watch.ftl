# Los proxies MTProto, vigilados: lo que ven los administradores y lo que se dice a sus clientes.

watch-form-ee = TLS falso (ee)
watch-form-dd = con relleno (dd)
watch-form-plain = simple
watch-line = <b>{ $form }</b>: { $outcome }
watch-works = ✅ { $ms } ms
watch-flood = ✅ lleva a Telegram, que pide menos prisa
watch-down = 🔴 no hay nadie en esa dirección
watch-refused = 🔑 cierra la puerta: secreto equivocado, apagado, terminado o sin datos
watch-other = 🎭 el secreto no es el suyo, o contesta la web que imita
watch-no-telegram = 📡 conoce el secreto, pero no llega a Telegram
watch-transport = ⚠️ Telegram contesta con el error { $code }
watch-silent = 🔇 acepta la conexión y calla
watch-tested = 🩺 Probado hace { $ago }:
watch-untested = 🩺 Todavía no he probado si lleva a Telegram
watch-outage = 🔴 Falla desde hace { $length }
watch-people-told = 📣 Sus clientes están avisados
button-watch-tell = 📣 Avisar a sus clientes

watch-notice-down = 🔴 <b>{ $name }</b> no lleva a Telegram desde hace { $length }
watch-notice-part = 🟠 <b>{ $name }</b> falla en parte desde hace { $length }
watch-notice-people = { $count ->
        [0] Nadie lo usa todavía.
        [one] Lo usa 1 persona.
       *[other] Lo usan { $count } personas.
    }
watch-notice-up = 🟢 <b>{ $name }</b> vuelve a llevar a Telegram, tras { $length }
watch-notice-up-told = Se lo digo también a sus clientes, que estaban avisados.
watch-telling = { $count ->
        [one] Aviso a 1 persona.
       *[other] Aviso a { $count } personas.
    } Cuando vuelva, también se lo diré.
watch-told-before = Ya están avisados de esta caída.
watch-told-over = Esa caída ya terminó: no aviso a nadie.
watch-told-nobody = Nadie usa este proxy ahora.

watch-people-out = ⚠️ Tu proxy de Telegram <b>{ $place }</b> no funciona ahora. Ya lo estamos mirando, y te aviso en cuanto vuelva.
watch-people-part = ⚠️ Una parte de tu proxy de Telegram <b>{ $place }</b> no funciona ahora. Si no te conecta, pulsa «Mis proxies» y «Conectar»: ese enlace sí funciona. Ya lo estamos mirando, y te aviso en cuanto vuelva todo.
watch-people-back = ✅ Tu proxy de Telegram <b>{ $place }</b> funciona bien otra vez. No tienes que cambiar nada.
button-watch-mine = 🛰 Mis proxies

# /proxy: los proxies de cada cual.
proxy-mine-heading = 🛰 <b>Mis proxies de Telegram</b>
proxy-mine-line = { $mark } <b>{ $name }</b> · { $place } · { $state }
proxy-mine-ms = ⚡ { $ms } ms hasta Telegram
proxy-mine-state-broken = no responde
proxy-mine-how = Pulsa <b>Conectar</b> y acepta: Telegram entra por él, y todo lo demás sigue como siempre.
proxy-mine-broken = Ahora mismo no llega a Telegram. Si no te va, vuelve en unos minutos.
proxy-mine-first = Todavía no tienes ninguno. Crea el tuyo: en unos segundos entras a Telegram por él.
proxy-mine-try = Con un proxy propio entras a Telegram aunque esté bloqueado. Puedes probarlo gratis ahora mismo.
proxy-mine-buy = Con un proxy propio entras a Telegram aunque esté bloqueado. Mira los planes y elige el tuyo.
proxy-mine-list = Aquí no hay proxies propios todavía, pero tienes la lista libre.
proxy-mine-none = Aquí todavía no hay proxies. Vuelve en un rato.
button-proxy-connect = ⚡ Conectar
button-proxy-forms = 🔗 Enlaces
button-proxy-new = 🆕 Nuevo proxy
