// Single keys press the button or link that names them with data-key; off while typing, and off for good by the
// box [data-keys-off] (who dictates or leans on the keyboard must be able to switch them off: WCAG 2.1.4).
"use strict";
(() => {
  const isOff = () => localStorage.getItem("keys") === "off";

  document.addEventListener("keydown", (event) => {
    if (isOff() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches("input, textarea, select")) return;
    const named = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!named) return;
    event.preventDefault();
    if (named.matches("input, textarea")) named.focus();
    else named.click();
  });

  // An act that unfolds is there to be typed into.
  document.addEventListener("click", (event) => {
    const act = event.target.closest("summary[data-key]")?.parentElement;
    if (!act) return;
    setTimeout(() => {
      const field = act.open && act.querySelector("input:not([type=hidden]), textarea, select");
      if (field) field.focus();
      if (field?.matches("input.fig")) field.select(); // the ward's figure stands there: typing replaces it
    });
  });

  // The list shows the line the page is about, without moving the page itself.
  const current = document.querySelector(".queue [aria-current]");
  const list = current?.closest(".queue");
  if (list) list.scrollTop += current.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3;

  document.querySelectorAll("[data-keys]").forEach((legend) => { legend.hidden = false; });
  document.querySelectorAll("[data-keys-off]").forEach((box) => {
    box.checked = isOff();
    box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "off" : "on"));
  });
})();
