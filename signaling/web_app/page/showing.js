// What is shown just now: one source at a time, a camera perhaps with a still picture in its place.
import { abilities, adjust, still } from "./camera_controls.js";
import { camera, photo, Refused, screen } from "./sources.js";

export class Showing {
  preview = Object.assign(document.createElement("video"), { muted: true, playsInline: true, autoplay: true });
  #source = null;
  #camera = null;
  #happened;

  // happened: takes { type: source-is, source }, { source-away, away }, { source-lost } and { camera-is, camera }.
  constructor(happened) {
    this.#happened = happened;
    this.preview.addEventListener("resize", () => this.#tell());
  }

  get track() { return this.#source?.track ?? null; }

  get size() {
    const set = this.track.getSettings();
    return { width: this.preview.videoWidth || set.width || 1, height: this.preview.videoHeight || set.height || 1 };
  }

  // Asks the browser for what the customer has chosen. Throws Refused when it, or the customer, says no.
  async choose(what, file) {
    const before = [this.#source, this.#camera];
    const source = what === "photo" ? await photo(file) : what === "camera" ? await camera() : await screen();
    this.#camera = what === "camera" ? source : null;
    await this.#show(source);
    for (const one of before) if (one && one !== source) one.stop();
    this.#tellCamera();
  }

  async direct({ torch, zoom, still: wanted }) {
    if (!this.#camera) return;
    await adjust(this.#camera.track, { torch, zoom });
    if (wanted === true && this.#source === this.#camera) await this.#freeze();
    else if (wanted === false && this.#source !== this.#camera) await this.#thaw();
    this.#tellCamera();
  }

  // The page is looked at again: the browser may have stopped the preview, or ended the camera without a word.
  wake() {
    if (this.#source?.track.readyState === "ended") this.#ended(this.#source);
    else if (this.#source) this.preview.play().catch(() => {});
  }

  stop() {
    this.#source?.stop();
    this.#camera?.stop();
    this.#source = this.#camera = this.preview.srcObject = null;
  }

  async #freeze() {
    await this.#show(await photo(await still(this.#camera.track, this.preview), "still"));
  }

  async #thaw() {
    const before = this.#source;
    await this.#show(this.#camera);
    before.stop();
  }

  async #show(source) {
    this.#source = source;
    this.#away(source, false);
    source.track.onended = () => this.#ended(source);
    source.track.onmute = () => this.#away(source, true);
    source.track.onunmute = () => this.#away(source, false);
    this.preview.srcObject = new MediaStream([source.track]);
    await this.preview.play().catch(() => {});
    this.#tell();
  }

  // The system has taken the picture away for now: the screen is locked, or another program has the camera.
  #away(source, away) {
    if (source === this.#source) this.#happened({ type: "source-away", away });
  }

  #ended(source) {
    if (source !== this.#source && source !== this.#camera) return;
    this.stop();
    this.#happened({ type: "source-lost" });
    this.#happened({ type: "camera-is", camera: null });
  }

  #tell() {
    if (this.#source) this.#happened({ type: "source-is", source: { kind: this.#source.kind, ...this.size } });
  }

  #tellCamera() {
    const camera = this.#camera && { ...abilities(this.#camera.track), still: this.#source !== this.#camera };
    this.#happened({ type: "camera-is", camera });
  }
}

export { Refused };
