// Keys that cannot do anything yet: [data-wait] is pressed in their place and says what has to be done first.
"use strict";
document.addEventListener("click", ({ target }) => {
  if (!target.matches("[data-wait]")) return;
  target.hidden = false;
  target.scrollIntoView({ block: "nearest" });
  const live = document.getElementById("live");
  live.textContent = ""; // so that it is said again at every press
  setTimeout(() => { live.textContent = target.textContent; }, 50);
});
