// What the signaling server says, as in customer_client/with_server.py. It decides who meets whom, and nothing else.
import { LIVE } from "./steps.js";
import { peerIsLost } from "./with_peers.js";

const ENDS_IT = { "consent-outdated": "no-consent", "session-unknown": "customer-lost", "token-refused": "customer-lost" };
const OF_THE_LINK = new Set(["server-unreachable", "version-unsupported"]);

export function serverEvent(course, event) {
  switch (event.type) {
    case "link-up": return linkIsUp(course);
    case "link-down": return linkIsDown(course, event.problem);
    case "vouched": return vouched(course, event);
    case "digested": course.digests = event.digests; return undefined;
    default: return received(course, event.message);
  }
}

function linkIsUp(course) {
  course.linkUp = true;
  course.returning = course.claimed !== null;
  if (OF_THE_LINK.has(course.problem)) course.problem = null;
  course.meetings.linkUp(course.now);
  if (course.step === "ended" && !course.unsaidEnd) return;
  const first = course.claimed
    ? { type: "return", session: course.session, token: course.claimed.token }
    : course.first;
  if (first) course.link(first);
  if (course.unsaidEnd) course.link(course.unsaidEnd);
  course.unsaidEnd = null;
}

function linkIsDown(course, problem) {
  course.linkUp = false;
  if (!LIVE.has(course.step) && course.step !== "ended") course.problem = problem;
}

function received(course, message) {
  if (message.type === "claimed") return claimed(course, message);
  if (message.type === "refused") return refused(course, message.problem);
  if (message.session !== course.session) return undefined;
  if (message.type === "noted") return course.account.proof(message);
  if (course.step === "ended") return undefined;
  switch (message.type) {
    case "session-changed": return sessionChanged(course, message);
    case "connect": return introduced(course, message);
    case "recorder-proof":
      return course.consent === "allowed" ? course.do({ do: "vouch", proof: message }) : undefined;
    case "ice-servers": return course.meetings.servedBy(message.ice_servers);
    case "description": return answered(course, message);
    default: return undefined; // a newer server may say what we do not know
  }
}

function claimed(course, message) {
  if (course.step === "claiming") {
    course.agree("notice-shown");
    Object.assign(course, { claimed: message, first: null, askedAt: course.now });
    course.do({ do: "digest", texts: message.notice });
    course.turn("claimed");
    course.account.note("connected", course.now);
  } else if (course.step === "ended" && !course.claimed) {
    course.link({ type: "end-session", session: message.session, reason: "customer" });
  }
}

function refused(course, problem) {
  if (course.step === "ended") return;
  if (course.step === "claiming") {
    course.first = null;
    course.turn("key-refused");
  } else if (ENDS_IT[problem]) {
    course.end(ENDS_IT[problem], problem, { tellServer: false });
  }
  course.problem = problem;
}

function sessionChanged(course, { state, reason }) {
  if (state === "ended") {
    course.end(reason ?? "fault", null, { tellServer: false });
    return;
  }
  if (!course.returning) return;
  course.returning = false;
  const agreed = ["given", "allowed"].includes(course.consent);
  if (agreed && state === "claimed") course.link(consentMessage(course));
  if (course.rights.allowed && ["claimed", "consented"].includes(state)) course.link(accessMessage(course));
  if (course.said) course.link({ type: "report-gate", session: course.session, hold: course.said.picture });
}

export function consentMessage(course) {
  return {
    type: "give-consent", session: course.session, notice_version: course.claimed.notice_version,
    notice_sha256: course.digests[course.language], language: course.language,
  };
}

export const accessMessage = (course) => ({ type: "allow-access", session: course.session, level: "view" });

function introduced(course, message) {
  if (course.consent !== "allowed") return;
  const another = course.meetings.invited(message, course.now);
  follow(course, another, message.peer === "recorder");
}

function vouched(course, { fingerprint, good }) {
  if (course.step === "ended") return;
  if (!good) {
    course.problem = "recorder-not-trusted";
    return;
  }
  follow(course, course.meetings.vouched(fingerprint, course.now), true);
}

// The code is bound to the recorder: before it has matched, another recorder means another exchange.
function follow(course, another, ofRecorder) {
  const over = course.problem === "recorder-not-trusted" || (course.problem === "recorder-absent" && ofRecorder);
  if (over) course.problem = null;
  if (!another || course.comparing.matched) return;
  for (const peer of ["agent", "recorder"]) {
    if (course.meetings.lost(peer, course.meetings[peer].attempt, course.now)) peerIsLost(course, peer);
  }
}

// Offers are none of a peer's business, and answers to earlier attempts are too late.
function answered(course, { peer, attempt, kind, sdp }) {
  const meeting = ["recorder", "agent"].includes(peer) ? course.meetings[peer] : null;
  if (meeting && kind === "answer" && meeting.isCurrent(attempt) && !meeting.isConnected()) {
    course.do({ do: "accept", peer, attempt, sdp });
  }
}
