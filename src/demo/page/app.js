// Puts the page together: draws everything after each change, and wires what stands in the HTML itself.

import { emit, listen, on, refresh, show, state } from "./api.js";
import { renderHead, renderMessages, renderPinned } from "./chat.js";
import { renderFoot } from "./compose.js";
import { icon } from "./dom.js";
import { where } from "./format.js";
import { markRead, renderChats, renderClock, renderPeople } from "./lists.js";
import { isLogOpen, toggleLog } from "./log.js";
import { go, setFollow, toast } from "./sheets.js";
import { beginTour, openTour } from "./tour.js";
import { choose, lang, suggest, t } from "./words.js";

const element = (id) => document.getElementById(id);
let isBegun = false;

/** What belongs to the page and not to the world: its own words. */
function renderWords() {
  if (document.documentElement.lang === lang() && isBegun) return;
  document.documentElement.lang = lang();
  document.title = t("title");
  const labels = { people: "people", chats: "chats", clock: "clock", messages: "chats" };
  for (const [id, key] of Object.entries(labels)) element(id).setAttribute("aria-label", t(key));
  for (const [id, key] of [["tour-open", "tour_open"], ["log-toggle", "log_toggle"], ["lang", "language_label"]]) {
    element(id).setAttribute("aria-label", t(key));
    element(id).title = t(key);
  }
  element("lang-name").textContent = t("language");
  element("lang-short").textContent = lang() === "es" ? "EN" : "ES";
  element("cut").textContent = t("cut");
}

function render() {
  if (!state.data) return;
  if (!isBegun) begin();
  renderWords();
  isBegun = true;
  document.body.dataset.pane = state.pane;
  element("cut").hidden = !state.isCut;
  renderPeople();
  renderClock();
  renderChats();
  renderHead();
  renderPinned();
  renderFoot();
  renderMessages();
  document.body.classList.add("ready");
  emit("rendered");
}

/** The first answer of the server: now it is known who is there. */
function begin() {
  suggest(state.data.language);
  beginTour(state.data.run);
  if (localStorage.getItem("log") === "open" && window.matchMedia("(min-width: 1100px)").matches) toggleLog(true);
  if (state.chat === null) show(state.person, state.person);
}

on("change", render);
on("error", toast);
on("run", () => location.reload());

setFollow((address) => {
  const place = where(address);
  if (place) go(place);
});
element("log-toggle").append(icon("log"));
element("log-toggle").addEventListener("click", () => toggleLog());
element("log-shade").addEventListener("click", () => toggleLog(false));
element("tour-open").append(icon("flag"));
element("tour-open").addEventListener("click", openTour);
element("down").append(icon("down"));
element("lang").addEventListener("click", () => {
  choose(lang() === "es" ? "en" : "es");
  emit("change");
});
document.addEventListener("visibilitychange", () => { if (!document.hidden && state.data) markRead(); });
document.addEventListener("keydown", (event) => {
  const isPhone = window.matchMedia("(max-width: 1099px)").matches;
  if (event.key === "Escape" && isPhone && isLogOpen()) toggleLog(false);
});
setInterval(() => { if (state.data) renderClock(); }, 1000);

listen();
refresh();
