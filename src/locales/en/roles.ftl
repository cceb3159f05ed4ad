# The team: roles, who holds them, invitation links and the table of permissions.

problem-what-tell-role = Tell about a role
problem-what-deliver-api-key = Hand over an API key
problem-what-deliver-hook-secret = Show the secret of a webhook
problem-what-deliver-staff-invite = Hand over a link to the team

## Names.

role-name-superadmin = 👑 Superadmin
role-name-admin = 🛡️ Admin
role-name-support = 🎧 Support
role-name-seller = 🛍️ Seller
role-name-auditor = 🔎 Auditor
role-name-user = 🙂 User
role-name-own = 🏷️ { $name }

## Lists.

role-list-heading = 👥 <b>The team</b>
role-list-line =
    { $count ->
        [0] { $role } (<code>{ $word }</code>): nobody
        [one] { $role } (<code>{ $word }</code>): { $count } person
       *[other] { $role } (<code>{ $word }</code>): { $count } people
    }
role-list-user = { $role } (<code>{ $word }</code>): everybody else
role-list-how = Type <code>/grant @ana support 30d</code> to give a role, or use the buttons.
button-role = { $role } ({ $count })
button-role-grant = ➕ Give a role
button-role-invites = 🔗 Invitation links ({ $count })
button-role-create = 🏷️ Create a role
role-rank = 📶 Rank { $rank }
role-may-all = 🔓 May do everything
role-may =
    { $count ->
        [0] 🔒 Allows nothing yet
        [one] 🔐 Allows { $count } thing
       *[other] 🔐 Allows { $count } things
    }
role-own-only = 🙈 Sees their own customers only
role-quota = 🎟️ Up to { $count } tokens in any 30 days
role-holders =
    { $count ->
        [0] Nobody holds it.
        [one] { $count } person holds it:
       *[other] { $count } people hold it:
    }
role-holder = • { $name }: { $end }
role-end-none = without end
role-end-until = until { $until } · { $left }
role-end-settings = by the settings, without end
button-role-invite = 🔗 Invite by a link
button-role-table = 🔐 Permissions
button-role-rename = ✏️ Name
button-role-rank = 📶 Rank
button-role-own-only = 🙈 Own customers only
button-role-everybody = 👀 See everybody
button-role-quota = 🎟️ Token quota
button-role-delete = 🗑️ Delete the role

## One person.

role-person-heading = 👤 <b>{ $name }</b>
role-person-none = They hold no role.
role-person-held = • { $role }: { $end }
role-person-untold = 📵 They have not pressed Start yet: I cannot tell them, but the role counts as soon as they come.
role-note-granted = ✅ Done: I am telling them now.
role-note-revoked = ✅ Done: they no longer hold that role.
button-role-give = ➕ Give them a role
role-ask-role = ➕ Which role do you give <b>{ $name }</b>?
role-ask-role-none = There is no role that you can give <b>{ $name }</b>.
role-ask-length = ⏳ For how long do you give <b>{ $name }</b> the role { $role }?
button-role-endless = ♾️ Without end
role-held-heading = { $role } · <b>{ $name }</b>
role-held-end = ⏳ { $end }
role-held-by = 🤝 Given by { $by } on { $at }
role-held-by-house = 🤝 Held since { $at }
role-held-reason = 📝 { $reason }
role-held-quota = 🎟️ Up to { $count } tokens in any 30 days
role-held-no-quota = 🎟️ No limit of tokens
role-held-settings = They are one by the settings (ADMIN_USER_IDS): it cannot be changed here.
role-held-move = Another end, counted from now?
button-role-other-end = 📅 Another end
button-role-revoke = ➖ Take the role
button-role-revoke-yes = ➖ Yes, take it
button-role-person = 👤 Their roles
role-ask-revoke = ➖ Take the role { $role } from <b>{ $name }</b>? They cannot use it from this moment on, and I tell them.

## Questions.

role-ask-whom =
    ➕ <b>Whom do you give a role?</b>

    Type their @name or their number, or forward me a message of theirs.
    Or all at once: <code>/grant @ana support 30d reason</code>, or <code>/grant support 30d</code> in reply to a message of theirs that you forwarded here.
role-ask-whose =
    ➖ <b>From whom do you take a role?</b>

    Type their @name or their number, or forward me a message of theirs.
    Or all at once: <code>/revoke @ana support reason</code>.
role-ask-term =
    ⏳ For how long do you give <b>{ $name }</b> the role { $role }?

    For example <code>12h</code>, <code>30d</code>, <code>2w</code>, <code>1m</code>, <code>until 25/12/2026 18:30</code> or <code>forever</code>. A reason may follow.
role-ask-end =
    📅 When does the role { $role } of <b>{ $name }</b> end?

    For example <code>12h</code>, <code>30d</code>, <code>2w</code>, <code>1m</code> (from now), <code>25/12/2026 18:30</code> or <code>forever</code>.
role-ask-quota = 🎟️ How many tokens may each holder of { $role } make in 30 days? A number, or <code>-</code> for no limit.
role-ask-holder-quota = 🎟️ How many tokens may <b>{ $name }</b> make in 30 days? A number, or <code>-</code> for the limit of the role.
role-ask-name = 🏷️ What is the role called? One word of 2 to { $most } letters, for example <code>tickets</code>. It begins without permissions.
role-ask-rename = ✏️ What is the role { $role } called from now on? One word of 2 to { $most } letters.
role-ask-rank =
    📶 At which rank is { $role }? A number from 1 to { $most }.

    The higher decides over the lower: admin has 80, support 40, seller 30, auditor 20.
role-ask-delete =
    { $count ->
        [0] 🗑️ Delete the role { $role }? Nobody holds it.
        [one] 🗑️ Delete the role { $role }? { $count } person loses it and is told.
       *[other] 🗑️ Delete the role { $role }? { $count } people lose it and are told.
    }
button-role-delete-yes = 🗑️ Yes, delete

## Invitation links.

role-ask-invite = 🔗 For how long shall whoever opens the link be { $role }? The link is good for a day and for one person.
button-role-invite-copy = 📋 Copy the link
role-invite-coming = 🔗 I am sending you the link.
role-invite-made =
    🔗 <b>Link to the team</b>

    Whoever opens it first will hold the role { $role } ({ $length }). It is good until { $until }, once: send it to that person only.

    { $link }
role-invites-heading = 🔗 <b>Links that somebody may still open</b>
role-invites-empty = There are none. Make one from the card of a role.
role-invite-line = • { $role } ({ $length }), by { $by }: good until { $until }
button-role-invite-drop = 🗑️ Revoke: { $role }, { $at }
role-welcome =
    🎉 <b>Welcome to the team!</b>

    Your role: { $role }
    ⏳ { $end }
role-welcome-may = From now on you can:

## Words to both sides.

role-told-granted =
    🎉 <b>You have a new role: { $role }</b>

    ⏳ { $end }
role-told-by = 🤝 From { $by }
role-told-reason = 📝 { $reason }
role-told-moved =
    📅 <b>Your role { $role } has another end</b>

    ⏳ { $end }
role-told-revoked = 👋 <b>You no longer hold the role { $role }.</b> Thank you for your help.
role-told-ended = ⌛ <b>Your role { $role } is over.</b> Thank you for your help.
role-told-joined = 🤝 <b>{ $who }</b> opened your link and holds the role { $role } now: { $end }.
role-told-gift-ended = ⌛ The role { $role } that you gave <b>{ $who }</b> is over.
role-told-gift-revoked = ➖ { $by } took the role { $role } from <b>{ $who }</b>, to whom you gave it.
role-told-nobody = Portero

## Table of permissions.

role-table-heading = 🔐 <b>{ $role } · { $area }</b>
role-table-how = Tap a line to give or take the permission. It counts at once, and the menus change with it.
role-table-fixed = This role is not changed.
role-table-above = You can see it, but not change it.
role-table-own-only = 🚫 Shows everybody: it does not go with a role that sees its own customers only.
role-table-line-yes = ✅ { $what }
role-table-line-no = ⬜ { $what }
role-table-line-never = 🚫 { $what }
role-area-house = The house
role-area-vip = Channels
role-area-vpn = VPN
role-area-people = People
role-area-support = Support
role-area-money = Money
role-area-team = Team

permission-panel-see = Open the panel
permission-config-write = Set channels and settings
permission-tokens-see = See the tokens
permission-tokens-make = Make tokens
permission-tokens-revoke = Revoke tokens
permission-members-see = See the members
permission-members-manage = Give and end VIP access
permission-queue-manage = Decide the Free queue
permission-status-see = See the state of the house
permission-problems-manage = Look after problems
permission-broadcasts-send = Publish and write to all
permission-statistics-see = See the statistics
permission-servers-see = See the VPN servers
permission-servers-manage = Manage the VPN servers
permission-keys-see = See everybody's keys
permission-keys-manage = Manage everybody's keys
permission-proxies-see = See the free list
permission-proxies-manage = Manage the free list
permission-api-manage = API keys and webhooks
permission-people-see = See the people
permission-people-manage = Ban, note and write
permission-data-manage = Export and erase data
permission-roles-see = See the roles
permission-roles-grant = Give and take roles
permission-roles-edit = Create and change roles
permission-audit-see = Read the audit log
permission-tickets-see = Read the tickets
permission-tickets-answer = Answer tickets
permission-payments-see = See orders, payments and the books
permission-payments-manage = Decide receipts and held payments
permission-shop-manage = Change plans, ways to pay and codes
permission-payments-refund = Pay back and change balances
permission-support-manage = Organise the support
permission-house-maintain = Switch maintenance
permission-backups-manage = Backups

## What cannot be done.

role-no-grant-unclear = 🤔 Type it like this: /grant @ana support 30d reason. First the person, then the role and how long.
role-no-revoke-unclear = 🤔 Type it like this: /revoke @ana support reason.
role-no-person = 🤷 I do not know { $typed }. Ask them to open the bot once, forward me a message of theirs, or invite them by a link.
role-no-person-hidden = 🕶️ That person hides the account in forwards: type their @name or their number.
role-no-person-chat = 📢 That message is from a channel or a group: forward me one of the person.
role-no-banned = 🚫 That person is banned: lift the ban first.
role-no-role = 🤔 There is no role { $typed }. There are: { $known }.
role-no-above = 🪜 You cannot decide over the role { $role }: only over those below your own that allow no more.
role-no-yourself = 🪞 Nobody gives themself a role, or moves the end of their own.
role-no-settings = ⚙️ They are a superadmin by the settings (ADMIN_USER_IDS): it is changed there, not in chat.
role-no-last = 👑 They are the last superadmin without end: name another one first.
role-no-length = 🤔 I cannot read { $typed } as a length. Try 30d, 12h, 2w, 1m, until 25/12/2026 or forever.
role-no-end-past = 📅 That moment is over.
role-no-end-far = 📅 Ten years at the most. For more, type forever.
role-no-reason-long = 📝 The reason is too long: up to { $most } characters.
role-no-not-held = 🤷 They do not hold that role.
role-no-held-already = 👍 You hold that role already, at least as long. The link is still good for somebody else.
role-no-name = 🏷️ The name of a role is one word of 2 to { $most } letters, digits, - or _, that begins with a letter and means nothing else.
role-no-name-taken = 🏷️ There is a role of that name already.
role-no-built-in = 🔒 That role comes with the house and is not changed like that.
role-no-many = 🏷️ There can be { $most } roles at the most.
role-no-not-yours = 🪜 Nobody gives a role what they may not do.
role-no-shows-everybody = 🙈 That permission shows everybody, and this role sees its own customers only.
role-no-invite = 🔗 I do not know that invitation link.
role-no-invite-used = 🔗 Somebody used that link already. Ask for another one.
role-no-invite-expired = 🔗 That link was good for a day, which is over. Ask for another one.
role-no-invite-void = 🔗 That link is good no more. Ask for another one.
role-no-tokens = 🎟️ Your quota is { $most } tokens in any 30 days, and { $left } are left.
role-no-tokens-until = 🎟️ Your quota is { $most } tokens in any 30 days, and { $left } are left. There will be more from { $at }.
