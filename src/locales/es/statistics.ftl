# Estadísticas.

button-statistics = 📊 Estadísticas
button-stats-vip = 📊 Ver Stats VIP Detalladas
button-stats-free = 📊 Ver Stats Free Detalladas
button-stats-tokens = 🎟️ Ver Stats de Tokens
button-stats-refresh = 🔄 Actualizar Estadísticas
button-stats-csv = 📄 Estas cifras (CSV)
button-stats-csv-days = 📅 Día a día (CSV)
button-chart-moves = 📈 Altas y bajas
button-chart-active = 📈 Activos
button-chart-income = 💰 Ingresos estimados
toast-stats-refreshed = 🔄 Contado de nuevo

stats-period-today = Hoy
stats-period-days = { $count } d
stats-period-all = Todo
stats-in-today = 🗓️ <b>Hoy</b> (frente a ayer a esta hora)
stats-in-days = 🗓️ <b>Últimos { $count } días</b> (frente a los { $count } anteriores)
stats-in-all = 🗓️ <b>Desde el principio</b>
stats-updated = <i>Actualizado { $time }</i>
stats-zone = <i>Los días son los de { $zone }</i>

stats-heading = 📊 <b>Estadísticas</b>
stats-vip-active = 💎 VIP activos: <b>{ $count }</b>
stats-vip-ending = ⏳ Terminan en 7 días: <b>{ $count }</b>
stats-vip-expired = 💤 Terminados: <b>{ $count }</b>
stats-free-waiting = 📺 Esperando en Free: <b>{ $count }</b>
stats-free-processed = ✅ Solicitudes atendidas: <b>{ $count }</b>
stats-tokens-line = 🎟️ Tokens: <b>{ $made }</b> hechos · <b>{ $used }</b> canjeados · <b>{ $usable }</b> por canjear
stats-activity-heading = 👥 <b>Personas</b>
stats-activity-line = { $period }: <b>{ $seen }</b> activas, <b>{ $new }</b> nuevas
stats-revenue-heading = 💰 <b>Ingresos</b>
stats-revenue-none = Recibidos: aún no hay pagos registrados.
stats-no-fees = Previstos: no hay precios. Ponlos en ⚙️ Configuración y aquí verás una estimación.
stats-expected = Previstos (estimación): <b>{ $month }</b> al mes · <b>{ $year }</b> al año
stats-formula = <i>Cuento a cada activo con fecha de fin ({ $people }) con el precio cuya duración más se parece a la de su última compra, repartido por días: un mes son 30 y un año 365. Los de por vida no suman.</i>
stats-currencies = <i>Cada moneda es una cuenta aparte: como si todos pagaran en ella.</i>

stats-vip-heading = 📊 <b>Estadísticas VIP</b>
stats-vip-lifetime = ♾️ De ellos, de por vida: <b>{ $count }</b>
stats-vip-overdue = ⌛ De ellos, con la fecha pasada: <b>{ $count }</b>
stats-vip-whitelisted = 🛡️ En la lista blanca: <b>{ $count }</b>
stats-ending-heading = ⏳ <b>Terminan en los próximos 7 días</b>
stats-ending-line = { $date }: <b>{ $count }</b>
stats-vip-begun = ➕ Altas: <b>{ $count }</b>
stats-vip-renewed = 🔁 Renovaciones: <b>{ $count }</b>
stats-vip-ended = ➖ Finales: <b>{ $count }</b>
stats-vip-removed = 🚪 Sacados del canal: <b>{ $count }</b>
stats-vip-left = 👋 Salidas del canal: <b>{ $count }</b>
stats-vip-net = ⚖️ Saldo (altas menos finales): <b>{ $net }</b>
stats-longest-heading = 🏅 <b>Los más fieles</b>
stats-person-line = { $place }. { $name } · { $when }

stats-free-heading = 📊 <b>Estadísticas Free</b>
stats-free-ready = ⏰ Con su turno ya llegado: <b>{ $count }</b>
stats-free-asked = 📥 Solicitudes: <b>{ $count }</b>
stats-free-let-in = ✅ Admitidos: <b>{ $count }</b>
stats-free-declined = 🚫 Rechazados: <b>{ $count }</b>
stats-free-other = ▫️ Retirados, ya dentro o sin respuesta: <b>{ $count }</b>
stats-free-waits = ⏱️ Espera de los admitidos: media <b>{ $average }</b>, mediana <b>{ $median }</b>
stats-free-waits-cut = <i>La espera es la de los últimos 30 días.</i>
stats-free-no-waits = ⏱️ Espera: nadie entró en este tiempo
stats-next-heading = ⏭️ <b>Los próximos en entrar</b>
stats-turn-now = ya
stats-turn-in = en { $left }

stats-tokens-heading = 🎟️ <b>Estadísticas de tokens</b>
stats-tokens-usable = 🟢 Por canjear ahora: <b>{ $count }</b>
stats-tokens-made = 🆕 Hechos: <b>{ $count }</b>
stats-tokens-used = 🎉 Canjeados: <b>{ $count }</b>
stats-tokens-expired = ⌛ Caducados: <b>{ $count }</b>
stats-tokens-revoked = 🚫 Revocados: <b>{ $count }</b>
stats-tokens-conversion = 🎯 De los hechos en este tiempo se canjeó: <b>{ $share }</b>
stats-share-before = (antes { $share })
stats-makers-heading = 👤 <b>Quién los hizo</b>
stats-maker-line = { $name }: <b>{ $made }</b>, canjeados { $used } ({ $share })
stats-makers-more = y { $count } más

chart-moves = Altas y bajas VIP
chart-active = Miembros VIP activos
chart-income = Ingresos estimados ({ $currency })
chart-begun = Altas
chart-ended = Finales
chart-members = Activos al final del día
chart-sold = Lo vendido, según tus precios
chart-by-day = por día
chart-by-days = cada { $count } días
chart-empty = Todavía no hay datos
chart-moves-caption = 📈 <b>Altas y bajas VIP</b> · saldo <b>{ $net }</b>
chart-active-caption = 📈 <b>Miembros VIP activos</b> · ahora <b>{ $count }</b>
chart-income-caption = 💰 <b>Ingresos estimados</b> · en total <b>{ $total }</b>
chart-income-formula = <i>Es una estimación, no lo cobrado. Cada acceso que empezó o se renovó con un token, o que diste a mano a quien no tenía, cuenta ese día con el precio de su misma duración en { $currency }. Si no lo hay, con el más parecido, en proporción a los días. Lo importado y las fechas movidas a mano no cuentan.</i>
chart-income-unpriced = <i>Sin precio que les valga, y por eso fuera de la suma: { $count }.</i>
chart-income-currency = <i>Hay precios en varias monedas: uso los de { $currency }, que son más (o los primeros).</i>
chart-income-no-fees = 💰 Para estimar los ingresos me faltan tus precios. Ponlos aquí y vuelve a pedirme el gráfico.
chart-period = Período: { $period }

stats-file-name = estadisticas-{ $view }-{ $period }-{ $day }.csv
stats-file-days = estadisticas-por-dia-{ $period }-{ $day }.csv
stats-file-caption = 📄 Ábrelo con tu hoja de cálculo.
stats-column-section = apartado
stats-column-figure = dato
stats-column-value = valor
stats-column-before = período anterior
stats-column-day = día ({ $zone })
stats-column-begun = altas VIP
stats-column-renewed = renovaciones VIP
stats-column-ended = finales VIP
stats-column-removed = sacados del canal VIP
stats-column-left = salidas del canal VIP
stats-column-net = saldo VIP
stats-column-active = VIP activos
stats-column-asked = solicitudes Free
stats-column-let-in = admitidos Free
stats-column-declined = rechazados Free
stats-column-other = otras bajas de la fila Free
stats-column-income = ingresos estimados ({ $currency })
stats-section-vip = VIP
stats-section-free = Free
stats-section-tokens = tokens
stats-section-activity = personas
stats-section-estimate = ingresos previstos (estimación)
stats-section-period = en el período
stats-section-ending = terminan
stats-section-longest = los más fieles
stats-section-next = próximos en entrar
stats-section-made-by = tokens hechos por
stats-section-used-by = tokens canjeados de
stats-figure-ending = terminan en 7 días
stats-figure-expired = terminados
stats-figure-lifetime = de por vida
stats-figure-overdue = con la fecha pasada
stats-figure-whitelisted = en la lista blanca
stats-figure-waiting = esperando
stats-figure-ready = con su turno ya llegado
stats-figure-processed = atendidas
stats-figure-average = espera media (segundos)
stats-figure-median = espera mediana (segundos)
stats-figure-made = hechos
stats-figure-used = canjeados
stats-figure-usable = por canjear
stats-figure-tokens-expired = caducados
stats-figure-revoked = revocados
stats-figure-conversion = canjeado de lo hecho (%)
stats-figure-seen =
    { $count ->
        [one] activas hoy
       *[other] activas en { $count } días
    }
stats-figure-new =
    { $count ->
        [one] nuevas hoy
       *[other] nuevas en { $count } días
    }
stats-figure-month = al mes ({ $currency })
stats-figure-year = al año ({ $currency })
chart-income-booked = 💰 <b>Vendido</b> · en total <b>{ $total }</b>
chart-income-booked-others = <i>Según los libros, sin lo devuelto. Hay ventas en varias monedas: estas son las de { $currency }.</i>
chart-sales = Ventas ({ $currency })
