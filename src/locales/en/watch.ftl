# MTProto proxies, watched: what admins see and what their people are told.

watch-form-ee = fake TLS (ee)
watch-form-dd = padded (dd)
watch-form-plain = plain
watch-line = <b>{ $form }</b>: { $outcome }
watch-works = ✅ { $ms } ms
watch-flood = ✅ leads to Telegram, which asks for less hurry
watch-down = 🔴 nobody is at that address
watch-refused = 🔑 shuts the door: wrong secret, switched off, over or out of data
watch-other = 🎭 the secret is not its own, or the site it imitates answers
watch-no-telegram = 📡 knows the secret, but does not reach Telegram
watch-transport = ⚠️ Telegram answers with error { $code }
watch-silent = 🔇 takes the connection and says nothing
watch-tested = 🩺 Tested { $ago } ago:
watch-untested = 🩺 I have not tested yet whether it leads to Telegram
watch-outage = 🔴 It has failed for { $length }
watch-people-told = 📣 Its people have been told
button-watch-tell = 📣 Tell its people

watch-notice-down = 🔴 <b>{ $name }</b> has not led to Telegram for { $length }
watch-notice-part = 🟠 <b>{ $name }</b> has failed in part for { $length }
watch-notice-people = { $count ->
        [0] Nobody uses it yet.
        [one] 1 person uses it.
       *[other] { $count } people use it.
    }
watch-notice-up = 🟢 <b>{ $name }</b> leads to Telegram again, after { $length }
watch-notice-up-told = I tell its people too, who had been told.
watch-telling = { $count ->
        [one] I am telling 1 person.
       *[other] I am telling { $count } people.
    } When it is back, I will tell them too.
watch-told-before = They have been told of this outage.
watch-told-over = That outage is over: I tell nobody.
watch-told-nobody = Nobody uses this proxy now.

watch-people-out = ⚠️ Your Telegram proxy <b>{ $place }</b> does not work right now. We are on it, and I will tell you as soon as it is back.
watch-people-part = ⚠️ A part of your Telegram proxy <b>{ $place }</b> does not work right now. If it does not connect you, press “My proxies” and “Connect”: that link works. We are on it, and I will tell you as soon as all of it is back.
watch-people-back = ✅ Your Telegram proxy <b>{ $place }</b> works well again. You need not change anything.
button-watch-mine = 🛰 My proxies

# /proxy: a person's own proxies.
proxy-mine-heading = 🛰 <b>My Telegram proxies</b>
proxy-mine-line = { $mark } <b>{ $name }</b> · { $place } · { $state }
proxy-mine-ms = ⚡ { $ms } ms to Telegram
proxy-mine-state-broken = not answering
proxy-mine-how = Press <b>Connect</b> and accept: Telegram goes through it, and everything else goes on as always.
proxy-mine-broken = It does not reach Telegram right now. If it does not work for you, come back in a few minutes.
proxy-mine-first = You have none yet. Make yours: in a few seconds you are in Telegram through it.
proxy-mine-try = With a proxy of your own you are in Telegram even where it is blocked. You can try it for free right now.
proxy-mine-buy = With a proxy of your own you are in Telegram even where it is blocked. Look at the plans and choose yours.
proxy-mine-list = There are no proxies of our own here yet, but there is the free list.
proxy-mine-none = There are no proxies here yet. Come back in a while.
button-proxy-connect = ⚡ Connect
button-proxy-forms = 🔗 Links
button-proxy-new = 🆕 New proxy
