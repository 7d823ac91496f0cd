// What makes pages quicker. Every page works without it.
"use strict";
document.documentElement.classList.add("js");

document.addEventListener("DOMContentLoaded", () => {
  // The menu on a phone.
  for (const button of document.querySelectorAll("[data-menu]")) {
    const menu = document.getElementById(button.getAttribute("aria-controls"));
    button.addEventListener("click", () => {
      const isOpen = menu.classList.toggle("open");
      button.setAttribute("aria-expanded", String(isOpen));
    });
  }

  // Tabs that do not fit are moved along until the one that is open is seen.
  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

  // A form that was refused: what is wrong is read first.
  document.querySelector("[data-focus]")?.focus();
});

// A form is sent once, however often the button is pressed. The server does its work once in any
// case; this spares people the second answer.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post") {
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  }
});

// Back in the history a page may return as it was left.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  }
});

// Copy buttons: <button data-copy="#id">.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
  const was = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = was; }, 2000);
});

// Search as one types: <form method="get" data-live="#results"> fetches its own address and puts
// the part with that id in the place of the one that is there.
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-live]");
  if (!form) return;
  clearTimeout(form.liveTimer);
  form.liveTimer = setTimeout(() => refresh(form), 200);
});

async function refresh(form) {
  const query = new URLSearchParams(new FormData(form));
  const address = `${form.action.split("?")[0]}?${query}`;
  form.liveCall?.abort();
  form.liveCall = new AbortController();
  try {
    const answer = await fetch(address, { signal: form.liveCall.signal });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(form.dataset.live);
    const old = document.querySelector(form.dataset.live);
    if (fresh && old) old.replaceWith(fresh);
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}
