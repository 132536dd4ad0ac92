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
  const response = await fetch(location.pathname + location.search, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: answer,
  });
  const told = await response.json();
  if (response.ok) {
    location.replace(told.next);
  } else {
    button.hidden = true;
    say(told.problem, true);
  }
}

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  button.addEventListener("click", go);
} else {
  button.hidden = true;
  say(texts.old, true);
}
