// Which page comes after which, and how far the customer has agreed: two tables, as in customer_client/steps.py and
// protocol/consent.py.
export class OutOfOrder extends Error {}

const AFTER = {
  "enter-key": { "key-typed": "claiming" },
  claiming: { "key-refused": "enter-key", claimed: "read-notice" },
  "read-notice": { agreed: "choose-access" },
  "choose-access": { allowed: "connecting" },
  connecting: { "code-known": "read-code-out" },
  "read-code-out": { "code-lost": "connecting", "code-typed": "confirm" },
  confirm: { "code-lost": "connecting", "code-matched": "helped" },
  helped: { "code-known": "read-code-out" },
  ended: {},
};
export const STEPS = Object.keys(AFTER);
export const LIVE = new Set(["connecting", "read-code-out", "confirm", "helped"]);

// Somebody who could see something is there, or will be.
export const inSession = (step) => !["enter-key", "claiming", "ended"].includes(step);

export function nextStep(step, turn) {
  const next = turn === "ended" ? "ended" : AFTER[step][turn];
  if (!next) throw new OutOfOrder(`${step}: ${turn}`);
  return next;
}

const CONSENT = {
  "not-asked": { "notice-shown": "asked" },
  asked: { agreed: "given" },
  given: { "access-allowed": "allowed" },
  allowed: {},
  refused: {},
};
export const ANSWER_WITHIN = 600;

export function nextConsent(state, event) {
  const next = event === "refused" ? "refused" : CONSENT[state][event];
  if (!next) throw new OutOfOrder(`consent ${state}: ${event}`);
  return next;
}
