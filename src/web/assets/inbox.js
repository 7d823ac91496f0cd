// One key decides the first unclear reply, as long as nobody is typing.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const at = document.activeElement;
  if (at && (at.matches("input, textarea, select") || at.isContentEditable)) return;
  const form = document.querySelector("form[data-keys]");
  const button = form?.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button || !isSeen(button)) return;
  event.preventDefault();
  form.requestSubmit(button);
});

// A key does not decide what nobody has before their eyes.
function isSeen(button) {
  const place = button.getBoundingClientRect();
  return place.height > 0 && place.top >= 0 && place.bottom <= window.innerHeight;
}

// The latest is below: that is where one begins, unless the address says where.
document.addEventListener("DOMContentLoaded", () => {
  const open = document.querySelector(".turn.open");
  if (!window.location.hash && !document.querySelector("[data-still]")) {
    (open ?? document.querySelector("#percakapan > :last-child"))?.scrollIntoView({ block: "center" });
  }
});
