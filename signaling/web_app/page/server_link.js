// The link to the server: one WebSocket, made anew when it is lost. It pays a toll by itself, as peer/paying_link.py.
const FIRST_PAUSE = 200, LONGEST_PAUSE = 5000;
const LIMIT = 65536;

export class ServerLink {
  #address;
  #subprotocol;
  #happened;
  #pay;
  #socket = null;
  #pause = FIRST_PAUSE;
  #timer = 0;
  #closed = false;
  #demand = null;
  #unpaid = null;
  #work = null;
  #knows = false;

  // pay: (challenge, bits) to the numbers that pay a toll; happened: takes the core's events.
  constructor({ address, subprotocol, happened, pay }) {
    this.#address = address;
    this.#subprotocol = subprotocol;
    this.#happened = happened;
    this.#pay = pay;
  }

  open() {
    clearTimeout(this.#timer);
    const socket = new WebSocket(this.#address, this.#subprotocol);
    this.#socket = socket;
    socket.onopen = () => {
      this.#pause = FIRST_PAUSE;
      this.#happened({ type: "link-up" });
    };
    socket.onmessage = ({ data }) => socket === this.#socket && this.#heard(data);
    socket.onclose = () => socket === this.#socket && this.#down();
  }

  // What is sent without a link is lost: the core says it again when there is one.
  send(message) {
    if (message.type !== "claim-key") {
      this.#knows = true;
      this.#say(message);
      return;
    }
    this.#unpaid = null;
    if (this.#work) {
      this.#sayWhenPaid(message, this.#work);
      return;
    }
    this.#unpaid = message;
    this.#say(message);
  }

  #say(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  // The network has changed: a link that may be dead need not be waited for.
  renew() {
    if (this.#closed) return;
    const before = this.#socket;
    this.#socket = null;
    this.#forget();
    before?.close();
    this.#happened({ type: "link-down", problem: "server-unreachable" });
    this.open();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #down() {
    this.#socket = null;
    this.#forget();
    this.#happened({ type: "link-down", problem: "server-unreachable" });
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.open(), this.#pause * (1 - Math.random() / 2));
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
  }

  #heard(data) {
    const message = read(data);
    if (!message) return;
    if (message.type === "toll") {
      this.#demanded(message);
      return;
    }
    const demand = this.#demand;
    this.#demand = null;
    if (demand && this.#unpaid && message.type === "refused" && message.problem === "session-key-refused") {
      const unpaid = this.#unpaid;
      this.#unpaid = null;
      this.#sayWhenPaid(unpaid, this.#begin(demand));
      return;
    }
    this.#happened({ type: "from-server", message });
  }

  // Before anything was said it is worked off beforehand: while the customer types.
  #demanded(demand) {
    if (this.#unpaid) this.#demand = demand;
    else if (!this.#knows) this.#begin(demand);
  }

  #begin({ challenge, bits }) {
    this.#work = this.#pay(challenge, bits);
    return this.#work;
  }

  async #sayWhenPaid(message, work) {
    const toll = await work;
    if (work !== this.#work) return;
    this.#work = null;
    this.#say({ ...message, toll });
  }

  // Demands are good on one connection.
  #forget() {
    this.#demand = this.#unpaid = this.#work = null;
    this.#knows = false;
  }
}

// The message; null for what is none: that is left out.
function read(data) {
  if (typeof data !== "string" || data.length > LIMIT) return null;
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
