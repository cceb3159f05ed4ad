// The open chat: its head, its bubbles, the buttons under them.

import { act, chatOf, emit, isBotChat, loadOlder, on, post, state } from "./api.js";
import { deeds } from "./attach.js";
import { fill, h, icon, iconButton, keyed } from "./dom.js";
import { clicks, day, formatted, isoDay, link, money, time, where } from "./format.js";
import { avatarOf, markRead, nameOfPerson, preview, titleOf } from "./lists.js";
import { album, media } from "./media.js";
import { alertBox, chatMenu, membersSheet, popup, showPaid, toast } from "./sheets.js";
import { lang, t } from "./words.js";

const REACTIONS = ["👍", "❤", "🔥", "🎉", "👏", "😁", "🤔", "😢"];
/** So near to the end the chat follows what comes. */
const NEAR = 90;

const scroller = document.getElementById("messages");
const list = document.getElementById("bubbles");

export function renderHead() {
  const chat = chatOf(state.chat);
  const head = document.getElementById("chat-head");
  fill(head, JSON.stringify([chat?.id, chat?.title, chat?.members, chat?.kind, state.person, lang()]), () => {
    const back = iconButton("back", t("back"), "back", () => {
      state.pane = "list";
      document.body.dataset.pane = "list";
      emit("change");
    }, { class: "icon-button back" });
    if (!chat) return back;
    const isBot = chat.kind === "private";
    const under = isBot ? t("bot") : t(chat.kind === "channel" ? "subscribers" : "members_n", { n: chat.members });
    const name = h("span", { class: "chat-names" }, h("h2", { class: "chat-name" }, titleOf(chat)), h("span", { class: "chat-under" }, under));
    const title = isBot || chat.status === "left" || chat.status === "kicked"
      ? h("div", { class: "chat-id" }, avatarOf(chat), name)
      : h("button", { class: "chat-id", "data-testid": "chat-info", title: t("members"), onclick: membersSheet }, avatarOf(chat), name);
    return [back, title, iconButton("menu", t("menu"), "chat-menu", (event) => chatMenu(event.currentTarget))];
  });
}

export function renderMessages() {
  const open = state.open;
  const wasEnd = isAtEnd();
  const isOther = list.dataset.chat !== `${open?.person}:${open?.chat}`;
  if (isOther) {
    list.replaceChildren();
    list.dataset.chat = `${open?.person}:${open?.chat}`;
    delete list.dataset.loaded;
  }
  const isFirst = !list.dataset.loaded;
  // A chat that is opened is not read out as news.
  scroller.setAttribute("aria-busy", String(isFirst));
  if (open?.isLoaded) list.dataset.loaded = "yes";
  const before = scroller.scrollHeight - scroller.scrollTop;
  const oldest = list.dataset.oldest;
  const added = keyed(list, items(open));
  list.classList.toggle("is-channel", !isBotChat());
  const isGrownAbove = !isOther && oldest !== undefined && oldest !== String(open?.ids[0]) && Number(oldest) > open?.ids[0];
  // Only what comes before one's eyes moves in.
  if (!isFirst && !isOther && !isGrownAbove) for (const one of added) one.classList.add("fresh");
  if (open?.ids.length) list.dataset.oldest = open.ids[0];
  else delete list.dataset.oldest;
  if (isGrownAbove) scroller.scrollTop = scroller.scrollHeight - before;
  else if (isFirst || isOther || wasEnd) toEnd();
  renderEmpty();
  showDown();
  markRead();
}

function renderEmpty() {
  const place = document.getElementById("empty");
  const chat = chatOf(state.chat);
  let words = "";
  if (!chat) words = state.open ? t("no_longer") : t("nothing");
  else if (state.open.isLoaded && state.open.ids.length === 0) words = chat.kind === "private" ? state.data.bot.description || t("empty_bot") : t("empty_channel");
  place.textContent = words;
  place.hidden = words === "";
}

const isAtEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
export const toEnd = () => { scroller.scrollTop = scroller.scrollHeight; };
const showDown = () => { document.getElementById("down").hidden = isAtEnd(); };

scroller.addEventListener("scroll", () => {
  showDown();
  if (scroller.scrollTop < 120) loadOlder().catch((error) => emit("error", error.message));
}, { passive: true });
// The keyboard of a phone, the composer or the tour take room: stay at the end if one was there.
let wasAtEnd = true;
scroller.addEventListener("scroll", () => { wasAtEnd = isAtEnd(); }, { passive: true });
new ResizeObserver(() => { if (wasAtEnd) toEnd(); }).observe(scroller);

function items(open) {
  if (!open || !chatOf(open.chat)) return [];
  const made = [];
  let lastDay = "";
  const messages = open.ids.map((id) => open.messages.get(id)).filter(Boolean);
  const groups = grouped(messages);
  groups.forEach((group, at) => {
    const today = isoDay(group[0].date);
    if (today !== lastDay) {
      made.push({ key: `day-${today}`, sign: lang(), make: () => h("div", { class: "day" }, h("span", {}, day(group[0].date))) });
      lastDay = today;
    }
    made.push(bubbleItem(open, group, groups[at + 1]?.[0]));
  });
  return made;
}

/** Messages of one album that stand together are one bubble. */
function grouped(messages) {
  const groups = [];
  for (const message of messages) {
    const album = message.media_group_id;
    const last = groups.at(-1);
    if (album && last && last[0].media_group_id === album) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

function bubbleItem(open, group, next) {
  const [message] = group;
  const reactions = open.reactions.get(message.id) || [];
  const busy = [...state.busy].filter((key) => key.startsWith(`${open.chat}:${message.id}:`));
  const isLast = !next || isOut(next) !== isOut(message) || isoDay(next.date) !== isoDay(message.date);
  return {
    key: message.id,
    sign: JSON.stringify([group, reactions, open.paid.has(message.id), busy, isLast, lang()]),
    make: () => service(message) || bubble(open, group, reactions, isLast),
  };
}

const isOut = (message) => isBotChat() && !message.by_bot;

/** What happened, in the middle of the chat. */
function service(message) {
  let words = null;
  if (message.chat_shared) words = t("shared_chat", { title: message.chat_shared.title || titleById(message.chat_shared.chat_id) });
  if (message.users_shared) {
    const users = message.users_shared.users || [];
    words = t("shared_users", { n: users.map((user) => nameOfPerson(user.user_id)).join(", ") });
  }
  if (message.successful_payment) {
    const paid = message.successful_payment;
    words = t("paid_service", { amount: money(paid.total_amount, paid.currency) });
  }
  if (message.pinned_message) words = t("pinned");
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) words = t("migrated");
  if (words === null) return null;
  return h("div", { class: "service", "data-testid": `message-${message.id}` }, h("span", {}, words));
}

const titleById = (id) => state.data.chats.find((chat) => chat.id === id)?.title || String(id);

function bubble(open, group, reactions, isLast) {
  const message = group.find((one) => one.caption !== undefined) || group[0];
  const onload = () => { if (wasAtEnd) toEnd(); };
  const out = isOut(message);
  const rows = message.reply_markup?.inline_keyboard || [];
  const text = message.text ?? message.caption;
  const entities = message.entities ?? message.caption_entities;
  const author = !isBotChat() && chatOf(state.chat)?.kind !== "channel" && message.from;
  const head = h("div", { class: "bubble" },
    author && h("div", { class: "author" }, author.first_name),
    forwarded(message),
    reply(message),
    group.length > 1 ? album(group, onload) : media(message, onload),
    message.invoice && invoice(message, open.paid.has(message.id)),
    text !== undefined && h("div", { class: "text" }, formatted(text, entities), meta(message)),
    text === undefined && meta(message, true),
    reactions.length > 0 && h("div", { class: "reactions" }, reactions.map((one) => reactionChip(group[0], one))),
  );
  return h("div", { class: `message ${out ? "out" : "in"}${isLast ? " last" : ""}${rows.length ? " has-keys" : ""}`, "data-testid": `message-${group[0].id}` },
    h("div", { class: "message-body" }, h("div", { class: "bubble-line" }, head, tools(group)), rows.length > 0 && keys(message, rows)));
}

function meta(message, isAlone = false) {
  return h("span", { class: `meta${isAlone ? " alone" : ""}` },
    message.is_silent && mark("🔕", "no_sound"), message.has_protected_content && mark("🔒", "protected"),
    message.edit_date && h("span", { class: "edited" }, t("edited")),
    h("time", { datetime: new Date(message.date * 1000).toISOString() }, time(message.date)));
}

const mark = (sign, word) => h("span", { class: "edited", role: "img", "aria-label": t(word), title: t(word) }, sign);

function forwarded(message) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const name = origin.chat?.title || origin.sender_user?.first_name || origin.sender_user_name || "";
  return h("div", { class: "forwarded" }, t("forwarded", { name }));
}

function reply(message) {
  const original = message.reply_to_message;
  return original && h("div", { class: "reply" }, preview(original));
}

function invoice(message, isPaid) {
  const bill = message.invoice;
  return h("div", { class: "invoice" }, h("b", {}, bill.title), h("p", {}, bill.description),
    h("span", { class: "amount" }, icon("card"), money(bill.total_amount, bill.currency)),
    isPaid && h("span", { class: "amount" }, icon("check"), t("paid")),
    !isPaid && !hasPayButton(message) && h("button", { class: "pay", "data-testid": "pay", onclick: () => pay(message) }, t("pay", { amount: money(bill.total_amount, bill.currency) })));
}

const hasPayButton = (message) => (message.reply_markup?.inline_keyboard || []).flat().some((button) => button.pay);

function keys(message, rows) {
  return h("div", { class: "keys" }, rows.map((row) => h("div", { class: "key-row" }, row.map((button) => key(message, button)))));
}

/** A button under a message. What it does is in exactly one of its fields. */
function key(message, button) {
  const look = `key ${["primary", "success", "danger"].includes(button.style) ? button.style : ""}`;
  const label = h("span", { class: "key-label" }, button.text);
  if (button.callback_data !== undefined) {
    const data = button.callback_data;
    const isBusy = state.busy.has(busyKey(message, data));
    return h("button", { class: `${look}${isBusy ? " busy" : ""}`, "data-testid": `inline-${data}`, "aria-busy": isBusy ? "true" : false, onclick: () => press(message, data) }, label);
  }
  if (button.copy_text) {
    const text = button.copy_text.text;
    return h("button", { class: look, "data-testid": `copy-${text}`, onclick: () => clicks.copy(text) }, label, icon("copy"));
  }
  if (button.pay) {
    const isBusy = state.busy.has(busyKey(message, "pay"));
    return h("button", { class: `${look} primary${isBusy ? " busy" : ""}`, "data-testid": "pay", onclick: () => pay(message) }, label, icon("card"));
  }
  const address = button.url || button.web_app?.url || button.login_url?.url;
  if (address && where(address)) {
    const made = link(address, [label, icon("link")], { class: look, "data-testid": `link-${address}` });
    return made;
  }
  return h("button", { class: look, disabled: true }, label);
}

const busyKey = (message, data) => `${state.chat}:${message.id}:${data}`;

async function whileBusy(key, work) {
  if (state.busy.has(key)) return null;
  state.busy.add(key);
  emit("change");
  try {
    return await work();
  } catch (error) {
    emit("error", error.message);
    return null;
  } finally {
    state.busy.delete(key);
    emit("change");
  }
}

async function press(message, data) {
  const asked = { person: state.person, chat: state.chat, message: message.id, data };
  const given = await whileBusy(busyKey(message, data), () => post("press", asked));
  if (given === null) return;
  if (given.text === null) toast(t("silent"));
  else if (given.is_alert && given.text) alertBox(given.text);
  else if (given.text) toast(given.text);
}

async function pay(message) {
  const given = await whileBusy(busyKey(message, "pay"), () => post("pay", { person: state.person, message: message.id }));
  showPaid(given);
}

function react(message, emoji, isMine) {
  act("react", { person: state.person, chat: state.chat, message: message.id, emoji: isMine ? [] : [emoji] });
}

function reactionChip(message, one) {
  return h("button", { class: `reaction${one.isMine ? " mine" : ""}`, "aria-pressed": String(one.isMine), "aria-label": `${one.emoji} ${one.count}`, "data-testid": `reaction-${message.id}-${one.emoji}`, onclick: () => react(message, one.emoji, one.isMine) },
    h("span", { "aria-hidden": "true" }, painted(one.emoji)), h("span", { "aria-hidden": "true" }, String(one.count)));
}

/** Telegram's emoji come without the selector that makes a heart red. */
const painted = (emoji) => ([...emoji].length === 1 && emoji.length === 1 ? `${emoji}\uFE0F` : emoji);

/** Beside a message: the choice of reactions that the chat allows, and what else can be done with it. */
function tools(group) {
  const [message] = group;
  const chat = chatOf(state.chat);
  if (!chat || ["left", "kicked"].includes(chat.status) && chat.kind !== "private") return null;
  const allowed = chat.reactions ?? REACTIONS;
  const rows = deeds(group);
  const more = rows.length > 0 && iconButton("menu", t("more"), `more-${message.id}`, () => popup(more, deeds(group)), { class: "react-open" });
  return h("div", { class: "react" }, allowed.length > 0 && reactButton(message, allowed), more);
}

function reactButton(message, allowed) {
  const open = iconButton("smile", t("react"), `react-${message.id}`, () => {
    const holder = open.parentElement;
    const old = holder.querySelector(".react-choice");
    open.setAttribute("aria-expanded", String(!old));
    if (old) return old.remove();
    const mine = (state.open.reactions.get(message.id) || []).find((one) => one.isMine)?.emoji;
    holder.append(h("div", { class: "react-choice", role: "group", "aria-label": t("react") }, allowed.slice(0, 12).map((emoji) =>
      h("button", { "aria-pressed": String(emoji === mine), "data-testid": `pick-reaction-${emoji}`, onclick: () => { holder.querySelector(".react-choice")?.remove(); react(message, emoji, emoji === mine); } }, painted(emoji)))));
  }, { class: "react-open", "aria-expanded": "false" });
  return open;
}

/** The post that was pinned last, under the head of the chat. */
export function renderPinned() {
  const pinned = chatOf(state.chat)?.pinned;
  const bar = document.getElementById("pinned");
  bar.hidden = !pinned;
  fill(bar, JSON.stringify([pinned, lang()]), () => pinned && [icon("pin"), h("span", {}, h("b", {}, t("pinned")), " ", preview(pinned))]);
}

document.getElementById("pinned").addEventListener("click", async () => {
  const id = chatOf(state.chat)?.pinned?.id;
  while (state.open?.hasOlder && !state.open.messages.has(id)) if (!await loadOlder()) break;
  document.querySelector(`[data-testid="message-${id}"]`)?.scrollIntoView({ block: "center" });
});

on("change", () => {
  document.getElementById("down").setAttribute("aria-label", t("down"));
});
document.getElementById("down").addEventListener("click", toEnd);
