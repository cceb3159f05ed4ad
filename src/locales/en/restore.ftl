# `portero backup` and `portero restore` at the terminal.

backup-cli-denied = { $path } may not be read by this user; run it as the bot's user (sudo -u { $user } portero backup).
backup-cli-no-database = There is no database at { $path } yet: start the bot once.
backup-cli-made = Backup made: { $path } ({ $size })
backup-cli-elsewhere = Keep a copy of it, and its passphrase, somewhere else than on this machine.

restore-cli-running = The bot is running on { $path } ({ $holder }). Stop it first; nothing was changed.
restore-cli-passphrase = Passphrase of the backup (not shown)
restore-cli-again = That is not the passphrase. Again:
restore-cli-no-passphrase = A passphrase is needed: set BACKUP_PASSPHRASE, or give it on standard input. Nothing was changed.
restore-cli-replaces = It takes the place of { $path }, which is kept beside it with the date.
restore-cli-sure = Restore it?
restore-cli-yes = Nothing was changed. To restore it without being asked, add --yes.
restore-cli-left = Nothing was changed.
restore-cli-done = Restored. Start the bot: portero run
restore-cli-kept = What was there before is kept: { $path }. Delete it once all is well.
