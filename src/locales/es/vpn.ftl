# Las claves de todos, para el equipo.

problem-what-settle-peer = Poner o quitar una clave en su servidor
problem-what-deliver-config = Entregar una clave
problem-what-tell-vpn = Contar un cambio de una clave
problem-what-remind-vpn = Recordar que una clave termina
problem-what-tell-quota = Avisar de la cuota

button-vpn-keys = 🔑 Claves
