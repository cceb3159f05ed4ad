# The house: status, problems, the brake, and what admins are told.

status-heading = 🩺 <b>Estado de la casa</b>
status-self = 🚪 Portero { $version } · en marcha desde hace { $uptime }
status-version = 🚪 Portero { $version }
status-voice = 🕰️ { $zone } · { $language }
status-memory = 🧠 Memoria propia: { $memory }
status-contact = 📡 Última respuesta de Telegram: hace { $ago }
status-contact-none = 📡 Telegram todavía no ha respondido
status-skew-fine = 🕰️ Reloj: en hora con Telegram
status-skew-ahead = 🕰️ Reloj: { $skew } por delante de Telegram
status-skew-behind = 🕰️ Reloj: { $skew } por detrás de Telegram
status-skew-stop = ⛔ Con más de 10 minutos de diferencia no saco a nadie ni aviso de finales. Corrige el reloj.
status-inbox = 📥 Mensajes recibidos por atender: { $count }
status-sender = 📤 Mensajes por enviar: { $count }
status-webhook = 🪝 Las trae Telegram; esperan allí: { $count }
status-webhook-fails = 🪝 Telegram no puede traer las novedades: { $error }; esperan allí: { $count }
status-tasks-heading = 🧰 <b>Tareas</b> (listas · en espera · fallidas)
status-tasks-line = • { $class }: { $due } · { $waiting } · { $failed }
status-class-prompt = Lo que alguien espera
status-class-member = Entradas y salidas
status-class-queue = Turnos de Free
status-class-notice = Avisos
status-class-server = Servidores VPN
status-jobs-heading = ⏰ <b>Trabajos</b>
status-job-line = { $mark } <code>{ $name }</code> · { $last } · { $next }
status-job-result = { $result }
status-job-last = hace { $ago }
status-job-never = aún no corrió
status-job-next = en { $left }
status-job-now = ahora
status-job-unplanned = sin fecha
status-integrations = 🔌 Partes activas: { $names }
status-audit-broken = ⛔ El registro de auditoría no cuadra desde la fila { $row }: alguien lo cambió por fuera.
status-braking = 🛑 Hay salidas detenidas que esperan tu decisión.

problems-heading = 🚨 <b>Problemas</b>
problems-empty = ✅ No hay nada que mirar.
problem-line-failed = { $place }. <b>{ $what }</b> (n.º { $id }) · falló tras { $attempts }
problem-line-waiting = { $place }. <b>{ $what }</b> (n.º { $id }) · espera: { $reason }
problem-line-due = { $place }. <b>{ $what }</b> (n.º { $id }) · se repetirá el { $due } · { $attempts }
problem-attempts =
    { $count ->
        [one] { $count } intento
       *[other] { $count } intentos
    }
why-channel-admin = administra el canal
why-no-channel = no hay canal en su puesto
why-wrong-clock = el reloj de este equipo va mal
why-set-aside = viene de la copia restaurada: seguramente se hizo después de hacerla
why-restored = espera a que un administrador permita las salidas tras la restauración
waits-door = a que haya canal en su puesto
waits-chat = a poder trabajar en su canal
waits-user = a que la persona vuelva a abrir el bot
waits-server = que vuelva el servidor
problem-what-tell-grace = Avisar de un plazo de gracia
problem-what-plan-reminders = Planear los avisos
problem-error = <code>{ $error }</code>
problem-what-deliver-tokens = Entregar tokens
problem-what-deliver-vip-link = Enviar un enlace VIP
problem-what-welcome-vip = Dar la bienvenida
problem-what-revoke-link = Anular un enlace
problem-what-remove-member = Sacar a un miembro
problem-what-remove-intruder = Sacar a un intruso
problem-what-tell-expired = Avisar de un final
problem-what-remind-end = Recordar un final
problem-what-admit-free = Dejar entrar a Free
problem-what-decline-free = Rechazar en Free
problem-what-acknowledge-join-request = Responder a una solicitud
problem-what-approve-vip-request = Aprobar una solicitud VIP
problem-what-tell-mailing = Entregar el informe de un envío
problem-what-tell-admins = Avisar al equipo
problem-what-deliver-free-link = Enviar un enlace Free
problem-what-update = Un mensaje que no pude atender
problem-what-other = Otra tarea
problem-drop-ask = 🗑️ ¿Dejar esto sin hacer? No volveré a intentarlo.
button-problem-drop-yes = 🗑️ Sí, dejarlo
toast-problem-retried = 🔁 Lo intento otra vez
toast-problem-dropped = 🗑️ Dejado

brake-ask =
    🛑 <b>Muchas salidas a la vez</b>

    { $due ->
        [one] Toca sacar a { $due } miembro del canal VIP
       *[other] Toca sacar a { $due } miembros del canal VIP
    } y sin preguntar puedo sacar hasta { $allowed } por hora (activos: { $active }). ¿Qué hago? Mientras tanto no sale nadie.
brake-list-heading =
    { $due ->
        [one] 🧪 <b>Ensayo: saldría { $due } miembro</b>
       *[other] 🧪 <b>Ensayo: saldrían { $due } miembros</b>
    }
brake-list-more = …y { $count } más.
brake-list-nothing = No se ha sacado a nadie.
button-brake-do = ✅ Sacarlos
button-brake-dry-run = 🧪 Ver quiénes son
button-brake-later = ⏸️ Más tarde
brake-done =
    { $count ->
        [one] ✅ Adelante: sale { $count } miembro.
       *[other] ✅ Adelante: salen { $count } miembros, poco a poco.
    }
brake-put-off = ⏸️ De acuerdo. Vuelvo a preguntar el { $until }; hasta entonces no sale nadie.
brake-nothing = 👌 Ya no hay salidas detenidas.

notice-rights-lost =
    ⚠️ <b>Perdí permisos en { $title }</b> (canal { $door })

    Falta: { $rights }. El trabajo de ese canal espera y seguirá solo cuando los devuelvas.
notice-channel-lost =
    ⚠️ <b>Ya no puedo trabajar en { $title }</b> (canal { $door })

    O ya no soy administrador, o Telegram me niega un permiso. El trabajo de ese canal espera y seguirá solo cuando me los devuelvas.
notice-rights-back = ✅ <b>Recuperé mis permisos en { $title }</b> (canal { $door }). El trabajo que esperaba ya corre.
notice-intruder =
    🕵️ <b>Entró alguien con el enlace de otra persona</b>

    { $intruder } (<code>{ $intruder_id }</code>) usó el enlace de { $holder } (<code>{ $holder_id }</code>).
notice-intruder-removed = Lo saco del canal y anulo el enlace.
notice-intruder-entitled = Tiene derecho propio a estar dentro, así que se queda; el enlace queda anulado.
notice-intruder-renewed = Quien lo tenía recibe uno nuevo.
notice-online = 🟢 <b>Portero está en línea</b> · versión { $version }
notice-online-first = Es mi primer arranque: empieza por /admin.
notice-online-away =
    Estuve fuera { $away }.
    📥 Mensajes recuperados: { $updates }
    🧰 Tareas pendientes que retomo: { $tasks }
notice-online-lost = ⚠️ Fueron más de 24 horas: Telegram no guarda lo anterior. Mira en el canal Free si quedaron solicitudes sin atender.
notice-offline = 🔴 <b>Portero se desconecta</b>. Lo pendiente queda guardado y sigue al volver.
notice-incident = 🚨 <b>Incidente { $number }</b>: { $place }
notice-incident-error = <code>{ $error }</code>
notice-incident-user = Persona: <code>{ $user }</code>
notice-fault = ⚠️ { $what }
notice-repeated =
    { $count ->
        [one] (se repitió { $count } vez más)
       *[other] (se repitió { $count } veces más)
    }
notice-clock =
    ⛔ <b>Mi reloj no coincide con el de Telegram</b>

    La diferencia es de { $skew }. Mientras tanto no saco a nadie, ni termino accesos, ni envío recordatorios. Corrige el reloj y sigo solo.
notice-clock-back = ✅ <b>Mi reloj vuelve a coincidir con el de Telegram</b>. Sigo con lo que esperaba.
notice-owner = 👑 Desde ahora esta casa es tuya. Empieza por /admin.
notice-migrated = 🔁 <b>{ $title }</b> ahora es un supergrupo: sigue siendo tu canal { $door } y no tienes que hacer nada.
