// What agent and recorder say, and what becomes of it. No message of theirs can raise a right.
import { fromHex, toBase64 } from "./bytes.js";
import { pictureHold } from "./gate.js";
import { Mismatch } from "./comparing.js";
import { sayCamera, sayGrants, saySource } from "./with_customer.js";
import { fromAgent, fromRecorder, Refused } from "./messages.js";

const UNREACHABLE = new Set(["peer-unreachable", "relay-refused"]);

export function peerEvent(course, event) {
  if (course.step === "ended") return undefined;
  switch (event.type) {
    case "offered": return offered(course, event);
    case "peer-connected": return connected(course, event);
    case "peer-lost":
      return course.meetings.lost(event.peer, event.attempt, course.now) ? peerIsLost(course, event.peer) : undefined;
    case "description-refused": return refusedDescription(course, event);
    case "reckoned": return comparing(course, () => reckoned(course, event));
    case "message": return message(course, event);
    default: throw new Error(event.type);
  }
}

function offered(course, { peer, attempt, sdp }) {
  if (!course.meetings[peer].isCurrent(attempt)) return;
  course.link({ type: "description", session: course.session, peer, attempt, kind: "offer", sdp });
}

function connected(course, { peer, attempt, fingerprint }) {
  if (!course.meetings.connected(peer, attempt, fingerprint, course.now)) return;
  if (UNREACHABLE.has(course.problem)) course.problem = null;
  if (peer === "recorder") recorderConnected(course);
  else agentConnected(course);
}

function recorderConnected(course) {
  course.recordingFlows = null;
  const early = course.comparing.takeEarly();
  if (early) comparing(course, () => commit(course, early.commitment, early.attempt));
}

function agentConnected(course) {
  if (course.comparing.matched) course.account.note("connection-back", course.now);
  course.said = null;
  course.until = 0;
  course.agent({ type: "capabilities", can: course.abilities });
  saySource(course);
  sayCamera(course);
  sayGrants(course);
}

export function peerIsLost(course, peer) {
  course.do({ do: "drop", peer });
  if (peer === "recorder") {
    course.marks.lost();
    course.recordingFlows = null;
    return;
  }
  course.said = null;
  course.pointed = null;
  course.comparing.lost();
  if (course.comparing.matched) course.account.note("connection-lost", course.now);
  else if (["read-code-out", "confirm"].includes(course.step)) course.turn("code-lost");
}

function refusedDescription(course, { peer, attempt }) {
  if (!course.meetings.lost(peer, attempt, course.now)) return;
  peerIsLost(course, peer);
  course.problem = "description-refused";
}

function message(course, { peer, attempt, channel, text }) {
  if (!course.meetings.heard(peer, attempt, course.now)) return;
  try {
    if (peer === "recorder") course.marks.answered(fromRecorder(text));
    else heardAgent(course, fromAgent(text, channel), attempt);
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    if (peer === "agent") course.end("fault", "message-refused");
    else if (course.meetings.lost(peer, attempt, course.now)) peerIsLost(course, peer);
  }
}

function heardAgent(course, said, attempt) {
  switch (said.type) {
    case "heartbeat": return course.agent({ type: "heartbeat-answer", number: said.number }, "input");
    case "ending": return course.end("agent", null, { tellServer: true });
    case "safety-commit": return comparing(course, () => commit(course, said.commitment, attempt));
    case "safety-reveal": return comparing(course, () => reveal(course, said.nonce));
    case "safety-code-typed": return comparing(course, () => typed(course, said.digits));
    case "ask-grant": return asked(course, said.grant);
    case "ask-second": return course.agent({ type: "second-is", stage: "refused", code: "" }); // a browser has no third line
    case "chat": return chat(course, said.text);
    case "use-camera": return useCamera(course, said);
    case "point-at": return pointAt(course, said);
    default: return undefined; // input, and monitors: nothing that a browser could do
  }
}

// Whatever is not right here and now is the end.
function comparing(course, does) {
  try {
    does();
  } catch (mismatch) {
    if (!(mismatch instanceof Mismatch)) throw mismatch;
    course.mismatched();
  }
}

function commit(course, commitment, attempt) {
  const ready = course.meetings.recorder.seen !== null && course.meetings.agent.seen !== null;
  const nonce = course.comparing.commit(commitment, attempt, ready);
  if (nonce) course.agent({ type: "safety-answer", nonce, consent: toBase64(fromHex(course.digests[course.language])) });
}

function reveal(course, nonce) {
  const { recorder, agent } = course.meetings;
  course.do({
    do: "reckon", ...course.comparing.reveal(nonce), session: course.session, agent: agent.seen, recorder: recorder.seen,
    consent: course.digests[course.language],
  });
}

function reckoned(course, event) {
  if (course.comparing.reckoned(event)) course.turn("code-known");
}

function typed(course, digits) {
  course.comparing.typed(digits);
  course.turn("code-typed");
}

function asked(course, grant) {
  if (course.rights.grants.has(grant)) {
    sayGrants(course);
  } else if (course.step === "helped" && course.rights.ask(grant, course.now)) {
    course.account.note(`asked-${grant}`, course.now);
    course.tell({ type: "right-changed", grant, change: "asked" });
  } else if (course.rights.asked !== grant) {
    course.agent({ type: "grant-refused", grant });
    if (!course.rights.canBeGiven(grant) && course.step === "helped") course.do({ do: "say-impossible", grant });
  }
}

const sees = (course) => course.step === "helped" && pictureHold(course.gate(), course.now) === null;

function chat(course, text) {
  if (course.step === "helped") course.chat.heard(text, course.now);
}

// While the agent sees the camera, and not otherwise.
function useCamera(course, { torch, zoom, still }) {
  if (sees(course)) course.do({ do: "use-camera", torch, zoom, still });
}

function pointAt(course, { x, y }) {
  if (sees(course) && course.rights.grants.has("pointer")) course.pointed = { x, y, at: course.now };
}
