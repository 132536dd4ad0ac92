// What the customer does on the page, as in customer_client/with_customer.py. Nobody else can give consent or access.
import { CONFIRMATION_DIGITS } from "./safety.js";
import { grouped, parsed } from "./session_key.js";
import { LIVE, STEPS } from "./steps.js";
import { accessMessage, consentMessage } from "./with_server.js";

const HELPED = new Set(["helped"]);
const TIMES = {
  "type-key": [new Set(["enter-key"]), typeKey],
  agree: [new Set(["read-notice"]), agree],
  refuse: [new Set(["read-notice", "choose-access"]), refuse],
  allow: [new Set(["choose-access"]), allow],
  confirm: [new Set(["confirm"]), confirm],
  "answer-grant": [HELPED, answerGrant],
  "take-back": [LIVE, takeBack],
  "give-again": [LIVE, giveAgain],
  "source-is": [new Set(["choose-access", ...LIVE]), sourceIs],
  "source-away": [new Set(["choose-access", ...LIVE]), (course, { away }) => { course.sourceAway = away; }],
  "source-lost": [LIVE, sourceLost],
  "camera-is": [new Set(["choose-access", ...LIVE]), cameraIs],
  say: [HELPED, say],
  "send-facts": [HELPED, sendFacts],
  end: [new Set(STEPS.filter((step) => step !== "ended")), (course) => course.end("customer")],
};

// An action at another time is a click that came too late, and nothing happens.
export function customerActed(course, action) {
  const [times, does] = TIMES[action.type];
  if (times.has(course.step)) does(course, action);
}

function typeKey(course, { typed }) {
  const key = parsed(typed);
  if (!key) {
    course.problem = "session-key-malformed";
    return;
  }
  course.typed = grouped(key);
  course.first = { type: "claim-key", key };
  course.turn("key-typed");
  if (course.linkUp) course.link(course.first);
}

// language: of the text that was on the screen.
function agree(course, { language }) {
  if (!course.digests[language]) return;
  course.agree("agreed");
  Object.assign(course, { language, askedAt: course.now });
  course.link(consentMessage(course));
  course.turn("agreed");
  course.account.note("consented", course.now);
}

function refuse(course) {
  course.end(course.step === "read-notice" ? "no-consent" : "no-access");
}

// The second yes: the customer has chosen what is to be seen.
function allow(course, { source }) {
  course.agree("access-allowed");
  course.source = source;
  course.link(accessMessage(course));
  course.rights.allow();
  course.turn("allowed");
  course.account.note("allowed-view", course.now);
  course.tell({ type: "right-changed", grant: "view", change: "given" });
}

// Three digits are the one try; anything else is a slip of the hand.
function confirm(course, { typed }) {
  const digits = typed.trim();
  if (!new RegExp(`^[0-9]{${CONFIRMATION_DIGITS}}$`).test(digits)) return;
  if (!course.comparing.confirm(digits)) {
    course.mismatched();
    return;
  }
  course.agent({ type: "safety-result", matched: true });
  course.turn("code-matched");
  course.account.note("code-matched", course.now);
}

function answerGrant(course, { grant, given }) {
  if (!course.rights.answer(grant, given, course.now)) return;
  course.account.note(`${given ? "gave" : "refused"}-${grant}`, course.now);
  course.tell({ type: "right-changed", grant, change: given ? "given" : "refused" });
  if (given) sayGrants(course);
  else course.agent({ type: "grant-refused", grant });
}

function takeBack(course, { grant }) {
  if (!course.rights.takeBack(grant)) return;
  course.account.note(`taken-back-${grant}`, course.now);
  course.tell({ type: "right-changed", grant, change: "taken-back" });
  sayGrants(course);
}

function giveAgain(course, { grant }) {
  if (!course.rights.giveAgain(grant)) return;
  course.account.note(`gave-again-${grant}`, course.now);
  course.tell({ type: "right-changed", grant, change: "given" });
  sayGrants(course);
}

export function sayGrants(course) {
  course.agent({ type: "granted", grants: [...course.rights.grants] });
}

// source: { kind: screen, camera or photo; width, height }. It may be another one, or as large as another.
function sourceIs(course, { source }) {
  course.source = source;
  if (course.meetings.agent.isConnected()) saySource(course);
}

export function saySource(course) {
  if (!course.source) return;
  const { width, height } = course.source;
  course.agent({ type: "screen-size", width, height, left: 0, top: 0 });
}

// The browser, or the system, has stopped it: as if the customer had.
function sourceLost(course) {
  course.source = null;
  takeBack(course, { grant: "view" });
}

// camera: { torch, zoom, zoom_most, still }; null when something else is shown.
function cameraIs(course, { camera }) {
  const was = course.camera;
  course.camera = camera;
  if (!course.meetings.agent.isConnected()) return;
  if (camera) sayCamera(course);
  else if (was) course.agent({ type: "camera-away" });
}

export function sayCamera(course) {
  if (course.camera) course.agent({ type: "camera-is", ...course.camera });
}

function say(course, { text }) {
  const said = course.chat.said(text);
  if (said && course.meetings.agent.isConnected()) course.agent({ type: "chat", text: said });
}

// The customer saw them before, and pressed the button: that is the right, given for this once.
function sendFacts(course, { facts }) {
  course.account.note("sent-facts", course.now);
  course.agent({ type: "device-facts", facts });
}
