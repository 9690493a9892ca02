// The overview keeps itself up to date: it asks every half minute while it is looked at, and of the answer only what
// differs is written into the page, so that focus, scrolling and whatever is unfolded stay as they are.
"use strict";
(() => {
  const EVERY = 25000; // ms
  const fresh = document.querySelector("[data-fresh]"), live = document.getElementById("live");
  const clock = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  let timer = 0, asking = false, lost = false, last = new Date();

  const tell = (kind) => { fresh.textContent = fresh.dataset[kind].replace("{clock}", clock.format(last)); };

  // Make `old` equal to `now` with the fewest changes: what has an id is matched by it, everything else by its place.
  function merge(old, now) {
    if (old.isEqualNode(now)) return;
    if (old.nodeName !== now.nodeName) { old.replaceWith(now); return; }
    if (old.nodeType !== Node.ELEMENT_NODE) { old.nodeValue = now.nodeValue; return; }
    for (const { name } of [...old.attributes]) if (!now.hasAttribute(name) && name !== "open") old.removeAttribute(name);
    for (const { name, value } of now.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    const left = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
    const wanted = [...now.childNodes];
    wanted.forEach((child, place) => {
      const here = old.childNodes[place], match = child.id ? left.get(child.id) : here;
      if (!match || (!child.id && match.id)) return old.insertBefore(child, here || null);
      if (match !== here) old.insertBefore(match, here || null);
      return merge(match, child);
    });
    while (old.childNodes.length > wanted.length) old.lastChild.remove();
  }

  function show(text) {
    const answer = new DOMParser().parseFromString(text, "text/html");
    const focus = document.activeElement?.id;
    for (const id of ["wards", "states"]) {
      const now = answer.getElementById(id), old = document.getElementById(id);
      now?.removeAttribute("hx-swap-oob");
      if (now && old) merge(old, document.importNode(now, true));
    }
    // A row that moved to another place lost the focus on its way.
    if (focus && document.activeElement?.id !== focus) document.getElementById(focus)?.focus({ preventScroll: true });
  }

  async function ask() {
    if (document.hidden || asking) return;
    asking = true;
    const address = location.href;
    const headers = { "HX-Request": "true", "If-None-Match": document.getElementById("wards").dataset.etag };
    try {
      const answer = await fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout(15000) });
      if (answer.headers.has("HX-Redirect") || [401, 403, 404].includes(answer.status)) return end();
      if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
      const text = answer.status === 304 ? "" : await answer.text();
      if (address !== location.href) return; // filtered otherwise meanwhile
      if (text) show(text);
      last = new Date(answer.headers.get("Date") || Date.now());
      lost = false;
      tell("updated");
    } catch {
      if (!lost) { tell("lost"); live.textContent = fresh.textContent; }
      lost = true;
    } finally {
      asking = false;
    }
  }

  function end() {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
    removeEventListener("online", ask);
    tell("ended");
    live.textContent = fresh.textContent;
  }

  function look() {
    clearInterval(timer);
    if (document.hidden) return;
    ask();
    timer = setInterval(ask, EVERY);
  }

  document.addEventListener("visibilitychange", look);
  addEventListener("online", ask);
  document.addEventListener("htmx:afterSwap", () => { last = new Date(); tell("updated"); });
  if (!document.hidden) timer = setInterval(ask, EVERY);
})();
