// A list of rows in a form ([data-rows]: a field every row has) that was given back what was typed: when more rows were
// typed than the page has, the server draws them all from the same values.
"use strict";
document.addEventListener("given-back", ({ target: form, detail }) => {
  const list = form.querySelector("[data-rows]");
  const typed = JSON.parse(detail);
  if (!list || typed.filter(([name]) => name === list.dataset.rows).length <= list.children.length) return;
  const values = { csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, redraw: "1" };
  for (const [name, value] of typed) (values[name] ||= []).push(value);
  const place = `#${list.closest("section").id}`;
  htmx.ajax("POST", location.pathname, { source: list, target: place, select: place, swap: "outerHTML", values });
});
