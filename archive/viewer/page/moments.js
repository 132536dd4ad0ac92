// Moments, in milliseconds from the recording's beginning: how they are written, and what stood at one. Nothing here
// touches the page.
const TOGETHER = 5000; // the same thing again within this time is one line in the list
const RING = 700; // for how long a click is shown

const two = (number) => String(number).padStart(2, "0");

export function clock(milliseconds) {
  const seconds = Math.max(Math.floor(milliseconds / 1000), 0);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${rest}` : rest;
}

export function timeOfDay(began, at) {
  return new Date(Date.parse(began) + at).toISOString().replace("T", " ").slice(0, 19);
}

export const gapAt = (gaps, at) => gaps.find((gap) => gap.start <= at && at < gap.end) ?? null;

// The lines of the list: what is said in words, with what was done again and again as one line. In the order of time.
export function lines(events, gaps, say) {
  const found = gaps.map((gap) => ({ at: gap.start, until: gap.end, gap: gap.cause, count: 1 }));
  let last = null;
  for (const { at, what } of events) {
    const words = say(what);
    if (words === null) continue;
    if (last && last.words === words && at - last.until <= TOGETHER) {
      last.until = at;
      last.count += 1;
    } else {
      last = { at, until: at, words, count: 1 };
      found.push(last);
    }
  }
  return found.sort((one, other) => one.at - other.at);
}

// The place of the last of `sorted` that is not after `at`, or -1.
export function lastUntil(sorted, at) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle].at <= at) low = middle + 1; else high = middle;
  }
  return low - 1;
}

// Where the pointer was, in the picture's pixels, or null; it is not in the pictures.
export function pointerAt(pointers, at) {
  const { what } = pointers[lastUntil(pointers, at)] ?? { what: { type: "pointer-gone" } };
  return what.type === "pointer-seen" ? what : null;
}

export function clickAt(clicks, at) {
  const last = clicks[lastUntil(clicks, at)];
  return last && at - last.at <= RING ? last.what : null;
}
