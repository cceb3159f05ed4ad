# The audit log: who did what, to whom, and when. And the notices that the team gets.

## Pages.

audit-heading = 📜 <b>Audit log</b>
audit-filter = 👤 { $who } · 🔧 { $what } · 📅 { $when }
audit-filter-anybody = anybody
audit-filter-system = SYSTEM
audit-filter-involved = { $name }, done or received
audit-filter-by = done by { $name }
audit-filter-on = on { $name }
audit-filter-anything = everything
audit-filter-ever = ever
audit-filter-today = today
audit-filter-days =
    { $days ->
        [one] last day
       *[other] last { $days } days
    }
audit-empty = Nothing with these filters.
audit-line =
    <b>{ $place }.</b> { $what }
    { $at } · { $who }
audit-line-on =
    <b>{ $place }.</b> { $what }
    { $at } · { $who } → { $target }
audit-system = SYSTEM
audit-api-key = API key { $id }
audit-api-key-of = API key { $name }
audit-erased = erased person
button-audit-newest = ⏫ Newest
button-audit-older = Older ▶️
button-audit-who = 👤 Who
button-audit-what = 🔧 What
button-audit-when = 📅 When
button-audit-all = ✖️ Clear the filters
button-audit-file = 📤 { $format }
button-audit-verify = 🔏 Verify the log

## Filters.

audit-who = 👤 <b>Whose?</b>
button-audit-anybody = Anybody
button-audit-system = SYSTEM
button-audit-me = Me
button-audit-involved = Everything
button-audit-doing = What they did
button-audit-done-to = What was done to them
button-audit-person = 🔎 Look for a person
audit-ask-person = 🔎 Type the @username, the number or the name, or forward me a message of theirs.
audit-found = I found several people. Which one?
audit-what = 🔧 <b>What kind of acts?</b>
audit-acts = 🔧 <b>{ $name }</b>: which act?
button-audit-anything = Everything
button-audit-area = All: { $name }
audit-when = 📅 <b>From when?</b>
button-audit-today = Today
button-audit-week = 7 days
button-audit-month = 30 days
button-audit-ever = Ever
button-audit-days = ⌨️ Type dates
audit-ask-days =
    📅 Type one day or two, with the year: <code>{ $day }</code> or <code>{ $day } { $day }</code>.

    Days are those of the house's clock.

## A row.

audit-row-heading = 📜 <b>{ $what }</b>
audit-row-who = 👤 Who: <b>{ $who }</b>
audit-row-target = 🎯 To whom or what: <b>{ $target }</b>
audit-row-at = 🕒 { $at } · row { $number }
audit-row-erased = 🧹 The person's data were erased from this row.
audit-row-seal = 🔏 <code>{ $action }</code> · <code>{ $seal }</code>
audit-change = Before: { $before } → after: <b>{ $after }</b>
audit-change-of = { $name }: { $before } → <b>{ $after }</b>
audit-detail = { $name }: { $value }
audit-nothing = nothing
audit-yes = yes
audit-no = no
audit-for-life = for good
audit-days =
    { $days ->
        [one] 1 day
       *[other] { $days } days
    }
button-audit-by = 👤 What { $name } did
button-audit-on = 🎯 All about { $name }
button-audit-same = 🔧 Only: { $name }

## File and check.

audit-exported = 📤 Audit log: { $rows } rows.
audit-exported-cut = There are more: a file takes the newest. Narrow the filters to see the rest.
audit-whole =
    ✅ <b>The log is whole.</b>

    Rows checked: { $rows }. Each fits the one before.
audit-broken = 🚨 <b>The log is broken at row { $number }.</b>
audit-fault-changed = Its content is not what was written.
audit-fault-missing = The row before it is gone, or another.
audit-fault-resealed = Its number, its time or its seal was changed.
audit-fault-cut-off = It was there at the last check, and now it is gone with all that came after.
audit-broken-row = It says: { $at }, { $what }. That may be untrue.
audit-broken-advice = Somebody touched the data file from outside the bot. Rows read: { $rows }. Keep a copy before you go on, and compare it with a backup.
button-audit-broken = Show the row

## Areas.

audit-area-vip = VIP
audit-area-tokens = Tokens
audit-area-free = Free queue
audit-area-channels = Channels
audit-area-settings = Settings
audit-area-posts = Broadcasts
audit-area-keys = Keys
audit-area-servers = Servers
audit-area-proxies = Proxies
audit-area-people = People
audit-area-roles = Roles
audit-area-support = Support
audit-area-money = Money
audit-area-house = The house
audit-area-backups = Backups

## Acts.

audit-act-vip-granted = VIP access granted
audit-act-vip-end-moved = End of VIP access moved
audit-act-vip-expired = VIP access ended
audit-act-vip-reactivated = VIP access reactivated
audit-act-vip-removal-ordered = Removal from the VIP channel ordered
audit-act-vip-link-ordered = VIP link ordered
audit-act-vip-intruder = Entry by somebody else's link
audit-act-whitelist-added = Put on the whitelist
audit-act-whitelist-removed = Taken off the whitelist
audit-act-members-exported = List of members exported
audit-act-import-confirmed = Import confirmed
audit-act-import-applied = Part of an import applied
audit-act-import-done = Import finished
audit-act-import-cancelled = Import cancelled
audit-act-migration-made = Migration link made
audit-act-migration-used = Migration link used
audit-act-migration-revoked = Migration link revoked
audit-act-access-audit-begun = Access audit begun
audit-act-access-audit-links-sent = Links sent after the access audit
audit-act-access-audit-removal = Removals ordered after the access audit
audit-act-access-audit-stopped = Access audit stopped
audit-act-access-audit-undone = Removals of the access audit undone
audit-act-brake-asked = Brake pulled
audit-act-brake-put-off = Brake put off
audit-act-brake-released = Brake released
audit-act-import-gave = VIP access by import
audit-act-vip-removed = Removed from the VIP channel
audit-act-queue-let-in = Let into the Free channel
audit-act-token-made = Tokens made
audit-act-token-redeemed = Token redeemed
audit-act-token-revoked = Token revoked
audit-act-queue-approved = Free request approved
audit-act-queue-all-approved = Whole Free queue approved
audit-act-queue-declined = Free request declined
audit-act-queue-link-made = Free join link made
audit-act-config-channel = Channel chosen
audit-act-config-detached = Channel detached
audit-act-config-migrated = Channel got a new number
audit-act-channel-migrated = Told: group got a new number
audit-act-channel-offered = Channel offered
audit-act-channel-reactions-refused = Reactions refused by the channel
audit-act-channel-rights-back = Rights of the bot back
audit-act-channel-rights-lost = Rights of the bot lost
audit-act-config-fees = Prices changed
audit-act-config-grace = Grace changed
audit-act-config-language = Language of the house changed
audit-act-config-reactions = Reactions changed
audit-act-config-reminders = Reminders changed
audit-act-config-reset = Settings reset
audit-act-config-retention = Keeping of history changed
audit-act-config-text = Text changed
audit-act-config-time-zone = Time zone changed
audit-act-config-wait-time = Free waiting time changed
audit-act-vpn-setting = Setting of keys changed
audit-act-text-broken = Own text unusable
audit-act-notices-group = Group of notices changed
audit-act-channel-post = Post in a channel
audit-act-broadcast-again = Broadcast sent again
audit-act-broadcast-cancelled = Broadcast cancelled
audit-act-broadcast-confirmed = Broadcast confirmed
audit-act-broadcast-scheduled = Broadcast scheduled
audit-act-broadcast-seen = Doubtful post taken as published
audit-act-broadcast-sent = Broadcast published
audit-act-broadcast-undone = Broadcast taken back
audit-act-mailing-started = Broadcast to people begun
audit-act-mailing-paused = Broadcast to people paused
audit-act-mailing-resumed = Broadcast to people resumed
audit-act-mailing-stopped = Broadcast to people stopped
audit-act-mailing-ended = Broadcast to people finished
audit-act-order-opened = Order opened
audit-act-order-cancelled = Order cancelled
audit-act-order-expired = Order expired
audit-act-payment-received = Payment received
audit-act-payment-fulfilled = Payment delivered
audit-act-payment-held = Payment held
audit-act-gift-redeemed = Gift opened
audit-act-gift-revoked = Gift revoked
audit-act-referral-rewarded = Reward for a friend
audit-act-referral-revoked = Reward for a friend taken back
audit-act-payment-refunding = Refund begun
audit-act-payment-refunded = Payment paid back
audit-act-payment-refunded-twice = Payment paid back twice
audit-act-payment-returned = Payment returned by hand
audit-act-payment-refund-again = Refund tried again
audit-act-payment-released = Held payment released
audit-act-balance-adjusted = Balance changed by hand
audit-act-books-checked = Books checked
audit-act-books-exported = Books taken away as a file
audit-act-plan-made = Plan made
audit-act-plan-changed = Plan changed
audit-act-plan-removed = Plan removed
audit-act-promo-made = Promotion code made
audit-act-promo-changed = Promotion code changed
audit-act-subscription-stopped = Subscription: renewals stopped
audit-act-subscription-allowed = Subscription: renewals allowed
audit-act-subscription-link-made = Subscription link to the VIP channel made
audit-act-subscription-changed = Subscription changed in Telegram
audit-act-receipt-sent = Receipt sent
audit-act-receipt-approved = Receipt approved
audit-act-receipt-rejected = Receipt rejected
audit-act-receipt-withdrawn = Receipt withdrawn
audit-act-shop-changed = Rule of selling changed
audit-act-manual-made = Way to pay by hand made
audit-act-manual-changed = Way to pay by hand changed
audit-act-manual-removed = Way to pay by hand taken away
audit-act-key-made = Key made
audit-act-key-deleted = Key deleted
audit-act-key-held = Key held back
audit-act-key-released = Key released
audit-act-key-paused = Key paused
audit-act-key-resumed = Key resumed
audit-act-key-renamed = Key renamed
audit-act-key-rotated = Key rotated
audit-act-key-routed = Routes of a key changed
audit-act-key-moved = Key moved to another server
audit-act-key-seen = Somebody's key opened
audit-act-key-sent = Key sent to its owner
audit-act-key-shared = Key looks shared
audit-act-key-heavy = Key with heavy traffic
audit-act-key-adopted = Foreign key adopted
audit-act-key-left-alone = Foreign key left alone
audit-act-key-suspended = Key suspended
audit-act-key-restored = Key active again
audit-act-key-ended = Key ended
audit-act-account-terms = Terms of an account changed
audit-act-accounts-extended = Accounts extended
audit-act-trial-given = Trial given
audit-act-server-added = Server added
audit-act-server-changed = Server changed
audit-act-server-drained = Server closed to new keys
audit-act-server-filled = Server open to new keys
audit-act-server-removed = Server removed
audit-act-server-reconciled = Server repaired
audit-act-server-file-taken = File of the server taken
audit-act-server-file-changed = File of the server changed
audit-act-server-down = Server down
audit-act-server-up = Server back
audit-act-proxy-down = Proxy down
audit-act-proxy-up = Proxy back
audit-act-proxy-people-told = People of a proxy told
audit-act-pool-added = Pool added
audit-act-pool-removed = Pool removed
audit-act-pool-scarce = Few addresses left
audit-act-address-assigned = Address assigned
audit-act-address-released = Address released
audit-act-address-revoked = Address in quarantine
audit-act-proxy-source-added = Source of proxies added
audit-act-proxy-source-changed = Source of proxies changed
audit-act-proxy-source-removed = Source of proxies removed
audit-act-proxy-source-read-ordered = Reading of a source ordered
audit-act-proxies-pass-started = Trial of the free list begun
audit-act-proxies-pass-cancelled = Trial of the free list cancelled
audit-act-proxies-deleted = Proxies deleted
audit-act-proxies-set = Setting of the free list
audit-act-user-banned = Person banned
audit-act-user-unbanned = Ban lifted
audit-act-user-noted = Note written
audit-act-user-written-to = Message to a person
audit-act-role-granted = Role granted
audit-act-role-revoked = Role revoked
audit-act-house-online = Bot online
audit-act-house-offline = Bot offline
audit-act-house-fault = Fault
audit-act-clock-wrong = Clock wrong
audit-act-clock-right = Clock right again
audit-act-problem-retried = Failed work tried again
audit-act-problem-dropped = Failed work given up
audit-act-statistics-exported = Statistics exported
audit-act-audit-exported = Audit log exported
audit-act-audit-verified = Audit log verified
audit-act-notices-group-lost = Group of notices lost
audit-act-role-created = Role created
audit-act-role-renamed = Role renamed
audit-act-role-deleted = Role deleted
audit-act-role-ended = Role ended
audit-act-role-end-moved = End of a role moved
audit-act-role-limit-set = Limit of a role changed
audit-act-role-permission-set = Permission of a role changed
audit-act-role-quota-set = Quota of tokens changed
audit-act-role-ranked = Rank of a role changed
audit-act-role-scope-set = Scope of a role changed
audit-act-api-key-made = API key made
audit-act-api-key-changed = API key changed
audit-act-api-key-revoked = API key revoked
audit-act-api-refresh-reused = API: pass used twice
audit-act-staff-invite-made = Invitation to the staff made
audit-act-staff-invite-revoked = Invitation to the staff revoked
audit-act-user-erased = Person's data erased
audit-act-user-exported = Person's data taken away
audit-act-ticket-opened = Ticket opened
audit-act-ticket-answered = Ticket answered
audit-act-ticket-closed = Ticket closed
audit-act-ticket-reopened = Ticket reopened
audit-act-ticket-handed = Ticket handed to somebody
audit-act-ticket-rated = Ticket rated
audit-act-canned-kept = Canned answer kept
audit-act-canned-deleted = Canned answer deleted
audit-act-support-group = Support group changed
audit-act-support-hours = Hours of support changed
audit-act-backup-made = Backup made
audit-act-backup-ordered = Backup ordered
audit-act-backup-sending-ordered = Sending of a backup ordered
audit-act-backup-test-ordered = Test of a backup ordered
audit-act-backup-tested = Backup tested
audit-act-backup-set = Setting of backups changed
audit-act-backup-restored = Backup restored
audit-act-backup-told-nightly = Told: nightly backup
audit-act-backup-told-restore = Told: restore
audit-act-backup-told-send = Told: sending of a backup
audit-act-backup-told-test = Told: test of a backup
audit-act-restore-released = Removals released after a restore

## To whom or what.

audit-target-user = person { $id }
audit-target-token = token { $id }
audit-target-request = request { $id }
audit-target-chat = chat { $id }
audit-target-door = door { $id }
audit-target-broadcast = broadcast { $id }
audit-target-key = key { $id }
audit-target-account = account { $id }
audit-target-server = server { $id }
audit-target-address = address { $id }
audit-target-import = import { $id }
audit-target-migration = migration link { $id }
audit-target-audit = audit { $id }
audit-target-task = task { $id }
audit-target-update = update { $id }
audit-target-role = role { $id }
audit-target-ticket = ticket { $id }
audit-target-backup = backup { $id }
audit-target-invite = invitation { $id }
audit-target-log = the log
audit-target-house = the house
audit-target-text = text { $id }
audit-target-order = order { $id }
audit-target-payment = payment { $id }
audit-target-receipt = receipt { $id }
audit-target-plan = plan { $id }
audit-target-promo = code { $id }
audit-target-gift = gift { $id }
audit-target-manual = way to pay { $id }
audit-target-canned = ready answer { $id }
audit-target-proxy = proxy { $id } of the free list
audit-target-source = source of proxies { $id }
audit-target-webhook = webhook { $id }
audit-target-pass = trial { $id } of the free list
audit-target-list = free list
audit-target-list-dead = free list: those that did not work
audit-target-list-shown = free list: whether people see it
audit-target-list-at-once = free list: how many are tried at once
audit-target-list-every = free list: minutes between trials
audit-target-list-private = free list: allow private networks
audit-target-list-telegram = free list: try Telegram too
audit-target-list-judges = free list: judges

## Names of details.

audit-key-accounts = accounts
audit-key-added = new
audit-key-audience = to whom
audit-key-blocked = blocked
audit-key-broken = broken row
audit-key-config = key
audit-key-count = how many
audit-key-days = days
audit-key-devices = devices
audit-key-door = door
audit-key-due = due
audit-key-emoji = emoji
audit-key-error = error
audit-key-extended = extended
audit-key-failed = failed
audit-key-field = field
audit-key-filter = filter
audit-key-format = format
audit-key-forms = forms
audit-key-gigabytes = GB
audit-key-hours = length
audit-key-keys = keys
audit-key-kind = kind
audit-key-left = left
audit-key-limit = limit
audit-key-link = link
audit-key-mode = mode
audit-key-name = name
audit-key-people = people
audit-key-peer = peer
audit-key-period = period
audit-key-prefix = begins with
audit-key-why = reason
audit-key-refused = refused
audit-key-renewed = renewed
audit-key-role = role
audit-key-rows = rows
audit-key-seconds = time
audit-key-sent = sent
audit-key-server = server
audit-key-skipped = skipped
audit-key-doubt = in doubt
audit-key-state = state
audit-key-tells = they are told
audit-key-text = text
audit-key-title = title
audit-key-trial = trial
audit-key-unchanged = unchanged
audit-key-until = until
audit-key-upgraded = from trial to normal
audit-key-user = person
audit-key-valid = redeemable for
audit-key-uses = uses
audit-key-what = what

## States.

audit-state-active = active
audit-state-suspended = suspended
audit-state-expired = over
audit-state-revoked = revoked
audit-state-pending = pending
audit-state-open = open
audit-state-waiting = waiting
audit-state-approved = approved
audit-state-declined = declined
audit-state-inside = inside
audit-state-outside = outside
audit-state-on = on
audit-state-off = off
audit-state-up = up
audit-state-down = down
audit-state-right = right
audit-state-wrong = wrong
audit-state-draft = draft
audit-state-cancelled = cancelled
audit-state-paused = paused
audit-state-sending = on its way
audit-state-stopped = stopped
audit-state-scheduled = scheduled
audit-state-done = done
audit-state-failed = failed
audit-state-dropped = given up
audit-state-held = held
audit-state-released = released
audit-state-looking = under way
audit-state-planned = planned
audit-state-undone = undone
audit-state-available = free
audit-state-assigned = assigned
audit-state-leased = reserved
audit-state-staff = held by the team
audit-state-ban = held by a ban
audit-state-sharing = held: looks shared

## Notices to the team.

notices-heading = 🔔 <b>Your notices</b>
notices-quiet = 🌙 No sound between { $hours }; what is urgent rings.
notices-loud = 🔊 They ring at any hour.
notices-no-group = 💬 They come to this chat.
notices-none = 📭 No notice concerns what you may do. The quiet hours are kept in case that changes.
notices-group-too = 👥 They come to this chat and to <b>{ $title }</b>.
notices-only-group = 👥 You read them in <b>{ $title }</b>; they come here only if the group fails.
notice-kind-house = The house
notice-kind-faults = Faults
notice-kind-channels = Channels
notice-kind-members = Members
notice-kind-keys = VPN keys
notice-kind-servers = Servers
notice-kind-money = Money
button-notices-quiet = 🌙 Quiet hours
button-notices-private = 💬 Here too
button-notices-only-group = 👥 The group is enough
button-notices-group = 👥 Group of notices
notices-quiet-text =
    🌙 <b>Quiet hours</b>

    Notices arrive without a sound. Only what is urgent rings: the bot without rights in a channel, a server down, the clock wrong.
button-notices-ask-quiet = ⌨️ Other hours
button-notices-no-quiet = 🔊 None
notices-ask-quiet = 🌙 Type from when until when, for example <code>22:30-7:00</code>.
notices-group-text =
    👥 <b>Group of notices</b>

    A group of the team that gets all notices. If it has topics and I may make them, each kind goes in its own. Whoever is in the group reads them all.
notices-group-none = Now: none.
notices-group-topics = Now: <b>{ $title }</b>, a topic for each kind.
notices-group-plain = Now: <b>{ $title }</b>, without topics. To have them: switch them on in the group, let me manage them, and press Look again.
button-notices-pick = 👥 Choose a group
button-notices-recheck = 🔄 Look again
button-notices-drop = ✖️ No group
button-notices-picker = 👥 Choose group
notices-pick = 👥 Choose a group with the button below, or type its @username or its number.
notices-group-lost = 👥 I am not in <b>{ $title }</b> any more: notices go to private chats again.
button-notices-open = Open the bot
audit-act-writes-stopped = Writing stopped
audit-act-writes-resumed = Writing resumed
audit-act-database-damaged = Database damaged
audit-act-database-set-aside = Database set aside
audit-act-house-restored = House restored
audit-act-webhook-made = Webhook added
audit-act-webhook-changed = Webhook changed
audit-act-webhook-secret-changed = Secret of a webhook changed
audit-act-webhook-removed = Webhook removed
audit-act-webhook-replayed = Events sent again to a webhook
audit-act-webhook-discarded = Messages of a webhook discarded
audit-act-updates-trouble = Telegram does not bring the updates
audit-act-webhook-failing = Webhook that nothing reaches
audit-act-support-group-lost = Support group lost
audit-act-backup-trouble = Trouble with backups
