// What goes out besides text: files, pictures drawn here for the lack of better ones, albums, polls; and what can be
// done with a message that is there.

import { act, chatOf, emit, isBotChat, post, refresh, state, upload } from "./api.js";
import { toEnd } from "./chat.js";
import { h } from "./dom.js";
import { fileSheet, form, popup } from "./sheets.js";
import { t } from "./words.js";

/** What the server takes. */
const LARGEST = 20 * 1024 * 1024;
const ALBUM = 10;
const DISHES = ["🍰", "🥗", "🍜", "🥐", "🍓", "🧁", "🥘", "🍋"];
const CAPTIONED = ["text", "photo", "document", "video", "animation", "audio", "voice"];
let drawn = 0;

export const runs = (chat) => ["creator", "administrator"].includes(chat?.status);

/** Under the paper clip. */
export function attachMenu(button, picker) {
  const sample = (kind, text) => () => send([{ kind, text }]);
  popup(button, [
    ["file", t("from_files"), "attach-file", () => picker.click()],
    ["image", t("sample_photo"), "attach-photo", () => samples(1)],
    ["image", t("sample_album"), "attach-album", () => samples(3)],
    ["poll", t("new_poll"), "attach-poll", newPoll],
    ["play", t("sample_video"), "attach-video", sample("video", t("video"))],
    ["play", t("sample_voice"), "attach-voice", sample("voice", "")],
    ["smile", t("sample_sticker"), "attach-sticker", sample("sticker", "🍰")],
  ]);
}

/** Sends items to the bot, or posts them. */
async function send(items) {
  const { person, chat } = state;
  await underWay(async () => {
    const given = await act("send", { person, chat, items });
    if (given !== null) toEnd();
  });
}

/** Counts as on its way until it is over: the tour must not ask for it again meanwhile. */
async function underWay(work) {
  state.sending += 1;
  try {
    await work();
  } finally {
    state.sending -= 1;
    refresh();
  }
}

async function sendFiles(files, kind, caption) {
  const { person, chat } = state;
  await underWay(async () => {
    try {
      const items = [];
      for (const file of files) {
        const { file: id } = await upload({ person, name: file.name, kind }, file);
        items.push({ kind, file: id, text: items.length ? "" : caption });
      }
      await post("send", { person, chat, items });
    } catch (error) {
      emit("error", error.message);
    }
  });
}

/** Files from this machine: one, or an album. */
export async function chosen(picker) {
  const files = [...picker.files].slice(0, ALBUM);
  picker.value = "";
  if (files.length === 0) return;
  if (files.some((file) => file.size > LARGEST)) return emit("error", t("too_large"));
  const answer = await fileSheet(files);
  if (answer !== null) sendFiles(files, answer.isPhoto ? "photo" : "document", answer.caption);
}

/** Pictures made on the spot, shown before they go. */
async function samples(count) {
  const pictures = Array.from({ length: count }, () => draw(drawn++));
  const caption = h("input", { type: "text", maxlength: "1024", "data-testid": "sample-caption", autocomplete: "off" });
  const answer = await form("sample-sheet", t(count > 1 ? "sample_album" : "sample_photo"), [
    h("div", { class: `album preview${count % 2 ? " odd" : ""}` }, pictures), h("label", {}, t("caption"), caption)], t("send"), () => caption.value);
  if (answer !== null) sendPictures(pictures, answer);
}

/** An album without questions, for the tour. */
export const sampleAlbum = () => sendPictures(Array.from({ length: 3 }, () => draw(drawn++)), t("sample_caption"));

/** A picture without questions, for the tour. */
export const samplePhoto = () => sendPictures([draw(drawn++)], "");

function sendPictures(pictures, caption) {
  return underWay(async () => {
    const blobs = await Promise.all(pictures.map((one) => new Promise((settle) => { one.toBlob(settle, "image/png"); })));
    await sendFiles(blobs.map((blob, at) => new File([blob], `foto-${at + 1}.png`)), "photo", caption);
  });
}

function draw(number) {
  const canvas = h("canvas", { width: "480", height: "320" });
  const paint = canvas.getContext("2d");
  const hue = number * 67 % 360;
  const ground = paint.createLinearGradient(0, 0, 480, 320);
  ground.addColorStop(0, `hsl(${hue} 70% 78%)`);
  ground.addColorStop(1, `hsl(${hue + 40} 65% 52%)`);
  paint.fillStyle = ground;
  paint.fillRect(0, 0, 480, 320);
  paint.font = "150px sans-serif";
  paint.textAlign = "center";
  paint.fillText(DISHES[number % DISHES.length], 240, 215);
  return canvas;
}

async function newPoll() {
  const question = h("input", { type: "text", maxlength: "300", required: true, autofocus: true, "data-testid": "poll-question", autocomplete: "off" });
  const options = h("textarea", { rows: "4", required: true, "data-testid": "poll-options" });
  const answer = await form("poll-sheet", t("new_poll"), [h("label", {}, t("poll_question"), question), h("label", {}, t("poll_options"), options)], t("send"),
    () => ({ kind: "poll", text: question.value, options: options.value.split("\n").map((one) => one.trim()).filter(Boolean) }));
  if (answer !== null) send([answer]);
}

/** What can be done with a message, or with an album as a whole; an empty list where nothing can. */
export function deeds(group) {
  const { person, chat } = state;
  const ids = group.map((one) => one.id);
  const here = chatOf(chat);
  const isMine = isBotChat() ? !group[0].by_bot : runs(here);
  const words = group.find((one) => one.text !== undefined || one.caption !== undefined) || group[0];
  const forward = (to, title) => ["reply", t("forward_to", { title }), `forward-${to}`, () => act("forward", { person, chat, messages: ids, to })];
  const pinned = here?.pinned?.id === ids[0];
  const others = state.data.chats.filter((one) => one.kind === "channel" && one.id !== chat && runs(one));
  return [
    isMine && CAPTIONED.some((kind) => words[kind] !== undefined) && ["edit", t("edit"), "edit", () => editWords(words)],
    !isBotChat() && isMine && ["pin", t(pinned ? "unpin" : "pin"), "pin", () => act("pin", { person, chat, message: ids[0], pins: !pinned })],
    !group[0].has_protected_content && [!isBotChat() && state.data.person.has_started && forward(person, state.data.bot.name), ...others.map((one) => forward(one.id, one.title))],
    (isMine || isBotChat()) && ["trash", t("delete"), "delete", () => act("delete", { person, chat, messages: ids })],
  ].filter(Boolean).flatMap((one) => (Array.isArray(one[0]) || one[0] === false ? one.filter(Boolean) : [one]));
}

async function editWords(message) {
  const { person, chat } = state;
  const isText = message.text !== undefined;
  const field = h("textarea", { rows: "4", maxlength: isText ? "4096" : "1024", required: isText, autofocus: true, "data-testid": "edit-text", value: message.text ?? message.caption ?? "" });
  const text = await form("edit-sheet", t("edit"), h("label", {}, t(isText ? "compose" : "caption"), field), t("save"), () => field.value);
  if (text !== null) act("edit", { person, chat, message: message.id, text });
}
