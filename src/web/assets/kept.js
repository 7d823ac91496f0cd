// What somebody had typed when the session was over comes back into its form after signing in.
// The page that shows it hands it on through the storage of this tab, once, for half an hour.
"use strict";

const KEPT = "titipan";
const GOOD_FOR = 30 * 60 * 1000;

document.addEventListener("DOMContentLoaded", () => {
  const shown = document.querySelector("[data-kept]");
  try {
    if (shown) handOn(shown);
    else putBack();
  } catch {
    // Without storage the page that shows it is enough.
  }
});

function handOn(shown) {
  const fields = [...shown.querySelectorAll("[data-name]")].map((field) => [field.dataset.name, field.value]);
  const { page, action, said, left } = shown.dataset;
  sessionStorage.setItem(KEPT, JSON.stringify({ page, action, said, left, fields, at: Date.now() }));
  location.replace(page);
}

function putBack() {
  const stored = sessionStorage.getItem(KEPT);
  if (!stored) return;
  const kept = JSON.parse(stored);
  const isOld = Date.now() - kept.at > GOOD_FOR;
  if (!isOld && kept.page !== location.pathname + location.search) return;
  sessionStorage.removeItem(KEPT);
  if (!isOld) tell(kept, fill(kept));
}

// Fills the form in that goes where the old one was to go; returns what has no place in it.
function fill({ action, fields }) {
  const isIt = (form) => form.method === "post" && new URL(form.getAttribute("action") ?? "", location.href).pathname === action;
  // Of several forms that go there, the one in which most of it can be typed.
  const typed = (form) => [...form.elements].filter((field) => field.type !== "hidden" && fields.some(([name]) => name === field.name)).length;
  const [form] = [...document.forms].filter(isIt).sort((one, other) => typed(other) - typed(one));
  if (!form) return fields;
  const placed = new Set();
  for (const field of form.elements) {
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(field.type)) {
      field.checked = values.includes(field.value);
    } else if (values.length > 0 && !["password", "file", "submit", "button"].includes(field.type)) {
      if (field.type !== "hidden") field.value = values[0];
    } else {
      continue;
    }
    placed.add(field.name);
  }
  for (let part = form.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  form.dispatchEvent(new Event("input", { bubbles: true }));
  return fields.filter(([name]) => !placed.has(name));
}

function tell({ said, left }, rest) {
  const note = document.createElement("div");
  note.className = "note wait";
  note.setAttribute("role", "status");
  note.append(said);
  const texts = rest.map(([, value]) => value).filter((value) => value.length > 3);
  if (texts.length > 0) {
    const label = document.createElement("label");
    label.htmlFor = "titipan-sisa";
    label.textContent = left;
    const text = document.createElement("textarea");
    text.id = "titipan-sisa";
    text.readOnly = true;
    text.rows = 4;
    text.value = texts.join("\n\n");
    note.append(label, text);
  }
  document.querySelector("main").prepend(note);
}
