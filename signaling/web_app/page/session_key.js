// The seven digits in what a person typed, pasted or read from a note, as in protocol/session_key.py; null when it is
// none.
export function parsed(typed) {
  const key = typed.slice(0, 64).replace(/[ \t\r\n\-.\u00a0\u202f\u2009]/g, "");
  return /^[0-9]{7}$/.test(key) ? key : null;
}

// In the groups in which it is read out, as far as it is typed.
export function grouped(typed) {
  const key = typed.replace(/[^0-9]/g, "").slice(0, 7);
  return [key.slice(0, 3), key.slice(3, 5), key.slice(5)].filter(Boolean).join(" ");
}
