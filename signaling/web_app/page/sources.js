// What can be shown: a screen, a camera, a photo. Each is { kind, track, stop }, and nothing of it leaves by itself.
const SCREEN = {
  video: { cursor: "always", frameRate: { max: 15 }, width: { max: 1920 }, height: { max: 1200 } },
  audio: false, selfBrowserSurface: "exclude", surfaceSwitching: "include", monitorTypeSurfaces: "include",
};
const CAMERA = {
  video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { max: 20 } },
  audio: false,
};
const LONGEST_SIDE = 1920;

export class Refused extends Error {}

export const can = {
  get screen() { return Boolean(navigator.mediaDevices?.getDisplayMedia) && !isPhone(); },
  get camera() { return Boolean(navigator.mediaDevices?.getUserMedia); },
};

// Android's browsers have the function and nothing behind it.
const isPhone = () => matchMedia("(pointer: coarse) and (hover: none)").matches;

export const screen = () => taken("screen", () => navigator.mediaDevices.getDisplayMedia(SCREEN), "detail");
export const camera = () => taken("camera", () => navigator.mediaDevices.getUserMedia(CAMERA), "motion");

// Asks the browser, which asks the customer. Throws Refused after a no.
async function taken(kind, ask, hint) {
  let stream = null;
  try {
    stream = await ask();
  } catch (fault) {
    throw new Refused(fault.name);
  }
  const [track] = stream.getVideoTracks();
  track.contentHint = hint;
  return { kind, track, stop: () => track.stop() };
}

// A photo or a still picture, drawn anew: nothing of the file but its pixels, no place and no date.
export async function photo(image, kind = "photo") {
  const picture = await decoded(image);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement("canvas"), {
    width: even(picture.width * scale), height: even(picture.height * scale),
  });
  const pen = canvas.getContext("2d");
  const draw = () => pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  draw();
  const [track] = canvas.captureStream(5).getVideoTracks();
  track.contentHint = "detail";
  // A canvas that is not drawn on gives no picture, and whoever comes later would wait for one.
  const timer = setInterval(draw, 250);
  const stop = () => {
    clearInterval(timer);
    track.stop();
    picture.close();
  };
  return { kind, track, stop };
}

// The name of the text that says why nothing is shown, and what to do.
export async function whyNot(what, { message }) {
  if (message === "NotAPicture") return "not_a_picture";
  if (what !== "camera") return "not_chosen";
  if (message === "NotFoundError" || message === "OverconstrainedError") return "camera_missing";
  if (message === "NotReadableError" || message === "AbortError") return "camera_busy";
  return (await isForbidden("camera")) ? "camera_forbidden" : "not_chosen";
}

// For good: the browser does not ask any more. One that does not say so is taken at its word.
async function isForbidden(name) {
  try {
    return (await navigator.permissions.query({ name })).state === "denied";
  } catch {
    return false;
  }
}

async function decoded(image) {
  try {
    return await createImageBitmap(image, { imageOrientation: "from-image" });
  } catch {
    throw new Refused("NotAPicture");
  }
}

const even = (length) => Math.max(2, 2 * Math.round(length / 2));
