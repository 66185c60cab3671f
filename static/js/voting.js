// The ballot works without this file. With it: the QR code's slip is typed in and taken out of the address, an answer
// that got lost is asked for again with the same nonce, and a kiosk clears itself. Nothing is kept anywhere.

const NO_ANSWER = "没有收到票箱的回答。请再按一次“投入票箱”，不会重复计票。";
const ANSWER_MILLISECONDS = 15000;
const grouped = (digits) => digits.replace(/(\d{4})(?=\d)/g, "$1-");
const ballot = () => document.querySelector("[data-ballot]");

function takeCodeFromAddress() {
  const digits = location.hash.replace(/[^0-9]/g, "");
  if (digits.length !== 12) return;
  history.replaceState(null, "", location.pathname);
  ballot().elements.code.value = grouped(digits);
}

function showState(text, isFault = false) {
  const state = document.querySelector("[data-state]");
  state.textContent = text;
  state.classList.toggle("fault", isFault);
}

// The answer takes the ballot's place on this page, so that there is no page to come back to with answers on it.
function showAnswer(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const main = answer.querySelector("[data-voting]");
  if (!main) throw new Error("not a page of the box");
  document.querySelector("main").replaceWith(main);
  document.title = answer.title;
  prepare();
}

function prepare() {
  const main = document.querySelector("main");
  main.querySelector("[data-pad]")?.removeAttribute("hidden");
  main.querySelector("[data-focus]")?.focus();
  if (main.dataset.resetSeconds) setTimeout(clear, main.dataset.resetSeconds * 1000);
  watchIdling(main);
}

const clear = () => location.replace(location.pathname);

let idling;
function watchIdling(main = document.querySelector("main")) {
  clearTimeout(idling);
  if (main.dataset.idleSeconds) idling = setTimeout(clear, main.dataset.idleSeconds * 1000);
}

async function dropIn(form) {
  const button = form.querySelector("[type=submit]");
  form.dataset.sending = "yes";
  button.setAttribute("aria-disabled", "true");
  showState("正在投入票箱……");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
    });
    if (answer.status >= 500) throw new Error("the box is busy");
    showAnswer(await answer.text());
  } catch {
    delete form.dataset.sending;
    button.removeAttribute("aria-disabled");
    showState(NO_ANSWER, true);
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-ballot]")) return;
  event.preventDefault();
  if (!event.target.dataset.sending) dropIn(event.target);
});

document.addEventListener("input", ({ target }) => {
  watchIdling();
  if (target.id === "comment") {
    const length = [...target.value].length;
    document.querySelector("[data-counter]").textContent = length ? `${length} / ${target.dataset.most} 字` : "";
  }
});

document.addEventListener("click", ({ target }) => {
  const key = target.dataset?.digit;
  if (!key) return;
  const { code } = ballot().elements;
  const digits = code.value.replace(/[^0-9]/g, "");
  const typed = { clear: "", back: digits.slice(0, -1) }[key] ?? (digits + key).slice(0, 12);
  code.value = grouped(typed);
  watchIdling();
});

// A second slip read by the same phone changes only the fragment: start over with it.
addEventListener("hashchange", () => /^#[\d-]{12,}$/.test(location.hash) && location.reload());
// A page put aside by the browser comes back empty.
addEventListener("pagehide", () => ballot()?.reset());
addEventListener("pageshow", (event) => event.persisted && location.reload());

if (ballot()) takeCodeFromAddress();
prepare();
