# VPN servers, their addresses, and the settings of keys.

button-servers = 🖥 Servers

server-refusal-outline = That is not what Outline shows when it is installed. Paste the line with apiUrl and certSha256.
server-refusal-join = That is not the line “portero node” shows. It begins with portero-node://
server-refusal-telemt = That is no address I can use. Write, for example, http://127.0.0.1:9091; outside this machine and its private network only with https.
server-refusal-mtprotoproxy = Write two whole paths and, if there are metrics, their address: /opt/mtprotoproxy/config.py /run/mtprotoproxy.pid 127.0.0.1:8888.
server-refusal-links = Paste one to { $most } links that begin with tg://proxy or https://t.me/proxy, and nothing else.
server-refusal-link-place = A link lacks its server (server=) or its port (port=), or they cannot be. Paste the whole of it.
server-refusal-link-secret = The secret (secret=) of a link cannot be: it is 32 digits and letters from a to f, alone, after dd, or after ee and before the name of a web site. Paste the whole of it.
server-refusal-forms = At least one form has to stay: ee, dd or plain.
server-refusal-domain = That is no web site. Write only its name: www.example.com.
server-refusal-tag = That is no tag: it is 32 digits and letters from a to f.
server-refusal-proxy-down = Nobody answers at that address and port.
server-refusal-proxy-refused = It closed right after the greeting: the secret is not its own, or it is switched off or used up.
server-refusal-proxy-secret = It answers, but does not know that secret: something else is there, perhaps a real web site.
server-refusal-proxy-telegram = The proxy takes the secret, but does not reach Telegram.
server-refusal-proxy-silent = It takes the connection and says nothing: perhaps the secret is not its own.
server-trouble-interface = The server has no WireGuard interface called { $name }. Look up its name with “wg show”, or make one with “portero node setup-wireguard”.
server-trouble-program = The program { $name } is not installed on the server: install the package wireguard-tools and try again.
server-trouble-program-awg = The program { $name } is not installed on the server: install the package amneziawg-tools and try again.
server-trouble-program-locked = The user that Portero runs as may not run { $name } on the server. Allow it and try again.
server-trouble-right = Portero may not change { $name } on the server: run it as root, or give its service CAP_NET_ADMIN (AmbientCapabilities in systemd), and try again.
server-trouble-socket = No userspace WireGuard answers for { $name } on the server. Start it (wireguard-go { $name }), or write another name.
server-trouble-socket-locked = Portero may not open the socket of { $name }: it is root's. Run it as the same user as wireguard-go and try again.
server-trouble-proxy-locked = I may not write in { $name } or signal its process: use a “portero node” on that machine, or give me the same user and, in systemd, that folder in ReadWritePaths.
server-trouble-denied = The server takes its access secret no more. If you changed it, add the server again with the new one.
server-trouble-silent = The server does not answer in time. See that it is on and the network reaches it, and try again.
server-trouble-read-only = telemt's control API is for reading only: take read_only out of its configuration and try again.
server-trouble-no-process = mtprotoproxy does not run, or has only just started. See that it runs and try again.
server-trouble-no-metrics = The metrics of mtprotoproxy do not answer. See that METRICS_PORT is that of the address you wrote and that the proxy runs, and try again.
server-trouble-config-changed = Somebody changed the lines by hand that I keep in config.py. Remove them, from “# portero: begin” to “# portero: end”, and I write them anew.
server-trouble-config-locked = Portero cannot read or write config.py. See that the path is right and give its user the permission.
server-trouble-away = The server is out of reach: switched off, or something on the way lets nothing through. The bot's log has the details.
server-trouble-refuses = The server says no to what I ask of it. The bot's log has the details.
server-trouble-strange = The server answers something I do not understand: another version, or another program at that address. The bot's log has the details.
server-trouble-lacking = Something is missing to drive the server: a program, a permission or a value. The bot's log has the details.
server-trouble-other = The server fails and I do not know why. See the bot's log.
server-refusal-certificate = The certificate of the server is not the expected one. Nothing was sent. If you changed it, add it again.
server-refusal-already = That server is here already: { $name }.
server-refusal-value = That value will not do.
pool-refusal-network = That is no network. Write, for example, 10.8.0.0/22 or fd00:8::/64.
pool-refusal-host-bits = That is not the first address of the network. Did you mean { $meant }?
pool-refusal-size = That size of network will not do: from /{ $least } to /{ $most }.
pool-refusal-overlaps = That network overlaps { $network }.
pool-refusal-reserved = That network is reserved and does not serve for clients.
pool-refusal-in-use = { $count ->
        [one] 1 key still uses
       *[other] { $count } keys still use
    } addresses of that network.

notice-pool-scarce-paid = 📉 <b>{ $name }</b>: { $available ->
    [0] no free addresses are left
    [one] 1 free address is left
   *[other] { $available } free addresses are left
} of { $total }. Add another network to its addresses to let more people in.
notice-pool-scarce-trial = 📉 <b>{ $name }</b>: { $available ->
    [0] no free addresses are left
    [one] 1 free address is left
   *[other] { $available } free addresses are left
} for trials, of { $total }. Add another network for trials, or wait until some of them end.

servers-heading =
    🖥 <b>Servers</b> · { $count }
servers-none = None yet. Add the first: just paste what Outline shows when it is installed, or the line of <code>portero node</code>.
servers-line = { $sign } <b>{ $name }</b> · { $kind } · { $keys ->
        [one] 1 key
       *[other] { $keys } keys
    }
servers-load = { $bar } { $percent }%
button-server-add = ➕ Add a server
button-vpn-settings = ⚙️ VPN settings
button-server-show = 🖥 See the server

server-add =
    ➕ <b>Add a server</b>

    <b>Outline</b>: you paste what it showed when it was installed.
    <b>Node</b>: a VPS with <code>portero node</code>, for WireGuard or MTProto; you paste the line it shows.
    <b>This machine</b>: a WireGuard interface here.
    <b>By file</b>: I write the server's file and you apply it.
    <b>MTProto</b>, proxies for Telegram: a telemt (the best), an mtprotoproxy of this machine, or links you have already.
button-add-outline = 🌐 Outline
button-add-node = 🛰 Node
button-add-local = 💻 WireGuard on this machine
button-add-file = 📄 WireGuard by file
button-add-telemt = ⚡ MTProto with telemt
button-add-mtprotoproxy = 🐍 mtprotoproxy
button-add-links = 🔗 Proxy links
button-add-demo-wireguard = 🎭 Pretended WireGuard
button-add-demo-outline = 🎭 Pretended Outline
button-add-demo-mtproto = 🎭 Pretended MTProto
server-ask-local =
    💻 Which interface? Write its name: <code>wg0</code>.
    For AmneziaWG: <code>awg awg0</code>. For a userspace server, by its socket: <code>socket wg0</code>.
server-ask-node =
    🛰 Paste the line that <code>portero node</code> shows on the VPS. It begins with <code>portero-node://</code>
    It holds a secret: I take it out of the chat as soon as I have read it.
server-ask-file =
    📄 Write the server's public key and its address with port, like this:
    <code>HIgo9xNz…ykw= vpn.example.org:51820</code>
server-ask-outline =
    🌐 Paste what Outline showed when it was installed: the line with <code>apiUrl</code> and <code>certSha256</code>, as it is. It is also in <code>/opt/outline/access.txt</code>.
    It holds a secret: I take it out of the chat as soon as I have read it.
server-ask-telemt =
    ⚡ Where is telemt's control API? Write its address and, if it asks for one, the exact value of <code>Authorization</code> behind it:
    <code>http://127.0.0.1:9091 value</code>
    Without https it may only be on this machine or its private network; on another VPS use a <code>portero node</code>. I delete your message from the chat as soon as I have read it.
server-ask-mtprotoproxy =
    🐍 Where is the mtprotoproxy of this machine? Write the path of its configuration, that of the file with its process id and, if it has them, the address of its metrics:
    <code>/opt/mtprotoproxy/config.py /run/mtprotoproxy.pid 127.0.0.1:8888</code>
    Without metrics (<code>METRICS_PORT</code>) nobody's traffic is counted and no data limit holds.
    Mind: whoever is connected stays until they disconnect, even when their key is taken away. telemt cuts them at once.
server-ask-links =
    🔗 Paste one or more links that begin with <code>tg://proxy</code> or <code>https://t.me/proxy</code> (up to 10). I try each before I keep it, and each is a server.
    All its keys are that same link: what each person uses cannot be counted, nor can it be taken from them. I delete your message from the chat.
server-link-refused = ⚠️ <code>{ $place }</code>: { $why }
server-trust =
    ⚠️ <b>The fingerprint of the certificate is missing</b>

    You pasted only the address, so I cannot know whether { $place } really is your server or somebody in between. I have sent it nothing yet. This is the certificate it shows now:

    <code>{ $fingerprint }</code>

    Compare it with your server's:
    <code>sudo grep certSha256 /opt/outline/access.txt</code>
    If it is the same, write its first { $digits } digits. If it is not, cancel.
server-added = ✅ Server added: <b>{ $name }</b>
server-access-changed = 🔑 Access changed: <b>{ $name }</b>
server-uncounted = 📊 It counts nobody's traffic, so no data limit holds: give it metrics and add it again with their address (with a node, write it into the node's file and restart that)
server-added-hidden = 🧹 I deleted your message, which held the secret.

server-heading =
    <b>{ $name }</b> · { $kind }
    { $reach }
server-reach-local = On this machine: { $interface } ({ $program })
server-reach-node = Node { $place }
server-reach-panel = Outline at { $place }
server-reach-telemt = telemt at { $place }
server-reach-mtprotoproxy = mtprotoproxy of this machine: { $config }
server-reach-link = A pasted link
server-reach-file = By file
server-reach-demo = Pretended
server-reach-unknown = I cannot read how to reach it: did SECRET_KEY change?
server-up = 🟢 Has answered for { $length }
server-down =
    🔴 Has not answered for { $length }
    <i>{ $why }</i>
server-unknown = ⚪️ I have not asked it yet
server-unasked = ⚪️ I cannot ask it: you apply its file
server-unasked-link = ⚪️ It is somebody's link: I try it from outside and ask it nothing
server-draining = 🚰 Takes no new keys
server-file-new = 📄 Its file has changed: download it and apply it on the server
server-lack-endpoint = ⚠️ Its address is missing: without it there are no new keys. Set it under ✏️ Edit.
server-lack-key = ⚠️ Its public key is missing: set it under ✏️ Edit.
server-lack-pool = ⚠️ There are no addresses to give out: add a network under 🗂 Networks.
server-lack-other-key = ⚠️ The server has another public key than the files people have: they do not work. Give it its own back, or change it under ✏️ Edit.
server-lack-other-domain = ⚠️ The server pretends to be another site than the links that people have say: those with fake TLS do not work. Give it back its own, or change it in ✏️ Edit.
server-endpoint = 📍 <code>{ $place }</code>
server-version = Version: { $version }
server-load = Load: { $load }
server-disk = Free disk: { $free }
server-disk-little = ⚠️ Little disk left: { $free }
server-skew = ⚠️ Its clock and mine differ by { $length }
server-amnezia = 🥷 AmneziaWG
server-proxy-forms = 🎭 Links: { $forms }
server-proxy-domain = 🌍 Pretends to be <code>{ $domain }</code>
server-proxy-tag = 📣 With a tag of @MTProxybot
proxy-form-tls = fake TLS (ee)
proxy-form-secure = padded (dd)
proxy-form-plain = plain
server-keys = 🔑 { $count ->
        [0] No keys
        [one] <b>1</b> key
       *[other] <b>{ $count }</b> keys
    }
server-keys-pending = { $count } being made
server-keys-active = { $count } active
server-keys-suspended = { $count } suspended
server-keys-expired = { $count } ended
server-keys-revoked = { $count } deleted
server-fill-paid = { $sign }{ $bar } { $taken } of { $total } addresses
server-fill-trial = { $sign }{ $bar } { $taken } of { $total } for trials
server-most = At most { $most } keys
server-foreign = 👤 { $count ->
        [one] 1 foreign key
       *[other] { $count } foreign keys
    }
button-server-test = 🔍 Test now
button-server-pools = 🗂 Networks
button-server-drift = 🔁 Reconcile
button-server-register = 📣 Promoted channel
button-server-strangers = 👤 Foreign
button-server-file = 📄 Server's file
button-server-import = 📥 Import wg0.conf
button-server-edit = ✏️ Edit
button-server-drain = 🚰 No more keys
button-server-fill = ✅ Keys again
button-server-remove = 🗑 Remove the server
server-file =
    📄 <b>{ $name }</b> · { $count ->
        [one] 1 key
       *[other] { $count } keys
    }

    Put the server's private key into its line and apply it with <code>wg-quick</code>. It holds secrets: delete it afterwards. I will tell you when it changes.

server-drift = 🔁 <b>{ $name }</b> · compared now
server-drift-mended = 🔁 <b>{ $name }</b> · mended; this is what I found
server-drift-matching = ✅ As they should be: { $count }
server-drift-put = ➕ Missing or different: { $count }
server-drift-remove = ➖ Too many: { $count }
server-drift-foreign = 👤 Foreign: { $count }{ $left ->
        [0] {""}
       *[other] , and { $left } you decided to leave
    }
server-drift-named = Too many:
button-server-repair = 🛠 Mend
strangers-some =
    👤 <b>{ $name }</b> · foreign keys: { $count }

    They are on the server and I did not make them. I leave them alone. You can give them to a person, and they go on working as they are.
strangers-none =
    👤 <b>{ $name }</b>

    No foreign keys, as of the last comparison.
stranger-card =
    👤 <b>{ $name }</b>
    <code>{ $remote_id }</code>
    { $addresses }
    Seen since { $since }
stranger-left = ➖ You decided to leave it as it is.
button-stranger-adopt = 🙋 Give it to a person
button-stranger-leave = ➖ Leave it
stranger-ask-owner = 🙋 Whose is <b>{ $name }</b>? Write their number or @name. They must have written to the bot some day.
server-import-ask =
    📥 Send me the <code>wg0.conf</code> of <b>{ $name }</b>, as a document or pasted. I read its keys and you tell me whose each is; they go on working as they are.
server-import-found = 📥 { $count ->
        [one] I found 1 key:
       *[other] I found { $count } keys:
    }
server-import-line = { $number }. <b>{ $name }</b> <code>{ $address }</code>
server-import-more = …and { $count } more
server-import-owners =
    Whose are they? Write the numbers and the person: <code>1 3-5 @ana</code>, or <code>all 123456789</code>. Those you give to nobody stay foreign.
server-import-done = ✅ { $count ->
        [0] No new key
        [one] 1 key given
       *[other] { $count } keys given
    }
server-import-known = { $count ->
        [one] 1 was ours already
       *[other] { $count } were ours already
    }
server-import-conflict = ⚠️ { $count ->
        [one] 1 has an address that another key uses: it stays foreign
       *[other] { $count } have addresses that other keys use: they stay foreign
    }

server-edit = ✏️ <b>{ $name }</b>
server-field = { $field }: <b>{ $value }</b>
server-none = none
server-seconds = { $count } s
server-now = Now: <b>{ $now }</b>
server-breaks = ⚠️ { $count ->
        [one] If you change it, the file that was handed out stops working
       *[other] If you change it, the files that were handed out ({ $count } keys) stop working
    }: they have to be handed out again.
server-breaks-links = ⚠️ { $count ->
        [one] If you change it, the link that was handed out may stop working
       *[other] If you change it, the links that were handed out ({ $count } keys) may stop working
    }: each person will have to press “Connect” again.
button-field-name = 🏷 Name
button-field-flag = 🏳️ Flag
button-field-endpoint = 📍 Address
button-field-dns = 🔎 DNS
button-field-mtu = 📦 MTU
button-field-keepalive = 💓 Keepalive
button-field-key = 🗝 Public key
button-field-amnezia = 🥷 AmneziaWG
button-field-most = 🔢 Most keys
button-field-forms = 🎭 Forms
button-field-domain = 🌍 Pretended site
button-field-tag = 📣 Tag
button-field-clear = 🚫 None
server-ask-name = 🏷 What is it called? People see it: <code>Madrid 1</code>.
server-ask-flag = 🏳️ Which flag? Choose, send an emoji, or write the two letters of the country: <code>ES</code>.
server-ask-endpoint = 📍 By which address and port do clients reach it? <code>vpn.example.org:51820</code>, <code>203.0.113.5:51820</code> or <code>[2001:db8::1]:51820</code>.
server-ask-endpoint-outline = 📍 With which address and port are new keys made? <code>vpn.example.org:51820</code>. Those that exist stay as they are.
server-ask-endpoint-mtproto = 📍 Which address and port do the links say? <code>proxy.example.org:443</code>. Links that people have stop working if nothing is there any more.
server-ask-dns = 🔎 Which name servers do clients use? One to four addresses: <code>1.1.1.1 9.9.9.9</code>.
server-ask-mtu = 📦 How many bytes in a packet? 1280 to 1500; <code>1420</code> is usual, <code>1280</code> passes through any network.
server-ask-keepalive = 💓 Every how many seconds does a client give a sign of life? <code>25</code> is usual behind a router; <code>0</code> for never.
server-ask-key = 🗝 What is the server's public key? 44 letters that end in =, as in <code>wg show</code>.
server-ask-amnezia =
    🥷 <b>AmneziaWG</b> disguises the traffic. The server and its clients have the same parameters. Paste the server's, or let me make them and put them on the server:
    <code>Jc = 4, Jmin = 8, Jmax = 80, S1 = 50, S2 = 100, H1 = 1234567, H2 = …</code>
server-ask-most = 🔢 How many keys fit on this server at most? A number.
server-ask-forms =
    🎭 In which forms shall I make the links? Press, or write: <code>ee dd plain</code>. “Connect” uses the first that is ticked.
    <b>Fake TLS</b> looks like a visit to a web site and stands censorship best; <b>padded</b> works for nearly everybody; <b>plain</b> is recognised at once. The server has to take them.
server-ask-domain = 🌍 Which site does the server pretend to be with fake TLS? The same as in its configuration (<code>tls_domain</code> or <code>TLS_DOMAIN</code>): <code>www.example.com</code>.
server-ask-tag =
    📣 Which tag did @MTProxybot give you? 32 digits and letters from a to f.
    I tell telemt, person by person; in mtprotoproxy I write it as <code>AD_TAG</code>, for all its users; where you pasted a link, put it there yourself.
server-register =
    📣 <b>{ $name }</b> · promoted channel

    Bots cannot talk to each other, so this is for you to do. Open @MTProxybot and send it, one by one, these three lines:
    1. <code>{ $first }</code>
    2. <code>{ $place }</code>
    3. <code>{ $secret }</code>
    It gives you a tag of 32 digits and letters: press “Put the tag” and paste it.
    Then, still there: /myproxies → Set promotion → the link of your public channel. It takes up to an hour.

    Do not hand out the link which that bot shows you: mine are the right ones.
server-register-driven = ⚙️ It takes “middle proxy” mode: in telemt <code>use_middle_proxy = true</code>; mtprotoproxy switches it on by itself with <code>AD_TAG</code>: restart it once the tag is set. The server has to know its public address and to reach port 8888 outside.
server-register-by-hand = ⚙️ I cannot reach this server: put the tag into its configuration yourself, with “middle proxy” mode on, and restart it.
server-register-tag = ✅ The tag is put: <code>{ $tag }</code>
button-register-open = 🤖 Open @MTProxybot
button-register-tag = 🏷 Put the tag
button-amnezia-make = 🎲 Make new parameters
button-amnezia-off = 🚫 Plain WireGuard
button-amnezia-yes = 🎲 Yes, make them
button-amnezia-off-yes = 🚫 Yes, take them away
amnezia-sure =
    🎲 New parameters of AmneziaWG?

    { $count ->
        [0] You have to put them on the server too.
       *[other] ⚠️ The files that were handed out ({ $count } keys) stop working, and you have to put them on the server too.
    }
amnezia-off-sure =
    🚫 No AmneziaWG any more?

    { $count ->
        [0] Take it away on the server too.
       *[other] ⚠️ The files that were handed out ({ $count } keys) stop working. Take it away on the server too.
    }

pools-heading = 🗂 <b>{ $name }</b> · networks
pools-none = None yet. Without a network I cannot give addresses to keys.
pools-line = <code>{ $networks }</code>
button-pool-add = ➕ Network
button-pool-add-trial = ➕ Trial network
button-pool-drop = 🗑 { $networks }
button-pool-drop-yes = 🗑 Yes, remove it
pool-ask = ➕ Which network? Choose one, or write it: IPv4, IPv6 or both: <code>10.8.0.0/22 fd00:8::/64</code>. The first address is the server's. To grow, add another network.
pool-ask-trial = ➕ Which network, for trials? Choose one, or write it: IPv4, IPv6 or both: <code>10.9.0.0/24 fd00:9::/64</code>.
pool-drop-sure = 🗑 Remove the network <code>{ $networks }</code>? That works only if no key uses it.

server-remove =
    🗑 <b>{ $name }</b> has { $count ->
        [one] 1 key
       *[other] { $count } keys
    }. What becomes of them?

    { $others ->
        [0] There is no other server of its kind with room to move them to.
       *[other] If they move, each person gets their new file or link.
    }
server-remove-empty = 🗑 Remove <b>{ $name }</b>? It has no keys. The history stays.
button-server-move = ➡️ To { $name }
button-server-end = ❌ Delete them all
button-server-remove-empty = 🗑 Yes, remove it
button-server-remove-yes = 🗑 Yes, do it
server-move-sure = ➡️ Move { $count ->
        [one] 1 key
       *[other] { $count } keys
    } from <b>{ $name }</b> to <b>{ $to }</b> and remove the server?
server-end-sure = ❌ Delete { $count ->
        [0] the keys
        [one] 1 key
       *[other] { $count } keys
    } of <b>{ $name }</b> for good and remove the server? I tell their owners that their key is gone.
server-removed = 🗑 Server removed. { $count ->
        [0] It had no keys.
        [one] 1 key was deleted.
       *[other] { $count } keys were deleted.
    }
server-removed-moved = 🗑 Server removed. { $count ->
        [one] 1 key moves: its owner gets the new one as soon as it is ready.
       *[other] { $count } keys move: each owner gets the new one as soon as it is ready.
    }

server-notice-down =
    🔴 <b>{ $name }</b> has not answered for { $length }
    <i>{ $why }</i>
    What is to be done there waits, and is done when it is back.
server-notice-up = 🟢 <b>{ $name }</b> answers again, after { $length }. { $count ->
        [0] Nothing waited for it.
        [one] 1 task that waited goes on.
       *[other] { $count } tasks that waited go on.
    }
server-notice-file = 📄 The file of <b>{ $name }</b> has changed: it has { $count ->
        [one] 1 key
       *[other] { $count } keys
    } now. Download it and apply it on the server.

server-refusal-interface = That is no name of an interface. Write, for example, wg0, awg awg0 or socket wg0.
server-refusal-endpoint = That is no address with its port. Write a name or an IP address, a colon and the port, as in the example.
server-refusal-key = That is no public key of WireGuard: 44 letters that end in =.
server-refusal-dns = Write one to four IP addresses, such as 1.1.1.1 9.9.9.9.
server-refusal-amnezia = Those are not the parameters of AmneziaWG, or they contradict each other. It takes Jc, Jmin, Jmax, S1, S2 and H1 to H4; the H all different.
server-refusal-flag = Send an emoji of a flag, or the two letters of the country.
server-refusal-fingerprint = That is not how the certificate begins that the server shows. If it is not yours, cancel.
server-refusal-bytes = I do not understand that amount. Write, for example, 5 GB, 500 MB, or no.
server-refusal-reminders = Write up to { $most } reminders, 10 minutes to 30 days before: 3d 1d 2h. For none: no.
server-refusal-choice = I did not understand. Choose one of the options.
server-refusal-demo = There are no pretended servers here.
server-refusal-conf = That is no wg0.conf I understand, or it has no key.
server-refusal-person = I know nobody like that. They must have written to the bot before.
server-refusal-stranger = That key is not on the server any more.
server-refusal-channel = I am not an administrator in { $title }, so I cannot see who is there. Make me one and try again.

vpn-set-none = none
vpn-settings = ⚙️ <b>VPN settings</b>
button-vpn-reset = ♻️ As at first
button-vpn-reset-yes = ♻️ Yes, all as at first
vpn-reset-sure = ♻️ All VPN settings as at first? Servers and keys stay.
vpn-set-on = yes
vpn-set-off = no
vpn-set-unlimited = no limit
vpn-set-networks = { $count } networks
vpn-self-nobody = nobody
vpn-self-vip = VIP members
vpn-self-everybody = everybody
vpn-set-trial = 🎁 Trial
vpn-set-trial-hours = ⏳ Trial: length
vpn-set-trial-bytes = 📊 Trial: data
vpn-set-trial-day = 📆 Trial: data a day
vpn-set-trial-channel = 📣 Trial: channel
vpn-set-self = 🙋 Self-service
vpn-set-self-days = ⏳ Self-service: length
vpn-set-self-bytes = 📊 Self-service: data
vpn-set-devices = 📱 Devices
vpn-set-grace = 🕊️ Grace
vpn-set-once = 🙈 Show only once
vpn-set-quarantine = 🧊 Quarantine
vpn-set-reminders = ⏰ Reminders
vpn-set-sharing = 👥 Shared from
vpn-set-sharing-holds = ✋ Hold shared keys
vpn-set-alert = 🚨 Alert on daily use
vpn-set-retention = 🗄️ History
vpn-ask-trial = 🎁 May people ask for a trial? One per person, for ever.
vpn-ask-trial-hours = ⏳ How long is the trial? { $least } to { $most } hours. Write <code>24</code> or <code>3d</code>.
vpn-ask-trial-bytes = 📊 How much data does the trial have? Write <code>1 GB</code>, <code>500 MB</code>, or <code>no</code> for no limit.
vpn-ask-trial-day = 📆 How much data a day, at most, in the trial? Write <code>500 MB</code>, or <code>no</code> for no limit.
vpn-ask-trial-channel = 📣 Which channel must people be in to ask for the trial? Choose it, or write its @name; <code>no</code> for none. I have to be an administrator there.
vpn-ask-self = 🙋 Who may make keys for themselves, without the team giving them any?
vpn-ask-self-days = ⏳ How long does the VPN last that people make for themselves? { $least } to { $most } days, or <code>no</code> for no end.
vpn-ask-self-bytes = 📊 How much data has the VPN that people make for themselves? Write <code>50 GB</code>, or <code>no</code> for no limit.
vpn-ask-devices = 📱 How many keys of each kind may a person have? { $least } to { $most }. Somebody in particular can be given more.
vpn-ask-grace = 🕊️ How long do I keep a key that has ended, in case it is renewed? { $least } to { $most } hours: <code>72</code>, <code>3d</code>.
vpn-ask-once = 🙈 Do I show the private key only once, and keep it nowhere? Whoever loses it has to rotate the key.
vpn-ask-quarantine = 🧊 How long does an address rest after its key is gone? { $least } to { $most } minutes: <code>60</code>, <code>1d</code>.
vpn-ask-reminders = ⏰ When do I remind that a key ends? Up to 5 reminders, 10 minutes to 30 days before: <code>3d 1d 2h</code>. For none: <code>no</code>.
vpn-ask-sharing = 👥 From how many networks in a day does a key look shared? { $least } to { $most }, or <code>no</code> not to look.
vpn-ask-sharing-holds = ✋ Do I hold back a key that looks shared until somebody of the staff looks at it?
vpn-ask-alert = 🚨 From how much data of a key in a day do I tell the staff? Write <code>50 GB</code>, or <code>no</code>.
vpn-ask-retention = 🗄️ How long do I keep the traffic of each day? { $least } to { $most } days.
button-pick-trial-channel = 📣 Choose a channel or group
vpn-pick-channel = 📣 Choose the channel or group with the buttons below, or write its @name.

status-servers = 🖥 Servers: { $up } 🟢{ $down ->
        [0] {""}
       *[other] {" "}· { $down } 🔴
    }{ $unknown ->
        [0] {""}
       *[other] {" "}· { $unknown } ⚪️
    }
