# El perfil y los ajustes de cada persona.

profile-heading = 👤 <b>{ $name }</b>
profile-id = 🆔 <code>{ $id }</code>
profile-username = 💬 @{ $username }
profile-met = 🗓️ Nos conocemos desde: { $at }
profile-seen = 👀 Tu última visita: { $at }
profile-keys = 🔐 Claves VPN: { $count }
profile-qvapay = 💳 Tu usuario de QvaPay: <b>{ $name }</b>
profile-no-qvapay = 💳 Tu usuario de QvaPay: sin vincular
profile-settings =
    { $count ->
        [0] ⚙️ Ajustes: los de siempre
        [one] ⚙️ Ajustes propios: { $count }
       *[other] ⚙️ Ajustes propios: { $count }
    }
button-settings = ⚙️ Ajustes
button-qvapay = 💳 QvaPay
button-qvapay-clear = 🧽 Desvincular
profile-ask-qvapay =
    💳 <b>¿Cuál es tu usuario de QvaPay?</b>

    Escríbelo tal como aparece en tu página de pago, por ejemplo <code>ana_99</code>. Sirve para reconocer tus pagos.
profile-ask-qvapay-new =
    💳 Tu usuario de QvaPay es <b>{ $name }</b>.

    Escribe otro para cambiarlo.
refusal-qvapay = 🤔 Eso no parece un usuario de QvaPay: de 3 a 40 letras, números, puntos o guiones, sin espacios.
refusal-qvapay-taken = 💳 Ese usuario de QvaPay ya está vinculado a otra cuenta. Si es tuyo, escríbele al equipo.

## Ajustes.

own-settings-heading = ⚙️ <b>Tus ajustes</b>
own-settings-language = 🌐 Idioma: { $language }
own-settings-zone = 🕰️ Zona horaria: { $zone } (allí son las { $now })
own-settings-reminders = 🔔 Recordatorios: te aviso antes de que algo tuyo termine
own-settings-no-reminders = 🔕 Recordatorios: apagados
own-settings-promotions = 📣 Promociones: te llegan
own-settings-no-promotions = 🔕 Promociones: apagadas
own-settings-count =
    { $count ->
        [one] Cambiaste { $count } ajuste.
       *[other] Cambiaste { $count } ajustes.
    }
button-own-zone = 🕰️ Zona horaria
button-reminders-on = 🔔 Quiero recordatorios
button-reminders-off = 🔕 Sin recordatorios
button-own-promotions-on = 📣 Quiero promociones
button-own-promotions-off = 🔕 Sin promociones
button-own-reset = ♻️ Volver a lo de siempre
button-own-reset-yes = ♻️ Sí, todos
own-reset-ask =
    { $count ->
        [one] ♻️ ¿Devuelvo { $count } ajuste a su valor de siempre?
       *[other] ♻️ ¿Devuelvo { $count } ajustes a su valor de siempre?
    }
    Idioma, zona horaria, recordatorios, promociones y avisos quedan como el primer día.
own-zone-ask =
    🕰️ <b>¿Qué hora es donde estás?</b>

    Ahora uso { $zone }: { $now }. Elige tu ciudad, busca por región o escribe el nombre de una ciudad.
own-zone-region = 🌍 <b>{ $region }</b>: elige tu ciudad.
own-zone-alike = 🤔 ¿Cuál de estas?
button-own-zone-default = 🏠 La hora de la casa
refusal-own-zone = 🤔 No conozco esa ciudad. Prueba con una grande de tu zona, o elige por región.
region-america = América
region-europe = Europa
region-africa = África
region-asia = Asia
region-atlantic = Atlántico
region-australia = Australia
region-indian = Índico
region-pacific = Pacífico

## Roles y acceso, en una línea.

person-roles = 🛡️ Roles: { $roles }
person-role = { $role }
person-role-until = { $role } (hasta { $until })
person-vip-until = 💎 VIP hasta { $until }
person-vip-ended = ⌛ VIP terminado: { $until }
person-vip-ever = 💎 VIP de por vida
person-vip-over = ⌛ Su VIP terminó
person-vip-listed = ⭐ siempre dentro

## Bloqueos y borrado, como los lee la persona.

banned-text = 🚫 El acceso a este bot está cerrado para ti.
banned-text-why = 🚫 El acceso a este bot está cerrado para ti. Motivo: { $reason }.
banned-text-until = 🚫 El acceso a este bot está cerrado para ti hasta el { $until }.
banned-text-why-until = 🚫 El acceso a este bot está cerrado para ti hasta el { $until }. Motivo: { $reason }.
unbanned-text = ✅ <b>Ya puedes volver a usar el bot.</b> Lo que tenías sigue en pie si no terminó entretanto.
erased-text = 🗑️ <b>Tus datos se borraron.</b> Ya no sé quién eres. Si algún día quieres volver, pulsa /start y empezamos de cero.
ban-why-unsaid = Sin motivo
ban-why-spam = Spam o publicidad
ban-why-abuse = Insultos o acoso
ban-why-fraud = Fraude en los pagos
ban-why-sharing = Compartir lo que es personal
ban-why-own = Otro motivo
