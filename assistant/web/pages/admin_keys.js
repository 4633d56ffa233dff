/** 访问密钥: who may use the service, and for what; a new one is shown once. */

import { createKey, fetchKeys, fetchSession, revokeKey } from "/static/admin_api.js";
import { confirmed } from "/static/admin_confirm.js";
import { say } from "/static/admin_say.js";
import { noRows, RowTable } from "/static/admin_table.js";
import { trouble } from "/static/admin_trouble.js";
import { moment, namesIn } from "/static/admin_words.js";
import { telling } from "/static/copying.js";
import { button, element } from "/static/dom.js";
import { problem } from "/static/problem.js";
import { signedIn } from "/static/signing.js";

const SCOPES = { ask: "提问和查阅", index: "收录和更新公文", admin: "全部" };
const STANDING = { usable: "可用", expired: "已到期", revoked: "已撤销" };
const OPEN = "还没有密钥：服务只对本机开放，不用密钥。建好第一个密钥后，页面和接口都要凭密钥使用；它要有“全部”权限，这个浏览器随即登录。重新启动服务后，可以对其他机器开放。";

export function keys() {
  const rows = document.getElementById("keys-rows");
  const note = document.getElementById("keys-note");
  const form = document.getElementById("keys-form");
  const made = document.getElementById("keys-made");
  const amiss = document.getElementById("keys-trouble");

  const table = new RowTable({
    caption: "访问密钥",
    columns: ["名称", "权限", "状态", "提问", "最近使用", "操作"],
    keyOf: ({ id }) => id,
    cellsOf: (key) => cells(key, () => revoke(key)),
  });

  async function draw() {
    try {
      const [found, { needed, name }] = await Promise.all([fetchKeys(), fetchSession()]);
      note.textContent = needed ? `页面和接口都要凭密钥使用。这个浏览器用“${name ?? "别的"}”密钥登录。` : OPEN;
      if (found.length) table.show(found, rows);
      else noRows(rows, "还没有密钥。");
    } catch (fault) {
      note.textContent = "";
      rows.replaceChildren(problem(fault, draw));
    }
    rows.setAttribute("aria-busy", "false");
  }

  async function create() {
    amiss.replaceChildren();
    made.replaceChildren();
    const given = new FormData(form);
    const wanted = {
      name: given.get("name").trim(),
      scopes: given.getAll("scopes"),
      groups: namesIn(given.get("groups")),
      expires_on: given.get("expires_on") || null,
      per_minute: numberOf(given.get("per_minute")),
      per_day: numberOf(given.get("per_day")),
    };
    try {
      const key = await createKey(wanted);
      form.reset();
      signedIn(); // by the first key the service did so itself
      made.replaceChildren(shownOnce(key));
      made.firstElementChild.focus();
    } catch (fault) {
      trouble(amiss, fault, create);
    }
    await draw();
  }

  async function revoke(key) {
    amiss.replaceChildren();
    const sure = await confirmed({
      heading: "撤销这个密钥？",
      body: `“${key.name}”撤销后立即不能再用，凭它的登录也一并结束，不能恢复。`,
      action: "撤销",
    });
    if (!sure) return;
    try {
      await revokeKey(key.id);
      say(`“${key.name}”已撤销。`);
    } catch (fault) {
      trouble(amiss, fault, () => revoke(key));
    }
    await draw();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    create();
  });
  return {
    show: draw,
    hide() { made.replaceChildren(); }, // who comes by later should not see it
  };
}

function shownOnce({ name, secret }) {
  return element("div", { class: "note warned", role: "group", tabindex: -1, "aria-labelledby": "key-made" },
    element("p", { id: "key-made" }, element("strong", {}, `“${name}”的密钥已建立。`), "现在就复制存好：离开这里后不再显示。"),
    element("p", {}, element("code", { class: "secret" }, secret)),
    telling("复制密钥", "已复制", () => navigator.clipboard.writeText(secret)));
}

const numberOf = (given) => (given === "" ? null : Number(given));

/** What was asked today, and how much may be where the key has numbers of its own. */
function asked({ asked_today: today, per_minute: perMinute, per_day: perDay }) {
  const most = [["每分钟", perMinute], ["每天", perDay]]
    .filter(([, number]) => number !== null)
    .map(([span, number]) => (number ? `${span}最多 ${number} 问` : `${span}不限`));
  return [`今天 ${today} 问`, element("span", { class: "facts" }, most.join("，") || "上限按设置")];
}

function cells(key, revoke) {
  const { name, scopes, groups, standing, created_at: createdAt, expires_at: expiresAt, used_at: usedAt } = key;
  const isUsable = standing === "usable";
  return [
    [element("strong", {}, name), element("span", { class: "facts" }, moment(createdAt), " 建立")],
    [scopes.map((scope) => SCOPES[scope]).join("、"),
      groups.length ? element("span", { class: "facts" }, `可见组：${groups.join("、")}`) : null],
    [element("span", { class: isUsable ? "badge" : "badge warned" }, STANDING[standing]),
      isUsable ? element("span", { class: "facts" }, ...(expiresAt ? ["用到 ", moment(expiresAt)] : ["不到期"])) : null],
    asked(key),
    moment(usedAt) ?? "没有用过",
    isUsable ? button("撤销", revoke, { class: "small", "aria-label": `撤销 ${name}`, "data-does": "revoke" }) : null,
  ];
}
