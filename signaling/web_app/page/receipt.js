import { fromBase64, toHex } from "./bytes.js";

// The receipt as the customer can save it: plain text, and only when asked for.
export function receiptText(words, receipt, noted, code) {
  const line = ({ at, what }) => `${words.time(at)}  ${words.say(`receipt.${what}`, { agent: receipt.agent })}`;
  const lines = [
    `${words.operator.name}: ${words.say("receipt_title")}`,
    words.day(receipt.lines[0]?.at ?? 0), "",
    ...receipt.lines.map(line), "",
  ];
  if (receipt.deletedOn) lines.push(words.say("ended_deletion", { date: words.date(receipt.deletedOn) }));
  lines.push(words.say("receipt_number", { session: receipt.session }));
  if (receipt.deletedOn) lines.push(words.say("receipt_code", { code }));
  lines.push("", words.say("contact"), words.say("contact_privacy"));
  if (noted.length) lines.push("", words.say("receipt_signed"), BEGIN, ...noted.map(proof), ...head(noted), END);
  return `${lines.join("\r\n")}\r\n`;
}

// As protocol/receipt_proof.py reads it.
const BEGIN = "-----BEGIN LEDGER-----", END = "-----END LEDGER-----";
const head = (noted) => {
  const [newest] = noted.map((one) => one.head).filter(Boolean).sort((one, other) => other.size - one.size);
  return newest ? [`head ${newest.size} ${toHex(fromBase64(newest.root))} ${newest.at} ${newest.signature}`] : [];
};
const proof = ({ number, entry, signature }) => `${number} ${signature} ${entry}`;

export function save(text, name) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
