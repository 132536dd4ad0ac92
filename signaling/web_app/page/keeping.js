// Keeping the app on this device, and removing it with everything that it stored. Without the customer's word for it
// nothing is kept.
import { button, el, say } from "./dom.js";
import { heading } from "./questions.js";

const WORKER = "service_worker.js", SCOPE = "/app/", OURS = "ferndiagnose-";

export async function isKept() {
  return Boolean(await navigator.serviceWorker?.getRegistration(SCOPE));
}

export async function keep() {
  await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
  await navigator.serviceWorker.ready;
}

// Everything that this app could have stored in the browser.
export async function remove() {
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(registrations.filter(({ scope }) => new URL(scope).pathname === SCOPE).map((one) => one.unregister()));
  const names = (await globalThis.caches?.keys()) ?? [];
  await Promise.all(names.filter((name) => name.startsWith(OURS)).map((name) => caches.delete(name)));
  localStorage.clear();
  sessionStorage.clear();
}

export function keeping(words, act) {
  const done = el("p", { class: "good", role: "status", hidden: true });
  const removed = el("p", { class: "good", role: "status", hidden: true });
  const keepButton = button(words.say("keep_button"), async () => {
    try {
      await keep();
      say(done, words.say("keep_done"));
      install(); // the browser's own question: it may stay open as long as it likes
    } catch {
      say(done, words.say("keep_failed"));
    }
  });
  const removeButton = button(words.say("remove_button"), async () => {
    await remove();
    say(done, "");
    say(removed, words.say("remove_done"));
  }, { class: "plain" });
  return {
    node: [
      heading(words.say("keep_heading")), el("p", { text: words.say("keep_text") }),
      keepButton, done, el("p", { class: "hint", text: words.say("keep_icon") }),
      el("h2", { text: words.say("remove_heading") }), el("p", { text: words.say("remove_text") }),
      removeButton, removed, el("p", { class: "hint", text: words.say("remove_icon") }),
      button(words.say("back"), () => act({ type: "back" }), { class: "plain" }),
    ],
    update() {},
  };
}

// Browsers that can put the app among the others offer it once, and want to be asked by a click.
let offered = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offered = event;
});
export function install() {
  offered?.prompt().catch(() => {});
  offered = null;
}
