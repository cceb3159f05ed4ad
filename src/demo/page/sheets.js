// What opens over the page: toasts, alerts, sheets to choose from, the menu of a chat, and following links.

import { act, chatOf, emit, get, isBotChat, on, personOf, post, show, state } from "./api.js";
import { avatar, byTest, h, icon } from "./dom.js";
import { clicks, shortDay, size } from "./format.js";
import { leave, say } from "./compose.js";
import { openChat } from "./lists.js";
import { t } from "./words.js";

const toasts = document.getElementById("toasts");
const TOAST_STAYS = 4000;

/** A passing line. */
export function toast(text) {
  const made = h("div", { class: "toast", "data-testid": "toast" }, text);
  toasts.append(made);
  while (toasts.children.length > 3) toasts.firstElementChild.remove();
  setTimeout(() => made.remove(), Math.max(TOAST_STAYS, text.length * 60));
}

/** A sheet; gives what it was closed with, `null` if it was dismissed. */
function sheet(testid, title, make) {
  return new Promise((settle) => {
    const dialog = h("dialog", { class: "sheet", "data-testid": testid, "aria-label": title });
    let result = null;
    const close = (value = null) => {
      result = value;
      dialog.close();
    };
    dialog.addEventListener("close", () => {
      dialog.remove();
      settle(result);
      emit("change");
    });
    // A press beside the sheet closes it.
    dialog.addEventListener("click", (event) => { if (event.target === dialog) close(); });
    const x = h("button", { class: "icon-button sheet-x", "aria-label": t("close"), "data-testid": "sheet-close", onclick: () => close() }, icon("close"));
    dialog.append(h("div", { class: "sheet-inside" }, h("div", { class: "sheet-head" }, h("h2", {}, title), x), make(close)));
    document.body.append(dialog);
    dialog.showModal();
    emit("change");
  });
}

/** The bot's alert: stays until it is closed. */
export function alertBox(text) {
  return sheet("alert", state.data.bot.name, (close) => [
    h("p", { class: "alert-text", role: "alert" }, text),
    h("div", { class: "sheet-buttons" }, h("button", { class: "strong", "data-testid": "alert-ok", autofocus: true, onclick: () => close() }, t("ok"))),
  ]);
}

const row = (testid, face, title, under, onclick) =>
  h("button", { class: "sheet-row", "data-testid": testid, onclick }, face, h("span", { class: "sheet-words" }, h("span", {}, title), under && h("small", {}, under)));

/** What a `request_chat` or `request_users` button asks for. */
export async function pickSheet(title, request, isUsers) {
  const person = state.person;
  const offered = await get("pickable", { person, request: request.request_id }).catch((error) => { emit("error", error.message); return null; });
  if (offered === null) return;
  const most = request.max_quantity || 1;
  const picked = await sheet("pick", isUsers ? t("pick_users") : t("pick"), (close) => {
    if (offered.length === 0) return h("p", { class: "sheet-text" }, t("pick_none"));
    if (!isUsers || most === 1) {
      return h("div", { class: "sheet-list" }, offered.map((one) => row(`pick-${one.id}`, avatar(one.id, one.title), one.title, null, () => close([one.id]))));
    }
    const boxes = offered.map((one) => h("input", { type: "checkbox", value: String(one.id), "data-testid": `pick-${one.id}` }));
    // Telegram's client does not let more be chosen than the button asks for.
    const limit = () => {
      const isFull = boxes.filter((box) => box.checked).length >= most;
      for (const box of boxes) box.disabled = isFull && !box.checked;
    };
    for (const box of boxes) box.addEventListener("change", limit);
    return [h("div", { class: "sheet-list" }, offered.map((one, at) => h("label", { class: "sheet-row" }, boxes[at], avatar(one.id, one.title), h("span", {}, one.title)))),
      h("div", { class: "sheet-buttons" }, h("button", { class: "strong", "data-testid": "pick-done", onclick: () => close(boxes.filter((box) => box.checked).map((box) => Number(box.value))) }, t("done")))];
  });
  if (!picked || picked.length === 0) return;
  const what = isUsers ? { users: picked } : { chat: picked[0] };
  act("pick", { person, request: request.request_id, ...what });
}

/** The members of the open chat, and who waits. */
export async function membersSheet() {
  const { person, chat } = state;
  const given = await get("members", { person, chat }).catch((error) => { emit("error", error.message); return null; });
  if (given === null) return;
  const title = chatOf(chat)?.title || "";
  const isBoss = ["creator", "administrator"].includes(chatOf(chat)?.status);
  const again = await sheet("members-sheet", `${title} · ${t("members")}`, (close) => {
    const decide = async (user, approves) => {
      await act("decide", { person, chat, user, approves });
      close("again");
    };
    const roles = { creator: t("owner"), administrator: t("administrator"), member: t("member") };
    return [
      given.pending.length > 0 && h("h3", {}, t("pending")),
      given.pending.length > 0 && h("div", { class: "sheet-list" }, given.pending.map((one) => h("div", { class: "sheet-row" }, avatar(one.id, one.name), h("span", { class: "sheet-words" }, one.name),
        isBoss && [h("button", { class: "small strong", "data-testid": `approve-${one.id}`, onclick: () => decide(one.id, true) }, t("approve")),
          h("button", { class: "small", "data-testid": `decline-${one.id}`, onclick: () => decide(one.id, false) }, t("decline"))]))),
      given.pending.length > 0 && h("h3", {}, t("members")),
      h("ul", { class: "sheet-list" }, given.members.map((one) => h("li", { class: "sheet-row", "data-testid": `member-${one.id}` }, avatar(one.id, one.name, one.id === state.data.bot.id ? "bot" : ""),
        h("span", { class: "sheet-words" }, h("span", {}, one.name), h("small", {}, [roles[one.status], one.since && t("since", { day: shortDay(one.since) })].filter(Boolean).join(" · ")))))),
    ];
  });
  if (again) membersSheet();
}

/** Somebody new: a name and a language. */
export async function addPerson() {
  const made = await sheet("new-person", t("add_person"), (close) => {
    const name = h("input", { type: "text", maxlength: "64", required: true, autofocus: true, "data-testid": "new-name", autocomplete: "off" });
    const language = h("select", { "data-testid": "new-language" }, h("option", { value: "es" }, t("spanish")), h("option", { value: "en" }, t("english")));
    const form = h("form", { class: "sheet-form" },
      h("label", {}, t("name"), name), h("label", {}, t("speaks"), language),
      h("div", { class: "sheet-buttons" }, h("button", { class: "strong", type: "submit", "data-testid": "new-add" }, t("add"))));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const given = await act("people", { name: name.value, language: language.value });
      if (given) close(given.id);
    });
    return form;
  });
  if (made) show(made, made);
}

/** A sheet with fields; gives what `read` reads from them, `null` if it was dismissed. */
export function form(testid, title, fields, word, read) {
  return sheet(testid, title, (close) => {
    const made = h("form", { class: "sheet-form" }, fields,
      h("div", { class: "sheet-buttons" }, h("button", { class: "strong", type: "submit", "data-testid": `${testid}-ok` }, word)));
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      close(read());
    });
    return made;
  });
}

/** Before files go: with a caption, and as photos if they are pictures. */
export function fileSheet(files) {
  const isPicture = files.every((file) => /^image\/(png|jpeg|gif|webp)$/.test(file.type));
  const caption = h("input", { type: "text", maxlength: "1024", "data-testid": "file-caption", autocomplete: "off" });
  const photo = h("input", { type: "checkbox", "data-testid": "file-photo" });
  photo.checked = isPicture;
  return form("file-sheet", t("send_file"), [files.map((file) => h("p", {}, "📎 ", file.name, " · ", size(file.size))),
    isPicture && h("label", { class: "line" }, photo, t("as_photo")), h("label", {}, t("caption"), caption)], t("send"),
  () => ({ caption: caption.value, isPhoto: isPicture && photo.checked }));
}

/** The menu of the open chat, under its button. */
export function chatMenu(button) {
  const chat = chatOf(state.chat);
  const me = personOf(state.person);
  if (!chat || !me) return;
  const isIn = ["creator", "administrator", "member"].includes(chat.status);
  popup(button, isBotChat()
    ? [["block", t(me.has_blocked ? "unblock" : "block"), me.has_blocked ? "menu-unblock" : "block", () => act("block", { person: me.id, blocks: !me.has_blocked })],
      ...["es", "en"].filter((one) => one !== me.language).map((one) => ["globe", t(`client_${one}`, { name: me.name }), `speak-${one}`, () => act("speak", { person: me.id, language: one })])]
    : [isIn && ["people", t("members"), "members", membersSheet], isIn && chat.status !== "creator" && ["leave", t("leave"), "menu-leave", () => leave(chat)]].filter(Boolean));
}

/** The menu that is open: its element, its button, and the chat whose menu it is. */
let openMenu = null;

/** A menu beside its button: rows of icon, word, name for tests, and what they do. Another press closes it. */
export function popup(button, rows) {
  const isOpen = openMenu?.button === button;
  closeMenu();
  if (isOpen) return;
  const entries = rows.map(([name, word, testid, onclick]) =>
    h("button", { role: "menuitem", "data-testid": testid, onclick: () => { closeMenu(); button.focus(); onclick(); } }, icon(name), word));
  const menu = h("div", { id: "menu", class: "menu", role: "menu" }, entries);
  document.body.append(menu);
  openMenu = { menu, button, person: state.person, chat: state.chat };
  const place = button.getBoundingClientRect();
  const isLow = place.bottom + menu.offsetHeight + 8 > window.innerHeight;
  menu.style.top = `${isLow ? Math.max(8, place.top - menu.offsetHeight - 4) : place.bottom + 4}px`;
  menu.style.left = `${Math.max(8, Math.min(place.left, window.innerWidth - menu.offsetWidth - 8))}px`;
  menu.addEventListener("keydown", (event) => {
    const at = entries.indexOf(document.activeElement);
    if (event.key === "ArrowDown") entries[(at + 1) % entries.length].focus();
    if (event.key === "ArrowUp") entries[(at - 1 + entries.length) % entries.length].focus();
    if (event.key === "Escape") { closeMenu(); button.focus(); }
  });
  entries[0]?.focus();
  emit("change");
}

/** Closes the open menu, or only one that is so. */
export function closeMenu(isSo = () => true) {
  if (!openMenu || !isSo(openMenu.menu)) return;
  openMenu.menu.remove();
  openMenu = null;
}

// A press anywhere else closes the menu, whatever it does besides. Its own button closes it by itself, and the tour's
// card presses for whoever wants.
document.addEventListener("click", (event) => {
  const path = event.composedPath();
  closeMenu((menu) => ![menu, openMenu.button, document.getElementById("tour")].some((one) => path.includes(one)));
});

// So does another chat, or that what its button belonged to is gone; a button that was only drawn anew keeps it.
on("rendered", () => {
  if (!openMenu) return;
  const { button, person, chat } = openMenu;
  if (person !== state.person || chat !== state.chat || byTest(button.dataset.testid).length === 0) closeMenu();
});

/** The sheet of an invite link. */
async function inviteSheet(url) {
  const person = state.person;
  const given = await get("invite", { person, url }).catch((error) => { emit("error", error.message); return undefined; });
  if (given === undefined) return;
  if (given === null) return toast(t("invite_over"));
  if (given.is_in) {
    toast(t("already_in"));
    return openChat(given.chat);
  }
  const goes = await sheet("invite", t("invite"), (close) => [
    h("div", { class: "invite" }, avatar(given.chat, given.title, "large"), h("b", {}, given.title), h("span", {}, t("subscribers", { n: given.members }))),
    h("div", { class: "sheet-buttons" }, h("button", { class: "strong", autofocus: true, "data-testid": "join", onclick: () => close(true) }, t(given.by_request ? "ask_join" : "join"))),
  ]);
  if (!goes) return;
  const joined = await post("join", { person, url }).catch((error) => { emit("error", error.message); return null; });
  if (joined === null) return;
  toast(t(joined.result, { title: given.title }));
  if (["joined", "already_in", "requested"].includes(joined.result) && state.person === person) openChat(given.chat);
}

/** Sends a link on: somebody else opens it. */
async function shareSheet(url) {
  const person = await sheet("share", t("share"), (close) => [
    h("p", { class: "sheet-text" }, t("share_hint")),
    h("div", { class: "sheet-list" }, state.data.people.map((one) => row(`share-${one.id}`, avatar(one.id, one.name), one.name, null, () => close(one.id)))),
  ]);
  if (person === null) return;
  state.pane = "chat";
  document.body.dataset.pane = "chat";
  await show(person, person);
  follow(url);
}

/** The sheet of an invoice link. */
async function paySheet(url) {
  const person = state.person;
  const pays = await sheet("invoice", t("invoice"), (close) =>
    h("div", { class: "sheet-buttons" }, h("button", { class: "strong", autofocus: true, "data-testid": "pay", onclick: () => close(true) }, t("pay", { amount: "" }))));
  if (pays) showPaid(await act("pay", { person, url }));
}

/** Says how a payment ended. */
export function showPaid(given) {
  if (given === null) return;
  const words = { paid: t("paid"), refused: t("pay_refused", { why: given.why || "" }), timed_out: t("pay_late") };
  toast(words[given.result]);
}

/** Opens the chat with the bot; a payload waits there for Start. */
export function openBot(payload) {
  if (payload) state.payloads.set(state.person, payload);
  openChat(state.person);
  emit("change");
}

let followAddress = () => {};
/** The page tells how to read an address, so that this file need not know. */
export const setFollow = (act) => { followAddress = act; };
const follow = (address) => followAddress(address);

/** Follows a link of Telegram inside the page. */
export function go(place) {
  const bot = state.data.bot.username.toLowerCase();
  const byName = (name) => state.data.chats.find((chat) => chat.username?.toLowerCase() === name.toLowerCase());
  switch (place.kind) {
    case "invite": return inviteSheet(place.url);
    case "invoice": return paySheet(place.url);
    case "share": return shareSheet(place.url);
    case "user": return toast(t("user_of", { name: personOf(place.id)?.name || place.id }));
    case "chat": return chatOf(place.id) ? openChat(place.id) : toast(t("elsewhere"));
    case "name":
      if (place.name.toLowerCase() === bot) return openBot(place.start);
      if (byName(place.name)) return openChat(byName(place.name).id);
      return toast(t("elsewhere"));
    default: return toast(t("elsewhere"));
  }
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without the permission the old way: select and copy.
    const field = h("textarea", { class: "hidden", value: text });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  toast(t("copied"));
}

clicks.link = go;
clicks.copy = copy;
clicks.command = (text) => { if (isBotChat()) say(text); };
