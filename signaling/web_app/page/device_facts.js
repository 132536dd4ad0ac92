// What the browser knows of the device, to be shown to the customer first. Names are those of the protocol; a fact that
// the browser does not give is left out. Nothing here is read before the customer asks for it.
const LONGEST = 120;

export async function facts(given = globalThis) {
  const { navigator: device, screen: shown, devicePixelRatio } = given;
  const found = {
    system: await system(device), model: await model(device), browser: browser(device),
    screen: shown ? `${shown.width} × ${shown.height} (× ${devicePixelRatio ?? 1})` : "",
    language: device.language, network: network(device), battery: await battery(device),
    memory: device.deviceMemory ? `${device.deviceMemory} GB` : "",
    processors: device.hardwareConcurrency ? String(device.hardwareConcurrency) : "",
    storage: await storage(device),
  };
  return Object.entries(found).filter(([, value]) => value).map(([name, value]) => ({ name, value: String(value).slice(0, LONGEST) }));
}

const hints = async (device, names) => (await device.userAgentData?.getHighEntropyValues?.(names).catch(() => null)) ?? null;

async function system(device) {
  const known = await hints(device, ["platformVersion"]);
  if (known?.platform) return `${known.platform} ${known.platformVersion ?? ""}`.trim();
  const said = /\(([^)]*)\)/.exec(device.userAgent ?? "");
  return said ? said[1] : "";
}

async function model(device) { return (await hints(device, ["model"]))?.model ?? ""; }

function browser(device) {
  const brands = device.userAgentData?.brands?.filter(({ brand }) => !/not.?a.?brand/i.test(brand)) ?? [];
  if (brands.length) return brands.map(({ brand, version }) => `${brand} ${version}`).join(", ");
  return /(Firefox|Version|Edg|OPR)\/[0-9.]+/.exec(device.userAgent ?? "")?.[0] ?? "";
}

function network(device) {
  const { effectiveType, downlink, type } = device.connection ?? {};
  const measured = downlink ? `${downlink} Mbit/s` : "";
  return [device.onLine ? "online" : "offline", type, effectiveType, measured].filter(Boolean).join(", ");
}

async function battery(device) {
  const state = await device.getBattery?.().catch(() => null);
  return state ? `${Math.round(100 * state.level)} %${state.charging ? " +" : ""}` : "";
}

async function storage(device) {
  const room = await device.storage?.estimate?.().catch(() => null);
  return room?.quota ? `${(room.quota / 1e9).toFixed(1)} GB` : "";
}
