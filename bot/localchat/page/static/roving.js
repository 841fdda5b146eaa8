// One message at a time takes part in Tab: arrows move from message to message, Tab goes through what is in it.

import { by } from './dom.js';

const INSIDE = '.bubble, button, a[href], [role=button]';
let current = null;

export function startRoving(list) {
  list.addEventListener('focusin', (event) => choose(event.target.closest('.message')));
  list.addEventListener('keydown', move);
}

// To be called whenever the list has changed: the newest message is the one, unless the focus is in another.
export function rove() {
  const all = messages();
  if (!current?.isConnected || !current.contains(document.activeElement)) current = document.activeElement.closest('.message') || all.at(-1);
  for (const message of all) open(message, message === current);
}

function choose(message) {
  if (!message || message === current) return;
  if (current) open(current, false);
  current = message;
  open(current, true);
}

function open(message, isOpen) {
  if (message.dataset.roving === String(isOpen)) return;
  message.dataset.roving = isOpen;
  for (const element of message.querySelectorAll(INSIDE)) element.tabIndex = isOpen ? 0 : -1;
}

function messages() {
  return [...by('messages').querySelectorAll(':scope > .message')];
}

function move(event) {
  const all = messages();
  const place = all.indexOf(event.target.closest('.message'));
  const next = { ArrowDown: all[place + 1], ArrowUp: all[place - 1], Home: all[0], End: all.at(-1) }[event.key];
  if (!next || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  choose(next);
  const bubble = next.querySelector('.bubble');
  bubble.focus({ preventScroll: true });
  bubble.scrollIntoView({ block: 'nearest' });
}
