// What stands under the bubbles: the composer with its menus, the bot's keyboard, or the one button there is.

import { act, chatOf, emit, isBotChat, state } from "./api.js";
import { attachMenu, chosen, runs } from "./attach.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { toEnd } from "./chat.js";
import { pickSheet } from "./sheets.js";
import { lang, t } from "./words.js";

const foot = document.getElementById("chat-foot");
/** What was typed and not sent, by person and chat. */
const drafts = new Map();
let isKeyboardHidden = false;
let hiddenFor = "";

const draftKey = () => `${state.person}:${state.chat}`;

export function renderFoot() {
  const chat = chatOf(state.chat);
  const person = state.data.person;
  const isBot = isBotChat();
  const keyboard = isBot ? person.keyboard : null;
  const keyboardSign = JSON.stringify(keyboard);
  if (keyboardSign !== hiddenFor) {
    isKeyboardHidden = false;
    hiddenFor = keyboardSign;
  }
  const payload = isBot ? state.payloads.get(state.person) : undefined;
  const sign = JSON.stringify([draftKey(), chat?.status, chat?.is_pending, chat?.username, isBot && [person.has_started, person.has_blocked, person.commands], keyboardSign, isKeyboardHidden, payload, lang()]);
  fill(foot, sign, () => {
    if (!chat) return null;
    if (isBot && person.has_blocked) return bigButton("restart", "unblock", () => act("block", { person: state.person, blocks: false }));
    if (payload !== undefined) return [h("p", { class: "foot-note" }, t("waiting_link")), bigButton("start", "start", () => start(payload))];
    if (isBot && !person.has_started) return bigButton("start", "start", () => start(null));
    if (isBot || runs(chat) || (chat.kind !== "channel" && chat.status === "member")) return composer(chat, keyboard);
    if (chat.is_pending) return [h("p", { class: "foot-note" }, t("waiting")), bigButton("withdraw", "withdraw", () => leave(chat), "quiet")];
    if (chat.status === "member") return bigButton("leave", "leave", () => leave(chat), "quiet");
    return bigButton("join", "join", () => act("join", { person: state.person, chat: chat.id }));
  });
}

const bigButton = (word, testid, onclick, look = "") => h("button", { class: `big ${look}`, "data-testid": testid, onclick }, t(word));

export const leave = (chat) => act("leave", { person: state.person, chat: chat.id });

async function start(payload) {
  const person = state.person;
  const given = await act("start", { person, payload });
  if (given === null) return;
  state.payloads.delete(person);
  emit("change");
}

function composer(chat, keyboard) {
  const isBot = isBotChat();
  const placeholder = (keyboard && keyboard.input_field_placeholder) || t(isBot || chat.kind !== "channel" ? "compose" : "compose_post");
  const field = h("textarea", { id: "composer", "data-testid": "composer", rows: "1", placeholder, "aria-label": placeholder, maxlength: "4096", value: drafts.get(draftKey()) || "", autocomplete: "off", enterkeyhint: "send" });
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 140)}px`;
  };
  const suggestions = h("div", { class: "suggestions", hidden: true, role: "group", "aria-label": t("commands") });
  field.addEventListener("input", () => {
    drafts.set(draftKey(), field.value);
    grow();
    if (isBot) suggest(suggestions, field.value);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send(field);
    }
    if (event.key === "Escape") suggestions.hidden = true;
  });
  requestAnimationFrame(grow);
  const commands = isBot && state.data.person.commands.length > 0 && iconButton("slash", t("commands"), "commands", () => {
    if (suggestions.hidden) suggest(suggestions, "/");
    else suggestions.hidden = true;
  }, { class: "icon-button slash" });
  const attach = iconButton("clip", t("attach"), "attach", () => attachMenu(attach, picker));
  const picker = h("input", { type: "file", multiple: true, class: "hidden", "data-testid": "file-input", tabindex: "-1", "aria-hidden": "true", onchange: () => chosen(picker) });
  const toggle = keyboard && iconButton("keyboard", t("keyboard"), "keyboard-toggle", () => {
    isKeyboardHidden = !isKeyboardHidden;
    emit("change");
  }, { "aria-pressed": String(!isKeyboardHidden) });
  const sender = iconButton("send", t("send"), "send", () => send(field), { class: "icon-button send" });
  return [suggestions, h("div", { class: "composer" }, commands, attach, picker, field, toggle, sender),
    keyboard && !isKeyboardHidden && replyKeyboard(keyboard)];
}

/** Commands that begin like what is typed. */
function suggest(place, typed) {
  const word = typed.startsWith("/") ? typed.slice(1) : null;
  const fitting = word === null || /\s/.test(word) ? [] : state.data.person.commands.filter((one) => one.command.startsWith(word));
  place.hidden = fitting.length === 0;
  place.replaceChildren(...fitting.map((one) =>
    h("button", { class: "suggestion", "data-testid": `command-${one.command}`, onclick: () => { drafts.delete(draftKey()); say(`/${one.command}`); clear(); } },
      h("b", {}, `/${one.command}`), h("span", {}, one.description))));
}

function clear() {
  const field = document.getElementById("composer");
  const suggestions = foot.querySelector(".suggestions");
  if (suggestions) suggestions.hidden = true;
  if (!field) return;
  field.value = "";
  field.style.height = "auto";
}

async function send(field) {
  const text = field.value.trim();
  if (!text) return;
  const key = draftKey();
  const isBot = isBotChat();
  field.value = "";
  field.style.height = "auto";
  drafts.delete(key);
  clear();
  const given = isBot ? await say(text) : await act("post", { person: state.person, chat: state.chat, text });
  // What was refused is not lost.
  if (given === null && draftKey() === key && !field.value) field.value = text;
}

/** Writes to the bot as the present person. */
export async function say(text) {
  const given = await act("say", { person: state.person, text });
  if (given !== null) toEnd();
  return given;
}

function replyKeyboard(keyboard) {
  const rows = keyboard.keyboard || [];
  return h("div", { class: "reply-keys", role: "group", "aria-label": t("keyboard") }, rows.map((row) =>
    h("div", { class: "key-row" }, row.map(replyKey))));
}

function replyKey(button) {
  const text = typeof button === "string" ? button : button.text;
  const request = button.request_chat || button.request_users;
  const look = `reply-key ${["primary", "success", "danger"].includes(button.style) ? button.style : ""}`;
  if (request) {
    return h("button", { class: look, "data-testid": `request-${request.request_id}`, onclick: () => pickSheet(text, request, Boolean(button.request_users)) },
      text, icon(button.request_users ? "people" : "megaphone"));
  }
  return h("button", { class: look, "data-testid": `reply-${text}`, onclick: () => say(text) }, text);
}
