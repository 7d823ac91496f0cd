// Pages that live: <div id="hidup" data-address="…"> fetches its own address now and then and puts
// the parts in place ([data-part], by id) that have changed. Forms with data-stage are sent in the
// background and their answer is put in place likewise.
"use strict";

const OFTEN = 1200;
const SELDOM = 4000;
let sentAt = 0;
let isBusy = false;

document.addEventListener("DOMContentLoaded", () => {
  toTheEnd(document.querySelector("[data-scroll]"));
  if (!document.querySelector("#hidup[data-still]")) setTimeout(look, OFTEN);
});

// A keyboard that slides up leaves less room: the end of the conversation stays in sight.
window.addEventListener("resize", () => toTheEnd(document.querySelector("[data-scroll]")));

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-stage]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  if (isBusy) return release(form);
  isBusy = true;
  sentAt = Date.now();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const page = await parse(answer);
    if (!page) {
      window.location.reload();
      return;
    }
    renew(page, true);
    if (answer.ok && "clear" in form.dataset) form.reset();
    if (answer.ok) for (const field of form.querySelectorAll("[name=once]")) field.value = crypto.getRandomValues(new Uint32Array(4)).join("");
  } catch {
    window.location.reload();
  } finally {
    isBusy = false;
    release(form);
  }
});

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
}

async function look() {
  const stage = document.getElementById("hidup");
  const typed = document.querySelector("form[data-live] [type=search]");
  const isSearching = typed && typed.value !== typed.defaultValue;
  if (!isSearching && !document.hidden && !isBusy) {
    try {
      const page = await parse(await fetch(stage.dataset.address));
      if (page && !isBusy) renew(page, false);
    } catch {
      // The service may be starting again; the next look will tell.
    }
  }
  setTimeout(look, Date.now() - sentAt < 20000 ? OFTEN : SELDOM);
}

async function parse(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById("hidup") ? page : null;
}

// What was done is told until something else is done; a look in between does not wipe it away.
function renew(page, isAnswer) {
  for (const old of document.querySelectorAll("[data-part]")) {
    const fresh = page.getElementById(old.id);
    if (!fresh) continue;
    keepOpen(old, fresh);
    if (fresh.innerHTML === old.innerHTML) continue;
    if (old.id === "sim-said" && !isAnswer) continue;
    if (!isAnswer && isBeingFilled(old)) continue;
    const held = old.contains(document.activeElement) ? document.activeElement.id : "";
    old.replaceChildren(...fresh.childNodes);
    if (held) document.getElementById(held)?.focus();
    if ("scroll" in old.dataset) toTheEnd(old);
  }
  const news = page.querySelector("main > .note[role=status]");
  if (isAnswer && news) {
    const said = document.getElementById("sim-said");
    const note = document.createElement("p");
    note.className = "note good";
    note.textContent = news.textContent;
    said.replaceChildren(note);
  }
  if (isAnswer) document.querySelector("main > .note[role=status]")?.remove();
}

// What somebody has opened to read stays open.
function keepOpen(old, fresh) {
  const was = old.querySelectorAll("details");
  const is = fresh.querySelectorAll("details");
  if (was.length === is.length) was.forEach((details, place) => { is[place].open = details.open; });
}

// Nothing that somebody types is taken away under their hands.
function isBeingFilled(part) {
  const fields = part.querySelectorAll("input:not([type=hidden]), textarea");
  return [...fields].some((field) => field === document.activeElement || field.value !== field.defaultValue);
}

function toTheEnd(screen) {
  if (screen) screen.scrollTop = screen.scrollHeight;
}
