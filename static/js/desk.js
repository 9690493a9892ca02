// The desk without the mouse. Single keys press the button or link that names them with data-key; off while typing, and
// off for good by the box [data-keys-off] (who dictates or leans on the keyboard must be able to: WCAG 2.1.4).
"use strict";
(() => {
  const TYPING = "input, textarea, select";
  const isOff = () => localStorage.getItem("keys") === "off";
  const byId = (id) => document.getElementById(id);
  let underWay = 0; // requests for another line: a second press must not judge a line nobody has seen yet
  let listAt = 0; // how far the list of lines was scrolled
  let toPane = false; // the key O waits for another document

  // An open act stands over the foot of the screen: what is judged, the line's name and figures, stays above it.
  function showLine(act) {
    const [line, rounds] = [byId("dong"), document.querySelector("#dong .rounds")];
    if (!line || !rounds || getComputedStyle(act.closest(".acts")).position !== "sticky") return;
    const isCovered = rounds.getBoundingClientRect().bottom > act.closest(".acts").getBoundingClientRect().top;
    if (isCovered || line.getBoundingClientRect().top < 0) line.scrollIntoView({ block: "start" });
  }

  function unfold(act) {
    act.open = true;
    showLine(act);
    const field = act.querySelector("input:not([type=hidden]), textarea, select");
    field?.focus();
    if (field?.matches("input.fig")) field.select(); // the ward's figure stands there: typing replaces it
  }

  function fold(act) {
    act.open = false;
    act.querySelector("summary").focus();
  }

  function fill(button) {
    const box = byId(button.closest("[data-fills]").dataset.fills);
    box.value = button.textContent.trim();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  // O looks at the document beside the line; pressed there, at the line's next one.
  function look() {
    const pane = byId("page-pane");
    const place = pane?.querySelector("[tabindex='0']") || pane?.closest("aside");
    place?.focus({ preventScroll: true });
    place?.scrollIntoView({ block: "nearest" });
  }

  function openDocument() {
    const pane = byId("page-pane");
    const tabs = [...(pane?.querySelectorAll(".tabs a") || [])];
    const inside = pane?.closest("aside").contains(document.activeElement);
    if (!inside || tabs.length < 2) return look();
    toPane = true;
    tabs[(tabs.findIndex((tab) => tab.hasAttribute("aria-current")) + 1) % tabs.length].click();
  }

  // In an unfolded act: Ctrl+Enter sends, Enter too where there is a keyboard, Esc folds, Alt+number takes a usual reason.
  function inAct(event, act) {
    const { target, key } = event;
    const hasKeys = !isOff() && matchMedia("(hover: hover)").matches;
    if (key === "Escape") fold(act);
    else if (key === "Enter" && target.matches("textarea") && (event.ctrlKey || (hasKeys && !event.shiftKey))) target.form.requestSubmit();
    else if (event.altKey && /^Digit[1-9]$/.test(event.code) && hasKeys) {
      const button = act.querySelectorAll("[data-fills] button")[Number(event.code.slice(5)) - 1];
      if (!button) return false;
      fill(button);
    } else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.metaKey) return;
    const act = event.target.closest?.(".acts details[open]");
    if (act && inAct(event, act)) return event.preventDefault();
    if (isOff() || event.ctrlKey || event.altKey || event.target.matches?.(TYPING)) return;
    const key = event.key.toLowerCase();
    const named = document.querySelector(`[data-key~="${CSS.escape(key)}"]`);
    if (!named && !(key === "o" && byId("page-pane"))) return;
    event.preventDefault();
    if (underWay || event.repeat) return;
    if (key === "o") openDocument();
    else if (named.matches("summary")) unfold(named.parentElement);
    else named.click();
  });

  document.addEventListener("click", ({ target }) => {
    const usual = target.closest("[data-fills] button");
    if (usual) fill(usual);
    const act = target.closest("summary[data-key]")?.parentElement;
    if (act) setTimeout(() => act.open && unfold(act)); // an act that unfolds is there to be typed into
  });

  const isDesk = ({ detail }) => detail.target?.id === "ban";
  document.addEventListener("htmx:beforeSend", (event) => { if (isDesk(event)) underWay += 1; });
  document.addEventListener("htmx:afterRequest", (event) => { if (isDesk(event)) underWay = Math.max(0, underWay - 1); });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (isDesk(event)) listAt = document.querySelector(".queue")?.scrollTop || 0;
  });

  // The list shows the line the page is about, without moving the page itself.
  function showInList(settled) {
    const list = document.querySelector(".queue");
    const current = list?.querySelector("[aria-current]");
    if (!current) return;
    list.scrollTop = listAt;
    const [box, row] = [list.getBoundingClientRect(), current.getBoundingClientRect()];
    if (!settled) list.scrollTop += row.top - box.top - list.clientHeight / 3;
    else if (row.top < box.top) list.scrollTop -= box.top - row.top;
    else if (row.bottom > box.bottom) list.scrollTop += row.bottom - box.bottom;
  }

  // What was refused: the cursor stands in the field that is wrong, its message beside it.
  function meetRefusal(root) {
    const form = root.querySelector("#dong form[data-unsaved]");
    const field = form?.querySelector("[aria-invalid=true]") || form?.querySelector("input:not([type=hidden]), textarea, select");
    if (!field) return false;
    const act = field.closest(".acts details");
    if (act) { act.open = true; showLine(act); }
    field.focus();
    return true;
  }

  function offerKeys() {
    document.querySelectorAll("[data-fills], [data-keys-choice]").forEach((part) => { part.hidden = false; });
    document.querySelectorAll("[data-keys]").forEach((legend) => { legend.hidden = isOff(); });
    document.querySelectorAll("[data-keys-off]").forEach((box) => {
      box.checked = isOff();
      box.addEventListener("change", () => { localStorage.setItem("keys", box.checked ? "off" : "on"); offerKeys(); });
    });
  }

  document.addEventListener("htmx:load", ({ detail: { elt } }) => {
    if (elt.id === "page-pane" && toPane) { toPane = false; look(); }
    if (elt.id !== "ban") return;
    offerKeys();
    showInList(true);
    // Of acts with one name only one is open: the old page's was still there when the new one came.
    elt.querySelectorAll("details[data-open]").forEach((act) => { act.open = true; });
    if (meetRefusal(elt) || elt.querySelector("[data-focus]")) return; // what was refused is read first
    const line = byId("dong");
    if (document.activeElement === document.body) line?.focus({ preventScroll: true }); // where the next key works
    const top = line?.getBoundingClientRect().top;
    if (top < 0 || top > innerHeight / 2) line.scrollIntoView({ block: "start" });
  });

  offerKeys();
  showInList(false);
  meetRefusal(document);
})();
