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

  document.querySelectorAll("[data-keys-off]").forEach((box) => {
    box.checked = isOff();
    box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "off" : "on"));
  });
})();
