# A person's talk with the support.

button-support = 🆘 Support
support-heading = 🆘 <b>Support</b>
support-open =
    { $count ->
        [one] You have { $count } open ticket:
       *[other] You have { $count } open tickets:
    }
support-ask-category = What is it about? Choose, and then tell me in your own words: text, photos, files or voice. A person answers you.
support-no-room = There is no room for another open ticket. Go on in one of these, or close it once it is solved.
ticket-category-access = 🚪 Getting into a channel
ticket-category-vpn = 🔐 VPN
ticket-category-payment = 💳 Payments
ticket-category-problem = 🔧 Something does not work
ticket-category-other = 💬 Something else
ticket-state-open = not answered yet
ticket-state-answered = answered
ticket-state-closed = closed
ticket-state-reopened = reopened
button-own-ticket = { $mark } #{ $id } · { $category }
button-own-tickets = 🗂️ All my tickets
support-list-heading = 🗂️ <b>My tickets</b>
support-list-empty = You have not opened any yet.
support-list-line = { $mark } <b>#{ $id }</b> { $category } · { $state } · { $at }

support-ask-words =
    { $category }

    Tell me what is going on, in one message. It can be text, photos (several at once too), a file or a voice note.
support-ask-more = ✍️ Write: what you send joins ticket <b>#{ $id }</b>.
support-ask-again = ✍️ Ticket <b>#{ $id }</b> was closed. Write, and your message opens it again.
support-opened =
    ✅ Ticket <b>#{ $id }</b> is open ({ $category }).

    The team knows, and their answer comes here. If you want to add something, write it: it joins the same ticket.
support-added = 📨 Added to ticket <b>#{ $id }</b>.
support-thread-heading = 🎫 <b>Ticket #{ $id }</b> · { $category } · { $state }
support-us = 🛟 Support
support-you = You
ticket-thread-line =
    <b>{ $who }</b> · { $at }
    { $what }
support-answer = 🛟 <b>Support · ticket #{ $id }</b>
support-closed = ✅ You closed ticket <b>#{ $id }</b>. Glad it got solved!
support-news-closed = ✅ The team closed your ticket <b>#{ $id }</b>.
support-news-reopened = 🔁 The team opened your ticket <b>#{ $id }</b> again.
support-ask-stars = How did we do?
support-rated = { $stars } Thank you! It helps us do better.
ticket-words-gone =
    🫥 The original message is no longer where it was sent. This is what I know of it:
    { $what }
button-ticket-thread = 🧵 See the ticket
button-ticket-solved = ✅ Solved
button-ticket-write = ✍️ Write
button-ticket-again = 🔁 It is not solved
button-ticket-reply = ✍️ Reply

refusal-too-many-tickets = You have { $most } open tickets already. Go on in one of them, or close it, and you can open another.
refusal-tickets-today = You have opened { $most } tickets today. Go on in one of them: if it is closed, your message opens it again.
refusal-ticket-words = Telegram does not let me pass on that kind of message. Try text, a photo, a file or voice.
refusal-no-helper = This answer was not sent: you no longer answer tickets (ticket #{ $id }). If that is a mistake, ask an admin to give you the role back.
refusal-not-a-helper = That person may not answer tickets. Choose another.
refusal-asker-banned = Not sent: that person is banned and receives nothing.
refusal-no-forum = «{ $title }» has no topics. Turn them on in the group's settings (Topics) and choose it again.
refusal-no-topic-right = I cannot make topics in «{ $title }». Make me an administrator with the right “Manage topics” and choose it again.
refusal-hours = Send a number of hours from 0 to { $most }; 0 is never.
refusal-canned-unclear = Write the title in the first line, and the answer below it.
refusal-canned-long = Too long: the title takes { $title } characters and the answer { $body }.
refusal-canned-taken = There is an answer with that title. Give it another one.
refusal-too-many-canned = There are { $most } kept answers already. Delete one first.
