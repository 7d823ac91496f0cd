// One key decides the first unclear reply, as long as nobody is typing.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const at = document.activeElement;
  if (at && (at.matches("input, textarea, select") || at.isContentEditable)) return;
  const form = document.querySelector("form[data-keys]");
  const button = form?.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  form.requestSubmit(button);
});

// The latest is below: that is where one begins, unless the address says where.
document.addEventListener("DOMContentLoaded", () => {
  const open = document.querySelector(".turn.open");
  if (!window.location.hash && !document.querySelector("[data-still]")) {
    (open ?? document.querySelector("#percakapan > :last-child"))?.scrollIntoView({ block: "center" });
  }
});
