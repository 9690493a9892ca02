// The list of a form's files, in page order: its rows drawn, numbered and moved, and what is said of each.
"use strict";
(() => {
  const live = document.getElementById("live");
  const jobs = new WeakMap(); // row → its file on the way
  const { amounts, areAll, guess, remember } = window.chosenFiles;
  const boxOf = (node) => node.closest("[data-uploads]");
  const rowsOf = (box) => [...box.querySelectorAll("[data-list] > [data-file]")];
  const nameOf = (row) => row.querySelector("[data-name]").textContent;
  const put = (text, values) => text.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  const say = (text) => { live.textContent = text; };
  const isWhole = (row) => row.dataset.state ? row.dataset.state === "done" : row.dataset.received === row.dataset.size;

  function show(row, state, got) {
    const [{ dataset: words }, told] = [boxOf(row), row.querySelector("[data-state]")];
    const file = jobs.get(row)?.file;
    const before = row.dataset.state;
    row.dataset.state = state;
    const bar = row.querySelector("progress");
    if (typeof got === "number") {
      bar.value = got / file.size;
      told.textContent = put(words.received, amounts(got, file.size));
    } else told.textContent = got || words[state];
    bar.hidden = !["sending", "lost"].includes(state);
    row.classList.toggle("wrong", state === "refused" || state === "login");
    if (state === "refused") { // the system has forgotten it already
      Object.assign(row.querySelector("[name=uploads]"), { value: "", disabled: true });
      remember(boxOf(row), rowsOf(boxOf(row)));
    }
    if (before !== state && state !== "sending") say(`${nameOf(row)}: ${told.textContent}`);
  }

  // Numbers, ends of the list, and whether joining makes sense: after every change.
  function settle(box) {
    const rows = rowsOf(box);
    rows.forEach((row, at) => {
      row.querySelector("[data-place]").textContent = at + 1;
      Object.assign(row.querySelector("img") || {}, { alt: put(box.dataset.page, { place: at + 1 }) });
      row.querySelector("[data-move='-1']").disabled = at === 0;
      row.querySelector("[data-move='1']").disabled = at === rows.length - 1;
    });
    const [join, plain] = [box.querySelector("[data-join]"), box.querySelector("input[type=file][name]")];
    const names = rows.length ? rows.map(nameOf) : [...plain.files].map((file) => file.name);
    const tick = join?.querySelector("input");
    if (join) join.hidden = names.length < 2 || !areAll(names);
    if (join?.hidden) tick.checked = false;
    else if (join && !join.hasAttribute("data-chosen")) tick.checked = true;
    guess(box, names);
    remember(box, rows);
    box.querySelector("[data-camera]").hidden = !matchMedia("(pointer: coarse)").matches;
    const shoot = box.querySelector("[data-shoot]");
    shoot.textContent = rows.length ? shoot.dataset.more : shoot.dataset.first;
  }

  function draw(box, name, size) {
    const row = box.querySelector("[data-row]").content.firstElementChild.cloneNode(true);
    row.querySelectorAll("[data-name], .row .vh").forEach((place) => { place.textContent = ` ${name}`.slice(place.matches(".vh") ? 0 : 1); });
    row.dataset.size = size;
    box.querySelector("[data-list]").append(row);
    return row;
  }

  function move(row, by) {
    const [box, other] = [boxOf(row), by < 0 ? row.previousElementSibling : row.nextElementSibling];
    by < 0 ? other.before(row) : other.after(row);
    settle(box);
    const button = row.querySelector(`[data-move='${by}']`);
    (button.disabled ? row.querySelector(`[data-move='${-by}']`) : button).focus();
    const rows = rowsOf(box);
    say(put(box.dataset.place, { name: nameOf(row), place: rows.indexOf(row) + 1, count: rows.length }));
  }

  window.fileList = { boxOf, draw, isWhole, jobs, move, nameOf, put, rowsOf, say, settle, show };
})();
