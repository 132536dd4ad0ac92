// What may come from a peer, as in protocol/peer_messages.py: nothing unknown is accepted, and everything is bounded.
export class Refused extends Error {}

export const LIMIT = 4096;
const text = (longest) => (value) => typeof value === "string" && value.length <= longest;
const matching = (form) => (value) => typeof value === "string" && form.test(value);
const whole = (least, most) => (value) => Number.isInteger(value) && value >= least && value <= most;
const flag = (value) => typeof value === "boolean";
const maybe = (check) => (value) => value === null || check(value);
const oneOf = (...names) => (value) => names.includes(value);
const bytes = (count) => matching(new RegExp(`^[A-Za-z0-9+/]{${Math.ceil((count * 8) / 6)}}={0,2}$`));

const coordinate = whole(-32768, 32767), counter = whole(0, 2 ** 53 - 1), button = whole(0, 4);
const key = (value) => text(24)(value) && value.length > 0;
const REASONS = oneOf(
  "customer", "agent", "no-consent", "no-access", "safety-code", "key-expired", "customer-lost", "agent-lost",
  "screen-gone", "peer-unreachable", "withdrawn", "locked-out", "switched-off", "connection-lost", "fault",
);
const GRANTS = oneOf(
  "view", "control", "pointer", "clipboard-in", "clipboard-out", "file-in", "file-out", "diagnosis", "restart",
);
const said = (value) => matching(/^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+$/)(value) && [...value].length <= 500;

const FROM_AGENT = {
  control: {
    "safety-commit": { commitment: bytes(32) },
    "safety-reveal": { nonce: bytes(16) },
    "safety-code-typed": { digits: matching(/^[0-9]{6}$/) },
    "ask-grant": { grant: GRANTS },
    "choose-monitor": { number: whole(0, 16) },
    "use-camera": { torch: maybe(flag), zoom: maybe(whole(100, 10000)), still: maybe(flag) },
    "point-at": { x: coordinate, y: coordinate },
    "ask-second": { name: (value) => text(128)(value) && value.length > 0, office: oneOf("agent", "supervisor") },
    "confirm-second": { digits: matching(/^[0-9]{3}$/) },
    "dismiss-second": {},
    chat: { text: said },
    ending: { reason: REASONS },
  },
  input: {
    heartbeat: { number: counter },
    "type-text": { text: text(32) },
    "key-down": { key },
    "key-up": { key },
    "pointer-move": { x: coordinate, y: coordinate },
    "pointer-down": { button, x: coordinate, y: coordinate },
    "pointer-up": { button, x: coordinate, y: coordinate },
    wheel: { delta_x: whole(-20, 20), delta_y: whole(-20, 20) },
    "release-all": {},
  },
  pointer: {},
};
const FROM_RECORDER = {
  stored: { mark: counter, pictures: counter, size: counter },
  "not-stored": { problem: text(64) },
};

export const fromAgent = (given, channel) => read(given, FROM_AGENT[channel] ?? {});
export const fromRecorder = (given) => read(given, FROM_RECORDER);

function read(given, family) {
  if (typeof given !== "string" || given.length > LIMIT) throw new Refused();
  let message = null;
  try {
    message = JSON.parse(given);
  } catch {
    throw new Refused();
  }
  const type = message?.type;
  const fields = typeof type === "string" && Object.hasOwn(family, type) ? family[type] : null;
  if (!fields) throw new Refused();
  const { type: _, ...rest } = message;
  const right = Object.entries(fields).every(([name, check]) => Object.hasOwn(rest, name) && check(rest[name]));
  if (!right || Object.keys(rest).length !== Object.keys(fields).length) throw new Refused();
  return message;
}
