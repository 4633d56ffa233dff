/** What went wrong, with advice for an operator; the service's own messages say what to do already. */

import { asFault, Fault } from "/static/faults.js";

const ADVICE = {
  0: "请在服务所在的机器上确认 duikou serve 正在运行，然后重试。",
  500: "请查看服务的日志；把时间和这段说明转给维护人员。",
};

export class OperatorFault extends Fault {
  get advice() {
    return ADVICE[this.status] ?? "";
  }
}

/** Any thrown value as a fault told to operators. */
export function asOperatorFault(thrown) {
  if (thrown instanceof OperatorFault) return thrown;
  const { message, status, code } = asFault(thrown);
  return new OperatorFault(message, { status, code });
}
