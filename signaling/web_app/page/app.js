// Fetches what the page needs, sees whether this browser can do it, and begins.
import { fromBase64 } from "./bytes.js";
import { el } from "./dom.js";
import { imported } from "./identity.js";
import { isKept, keep } from "./keeping.js";
import { h264 } from "./line.js";
import { App } from "./page.js";
import { fetched, preferred, Words } from "./words.js";

async function main() {
  const catalogue = await fetched();
  const config = await (await fetch("config.json")).json();
  try {
    h264();
    const keys = await imported(config.recorders.map(fromBase64));
    const certificate = await RTCPeerConnection.generateCertificate({ name: "ECDSA", namedCurve: "P-256" });
    new App({ catalogue, config, keys, certificate }).start();
  } catch {
    const words = new Words(catalogue, preferred(new URLSearchParams(location.search).get("lang"), navigator.languages));
    document.documentElement.lang = words.language;
    const texts = [el("h1", { text: words.say("product") }), el("p", { text: words.say("too_old") }), el("p", { text: words.say("contact") })];
    document.getElementById("content").replaceChildren(...texts);
    return;
  }
  if (matchMedia("(display-mode: standalone)").matches && !(await isKept())) await keep();
}

await main();
