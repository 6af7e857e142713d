// A W3C WebDriver client: just the words that the window journey needs, over fetch.
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Opens a session with a driver that listens on `port`. */
export async function openSession(port, capabilities) {
  const base = `http://127.0.0.1:${port}`;
  const { sessionId } = await ask(base, 'POST', '/session', { capabilities: { alwaysMatch: capabilities } });
  return new Session(`${base}/session/${sessionId}`);
}

/** Whether a driver answers on `port`. */
export async function ready(port) {
  try {
    return (await ask(`http://127.0.0.1:${port}`, 'GET', '/status')).ready;
  } catch {
    return false;
  }
}

class Session {
  constructor(base) {
    this.base = base;
  }

  close() {
    return ask(this.base, 'DELETE', '');
  }

  /** Runs a function body in the page; it may be async. */
  run(script, ...args) {
    const body = `const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, -1);
      Promise.resolve((function () { ${script} }).apply(null, given)).then((value) => done({ value }), (thrown) => done({ thrown: String(thrown?.message ?? JSON.stringify(thrown)) }));`;
    return ask(this.base, 'POST', '/execute/async', { script: body, args }).then((answer) => {
      if (answer && 'thrown' in answer) throw new Error(`in the page: ${answer.thrown}`);
      return answer?.value;
    });
  }

  /** The first element that is shown for a CSS selector and whose name holds `text` (or is it); null without one. */
  async find(css, text = '', whole = false) {
    const found = await this.run(FIND, css, text, whole);
    return found ? new Element(this, found[ELEMENT]) : null;
  }

  /** Makes the window as large as asked. */
  resize({ width, height }) {
    return ask(this.base, 'POST', '/window/rect', { width, height });
  }

  /** A PNG of the page. */
  async picture() {
    return Buffer.from(await ask(this.base, 'GET', '/screenshot'), 'base64');
  }
}

class Element {
  constructor(session, id) {
    this.base = `${session.base}/element/${id}`;
  }

  click() {
    return ask(this.base, 'POST', '/click', {});
  }

  type(text) {
    return ask(this.base, 'POST', '/value', { text });
  }

  text() {
    return ask(this.base, 'GET', '/text');
  }
}

// Runs in the page. The name is what a screen reader would say, near enough: label, aria-label, text.
const FIND = `
  const [css, text, whole] = arguments;
  const name = (it) => [it.getAttribute('aria-label'), ...[...(it.labels ?? [])].map((label) => label.textContent),
    ...(it.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => id && document.getElementById(id)?.textContent),
    it.textContent, it.placeholder].filter(Boolean).join(' ').replace(/\\s+/g, ' ').trim();
  const seen = (it) => it.getClientRects().length > 0 && getComputedStyle(it).visibility !== 'hidden';
  return [...document.querySelectorAll(css)].find((it) => seen(it) && (whole ? name(it) === text : name(it).includes(text))) ?? null;
`;

async function ask(base, method, path, body) {
  const answer = await fetch(base + path, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`WebDriver ${method} ${path}: ${value?.error}: ${value?.message}`);
  return value;
}
