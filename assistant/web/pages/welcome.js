/** What stands on the page before the first question: examples, or how to index. */

import { fetchSuggestions, listNotices } from "/static/api.js";
import { button, element } from "/static/dom.js";
import { asFault } from "/static/faults.js";

/** Fills `place`; a chosen example goes to `choose(question)`. */
export async function welcome(place, choose) {
  const again = () => welcome(place, choose);
  try {
    const [{ total }, questions] = await Promise.all([listNotices(1), fetchSuggestions()]);
    place.replaceChildren(...(total ? greeting(questions, total, choose) : emptiness(again)));
  } catch (thrown) {
    place.replaceChildren(...failure(asFault(thrown), again));
  }
}

function greeting(examples, total, choose) {
  return [
    element("h2", {}, "问公文，答有据"),
    element("p", {}, `公文库现有 ${total} 件公文。每句回答都标明出处，点引文标记即可核对原文。`),
    examples.length ? element("h3", {}, "可以这样问") : null,
    element("ul", { class: "examples" }, examples.map((question) =>
      element("li", {}, button(question, () => choose(question))))),
  ].filter(Boolean);
}

function emptiness(again) {
  return [
    element("h2", {}, "公文库还是空的"),
    element("p", {}, "请管理员在服务所在的机器上，把存放公文的文件夹编入公文库："),
    element("pre", {}, element("code", {}, "duikou index 文件夹")),
    element("p", {}, "支持 .txt、.md、.html、.docx 和有文字的 .pdf。编入后即可提问，不必重启服务。"),
    button("已编入，刷新", again, { class: "plain" }),
  ];
}

function failure(fault, again) {
  return [
    element("h2", {}, "暂时读不到公文库"),
    element("p", {}, fault.message, fault.advice),
    button("重试", again, { class: "plain" }),
  ];
}
