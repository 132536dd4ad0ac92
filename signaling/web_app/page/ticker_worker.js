// Tells the page that time has passed. A page behind others is told so only once a second, or less; a worker is not.
setInterval(() => postMessage(null), 200);
