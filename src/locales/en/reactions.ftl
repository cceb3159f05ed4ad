# Reactions.

button-reactions-vip = ⚙️ Set up VIP reactions
button-reactions-free = ⚙️ Set up Free reactions

reactions-heading = ⚙️ <b>Reactions of the { $door } channel</b>
reactions-mode = 🎛️ Now: <b>{ $mode }</b>
reactions-mode-off = Off
reactions-mode-native = Native
reactions-mode-buttons = Buttons
reactions-mode-both = Native and buttons
reactions-emoji = 😀 Emoji: { $emoji }
reactions-none = 😀 Emoji: none yet. Choose them and I start with the next post.
reactions-how =
    <b>Native</b>: a few seconds after each post I put the first one that the channel allows. Telegram lets me have one per post.
    <b>Buttons</b>: all your emoji with counters under the post. Everybody has one vote.
    Changes are for new posts; earlier ones keep their emoji.
reactions-only-buttons = ☝️ Button only, since Telegram does not take as a reaction: { $emoji }
reactions-no-native = ⚠️ None of them can be a native reaction: add one that Telegram takes, such as 👍 ❤️ 🔥 🎉.
reactions-no-edit = ⚠️ I lack the right to edit posts: those I do not publish myself stay without buttons.
reactions-saved = ✅ <b>Reactions saved</b>
reactions-ask =
    ✏️ <b>Reactions of the { $door } channel</b>

    Send me 1 to 10 emoji, with or without spaces. The first is the native reaction I prefer; the others are there in case the channel does not allow it.
reactions-preview = 👀 <b>This is how a post of the { $door } channel would look</b>
reactions-preview-native = My native reaction right now: { $emoji }
reactions-preview-refused = ⚠️ The channel allows none of your emoji as a reaction: I would put none.
reactions-preview-unknown = I could not ask Telegram which reactions the channel allows.
reactions-preview-buttons = The buttons work: try them.
reactions-under-album = 👇 What do you think?
button-reactions-emoji = ✏️ Choose emoji
button-reactions-preview = 👀 Try it

notice-reactions-refused = ⚠️ <b>{ $title }</b> ({ $door } channel) allows none of these reactions: { $emoji }. Its posts stay without my native reaction until you choose others or allow them in the channel.

toast-reactions-preview = 👇 It comes right below
toast-voted = Your vote: { $emoji }
toast-vote-taken-back = Vote taken back
toast-votes-closed = This vote is closed

problem-what-react = React to a post
problem-what-place-buttons = Put buttons under a post
problem-what-preview-reactions = Show a preview of the reactions
