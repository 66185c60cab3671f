// The table of dues adds itself up while it is filled in: [data-dues-table] holds inputs marked data-dues="opening",
// "income", "spending" or "closing"; sums go into [data-dues-sum], the verdict into [data-dues-verdict].
// Amounts are counted in whole fen, never as fractions. The server adds up anew and has the last word.

const FULL_WIDTH = /[０-９．，]/g;
const AMOUNT = /^(\d+)(?:\.(\d{1,2}))?$/;

function fenOf(typed) {
  const plain = typed.replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/[,，\s元]/g, "");
  if (plain === "") return 0n;
  const found = AMOUNT.exec(plain);
  return found ? BigInt(found[1]) * 100n + BigInt((found[2] ?? "").padEnd(2, "0")) : null;
}

function yuanInColumn(fen) {
  const whole = (fen / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return `${whole}.${(fen % 100n).toString().padStart(2, "0")}`;
}

function yuan(fen) {
  return `${yuanInColumn(fen).replace(/\.00$/, "")} 元`;
}

function addUp(table) {
  const sums = { opening: 0n, income: 0n, spending: 0n, closing: 0n };
  let isRead = true;
  for (const input of table.querySelectorAll("[data-dues]")) {
    const fen = fenOf(input.value);
    if (fen === null) isRead = false;
    else sums[input.dataset.dues] += fen;
  }
  for (const cell of table.querySelectorAll("[data-dues-sum]")) cell.textContent = isRead ? yuanInColumn(sums[cell.dataset.duesSum]) : "—";
  return isRead ? sums : null;
}

function show(table, verdict) {
  const sums = addUp(table);
  if (!sums) {
    verdict.dataset.met = "no";
    verdict.textContent = "有金额不能识别，应为数字，最多两位小数";
    return;
  }
  const difference = sums.opening + sums.income - sums.spending - sums.closing;
  verdict.dataset.met = difference === 0n ? "yes" : "no";
  const side = difference > 0n ? "多" : "少";
  const size = difference < 0n ? -difference : difference;
  verdict.textContent = difference === 0n ? "收支平衡" : `上年结余与收入之和，比支出与本年结余之和${side} ${yuan(size)}`;
}

for (const table of document.querySelectorAll("[data-dues-table]")) {
  const verdict = table.closest("section").querySelector("[data-dues-verdict]");
  table.addEventListener("input", () => show(table, verdict));
  document.addEventListener("draft:restored", () => show(table, verdict));
  show(table, verdict);
}
