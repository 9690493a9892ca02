// What plain pages gain from JavaScript, by data-* attributes; the words come translated from data-* of <body>. The
// promise: nothing typed is lost, to a dead line, an expired login, or an answer arriving while the person types on.
"use strict";
(() => {
  const [words, live] = [document.body.dataset, document.getElementById("live")];
  const TRACKED = "form[data-autosave], form[data-keep]";
  const drawn = new WeakMap(); // form -> values as the server drew them
  const sent = new WeakMap(); // form -> values in the request now under way
  const failed = new Set(); // forms whose save met a dead line or server, tried again
  let leaving = false, inside = "", at = "", unfolded = []; // inside: id of the part about to be swapped around the focus, at: the place in it

  const OWN = ["csrfmiddlewaretoken", "version", "typed_as"]; // of one sending or the server's copy, not typed
  const values = (form) => JSON.stringify([...new FormData(form)].filter(([name, value]) =>
    typeof value === "string" && !OWN.includes(name)));
  function asDrawn(form) { // people type before a slow line has brought this file: that is not the server's copy
    const copy = form.cloneNode(true);
    copy.reset();
    return values(copy);
  }
  const changed = (form) => drawn.has(form) && values(form) !== drawn.get(form);
  const unsaved = (form) => form.hasAttribute("data-unsaved") || changed(form) || sent.has(form);
  const key = (form) => `typed|${words.user}|${location.pathname}|${form.dataset.typed || form.id}`;
  // A form sent away bears a sign. It is forgotten once the server says, in a cookie of that sign, that it was taken: a
  // dead line, a refusal and a lost login say nothing.
  const sign = () => Math.random().toString(36).slice(2, 12).padEnd(10, "0");
  const sentAway = (form, as) => sessionStorage.setItem("posted", JSON.stringify([key(form), as]));
  const tracked = (root) => [...(root.matches?.(TRACKED) ? [root] : []), ...root.querySelectorAll(TRACKED)];

  function fill(form, typed) {
    const left = JSON.parse(typed);
    for (const field of form.elements) {
      if (!field.name || field.type === "file" || (field.type === "hidden" && !("base" in field.dataset))) continue;
      const ticks = /^(radio|checkbox)$/.test(field.type);
      const at = left.findIndex(([name, value]) => name === field.name && (!ticks || value === field.value));
      const [pair] = at < 0 ? [] : left.splice(at, 1);
      if (ticks) field.checked = Boolean(pair);
      else if (pair && field.value !== pair[1]) {
        field.value = pair[1];
        for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      }
    }
  }

  function state(form, text, kind) {
    Object.assign(form.querySelector("[data-save-state]") || {}, { textContent: text, className: kind });
    live.textContent = text;
  }

  const save = (form) => form.isConnected && !sent.has(form) && changed(form) && htmx.trigger(form, "autosave");
  const keep = (form) => form.hasAttribute("data-unsaved") || changed(form) // survives an expired login in this tab; forgotten once saved
    ? sessionStorage.setItem(key(form), values(form)) : sessionStorage.removeItem(key(form));

  function notice(kind, text, label, look, press) {
    const make = (tag, content) => Object.assign(document.createElement(tag), content);
    const box = make("div", { className: `notice ${kind || ""}` });
    const onclick = () => { box.remove(); press?.(); };
    box.append(make("p", { textContent: text }), make("button", { type: "button", className: look, textContent: label, onclick }));
    return box;
  }

  function toast(level, text) {
    const box = notice({ success: "good", warning: "warn", error: "bad" }[level], text, words.close, "link");
    document.getElementById("toasts").append(box);
    if (level === "success" || level === "info") setTimeout(() => box.remove(), 8000);
  }

  function offerBack(form) {
    const typed = sessionStorage.getItem(key(form));
    if (!typed || typed === values(form)) return;
    const folded = form.closest("details");
    if (folded) folded.open = true; // what is offered back must be seen
    const offer = notice("warn slim", words.restoreHint, words.restore, "btn quiet fit", () => {
      fill(form, typed);
      form.dispatchEvent(new CustomEvent("given-back", { bubbles: true, detail: typed }));
      form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    });
    form.before(offer);
    form.addEventListener("input", ({ isTrusted }) => isTrusted && offer.remove()); // what is typed now takes its place
  }

  // An answer swapped in prefixes the title as a whole page would, until nothing on the page is wrong any more.
  function entitle(isRefused) {
    const plain = document.title.replace(`${words.error} `, "");
    const stays = plain !== document.title && document.querySelector(".error-summary, .wrong");
    document.title = isRefused || stays ? `${words.error} ${plain}` : plain;
  }

  function settle(root) {
    tracked(root).forEach((form) => drawn.set(form, asDrawn(form)));
    root.querySelector("[data-focus]")?.focus();
  }

  // Saving by itself: when the person leaves the form or, for something else in it, the fields of a whole figure (half
  // a share is never sent); turns away from the page; or picks one of a few. A button with a name does what it says.
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const form = target.closest("form[data-autosave]");
    if (!form) return;
    const parts = [...form.querySelectorAll("input.fig")];
    const hasLeft = parts.includes(target) && parts.every(({ value }) => value.trim()) && !relatedTarget?.matches("[name]");
    if (hasLeft || !form.contains(relatedTarget)) save(form);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) document.querySelectorAll("form[data-autosave]").forEach(save);
  });
  const edited = ({ type, target }) => {
    if (target.form?.matches(TRACKED)) keep(target.form);
    if (type === "change" && target.closest("form[data-autosave] [data-save-now]")) save(target.form);
  };
  ["input", "change"].forEach((name) => document.addEventListener(name, edited));
  const again = () => failed.forEach((form) => failed.delete(form) && save(form));
  addEventListener("online", again);
  setInterval(again, 10000);
  document.addEventListener("htmx:configRequest", ({ detail: { elt, parameters } }) => {
    if (elt.matches(TRACKED)) parameters.typed_as = sign();
  });
  document.addEventListener("htmx:beforeRequest", ({ detail: { elt: form } }) => {
    if (!form.matches(`${TRACKED}, form[data-upload]`)) return;
    sent.set(form, values(form));
    state(form, form.matches("[data-upload]") ? words.uploading : words.saving, "");
  });
  document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
    if (!detail.xhr.getResponseHeader("HX-Redirect")) return;
    leaving = true; // to the login page, or onwards after success; the next page decides what to forget
    if (detail.elt.matches(TRACKED)) sentAway(detail.elt, detail.requestConfig.parameters.typed_as);
  });
  document.addEventListener("htmx:load", ({ detail }) => settle(detail.elt));
  document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    const here = document.activeElement;
    inside = target.contains(here) && target.id;
    unfolded = [...target.querySelectorAll("details[id][open]")].map(({ id }) => `#${id}`);
    at = !inside ? "" : here.matches("details[id] > summary") ? `#${here.parentElement.id} > summary` : here.id && `#${here.id}`;
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    unfolded.forEach((fold) => document.querySelector(fold)?.setAttribute("open", "")); // the person goes on where they are
    if (at && document.activeElement === document.body) document.querySelector(at)?.focus();
    if (inside && document.activeElement === document.body) document.getElementById(inside)?.querySelector("[data-refocus]")?.focus();
    const told = [...detail.elt.querySelectorAll("[data-say]")].map((place) => place.textContent.trim());
    if (told.some(Boolean)) live.textContent = told.filter(Boolean).join(" ");
    const before = detail.requestConfig?.elt;
    if (before?.matches("form[method=post]")) entitle([409, 422].includes(detail.xhr.status));
    if (!before || !sent.has(before)) return;
    if (!told.some(Boolean)) live.textContent = ""; // no longer "checking the file": the answer speaks for itself
    const typedOn = values(before) !== sent.get(before);
    sent.delete(before);
    const form = before.id && document.getElementById(before.id);
    if (detail.xhr.status < 400 && !form?.hasAttribute("data-unsaved")) sessionStorage.removeItem(key(before));
    if (!typedOn || !form || form === before || !form.matches("[data-autosave]")) return; // a conflict is not overwritten
    fill(form, values(before));
    keep(form);
    if (!form.contains(document.activeElement)) save(form);
  });
  // What was left half-typed on a part of a page is offered back when that part comes again.
  document.addEventListener("htmx:afterSettle", ({ detail }) => detail.elt.querySelectorAll("form[data-keep]").forEach(offerBack));
  const refused = ({ detail: { elt, xhr } }) => {
    const form = elt.form || elt; // a button may ask for its form
    if (!form.matches("form")) return; // a poll that fails simply asks again
    sent.delete(form);
    form.querySelector("[data-progress]")?.setAttribute("hidden", "");
    const lost = xhr.status === 0 || xhr.status >= 500;
    if (lost && form.matches("[data-autosave]")) failed.add(form);
    const plain = xhr.status === 413 && xhr.getResponseHeader("Content-Type")?.startsWith("text/plain"); // ours, not a proxy's
    const text = plain ? xhr.responseText : form.matches("[data-upload]") ? words.uploadFailed : lost ? words.offline : words.failed;
    form.querySelector("[data-save-state]") ? state(form, text, "bad") : toast("error", text);
  };
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => document.addEventListener(name, refused));
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
    setTimeout(() => { leaving = false; }, 3000); // the answer may have been a download
    if (!event.target.matches(`${TRACKED}, [data-typed]`)) return;
    const as = sign();
    sentAway(event.target, as);
    event.target.addEventListener("formdata", ({ formData }) => formData.set("typed_as", as), { once: true });
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && tracked(document).some(unsaved)) event.preventDefault();
  });

  document.addEventListener("click", ({ target }) => { // a link of the error summary also puts the cursor there
    const id = target.closest(".error-summary a")?.hash.slice(1);
    if (id) setTimeout(() => document.getElementById(id)?.focus());
  });

  const [posted, as] = JSON.parse(sessionStorage.getItem("posted") || "[]");
  if (document.cookie.includes(`taken-${as}=`)) {
    document.cookie = `taken-${as}=; path=/; max-age=0`;
    ["posted", posted].forEach((name) => sessionStorage.removeItem(name));
  }
  settle(document);
  // A refusal shows all that was sent: nothing is to be given back, and it is still unsaved. Loaded again it shows that once
  // more, and not what was typed into it since.
  const isAgain = performance.getEntriesByType("navigation")[0]?.type === "reload";
  const showsAll = (form) => form.hasAttribute("data-unsaved") || document.querySelector(".error-summary");
  const isRefused = (form) => !isAgain && posted === key(form) && showsAll(form);
  tracked(document).forEach((form) => (isRefused(form) ? sessionStorage.setItem(key(form), values(form)) : offerBack(form)));
  document.addEventListener("DOMContentLoaded", () => tracked(document).filter(changed).forEach((form) => {
    keep(form);
    if (form.matches("[data-autosave]") && !form.contains(document.activeElement)) save(form); // left before this file came
  }));
})();
