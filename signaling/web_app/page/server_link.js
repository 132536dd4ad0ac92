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
  #toll = null;
  #unpaid = null;

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
    if (message.type === "claim-key") this.#unpaid = message;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  // The network has changed: a link that may be dead need not be waited for.
  renew() {
    if (this.#closed) return;
    const before = this.#socket;
    this.#socket = null;
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
    this.#socket = this.#toll = this.#unpaid = null;
    this.#happened({ type: "link-down", problem: "server-unreachable" });
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.open(), this.#pause * (1 - Math.random() / 2));
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
  }

  #heard(data) {
    const message = typeof data === "string" && data.length <= LIMIT ? JSON.parse(data) : null;
    if (!message) return;
    if (message.type === "toll") {
      this.#toll = message;
      return;
    }
    const asked = this.#toll;
    this.#toll = null;
    if (asked && this.#unpaid && message.type === "refused" && message.problem === "session-key-refused") {
      this.#settle(this.#unpaid, asked);
      return;
    }
    this.#happened({ type: "from-server", message });
  }

  async #settle(message, { challenge, bits }) {
    const socket = this.#socket;
    this.#unpaid = null;
    const toll = await this.#pay(challenge, bits);
    if (socket === this.#socket) socket?.send(JSON.stringify({ ...message, toll }));
  }
}
