# Los servidores VPN, sus direcciones y los ajustes de las claves.

button-servers = 🖥 Servidores

server-refusal-outline = Eso no es lo que muestra Outline al instalarse. Pega la línea con apiUrl y certSha256.
server-refusal-join = Eso no es la línea que muestra «portero node». Empieza por portero-node://
server-refusal-unreachable = El servidor no responde: { $why }
server-refusal-certificate = El certificado del servidor no es el esperado. No se ha enviado nada. Si lo cambiaste tú, quítalo y añádelo de nuevo.
server-refusal-already = Ese servidor ya está: { $name }.
server-refusal-value = Ese valor no vale.
pool-refusal-network = Eso no es una red. Escribe, por ejemplo, 10.8.0.0/22 o fd00:8::/64.
pool-refusal-host-bits = Esa no es la primera dirección de la red. ¿Querías decir { $meant }?
pool-refusal-size = El tamaño de la red no vale: entre /{ $least } y /{ $most }.
pool-refusal-overlaps = Esa red se cruza con { $network }.
pool-refusal-reserved = Esa red está reservada y no sirve para clientes.
pool-refusal-in-use = { $count } claves usan todavía direcciones de esa red.
