# Everybody's own profile and settings.

profile-heading = 👤 <b>{ $name }</b>
profile-id = 🆔 <code>{ $id }</code>
profile-username = 💬 @{ $username }
profile-met = 🗓️ We have known each other since: { $at }
profile-seen = 👀 Your last visit: { $at }
profile-keys = 🔐 VPN keys: { $count }
profile-qvapay = 💳 Your QvaPay user: <b>{ $name }</b>
profile-no-qvapay = 💳 Your QvaPay user: not linked
profile-settings =
    { $count ->
        [0] ⚙️ Settings: the usual ones
        [one] ⚙️ Settings of your own: { $count }
       *[other] ⚙️ Settings of your own: { $count }
    }
button-settings = ⚙️ Settings
button-qvapay = 💳 QvaPay
button-qvapay-clear = 🧽 Unlink
profile-ask-qvapay =
    💳 <b>Which is your QvaPay user?</b>

    Type it as it stands on your payment page, for example <code>ana_99</code>. It helps to recognise your payments.
profile-ask-qvapay-new =
    💳 Your QvaPay user is <b>{ $name }</b>.

    Type another one to change it.
refusal-qvapay = 🤔 That does not look like a QvaPay user: 3 to 40 letters, digits, dots or dashes, no spaces.
refusal-qvapay-taken = 💳 That QvaPay user is linked to another account. If it is yours, write to the team.

## Settings.

own-settings-heading = ⚙️ <b>Your settings</b>
own-settings-language = 🌐 Language: { $language }
own-settings-zone = 🕰️ Time zone: { $zone } (it is { $now } there)
own-settings-reminders = 🔔 Reminders: I tell you before something of yours ends
own-settings-no-reminders = 🔕 Reminders: off
own-settings-promotions = 📣 Promotions: you get them
own-settings-no-promotions = 🔕 Promotions: off
own-settings-count =
    { $count ->
        [one] You changed { $count } setting.
       *[other] You changed { $count } settings.
    }
button-own-zone = 🕰️ Time zone
button-reminders-on = 🔔 I want reminders
button-reminders-off = 🔕 No reminders
button-own-promotions-on = 📣 I want promotions
button-own-promotions-off = 🔕 No promotions
button-own-reset = ♻️ Back to the usual
button-own-reset-yes = ♻️ Yes, all of them
own-reset-ask =
    { $count ->
        [one] ♻️ Shall I put { $count } setting back to the usual?
       *[other] ♻️ Shall I put { $count } settings back to the usual?
    }
    Language, time zone, reminders, promotions and notices are as on the first day then.
own-zone-ask =
    🕰️ <b>What time is it where you are?</b>

    Now I use { $zone }: { $now }. Choose your city, look by region or type the name of a city.
own-zone-region = 🌍 <b>{ $region }</b>: choose your city.
own-zone-alike = 🤔 Which of these?
button-own-zone-default = 🏠 The time of the house
refusal-own-zone = 🤔 I do not know that city. Try a large one of your zone, or choose by region.
region-america = America
region-europe = Europe
region-africa = Africa
region-asia = Asia
region-atlantic = Atlantic
region-australia = Australia
region-indian = Indian Ocean
region-pacific = Pacific

## Roles and access, in one line.

person-roles = 🛡️ Roles: { $roles }
person-role = { $role }
person-role-until = { $role } (until { $until })
person-vip-until = 💎 VIP until { $until }
person-vip-ended = ⌛ VIP ended: { $until }
person-vip-ever = 💎 VIP for life
person-vip-over = ⌛ Their VIP ended
person-vip-listed = ⭐ always inside

## Bans and erasure, as the person reads them.

banned-text = 🚫 This bot is closed to you.
banned-text-why = 🚫 This bot is closed to you. Reason: { $reason }.
banned-text-until = 🚫 This bot is closed to you until { $until }.
banned-text-why-until = 🚫 This bot is closed to you until { $until }. Reason: { $reason }.
unbanned-text = ✅ <b>You can use the bot again.</b> What you had holds, unless it ended meanwhile.
erased-text = 🗑️ <b>Your data were erased.</b> I no longer know who you are. If you want to come back some day, press /start and we begin anew.
ban-why-unsaid = No reason given
ban-why-spam = Spam or advertising
ban-why-abuse = Insults or harassment
ban-why-fraud = Fraud in payments
ban-why-sharing = Sharing what is personal
ban-why-own = Another reason
