// Draws a table of years as lines, one per category; each year's target is a bar of the same colour across its place,
// since it holds for that year alone. The table stays beneath it.
for (const box of document.querySelectorAll("[data-trend]")) {
  const rows = [...document.getElementById(box.dataset.trend).querySelectorAll("tbody tr")];
  const years = [...new Set(rows.map((row) => row.dataset.year))];
  const categories = [...new Set(rows.map((row) => row.dataset.category))];
  const values = (category, name) =>
    years.map((year) => {
      const row = rows.find((each) => each.dataset.year === year && each.dataset.category === category);
      return row && row.dataset[name] !== "" ? Number(row.dataset[name]) : null;
    });
  const colours = ["#9b1c1c", "#1f5f99"];
  const symbols = ["circle", "triangle"];
  const series = categories.flatMap((category, at) => [
    { name: category, type: "line", symbol: symbols[at], symbolSize: 10, color: colours[at], data: values(category, "rate") },
    {
      name: `${category}目标`, type: "scatter", symbol: "rect", symbolSize: [44, 4], color: colours[at],
      data: values(category, "target"),
    },
  ]);
  box.hidden = false;
  window.echarts.init(box, null, { renderer: "svg" }).setOption({
    animation: false,
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => (value === null ? "—" : `${value}%`) },
    legend: { top: 0 },
    grid: { left: 48, right: 24, top: 64, bottom: 32 },
    xAxis: { type: "category", data: years.map((year) => `${year} 年`) },
    yAxis: { type: "value", min: 0, max: 100, axisLabel: { formatter: "{value}%" } },
    series,
  });
}
