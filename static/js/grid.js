// A grid of cells moved through by the keyboard: <table data-grid> with <a data-cell> in its cells.
// One cell is in the order of the tab key; arrows, Home and End go from cell to cell, the space bar ticks the box of the
// cell, A those of its column, Enter follows the link. A <button data-check-column> in a heading ticks its column too.

const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const end = { Home: 1, End: -1 };

const cellAt = (table, row, column) => table.tBodies[0].rows[row]?.cells[column]?.querySelector("[data-cell]");

const neighbour = (table, cell, [down, right]) => {
  let row = cell.parentElement.sectionRowIndex + down;
  let column = cell.cellIndex + right;
  while (table.tBodies[0].rows[row]?.cells[column]) {
    const found = cellAt(table, row, column);
    if (found) return found;
    row += down;
    column += right;
  }
  return null;
};

const outermost = (cell, key) => [...cell.parentElement.querySelectorAll("[data-cell]")].at(key === "Home" ? 0 : -1);

// Tick what is not ticked yet; where all are, take the ticks away.
function checkColumn(table, column) {
  const rows = [...table.tBodies[0].rows];
  const boxes = rows.map((row) => row.cells[column]?.querySelector("input[type=checkbox]")).filter(Boolean);
  const wanted = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = wanted;
}

function rove(table, chosen) {
  for (const link of table.querySelectorAll("[data-cell]")) link.tabIndex = link === chosen ? 0 : -1;
}

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("[data-grid] [data-cell]");
  if (!link || event.ctrlKey || event.altKey || event.metaKey) return;
  const cell = link.closest("td");
  const table = link.closest("table");
  if (event.key in step || event.key in end) {
    event.preventDefault();
    (event.key in step ? neighbour(table, cell, step[event.key]) : outermost(cell, event.key))?.focus();
  }
  if (event.key === " ") {
    event.preventDefault();
    cell.querySelector("input[type=checkbox]")?.click();
  }
  if (event.key.toLowerCase() === "a") checkColumn(table, cell.cellIndex);
});

document.addEventListener("focusin", (event) => {
  const link = event.target.closest?.("[data-grid] [data-cell]");
  if (link) rove(link.closest("table"), link);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-check-column]");
  if (button) checkColumn(button.closest("table"), button.closest("th").cellIndex);
});

for (const table of document.querySelectorAll("[data-grid]")) rove(table, table.querySelector("[data-cell]"));
for (const button of document.querySelectorAll("[data-check-column]")) button.disabled = false;
