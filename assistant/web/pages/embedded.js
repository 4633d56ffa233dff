/** The chat within a page of the portal: its colours, and files that need a pass to be fetched. */

import { authorised } from "/static/access.js";
import { saveBlob } from "/static/copying.js";
import { isEmbedded, listen, tell } from "/static/portal.js";

const COLOURS = { accent: "--red", "on-accent": "--on-red", link: "--link", ground: "--ground", paper: "--paper", ink: "--ink", quiet: "--quiet", line: "--line" };

/** Takes over the colours and the type that the portal's page sets, as far as they are such. */
function dress({ style }) {
  const root = document.documentElement.style;
  for (const [name, own] of Object.entries(COLOURS)) {
    if (window.CSS.supports("color", style?.[name] ?? "")) root.setProperty(own, style[name]);
  }
  if (window.CSS.supports("font-family", style?.font ?? "")) root.setProperty("--sans", style.font);
}

/** A link to the service's own files shows no pass; a fetch does. */
async function fetchFile(event) {
  const link = event.target.closest?.('a[href^="/api/"]');
  if (!link) return;
  event.preventDefault();
  const response = await authorised(link.getAttribute("href")).catch(() => null);
  if (!response?.ok) {
    const said = (await response?.json().catch(() => null))?.error?.message;
    document.getElementById("announcer").textContent = said ?? "文件没有取到，请重试。";
    return;
  }
  saveBlob(nameOf(response) ?? link.download, await response.blob());
}

function nameOf(response) {
  const name = /filename\*=utf-8''([^;]+)/i.exec(response.headers.get("Content-Disposition") ?? "");
  return name && decodeURIComponent(name[1]);
}

if (isEmbedded) {
  listen("style", dress);
  document.addEventListener("click", fetchFile);
  tell("ready");
}
