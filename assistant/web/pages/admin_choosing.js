/** Which of the chosen files can be sent, and in how many requests; the service has the last word. */

export const LARGEST = 20 * 2 ** 20; // bytes of a file
export const LARGEST_REQUEST = 96 * 2 ** 20; // bytes of the files of a request, which may have 100 MB
export const MOST_FILES = 50;

/** Why a file stays behind, or null; `before` are those chosen before it, `suffixes` what is read. */
export function hindrance(file, before, suffixes) {
  const suffix = /\.[^.]*$/.exec(file.name)?.[0].toLowerCase() ?? "";
  if (!suffixes.includes(suffix)) return `不能读 ${suffix || "没有后缀的"} 文件，请转成 ${suffixes.join("、")} 之一`;
  if (file.size === 0) return "文件是空的";
  if (file.size > LARGEST) return "超过 20 MB，请拆分，或只保留正文";
  if (before.some(({ name }) => name === file.name)) return "与上面的文件同名";
  return null;
}

/** The files in groups that one request may carry. */
export function requestsOf(files) {
  const groups = [];
  let size = Infinity;
  for (const file of files) {
    if (size + file.size > LARGEST_REQUEST || groups.at(-1).length === MOST_FILES) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1).push(file);
    size += file.size;
  }
  return groups;
}

/** What was dropped: {files, folders}, of which folders cannot be sent. */
export function dropped(transfer) {
  const entries = [...transfer.items].filter(({ kind }) => kind === "file")
    .map((item) => ({ file: item.getAsFile(), isFolder: item.webkitGetAsEntry?.()?.isDirectory ?? false }));
  return {
    files: entries.filter(({ file, isFolder }) => file && !isFolder).map(({ file }) => file),
    folders: entries.filter(({ isFolder }) => isFolder).length,
  };
}
