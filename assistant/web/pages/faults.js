/** What went wrong, in words a clerk can act on. */

const ADVICE = {
  0: "请检查网络；若网络正常，请管理员确认对口通服务正在运行，然后重试。",
  401: "请刷新页面重试；仍不行请告诉管理员。",
  403: "请联系管理员。",
  404: "它可能已被删除或更换，请重新提问。",
  413: "请缩短问题后再发送。",
  422: "请修改问题后再发送。",
  429: "提问太密，请稍等片刻再重试。",
  503: "服务正在准备，请稍等片刻再重试。",
};
const OTHERWISE = "请重试；若仍然出错，请把这段说明转给管理员。";

/** `status` is the HTTP status, 0 when the service could not be reached. */
export class Fault extends Error {
  constructor(message, { status = 500, code = "" } = {}) {
    super(message);
    this.status = status;
    this.code = code;
  }

  get advice() {
    return ADVICE[this.status] ?? OTHERWISE;
  }
}

export function unreachable() {
  return new Fault("连不上对口通服务。", { status: 0 });
}

/** The fault a body `{"error": {code, message}}` tells of. */
export function faultOf(body, status) {
  const { code, message } = body?.error ?? {};
  return new Fault(message || `服务返回了错误（${status}）。`, { status, code });
}

/** Any thrown value as a Fault, so that every failure has a message and an advice. */
export function asFault(thrown) {
  if (thrown instanceof Fault) return thrown;
  console.warn(thrown);
  return new Fault("页面处理回答时出错。", { code: "page" });
}
