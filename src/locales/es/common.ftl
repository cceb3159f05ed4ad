# Lengths of time, and buttons used in many places.

unit-under-a-minute = menos de un minuto
unit-lifetime = De por vida
unit-pair = { $first } y { $second }
unit-days =
    { $count ->
        [one] { $count } día
       *[other] { $count } días
    }
unit-hours =
    { $count ->
        [one] { $count } hora
       *[other] { $count } horas
    }
unit-minutes =
    { $count ->
        [one] { $count } minuto
       *[other] { $count } minutos
    }
unit-months =
    { $count ->
        [one] { $count } mes
       *[other] { $count } meses
    }
length-until = hasta el { $day } { $year }
product-vip = VIP
product-wireguard = WireGuard
product-outline = Outline
product-mtproto = Proxy de Telegram

door-vip = VIP
door-free = Free

button-back = 🔙 Volver
button-back-main = 🔙 Volver al Menú Principal
button-back-config = 🔙 Volver a Configuración
button-cancel = ❌ Cancelar
button-home = 🏠 Inicio
button-help = ❓ Ayuda
button-language = 🌐 Idioma
button-redeem = 🎟️ Canjear Token VIP
button-request-free = 📺 Solicitar Acceso Free
button-my-access = 🔑 Mi acceso
button-new-link = 🔗 Enlace nuevo
button-why-no-entry = 🤔 No puedo entrar
button-enter = 🚪 Entrar al canal
button-panel = 🤖 Panel de Administración
button-refresh = 🔄 Actualizar
button-doctor = 👩‍⚕️ Médico
button-other = ✏️ Otro

# The command menu.
command-start = Empezar
command-menu = Menú principal
command-vip = Canjear un token VIP
command-free = Pedir acceso al canal Free
command-status = Tu acceso y hasta cuándo
command-language = Cambiar de idioma
command-id = Tu número de Telegram
command-help = Qué puedo hacer por ti
command-cancel = Dejar lo que estabas haciendo
command-admin = Panel de administración
command-status-staff = Estado de la casa
command-doctor = Revisarlo todo
command-servers = Servidores VPN
command-profile = Tu perfil
command-settings = Tus ajustes
command-user = Buscar a una persona
command-users = Todas las personas
command-roles = Roles del equipo
command-grant = Dar un rol
command-revoke = Quitar un rol
command-backup = Copias de seguridad
command-audit = Registro de actos
command-ledger = Libros
command-refund = Devolver un pago
command-plans = Planes y precios
command-orders = Tus pedidos y recibos
command-balance = Tu saldo, regalos y amistades
command-terms = Condiciones de compra
command-generate-token = Generar un token VIP
command-setup-vip-channel = Configurar el canal VIP
command-set-wait-time = Tiempo de espera del canal Free
command-broadcast = Publicar en los canales
command-stop = No recibir más novedades
command-admin-stats = Estadísticas
help-stop = 🔕 /stop: dejar de recibir novedades; lo tuyo te sigue llegando
command-vpn = Tus claves VPN
command-trial = Una prueba gratis
command-usage = Cuánto has usado
command-proxy = Proxies para Telegram y lista libre
command-services = Lo tuyo y hasta cuándo
command-support = Hablar con el equipo
command-tickets = Tickets del soporte
help-support = 🆘 /support: hablar con una persona del equipo
button-persons = 👥 Personas
button-profile = 👤 Mi perfil
