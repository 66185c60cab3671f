// <details class="confirm"> with a <dialog> inside: the summary opens it as a modal.
// Without this script the same dialog unfolds in place.

function openModal(confirm) {
  confirm.open = true;
  const dialog = confirm.querySelector("dialog");
  if (!dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const summary = event.target.closest("details.confirm > summary");
  if (summary) {
    event.preventDefault();
    openModal(summary.parentElement);
  }
  event.target.closest("[data-close-dialog]")?.closest("dialog").close();
});

document.addEventListener("close", (event) => {
  const confirm = event.target.closest?.("details.confirm");
  if (!confirm) return;
  confirm.open = false;
  confirm.querySelector("summary").focus();
}, true);

// Answered with an error, the page comes back with the dialog to be opened again.
for (const confirm of document.querySelectorAll("details.confirm[open]")) openModal(confirm);
