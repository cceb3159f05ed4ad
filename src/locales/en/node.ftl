# `portero node`, read in a terminal.

node-join = The node of { $interface } is ready. Paste this line in the bot's chat, under 🖥 Servers (it holds a secret):
node-inner-address = { $host } is an address of an inner network. If the bot is elsewhere, give the outward one:  portero node join --host ADDRESS
node-rotated = The secrets are new, and the old ones open nothing any more. The line to paste again:  portero node join
node-not-root = This changes the machine: run it as root (sudo). To see only what would be done, add --dry-run.
node-for-system = systemd, service { $name } for the whole machine:
node-no-systemd = There is no systemd here. Have whatever starts programs on this machine run, as root:  { $command }
node-installed = Done. The node runs, and comes back when it is killed.
node-not-running =
    Installed, but the node does not stay running. The last it said:
      { $line }
    More:  { $log }
node-look =
    How it is:  systemctl status { $name }
    Its log:    journalctl -u { $name } -f
    Remove it:  portero node uninstall
node-open-port = The bot must reach TCP port { $port } of this machine: open it in the firewall (ufw: ufw allow { $port }/tcp) and at the provider.
node-removed = Removed. Certificate, secrets and state stay: { $path }
node-directory-taken = { $path } belongs to something else. Choose another --data-dir.
node-wg-begin = WireGuard on { $interface }:
node-wg-name = { $name } cannot be the name of an interface: letters, digits, dot, dash and underscore, 15 at most.
node-wg-missing = Something is missing on this machine. First:  apt-get install --no-install-recommends { $packages }
node-wg-no-uplink = The interface towards the internet could not be found out: name it with --uplink.
node-wg-too-small = That network has no room for people: take /30 or larger, and /126 or larger for IPv6.
node-wg-overlap = This machine is in the network { $network } already: choose another with --network or --network6.
node-wg-other = { $interface } was set up with other values, and its people have them in their files. To begin anew, take it back first with --undo.
node-wg-not-ours = { $path } is there already and was not made by this command: it is left alone. portero node drives that interface as it is; for one more, choose another --interface.
node-wg-damaged = { $path } has no usable PrivateKey any more. Put its backup back, or take everything back with --undo.
node-wg-done =
    { $interface } is set up.
      UDP port:    { $port }
      Networks:    { $networks }
      Public key:  { $key }
    Next, the service that does what the bot asks:  portero node install --interface { $interface }
node-wg-shut-port = The packet filter of this machine drops what no rule lets in. Let UDP port { $port } in there.
node-wg-shut-forward = The packet filter of this machine passes on only what a rule names (Docker does so). Let packets from and to { $interface } through there, in nft:  iifname "{ $interface }" accept  and  oifname "{ $interface }" accept
node-wg-provider = If the provider has a firewall of its own, open UDP port { $port } there.
node-wg-nothing = Nothing was set up here by this command.
node-wg-undo = Taking back what was set up for { $interface }:
node-wg-undone = { $interface } is as it was before. Files of people with its key open nothing any more.
