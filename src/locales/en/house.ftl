# The house: status, problems, the brake, and what admins are told.

status-heading = 🩺 <b>State of the house</b>
status-self = 🚪 Portero { $version } · running for { $uptime }
status-version = 🚪 Portero { $version }
status-voice = 🕰️ { $zone } · { $language }
status-memory = 🧠 Own memory: { $memory }
status-contact = 📡 Telegram's last answer: { $ago } ago
status-contact-none = 📡 Telegram has not answered yet
status-skew-fine = 🕰️ Clock: agrees with Telegram
status-skew-ahead = 🕰️ Clock: { $skew } ahead of Telegram
status-skew-behind = 🕰️ Clock: { $skew } behind Telegram
status-skew-stop = ⛔ With more than 10 minutes of difference I remove nobody and announce no ends. Set the clock right.
status-inbox = 📥 Messages received and not handled: { $count }
status-sender = 📤 Messages to be sent: { $count }
status-webhook = 🪝 Brought by Telegram; waiting there: { $count }
status-webhook-fails = 🪝 Telegram cannot bring updates: { $error }; waiting there: { $count }
status-tasks-heading = 🧰 <b>Tasks</b> (ready · waiting · failed)
status-tasks-line = • { $class }: { $due } · { $waiting } · { $failed }
status-class-prompt = What somebody waits for
status-class-member = Coming and going
status-class-queue = Free turns
status-class-notice = Notices
status-class-server = VPN servers
status-jobs-heading = ⏰ <b>Jobs</b>
status-job-line = { $mark } <code>{ $name }</code> · { $last } · { $next }
status-job-result = { $result }
status-job-last = { $ago } ago
status-job-never = not run yet
status-job-next = in { $left }
status-job-now = now
status-job-unplanned = no date
status-integrations = 🔌 Parts in use: { $names }
status-audit-broken = ⛔ The audit log does not add up from row { $row } on: somebody changed it from outside.
status-braking = 🛑 Removals are held back until you decide.

problems-heading = 🚨 <b>Problems</b>
problems-empty = ✅ There is nothing to look at.
problem-line-failed = { $place }. <b>{ $what }</b> (no. { $id }) · failed after { $attempts }
problem-line-waiting = { $place }. <b>{ $what }</b> (no. { $id }) · waits: { $reason }
problem-line-due = { $place }. <b>{ $what }</b> (no. { $id }) · tried again on { $due } · { $attempts }
problem-attempts =
    { $count ->
        [one] { $count } attempt
       *[other] { $count } attempts
    }
why-channel-admin = they administer the channel
why-no-channel = its place has no channel
why-wrong-clock = the clock of this machine is wrong
why-set-aside = from the restored backup: it was probably done after the backup was made
why-restored = waits until an admin lets removals go on after the restore
waits-door = a channel in its place
waits-chat = being able to work in its channel
waits-user = the person to open the bot again
waits-server = the server to come back
problem-what-tell-grace = Announce a grace period
problem-what-plan-reminders = Plan the reminders
problem-error = <code>{ $error }</code>
problem-what-deliver-tokens = Deliver tokens
problem-what-deliver-vip-link = Send a VIP link
problem-what-welcome-vip = Say welcome
problem-what-revoke-link = Revoke a link
problem-what-remove-member = Remove a member
problem-what-remove-intruder = Remove an intruder
problem-what-tell-expired = Announce an end
problem-what-remind-end = Remind of an end
problem-what-admit-free = Let in to Free
problem-what-decline-free = Decline for Free
problem-what-acknowledge-join-request = Answer a join request
problem-what-approve-vip-request = Approve a VIP request
problem-what-tell-mailing = Deliver the report of a broadcast
problem-what-tell-admins = Tell the team
problem-what-deliver-free-link = Send a Free link
problem-what-update = A message I could not handle
problem-what-other = Another task
problem-drop-ask = 🗑️ Leave this undone? I will not try again.
button-problem-drop-yes = 🗑️ Yes, leave it
toast-problem-retried = 🔁 Trying again
toast-problem-dropped = 🗑️ Left undone

brake-ask =
    🛑 <b>Many removals at once</b>

    { $due ->
        [one] { $due } member is due to leave the VIP channel
       *[other] { $due } members are due to leave the VIP channel
    } and without asking I may remove up to { $allowed } an hour (active: { $active }). What shall I do? Meanwhile nobody is removed.
brake-list-heading =
    { $due ->
        [one] 🧪 <b>Dry run: { $due } member would leave</b>
       *[other] 🧪 <b>Dry run: { $due } members would leave</b>
    }
brake-list-more = …and { $count } more.
brake-list-nothing = Nobody has been removed.
button-brake-do = ✅ Remove them
button-brake-dry-run = 🧪 See who they are
button-brake-later = ⏸️ Later
brake-done =
    { $count ->
        [one] ✅ Going ahead: { $count } member leaves.
       *[other] ✅ Going ahead: { $count } members leave, bit by bit.
    }
brake-put-off = ⏸️ All right. I ask again on { $until }; until then nobody is removed.
brake-nothing = 👌 No removals are held back any more.

notice-rights-lost =
    ⚠️ <b>I lost rights in { $title }</b> ({ $door } channel)

    Missing: { $rights }. That channel's work waits and goes on by itself when you give them back.
notice-channel-lost =
    ⚠️ <b>I can no longer work in { $title }</b> ({ $door } channel)

    Either I am no administrator there any more, or Telegram denies me a right. The work of that channel waits and goes on by itself when you give them back.
notice-rights-back = ✅ <b>I have my rights in { $title } back</b> ({ $door } channel). The work that waited is running.
notice-intruder =
    🕵️ <b>Somebody came in by another person's link</b>

    { $intruder } (<code>{ $intruder_id }</code>) used the link of { $holder } (<code>{ $holder_id }</code>).
notice-intruder-removed = I take them out of the channel and revoke the link.
notice-intruder-entitled = They have a right of their own to be inside, so they stay; the link is revoked.
notice-intruder-renewed = Its holder gets a new one.
notice-online = 🟢 <b>Portero is online</b> · version { $version }
notice-online-first = This is my first start: begin with /admin.
notice-online-away =
    I was away for { $away }.
    📥 Messages caught up: { $updates }
    🧰 Tasks I take up now: { $tasks }
notice-online-lost = ⚠️ It was more than 24 hours: Telegram does not keep what came before. Look in the Free channel for requests left unanswered.
notice-offline = 🔴 <b>Portero is going offline</b>. What is pending is stored and goes on when I am back.
notice-incident = 🚨 <b>Incident { $number }</b>: { $place }
notice-incident-error = <code>{ $error }</code>
notice-incident-user = Person: <code>{ $user }</code>
notice-fault = ⚠️ { $what }
notice-repeated =
    { $count ->
        [one] (repeated { $count } more time)
       *[other] (repeated { $count } more times)
    }
notice-clock =
    ⛔ <b>My clock disagrees with Telegram's</b>

    The difference is { $skew }. Meanwhile I remove nobody, end no access and send no reminders. Set the clock right and I go on by myself.
notice-clock-back = ✅ <b>My clock agrees with Telegram's again</b>. I go on with what waited.
notice-owner = 👑 From now on you own this house. Begin with /admin.
notice-migrated = 🔁 <b>{ $title }</b> is a supergroup now: it is still your { $door } channel and there is nothing to do.
