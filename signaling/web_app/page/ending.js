// The end: why, that nobody sees anything any more, the receipt, and what is left on this device.
import { button, el, say } from "./dom.js";
import { heading } from "./questions.js";

export function ended(words, act, status) {
  const agent = status.claimed?.agent ?? "";
  const { receipt } = status;
  // A wrong code is a reason that says it all.
  const problem = status.problem && status.reason !== "safety-code" ? el("p", { class: "problem", text: words.problem(status.problem) }) : null;
  const code = el("p", { class: "whole", hidden: true });
  return {
    node: [
      heading(words.say("ended_heading")), problem,
      status.reason && el("p", { text: words.say(`reason.${status.reason}`, { agent }) }),
      el("p", { class: "good", text: words.say("ended_nobody") }),
      receipt && listed(words, receipt, code),
      receipt && button(words.say("receipt_save"), () => act({ type: "save-receipt" }), { class: "plain" }),
      el("p", { class: "hint", text: words.say("ended_stored") }),
      button(words.say("another_session"), () => act({ type: "begin-again" })),
    ],
    update(now) { say(code, now.receiptCode && receipt?.deletedOn ? words.say("receipt_code", { code: `\n${now.receiptCode}` }) : ""); },
  };
}

function listed(words, receipt, code) {
  const { agent } = receipt;
  return el("section", {},
    el("h2", { text: words.say("receipt_title") }),
    el("ul", { class: "receipt" }, receipt.lines.map(({ at, what }) => el("li", {},
      el("time", { text: words.time(at) }), el("span", { text: words.say(`receipt.${what}`, { agent }) })))),
    receipt.deletedOn && el("p", { text: words.say("ended_deletion", { date: words.date(receipt.deletedOn) }) }),
    el("p", { class: "hint", text: words.say("receipt_number", { session: receipt.session }) }), code);
}
