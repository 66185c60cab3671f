// Sums that are checked while numbers are typed; the server checks them again.
//   <output data-sum="+a +b -c" data-equals="100 | +returned -invalid" | data-most="+due" data-unit="%">
//   <div data-defaults="a b" data-when="checkbox" data-checked="80/20" data-unchecked="…"> fills fields when it is ticked.
// Terms name form fields; a leading sign is added or taken away. Numbers are kept in hundredths, so 0.1 + 0.2 is 0.3.

function hundredths(text) {
  const plain = text.normalize("NFKC").replace(/[,\s%人张]/g, "");
  return /^\d+(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : null;
}

function valueOf(form, terms) {
  let total = 0;
  for (const term of terms.trim().split(/\s+/)) {
    const field = /^[+-]/.test(term) ? form.elements.namedItem(term.slice(1)) : null;
    const value = hundredths(field ? field.value : term);
    if (value === null) return null;
    total += term.startsWith("-") ? -value : value;
  }
  return total;
}

const shown = (value) => String(value / 100);

function check(output) {
  const { sum, equals, most, unit = "" } = output.dataset;
  output.dataset.words ??= output.textContent;
  const found = valueOf(output.form, sum);
  const bound = valueOf(output.form, equals ?? most);
  const isKnown = found !== null && bound !== null;
  const isRight = isKnown && (equals === undefined ? found <= bound : found === bound);
  output.classList.toggle("is-right", isRight);
  output.classList.toggle("is-wrong", isKnown && !isRight);
  if (!isKnown || equals === undefined) output.textContent = output.dataset.words;
  else output.textContent = isRight ? `合计 ${shown(found)}${unit}` : `合计 ${shown(found)}${unit}，应为 ${shown(bound)}${unit}`;
}

function checkAll() {
  for (const output of document.querySelectorAll("output[data-sum]")) check(output);
}

document.addEventListener("input", checkAll);
document.addEventListener("change", (event) => {
  const box = event.target.closest?.("[data-defaults]");
  if (!box || event.target.name !== box.dataset.when) return;
  const values = (event.target.checked ? box.dataset.checked : box.dataset.unchecked).split("/");
  box.dataset.defaults.split(" ").forEach((name, place) => {
    event.target.form.elements.namedItem(name).value = values[place];
  });
  checkAll();
});
checkAll();
