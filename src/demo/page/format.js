// From Telegram's text and entities to elements. Offsets count UTF-16 units, as JavaScript's strings do.

import { h, icon } from "./dom.js";
import { lang, t } from "./words.js";

/** What a click on parts of a text does; set by the page. */
export const clicks = { link() {}, command() {}, copy() {} };

/** Elements for a text with its entities. */
export function formatted(text, entities = []) {
  const known = entities.filter((one) => one.length > 0).slice();
  known.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return spans(text, known, 0, text.length, true);
}

/** The part between two offsets: what stands outside entities is plain, each entity holds those within it. */
function spans(text, entities, from, to, isPlain) {
  const made = [];
  let at = from;
  let rest = entities;
  while (rest.length > 0) {
    const [first, ...others] = rest;
    const start = Math.max(first.offset, at);
    const end = Math.min(first.offset + first.length, to);
    rest = others;
    if (end <= start) continue;
    if (start > at) made.push(...plain(between(text, at, start, from, isBlock(first)), isPlain));
    const inside = others.filter((one) => one.offset < end);
    const holdsWords = isPlain && !["code", "pre", "text_link", "url", "bot_command", "mention", "spoiler"].includes(first.type);
    made.push(entity(first, text.slice(start, end), spans(text, inside, start, end, holdsWords)));
    rest = others.filter((one) => one.offset + one.length > end);
    at = end;
  }
  if (at < to) made.push(...plain(between(text, at, to, from, false), isPlain));
  return made;

  /** Quotes and listings stand on lines of their own: the line break beside them would be a second one. */
  function between(whole, start, end, begin, isBeforeBlock) {
    const isAfterBlock = start > begin && made.at(-1) instanceof Element && made.at(-1).matches("blockquote, .pre");
    const cut = isAfterBlock ? whole.slice(start, end).replace(/^\n/, "") : whole.slice(start, end);
    return isBeforeBlock ? cut.replace(/\n$/, "") : cut;
  }
}

const isBlock = (entity) => ["blockquote", "expandable_blockquote", "pre"].includes(entity.type);

function entity(entity, text, children) {
  switch (entity.type) {
    case "bold": return h("b", {}, children);
    case "italic": return h("i", {}, children);
    case "underline": return h("u", {}, children);
    case "strikethrough": return h("s", {}, children);
    case "spoiler": return spoiler(children);
    case "code": return h("button", { class: "code", title: t("copy"), onclick: () => clicks.copy(text) }, text);
    case "pre": return pre(text, entity.language);
    case "blockquote": return h("blockquote", {}, children);
    case "expandable_blockquote": return expandable(children);
    case "text_link": return link(entity.url, children);
    case "url": return link(text, [text]);
    case "bot_command": return command(text);
    case "mention": return link(`https://t.me/${text.slice(1)}`, [text]);
    case "text_mention": return h("b", {}, children);
    case "email": return h("span", {}, text);
    default: return h("span", {}, children);
  }
}

const WORDS = /(https?:\/\/[^\s<>"«»]+|tg:\/\/[^\s<>"«»]+|(?<![\w/.])t\.me\/[^\s<>"«»]+)|(?<![\w/@<])(\/[a-z][a-z0-9_]{0,31})(?![\w/])|(?<![\w@])(@[A-Za-z]\w{3,31})/g;

/** A plain text; addresses, commands and names in it can be pressed, as clients show them. */
function plain(text, isPlain) {
  if (!isPlain) return [text];
  const made = [];
  let at = 0;
  for (const match of text.matchAll(WORDS)) {
    const [whole, address, said, name] = match;
    const shown = address ? whole.replace(/[.,;:!?)\]]+$/, "") : whole;
    if (match.index > at) made.push(text.slice(at, match.index));
    if (address) made.push(link(shown, [shown]));
    else if (said) made.push(command(said));
    else made.push(link(`https://t.me/${name.slice(1)}`, [name]));
    at = match.index + shown.length;
  }
  if (at < text.length) made.push(text.slice(at));
  return made;
}

const command = (text) => h("button", { class: "link", "data-testid": `command-${text.slice(1)}`, onclick: () => clicks.command(text) }, text);

function spoiler(children) {
  const button = h("button", { class: "spoiler", "aria-label": t("spoiler"), "aria-expanded": "false" }, h("span", {}, children));
  button.addEventListener("click", () => {
    const isShown = button.classList.toggle("shown");
    button.setAttribute("aria-expanded", String(isShown));
    if (isShown) button.removeAttribute("aria-label");
    else button.setAttribute("aria-label", t("spoiler"));
  });
  return button;
}

function pre(text, language) {
  const head = h("span", { class: "pre-head" }, h("span", {}, language || ""),
    h("button", { class: "pre-copy", "aria-label": t("copy"), title: t("copy"), onclick: () => clicks.copy(text) }, icon("copy")));
  return h("div", { class: "pre" }, head, h("pre", {}, text));
}

function expandable(children) {
  const quote = h("blockquote", { class: "folded" }, h("div", { class: "quote-text" }, children));
  const toggle = h("button", { class: "quote-toggle", "aria-expanded": "false", "aria-label": t("unfold") }, icon("down"));
  toggle.addEventListener("click", () => {
    const isFolded = quote.classList.toggle("folded");
    toggle.setAttribute("aria-expanded", String(!isFolded));
  });
  quote.append(toggle);
  return quote;
}

/** Only web and Telegram addresses can be pressed; Telegram's are followed inside the page. */
export function link(address, children, props = {}) {
  const place = where(address);
  if (place === null) return h("span", {}, children);
  if (place.kind === "web") {
    return h("a", { href: place.url, target: "_blank", rel: "noopener noreferrer", ...props }, children);
  }
  return h("button", { class: "link", title: address, "data-testid": `link-${address}`, onclick: () => clicks.link(place), ...props }, children);
}

/** What an address is: a web page, or something of Telegram. `null` if it may not be pressed. */
export function where(address) {
  let url;
  try {
    url = new URL(/^[a-z]+:\/\//i.test(address) ? address : `https://${address}`);
  } catch {
    return null;
  }
  if (url.protocol === "tg:") return telegramPlace(url.host || url.pathname.replace(/^\/+/, ""), url.searchParams);
  if (url.protocol !== "http:" && url.protocol !== "https:") return null;
  if (!["t.me", "telegram.me"].includes(url.hostname)) return { kind: "web", url: url.href };
  const [first, second] = url.pathname.split("/").filter(Boolean);
  if (!first) return { kind: "web", url: url.href };
  if (first.startsWith("$")) return { kind: "invoice", url: `https://t.me/${first}` };
  if (first.startsWith("+")) return { kind: "invite", url: `https://t.me/${first}` };
  if (first === "joinchat" && second) return { kind: "invite", url: `https://t.me/+${second}` };
  if (first === "share") return { kind: "share", url: url.searchParams.get("url") || "", text: url.searchParams.get("text") || "" };
  if (first === "c" && second) return { kind: "chat", id: Number(`-100${second}`) };
  return { kind: "name", name: first, start: url.searchParams.get("start"), url: url.href };
}

function telegramPlace(what, params) {
  if (what === "resolve" && params.get("domain")) {
    const name = params.get("domain");
    return { kind: "name", name, start: params.get("start"), url: `https://t.me/${encodeURIComponent(name)}` };
  }
  if (what === "join" && params.get("invite")) return { kind: "invite", url: `https://t.me/+${params.get("invite")}` };
  if (what === "user" && params.get("id")) return { kind: "user", id: Number(params.get("id")) };
  if (what === "privatepost") return { kind: "chat", id: Number(`-100${params.get("channel")}`) };
  if (what === "msg_url") return { kind: "share", url: params.get("url") || "", text: params.get("text") || "" };
  return { kind: "unknown" };
}

const dates = new Map();
function format(name, options) {
  const key = `${lang()}:${name}`;
  if (!dates.has(key)) dates.set(key, new Intl.DateTimeFormat(lang(), options));
  return dates.get(key);
}

export const time = (at) => format("time", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at * 1000);
export const seconds = (at) => format("seconds", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(at * 1000);
export const day = (at) => format("day", { day: "numeric", month: "long", year: "numeric" }).format(at * 1000);
export const shortDay = (at) => format("short", { day: "numeric", month: "short", year: "numeric" }).format(at * 1000);
export const dayAndMonth = (at) => format("month", { day: "numeric", month: "short" }).format(at * 1000);
export const isoDay = (at) => format("key", { year: "numeric", month: "2-digit", day: "2-digit" }).format(at * 1000);

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const isSmall = bytes < 1024 * 1024;
  const number = isSmall ? bytes / 1024 : bytes / 1024 / 1024;
  return `${number.toLocaleString(lang(), { maximumFractionDigits: 1 })} ${isSmall ? "KB" : "MB"}`;
}

/** An amount in minor units; Telegram's stars have none. */
export function money(amount, currency) {
  if (currency === "XTR") return `⭐ ${amount}`;
  try {
    return new Intl.NumberFormat(lang(), { style: "currency", currency }).format(amount / 100);
  } catch {
    return `${amount / 100} ${currency}`;
  }
}
