// What to press next where the tour sells: a plan, its price, paying with Stars and by hand.

import { state } from "./api.js";
import { samplePhoto } from "./attach.js";
import { buyer, inDialog, isNew, keep, newest, one, place, pressing, saved, writing } from "./tour.js";
import { t } from "./words.js";

/** What the plan of the tour costs: in Stars, and in what is paid by hand. */
const PRICES = ["250 XTR", "5 USD"];

/** The words of the bot's newest message, where the person has not written since. */
function question() {
  return document.querySelector("#bubbles > :last-child.in .text")?.textContent.trim() || "";
}

const asMarta = (facts) => place(facts.admin, state.data.people.find((person) => person.id === facts.admin)?.name || "");
const typing = (text) => ({ ...writing(text, "hint_write"), words: t("hint_write", { text }) });
const first = (patterns) => newest(patterns.map((data) => new RegExp(`^inline-${data}`)));

/** The admin makes a plan, prices it and puts it on sale. */
export function sellHint(step, facts) {
  const away = asMarta(facts);
  if (away) return away;
  if (first(["plan:sale:\\d+:off$"])) return { words: t("hint_wait") };
  const ask = first(["plan:ask:\\d+:price$"]);
  if (ask) {
    const lacking = PRICES.find((price) => !first([`plan:price_drop:\\d+:${price.split(" ")[1]}$`]));
    Object.assign(saved, { lacking, hasPrices: !lacking });
    keep();
    return pressing(lacking ? ask : first(["plan:show:"]));
  }
  if (/^plan:ask:\d+:price$/.test(facts.desk.pressed || "") && question().startsWith("💵")) return typing(saved.lacking || PRICES[0]);
  const key = first([...(saved.hasPrices ? ["plan:sale:\\d+:on$"] : []), "plan:prices:", "plan:make:\\d+:1$", "plan:new_of:3$", "plan:new$", "plan:list:", "till:main$", "admin:main$"]);
  return key ? pressing(key) : writing("/admin", "hint_admin");
}

/** What leads somebody from the list of plans to a way to pay. */
function buyHint(way) {
  const key = first([`shop:buy:[^:]+:o${way}`, "shop:plan:"]);
  return key ? pressing(key) : writing("/plans", "hint_plans");
}

/** Somebody buys the plan with Stars. */
export function starsHint(step, facts) {
  const who = buyer(step, facts);
  const away = place(who.id, who.name);
  if (away) return away;
  if (isNew(who, "charge")) return { words: t("hint_wait") };
  const start = one("start");
  if (start) return pressing(start);
  const pay = newest([/^pay$/]);
  if (pay) return pressing(pay);
  // The order is there, and its invoice on the way.
  if (first(["shop:cancel:"])) return writing("/plans", "hint_plans");
  return buyHint("s");
}

/** The admin adds a card to which people pay. */
export function byHandHint(step, facts) {
  const away = asMarta(facts);
  if (away) return away;
  if (facts.desk.pressed === "till:manual_new") {
    const answers = { "🏷": t("sample_card"), "✍": "9205 1299 7777 1234", "💱": PRICES[1].split(" ")[1] };
    const sign = Object.keys(answers).find((one) => question().startsWith(one));
    if (sign) return typing(answers[sign]);
  }
  const key = first(["till:manual_new$", "till:manual$", "till:main$", "admin:main$"]);
  return key ? pressing(key) : writing("/admin", "hint_admin");
}

/** Somebody buys by hand and sends the picture of the transfer. */
export function receiptHint(step, facts) {
  // The plan could not be paid by hand: that comes first, whoever one is meanwhile.
  if (saved.lacksHand && facts.shop.by_hand === null) return byHandHint(step, facts);
  const who = buyer(step, facts);
  const away = place(who.id, who.name);
  const dialog = inDialog(/^sample-sheet-ok$/)?.[0];
  if (dialog) return pressing(dialog);
  if (away) return away;
  const start = one("start");
  if (start) return pressing(start);
  if (state.sending > 0) return { words: t("hint_wait") };
  if (question().startsWith("📷")) return photoHint();
  const send = first(["receipt:send:"]);
  if (send) return pressing(send);
  if (!first(["shop:buy:"]) || first(["shop:buy:[^:]+:om"])) return buyHint("m");
  if (facts.shop.by_hand !== null) return writing("/plans", "hint_plans");
  saved.lacksHand = true;
  keep();
  return byHandHint(step, facts);
}

/** The paper clip, its menu, the sheet with the picture. */
function photoHint() {
  const next = one("attach-photo");
  return next ? pressing(next) : { isLast: true, element: one("attach"), words: t("hint_photo"), run: samplePhoto };
}
