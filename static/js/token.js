// Logging in again in another window changes the forgery token; forms still open here take the new one,
// so that nothing typed into them is refused.

function cookieToken() {
  return document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1];
}

function renew() {
  const token = cookieToken();
  if (!token) return;
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  if (document.body.hasAttribute("hx-headers")) document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
}

window.addEventListener("focus", renew);
window.addEventListener("pageshow", (event) => event.persisted && renew());
