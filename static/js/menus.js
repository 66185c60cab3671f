// Menus and drawers built from <details>, the folding navigation, closing messages.
// Without this script they still open and close by their own summary.

const OVERLAYS = "details[data-menu][open], details.basis[open]";

function closeOverlays(except) {
  for (const overlay of document.querySelectorAll(OVERLAYS)) {
    if (!overlay.contains(except)) overlay.open = false;
  }
}

function toggleNavigation(button) {
  const side = document.getElementById(button.getAttribute("aria-controls"));
  const isOpen = side.classList.toggle("is-open");
  button.setAttribute("aria-expanded", String(isOpen));
}

document.addEventListener("click", (event) => {
  closeOverlays(event.target);
  const toggle = event.target.closest("[data-toggle-nav]");
  if (toggle) toggleNavigation(toggle);
  event.target.closest("[data-dismiss-message]")?.closest(".alert").remove();
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.activeElement?.closest(OVERLAYS) ?? document.querySelector(OVERLAYS);
  closeOverlays(null);
  open?.querySelector("summary").focus();
  document.activeElement?.closest(".action-closed")?.classList.add("is-dismissed");
});

// A reason dismissed with Escape comes back the next time the button is reached.
document.addEventListener("focusout", (event) => {
  event.target.closest?.(".action-closed")?.classList.remove("is-dismissed");
});
