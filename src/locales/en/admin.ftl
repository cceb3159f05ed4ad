# The panel and its desks: channels, waiting time, members, queue.

panel-heading = 🤖 <b>Admin Panel</b>
panel-complete = ✅ <b>The bot is set up correctly</b>
panel-incomplete = ⚠️ <b>Configuration incomplete</b>
panel-missing-channel = • The { $door } channel has not been chosen.
panel-missing-rights = • I lack rights in <b>{ $title }</b> ({ $door } channel).
panel-counts =
    💎 Active VIP members: { $members }
    ⏳ Waiting for Free: { $waiting }
panel-own-counts = 💎 Your customers with VIP access: { $members }
panel-problems =
    { $count ->
        [one] 🚨 There is { $count } matter to look at.
       *[other] 🚨 There are { $count } matters to look at.
    }
button-desk-vip = 💎 VIP Channel
button-desk-free = 📺 Free Channel
button-team = 👥 Team
button-config = ⚙️ Configuration
button-status = 🩺 Status
button-log = 📜 Audit log
button-notices = 🔔 Notices
button-problems = 🚨 Problems ({ $count })

config-heading = ⚙️ <b>Configuration</b>
config-vip = 💎 VIP channel: <b>{ $title }</b>
config-vip-none = 💎 VIP channel: not set up
config-free = 📺 Free channel: <b>{ $title }</b>
config-free-none = 📺 Free channel: not set up
config-wait = ⏱️ Waiting time: <b>{ $value }</b>
config-zone = 🕰️ Time zone: <b>{ $value }</b>
button-setup-vip = ⚙️ Set Up VIP Channel
button-setup-free = ⚙️ Set Up Free Channel
button-reconfigure = 🔧 Change Channel
button-wait-time = ⏱️ Set Waiting Time
button-generate-token = 🎟️ Make Invitation Token
button-token-list = 📋 Tokens
button-members = 👥 Members
button-queue = ⏳ Queue ({ $count })
button-join-link = 🔗 Join-request link
button-recheck = 🔄 Check rights

desk-vip-heading = 💎 <b>VIP Channel</b>
desk-free-heading = 📺 <b>Free Channel</b>
desk-no-channel = There is no channel yet. Set it up and everything else appears here.
desk-channel = 📣 <b>{ $title }</b>
desk-lost = ⚠️ I lack rights: the work waits until they are back.
desk-vip-counts =
    👥 Active: { $active }
    ⌛ Ending within 7 days: { $expiring }
    🎟️ Tokens to be redeemed: { $tokens }
desk-free-counts =
    ⏱️ Wait: { $wait }
    ⏳ In the queue: { $waiting }
desk-free-wait = ⏱️ Wait: { $wait }
desk-free-next = ⏭️ Next turn: { $due }

setup-vip-ask =
    ⚙️ <b>Set Up VIP Channel</b>

    Choose the channel in one of these ways:
    1. Press a button below: Telegram shows your channels and gives me the rights.
    2. Forward me a post of the channel.
    3. Type its <code>@name</code> or its number <code>-100…</code>.
setup-free-ask =
    ⚙️ <b>Set Up Free Channel</b>

    Choose the channel in one of these ways:
    1. Press a button below: Telegram shows your channels and gives me the rights.
    2. Forward me a post of the channel.
    3. Type its <code>@name</code> or its number <code>-100…</code>.
setup-now = Now: <b>{ $title }</b>
button-pick-channel = 📣 Choose channel
button-pick-group = 👥 Choose group
setup-checking = 🔎 I am looking at that chat…
setup-cancelled = 👌 I left the configuration as it was.

card-heading-vip = 🔎 <b>Use it as VIP channel?</b>
card-heading-free = 🔎 <b>Use it as Free channel?</b>
card-title = 📣 <b>{ $title }</b>
card-id = 🆔 <code>{ $id }</code>
card-kind-channel = Kind: channel
card-kind-group = Kind: group
card-members = 👥 Members: { $count }
card-rights = <b>My rights</b>
card-right-yes = ✓ { $right }
card-right-no = ✗ { $right }
card-public = ⚠️ It is public (@{ $username }): anybody can read it without passing the door.
card-not-admin = ⚠️ I am no administrator there.
card-missing-optional = ℹ️ What is marked ✗ does not prevent using it, but something may stay half done.
card-missing-required = ⛔ It cannot serve without: { $rights }.
card-replaces = 🔁 It takes the place of <b>{ $title }</b>.
button-use-vip = ✅ Use as VIP channel
button-use-free = ✅ Use as Free channel
button-choose-other = 🔁 Choose another
saved-vip = ✅ <b>VIP Channel Set Up</b>
saved-free = ✅ <b>Free Channel Set Up</b>
checked-fine = ✅ <b>Rights in order</b>
checked-lost = ⚠️ <b>Rights are missing</b>
offer-text = 👋 I was made an administrator of <b>{ $title }</b>. What shall we use it for?
offer-taken = Mind: if you choose it, it takes the place of the channel that is there.
button-ignore = 🙈 Nothing
offer-ignored = 👌 All right: I leave it alone.

right-invite = Invite users (links)
right-restrict = Restrict members (remove)
right-post = Post messages
right-edit = Edit messages
right-delete = Delete messages

join-link-text =
    🔗 <b>Join-request link of the Free channel</b>

    Share it wherever you like: whoever opens it asks to enter, and I open the door when their turn comes.

    <code>{ $url }</code>
button-copy-link = 📋 Copy link

wait-ask =
    ⏱️ <b>Set Waiting Time</b>

    Now: <b>{ $minutes }</b>
    Default: { $default }

    How many minutes do newcomers wait? Choose, or type a whole number from 0 (at once) to 10080 (7 days).
wait-none = no wait
wait-updated =
    ✅ <b>Waiting Time Updated</b>

    Newcomers wait: { $minutes }.
wait-pending =
    { $count ->
        [0] Nobody is in the queue.
        [one] The person already in the queue keeps their time.
       *[other] The { $count } people already in the queue keep their time.
    }
button-wait-now = At once

members-heading = 👥 <b>Members: { $filter }</b>
members-filter-active = Active
members-filter-expiring = Ending soon
members-filter-expired = Ended
members-filter-whitelist = Whitelist
members-filter-not-entitled = Inside, not entitled
members-empty = There is nobody here.
members-known = 👀 I know { $known } of { $count } inside the channel.
members-known-only = 👀 I know { $known } inside the channel.
members-total =
    { $count ->
        [one] { $count } person
       *[other] { $count } people
    }
member-line-until = <b>{ $name }</b> · until { $until }
member-line-ended = <b>{ $name }</b> · ended { $until }
member-line-forever = <b>{ $name }</b> · for life
member-line-none = <b>{ $name }</b> · never had access
member-id = 🆔 <code>{ $id }</code>
member-username = 👤 @{ $username }
member-since = 📆 VIP since: { $since }
member-never = 📆 Never had VIP access.
member-whitelisted = ⭐ On the whitelist: never removed.
member-channel-admin = 🛡️ Administers the channel: never removed.
member-inside = 🚪 Inside since { $since }
member-outside = 🚪 Outside, as far as I know
member-removed = 👋 Taken out at the end: { $at }
member-kick-failed =
    { $count ->
        [one] ⚠️ I could not remove them ({ $count } attempt): { $error }
       *[other] ⚠️ I could not remove them ({ $count } attempts): { $error }
    }
button-whitelist-add = ⭐ Put on the whitelist
button-whitelist-remove = ✖️ Take off the whitelist
toast-whitelist-added = ⭐ On the whitelist
toast-whitelist-removed = Off the whitelist

queue-heading = ⏳ <b>Queue of the Free channel</b>
queue-empty = Nobody is waiting.
queue-waiting =
    { $count ->
        [one] { $count } person waiting · wait: { $minutes }
       *[other] { $count } people waiting · wait: { $minutes }
    }
queue-next = ⏭️ Next turn: { $due }
queue-line = { $place }. <b>{ $name }</b> · { $due }
queue-line-due = { $place }. <b>{ $name }</b> · it is their turn
queue-origin-button = 📩 Asked through the bot: gets a personal link.
queue-origin-join = 🚪 Asked in the channel: Telegram opens the door.
queue-asked = 🕰️ Asked: { $at }
queue-due = ⏭️ Their turn: { $at }
button-approve = ✅ Let in
button-decline = 🚫 Decline
button-approve-all = ✅ Let everybody in
queue-approve-all-ask =
    { $count ->
        [one] Let the person who waits in now?
       *[other] Let the { $count } people who wait in now?
    }
button-approve-all-yes = ✅ Yes, everybody
toast-approved = ✅ Coming in now
toast-declined = 🚫 Declined
toast-approved-all =
    { $count ->
        [one] ✅ { $count } person is coming in
       *[other] ✅ { $count } people are coming in
    }
