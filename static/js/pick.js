// Choosing a file in our own words: the browser's control lies unseen over them, so keyboard, drop and screen reader meet
// the real one. Without this script it is seen, and says itself what is chosen.
"use strict";
(() => {
  const FIELD = ".pick input[type=file]";
  const tell = (input) => {
    const place = input.parentElement.querySelector("[data-picked]");
    place.textContent = [...input.files].map((file) => file.name).join(", ") || place.dataset.picked;
  };
  document.documentElement.classList.add("picks");
  document.addEventListener("change", ({ target }) => { if (target.matches(FIELD)) tell(target); });
  // Back in the history the browser still has what was chosen; a form that is emptied has it no more.
  window.addEventListener("pageshow", () => document.querySelectorAll(FIELD).forEach(tell));
  document.addEventListener("reset", ({ target }) => setTimeout(() => target.querySelectorAll(FIELD).forEach(tell)));
})();
