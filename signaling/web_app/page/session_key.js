// The seven digits in what a person typed, pasted or read from a note, as in protocol/session_key.py; null when it is
// none.
export function parsed(typed) {
  const key = ours(typed.slice(0, 64)).replace(/[\s\-.\u2000-\u2015\u202a-\u202f\u2060-\u2069\u2212\ufeff]/g, "");
  return /^[0-9]{7}$/.test(key) ? key : null;
}

// With the digits of every script as 0 to 9: each script has its ten in a row.
const ours = (typed) => typed.replace(/\p{Nd}/gu, (digit) => {
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(digit.codePointAt() - before - 1))) before += 1;
  return String(before % 10);
});

export const digits = (typed) => ours(typed).replace(/[^0-9]/g, "");

// In the groups in which it is read out, as far as it is typed.
export function grouped(typed) {
  const key = digits(typed).slice(0, 7);
  return [key.slice(0, 3), key.slice(3, 5), key.slice(5)].filter(Boolean).join(" ");
}
