# The support, as the team sees it.

ticket-filter-waiting = 🟡 Waiting
ticket-filter-mine = ✋ Mine
ticket-filter-answered = 🟢 Answered
ticket-filter-closed = ⚪ Closed
ticket-filter-all = 🗂️ All
tickets-heading =
    🎫 <b>Tickets</b> · { $filter }: { $count }
    Waiting for an answer: { $waiting }
tickets-empty = There are none here.
tickets-line = { $mark } <b>#{ $id }</b> { $name } · { $category }
tickets-line-waits = waiting { $waited }
tickets-line-helper = ✋ { $helper }
button-support-desk = ⚙️ Support settings

ticket-heading = 🎫 <b>Ticket #{ $id }</b> · { $category } · { $mark } { $state }
ticket-waits = ⏳ Waiting for an answer for { $waited }
ticket-helper = ✋ { $helper } looks after it
ticket-no-helper = ✋ Nobody looks after it
ticket-stars = Rating: { $stars }
ticket-person = 👤 <b>{ $name }</b> · { $username } · <code>{ $user }</code> · { $language }
ticket-person-vip = ⭐ VIP until { $until }
ticket-person-vip-life = ⭐ VIP for life
ticket-person-no-vip = ⭐ No VIP
ticket-person-counts = 🔐 Keys: { $keys } · 🎫 Tickets: { $tickets }
ticket-person-banned = ⛔ Banned: receives nothing
ticket-person-note = 📝 { $note }
ticket-thread-heading = 🧵 <b>Ticket #{ $id }</b> · { $name } · { $state }
ticket-said-asker = 💬 <b>{ $name }</b>:
ticket-said-helper = 🛟 <b>{ $name }</b> answered:
ticket-heard-hint = ↩️ Reply to this message and it reaches them as the support's answer, without your name.
ticket-topic-hint = ↩️ What is written in this topic reaches them as the support's answer, without names. What begins with // stays here. Closing the topic closes the ticket.
ticket-ask-answer = ✍️ Write the answer for <b>{ $name }</b> (ticket #{ $id }). It reaches them as the support's, without your name; you can send several things.
ticket-answer-sent = 📨 Sent to <b>{ $name }</b> (ticket #{ $id }).
ticket-ask-helper = 🤝 Whom do you hand ticket <b>#{ $id }</b> to?
ticket-no-helpers = 🤝 Nobody else can look after ticket <b>#{ $id }</b>.
ticket-anonymous = 🎭 I do not know who you are while you are an anonymous admin, so it was not sent. Turn off “Remain anonymous” and write it again.
button-ticket-answer = ✍️ Answer
button-ticket-canned = 📋 Canned answers
button-ticket-take = ✋ I take it
button-ticket-release = 👋 Leave it
button-ticket-free = 👋 Let nobody look after it
button-ticket-give = 🤝 Hand over
button-ticket-close = ✅ Close
button-ticket-reopen = 🔁 Reopen
button-ticket-show = 🎫 See the ticket
button-ticket-open = 🎫 Open in the bot
button-ticket-history = 🧵 Thread ({ $count })
button-ticket-person = 👤 Card
button-tickets = 🎫 Tickets
button-tickets-waiting = 🎫 Tickets ({ $count } waiting)

ticket-news-closed = ⚪ Ticket <b>#{ $id }</b> is closed.
ticket-news-solved = ⚪ { $name } says that ticket <b>#{ $id }</b> is solved.
ticket-news-reopened = 🟠 Ticket <b>#{ $id }</b> is open again.
ticket-news-back = 🟠 { $name } opened ticket <b>#{ $id }</b> again.
ticket-news-taken = ✋ { $by } looks after ticket <b>#{ $id }</b> of { $name }.
ticket-news-given = 🤝 { $by } handed { $whom } ticket <b>#{ $id }</b> of { $name }.
ticket-news-rated = { $stars } { $name } rated ticket <b>#{ $id }</b>.
ticket-news-waiting =
    { $hours ->
        [one] ⏰ Ticket <b>#{ $id }</b> of { $name } has had no answer for { $hours } hour.
       *[other] ⏰ Ticket <b>#{ $id }</b> of { $name } has had no answer for { $hours } hours.
    }
ticket-news-unreachable = 📵 Your answer to ticket <b>#{ $id }</b> has not arrived yet: { $name } has blocked the bot. It arrives by itself when they come back.

canned-pick = 📋 Ticket <b>#{ $id }</b>: which answer shall I send? A press sends it.
canned-none = 📋 There are no canned answers yet. They are written in the support settings.
canned-line =
    <b>{ $title }</b>
    { $body }
canned-heading = 📋 <b>Canned answers</b>: { $count }
canned-empty = 📋 <b>Canned answers</b>: { $count }. Write those you repeat most, and two presses send them.
canned-card =
    📋 <b>{ $title }</b>

    { $body }
canned-ask-new = ✏️ Send me the answer: the title in the first line (up to { $title } characters) and the text below it (up to { $body }).
canned-ask-edit = ✏️ Send me “{ $old }” anew: the title in the first line (up to { $title } characters) and the text below it (up to { $body }).
canned-ask-drop = 🗑️ Delete “{ $title }”?
button-canned-new = ➕ New answer
button-canned-edit = ✏️ Change
button-canned-drop = 🗑️ Delete
button-canned-drop-yes = 🗑️ Yes, delete

support-desk-heading = ⚙️ <b>Support settings</b>
support-desk-group = 👥 Group with topics: <b>{ $title }</b>
support-desk-no-group = 👥 No group: tickets reach those who can answer them in private
support-desk-hours =
    { $hours ->
        [one] ⏰ Reminder after { $hours } hour without an answer
       *[other] ⏰ Reminder after { $hours } hours without an answer
    }
support-desk-no-hours = ⏰ No reminders of missing answers
support-desk-canned = 📋 Canned answers: { $count }
support-desk-waiting = 🟡 Waiting for an answer: { $waiting }
support-desk-stars = ⭐ { $stars } of 5 in 30 days ({ $count } ratings)
button-support-group = 👥 Group
button-support-hours = ⏰ Reminders
button-support-canned = 📋 Canned answers
support-ask-hours = ⏰ Now: { $now } h. How many hours may a ticket wait before I remind you? Choose, or write a number from 0 to { $most }; 0 is never.
button-hours = { $hours } h
button-hours-never = Never
support-ask-group =
    👥 Choose the team's group, with topics turned on: each ticket gets its own.

    I need to be an administrator with “Manage topics”; when you choose it below, Telegram gives me that. You can also write its number or its @name.
button-pick-forum = 👥 Choose a group with topics
button-support-no-group = 👤 No group: in private
support-group-set = ✅ From now on tickets go to “{ $title }”, each in its own topic.
support-group-lost =
    ⚠️ The support's group does not take my messages, so tickets arrive in private.

    Telegram says: { $why }
