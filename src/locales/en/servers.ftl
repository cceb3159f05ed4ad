# VPN servers, their addresses, and the settings of keys.

button-servers = 🖥 Servers

server-refusal-outline = That is not what Outline shows when it is installed. Paste the line with apiUrl and certSha256.
server-refusal-join = That is not the line “portero node” shows. It begins with portero-node://
server-refusal-unreachable = The server does not answer: { $why }
server-refusal-certificate = The certificate of the server is not the expected one. Nothing was sent. If you changed it, remove the server and add it again.
server-refusal-already = That server is here already: { $name }.
server-refusal-value = That value is not taken.
pool-refusal-network = That is no network. Write, for example, 10.8.0.0/22 or fd00:8::/64.
pool-refusal-host-bits = That is not the first address of the network. Did you mean { $meant }?
pool-refusal-size = The size of the network is not taken: from /{ $least } to /{ $most }.
pool-refusal-overlaps = That network overlaps { $network }.
pool-refusal-reserved = That network is reserved and does not serve for clients.
pool-refusal-in-use = { $count } keys still use addresses of that network.
