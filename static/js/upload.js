// The files of a form: sent one after another as soon as they are chosen, and removed. The form then carries their ids in
// place of the files. Without this script the plain form sends them itself. filelist.js keeps the list of them.
"use strict";
(() => {
  const { amounts, areAll, isGone, picture, recall, remember } = window.chosenFiles;
  const { boxOf, draw, isWhole, jobs, move, nameOf, put, rowsOf, say, settle, show } = window.fileList;

  // A file sent before the page was loaded again; perhaps chosen anew while the system was being asked about it.
  function restore(box, { id, name, size }, received) {
    const isThere = (row) => {
      const own = row.querySelector("[name=uploads]").value;
      return own ? own === id : nameOf(row) === name && Number(row.dataset.size) === size;
    };
    if (rowsOf(box).some(isThere)) return;
    const row = draw(box, name, size);
    row.dataset.received = received;
    row.querySelector("[data-earlier]").hidden = false;
    Object.assign(row.querySelector("[name=uploads]"), { value: id, disabled: false });
    row.querySelector("[data-state]").textContent = isWhole(row) ? put(box.dataset.received, amounts(received, size)) : box.dataset.rest;
    settle(box);
  }

  function add(box, file) {
    const twin = rowsOf(box).find((row) => {
      const old = jobs.get(row)?.file;
      if (!old) return isWhole(row) && nameOf(row) === file.name && Number(row.dataset.size) === file.size;
      return old.name === file.name && old.size === file.size && old.lastModified === file.lastModified;
    });
    if (twin) return say(put(box.dataset.twice, { name: file.name }));
    const left = rowsOf(box).find((row) => !jobs.has(row) && !isWhole(row) && nameOf(row) === file.name);
    const row = left || draw(box, file.name, file.size);
    row.dataset.size = file.size;
    row.querySelector("[data-earlier]")?.setAttribute("hidden", "");
    picture(row, file);
    const id = row.querySelector("[name=uploads]");
    const job = { file, tell: (state, got) => show(row, state, got) };
    job.begun = () => {
      id.value = job.url.split("/").at(-2);
      id.disabled = false;
      remember(box, rowsOf(box));
      id.dispatchEvent(new Event("change", { bubbles: true })); // what is not saved yet is known to the page
    };
    jobs.set(row, job);
    const isFit = !box.hasAttribute("data-only-pictures") || areAll([file.name]);
    show(row, isFit ? "queued" : "refused", isFit ? undefined : box.dataset.onlyPictures);
  }

  // Back from another tab, which may have saved or removed what stands in this one, too.
  async function recheck(box) {
    for (const row of rowsOf(box).filter(isWhole)) {
      const { value } = row.querySelector("[name=uploads]");
      if (value && await isGone(box, value) && row.isConnected) show(row, "refused", box.dataset.taken);
    }
  }
  document.addEventListener("visibilitychange", () => document.hidden || document.querySelectorAll("[data-uploads]").forEach(recheck));

  async function pump(box) {
    if (box.isSending) return;
    box.isSending = true;
    for (;;) {
      const row = rowsOf(box).find(({ dataset }) => dataset.state === "queued");
      if (!row) break;
      const token = box.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
      await sendFile(jobs.get(row), { ...box.dataset, token, form: box.closest("form").getAttribute("action") });
    }
    box.isSending = false;
    goOn(box);
  }

  // The form was sent while files were still on their way: it goes by itself once they are there.
  function goOn(box) {
    const form = box.closest("form");
    if (!form?.hasAttribute("data-waits") || box.isSending) return;
    form.removeAttribute("data-waits");
    const whole = rowsOf(box).every(isWhole);
    form.querySelector("[data-save-state]").textContent = whole ? "" : box.dataset.lacking;
    if (whole) form.requestSubmit();
    else say(box.dataset.lacking);
  }

  function remove(row) {
    const [box, job, name] = [boxOf(row), jobs.get(row), nameOf(row)];
    const id = row.querySelector("[name=uploads]").value;
    const next = row.nextElementSibling || row.previousElementSibling;
    if (job) Object.assign(job, { stopped: true }).line?.abort();
    const token = box.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token };
    if (id) fetch(`${box.dataset.url}${id}/`, { method: "DELETE", headers }).catch(() => {}); // else the sweep has it
    row.remove();
    settle(box);
    (next?.querySelector("[data-drop]") || box.querySelector("input[type=file][name]")).focus();
    say(put(box.dataset.removed, { name }));
    goOn(box);
  }

  document.addEventListener("change", ({ target }) => {
    const box = target.closest?.("[data-uploads]");
    if (!box) return;
    if (target.matches("[data-join] input")) target.closest("[data-join]").setAttribute("data-chosen", "");
    if (!target.matches("input[type=file]")) return;
    [...target.files].forEach((file) => add(box, file));
    target.value = "";
    settle(box);
    pump(box);
  });
  document.addEventListener("click", ({ target }) => {
    const [button, row] = [target.closest("[data-uploads] button"), target.closest("[data-file]")];
    if (!button) return;
    if (button.matches("[data-shoot]")) boxOf(button).querySelector("[data-shot]").click();
    else if (button.matches("[data-drop]")) remove(row);
    else if (button.matches("[data-move]")) move(row, Number(button.dataset.move));
  });
  document.addEventListener("submit", (event) => {
    const box = event.target.querySelector("[data-uploads]");
    if (!box || rowsOf(box).every(isWhole)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.setAttribute("data-waits", "");
    const told = event.target.querySelector("[data-save-state]");
    told.textContent = box.dataset.waiting;
    say(box.dataset.waiting);
    goOn(box);
  }, true);
  const ready = (root) => root.querySelectorAll("[data-uploads]").forEach((box) => {
    if (!box.classList.contains("lists")) recall(box, (file, received) => restore(box, file, received));
    box.classList.add("lists"); // the list says what is chosen, no longer the field
    settle(box);
    rowsOf(box).forEach((row) => { if (!isWhole(row) && !jobs.has(row)) row.querySelector("[data-state]").textContent = box.dataset.rest; });
  });
  document.addEventListener("htmx:load", ({ detail }) => ready(detail.elt));
  ready(document);
})();
