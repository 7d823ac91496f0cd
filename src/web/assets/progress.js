// What changes by itself: a part with an id and data-progress="MILLISECONDS" is fetched again
// until it comes without that mark.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const part of document.querySelectorAll("[id][data-progress]")) again(part);
});

function again(part) {
  setTimeout(async () => {
    let next = part;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html", "x-by-itself": "yes" } });
      if (answer.redirected) { location.reload(); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (answer.ok && fresh) { part.replaceWith(fresh); next = fresh; }
    } catch {
      // The service is restarting: it will be asked again.
    }
    if (next.dataset.progress) again(next);
  }, Number(part.dataset.progress));
}
