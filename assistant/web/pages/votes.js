/** What the asker thinks of an answer: useful or not, and why not. */

import { giveFeedback } from "/static/api.js";
import { button, element } from "/static/dom.js";

const REASONS = ["答非所问", "不完整", "引文不对", "不是现行规定", "其他"];
const FAILED = "评价没有保存，请重试";

/** Buttons for the answer `turn` of a conversation; nothing where the service kept no turn. */
export function votes({ conversation_id: conversation, turn, vote }) {
  if (turn === null || turn === undefined) return null;
  const told = element("span", { role: "status" });
  const useful = button("有用", () => give("up"), { class: "small", "aria-pressed": vote === "up" ? "true" : "false" });
  const useless = button("没用", () => (ask.hidden = !ask.hidden), {
    class: "small", "aria-pressed": vote === "down" ? "true" : "false",
  });
  const ask = reasons((reason) => give("down", reason));

  async function give(wanted, reason = "") {
    const pressed = wanted === "up" ? useful : useless;
    const taken = pressed.getAttribute("aria-pressed") === "true" && !reason;
    try {
      await giveFeedback({ conversation_id: conversation, turn, vote: taken ? null : wanted, reason });
    } catch {
      told.textContent = FAILED;
      return;
    }
    useful.setAttribute("aria-pressed", String(wanted === "up" && !taken));
    useless.setAttribute("aria-pressed", String(wanted === "down" && !taken));
    ask.hidden = true;
    told.textContent = taken ? "已撤回评价" : "谢谢，已记下";
  }
  return element("div", { class: "votes" }, element("p", {}, useful, useless, told), ask);
}

/** Why an answer is of no use: one of the usual reasons, and words of one's own. */
function reasons(send) {
  const own = element("input", { maxlength: 500, "aria-label": "补充说明", placeholder: "补充说明（可不填）" });
  const words = (reason) => [reason, own.value.trim()].filter(Boolean).join("：");
  return element("div", { class: "reasons", hidden: true, role: "group", "aria-label": "哪里没用" },
    own, REASONS.map((reason) => button(reason, () => send(words(reason)), { class: "small" })));
}
