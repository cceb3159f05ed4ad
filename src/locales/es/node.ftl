# `portero node`, leído en una terminal.

node-join = El nodo de { $interface } está listo. Pega esta línea en el chat del bot, en 🖥 Servidores (contiene un secreto):
node-inner-address = { $host } es una dirección de una red interna. Si el bot está fuera, da la dirección pública:  portero node join --host DIRECCIÓN
node-rotated = Los secretos son nuevos y los viejos ya no abren nada. Para ver la línea que hay que pegar otra vez:  portero node join
node-not-root = Esto cambia la máquina: ejecútalo como root (sudo). Para ver solo lo que se haría, añade --dry-run.
node-for-system = systemd, servicio { $name } para toda la máquina:
node-no-systemd = Aquí no hay systemd. Haz que lo que arranca los programas de esta máquina ejecute, como root:  { $command }
node-installed = Hecho. El nodo funciona y vuelve si lo matan.
node-not-running =
    Instalado, pero el nodo no se queda en marcha. Lo último que dijo:
      { $line }
    Más:  { $log }
node-look =
    Cómo está:    systemctl status { $name }
    Su registro:  journalctl -u { $name } -f
    Quitarlo:     portero node uninstall
node-open-port = El bot tiene que llegar al puerto TCP { $port } de esta máquina: ábrelo en el cortafuegos (ufw: ufw allow { $port }/tcp) y en el proveedor.
node-removed = Quitado. El certificado, los secretos y el estado se quedan: { $path }
node-directory-taken = { $path } es de otra cosa. Elige otro --data-dir.
node-wg-begin = WireGuard en { $interface }:
node-wg-name = { $name } no puede ser el nombre de una interfaz: letras, cifras, punto, guion y guion bajo, 15 como mucho.
node-wg-missing = Falta algo en esta máquina. Primero:  apt-get install --no-install-recommends { $packages }
node-wg-no-uplink = No se pudo averiguar la interfaz hacia internet: dila con --uplink.
node-wg-too-small = En esa red no cabe nadie: usa /30 o mayor, y /126 o mayor para IPv6.
node-wg-overlap = Esta máquina ya está en la red { $network }: elige otra con --network o --network6.
node-wg-other = { $interface } se configuró con otros valores y su gente los tiene en sus archivos. Para empezar de nuevo, deshazlo antes con --undo.
node-wg-not-ours = { $path } ya existe y no lo hizo esta orden: no se toca. portero node maneja esa interfaz tal como está; para otra más, elige otro --interface.
node-wg-damaged = { $path } ya no tiene un PrivateKey que sirva. Recupera su copia, o deshaz todo con --undo.
node-wg-done =
    { $interface } está lista.
      Puerto UDP:     { $port }
      Redes:          { $networks }
      Clave pública:  { $key }
    Ahora, el servicio que hace lo que pide el bot:  portero node install --interface { $interface }
node-wg-shut-port = El cortafuegos de esta máquina rechaza lo que ninguna regla deja entrar. Deja entrar ahí el puerto UDP { $port }.
node-wg-shut-forward = El cortafuegos de esta máquina solo reenvía lo que nombra una regla (Docker lo hace así). Deja pasar ahí los paquetes de { $interface }, en nft:  iifname "{ $interface }" accept  y  oifname "{ $interface }" accept
node-wg-provider = Si el proveedor tiene su propio cortafuegos, abre allí el puerto UDP { $port }.
node-wg-nothing = Esta orden no configuró nada aquí.
node-wg-undo = Deshaciendo lo que se configuró para { $interface }:
node-wg-undone = { $interface } está como antes. Los archivos con su clave ya no abren nada.
