// Files dragged onto an .upload box, and their sizes checked before the journey. Without this script the plain
// file field does the same; the server checks type and size again in any case.

function readable(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function line(file, mostBytes) {
  const item = document.createElement("li");
  item.textContent = `${file.name}（${readable(file.size)}）`;
  if (mostBytes && file.size > mostBytes) {
    item.className = "is-bad";
    item.textContent += `：超过 ${readable(mostBytes)}，不能上传`;
  }
  return item;
}

function show(input) {
  const box = input.closest(".upload");
  const mostBytes = Number(box.dataset.mostBytes ?? 0);
  const files = [...input.files];
  box.querySelector(".upload-chosen").replaceChildren(...files.map((file) => line(file, mostBytes)));
  const isTooBig = files.some((file) => mostBytes && file.size > mostBytes);
  input.setCustomValidity(isTooBig ? `单个文件不得超过 ${readable(mostBytes)}` : "");
}

document.addEventListener("change", (event) => {
  if (event.target.matches(".upload input[type=file]")) show(event.target);
});

for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(type, (event) => {
    const box = event.target.closest?.(".upload");
    if (!box) return;
    event.preventDefault();
    box.classList.toggle("is-over", type === "dragenter" || type === "dragover");
    if (type !== "drop") return;
    const input = box.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
