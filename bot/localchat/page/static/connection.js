// The line to the server: events come over a WebSocket that is opened again whenever it is lost; wishes go as POST.

import { t } from './language.js';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;

export function listen(onEvent, onLine) {
  let waitMs = FIRST_WAIT_MS;
  let timer = null;
  let socket;

  function open() {
    clearTimeout(timer);
    onLine('connecting');
    socket = new WebSocket(`ws://${location.host}/page/events`);
    socket.addEventListener('message', (event) => {
      waitMs = FIRST_WAIT_MS;
      onLine('open');
      onEvent(JSON.parse(event.data));
    });
    socket.addEventListener('close', () => {
      onLine('lost');
      timer = setTimeout(open, waitMs);
      waitMs = Math.min(waitMs * 1.6, LONGEST_WAIT_MS);
    });
  }

  open();
  const wake = () => {
    if (socket.readyState === WebSocket.CLOSED) { waitMs = FIRST_WAIT_MS; open(); }
  };
  addEventListener('online', wake);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && wake());
}

async function answered(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Error(t('The server does not answer. Is it still running?'));
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.why ? t(body.why, body.values) : t('The server answered {status}.', { status: response.status }));
  return body;
}

export function act(name, fields) {
  return answered(fetch('/page/act', { method: 'POST', body: JSON.stringify({ act: name, ...fields }) }));
}

export function sendFiles(fields, files) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== null && value !== undefined) form.append(name, value);
  for (const file of files) form.append('file', file, file.name || 'picture.png');
  return answered(fetch('/page/send', { method: 'POST', body: form }));
}
