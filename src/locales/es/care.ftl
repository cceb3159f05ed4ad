# Care of the database: a disk that takes nothing, a damaged file.

care-no-room =
    🛑 <b>El disco está lleno</b>

    En <code>{ $path }</code> quedan { $free }.
care-refused =
    🛑 <b>El disco no me deja escribir</b>

    <code>{ $path }</code>: <code>{ $why }</code>
care-waits = No escribo nada mientras tanto. Lo que la gente envía espera en Telegram, que lo guarda 24 horas, y no se pierde. En cuanto se arregle sigo solo y te lo digo.
care-room-again = ✅ <b>Vuelve a haber sitio en el disco.</b> Sigo con lo que esperaba; estuve sin escribir { $time }.
care-writes-again = ✅ <b>El disco vuelve a dejarme escribir.</b> Sigo con lo que esperaba; estuve sin escribir { $time }.
care-damaged =
    🚨 <b>Incidente { $number }: la base de datos está dañada</b>
    <code>{ $fault }</code>

    He dejado de escribir para no estropear nada más. Lo que la gente envía espera en Telegram, que lo guarda 24 horas. Al arrancar de nuevo la reviso y, si está rota, la aparto con la fecha en el nombre, sin borrar nada.
care-blemished =
    ⚠️ <b>Incidente { $number }: la revisión de la base de datos encontró un fallo</b>
    <code>{ $fault }</code>

    Sigo trabajando: el archivo se lee entero. Haz una copia hoy y mira si el disco está sano.
care-aside =
    🗄️ <b>Aparté una base de datos dañada</b>

    Está junto a la de ahora y se llama <code>{ $name }</code>. No borré nada.
care-down =
    🚨 <b>No puedo arrancar: la base de datos está dañada</b>

    La aparté con el nombre <code>{ $name }</code>, sin borrar nada.
care-anew =
    No empiezo una casa vacía sin que lo digas tú. Si es lo que quieres:
    <code>portero run --new-house</code>
care-waiting =
    🛑 <b>No puedo arrancar: el disco está lleno</b>

    En <code>{ $path }</code> no cabe nada más. Libera espacio y arranco solo.
care-backup =
    💾 La copia más reciente es <code>{ $file }</code> ({ $date }). Para recuperarla, para el bot y ejecuta:
    <code>{ $command }</code>
care-no-backup =
    💾 Aquí no encuentro ninguna copia. Si tienes una en otro sitio, para el bot y ejecuta:
    <code>portero restore ARCHIVO</code>
care-fault-line = ⛔ La base de datos tiene un fallo (revisada el { $date }): <code>{ $fault }</code>
