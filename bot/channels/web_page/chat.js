"use strict";
// The words stay in this browser: history is kept here, never on the server.
const HISTORY = "farol.history", AWAITS = "farol.awaits", KEPT = 60;
const SOONEST = 10000, LATEST = 120000; // milliseconds between two questions whether a person has written
const log = document.getElementById("log"), form = document.getElementById("form"), box = document.getElementById("text");
const state = document.getElementById("status");
let texts = JSON.parse(document.getElementById("strings").textContent);
let waiting = null; // a message that was sent and not yet answered
let timer = null, pause = SOONEST;

function history() {
  try { return JSON.parse(localStorage.getItem(HISTORY)) || []; } catch { return []; }
}

function remember(entry) {
  localStorage.setItem(HISTORY, JSON.stringify([...history(), entry].slice(-KEPT)));
}

const LINK = /(https?:\/\/[^\s,;)»]+[^\s,;.)»]|(?:[a-z0-9-]+\.)+(?:pt|eu|org|com|fr|lu|be)(?:\/[^\s,;)»]*[^\s,;.)»])?|\b(?:\+\d{3} ?)?(?:\d{3} \d{2,3} \d{2,3}(?: \d{2})?|1\d{2}|1411)\b)/gi;

function write(element, text) {
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    element.append(text.slice(end, found.index));
    const link = document.createElement("a");
    const phone = /^[+\d]/.test(found[0]);
    link.href = phone ? "tel:" + found[0].replaceAll(" ", "") : found[0].startsWith("http") ? found[0] : "https://" + found[0];
    if (!phone) { link.rel = "noopener noreferrer"; link.target = "_blank"; }
    link.textContent = found[0];
    element.append(link);
    end = found.index + found[0].length;
  }
  element.append(text.slice(end));
}

function show(entry) {
  const item = document.createElement("li");
  const words = document.createElement("p");
  item.className = entry.mine ? "mine" : entry.kind || "";
  item.lang = entry.language || texts.language;
  item.dir = entry.mine ? "auto" : entry.rtl ? "rtl" : "ltr";
  if (entry.mine) words.textContent = entry.text; else write(words, entry.text);
  item.append(words);
  const row = document.createElement("div");
  row.className = "choices";
  for (const attachment of entry.attachments || []) attach(row, attachment);
  for (const button of entry.buttons || []) row.append(choice(button));
  if (row.childElementCount) item.append(row);
  log.append(item);
  item.scrollIntoView({ block: "end" });
}

function choice(button) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = button.label;
  element.dataset.choice = button.id;
  if (button.small) element.classList.add("small");
  element.addEventListener("click", () => send({ button: button.id }, button.label));
  return element;
}

function attach(row, attachment) {
  const link = document.createElement("a");
  link.className = "button";
  if (attachment.type === "call") {
    link.classList.add("call");
    link.href = "tel:" + attachment.number;
    link.textContent = texts.call.replace("{number}", attachment.number);
  } else if (attachment.type === "ics") {
    link.href = "data:text/calendar;charset=utf-8," + encodeURIComponent(attachment.content);
    link.download = attachment.name;
    link.textContent = texts.calendar;
  } else if (attachment.type === "venue") {
    link.href = `https://www.openstreetmap.org/?mlat=${attachment.lat}&mlon=${attachment.lon}#map=17/${attachment.lat}/${attachment.lon}`;
    link.rel = "noopener noreferrer";
    link.target = "_blank";
    link.textContent = attachment.address || attachment.title;
  } else if (attachment.type === "export") {
    link.href = "data:application/json;charset=utf-8," + encodeURIComponent(JSON.stringify(attachment.content, null, 1));
    link.download = "farol.json";
    link.textContent = "farol.json";
  } else {
    return;
  }
  row.append(link);
}

function retireChoices() {
  for (const button of log.querySelectorAll("button[data-choice]")) button.disabled = true;
}

async function speak(language) {
  if (language === texts.language) return;
  const answer = await fetch("strings/" + language);
  if (!answer.ok) return;
  texts = await answer.json();
  document.documentElement.lang = texts.language;
  document.documentElement.dir = texts.direction;
  document.title = texts.title;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = texts[element.dataset.text];
  box.placeholder = texts.placeholder;
  document.getElementById("about").href = "about?lang=" + texts.language;
}

async function send(content, shown) {
  if (waiting && waiting.busy) return;
  if (!waiting || waiting.shown !== shown) {
    waiting = { shown, body: { id: crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2) + Date.now(), ...content } };
    const mine = { mine: true, text: shown };
    retireChoices();
    show(mine);
    remember(mine);
  }
  waiting.busy = true;
  state.textContent = texts.writing;
  try {
    const answer = await fetch("messages", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(waiting.body),
    });
    if (answer.status === 403) { location.reload(); return; }
    const { replies } = await answer.json();
    waiting = null;
    state.textContent = "";
    for (const reply of replies) { show(reply); remember(reply); }
    if (replies.some((reply) => reply.awaits) || localStorage.getItem(AWAITS)) { pause = SOONEST; listen(true); }
    const last = replies[replies.length - 1];
    if (last) await speak(last.language);
  } catch {
    waiting.busy = false;
    box.value = content.text || box.value;
    state.textContent = texts.offline;
  }
}

// A person was asked for: their words are fetched, ever more seldom while none come.
function listen(on) {
  clearTimeout(timer);
  if (!on) { localStorage.removeItem(AWAITS); return; }
  localStorage.setItem(AWAITS, "1");
  timer = setTimeout(fetchWords, pause);
  pause = Math.min(pause * 1.2, LATEST);
}

async function fetchWords() {
  let more = true;
  try {
    const answer = document.hidden ? null : await fetch("waiting", { method: "POST" });
    if (answer && answer.status === 403) more = false;
    if (answer && answer.ok) {
      const { replies, awaits } = await answer.json();
      more = awaits;
      if (replies.length) pause = SOONEST;
      for (const reply of replies) { show(reply); remember(reply); }
    }
  } catch { /* no connection: asked again */ }
  listen(more);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  send({ text }, text);
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
});

document.getElementById("location").addEventListener("click", () => {
  const failed = () => { state.textContent = texts.no_location; };
  if (!navigator.geolocation) { failed(); return; }
  navigator.geolocation.getCurrentPosition(
    (found) => send({ location: { lat: found.coords.latitude, lon: found.coords.longitude } }, texts.location),
    failed, { timeout: 15000 });
});

document.getElementById("forget").addEventListener("click", async () => {
  await fetch("forget", { method: "POST" });
  localStorage.removeItem(HISTORY);
  listen(false);
  log.replaceChildren();
  waiting = null;
  state.textContent = "";
  box.focus();
});

if (localStorage.getItem(AWAITS)) fetchWords();
const past = history();
past.forEach(show);
if (past.length) {
  const buttons = [...log.querySelectorAll("li")];
  buttons.slice(0, -1).forEach((item) => item.querySelectorAll("button[data-choice]").forEach((b) => { b.disabled = true; }));
}
