# The desk of the free list of proxies: sources, trials and settings.

button-sources = 🌐 List of proxies
button-source-run = ▶️ Try all now
button-source-progress = ⏳ See how it goes
button-source-stop = ⏹️ Cancel
button-source-list = 📥 Sources ({ $count })
button-source-add = ➕ Add
button-source-faults = ❓ Why they fail
button-source-export = 📤 Export
button-source-settings = ⚙️ Settings
button-source-drop-dead = 🧹 Delete those that do not work ({ $count })
button-source-drop-dead-yes = 🧹 Yes, delete them
button-source-drop-yes = 🗑 Yes, delete it

sources-heading = 🌐 <b>Free list of proxies</b>
sources-none-yet = It is still empty. Add a source: an address with a list, or paste the proxies right here.
sources-counts = <b>{ $working }</b> of { $total } work{ $untried ->
        [0] .
       *[other] ; not tried yet: { $new }.
    }
sources-kind = · { $kind }: { $working } of { $all }
sources-shown = 👁 People see it in /proxy.
sources-hidden = 🙈 People do not see it: turn it on in Settings.
sources-countries-file = 🌍 Countries: by the file GEOIP_DB.
sources-countries-exit = 🌍 Countries: ifconfig.co tells them, asked through each proxy that works. With a GEOIP_DB file they are known without asking.
sources-pass-runs = ⏳ Trying: { $tried } of { $total }.
sources-pass-ended = 🏁 Last whole trial { $age }: { $working } of { $tried } work.
sources-pass-cancelled = ⏹️ Last trial { $age }, cancelled: { $tried } of { $total }, and { $working } work.
sources-pass-offline = 📡 Last trial { $age }: this machine lost its way to the internet with { $tried } of { $total } tried. The others were not judged.
sources-faulty = { $count ->
        [one] 🔴 1 source could not be read.
       *[other] 🔴 { $count } sources could not be read.
    }

sources-faults-heading = ❓ <b>Why they do not work</b>
sources-faults-none = There is none that fails.
sources-fault-line = · { $fault }: <b>{ $count }</b>
sources-fault-silent = They do not answer
sources-fault-refused = They refuse or cut the connection
sources-fault-login = They ask for another password
sources-fault-other = What answers is no proxy
sources-fault-lies = They lie: they answer in place of the site
sources-fault-nowhere = They lead nowhere
sources-fault-private = Address of a private network
sources-fault-name = Their name does not exist
sources-fault-cipher = A cipher I do not speak

source-drop-dead-ask =
    🧹 <b>Delete those that do not work?</b>

    In all: { $count }. If their source still names them, they come back in a month and are tried again.
source-drop-ask =
    🗑 <b>Delete this proxy?</b>

    { $kind } · <code>{ $place }</code>
source-export-ask = 📤 What do you want in the file? One proxy per line, as in lists.
button-source-file-working = ✅ Those that work ({ $count })
button-source-file-all = 📦 All ({ $count })
button-source-file-kind = { $kind } ({ $count })
source-file = 📤 Lines: { $count }.

source-list-heading = 📥 <b>Sources</b> · { $count }
source-list-none = There is none yet.
source-line = { $sign } <b>{ $name }</b> · { $working } of { $listed } work
source-read = Read { $age }.
source-error = 🔴 The last reading failed: { $error }
source-added = ✅ Added. I read it right away and try what it brings.
source-pasted = ✅ Read. I try them right away.
source-ordered = 🔄 I read it right away: look in a moment.
source-heading = { $sign } <b>{ $name }</b>
source-kind-shadowmere = API of a Shadowmere
source-kind-list = List at an address
source-kind-pasted = Pasted or sent: it was read once.
source-url = <code>{ $url }</code>
source-hint = What does not say its kind is { $kind }.
source-counts = In the list: { $listed }; <b>{ $working }</b> work.
source-paused = ⏸️ Paused: it is not read.
source-next = Read every { $every }; next in { $left }.
source-soon = Read every { $every }; next right away.
source-report = In the last reading, proxies: { $found }; new: { $new }.
source-repeated = Repeated: { $count }
source-refused = Lines refused: { $count }
source-cut = ✂️ It did not fit: of each list I read 8 MB and 100 000 proxies, and I keep 100 000 in all.
button-source-read = 🔄 Read now
button-source-every = ⏱ How often
button-source-pause = ⏸️ Pause
button-source-resume = ▶️ Resume
button-source-refused = 🚫 Refused ({ $count })
button-source-remove = 🗑 Remove
button-source-remove-yes = 🗑 Yes, remove it
source-refused-heading = 🚫 <b>Refused</b> · { $name }
source-refused-none = No line was refused.
source-examples = For example:
source-example = <code>{ $text }</code> — { $fault }
source-fault-port = That is no port
source-fault-host = That is no address
source-fault-private = It is of a private network
source-fault-scheme = A kind I do not speak
source-fault-link = A ss:// link that cannot be read
source-fault-cipher = A cipher I do not speak
source-fault-network = A network that is too wide
source-ask-every = ⏱ How often is <b>{ $name }</b> read?
source-remove-ask =
    🗑 <b>Remove { $name }?</b>

    Those that come only from it leave the list; it names { $count } in all.

source-add =
    ➕ <b>Add proxies</b>

    <b>Shadowmere</b>: a public list that comes tried already.
    <b>List</b>: an address with text, JSON or a subscription.
    <b>Paste or send</b>: you write them here, or send a file.
button-source-add-public = 🌐 shadowmere.xyz
button-source-add-shadowmere = 🔗 Another Shadowmere
button-source-add-list = 📄 List by address
button-source-add-pasted = 📋 Paste or send a file
source-ask-shadowmere = 🔗 Type the address of the Shadowmere, for example <code>https://shadowmere.xyz/</code>
source-ask-list = 📄 Type the address of the list, for example <code>https://example.org/socks5.txt</code>
source-ask-pasted = 📋 Paste the proxies, one per line, or send them in a file. If they are many, better the file: Telegram splits long messages.
source-ask-hint = What are those that do not say it? If you do not know, I find out by trying.
source-name-pasted = Pasted on { $day }
button-source-hint-any = Find out

pass-heading = ⏳ <b>Trying the list</b>
pass-counts = Tried { $tried } of { $total }; <b>{ $working }</b> work.
pass-left = About { $left } left.
pass-ended = 🏁 <b>List tried</b>
pass-cancelled = ⏹️ <b>Trial cancelled</b>
pass-offline = 📡 <b>This machine has lost its way to the internet.</b> Those that are left were not judged: try when it is back.
pass-took = It took { $took }.
toast-pass-stopping = Cancelling…
toast-pass-started = The trial begins

proxy-settings = ⚙️ <b>Settings of the free list</b>
proxy-judges = ⚖️ With these sites it is checked that a proxy does not lie:
proxy-judge = · <code>{ $judge }</code>
proxy-set-shown = People see the list
proxy-set-private = Allow private networks (dangerous)
proxy-set-telegram = Try Telegram too
proxy-set-at-once = ⚡ At once: { $value }
proxy-set-every = ⏱ Each one, every { $value }
button-proxy-judges = ⚖️ Change judges
button-proxy-judges-usual = ♻️ The usual ones
button-proxy-other = ✍️ Another number
proxy-ask-at-once = ⚡ How many are tried at once? 64 is fine on a server and 24 on a phone: with more, a home network suffers.
proxy-ask-every = ⏱ How often is one that works tried again?
proxy-type-at-once = ✍️ Type how many at once, from 1 to 512.
proxy-type-every = ✍️ Type the minutes, from 5 to 1440.
proxy-ask-judges = ⚖️ Type the addresses, one per line, { $most } at most. Each must begin with https:// and answer with the address of whoever asks.
