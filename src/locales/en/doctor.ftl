# The doctor: the names of its checks, what they find, and the cures. Commands stand between `backticks`.

doctor-button-again = 🔄 Examine again
doctor-button-problems = 🚨 See the problems
doctor-heading = 👩‍⚕️ <b>The doctor</b>
doctor-all-well = All is well: { $fine } checks.
doctor-summary = Broken: { $faults } · to be seen to: { $warnings } · fine: { $fine }
doctor-left-out = And { $count } more: `portero doctor` in a terminal shows everything.
doctor-broken =
    { $count ->
        [one] { $count } thing is broken: see ❌ above
       *[other] { $count } things are broken: see ❌ above
    }
doctor-needs = not looked at: it needs “{ $check }” first
doctor-not-allowed = this user may not read { $path }
doctor-cure-not-allowed = Run it as the bot's user: `sudo -u { $user } portero doctor`
doctor-check-failed = the check itself failed: { $error }
doctor-cure-check-failed = Try again; if it stays, report it with these words.

doctor-name-settings = Settings
doctor-name-spelling = Names of settings
doctor-name-data-directory = Data directory
doctor-name-wal = Write-ahead log
doctor-name-free-space = Free space
doctor-name-file-modes = Privacy of files
doctor-name-key = Key file
doctor-name-database = Database
doctor-name-schema-version = Database version
doctor-name-integrity = Database integrity
doctor-name-full-check = Weekly check
doctor-name-foreign-keys = Database references
doctor-name-log-size = Database log
doctor-name-bot = The bot
doctor-name-telegram = Telegram
doctor-name-token = Token
doctor-name-clock = Clock
doctor-name-webhook = Webhook
doctor-name-poller = Other programs
doctor-name-vip-channel = VIP channel
doctor-name-free-channel = Free channel
doctor-name-joins = I see joins
doctor-name-inbox = Inbox
doctor-name-tasks = Tasks
doctor-name-maintenance = Maintenance
doctor-maintenance = the house has been closed to people since { $since }
doctor-maintenance-tasks-wait = the house has been closed to people since { $since }, and tasks wait
doctor-cure-maintenance = When you are done, open it in /maintenance: what waits goes on by itself.
doctor-name-memory = Memory
doctor-name-wake-lock = Wake lock
doctor-name-battery = Battery
doctor-name-start-at-boot = Start with the phone

doctor-settings-fine = all can be used
doctor-settings-wrong = { $sentences }
doctor-cure-settings = Correct it in `.env` (or the environment) and start the bot again.
doctor-spelling-fine = none looks misspelt
doctor-misspelt = { $names }
doctor-misspelt-name = { $written } is no setting: { $meant }?
doctor-cure-spelling = Correct the name in `.env` (or the environment), or take the line out.

doctor-directory-fine = { $path } can be written to
doctor-directory-to-be-made = { $path }: the first start makes it
doctor-directory-is-file = { $path } is a file
doctor-cure-directory-is-file = Move the file away, or name another directory in `DATA_DIR`.
doctor-directory-read-only = { $path } lies on a file system that is mounted read-only
doctor-cure-directory-read-only = Mount it for writing, or name another directory in `DATA_DIR`. A card that turned read-only by itself is often worn out: copy what is on it.
doctor-directory-unusable = { $path } cannot be written to: { $error }
doctor-cure-directory-unusable = Give it to the user that runs the bot (`chown -R portero { $path }`), or name another directory in `DATA_DIR`.
doctor-directory-cannot-be-made = { $path } cannot be made in { $inside }: { $error }
doctor-cure-directory-cannot-be-made = Make it, as root, for the user that runs the bot (`install -d -m 700 -o portero { $path }`), or name another directory in `DATA_DIR`.
doctor-wal-works = works
doctor-wal-shared = { $path } lies on Android's shared storage, where no database is safe
doctor-cure-wal-shared = Set `DATA_DIR` to a directory under your home in Termux, such as `~/portero/data`.
doctor-wal-fails = does not work in { $path }: { $error }
doctor-cure-wal-fails = Set `DATA_DIR` to a directory on a disk of this machine: network and foreign file systems often lack what SQLite needs.
doctor-space = { $free } free
doctor-space-unknown = the system does not tell
doctor-cure-space = Make room: with a full disk nothing is stored and nobody is let in.
doctor-modes-fine = nobody else can read them ({ $files })
doctor-modes-open = others may read: { $files }
doctor-modes-file = { $path } ({ $mode })
doctor-cure-modes = { $commands }
doctor-cure-modes-command = `chmod { $mode } { $path }`
doctor-key-in-settings = SECRET_KEY takes its place
doctor-key-there = there
doctor-key-to-be-made = the first start makes it
doctor-key-gone = { $path } is gone; nothing is sealed with it at present
doctor-cure-key-gone = Put its copy back if you have one. Else the next start makes a new one.
doctor-key-lost = { $path } is gone, and { $sealed } deliveries of tokens are sealed with it
doctor-cure-key-lost = Put its copy back before the next start. Without it, drop those tasks under Problems and make the tokens anew.
doctor-key-damaged = { $path } is damaged or cannot be read
doctor-cure-key-damaged = Put its copy back. The bot does not start with a damaged key.

doctor-database-there = { $path } ({ $size })
doctor-database-to-be-made = { $path }: the first start makes it
doctor-database-foreign = { $path } belongs to another program
doctor-cure-database-foreign = Name another file in `DATABASE_URL` or another directory in `DATA_DIR`. The file was left untouched.
doctor-database-unreadable = { $path } cannot be opened: { $error }
doctor-cure-database-unreadable = If it is damaged: the next start sets it aside under a name with the date; bring a copy back with `portero restore FILE`. If it is a matter of rights, give it to the user that runs the bot.
doctor-schema-current = { $version }
doctor-schema-older = { $version }; this program uses { $current }
doctor-cure-schema-older = The next start brings it up to date. Take a copy before.
doctor-schema-newer = { $version }; this program knows only { $current }
doctor-cure-schema-newer = Install the version of Portero that made it, or a newer one.
doctor-whole = whole
doctor-damaged = damaged: { $fault }
doctor-cure-damaged = Stop the bot and bring the last good copy back: `portero restore FILE`. The damaged one stays beside it. A disk that damages files should be replaced.
doctor-full-check-fine =
    { $days ->
        [0] whole, checked today
        [one] whole, checked yesterday
       *[other] whole, checked { $days } days ago
    }
doctor-full-check-faulty =
    { $days ->
        [0] today it found: { $fault }
        [one] yesterday it found: { $fault }
       *[other] { $days } days ago it found: { $fault }
    }
doctor-full-check-never = not read through yet; that is done at night, once a week
doctor-cure-full-check = Make a backup today (`/backup`). If the integrity fails too, stop the bot and bring the last good copy back: `portero restore FILE`.
doctor-unfinished = not through after { $seconds } seconds
doctor-references = every row points to something that is there
doctor-references-broken = { $rows } rows point to something that is gone, first in { $table }
doctor-cure-references-broken = Somebody changed the database from outside. Put the last good copy back, or ask for help with these words.
doctor-log = { $size }
doctor-cure-log = Something holds the database open for long: a copy that is being made, or a forgotten `sqlite3`. End it; the next start of the bot folds the log in.

doctor-bot-runs = runs ({ $holder }), last seen alive { $ago } ago
doctor-bot-runs-unseen = runs ({ $holder })
doctor-bot-starts = is starting ({ $holder }): it waits for Telegram's first answer
doctor-bot-stopped = does not run; last seen alive { $ago } ago
doctor-bot-stopped-unseen = does not run
doctor-bot-killed = does not run: it was killed, last seen alive { $ago } ago
doctor-bot-killed-unseen = does not run: it was killed
doctor-cure-bot-killed = Start it; nothing is lost. `portero service install` has it started again by itself.
doctor-bot-silent = { $holder } holds the data directory but has shown no life for { $ago }
doctor-cure-bot-silent = Stop that process and start the bot again. On a phone, hold the wake lock: `termux-wake-lock`.

doctor-telegram-answers = answers
doctor-telegram-unreachable = { $server } cannot be reached: { $error }
doctor-telegram-unreachable-by-proxy = { $server } cannot be reached through the proxy { $proxy }: { $error }
doctor-cure-telegram-unreachable = Check the network and `BOT_API_URL`. Where Telegram is blocked, set `TELEGRAM_PROXY`.
doctor-cure-telegram-unreachable-by-proxy = Check that the proxy runs and lets you through, or take `TELEGRAM_PROXY` out.
doctor-token-fine = of @{ $username }
doctor-token-missing = there is none
doctor-cure-token-missing = `portero setup` asks for it; or get one from @BotFather with /newbot and write it into `.env` as `BOT_TOKEN=…`
doctor-token-refused = Telegram refuses it: it is wrong or was revoked
doctor-cure-token-refused = In @BotFather, /mybots shows the token that holds. Write it into `.env` as `BOT_TOKEN=…` and start the bot again.
doctor-token-doubtful = not certain: { $error }
doctor-cure-token-doubtful = Check `BOT_API_URL`: it should be a Bot API server.
doctor-clock-fine = agrees with Telegram's
doctor-clock-ahead = { $skew } ahead of Telegram's
doctor-clock-behind = { $skew } behind Telegram's
doctor-clock-unknown = Telegram did not tell its time
doctor-cure-clock = Set the clock by the network (`timedatectl set-ntp true`; on a phone: automatic date and time). With more than 10 minutes of difference nobody is removed.
doctor-webhook-none = none
doctor-webhook-set = one of an earlier set-up is left: updates go to { $host }
doctor-cure-webhook-set = The next start of the bot removes it. If another program needs it, that program needs a bot of its own.
doctor-webhook-deaf = updates go to { $host }, and the bot hears nothing
doctor-cure-webhook-deaf = Stop the program that sets it; or give the bot a new token (@BotFather, /revoke). Then start the bot again: it removes the webhook.
doctor-webhook-unknown = Telegram did not tell: { $error }
doctor-webhook-brings = Telegram brings the updates to { $host }; waiting there: { $pending }
doctor-webhook-fails = Telegram cannot bring updates to { $host }: { $error }. Waiting there: { $pending }
doctor-cure-webhook-fails = Look whether `PUBLIC_URL` is reached from outside: name, port, certificate, and the web server before the bot. If the certificate is of an authority of your own, its root certificate goes last into the file of `HTTP_TLS_CERT`: the bot gives it to Telegram. Or take `WEBHOOK` away: then the bot asks for its updates.
doctor-webhook-missing = WEBHOOK is set, but Telegram brings nothing
doctor-cure-webhook-missing = The bot sets it again within five minutes. If it goes on, the log says why, or another program takes it away: give the bot a new token (@BotFather, /revoke).
doctor-cure-again = Examine again in a minute.
doctor-poller-none = nobody else reads this bot's updates
doctor-poller-hooked = none can ask for the updates: Telegram brings them here
doctor-poller-busy = another program reads this bot's updates
doctor-cure-poller-busy = Only one may run with a token. Stop the other: another machine, a phone, an old service. If you find none, give the bot a new token (@BotFather, /revoke).
doctor-poller-seen = another program read this bot's updates { $ago } ago
doctor-cure-poller-seen = If it was no passing test of yours, look for it: another machine, a phone, an old service.
doctor-poller-unknown = could not be found out: { $error }

doctor-channel-fine = “{ $title }”: I have all rights
doctor-channel-fine-members = “{ $title }”: I have all rights; { $members } members
doctor-channel-unused = the { $door } door is not in use
doctor-channels-none = no channel is chosen yet
doctor-cure-channels-none = In the chat with the bot: /admin, “Configuration”, and choose one.
doctor-channel-rights = in “{ $title }” I lack: { $rights }
doctor-cure-channel-rights = In Telegram: the channel, Administrators, the bot: give it these rights. What waits goes on by itself.
doctor-channel-not-admin = in “{ $title }” I am no administrator
doctor-cure-channel-not-admin = In Telegram: the channel, Administrators, Add: the bot, with its rights.
doctor-channel-gone = “{ $title }” is gone for me: I was removed, or it was deleted
doctor-cure-channel-gone = Add the bot to the channel as an administrator, or choose another channel: /admin, “Configuration”.
doctor-channel-unknown = “{ $title }” could not be looked at: { $error }
doctor-movement-seen = somebody came or went { $ago } ago
doctor-movement-none = nobody has come or gone yet
doctor-movement-never = in “{ $title }” I have seen nobody come or go since { $since }
doctor-cure-movement-never = If somebody did: the bot must be an administrator there. Take it out of the administrators, add it again, and start it again.
doctor-movement-unasked = another program told Telegram not to send who comes and goes
doctor-cure-movement-unasked = Stop that program, and start the bot again: it asks for them anew.
doctor-updates-none = empty
doctor-updates = { $open } to be handled, the oldest for { $age }; set aside: { $aside }
doctor-cure-updates = If the bot does not run, its next start handles them. What was set aside is under /admin, Problems. If it runs and they do not become fewer, start it again and look into its log.
doctor-tasks-none = nothing waits
doctor-tasks = due: { $due } (late: { $late }) · waiting: { $waiting } · failed: { $failed }
doctor-cure-tasks = /admin, Problems shows what failed and what the others wait for. If the bot does not run, its next start goes on with those that are due.
doctor-name-servers = VPN servers
doctor-servers = answer: { $up }
doctor-servers-amiss = answer: { $up } · do not answer: { $down } · should be seen to: { $unwell }
doctor-name-http = Own addresses
doctor-http = served at { $listen }, for people at { $url }
doctor-http-no-url = served at { $listen }, but PUBLIC_URL is missing: nobody is given an address
doctor-cure-http-no-url = Give the https address of the web server before it as `PUBLIC_URL`, or take `HTTP_LISTEN` away.
doctor-http-unserved = PUBLIC_URL is { $url }, but nothing is served: HTTP_LISTEN is missing
doctor-cure-http-unserved = Set `HTTP_LISTEN`, such as `127.0.0.1:8080`, or take `PUBLIC_URL` away.
doctor-http-inner = PUBLIC_URL is { $url }, which people elsewhere do not reach
doctor-cure-http-inner = Give a name or an address of the internet as `PUBLIC_URL`.
doctor-http-silent = the bot runs, but nothing answers at { $listen }
doctor-cure-http-silent = The log of the bot says why the port cannot be used. Start the bot again if `HTTP_LISTEN` was changed since.
doctor-http-taken = another program answers at { $listen }
doctor-cure-http-taken = End that program, or choose another port as `HTTP_LISTEN` and in the web server before it.
doctor-http-off = will be served at { $listen } once the bot runs
doctor-http-port = PUBLIC_URL is { $url }, and Telegram brings updates to the ports 443, 80, 88 and 8443 only
doctor-cure-http-port = Choose one of those ports, or take `WEBHOOK` away.
doctor-name-certificate = Certificate
doctor-certificate = good until { $date }
doctor-certificate-over = good no more since { $date }
doctor-cure-certificate = Renew it and put it in place of the files. The bot notices within a minute; it need not be started again.
doctor-certificate-unusable = HTTP_TLS_CERT and HTTP_TLS_KEY cannot be used: { $error }
doctor-cure-certificate-unusable = Give the certificate (with those between it and its root) and its key as PEM files that the user of the bot may read.
doctor-cure-servers = Under /servers the card of each server says since when and why. See that the VPS is on and its port open; once it answers, what waits goes on by itself.
doctor-memory-bot = the bot uses { $bot }
doctor-memory-available = { $available } available
doctor-memory-both = the bot uses { $bot }; { $available } available
doctor-memory-unknown = the system does not tell
doctor-cure-memory = End other programs, or start the bot again: it needs about 20 MB.
doctor-wake-lock = cannot be seen from here
doctor-cure-wake-lock = `termux-wake-lock` keeps the phone's processor awake for Termux. Without it the bot sleeps when the screen is dark.
doctor-battery = cannot be seen from here
doctor-cure-battery = Android's settings, Apps, Termux, Battery: “Unrestricted”. Else Android ends it sooner or later.
doctor-boot-by-itself = the phone starts it
doctor-boot-by-hand = after a restart of the phone nobody starts the bot
doctor-cure-boot = Install Termux:Boot, open it once, then `portero service install`.

doctor-name-backups = Backups
doctor-backups-unsealed = none is made: there is no passphrase
doctor-cure-backups-unsealed = Add a line BACKUP_PASSPHRASE=... to .env and restart the bot; keep the phrase somewhere else too.
doctor-backup-none = none yet
doctor-backup-newest = the newest is { $ago } old
doctor-backup-bad = the one tried out { $ago } ago is not whole
doctor-cure-backup-old = Make one: portero backup, or /backup in the chat. If the nightly one fails, the admins are told why.
doctor-cure-backup-bad = Make another at once with portero backup, and look at the disk: it may be failing.

doctor-name-qvapay = QvaPay
doctor-qvapay = takes the credentials of “{ $app }”
doctor-qvapay-inactive = the app “{ $app }” is switched off
doctor-cure-qvapay-inactive = Switch it on at QvaPay's website; until then nobody can pay that way.
doctor-qvapay-refuses = does not take the credentials ({ $error })
doctor-cure-qvapay-refuses = Compare `QVAPAY_APP_ID` and `QVAPAY_APP_SECRET` with those of your app at QvaPay, and see whether your account is verified.
doctor-qvapay-fails = could not be asked ({ $error })
doctor-cure-qvapay-fails = What is paid meanwhile is not lost. If it lasts, see whether `QVAPAY_API_URL` is right and whether this machine gets there.
doctor-qvapay-unasked = was not asked
doctor-name-geoip = Countries
doctor-geoip = { $kind } of { $date }
doctor-cure-geoip-old = Addresses move: put a newer file in its place and restart the bot.
doctor-geoip-unusable = { $path } cannot be used ({ $error })
doctor-cure-geoip-unusable = Name in `GEOIP_DB` a file in the MaxMind format (.mmdb) that the bot may read, or take the line away: then countries are those that proxies answer with.
