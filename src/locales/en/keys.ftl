# VPN keys of people: what their owners see.

button-keys = 🔑 My VPN keys

vpn-refusal-no-server = No { $kind } server takes new keys right now.
vpn-refusal-full = Every { $kind } place is taken (full). Try later or choose another place.
vpn-refusal-not-for-you = You have no VPN plan yet. Ask for the trial with /trial or write to the team.
vpn-refusal-too-many-keys = You have your { $most } keys already. Delete one or ask for one more device.
vpn-refusal-trial-used = You used your trial on { $at }. It is one per person.
vpn-refusal-trial-off = There are no trials now.
vpn-refusal-trial-channel = The trial is for people who are in { $title }. Join and ask again.
vpn-refusal-name = Write a name of 1 to { $most } characters.
vpn-refusal-wrong-state = The key is in no state that allows this.
vpn-refusal-shown-once = The private key was shown once and is not kept. Use “Rotate” to get a new file.
vpn-refusal-networks = Write networks such as 10.0.0.0/8 or 2001:db8::/32, separated by commas.
vpn-refusal-server-down = The server does not answer now. What you asked for is kept and done by itself when it is back.
vpn-kind-wireguard = WireGuard
vpn-kind-outline = Outline
