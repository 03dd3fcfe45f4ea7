// Files beside the page. A page from file:// may not fetch, but it may load a script: each file gives its content under a key.
const given = new Map(window.ntr?.queue),
  waiting = new Map(); // a page that holds everything has queued it
window.ntr = {
  give(key, value) {
    given.set(key, value);
    waiting.get(key)?.done(value);
    waiting.delete(key);
  },
};
const ROOT = document.documentElement.dataset.root;

// The content of a file, from the page or loaded once. Rejects where there is no such file.
function load(key, file) {
  if (given.has(key)) return Promise.resolve(given.get(key));
  const known = waiting.get(key);
  if (known) return known.promise;
  const one = {};
  one.promise = new Promise((done, fail) => {
    Object.assign(one, { done, fail });
  });
  waiting.set(key, one);
  const script = document.createElement("script");
  script.src = file;
  script.onerror = () => {
    waiting.delete(key);
    script.remove();
    one.fail(new Error(`This file is missing: ${file}`));
  };
  document.head.append(script);
  return one.promise;
}

// Bytes that Python packed: base64 of gzip.
async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function openTable({ text, data }) {
  const [words, bytes] = await Promise.all([unpack(text), unpack(data)]);
  return { text: new TextDecoder().decode(words), data: new DataView(bytes.buffer) };
}
