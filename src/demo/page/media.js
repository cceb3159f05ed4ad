// What a message holds besides words: photos and albums, videos and sounds, stickers, polls.

import { act, state } from "./api.js";
import { h, icon } from "./dom.js";
import { size } from "./format.js";
import { t } from "./words.js";

const address = (file) => `/file/${encodeURIComponent(file.file_id)}`;

/** The photo in its full size, over the page. */
function openPhoto(photo, words) {
  const dialog = h("dialog", { class: "viewer", "data-testid": "viewer", "aria-label": words || t("photo") },
    h("img", { src: address(photo), alt: words || t("photo") }),
    h("button", { class: "icon-button", "aria-label": t("close"), "data-testid": "viewer-close" }, icon("close")));
  // A press anywhere closes it, as does the Escape key.
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function photo(message, onload) {
  const largest = message.photo.at(-1);
  const image = h("img", { class: "photo", src: address(largest), alt: message.caption || t("photo"), width: largest.width, height: largest.height });
  const button = h("button", { class: "photo-link", "data-testid": `photo-${message.id}`, "aria-label": `${t("photo")} ${message.caption || ""}`, onclick: () => openPhoto(largest, message.caption) }, image);
  // Pictures of a script are none: a tile stands for them.
  image.addEventListener("error", () => button.replaceWith(h("div", { class: "photo-link" }, h("div", { class: "photo broken" }, "🖼 ", t("photo")))));
  image.addEventListener("load", onload);
  return button;
}

/** Photos, videos or files of one album, the first of them wide where their number is odd. */
export function album(messages, onload) {
  const isVisual = messages.every((one) => one.photo || one.video);
  return h("div", { class: isVisual ? `album${messages.length % 2 ? " odd" : ""}` : "files", "data-testid": `album-${messages[0].id}` }, messages.map((one) => media(one, onload)));
}

/** Whatever stands above the words of a message; nothing for a text. */
export function media(message, onload) {
  if (message.photo) return photo(message, onload);
  if (message.sticker) return h("div", { class: "sticker", role: "img", "aria-label": t("sticker") }, message.sticker.emoji || "🖼");
  if (message.poll) return poll(message);
  const moving = ["video", "animation", "video_note"].find((kind) => message[kind]);
  if (moving) return tile(moving, message[moving]);
  const sound = ["voice", "audio"].find((kind) => message[kind]);
  if (sound) return row(message[sound], "play", t(sound), duration(message[sound]));
  if (message.contact) return row(null, "people", message.contact.first_name, message.contact.phone_number);
  if (message.location) return row(null, "globe", t("location"), `${message.location.latitude}, ${message.location.longitude}`);
  if (message.document) return row(message.document, "file", message.document.file_name || t("document"), size(message.document.file_size || 0));
  return null;
}

const duration = (file) => `${Math.floor((file.duration || 0) / 60)}:${String((file.duration || 0) % 60).padStart(2, "0")}`;

/** A video is not played here: a dark tile stands for it. */
const tile = (kind, file) => h("a", { class: `tile ${kind}`, href: address(file), download: file.file_name || kind }, icon("play"), h("span", {}, t(kind), kind === "video" && ` ${duration(file)}`));

function row(file, face, name, under) {
  const words = [h("span", { class: "document-icon" }, icon(face)), h("span", { class: "document-words" }, h("span", { class: "document-name" }, name), h("span", { class: "document-size" }, under))];
  if (!file) return h("div", { class: "document" }, words);
  return h("a", { class: "document", href: address(file), download: file.file_name || "", "data-testid": `file-${file.file_name || face}` }, words);
}

/** The results show once one has voted, or nobody can any more. */
function poll(message) {
  const asked = message.poll;
  const isOver = asked.is_closed;
  const isShown = isOver || message.vote !== undefined;
  const options = asked.options.map((option, at) => {
    const share = asked.total_voter_count ? Math.round(option.voter_count / asked.total_voter_count * 100) : 0;
    const bar = h("span", { class: "poll-bar", "aria-hidden": "true" });
    bar.style.width = isShown ? `${Math.max(share, 1)}%` : "0";
    return h("button", { class: "poll-option", disabled: isOver, "aria-pressed": String(message.vote === at), "data-testid": `vote-${message.id}-${at}`, onclick: () => act("vote", { person: state.person, chat: state.chat, message: message.id, option: at }) },
      h("span", {}, message.vote === at && "✓ ", option.text), isShown && h("b", {}, `${share} %`), bar);
  });
  return h("div", { class: "poll" }, h("b", {}, asked.question), h("small", {}, t(isOver ? "poll_closed" : "poll")), options,
    h("small", { class: "poll-count" }, t("votes", { n: asked.total_voter_count })));
}

/** The word and sign of a message's content, for one line about it. */
export function sign(message) {
  if (message.media_group_id && message.photo) return ["🖼", t("album")];
  if (message.poll) return ["📊", message.poll.question];
  if (message.sticker) return [message.sticker.emoji || "🖼", t("sticker")];
  if (message.document && !message.animation) return ["📎", message.document.file_name || t("document")];
  const signs = { photo: "🖼", video: "🎬", animation: "🎞", video_note: "📹", voice: "🎤", audio: "🎵", contact: "👤", location: "📍" };
  const kind = Object.keys(signs).find((one) => message[one]);
  return kind ? [signs[kind], kind === "contact" ? message.contact.first_name : t(kind)] : null;
}
