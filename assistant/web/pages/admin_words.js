/** How jobs, times, sizes and counts are written on the operators' page. */

import { element } from "/static/dom.js";

const KINDS = {
  refresh: "更新公文库",
  files: "读入文件",
  upload: "上传",
  restore: "恢复旧版本",
  withdraw: "撤下公文",
  rebuild: "重建索引",
};
const COUNTS = [["added", "新增"], ["changed", "更新"], ["removed", "撤下"], ["unchanged", "未变"]];
const UNITS = [["GB", 2 ** 30], ["MB", 2 ** 20], ["KB", 2 ** 10]];
const DAY_MS = 86_400_000;

export const kindOfJob = ({ kind }) => KINDS[kind] ?? kind;

export const isUnderWay = ({ state }) => state === "waiting" || state === "running";

/** [words, whether a person should look]. */
export function stateOfJob({ state, stopping, counts, retry_at: retryAt }) {
  if (stopping) return ["正在停止", false];
  if (state === "waiting") return retryAt ? ["稍后再试", true] : ["等待", false];
  if (state === "running") return ["进行中", false];
  if (state === "failed") return ["没有完成", true];
  if (state === "cancelled") return ["已停止", false];
  return counts.failed ? ["完成，有文件没有读入", true] : ["完成", false];
}

/** 新增 3，更新 1; what is nought is left out. */
export function countsOf({ counts }) {
  return COUNTS.filter(([key]) => counts[key]).map(([key, name]) => `${name} ${counts[key]}`).join("，");
}

/** 还要约 2 分钟 for 130; "" where nothing is known. */
export function timeLeft(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 5) return "即将完成";
  if (seconds < 60) return `还要约 ${Math.ceil(seconds / 5) * 5} 秒`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `还要约 ${minutes} 分钟`;
  const rest = minutes % 60;
  return `还要约 ${Math.floor(minutes / 60)} 小时${rest ? ` ${rest} 分` : ""}`;
}

/** 1.5 MB for 1572864. */
export function sizeOf(bytes) {
  const [unit, size] = UNITS.find(([, least]) => bytes >= least) ?? ["字节", 1];
  const count = bytes / size;
  return `${count < 10 && size > 1 ? count.toFixed(1) : Math.round(count)} ${unit}`;
}

/** A moment in the reader's own time: 今天 14:02, 昨天 23:10, 2月20日 14:02, 2023年2月20日. */
export function moment(stamp) {
  if (!stamp) return null;
  const at = new Date(stamp);
  return element("time", { datetime: stamp, title: at.toLocaleString("zh-CN") }, shortMoment(at, new Date()));
}

function shortMoment(at, now) {
  const clock = `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`;
  const days = Math.round((midnight(now) - midnight(at)) / DAY_MS);
  if (days === 0) return `今天 ${clock}`;
  if (days === 1) return `昨天 ${clock}`;
  const day = `${at.getMonth() + 1}月${at.getDate()}日`;
  return at.getFullYear() === now.getFullYear() ? `${day} ${clock}` : `${at.getFullYear()}年${day}`;
}

const midnight = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

/** A reason without the file's name it begins with, where that stands beside it. */
export const withoutName = (reason, name) => (reason?.startsWith(`${name}：`) ? reason.slice(name.length + 1) : reason);

/** The last part of a path. */
export const baseName = (path) => path.split("/").pop() || path;

/** What a person lists, by any comma. */
export const namesIn = (listed) => listed.split(/[,，、;；\s]+/).filter(Boolean);
