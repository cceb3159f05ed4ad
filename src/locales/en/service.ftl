# `portero service`, read in a terminal.

service-for-system = { $kind }, service { $name } for the whole machine:
service-for-user = { $kind }, service { $name } for the present user:
service-dry = (Dry run: nothing is really done.)
service-already = Everything was so already.
service-installed = Done. The bot runs, and comes back when it is killed.
service-installed-only = Installed; the bot does not run yet.
service-not-running =
    Installed, but the bot does not stay running. The last it said:
      { $line }
    More:  { $log }
service-not-running-silent = Installed, but the bot does not stay running, and there is no word of it in its log:  { $log }
service-removed = Removed. The data and .env stay where they are.
service-removed-system = Removed. The data, .env and the service's user stay: { $path }
service-nothing = No such service is installed here.
service-look =
    How it is:  { $state }
    Its log:    { $log }
    Remove it:  portero service uninstall{ $flags }
service-lives = It lives in { $path }. Before portero doctor, status or setup:  cd { $path }
service-linger = So that it also runs while you are logged out:  loginctl enable-linger
service-termux-services = Better with termux-services, which watches the bot:  pkg install termux-services  (then open a new session and install again)
service-termux-phone =
    So that the phone lets it live:
    • Install the app Termux:Boot and open it once: then the bot starts with the phone.
    • Android settings, Apps, Termux (and Termux:Boot), Battery: "Unrestricted".
    • Android 12 and later kills programs in the background. In the developer options switch on "Disable child process restrictions", or from a computer:  adb shell settings put global settings_enable_monitor_phantom_procs false
service-none =
    There is neither Termux, systemd nor runit here: nothing that could start the bot. Let a loop do it, in tmux or the like:
      { $forever }
    or from the start of the machine, as a line of crontab -e:
      { $cron }
service-not-root = A service for the whole machine needs root: run this as root, or use --user-unit.
service-name-odd = { $name } cannot be a name: small letters, digits, - and _, beginning with a letter, 31 at most.
service-path-odd = { $path } cannot stand in a service file: it has a control character, or ends with a space or a backslash. Rename it.
service-not-ours = { $path } was not made by portero service install, so it is left alone. Move it away, or choose another --name.
service-step-failed = This step failed: { $step } (steps done before it: { $done }). Mend it and run the command again: it goes on from there.
service-no-env = There is no { $path }: run portero setup first, or name the file with --env-file.
service-no-token = { $path } has no BOT_TOKEN: run portero setup first.
service-env-name = { $path } must be named .env for this kind of service: the bot reads .env in its directory.
service-env-kept = { $path } is kept as it is; { $other } differs and is not used. (To use it, copy it there and install again with --restart.)
service-no-home = HOME is not set.
service-no-prefix = PREFIX or HOME is not set: this is not Termux.
service-no-svdir = Not root and SVDIR is not set: set SVDIR to the directory that your own runsvdir watches.
service-no-service-directory = There is no directory that runsvdir watches: /etc/service, /var/service, /run/runit/service or /service.
service-no-runsvdir = No runsvdir watches { $path } now: the bot starts when one does.
service-private = { $path } lies in a home or in /tmp, which a protected service cannot see. Choose another place with --data-dir, or change it in .env.
service-program-taken = { $path } is there already, and another program or version. Run that one, or remove it.
service-program-shared = { $path } stays: another service starts it, too.
service-program-odd = systemd starts no program with quotes or backslashes in its path: { $path }. Move the program.
service-directory-taken = { $path } belongs to something else. Choose another --name.
service-not-theirs = { $path } does not belong to { $user }. Give it away (chown -R { $user }: …) or choose another place with --data-dir.
service-shared = { $setting } would have the bot write in { $path }, where other things lie or may lie: a service writes only where nothing else does. Put it below the service's own directory, { $directory }:  { $instead }
service-shared-move = Before that, stop the bot, make the directory (install -d -m 700 { $directory }) and move there:  { $files }
service-data-brought = The data of { $path } were copied. The bot uses the copy from now on: do not start it there again.
service-still-runs = The bot's script (process { $pid }) does not stop. End it and run this again.
