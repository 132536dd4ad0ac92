// Torch and zoom of a camera, as far as it has them; and still pictures. Zoom is in per cent of the widest view.
export function abilities(track) {
  const found = track.getCapabilities?.() ?? {}, set = track.getSettings?.() ?? {};
  const widest = found.zoom?.min || 1;
  return {
    torch: found.torch ? Boolean(set.torch) : null,
    zoom: found.zoom ? Math.round((100 * (set.zoom ?? widest)) / widest) : null,
    zoom_most: found.zoom ? Math.min(10000, Math.round((100 * found.zoom.max) / widest)) : 100,
  };
}

// wanted: { torch, zoom }, null for as it is. What the camera cannot do is left out.
export async function adjust(track, { torch, zoom }) {
  const found = track.getCapabilities?.() ?? {}, advanced = [];
  if (torch !== null && found.torch) advanced.push({ torch });
  if (zoom !== null && found.zoom) {
    const widest = found.zoom.min || 1;
    advanced.push({ zoom: Math.min(found.zoom.max, Math.max(found.zoom.min, (zoom / 100) * widest)) });
  }
  if (advanced.length) await track.applyConstraints({ advanced }).catch(() => {});
}

// As sharp as the camera can; where it takes no photos, what the video shows.
export async function still(track, video) {
  try {
    return await new ImageCapture(track).takePhoto();
  } catch {
    return createImageBitmap(video);
  }
}
