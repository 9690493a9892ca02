// Compares a file with the digests on the page: its SHA-256 is computed here, nothing is sent.
"use strict";

document.querySelectorAll("[data-compare]").forEach((box) => {
  const result = box.querySelector("[data-result]");
  const input = box.querySelector("input[type=file]");
  box.hidden = false;

  const say = (look, words, more) => {
    const notice = document.createElement("div");
    const line = document.createElement("p");
    notice.className = `notice ${look}`;
    line.textContent = more ? `${words} ${more}.` : words;
    notice.append(line);
    result.replaceChildren(notice);
  };

  if (!window.crypto?.subtle) {
    input.disabled = true;
    say("warn", box.dataset.none);
    return;
  }

  const compare = async (file) => {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const digest = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const same = document.querySelector(`[data-sha256="${digest}"]`);
    if (same) say("good", box.dataset.same, same.closest("div").querySelector("dt").textContent);
    else say("bad", box.dataset.other);
  };

  input.addEventListener("change", () => {
    const file = input.files[0];
    if (!file) return;
    say("slim", box.dataset.reading);
    compare(file).catch(() => say("bad", box.dataset.failed));
  });
});
