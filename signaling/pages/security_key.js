// Asks a security key for what the page says, tells the server, and goes where the server sends it.
const page = document.getElementById("key").dataset;
const texts = JSON.parse(page.texts);
const button = document.getElementById("go");
const said = document.getElementById("said");

function ask() {
  const options = JSON.parse(page.options);
  if (page.kind === "make") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

function say(text, isProblem) {
  said.textContent = text;
  said.className = isProblem ? "problem" : "hint";
}

async function go() {
  button.disabled = true;
  say(texts.waiting, false);
  let answer;
  try {
    answer = JSON.stringify(await ask());
  } catch {
    say(texts.again, true);
    button.disabled = false;
    return;
  }
  const { next, problem } = await sent(answer);
  if (next) {
    location.replace(next);
  } else {
    button.hidden = true; // an answer is taken once
    say(problem, true);
  }
}

async function sent(body) {
  try {
    const headers = { "Content-Type": "application/json" };
    return await (await fetch(location.pathname + location.search, { method: "POST", headers, body })).json();
  } catch {
    return { problem: texts.unsent };
  }
}

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  button.addEventListener("click", go);
} else {
  button.hidden = true;
  say(texts.old, true);
}
