// A grid of cells moved through by the keyboard: <table data-grid> with <a data-cell> in its cells.
// Arrows go from cell to cell, the space bar ticks the box of the cell, Enter follows the link.

const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

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

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("[data-grid] [data-cell]");
  if (!link || event.ctrlKey || event.altKey || event.metaKey) return;
  const cell = link.closest("td");
  if (event.key in step) {
    event.preventDefault();
    neighbour(link.closest("table"), cell, step[event.key])?.focus();
  }
  if (event.key === " ") {
    event.preventDefault();
    cell.querySelector("input[type=checkbox]")?.click();
  }
});
