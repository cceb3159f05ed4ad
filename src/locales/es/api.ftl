# Las llaves de la API.

button-api = 🔌 API
button-api-new = ➕ Nueva llave
button-api-all = ✅ Todo lo mío
button-api-read = 👁 Solo leer
button-api-nothing = ⬜ Nada
button-api-next = ▶️ Seguir
button-api-name = ✏️ Ponerle nombre y crearla
button-api-end = 📅 Otro final
button-api-copy = 📋 Copiar la llave
button-api-kept = ✅ Ya la guardé
button-api-card = 🔌 Ver la llave
button-api-scopes = ☑️ Permisos
button-api-rate = ⏱ Ritmo
button-api-revoke = 🚫 Revocar
button-api-revoke-yes = 🚫 Sí, revocarla

api-heading = 🔌 <b>Llaves de la API</b>
api-place = Dirección: <code>{ $url }</code>
api-no-place = ⚠️ La API no está abierta: pon HTTP_LISTEN en la configuración y reinicia.
api-none = Todavía no hay ninguna. Con una llave, otro programa hace por ti lo que tú le permitas.
api-line = { $sign } <b>{ $name }</b> · <code>{ $prefix }…</code>
    De { $owner } · { $count ->
        [one] 1 permiso
       *[other] { $count } permisos
    }
api-until = Vale hasta el { $at }
api-endless = Vale hasta que la revoques
api-over = Caducó el { $at }
api-revoked = Revocada el { $at }
api-used = Último uso: { $at }
api-unused = Sin usar todavía
api-rate = { $rate } peticiones por minuto
api-new =
    ➕ <b>Nueva llave</b> · { $area }

    ¿Qué podrá hacer? Toca para marcar; lo que tú no puedes, ella tampoco. Marcados en total: { $count }.
api-terms =
    ➕ <b>Nueva llave</b> · { $count ->
        [one] 1 permiso
       *[other] { $count } permisos
    }

    ¿Hasta cuándo vale, y a qué ritmo?
api-ask-end = 📅 ¿Hasta cuándo vale? Escribe los días, como <code>45</code>, o el último día, como <code>31/12/2027</code>.
api-ask-name = ✏️ ¿Cómo la llamo? Por ejemplo, el programa que la va a usar. Hasta { $most } letras.
api-coming = ✅ Creada. Te la mando en otro mensaje: se ve una sola vez.
api-made = 🔑 <b>{ $name }</b>
api-made-once = ⚠️ Guárdala ahora: no la vuelvo a mostrar. Quien la tenga puede hacer lo que ella permite.
api-made-how = Cámbiala por un pase de 15 minutos (pon la llave entera):
api-made-then = El pase va en la cabecera <code>Authorization: Bearer …</code>. Se renueva con el refresh_token, que vale una sola vez, en <code>/api/v1/auth/refresh</code>.
api-card = { $sign } <b>{ $name }</b> · <code>{ $prefix }…</code>
api-card-owner = De { $owner }, desde el { $at }
api-card-sessions = { $count ->
        [one] 1 sesión abierta
       *[other] { $count } sesiones abiertas
    }
api-card-scopes = <b>Puede:</b>
api-card-less = Lo tachado ya no lo puede, porque su dueño tampoco.
api-scopes = ☑️ <b>{ $name }</b> · { $area }
api-ask-rate = ⏱ ¿Cuántas peticiones por minuto puede hacer <b>{ $name }</b>?
api-revoke-ask =
    🚫 <b>¿Revocar { $name }?</b>

    Deja de valer al instante, con todas sus sesiones, y no se puede deshacer.

notice-api-reused =
    🚨 <b>API: un pase usado dos veces</b>

    Alguien presentó por segunda vez un refresh_token de la llave <b>{ $name }</b>. Puede ser un robo, o un programa mal hecho. Cerré esa sesión. Si no lo esperabas, revoca la llave.

refusal-api-key-unknown = Esa llave no existe.
refusal-api-key-ended = Esa llave ya no vale.
refusal-api-token = Ese pase no vale.
refusal-api-token-expired = Ese pase caducó.
refusal-api-session-ended = Esa sesión terminó.
refusal-api-reused = Ese pase ya se había usado: cerré la sesión.
refusal-api-name = El nombre tiene de 1 a { $most } letras.
refusal-api-no-scopes = Una llave sin ningún permiso no abre nada. Deja al menos uno, o revócala.
refusal-api-beyond = Una llave no puede más que quien la da.
refusal-api-long = Hay que leer demasiado para eso: acótalo, por ejemplo por fechas.
refusal-api-rate = Una llave no puede darse a sí misma ni a otra más peticiones por minuto de las que tiene: { $most }. Cámbialo en el chat.
refusal-api-many = Ya tienes { $most } llaves. Revoca alguna antes.
