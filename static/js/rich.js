// A box of text with buttons for bold, italic and lists. What is sent stays the plain text of the textarea beneath:
// an empty line between paragraphs, "- " or "1. " before rows, **bold**, *italic*. Without JavaScript one types just that.
"use strict";
(() => {
  const escaped = (text) => text.replace(/\*/g, "\\*");
  const words = (node) => [...node.childNodes].map((child) => {
    if (child.nodeType === Node.TEXT_NODE) return escaped(child.data.replace(/[\s\u00a0\u200b]+/g, " "));
    if (child.nodeType !== Node.ELEMENT_NODE) return "";
    if (child.tagName === "BR") return "\n";
    const mark = { B: "**", STRONG: "**", I: "*", EM: "*" }[child.tagName] || "";
    const inner = words(child);
    const [, before, bare, after] = /^(\s*)([^]*?)(\s*)$/.exec(inner); // a mark stands next to its word
    return mark && bare ? `${before}${mark}${bare}${mark}${after}` : inner;
  }).join("");
  const lines = (text) => text.split("\n").map((line) => line.trim()).join("\n").trim();

  // What stands in the editor, as the plain text it is kept in.
  function plain(root) {
    const blocks = [];
    let loose = ""; // text that stands in no block of its own
    const flush = () => { if (lines(loose)) blocks.push(lines(loose)); loose = ""; };
    for (const child of root.childNodes) {
      if (/^(UL|OL)$/.test(child.tagName)) {
        flush();
        const rows = [...child.querySelectorAll("li")].map((row) => words(row).replace(/\s+/g, " ").trim()).filter(Boolean);
        if (rows.length) blocks.push(rows.map((row, n) => `${child.tagName === "OL" ? `${n + 1}.` : "-"} ${row}`).join("\n"));
      } else if (/^(P|DIV)$/.test(child.tagName) && child.querySelector("ul, ol, p, div")) {
        flush();
        const inner = plain(child);
        if (inner) blocks.push(inner);
      } else if (/^(P|DIV)$/.test(child.tagName)) {
        flush();
        loose = words(child);
        flush();
      } else {
        const holder = document.createElement("div");
        holder.append(child.cloneNode(true));
        loose += words(holder);
      }
    }
    flush();
    return blocks.join("\n\n");
  }

  // Which open mark so many stars end, as the server reads them (domain/writing/stars.py).
  function endedBy(count, marks, mayBegin) {
    if (!count || !marks.length) return "";
    if (count === 1) return marks.includes("*") ? "*" : "";
    if (count === 2 && marks.includes("**")) return "**";
    return count === 2 && mayBegin ? "" : marks.at(-1);
  }

  // One line of plain text with its marks, as nodes.
  function marked(line) {
    const pieces = line.replace(/\\\*/g, "\ue000").split(/(\*+)/);
    const ends = (at) => /\S$/.test(pieces[at - 1]);
    const lastDouble = pieces.findLastIndex((piece, at) => at % 2 && piece.length > 1 && ends(at));
    const open = [{ mark: "", node: document.createDocumentFragment() }];
    const add = (what) => open.at(-1).node.append(typeof what === "string" ? what.replaceAll("\ue000", "*") : what);
    const drop = () => { const { mark, node } = open.pop(); add(mark); add(node); }; // never ended: it is text
    pieces.forEach((piece, at) => {
      if (at % 2 === 0) return add(piece);
      const begins = /^\S/.test(pieces[at + 1]);
      let count = piece.length, mark;
      const marks = () => open.slice(1).map((one) => one.mark);
      while (ends(at) && (mark = endedBy(count, marks(), begins && at < lastDouble))) {
        while (open.at(-1).mark !== mark) drop();
        const tag = document.createElement(mark === "**" ? "b" : "i");
        tag.append(open.pop().node);
        add(tag);
        count -= mark.length;
      }
      for (const next of ["**", "*"]) {
        if (!begins || count < next.length || marks().includes(next)) continue;
        open.push({ mark: next, node: document.createDocumentFragment() });
        count -= next.length;
      }
      add("*".repeat(count));
    });
    while (open.length > 1) drop();
    return open[0].node;
  }

  function block(kind, rows) {
    const made = document.createElement(kind);
    rows.forEach((row, n) => {
      const holder = kind === "p" ? made : made.appendChild(document.createElement("li"));
      if (kind === "p" && n) made.append(document.createElement("br"));
      holder.append(marked(row.trim()));
    });
    return made;
  }

  function draw(editor, typed) {
    const blocks = [];
    for (const paragraph of typed.replace(/\r\n?/g, "\n").trim().split(/\n\s*\n/)) {
      let kind = "", rows = [];
      const end = () => { if (rows.length) blocks.push(block(kind, rows)); rows = []; };
      for (const line of paragraph.split("\n").filter((row) => row.trim())) {
        const now = /^\s*[-–•]\s+/.test(line) ? "ul" : /^\s*\d{1,3}[.)]\s+/.test(line) ? "ol" : "p";
        if (now !== kind) end();
        kind = now;
        rows.push(now === "p" ? line : line.replace(/^\s*([-–•]|\d{1,3}[.)])\s+/, ""));
      }
      end();
    }
    editor.replaceChildren(...blocks);
  }

  function button(label, press) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet fit", textContent: label });
    made.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays in the editor
    made.addEventListener("click", press);
    return made;
  }

  function enrich(area) {
    const label = document.querySelector(`label[for="${area.id}"]`);
    const editor = document.createElement("div");
    label.id = `${area.id}_label`;
    Object.assign(editor, { className: "rich", contentEditable: "true", id: `${area.id}_rich` });
    for (const [name, value] of [["role", "textbox"], ["aria-multiline", "true"], ["aria-labelledby", label.id]]) editor.setAttribute(name, value);
    if (area.hasAttribute("aria-describedby")) editor.setAttribute("aria-describedby", area.getAttribute("aria-describedby"));
    let known = area.value;
    const redraw = () => { known = area.value; draw(editor, known); };
    const tell = () => {
      area.value = known = plain(editor);
      area.dispatchEvent(new Event("input", { bubbles: true })); // the page keeps what was typed
    };
    const act = (command) => () => { editor.focus(); document.execCommand(command); tell(); };
    const bar = Object.assign(document.createElement("div"), { className: "row rich-bar" });
    const said = area.form.dataset;
    bar.append(button(said.bold, act("bold")), button(said.italic, act("italic")), button(said.list, act("insertUnorderedList")));
    document.execCommand("defaultParagraphSeparator", false, "p");
    editor.addEventListener("input", tell);
    editor.addEventListener("paste", (event) => {
      event.preventDefault();
      document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
    });
    label.addEventListener("click", () => editor.focus());
    redraw();
    area.hidden = true;
    area.before(bar, editor);
    // What site.js gives back ("restore unsaved content") is written into the textarea without an event.
    setInterval(() => { if (area.value !== known) redraw(); }, 500);
  }

  document.querySelectorAll("textarea[data-rich]").forEach(enrich);
})();
