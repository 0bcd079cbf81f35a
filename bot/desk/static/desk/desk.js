// One key per action: a control with data-key answers to that key, unless somebody is typing.
// In a table the keys act on the chosen row (arrow keys, or j and k), elsewhere on the page.
"use strict";

const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const rows = () => Array.from(document.querySelectorAll("tr[data-row]"));

const chosen = () => document.activeElement && document.activeElement.closest("tr[data-row]");

// Keys can be turned off: who dictates or types by accident must not act by a letter.
const KEYS = "farol.keys";
const keysOn = () => localStorage.getItem(KEYS) !== "off";
const showKeys = () => {
  document.body.classList.toggle("keys-off", !keysOn());
  for (const control of document.querySelectorAll("[data-keys]")) control.setAttribute("aria-pressed", String(keysOn()));
};
showKeys();
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-keys]")) return;
  localStorage.setItem(KEYS, keysOn() ? "off" : "on");
  showKeys();
});

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(chosen());
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (!keysOn() || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  if (event.key === "ArrowDown" || event.key === "j") { step(1); event.preventDefault(); return; }
  if (event.key === "ArrowUp" || event.key === "k") { step(-1); event.preventDefault(); return; }
  const wanted = `[data-key="${CSS.escape(event.key)}"]`;
  const row = chosen();
  const control = (row && row.querySelector(wanted)) || Array.from(document.querySelectorAll(wanted)).find((c) => !c.closest("tr[data-row]"));
  if (control && !control.disabled) { event.preventDefault(); control.click(); }
});

// A table that refreshes itself waits while somebody has a menu open in it.
document.addEventListener("htmx:beforeRequest", (event) => {
  const refreshes = event.detail.requestConfig.verb === "get" && event.target.matches("[hx-trigger]");
  if (refreshes && event.target.querySelector("details[open]")) event.preventDefault();
});

// After a live update the focus goes back to the same row and control.
let kept = null;
document.addEventListener("htmx:beforeSwap", () => {
  const active = document.activeElement;
  const row = active && active.closest("tr[data-row]");
  kept = row && { row: row.id, control: active === row ? null : active.getAttribute("data-key") };
});
document.addEventListener("htmx:afterSettle", () => {
  const row = kept && document.getElementById(kept.row);
  if (row) ((kept.control && row.querySelector(`[data-key="${CSS.escape(kept.control)}"]`)) || row).focus({ preventScroll: true });
  kept = null;
});

document.addEventListener("click", (event) => {
  const control = event.target.closest("[data-print]");
  if (control) window.print();
});

// The screen turned to the person: only their side, in large type.
document.addEventListener("click", (event) => {
  const control = event.target.closest("[data-turn]");
  if (!control) return;
  const turned = document.body.classList.toggle("turned");
  control.setAttribute("aria-pressed", String(turned));
});

// A second click on the same form sends nothing twice; coming back to the page frees it.
document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute("hx-post") || event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
