// The log of Bot API calls, newest first.

import { get, on, state } from "./api.js";
import { h, iconButton, keyed } from "./dom.js";
import { seconds, size } from "./format.js";
import { t } from "./words.js";

/** More rows than this would only slow the page down. */
const MOST = 400;

const pane = document.getElementById("log");
const rows = document.getElementById("log-rows");
const log = { calls: [], next: 0, run: null, isLoading: false, filter: "", onlyErrors: false };

export const isLogOpen = () => !pane.hidden;

export function toggleLog(isOpen = pane.hidden) {
  pane.hidden = !isOpen;
  document.body.classList.toggle("with-log", isOpen);
  document.querySelector("[data-testid=log-toggle]")?.setAttribute("aria-expanded", String(isOpen));
  localStorage.setItem("log", isOpen ? "open" : "");
  if (isOpen) load();
}

/** Fetches what came since. */
async function load() {
  if (log.isLoading || !isLogOpen() || !state.data) return;
  if (log.run !== state.data.run) Object.assign(log, { calls: [], next: 0, run: state.data.run });
  if (log.calls.length > 0 && state.data.calls <= log.next) return;
  log.isLoading = true;
  try {
    const given = await get("calls", { since: log.next });
    log.calls = [...log.calls, ...given.calls].slice(-MOST);
    log.next = given.next;
    render();
  } catch (error) {
    console.debug(error); // asked again with the next change
  } finally {
    log.isLoading = false;
  }
}

const fits = (call) => {
  if (log.onlyErrors && call.is_ok) return false;
  const words = log.filter.toLowerCase();
  return !words || `${call.method} ${JSON.stringify(call.params)} ${JSON.stringify(call.answer)}`.toLowerCase().includes(words);
};

function render() {
  const shown = log.calls.filter(fits).reverse();
  keyed(rows, shown.map((call) => ({ key: call.n, sign: document.documentElement.lang, make: () => row(call) })));
  const none = document.getElementById("log-none");
  none.hidden = shown.length > 0;
  none.textContent = t("no_calls");
}

/** What a call is about, in a few words. */
function gist(call) {
  const { params } = call;
  const text = params.text || params.caption;
  const parts = [params.chat_id, params.user_id, text && String(text).replace(/<[^>]+>/g, "").slice(0, 60)];
  return parts.filter((part) => part !== undefined && part !== null).join(" · ");
}

const shown = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

function row(call) {
  const details = h("details", { class: `call${call.is_ok ? "" : " bad"}`, "data-testid": `call-${call.n}` },
    h("summary", {}, h("span", { class: "call-method" }, call.method), h("span", { class: "call-gist" }, call.is_ok ? gist(call) : shown(call.answer)),
      h("time", { class: "call-time" }, seconds(call.at))));
  // The insides are made when somebody looks: most never do.
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) {
      details.append(h("div", { class: "call-inside" },
        h("h3", {}, t("params")), h("pre", {}, shown(call.params)),
        call.files.length > 0 && [h("h3", {}, t("files")), h("p", {}, call.files.map((file) => `${file.name} (${size(file.size)})`).join(", "))],
        h("h3", {}, t("answer")), h("pre", {}, call.was_answered ? shown(call.answer) : t("lost"))));
    }
  }, { passive: true });
  return details;
}

/** The pane's own words; made again when the language changes. */
export function renderLogHead() {
  const head = document.getElementById("log-head");
  if (head.dataset.sign === document.documentElement.lang) return;
  head.dataset.sign = document.documentElement.lang;
  const filter = h("input", { type: "search", placeholder: t("filter"), "aria-label": t("filter"), "data-testid": "log-filter", value: log.filter, oninput: () => { log.filter = filter.value; render(); } });
  const errors = h("input", { type: "checkbox", "data-testid": "log-errors", onchange: () => { log.onlyErrors = errors.checked; render(); } });
  errors.checked = log.onlyErrors;
  head.replaceChildren(
    h("div", { class: "log-line" }, h("h2", {}, t("log")), iconButton("close", t("close"), "log-close", () => toggleLog(false))),
    h("div", { class: "log-line" }, filter, h("label", { class: "line" }, errors, t("only_errors"))));
  pane.setAttribute("aria-label", t("log"));
  render();
}

on("rendered", () => {
  renderLogHead();
  load();
});
