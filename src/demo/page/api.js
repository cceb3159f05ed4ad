// The page's memory and its line to the server. What stands on the page is always read from `state`.

/** What is known. `data` is the server's newest answer; `open` is the chat that is shown. */
export const state = {
  data: null,
  // Each tab keeps its own person; a new tab begins with the last one.
  person: Number(sessionStorage.getItem("person") || localStorage.getItem("person")) || null,
  chat: null,
  pane: "list",
  open: null,
  /** Presses that wait for their answer: `chat:message:data`. */
  busy: new Set(),
  /** Deep links that wait for Start, by person. */
  payloads: new Map(),
  /** How many things are on their way to the bot or a channel. */
  sending: 0,
  isTouring: false,
  isCut: false,
};

const cache = new Map();
const listeners = new Map();

/** Calls `act` whenever this happens: `change`, `error`, `run`. */
export const on = (name, act) => listeners.set(name, [...(listeners.get(name) || []), act]);
export const emit = (name, value) => (listeners.get(name) || []).forEach((act) => act(value));

async function answer(response) {
  const given = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(given.error || `HTTP ${response.status}`);
  return given;
}

const query = (params) =>
  new URLSearchParams(Object.entries(params).filter(([, value]) => value !== null && value !== undefined));

export const get = async (path, params = {}) => answer(await fetch(`/api/${path}?${query(params)}`));

export const post = async (path, body) =>
  answer(await fetch(`/api/${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }));

export const upload = async (params, file) =>
  answer(await fetch(`/api/upload?${query(params)}`, { method: "POST", body: file }));

/** Does something on the server; a refusal is shown and gives `null`. */
export async function act(path, body) {
  try {
    return await post(path, body);
  } catch (error) {
    emit("error", error.message);
    return null;
  }
}

const emptyChat = (person, chat) => ({
  person, chat, ids: [], messages: new Map(), reactions: new Map(), paid: new Set(), change: 0, hasOlder: false, isLoaded: false,
});

/** Shows a chat of a person; what was loaded of it before is there at once. */
export function show(person, chat) {
  state.person = person;
  state.chat = chat;
  for (const storage of [sessionStorage, localStorage]) storage.setItem("person", person);
  const key = `${person}:${chat}`;
  if (chat !== null && !cache.has(key)) cache.set(key, emptyChat(person, chat));
  state.open = chat === null ? null : cache.get(key);
  return refresh();
}

let isFetching = false;
let isStale = false;

/** Fetches what is new. Calls that come meanwhile are answered by one more fetch. */
export async function refresh() {
  isStale = true;
  if (isFetching) return;
  isFetching = true;
  try {
    while (isStale) {
      isStale = false;
      await fetchState();
    }
  } catch (error) {
    setTimeout(refresh, 1500);
    console.debug(error);
  } finally {
    isFetching = false;
  }
}

async function fetchState() {
  const open = state.open;
  const given = await get("state", {
    person: state.person, chat: state.chat, from: open?.ids[0], since: open?.change, tour: state.isTouring ? 1 : 0,
  }).catch(async (error) => {
    // A person of an earlier demo: begin with whoever is there.
    if (state.data === null && state.person !== null) {
      state.person = null;
      isStale = true;
      return null;
    }
    throw error;
  });
  if (given === null || (state.person !== null && given.person.id !== state.person)) return;
  state.person = given.person.id;
  if (open && given.chat && given.chat.id === open.chat) merge(open, given.chat);
  const isNewRun = state.data !== null && state.data.run !== given.run;
  state.data = given;
  if (isNewRun) return emit("run");
  emit("change");
}

function merge(open, given) {
  const ids = new Set(given.ids);
  for (const id of open.messages.keys()) if (!ids.has(id)) open.messages.delete(id);
  for (const message of given.changed) open.messages.set(message.id, message);
  open.ids = given.ids;
  open.hasOlder = given.has_older;
  open.change = given.change;
  open.isLoaded = true;
  open.reactions = groupedReactions(given.reactions);
  open.paid = new Set(given.paid);
}

function groupedReactions(rows) {
  const grouped = new Map();
  for (const [id, emoji, count, isMine] of rows) {
    grouped.set(id, [...(grouped.get(id) || []), { emoji, count, isMine }]);
  }
  return grouped;
}

/** Loads the messages before the oldest one held. */
export async function loadOlder() {
  const open = state.open;
  if (!open || !open.hasOlder || open.isLoading) return false;
  open.isLoading = true;
  try {
    const given = await get("older", { person: open.person, chat: open.chat, before: open.ids[0] });
    for (const message of given.changed) open.messages.set(message.id, message);
    for (const [id, list] of groupedReactions(given.reactions)) open.reactions.set(id, list);
    open.ids = [...given.ids, ...open.ids];
    open.hasOlder = given.has_older;
  } finally {
    open.isLoading = false;
  }
  emit("change");
  return true;
}

/**
 * Listens for changes. A browser grants one address six connections for all its tabs together: one tab at a time
 * holds the line and tells the others; when it closes, the next one takes over.
 */
export function listen() {
  if (!navigator.locks) return connect(hear);
  const tabs = new BroadcastChannel("portero-demo");
  tabs.onmessage = (event) => hear(event.data);
  navigator.locks.request("portero-demo", () => {
    connect((news) => {
      hear(news);
      tabs.postMessage(news);
    });
    return new Promise(() => {}); // until this tab closes
  });
}

/** The line itself. The browser reconnects by itself; meanwhile the pages say that they are cut off. */
function connect(tell) {
  const source = new EventSource("/api/events");
  source.onmessage = (event) => tell(JSON.parse(event.data));
  source.onerror = () => {
    tell(null);
    // After a refusal (another program on the port) the browser gives up: try again.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => connect(tell), 3000);
  };
}

/** What the line says: the version of the world, or `null` while there is none. */
function hear(news) {
  setCut(news === null);
  if (news === null || (state.data && state.data.run === news.run && news.version <= state.data.version)) return;
  refresh();
}

function setCut(isCut) {
  if (state.isCut === isCut) return;
  state.isCut = isCut;
  if (state.data) emit("change");
}

/** Present time of the demo in seconds, between two answers of the server as well. */
let heard = { now: 0, at: 0 };
on("change", () => {
  if (state.data && state.data.now !== heard.now) heard = { now: state.data.now, at: performance.now() };
});
export const now = () => heard.now + (performance.now() - heard.at) / 1000;

export const personOf = (id) => state.data?.people.find((person) => person.id === id);
export const chatOf = (id) => state.data?.chats.find((chat) => chat.id === id);
export const isBotChat = () => state.chat !== null && state.chat === state.person;
