# Backups: the desk, the notices and restoring.

button-backups = 💾 Backups
button-backup-make = 💾 Make one now
button-backup-time = 🌙 Time
button-backup-keep = 🗂 How many
button-backup-chat = 📨 Chat
button-backup-split-on = ✂️ Big ones: in parts
button-backup-split-off = ✂️ Big ones: stay here
button-backup-restore = ♻️ Restore from a file
button-backup-release = ▶️ Let removals go on
button-backup-test = 🩺 Try it out
button-backup-send = 📨 Send it to the chat
button-backup-time-off = No nightly backup
button-backup-chat-here = 📨 To this chat
button-backup-chat-default = ↩️ To the one of the settings
button-restore-yes = ♻️ Yes, restore it

backup-heading = 💾 <b>Backups</b>
backup-held = ⏸ A backup of { $at } was restored. Nobody is removed until you say so: whoever renewed since would look as if their access had ended.
backup-no-passphrase =
    🔐 <b>There is no passphrase</b>, and without one no backup is made. Add this line to the file <code>.env</code> and restart the bot:

    <code>BACKUP_PASSPHRASE=a long phrase that you remember</code>

    Keep it somewhere else than on the phone too: without it nobody can open your backups.
backup-nightly = 🌙 Every night at { $time } · the next: { $next }
backup-nightly-waits = 🌙 Every night at { $time }, once there is a passphrase
backup-nightly-off = 🌙 No nightly backup
backup-keep = { $count ->
    [one] 🗂 The last one is kept
   *[other] 🗂 The last { $count } are kept
}
backup-chat = 📨 Each goes to the chat <code>{ $chat }</code>
backup-no-chat = 📨 They go to no chat: if the phone is lost, they are lost with it
backup-untested = 🩺 None has been tried out yet
backup-test-good = 🩺 Tried out { $at }: it is whole
backup-test-bad = ⚠️ Tried out { $at }: <b>it is not whole</b>
backup-none = There is none yet.
backup-kept = { $count ->
    [one] There is one, { $age } old.
   *[other] There are { $count }; the last one is { $age } old.
}
backup-card = 💾 <b>Backup of { $at }</b>
backup-contents = 👥 people: { $people } · 💎 members: { $members } · 📺 requests: { $waiting } · 🎟️ tokens: { $tokens } · 🔑 keys: { $keys } · ⚙️ tasks: { $tasks }
backup-sent = 📨 Sent { $at }
backup-unsent = 📨 Not sent
backup-soon = 💾 I am making the backup. I tell you as soon as it is there.
backup-soon-toast = On its way: I tell you in a moment.
backup-made = ✅ <b>Backup made</b>
backup-tested-good = ✅ The backup of { $at } opens and is whole.
backup-tested-bad = ⚠️ The backup of { $at } <b>is no good</b>: { $why }
backup-ask-time = 🌙 At what time is the nightly backup made? Choose, or write a time such as <code>04:30</code> (time zone { $zone }).
backup-ask-keep = 🗂 How many backups are kept? Choose, or write a number from 1 to 365.
backup-ask-chat = 📨 To which chat does each backup go? Best is a private channel of yours where the bot is an administrator. Write its id or its @name.
backup-caption = 💾 Backup of { $at } · { $size }
backup-part = ✂️ Part { $number } of { $count }
backup-how = To restore it: <code>portero restore FILE</code>, or send it to a fresh bot.
backup-trouble-nightly = ⚠️ <b>Tonight's backup could not be made.</b> { $why } I try again in an hour.
backup-trouble-test = ⚠️ <b>The last backup is no good.</b> { $why } Make another with /backup.
backup-trouble-send = ⚠️ <b>The backup was not sent.</b> { $why } It is in the bot's folder <code>backups</code>; at /backup you can have big ones sent in parts.
backup-trouble-restore = ⚠️ <b>Nothing was restored.</b> { $why } Everything is as it was.

restore-ask-file = ♻️ Send me the file of the backup (<code>portero-….tar.gz.age</code>), at most 20 MB. If it is bigger or comes in parts, use in the terminal <code>portero restore FILE</code>.
restore-ask-passphrase = 🔐 Write the passphrase with which the backup was made. I delete your message as soon as I have read it.
restore-inside = ♻️ <b>Backup of { $at }</b> ({ $age } old)
restore-program = 📦 Portero { $program } · database of { $size }
restore-older = ℹ️ An earlier version made it: it will be brought up to date.
restore-other-bot = ⚠️ It belongs to another bot ({ $theirs }), and this one is { $own }: people who only know the other one get no messages until they write to this one.
restore-holds = ⏸ It is more than an hour old: after restoring it nobody is removed until you say so.
restore-sure = It takes the place of everything there is now. What there is now is kept beside it, with the date. Restore it?
restore-late = 🔐 I deleted your message without reading it, in case it was the passphrase of a backup: I was no longer waiting for it. To restore, send the file again.
restore-press = Press the button if you want the backup restored, or cancel.
restore-running = ♻️ Restoring. The bot stops for a moment and comes back with what is in the backup; I tell you.
restore-released = ▶️ Removals go on.
restored-text = ♻️ <b>The backup of { $at } was restored.</b> What happened since is not in it.
restored-held = ⏸ Nobody is removed until you say so: see first who renewed after that date.

refusal-backup-passphrase = 🔐 BACKUP_PASSPHRASE is not set: without a passphrase no backup is made. Add it to .env and restart the bot.
refusal-backup-busy = ⏳ A backup or a restore is under way already. Wait a moment.
refusal-backup-disk-full = 💽 It does not fit on the disk without filling it, and nothing was changed. Make room and try again.
refusal-backup-unwritable = 💽 The file cannot be read or written ({ $why }). Nothing was changed.
backup-fault-unreadable = the copy cannot be read
backup-fault-rows = the table { $table } has other rows than were written
refusal-backup-database = 🩺 The database is damaged ({ $fault }): a copy of it would be worth nothing. Restore the last good backup.
refusal-backup-gone = 📂 That file is not there any more.
refusal-backup-chat = 📨 There is no chat for backups yet. Choose it at /backup.
refusal-backup-time = 🕓 I did not understand the time. Write it as 04:30.
refusal-backup-chat-name = 📨 Write the id of the chat (such as -1001234567890) or its @name.
refusal-restore-passphrase = 🔐 That is not the passphrase. Write it again; nothing was changed.
refusal-restore-not-a-backup = 📄 That file is not a backup of Portero. Nothing was changed.
refusal-restore-truncated = ✂️ The file is not complete or is damaged: fetch it again, with all its parts. Nothing was changed.
refusal-restore-part = ✂️ Part { $number } of the backup is missing. Nothing was changed.
refusal-restore-newer = 📦 A newer Portero ({ $program }) made it. Install that version and try again; nothing was changed.
refusal-restore-damaged = 🩺 The backup opens, but what is in it is damaged ({ $fault }). Try another; nothing was changed.
refusal-restore-key = 🔑 SECRET_KEY of this machine is not the key of the backup: what is sealed would not open. Remove SECRET_KEY from .env, or set the one from before. Nothing was changed.
refusal-restore-file = 📎 Send me the file of the backup.
refusal-restore-big = 📎 The file is too big to do it here (at most { $most }), or comes in parts. Copy it to the bot's machine and run: portero restore FILE
refusal-restore-lost = 📎 Telegram did not hand me the file. Send it again.
refusal-restore-forgotten = ♻️ I do not have that file any more. Send it again.
