// A form is sent once: a second press of its buttons does nothing until the answer is here.
// The server is idempotent by itself; this only spares people the doubt.

function buttonsOf(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

function release(form) {
  delete form.dataset.isSent;
  for (const button of buttonsOf(form)) button.removeAttribute("aria-disabled");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-many")) return;
  if (form.dataset.isSent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (event.defaultPrevented) return;
  form.dataset.isSent = "true";
  for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) release(form);
});

// A page that came back with errors is read from their summary on.
document.querySelector("[data-take-focus]")?.focus();

// Back button: the page comes out of the cache with its forms still marked as sent.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-is-sent]").forEach(release);
});
