# The free list of proxies, as people see it.

help-proxy = 🌐 /proxy — proxies: your own and the free list.
button-proxy = 🌐 Proxy
button-proxy-list = 📋 Free list
button-proxy-kind = 🧩 Kind
button-proxy-country = 🌍 Country
button-proxy-any-kind = Every kind
button-proxy-any-country = Every country
button-proxy-copy = 📋 Copy address
button-proxy-copy-ss = 📋 Copy ss:// link
button-proxy-telegram = ✈️ Use in Telegram
button-proxy-drop = 🗑 Delete from the list

proxy-age-now = just now
proxy-age-minutes = { $count } min ago
proxy-age-hours = { $count } h ago
proxy-age-days = { $count ->
        [one] 1 day
       *[other] { $count } days
    } ago
proxy-latency = { $latency } ms

proxy-list-heading = 📋 <b>Free list</b> · { $count } working
proxy-list-kind = Kind: <b>{ $kind }</b>
proxy-list-country = Country: { $flag } <b>{ $country }</b>
proxy-list-line = { $number }. { $flag } <b>{ $kind }</b> · { $facts }
proxy-list-empty = None of them works right now. I keep trying them: look again in a while.
proxy-list-none-such = There is none like that right now. Try another kind or another country.
proxy-list-telegram = ✈️ works for Telegram
proxy-list-login = 🔑 asks for a password: it is on its card
proxy-list-warning = ⚠️ Machines of strangers: their owners can see and change everything that is not encrypted. Do not pay or type passwords through them.
proxy-list-credit = Countries: <a href="https://db-ip.com">IP Geolocation by DB-IP</a>
proxy-choice = { $name } · { $count }
proxy-ask-kind = 🧩 Of which kind?
proxy-ask-country = 🌍 Of which country?

proxy-card-heading = <b>{ $kind }</b> · { $place }
proxy-card-place = Address: <code>{ $place }</code>
proxy-card-user = User: <code>{ $user }</code>
proxy-card-password = Password: <code>{ $password }</code>
proxy-card-cipher = Cipher: <code>{ $method }</code>
proxy-card-tls = 🔒 TLS is spoken to the proxy itself.
proxy-card-works = ✅ Works · { $facts }
proxy-card-worked = 💤 It did not answer last time; it worked { $age }.
proxy-card-dead = 💤 It has not worked yet.
proxy-card-checks = Went well { $oks } of { $checks } { $checks ->
        [one] time
       *[other] times
    }.
proxy-card-exit = You reach the internet from <code>{ $exit }</code>
proxy-card-transparent = 👁 Transparent: sites see your address.
proxy-card-anonymous = 🎭 Anonymous: sites see that you use a proxy, not your address.
proxy-card-elite = 🕶 Elite: sites do not notice that you use a proxy.
proxy-card-telegram = ✈️ Works for Telegram ✓
proxy-card-no-telegram = 🚫 It does not work with Telegram.
