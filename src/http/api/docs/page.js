"use strict";
// Shows openapi.json and sends requests to the same house. Nothing is loaded from elsewhere, nothing is kept.
const make = (tag, text, ...inner) => {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  node.append(...inner.filter(Boolean));
  return node;
};
const nav = document.querySelector("nav");
const main = document.querySelector("main");
let token = "";
let api = {};

const kind = (schema) => {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const type = [].concat(schema.type || "any").join(" or ");
  if (schema.items) return `list of ${kind(schema.items)}`;
  const bounds = [];
  if ("minimum" in schema) bounds.push(`from ${schema.minimum}`);
  if ("maximum" in schema) bounds.push(`to ${schema.maximum}`);
  if ("maxLength" in schema) bounds.push(`at most ${schema.maxLength} characters`);
  return [schema.format ? `${type} (${schema.format})` : type, ...bounds].join(" ");
};

const table = (rows) => {
  const body = rows.map((row) => make("tr", "", ...row.map((cell, at) => make("td", "", at ? cell : make("code", cell)))));
  return make("table", "", ...body);
};

const fields = (schema) =>
  Object.entries(schema.properties || {}).map(([name, one]) => [
    name,
    kind(one) + ((schema.required || []).includes(name) ? ", required" : ""),
    one.description || "",
  ]);

const example = (schema) => {
  const body = {};
  for (const name of schema.required || []) {
    const one = schema.properties[name];
    const type = [].concat(one.type)[0];
    if (one.enum) body[name] = one.enum[0];
    else if (one.format === "date-time") body[name] = new Date(Date.now() + 2592e6).toISOString();
    else body[name] = { integer: Math.max(one.minimum || 1, 1), boolean: true, array: [], object: {} }[type] ?? "…";
  }
  return JSON.stringify(body, null, 2);
};

const newName = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const form = (path, verb, operation, schema) => {
  const inputs = (operation.parameters || []).map((one) => {
    const input = make("input");
    input.placeholder = `${one.name} (${one.in})`;
    input.setAttribute("aria-label", one.name);
    if (one.name === "Idempotency-Key") {
      input.value = newName();
    }
    return [one, input];
  });
  const body = schema && make("textarea", example(schema));
  if (body) body.setAttribute("aria-label", "body");
  const answer = make("pre");
  answer.hidden = true;
  const send = make("button", "Send");
  send.onclick = async () => {
    let target = path;
    const query = new URLSearchParams();
    const headers = {};
    for (const [one, input] of inputs) {
      if (!input.value) continue;
      if (one.in === "path") target = target.replace(`{${one.name}}`, encodeURIComponent(input.value));
      if (one.in === "query") query.set(one.name, input.value);
      if (one.in === "header") headers[one.name] = input.value;
    }
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    answer.hidden = false;
    try {
      const got = await fetch(`/api/v1${target}${query.size ? `?${query}` : ""}`, { method: verb, headers, body: body ? body.value : undefined });
      const text = await got.text();
      let shown = text;
      try {
        const data = JSON.parse(text);
        if (data.access_token) token = data.access_token;
        shown = JSON.stringify(data, null, 2);
      } catch { /* shown as it is */ }
      answer.textContent = `${got.status} ${got.statusText}\n${shown}`;
      // What was done keeps its name: the next one is another.
      for (const [one, input] of got.ok ? inputs : []) {
        if (one.name === "Idempotency-Key") input.value = newName();
      }
    } catch (error) {
      answer.textContent = String(error);
    }
  };
  return make("div", "", ...inputs.map(([, input]) => input), body, send, answer);
};

const show = (path, verb, operation) => {
  const content = operation.requestBody?.content["application/json"];
  const answers = Object.entries(operation.responses).map(([status, given]) => {
    const one = given.$ref ? api.components.responses[given.$ref.split("/").pop()] : given;
    return [status, one.description, kind(Object.values(one.content || {})[0]?.schema) || ""];
  });
  const parameters = (operation.parameters || []).map((one) => [
    one.name,
    `${one.in}, ${kind(one.schema)}${one.required ? ", required" : ""}`,
    one.description || "",
  ]);
  const details = make("details");
  details.append(make("summary", "", make("span", verb.toUpperCase()), make("code", path), ` ${operation.summary}`));
  details.firstChild.firstChild.className = "verb";
  details.ontoggle = () => {
    if (details.childNodes.length > 1) return;
    details.append(
      operation.description ? make("p", operation.description) : "",
      parameters.length ? make("h4", "Parameters") : "", table(parameters),
      content ? make("h4", "Body") : "", content ? table(fields(content.schema)) : "",
      make("h4", "Answers"), table(answers),
      make("h4", "Try it"), form(path, verb.toUpperCase(), operation, content?.schema),
    );
  };
  return details;
};

(async () => {
  api = await (await fetch("openapi.json")).json();
  main.replaceChildren(make("h1", `${api.info.title} · API`), make("p", api.info.description));
  const areas = new Map();
  for (const [path, verbs] of Object.entries(api.paths)) {
    for (const [verb, operation] of Object.entries(verbs)) {
      const area = operation.tags[0];
      if (!areas.has(area)) areas.set(area, []);
      areas.get(area).push(show(path, verb, operation));
    }
  }
  for (const [area, list] of areas) {
    const heading = make("h2", area);
    heading.id = area;
    main.append(heading, ...list);
    const link = make("a", area);
    link.href = `#${area}`;
    nav.append(link);
  }
  main.append(make("h2", "Objects"));
  for (const [name, schema] of Object.entries(api.components.schemas)) {
    const details = make("details", "", make("summary", name), schema.description ? make("p", schema.description) : "", table(fields(schema)));
    main.append(details);
  }
})().catch((error) => main.replaceChildren(make("p", `The description cannot be read: ${error}`)));
