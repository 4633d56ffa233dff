/** Signing in with a key, where the service wants to know who asks; and out again. */

import { button, element } from "/static/dom.js";
import { faultOf, unreachable } from "/static/faults.js";
import { note } from "/static/signed.js";

const ADDRESS = "/api/session";

/** Asks for a key until one is accepted; resolves to whether that came about. */
export function signIn() {
  const key = element("input", { type: "password", name: "key", required: true, maxlength: 200, autocomplete: "current-password", spellcheck: false });
  const told = element("p", { role: "alert" });
  const form = element("form", { class: "sign-in" },
    element("h2", { id: "sign-in-heading" }, "登录对口通"),
    element("p", {}, "请输入管理员给您的访问密钥。登录在 12 小时内有效，密钥不会存在浏览器里。"),
    element("label", {}, "访问密钥", key),
    told,
    element("div", { class: "confirm-foot" },
      element("button", { type: "button", class: "plain", onclick: () => dialog.close() }, "取消"),
      element("button", { type: "submit", class: "primary" }, "登录")));
  const dialog = element("dialog", { class: "confirm", "aria-labelledby": "sign-in-heading" }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told.textContent = "";
    const fault = await start(key.value.trim());
    if (!fault) dialog.close("in");
    told.textContent = fault?.message ?? "";
    key.select();
  });
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue === "in") signedIn();
      resolve(dialog.returnValue === "in");
    });
  });
}

export function signedIn() {
  note(true);
  offerLeaving();
}

/** Puts 退出 beside the pages' names. */
export function offerLeaving() {
  const places = document.querySelector(".places");
  if (!places || places.querySelector(".leave")) return;
  places.append(button("退出", leave, { class: "leave" }));
}

async function leave() {
  const response = await fetch(ADDRESS, { method: "DELETE" }).catch(() => null);
  if (!response?.ok) return;
  note(false);
  window.location.reload();
}

/** The fault that stood in the way, if any. */
async function start(key) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(ADDRESS, { method: "POST", headers, body: JSON.stringify({ key }) }).catch(() => null);
  if (!response) return unreachable();
  return response.ok ? null : faultOf(await response.json().catch(() => null), response.status);
}
