// Works a toll off, away from the page.
import { paid } from "./toll.js";

onmessage = async ({ data }) => postMessage(await paid(data.challenge, data.bits));
