# Care of the database: a disk that takes nothing, a damaged file.

care-no-room =
    🛑 <b>The disk is full</b>

    { $free } are left in <code>{ $path }</code>.
care-refused =
    🛑 <b>The disk does not let me write</b>

    <code>{ $path }</code>: <code>{ $why }</code>
care-waits = Meanwhile I write nothing. What people send waits at Telegram, which keeps it for 24 hours, and is not lost. As soon as this is mended I go on by myself and tell you.
care-room-again = ✅ <b>There is room on the disk again.</b> I go on with what waited; I wrote nothing for { $time }.
care-writes-again = ✅ <b>The disk lets me write again.</b> I go on with what waited; I wrote nothing for { $time }.
care-damaged =
    🚨 <b>Incident { $number }: the database is damaged</b>
    <code>{ $fault }</code>

    I stopped writing so that nothing else breaks. What people send waits at Telegram, which keeps it for 24 hours. At the next start I read it through and, if it is broken, set it aside under a name with the date, deleting nothing.
care-blemished =
    ⚠️ <b>Incident { $number }: the check of the database found a fault</b>
    <code>{ $fault }</code>

    I go on working: the file can be read. Make a backup today, and see whether the disk is sound.
care-aside =
    🗄️ <b>I set a damaged database aside</b>

    It lies beside the present one and is called <code>{ $name }</code>. Nothing was deleted.
care-down =
    🚨 <b>I cannot start: the database is damaged</b>

    I set it aside as <code>{ $name }</code> and deleted nothing.
care-anew =
    I do not begin an empty house unless you say so. If that is what you want:
    <code>portero run --new-house</code>
care-waiting =
    🛑 <b>I cannot start: the disk is full</b>

    Nothing more fits into <code>{ $path }</code>. Make room and I start by myself.
care-backup =
    💾 The newest backup is <code>{ $file }</code> ({ $date }). To bring it back, stop the bot and run:
    <code>{ $command }</code>
care-no-backup =
    💾 I find no backup here. If you have one elsewhere, stop the bot and run:
    <code>portero restore FILE</code>
care-fault-line = ⛔ The database has a fault (checked { $date }): <code>{ $fault }</code>
