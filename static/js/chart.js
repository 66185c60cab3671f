// Draws the table a chart names, so that both can never disagree; without script the table alone is there.
// <div class="chart" data-chart="summary_kinds" data-series="2 5 6" data-title="…" data-skip-last></div>
const INK = "#5f6672";
const COLOURS = ["#9fb3c8", "#b23a32", "#5b8a72", "#c9a227"];

function yuanIn(cell) {
  const digits = cell.textContent.replaceAll(/[^\d.-]/g, "");
  return digits ? Number(digits) : 0;
}

function draw(box) {
  const table = document.querySelector(`[data-table="${box.dataset.chart}"]`);
  if (!table || !window.echarts) return;
  const headings = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows].slice(0, "skipLast" in box.dataset ? -1 : undefined);
  const columns = box.dataset.series.split(" ").map(Number);
  box.hidden = false;
  const chart = window.echarts.init(box, null, { renderer: "svg" });
  chart.setOption({
    animation: false,
    aria: { enabled: true, label: { description: box.dataset.title } },
    color: COLOURS,
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
    legend: { top: 0, textStyle: { color: INK } },
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: rows.map((row) => row.cells[0].textContent.trim()), axisLabel: { color: INK, interval: 0 } },
    yAxis: { type: "value", name: "元", nameTextStyle: { color: INK }, axisLabel: { color: INK } },
    series: columns.map((column) => ({ name: headings[column], type: "bar", barMaxWidth: 36, data: rows.map((row) => yuanIn(row.cells[column])) })),
  });
  window.addEventListener("resize", () => chart.resize());
}

for (const box of document.querySelectorAll("[data-chart]")) draw(box);
