// Questions are asked anew whenever a figure is saved; a box in which somebody is typing is left as it is.
"use strict";
(() => {
  const isInUse = (box) => box.contains(document.activeElement) || [...box.querySelectorAll("textarea")].some((area) => area.value.trim());

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const box = event.target;
    if (box.matches?.(".asked") && isInUse(box)) event.detail.shouldSwap = false;
  });

  // What the answer changed is also what is kept of the form: a sentence just saved is not offered again later.
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    const area = target.closest?.("form.questions")?.querySelector("textarea");
    area?.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
