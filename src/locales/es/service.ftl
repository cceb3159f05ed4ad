# `portero service`, que se lee en una terminal.

service-for-system = { $kind }, servicio { $name } para toda la máquina:
service-for-user = { $kind }, servicio { $name } para el usuario actual:
service-dry = (Ensayo: nada se hace de verdad.)
service-already = Ya estaba todo así.
service-installed = Hecho. El bot está en marcha y vuelve si lo matan.
service-installed-only = Instalado; el bot todavía no está en marcha.
service-not-running =
    Instalado, pero el bot no se mantiene en marcha. Lo último que dijo:
      { $line }
    Más:  { $log }
service-not-running-silent = Instalado, pero el bot no se mantiene en marcha, y en su registro no hay ni una palabra suya:  { $log }
service-removed = Quitado. Los datos y .env se quedan donde están.
service-removed-system = Quitado. Se quedan los datos, .env y el usuario del servicio: { $path }
service-nothing = Aquí no hay ningún servicio instalado con ese nombre.
service-look =
    Cómo está:    { $state }
    Su registro:  { $log }
    Quitarlo:     portero service uninstall{ $flags }
service-lives = Vive en { $path }. Antes de portero doctor, status o setup:  cd { $path }
service-linger = Para que siga en marcha cuando cierras la sesión:  loginctl enable-linger
service-termux-services = Mejor con termux-services, que vigila el bot:  pkg install termux-services  (luego abre otra sesión e instala otra vez)
service-termux-phone =
    Para que el teléfono lo deje vivir:
    • Instala la app Termux:Boot y ábrela una vez: así el bot arranca con el teléfono.
    • Ajustes de Android, Aplicaciones, Termux (y Termux:Boot), Batería: «Sin restricciones».
    • Android 12 y posteriores matan programas en segundo plano. En las opciones de desarrollador activa «Inhabilitar restricciones de procesos secundarios», o desde un ordenador:  adb shell settings put global settings_enable_monitor_phantom_procs false
service-none =
    Aquí no hay Termux, ni systemd, ni runit: nada que pueda arrancar el bot. Que lo haga un bucle, dentro de tmux o algo así:
      { $forever }
    o desde el arranque de la máquina, como línea de crontab -e:
      { $cron }
service-not-root = Un servicio para toda la máquina necesita root: ejecútalo como root o usa --user-unit.
service-name-odd = { $name } no puede ser un nombre: minúsculas, cifras, - y _, empezando por una letra, 31 como mucho.
service-path-odd = { $path } no puede estar en un archivo de servicio: tiene un carácter de control, o termina en espacio o barra invertida. Cámbiale el nombre.
service-not-ours = { $path } no lo hizo portero service install, así que no se toca. Apártalo o elige otro --name.
service-step-failed = Este paso falló: { $step } (pasos hechos antes: { $done }). Arréglalo y ejecuta la orden otra vez: sigue desde ahí.
service-no-env = No existe { $path }: ejecuta antes portero setup, o indica el archivo con --env-file.
service-no-token = { $path } no tiene BOT_TOKEN: ejecuta antes portero setup.
service-env-name = { $path } debe llamarse .env para este tipo de servicio: el bot lee el .env de su directorio.
service-env-kept = { $path } se queda como está; { $other } es distinto y no se usa. (Para usarlo, cópialo allí e instala otra vez con --restart.)
service-no-home = HOME no está definido.
service-no-prefix = PREFIX o HOME no está definido: esto no es Termux.
service-no-svdir = Sin root y sin SVDIR: pon en SVDIR el directorio que vigila tu propio runsvdir.
service-no-service-directory = No hay ningún directorio que runsvdir vigile: /etc/service, /var/service, /run/runit/service ni /service.
service-no-runsvdir = Ningún runsvdir vigila { $path } ahora: el bot arrancará cuando haya uno.
service-private = { $path } está en una carpeta personal o en /tmp, que un servicio protegido no ve. Elige otro sitio con --data-dir o cámbialo en .env.
service-program-taken = { $path } ya existe y es otro programa u otra versión. Ejecuta ese, o quítalo.
service-program-shared = { $path } se queda: otro servicio también lo arranca.
service-program-odd = systemd no arranca un programa con comillas o barras invertidas en su ruta: { $path }. Mueve el programa.
service-directory-taken = { $path } es de otra cosa. Elige otro --name.
service-not-theirs = { $path } no es de { $user }. Dáselo (chown -R { $user }: …) o elige otro sitio con --data-dir.
service-shared = Con { $setting } el bot escribiría en { $path }, donde hay o puede haber otras cosas: un servicio solo escribe donde no hay nada más. Ponlo bajo el directorio del propio servicio, { $directory }:  { $instead }
service-shared-move = Antes detén el bot, crea el directorio (install -d -m 700 { $directory }) y mueve allí:  { $files }
service-data-brought = Se copiaron los datos de { $path }. El bot usa la copia desde ahora: no lo arranques más allí.
service-still-runs = El script del bot (proceso { $pid }) no se detiene. Termínalo y ejecuta esto otra vez.
