/** The chat page: sends questions, follows the answers, keeps the conversation. */

import { ask, fetchConversation } from "/static/api.js";
import { Composer } from "/static/composer.js";
import { Conversation } from "/static/conversation.js";
import { element } from "/static/dom.js";
import { asFault } from "/static/faults.js";
import { Filters } from "/static/filters.js";
import { follow } from "/static/following.js";
import { History } from "/static/history.js";
import { hovering } from "/static/hovering.js";
import { Panel } from "/static/panel.js";
import { TurnView } from "/static/turn.js";
import { welcome } from "/static/welcome.js";

const turns = document.getElementById("turns");
const greeting = document.getElementById("welcome");
const announcer = document.getElementById("announcer");
const panel = new Panel();
const filters = new Filters();
const composer = new Composer({ send: put, stop: () => asking?.abort() });
const history = new History({
  open: reopen,
  left: (id) => (id === conversation.id ? restart() : null),
});
let conversation = new Conversation();
let asking = null;

async function put(question) {
  if (asking) return;
  const mine = (asking = new AbortController());
  const view = viewOf(question);
  begin(view);
  try {
    const reply = await receive(question, view, mine.signal);
    view.finish(reply, question);
    conversation.remember(question, reply);
    if (conversation.id) history.note(conversation.id, question);
    announce(reply);
  } catch (thrown) {
    failed(thrown, view, question);
  } finally {
    if (asking === mine) end();
  }
}

const viewOf = (question) => new TurnView(question, {
  open: (citation, opener) => panel.open(citation, opener),
  choose: put,
});

/** Shows a conversation that was kept, to go on with it. */
async function reopen(id) {
  restart();
  try {
    const { turns: kept } = await fetchConversation(id);
    greeting.hidden = true;
    conversation = new Conversation();
    for (const { question, status, answer, reply, turn, vote } of kept) {
      const view = viewOf(question);
      turns.append(view.root);
      const shown = { status, answer, citations: [], ...reply, conversation_id: id, turn, vote };
      view.finish(shown, question);
      conversation.remember(question, shown);
    }
    turns.lastElementChild?.scrollIntoView({ block: "start" });
    announcer.textContent = `已打开对话，共 ${kept.length} 轮`;
  } catch (thrown) {
    const { message, advice } = asFault(thrown);
    announcer.textContent = message;
    turns.replaceChildren(element("li", { class: "note warned" }, `${message}${advice}`));
  }
}

/** The reply's whole body, its pieces having gone to `view` as they came. */
async function receive(question, view, signal) {
  let reply = null;
  for await (const { event, payload } of ask({ ...conversation.request(question), ...narrowed() }, signal)) {
    if (event === "delta") view.add(payload.text);
    else if (event === "citations") view.cite(payload);
    else if (event === "done") reply = payload;
  }
  return reply;
}

function narrowed() {
  const set = filters.value;
  return set ? { filters: set } : {};
}

function begin(view) {
  greeting.hidden = true;
  turns.append(view.root);
  follow(view.root);
  composer.busy = true;
  announcer.textContent = "正在查找公文";
}

function end() {
  asking = null;
  composer.busy = false;
}

function failed(thrown, view, question) {
  const again = () => {
    if (asking) return;
    view.root.remove();
    composer.focus();
    put(question);
  };
  if (thrown.name === "AbortError") {
    view.stop(again);
    announcer.textContent = "已停止";
    return;
  }
  view.fail(asFault(thrown), again);
}

function announce({ status, answer, note, citations }) {
  const opening = status === "refused" ? "未找到依据。" : "";
  const closing = citations?.length ? `出处 ${citations.length} 条。` : "";
  announcer.textContent = `${opening}${answer}${note ?? ""}${closing}`;
}

function restart() {
  asking?.abort();
  end();
  panel.close();
  conversation = new Conversation();
  turns.replaceChildren();
  announcer.textContent = "已开始新对话";
  greeting.hidden = false;
  greet();
  composer.clear();
  composer.focus();
}

function greet() {
  welcome(greeting, (question) => {
    composer.focus();
    put(question);
  });
}

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault(); // following the link would count as going back from the panel
  document.getElementById("question").focus();
});
document.getElementById("composer").addEventListener("keydown", ({ key, isComposing }) => {
  if (key === "Escape" && !isComposing && !panel.isOpen) asking?.abort();
});
document.getElementById("restart").addEventListener("click", restart);
hovering(document.getElementById("conversation"));
greet();
