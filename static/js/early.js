// What was typed, ticked or chosen before the scripts had come is told to them, htmx too, as if it happened now.
// After a reload or a step back the browser may put old contents into the boxes; nobody has entered those now.

function isChosenOtherwise(select) {
  const byDefault = [...select.options].findIndex((option) => option.defaultSelected);
  if (select.multiple) return [...select.options].some((option) => option.selected !== option.defaultSelected);
  return select.selectedIndex !== Math.max(byDefault, 0);
}

function isEntered(field) {
  if (field.matches("select")) return isChosenOtherwise(field);
  if (field.matches("[type=radio]")) return field.checked && !field.defaultChecked;
  if (field.matches("[type=checkbox]")) return field.checked !== field.defaultChecked;
  return field.matches("[type=file]") ? field.files.length > 0 : field.value !== field.defaultValue;
}

function tellAgain() {
  if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") return;
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (isEntered(field)) for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  }
}

document.addEventListener("DOMContentLoaded", tellAgain);
