# Statistics.

button-statistics = 📊 Statistics
button-stats-vip = 📊 VIP in detail
button-stats-free = 📊 Free in detail
button-stats-tokens = 🎟️ Tokens in detail
button-stats-refresh = 🔄 Refresh statistics
button-stats-csv = 📄 These figures (CSV)
button-stats-csv-days = 📅 Day by day (CSV)
button-chart-moves = 📈 New and lost
button-chart-active = 📈 Active
button-chart-income = 💰 Estimated income
toast-stats-refreshed = 🔄 Counted anew

stats-period-today = Today
stats-period-days = { $count } d
stats-period-all = All
stats-in-today = 🗓️ <b>Today</b> (against yesterday at this hour)
stats-in-days = 🗓️ <b>Last { $count } days</b> (against the { $count } before)
stats-in-all = 🗓️ <b>Since the beginning</b>
stats-updated = <i>Updated { $time }</i>
stats-zone = <i>Days are those of { $zone }</i>

stats-heading = 📊 <b>Statistics</b>
stats-vip-active = 💎 Active VIP: <b>{ $count }</b>
stats-vip-ending = ⏳ Ending within 7 days: <b>{ $count }</b>
stats-vip-expired = 💤 Ended: <b>{ $count }</b>
stats-free-waiting = 📺 Waiting for Free: <b>{ $count }</b>
stats-free-processed = ✅ Requests handled: <b>{ $count }</b>
stats-tokens-line = 🎟️ Tokens: <b>{ $made }</b> made · <b>{ $used }</b> redeemed · <b>{ $usable }</b> usable
stats-activity-heading = 👥 <b>People</b>
stats-activity-line = { $period }: <b>{ $seen }</b> active, <b>{ $new }</b> new
stats-revenue-heading = 💰 <b>Revenue</b>
stats-revenue-none = Received: no payments recorded yet.
stats-no-fees = Expected: there are no prices. Set them in ⚙️ Settings to see an estimate here.
stats-expected = Expected (estimate): <b>{ $month }</b> a month · <b>{ $year }</b> a year
stats-formula = <i>Each active member whose access ends ({ $people }) counts with the price whose length is nearest to that of their last purchase, spread over its days: a month is 30, a year 365. Lifetime members add nothing.</i>
stats-currencies = <i>Each currency stands alone: as if everybody paid in it.</i>

stats-vip-heading = 📊 <b>VIP statistics</b>
stats-vip-lifetime = ♾️ Of those, for life: <b>{ $count }</b>
stats-vip-overdue = ⌛ Of those, past their end: <b>{ $count }</b>
stats-vip-whitelisted = 🛡️ On the whitelist: <b>{ $count }</b>
stats-ending-heading = ⏳ <b>Ending in the next 7 days</b>
stats-ending-line = { $date }: <b>{ $count }</b>
stats-vip-begun = ➕ New: <b>{ $count }</b>
stats-vip-renewed = 🔁 Renewed: <b>{ $count }</b>
stats-vip-ended = ➖ Ended: <b>{ $count }</b>
stats-vip-removed = 🚪 Removed from the channel: <b>{ $count }</b>
stats-vip-left = 👋 Gone from the channel: <b>{ $count }</b>
stats-vip-net = ⚖️ Net (new less ended): <b>{ $net }</b>
stats-longest-heading = 🏅 <b>The most faithful</b>
stats-person-line = { $place }. { $name } · { $when }

stats-free-heading = 📊 <b>Free statistics</b>
stats-free-ready = ⏰ Whose turn has come: <b>{ $count }</b>
stats-free-asked = 📥 Requests: <b>{ $count }</b>
stats-free-let-in = ✅ Let in: <b>{ $count }</b>
stats-free-declined = 🚫 Declined: <b>{ $count }</b>
stats-free-other = ▫️ Withdrawn, inside already or unreachable: <b>{ $count }</b>
stats-free-waits = ⏱️ Wait of those let in: average <b>{ $average }</b>, median <b>{ $median }</b>
stats-free-waits-cut = <i>The wait is that of the last 30 days.</i>
stats-free-no-waits = ⏱️ Wait: nobody came in during this time
stats-next-heading = ⏭️ <b>Next to be let in</b>
stats-turn-now = now
stats-turn-in = in { $left }

stats-tokens-heading = 🎟️ <b>Token statistics</b>
stats-tokens-usable = 🟢 Usable now: <b>{ $count }</b>
stats-tokens-made = 🆕 Made: <b>{ $count }</b>
stats-tokens-used = 🎉 Redeemed: <b>{ $count }</b>
stats-tokens-expired = ⌛ Expired: <b>{ $count }</b>
stats-tokens-revoked = 🚫 Revoked: <b>{ $count }</b>
stats-tokens-conversion = 🎯 Of those made in this time, redeemed: <b>{ $share }</b>
stats-share-before = (before { $share })
stats-makers-heading = 👤 <b>Who made them</b>
stats-maker-line = { $name }: <b>{ $made }</b>, redeemed { $used } ({ $share })
stats-makers-more = and { $count } more

chart-moves = New and lost VIP members
chart-active = Active VIP members
chart-income = Estimated income ({ $currency })
chart-begun = New
chart-ended = Ended
chart-members = Active at the end of the day
chart-sold = What was sold, by your prices
chart-by-day = by day
chart-by-days = every { $count } days
chart-empty = Nothing to show yet
chart-moves-caption = 📈 <b>New and lost VIP members</b> · net <b>{ $net }</b>
chart-active-caption = 📈 <b>Active VIP members</b> · now <b>{ $count }</b>
chart-income-caption = 💰 <b>Estimated income</b> · in all <b>{ $total }</b>
chart-income-formula = <i>This is an estimate, not what was paid. Each access that began or was renewed with a token, or that you gave by hand to somebody without one, counts on its day with the { $currency } price for just its length. If there is none, with the nearest one, in proportion to the days. What was imported and ends moved by hand do not count.</i>
chart-income-unpriced = <i>Without any price that fits, and so not in the sum: { $count }.</i>
chart-income-currency = <i>There are prices in several currencies: these are the ones in { $currency }, of which there are most (or which come first).</i>
chart-income-no-fees = 💰 To estimate the income I need your prices. Set them here, then ask me for the chart again.
chart-period = Period: { $period }

stats-file-name = statistics-{ $view }-{ $period }-{ $day }.csv
stats-file-days = statistics-by-day-{ $period }-{ $day }.csv
stats-file-caption = 📄 Open it with your spreadsheet.
stats-column-section = section
stats-column-figure = figure
stats-column-value = value
stats-column-before = period before
stats-column-day = day ({ $zone })
stats-column-begun = VIP new
stats-column-renewed = VIP renewed
stats-column-ended = VIP ended
stats-column-removed = removed from VIP
stats-column-left = gone from VIP
stats-column-net = VIP net
stats-column-active = VIP active
stats-column-asked = Free requests
stats-column-let-in = Free let in
stats-column-declined = Free declined
stats-column-other = Free otherwise over
stats-column-income = estimated income ({ $currency })
stats-section-vip = VIP
stats-section-free = Free
stats-section-tokens = tokens
stats-section-activity = people
stats-section-estimate = expected revenue (estimate)
stats-section-period = in the period
stats-section-ending = ending
stats-section-longest = the most faithful
stats-section-next = next to be let in
stats-section-made-by = tokens made by
stats-section-used-by = tokens redeemed of
stats-figure-ending = ending within 7 days
stats-figure-expired = ended
stats-figure-lifetime = for life
stats-figure-overdue = past their end
stats-figure-whitelisted = on the whitelist
stats-figure-waiting = waiting
stats-figure-ready = whose turn has come
stats-figure-processed = handled
stats-figure-average = average wait (seconds)
stats-figure-median = median wait (seconds)
stats-figure-made = made
stats-figure-used = redeemed
stats-figure-usable = usable
stats-figure-tokens-expired = expired
stats-figure-revoked = revoked
stats-figure-conversion = redeemed of those made (%)
stats-figure-seen =
    { $count ->
        [one] active today
       *[other] active in { $count } days
    }
stats-figure-new =
    { $count ->
        [one] new today
       *[other] new in { $count } days
    }
stats-figure-month = a month ({ $currency })
stats-figure-year = a year ({ $currency })
chart-income-booked = 💰 <b>Sold</b> · in all <b>{ $total }</b>
chart-income-booked-others = <i>As the books say, without what was paid back. There are sales in several currencies: these are the ones in { $currency }.</i>
chart-sales = Sales ({ $currency })
