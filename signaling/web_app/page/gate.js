// The gate, as in protocol/gate.py: may this picture leave, and if not, why not. One frozen value, two questions.
// Times are seconds of one monotonic clock.
export const RECORDER_WITHIN = 5;

// gate: { consent, grants (a Set), codeMatched, storedAt (of the mark's sending, or null), sourceThere }
export function recorded(gate, now) {
  const ago = gate.storedAt === null ? -1 : now - gate.storedAt;
  return ago >= 0 && ago <= RECORDER_WITHIN;
}

// Why no picture may go to the agent; null when it may.
export function pictureHold(gate, now) {
  if (gate.consent !== "allowed") return "no-consent";
  if (!gate.codeMatched) return "safety-code-open";
  if (!gate.grants.has("view")) return "not-granted";
  if (!recorded(gate, now)) return "not-recorded";
  return gate.sourceThere ? null : "monitor-away";
}

// Until when pictures may go to the agent, as far as the recording goes; 0 while they may not.
export const opensUntil = (gate, now) => (pictureHold(gate, now) === null ? gate.storedAt + RECORDER_WITHIN : 0);

// A browser cannot inject anything: the hold that says so is the one that nobody can lift.
export const inputHold = (gate, now) => pictureHold(gate, now) ?? "not-granted";

// Whether pictures may go to the recorder: from access on, unless the customer stops them.
export const toRecorder = (gate) => gate.consent === "allowed" && gate.grants.has("view");
