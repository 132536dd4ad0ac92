// Elements, made of what is given. Text is always text: nothing is ever read as markup.
export function el(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) set(made, name, value);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

function set(made, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
  else if (name === "text") made.textContent = value;
  else if (name in made && !["list", "form"].includes(name)) made[name] = value;
  else made.setAttribute(name, value === true ? "" : value);
}

export const button = (text, onclick, given = {}) => el("button", { type: "button", text, onclick, ...given });

// The same element, shown or not, and saying that: changed only where it changes, so that nothing is read out twice.
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = !text;
}

export function label(element, name) {
  if (element.getAttribute("aria-label") !== name) element.setAttribute("aria-label", name);
}
