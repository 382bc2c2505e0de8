import { composerKeys, optionKeys } from "./keys.js";
import { Memory } from "./memory.js";
import { View } from "./view.js";
import { Outbox, listen, newId } from "./wire.js";

const TYPING_AFTER = 500;
const SLOW_AFTER = 6000;

const root = document.querySelector("#chat");
const labels = root.dataset;
const text = document.querySelector("#text");
const count = document.querySelector("#count");
const offline = document.querySelector("#offline");
const limit = Number(labels.limit);
const hasKeyboard = matchMedia("(pointer: fine)").matches;

const online = (isOnline) => { offline.hidden = isOnline; };
const outbox = new Outbox(online);
const memory = new Memory(labels.tag, labels.lang);
const view = new View(root, labels, choose, rate);

// waiting for replies

const waiting = new Map();

function expect(id) {
  const typing = setTimeout(() => view.status(labels.typing), TYPING_AFTER);
  const slow = setTimeout(() => view.status(labels.slow), SLOW_AFTER);
  waiting.set(id, [typing, slow]);
}

function settle(id) {
  (waiting.get(id) || []).forEach(clearTimeout);
  waiting.delete(id);
  if (!waiting.size) view.status("");
}

// out

/** The language of the asker's app, as a hint: the page's own, or traditional script where the browser says so. */
function langHint() {
  const isTraditional = /^zh-(hant|tw|hk|mo)/i.test(navigator.language);
  return labels.lang === "zh" && isTraditional ? "zh-Hant" : labels.lang;
}

async function send(shown, fields) {
  const id = newId();
  const turn = view.mine(shown, id);
  memory.add({ mine: shown, id });
  view.pending(turn, true);
  expect(id);
  backToText();
  const error = await outbox.post({ id, text: shown, lang: langHint(), ...fields });
  view.pending(turn, false);
  if (error) {
    settle(id);
    view.failed(turn, error[labels.lang]);
  }
}

function choose(option, reply) {
  send(option.label, { press: option.value, about: reply.id });
}

/** A rating is no part of the conversation: what is said to it goes to the place `said`. */
const rated = new Map();

async function rate(press, reply, said) {
  const id = newId();
  rated.set(id, said);
  const error = await outbox.post({ id, press, about: reply.id, lang: langHint() });
  if (!error) return;
  rated.delete(id);
  said.textContent = error[labels.lang];
}

function toast(reply) {
  settle(reply.reply_to);
  const said = rated.get(reply.reply_to);
  rated.delete(reply.reply_to);
  if (said) said.textContent = reply.body;
  else view.notice(reply.body);
}

function start() {
  const id = newId();
  expect(id);
  outbox.post({ id, text: "/start", lang: langHint() }).then((error) => {
    if (!error) return;
    settle(id);
    view.warning(error[labels.lang]);
  });
}

function submit() {
  const said = text.value.trim();
  if (!said) return;
  if ([...said].length > limit) {
    const shown = labels.tooLong.replace("{count}", [...said].length).replace("{limit}", limit);
    view.warning(shown);
    return;
  }
  text.value = "";
  fit();
  if (/^[1-9]$/.test(said) && view.press(Number(said))) return;
  send(said, {});
}

function command(button) {
  const name = button.dataset.command;
  if (name === "/forget") {
    if (!confirm(labels.forgetSure)) return;
    view.clear();
    memory.forget();
  }
  send(button.textContent, { text: name });
}

// in

function take(reply, mark) {
  if (memory.knows(reply.id)) return;
  if (reply.settled || reply.toast) {
    memory.read(mark);
    if (reply.toast) toast(reply);
    else [...waiting.keys()].forEach(settle);
    return;
  }
  memory.add({ reply }, mark);
  if (!reply.notice) settle(reply.reply_to);
  view.reply(reply);
}

function redraw(entries) {
  entries.forEach((entry) => (entry.mine ? view.mine(entry.mine, entry.id) : view.reply(entry.reply)));
}

// the input

function fit() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
  const length = [...text.value].length;
  count.hidden = length < limit * 0.9;
  count.textContent = `${length} / ${limit}`;
  count.classList.toggle("over", length > limit);
}

function backToText() {
  if (hasKeyboard) text.focus(); // on a phone this would open the keyboard over the answer
}

composerKeys(text, submit, () => view.focusOptions());
optionKeys(view.log, text, (number) => view.press(number));
text.addEventListener("input", fit);
document.querySelector("#form").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
document.querySelectorAll("[data-command]").forEach((button) => {
  button.addEventListener("click", () => command(button));
});

const other = document.querySelector(".lang");
other.addEventListener("click", () => {
  // Nothing asked yet: let the welcome come again in the other language.
  if (!memory.state.entries.some((entry) => entry.mine)) other.search += "&fresh=1";
});

const kept = memory.restore();
redraw(kept);
listen(memory.state.mark || labels.mark, take, online, (error) => view.warning(error ? error[labels.lang] : labels.unsent));
if (!kept.length) start();
backToText();
