// Draws the table a chart names, so that both can never disagree; without script the table alone is there.
// <div class="chart" data-chart="summary_kinds" data-series="2 5 6" data-title="…" data-unit="元" data-skip-last></div>
// data-line draws lines instead of columns; what a basis says beside a figure is not drawn.
const PAPER_PX = 640; // a page of paper is narrower than most windows
const INK = "#5f6672";
const COLOURS = ["#9fb3c8", "#b23a32", "#5b8a72", "#c9a227"];

function amountIn(cell) {
  const shown = cell.cloneNode(true);
  for (const basis of shown.querySelectorAll(".basis")) basis.remove();
  const digits = shown.textContent.replaceAll(/[^\d.-]/g, "");
  return digits ? Number(digits) : 0;
}

function draw(box) {
  const table = document.querySelector(`[data-table="${box.dataset.chart}"]`);
  if (!table || !window.echarts) return;
  const headings = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim().replace("（元）", ""));
  const rows = [...table.tBodies[0].rows].slice(0, "skipLast" in box.dataset ? -1 : undefined);
  const columns = box.dataset.series.split(" ").map(Number);
  const isLine = "line" in box.dataset;
  box.hidden = false;
  const isNarrow = box.clientWidth < 480;
  const room = Math.floor((box.clientWidth - 80) / Math.max(rows.length, 1)) - 6;
  const chart = window.echarts.init(box, null, { renderer: "svg" });
  chart.setOption({
    animation: false,
    aria: { enabled: true, label: { description: box.dataset.title } },
    color: COLOURS,
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: isLine ? "line" : "shadow" } },
    legend: { top: 0, textStyle: { color: INK } },
    grid: { left: 8, right: 16, top: isNarrow ? 76 : 48, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: rows.map((row) => row.cells[0].textContent.trim()), axisLabel: { color: INK, interval: 0, width: room, overflow: "break", fontSize: isNarrow ? 10 : 12 } },
    yAxis: { type: "value", name: box.dataset.unit, minInterval: 1, nameTextStyle: { color: INK }, axisLabel: { color: INK } },
    series: columns.map((column) => ({ name: headings[column], type: isLine ? "line" : "bar", barMaxWidth: 36, symbolSize: 9, data: rows.map((row) => amountIn(row.cells[column])) })),
  });
  window.addEventListener("resize", () => chart.resize());
  window.addEventListener("beforeprint", () => {
    chart.resize({ width: Math.min(box.clientWidth, PAPER_PX) });
    chart.getZr().flush(); // else it is drawn after the paper is
  });
  window.addEventListener("afterprint", () => chart.resize({ width: "auto" }));
}

for (const box of document.querySelectorAll("[data-chart]")) draw(box);
