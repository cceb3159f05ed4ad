# Las claves VPN de la gente: lo que ve quien las usa.

button-keys = 🔑 Mis claves VPN

vpn-refusal-no-server = Ahora mismo no hay ningún servidor de { $kind } que acepte claves nuevas.
vpn-refusal-full = Todas las plazas de { $kind } están ocupadas (lleno). Prueba más tarde o elige otro sitio.
vpn-refusal-not-for-you = Todavía no tienes un plan de VPN. Pide la prueba con /trial o escribe al equipo.
vpn-refusal-too-many-keys = Ya tienes tus { $most } claves. Borra una o pide un dispositivo más.
vpn-refusal-trial-used = Ya usaste tu prueba el { $at }. Es una por persona.
vpn-refusal-trial-off = Ahora no hay pruebas.
vpn-refusal-trial-channel = La prueba es para quienes están en { $title }. Entra y vuelve a pedirla.
vpn-refusal-name = Escribe un nombre de 1 a { $most } letras.
vpn-refusal-wrong-state = La clave no está en un estado que lo permita.
vpn-refusal-shown-once = La clave privada se mostró una sola vez y no se guarda. Usa «Rotar» para recibir un archivo nuevo.
vpn-refusal-networks = Escribe redes como 10.0.0.0/8 o 2001:db8::/32, separadas por comas.
vpn-refusal-server-down = El servidor no responde ahora. Lo pedido queda guardado y se hará solo cuando vuelva.
vpn-kind-wireguard = WireGuard
vpn-kind-outline = Outline
