// The guided tour. Where it stands follows from the facts the server reads from the world; what to press next
// follows from what is on the page. It lights that up, and can press it for whoever wants.

import { emit, on, show, state } from "./api.js";
import { byTest, fill, h, iconButton } from "./dom.js";
import { sampleAlbum } from "./attach.js";
import { say } from "./compose.js";
import { byHandHint, receiptHint, sellHint, starsHint } from "./selling.js";
import { closeMenu, openBot } from "./sheets.js";
import { lang, t } from "./words.js";

const STEPS = 18;
/** From this step on the tour is about somebody's VPN key. */
const FIRST_OF_KEYS = 9;
/** And from this one on about selling. */
const FIRST_OF_SHOP = 13;
/** The bot gets this long before the tour suggests to begin again, in milliseconds. */
const GRACE = 1800;

const card = document.getElementById("tour");
let saved = {};
let target = null;
let lastFound = 0;
/** What the bot has not answered yet: the newest message if it is the person's own, and the hour of the demo. */
let lastOwn = "";
let timer = 0;

const keep = () => localStorage.setItem("tour", JSON.stringify(saved));

/** Takes up the tour where it was; a new run of the demo begins it anew. */
export function beginTour(run) {
  try {
    saved = JSON.parse(localStorage.getItem("tour")) || {};
  } catch {
    saved = {};
  }
  if (saved.run !== run) saved = { run, step: 0, base: null, isClosed: false };
  state.isTouring = !saved.isClosed;
}

export function openTour() {
  saved.isClosed = false;
  if (saved.step > STEPS) restart();
  state.isTouring = true;
  keep();
  show(state.person, state.chat);
}

function close() {
  saved.isClosed = true;
  state.isTouring = false;
  if (saved.step >= STEPS) Object.assign(saved, { step: 0, base: null });
  keep();
  emit("change");
}

function restart() {
  Object.assign(saved, { step: 0, base: null, wasOpened: false, hasButtons: false, hasPrices: false, lacksHand: false });
  keep();
  emit("change");
}

function skip() {
  saved.step = Math.min(saved.step + 1, STEPS);
  keep();
  emit("change");
}

const guestOf = (facts, id) => facts.guests.find((one) => one.id === id);

/** What was there when the tour began does not count: a second round waits for a new token and a new guest. */
function begin(facts) {
  const guest = facts.guests.find((one) => !one.is_in) || facts.guests[0];
  saved.base = { desk: facts.desk, token: facts.token, guest: guest?.id, guests: Object.fromEntries(facts.guests.map((one) => [one.id, one])) };
  keep();
}

/** The guest of the tour: whoever redeemed since it began, else the one proposed. */
function guest(facts) {
  const before = saved.base.guests;
  const came = facts.guests.find((one) => one.invite && one.invite !== before[one.id]?.invite);
  return came || guestOf(facts, saved.base.guest) || facts.guests[0];
}

/** Whose VPN key it is: whoever got one since the tour began, else somebody who never had one. */
function owner(facts) {
  const came = facts.guests.find((one) => isNew(one, "key"));
  return came || [guest(facts), ...facts.guests].find((one) => one && !one.key) || facts.guests[0];
}

/** Whether the bot told them of their key what it had not told when the tour began. */
const isNew = (who, what) => Boolean(who?.[what] && who[what] !== saved.base.guests[who.id]?.[what]);

/** Who buys: with Stars the guest who was there before, by hand whoever is listed last. */
const buyer = (step, facts) => step === FIRST_OF_SHOP + 1 ? guest(facts) : facts.guests.filter((one) => one.id !== guest(facts)?.id).at(-1) || facts.guests.at(-1);

/** Whom a step is about. */
function hero(step, facts) {
  if (step >= FIRST_OF_SHOP) return buyer(step, facts);
  return step < FIRST_OF_KEYS ? guest(facts) : owner(facts);
}

function isShopDone(step, facts) {
  const who = buyer(step, facts);
  switch (step) {
    case 13: return facts.shop.sells;
    case 14: return isNew(who, "charge") && isNew(who, "bought");
    case 15: return facts.shop.by_hand !== null;
    case 16: return isNew(who, "sent");
    case 17: return isNew(who, "sent") && isNew(who, "bought") && who.bought > who.sent;
    default: return false;
  }
}

function isDone(step, facts) {
  if (step >= FIRST_OF_SHOP) return isShopDone(step, facts);
  if (step >= FIRST_OF_KEYS) return isKeyDone(step, owner(facts));
  const who = guest(facts);
  const before = who && saved.base.guests[who.id];
  const hasCome = who && who.arrival && who.arrival !== before?.arrival;
  switch (step) {
    case 0: return facts.vip !== null && facts.free !== null;
    case 1: return facts.token !== null && facts.token !== saved.base.token;
    case 2: return Boolean(who?.invite && who.invite !== before?.invite) || Boolean(hasCome);
    case 3: return Boolean(who?.is_in || hasCome);
    case 4: return Boolean(saved.hasButtons);
    case 5: return facts.desk.posts.every((post, at) => post !== null && post !== saved.base.desk.posts[at]);
    case 6: return facts.desk.votes > saved.base.desk.votes;
    case 7: return facts.desk.chart !== saved.base.desk.chart;
    case 8: return Boolean(hasCome && !who.is_in);
    default: return false;
  }
}

function isKeyDone(step, who) {
  switch (step) {
    case 9: return isNew(who, "key");
    case 10: return isNew(who, "held") || isNew(who, "renewed") || isNew(who, "ended");
    case 11: return isNew(who, "renewed");
    case 12: return isNew(who, "ended") && who.ended > (who.renewed || 0);
    default: return false;
  }
}

/** What has to be done for a step: first whatever it needs that was skipped. */
function due(step, facts) {
  if (step >= FIRST_OF_SHOP) return dueInShop(step, facts);
  if (step >= FIRST_OF_KEYS) return isDone(FIRST_OF_KEYS, facts) ? step : FIRST_OF_KEYS;
  if (facts.vip === null || (step === 5 && facts.free === null)) return 0;
  if ([1, 4, 5, 7].includes(step)) return step;
  const needed = (step === 6 ? [2, 3, 4, 5] : [2, 3]).find((one) => one < step && !isDone(one, facts)) ?? step;
  return needed === 2 && facts.token === null ? 1 : needed;
}

function dueInShop(step, facts) {
  if (!facts.shop.sells) return FIRST_OF_SHOP;
  // What a plan promises must be there: nobody is sold a way into no channel.
  if (step !== FIRST_OF_SHOP && facts.vip === null) return 0;
  return step === 17 && !isDone(16, facts) ? 16 : step;
}

/** Everything the tour shows, after each change. */
export function renderTour() {
  const facts = state.data?.tour;
  card.hidden = !state.isTouring || !facts;
  document.getElementById("tour-open").hidden = state.isTouring;
  clearTimeout(timer);
  if (card.hidden) return light(null);
  if (!saved.base) begin(facts);
  while (saved.step < STEPS && isDone(saved.step, facts)) {
    saved.step += 1;
    saved.wasOpened = false;
    keep();
  }
  const hint = saved.step < STEPS ? hintFor(due(saved.step, facts), facts) : null;
  light(hint?.element || null);
  draw(facts, hint);
}

function draw(facts, hint) {
  const one = hero(saved.step, facts);
  const who = one?.name || "";
  const other = facts.guests.find((another) => another.id !== one?.id)?.name || who;
  const number = saved.step + 1;
  fill(card, JSON.stringify([saved.step, hint?.words, who, lang()]), () => [
    h("div", { class: "tour-head" },
      h("div", { class: "tour-titles" },
        h("div", { class: "tour-line" }, h("span", { class: "tour-count" }, saved.step < STEPS ? t("tour_step", { n: number, all: STEPS }) : t("tour")),
          h("span", { class: "tour-dots", "aria-hidden": "true" }, Array.from({ length: STEPS }, (_, at) => h("i", { class: at < saved.step ? "done" : at === saved.step ? "now" : "" })))),
        h("h2", { "data-testid": "tour-title", "data-step": String(number) }, t(`tour_${number}`, { guest: who }))),
      iconButton("close", t("tour_close"), "tour-close", close)),
    h("p", { class: "tour-text" }, t(`tour_${number}_text`, { guest: who, other })),
    hint && h("p", { class: "tour-hint", "aria-live": "polite", "data-testid": "tour-hint" }, h("b", {}, t("tour_now")), " ", hint.words),
    h("div", { class: "tour-buttons" },
      saved.step < STEPS
        ? [h("button", { class: "strong", "data-testid": "tour-next", disabled: !hint?.run && !hint?.element, onclick: help }, t("tour_next")),
          h("button", { "data-testid": "tour-skip", onclick: skip }, t("tour_skip"))]
        : h("button", { class: "strong", "data-testid": "tour-end", onclick: close }, t("tour_end")),
      h("button", { "data-testid": "tour-restart", onclick: restart }, t("tour_restart"))),
  ]);
  card.setAttribute("aria-label", t("tour"));
}

/** Does what is lit up. */
function help() {
  const facts = state.data.tour;
  const hint = hintFor(due(saved.step, facts), facts);
  if (hint.run) hint.run();
  else hint.element?.click();
}

function light(element) {
  if (element === target && (element === null || element.classList.contains("tour-target"))) return;
  target?.classList.remove("tour-target");
  target = element;
  if (!target) return;
  // A menu left open must not lie over what is to be pressed now.
  closeMenu((menu) => !menu.contains(target));
  target.classList.add("tour-target");
  reveal(target);
}

/** Scrolls the list that holds the element, and nothing else: the page itself never moves. */
function reveal(element) {
  const holder = element.closest(".messages, .people, .leaps, .reply-keys, #list");
  if (!holder) return;
  const [inner, outer] = [element.getBoundingClientRect(), holder.getBoundingClientRect()];
  if (inner.top < outer.top) holder.scrollTop -= outer.top - inner.top + 8;
  else if (inner.bottom > outer.bottom) holder.scrollTop += inner.bottom - outer.bottom + 8;
  if (inner.left < outer.left) holder.scrollLeft -= outer.left - inner.left + 8;
  else if (inner.right > outer.right) holder.scrollLeft += inner.right - outer.right + 8;
}

// ------------------------------------------------------------------ what to press next

const seen = (element) => element && element.offsetParent !== null ? element : null;
const one = (testid) => seen(byTest(testid).at(-1));
const label = (element) => element.querySelector(".key-label, .sheet-words, .person-name, .chat-title")?.textContent.trim() || element.textContent.trim();
const pressing = (element, key = "hint_press") => ({ element, words: t(key, { label: label(element) }) });

function hintFor(step, facts) {
  const makers = [adminHint, adminHint, guestHint, guestHint, deskHint, deskHint, voteHint, deskHint, clockHint, trialHint, keyClockHint, deskHint, keyClockHint,
    sellHint, starsHint, byHandHint, receiptHint, deskHint];
  const found = makers[step](step, facts);
  const hour = Math.floor(state.data.now / 3600);
  const own = `${document.querySelector("#bubbles > :last-child.out")?.dataset.key || ""} ${hour}`;
  if (!found.isLast || own !== lastOwn) {
    lastOwn = own;
    lastFound = performance.now();
  }
  if (!found.isLast) return found;
  // The bot may be about to answer: say so for a moment before the way round is suggested.
  const waited = performance.now() - lastFound;
  if (waited >= GRACE) return found;
  timer = setTimeout(renderTour, GRACE - waited + 20);
  return { words: t("hint_wait") };
}

/** Being the right person in the chat with the bot comes first. */
function place(person, name) {
  if (state.person !== person) {
    const element = one(`person-${person}`);
    return { element, words: t("hint_person", { name }), run: () => show(person, person) };
  }
  if (state.chat !== person || !seen(document.getElementById("chat"))) {
    return { element: one("chat-bot") || one("back"), words: t("hint_open") };
  }
  return null;
}

const inDialog = (pattern) => {
  const dialog = document.querySelector("dialog[open]");
  return dialog && [...dialog.querySelectorAll("[data-testid]")].filter((element) => pattern.test(element.dataset.testid));
};

/** The first of these buttons that the bot's newest message has. */
function newest(patterns) {
  const message = [...document.querySelectorAll("#bubbles > .message.in")].at(-1);
  const keys = message ? [...message.querySelectorAll(".key")] : [];
  for (const pattern of patterns) {
    const key = keys.find((element) => pattern.test(element.dataset.testid || ""));
    if (key) return key;
  }
  return null;
}

function adminHint(step, facts) {
  const admin = facts.admin;
  const name = state.data.people.find((person) => person.id === admin)?.name || "";
  const away = place(admin, name);
  if (away) return away;
  const start = one("start");
  if (start) return pressing(start);
  if (step === 1) {
    const key = newest([/^inline-token:make:24:/, /^inline-token:make:/, /^inline-token:preview:24:24:1$/, /^inline-token:preview:24:/, /^inline-vip:generate_token$/]);
    return key ? pressing(key) : writing("/generate_token", "hint_token");
  }
  const door = facts.vip === null ? "vip" : "free";
  const picks = inDialog(/^pick--\d+$/);
  if (picks?.length) {
    const isVip = (element) => /vip/i.test(element.textContent) || element.dataset.testid === `pick-${facts.vip}`;
    return pressing(picks.find((element) => isVip(element) === (door === "vip")) || picks[0], "hint_pick");
  }
  const use = newest([new RegExp(`^inline-${door}:use:`)]);
  if (use) return pressing(use);
  const request = one(door === "vip" ? "request-1" : "request-3");
  if (request) return pressing(request);
  const key = newest([new RegExp(`^inline-${door}:setup$`), new RegExp(`^inline-admin:${door}$`), /^inline-admin:main$/]);
  return key ? pressing(key) : writing("/admin", "hint_admin");
}

/** The way round that always works: a command. */
const writing = (command, key) => ({ isLast: true, element: one("composer")?.closest(".composer"), words: t(key), run: () => say(command) });

function guestHint(step, facts) {
  const who = guest(facts);
  if (!who) return { words: t("hint_wait") };
  if (step === 3) {
    const join = inDialog(/^join$/);
    if (join?.length) return pressing(join[0]);
  }
  const away = place(who.id, who.name);
  if (away) return away;
  if (step === 3) {
    const button = one(`link-${who.invite}`);
    return button ? pressing(button) : { isLast: true, words: t("hint_wait") };
  }
  const payload = new URL(facts.token || "https://t.me/").searchParams.get("start");
  const open = () => openBot(payload);
  if (payload && !saved.wasOpened) {
    saved.wasOpened = true;
    keep();
    setTimeout(open);
  }
  const start = one("start");
  if (start) return pressing(start);
  return { isLast: true, words: t("hint_link"), run: open };
}

/** Reactions, a broadcast, a chart, the plan of a key: the buttons that lead there, the best first. */
const DESK = {
  4: ["reaction:mode:vip:both", "config:reactions:vip", "admin:config", "admin:main"],
  5: ["broadcast:confirm:", "both:broadcast", "broadcast:targets", "admin:main"],
  7: ["admin:stats:chart:", "admin:stats:vip", "admin:stats$", "admin:main"],
  11: ["vpn:upgrade:", "vpn:paid:", "vpn:terms:", "vpn:show:", "vpn:list:", "admin:main"],
  17: ["receipt:ok:", "receipt:show:", "receipt:list:waiting:", "till:main$", "admin:main"],
};

function deskHint(step, facts) {
  const away = place(facts.admin, state.data.people.find((person) => person.id === facts.admin)?.name || "");
  if (away) return away;
  const special = step === 4 ? emojiHint(facts) : step === 5 ? broadcastHint(facts) : null;
  if (special) return special;
  const key = newest(DESK[step].map((data) => new RegExp(`^inline-${data}`)));
  return key ? pressing(key) : writing("/admin", "hint_admin");
}

/** Once the mode is chosen: the emoji, which are typed. */
function emojiHint(facts) {
  if (facts.desk.pressed === "reaction:emoji:vip" && !newest([/^inline-reaction:/])) return writing("👍 ❤️ 🔥", "hint_emoji");
  if (!newest([/^inline-reaction:mode:vip:both$/])?.classList.contains("success")) return null;
  if (!newest([/^inline-reaction:preview:vip$/])) return pressing(newest([/^inline-reaction:emoji:vip$/]));
  saved.hasButtons = true;
  keep();
  setTimeout(renderTour);
  return { words: t("hint_wait") };
}

function broadcastHint(facts) {
  // The pictures are still on their way, or the bot collects the album for a moment before it shows the preview.
  if (state.sending > 0 || document.querySelector("#bubbles > :last-child.out .album")) return { words: t("hint_wait") };
  const confirm = newest([/^inline-broadcast:confirm:/]);
  if (facts.desk.pressed === "both:broadcast" && !confirm) return albumHint();
  // Under a post are buttons only if the preview says so.
  const off = confirm && newest([/^inline-broadcast:turn:.*:react(ions)?$/]);
  return off && !label(off).startsWith("✅") ? pressing(off) : null;
}

/** The paper clip, its menu, the sheet with the pictures. */
function albumHint() {
  const next = inDialog(/^sample-sheet-ok$/)?.[0] || one("attach-album");
  return next ? pressing(next) : { isLast: true, element: one("attach"), words: t("hint_album"), run: sampleAlbum };
}

/** The guest opens the channel and presses a button under the post. */
function voteHint(step, facts) {
  const who = guest(facts);
  if (state.person !== who.id) return place(who.id, who.name);
  if (state.chat !== facts.vip || !seen(document.getElementById("chat"))) {
    const element = one(`chat-${facts.vip}`);
    return element ? pressing(element) : { element: one("back"), words: t("hint_open") };
  }
  const post = [...document.querySelectorAll("#bubbles > .has-keys")].at(-1);
  const key = post?.querySelector("[data-testid^='inline-react:']");
  return key ? pressing(key) : { isLast: true, words: t("hint_wait") };
}

const clockHint = (step, facts) => {
  const who = guest(facts);
  if (who && state.person !== who.id) return place(who.id, who.name);
  const element = one("clock-86400");
  // A day has much work for the bot: it gets its moment before one more is offered.
  return { isLast: true, element, words: t("hint_clock", { label: element?.textContent || "" }) };
};

/** Somebody asks for their trial. */
function trialHint(step, facts) {
  const who = owner(facts);
  const away = place(who.id, who.name);
  if (away) return away;
  const start = one("start");
  if (start) return pressing(start);
  const key = newest([/^inline-key:trial:wireguard$/, /^inline-key:trial:/]);
  return key ? pressing(key) : writing("/trial", "hint_trial");
}

/** The clock that uses up a key: hour by hour its data, or at once its time. */
function keyClockHint(step, facts) {
  const who = owner(facts);
  const away = place(who.id, who.name);
  if (away) return away;
  const span = step === 10 ? 3600 : isNew(who, "renewed") ? 2592000 : 86400;
  const element = one(`clock-${span}`);
  return { isLast: true, element, words: t("hint_clock", { label: element?.textContent || "" }) };
}

export { buyer, inDialog, isNew, keep, newest, one, place, pressing, saved, writing };

on("rendered", renderTour);
