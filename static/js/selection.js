// Rows ticked for a bulk action. The bar is <form id="bulk" data-selection>; the rows' ticks are
// <input type="checkbox" name="selected" form="bulk">, [data-tick-all="bulk"] ticks them all, and inside the form
// [data-chosen-count] says how many and [data-needs-chosen] waits for one. data-most="5" shows “已选 3/5”.
// Without this script the ticks and buttons work, and the server says when nothing was ticked.

const ticksOf = (form) => [...form.elements].filter((field) => field.type === "checkbox" && field.name === "selected");
const allTickOf = (form) => document.querySelector(`[data-tick-all="${form.id}"]`);
const isTick = (field) => field.name === "selected" && field.form?.hasAttribute("data-selection");
let lastTick = null;

function showAllTick(form, ticks, chosen) {
  const all = allTickOf(form);
  if (!all) return;
  all.hidden = ticks.length === 0;
  all.checked = ticks.length > 0 && chosen.length === ticks.length;
  all.indeterminate = chosen.length > 0 && chosen.length < ticks.length;
}

function showCount(form, count) {
  const most = Number(form.dataset.most ?? 0);
  for (const place of form.querySelectorAll("[data-chosen-count]")) {
    place.textContent = most ? `已选 ${count}/${most}` : count ? `已选 ${count} 项` : "先勾选要办理的行";
    place.classList.toggle("tone-bad", most > 0 && count > most);
  }
  for (const button of form.querySelectorAll("[data-needs-chosen]")) button.disabled = count === 0;
  form.classList.toggle("has-chosen", count > 0);
}

function refresh(form) {
  const ticks = ticksOf(form);
  const chosen = ticks.filter((tick) => tick.checked);
  for (const tick of ticks) tick.closest("tr")?.classList.toggle("is-chosen", tick.checked);
  showAllTick(form, ticks, chosen);
  showCount(form, chosen.length);
}

function refreshAll() {
  document.querySelectorAll("form[data-selection]").forEach(refresh);
}

function tickRange(from, to) {
  const ticks = ticksOf(to.form);
  const [start, end] = [ticks.indexOf(from), ticks.indexOf(to)].sort((a, b) => a - b);
  if (start >= 0) for (const tick of ticks.slice(start, end + 1)) tick.checked = to.checked;
}

document.addEventListener("click", (event) => {
  if (!isTick(event.target)) return;
  if (event.shiftKey && lastTick) tickRange(lastTick, event.target);
  lastTick = event.target;
});

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-tick-all]");
  const form = all ? document.getElementById(all.dataset.tickAll) : isTick(event.target) && event.target.form;
  if (!form) return;
  if (all) for (const tick of ticksOf(form)) tick.checked = all.checked;
  refresh(form);
});

document.addEventListener("htmx:load", refreshAll);
window.addEventListener("pageshow", refreshAll);
refreshAll();
