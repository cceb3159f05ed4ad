# `portero backup` y `portero restore` en la terminal.

backup-cli-denied = Este usuario no puede leer { $path }; ejecútalo como el usuario del bot (sudo -u { $user } portero backup).
backup-cli-no-database = Todavía no hay una base de datos en { $path }: inicia el bot una vez.
backup-cli-made = Copia hecha: { $path } ({ $size })
backup-cli-elsewhere = Guarda una copia de ella, y la frase secreta, fuera de esta máquina.

restore-cli-running = El bot está en marcha en { $path } ({ $holder }). Páralo antes; no se cambió nada.
restore-cli-passphrase = Frase secreta de la copia (no se ve)
restore-cli-again = La frase secreta no es esa. Otra vez:
restore-cli-no-passphrase = Hace falta la frase secreta: pon BACKUP_PASSPHRASE, o dala por la entrada estándar. No se cambió nada.
restore-cli-replaces = Ocupará el lugar de { $path }, que se guarda al lado con la fecha.
restore-cli-sure = ¿Restaurarla?
restore-cli-yes = No se cambió nada. Para restaurarla sin preguntas, añade --yes.
restore-cli-left = No se cambió nada.
restore-cli-done = Restaurada. Inicia el bot: portero run
restore-cli-kept = Lo que había antes está guardado: { $path }. Bórralo cuando todo vaya bien.
