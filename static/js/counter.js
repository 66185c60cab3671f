// Counts the characters of a text field: <textarea data-count="500"> shows “128 / 500 字”.
// Counted as Python counts them (code points, a line break as one), so that both agree on the limit.

function counterOf(field) {
  const known = document.getElementById(`${field.id}_counter`);
  if (known) return known;
  const counter = document.createElement("span");
  counter.id = `${field.id}_counter`;
  counter.className = "counter";
  field.insertAdjacentElement("afterend", counter);
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${counter.id}`.trim());
  return counter;
}

function show(field) {
  const length = [...field.value.replace(/\r\n/g, "\n")].length;
  const limit = Number(field.dataset.count);
  const counter = counterOf(field);
  counter.textContent = limit ? `${length} / ${limit} 字` : `${length} 字`;
  if (limit && length > limit) counter.textContent += `，超出 ${length - limit} 字`;
  counter.classList.toggle("is-over", Boolean(limit) && length > limit);
}

function showAll(root) {
  for (const field of root.querySelectorAll("[data-count]")) show(field);
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-count]")) show(event.target);
});
document.addEventListener("draft:restored", (event) => showAll(event.target));
document.addEventListener("htmx:load", (event) => showAll(event.detail.elt.parentElement ?? document));
showAll(document);
