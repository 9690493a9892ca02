// What the plain pages gain from JavaScript. Behaviours hang on data-* attributes; every word shown comes translated
// from data-* of <body>. The promise kept here: nothing typed is lost, neither to a dead line, nor to an expired
// session, nor to an answer that arrives while the person is already typing on.
"use strict";
(() => {
  const words = document.body.dataset;
  const live = document.getElementById("live");
  const TRACKED = "form[data-autosave], form[data-keep]";
  const drawn = new WeakMap(); // form -> values as the server drew them
  const sent = new WeakMap(); // form -> values in the request now under way
  const failed = new Set(); // forms whose save met a dead line or server, tried again
  let leaving = false;

  // The csrf token and the version belong to the server's copy of the form, not to what was typed.
  const values = (form) => JSON.stringify([...new FormData(form)].filter(([name, value]) =>
    typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "version"));
  const changed = (form) => drawn.has(form) && values(form) !== drawn.get(form);
  const unsaved = (form) => form.hasAttribute("data-unsaved") || changed(form) || sent.has(form);
  const key = (form) => `typed|${words.user}|${location.pathname}|${form.id}`;
  const tracked = (root) => [...(root.matches?.(TRACKED) ? [root] : []), ...root.querySelectorAll(TRACKED)];

  function fill(form, typed) {
    const left = JSON.parse(typed);
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "file") continue;
      const at = left.findIndex(([name, value]) =>
        name === field.name && (!/^(radio|checkbox)$/.test(field.type) || value === field.value));
      if (/^(radio|checkbox)$/.test(field.type)) field.checked = at >= 0;
      else if (at >= 0) field.value = left[at][1];
      if (at >= 0) left.splice(at, 1);
    }
  }

  function state(form, text, kind) {
    const place = form.querySelector("[data-save-state]");
    if (place) Object.assign(place, { textContent: text, className: kind });
    live.textContent = text;
  }

  function save(form) {
    if (form.isConnected && !sent.has(form) && changed(form)) htmx.trigger(form, "autosave");
  }

  function keep(form) { // survives an expired login in this tab; forgotten once saved
    if (changed(form)) sessionStorage.setItem(key(form), values(form));
    else sessionStorage.removeItem(key(form));
  }

  function notice(kind, text, label, look, press) {
    const box = Object.assign(document.createElement("div"), { className: `notice ${kind}` });
    const button = Object.assign(document.createElement("button"), { type: "button", className: look, textContent: label });
    button.addEventListener("click", () => { box.remove(); press(); });
    box.append(Object.assign(document.createElement("p"), { textContent: text }), button);
    return box;
  }

  function toast(level, text) {
    const kind = { success: "good", warning: "warn", error: "bad" }[level] || "";
    const box = notice(kind, text, words.close, "link", () => {});
    document.getElementById("toasts").append(box);
    if (level === "success" || level === "info") setTimeout(() => box.remove(), 8000);
  }

  function offerBack(form) {
    const typed = sessionStorage.getItem(key(form));
    if (!typed || typed === values(form)) return;
    form.before(notice("warn slim", words.restoreHint, words.restore, "btn quiet fit", () => {
      fill(form, typed);
      form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    }));
  }

  function settle(root) {
    tracked(root).forEach((form) => drawn.set(form, values(form)));
    root.querySelector("[data-focus]")?.focus();
  }

  // Saving by itself: when the person leaves the form, turns away from the page, or picks one of a few.
  document.addEventListener("focusout", (event) => {
    const form = event.target.closest("form[data-autosave]");
    if (form && !form.contains(event.relatedTarget)) save(form);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) document.querySelectorAll("form[data-autosave]").forEach(save);
  });
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.form;
      if (!form?.matches(TRACKED)) return;
      keep(form);
      if (kind === "change" && event.target.closest("[data-save-now]")) save(form);
    });
  }
  const again = () => failed.forEach((form) => { failed.delete(form); save(form); });
  addEventListener("online", again);
  setInterval(again, 10000);

  document.addEventListener("htmx:beforeRequest", ({ detail: { elt: form } }) => {
    if (!form.matches("form[data-autosave], form[data-keep], form[data-upload]")) return;
    sent.set(form, values(form));
    state(form, form.matches("[data-upload]") ? words.uploading : words.saving, "");
  });
  document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
    if (!detail.xhr.getResponseHeader("HX-Redirect")) return;
    leaving = true; // to the login page, or onwards after success; the next page decides what to forget
    if (detail.elt.matches(TRACKED)) sessionStorage.setItem("posted", key(detail.elt));
  });
  document.addEventListener("htmx:load", ({ detail }) => settle(detail.elt));
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const told = [...detail.elt.querySelectorAll("[data-say]")].map((place) => place.textContent.trim());
    if (told.length) live.textContent = told.join(". ");
    const before = detail.requestConfig?.elt;
    if (!before || !sent.has(before)) return;
    const typedOn = values(before) !== sent.get(before);
    sent.delete(before);
    const form = before.id && document.getElementById(before.id);
    if (!form?.hasAttribute("data-unsaved")) sessionStorage.removeItem(key(before));
    if (!typedOn || !form || form === before || !form.matches("[data-autosave]")) return;
    fill(form, values(before));
    keep(form);
    if (!form.contains(document.activeElement)) save(form);
  });
  for (const kind of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(kind, ({ detail: { elt: form, xhr } }) => {
      if (!form.matches("form")) return; // a poll that fails simply asks again
      sent.delete(form);
      const progress = form.querySelector("[data-progress]");
      if (progress) progress.hidden = true;
      const lost = xhr.status === 0 || xhr.status >= 500;
      if (lost && form.matches("[data-autosave]")) failed.add(form);
      const text = form.matches("[data-upload]") ? words.uploadFailed : lost ? words.offline : words.failed;
      if (form.querySelector("[data-save-state]")) state(form, text, "bad");
      else toast("error", text);
    });
  }
  document.addEventListener("htmx:xhr:progress", ({ target: form, detail }) => {
    const progress = form.querySelector("[data-progress]");
    if (!progress || !detail.lengthComputable || !sent.has(form)) return;
    Object.assign(progress, { hidden: false, max: detail.total, value: detail.loaded });
    if (detail.loaded === detail.total) state(form, words.checking, ""); // sent is not yet accepted
  });
  document.addEventListener("toasts", ({ detail }) => detail.toasts.forEach(({ level, text }) => toast(level, text)));

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return; // htmx has it
    leaving = true;
    setTimeout(() => { leaving = false; }, 3000);
    if (event.target.matches(TRACKED)) sessionStorage.setItem("posted", key(event.target));
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && tracked(document).some(unsaved)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    if (link) setTimeout(() => document.getElementById(link.hash.slice(1))?.focus());
  });

  const posted = sessionStorage.getItem("posted");
  sessionStorage.removeItem("posted");
  if (posted && words.user && !document.querySelector(".error-summary, main.failed")) sessionStorage.removeItem(posted);
  settle(document);
  tracked(document).forEach(offerBack);
})();
