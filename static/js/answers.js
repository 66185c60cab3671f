// When a part of the page could not be fetched at all: say so at the top, and leave the page as it is.
// (Refusals, 4xx, bring their own sentence; htmx puts it into #messages by the configuration in base.html.)

function say(sentence) {
  const alert = document.createElement("div");
  alert.className = "alert alert-bad";
  alert.setAttribute("role", "alert");
  const icon = document.createElement("i");
  icon.className = "bi bi-x-octagon-fill";
  icon.setAttribute("aria-hidden", "true");
  const words = document.createElement("div");
  words.textContent = sentence;
  alert.append(icon, words);
  document.getElementById("messages")?.replaceChildren(alert);
}

document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) say("系统出现意外错误，刚才的操作没有完成，本页内容未变；请稍后重试。");
});
document.addEventListener("htmx:sendError", () => say("连接不上服务器，本页内容未变；网络恢复后请重试。"));
document.addEventListener("htmx:timeout", () => say("服务器没有及时回答，本页内容未变；请稍后重试。"));
