// An enlarged page opens at what is marked on it: the mark stands in the middle of its box, the box in sight with the
// bar above it. What is beyond the box's edges is a matter of scrolling it.
"use strict";
(() => {
  function show(root) {
    const box = root.querySelector(".sheet-box.large");
    const mark = box?.querySelector("#pane-mark");
    if (!mark) return;
    box.closest(".pane").querySelector(".pane-bar").scrollIntoView({ block: "start" });
    const [seen, at] = [box.getBoundingClientRect(), mark.getBoundingClientRect()];
    const middle = (start, size, from, room) => start - from - Math.max(8, (room - size) / 2); // larger than the box: from its start
    box.scrollLeft += middle(at.left, at.width, seen.left, box.clientWidth);
    box.scrollTop += middle(at.top, at.height, seen.top, box.clientHeight);
  }
  // The picture has its size before it is loaded (width and height), so nothing moves afterwards.
  document.addEventListener("htmx:afterSettle", ({ detail: { elt } }) => { if (elt.id === "page-pane") show(document); });
  addEventListener("load", () => setTimeout(() => show(document))); // after the jump to the address's #pane-mark
})();
