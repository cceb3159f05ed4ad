# El equipo: roles, quién los tiene, enlaces de invitación y la tabla de permisos.

problem-what-tell-role = Avisar de un rol
problem-what-deliver-api-key = Entregar una llave de API
problem-what-deliver-hook-secret = Mostrar el secreto de un webhook
problem-what-deliver-staff-invite = Entregar un enlace del equipo

## Nombres.

role-name-superadmin = 👑 Superadmin
role-name-admin = 🛡️ Administración
role-name-support = 🎧 Soporte
role-name-seller = 🛍️ Ventas
role-name-auditor = 🔎 Auditoría
role-name-user = 🙂 Usuario
role-name-own = 🏷️ { $name }

## Listas.

role-list-heading = 👥 <b>El equipo</b>
role-list-line =
    { $count ->
        [0] { $role } (<code>{ $word }</code>): nadie
        [one] { $role } (<code>{ $word }</code>): { $count } persona
       *[other] { $role } (<code>{ $word }</code>): { $count } personas
    }
role-list-user = { $role } (<code>{ $word }</code>): todas las demás personas
role-list-how = Escribe <code>/grant @ana support 30d</code> para dar un rol, o usa los botones.
button-role = { $role } ({ $count })
button-role-grant = ➕ Dar un rol
button-role-invites = 🔗 Enlaces de invitación ({ $count })
button-role-create = 🏷️ Crear un rol
role-rank = 📶 Rango { $rank }
role-may-all = 🔓 Puede hacerlo todo
role-may =
    { $count ->
        [0] 🔒 No permite nada todavía
        [one] 🔐 Permite { $count } cosa
       *[other] 🔐 Permite { $count } cosas
    }
role-own-only = 🙈 Ve solo a sus propios clientes
role-quota = 🎟️ Hasta { $count } tokens cada 30 días
role-holders =
    { $count ->
        [0] Nadie lo tiene.
        [one] Lo tiene { $count } persona:
       *[other] Lo tienen { $count } personas:
    }
role-holder = • { $name }: { $end }
role-end-none = sin fin
role-end-until = hasta el { $until } · { $left }
role-end-settings = por la configuración, sin fin
button-role-invite = 🔗 Invitar con un enlace
button-role-table = 🔐 Permisos
button-role-rename = ✏️ Nombre
button-role-rank = 📶 Rango
button-role-own-only = 🙈 Solo sus clientes
button-role-everybody = 👀 Ver a todos
button-role-quota = 🎟️ Cuota de tokens
button-role-delete = 🗑️ Eliminar el rol

## Una persona.

role-person-heading = 👤 <b>{ $name }</b>
role-person-none = No tiene ningún rol.
role-person-held = • { $role }: { $end }
role-person-untold = 📵 Todavía no ha pulsado Iniciar: no puedo avisarle, pero el rol vale en cuanto entre.
role-note-granted = ✅ Hecho: le aviso ahora mismo.
role-note-revoked = ✅ Hecho: ya no tiene ese rol.
button-role-give = ➕ Darle un rol
role-ask-role = ➕ ¿Qué rol le das a <b>{ $name }</b>?
role-ask-role-none = No hay ningún rol que puedas darle a <b>{ $name }</b>.
role-ask-length = ⏳ ¿Por cuánto tiempo le das a <b>{ $name }</b> el rol { $role }?
button-role-endless = ♾️ Sin fin
role-held-heading = { $role } · <b>{ $name }</b>
role-held-end = ⏳ { $end }
role-held-by = 🤝 Se lo dio { $by } el { $at }
role-held-by-house = 🤝 Lo tiene desde el { $at }
role-held-reason = 📝 { $reason }
role-held-quota = 🎟️ Hasta { $count } tokens cada 30 días
role-held-no-quota = 🎟️ Sin límite de tokens
role-held-settings = Lo es por la configuración (ADMIN_USER_IDS): aquí no se puede cambiar.
role-held-move = ¿Otro fin, contado desde ahora?
button-role-other-end = 📅 Otro fin
button-role-revoke = ➖ Quitar el rol
button-role-revoke-yes = ➖ Sí, quitar
button-role-person = 👤 Sus roles
role-ask-revoke = ➖ ¿Le quito a <b>{ $name }</b> el rol { $role }? Deja de poder usarlo en este momento, y le aviso.

## Preguntas.

role-ask-whom =
    ➕ <b>¿A quién le das un rol?</b>

    Escribe su @nombre o su número, o reenvíame un mensaje suyo.
    También de una vez: <code>/grant @ana support 30d motivo</code>, o <code>/grant support 30d</code> respondiendo a un mensaje suyo reenviado aquí.
role-ask-whose =
    ➖ <b>¿A quién le quitas un rol?</b>

    Escribe su @nombre o su número, o reenvíame un mensaje suyo.
    También de una vez: <code>/revoke @ana support motivo</code>.
role-ask-term =
    ⏳ ¿Por cuánto tiempo le das a <b>{ $name }</b> el rol { $role }?

    Por ejemplo <code>12h</code>, <code>30d</code>, <code>2w</code>, <code>1m</code>, <code>hasta 25/12/2026 18:30</code> o <code>siempre</code>. Detrás puedes escribir el motivo.
role-ask-end =
    📅 ¿Cuándo termina el rol { $role } de <b>{ $name }</b>?

    Por ejemplo <code>12h</code>, <code>30d</code>, <code>2w</code>, <code>1m</code> (desde ahora), <code>25/12/2026 18:30</code> o <code>siempre</code>.
role-ask-quota = 🎟️ ¿Cuántos tokens puede hacer cada persona con el rol { $role } en 30 días? Un número, o <code>-</code> para no poner límite.
role-ask-holder-quota = 🎟️ ¿Cuántos tokens puede hacer <b>{ $name }</b> en 30 días? Un número, o <code>-</code> para el límite del rol.
role-ask-name = 🏷️ ¿Cómo se llama el rol? Una palabra de 2 a { $most } letras, por ejemplo <code>taquilla</code>. Empieza sin permisos.
role-ask-rename = ✏️ ¿Cómo se llama desde ahora el rol { $role }? Una palabra de 2 a { $most } letras.
role-ask-rank =
    📶 ¿En qué rango está { $role }? Un número de 1 a { $most }.

    Quien está más alto decide sobre quien está más bajo: administración tiene 80, soporte 40, ventas 30, auditoría 20.
role-ask-delete =
    { $count ->
        [0] 🗑️ ¿Elimino el rol { $role }? Nadie lo tiene.
        [one] 🗑️ ¿Elimino el rol { $role }? Lo pierde { $count } persona, y se lo digo.
       *[other] 🗑️ ¿Elimino el rol { $role }? Lo pierden { $count } personas, y se lo digo.
    }
button-role-delete-yes = 🗑️ Sí, eliminar

## Enlaces de invitación.

role-ask-invite = 🔗 ¿Por cuánto tiempo tendrá el rol { $role } quien abra el enlace? El enlace vale un día y para una sola persona.
button-role-invite-copy = 📋 Copiar el enlace
role-invite-coming = 🔗 Te mando el enlace ahora mismo.
role-invite-made =
    🔗 <b>Enlace para el equipo</b>

    Quien lo abra primero tendrá el rol { $role } ({ $length }). Vale hasta el { $until }, una sola vez: envíaselo solo a esa persona.

    { $link }
role-invites-heading = 🔗 <b>Enlaces que alguien puede abrir todavía</b>
role-invites-empty = No hay ninguno. Haz uno desde la ficha de un rol.
role-invite-line = • { $role } ({ $length }), de { $by }: vale hasta el { $until }
button-role-invite-drop = 🗑️ Anular: { $role }, { $at }
role-welcome =
    🎉 <b>¡Te damos la bienvenida al equipo!</b>

    Tu rol: { $role }
    ⏳ { $end }
role-welcome-may = Ahora puedes:

## Avisos a las dos partes.

role-told-granted =
    🎉 <b>Tienes un rol nuevo: { $role }</b>

    ⏳ { $end }
role-told-by = 🤝 De parte de { $by }
role-told-reason = 📝 { $reason }
role-told-moved =
    📅 <b>Tu rol { $role } tiene otro fin</b>

    ⏳ { $end }
role-told-revoked = 👋 <b>Ya no tienes el rol { $role }.</b> Gracias por tu ayuda.
role-told-ended = ⌛ <b>Tu rol { $role } terminó.</b> Gracias por tu ayuda.
role-told-joined = 🤝 <b>{ $who }</b> abrió tu enlace y ahora tiene el rol { $role }: { $end }.
role-told-gift-ended = ⌛ Terminó el rol { $role } que diste a <b>{ $who }</b>.
role-told-gift-revoked = ➖ { $by } quitó a <b>{ $who }</b> el rol { $role } que le diste.
role-told-nobody = Portero

## Tabla de permisos.

role-table-heading = 🔐 <b>{ $role } · { $area }</b>
role-table-how = Toca una línea para dar o quitar el permiso. Vale al momento, y los menús cambian con él.
role-table-fixed = Este rol no se cambia.
role-table-above = Puedes verlo, pero no cambiarlo.
role-table-own-only = 🚫 Muestra a todas las personas: no va con un rol que ve solo a sus clientes.
role-table-line-yes = ✅ { $what }
role-table-line-no = ⬜ { $what }
role-table-line-never = 🚫 { $what }
role-area-house = La casa
role-area-vip = Canales
role-area-vpn = VPN
role-area-people = Personas
role-area-support = Soporte
role-area-money = Dinero
role-area-team = Equipo

permission-panel-see = Abrir el panel
permission-config-write = Configurar canales y ajustes
permission-tokens-see = Ver los tokens
permission-tokens-make = Generar tokens
permission-tokens-revoke = Anular tokens
permission-members-see = Ver a los miembros
permission-members-manage = Dar y quitar accesos VIP
permission-queue-manage = Decidir la cola Free
permission-status-see = Ver el estado de la casa
permission-problems-manage = Atender problemas
permission-broadcasts-send = Publicar y escribir a todos
permission-statistics-see = Ver las estadísticas
permission-servers-see = Ver los servidores VPN
permission-servers-manage = Gestionar los servidores VPN
permission-keys-see = Ver las claves de todos
permission-keys-manage = Gestionar las claves de todos
permission-proxies-see = Ver la lista libre
permission-proxies-manage = Gestionar la lista libre
permission-api-manage = Llaves de API y webhooks
permission-people-see = Ver a las personas
permission-people-manage = Bloquear, anotar y escribir
permission-data-manage = Exportar y borrar datos
permission-roles-see = Ver los roles
permission-roles-grant = Dar y quitar roles
permission-roles-edit = Crear y cambiar roles
permission-audit-see = Leer la auditoría
permission-tickets-see = Leer los tickets
permission-tickets-answer = Responder tickets
permission-payments-see = Ver pedidos, pagos y los libros
permission-payments-manage = Decidir comprobantes y pagos retenidos
permission-shop-manage = Cambiar planes, formas de pago y códigos
permission-payments-refund = Devolver pagos y cambiar saldos
permission-support-manage = Organizar el soporte
permission-house-maintain = Poner en mantenimiento
permission-backups-manage = Copias de seguridad

## Lo que no se puede.

role-no-grant-unclear = 🤔 Escríbelo así: /grant @ana support 30d motivo. Primero la persona, luego el rol y cuánto dura.
role-no-revoke-unclear = 🤔 Escríbelo así: /revoke @ana support motivo.
role-no-person = 🤷 No conozco a { $typed }. Pídele que abra el bot una vez, reenvíame un mensaje suyo, o invítale con un enlace.
role-no-person-hidden = 🕶️ Esa persona oculta su cuenta al reenviar: escríbeme su @nombre o su número.
role-no-person-chat = 📢 Ese mensaje es de un canal o de un grupo: reenvíame uno de la persona.
role-no-banned = 🚫 Esa persona está bloqueada: quítale primero el bloqueo.
role-no-role = 🤔 No hay ningún rol { $typed }. Los que hay: { $known }.
role-no-above = 🪜 No puedes decidir sobre el rol { $role }: solo sobre los que están por debajo del tuyo y no permiten más.
role-no-yourself = 🪞 Nadie se da un rol a sí mismo, ni cambia el fin del suyo.
role-no-settings = ⚙️ Es superadmin por la configuración (ADMIN_USER_IDS): se cambia allí, no en el chat.
role-no-last = 👑 Es la última persona con el rol superadmin sin fin: antes nombra a otra.
role-no-length = 🤔 No entiendo { $typed } como duración. Prueba 30d, 12h, 2w, 1m, hasta 25/12/2026 o siempre.
role-no-end-past = 📅 Ese momento ya pasó.
role-no-end-far = 📅 Como mucho diez años. Para más, escribe siempre.
role-no-reason-long = 📝 El motivo es demasiado largo: hasta { $most } caracteres.
role-no-not-held = 🤷 No tiene ese rol.
role-no-held-already = 👍 Ya tienes ese rol, al menos por ese tiempo. El enlace sigue valiendo para otra persona.
role-no-name = 🏷️ El nombre de un rol es una palabra de 2 a { $most } letras, cifras, - o _, que empieza por una letra y no significa otra cosa.
role-no-name-taken = 🏷️ Ya hay un rol que se llama así.
role-no-built-in = 🔒 Ese rol viene con la casa y no se cambia así.
role-no-many = 🏷️ Puede haber { $most } roles como mucho.
role-no-not-yours = 🪜 Nadie da a un rol lo que no puede hacer.
role-no-shows-everybody = 🙈 Ese permiso muestra a todas las personas, y este rol ve solo a sus clientes.
role-no-invite = 🔗 No conozco ese enlace de invitación.
role-no-invite-used = 🔗 Alguien usó ya ese enlace. Pide otro.
role-no-invite-expired = 🔗 Ese enlace valía un día y ya pasó. Pide otro.
role-no-invite-void = 🔗 Ese enlace ya no vale. Pide otro.
role-no-tokens = 🎟️ Tu cuota es de { $most } tokens cada 30 días, y te quedan { $left }.
role-no-tokens-until = 🎟️ Tu cuota es de { $most } tokens cada 30 días, y te quedan { $left }. Vuelve a haber desde el { $at }.
