/** What stands on the page before the first question: examples, or how to index. */

import { listNotices } from "/static/api.js";
import { button, element } from "/static/dom.js";
import { asFault } from "/static/faults.js";
import { IN_FORCE } from "/static/words.js";

const QUESTIONS = [
  { fits: (notice) => notice.document_number, ask: (title) => `${title}的发文字号是什么？` },
  { fits: (notice) => /方案|分工|要点/.test(notice.title), ask: (title) => `${title}的重点任务由哪些部门负责？` },
  { fits: (notice) => notice.issued_on, ask: (title) => `${title}是什么时候成文的？` },
  { fits: (notice) => notice.issuer, ask: (title) => `${title}是哪个机关印发的？` },
];

/** Fills `place`; a chosen example goes to `choose(question)`. */
export async function welcome(place, choose) {
  const again = () => welcome(place, choose);
  try {
    const { notices, total } = await listNotices(20);
    place.replaceChildren(...(total ? greeting(notices, total, choose) : emptiness(again)));
  } catch (thrown) {
    place.replaceChildren(...failure(asFault(thrown), again));
  }
}

function greeting(notices, total, choose) {
  const examples = exampleQuestions(notices);
  return [
    element("h2", {}, "问公文，答有据"),
    element("p", {}, `公文库现有 ${total} 件公文。每句回答都标明出处，点引文标记即可核对原文。`),
    examples.length ? element("h3", {}, "可以这样问") : null,
    element("ul", { class: "examples" }, examples.map((question) =>
      element("li", {}, button(question, () => choose(question))))),
  ].filter(Boolean);
}

/** One question of each sort, each about a notice of its own as far as there are enough. */
export function exampleQuestions(notices) {
  const inForce = notices.filter(({ status }) => !status || status === IN_FORCE);
  const left = new Set(inForce.length ? inForce : notices);
  return QUESTIONS.flatMap(({ fits, ask }) => {
    const fitting = (notice) => notice.title && fits(notice);
    const notice = [...left].find(fitting) ?? notices.find(fitting);
    left.delete(notice);
    return notice ? [ask(quoted(notice.title))] : [];
  });
}

const quoted = (title) => `《${title.replace(/\s+/g, "").replace(/^《(.*)》$/, "$1")}》`;

function emptiness(again) {
  return [
    element("h2", {}, "公文库还是空的"),
    element("p", {}, "请管理员在服务所在的机器上，把存放公文的文件夹编入公文库："),
    element("pre", {}, element("code", {}, "duikou index 文件夹")),
    element("p", {}, "支持网页、PDF、Word、OFD 和纯文本。编入后即可提问，不必重启服务。"),
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
