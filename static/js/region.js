// Marks what to look at on the cited page: by dragging over it, or by the number fields; both show the same frame.
// The fields hold per cent ("12,5"), the frame thousandths. A mouse or pen marks at once; a finger only after the
// button, so that it can still move the page.
"use strict";
(() => {
  const room = document.querySelector("[data-region]");
  const form = document.getElementById(room.dataset.region);
  const field = (name) => form.elements[name];
  const SIDES = ["left", "top", "wide", "high"];
  const ATTRIBUTES = ["x", "y", "width", "height"];
  const LEAST = 10;
  const page = () => document.getElementById("page-pane").dataset.page;
  const drawing = () => room.querySelector("svg[data-markable]");
  const mark = room.querySelector("[data-mark]"), unmark = room.querySelector("[data-unmark]");
  let start = null, before = null;

  const read = () => SIDES.map((side) => Math.round(parseFloat(field(side).value.replace(",", ".")) * 10));
  const write = (sides) => {
    SIDES.forEach((side, at) => { field(side).value = sides ? String(sides[at] / 10).replace(".", ",") : ""; });
    field("marked_page").value = sides ? page() : "";
    show();
  };
  const say = (words) => { document.getElementById("live").textContent = words; };

  // The frame as the fields have it, if they speak of the page that is shown.
  function show() {
    const sides = read(), svg = drawing();
    const isMarked = sides.every((side) => side >= 0) && sides[2] > 0 && sides[3] > 0;
    unmark.hidden = !isMarked;
    room.querySelectorAll("[data-region-bar]").forEach((bar) => { bar.hidden = !svg; }); // a Word file has no picture
    if (!svg) return;
    let frame = svg.querySelector("rect");
    if (!isMarked || field("marked_page").value !== page()) { frame?.remove(); return; }
    if (!frame) {
      frame = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
      frame.id = "pane-mark";
    }
    ATTRIBUTES.forEach((name, at) => frame.setAttribute(name, sides[at]));
  }

  function point(event) {
    const box = drawing().getBoundingClientRect();
    const part = (at, from, size) => Math.round(Math.min(Math.max((at - from) / size, 0), 1) * 1000);
    return [part(event.clientX, box.left, box.width), part(event.clientY, box.top, box.height)];
  }

  function drag(event) {
    const [x, y] = point(event);
    const sides = [Math.min(x, start[0]), Math.min(y, start[1]), Math.abs(x - start[0]), Math.abs(y - start[1])];
    write(sides);
    return sides;
  }

  function end(event) {
    if (!start) return;
    const sides = event.type === "pointerup" ? drag(event) : [0, 0, 0, 0];
    start = null;
    if (Math.min(sides[2], sides[3]) >= LEAST) say(room.dataset.marked);
    else { SIDES.concat("marked_page").forEach((name, at) => { field(name).value = before[at]; }); show(); } // a slip
  }

  room.addEventListener("pointerdown", (event) => {
    if (event.target.closest("svg") !== drawing() || !drawing() || event.button) return;
    event.preventDefault();
    drawing().setPointerCapture(event.pointerId);
    before = SIDES.concat("marked_page").map((name) => field(name).value);
    start = point(event);
  });
  room.addEventListener("pointermove", (event) => { if (start) drag(event); });
  room.addEventListener("pointerup", end);
  room.addEventListener("pointercancel", end);

  const setMarking = (isOn) => {
    room.classList.toggle("marking", isOn);
    mark.setAttribute("aria-pressed", String(isOn));
  };
  setMarking(matchMedia("(pointer: fine)").matches);
  mark.addEventListener("click", () => setMarking(!room.classList.contains("marking")));
  unmark.addEventListener("click", () => {
    write(null);
    say(room.dataset.cleared);
    mark.focus();
  });
  form.addEventListener("input", show);
  document.addEventListener("htmx:afterSettle", show);
  show();
})();
