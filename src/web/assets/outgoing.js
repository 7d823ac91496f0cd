// Pages that send: what a draft would come to as one types, and how far a broadcast got.
"use strict";

// <form data-check="#part">: what was typed is sent as if the button for a look were pressed, and
// the part with that id takes the place of the one that is there.
for (const form of document.querySelectorAll("form[data-check]")) {
  let timer, call;
  const look = async () => {
    const body = new URLSearchParams(new FormData(form));
    body.set("act", "hitung");
    call?.abort();
    call = new AbortController();
    try {
      const answer = await fetch(form.action, { method: "POST", body, signal: call.signal });
      if (!answer.ok || answer.redirected) return;
      swap(await answer.text(), form.dataset.check);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 500);
  });
}

function swap(html, part) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.querySelector(part);
  const old = document.querySelector(part);
  if (fresh && old) old.replaceWith(fresh);
  return fresh;
}

// Progress: the part is sent by the server whenever something has changed.
function watch() {
  const place = document.querySelector("[data-events]");
  if (!place) return;
  const source = new EventSource(place.dataset.events);
  const news = document.getElementById("kabar-maju");
  let told = 0;
  const show = (event) => {
    const before = place.firstElementChild?.dataset.status;
    // Whoever stands on a link keeps it.
    const here = place.contains(document.activeElement) && document.activeElement.getAttribute("href");
    place.innerHTML = event.data;
    if (here) place.querySelector(`a[href="${CSS.escape(here)}"], a[href="${here}"]`)?.focus();
    if (news && Date.now() - told > 10000) {
      told = Date.now();
      news.textContent = place.querySelector(".progress span")?.textContent ?? "";
    }
    return before !== place.firstElementChild?.dataset.status;
  };
  source.addEventListener("kemajuan", (event) => { if (show(event)) renew(source); });
  source.addEventListener("selesai", (event) => { show(event); renew(source); });
}

// Another status brings other buttons.
async function renew(source) {
  source.close();
  const answer = await fetch(location.href, { headers: { "x-by-itself": "yes" } });
  if (!answer.ok || answer.redirected) return;
  swap(await answer.text(), "#siaran");
  watch();
}
watch();

// <button data-insert="…" data-into="#field">: puts a mark where the cursor stands in the field.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const field = document.querySelector(button.dataset.into);
  field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
