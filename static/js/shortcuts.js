// One key for one link or button: <a data-shortcut="j">. Not while something is typed, nor with Ctrl, Alt or Meta.

const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const wanted = [...document.querySelectorAll("[data-shortcut]")].find(
    (element) => element.dataset.shortcut === event.key.toLowerCase(),
  );
  if (!wanted) return;
  event.preventDefault();
  wanted.click();
});
