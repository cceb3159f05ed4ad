# Lengths of time, and buttons used in many places.

unit-under-a-minute = less than a minute
unit-lifetime = Lifetime
unit-pair = { $first } and { $second }
unit-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
unit-hours =
    { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
unit-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
unit-months =
    { $count ->
        [one] { $count } month
       *[other] { $count } months
    }
length-until = until { $day } { $year }
product-vip = VIP
product-wireguard = WireGuard
product-outline = Outline
product-mtproto = Telegram proxy

door-vip = VIP
door-free = Free

button-back = 🔙 Back
button-back-main = 🔙 Back to Main Menu
button-back-config = 🔙 Back to Configuration
button-cancel = ❌ Cancel
button-home = 🏠 Home
button-help = ❓ Help
button-language = 🌐 Language
button-redeem = 🎟️ Redeem VIP Token
button-request-free = 📺 Request Free Access
button-my-access = 🔑 My access
button-new-link = 🔗 New link
button-why-no-entry = 🤔 I can't get in
button-enter = 🚪 Enter the channel
button-panel = 🤖 Admin Panel
button-refresh = 🔄 Refresh
button-doctor = 👩‍⚕️ Doctor
button-other = ✏️ Other

# The command menu.
command-start = Start
command-menu = Main menu
command-vip = Redeem a VIP token
command-free = Ask for access to the Free channel
command-status = Your access and when it ends
command-language = Change language
command-id = Your Telegram number
command-help = What I can do for you
command-cancel = Leave what you were doing
command-admin = Admin panel
command-status-staff = State of the house
command-doctor = Check everything
command-servers = VPN servers
command-profile = Your profile
command-settings = Your settings
command-user = Look for a person
command-users = All people
command-roles = Roles of the team
command-grant = Give a role
command-revoke = Take a role
command-backup = Backups
command-audit = Audit log
command-ledger = Books
command-refund = Pay back
command-plans = Plans and prices
command-orders = Your orders and receipts
command-balance = Your balance, gifts and friends
command-terms = Terms of sale
command-generate-token = Make a VIP token
command-setup-vip-channel = Set up the VIP channel
command-set-wait-time = Waiting time of the Free channel
command-broadcast = Publish in the channels
command-stop = No more news
command-admin-stats = Statistics
help-stop = 🔕 /stop: no more news; what is yours still comes
command-vpn = Your VPN keys
command-trial = A free trial
command-usage = How much you have used
command-proxy = Proxies for Telegram and the free list
command-services = What is yours and when it ends
command-support = Talk to the team
command-tickets = Tickets of the support
help-support = 🆘 /support: talk to a person of the team
button-persons = 👥 People
button-profile = 👤 My profile
