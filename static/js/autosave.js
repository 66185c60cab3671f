// Drafts that save themselves. <form data-autosave="URL"> is posted to that URL 1.2 s after the last key;
// [data-saved-mark] inside it says how it stands. The server answers 2xx for saved, anything else counts as failed,
// and may send JSON {"saved_at": "14:03", "version": "8"}; the version goes into the form's field of that name.
// What the server could not read and did not save is told by "unread": "“职工人数”应为整数".
// Boxes the server keeps as typed but cannot read are named in "faults": {"age": "应为整数"}; the sentence goes to
// [data-fault="age"], all of them as links into the list in [data-faults].
// Each saving is told to the page by the event "draft:saved" (hx-trigger="draft:saved from:#form").
// A copy stays in this browser tab until the server has it, and is offered after a reload or a new log-in.
// <form data-draft="KEY"> without an address keeps that copy only; a KEY that changes with each saving lets it lapse.
// Where the page comes back with what was typed but not saved, data-typed on the form makes that the copy.
// Leaving by one's own will (<form data-forget-drafts>) takes the copies along: the next person may be another.

const IDLE_MS = 1200;
const RETRY_MS = 15000;
const DRAFTS = "form[data-autosave], form[data-draft]";
const timers = new WeakMap();
const running = new WeakMap(); // form → the saving under way
const changedAgain = new WeakSet();

const keyOf = (form) => `draft:${form.dataset.draft ?? form.dataset.autosave}`;
const markOf = (form) => form.querySelector("[data-saved-mark]") ?? document.querySelector(`[data-saved-mark="${form.id}"]`);
const OWN = /^(csrfmiddlewaretoken|version|initial-.*)$/; // what the page itself put into the form
const isKept = ([name, value]) => typeof value === "string" && !OWN.test(name);

function say(form, state, words) {
  const mark = markOf(form);
  if (!mark) return;
  mark.dataset.state = state;
  mark.textContent = words;
}

function keepCopy(form) {
  const pairs = [...new FormData(form)].filter(isKept);
  try {
    sessionStorage.setItem(keyOf(form), JSON.stringify(pairs));
  } catch {
    // Storage full or forbidden: the server's copy still counts.
  }
}

function sameAsForm(form, pairs) {
  return JSON.stringify([...new FormData(form)].filter(isKept)) === JSON.stringify(pairs);
}

function bodyOf(form) {
  const body = new FormData(form);
  for (const input of form.querySelectorAll("input[type=file]")) body.delete(input.name);
  return body;
}

async function reasonOf(response) {
  if (response.redirected || response.status === 401) return "登录已过期，请在新窗口登录后继续，内容仍在本页";
  if (response.status === 403) return "保存失败：登录或权限已变更，内容仍在本页";
  if (response.status === 409) return "未保存：这份草稿刚被他人修改。内容仍在本页，按“保存”可与对方的内容对照";
  const type = response.headers.get("content-type") ?? "";
  const sentence = type.includes("json") ? (await response.json()).sentence : "";
  return sentence ? `保存失败：${sentence}（内容仍在本页）` : "保存失败，内容仍在本页";
}

function showFaults(form, faults) {
  for (const place of form.querySelectorAll("[data-fault]")) {
    const sentence = faults[place.dataset.fault];
    place.hidden = !sentence;
    place.textContent = sentence ?? "";
    form.elements.namedItem(place.dataset.fault).setAttribute("aria-invalid", String(Boolean(sentence)));
  }
  const list = form.querySelector("[data-faults]");
  list.hidden = Object.keys(faults).length === 0;
  list.querySelector("ul").replaceChildren(...Object.entries(faults).map(([name, sentence]) => {
    const [line, link] = [document.createElement("li"), document.createElement("a")];
    [link.href, link.textContent] = [`#${name}`, sentence];
    line.append(link);
    return line;
  }));
}

async function takeAnswer(form, response) {
  const type = response.headers.get("content-type") ?? "";
  const answer = type.includes("json") ? await response.json() : {};
  const version = form.elements.namedItem("version");
  if (version && answer.version !== undefined) version.value = answer.version;
  if (answer.faults) showFaults(form, answer.faults);
  const now = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  sessionStorage.removeItem(keyOf(form));
  const told = `已保存 ${answer.saved_at ?? now}`;
  if (answer.unread) say(form, "failed", `${told}，但下列栏目没有保存：${answer.unread}`);
  else say(form, "saved", told);
  form.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true }));
}

function save(form) {
  if (running.has(form)) changedAgain.add(form);
  else running.set(form, send(form));
}

async function send(form) {
  say(form, "saving", "正在保存…");
  try {
    const response = await fetch(form.dataset.autosave, { method: "POST", body: bodyOf(form), headers: { "X-Autosave": "1" } });
    if (!response.ok || response.redirected) throw new Error(await reasonOf(response));
    await takeAnswer(form, response);
  } catch (failure) {
    const isOffline = failure instanceof TypeError;
    say(form, "failed", isOffline ? "保存失败，内容仍在本页，网络恢复后自动重试" : failure.message);
    if (isOffline) schedule(form, RETRY_MS);
  } finally {
    running.delete(form);
    if (changedAgain.delete(form)) schedule(form, IDLE_MS);
  }
}

function schedule(form, delay) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), delay));
}

function fill(form, pairs) {
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || field.type === "file" || !isKept([field.name, ""]) || field.type === "submit") continue;
    const kept = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = kept.includes(option.value);
    else if (kept.length) field.value = kept.shift();
  }
  form.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
}

function button(words, look, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn btn-sm ${look}`;
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function offerCopy(form, pairs) {
  const offer = document.createElement("div");
  offer.className = "alert alert-waiting";
  offer.setAttribute("role", "status");
  const words = document.createElement("div");
  words.textContent = "本机留有上次尚未存上的填写内容。";
  const restore = button("恢复这些内容", "btn-secondary", () => { fill(form, pairs); offer.remove(); if (form.dataset.autosave) schedule(form, 0); });
  const drop = button("不要了", "btn-quiet", () => { sessionStorage.removeItem(keyOf(form)); offer.remove(); });
  offer.append(words, restore, drop);
  form.prepend(offer);
}

function offerKeptCopy(form) {
  if ("typed" in form.dataset) return keepCopy(form); // the page has come back with what was just typed
  const kept = sessionStorage.getItem(keyOf(form));
  if (!kept) return;
  const pairs = JSON.parse(kept);
  if (sameAsForm(form, pairs)) sessionStorage.removeItem(keyOf(form));
  else offerCopy(form, pairs);
}

function touched(event) {
  const form = event.target.form;
  if (!form?.matches?.(DRAFTS) || event.target.type === "file") return;
  keepCopy(form);
  if (!form.dataset.autosave) return;
  say(form, "changed", "有未保存的修改");
  schedule(form, IDLE_MS);
}

// A button pressed while the form saves itself waits for that, else the two would meet as if they were two people.
async function submitted(event) {
  const { target: form, submitter } = event;
  clearTimeout(timers.get(form));
  if (!running.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await running.get(form);
  clearTimeout(timers.get(form));
  form.requestSubmit(submitter);
}

document.addEventListener("input", touched);
document.addEventListener("change", touched);
document.addEventListener("submit", submitted, { capture: true });
document.querySelectorAll(DRAFTS).forEach(offerKeptCopy);

document.addEventListener("submit", ({ target }) => {
  if (!target.matches("[data-forget-drafts]")) return;
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("draft:")) sessionStorage.removeItem(key);
});
