// The gate once more, for each coded picture, beside the page: a page that is busy, or slowed down, cannot keep it open.
// Until when pictures may pass, in milliseconds since 1970, the page says again each time that the recorder has stored.
onrtctransform = ({ transformer: { options, readable, writable } }) => {
  let until = 0;
  options.port.onmessage = ({ data }) => { until = data; };
  const asked = new TransformStream({
    transform(picture, passed) {
      if (performance.timeOrigin + performance.now() <= until) passed.enqueue(picture);
    },
  });
  readable.pipeThrough(asked).pipeTo(writable);
};
