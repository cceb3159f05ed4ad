# `portero setup`, at the terminal, and what it writes into the bot's profile. Without tags.

setup-missing = There is no terminal to ask at, and this is missing:
setup-input-ended-missing = The input ended before the last answer. What .env already holds stays. This is missing:
setup-input-ended = The input ended before the last answer. What .env holds stays; run  portero setup  again to go on.
setup-need-language = --language es|en
setup-need-token = --token-file FILE (- for standard input), or BOT_TOKEN in the environment
setup-need-data-dir = --data-dir DIR (usual: ./data)
setup-need-profile = --profile yes|no (set name, descriptions and command menus in Telegram)
setup-environment-differs = { $name } in the environment says something else than { $flag }, and at the start the environment wins over .env. Unset { $name } or give the same.
setup-interrupted = Interrupted. What .env already holds stays; run  portero setup  again to go on.
setup-left = Left without writing anything.
setup-yes-no = Y/n
setup-no-yes = y/N
setup-yes-or-no = Type yes or no.
setup-try-again = Try again?

setup-token-how = The bot's token comes from @BotFather: /newbot makes a bot, /mybots shows the token of one you have.
    It is not shown while you type or paste it.
setup-token = Token
setup-token-format = That is not a token: one looks like 123456789:AAF…, a number, a colon and about 35 letters and digits. Copy it whole from @BotFather.
setup-token-refused = Telegram refuses that token: it is wrong, or was revoked. @BotFather shows the valid one with /mybots.
setup-token-unreachable = Telegram cannot be asked about the token. Check the network (and BOT_API_URL and TELEGRAM_PROXY, if you set them). [{ $why }]
setup-token-good = ✅ { $token } is “{ $name }”, @{ $username }

setup-data-dir = Directory for the data
setup-data-dir-refused = That directory cannot hold the data: { $why }
setup-data-dir-shared = That directory lies on Android's shared storage, where a database is not safe. Choose one under your home in Termux, such as ./data

setup-env-made = ✅ Settings written: { $path }
setup-env-edited = ✅ Settings brought up to date, the rest left as it was: { $path }
setup-env-way = ✅ Written there too, so that the bot takes the same way to Telegram: { $settings }
setup-env-exposed = ⚠️ Other programs can read { $path }, which holds the token: this place keeps no file modes. Move it under your home.

setup-profile = Set the bot's name, descriptions and command menus in Telegram?
setup-name = Name of the bot
setup-name-length = A name has 1 to { $most } characters.
setup-descriptions-replace = The bot already has a description (“{ $text }”). Replace it with Portero's?
setup-descriptions-kept = The bot's descriptions stay as they are.
setup-descriptions-set = ✅ Descriptions set, in Spanish and English.
setup-profile-failed = ⚠️ Telegram did not take that: { $why }. It can be set another time; the setup goes on.
setup-bot-description = I keep the door of this place's channels.
    { "" }
    🎟️ If you have a VIP token, send it to me and I give you your personal link.
    ⏳ For the Free channel, ask me and I let you in when it is your turn.
    { "" }
    Press Start.
setup-bot-short-description = The doorman of the channels: VIP tokens, the Free queue and your access.

setup-running = A Portero runs on these data: it will answer the link.
setup-running-other-token = A Portero runs on these data with another token. Restart it so that it takes the new one, and run  portero setup  again for the owner link.
setup-owned = The bot has an owner already; no link was made (--another-link makes one).
setup-another-link = The bot has an owner already. Make a link for another one?
setup-link = 👑 Open this link in Telegram within { $minutes } minutes (until { $until }). Whoever opens it first becomes the owner; it works once:
setup-waiting = Waiting until somebody opens it. Ctrl-C leaves.
setup-owned-now = 👑 { $name } ({ $id }) owns the bot now.
setup-link-over = Nobody opened the link in time, and it is over.  portero setup  makes a new one.
setup-link-stays = The link stays good until its { $minutes } minutes are over, and is answered while the bot runs. A new one:  portero setup
setup-start-for-link = The link is answered while the bot runs: start it now.
setup-next-directory = Portero reads .env where it is started, so first:  cd { $directory }
setup-next = Next:  portero  starts the bot;  portero service install  has this machine keep it running.
