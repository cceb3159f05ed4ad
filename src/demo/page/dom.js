// Making and patching elements. Text always goes in as text nodes: nothing the bot sends is read as HTML.

/** Makes an element: `h("button", {class: "x", onclick: f, "aria-label": "y"}, "text", child)`. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  if (tag === "button" && !props.type) element.type = "button";
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * Makes the children of `parent` be `items`, in this order. An item is `{key, sign, make}`; an element is
 * kept while its key and signature stay the same, so that nothing flickers, and focus survives a change.
 * Gives the elements that are new, changed ones left out.
 */
export function keyed(parent, items) {
  const held = new Map();
  for (const child of [...parent.children]) {
    if (child.dataset.key === undefined) child.remove();
    else held.set(child.dataset.key, child);
  }
  const added = [];
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = String(item.key);
    const old = held.get(key);
    held.delete(key);
    if (old && old.dataset.sign === item.sign) {
      if (old === place) place = place.nextElementSibling;
      else parent.insertBefore(old, place);
      continue;
    }
    const made = item.make();
    made.dataset.key = key;
    made.dataset.sign = item.sign;
    if (old) {
      if (old === place) place = place.nextElementSibling;
      const focused = old.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
      parent.insertBefore(made, place);
      old.remove();
      if (focused !== null) refocus(made, focused);
    } else {
      parent.insertBefore(made, place);
      added.push(made);
    }
  }
  for (const gone of held.values()) gone.remove();
  return added;
}

function refocus(element, testid) {
  const same = [...element.querySelectorAll("[data-testid]")].find((one) => one.dataset.testid === testid);
  const next = same || (element.dataset.testid === testid ? element : element.querySelector("button"));
  next?.focus({ preventScroll: true });
}

/** Replaces the children only if the signature changed; says whether it did. */
export function fill(parent, sign, make) {
  if (parent.dataset.sign === sign) return false;
  parent.dataset.sign = sign;
  const focused = parent.contains(document.activeElement) ? document.activeElement.dataset.testid : undefined;
  parent.replaceChildren(...[make()].flat(9).filter(Boolean));
  if (focused) refocus(parent, focused);
  return true;
}

export const byTest = (id, root = document) =>
  [...root.querySelectorAll("[data-testid]")].filter((one) => one.dataset.testid === id);

const ICONS = {
  back: "M15 5l-7 7 7 7",
  send: "M4 12l16-8-6 16-3-7z",
  menu: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  clip: "M19 11l-7.5 7.5a4.5 4.5 0 0 1-6.4-6.4L13 4.3a3 3 0 0 1 4.2 4.3l-7.7 7.7a1.5 1.5 0 0 1-2.1-2.2L14 7.5",
  log: "M5 6h14M5 12h14M5 18h9",
  keyboard: "M4 7h16v10H4zM7.5 10.5v.01M12 10.5v.01M16.5 10.5v.01M8.5 14h7",
  slash: "M14.5 5l-5 14",
  file: "M7 3.5h6.5L18 8v12.5H7zM13 3.5V8.5h5",
  copy: "M9 9h10v11H9zM6 15H5V4h10v1",
  link: "M9 15L17 7M10 7h7v7",
  people: "M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM3.5 19c.4-3.3 2.5-5 5.500-5s5.100 1.700 5.500 5M15.500 5.400a3.200 3.200 0 0 1 0 5.800M17.500 14.500c1.700.7 2.700 2.200 3 4.500",
  leave: "M14 5H6v14h8M11 12h9M17 8.500l3.500 3.500-3.500 3.500",
  block: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM6.500 6.500l11 11",
  globe: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM3.500 12h17M12 3.500c5 5 5 12 0 17M12 3.500c-5 5-5 12 0 17",
  smile: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM9 10v.01M15 10v.01M8.500 14c1.700 2.400 5.300 2.400 7 0",
  down: "M6 9l6 6 6-6",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4.500l3 2",
  flag: "M6 21V4h11l-2 4 2 4H6",
  card: "M3.500 6.500h17v11h-17zM3.500 10.500h17",
  megaphone: "M4 10v4h3l8 4.500v-13L7 10zM18 9.500c1.300 1.300 1.300 3.700 0 5",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-2.500 4 3.500M15 9.500v.01",
  poll: "M6 19v-6M12 19V5M18 19v-9",
  play: "M8 5.500v13l11-6.500z",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  edit: "M5 19l1-4L16 5l3 3L9 18z",
  trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  reply: "M13 6l7 6-7 6v-4c-5 0-8 1.500-9 4 0-6 4-8 9-8z",
  check: "M5 12.500l4.500 4.500L19 7.500",
};

/** A line drawing of 24 by 24. It only decorates: the button around it has the label. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A round picture: the initials on a colour that belongs to the id. */
export function avatar(id, name, extra = "") {
  const words = name.trim().split(/\s+/u);
  const letters = words.slice(0, 2).map((word) => [...word][0] || "");
  return h("span", { class: `avatar tint-${Math.abs(id) % 7} ${extra}`, "aria-hidden": "true" }, letters.join("").toUpperCase());
}

export function iconButton(name, label, testid, onclick, props = {}) {
  return h("button", { class: "icon-button", "aria-label": label, title: label, "data-testid": testid, onclick, ...props }, icon(name));
}
