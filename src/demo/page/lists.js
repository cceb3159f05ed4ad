// The bar at the top (people, clock) and the list of chats.

import { act, chatOf, now, personOf, show, state } from "./api.js";
import { avatar, fill, h, icon, keyed } from "./dom.js";
import { dayAndMonth, isoDay, shortDay, time } from "./format.js";
import { sign } from "./media.js";
import { addPerson, toast } from "./sheets.js";
import { lang, t } from "./words.js";

const LEAPS = [600, 3600, 86400, 2592000];

const badge = (count) => count > 0 && h("span", { class: "badge", "aria-hidden": "true" }, count > 99 ? "99+" : String(count));

/** Becomes somebody: their list, and the chat with the bot unless a phone shows the list. */
export function become(person, chat = person) {
  return show(person, chat);
}

export function renderPeople() {
  const items = state.data.people.map((person) => {
    const isMe = person.id === state.person;
    const short = person.name.split(/\s/u)[0];
    const label = [person.name, person.is_admin && t("admin"), person.unread > 0 && `(${person.unread})`].filter(Boolean).join(" ");
    return {
      key: person.id,
      sign: JSON.stringify([person, isMe, lang()]),
      make: () =>
        h("button", {
          class: "person", "aria-pressed": String(isMe), "aria-label": label, title: label, "data-testid": `person-${person.id}`,
          onclick: () => become(person.id),
        }, h("span", { class: "person-face" }, avatar(person.id, person.name), badge(person.unread)),
        h("span", { class: "person-name" }, short, person.is_admin && h("span", { class: "crown", "aria-hidden": "true" }, "★"))),
    };
  });
  items.push({
    key: "add",
    sign: lang(),
    make: () =>
      h("button", { class: "person add", "aria-label": t("add_person"), title: t("add_person"), "data-testid": "person-add", onclick: addPerson },
        h("span", { class: "person-face" }, h("span", { class: "avatar plus" }, icon("plus")))),
  });
  const bar = document.getElementById("people");
  keyed(bar, items);
  if (bar.dataset.person === String(state.person)) return;
  bar.dataset.person = state.person;
  // Of many people only some fit on a phone: who one is stands in the middle.
  const mine = bar.querySelector("[aria-pressed=true]");
  if (mine) bar.scrollLeft = mine.offsetLeft - bar.offsetLeft - (bar.clientWidth - mine.offsetWidth) / 2;
}

export function renderClock() {
  const at = now();
  const place = document.getElementById("clock-time");
  fill(place, `${isoDay(at)}${time(at)}${lang()}`, () => [h("span", { class: "clock-day" }, shortDay(at)), h("span", { class: "clock-short" }, dayAndMonth(at)), h("b", {}, time(at))]);
  fill(document.getElementById("leaps"), lang(), () =>
    LEAPS.map((seconds) =>
      h("button", { class: "leap", "data-testid": `clock-${seconds}`, title: t("advance"), onclick: () => leap(seconds) }, t(`clock-${seconds}`))));
}

async function leap(seconds) {
  const given = await act("clock", { seconds });
  if (given) toast(t("moved", { time: `${shortDay(given.now)}, ${time(given.now)}` }));
}

/** The name of a chat in the list. */
export const titleOf = (chat) => (chat.kind === "private" ? state.data.bot.name : chat.title);
export const avatarOf = (chat, extra) =>
  chat.kind === "private" ? avatar(state.data.bot.id, state.data.bot.name, `bot ${extra || ""}`) : avatar(chat.id, chat.title, extra);

/** One line about a message, without formatting. */
export function preview(message) {
  if (!message) return "";
  if (message.chat_shared) return t("shared_chat", { title: message.chat_shared.title || "" });
  if (message.users_shared) return t("shared_users", { n: (message.users_shared.users || message.users_shared.user_ids || []).length });
  if (message.successful_payment) return t("paid");
  if (message.invoice) return `${t("invoice")}: ${message.invoice.title}`;
  const text = (message.text || message.caption || "").replace(/\s+/g, " ").slice(0, 90);
  if (message.pinned_message) return `📌 ${t("pinned")}`;
  const [face, word] = sign(message) || [];
  return face ? `${face} ${text || word}` : text;
}

export function renderChats() {
  const bot = state.data.bot;
  const sorted = [...state.data.chats].sort((a, b) => (b.last?.date || 0) - (a.last?.date || 0) || a.id - b.id);
  const today = isoDay(now());
  const items = sorted.map((chat) => {
    const isOpen = chat.id === state.chat;
    const testid = chat.kind === "private" ? "chat-bot" : `chat-${chat.id}`;
    const at = chat.last?.date;
    const when = at ? (isoDay(at) === today ? time(at) : dayAndMonth(at)) : "";
    const line = chat.kind === "private" && chat.last && !chat.last.by_bot ? `→ ${preview(chat.last)}` : preview(chat.last);
    return {
      key: chat.id,
      sign: JSON.stringify([chat.id, titleOf(chat), line, when, chat.unread, isOpen, chat.is_pending, lang(), bot.id]),
      make: () =>
        h("button", {
          class: "chat-row", "aria-current": isOpen ? "true" : false, "data-testid": testid,
          onclick: () => openChat(chat.id),
        }, avatarOf(chat), h("span", { class: "chat-words" },
          h("span", { class: "chat-line" }, h("span", { class: "chat-title" }, titleOf(chat), chat.kind === "channel" && icon("megaphone")), h("span", { class: "chat-when" }, when)),
          h("span", { class: "chat-line" }, h("span", { class: "chat-last" }, chat.is_pending ? t("requested") : line), badge(chat.unread)))),
    };
  });
  keyed(document.getElementById("chats"), items);
}

/** Opens a chat, on a phone in place of the list. */
export function openChat(chat) {
  state.pane = "chat";
  document.body.dataset.pane = "chat";
  const opened = show(state.person, chat);
  if (window.matchMedia("(max-width: 760px)").matches) document.querySelector("[data-testid=back]")?.focus({ preventScroll: true });
  return opened;
}

/** Says to the server what has been read, once it is before the eyes. */
export function markRead() {
  const open = state.open;
  if (!open?.isLoaded || document.hidden || open.chat !== state.chat || open.person !== state.person) return;
  const isSmall = window.matchMedia("(max-width: 760px)").matches;
  if (isSmall && state.pane !== "chat") return;
  const chat = chatOf(open.chat);
  const last = open.ids.at(-1);
  if (!chat || chat.unread === 0 || last === undefined || open.marked === last) return;
  open.marked = last;
  act("read", { person: open.person, chat: open.chat, message: last });
}

export const nameOfPerson = (id) => personOf(id)?.name || String(id);
