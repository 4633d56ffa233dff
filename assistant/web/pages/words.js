/** How dates, missing values and statuses are written. */

export const UNSTATED = "未标明";
export const IN_FORCE = "现行";

const KINDS = {
  duty: "职责分工",
  masthead: "版头信息",
  extract: "原文摘录",
  generated: "模型归纳，请核对引文",
};

/** 2019-02-20 → 2019年2月20日; anything else as it stands. */
export function chineseDate(value) {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value ?? "");
  return found ? `${found[1]}年${Number(found[2])}月${Number(found[3])}日` : value || "";
}

export function listed(value) {
  return Array.isArray(value) ? value.filter(Boolean).join("、") : value || "";
}

/** Whether a version of a notice is not the one in use. */
export const isFormer = (version) => Boolean(version) && version.state !== "current";

export const kindName = (kind) => KINDS[kind] ?? "";

export function elapsed(milliseconds) {
  if (!Number.isFinite(milliseconds)) return "";
  if (milliseconds < 1000) return `用时 ${Math.max(1, Math.round(milliseconds))} 毫秒`;
  return `用时 ${(milliseconds / 1000).toFixed(1)} 秒`;
}
