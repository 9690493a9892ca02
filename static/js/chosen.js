// What the list of chosen files does beside sending (upload.js): small pictures, sizes, the kind of copy, and what a
// phone forgets when it gives the page's memory to the camera: files sent from this form and not saved yet come back.
"use strict";
(() => {
  const PICTURE = /\.(jpe?g|png|heic|heif)$/i;
  const areAll = (names) => names.length > 0 && names.every((name) => PICTURE.test(name));
  const key = (box) => `uploads|${document.body.dataset.user}|${box.closest("form").getAttribute("action")}`;
  const idOf = (row) => row.querySelector("[name=uploads]");
  const waiting = new WeakMap(); // box → files remembered that nobody has asked the system about yet

  // What has arrived and what there is, in the unit of the whole: KB until 1000 of them.
  function amounts(got, all) {
    const small = all < 1000 * 1024;
    const digits = { minimumFractionDigits: small ? 0 : 1, maximumFractionDigits: small ? 0 : 1 };
    const write = (bytes) => (small ? Math.ceil(bytes / 1024) : bytes / 1048576).toLocaleString(document.documentElement.lang, digits);
    return { got: write(got), all: write(all), unit: small ? "KB" : "MB" };
  }

  function picture(row, file) {
    if (!PICTURE.test(file.name)) return;
    row.querySelector("img")?.remove();
    const small = Object.assign(document.createElement("img"), { className: "thumb", src: URL.createObjectURL(file) });
    small.onload = () => URL.revokeObjectURL(small.src);
    small.onerror = () => { URL.revokeObjectURL(small.src); small.remove(); }; // HEIC, mostly
    row.querySelector("[data-name]").before(small);
  }

  // Photographs are photographs; of anything else the person says what copy it is.
  function guess(box, names) {
    const form = box.closest("form");
    const photo = form.querySelector("[name=copy][value=photo]");
    if (!photo) return;
    if (areAll(names) && !form.querySelector("[name=copy]:checked")) {
      photo.checked = true;
      photo.dataset.guessed = "";
    } else if (!areAll(names) && "guessed" in photo.dataset) {
      photo.checked = false;
      delete photo.dataset.guessed;
    }
  }
  document.addEventListener("change", ({ target }) => {
    if (target.name === "copy") delete target.form.querySelector("[data-guessed]")?.dataset.guessed;
  });

  const stored = (box) => {
    try { return JSON.parse(localStorage.getItem(key(box))) || []; } catch { return []; }
  };

  function remember(box, rows) {
    const known = rows.filter((row) => idOf(row).value && !idOf(row).disabled).map((row) => ({
      id: idOf(row).value, name: row.querySelector("[data-name]").textContent, size: Number(row.dataset.size),
    }));
    const all = [...(waiting.get(box) || []), ...known];
    try {
      all.length ? localStorage.setItem(key(box), JSON.stringify(all)) : localStorage.removeItem(key(box));
    } catch { /* full or forbidden: sending goes on all the same */ }
  }

  const ask = (box, id) => fetch(`${box.dataset.url}${encodeURIComponent(id)}/`, {
    method: "HEAD", redirect: "manual", headers: { "Tus-Resumable": "1.0.0" },
  }).catch(() => ({ ok: false, status: 0 }));

  // Whether the system has it no more: another tab of the form saved or removed it.
  const isGone = async (box, id) => (await ask(box, id)).status === 404;

  // Asks after each file remembered: draw({id, name, size}, received) for those the system still has as this person's.
  async function recall(box, draw) {
    const drawn = new Set([...box.querySelectorAll("[name=uploads]")].map((input) => input.value));
    const underWay = new Set(box.dataset.underWay.split(" ")); // as the page was drawn: what was saved is forgotten unasked
    const left = stored(box).filter(({ id }) => !drawn.has(id) && underWay.has(id));
    waiting.set(box, left);
    for (const one of [...left]) {
      const answer = await ask(box, one.id);
      if (!answer.ok && answer.status !== 404) { // no line, or no login: asked again when there is one
        addEventListener("online", () => box.isConnected && recall(box, draw), { once: true });
        return;
      }
      left.splice(left.indexOf(one), 1);
      if (answer.ok && box.isConnected) draw(one, Number(answer.headers.get("Upload-Offset")));
    }
    if (box.isConnected) remember(box, [...box.querySelectorAll("[data-list] > [data-file]")]);
  }

  window.chosenFiles = { amounts, areAll, guess, isGone, picture, recall, remember };
})();
